"""The formats of a report: each is a function from a Report to the text of its output, piece by piece."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import cast

from linter.run import Report

Reporter = Callable[[Report], Iterable[str]]

FORMATS = (
    "text",
    "full",
    "json",
    "github",
)


def find_reporter(name: str) -> Reporter:
    """The `report` of the file that a format is named after; only that file is loaded."""
    return cast(Reporter, import_module(f"linter.reporters.{name}").report)
