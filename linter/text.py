"""Places in a text: spans, and the line table that turns an offset into a line and a column."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from linter.patterns import compile_pattern
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
    from typing import TypeVar

    Row = TypeVar("Row", bound="tuple[int, ...]")

# Editors end a line at these three and at nothing else; `str.splitlines` also splits at form feeds and U+2028.
_LINE_END = compile_pattern(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open stretch [start, end) of code points, counted from 0."""

    start: int
    end: int

    def moved(self, by: int) -> Span:
        """The stretch so many code points farther on."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


# Numbers; so many are those of the words of a draft of a megabyte and a half.
_MANY, _LONG = 250_000, 1_500_000
_MANY_ROWS = 15_000


def hold_numbers(numbers: Sequence[int]) -> Sequence[int]:
    """Numbers from 0 to four billion as a draft keeps them: many in four bytes each, where a tuple takes forty."""
    return tuple(numbers) if len(numbers) < _MANY else pack_numbers(numbers)


def gather_numbers(length: int) -> MutableSequence[int]:
    """A row for the numbers of the words of a text of so many code points, still empty: packed for a long one."""
    return [] if length < _LONG else pack_numbers(())


def hold_rows(kind: Callable[..., Row], rows: Iterable[Row]) -> Sequence[Row]:
    """Tuples of such numbers as a draft keeps them: so many that a tuple has no room for them as columns."""
    held = tuple(rows)
    if len(held) < _MANY_ROWS:
        return held
    from linter.columns import Columns

    return Columns(kind, *map(pack_numbers, zip(*held, strict=True)))


def pack_numbers(numbers: Iterable[int]) -> array[int]:
    """Numbers from 0 to four billion in four bytes each."""
    from array import array  # only the longest drafts need it

    return array("I", numbers)


class Cover:
    """Stretches put in order for one question: which of them another one overlaps."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = list(spans)
        self._order = sorted(range(len(self._spans)), key=lambda number: self._spans[number])
        self._starts = [self._spans[number].start for number in self._order]
        # How far the stretches up to each one reach: where that is no farther than a start, none before it overlaps.
        self._reach = list(accumulate((self._spans[number].end for number in self._order), max))

    def meets(self, span: Span) -> bool:
        """Whether any of them shares a code point with a stretch."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._reach[before - 1] > span.start

    def find(self, span: Span) -> Iterator[int]:
        """The numbers, in the order given, of those that share a code point with a stretch; the last one first."""
        before = bisect_left(self._starts, span.end)
        while before > 0 and self._reach[before - 1] > span.start:
            before -= 1
            if self._spans[self._order[before]].overlaps(span):
                yield self._order[before]


class Position(NamedTuple):
    """A place as editors count it: line and column from 1, the column in code points."""

    line: int
    column: int


def utf8_column(line: str, column: int) -> int:
    """A column of a line, counted from 1 in code points, counted from 1 in bytes of UTF-8."""
    return len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1


class Unreadable(Exception):
    """A file that is no draft or cannot be read; the message is the cause, in words."""


class Packed(NamedTuple):
    """A file whose text stands in parts of a package, as docx and odt do: its path and its bytes."""

    path: str
    data: bytes


def _find_starts(text: str) -> list[int]:
    """Where the lines of a text start."""
    if "\r" in text:
        return [0, *(end.end() for end in _LINE_END.finditer(text))]
    # Nearly all texts have one kind of line end, and are cut at it faster.
    return [0, *accumulate([len(line) + 1 for line in text.split("\n")[:-1]])]


class Source:
    """A file's text as it was read (without a byte order mark) and the table of its lines."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = _find_starts(text)

    def position(self, offset: int) -> Position:
        """The line and column of a code-point offset; one past the end of the text is a place too."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def place(self, start: int, end: int) -> tuple[int, int, int, int]:
        """The lines and columns of two code-point offsets: line, column, end line, end column."""
        starts = self._starts
        line, last = bisect_right(starts, start), bisect_right(starts, end)
        return line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1

    def offset(self, position: Position) -> int:
        """The offset of a line and column, the inverse of `position`."""
        return self._starts[position.line - 1] + position.column - 1

    def count(self) -> int:
        """How many lines there are; what stands behind the last line end is one, be it empty."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def lay_open(path: str, content: str | bytes) -> Source | Packed:
    """What a file holds, as the reader of its format takes it."""
    return Source(path, content) if isinstance(content, str) else Packed(path, content)
