"""Reviewdog's diagnostic format (reviewdog.proto): columns from 1 in bytes of UTF-8, the end exclusive.

A suggestion is what a reviewer can accept with one click: only what needs no judgement is suggested. A draft without
lines is told of as a whole.
"""

from __future__ import annotations

from linter.files import UTF8_MARK
from linter.kinds.repetition import Repetition
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
    doubled = {
        rule.code for rule in run.rules if isinstance(rule.kind, Repetition) and rule.kind.of == "doubled"
    }
    told = [_diagnose(one, draft, doubled) for draft in run.drafts for one in draft.diagnostics]
    yield write_json({"source": {"name": "copydesk"}, "diagnostics": told}, indent=2) + "\n"


def _diagnose(one: Diagnostic, draft: Draft, doubled: set[str]) -> dict[str, Any]:
    place = {"range": _range(one, draft)} if has_lines(one.path) else {}
    told: dict[str, Any] = {
        "message": say(one),
        "location": {"path": one.path, **place},
        "severity": one.severity.upper(),
        "code": {"value": one.code},
    }
    words = draft.lines[one.line][one.column - 1 : one.end_column - 1].split()
    if place and one.code in doubled and one.line == one.end_line and len(words) == 2:
        told["suggestions"] = [{**place, "text": words[0]}]
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
