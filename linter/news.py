"""What is news in a run: findings that a baseline lists, or that the draft had before a change, are held back.

A finding is old where its words are: it stays old when its paragraph moves, to another draft too, and when its draft
is renamed. One of a whole draft has no words of its own, and moves only with most of the draft's others.
"""

from __future__ import annotations

import os

from linter.baseline import find_baseline, name_path, read_baseline, tally
from linter.config import relate
from linter.files import Failure, find_drafts, is_draft, is_pointer
from linter.run import Desk, check
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from linter.baseline import Baseline, Counts, Place
    from linter.changes import Change, Repository
    from linter.diagnostic import Diagnostic
    from linter.run import Draft, Report


_FAR = "was a pointer of Git LFS before the change, and what it held is not here: fetch it with “git lfs fetch --all”"


class Scope(NamedTuple):
    """How much a run is to tell: all there is, or only what is news since a commit, or in the index.

    `baseline` names a file whose findings are held back; without it the configs' own are, if `baselines` allows any.
    """

    since: str | None = None
    staged: bool = False
    baseline: str | None = None
    baselines: bool = True


class Sifted(NamedTuple):
    """A run with what is news, and what was held back, by the path of its draft."""

    report: Report
    held: Mapping[str, Sequence[Diagnostic]]


def check_news(paths: Sequence[str], desk: Desk, scope: Scope) -> Report:
    """`check`, less what is known of old. Raises BadFile, UnknownRule and GitFault."""
    if not scope.staged and scope.since is None:
        return hold_back_known(check(paths or ["."], desk), desk, scope)
    work = _find_work(paths, scope)
    told = check(work.drafts, desk.holding(work.staged))
    report = told._replace(failures=(*work.failures, *told.failures), empty=work.empty)
    return _hold_back_earlier(hold_back_known(report, desk, scope), desk, work)


# ---------------------------------------------------------------- sifting


class Sieve:
    """Holds back what `known` counts, by drafts' names; `now` tells what a draft outside the run counts today."""

    def __init__(self, known: Counts, now: Callable[[str], Mapping[str, int]]) -> None:
        self._known = known
        self._now = now
        self._counted: dict[str, Mapping[str, int]] = {}
        self._homes: dict[str, list[str]] = {}
        for name, counts in known.items():
            for likeness in counts:
                self._homes.setdefault(likeness, []).append(name)

    def sift(self, drafts: Mapping[str, Sequence[Diagnostic]]) -> Iterator[tuple[str, list[Diagnostic]]]:
        """What is old of the findings in drafts, by the drafts' names."""
        self._counted = {name: tally(found) for name, found in drafts.items()}
        for name, found in drafts.items():
            yield name, list(self._old(name, found))

    def _old(self, name: str, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
        left = dict(self._known.get(name, {}))
        is_new = name not in self._known and any(one.is_whole for one in found)
        former = self._former_names(name, found) if is_new else ()
        for one in found:
            if left.get(one.likeness, 0):
                left[one.likeness] -= 1
                yield one
            elif self._has_moved(one, former if one.is_whole else self._homes.get(one.likeness, ()), name):
                yield one

    def _has_moved(self, one: Diagnostic, homes: Iterable[str], name: str) -> bool:
        """Whether a finding was known in another draft, which has fewer like it now."""
        return any(
            self._known[home].get(one.likeness, 0) > self._count(home).get(one.likeness, 0)
            for home in homes
            if home != name
        )

    def _count(self, name: str) -> Mapping[str, int]:
        if name not in self._counted:
            self._counted[name] = self._now(name)
        return self._counted[name]

    def _former_names(self, name: str, found: Sequence[Diagnostic]) -> list[str]:
        """The names under which a draft may have been known: most of what was known there is here, not there."""
        here = {one.likeness for one in found if not one.is_whole}
        likely = dict.fromkeys(home for likeness in here for home in self._homes.get(likeness, ()))
        return [home for home in likely if self._has_become(home, here)]

    def _has_become(self, home: str, here: set[str]) -> bool:
        known = self._known[home].keys()
        return not known & self._count(home).keys() and 2 * len(known & here) >= len(known)


def _sift(report: Report, sieve: Sieve, names: Mapping[str, str]) -> Sifted:
    """A report without what is old; `names` are those by which the sieve knows drafts, by path."""
    drafts = {names[one.path]: one for one in report.drafts if one.path in names}
    found = {name: (*draft.diagnostics, *draft.hidden) for name, draft in drafts.items()}
    held = {drafts[name].path: old for name, old in sieve.sift(found)}
    kept = tuple(_without(draft, held.get(draft.path, ())) for draft in report.drafts)
    return Sifted(report._replace(drafts=kept), held)


def _without(draft: Draft, old: Sequence[Diagnostic]) -> Draft:
    if not old:
        return draft
    gone = set(map(id, old))
    shown = tuple(one for one in draft.diagnostics if id(one) not in gone)
    hidden = tuple(one for one in draft.hidden if id(one) not in gone)
    return draft._replace(diagnostics=shown, hidden=hidden)


def _count_now(path: str, desk: Desk) -> Mapping[str, int]:
    """What is found today in a draft that is not in the run; nothing where there is none."""
    return _count(check([path], desk)).get(path, {}) if os.path.isfile(path) else {}


def _count(report: Report) -> Counts:
    return {draft.path: tally((*draft.diagnostics, *draft.hidden)) for draft in report.drafts}


# ---------------------------------------------------------------- baselines


def hold_back_known(report: Report, desk: Desk, scope: Scope) -> Report:
    """A report without what the baselines of its drafts list. Raises BadFile."""
    for place, names in find_baselines(report, desk, scope).items():
        if place.is_named or os.path.isfile(place.path):
            report, held = sift_by_baseline(report, desk, read_baseline(place.path), names)
            report = report._replace(known=report.known + sum(map(len, held.values())))
    return report


def sift_by_baseline(report: Report, desk: Desk, baseline: Baseline, names: Mapping[str, str]) -> Sifted:
    """A report without what one baseline lists, and that; `names` of drafts as in `find_baselines`."""
    sieve = Sieve(baseline.counts, lambda name: _count_now(os.path.join(baseline.folder, name), desk))
    return _sift(report, sieve, names)


def find_baselines(report: Report, desk: Desk, scope: Scope) -> dict[Place, dict[str, str]]:
    """The baselines of a run, there or not, each with its drafts: their names in it by their paths."""
    found: dict[Place, dict[str, str]] = {}
    for draft in report.drafts if scope.baselines else ():
        place = find_baseline(desk.config_for(draft.path), scope.baseline)
        folder = os.path.dirname(os.path.abspath(place.path))
        found.setdefault(place, {})[draft.path] = name_path(relate(draft.path, folder))
    return found


# ---------------------------------------------------------------- changes


class Work(NamedTuple):
    """What a change gives to do: drafts to lint, what the index holds of them, and what drafts held before."""

    drafts: tuple[str, ...]
    staged: Mapping[str, bytes]
    before: Sequence[tuple[str, bytes]]
    failures: tuple[Failure, ...]
    empty: tuple[str, ...]


def _find_work(paths: Sequence[str], scope: Scope) -> Work:
    from linter.changes import find_repository

    repository = find_repository()
    found = find_drafts(paths)
    changes = list(_name_as_given(_find_changes(repository, scope, bool(paths)), found.drafts))
    given = set(found.drafts)
    touched = [
        one for one in changes if one.is_there and (one.path in given if paths else is_draft(one.path))
    ]
    untouched = given.difference(one.path for one in touched)
    failures = [*found.failures, *_find_strangers(untouched, repository)]
    failures += [
        Failure(one.path, "has a merge conflict that is not solved") for one in touched if one.is_unmerged
    ]
    after = {one.path: one.after for one in touched if not one.is_unmerged}
    before = [
        (one.path, one.before) for one in changes if one.before and (one.path in after or is_draft(one.path))
    ]
    contents = repository.read({blob: path for path, blob in (*after.items(), *before) if blob})
    staged = {path: contents[blob] for path, blob in after.items() if blob}
    earlier = [(path, contents[blob]) for path, blob in before]
    failures += [Failure(path, _FAR) for path, data in earlier if is_pointer(data)]
    return Work(tuple(after), staged, earlier, tuple(failures), found.empty)


def _find_changes(repository: Repository, scope: Scope, ignored: bool) -> list[Change]:
    if scope.since is None:
        return repository.changes_staged()
    return repository.changes_since(repository.find_base(scope.since), ignored=ignored)


def _name_as_given(changes: Iterable[Change], drafts: Iterable[str]) -> Iterator[Change]:
    """Changes by the names that the command line has for their files."""
    given = {os.path.realpath(path): path for path in drafts}
    for one in changes:
        yield one._replace(path=given.get(os.path.realpath(one.path), one.path)) if given else one


def _find_strangers(drafts: Iterable[str], repository: Repository) -> Iterator[Failure]:
    """Of drafts that no change touches, those of which git cannot say so."""
    drafts = sorted(drafts)
    own = {os.path.realpath(path) for path in repository.files()} if drafts else set()
    for path in drafts:
        if not os.path.exists(path):
            yield Failure(path, "cannot be read: No such file or directory")
        elif os.path.realpath(path) not in own:
            yield Failure(
                path, f"lies outside of the repository {repository.top}, which cannot tell what has changed"
            )


def _hold_back_earlier(report: Report, desk: Desk, work: Work) -> Report:
    """A report without the findings that the drafts of a change had before it."""
    if not any(draft.diagnostics or draft.hidden for draft in report.drafts):
        return report
    counts: dict[str, dict[str, int]] = {}
    for contents in _layers(work.before):
        for path, found in _count(check(tuple(contents), desk.holding(contents))).items():
            known = counts.setdefault(path, {})
            for likeness, count in found.items():
                known[likeness] = max(count, known.get(likeness, 0))
    sieve = Sieve(counts, lambda path: _count_now(path, desk))
    kept, held = _sift(report, sieve, {draft.path: draft.path for draft in report.drafts})
    return kept._replace(before=sum(map(len, held.values())))


def _layers(before: Iterable[tuple[str, bytes]]) -> list[dict[str, bytes]]:
    """What drafts held before, by path; in a merge a draft may have held two things, and the second is a layer more."""
    layers: list[dict[str, bytes]] = []
    for path, data in before:
        for layer in layers:
            if layer.setdefault(path, data) is data:
                break
        else:
            layers.append({path: data})
    return layers
