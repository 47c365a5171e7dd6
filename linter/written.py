"""Patterns held against a draft as it is written: capitals, dashes and quotation marks as the writer set them."""

from __future__ import annotations

from linter.faults import RuleOutOfTime
from linter.matching import Hit, TimedPattern, compile_cue, time_limit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from linter.document import Document
    from linter.text import Span

_SECONDS = 20.0


def find_written(
    patterns: Sequence[str], document: Document, stretches: Iterable[Span], code: str
) -> list[Hit]:
    """Every match in some stretches of prose, in order, with the number of its pattern as the owner.

    Where several patterns match the first of them counts; `^` and `$` are the ends of a block. Raises RuleOutOfTime,
    in the name of the rule `code`.
    """
    import re

    finder: Any
    source = "(?m)" + "|".join(f"({pattern})" for pattern in patterns)
    try:
        with time_limit(_SECONDS) as limited:
            finder = re.compile(source) if limited else TimedPattern(source, _SECONDS)
            return [
                _trim(match, document)
                for start, end in stretches
                for match in finder.finditer(document.prose, start, end)
                if match.end() > match.start()
            ]
    except TimeoutError:
        raise RuleOutOfTime(code, "patterns") from None


def _trim(match: re.Match[str], document: Document) -> Hit:
    """A match as a hit; the blanks at its edges are no part of what is reported, unless it is all blank."""
    start, end = match.span()
    words = match.group().strip() or match.group()
    start = document.prose.index(words, start, end)
    return Hit(start, start + len(words), (match.lastindex or 1) - 1, document.sentence_at(start))


def object_to_patterns(patterns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The patterns that cannot be held against a draft as it is written, each with the reason."""
    from linter.filing import BadPattern, check_pattern

    for pattern in patterns:
        try:
            check_pattern(pattern, capitals=True)
        except BadPattern as bad:
            yield pattern, f"the pattern “{pattern[:60]}” cannot be used: {bad}"


def find_entry(cues: Sequence[str], text: str, hit: Hit) -> int | None:
    """The number of the cue that stands at a hit of a text, exactly there; None where none does."""
    words = text[hit.start : hit.end]
    if words in cues:
        return cues.index(words)
    for number, cue in enumerate(cues):
        if (match := compile_cue(cue).match(text, hit.start)) and match.end() == hit.end:
            return number
    return None


def quote_offers(offers: str, match: str) -> str:
    """What to write instead of a match, as a message quotes it: offers with `|` between them.

    Nothing where the match already reads like one of them.
    """
    listed = offers.split("|")
    return "" if match in listed else " or ".join(f"“{offer}”" for offer in listed)
