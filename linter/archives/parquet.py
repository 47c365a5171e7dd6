"""Parquet (https://parquet.apache.org): a record is a row; only the columns that are needed are read."""

from __future__ import annotations

import os

from linter.records import BROKEN, Order, Row, say_broken, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Rows read at once, and bytes of a column: a group of rows may be larger than memory.
_BATCH = 64
_BUFFER = 1 << 20


def read(order: Order) -> Iterator[Row]:
    """The records of a file that are wanted."""
    number = 0
    try:
        table = _open(order.path)
        size, count = os.stat(order.path).st_size, max(1, table.metadata.num_rows)
        wanted = {
            name.partition(".")[0] if name not in table.schema_arrow.names else name for name in order.fields
        }
        columns = [name for name in table.schema_arrow.names if name in wanted]
        for batch in table.iter_batches(_BATCH, columns=columns, use_threads=False):
            for n in range(batch.num_rows):
                record = {name: batch.column(k)[n].as_py() for k, name in enumerate(columns)}
                if held := take(record, order, f"{order.name}:{number + 1}", number):
                    yield Row(number, size * number // count, held)
                number += 1
    except BROKEN as fault:  # pyarrow's own exceptions are of these
        if held := take(say_broken(fault), order, f"{order.name}:{number + 1}", number):
            yield Row(number, 0, held)


def _open(path: str) -> Any:
    from pyarrow.parquet import ParquetFile

    return ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)


def list_keys(path: str, most: int) -> Iterator[str]:
    """The names of the columns."""
    yield from _open(path).schema_arrow.names
