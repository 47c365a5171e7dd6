"""`copydesk baseline`: list the findings there are, so that they block nobody, and drop those that are gone."""

from __future__ import annotations

import os

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.baseline import Baseline, Entry, list_entries, read_baseline, write_baseline
from linter.command import CLEAN, JOBS, RULES, WRONG, Command, complain, count, decide_jobs, read_options
from linter.faults import guess
from linter.news import Scope, find_baselines, sift_by_baseline
from linter.run import Desk, check
from linter.terminal import clean_path
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from linter.run import Report


class Task(NamedTuple):
    """A baseline, the run that it is to be brought in line with, and what was asked to be looked at.

    `names` are those of its drafts in the baseline, by their paths.
    """

    baseline: Baseline
    names: Mapping[str, str]
    report: Report
    desk: Desk
    roots: Sequence[str]


class Outcome(NamedTuple):
    """What is listed after an act, and what the act has done, in words."""

    found: tuple[Entry, ...]
    told: str


def _baseline(given: Given) -> int:
    act, *paths = given.words
    if act not in _ACTS:
        raise Misused(f"“{act}” is neither {' nor '.join(_ACTS)}{guess(act, [*_ACTS])}")
    if "-" in paths:
        raise Misused("standard input has no name to be listed by")
    desk = Desk(read_options(given)._replace(jobs=decide_jobs(given, paths, os.environ)))
    report = check(paths or ["."], desk)
    for failure in report.failures:
        complain(str(failure))
    if report.failures:
        complain("nothing is written, since nobody knows what these drafts hold")
        return WRONG
    for place, names in find_baselines(report, desk, Scope(baseline=given.baseline)).items():
        is_there = os.path.exists(place.path)
        baseline = read_baseline(place.path) if is_there else Baseline(place.path)
        outcome = _ACTS[act](Task(baseline, names, report, desk, paths or ["."]))
        if sorted(outcome.found) != sorted(baseline.found) or (act == "create" and not is_there):
            write_baseline(baseline._replace(found=outcome.found))
        complain(f"{clean_path(os.path.relpath(place.path))}: {outcome.told}")
    if not report.drafts:
        complain("there are no drafts here; nothing is written")
    return CLEAN


def _create(task: Task) -> Outcome:
    """Add what is shown and not yet known. Nothing is dropped."""
    news, _ = sift_by_baseline(task.report, task.desk, task.baseline, task.names)
    shown = {task.names[one.path]: one.diagnostics for one in news.drafts if one.path in task.names}
    listed = {(one.path, one.sentence): one for one in task.baseline.found}
    for name, found in shown.items():
        for one in list_entries(name, found):
            before = listed.get((name, one.sentence), one._replace(times=0))
            listed[name, one.sentence] = one._replace(times=before.times + one.times)
    added = count(sum(map(len, shown.values())), "finding")
    return Outcome(tuple(listed.values()), f"{added} added, {_count(task.baseline.found)} listed before")


def _prune(task: Task) -> Outcome:
    """Drop what the drafts of the run no longer hold, and what was listed for drafts that are gone. Nothing is added.

    What has moved to another draft is listed there from now on.
    """
    _, held = sift_by_baseline(task.report, task.desk, task.baseline, task.names)
    accepted = {(one.path, one.sentence): one.times for one in task.baseline.accepted}
    still = [
        one._replace(times=times)
        for path, old in held.items()
        for one in list_entries(task.names[path], old)
        if (times := one.times - accepted.get((one.path, one.sentence), 0)) > 0
    ]
    paths = {name: path for path, name in task.names.items()}
    kept = (one for one in task.baseline.found if not _is_judged(one, paths.get(one.path), task))
    after = (*kept, *still)
    dropped = count(_count(task.baseline.found) - _count(after), "finding")
    return Outcome(after, f"{dropped} dropped, {_count(after)} still listed")


def _is_judged(entry: Entry, draft: str | None, task: Task) -> bool:
    """Whether a run can tell what has become of an entry: its draft was read by its rule, or is gone."""
    if draft is not None:
        return _is_looked_for(entry.rule, draft, task.desk)
    path = os.path.join(task.baseline.folder, entry.path)
    roots = map(os.path.abspath, task.roots)
    return not os.path.lexists(path) and any(os.path.commonpath([path, root]) == root for root in roots)


def _is_looked_for(code: str, path: str, desk: Desk) -> bool:
    """Whether a rule is on for a draft. One that no longer exists will not be found any more."""
    config = desk.config_for(path)
    return code in desk.verdict_for(config, path).severities or code not in desk.linter_for(config).rules


def _count(entries: Sequence[Entry]) -> int:
    return sum(entry.times for entry in entries)


_ACTS = {"create": _create, "prune": _prune}

COMMAND = Command(
    Operand(
        "words", "create|prune PATH", "add what is found and not yet listed, or drop what is gone", least=1
    ),
    (
        Section(
            "baseline",
            (
                Option(
                    ("--baseline",), "this file instead of .copydesk-baseline.yaml beside the config", "FILE"
                ),
                JOBS,
            ),
        ),
        RULES,
    ),
    _baseline,
)
