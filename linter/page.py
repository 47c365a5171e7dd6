"""What a rule says of itself, part by part: in a terminal, and beside a finding where a format has room for it."""

from __future__ import annotations

import os
from functools import cache

from linter.allow import OWN_PACK
from linter.diagnostic import SEVERITIES
from linter.kinds.absence import Absence
from linter.lint import fill
from linter.patterns import compile_pattern
from linter.readers import find_comments
from linter.rule import SILENT, name_missing
from linter.rulebook import MEASURED, find_built_in, find_rules_folder
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, Literal

    from linter.rule import Guard, Rule


class Part(NamedTuple):
    """A part of a rule's page: its title, which may be empty, its lines, and how they read.

    `marked` lines are examples, with <...> round what is reported; `cue` lines are patterns, or phrases with commas;
    `code` is to be read letter by letter.
    """

    title: str
    lines: tuple[str, ...]
    form: Literal["prose", "marked", "cue", "code"] = "prose"


def title_rule(rule: Rule) -> str:
    """The headline of a rule's page."""
    fields = rule.fields
    state = "" if fields.state == "stable" else f", {fields.state}"
    return f"{rule.code} {fields.name} ({fields.severity}, {rule.category}, pack {rule.pack}{state})"


def describe_rule(rule: Rule, measured: Mapping[str, float] | None = None) -> Iterator[Part]:
    """What a rule reports, why, what answers it, examples, when to ignore it, how to allow it, and how it looks.

    `measured` is how many of its findings were looked at by an editor, as `load_measured` has it.
    """
    fields = rule.fields
    yield Part("", (_show_message(rule),))
    yield Part("Why", (fields.why,))
    if answers := tuple(getattr(rule.kind, "unless", ())):
        within = _WITHIN[getattr(rule.kind, "within", "")]
        yield Part("What answers it", (f"{name_missing(answers)}, {within}",))
    yield Part("Reported (between < and >)", tuple(_list_first(fields.examples.bad)), "marked")
    yield Part("Left alone", tuple(_list_first(fields.examples.good)))
    if fields.ignore_when:
        yield Part("When to ignore it", (fields.ignore_when,))
    allow = f"copydesk: allow {rule.code} because ..."
    yield Part(
        "To allow it in one paragraph, write before it",
        tuple(f"{comment.format(allow)}  ({', '.join(names)})" for comment, names in find_comments().items()),
        "code",
    )
    yield Part("How it looks", tuple(_say_kind(rule)))
    for role, patterns in (*rule.kind.roles.items(), (SILENT, fields.silent_if)):
        if patterns:
            yield Part(role.capitalize(), tuple(_list_patterns(patterns)), "cue")
    if measured:
        yield Part("Measured", (_say_measured(measured),))
    if fields.source:
        yield Part("Source", (fields.source,))


def _show_message(rule: Rule) -> str:
    """The message of a rule without the names of its facts, which mean nothing to readers: “…” for “{match}”."""
    return fill(rule.fields.message, dict.fromkeys(rule.kind.facts, "…"))


@cache
def find_manual() -> str:
    """Where the manual is on the web, without a slash at the end: the project's URL “Documentation”; "" without one."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata("copydesk").get_all("Project-URL", [])
    except PackageNotFoundError:
        return ""
    named: dict[str, str] = dict(url.split(", ", 1) for url in urls)
    return named.get("Documentation", "").rstrip("/")


def find_page(code: str, pack: str) -> str:
    """The address of a rule's page in the manual; "" for a rule of another pack than the built-in ones."""
    manual = find_manual()
    is_ours = pack == OWN_PACK or os.path.join(find_rules_folder(), f"{pack}.yaml") in find_built_in()
    return f"{manual}/reference/rules/{code}.html" if manual and is_ours else ""


def load_measured() -> Mapping[str, Mapping[str, float]]:
    """By the codes of rules, how many findings an editor looked at, and how many of these are what was marked."""
    from linter.packs import load_numbers

    return load_numbers(os.path.join(find_rules_folder(), f"{MEASURED}.yaml"))


def _say_measured(measured: Mapping[str, float]) -> str:
    found, right = int(measured["findings"]), int(measured["marked"])
    findings = "1 finding" if found == 1 else f"{found} findings"
    return (
        f"{right} of {findings} in the annotated drafts of seeds/ stood where an editor had marked something."
    )


# ---------------------------------------------------------------- how it looks


def _say_kind(rule: Rule) -> Iterator[str]:
    """The first sentence of what its kind says of itself, what the rule has set of it, and where it does not look."""
    sentence, _, _ = " ".join((type(rule.kind).__doc__ or "").split()).partition(". ")
    # A key that has two words in Python has a hyphen in YAML.
    yield f"{sentence.rstrip('.').replace('_', '-')} (kind {rule.fields.kind})."
    yield from _list_settings(rule)
    # A rule of absence weighs whole sentences and asks no guard.
    if rule.fields.not_in and not isinstance(rule.kind, Absence):
        yield f"It does not look in {_join(_GUARDED[guard] for guard in rule.fields.not_in)}."
    for zone, severity in rule.fields.zones.items():
        if SEVERITIES.index(severity) > SEVERITIES.index(rule.fields.severity):
            yield f"In the {zone} its severity is {severity}."


def _list_settings(rule: Rule) -> Iterator[str]:
    """The keys of its kind that a rule sets; its cues and what answers it are told elsewhere."""
    told = {*rule.kind.roles, "unless", *(("within",) if hasattr(rule.kind, "unless") else ())}
    kind: Any = rule.kind
    for field, value in kind._asdict().items():
        if field not in told and value != kind._field_defaults.get(field):
            yield f"{field.replace('_', '-')}: {_write_setting(value)}"


def _write_setting(value: Any) -> str:
    if hasattr(value, "_asdict"):
        return ", ".join(f"{key} {inner}" for key, inner in value._asdict().items() if inner)
    if not isinstance(value, tuple):
        return str(value).lower() if isinstance(value, bool) else str(value)
    shown = [_write_setting(one) if isinstance(one, str) else " = ".join(one) for one in value[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(value) - _SHOWN} more" if len(value) > _SHOWN else "")


def _join(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


_GUARDED: Mapping[Guard, str] = {
    "quotation": "quotations",
    "heading": "headings",
    "label": "bylines and salutations",
    "block-quote": "block quotations",
    "note": "footnotes",
    "code": "code",
    "link": "the text of links",
    "question": "questions",
    "item": "list items",
}
_SHOWN = 12


def _list_patterns(patterns: Sequence[str]) -> Iterator[str]:
    """The first patterns, each as `shorten_pattern` has it; phrases without a sign of a pattern share a line."""
    plain = [one for one in patterns if not _SIGNS.search(one)]
    if plain:
        more = f" and {len(plain) - 2 * _SHOWN} more" if len(plain) > 2 * _SHOWN else ""
        yield ", ".join(plain[: 2 * _SHOWN]) + more
    yield from _list_first([shorten_pattern(one) for one in patterns if _SIGNS.search(one)])


def _list_first(lines: Sequence[str]) -> Iterator[str]:
    """The first of many lines, and how many more there are."""
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield f"and {len(lines) - _SHOWN} more"


def shorten_pattern(pattern: str) -> str:
    """A pattern as a person reads it: of each choice the first four alternatives, groups without their `?:`."""
    written, rest = _shorten(pattern, 0)
    return written + pattern[rest:]


def _shorten(pattern: str, start: int) -> tuple[str, int]:
    """The alternatives from a place of a pattern to the end of its group, shortened, and where that is."""
    choices = [""]
    place = start
    while place < len(pattern) and pattern[place] != ")":
        piece = _PIECE.match(pattern, place)
        assert piece
        place = piece.end()
        if piece.group() == "|":
            choices.append("")
        elif piece.group().startswith("("):
            inner, place = _shorten(pattern, place)
            choices[-1] += f"{piece.group().removesuffix('?:')}{inner})"
            place += 1
        else:
            choices[-1] += piece.group()
    is_long = len(choices) > _CHOICES + 1
    return "|".join([*choices[:_CHOICES], "…"] if is_long else choices), place


_CHOICES = 4
_SIGNS = compile_pattern(r"[][\\(){}|?*+.^$]")
# What stands for one thing in a pattern: a class, an escaped character, the opening of a group, any other character.
_PIECE = compile_pattern(r"(?s)\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\((?:\?(?:[:=!>]|<[=!]|[a-zA-Z-]+[:)]))?|.")


_WITHIN = {
    "": "near it",
    "sentence": "in the same sentence",
    "next": "in this sentence or the next",
    "next-two": "in this sentence or the next two",
    "previous": "in this sentence or the one before",
    "neighbours": "in this sentence or one beside it",
    "paragraph": "in the same paragraph",
    "next-paragraph": "in this paragraph or the next",
    "draft": "anywhere in the draft",
}


def write_page(parts: Iterable[Part]) -> Iterator[str]:
    """Parts as lines of plain text, a blank one before each."""
    for part in parts:
        yield ""
        if part.title:
            yield part.title
        yield from ("  " + "\n  ".join(line.strip().splitlines()) for line in part.lines)
