"""A Markdown table, the worst first: for the summary of a GitHub job, or for a comment."""

from __future__ import annotations

from linter.diagnostic import SEVERITIES
from linter.markup import escape_markdown
from linter.whereabouts import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.diagnostic import Diagnostic
    from linter.run import Report

_HEAD = "| severity | place | finding | rule |\n|---|---|---|---|\n"


def report(run: Report) -> Iterator[str]:
    """A heading, a list of what could not be checked, and the table, a row a piece."""
    number = len(run.diagnostics)
    yield f"### Copydesk: {number or 'no'} finding{'' if number == 1 else 's'}\n\n"
    for failure in run.failures:
        yield f"- **{escape_markdown(failure.path)}** {escape_markdown(failure.cause)}\n"
    if not number:
        return
    yield f"{_HEAD}" if not run.failures else f"\n{_HEAD}"
    for severity in reversed(SEVERITIES):
        yield from (_row(one) for one in run.diagnostics if one.severity == severity)


def _row(one: Diagnostic) -> str:
    place = f"{escape_markdown(one.path)}{locate(one)}"
    rule = escape_markdown(f"{one.code} {one.name}")
    return f"| {one.severity} | {place} | {escape_markdown(one.message)} | {rule} |\n"
