"""Word (docx): its paragraphs are its lines, numbered from 1 in the order in which they stand in the file."""

from __future__ import annotations

from linter.document import Document
from linter.manuscript import set_manuscript
from linter.text import Packed
from linter.word import Word


def read_docx(draft: Packed) -> Document:
    """A Word document. Raises Unreadable."""
    return set_manuscript(draft.path, Word(draft.data).paragraphs)
