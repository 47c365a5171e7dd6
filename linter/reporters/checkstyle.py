"""Checkstyle's XML: a file element a draft, an error element a diagnostic or a failure."""

from __future__ import annotations

from linter.markup import escape_xml
from linter.whereabouts import has_lines, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.diagnostic import Diagnostic
    from linter.run import Report

_VERSION = "4.3"


def report(run: Report) -> Iterator[str]:
    """One XML document."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="{_VERSION}">\n'
    for draft in run.drafts:
        yield from _file(draft.path, map(_error, draft.diagnostics))
    for failure in run.failures:
        told = f'severity="error" message="{escape_xml(failure.cause)}" source="copydesk"'
        yield from _file(failure.path, iter([f'<error line="1" {told}/>']))
    yield "</checkstyle>\n"


def _file(path: str, errors: Iterator[str]) -> Iterator[str]:
    yield f'  <file name="{escape_xml(path)}">\n'
    yield from (f"    {error}\n" for error in errors)
    yield "  </file>\n"


def _error(one: Diagnostic) -> str:
    """A diagnostic; Jenkins takes the last two parts of a source for its category and type.

    Like what went wrong with a whole file, one of a draft without lines stands on the first.
    """
    told = f'severity="{one.severity}" message="{escape_xml(say(one))}"'
    source = escape_xml(f"copydesk.{one.pack}.{one.code}")
    place = f'line="{one.line}" column="{one.column}"' if has_lines(one.path) else 'line="1"'
    return f'<error {place} {told} source="{source}"/>'
