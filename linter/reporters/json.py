"""JSON: all diagnostics in one list, with a summary."""

from __future__ import annotations

from linter.diagnostic import SEVERITIES
from linter.readers import find_format
from linter.terminal import write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.run import Report


def report(run: Report) -> Iterator[str]:
    """One JSON object."""
    found = run.diagnostics
    summary: dict[str, Any] = {
        "drafts": len(run.drafts),
        **{severity: sum(one.severity == severity for one in found) for severity in reversed(SEVERITIES)},
        "hidden": len(run.hidden),
        "failing": run.failing,
        "known": run.known,
        "before": run.before,
        "failures": [failure._asdict() for failure in run.failures],
    }
    told = [one.as_json() | {"unit": find_format(one.path).unit} for one in found]
    yield write_json({"diagnostics": told, "summary": summary}, indent=2) + "\n"
