"""What a rule says of itself, part by part: in a terminal, and beside a finding where a format has room for it."""

from __future__ import annotations

from linter.readers import find_comments
from linter.rule import name_missing
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.rule import Rule


class Part(NamedTuple):
    """A part of a rule's page: its title, which may be empty, and its lines."""

    title: str
    lines: tuple[str, ...]


def describe_rule(rule: Rule) -> Iterator[Part]:
    """What a rule reports, why, what answers it, examples, and how to allow it."""
    fields = rule.fields
    yield Part("", (fields.message,))
    yield Part("Why", (fields.why,))
    if answers := tuple(getattr(rule.kind, "unless", ())):
        within = _WITHIN[getattr(rule.kind, "within", "")]
        yield Part("What answers it", (f"{name_missing(answers)}, {within}",))
    yield Part("Reported (between < and >)", fields.examples.bad)
    yield Part("Left alone", fields.examples.good)
    if fields.source:
        yield Part("Source", (fields.source,))
    allow = f"copydesk: allow {rule.code} because ..."
    yield Part(
        "To allow it in one paragraph, write before it",
        tuple(f"{comment.format(allow)}  ({', '.join(names)})" for comment, names in find_comments().items()),
    )


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
