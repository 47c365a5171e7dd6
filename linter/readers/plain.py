"""Plain text: paragraphs between blank lines, or one a line; hard-wrapped lines are joined."""

from __future__ import annotations

from itertools import pairwise

from linter.document import Document, Galley
from linter.layout import find_body_end, guess_kind, is_label
from linter.patterns import compile_pattern
from linter.text import Source, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Form feeds, NEL and the Unicode separators end no line in an editor, so they end none here.
_LINE = compile_pattern(r"[^\r\n]+")
_LINE_END = compile_pattern(r"\r\n|\n|\r")
_WORD = compile_pattern(r"\w")
_STOPPED = compile_pattern(r"[.!?…]['\"’”)\]]*$")
_ITEM = compile_pattern(r"(?:[-*+•‣◦▪●–·]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_QUOTED = compile_pattern(r"(?:>[ \t]?)+")
_HASHES = compile_pattern(r"#{1,6}\s+(?=\S)")
_WIDEST = 110
_NARROWEST = 45
_RAGGED = 25


class _Line(NamedTuple):
    """A line without the blanks at its ends: its place in the source, its indentation, its depth of ">"."""

    span: Span
    text: str
    indent: int
    quoted: int


class _Paragraph(NamedTuple):
    """Lines that belong together, and their text."""

    lines: Sequence[_Line]
    text: str


def read_plain(source: Source) -> Document:
    """A plain-text draft.

    Lines that touch are one paragraph where they are broken at a margin or in mid-sentence, else one each.
    """
    galley = Galley(source)
    _set_paragraphs(galley)
    return galley.document()


def _set_paragraphs(galley: Galley) -> None:
    paragraphs = list(_paragraphs(galley.source.text))
    body_end = find_body_end([paragraph.text for paragraph in paragraphs])
    for number, paragraph in enumerate(paragraphs):
        galley.open(_kind(paragraph, number, len(paragraphs), body_end))
        _set_lines(galley, paragraph.lines)


def _set_lines(galley: Galley, lines: Sequence[_Line]) -> None:
    text = galley.source.text
    start = lines[0].span.start
    if marker := _ITEM.match(text, start) or _HASHES.match(text, start):
        start = marker.end()
    for line, following in pairwise(lines):
        if following.quoted or line.text[-1] == "-":
            galley.take(start, line.span.end)
            galley.turn(line.span.end, following.span.start)
            start = following.span.start
    galley.take(start, lines[-1].span.end)


# ---------------------------------------------------------------- paragraphs


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    chunks = list(_chunks(text))
    wrapped = any(_is_wrapped(chunk) and _is_open(chunk) for chunk in chunks if len(chunk) > 2)
    for chunk in chunks:
        for lines in _join(chunk, wrapped):
            yield _Paragraph(lines, " ".join([line.text for line in lines]))


def _chunks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines that touch and are quoted alike; a line without a letter or digit only parts them."""
    chunk: list[_Line] = []
    for line in _lines(text):
        if chunk and (line is None or line.quoted != chunk[0].quoted):
            yield chunk
            chunk = []
        if line is not None:
            chunk.append(line)
    if chunk:
        yield chunk


def _lines(text: str) -> Iterator[_Line | None]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield _line(text, start, end.start())
        start = end.end()
    yield _line(text, start, len(text))


def _line(text: str, start: int, end: int) -> _Line | None:
    if not _WORD.search(text, start, end):
        return None
    quoted = 0
    if mark := _QUOTED.match(text, start, end):
        quoted = mark.group().count(">")
        start = mark.end()
    raw = text[start:end].rstrip()
    line = raw.lstrip()
    indent = len(raw) - len(line)
    return _Line(Span(start + indent, start + len(raw)), line, indent, quoted)


def _join(chunk: Sequence[_Line], wrapped: bool) -> Iterator[list[_Line]]:
    """The paragraphs of a run of lines. `wrapped` says that the draft is elsewhere broken at a margin."""
    room = _room(chunk) if _is_wrapped(chunk) and (wrapped or _is_open(chunk)) else 0
    lines = [chunk[0]]
    for line, following in pairwise(chunk):
        if not _runs_on(lines[0], line, following, room):
            yield lines
            lines = []
        lines.append(following)
    yield lines


def _room(chunk: Sequence[_Line]) -> int:
    return max([len(line.text) for line in chunk])


def _is_open(chunk: Sequence[_Line]) -> bool:
    """Whether a line ends in mid-sentence; lines that all end with a stop are more likely paragraphs."""
    return any(not _STOPPED.search(line.text) for line in chunk[:-1])


def _is_wrapped(chunk: Sequence[_Line]) -> bool:
    """Whether lines are broken at a margin: none of them wide, most without room for the next word."""
    room = _room(chunk)
    if len(chunk) == 1 or not _NARROWEST <= room <= _WIDEST:
        return False
    full = sum(_is_full(line, following, room) for line, following in pairwise(chunk))
    return full >= 0.6 * (len(chunk) - 1)


def _is_full(line: _Line, following: _Line, room: int) -> bool:
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > room


def _runs_on(first: _Line, line: _Line, following: _Line, room: int) -> bool:
    """Whether a line end is a blank; `room` is the width of the margin, 0 where there is none."""
    if _ITEM.match(following.text) or _HASHES.match(line.text) or is_label(line.text):
        return False
    stopped = _STOPPED.search(line.text) is not None
    full = room > 0 and _is_full(line, following, room)
    if _ITEM.match(first.text):
        return full or following.indent > first.indent
    if stopped and following.indent > line.indent + 1:
        return False
    if full or (room and not stopped and len(line.text) > room - _RAGGED):
        return True
    return following.text[0].islower() and not stopped


# ---------------------------------------------------------------- kinds


def _kind(paragraph: _Paragraph, number: int, count: int, body_end: int) -> str:
    text = paragraph.text
    if count == 1:
        return "paragraph"
    if paragraph.lines[0].quoted:
        return "quote"
    if _HASHES.match(text):
        return "heading"
    return "item" if _ITEM.match(text) else guess_kind(text, number, body_end)
