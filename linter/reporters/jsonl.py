"""JSON lines (https://jsonlines.org): an object a diagnostic, as in the JSON report."""

from __future__ import annotations

from linter.readers import find_format
from linter.terminal import write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.run import Report


def report(run: Report) -> Iterator[str]:
    """The lines of a run."""
    for one in run.diagnostics:
        yield f"{write_json(one.as_json() | {'unit': find_format(one.path).unit})}\n"
