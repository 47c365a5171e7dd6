"""What light markup languages share: lines with their indentation, and text with marks in it."""

from __future__ import annotations

from itertools import pairwise

from linter.patterns import compile_pattern
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from linter.document import Galley

_LINE_END = compile_pattern(r"\r\n|\n|\r")
_TAB = 8
_DEEPEST = 4
_TARGET = "target"
_MARKS = {"em": "emphasis", "code": "code", "link": "link"}


class Line(NamedTuple):
    """A line without the blanks at its ends: its place in the source, its text, and its indentation in columns."""

    span: Span
    text: str
    indent: int

    def without(self, width: int) -> Line:
        """What is left behind its first characters, as a line that is indented by as much more."""
        rest = self.text[width:]
        gap = len(rest) - len(rest.lstrip())
        return Line(
            Span(self.span.start + width + gap, self.span.end), rest.lstrip(), self.indent + width + gap
        )


def read_lines(text: str) -> list[Line]:
    """The lines of a text; a blank one has none, and the indentation 0."""
    return [_read_line(text, start, end) for start, end in _find_lines(text)]


def _find_lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _read_line(text: str, start: int, end: int) -> Line:
    raw = text[start:end].rstrip()
    line = raw.lstrip()
    margin = raw[: len(raw) - len(line)]
    span = Span(start + len(margin), start + len(raw))
    return Line(span, line, len(margin.expandtabs(_TAB)))


class Typesetter:
    """Sets text with marks in it on a galley.

    The pattern finds the marks of a language; what a match means its named groups say, each of them the text that it
    sets: `em`, `code`, `link` (with `target`), `plain`, `quoted` (between typographic quotation marks); `note` is the
    sign of a note, and not set; what has none of them is no prose. A digit at the end of a name means nothing.
    """

    def __init__(self, galley: Galley, pattern: re.Pattern[str]) -> None:
        self._galley = galley
        self._pattern = pattern
        self._groups = tuple(name for name in pattern.groupindex if not name.startswith(_TARGET))
        self._targets = tuple(name for name in pattern.groupindex if name.startswith(_TARGET))

    def set_block(self, kind: str, lines: Sequence[Line], *, is_apart: bool = False) -> None:
        """Set lines as a block of some kind; where they are apart, marks stand before each that are no prose."""
        self._galley.open(kind)
        last = lines[0].span.start
        for stretch in [line.span for line in lines] if is_apart else _join(lines):
            if stretch.start > last:
                self._galley.turn(last, stretch.start)
            self._set(*stretch, 0)
            last = stretch.end
        self._galley.close()

    def _set(self, start: int, end: int, depth: int) -> None:
        if depth < _DEEPEST:
            for mark in self._pattern.finditer(self._galley.source.text, start, end):
                self._galley.take(start, mark.start())
                self._set_mark(mark, depth)
                start = mark.end()
        self._galley.take(start, end)

    def _set_mark(self, mark: re.Match[str], depth: int) -> None:
        group = next((name for name in self._groups if mark[name] is not None), "")
        name = group.rstrip("23456789")
        here = self._galley.here
        if name == "note":
            self._galley.mark("note", here)
        elif name == "code":
            self._galley.take(*mark.span(group))
        elif name == "quoted":
            self._set_quoted(mark, group, depth)
        elif name:
            self._set(*mark.span(group), depth + 1)
        if name in _MARKS:
            target = next((mark[one] for one in self._targets if mark[one]), "")
            self._galley.mark(_MARKS[name], here, target if name == "link" else "")

    def _set_quoted(self, mark: re.Match[str], group: str, depth: int) -> None:
        start, end = mark.span(group)
        opening, closing = "“”" if mark[0].startswith('"') else "‘’"
        self._galley.put(opening, mark.start(), start)
        self._set(start, end, depth + 1)
        self._galley.put(closing, end, mark.end())


def _join(lines: Sequence[Line]) -> Iterator[Span]:
    """The stretches of lines that are set as one: a line that breaks a word at its hyphen ends one."""
    start = lines[0].span.start
    for line, following in pairwise(lines):
        if line.text.endswith("-"):
            yield Span(start, line.span.end)
            start = following.span.start
    yield Span(start, lines[-1].span.end)
