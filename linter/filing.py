"""Cues filed for the matcher: the words that a pattern cannot match without are found from the pattern itself.

The *triggers* of a cue are sets of words (or signs such as %) of which every match must hold one; the rarest set is
filed in the index, with how far in front of it a match can begin.
"""

from __future__ import annotations

import marshal
import re
from functools import lru_cache
from itertools import count, pairwise
from re import _parser as sre  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

from linter.cache import Annex
from linter.matching import SEEN, Files, Index, is_word
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from linter.matching import Beside, Guard

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPERATORS = re.compile(r"[\\.^$*+?{}\[\]|()]")
_LOOKS = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[AbBZ]|[$^]|\(\?<?[=!])")
_MOST_STRINGS = 400
_FARTHEST = 120
_UNSEEN = 2.0  # occurrences in a million words that a word missing from the frequency table is taken to have
_EVERYWHERE = 1e6
# Signs, and what an apostrophe leaves of a word ("it's" is "it" and "s"), which no table of words counts.
_COMMON = frozenset([*"'\"-,.:;()!?", *"s t d m re ve ll".split()])
_MOST_PHRASES = 24
# What stands beside a trigger: so many code points of it, as long as it is one of no more strings than these.
_WIDTHS = (8, 6, 5, 4, 3, 2)
_MOST_BESIDE = 8
_ANYTHING = ("",)
_BLANK = ord(" ")
# As many blanks before a trigger as a pattern may be tried behind each word of, instead of anywhere.
_MOST_BLANKS = 6
_MOST_COMMON_GUARD = 40_000.0  # in a million words: one of them stands in every second sentence


class BadPattern(ValueError):
    """A pattern that cannot be compiled, or that can never match folded prose; the message says why."""


def check_pattern(pattern: str, *, capitals: bool = False) -> None:
    """Refuse a pattern that does not compile, matches the empty string, or has capitals where the prose is folded.

    `capitals`: it is compared with the prose as it is written. Raises BadPattern, with a reason a pack's author
    understands.
    """
    if not _OPERATORS.search(pattern):
        groups, is_empty = 0, not pattern
    else:
        groups, is_empty = _compile(pattern)
    if not capitals and (capital := re.search(r"(?<!\\)(?:\\\\)*([A-Z])", pattern)):
        reason = f"“{capital.group(1)}” is a capital, and cues are compared with lower-case prose"
        raise BadPattern(reason)
    if is_empty or groups:
        raise BadPattern("it matches the empty string" if is_empty else "write (?:...) for a group")


def _compile(pattern: str) -> tuple[int, bool]:
    """How many groups a pattern has, and whether it matches the empty string. Raises BadPattern.

    What the parser takes can be compiled, but for looks back at what has no fixed width.
    """
    try:
        parsed = _parse(str(pattern))
        may_be_empty = not parsed.getwidth()[0]
        compiled = re.compile(pattern) if may_be_empty or "(?<" in pattern else None
    except re.error as fault:
        raise BadPattern(str(fault)) from None
    except (RecursionError, OverflowError):
        raise BadPattern("the pattern is too large or too deeply nested") from None
    return parsed.state.groups - 1, may_be_empty and compiled is not None and bool(compiled.match(""))


@lru_cache(maxsize=4_000)
def _parse(pattern: str) -> Any:
    """A pattern as the parser of `re` (sre) reads it, which is the same from Python 3.11 to 3.14.

    It is read where it is checked, and again where it is filed.
    """
    return sre.parse(pattern)


def file_cues(
    cues: Sequence[tuple[str, int]], frequency: Mapping[str, float], leaders: Mapping[int, int] | None = None
) -> Index:
    """File (pattern, owner) pairs under their triggers; `frequency` is in occurrences a million words."""
    leaders = dict(leaders or {})
    filed, led = _Files(frequency), _Files(frequency)
    patterns: list[int] = []
    pieces: list[bytes] = []
    for pattern, owner in dict.fromkeys(cues):
        files = led if owner in leaders else filed
        if not files.add_phrases(pattern, owner):
            pieces.append(marshal.dumps((str(pattern), files.add(pattern, len(patterns)))))
            patterns.append(owner)
    owners = max((owner for _, owner in cues), default=-1) + 1
    _parse.cache_clear()  # what a pattern is parsed to has a hundred times its room
    shelved = filed.freeze(pieces), led.freeze(pieces)
    return Index(*shelved, tuple(patterns), owners, leaders, Annex.of(pieces))


class _Files:
    """Triggers that are still being filled."""

    def __init__(self, frequency: Mapping[str, float]) -> None:
        self.frequency = frequency
        self.triggers: dict[str, _Filling] = {}
        self.always: list[int] = []

    def add_phrases(self, pattern: str, owner: int) -> bool:
        """File the phrases that a cue stands for. Whether there are any, so that no pattern is needed for it."""
        phrases = list_phrases(pattern)
        for phrase in phrases:
            word, offset = _find_rarest(phrase, self.frequency)
            spot = Spot(_LOST, (phrase[:offset],), (phrase[offset:],))
            self._under(word).put(_PHRASES, (phrase, offset, owner), spot)
        return bool(phrases)

    def add(self, pattern: str, number: int) -> Guard:
        """File a pattern under its number; its guard."""
        found = find_triggers(pattern, self.frequency)
        for word, spot in found.words.items():
            trial = (number, spot.before, spot.behind)
            if spot.way.most <= _FARTHEST:
                self._under(word).put(_NEAR, (*trial, spot.way.least, spot.way.most), spot)
            elif spot.way.blanks <= _MOST_BLANKS:
                self._under(word).put(_BACK, (*trial, spot.way.blanks), spot)
            else:
                self._under(word).put(_SCANNED, trial, spot)
        if not found.words:
            self.always.append(number)
        return found.guard

    def _under(self, word: str) -> _Filling:
        return self.triggers.setdefault(word, _Filling(word))

    def freeze(self, pieces: list[bytes]) -> Files:
        """The triggers, which are put behind some pieces."""
        words = sorted(self.triggers)
        numbers = dict(zip(words, count(len(pieces))))
        pieces += [self.triggers[word].pack() for word in words]
        return Files(numbers, tuple(word for word in words if not is_word(word[0])), tuple(self.always))


_PHRASES, _NEAR, _BACK, _SCANNED = range(4)


class _Filling:
    """A trigger that is still being filled."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.behind: dict[str, list[list[tuple[Any, ...]]]] = {}
        self.before: dict[str, list[list[tuple[Any, ...]]]] = {}
        self.always: list[list[tuple[Any, ...]]] = [[], [], [], []]

    def put(self, sort: int, trial: tuple[Any, ...], spot: Spot) -> None:
        """File a trial of one sort by what stands behind the word, or else before it, or else for whatever does."""
        behind = {one[len(self.word) :][:SEEN] for one in spot.behind}
        before = {one[-SEEN:] for one in spot.before}
        if min(map(len, behind)) == SEEN:
            for beside in behind:
                self.behind.setdefault(beside, [[], [], [], []])[sort].append(trial)
        elif min(map(len, before)) == SEEN:
            for beside in before:
                self.before.setdefault(beside, [[], [], [], []])[sort].append(trial)
        else:
            self.always[sort].append(trial)

    def pack(self) -> bytes:
        """The trigger as bytes, for an index."""
        behind = {beside: _freeze(trials) for beside, trials in self.behind.items()}
        before = {beside: _freeze(trials) for beside, trials in self.before.items()}
        always = _freeze(self.always) if any(self.always) else ()
        known: dict[Any, Any] = {}
        return marshal.dumps(tuple(_share(part, known) for part in (behind, before, always)))


def _freeze(trials: Iterable[Iterable[tuple[Any, ...]]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, trials))


def _share(value: Any, known: dict[Any, Any]) -> Any:
    """A value with equal parts made one, which is written once."""
    kind = type(value)
    if kind is dict:
        return {_share(key, known): _share(one, known) for key, one in value.items()}
    if value and kind is tuple:
        value = tuple([_share(one, known) for one in value])
    return known.setdefault(value, value)


def list_phrases(pattern: str) -> list[str]:
    """The few phrases that a pattern stands for, or none where it stands for more than a few, or for a shape.

    Where one phrase begins another, which of them matches is the pattern's to say.
    """
    if not _OPERATORS.search(pattern):
        return [pattern]
    if _LOOKS.search(pattern):  # what stands beside a phrase is the pattern's to say as well
        return []
    parsed = _parse(pattern)
    listed = sorted(set(_Walk(parsed.state, {}).product(parsed) or ()))
    is_clear = all(any(map(is_word, one)) and one == one.strip() for one in listed)
    is_clear = is_clear and not any(two.startswith(one) for one, two in pairwise(listed))
    return listed if is_clear and len(listed) <= _MOST_PHRASES else []


def _find_rarest(phrase: str, frequency: Mapping[str, float]) -> tuple[str, int]:
    words = [(_rate(m.group(), frequency), m.group(), m.start()) for m in _WORD.finditer(phrase)]
    if not words:
        raise BadPattern(f"“{phrase}” holds no word")
    _, word, offset = min(words)
    return word, offset


def _rate(token: str, frequency: Mapping[str, float]) -> float:
    return _EVERYWHERE if token in _COMMON else frequency.get(token, _UNSEEN)


class Way(NamedTuple):
    """How far it is from the start of a match to a place in it: code points, least and most, and blanks at most."""

    least: int
    most: int
    blanks: int

    def past(self, least: int, most: int, blanks: int) -> Way:
        """How far it is to the end of something that stands there."""
        return Way(self.least + least, self.most + most, self.blanks + blanks)

    def past_one_of(self, strings: Sequence[str]) -> Way:
        """How far it is to the end of one of some strings that stands there."""
        lengths = list(map(len, strings))
        return self.past(min(lengths), max(lengths), max(one.count(" ") for one in strings))


class Spot(NamedTuple):
    """Where a match has a token: how far from its start, and what can stand beside it there.

    One of the strings of `before` ends where the token begins, and one of `behind`, which hold the token, begins there.
    """

    way: Way
    before: Beside
    behind: Beside


class _Choice(NamedTuple):
    """A set of tokens of which a match must hold one."""

    cost: float
    tokens: dict[str, Spot]


class Triggers(NamedTuple):
    """What a pattern cannot match without: one of `words`, and besides, where it is not None, one of `guard`."""

    words: dict[str, Spot]
    guard: Guard = None


_NOWHERE = Way(0, 0, 0)
_LOST = Way(0, _FARTHEST + 1, _MOST_BLANKS + 1)


def find_triggers(pattern: str, frequency: Mapping[str, float]) -> Triggers:
    """The cheapest set of words and signs without one of which the pattern cannot match, and the next as a guard."""
    parsed = _parse(pattern)
    walk = _Walk(parsed.state, frequency)
    choices = sorted(walk.sequence(list(parsed), True, True, _NOWHERE), key=lambda choice: choice.cost)
    if not choices or not choices[0].tokens:
        return Triggers({})
    best, *others = choices
    guard = next((frozenset(one.tokens) for one in others if _can_guard(one, best)), None)
    words = dict(sorted(best.tokens.items()))
    if not walk.starts_with_word(list(parsed)):
        words = {word: spot._replace(way=_LOST) for word, spot in words.items()}
    return Triggers(words, guard)


def _can_guard(choice: _Choice, best: _Choice) -> bool:
    """Whether looking for a choice too is worth while: it is of other words, and few sentences hold one of them."""
    words = choice.tokens.keys()
    return (
        choice.cost < _MOST_COMMON_GUARD
        and all(is_word(word[0]) for word in words)
        and words.isdisjoint(best.tokens)
    )


class _Walk:
    """Walks a parsed pattern, gathering the strings it can start with, go on with and end with."""

    def __init__(self, state: Any, frequency: Mapping[str, float]) -> None:
        self.state = state
        self.frequency = frequency

    def sequence(self, items: list[Any], left: bool, right: bool, way: Way) -> list[_Choice]:
        """The choices that the mandatory parts of a sequence offer which begins somewhere in a match.

        `left` and `right`: whether words end at its two edges. Parts whose strings can be listed are joined into
        chunks; at every part that cannot, the chunk before it is weighed and a new one begun.
        """
        found: list[_Choice] = []
        chunk = [""]
        parts = list(self._flat(items))
        for number, (item, strings) in enumerate(parts):
            if strings is not None and len(chunk) * len(strings) <= _MOST_STRINGS:
                chunk = [a + b for a in chunk for b in strings]
                left = left or (chunk == [""] and _is_boundary(item))
                continue
            goes_on = self._goes_on_in_word([part for part, _ in parts[number:]], right)
            found += self._choose(chunk, left, not goes_on, way)
            way = way.past_one_of(chunk)
            left = _ends_outside(chunk, left)
            if strings is None:
                found += self._inside(item, left, way)
                low, high = self._width(item)
                # Where the part is left out, what stands before it is what the next chunk begins behind.
                left = (left or low > 0) and not self._edges_in_word(item, first=False)
                way = way.past(low, high, self._blanks([item]))
                chunk = [""]
            else:
                chunk = strings
        return [*found, *self._choose(chunk, left, right, way)]

    def strings(self, item: Any) -> list[str] | None:
        """All strings that a part of a pattern can match, or None where they are too many to list."""
        operation, value = item
        name = operation.name
        if name == "LITERAL":
            return [chr(value)]
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return [""]
        if name == "IN":
            return [chr(one) for _, one in value] if _is_listed(value) else None
        if name == "BRANCH":
            return self._union(value[1])
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self.product(_inner(item))
        if name.endswith("_REPEAT") and value[1] <= 3:
            once = self.product(list(value[2]))
            return None if once is None else _repeat(once, value[0], int(value[1]))
        return None

    def starts_with_word(self, items: list[Any]) -> bool:
        """Whether every match begins with a letter, digit or underscore."""
        for item in items:
            name = item[0].name
            if name in ("AT", "ASSERT", "ASSERT_NOT"):
                continue
            if not self._edges_in_word(item, first=True, always=True):
                return False
            if not (name.endswith("_REPEAT") and item[1][0] == 0) and self._width(item)[0]:
                return True
        return False

    def _goes_on_in_word(self, items: list[Any], closed: bool) -> bool:
        """Whether what follows may begin with a character of a word; parts that may be left out are looked behind."""
        for item in items:
            if item[0].name not in ("AT", "ASSERT", "ASSERT_NOT") and self._edges_in_word(item, first=True):
                return True
            if self._width(item)[0] or _is_boundary(item):
                return False
        return not closed

    def _edges_in_word(self, item: Any, *, first: bool, always: bool = False) -> bool:
        """Whether the first (or last) character of a part may be (`always`: is) one of a word."""
        operation, value = item
        name = operation.name
        if name == "LITERAL":
            return is_word(chr(value))
        if name == "IN":
            inside = [_is_word_member(member) for member in value]
            return all(inside) if always else any(inside)
        if name == "BRANCH":
            edges = [self._sequence_edge(list(one), first, always) for one in value[1]]
            return all(edges) if always else any(edges)
        inner = _inner(item)
        return self._sequence_edge(inner, first, always) if inner else not always

    def _sequence_edge(self, items: list[Any], first: bool, always: bool) -> bool:
        found: list[bool] = []
        for item in items if first else reversed(items):
            if item[0].name in ("AT", "ASSERT", "ASSERT_NOT"):
                continue
            found.append(self._edges_in_word(item, first=first, always=always))
            if self._width(item)[0]:
                break
        else:
            found.append(not always)  # all of it may be left out: what stands beside it decides
        return all(found) if always else any(found)

    def _width(self, item: Any) -> tuple[int, int]:
        low, high = sre.SubPattern(self.state, [item]).getwidth()
        return int(low), min(int(high), _FARTHEST + 1)

    def _blanks(self, items: list[Any]) -> int:
        """How many blanks a sequence can match at most."""
        return min(sum(map(self._blanks_in, items)), _FARTHEST)

    def _blanks_in(self, item: Any) -> int:
        operation, value = item
        name = operation.name
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return 0
        if name == "LITERAL":
            return int(value == _BLANK)
        if name == "IN":
            return int(any(map(_may_be_blank, value)))
        if name == "BRANCH":
            return max(self._blanks(list(one)) for one in value[1])
        if inner := _inner(item):
            times = int(value[1]) if name.endswith("_REPEAT") else 1
            return min(times * self._blanks(inner), _FARTHEST)
        return 1 if name in ("ANY", "NOT_LITERAL") else _FARTHEST

    def _flat(self, items: Iterable[Any]) -> Iterator[tuple[Any, list[str] | None]]:
        """The parts of a sequence with their strings, and for a group that has too many its own parts."""
        for item, strings in self._runs(items):
            if strings is None and item[0] is sre.SUBPATTERN:
                yield from self._flat(_inner(item))
            else:
                yield item, strings

    def _union(self, branches: list[Any]) -> list[str] | None:
        found: list[str] = []
        for branch in branches:
            strings = self.product(list(branch))
            if strings is None or len(found) + len(strings) > _MOST_STRINGS:
                return None
            found += strings
        return found

    def product(self, items: Iterable[Any]) -> list[str] | None:
        """All strings that a sequence matches, or None where they are too many to list."""
        found = [""]
        for _, strings in self._runs(items):
            if strings is None or len(found) * len(strings) > _MOST_STRINGS:
                return None
            found = [a + b for a in found for b in strings]
        return found

    def _runs(self, items: Iterable[Any]) -> Iterator[tuple[Any, list[str] | None]]:
        """The parts of a sequence with their strings; letters that follow each other are one part, the first."""
        first, run = None, ""
        for item in items:
            if item[0] is sre.LITERAL:
                first, run = first or item, run + chr(item[1])
                continue
            if first:
                yield first, [run]
                first, run = None, ""
            yield item, self.strings(item)
        if first:
            yield first, [run]

    def _inside(self, item: Any, left: bool, way: Way) -> list[_Choice]:
        """The best choice inside a part whose strings cannot be listed, where that part is mandatory."""
        operation, value = item
        name = operation.name
        if name == "BRANCH":
            return self._one_of_each(value[1], left, way)
        if name == "ATOMIC_GROUP" or (name.endswith("_REPEAT") and value[0] >= 1):
            return self._one_of_each([_inner(item)], left, way)
        return []

    def _one_of_each(self, branches: list[Any], left: bool, way: Way) -> list[_Choice]:
        spots: dict[str, list[Spot]] = {}
        for branch in branches:
            choices = self.sequence(list(branch), left, False, way)
            if not choices:
                return []
            for token, spot in min(choices, key=lambda choice: choice.cost).tokens.items():
                spots.setdefault(token, []).append(spot)
        tokens = {token: _join_spots(found) for token, found in spots.items()}
        return [_Choice(self._cost(tokens), tokens)]

    def _choose(self, strings: list[str], left: bool, right: bool, way: Way) -> list[_Choice]:
        """The rarest whole token of each string, and the next rarest; nothing where a string holds no whole token."""
        ranked: list[list[re.Match[str]]] = []
        for string in dict.fromkeys(strings):
            whole = _find_whole(string, left, right)
            ranked.append(sorted(whole, key=lambda found: _rate(found.group(), self.frequency)))
        ranks = min(map(len, ranked))
        return [self._weigh([one[rank] for one in ranked], way) for rank in range(min(ranks, 2))]

    def _weigh(self, tokens: list[re.Match[str]], way: Way) -> _Choice:
        places: dict[str, list[re.Match[str]]] = {}
        for token in tokens:
            places.setdefault(token.group(), []).append(token)
        spots = {token: _find_spot(found, way) for token, found in places.items()}
        return _Choice(self._cost(spots), spots)

    def _cost(self, tokens: Mapping[str, Spot]) -> float:
        """How often the set will be met; a token whose reach is unknown costs a search of the whole stretch."""
        return sum(
            _rate(token, self.frequency) * (1 if spot.way.most <= _FARTHEST else 3)
            for token, spot in tokens.items()
        )


def _find_spot(found: Sequence[re.Match[str]], way: Way) -> Spot:
    """Where a match has one token, which was found in some strings that stand somewhere in it."""
    before = [one.string[: one.start()] for one in found]
    behind = _abridge(one.string[one.end() :] for one in found)
    token = found[0].group()
    return Spot(way.past_one_of(before), _abridge_to_ends(before), tuple(token + one for one in behind))


def _join_spots(spots: Sequence[Spot]) -> Spot:
    """Where a match has a token that stands in one of several spots."""
    least, most, blanks = zip(*(spot.way for spot in spots), strict=True)
    before = _abridge_to_ends(one for spot in spots for one in spot.before)
    behind = _abridge(one for spot in spots for one in spot.behind)
    return Spot(Way(min(least), max(most), max(blanks)), before, behind)


def _abridge(strings: Iterable[str]) -> Beside:
    """With what all of some strings begin: a few strings as long as that allows, so that it is soon asked of a text."""
    strings = set(strings)
    for width in _WIDTHS:
        cut = {one[:width] for one in strings}
        if "" in cut:
            break
        if len(cut) <= _MOST_BESIDE:
            return tuple(sorted(cut))
    return _ANYTHING


def _abridge_to_ends(strings: Iterable[str]) -> Beside:
    """With what all of some strings end."""
    return tuple(one[::-1] for one in _abridge(one[::-1] for one in strings))


def _inner(item: Any) -> list[Any]:
    name, value = item[0].name, item[1]
    if name == "SUBPATTERN":
        return list(value[3])
    if name == "ATOMIC_GROUP":
        return list(value)
    return list(value[2]) if name.endswith("_REPEAT") else []


def _is_boundary(item: Any) -> bool:
    return bool(item[0] is sre.AT and item[1] is sre.AT_BOUNDARY)


def _is_listed(members: list[Any]) -> bool:
    return all(operation.name == "LITERAL" for operation, _ in members)


def _is_word_member(member: Any) -> bool:
    operation, value = member
    name = operation.name
    if name == "RANGE":
        return is_word(chr(value[0])) and is_word(chr(value[1]))
    return is_word(chr(value)) if name == "LITERAL" else str(value) in ("CATEGORY_WORD", "CATEGORY_DIGIT")


def _may_be_blank(member: Any) -> bool:
    operation, value = member
    name = operation.name
    if name == "RANGE":
        return bool(value[0] <= _BLANK <= value[1])
    return (
        bool(value == _BLANK) if name == "LITERAL" else str(value) not in ("CATEGORY_WORD", "CATEGORY_DIGIT")
    )


def _repeat(strings: list[str], least: int, most: int) -> list[str] | None:
    found: list[str] = []
    power = [""]
    for times in range(most + 1):
        if times >= least:
            found += power
        power = [a + b for a in power for b in strings]
        if len(found) + len(power) > _MOST_STRINGS:
            return None
    return found


def _find_whole(string: str, left: bool, right: bool) -> list[re.Match[str]]:
    """The tokens of a string that no word beside it can be part of; `left` and `right`: whether words end there."""
    tokens = list(_TOKEN.finditer(string))
    if tokens and not right and tokens[-1].end() == len(string) and is_word(string[-1]):
        del tokens[-1]
    if tokens and not left and not tokens[0].start() and is_word(string[0]):
        del tokens[0]
    return tokens


def _ends_outside(chunk: list[str], left: bool) -> bool:
    """Whether every string of a chunk ends outside a word, so that a word may start behind it."""
    return all(not is_word(string[-1]) if string else left for string in chunk)
