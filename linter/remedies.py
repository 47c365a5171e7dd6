"""What an editor may offer at a finding: never a change of meaning, and nothing that has not been tried out.

A finding may be allowed where it stands or in its draft, its words may be a term of the house, a claim may be meant as
it is, a word that stands twice may stand once, and what a rule has one other way to write may be written so.
"""

from __future__ import annotations

import os
import re
from collections import Counter

from linter.answers import DELIBERATE, as_entry, write_sheet
from linter.config import NAMES, Settings
from linter.faults import BadFile
from linter.kinds.phrase import Phrase
from linter.located import Reader, read_file
from linter.mending import find_mendable, mend
from linter.readers import find_format
from linter.text import Position, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.diagnostic import Diagnostic
    from linter.document import Document
    from linter.rule import Rule
    from linter.session import Account, Session
    from linter.study import Study

_MARGIN = re.compile(r"[ \t>]*")
_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_FENCE_END = re.compile(r"(?m)^(?:---|\.\.\.|\+\+\+)[ \t]*\r?$")
_ALLOWED = re.compile(r"(?m)^copydesk:[ \t]*\{[ \t]*allow:[ \t]*\[([^\]\n]*)\]")
_TERMS = re.compile(
    r"(?m)^terms:[ \t]*(?:\[(?P<flow>[^\]]*)\]|(?:#.*)?\n(?P<block>(?:[ \t]*- .*(?:\n|\Z))+))"
)
# What is quoted as offered, where it is one thing and not two with “or” between them.
_ONE_OFFER = re.compile(r"“((?:(?!” or “).)+)”")
_PLAIN = re.compile(r"[^\W\d_](?:[\w’'. -]*\w)?")


class Change(NamedTuple):
    """A stretch of a file, half-open in code points, and what is to stand there; `creates`: the file is new."""

    path: str
    span: Span
    text: str
    creates: bool = False

    def make(self, text: str) -> str:
        """The text of the file after the change."""
        return text[: self.span.start] + self.text + text[self.span.end :]


class Remedy(NamedTuple):
    """Something to be done about a finding: a change of a file, or, without one, an answer in the ledger."""

    title: str
    about: Diagnostic
    change: Change | None = None
    is_fix: bool = False


def propose(session: Session, path: str, told: Iterable[Diagnostic]) -> Iterator[Remedy]:
    """What may be done about findings of an open draft."""
    account = session.account(path)
    if account is None:
        return
    for one in told:
        yield from _mend(session, one)
        yield from _swap(session, one, account.study)
        if change := _allow_here(session, one, account.study.document):
            yield Remedy(f"Allow {one.code} in this paragraph", one, change)
        if change := _allow_in_draft(session, one):
            yield Remedy(f"Allow {one.code} in this draft", one, change)
        if change := _add_term(session, one):
            yield Remedy(f"Add “{one.excerpt.lower()}” to the house list of terms", one, change)
        if find_row(account, one) is not None:
            yield Remedy("Mark this claim as deliberate in the ledger", one)


def _mend(session: Session, one: Diagnostic) -> Iterator[Remedy]:
    source = session.sheets[one.path].source
    rule = session.rules(one.path).get(one.code)
    words = mend(one, source.line(one.line), find_mendable([rule])) if rule else None
    if words is not None:
        change = Change(one.path, _span(session, one), words)
        yield Remedy(f"Write “{words}” once", one, change, is_fix=True)


def _swap(session: Session, one: Diagnostic, study: Study) -> Iterator[Remedy]:
    """The one thing that a rule would have written instead, in words that no line end and no markup parts."""
    rule, span = session.rules(one.path).get(one.code), _span(session, one)
    document, text = study.document, session.sheets[one.path].text
    if rule is None or text[slice(*span)] != one.excerpt or "\n" in one.excerpt:
        return
    for finding in study.reading.findings.get(one.code, ()):
        offer = _ONE_OFFER.fullmatch(finding.facts.get("instead", ""))
        if offer and document.origin(finding.span) == span:
            words = offer[1] if _sees_capitals(rule) else _capitalise(offer[1], one.excerpt)
            change = Change(one.path, span, words)
            if words != one.excerpt and _settles(session, one, change):
                yield Remedy(f"Write “{words}” instead", one, change, is_fix=True)


def _sees_capitals(rule: Rule) -> bool:
    """Whether a rule says itself which capitals what it offers has."""
    return not isinstance(rule.kind, Phrase) or rule.kind.capitals


def _capitalise(offer: str, words: str) -> str:
    """An offer with the capitals of the words that it is to stand for: all, or the first."""
    if words.isupper() and len(words) > 1:
        return offer.upper()
    return offer[:1].upper() + offer[1:] if words[:1].isupper() else offer


def _settles(session: Session, one: Diagnostic, change: Change) -> bool:
    """Whether a change of a draft leaves less to say of a rule, and no more of others than the finding spoke for."""
    told = session.try_out(one.path, change.make(session.sheets[one.path].text))
    if told is None:
        return False
    before = Counter(other.code for other in session.tell(one.path).diagnostics)
    after = Counter(other.code for other in told if other.code not in one.also)
    return after <= before and after[one.code] < before[one.code]


def _span(session: Session, one: Diagnostic) -> Span:
    """The code points of the source that a diagnostic speaks of."""
    source = session.sheets[one.path].source
    start, end = (
        source.offset(Position(*place)) for place in ((one.line, one.column), (one.end_line, one.end_column))
    )
    return Span(start, end)


# ---------------------------------------------------------------- permissions


def _allow_here(session: Session, one: Diagnostic, document: Document) -> Change | None:
    """A comment on a line of its own before the paragraph of a finding, in its margin; none where that changes more."""
    form = find_format(one.path)
    if not form.comment or not document.blocks:
        return None
    text, place = document.source.text, _span(session, one).start
    starts = [document.origin(block.span).start for block in document.blocks]
    start = max((start for start in starts if start <= place), default=starts[0])
    line = start - document.source.position(start).column + 1
    margin = _MARGIN.match(text, line, start)
    assert margin
    ending = "\r\n" if "\r\n" in text else "\n"
    comment = margin.group() + form.comment.format(f"copydesk: allow {one.code}") + ending
    tried = (comment, comment + margin.group().rstrip() + ending)
    changes = (Change(one.path, Span(line, line), written) for written in tried)
    return next((change for change in changes if _silences(session, one, change)), None)


def _allow_in_draft(session: Session, one: Diagnostic) -> Change | None:
    """A permission in the front matter of a draft, which is begun where there is none."""
    text = session.sheets[one.path].text
    fence = _FENCE.match(text)
    end = _FENCE_END.search(text, fence.end()) if fence else None
    if fence is None or end is None:
        change = Change(one.path, Span(0, 0), f"---\ncopydesk: {{allow: [{one.code}]}}\n---\n\n")
    elif listed := _ALLOWED.search(text, 0, end.start()):
        comma = ", " if listed[1].strip() else ""
        change = Change(one.path, Span(listed.end(1), listed.end(1)), f"{comma}{one.code}")
    else:
        is_yaml = fence[1] == "---"
        line = f"copydesk: {{allow: [{one.code}]}}\n" if is_yaml else f'[copydesk]\nallow = ["{one.code}"]\n'
        change = Change(one.path, Span(end.start(), end.start()), line)
    return change if _silences(session, one, change) else None


def _silences(session: Session, one: Diagnostic, change: Change) -> bool:
    """Whether a change of a draft takes away a finding and only others of its rule; those it spoke for may appear."""
    after = session.try_out(one.path, change.make(session.sheets[one.path].text))
    before = session.tell(one.path).diagnostics
    if after is None or one.fingerprint in {other.fingerprint for other in after}:
        return False
    spoken_for = {one.code, *one.also}
    others = [
        {other.fingerprint for other in told if other.code not in spoken_for} for told in (before, after)
    ]
    return others[0] == others[1]


# ---------------------------------------------------------------- terms


def _add_term(session: Session, one: Diagnostic) -> Change | None:
    """A line in the config that applies to a draft, or a new one beside it, where that silences a repetition."""
    term = one.excerpt.lower()
    if one.category != "repetition" or not _PLAIN.fullmatch(term):
        return None
    told = session.tell_with_terms(one.path, (term,))
    if told is None or one.fingerprint in {other.fingerprint for other in told}:
        return None
    config = session.desk.config_for(one.path).path
    if config.endswith(".toml"):
        return None
    if not config:
        path = os.path.join(session.home_of(one.path), NAMES[1])
        return Change(path, Span(0, 0), f"terms: [{term}]\n", creates=True)
    return _write_term(config, term)


def _write_term(path: str, term: str) -> Change | None:
    """A term written into a config as its list is written; None where that is not understood as meant."""
    text = read_file(path)
    listed = _TERMS.search(text)
    if listed is None:
        change = Change(
            path,
            Span(len(text), len(text)),
            f"{'' if text[-1:] in ('', chr(10)) else chr(10)}terms: [{term}]\n",
        )
    elif listed["flow"] is not None:
        end = listed.start("flow") + len(listed["flow"].rstrip(" \t\r\n,"))
        change = Change(path, Span(end, end), f", {term}" if listed["flow"].strip() else term)
    else:
        margin = listed["block"][: listed["block"].index("-")]
        feed = "" if listed["block"].endswith("\n") else "\n"
        change = Change(path, Span(listed.end("block"), listed.end("block")), f"{feed}{margin}- {term}\n")
    return change if _is_understood(change.make(text), term) else None


def _is_understood(text: str, term: str) -> bool:
    reader = Reader("")
    try:
        settings = reader.build(Settings, reader.parse(text))
        reader.finish()
    except BadFile:
        return False
    return settings is not None and term in settings.terms


# ---------------------------------------------------------------- the ledger


def find_row(account: Account, one: Diagnostic) -> int | None:
    """The number of the claim that a finding is about, if it is one that nobody has answered."""
    document, rows = account.study.document, account.study.rows
    start = document.source.offset(Position(one.line, one.column))
    for number, row in enumerate(rows):
        if one.code in row.codes and number not in account.answers.found:
            origin = document.origin(row.cue)
            if origin.start <= start < max(origin.end, origin.start + 1):
                return number
    return None


def mark_deliberate(account: Account, number: int) -> str:
    """Write beside a draft that a claim is meant as it is; the path of what was written. Raises OSError."""
    study, answers = account
    entry = as_entry(study.rows[number], study.document)._replace(answer=DELIBERATE)
    answers = answers._replace(found={**answers.found, number: entry})
    return write_sheet(study.document.source.path, study.document, study.rows, answers)
