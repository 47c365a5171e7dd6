"""The formats of a report: each is a function from a Report to the text of its output, piece by piece."""

from __future__ import annotations

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from linter.run import Report

Reporter: TypeAlias = "Callable[[Report], Iterable[str]]"


class Format(NamedTuple):
    """What a format needs.

    `from_root`: paths told from the repository's root, by which the services behind it know files, not as given;
    `naming`: the rules themselves, beside what they have to say; `studying`: the desk, to study the drafts at.
    """

    from_root: bool = False
    naming: bool = False
    studying: bool = False


FORMATS: Mapping[str, Format] = {
    "text": Format(),
    "full": Format(),
    "statistics": Format(),
    "json": Format(),
    "jsonl": Format(),
    "github": Format(from_root=True),
    "gitlab": Format(from_root=True),
    "sarif": Format(from_root=True, naming=True),
    "junit": Format(),
    "checkstyle": Format(),
    "rdjson": Format(naming=True),
    "markdown": Format(from_root=True),
    "html": Format(naming=True, studying=True),
}


def find_reporter(name: str) -> Reporter:
    """The `report` of the file that a format is named after; only that file is loaded."""
    found: Reporter = __import__(f"linter.reporters.{name}", fromlist=["report"]).report
    return found
