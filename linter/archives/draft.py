"""A draft: a file that is one article, its name the id, and what is known of it in its front matter."""

from __future__ import annotations

import os

from linter.files import read_draft
from linter.matter import find_matter
from linter.patterns import compile_pattern
from linter.readers import find_format
from linter.records import MOST_BYTES, TOO_LARGE, Article, Bad, Order, Row, read_date
from linter.text import Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENTRY = compile_pattern(r"(?m)^[ \t]*[\"']?([\w.-]+)[\"']?[ \t]*[:=][ \t]*(\S.*?)[ \t,]*$")


def read(order: Order) -> Iterator[Row]:
    """The article, if it is wanted."""
    if order.is_wanted(0, order.name):
        held = _read(order)
        yield Row(0, os.stat(order.path).st_size if isinstance(held, Article) else 0, held)


def _read(order: Order) -> Article | Bad:
    try:
        # In a package are pictures too; what unpacks to too much is refused by its reader.
        if find_format(order.path).unit == "line" and os.stat(order.path).st_size > MOST_BYTES:
            return Bad(order.name, TOO_LARGE)
        content = read_draft(order.path)
    except (Unreadable, OSError) as fault:
        return Bad(order.name, str(fault))
    ending = os.path.splitext(order.path)[1].lower()
    known = _read_matter(content) if isinstance(content, str) else {}
    fields = order.fields
    return Article(
        order.name,
        content,
        ending,
        read_date(known.get(fields.date)),
        known.get(fields.section, ""),
        known.get(fields.byline, ""),
    )


def _read_matter(content: str) -> Mapping[str, str]:
    """The plain entries of front matter, whether it is YAML, TOML or JSON."""
    return {key: value.strip("\"'") for key, value in _ENTRY.findall(find_matter(content).text)}
