"""Articles as they are kept in files by the thousand: what a record holds, and what is wanted of it."""

from __future__ import annotations

import zlib
from io import BufferedReader, RawIOBase

from linter.faults import BadFile, Fault
from linter.patterns import compile_pattern
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, BinaryIO

# Bytes. An article is some thousand; what is larger would take more memory than a process of a scan is to have.
MOST_BYTES = 1 << 20
TOO_LARGE = f"is larger than {MOST_BYTES >> 20} MB"


class Fields(NamedTuple):
    """What columns or keys are called that hold an article's text and what is known of it; "" where nothing is.

    Keys inside keys are written with a full stop: `fields.body`. Without an id, an article is known by its place.
    """

    text: str = ""
    id: str = ""
    date: str = ""
    section: str = ""
    byline: str = ""


class Article(NamedTuple):
    """An article as it lies in an archive. `ending` says what format its content is in, as a draft's name does.

    The date is written year-month-day, as much of it as is known.
    """

    id: str
    content: str | bytes
    ending: str
    date: str = ""
    section: str = ""
    byline: str = ""


class Bad(NamedTuple):
    """What stands where an article should, and why it is none."""

    id: str
    cause: str


class Row(NamedTuple):
    """A record of a file: its number from 0, how many bytes of the file are behind it, and what it holds."""

    number: int
    behind: int
    held: Article | Bad


class Order(NamedTuple):
    """What is wanted of one file: its path, what it is called in ids, the fields, the ending of texts in fields.

    `is_wanted` is asked with a record's number and id before its text is looked at.
    """

    path: str
    name: str
    fields: Fields
    ending: str
    is_wanted: Callable[[int, str], bool]


# Bytes that are read at once; packed ones may become many thousand times as many.
_READ, _READ_PACKED = 1 << 16, 1 << 11
# What a file that is cut, spoilt or gone brings up while it is read.
BROKEN = (OSError, ValueError, EOFError, zlib.error)


def say_broken(fault: Exception) -> str:
    """Why a file gives no more records."""
    cause = getattr(fault, "strerror", None) or str(fault).partition("\n")[0] or type(fault).__name__
    return f"cannot be read from here on: {cause}"


def require(package: str, purpose: str, extra: str = "archive") -> Any:
    """A package of an extra. Raises BadFile with the command that installs it."""
    from importlib import import_module

    try:
        return import_module(package)
    except ImportError:
        name = package.partition(".")[0]
        told = f"the package “{name}” is needed for {purpose}: pip install 'copydesk[{extra}]'"
        raise BadFile([Fault("copydesk", 1, 1, told)]) from None


def open_packed(path: str) -> tuple[BinaryIO, BinaryIO]:
    """A file as a stream of what is packed in it, and the stream of the file itself. Raises BadFile and OSError."""
    if path.lower().endswith(".zst"):
        open_frame = require("zstandard", "files like “*.zst”").ZstdDecompressor().decompressobj
        raw: BinaryIO = open(path, "rb")  # noqa: SIM115
        return BufferedReader(_Unpacked(_unpack_frames(raw, open_frame))), raw
    raw = open(path, "rb")  # noqa: SIM115
    if path.lower().endswith(".gz"):
        from gzip import GzipFile

        packed = GzipFile(fileobj=raw)
        return BufferedReader(_Unpacked(iter(lambda: packed.read(_READ), b""))), raw
    return raw, raw


class _Unpacked(RawIOBase):
    """What is packed in a stream, piece by piece. Whatever unpacks it has its own exceptions; here all are OSError."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._left:
                self._left = next(self._pieces)
        except StopIteration:
            return 0
        except Exception as fault:
            raise OSError(str(fault)) from None
        piece = self._left[: len(buffer)]
        self._left = self._left[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _unpack_frames(raw: BinaryIO, open_frame: Callable[[], Any]) -> Iterator[bytes]:
    """The frames of Zstandard (RFC 8878) one after the other. Raises EOFError where the last one is cut."""
    frame = None
    while piece := raw.read(_READ_PACKED):
        while piece:
            frame = frame or open_frame()
            yield frame.decompress(piece)
            piece = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame:
        raise EOFError("the file ends in the middle")


# ---------------------------------------------------------------- records


def take(record: Mapping[str, Any] | str, order: Order, place: str, number: int) -> Article | Bad | None:
    """The article of a record, if it is wanted, or why there is none: words instead of a record say why already."""
    if isinstance(record, str):
        return Bad(place, record) if order.is_wanted(number, place) else None
    fields = order.fields
    name = _write(pick(record, fields.id)) if fields.id else place
    if not order.is_wanted(number, name or place):
        return None
    if not name:
        return Bad(place, f"has nothing in the field “{fields.id}”, which holds the id")
    text = pick(record, fields.text)
    if not isinstance(text, str):
        return Bad(name, f"has no text in the field “{fields.text}”")
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return Bad(name, TOO_LARGE)
    return Article(
        name,
        text,
        order.ending,
        read_date(pick(record, fields.date)),
        _write(pick(record, fields.section)),
        _write(pick(record, fields.byline)),
    )


def pick(record: Mapping[str, Any], name: str) -> Any:
    """What a record holds under a name, or under names inside each other; None where that is nothing."""
    if name in record or not name:
        return record.get(name)
    outer, stop, inner = name.partition(".")
    within = record.get(outer)
    return pick(within, inner) if stop and isinstance(within, dict) else None


def _write(value: Any) -> str:
    """A value as a person would write it."""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_write, value)))
    return "" if value is None or isinstance(value, dict) else str(value).strip()


_DATE = compile_pattern(r"(\d{4})(?:[-/.]?(0\d|1[0-2])(?:[-/.]?([0-2]\d|3[01]))?)?(?!\d)")


def read_date(value: Any) -> str:
    """A date as year-month-day, as much of it as is known: from ISO 8601, RFC 5322 or seconds since 1970; else ""."""
    if hasattr(value, "isoformat"):
        value = value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 9999_12_31:
        return _read_seconds(value)
    text = _write(value)
    if found := _DATE.match(text):
        return "-".join(filter(None, found.groups()))
    return _read_mail_date(text) if text else ""


def _read_seconds(value: float) -> str:
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(value / (1000 if value > 1e11 else 1), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _read_mail_date(text: str) -> str:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
