"""Baselines: files that list the findings known of old, so that they block nobody.

People write under `accepted`, the linter under `found`, and neither touches the other's. A finding is named by its
draft, its rule and the hash of its words; lines and columns never enter. There is one entry a line, sorted, so that
git merges them.
"""

from __future__ import annotations

import os

from linter.faults import BadFile, Fault
from linter.patterns import compile_pattern
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    from linter.config import Config
    from linter.diagnostic import Diagnostic
    from linter.located import Reader

NAME = ".copydesk-baseline.yaml"

_HEAD = """\
# Findings that are known of old. “copydesk baseline create” adds to those under “found”, and “copydesk baseline
# prune” drops what is no longer there. What an editor accepts for good goes under “accepted”, which neither touches:
# move the entry there and give its reason, as in {path: ..., rule: ..., sentence: ..., reason: The minutes name them.}
accepted: []
"""
_FOUND = compile_pattern(r"(?m)^found:[ \t]*(?:\[\])?[ \t]*$")
_ENTRY = compile_pattern(
    r'- *\{ *path: *("(?:[^"\\]|\\.)*"), *rule: *([A-Z0-9]+), *sentence: *([0-9a-f]{24}), *times: *([1-9][0-9]*) *\}'
)

Counts: TypeAlias = "Mapping[str, Mapping[str, int]]"


class Entry(NamedTuple):
    """Findings of one rule in the same words of one draft: where, which, and how many."""

    path: str
    rule: str
    sentence: str
    times: int = 1


class Accepted(NamedTuple):
    """An entry of an editor, with the reason."""

    path: str
    rule: str
    sentence: str
    reason: str
    times: int = 1


class _Head(NamedTuple):
    accepted: tuple[Accepted, ...] = ()


class Baseline(NamedTuple):
    """A baseline file: what is written by people (as text too, to be kept as it is) and what is found."""

    path: str
    head: str = _HEAD
    accepted: tuple[Accepted, ...] = ()
    found: tuple[Entry, ...] = ()

    @property
    def folder(self) -> str:
        """The folder that its paths start from."""
        return os.path.dirname(os.path.abspath(self.path))

    @property
    def counts(self) -> Counts:
        """How many findings of each name are known, by path. Of entries that a merge has doubled, the larger counts."""
        counts: dict[str, dict[str, int]] = {}
        for listed in (self.found, self.accepted):
            for one in _without_doubles(listed):
                known = counts.setdefault(one.path, {})
                known[one.sentence] = known.get(one.sentence, 0) + one.times
        return counts


def _without_doubles(listed: Iterable[Entry | Accepted]) -> Iterable[Entry | Accepted]:
    largest: dict[tuple[str, str], Entry | Accepted] = {}
    for one in listed:
        key = one.path, one.sentence
        if key not in largest or largest[key].times < one.times:
            largest[key] = one
    return largest.values()


class Place(NamedTuple):
    """The path of a baseline, and whether somebody has named it, so that it has to be there."""

    path: str
    is_named: bool


def find_baseline(config: Config, given: str | None) -> Place:
    """The baseline that applies under a config: the one given, the config's own, or the one beside it."""
    named = given or (config.settings.baseline and os.path.join(config.folder, config.settings.baseline))
    return Place(named, True) if named else Place(os.path.join(config.folder, NAME), False)


# ---------------------------------------------------------------- reading and writing


def read_baseline(path: str) -> Baseline:
    """A baseline file. Raises BadFile with the places of what is wrong with it."""
    from linter.located import Reader, read_file, refuse_conflict

    if not os.path.exists(path):
        raise BadFile([Fault(path, 1, 1, "there is no such baseline; “copydesk baseline create” writes it")])
    text = read_file(path)
    refuse_conflict(path, text)
    start = _FOUND.search(text)
    head, rest = (text[: start.start()], text[start.end() :]) if start else (text, "")
    reader = Reader(path)
    written = reader.build(_Head, reader.parse(head))
    found = tuple(_read_entries(reader, rest, head.count("\n") + 1))
    reader.finish()
    assert written is not None
    return Baseline(path, head, written.accepted, found)


def _read_entries(reader: Reader, text: str, first: int) -> Iterator[Entry]:
    """The entries below `found:`, which stands on line `first`. Read by pattern: there may be very many."""
    for number, line in enumerate(text.split("\n"), first):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                yield _read_entry(line)
            except ValueError:
                message = f"not an entry as “copydesk baseline create” writes it: “{line[:60]}”"
                reader.faults.append(Fault(reader.path, number, 1, message))


def _read_entry(line: str) -> Entry:
    """An entry from its line. Raises ValueError."""
    import json

    entry = _ENTRY.fullmatch(line.strip())
    if entry is None:
        raise ValueError(line)
    path, rule, sentence, times = entry.groups()
    return Entry(json.loads(path), rule, sentence, int(times))


def write_baseline(baseline: Baseline) -> None:
    """Put a baseline in the place of the file, wholly or not at all. Raises OSError."""
    from linter.placing import encode, put_in_place

    put_in_place({baseline.path: encode(_write(baseline))})


def _write(baseline: Baseline) -> Iterator[str]:
    import json

    yield baseline.head
    yield "found:\n" if not baseline.head or baseline.head.endswith("\n") else "\nfound:\n"
    for one in sorted(_without_doubles(baseline.found)):
        path = json.dumps(one.path, ensure_ascii=False)
        yield f"- {{path: {path}, rule: {one.rule}, sentence: {one.sentence}, times: {one.times}}}\n"


def name_path(path: str) -> str:
    """A path as it can be written; bytes in it that are no text are written as their numbers."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def tally(found: Iterable[Diagnostic]) -> dict[str, int]:
    """How many findings there are of each likeness."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.likeness] = counts.get(one.likeness, 0) + 1
    return counts


def list_entries(path: str, found: Iterable[Diagnostic]) -> list[Entry]:
    """The entries for findings in the draft that goes by `path`."""
    listed = list(found)
    rules = {one.likeness: one.code for one in listed}
    return [Entry(path, rules[likeness], likeness, count) for likeness, count in tally(listed).items()]
