"""GitHub workflow commands: an annotation a failure and a diagnostic, the worst first.

GitHub shows ten annotations of each level and drops the rest in silence; the last line counts them.
"""

from __future__ import annotations

from linter.diagnostic import SEVERITIES, Diagnostic
from linter.terminal import clean
from linter.whereabouts import has_lines, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.files import Failure
    from linter.run import Report

_SHOWN = 10
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def report(run: Report) -> Iterator[str]:
    """The commands of a run, and a last one when some had to be left out."""
    left_out = 0
    for severity in reversed(SEVERITIES):
        found = [_command(one) for one in run.diagnostics if one.severity == severity]
        if severity == "error":
            found = [*map(_complaint, run.failures), *found]
        # The line that counts what was left out is a notice too, and has to be among the ten.
        room = _SHOWN - 1 if severity == "info" and (left_out or len(found) > _SHOWN) else _SHOWN
        yield from found[:room]
        left_out += len(found[room:])
    if left_out:
        told = f"{left_out} more findings have no annotation: see the summary of the job, or run “copydesk check”"
        yield f"::notice title=copydesk::{told}\n"


def _complaint(failure: Failure) -> str:
    return f"::error file={_escape_property(failure.path)},title=copydesk::{_escape(str(failure))}\n"


def _command(one: Diagnostic) -> str:
    place = {"file": one.path, **_lines(one)}
    place["title"] = f"{one.code} {one.name}"
    properties = ",".join(f"{key}={_escape_property(value)}" for key, value in place.items())
    return f"::{_LEVELS[one.severity]} {properties}::{_escape(say(one))}\n"


def _lines(one: Diagnostic) -> dict[str, str]:
    """The lines that GitHub shows an annotation at; it has none of a packed draft."""
    if not has_lines(one.path):
        return {}
    lines = {"line": str(one.line), "col": str(one.column), "endLine": str(one.end_line)}
    return lines | ({"endColumn": str(one.end_column)} if one.end_line == one.line else {})


def _escape(text: str) -> str:
    return clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
