"""What rules have said of an archive: how often, when, in which sections, of which words; and their other versions."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from linter.plan import find_key
from linter.scan import read_results
from linter.tables import read_table
from linter.tally import Cell, Count, Tally
from linter.trial import Hit, compare_hits
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from linter.rule import Rule

    Row: TypeAlias = Mapping[str, Any]

_YEAR, _MONTH = len("2024"), len("2024-05")
# Months, while no more than these are seen at once; then years.
_MOST_MONTHS = 36


class Share(NamedTuple):
    """How much a rule says in some of the documents: of a period, of a section, of all."""

    name: str
    documents: int
    findings: int
    flagged: int

    @property
    def rate(self) -> float:
        """Findings in a thousand documents."""
        return 1000 * self.findings / self.documents if self.documents else 0.0


class Example(NamedTuple):
    """A finding in its paragraph, and where it stands: line and column from 1, in code points."""

    id: str
    date: str
    section: str
    line: int
    column: int
    before: str
    excerpt: str
    after: str


class Change(NamedTuple):
    """What a rule says otherwise than another version of it: that version's shares, what is new, what is gone, and
    how much is there in other words or at another severity.
    """

    total: Share
    periods: tuple[Share, ...]
    appeared: int
    vanished: int
    changed: int
    new: tuple[Example, ...]
    gone: tuple[Example, ...]


class Trail(NamedTuple):
    """What one rule says of an archive."""

    code: str
    name: str
    why: str
    total: Share
    periods: tuple[Share, ...]
    sections: tuple[Share, ...]
    examples: tuple[Example, ...]
    change: Change | None = None


class Audit(NamedTuple):
    """What some rules say of an archive of so many documents, from its first date to its last."""

    documents: int
    words: int
    failures: int
    first: str
    last: str
    trails: tuple[Trail, ...]


def audit_scan(out: str, rules: Sequence[Rule], samples: int, against: str = "") -> Audit:
    """What rules say in a finished scan, beside what they say in another one of the same archive.

    The examples are the first in the order of keys, one a document: a sample that the ids draw. Raises BadFile.
    """
    tally = read_results(out)
    codes = [str(rule.code) for rule in rules]
    length = _choose_length(tally)
    examples = _Samples(codes, samples)
    changes: Mapping[str, Change] = {}
    if against:
        changes = _compare(out, against, codes, samples, length)
    examples.take_all(_hits(out, codes))
    shown = examples.place(out)
    dated = sorted(month for month, _ in tally.cells if month)
    total = tally.total
    trails = tuple(
        Trail(
            code,
            str(rule.fields.name),
            str(rule.fields.why),
            _share("", total, code),
            _share_all(tally.by_period(length), code),
            _share_all(tally.by_section(), code),
            shown[code],
            changes.get(code),
        )
        for code, rule in zip(codes, rules, strict=True)
    )
    first, last = (dated[0], dated[-1]) if dated else ("", "")
    return Audit(total.documents, total.words, tally.failures, first, last, trails)


def _choose_length(tally: Tally) -> int:
    """How much of a date names a period: the month, or, over a long time, the year."""
    months = {month for month, _ in tally.cells if len(month) == _MONTH}
    years = {month[:_YEAR] for month, _ in tally.cells if month}
    return _MONTH if months and len(months) <= _MOST_MONTHS and len(years) <= _MOST_MONTHS // 12 else _YEAR


def _share(name: str, cell: Cell, code: str) -> Share:
    count = cell.rules.get(code, Count())
    return Share(name, cell.documents, count.findings, count.documents)


def _share_all(cells: Mapping[str, Cell], code: str) -> tuple[Share, ...]:
    return tuple(_share(name, cell, code) for name, cell in cells.items())


# ---------------------------------------------------------------- examples


def _hits(out: str, codes: Iterable[str]) -> Iterator[Hit]:
    """The hits of some rules in a scan, document by document in the order of keys."""
    wanted = frozenset(codes)
    return (_read_hit(row) for row in read_table(out, "findings") if row["code"] in wanted)


def _read_hit(row: Row) -> Hit:
    """A finding of a scan; its draft goes by the id of its document."""
    place = (row["line"], row["column"], row["end_line"], row["end_column"])
    return Hit(
        row["code"], row["severity"], row["id"], *place, row["excerpt"], row["before"], row["after"], ""
    )


class _Samples:
    """The first hits of some rules, one a document."""

    def __init__(self, codes: Sequence[str], most: int) -> None:
        self._most = most
        self._chosen: dict[str, dict[str, Hit]] = {code: {} for code in codes}

    def take_all(self, hits: Iterable[Hit]) -> None:
        """Look at hits until there are enough of each rule."""
        for hit in hits:
            chosen = self._chosen[hit.code]
            if len(chosen) < self._most:
                chosen.setdefault(hit.path, hit)
            elif all(len(chosen) >= self._most for chosen in self._chosen.values()):
                return

    def place(self, out: str) -> Mapping[str, tuple[Example, ...]]:
        """The hits as examples, with the dates and sections of their documents."""
        names = {name for chosen in self._chosen.values() for name in chosen}
        known = _find_documents(out, names)
        return {
            code: tuple(_show(hit, known.get(name, {})) for name, hit in chosen.items())
            for code, chosen in self._chosen.items()
        }


def _find_documents(out: str, names: set[str]) -> Mapping[str, Row]:
    found: dict[str, Row] = {}
    for row in read_table(out, "documents") if names else ():
        if row["id"] in names:
            found.setdefault(row["id"], row)
            if len(found) == len(names):
                break
    return found


def _show(hit: Hit, document: Row) -> Example:
    about = (hit.path, document.get("date", ""), document.get("section", ""))
    return Example(*about, hit.line, hit.column, hit.before, hit.excerpt, hit.after)


# ---------------------------------------------------------------- another version


def _compare(out: str, against: str, codes: Sequence[str], samples: int, length: int) -> Mapping[str, Change]:
    """What rules say otherwise in one scan than in another, document by document."""
    new, gone = _Samples(codes, samples), _Samples(codes, samples)
    appeared: Counter[str] = Counter()
    vanished: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for before, after in _walk_together(_hits(against, codes), _hits(out, codes)):
        change = compare_hits(before, after)
        new.take_all(change.appeared)
        gone.take_all(change.vanished)
        appeared.update(hit.code for hit in change.appeared)
        vanished.update(hit.code for hit in change.vanished)
        changed.update(hit.code for hit, _ in change.changed)
    tally = read_results(against)
    total, periods = tally.total, tally.by_period(length)
    shown, lost = new.place(out), gone.place(out)
    return {
        code: Change(
            _share("", total, code),
            _share_all(periods, code),
            appeared[code],
            vanished[code],
            changed[code],
            shown[code],
            lost[code],
        )
        for code in codes
    }


def _walk_together(old: Iterable[Hit], new: Iterable[Hit]) -> Iterator[tuple[list[Hit], list[Hit]]]:
    """The hits of each document in two scans, document by document in the order of keys."""
    sides = [_by_document(side) for side in (old, new)]
    end: tuple[str, list[Hit]] = ("~", [])
    heads = [next(side, end) for side in sides]
    while (key := min(heads[0][0], heads[1][0])) != "~":
        here = [head[1] if head[0] == key else [] for head in heads]
        heads = [next(side, end) if head[0] == key else head for side, head in zip(sides, heads, strict=True)]
        yield here[0], here[1]


def _by_document(hits: Iterable[Hit]) -> Iterator[tuple[str, list[Hit]]]:
    return ((find_key(name), list(own)) for name, own in groupby(hits, lambda hit: hit.path))
