"""`copydesk check`: lint drafts."""

from __future__ import annotations

import os
import sys

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.command import (
    CLEAN,
    FINDINGS,
    JOBS,
    MIN_SEVERITY,
    RULES,
    WRONG,
    Command,
    complain,
    count,
    decide_jobs,
    follow,
    read_level,
    read_number,
    read_options,
)
from linter.diagnostic import SEVERITIES, Severity
from linter.news import Scope, check_news
from linter.outputs import decide_outputs, find_root, read_output, write_outputs
from linter.reporters import FORMATS
from linter.run import Desk
from linter.terminal import wants_color
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from linter.command import Round
    from linter.outputs import Output
    from linter.run import Options, Report

_LEVELS = "|".join(SEVERITIES)
_IN_WORDS = {"error": "error", "warning": "warning", "info": "note"}


def _check(given: Given) -> int:
    task = _read_task(given)
    return follow(lambda: _watch(task)) if given.watch else _run(task, Desk(task.options))


class Task(NamedTuple):
    """What a command line asks for."""

    given: Given
    options: Options
    scope: Scope
    outputs: tuple[Output, ...]


def _read_task(given: Given) -> Task:
    outputs = decide_outputs(given.output_format or (), given.output_file, given.statistics, os.environ)
    naming = any(FORMATS[one.format].naming for one in outputs)
    options = read_options(given)._replace(
        fail_on=given.fail_on,
        min_severity=given.min_severity,
        stdin_filename=given.stdin_filename,
        jobs=decide_jobs(given, given.paths, os.environ),
        watched=sys.stderr.isatty() and not given.quiet and os.environ.get("TERM") != "dumb",
        naming=naming,
        lean=not naming,
        studying=any(FORMATS[one.format].studying for one in outputs),
    )
    return Task(given, options, _read_scope(given), outputs)


def _run(task: Task, desk: Desk) -> int:
    given = task.given
    report = check_news(given.paths, desk, task.scope)
    if given.max_warnings is not None:
        report = report.allowing(given.max_warnings)
    color = wants_color(given.color, sys.stdout.isatty(), os.environ)
    write_outputs(task.outputs, report, color, os.environ)
    for notice in desk.notices:
        complain(notice)
    _tell_of_the_run(report, given.quiet)
    return _judge(report, given)


def _watch(task: Task) -> Round:
    """A run with a desk of its own, and what it depends on."""
    from linter.watch import take_stock

    given, desk = task.given, Desk(task.options)
    paths = given.paths or ["." if given.diff is None else find_root(os.getcwd())]
    return lambda: _run(task, desk), lambda: take_stock(paths, desk, task.scope.baseline)


def _judge(report: Report, given: Given) -> int:
    """The exit status. Warnings over the budget fail the run even where they are not shown."""
    is_over_budget = _is_over_budget(report, given.max_warnings)
    if report.failures:
        return WRONG
    return FINDINGS if (report.failing or is_over_budget) and not given.exit_zero else CLEAN


def _is_over_budget(report: Report, most: int | None) -> bool:
    if most is None or report.warnings <= most:
        return False
    complain(f"{count(report.warnings, 'warning')}: --max-warnings allows no more than {most}")
    return True


def _read_scope(given: Given) -> Scope:
    if given.diff is not None and given.staged:
        raise Misused("--diff and --staged cannot both be followed")
    if given.watch and (given.staged or "-" in given.paths):
        raise Misused("--watch looks at files; neither standard input nor git's index is one")
    if given.baseline and given.no_baseline:
        raise Misused("--baseline and --no-baseline cannot both be followed")
    if "-" in given.paths and (given.staged or given.diff is not None):
        raise Misused("--diff and --staged compare files; standard input is none")
    return Scope(given.diff, given.staged, given.baseline, not given.no_baseline)


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
    if report.known:
        summary += f"; {report.known} held back by the baseline"
    if report.before:
        summary += f"; {report.before} there before the change"
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
                Option(
                    ("--output-format",),
                    f"the form of the report and its file; may be given several times: {', '.join(FORMATS)}",
                    "FORMAT[:FILE]",
                    convert=read_output,
                    many=True,
                    offers=tuple(FORMATS),
                ),
                Option(("-o", "--output-file"), "the file of the report, if there is one report", "FILE"),
                Option(("--statistics",), "how often each rule speaks, instead of where"),
                MIN_SEVERITY,
                Option(("--color",), "colour in the report", choices=("auto", "always", "never")),
                Option(("-q", "--quiet"), "no summary on standard error"),
                Option(("--stdin-filename",), "what standard input is called in reports", "NAME"),
                Option(
                    ("--watch",),
                    "check again whenever a draft, config, pack or baseline changes; Ctrl-C ends it",
                ),
                JOBS,
            ),
        ),
        Section(
            "what is old (it neither is shown nor fails the run)",
            (
                Option(
                    ("--diff",),
                    "only what is new since the branch left REF; without PATH, in all drafts",
                    "REF",
                ),
                Option(("--staged",), "only what is new in git's index, read from there"),
                Option(("--baseline",), "hold back what FILE lists (see “copydesk baseline --help”)", "FILE"),
                Option(("--no-baseline",), "hold nothing back for a baseline"),
            ),
        ),
        Section(
            "exit status",
            (
                Option(("--fail-on",), "exit 1 from here up (default: warning)", _LEVELS, convert=read_level),
                Option(
                    ("--max-warnings",),
                    "exit 1 for warnings only if there are more",
                    "N",
                    convert=read_number,
                ),
                Option(("--exit-zero",), "exit 0 even with findings"),
            ),
        ),
        RULES,
    ),
    _check,
)
