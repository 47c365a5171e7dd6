"""The formats of a report: each is a function from a Report to the text of its output, piece by piece."""

from __future__ import annotations

from linter.run import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

Reporter: TypeAlias = "Callable[[Report], Iterable[str]]"

# Whether paths are told from the repository's root, by which the services behind a format know files, or as given.
FORMATS: Mapping[str, bool] = {
    "text": False,
    "full": False,
    "statistics": False,
    "json": False,
    "jsonl": False,
    "github": True,
    "gitlab": True,
    "sarif": True,
    "junit": False,
    "checkstyle": False,
    "rdjson": False,
    "markdown": True,
}


def find_reporter(name: str) -> Reporter:
    """The `report` of the file that a format is named after; only that file is loaded."""
    found: Reporter = __import__(f"linter.reporters.{name}", fromlist=["report"]).report
    return found
