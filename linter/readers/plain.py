"""Plain text: paragraphs between blank lines, or one a line; hard-wrapped lines are joined."""

import re
from collections.abc import Iterator, Sequence

from linter.document import Document, Galley
from linter.text import Source, Span

_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\n|\r")
_CLOSED = re.compile(r"[.!?:;\u2026\u2014,][\"'\u2019\u201d)\]]*$")
_LABEL = re.compile(r"(?:by|from|photo|picture|illustration)\s+[A-Z]|(?:dear|to the)\b.*[:,]$", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-*\u2022\u2013]|\d{1,2}[.)])\s+(?=\S)")
_WRAPPED_AT_MOST = 100
_WRAPPED_AT_LEAST = 45
_HEADING_WORDS = 14


def read_plain(source: Source) -> Document:
    """A plain-text draft."""
    galley = Galley(source)
    paragraphs = list(_paragraphs(source.text))
    for number, lines in enumerate(paragraphs):
        text = source.text[lines[0].start : lines[-1].end]
        galley.open(_kind(text, number, len(paragraphs)))
        _set_lines(galley, lines)
    return galley.document()


def _set_lines(galley: Galley, lines: Sequence[Span]) -> None:
    start = lines[0].start
    if marker := _ITEM.match(galley.source.text, start):
        start = marker.end()
    galley.take(start, lines[-1].end)


def _paragraphs(text: str) -> Iterator[list[Span]]:
    """The lines of each paragraph. Lines that touch are one paragraph only where they are wrapped by hand."""
    for chunk in _chunks(text):
        if _is_wrapped(chunk):
            yield from _split_at_items(text, chunk)
        else:
            yield from ([line] for line in chunk)


def _chunks(text: str) -> Iterator[list[Span]]:
    """Runs of lines with something on them."""
    chunk: list[Span] = []
    for line in _lines(text):
        if text[line.start : line.end].strip():
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield Span(start, end.start())
        start = end.end()
    yield Span(start, len(text))


def _is_wrapped(chunk: Sequence[Span]) -> bool:
    """Whether the lines of a run are one paragraph, broken at a margin: all short, all but the last nearly full."""
    lengths = [line.end - line.start for line in chunk]
    if len(chunk) == 1 or max(lengths) > _WRAPPED_AT_MOST:
        return False
    margin = max(lengths)
    full = sum(length >= max(_WRAPPED_AT_LEAST, margin - 16) for length in lengths[:-1])
    return full >= 0.6 * (len(chunk) - 1)


def _split_at_items(text: str, chunk: Sequence[Span]) -> Iterator[list[Span]]:
    item: list[Span] = []
    for line in chunk:
        if item and _ITEM.match(text, line.start):
            yield item
            item = []
        item.append(line)
    yield item


def _kind(text: str, number: int, count: int) -> str:
    line = text.strip()
    if _ITEM.match(line):
        return "item"
    short = len(line.split()) <= _HEADING_WORDS
    if short and _LABEL.match(line) and not line.endswith("."):
        return "label"
    if short and count > 1 and number < count - 1 and not _CLOSED.search(line):
        return "heading"
    return "paragraph"
