"""Diagnostics and reports that the tests of reports are made from."""

from linter.diagnostic import Diagnostic
from linter.reporters import find_reporter
from linter.run import Draft, Report

LINE = "We all know it, and experts agree."


def diagnose(line: str = LINE, words: str = "experts", **other: object) -> Diagnostic:
    start = line.index(words)
    plain = Diagnostic(
        "a.md", 1, start + 1, 1, start + len(words) + 1, "AT101", "vague-source", "attribution", "unsupported",
        "warning", f"“{words}”: who?", words, (), (), "x",
    )  # fmt: skip
    return plain._replace(**other)  # type: ignore[arg-type]


def told(*found: Diagnostic, line: str = LINE, **other: object) -> Report:
    lines = dict.fromkeys(range(1, 4), line)
    path = found[0].path if found else "a.md"
    return Report((Draft(path, found, (), ("warning", "error"), lines),), **other)  # type: ignore[arg-type]


def render(name: str, report: Report) -> str:
    return "".join(find_reporter(name)(report))
