"""Reviewdog's diagnostic format (reviewdog.proto): columns from 1 in bytes of UTF-8, the end exclusive.

A suggestion is what a reviewer can accept with one click: only what needs no judgement is suggested. A draft without
lines is told of as a whole.
"""

from __future__ import annotations

from linter.files import UTF8_MARK
from linter.mending import find_mendable, mend
from linter.terminal import write_json
from linter.text import utf8_column
from linter.whereabouts import has_lines, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.diagnostic import Diagnostic
    from linter.run import Draft, Report


def report(run: Report) -> Iterator[str]:
    """One JSON object."""
    mendable = find_mendable(run.rules)
    told = [_diagnose(one, draft, mendable) for draft in run.drafts for one in draft.diagnostics]
    yield write_json({"source": {"name": "copydesk"}, "diagnostics": told}, indent=2) + "\n"


def _diagnose(one: Diagnostic, draft: Draft, mendable: frozenset[str]) -> dict[str, Any]:
    place = {"range": _range(one, draft)} if has_lines(one.path) else {}
    told: dict[str, Any] = {
        "message": say(one),
        "location": {"path": one.path, **place},
        "severity": one.severity.upper(),
        "code": {"value": one.code},
    }
    mended = mend(one, draft.lines[one.line], mendable) if place else None
    if mended is not None:
        told["suggestions"] = [{**place, "text": mended}]
    return told


def _range(one: Diagnostic, draft: Draft) -> dict[str, Any]:
    ends = {"start": (one.line, one.column), "end": (one.end_line, one.end_column)}
    return {
        name: {"line": line, "column": _count_bytes(line, column, draft)}
        for name, (line, column) in ends.items()
    }


def _count_bytes(line: int, column: int, draft: Draft) -> int:
    """A column in bytes, those of the byte order mark among them: it stands on the first line of the file."""
    mark = len(UTF8_MARK) if draft.is_marked and line == 1 else 0
    return mark + utf8_column(draft.lines[line], column)
