"""GitLab Code Quality: a JSON list of issues, for `artifacts: reports: codequality`.

GitLab drops an issue whose fingerprint it has seen in the same report; hence the numbered ones.
"""

from __future__ import annotations

from linter.terminal import write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.diagnostic import Diagnostic
    from linter.run import Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def report(run: Report) -> Iterator[str]:
    """One JSON list."""
    found = zip(run.diagnostics, run.fingerprints, strict=True)
    yield write_json([_issue(one, fingerprint) for one, fingerprint in found], indent=2) + "\n"


def _issue(one: Diagnostic, fingerprint: str) -> dict[str, Any]:
    return {
        "description": one.message,
        "check_name": one.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[one.severity],
        "location": {"path": one.path, "lines": {"begin": one.line, "end": one.end_line}},
    }
