"""OpenDocument text (odt): its paragraphs are its lines, numbered from 1 in the order of the file."""

from __future__ import annotations

from linter.document import Document
from linter.manuscript import set_manuscript
from linter.opendocument import read_paragraphs
from linter.text import Packed


def read_odt(draft: Packed) -> Document:
    """An OpenDocument text. Raises Unreadable."""
    return set_manuscript(draft.path, read_paragraphs(draft.data))
