"""Cues filed for the matcher: the words that a pattern cannot match without are found from the pattern itself.

The *triggers* of a cue are sets of words (or signs such as %) of which every match must hold one; the rarest set is
filed in the index, with how far in front of it a match can begin.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from linter.matching import Files, Index, Trigger, is_word, pack_trigger
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linter.matching import Guard, Reach, Scanned

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPERATORS = re.compile(r"[\\.^$*+?{}\[\]|()]")
_MOST_STRINGS = 400
_FARTHEST = 120
_UNSEEN = 2.0  # occurrences in a million words that a word missing from the frequency table is taken to have
_EVERYWHERE = 1e6
# Signs, and what an apostrophe leaves of a word ("it's" is "it" and "s"), which no table of words counts.
_COMMON = frozenset([*"'\"-,.:;()!?", *"s t d m re ve ll".split()])
_MOST_PHRASES = 24
_MOST_COMMON_GUARD = 40_000.0  # in a million words: one of them stands in every second sentence


class BadPattern(ValueError):
    """A pattern that cannot be compiled, or that can never match folded prose; the message says why."""


def check_pattern(pattern: str, *, capitals: bool = False) -> None:
    """Refuse a pattern that does not compile, matches the empty string, or has capitals where the prose is folded.

    `capitals`: it is compared with the prose as it is written. Raises BadPattern, with a reason a pack's author
    understands.
    """
    try:
        compiled = re.compile(pattern)
    except re.error as fault:
        raise BadPattern(str(fault)) from None
    except (RecursionError, OverflowError):
        raise BadPattern("the pattern is too large or too deeply nested") from None
    if not capitals and (capital := re.search(r"(?<!\\)(?:\\\\)*([A-Z])", pattern)):
        reason = f"“{capital.group(1)}” is a capital, and cues are compared with lower-case prose"
        raise BadPattern(reason)
    if compiled.match("") or compiled.groups:
        reason = "it matches the empty string" if compiled.match("") else "write (?:...) for a group"
        raise BadPattern(reason)


def file_cues(
    cues: Sequence[tuple[str, int]], frequency: Mapping[str, float], leaders: Mapping[int, int] | None = None
) -> Index:
    """File (pattern, owner) pairs under their triggers; `frequency` is in occurrences a million words."""
    leaders = dict(leaders or {})
    filed, led = _Files(frequency), _Files(frequency)
    patterns: list[tuple[str, int]] = []
    for pattern, owner in dict.fromkeys(cues):
        files = led if owner in leaders else filed
        if not files.add(pattern, owner, len(patterns)):
            patterns.append((pattern, owner))
    owners = max((owner for _, owner in cues), default=-1) + 1
    return Index(filed.freeze(), led.freeze(), tuple(patterns), owners, leaders)


class _Files:
    """Triggers that are still being filled."""

    def __init__(self, frequency: Mapping[str, float]) -> None:
        self.frequency = frequency
        self.phrases: dict[str, list[tuple[str, int, int]]] = {}
        self.near: dict[str, list[tuple[int, int, int, int, Guard]]] = {}
        self.scanned: dict[str, list[Scanned]] = {}
        self.always: list[Scanned] = []

    def add(self, pattern: str, owner: int, number: int) -> bool:
        """File a cue. Whether it was taken apart into phrases, so that no pattern of that number is needed."""
        phrases = list_phrases(pattern)
        for phrase in phrases:
            word, offset = _find_rarest(phrase, self.frequency)
            self.phrases.setdefault(word, []).append((phrase, offset, owner))
        if phrases:
            return True
        found = find_triggers(pattern, self.frequency)
        for word, reach in found.words.items():
            if reach:
                self.near.setdefault(word, []).append((number, owner, *reach, found.guard))
            else:
                self.scanned.setdefault(word, []).append((number, owner, found.guard))
        if not found.words:
            self.always.append((number, owner, found.guard))
        return False

    def freeze(self) -> Files:
        words = sorted({*self.phrases, *self.near, *self.scanned})
        frozen = {
            word: pack_trigger(
                Trigger(
                    tuple(self.phrases.get(word, ())),
                    tuple(self.near.get(word, ())),
                    tuple(self.scanned.get(word, ())),
                )
            )
            for word in words
        }
        signs = tuple(word for word in words if not is_word(word[0]))
        return Files(frozen, signs, tuple(self.always))


def list_phrases(pattern: str) -> list[str]:
    """The few phrases that a pattern stands for, or none where it stands for more than a few, or for a shape.

    Where one phrase begins another, which of them matches is the pattern's to say.
    """
    if not _OPERATORS.search(pattern):
        return [pattern]
    from re import _parser as sre  # type: ignore[attr-defined]

    parsed = sre.parse(pattern)
    listed = _Walk(sre, parsed.state, {}).phrases(list(parsed)) or []
    listed = sorted(set(listed))
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


class _Choice(NamedTuple):
    """A set of tokens of which a match must hold one, each with its reach from the match's start where known."""

    cost: float
    tokens: dict[str, Reach]


class Triggers(NamedTuple):
    """What a pattern cannot match without: one of `words`, and besides, where it is not None, one of `guard`.

    With each of the words (or signs) comes its reach: the least and most code points by which it can follow the
    match's start; None where that is unbounded or a match need not start with a word.
    """

    words: dict[str, Reach]
    guard: Guard = None


def find_triggers(pattern: str, frequency: Mapping[str, float]) -> Triggers:
    """The cheapest set of words and signs without one of which the pattern cannot match, and the next as a guard.

    The pattern is read with the parser of `re` (sre), which is the same from Python 3.11 to 3.14.
    """
    from re import _parser as sre  # type: ignore[attr-defined]

    parsed = sre.parse(pattern)
    walk = _Walk(sre, parsed.state, frequency)
    choices = sorted(walk.sequence(list(parsed), closed=True), key=lambda choice: choice.cost)
    if not choices or not choices[0].tokens:
        return Triggers({})
    best, *others = choices
    guard = next((frozenset(one.tokens) for one in others if _can_guard(one, best)), None)
    if not walk.starts_with_word(list(parsed)):
        return Triggers(dict.fromkeys(best.tokens, None), guard)
    return Triggers(dict(sorted(best.tokens.items())), guard)


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

    def __init__(self, sre: Any, state: Any, frequency: Mapping[str, float]) -> None:
        self.sre = sre
        self.state = state
        self.frequency = frequency

    def sequence(self, items: list[Any], *, closed: bool) -> list[_Choice]:
        """The choices that the mandatory parts of a sequence offer; `closed`: words end at its two edges.

        Parts whose strings can be listed are joined into chunks; at every part that cannot, the chunk before it is
        weighed and a new one begun.
        """
        found: list[_Choice] = []
        chunk, left = [""], closed
        least, most = (0, 0) if closed else (0, _FARTHEST + 1)
        parts = list(self._flat(items))
        for number, item in enumerate(parts):
            strings = self.strings(item)
            if strings is not None and len(chunk) * len(strings) <= _MOST_STRINGS:
                chunk = [a + b for a in chunk for b in strings]
                left = left or (chunk == [""] and _is_boundary(item))
                continue
            right = not self._goes_on_in_word(parts[number:], closed)
            found += self._choose(chunk, left, right, least, most)
            least, most = least + min(map(len, chunk)), most + max(map(len, chunk))
            left = _ends_outside(chunk, left)
            if strings is None:
                found += self._inside(item)
                low, high = self._width(item)
                # Where the part is left out, what stands before it is what the next chunk begins behind.
                left = (left or low > 0) and not self._edges_in_word(item, first=False)
                least, most = least + low, most + high
                chunk = [""]
            else:
                chunk = strings
        return [*found, *self._choose(chunk, left, closed, least, most)]

    def phrases(self, items: list[Any]) -> list[str] | None:
        """All strings that a sequence matches; None where there are too many, or what stands beside it matters."""
        if any(self._looks_around(item) for item in items):
            return None
        return self._product(items)

    def _looks_around(self, item: Any) -> bool:
        operation, value = item
        if str(operation) in ("AT", "ASSERT", "ASSERT_NOT"):
            return True
        inner = [one for branch in value[1] for one in branch] if str(operation) == "BRANCH" else _inner(item)
        return any(self._looks_around(one) for one in inner)

    def strings(self, item: Any) -> list[str] | None:
        """All strings that a part of a pattern can match, or None where they are too many to list."""
        operation, value = item
        name = str(operation)
        if name == "LITERAL":
            return [chr(value)]
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return [""]
        if name == "IN":
            return [chr(one) for _, one in value] if _is_listed(value) else None
        if name == "BRANCH":
            return self._union(value[1])
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self._product(_inner(item))
        if name.endswith("_REPEAT") and value[1] <= 3:
            once = self._product(list(value[2]))
            return None if once is None else _repeat(once, value[0], int(value[1]))
        return None

    def starts_with_word(self, items: list[Any]) -> bool:
        """Whether every match begins with a letter, digit or underscore."""
        for item in items:
            name = str(item[0])
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
            if str(item[0]) not in ("AT", "ASSERT", "ASSERT_NOT") and self._edges_in_word(item, first=True):
                return True
            if self._width(item)[0] or _is_boundary(item):
                return False
        return not closed

    def _edges_in_word(self, item: Any, *, first: bool, always: bool = False) -> bool:
        """Whether the first (or last) character of a part may be (`always`: is) one of a word."""
        operation, value = item
        name = str(operation)
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
            if str(item[0]) in ("AT", "ASSERT", "ASSERT_NOT"):
                continue
            found.append(self._edges_in_word(item, first=first, always=always))
            if self._width(item)[0]:
                break
        else:
            found.append(not always)  # all of it may be left out: what stands beside it decides
        return all(found) if always else any(found)

    def _width(self, item: Any) -> tuple[int, int]:
        low, high = self.sre.SubPattern(self.state, [item]).getwidth()
        return int(low), min(int(high), _FARTHEST + 1)

    def _flat(self, items: list[Any]) -> Iterator[Any]:
        for item in items:
            if str(item[0]) == "SUBPATTERN" and self.strings(item) is None:
                yield from self._flat(_inner(item))
            else:
                yield item

    def _union(self, branches: list[Any]) -> list[str] | None:
        found: list[str] = []
        for branch in branches:
            strings = self._product(list(branch))
            if strings is None or len(found) + len(strings) > _MOST_STRINGS:
                return None
            found += strings
        return found

    def _product(self, items: list[Any]) -> list[str] | None:
        found = [""]
        for item in items:
            strings = self.strings(item)
            if strings is None or len(found) * len(strings) > _MOST_STRINGS:
                return None
            found = [a + b for a in found for b in strings]
        return found

    def _inside(self, item: Any) -> list[_Choice]:
        """The best choice inside a part whose strings cannot be listed, where that part is mandatory."""
        operation, value = item
        name = str(operation)
        if name == "BRANCH":
            return self._one_of_each(value[1])
        if name == "ATOMIC_GROUP" or (name.endswith("_REPEAT") and value[0] >= 1):
            return self._one_of_each([_inner(item)])
        return []

    def _one_of_each(self, branches: list[Any]) -> list[_Choice]:
        tokens: dict[str, Reach] = {}
        for branch in branches:
            choices = self.sequence(list(branch), closed=False)
            if not choices:
                return []
            tokens |= dict.fromkeys(min(choices, key=lambda choice: choice.cost).tokens, None)
        return [_Choice(self._cost(tokens), tokens)]

    def _choose(self, strings: list[str], left: bool, right: bool, least: int, most: int) -> list[_Choice]:
        """The rarest whole token of each string, and the next rarest; nothing where a string holds no whole token."""
        ranked: list[list[re.Match[str]]] = []
        for string in dict.fromkeys(strings):
            whole = [token for token in _TOKEN.finditer(string) if _is_whole(token, string, left, right)]
            ranked.append(sorted(whole, key=lambda found: _rate(found.group(), self.frequency)))
        ranks = min(map(len, ranked))
        return [self._weigh([one[rank] for one in ranked], least, most) for rank in range(min(ranks, 2))]

    def _weigh(self, tokens: list[re.Match[str]], least: int, most: int) -> _Choice:
        places: dict[str, list[int]] = {}
        for token in tokens:
            places.setdefault(token.group(), []).append(token.start())
        reach = {
            token: (least + min(starts), most + max(starts)) if most + max(starts) <= _FARTHEST else None
            for token, starts in places.items()
        }
        return _Choice(self._cost(reach), reach)

    def _cost(self, tokens: Mapping[str, Reach]) -> float:
        """How often the set will be met; a token whose reach is unknown costs a search of the whole stretch."""
        return sum(_rate(token, self.frequency) * (1 if reach else 3) for token, reach in tokens.items())


def _inner(item: Any) -> list[Any]:
    name, value = str(item[0]), item[1]
    if name == "SUBPATTERN":
        return list(value[3])
    if name == "ATOMIC_GROUP":
        return list(value)
    return list(value[2]) if name.endswith("_REPEAT") else []


def _is_boundary(item: Any) -> bool:
    return str(item[0]) == "AT" and str(item[1]) == "AT_BOUNDARY"


def _is_listed(members: list[Any]) -> bool:
    return all(str(operation) == "LITERAL" for operation, _ in members)


def _is_word_member(member: Any) -> bool:
    operation, value = member
    name = str(operation)
    if name == "RANGE":
        return is_word(chr(value[0])) and is_word(chr(value[1]))
    return is_word(chr(value)) if name == "LITERAL" else str(value) in ("CATEGORY_WORD", "CATEGORY_DIGIT")


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


def _is_whole(token: re.Match[str], string: str, left: bool, right: bool) -> bool:
    if not is_word(token.group()[0]):
        return True
    return (token.start() > 0 or left) and (token.end() < len(string) or right)


def _ends_outside(chunk: list[str], left: bool) -> bool:
    """Whether every string of a chunk ends outside a word, so that a word may start behind it."""
    return all(not is_word(string[-1]) if string else left for string in chunk)
