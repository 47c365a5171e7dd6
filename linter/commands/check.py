"""`copydesk check`: lint drafts."""

from __future__ import annotations

import os
import sys

from linter.arguments import Given, Operand, Option, Section
from linter.command import (
    CLEAN,
    FINDINGS,
    RULES,
    WRONG,
    Command,
    complain,
    count,
    read_level,
    read_options,
    write,
)
from linter.diagnostic import SEVERITIES, Severity
from linter.reporters import FORMATS, find_reporter
from linter.run import Report, check
from linter.terminal import wants_color

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LEVELS = "|".join(SEVERITIES)
_IN_WORDS = {"error": "error", "warning": "warning", "info": "note"}


def _check(given: Given) -> int:
    options = read_options(given)._replace(
        fail_on=given.fail_on, min_severity=given.min_severity, stdin_filename=given.stdin_filename
    )
    report = check(given.paths or ["."], options)
    color = wants_color(given.color, sys.stdout.isatty(), os.environ)
    write(find_reporter(given.output_format)(report._replace(color=color)))
    _tell_of_the_run(report, given.quiet)
    if report.failures:
        return WRONG
    return FINDINGS if report.failing and not given.exit_zero else CLEAN


def _tell_of_the_run(report: Report, quiet: bool) -> None:
    for failure in report.failures:
        complain(str(failure))
    for folder in report.empty:
        complain(f"{folder}: there are no drafts in this folder")
    if not quiet:
        sys.stderr.write(f"{_summarise(report)}\n")


def _summarise(report: Report) -> str:
    shown = _count_by_severity([one.severity for one in report.diagnostics]) or "no findings"
    summary = f"{count(len(report.drafts), 'draft')} checked: {shown}"
    if report.hidden:
        summary += f"; {_count_by_severity(report.hidden)} not shown (--min-severity info shows them)"
    if report.excluded:
        summary += f"; {report.excluded} excluded by the config"
    if report.failures:
        summary += f"; {count(len(report.failures), 'failure')}"
    return summary


def _count_by_severity(severities: Sequence[Severity]) -> str:
    counts = [(severities.count(severity), _IN_WORDS[severity]) for severity in reversed(SEVERITIES)]
    return ", ".join(count(number, noun) for number, noun in counts if number)


COMMAND = Command(
    Operand("paths", "PATH", "drafts or folders; - is standard input"),
    (
        Section(
            "report",
            (
                Option(("--output-format",), "the form of the report", choices=FORMATS),
                Option(
                    ("--min-severity",), "show from here up (default: warning)", _LEVELS, convert=read_level
                ),
                Option(("--color",), "colour in the report", choices=("auto", "always", "never")),
                Option(("-q", "--quiet"), "no summary on standard error"),
                Option(("--stdin-filename",), "what standard input is called in reports", "NAME"),
            ),
        ),
        Section(
            "exit status",
            (
                Option(("--fail-on",), "exit 1 from here up (default: warning)", _LEVELS, convert=read_level),
                Option(("--exit-zero",), "exit 0 even with findings"),
            ),
        ),
        RULES,
    ),
    _check,
)
