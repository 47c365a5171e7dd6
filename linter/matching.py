"""Many phrases and patterns in one pass: each is looked for only where a word stands that it cannot match without.

A *cue* is a regular expression over folded prose (lower case, straight quotation marks, single blanks). It matches
whole words: `critic` does not match in "critics". It is filed under its triggers, words of which every match must
hold one (`filing.py`). A text is split into words once, every word is looked up, and only the patterns so found are
tried, at the few words where they could begin. A pattern without a trigger is tried on every stretch, and is slow.
"""

from __future__ import annotations

# The module behind signal, which dresses it in enums: those take longer to import than a draft to lint.
import _signal
import marshal
from bisect import bisect_left

from linter.cache import Annex
from linter.memory import recall
from linter.patterns import Program, compile_pattern, freeze, thaw
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from types import FrameType
    from typing import Any, TypeAlias


_WORD = compile_pattern(r"\w+")


class Hit(NamedTuple):
    """Where a cue matched: code points of the text, the number of its owner, the number of its stretch."""

    start: int
    end: int
    owner: int
    stretch: int


class Line(NamedTuple):
    """What matched in a run of stretches: by owner the code points, from `start`, and the stretch, from `first`."""

    start: int
    first: int
    hits: Mapping[int, Sequence[tuple[int, int, int]]]


Guard: TypeAlias = "frozenset[str] | None"
Beside: TypeAlias = "tuple[str, ...]"


class Trials(NamedTuple):
    """What may be tried where one word stands.

    `phrases`: (phrase, offset of the word in it, owner); `near`: (number of a pattern, strings of which one ends before
    the word, strings of which one begins with the word, least and most code points between the start of a match and
    the word); `back`: the same, with how many blanks can stand between the two at most instead; `scanned`: the same
    with neither, for a pattern to be searched for in the whole stretch.
    """

    phrases: tuple[tuple[str, int, int], ...]
    near: tuple[tuple[int, Beside, Beside, int, int], ...]
    back: tuple[tuple[int, Beside, Beside, int], ...]
    scanned: tuple[tuple[int, Beside, Beside], ...]


# How many code points beside a word tell what may be tried there: a blank and the first letters of the next word.
SEEN = 3


class Trigger(NamedTuple):
    """What may be tried where one word stands: by the SEEN code points behind it or before it, and `always`."""

    behind: Mapping[str, Trials]
    before: Mapping[str, Trials]
    always: Trials


class Files(NamedTuple):
    """Triggers by the words they are filed under, each by the number of its piece: see `Index`.

    `signs` are the triggers that are no words. The patterns of `always` have no trigger, and are searched for in every
    stretch.
    """

    triggers: dict[str, int]
    signs: tuple[str, ...]
    always: tuple[int, ...]


class Form(NamedTuple):
    """A pattern as it is tried: its source, words of which the stretch must hold one besides a trigger, its program."""

    source: str
    guard: Guard
    program: tuple[Any, ...] | None = None


class Index(NamedTuple):
    """All cues, filed: plain values, so that it can be kept in a cache.

    A draft needs few of the patterns and triggers, so they are packed, in pieces: first the forms of the patterns, then
    the triggers. `patterns` are the owners of the patterns by number; owners are numbered below `owners`. The cues of
    `led` are tried only in stretches where the owner has matched that `leaders` names for theirs.
    """

    filed: Files
    led: Files
    patterns: tuple[int, ...]
    owners: int
    leaders: dict[int, int]
    pieces: Annex

    def form(self, number: int) -> Form:
        """A pattern by its number."""
        return Form(*marshal.loads(self.pieces[number]))


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
    """An index at work. Triggers are unpacked and patterns compiled when they are first needed, and kept."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.filed, self.led = Cabinet(index.filed, index.pieces), Cabinet(index.led, index.pieces)
        self.followers: dict[int, list[int]] = {}
        for owner, leader in index.leaders.items():
            self.followers.setdefault(leader, []).append(owner)
        self._reach = -1
        self._forms: dict[int, Form] = {}
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

        `words` and `starts` are the words of the whole text and their offsets. `patience` is the time in seconds
        that one pattern may take on one stretch, for where `time_limit` is not. Of overlapping matches of one owner
        the leftmost and then the longest stays. Raises OutOfTime inside `time_limit`.
        """
        self._patience = patience
        try:
            return _without_overlaps(_Search(self, text, words, starts).run(stretches))
        except TimeoutError:
            raise OutOfTime(self.index.patterns[self._at_work]) from None

    def find_by_line(
        self,
        text: str,
        words: Sequence[str],
        starts: Sequence[int],
        lines: Iterable[Sequence[Stretch]],
        patience: float | None = None,
    ) -> list[Line]:
        """The same, line by line, where lines of stretches that a memory knows are not searched.

        What is found in a line depends on its text and the ends of its stretches, on what patterns see before it, and
        on the character behind it.
        """
        self._patience = patience
        search, reach = _Search(self, text, words, starts), self.reach
        found: list[Line] = []
        first = 0
        try:
            for line in lines:
                start = line[0].start if line else 0
                seen = text[max(0, start - reach) : line[-1].end + 1] if line else ""
                key = (self, min(start, reach), seen, *[one.end - start for one in line])
                found.append(Line(start, first, recall(key, lambda: search.run_alone(line))))  # noqa: B023
                first += len(line)
        except TimeoutError:
            raise OutOfTime(self.index.patterns[self._at_work]) from None
        return found

    @property
    def reach(self) -> int:
        """How many code points before a stretch its patterns look back at, at most."""
        if self._reach < 0:
            self._reach = find_reach(
                self.index.form(number).source for number in range(len(self.index.patterns))
            )
        return self._reach

    def pattern(self, number: int) -> re.Pattern[str]:
        """The compiled pattern of a number; the last one asked for is blamed when time runs out."""
        self._at_work = number
        if self._patience is not None:
            return self._timed_pattern(number, self._patience)  # type: ignore[no-any-return]
        compiled = self._compiled.get(number)
        if compiled is None:
            source, _, program = self.form(number)
            compiled = thaw(_write_cue(source), Program(*program)) if program else compile_cue(source)
            self._compiled[number] = compiled
        return compiled

    def form(self, number: int) -> Form:
        """What is needed to try the pattern of a number."""
        form = self._forms.get(number)
        if form is None:
            form = self._forms[number] = self.index.form(number)
        return form

    def _timed_pattern(self, number: int, patience: float) -> Any:
        if number not in self._timed:
            self._timed[number] = TimedPattern(_write_cue(self.form(number).source), patience)
        return self._timed[number]


class Cabinet:
    """Files at work: the triggers that drafts hold, unpacked."""

    def __init__(self, files: Files, pieces: Annex) -> None:
        self.files = files
        self._pieces = pieces
        self._unpacked: dict[str, Trigger] = {}

    def trigger(self, word: str) -> Trigger:
        """What is filed under a word or sign. Raises KeyError where nothing is."""
        found = self._unpacked.get(word)
        if found is None:
            packed = self._pieces[self.files.triggers[word]]
            found = self._unpacked[word] = Trigger(*marshal.loads(packed))
        return found


class TimedPattern:
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
    """A text being searched, stretch by stretch."""

    __slots__ = ("_here", "found", "matcher", "parts", "starts", "text", "words")

    def __init__(self, matcher: Matcher, text: str, words: Sequence[str], starts: Sequence[int]) -> None:
        self.matcher = matcher
        self.text = text
        self.words = words
        self.starts = starts
        # A word with an apostrophe is, to a pattern, several words.
        self.parts: dict[str, list[re.Match[str]]] = {}
        self.found: list[Hit] = []
        self._here: tuple[Stretch | None, set[str]] = None, set()

    def run(self, stretches: Sequence[Stretch]) -> list[Hit]:
        """All matches, in no order."""
        matcher, found = self.matcher, self.found
        here = {word for stretch in stretches for word in self.words[stretch.first : stretch.last]}
        self.parts = {word: list(_WORD.finditer(word)) for word in here if "'" in word}
        filed = self._look_up(matcher.filed, here)
        led = self._look_up(matcher.led, here)
        for number, stretch in enumerate(stretches):
            before = len(found)
            self._search(stretch, number, matcher.filed, filed, None)
            leading = len(found) > before and {hit.owner for hit in found[before:]} & matcher.followers.keys()
            if leading:
                followers = {owner for leader in leading for owner in matcher.followers[leader]}
                self._search(stretch, number, matcher.led, led, followers)
        return found

    def run_alone(self, stretches: Sequence[Stretch]) -> Mapping[int, Sequence[tuple[int, int, int]]]:
        """The matches in some stretches as a line has them."""
        self.found, start = [], stretches[0].start if stretches else 0
        alone: dict[int, list[tuple[int, int, int]]] = {}
        for hit in _without_overlaps(self.run(stretches)):
            alone.setdefault(hit.owner, []).append((hit.start - start, hit.end - start, hit.stretch))
        return alone

    def _look_up(self, cabinet: Cabinet, words: set[str]) -> dict[str, list[tuple[Trigger, int, int]]]:
        """For each of some words that is a trigger or holds some: them, and where in it they begin and end."""
        filed = cabinet.files.triggers
        found = {word: [(cabinet.trigger(word), 0, len(word))] for word in filed.keys() & words}
        for word in words & self.parts.keys():
            for part in self.parts[word]:
                if part.group() in filed:
                    found.setdefault(word, []).append((cabinet.trigger(part.group()), *part.span()))
        return found

    def _search(
        self,
        stretch: Stretch,
        number: int,
        cabinet: Cabinet,
        triggers: Mapping[str, list[tuple[Trigger, int, int]]],
        owners: AbstractSet[int] | None,
    ) -> None:
        """Try the cues of a cabinet on one stretch, or those that some owners have there.

        Nearly all of them can be told from what stands beside the word to match nowhere: only the rest is any work.
        """
        text = self.text
        scanned = set(cabinet.files.always)
        for (behind, before, always), place, end in self._meet(stretch, cabinet, triggers):
            if behind and (trials := behind.get(text[end : end + SEEN])):
                self._try(trials, place, stretch, number, owners, scanned)
            if before and (trials := before.get(text[place - SEEN : place])):
                self._try(trials, place, stretch, number, owners, scanned)
            if always:
                self._try(always, place, stretch, number, owners, scanned)
        for pattern in scanned:
            if self._may_match(pattern, owners, stretch):
                owner = self.matcher.index.patterns[pattern]
                for hit in self.matcher.pattern(pattern).finditer(text, stretch.start, stretch.end):
                    self.found.append(Hit(hit.start(), hit.end(), owner, number))

    def _meet(
        self, stretch: Stretch, cabinet: Cabinet, triggers: Mapping[str, list[tuple[Trigger, int, int]]]
    ) -> list[tuple[Trigger, int, int]]:
        """The triggers in a stretch, with the offsets of where each begins and ends."""
        starts, here = self.starts, self.words[stretch.first : stretch.last]
        met = [
            (trigger, starts[n] + start, starts[n] + end)
            for n, found in enumerate(map(triggers.get, here), stretch.first)
            if found
            for trigger, start, end in found
        ]
        for sign in cabinet.files.signs:
            at = self.text.find(sign, stretch.start, stretch.end)
            while at >= 0:
                met.append((cabinet.trigger(sign), at, at + len(sign)))
                at = self.text.find(sign, at + 1, stretch.end)
        return met

    def _try(
        self,
        trials: Trials,
        place: int,
        stretch: Stretch,
        number: int,
        owners: AbstractSet[int] | None,
        scanned: set[int],
    ) -> None:
        """Try what is filed under a word at its place in a stretch, or put it among what is to be `scanned` for."""
        starts_with, ends_with = self.text.startswith, self.text.endswith
        phrases, near, back, searched = trials
        for phrase, offset, owner in phrases:
            if starts_with(phrase, place - offset):
                self._add_phrase(place - offset, phrase, owner, stretch, number, owners)
        for pattern, before, behind, least, most in near:
            if (
                starts_with(behind, place)
                and ends_with(before, 0, place)
                and self._may_match(pattern, owners, stretch)
            ):
                self._try_near(pattern, place - most, place - least, stretch, number)
        for pattern, before, behind, blanks in back:
            if (
                starts_with(behind, place)
                and ends_with(before, 0, place)
                and self._may_match(pattern, owners, stretch)
            ):
                self._try_near(pattern, self._step_back(place, blanks, stretch), place, stretch, number)
        if searched:
            scanned |= {
                pattern
                for pattern, before, behind in searched
                if starts_with(behind, place) and ends_with(before, 0, place)
            }

    def _may_match(self, pattern: int, owners: AbstractSet[int] | None, stretch: Stretch) -> bool:
        """Whether a pattern is wanted in a stretch, and its guard does not rule it out there."""
        if owners is not None and self.matcher.index.patterns[pattern] not in owners:
            return False
        guard = self.matcher.form(pattern).guard
        return guard is None or not guard.isdisjoint(self._read_words(stretch))

    def _read_words(self, stretch: Stretch) -> set[str]:
        """The words of a stretch, those with an apostrophe also piece by piece."""
        if self._here[0] is not stretch:
            here = set(self.words[stretch.first : stretch.last])
            for word in here & self.parts.keys():
                here.update(part.group() for part in self.parts[word])
            self._here = stretch, here
        return self._here[1]

    def _add_phrase(
        self,
        start: int,
        phrase: str,
        owner: int,
        stretch: Stretch,
        number: int,
        owners: AbstractSet[int] | None,
    ) -> None:
        end = start + len(phrase)
        if (
            stretch.start <= start
            and end <= stretch.end
            and (owners is None or owner in owners)
            and _is_bounded(self.text, start, end)
        ):
            self.found.append(Hit(start, end, owner, number))

    def _step_back(self, place: int, blanks: int, stretch: Stretch) -> int:
        """The offset between which and a later one no more than so many blanks stand."""
        for _ in range(blanks + 1):
            place = self.text.rfind(" ", stretch.start, place)
            if place < 0:
                return stretch.start
        return place

    def _try_near(self, pattern: int, least: int, most: int, stretch: Stretch, number: int) -> None:
        """Try a pattern at the words between two offsets, where a match could begin that holds the word met."""
        starts = self.starts
        n = bisect_left(starts, least, stretch.first, stretch.last)
        match = self.matcher.pattern(pattern).match
        while n < stretch.last and starts[n] <= most:
            hit = match(self.text, starts[n], stretch.end)
            if hit:
                owner = self.matcher.index.patterns[pattern]
                self.found.append(Hit(hit.start(), hit.end(), owner, number))
            n += 1


def compile_cue(pattern: str) -> re.Pattern[str]:
    """A cue as a compiled pattern that matches whole words; it does not begin behind a word's apostrophe."""
    import re

    return re.compile(_write_cue(pattern))


def _write_cue(pattern: str) -> str:
    return rf"(?<!\w)(?<!\w')(?:{pattern})(?!\w)"


def find_reach(patterns: Iterable[str]) -> int:
    """How far cues look back from their beginnings, in code points: what one looks back by stands in its source.

    A cue has two looks back of its own, see `_write_cue`. The parser is that of `re`, as in `filing.py`.
    """
    from re import _parser as sre  # type: ignore[attr-defined]

    looking = (sre.parse(source) for source in patterns if "(?<" in source)
    return max((_look_back(list(parsed)) for parsed in looking), default=0) + 2


def _look_back(parsed: Any) -> int:
    """The width of the widest look back anywhere in a parsed pattern."""
    if isinstance(parsed, tuple) and len(parsed) == 2 and parsed[0] == -1:
        return int(parsed[1].getwidth()[1]) + _look_back(list(parsed[1]))
    if isinstance(parsed, (tuple, list)):
        return max(map(_look_back, parsed), default=0)
    return _look_back(list(parsed)) if hasattr(parsed, "getwidth") else 0


def freeze_patterns(index: Index) -> Index:
    """An index with its patterns in the compiled form of this interpreter, which is fifty times as fast to load."""
    pieces = list(index.pieces)
    for number in range(len(index.patterns)):
        form = index.form(number)
        program = freeze(_write_cue(form.source))
        pieces[number] = marshal.dumps(tuple(form._replace(program=program and tuple(program))))
    return index._replace(pieces=Annex.of(pieces))


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
