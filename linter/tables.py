"""The tables of a scan as files: JSON Lines, or Parquet for those who have questions to many rows."""

from __future__ import annotations

import json
import os
from hashlib import blake2b
from itertools import islice

from linter.placing import put_in_place
from linter.records import require
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

# Rows of Parquet that are written together.
_GROUP = 10_000
_READ = 1 << 20
_WORDS = {"documents": {"words"}, "findings": {"line", "column", "end_line", "end_column"}}
_COLUMNS = {
    "documents": ("id", "date", "section", "byline", "words", "rules", "measures", "uses"),
    "findings": (
        *("id", "code", "severity", "line", "column", "end_line", "end_column"),
        *("before", "excerpt", "after"),
    ),
    "failures": ("id", "cause"),
}


class Written(NamedTuple):
    """A file of a table: its name, bytes and hash."""

    name: str
    bytes: int
    blake2b: str


def write_table(out: str, name: str, form: str, parts: Iterable[str]) -> Written:
    """Put JSON Lines in parts together as one table, whole or not at all. Raises BadFile and OSError."""
    path = os.path.join(out, f"{name}.{form}")
    if form == "jsonl":
        put_in_place({path: _read_pieces(parts)})
    else:
        _write_parquet(path, name, parts)
    hashed = blake2b(digest_size=16)
    for piece in _read_pieces([path]):
        hashed.update(piece)
    return Written(os.path.basename(path), os.path.getsize(path), hashed.hexdigest())


def _read_pieces(paths: Iterable[str]) -> Iterator[bytes]:
    for path in paths:
        with open(path, "rb") as file:
            while piece := file.read(_READ):
                yield piece


def _write_parquet(path: str, name: str, parts: Iterable[str]) -> None:
    pyarrow = require("pyarrow", "Parquet")
    parquet = require("pyarrow.parquet", "Parquet")
    schema = pyarrow.schema([(column, _find_type(pyarrow, name, column)) for column in _COLUMNS[name]])
    rows = (row for part in parts for row in _read_lines(part))
    part = f"{path}.{os.getpid()}.part"
    try:
        with parquet.ParquetWriter(part, schema, compression="zstd") as writer:
            while group := list(islice(rows, _GROUP)):
                writer.write_table(pyarrow.Table.from_pylist([_fit(row) for row in group], schema=schema))
        os.replace(part, path)
    finally:
        if os.path.lexists(part):
            os.unlink(part)


def _find_type(pyarrow: Any, name: str, column: str) -> Any:
    numbers = pyarrow.map_(pyarrow.string(), pyarrow.float64())
    maps = {
        "rules": pyarrow.map_(pyarrow.string(), pyarrow.int64()),
        "measures": numbers,
        "uses": pyarrow.map_(pyarrow.string(), numbers),
    }
    if column in maps:
        return maps[column]
    return pyarrow.int64() if column in _WORDS.get(name, ()) else pyarrow.string()


def _fit(value: Any) -> Any:
    """A value as Parquet takes it: mappings as pairs, and text without what UTF-8 cannot say."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict) and "id" not in value:
        return [(_fit(key), _fit(one)) for key, one in value.items()]
    return {key: _fit(one) for key, one in value.items()} if isinstance(value, dict) else value


# ---------------------------------------------------------------- reading


def read_table(out: str, name: str) -> Iterator[dict[str, Any]]:
    """The rows of a table of a finished scan, in order. Raises BadFile and OSError."""
    path = os.path.join(out, f"{name}.parquet")
    return _read_parquet(path) if os.path.exists(path) else _read_lines(os.path.join(out, f"{name}.jsonl"))


def _read_lines(path: str) -> Iterator[dict[str, Any]]:
    with open(path, "rb") as file:
        for line in file:
            yield json.loads(line)


def _read_parquet(path: str) -> Iterator[dict[str, Any]]:
    parquet = require("pyarrow.parquet", "Parquet")
    for batch in parquet.ParquetFile(path).iter_batches(1_000, use_threads=False):
        for row in batch.to_pylist():
            yield {key: _unpair(one) for key, one in row.items()}


def _unpair(value: Any) -> Any:
    return {key: _unpair(one) for key, one in value} if isinstance(value, list) else value
