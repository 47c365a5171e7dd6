"""HTML: the prose of a page or an export."""

from __future__ import annotations

from linter.document import Document, Galley
from linter.hypertext import set_page
from linter.text import Source


def read_html(source: Source) -> Document:
    """A page or a fragment of one. What a browser does not show is no prose. Raises Unreadable.

    The title of the page is a heading where the body has no heading of the first rank.
    """
    galley = Galley(source)
    set_page(galley)
    return galley.document()
