"""CSV and TSV (RFC 4180): the first row names the columns."""

from __future__ import annotations

import csv
import io

from linter.records import BROKEN, MOST_BYTES, Order, Row, open_packed, say_broken, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

_MOST_CELL = 8 * MOST_BYTES


def read(order: Order) -> Iterator[Row]:
    """The records of a file that are wanted."""
    stream, raw = open_packed(order.path)
    with raw:
        rows = _rows(stream, order.path)
        columns = next(rows, [])
        for number, cells in enumerate(rows):
            record = cells if isinstance(cells, str) else _name_cells(cells, columns)
            if held := take(record, order, f"{order.name}:{number + 1}", number):
                yield Row(number, raw.tell(), held)


def _rows(stream: BinaryIO, path: str) -> Iterator[list[str] | str]:
    """Rows, and what is wrong where one should be; blank ones are none."""
    csv.field_size_limit(_MOST_CELL)
    # What is no UTF-8 stays recognisable until its row is looked at, so that it spoils no other.
    text = io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="")
    table = csv.reader(text, delimiter="\t" if ".tsv" in path.lower() else ",")
    try:
        while True:
            try:
                if cells := next(table):
                    yield cells
            except csv.Error as fault:
                yield f"is no row of CSV: {fault}"
    except StopIteration:
        return
    except BROKEN as fault:
        yield say_broken(fault)
    finally:
        text.detach()


def _name_cells(cells: Sequence[str], columns: Sequence[str]) -> Mapping[str, str] | str:
    """The record of a row, or why it is none."""
    if len(cells) != len(columns):
        return f"has {len(cells)} cells where the first row has {len(columns)}"
    if any("\udc80" <= char <= "\udcff" for cell in cells if not cell.isascii() for char in cell):
        return "is not UTF-8"
    return dict(zip(columns, cells, strict=True))


def list_keys(path: str, most: int) -> Iterator[str]:
    """The names of the columns."""
    stream, raw = open_packed(path)
    with raw:
        columns = next(_rows(stream, path), [])
        yield from columns if isinstance(columns, list) else ()
