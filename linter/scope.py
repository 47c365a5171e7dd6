"""How far a source speaks: the stretch of its sentence whose words are put down to it, and not to the writer."""

from __future__ import annotations

from linter.patterns import compile_pattern
from linter.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

# What begins behind one of these is the writer's again.
_BREAK = compile_pattern(
    r";|\s[\u2013\u2014-]\s|\u2014|--|\b(?:but|except)\b"
    r"|[,.\"] (?:yet|while|whilst|whereas|(?:even )?though|although|so|despite)\b"
)
_BRACKET = compile_pattern(r"[()]|;|\s[\u2013\u2014]\s|\u2014|--|\b(?:but|except)\b")
_CLAUSE = compile_pattern(r"[,;\u2013\u2014]|--")
_ACCORDS = compile_pattern(r"(?:according to|in the (?:words|view|opinion|eyes) of|as quoted by)\b")
_AS = compile_pattern(r"(?<!\bsuch )\b(?:as|so|per)(?: the| an?)? $")
# “When Ms Diop said so, the board ...”: her words end where the main clause begins.
_SUBORDINATE = compile_pattern(
    r"(?:^|[,;:\u2013\u2014] ?|\band |\bbut )(?:even )?"
    r"(?:when|while|whilst|whereas|although|though|if|after|before|since|because|once|unless|until)\b[^,;]{0,400}$"
)
_RELATIVE = compile_pattern(r"[,)] (?:who|which)\b")
_WHERE = (
    r"(?: (?:in|on|at|to|during|last|this|yesterday|earlier|reporters|me|us)\b(?:(?! that\b)[^,.;:\"])*)?"
)
_TAIL = compile_pattern(rf"{_WHERE}\s*(?:[,.;:?!\")\u2013\u2014-]|$)")


def find_scope(source: Span, sentence: Span, folded: str) -> Span:
    """What a source speaks for in its sentence, whose verb or preposition stands within its span."""
    if _ACCORDS.match(folded, source.start) or _AS.search(folded, sentence.start, source.start):
        edge = _BRACKET if folded.count("(", sentence.start, source.start) else _BREAK
        start = _last_end(edge, folded, sentence.start, source.start)
        return Span(start, _end(edge, folded, source, sentence))
    if _is_tail(source, sentence, folded):
        return _before_tail(source, sentence, folded)
    before = folded[sentence.start : source.start]
    aside = _SUBORDINATE.search(before) or _RELATIVE.search(folded, *source)
    return Span(source.end, _end(_CLAUSE if aside else _BREAK, folded, source, sentence))


def _is_tail(source: Span, sentence: Span, folded: str) -> bool:
    """Whether it stands behind or between its words: “The pier, Ms Diop says, must go.”"""
    before = folded[sentence.start : source.start].rstrip()
    return (
        before[-1:] in tuple(',"\u2013\u2014-?!')
        and _TAIL.match(folded, source.end, sentence.end) is not None
    )


def _before_tail(source: Span, sentence: Span, folded: str) -> Span:
    """At the end of its sentence, it speaks for what stands before it; between commas, for the clause round it."""
    closes = folded[source.end : source.end + 1] == "," and not _is_done(source, sentence, folded)
    mark = len(folded[sentence.start : source.start].rstrip(" ,")) + sentence.start
    start = _last_end(_CLAUSE if closes else _BREAK, folded, sentence.start, mark)
    return Span(start, _end(_BREAK, folded, source, sentence) if closes else source.start)


def _is_done(source: Span, sentence: Span, folded: str) -> bool:
    """Whether what follows the comma is the writer's: of who it is that speaks, or behind words that are quoted."""
    quoted = folded[sentence.start : source.start].rstrip(" ,").endswith('"')
    about = folded.startswith((", who ", ", which ", ", whose "), source.end)
    return about or (quoted and folded[source.end : source.end + 3] != ', "')


def _last_end(pattern: re.Pattern[str], folded: str, start: int, end: int) -> int:
    last = start
    for found in pattern.finditer(folded, start, end):
        last = found.end()
    return last


def _end(pattern: re.Pattern[str], folded: str, source: Span, sentence: Span) -> int:
    found = pattern.search(folded, source.end, sentence.end)
    return found.start() if found else sentence.end
