"""The formats a draft may come in, one line each: the ending of its name says which."""

from __future__ import annotations

from linter.text import Packed, Source, Unreadable
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from linter.document import Document

Unit: TypeAlias = "Literal['line', 'paragraph']"


class Format(NamedTuple):
    """A format: the file of its reader, the endings of its names, and what positions in it count.

    Where that is the paragraph, a draft is a package of parts and comes as bytes; else it comes as text.
    """

    reader: str
    endings: tuple[str, ...]
    unit: Unit = "line"


FORMATS = (
    Format("plain", (".txt", ".text")),
    Format("markdown", (".md", ".markdown", ".mdx")),
    Format("html", (".html", ".htm")),
    Format("docx", (".docx",), unit="paragraph"),
)
ENDINGS = tuple(ending for one in FORMATS for ending in one.endings)


def find_format(path: str) -> Format:
    """The format of a draft by its name; a name without a known ending is plain text."""
    name = path.lower()
    if name.endswith(ENDINGS):
        return next(one for one in FORMATS if name.endswith(one.endings))
    return FORMATS[0]


def read_document(source: Source | Packed) -> Document:
    """A draft read by the reader of its format; only that one is loaded. Raises Unreadable."""
    reader, _, unit = find_format(source.path)
    if unit == "paragraph" and isinstance(source, Source):
        raise Unreadable("is named like a package of parts, but given as text")
    read = getattr(__import__(f"linter.readers.{reader}", fromlist=[reader]), f"read_{reader}")
    document: Document = read(source)
    return document
