"""Where a draft quotes: one pass over the quotation marks, curly or straight, double or single."""

from collections.abc import Iterable, Iterator
from re import compile as pattern

from linter.text import Span

_OPENING = '(?:^|(?<=[\\s(\\[{\u2014\u2013/\u201c"-]))'
# An apostrophe inside or before a word ("it's", "the '90s", "the critics' view") opens and closes nothing.
_DOUBLE_OPENS = pattern(rf"\u201c|\u201e|{_OPENING}\"(?=\S)|(?<![\s(\[])\"(?=[A-Z]\w*[^\"\n]{{4,}}\")")
_DOUBLE_CLOSES = pattern('[\u201d"\u201c]')
_SINGLE_OPENS = pattern(rf"{_OPENING}[\u2018'](?=[\w\u2026.(\[])(?!\d0s\b|tis\b|twas\b|til\b|em\b|n\b)")
_SINGLE_CLOSES = pattern("(?<=\\S)[\u2019'](?!\\w)")
_POSSESSIVE = pattern(r"s[\u2019'] \w")


def find_quotations(prose: str, blocks: Iterable[Span]) -> Iterator[Span]:
    """The quotations of a draft, marks included, in order.

    A quotation left open at a block's end runs to that end; it goes on in the next block when that one starts
    with an opening mark again (the convention of newspapers for a speech of several paragraphs).
    """
    for block in blocks:
        yield from _quotations(prose, block)


def _quotations(prose: str, block: Span) -> Iterator[Span]:
    at = block.start
    while opening := _next_opening(prose, at, block.end):
        start, single = opening
        end = _single_end(prose, start, block.end) if single else _double_end(prose, start, block.end)
        if end is None:
            at = start + 1
            continue
        yield Span(start, end)
        at = end


def _next_opening(prose: str, at: int, end: int) -> tuple[int, bool] | None:
    double = _DOUBLE_OPENS.search(prose, at, end)
    single = _SINGLE_OPENS.search(prose, at, double.start() if double else end)
    if single:
        return single.start(), True
    return (double.start(), False) if double else None


def _double_end(prose: str, start: int, end: int) -> int | None:
    closing = _DOUBLE_CLOSES.search(prose, start + 1, end)
    if closing is None or closing.group() == "\u201c":
        stop = closing.start() if closing else end
        return stop if prose[start] != '"' or _goes_on(prose, start) else None
    return closing.end()


def _goes_on(prose: str, start: int) -> bool:
    """Whether a straight mark without a partner opens its block: a speech that the next block continues."""
    return start == 0 or prose[start - 1] == "\n"


def _single_end(prose: str, start: int, end: int) -> int | None:
    for closing in _SINGLE_CLOSES.finditer(prose, start + 1, end):
        if not _POSSESSIVE.match(prose, closing.start() - 1) or not _SINGLE_CLOSES.search(
            prose, closing.end(), min(end, closing.end() + 300)
        ):
            return closing.end()
    return None
