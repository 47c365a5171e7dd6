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
    """A format: the file of its reader, its name, the endings of files, how a comment is written, what positions count.

    Where that is the paragraph, a draft is a package of parts and comes as bytes; else it comes as text.
    """

    reader: str
    name: str
    endings: tuple[str, ...]
    comment: str = ""
    unit: Unit = "line"


_IN_THE_MARGIN = "a comment: {}"
FORMATS = (
    Format("plain", "plain text", (".txt", ".text")),
    Format("markdown", "Markdown", (".md", ".markdown", ".mdx"), "<!-- {} -->"),
    Format("html", "HTML", (".html", ".htm"), "<!-- {} -->"),
    Format("rst", "reStructuredText", (".rst",), ".. {}"),
    Format("asciidoc", "AsciiDoc", (".adoc", ".asciidoc"), "// {}"),
    Format("docx", "Word", (".docx",), _IN_THE_MARGIN, unit="paragraph"),
    Format("odt", "OpenDocument", (".odt",), _IN_THE_MARGIN, unit="paragraph"),
)
ENDINGS = tuple(ending for one in FORMATS for ending in one.endings)


def find_format(path: str) -> Format:
    """The format of a draft by its name; a name without a known ending is plain text."""
    name = path.lower()
    if name.endswith(ENDINGS):
        return next(one for one in FORMATS if name.endswith(one.endings))
    return FORMATS[0]


def find_comments() -> dict[str, list[str]]:
    """The names of the formats that have comments, by how a comment is written in them."""
    found: dict[str, list[str]] = {}
    for one in FORMATS:
        if one.comment:
            found.setdefault(one.comment, []).append(one.name)
    return found


def read_document(source: Source | Packed) -> Document:
    """A draft read by the reader of its format; only that one is loaded. Raises Unreadable."""
    form = find_format(source.path)
    if form.unit == "paragraph" and isinstance(source, Source):
        raise Unreadable("is named like a package of parts, but given as text")
    read = getattr(__import__(f"linter.readers.{form.reader}", fromlist=[form.reader]), f"read_{form.reader}")
    document: Document = read(source)
    return document
