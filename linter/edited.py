"""Texts in an editor: the edits it sends are applied to them, and places are counted as it counts."""

from __future__ import annotations

from linter.text import Position, Source, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Units: TypeAlias = "Literal['utf-8', 'utf-16', 'utf-32']"

_WIDTHS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Mark(NamedTuple):
    """A place as the protocol of language servers counts it: line and character from 0, the latter in its units."""

    line: int
    character: int


class Stretch(NamedTuple):
    """A stretch of text between two marks, half-open."""

    start: Mark
    end: Mark


class Edit(NamedTuple):
    """A stretch of a text and what is to stand there instead; without a stretch, instead of the whole text."""

    stretch: Stretch | None
    text: str


def count_units(text: str, units: Units) -> int:
    """How long a text is in the units of an encoding; a half of a surrogate pair counts as it would alone."""
    if units == "utf-32" or text.isascii():
        return len(text)
    return len(text.encode(f"{units}-le" if units == "utf-16" else units, "surrogatepass")) // _WIDTHS[units]


def find_column(line: str, character: int, units: Units) -> int:
    """How many code points of a line stand before a character counted in units.

    Behind the line's end is its end, and in the midst of a code point is its start.
    """
    if units == "utf-32" or line.isascii():
        return max(0, min(character, len(line)))
    for column, char in enumerate(line):
        character -= count_units(char, units)
        if character < 0:
            return column
    return len(line)


class Sheet(NamedTuple):
    """A text as an editor has it: its source, the version the editor gives it, and the units it counts in."""

    source: Source
    version: int
    units: Units

    @property
    def text(self) -> str:
        """The text, as long as it is."""
        return self.source.text

    def offset(self, mark: Mark) -> int:
        """The code point at a mark; a mark outside of the text means the nearest place in it."""
        lines = self.source.count()
        if mark.line < 0 or mark.line >= lines:
            return 0 if mark.line < 0 else len(self.text)
        column = find_column(self.source.line(mark.line + 1), mark.character, self.units)
        return self.source.offset(Position(mark.line + 1, column + 1))

    def span(self, stretch: Stretch) -> Span:
        """The code points of a stretch; one that ends before it starts is empty."""
        start = self.offset(stretch.start)
        return Span(start, max(start, self.offset(stretch.end)))

    def mark(self, line: int, column: int) -> Mark:
        """The mark of a line and a column from 1, the column in code points; the nearest where there is none."""
        number = max(1, min(line, self.source.count()))
        before = self.source.line(number)[: max(0, column - 1)]
        return Mark(number - 1, count_units(before, self.units))

    def mark_offset(self, offset: int) -> Mark:
        """The mark of a code point of the text."""
        return self.mark(*self.source.position(offset))

    def edited(self, edit: Edit) -> str:
        """The text after an edit."""
        if edit.stretch is None:
            return edit.text
        start, end = self.span(edit.stretch)
        return self.text[:start] + edit.text + self.text[end:]

    def after(self, edits: tuple[Edit, ...], version: int) -> Sheet:
        """The sheet after edits, each of which sees what those before it have left.

        An editor's versions only grow: what comes with a smaller one is late, was made for another text, and is left.
        """
        if version < self.version:
            return self
        sheet = self
        for edit in edits:
            sheet = sheet._replace(source=Source(self.source.path, sheet.edited(edit)))
        return sheet._replace(version=version)
