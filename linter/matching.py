"""Many phrases and patterns in one pass: each is looked for only where a word stands that it cannot match without.

A *cue* is a regular expression over folded prose (lower case, straight quotation marks, single blanks). It matches
whole words: `critic` does not match in "critics". Its *trigger words* are found from the pattern itself: sets of
words of which every match must hold one; the rarest set is filed in an index. A text is split into words once,
every word is looked up, and only the patterns so found are tried, in place. A pattern without a trigger word is
tried on every stretch, and is slow.
"""

import re
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any, NamedTuple

_WORD = re.compile(r"\w+")
_OPERATORS = re.compile(r"[\\.^$*+?{}\[\]|()]")
_MOST_STRINGS = 400
_MOST_OFFSETS = 4
_UNSEEN = 2.0  # occurrences in a million words that a word missing from the frequency table is taken to have


class Hit(NamedTuple):
    """Where a cue matched: code points of the text, the number of its owner, the number of its stretch."""

    start: int
    end: int
    owner: int
    stretch: int


class Trigger(NamedTuple):
    """What is tried where one word stands.

    `phrases`: (phrase, offset of the word in it, owner); `anchored`: (pattern number, offsets of the word from the
    match's start); `scanned`: numbers of patterns to be searched for in the whole stretch.
    """

    phrases: tuple[tuple[str, int, int], ...]
    anchored: tuple[tuple[int, tuple[int, ...]], ...]
    scanned: tuple[int, ...]


class Index(NamedTuple):
    """All cues, filed: plain tuples and strings, so that it can be kept in a cache."""

    triggers: dict[str, Trigger]
    patterns: tuple[tuple[str, int], ...]
    always: tuple[int, ...]


class OutOfTime(Exception):
    """A pattern was still at work when the time for one draft was over. `owner` is the cue's owner."""

    def __init__(self, owner: int) -> None:
        super().__init__(owner)
        self.owner = owner


class BadPattern(ValueError):
    """A pattern that cannot be compiled, or that can never match folded prose; the message says why."""


# ---------------------------------------------------------------- filing


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


def file_cues(cues: Sequence[tuple[str, int]], frequency: Mapping[str, float]) -> Index:
    """File (pattern, owner) pairs under their trigger words; `frequency` is in occurrences a million words."""
    triggers: dict[str, tuple[list[Any], list[Any], list[int]]] = {}
    patterns: list[tuple[str, int]] = []
    always: list[int] = []
    for pattern, owner in dict.fromkeys(cues):
        if not _OPERATORS.search(pattern):
            word, offset = _rarest(pattern, frequency)
            _entry(triggers, word)[0].append((pattern, offset, owner))
            continue
        number = len(patterns)
        patterns.append((pattern, owner))
        plan = find_triggers(pattern, frequency)
        if plan is None:
            always.append(number)
        for word, offsets in plan or ():
            if offsets:
                _entry(triggers, word)[1].append((number, offsets))
            else:
                _entry(triggers, word)[2].append(number)
    filed = {word: Trigger(tuple(p), tuple(a), tuple(s)) for word, (p, a, s) in triggers.items()}
    return Index(filed, tuple(patterns), tuple(always))


def _entry(triggers: dict[str, tuple[list[Any], list[Any], list[int]]], word: str) -> Any:
    return triggers.setdefault(word, ([], [], []))


def _rarest(phrase: str, frequency: Mapping[str, float]) -> tuple[str, int]:
    words = [(frequency.get(m.group(), _UNSEEN), m.group(), m.start()) for m in _WORD.finditer(phrase)]
    if not words:
        raise BadPattern(f"“{phrase}” holds no word")
    _, word, offset = min(words)
    return word, offset


class _Choice(NamedTuple):
    """One set of words of which a match must hold one; offsets from the match's start where they are known."""

    cost: float
    words: dict[str, tuple[int, ...]]


def find_triggers(pattern: str, frequency: Mapping[str, float]) -> list[tuple[str, tuple[int, ...]]] | None:
    """The cheapest set of words without one of which the pattern cannot match, or None.

    Each word comes with its offsets from the start of the match; no offsets mean that they are not known.
    The pattern is read with the parser of `re` (sre), which is the same from Python 3.11 to 3.14.
    """
    from re import _parser as sre  # type: ignore[attr-defined]

    choice = _Walk(sre, frequency).sequence(list(sre.parse(pattern)), closed=True)
    if choice is None or not choice.words:
        return None
    return sorted(choice.words.items())


class _Walk:
    """Walks a parsed pattern, gathering the strings it can start with, go on with and end with."""

    def __init__(self, sre: Any, frequency: Mapping[str, float]) -> None:
        self.sre = sre
        self.frequency = frequency

    def sequence(self, items: list[Any], *, closed: bool) -> _Choice | None:
        """The best choice among the mandatory parts of a sequence; `closed`: words end at its two edges."""
        best: _Choice | None = None
        chunk, left, at_start = [""], closed, closed
        for item in self._flat(items):
            strings = self.strings(item)
            if strings is not None and len(chunk) * len(strings) <= _MOST_STRINGS:
                chunk = [a + b for a in chunk for b in strings]
                continue
            right = strings is not None and not any(_begins_in_word(s) for s in strings)
            best = _cheaper(best, self._choose(chunk, left, right, at_start))
            left = _edge(chunk, left)
            if strings is None:
                best = _cheaper(best, self._inside(item))
            chunk, left, at_start = (strings, left, False) if strings is not None else ([""], False, False)
        return _cheaper(best, self._choose(chunk, left, closed, at_start))

    def strings(self, item: Any) -> list[str] | None:
        """All strings that a part of a pattern can match, or None where they are too many to list."""
        operation, value = item
        name = str(operation)
        if name == "LITERAL":
            return [chr(value)]
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            return [""]
        if name == "IN":
            return self._set(value)
        if name == "BRANCH":
            return self._union(value[1])
        if name in ("SUBPATTERN", "ATOMIC_GROUP"):
            return self._product(list(value[3] if name == "SUBPATTERN" else value))
        if name.endswith("_REPEAT") and value[1] <= 3:
            once = self._product(list(value[2]))
            return None if once is None else _repeat(once, value[0], int(value[1]))
        return None

    def _flat(self, items: list[Any]) -> Iterator[Any]:
        for item in items:
            if str(item[0]) == "SUBPATTERN" and self.strings(item) is None:
                yield from self._flat(list(item[1][3]))
            else:
                yield item

    def _set(self, members: list[Any]) -> list[str] | None:
        if all(str(operation) == "LITERAL" for operation, _ in members):
            return [chr(value) for _, value in members]
        return None

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
        if name.endswith("_REPEAT") and value[0] >= 1:
            return _unanchored(self.sequence(list(value[2]), closed=False))
        if name == "ATOMIC_GROUP":
            return _unanchored(self.sequence(list(value), closed=False))
        return None

    def _one_of_each(self, branches: list[Any]) -> _Choice | None:
        words: dict[str, tuple[int, ...]] = {}
        for branch in branches:
            choice = self.sequence(list(branch), closed=False)
            if choice is None:
                return None
            words |= dict.fromkeys(choice.words, ())
        return _Choice(self._cost(words), words)

    def _choose(self, strings: list[str], left: bool, right: bool, at_start: bool) -> _Choice | None:
        """The rarest whole word of each string; None where one of them holds no whole word."""
        offsets: dict[str, set[int]] = {}
        for string in dict.fromkeys(strings):
            whole = [word for word in _WORD.finditer(string) if _is_whole(word, string, left, right)]
            if not whole:
                return None
            word = min(whole, key=lambda found: self.frequency.get(found.group(), _UNSEEN))
            offsets.setdefault(word.group(), set()).add(word.start())
        near = at_start and all(len(places) <= _MOST_OFFSETS for places in offsets.values())
        words = {
            word: tuple(sorted(places, reverse=True)) if near else () for word, places in offsets.items()
        }
        return _Choice(self._cost(words), words)

    def _cost(self, words: Mapping[str, object]) -> float:
        return sum(self.frequency.get(word, _UNSEEN) for word in words)


def _repeat(strings: list[str], least: int, most: int) -> list[str] | None:
    found: list[str] = []
    for times in range(least, most + 1):
        power = [""]
        for _ in range(times):
            power = [a + b for a in power for b in strings]
        found += power
        if len(found) > _MOST_STRINGS:
            return None
    return found


def _is_whole(word: re.Match[str], string: str, left: bool, right: bool) -> bool:
    return (word.start() > 0 or left) and (word.end() < len(string) or right)


def _begins_in_word(string: str) -> bool:
    return not string or string[0].isalnum() or string[0] == "_"


def _edge(chunk: list[str], left: bool) -> bool:
    """Whether every string of a chunk ends outside a word, so that a word may start behind it."""
    return all((not s and left) or (bool(s) and not s[-1].isalnum() and s[-1] != "_") for s in chunk)


def _cheaper(one: _Choice | None, other: _Choice | None) -> _Choice | None:
    if one is None or other is None:
        return one or other
    return other if other.cost < one.cost else one


def _unanchored(choice: _Choice | None) -> _Choice | None:
    return choice and _Choice(choice.cost, dict.fromkeys(choice.words, ()))


# ---------------------------------------------------------------- looking


class Stretch(NamedTuple):
    """A stretch of text that no match leaves (a sentence): code points, and its words as a half-open range."""

    start: int
    end: int
    first: int
    last: int


class Matcher:
    """An index at work. Patterns are compiled when their trigger first occurs, and kept."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._at_work = 0

    def find(
        self, text: str, words: Sequence[str], starts: Sequence[int], stretches: Sequence[Stretch]
    ) -> list[Hit]:
        """Every match in the stretches of a folded text, sorted by place.

        `words` and `starts` are the words of the whole text and their offsets. Of overlapping matches of one owner
        the leftmost and then the longest stays. Raises OutOfTime inside `time_limit`.
        """
        try:
            found = self._candidates(text, words, starts, stretches)
        except TimeoutError:
            raise OutOfTime(self.index.patterns[self._at_work][1]) from None
        return _without_overlaps(found)

    def _candidates(
        self, text: str, words: Sequence[str], starts: Sequence[int], stretches: Sequence[Stretch]
    ) -> list[Hit]:
        found: list[Hit] = []
        lookup = self.index.triggers.get
        for number, stretch in enumerate(stretches):
            scanned: set[int] = set(self.index.always)
            for n in range(stretch.first, stretch.last):
                trigger = lookup(words[n])
                if trigger is None:
                    if "'" not in words[n]:
                        continue
                    self._parts(words[n], starts[n], text, stretch, number, found, scanned)
                else:
                    self._try(trigger, starts[n], text, stretch, number, found, scanned)
            for pattern in scanned:
                self._scan(pattern, text, stretch, number, found)
        return found

    def _parts(
        self,
        word: str,
        start: int,
        text: str,
        stretch: Stretch,
        number: int,
        found: list[Hit],
        scanned: set[int],
    ) -> None:
        """A word with an apostrophe is, to a pattern, two words."""
        for part in _WORD.finditer(word):
            if trigger := self.index.triggers.get(part.group()):
                self._try(trigger, start + part.start(), text, stretch, number, found, scanned)

    def _try(
        self,
        trigger: Trigger,
        start: int,
        text: str,
        stretch: Stretch,
        number: int,
        found: list[Hit],
        scanned: set[int],
    ) -> None:
        for phrase, offset, owner in trigger.phrases:
            begin = start - offset
            end = begin + len(phrase)
            if begin >= stretch.start and end <= stretch.end and text.startswith(phrase, begin):
                if _is_bounded(text, begin, end):
                    found.append(Hit(begin, end, owner, number))
        for pattern, offsets in trigger.anchored:
            match = self._pattern(pattern).match
            for offset in offsets:
                if start - offset >= stretch.start and (hit := match(text, start - offset, stretch.end)):
                    found.append(Hit(hit.start(), hit.end(), self.index.patterns[pattern][1], number))
                    break
        scanned.update(trigger.scanned)

    def _scan(self, pattern: int, text: str, stretch: Stretch, number: int, found: list[Hit]) -> None:
        owner = self.index.patterns[pattern][1]
        for hit in self._pattern(pattern).finditer(text, stretch.start, stretch.end):
            found.append(Hit(hit.start(), hit.end(), owner, number))

    def _pattern(self, number: int) -> re.Pattern[str]:
        self._at_work = number
        compiled = self._compiled.get(number)
        if compiled is None:
            compiled = self._compiled[number] = compile_cue(self.index.patterns[number][0])
        return compiled


def compile_cue(pattern: str) -> re.Pattern[str]:
    """A cue as a compiled pattern that matches whole words."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


def _is_bounded(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before == "_" or after.isalnum() or after == "_")


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    reached: dict[int, int] = {}
    kept: list[Hit] = []
    for hit in hits:
        if hit.start >= reached.get(hit.owner, 0):
            reached[hit.owner] = hit.end
            kept.append(hit)
    return kept


class time_limit:
    """While it lasts, work that takes longer than `seconds` is interrupted by a TimeoutError.

    One interval timer serves a whole draft; it interrupts a pattern inside its C loop. Where there is no such timer
    (Windows, a thread that is not the main one) there is no limit.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._before: Callable[[int, FrameType | None], Any] | int | None = None
        self._armed = False

    def __enter__(self) -> None:
        try:
            self._before = signal.signal(signal.SIGALRM, _interrupt)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
            self._armed = True
        except (AttributeError, ValueError):
            self._armed = False

    def __exit__(self, *_: object) -> None:
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise TimeoutError
