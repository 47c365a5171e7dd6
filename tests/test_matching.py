"""Cues in one pass: the index finds what trying every cue everywhere finds, and no more."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.filing import BadPattern, Way, check_pattern, file_cues, find_triggers
from linter.matching import Hit, Matcher, OutOfTime, Stretch, compile_cue, time_limit
from linter.memory import Memory
from linter.patterns import freeze, thaw
from linter.segment import find_words

FREQUENCY = {
    "the": 60000.0,
    "of": 30000.0,
    "it": 10000.0,
    "is": 10000.0,
    "some": 1500.0,
    "by": 5000.0,
    "that": 10000.0,
}


def find(cues: list[str], text: str) -> list[Hit]:
    index = file_cues([(cue, owner) for owner, cue in enumerate(cues)], FREQUENCY)
    return Matcher(index).find(text, *find_words(text), stretches(text))


def stretches(text: str) -> list[Stretch]:
    found: list[Stretch] = []
    starts = find_words(text).starts
    for sentence in re.finditer(r"[^.]+", text):
        inside = [n for n, start in enumerate(starts) if sentence.start() <= start < sentence.end()]
        if inside:
            found.append(Stretch(sentence.start(), sentence.end(), inside[0], inside[-1] + 1))
    return found


def find_slowly(cues: list[str], text: str) -> list[Hit]:
    """Every cue tried on every stretch: what the index has to agree with."""
    return sorted(
        Hit(hit.start(), hit.end(), owner, number)
        for number, stretch in enumerate(stretches(text))
        for owner, cue in enumerate(cues)
        for hit in compile_cue(cue).finditer(text, stretch.start, stretch.end)
    )


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        pytest.param("critic", "the critics came", id="part of a word"),
        pytest.param("critic", "a hypercritic came", id="end of a word"),
        pytest.param("s critics", "the town's critics", id="behind an apostrophe"),
        pytest.param("by critics", "by the way. critics", id="over a sentence's end"),
        pytest.param("by (?:critics|others)", "by. others", id="pattern over a sentence's end"),
    ],
)
def test_find_noop(cue: str, text: str) -> None:
    assert find([cue], text) == []


@pytest.mark.parametrize(
    ("cue", "text", "matched"),
    [
        pytest.param("by critics", "drawn by critics of it", ["by critics"], id="phrase"),
        pytest.param("critic", "the critic's view", ["critic"], id="before an apostrophe"),
        pytest.param("(?:some )?critics say", "some critics say", ["some critics say"], id="optional head"),
        pytest.param(r"\d+ ?(?:%|percent)", "5% or 6 percent", ["5%", "6 percent"], id="sign or word"),
        pytest.param("[a-z]+ly said", "loudly said", ["loudly said"], id="shape before the word"),
        pytest.param("either .{1,20} or", "either this or that", ["either this or"], id="gap"),
        pytest.param("isn't", "it isn't so", ["isn't"], id="apostrophe"),
        pytest.param("[a-z]+ists", "the florists came", ["florists"], id="no trigger word"),
        pytest.param("moor[ -]*land", "a moorland moor-land", ["moorland", "moor-land"], id="joint left out"),
    ],
)
def test_find(cue: str, text: str, matched: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in find([cue], text)] == matched


def test_longest_of_one_owner_stays() -> None:
    text = "open to the possibility of it"
    index = file_cues([("possibility of", 0), ("open to the possibility of", 0)], FREQUENCY)
    assert [
        (hit.start, hit.end) for hit in Matcher(index).find(text, *find_words(text), stretches(text))
    ] == [(0, 26)]


def test_match_that_begins_inside_an_earlier_one_hides_none_behind_it() -> None:
    cues, text = ["(?:the |some )?of .{1,9}"], "of the the of the"
    assert find(cues, text) == find_slowly(cues, text) == [Hit(0, 10, 0, 0), Hit(11, 17, 0, 0)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?:the |some )?(?:critics|experts) (?:[a-z]+ly )?say", {"critics", "experts"}),
        ("it is (?:widely )?said", {"said", "widely"}),
        ("[a-z]+ly said", {"said"}),
        ("(?:[a-z-]+ ){1,6}than (?!ever)", {"than"}),
        (r"\d+(?:%| percent)", {"%", "percent"}),
        (r"(?:is|was)\b\s*\b(?:\w+ed|said)", {"is", "was"}),
        ("indicat(?:es?|ed) that", {"indicate", "indicates", "indicated"}),
    ],
)
def test_trigger_words(pattern: str, words: set[str]) -> None:
    found = find_triggers(pattern, FREQUENCY).words
    assert found
    assert set(found) <= words


def test_a_trigger_is_known_by_what_stands_beside_it() -> None:
    spot = find_triggers("(?:the|some) [a-z]+ by half", FREQUENCY).words["half"]
    assert (spot.way.least, spot.way.blanks, spot.before, spot.behind) == (9, 3, (" by ",), ("half",))
    spot = find_triggers("(?:hardly|never) (?:once|at all)", FREQUENCY).words["never"]
    assert (spot.way, spot.before, spot.behind) == (Way(0, 0, 0), ("",), ("never at all", "never once"))


@pytest.mark.parametrize("pattern", ["[a-z]+ists", "moor[ -]*land", "hard(?:ly [a-z]+ )*ship"])
def test_pattern_without_trigger_word_has_none(pattern: str) -> None:
    assert find_triggers(pattern, FREQUENCY).words == {}


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("crit(ics", "missing )"),
        ("Critics", "capital"),
        ("(?:critics)?", "empty string"),
        ("(critics)", "write (?:...)"),
    ],
)
def test_bad_patterns_are_refused(pattern: str, reason: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(reason)):
        check_pattern(pattern)


def test_runaway_pattern_is_out_of_time() -> None:
    text = "a" * 40 + "b c"
    matcher = Matcher(file_cues([("(?:a|aa)+ c", 7)], FREQUENCY))
    with pytest.raises(OutOfTime) as late, time_limit(0.05):
        matcher.find(text, *find_words(text), stretches(text))
    assert late.value.owner == 7


WORDS = [
    "the",
    "of",
    "critics",
    "some",
    "say",
    "said",
    "loudly",
    "it's",
    "town's",
    "by",
    "10",
    "%",
    "-",
    ",",
    ".",
]
PIECES = [
    "critics",
    "some",
    "say",
    "said",
    "by",
    "the ",
    "of ",
    "[a-z]+",
    "[a-z]+ly",
    "(?:the |some )?",
    " ",
    "'s",
]
PIECES += [
    "(?:say|said)",
    "(?:[a-z]+ ){0,2}",
    ".{1,9}",
    r"\d+",
    "%",
    "(?:critics|[a-z]+s)",
    "(?!said)",
    "s?",
    "[ -]*",
    "-",
]


def is_usable(cue: str) -> bool:
    try:
        check_pattern(cue)
        return bool(re.search(r"\w", re.sub(r"\\.|\[.*?\]", "", cue)))
    except BadPattern:
        return False


cues = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join).map(str.strip).filter(is_usable)
texts = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(cues, min_size=1, max_size=4, unique=True), texts)
def test_index_finds_what_trying_everything_finds(patterns: list[str], text: str) -> None:
    assert sorted(find(patterns, text)) == find_slowly(patterns, text)


@settings(max_examples=200, deadline=None)
@given(st.lists(cues, min_size=2, max_size=4, unique=True), texts)
def test_cues_that_are_led_are_found_only_beside_their_leader(patterns: list[str], text: str) -> None:
    owned = [(cue, owner) for owner, cue in enumerate(patterns)]
    led = Matcher(file_cues(owned, FREQUENCY, {1: 0})).find(text, *find_words(text), stretches(text))
    slowly = find_slowly(patterns, text)
    leading = {hit.stretch for hit in slowly if hit.owner == 0}
    assert sorted(led) == [hit for hit in slowly if hit.owner != 1 or hit.stretch in leading]


@pytest.mark.parametrize(
    "source", ["critics?", "(?P<who>critics|experts) (say)", "(?i)it's", "(?<!the )x{2,}$"]
)
def test_a_frozen_pattern_is_the_same_pattern(source: str) -> None:
    program = freeze(source)
    assert program
    thawed, compiled = thaw(source, program), re.compile(source)
    assert (thawed.flags, thawed.groups, thawed.groupindex) == (
        compiled.flags,
        compiled.groups,
        compiled.groupindex,
    )
    for text in ("experts say", "the critics", "it's", "xxx", ""):
        assert [hit.span() for hit in thawed.finditer(text)] == [
            hit.span() for hit in compiled.finditer(text)
        ]


LOOKING = ["(?<!the )critics", "(?<=some )critics say", "(?<!it's )(?:critics|[a-z]+ly)", "said(?! by)"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(cues | st.sampled_from(LOOKING), min_size=1, max_size=4, unique=True),
    st.lists(texts, max_size=3),
)
def test_lines_that_are_remembered_hold_what_the_whole_text_does(
    patterns: list[str], drafts: list[str]
) -> None:
    matcher = Matcher(file_cues([(cue, owner) for owner, cue in enumerate(patterns)], FREQUENCY))
    memory = Memory()
    for text in (*drafts, *(f"the {text}" for text in drafts), *drafts):
        words, parts = find_words(text), stretches(text)
        lines = [parts[:1], [], parts[1:]]
        with memory:
            found = [
                Hit(line.start + start, line.start + end, owner, line.first + number)
                for line in matcher.find_by_line(text, *words, lines)
                for owner, hits in line.hits.items()
                for start, end, number in hits
            ]
        assert sorted(found) == sorted(matcher.find(text, *words, parts))


def test_runaway_pattern_is_out_of_time_without_a_timer() -> None:
    text = "a" * 40 + "b c"
    matcher = Matcher(file_cues([("(?:a|aa)+ c", 7)], FREQUENCY))
    with pytest.raises(OutOfTime):
        matcher.find(text, *find_words(text), stretches(text), patience=0.05)


@settings(max_examples=100, deadline=None)
@given(st.lists(cues, min_size=1, max_size=4, unique=True), texts)
def test_patience_finds_the_same(patterns: list[str], text: str) -> None:
    index = file_cues([(cue, owner) for owner, cue in enumerate(patterns)], FREQUENCY)
    found = Matcher(index).find(text, *find_words(text), stretches(text), patience=5.0)
    assert sorted(found) == sorted(find(patterns, text))


def test_time_limit_says_that_a_thread_has_none() -> None:
    from threading import Thread

    armed: list[bool] = []

    def enter() -> None:
        with time_limit(1) as limited:
            armed.append(limited)

    thread = Thread(target=enter)
    thread.start()
    thread.join()
    assert armed == [False]
