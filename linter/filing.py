"""Cues filed for the matcher: the words that a pattern cannot match without are found from the pattern itself.

The *triggers* of a cue are sets of words (or signs such as %) of which every match must hold one; the rarest set is
filed in the index, with how far in front of it a match can begin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linter.matching import Index, Trigger, is_word
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPERATORS = re.compile(r"[\\.^$*+?{}\[\]|()]")
_MOST_STRINGS = 400
_FARTHEST = 120
_UNSEEN = 2.0  # occurrences in a million words that a word missing from the frequency table is taken to have
_COMMON_SIGNS = "'\"-,.:;()!?"


class BadPattern(ValueError):
    """A pattern that cannot be compiled, or that can never match folded prose; the message says why."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that does not compile, has capitals (the prose is folded), or matches the empty string.

    Raises BadPattern, with a reason a pack's author understands.
    """
    try:
        compiled = re.compile(pattern)
    except re.error as fault:
        raise BadPattern(str(fault)) from None
    except (RecursionError, OverflowError):
        raise BadPattern("the pattern is too large or too deeply nested") from None
    if capital := re.search(r"(?<!\\)(?:\\\\)*([A-Z])", pattern):
        reason = f"“{capital.group(1)}” is a capital, and cues are compared with lower-case prose"
        raise BadPattern(reason)
    if compiled.match("") or compiled.groups:
        reason = "it matches the empty string" if compiled.match("") else "write (?:...) for a group"
        raise BadPattern(reason)


def file_cues(
    cues: Sequence[tuple[str, int]], frequency: Mapping[str, float], leaders: Mapping[int, int] | None = None
) -> Index:
    """File (pattern, owner) pairs under their triggers; `frequency` is in occurrences a million words."""
    triggers: dict[str, _Filed] = {}
    patterns: list[tuple[str, int]] = []
    always: list[int] = []
    for pattern, owner in dict.fromkeys(cues):
        if not _OPERATORS.search(pattern):
            word, offset = _rarest(pattern, frequency)
            triggers.setdefault(word, _Filed()).phrases.append((pattern, offset, owner))
            continue
        found = find_triggers(pattern, frequency)
        if found is None:
            always.append(len(patterns))
        for word, reach in (found or {}).items():
            filed = triggers.setdefault(word, _Filed())
            if reach:
                filed.near.append((len(patterns), *reach))
            else:
                filed.scanned.append(len(patterns))
        patterns.append((pattern, owner))
    signs = tuple(word for word in triggers if not _WORD.match(word))
    frozen = {word: filed.freeze() for word, filed in triggers.items()}
    return Index(frozen, signs, tuple(patterns), tuple(always), dict(leaders or {}))


class _Filed:
    """A trigger that is still being filled."""

    def __init__(self) -> None:
        self.phrases: list[tuple[str, int, int]] = []
        self.near: list[tuple[int, int, int]] = []
        self.scanned: list[int] = []

    def freeze(self) -> Trigger:
        return Trigger(tuple(self.phrases), tuple(self.near), tuple(self.scanned))


def _rarest(phrase: str, frequency: Mapping[str, float]) -> tuple[str, int]:
    words = [(_rate(m.group(), frequency), m.group(), m.start()) for m in _WORD.finditer(phrase)]
    if not words:
        raise BadPattern(f"“{phrase}” holds no word")
    _, word, offset = min(words)
    return word, offset


def _rate(token: str, frequency: Mapping[str, float]) -> float:
    return 1e6 if token in _COMMON_SIGNS else frequency.get(token, _UNSEEN)


Reach = tuple[int, int] | None


class _Choice(NamedTuple):
    """A set of tokens of which a match must hold one, each with its reach from the match's start where known."""

    cost: float
    tokens: dict[str, Reach]


def find_triggers(pattern: str, frequency: Mapping[str, float]) -> dict[str, Reach] | None:
    """The cheapest set of words and signs without one of which the pattern cannot match, or None.

    With each token comes its reach: the least and most code points by which it can follow the match's start; None
    where that is unbounded or a match need not start with a word.
    The pattern is read with the parser of `re` (sre), which is the same from Python 3.11 to 3.14.
    """
    from re import _parser as sre  # type: ignore[attr-defined]

    parsed = sre.parse(pattern)
    walk = _Walk(sre, parsed.state, frequency)
    choice = walk.sequence(list(parsed), closed=True)
    if choice is None or not choice.tokens:
        return None
    if not walk.starts_with_word(list(parsed)):
        return dict.fromkeys(choice.tokens, None)
    return dict(sorted(choice.tokens.items()))


class _Walk:
    """Walks a parsed pattern, gathering the strings it can start with, go on with and end with."""

    def __init__(self, sre: Any, state: Any, frequency: Mapping[str, float]) -> None:
        self.sre = sre
        self.state = state
        self.frequency = frequency

    def sequence(self, items: list[Any], *, closed: bool) -> _Choice | None:
        """The best choice among the mandatory parts of a sequence; `closed`: words end at its two edges.

        Parts whose strings can be listed are joined into chunks; at every part that cannot, the chunk before it is
        weighed and a new one begun.
        """
        best: _Choice | None = None
        chunk, left = [""], closed
        least, most = (0, 0) if closed else (0, _FARTHEST + 1)
        for item in self._flat(items):
            strings = self.strings(item)
            if strings is not None and len(chunk) * len(strings) <= _MOST_STRINGS:
                chunk = [a + b for a in chunk for b in strings]
                continue
            right = not self._edges_in_word(item, first=True)
            best = _cheaper(best, self._choose(chunk, left, right, least, most))
            least, most = least + min(map(len, chunk)), most + max(map(len, chunk))
            left = _ends_outside(chunk, left)
            if strings is None:
                best = _cheaper(best, self._inside(item))
                low, high = self._width(item)
                least, most, left = least + low, most + high, not self._edges_in_word(item, first=False)
                chunk = [""]
            else:
                chunk = strings
        return _cheaper(best, self._choose(chunk, left, closed, least, most))

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

    def _inside(self, item: Any) -> _Choice | None:
        """The best choice inside a part whose strings cannot be listed, where that part is mandatory."""
        operation, value = item
        name = str(operation)
        if name == "BRANCH":
            return self._one_of_each(value[1])
        if name == "ATOMIC_GROUP" or (name.endswith("_REPEAT") and value[0] >= 1):
            return self._one_of_each([_inner(item)])
        return None

    def _one_of_each(self, branches: list[Any]) -> _Choice | None:
        tokens: dict[str, Reach] = {}
        for branch in branches:
            choice = self.sequence(list(branch), closed=False)
            if choice is None:
                return None
            tokens |= dict.fromkeys(choice.tokens, None)
        return _Choice(self._cost(tokens), tokens)

    def _choose(self, strings: list[str], left: bool, right: bool, least: int, most: int) -> _Choice | None:
        """The rarest whole token of each string; None where one of them holds no whole token."""
        places: dict[str, list[int]] = {}
        for string in dict.fromkeys(strings):
            whole = [token for token in _TOKEN.finditer(string) if _is_whole(token, string, left, right)]
            if not whole:
                return None
            token = min(whole, key=lambda found: _rate(found.group(), self.frequency))
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


def _cheaper(one: _Choice | None, other: _Choice | None) -> _Choice | None:
    if one is None or other is None:
        return one or other
    return other if other.cost < one.cost else one
