"""The formats of a report: each is a function from a Report to the text of its output, piece by piece."""

from __future__ import annotations

from linter.run import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

Reporter: TypeAlias = "Callable[[Report], Iterable[str]]"

FORMATS = (
    "text",
    "full",
    "json",
    "github",
)


def find_reporter(name: str) -> Reporter:
    """The `report` of the file that a format is named after; only that file is loaded."""
    found: Reporter = __import__(f"linter.reporters.{name}", fromlist=["report"]).report
    return found
