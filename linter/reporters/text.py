"""A line a diagnostic, from which editors can jump: `path:line:column: severity: message [code name]`."""

from collections.abc import Iterator

from linter.run import Report
from linter.terminal import write_headline


def report(run: Report) -> Iterator[str]:
    """The lines of a run."""
    for diagnostic in run.diagnostics:
        yield f"{write_headline(diagnostic, run.color)}\n"
