"""JSON: all diagnostics in one list, with a summary."""

from __future__ import annotations

from linter.diagnostic import SEVERITIES, Diagnostic
from linter.terminal import escape_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.run import Report

_LEFT_OUT = "anchor"


def report(run: Report) -> Iterator[str]:
    """One JSON object."""
    import json

    found = run.diagnostics
    summary: dict[str, Any] = {
        "drafts": len(run.drafts),
        **{severity: sum(one.severity == severity for one in found) for severity in reversed(SEVERITIES)},
        "hidden": len(run.hidden),
        "failing": run.failing,
        "failures": [failure._asdict() for failure in run.failures],
    }
    told = {"diagnostics": [_as_json(one) for one in found], "summary": summary}
    yield escape_json(json.dumps(told, ensure_ascii=False, indent=2)) + "\n"


def _as_json(one: Diagnostic) -> dict[str, Any]:
    fields = {name: value for name, value in one._asdict().items() if name != _LEFT_OUT}
    related = [place._asdict() for place in one.related]
    return fields | {"related": related, "also": list(one.also), "fingerprint": one.fingerprint}
