"""What the examples of packs do not exercise: the cues that none of them holds, and the entries of lists."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, lru_cache
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import regex

from linter.cues import PLACEHOLDER
from linter.examples import BadMarks, read_marks
from linter.located import Text
from linter.packs import open_pack
from linter.readers import read_document
from linter.rule import SILENT
from linter.text import Source
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linter.cues import Lists
    from linter.lint import Linter
    from linter.pack import Pack
    from linter.rule import Rule


_SHOWN = 120


class Written(NamedTuple):
    """A cue or an entry of a list as it stands in a pack: where (line and column from 1), and of what it is.

    `code` is that of the cue's rule; an entry has none, and `list` is the name of its list.
    """

    path: str
    line: int
    column: int
    text: str
    code: str = ""
    list: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}: note"
        if self.code:
            text = self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"
            return f"{place}: {self.code}: no example holds the cue “{text}”"
        return f"{place}: no example holds “{self.text}” of the list “{self.list}”"


Shelf: TypeAlias = "Mapping[str, tuple[Written, ...]]"


class Coverage(NamedTuple):
    """The cues and entries of packs, and those of them that no example exercises; sorted by place."""

    written: tuple[Written, ...]
    idle: tuple[Written, ...]


def measure_coverage(linter: Linter, packs: Sequence[Pack], shared: Lists, home: str = "") -> Coverage:
    """What the examples of packs exercise. Shared lists count too where `home` says in which file they are.

    An example exercises a cue of its rule where one of the rule's matches in it is the cue's; and of the lists that
    the cue names, the entries that had a part in the match.
    """
    common = _shelve(home, shared)
    written: dict[Written, None] = {}
    used: set[Written] = set()
    for pack in packs:
        shelf = {**common, **_shelve(pack.path, pack.fields.lists)}
        written |= dict.fromkeys(entry for entries in shelf.values() for entry in entries if entry.path)
        cues = read_cues(pack)
        for rule in pack.rules:
            listed = cues[rule.code]
            written |= dict.fromkeys(cue for some in listed.values() for cue in some)
            used.update(_find_used(linter, rule, listed, shelf))
    told = tuple(sorted(written))
    return Coverage(told, tuple(one for one in told if one not in used))


def _shelve(path: str, lists: Lists) -> Shelf:
    return {
        str(name): tuple(
            Written(path, entry.line, entry.column, str(entry), list=str(name))
            for entry in entries
            if isinstance(entry, Text)
        )
        for name, entries in lists.items()
    }


def read_cues(pack: Pack) -> Mapping[str, Mapping[str, Sequence[Written]]]:
    """The cues of a pack's rules as they are written, by code and role."""
    roles = {rule.code: (*rule.kind.roles, SILENT) for rule in pack.rules}
    cues: dict[str, dict[str, list[Written]]] = {code: {} for code in roles}
    for node in open_pack(pack.path).rules:
        assert isinstance(node.value, dict)
        code = str(node.value[Text("code")].value)
        for role in roles[code]:
            listed = node.value.get(Text(role.replace("_", "-")))
            items = listed.value if listed and isinstance(listed.value, tuple) else ()
            cues[code][role] = [
                Written(pack.path, one.line, one.column, str(one.value), code=code) for one in items
            ]
    return cues


# ---------------------------------------------------------------- matching again


def _find_used(
    linter: Linter, rule: Rule, cues: Mapping[str, Sequence[Written]], shelf: Shelf
) -> Iterator[Written]:
    """The cues and entries that have a part in what a rule matches in its examples."""
    for text in _list_texts(rule):
        document = read_document(Source("example.txt", text))
        hits = linter.read(document, frozenset()).hits
        for role, written in cues.items():
            for hit in hits.get((rule.code, role), ()):
                there = _There(document.folded, hit.start, hit.end, document.sentences[hit.stretch].span.end)
                for cue in written:
                    yield from _match(cue, there, shelf)


def _list_texts(rule: Rule) -> Iterator[str]:
    yield from rule.fields.examples.good
    for example in rule.fields.examples.bad:
        with suppress(BadMarks):
            yield read_marks(example).text


class _There(NamedTuple):
    """A match in a text, and where the stretch ends that it is in."""

    text: str
    start: int
    end: int
    last: int


def _match(cue: Written, there: _There, shelf: Shelf) -> Iterator[Written]:
    """A cue, if a match is its own, and the entries of its lists that are in the match."""
    window = there.text[there.start : there.last]
    names = PLACEHOLDER.findall(cue.text)
    likely = {name: tuple(one for one in shelf[name] if _may_stand(one.text, window)) for name in names}
    pattern = _compile(_write_lists(cue.text, likely))
    found = pattern.match(there.text, there.start, there.last)
    if found is None or found.end() != there.end:
        return
    yield cue
    for number, name in enumerate(names):
        for start, end in found.spans(f"list{number}"):
            yield from (one for one in likely[name] if _is_entry(one.text, there, start, end))


def _write_lists(cue: str, lists: Shelf) -> str:
    """A cue with the entries of its lists written in, as `linter/cues.py` does it; each place is a named group."""
    numbers = count()

    def write(name: re.Match[str]) -> str:
        entries = sorted((one.text for one in lists[name[1]]), key=len, reverse=True)
        return f"(?P<list{next(numbers)}>{'|'.join(entries) or '(?!)'})"

    return PLACEHOLDER.sub(write, cue)


def _is_entry(entry: str, there: _There, start: int, end: int) -> bool:
    """Whether an entry is what a list gave to a match; looks ahead may see what follows, or may not need to."""
    pattern = _compile_entry(entry)
    ahead = pattern.match(there.text, start, there.last)
    return bool(pattern.fullmatch(there.text, start, end)) or (ahead is not None and ahead.end() == end)


def _may_stand(entry: str, window: str) -> bool:
    return entry in window if entry.replace(" ", "").isalnum() else bool(_compile_entry(entry).search(window))


@cache
def _compile_entry(entry: str) -> re.Pattern[str]:
    return re.compile(entry)


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> Any:
    """A cue that tells of every turn what its groups took: `re` knows only of the last."""
    return regex.compile(rf"(?:{pattern})(?!\w)")
