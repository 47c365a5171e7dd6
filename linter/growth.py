"""How the cost of a cue grows with a sentence: counted in steps, on sentences that are made from the cue.

Steps are those of a backtracking matcher such as `re`, so that a verdict is the same on every machine and at every run.
A cue is steep if a sentence of twice the length costs nearly three times the steps, or more; one that only looks so in
short sentences (`.{0,60}`) has come to its end in the longer ones. The sentences are those that such patterns stumble
over (Davis and others 2018, The Impact of Regular Expression Denial of Service): a beginning that leads to a part
without an upper limit, what that part takes, over and over, and an end that is not to be had.
"""

from __future__ import annotations

from itertools import islice
from re import _parser as sre  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, TypeAlias

from linter.matching import is_word
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_SIZES = (40, 80, 160, 320)
_MOST = 2.8
# Steps; a sentence that costs more costs too much, however it grows.
_PATIENCE = 100_000
# Prose as it is, in words that no cue names.
_PROSE = ("zq ", "zq, ", "12 ")
# What may keep a match from ending where it could.
_ENDS = ("", "_")
_LETTERS = "a 1,'-"
# Signs without one of which every part of a pattern has an upper limit.
_ENDLESS = frozenset("*+}")
_TASTES = range(3)
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_WORD": is_word,
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
}


def is_steep(cue: str) -> bool:
    """Whether the cost of looking for a cue in a sentence can grow much faster than the sentence.

    That is so where one try, at the start of a sentence made for it, costs too much, or the tries at all words of
    plain prose do together.
    """
    if _ENDLESS.isdisjoint(cue):
        return False
    parts = _read(sre.parse(cue))
    sentences = dict.fromkeys(_list_sentences(parts, ""))
    made = ((*sentence, end) for sentence in sentences for end in _ENDS)
    return any(_grows(_try, parts, *one) for one in made) or (
        bool(sentences) and any(_grows(_try_everywhere, parts, "", piece, "") for piece in _PROSE)
    )


def find_end(cue: str, text: str, place: int) -> int:
    """Where a cue ends that begins at a place of a text, by the matcher that counts; 0 where none does."""
    return _Search(text).find_end(_read(sre.parse(cue)), place)


def _grows(count: Callable[[Parts, str], int], parts: Parts, start: str, piece: str, end: str) -> bool:
    before = 0
    for size in _SIZES:
        try:
            steps = count(parts, (start + piece * size)[:size] + end)
        except _OutOfSteps:
            return True
        if before and steps < _MOST * before:
            return False
        before = steps
    return True


def _try(parts: Parts, text: str) -> int:
    """The steps of a try at the start of a text. Raises _OutOfSteps."""
    search = _Search(text)
    search.find_end(parts, 0)
    return search.steps


def _try_everywhere(parts: Parts, text: str) -> int:
    """The steps of looking for every match in a text: they begin at words. Raises _OutOfSteps."""
    search = _Search(text)
    reached = 0
    for place in range(len(text)):
        if place >= reached and not (place and is_word(text[place - 1])):
            reached = search.find_end(parts, place)
    return search.steps


# ---------------------------------------------------------------- a pattern and its parts


class _One(NamedTuple):
    """Takes one character."""

    takes: Callable[[str], bool]
    likely: str


class _Choice(NamedTuple):
    branches: tuple[Parts, ...]


class _Repeat(NamedTuple):
    least: int
    most: int
    parts: Parts
    is_lazy: bool
    is_final: bool


class _Group(NamedTuple):
    """Parts of which the first way to match is the only one, where the group `is_final`."""

    parts: Parts
    is_final: bool


class _Look(NamedTuple):
    """Looks ahead, or behind at so many characters, and takes none."""

    parts: Parts
    behind: int
    is_wanted: bool


class _Edge(NamedTuple):
    """A place of the text, by its name among the codes of `re`."""

    code: str


Part: TypeAlias = "_One | _Choice | _Repeat | _Group | _Look | _Edge"
Parts: TypeAlias = "tuple[Part, ...]"


def _read(parsed: Iterable[Any]) -> Parts:
    return tuple(_read_part(str(operation), value) for operation, value in parsed)


def _read_part(name: str, value: Any) -> Part:
    if name == "BRANCH":
        return _Choice(tuple(map(_read, value[1])))
    if name.endswith("_REPEAT"):
        return _Repeat(value[0], int(value[1]), _read(value[2]), name[:3] == "MIN", name[:3] == "POS")
    if name in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _Group(_read(value[3] if name == "SUBPATTERN" else value), name == "ATOMIC_GROUP")
    if name in ("ASSERT", "ASSERT_NOT"):
        direction, parts = value
        behind = _measure(parts) if direction < 0 else 0
        return _Look(_read(parts), behind, name == "ASSERT")
    return _Edge(str(value)) if name == "AT" else _read_one(name, value)


def _measure(parsed: Any) -> int:
    """How many characters are looked back at: always as many."""
    width: tuple[int, int] = parsed.getwidth()
    return width[1]


def _read_one(name: str, value: Any) -> _One:
    known = {"ANY": [], "LITERAL": [(sre.LITERAL, value)], "NOT_LITERAL": [(sre.LITERAL, value)]}
    members = [(str(operation), one) for operation, one in known.get(name, value)]
    is_negative = name in ("ANY", "NOT_LITERAL") or members[0][0] == "NEGATE"
    tests = [_read_member(*member) for member in members if member[0] != "NEGATE"]

    def takes(char: str) -> bool:
        return any(test(char) for test in tests) != is_negative

    firsts: dict[str, Callable[[Any], str]] = {"LITERAL": chr, "RANGE": lambda ends: chr(ends[0])}
    named = [firsts[kind](one) for kind, one in members if kind in firsts]
    return _One(takes, "".join(filter(takes, (*_LETTERS, *named)))[:2])


def _read_member(name: str, value: Any) -> Callable[[str], bool]:
    if name == "LITERAL":
        return chr(value).__eq__
    if name == "RANGE":
        return lambda char: bool(value[0] <= ord(char) <= value[1])
    code = str(value)
    test = _CATEGORIES[code.replace("_NOT_", "_")]
    return (lambda char: not test(char)) if "_NOT_" in code else test


# ---------------------------------------------------------------- matching


class _OutOfSteps(Exception):
    pass


class _Search:
    """A matcher that tries what `re` tries, in its order, and counts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0

    def find_end(self, parts: Parts, place: int) -> int:
        """Where the match ends that begins at a place; 0 where none does."""
        ends = self.follow(parts, 0, place)
        return next((end for end in ends if not is_word(self.text[end : end + 1] or " ")), 0)

    def follow(self, parts: Parts, number: int, place: int) -> Iterator[int]:
        """Where the parts of a sequence, from one of them on, can end that begin at a place."""
        while number < len(parts) and isinstance(part := parts[number], _One):
            if not self._takes(part, place):
                return
            number, place = number + 1, place + 1
        if number == len(parts):
            yield place
            return
        for middle in self._ends(parts[number], place):
            yield from self.follow(parts, number + 1, middle)

    def _takes(self, part: _One, place: int) -> bool:
        self.steps += 1
        if self.steps > _PATIENCE:
            raise _OutOfSteps
        return place < len(self.text) and part.takes(self.text[place])

    def _ends(self, part: Part, place: int) -> Iterator[int]:
        """Where a part of several characters, or of none, can end that begins at a place."""
        if isinstance(part, _Choice):
            for branch in part.branches:
                yield from self.follow(branch, 0, place)
        elif isinstance(part, _Group):
            yield from islice(self.follow(part.parts, 0, place), 1 if part.is_final else None)
        elif isinstance(part, _Repeat):
            yield from islice(self._repeat(part, place), 1 if part.is_final else None)
        elif self._holds(part, place):
            yield place

    def _repeat(self, part: _Repeat, place: int) -> Iterator[int]:
        if len(part.parts) > 1 or not isinstance(one := part.parts[0], _One):
            yield from self._rounds(part, 0, place)
        elif part.is_lazy:
            yield from self._run(one, part, place)
        else:
            yield from reversed([*self._run(one, part, place)])

    def _run(self, one: _One, part: _Repeat, place: int) -> Iterator[int]:
        """The ends of a run of single characters, the shortest first."""
        for taken in range(min(part.most, len(self.text)) + 1):
            if taken >= part.least:
                yield place + taken
            if not self._takes(one, place + taken):
                return

    def _rounds(self, part: _Repeat, done: int, place: int) -> Iterator[int]:
        if part.is_lazy and done >= part.least:
            yield place
        if done < part.most:
            for middle in self.follow(part.parts, 0, place):
                if middle > place:
                    yield from self._rounds(part, done + 1, middle)
        if not part.is_lazy and done >= part.least:
            yield place

    def _holds(self, part: _Look | _Edge | _One, place: int) -> bool:
        """Whether what takes no character is so at a place."""
        if isinstance(part, _Look):
            start = place - part.behind
            ends = self.follow(part.parts, 0, start) if start >= 0 else iter(())
            return any(not part.behind or end == place for end in ends) == part.is_wanted
        before, after = (
            is_word(self.text[n : n + 1] or " ") if n >= 0 else False for n in (place - 1, place)
        )
        edges = {"AT_BOUNDARY": before != after, "AT_NON_BOUNDARY": before == after}
        at_start = isinstance(part, _Edge) and "BEGINNING" in part.code
        return edges.get(getattr(part, "code", ""), place == (0 if at_start else len(self.text)))


# ---------------------------------------------------------------- sentences


def _list_sentences(parts: Parts, start: str) -> Iterator[tuple[str, str]]:
    """Beginnings, and what is to follow each over and over, for every part without an upper limit."""
    for number, part in enumerate(parts):
        if isinstance(part, _Repeat) and part.most >= sre.MAXREPEAT:
            own = [_write(part.parts, taste) for taste in _TASTES]
            rest = [_write(parts[number:], taste) for taste in _TASTES]
            pieces = (*own, "".join(own), *rest, *_PROSE)
            yield from ((start, piece) for piece in pieces if piece)
        for inner in _list_inner(part):
            yield from _list_sentences(inner, start)
        start += _write((part,), 0)


def _list_inner(part: Part) -> tuple[Parts, ...]:
    if isinstance(part, _Choice):
        return part.branches
    return (part.parts,) if isinstance(part, (_Repeat, _Group)) else ()


def _write(parts: Parts, taste: int) -> str:
    """Words that parts take; another taste gives other words where there is a choice."""
    return "".join(_write_part(part, taste) for part in parts)


def _write_part(part: Part, taste: int) -> str:
    if isinstance(part, _One):
        return part.likely[taste % len(part.likely)] if part.likely else ""
    if isinstance(part, _Choice):
        return _write(part.branches[taste % len(part.branches)], taste)
    if isinstance(part, _Repeat):
        return _write(part.parts, taste) * max(part.least, min(part.most, 1))
    return _write(part.parts, taste) if isinstance(part, _Group) else ""
