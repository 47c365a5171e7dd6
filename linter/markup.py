"""Text as XML and Markdown may hold it: what means something there is written as an entity, the rest is cleaned."""

from __future__ import annotations

from linter.terminal import clean

# XML 1.0 has no place for these in a document, not even as references (production 2, Char).
_NO_CHARACTERS = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
_XML = _NO_CHARACTERS | {ord(char): f"&#{ord(char)};" for char in "&<>\"'"}
# A reference cannot stand for a mark of structure (CommonMark 0.31, section 2.5): so nothing here is one.
_MARKDOWN = _NO_CHARACTERS | {ord(char): f"&#{ord(char)};" for char in "\\`*_{}[]()<>#!|~&@:$^=\"'"}


def escape_xml(text: str) -> str:
    """Text for an attribute or an element; control characters are made visible as in a terminal."""
    return clean(text).translate(_XML)


def escape_markdown(text: str) -> str:
    """Text for a line or a cell of a table; control characters are made visible as in a terminal."""
    return clean(text).translate(_MARKDOWN)
