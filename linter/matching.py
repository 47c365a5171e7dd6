"""Many phrases and patterns in one pass: each is looked for only where a word stands that it cannot match without.

A *cue* is a regular expression over folded prose (lower case, straight quotation marks, single blanks). It matches
whole words: `critic` does not match in "critics". Its *triggers* are found from the pattern itself: sets of words (or
signs such as %) of which every match must hold one; the rarest set is filed in an index, with how far in front of
it a match can begin. A text is split into words once, every word is looked up, and only the patterns so found are
tried, at the few words where they could begin. A pattern without a trigger is tried on every stretch, and is slow.
"""

import re
import signal
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any, NamedTuple, cast

from linter.patterns import Program, freeze, thaw

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_OPERATORS = re.compile(r"[\\.^$*+?{}\[\]|()]")
_MOST_STRINGS = 400
_FARTHEST = 120
_UNSEEN = 2.0  # occurrences in a million words that a word missing from the frequency table is taken to have
_COMMON_SIGNS = "'\"-,.:;()!?"


class Hit(NamedTuple):
    """Where a cue matched: code points of the text, the number of its owner, the number of its stretch."""

    start: int
    end: int
    owner: int
    stretch: int


class Trigger(NamedTuple):
    """What is tried where one word stands.

    `phrases`: (phrase, offset of the word in it, owner); `near`: (pattern number, least and most code points
    between the start of a match and the word); `scanned`: numbers of patterns to be searched for in the stretch.
    """

    phrases: tuple[tuple[str, int, int], ...]
    near: tuple[tuple[int, int, int], ...]
    scanned: tuple[int, ...]


class Index(NamedTuple):
    """All cues, filed: plain tuples and strings, so that it can be kept in a cache.

    `leaders` names for some owners another one: their patterns are tried only in stretches where that one matched.
    `programs` are the patterns as this interpreter compiles them, where they are kept: see `freeze_patterns`.
    """

    triggers: dict[str, Trigger]
    signs: tuple[str, ...]
    patterns: tuple[tuple[str, int], ...]
    always: tuple[int, ...]
    leaders: dict[int, int]
    programs: tuple[Program, ...] = ()


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
            return _is_word(chr(value))
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


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_word_member(member: Any) -> bool:
    operation, value = member
    name = str(operation)
    if name == "RANGE":
        return _is_word(chr(value[0])) and _is_word(chr(value[1]))
    return _is_word(chr(value)) if name == "LITERAL" else str(value) in ("CATEGORY_WORD", "CATEGORY_DIGIT")


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
    if not _is_word(token.group()[0]):
        return True
    return (token.start() > 0 or left) and (token.end() < len(string) or right)


def _ends_outside(chunk: list[str], left: bool) -> bool:
    """Whether every string of a chunk ends outside a word, so that a word may start behind it."""
    return all(not _is_word(string[-1]) if string else left for string in chunk)


def _cheaper(one: _Choice | None, other: _Choice | None) -> _Choice | None:
    if one is None or other is None:
        return one or other
    return other if other.cost < one.cost else one


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
        self.leaders = {
            number: index.leaders[owner]
            for number, (_, owner) in enumerate(index.patterns)
            if owner in index.leaders
        }
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._timed: dict[int, Any] = {}
        self._patience: float | None = None
        self._at_work = 0

    def find(
        self,
        text: str,
        words: Sequence[str],
        starts: Sequence[int],
        stretches: Sequence[Stretch],
        patience: float | None = None,
    ) -> list[Hit]:
        """Every match in the stretches of a folded text, sorted by place.

        `patience` is the time in seconds that one pattern may take on one stretch, for where `time_limit` is not.

        `words` and `starts` are the words of the whole text and their offsets. A match starts at a word or at a
        sign. Of overlapping matches of one owner the leftmost and then the longest stays. Raises OutOfTime inside
        `time_limit`.
        """
        found: list[Hit] = []
        self._patience = patience
        try:
            for number, stretch in enumerate(stretches):
                _Search(self, text, words, starts, stretch, number, found).run()
        except TimeoutError:
            raise OutOfTime(self.index.patterns[self._at_work][1]) from None
        return _without_overlaps(found)

    def pattern(self, number: int) -> re.Pattern[str]:
        """The compiled pattern of a number; the last one asked for is blamed when time runs out."""
        self._at_work = number
        if self._patience is not None:
            return cast("re.Pattern[str]", self._timed_pattern(number, self._patience))
        compiled = self._compiled.get(number)
        if compiled is None:
            source, programs = self.index.patterns[number][0], self.index.programs
            compiled = thaw(_write_cue(source), programs[number]) if programs else compile_cue(source)
            self._compiled[number] = compiled
        return compiled

    def _timed_pattern(self, number: int, patience: float) -> Any:
        if number not in self._timed:
            self._timed[number] = _TimedPattern(_write_cue(self.index.patterns[number][0]), patience)
        return self._timed[number]


class _TimedPattern:
    """A pattern of `regex`, which keeps a time limit of its own where no timer can interrupt `re`."""

    def __init__(self, source: str, patience: float) -> None:
        import regex

        self._pattern = regex.compile(source)
        self._patience = patience

    def match(self, text: str, start: int, end: int) -> Any:
        return self._pattern.match(text, start, end, timeout=self._patience)

    def finditer(self, text: str, start: int, end: int) -> Any:
        return self._pattern.finditer(text, start, end, timeout=self._patience)


class _Search:
    """One stretch being searched."""

    __slots__ = ("deferred", "found", "matcher", "number", "scanned", "starts", "stretch", "text", "words")

    def __init__(
        self,
        matcher: Matcher,
        text: str,
        words: Sequence[str],
        starts: Sequence[int],
        stretch: Stretch,
        number: int,
        found: list[Hit],
    ) -> None:
        self.matcher = matcher
        self.text = text
        self.words = words
        self.starts = starts
        self.stretch = stretch
        self.number = number
        self.found = found
        self.scanned: set[int] = set(matcher.index.always)
        self.deferred: list[tuple[int, int, int, int, int]] = []

    def run(self) -> None:
        words, lookup = self.words, self.matcher.index.triggers.get
        before = len(self.found)
        for n in range(self.stretch.first, self.stretch.last):
            word = words[n]
            if trigger := lookup(word):
                self._try(trigger, n, self.starts[n])
            if "'" in word:
                self._try_parts(word, n)
        for sign in self.matcher.index.signs:
            self._try_sign(sign)
        leaders = self.matcher.leaders
        for pattern in self.scanned:
            if pattern not in leaders:
                self._scan(pattern)
        if len(self.found) > before:
            self._follow({hit.owner for hit in self.found[before:]})

    def _follow(self, leading: set[int]) -> None:
        """Try the patterns of owners whose leader matched in this stretch."""
        leaders = self.matcher.leaders
        for near in self.deferred:
            if leaders[near[0]] in leading:
                self._try_near(*near)
        for pattern in self.scanned:
            if leaders.get(pattern) in leading:
                self._scan(pattern)

    def _try_parts(self, word: str, n: int) -> None:
        """A word with an apostrophe is, to a pattern, several words."""
        for part in _WORD.finditer(word):
            if trigger := self.matcher.index.triggers.get(part.group()):
                self._try(trigger, n, self.starts[n] + part.start())

    def _try_sign(self, sign: str) -> None:
        at = self.text.find(sign, self.stretch.start, self.stretch.end)
        while at >= 0:
            n = bisect_right(self.starts, at, self.stretch.first, self.stretch.last) - 1
            self._try(self.matcher.index.triggers[sign], max(n, self.stretch.first), at)
            at = self.text.find(sign, at + 1, self.stretch.end)

    def _try(self, trigger: Trigger, n: int, place: int) -> None:
        """Try everything filed under the word or sign that stands at `place`, in or behind word `n`."""
        for phrase, offset, owner in trigger.phrases:
            start = place - offset
            if self.text.startswith(phrase, start) and start >= self.stretch.start:
                self._add_phrase(start, start + len(phrase), owner)
        for pattern, least, most in trigger.near:
            if pattern in self.matcher.leaders:
                self.deferred.append((pattern, n, place, place - most, place - least))
            else:
                self._try_near(pattern, n, place, place - most, place - least)
        self.scanned.update(trigger.scanned)

    def _add_phrase(self, start: int, end: int, owner: int) -> None:
        if end <= self.stretch.end and _is_bounded(self.text, start, end):
            self.found.append(Hit(start, end, owner, self.number))

    def _try_near(self, pattern: int, n: int, place: int, earliest: int, latest: int) -> None:
        """Try a pattern at the words where a match that holds the token at `place` could begin."""
        starts, first = self.starts, self.stretch.first
        while n > first and starts[n - 1] >= earliest:
            n -= 1
        match = self.matcher.pattern(pattern).match
        while n < self.stretch.last and starts[n] <= latest:
            hit = match(self.text, starts[n], self.stretch.end)
            if hit:
                owner = self.matcher.index.patterns[pattern][1]
                self.found.append(Hit(hit.start(), hit.end(), owner, self.number))
                if hit.end() > place:
                    return
            n += 1

    def _scan(self, pattern: int) -> None:
        owner = self.matcher.index.patterns[pattern][1]
        for hit in self.matcher.pattern(pattern).finditer(self.text, self.stretch.start, self.stretch.end):
            self.found.append(Hit(hit.start(), hit.end(), owner, self.number))


def compile_cue(pattern: str) -> re.Pattern[str]:
    """A cue as a compiled pattern that matches whole words; it does not begin behind a word's apostrophe."""
    return re.compile(_write_cue(pattern))


def _write_cue(pattern: str) -> str:
    return rf"(?<!\w)(?<!\w')(?:{pattern})(?!\w)"


def freeze_patterns(index: Index) -> Index:
    """An index with its patterns in the compiled form of this interpreter, which is fifty times as fast to load."""
    programs = [freeze(_write_cue(source)) for source, _ in index.patterns]
    return index._replace(programs=tuple(one for one in programs if one)) if all(programs) else index


def _is_bounded(text: str, start: int, end: int) -> bool:
    if start and (
        _is_word(text[start - 1]) or (text[start - 1] == "'" and _is_word(text[start - 2 : start - 1] or " "))
    ):
        return False
    return end == len(text) or not _is_word(text[end])


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
    (Windows, a thread that is not the main one) entering gives False, and the matcher needs patience of its own.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._before: Callable[[int, FrameType | None], Any] | int | None = None
        self._armed = False

    def __enter__(self) -> bool:
        try:
            self._before = signal.signal(signal.SIGALRM, _interrupt)
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
            self._armed = True
        except (AttributeError, ValueError):
            self._armed = False
        return self._armed

    def __exit__(self, *_: object) -> None:
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise TimeoutError
