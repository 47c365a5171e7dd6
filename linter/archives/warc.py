"""WARC (ISO 28500): a record is the answer of a web server with a page of HTML, its address the id."""

from __future__ import annotations

import codecs

from linter.patterns import compile_pattern
from linter.records import (
    BROKEN,
    MOST_BYTES,
    TOO_LARGE,
    Article,
    Bad,
    Order,
    Row,
    open_packed,
    read_date,
    say_broken,
    take,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_CHARSET = compile_pattern(r"(?i)charset\s*=\s*[\"']?([\w.:-]+)")
_HEAD = 1024


def read(order: Order) -> Iterator[Row]:
    """The pages of a file that are wanted; what else was fetched is passed over."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    packed = order.path.lower().endswith(".zst")
    stream, raw = open_packed(order.path) if packed else (open(order.path, "rb"),) * 2  # noqa: SIM115
    with raw:
        try:
            for record in ArchiveIterator(stream):
                if _is_page(record):
                    address = record.rec_headers.get_header("WARC-Target-URI") or f"{order.name}:{number + 1}"
                    if order.is_wanted(number, address):
                        yield Row(number, raw.tell(), _read_page(record, address))
                    number += 1
        except (ArchiveLoadFailed, *BROKEN) as fault:
            if held := take(say_broken(fault), order, f"{order.name}:{number + 1}", number):
                yield Row(number, raw.tell(), held)


def _is_page(record: Any) -> bool:
    about = record.http_headers
    if record.rec_type != "response" or about is None or about.get_statuscode() != "200":
        return False
    kind = (about.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")


def _read_page(record: Any, address: str) -> Article | Bad:
    data = record.content_stream().read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return Bad(address, TOO_LARGE)
    name = _find_charset(record.http_headers.get_header("Content-Type") or "", data)
    try:
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return Bad(address, f"is not {name.upper()}, as it says it is")
    return Article(address, text, ".html", read_date(record.rec_headers.get_header("WARC-Date")))


def _find_charset(kind: str, data: bytes) -> str:
    """How a page is encoded: its mark, its header, its own word near its start, or UTF-8."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    said = _CHARSET.search(kind) or _CHARSET.search(data[:_HEAD].decode("ascii", "replace"))
    return said[1].lower() if said else "utf-8"
