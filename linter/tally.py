"""Counts over documents by month, section and rule: whole numbers, which add up in any order to the same."""

from __future__ import annotations

from linter.faults import BadFile, Fault
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

_MOST_SECTIONS = 2_000
_MONTH = len("2024-05")


class Count(NamedTuple):
    """How many findings of a rule there are, and in how many documents."""

    findings: int = 0
    documents: int = 0

    def plus(self, other: Count) -> Count:
        return Count(self.findings + other.findings, self.documents + other.documents)


class Cell:
    """What is counted of the documents of one month and section."""

    __slots__ = ("documents", "rules", "words")

    def __init__(self, documents: int = 0, words: int = 0, rules: Mapping[str, Count] = {}) -> None:
        self.documents = documents
        self.words = words
        self.rules = dict(rules)

    def add(self, other: Cell) -> None:
        """Count what another cell has too."""
        self.documents += other.documents
        self.words += other.words
        for code, count in other.rules.items():
            self.rules[code] = self.rules.get(code, Count()).plus(count)


class Tally:
    """Documents counted by month and section, failures, and documents whose id an earlier one has.

    A month is as much of year and month as is known, "" where nothing is.
    """

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], Cell] = {}
        self.failures = 0
        self.repeated = 0
        self._sections: set[str] = set()

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a document, by its row. Raises BadFile where sections are so many that they are none."""
        rules = {code: Count(number, 1) for code, number in row["rules"].items()}
        self._cell(row["date"][:_MONTH], row["section"]).add(Cell(1, row["words"], rules))

    def merge(self, other: Tally) -> None:
        """Count what another tally has too. Raises BadFile as `add` does."""
        for key, cell in other.cells.items():
            self._cell(*key).add(cell)
        self.failures += other.failures
        self.repeated += other.repeated

    def _cell(self, month: str, section: str) -> Cell:
        if (month, section) not in self.cells:
            self._sections.add(section)
            if len(self._sections) > _MOST_SECTIONS:
                told = f"there are more than {_MOST_SECTIONS:,} sections, such as “{section[:60]}”"
                raise BadFile([Fault("--section", 1, 1, f"{told}: name the field that holds the section")])
            self.cells[month, section] = Cell()
        return self.cells[month, section]

    @property
    def total(self) -> Cell:
        """All documents together."""
        return add_up(self.cells.values())

    def by_section(self) -> dict[str, Cell]:
        """The documents of each section, sorted."""
        return {section: add_up(cells) for section, cells in self._group(lambda key: key[1])}

    def by_period(self, length: int) -> dict[str, Cell]:
        """The documents of each month (length 7) or year (length 4), in order; the undated are left out."""
        grouped = self._group(lambda key: key[0][:length] if len(key[0]) >= length else "")
        return {period: add_up(cells) for period, cells in grouped if period}

    def _group(self, name: Any) -> Iterator[tuple[str, list[Cell]]]:
        found: dict[str, list[Cell]] = {}
        for key, cell in self.cells.items():
            found.setdefault(name(key), []).append(cell)
        return iter(sorted(found.items()))

    def as_json(self) -> dict[str, Any]:
        """All counts, in one order however they came about."""
        total = self.total
        cells = [
            {"month": month, "section": section, **_cell_data(self.cells[month, section])}
            for month, section in sorted(self.cells)
        ]
        return {**_cell_data(total), "failures": self.failures, "repeated": self.repeated, "cells": cells}


def add_up(cells: Iterable[Cell]) -> Cell:
    """Cells as one."""
    total = Cell()
    for cell in cells:
        total.add(cell)
    return total


def _cell_data(cell: Cell) -> dict[str, Any]:
    rules = {code: cell.rules[code]._asdict() for code in sorted(cell.rules)}
    return {"documents": cell.documents, "words": cell.words, "rules": rules}


def read_tally(said: Mapping[str, Any]) -> Tally:
    """The tally of what `as_json` gave."""
    tally = Tally()
    tally.failures, tally.repeated = said["failures"], said["repeated"]
    for one in said["cells"]:
        rules = {code: Count(**count) for code, count in one["rules"].items()}
        tally.cells[one["month"], one["section"]] = Cell(one["documents"], one["words"], rules)
    return tally
