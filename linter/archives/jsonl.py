"""JSON Lines (https://jsonlines.org): a record is a line, an object."""

from __future__ import annotations

import json
from itertools import islice

from linter.records import BROKEN, MOST_BYTES, TOO_LARGE, Order, Row, open_packed, say_broken, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

# A line holds more than the text, and the text may be written in escapes.
_MOST_LINE = 8 * MOST_BYTES


def read(order: Order) -> Iterator[Row]:
    """The records of a file that are wanted."""
    stream, raw = open_packed(order.path)
    with raw:
        for number, line in enumerate(_lines(stream)):
            record = line if isinstance(line, str) else _read_record(line)
            if record and (held := take(record, order, f"{order.name}:{number + 1}", number)):
                yield Row(number, raw.tell(), held)


def _lines(stream: BinaryIO) -> Iterator[bytes | str]:
    """Lines, and what is wrong where one should be: one that is too long to be held is passed over."""
    try:
        while line := stream.readline(_MOST_LINE):
            if len(line) < _MOST_LINE or line.endswith(b"\n"):
                yield line
                continue
            while (rest := stream.readline(_MOST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield TOO_LARGE
    except BROKEN as fault:
        yield say_broken(fault)


def _read_record(line: bytes) -> Mapping[str, object] | str:
    """The record of a line, or why it is none; nothing for a blank line."""
    line = line.strip()
    if not line:
        return ""
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        return f"is not UTF-8: byte 0x{line[fault.start]:02x} at offset {fault.start} of the line"
    except json.JSONDecodeError as fault:
        return f"is not JSON: column {fault.colno}: {fault.msg}"
    except RecursionError:
        return "is too deeply nested"
    return record if isinstance(record, dict) else "is not an object of JSON"


def list_keys(path: str, most: int) -> Iterator[str]:
    """The keys of the first records."""
    stream, raw = open_packed(path)
    with raw:
        for line in islice(_lines(stream), most):
            record = line if isinstance(line, str) else _read_record(line)
            yield from () if isinstance(record, str) else record
