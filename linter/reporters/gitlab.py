"""GitLab Code Quality: a JSON list of issues, for `artifacts: reports: codequality`.

GitLab drops an issue whose fingerprint it has seen in the same report, in another draft too: hence the path in it.
"""

from __future__ import annotations

from linter.diagnostic import digest
from linter.terminal import write_json
from linter.whereabouts import has_lines, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.diagnostic import Diagnostic
    from linter.run import Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def report(run: Report) -> Iterator[str]:
    """One JSON list."""
    yield write_json([_issue(one) for one in run.diagnostics], indent=2) + "\n"


def _issue(one: Diagnostic) -> dict[str, Any]:
    return {
        "description": say(one),
        "check_name": one.code,
        "fingerprint": f"{one.fingerprint}-{digest(one.path)}",
        "severity": _SEVERITIES[one.severity],
        "location": {"path": one.path, "lines": _lines(one)},
    }


def _lines(one: Diagnostic) -> dict[str, int]:
    """The lines that GitLab links to; it asks for some, and of a packed draft the first stands for the file."""
    return {"begin": one.line, "end": one.end_line} if has_lines(one.path) else {"begin": 1}
