"""What a draft allows itself: suppressions are ranges of its prose; one that silences nothing is told."""

from __future__ import annotations

from linter.faults import guess
from linter.patterns import compile_pattern
from linter.text import Cover, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from linter.diagnostic import Finding, Severity
    from linter.document import Comment, Document

_COMMA = compile_pattern(r"[\s,]+")
_ALLOW = compile_pattern(r"(?s)\s*copydesk:\s*(\w+)\b\s*(.*)")
_CODES = compile_pattern(r"((?:[A-Z]{2,4}\d{3}|[a-z]+(?:-[a-z0-9]+)+)(?:\s*,\s*|\s+|$))+")


OWN_PACK = "copydesk"
UNUSED = "CD101"
UNKNOWN = "CD102"
BROKEN = "CD103"
FORMER = "CD104"
OWN_NAMES = {
    UNUSED: "unused-permission",
    UNKNOWN: "unknown-permission",
    BROKEN: "broken-front-matter",
    FORMER: "former-name",
}
# What still works need not stop anybody.
OWN_SEVERITIES: Mapping[str, Severity] = {FORMER: "info"}
OWN_PAGES = {
    UNUSED: "A permission (“copydesk: allow CODE”) that silences nothing: delete it, or move it.",
    UNKNOWN: "A permission that cannot be followed: it names no rule, or stands where it covers nothing.",
    BROKEN: "Front matter that is not valid YAML, TOML or JSON: titles and permissions in it may be lost.",
    FORMER: "A permission that calls a rule as it is no longer called: write its new name.",
}


class Names(NamedTuple):
    """The codes of rules by their codes and names, and by what they were called formerly: nothing for those gone."""

    codes: Mapping[str, str]
    former: Mapping[str, str]


class Allowance(NamedTuple):
    """One permission: a rule's code, the stretch of prose it covers, and where in the source it is given."""

    code: str
    span: Span
    place: Span


class Objection(NamedTuple):
    """Something that a draft says to the linter in vain: one of OWN_NAMES, where in the source, and why."""

    code: str
    place: Span
    message: str


def read_allowances(document: Document, names: Names) -> tuple[tuple[Allowance, ...], tuple[Objection, ...]]:
    """The permissions of a draft, and those that cannot be read."""
    allowed: list[Allowance] = []
    objections: list[Objection] = []
    everywhere = Span(0, len(document.prose))
    if flaw := document.front_matter.flaw:
        objections.append(Objection(BROKEN, *flaw))
    for code in document.front_matter.allow:
        place = document.front_matter.span
        _admit(code, everywhere, place, names, allowed, objections)
    for comment in document.comments:
        _read_comment(document, comment, names, allowed, objections)
    return tuple(allowed), tuple(objections)


def _read_comment(
    document: Document,
    comment: Comment,
    names: Names,
    allowed: list[Allowance],
    objections: list[Objection],
) -> None:
    said = _ALLOW.match(comment.text)
    if said is None:
        return
    verb, rest = said.groups()
    codes = _CODES.match(rest)
    if verb != "allow" or codes is None:
        wanted = "“copydesk: allow AT101 because ...”"
        objections.append(Objection(UNKNOWN, comment.span, f"this comment allows nothing: write {wanted}"))
        return
    if comment.block >= len(document.blocks):
        objections.append(Objection(UNKNOWN, comment.span, "this comment stands behind the last paragraph"))
        return
    for code in _COMMA.split(codes.group().strip().rstrip(",")):
        _admit(code, document.blocks[comment.block].span, comment.span, names, allowed, objections)


def _admit(
    code: str,
    span: Span,
    place: Span,
    names: Names,
    allowed: list[Allowance],
    objections: list[Objection],
) -> None:
    if code in names.codes:
        allowed.append(Allowance(names.codes[code], span, place))
    elif heir := names.former.get(code):
        allowed.append(Allowance(heir, span, place))
        objections.append(Objection(FORMER, place, f"“{code}” is now called {heir}; write that"))
    elif code in names.former:
        objections.append(Objection(FORMER, place, f"“{code}” is no longer a rule; delete the permission"))
    else:
        hint = guess(code, list(names.codes))
        objections.append(Objection(UNKNOWN, place, f"no rule is called “{code}”{hint}"))


def apply_allowances(
    findings: Sequence[Finding], allowed: Sequence[Allowance]
) -> tuple[list[Finding], list[Allowance]]:
    """The findings that no permission covers, and the permissions that covered none."""
    given: dict[str, list[Allowance]] = {}
    for allowance in allowed:
        given.setdefault(allowance.code, []).append(allowance)
    covers = {code: Cover(one.span for one in listed) for code, listed in given.items()}
    used: set[Allowance] = set()
    kept: list[Finding] = []
    for finding in findings:
        listed = given.get(finding.code, [])
        covering = (
            listed
            if finding.whole or not listed
            else [listed[number] for number in covers[finding.code].find(finding.span)]
        )
        used.update(covering)
        if not covering:
            kept.append(finding)
    return kept, [allowance for allowance in allowed if allowance not in used]


def object_to(allowance: Allowance) -> Objection:
    """What to say of a permission that covered no finding."""
    message = f"“{allowance.code}” is allowed here, but finds nothing; delete the permission"
    return Objection(UNUSED, allowance.place, message)
