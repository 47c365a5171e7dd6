"""A line a diagnostic, from which editors can jump: `path:line:column: severity: message [code name]`."""

from __future__ import annotations

from linter.terminal import write_headline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.run import Report


def report(run: Report) -> Iterator[str]:
    """The lines of a run."""
    for diagnostic in run.diagnostics:
        yield f"{write_headline(diagnostic, run.color)}\n"
