"""The formats a draft may come in, by the ending of its name."""

from __future__ import annotations

from linter.readers.plain import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.document import Document
    from linter.text import Source


def read_document(source: Source) -> Document:
    """A draft read by the reader of its format; a name without a known ending is plain text."""
    if source.path.lower().endswith(MARKDOWN):
        from linter.readers.markdown import read_markdown

        return read_markdown(source)
    return read_plain(source)


PLAIN = (".txt", ".text")
MARKDOWN = (".md", ".markdown", ".mdx")
ENDINGS = PLAIN + MARKDOWN
