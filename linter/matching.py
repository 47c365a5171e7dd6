"""Many phrases and patterns in one pass: each is looked for only where a word stands that it cannot match without.

A *cue* is a regular expression over folded prose (lower case, straight quotation marks, single blanks). It matches
whole words: `critic` does not match in "critics". It is filed under its triggers, words of which every match must
hold one (`filing.py`). A text is split into words once, every word is looked up, and only the patterns so found are
tried, at the few words where they could begin. A pattern without a trigger is tried on every stretch, and is slow.
"""

from __future__ import annotations

# The module behind signal, which dresses it in enums: those take longer to import than a draft to lint.
import _signal
from bisect import bisect_right

from linter.patterns import compile_pattern, freeze, thaw
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from types import FrameType
    from typing import Any

    from linter.patterns import Program

_WORD = compile_pattern(r"\w+")


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
            return self._timed_pattern(number, self._patience)  # type: ignore[no-any-return]
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
    import re

    return re.compile(_write_cue(pattern))


def _write_cue(pattern: str) -> str:
    return rf"(?<!\w)(?<!\w')(?:{pattern})(?!\w)"


def freeze_patterns(index: Index) -> Index:
    """An index with its patterns in the compiled form of this interpreter, which is fifty times as fast to load."""
    programs = [freeze(_write_cue(source)) for source, _ in index.patterns]
    return index._replace(programs=tuple(one for one in programs if one)) if all(programs) else index


def is_word(char: str) -> bool:
    """Whether a character is part of a word, as `\\w` has it."""
    return char.isalnum() or char == "_"


def _is_bounded(text: str, start: int, end: int) -> bool:
    if start and (
        is_word(text[start - 1]) or (text[start - 1] == "'" and is_word(text[start - 2 : start - 1] or " "))
    ):
        return False
    return end == len(text) or not is_word(text[end])


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
            self._before = _signal.signal(_signal.SIGALRM, _interrupt)
            _signal.setitimer(_signal.ITIMER_REAL, self.seconds)
            self._armed = True
        except (AttributeError, ValueError):
            self._armed = False
        return self._armed

    def __exit__(self, *_: object) -> None:
        if self._armed:
            _signal.setitimer(_signal.ITIMER_REAL, 0)
            _signal.signal(_signal.SIGALRM, self._before)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise TimeoutError
