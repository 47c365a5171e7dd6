"""Figures: which digits measure, which count, which are dates, and which are none of these."""

from __future__ import annotations

from linter.patterns import compile_pattern
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from linter.portion import Portion

NUMBER = "number"
COUNT = "count"
DATE = "date"

Lexicon: TypeAlias = "Mapping[str, frozenset[str]]"

# How much of the prose round a figure is looked at, in code points.
_SEEN_BEFORE, _SEEN_AFTER = 40, 60
# How far before a figure the plan may stand that it belongs to.
PLANNED_BEFORE = 90
_DIGITS = compile_pattern(r"\d+(?:[.,]\d+)*")
_MONEY = compile_pattern(r"(?:(?:us|a|c|nz|hk)?[$£€¥]|\b(?:rs|usd|eur|gbp)\.?) ?$")
_CURRENCY = frozenset("$£€¥ spdr.")
_PERCENT = compile_pattern(r" ?%|[ -]per ?cent\b|[ -]percent|[ -]percentage[ -]points?|-points?\b|p\b|¢")
_MAGNITUDE = compile_pattern(r"[ -]?(?:hundred|thousand|million|billion|trillion|bn|mn|tn|[mk])\b")
_CLOCK = compile_pattern(r":\d\d|[ ]?[ap]\.?m\b|[ ]?o'clock| (?:gmt|bst|est)\b")
_ORDINAL = compile_pattern(r"(?:st|nd|rd|th)\b")
_AGE = compile_pattern(r"[- ]years?[- ]olds?\b|[- ]months?[- ]old\b")
_SCORE = compile_pattern(
    r"[-–]\d+(?![\d-]*[ -]?(?:vote|percent|per|million|billion|year|month|day|hour|%|margin|point|seat))"
)
_PLURAL = compile_pattern(r"s\b")
_ADDRESS = compile_pattern(r" [A-Z]")
_RANGE = compile_pattern(r"(?:[-–—]| (?:to|or|and) )[$£€]?\d+(?:[.,]\d+)*")
_HYPHEN_UNIT = compile_pattern(r"-([a-z]+)")
_WORD = compile_pattern(r"[a-z'-]+")
_BEFORE = compile_pattern(r"([\w'$-]+)\W{0,2}$")
_RATIO = compile_pattern(r" (?:in|out of|of|of the|of its|of their) (?:every )?(?:\d|the \d)")
_TO_ONE = compile_pattern(r" to (?:\d|one\b)")
_RATE = compile_pattern(
    r"[^.;:?!]{0,40}?\b(?:(?:a|per|each|every) (?:year|month|week|day|night|hour|minute|head|person|capita)"
    r"|in \d+ (?:minutes|hours|days|weeks|months|years))\b"
)
_ABOUT = compile_pattern(r"(?:more|less|fewer|rather|other) than (?=\d)")
_SENTENCE_END = compile_pattern(r"[.;:?!] ")
_LETTERS = compile_pattern(r"[a-z]+")
_ROUGHLY = compile_pattern(
    r"\b(?:over|nearly|almost|roughly|about|around|approximately|at least|close to"
    r"|upwards of|as (?:many|few|high) as|an? (?:additional|estimated)|another) $"
)
_CONVINCED = compile_pattern(
    r" (?:sure|certain|positive|confident|convinced|committed|behind|right|correct|clear|honest|serious|true|wrong)\b"
)
_CHANGE = compile_pattern(
    r"\b(?:from|to|by|at|above|below|over|under|than|about|around|nearly|almost|only|just|some|roughly"
    r"|approximately|averaged?|total(?:led|ed)?|scored|killed|killing|injured|wounded|which|of|were|least) $"
)


class Figure(NamedTuple):
    """A run of digits in folded prose, and what stands round it.

    `word` is the last word before it, and `placed` where in `before` that begins.
    """

    start: int
    end: int
    digits: str
    before: str
    after: str
    money: bool
    word: str
    placed: int


def find_figures(portion: Portion, lexicon: Lexicon) -> Iterator[tuple[str, Span]]:
    """The figures of a draft that a reader could check, as (NUMBER, COUNT or DATE, span)."""
    folded, prose = portion.document.folded, portion.document.prose
    for match in _DIGITS.finditer(folded, *portion.span):
        start, end = match.span()
        before = folded[max(0, start - _SEEN_BEFORE) : start]
        money = _MONEY.search(before) if before[-1:] in _CURRENCY else None
        if money:
            start, before = start - len(money.group()), before[: money.start()]
        if _is_attached(folded, start):
            continue
        after = folded[end : end + _SEEN_AFTER]
        word = _BEFORE.search(before)
        last = (word.group(1), word.start(1)) if word else ("", -1)
        figure = Figure(start, end, match.group(), before, after, money is not None, *last)
        yield from _classify(figure, folded, prose, lexicon)


def _is_attached(folded: str, start: int) -> bool:
    """Whether a figure is the tail of a word, a path, a code or a compound: "mi5", "covid-19"."""
    before = folded[start - 1 : start]
    if before == "-":
        return start > 1 and folded[start - 2] not in " -"
    return before.isalnum() or before in tuple("/_#@&.")


def _classify(figure: Figure, folded: str, prose: str, lexicon: Lexicon) -> Iterator[tuple[str, Span]]:
    if end := _measure(figure, prose, lexicon):
        measures = _is_statistic(figure, end, lexicon) and not _is_goal(figure, end, lexicon)
        planned = measures and is_planned(folded, figure.start, lexicon)
        yield NUMBER if measures and not planned else COUNT, Span(figure.start, end)
    elif start := _year(figure, lexicon):
        yield DATE, Span(start - 1, figure.end + (1 if figure.after[:1] == "s" else 0))


def _is_statistic(figure: Figure, end: int, lexicon: Lexicon) -> bool:
    """Whether a figure measures many things, as shares, rates and comparisons do, and does not count one."""
    after = figure.after[end - figure.end :]
    if _PERCENT.search(figure.after, 0, end - figure.end):
        return not _CONVINCED.match(after)
    if _RATIO.match(figure.after) or _TO_ONE.match(after) or _RATE.match(after) or _is_estimate(figure):
        return True
    near = _LETTERS.findall(_ABOUT.sub("", figure.before + "0" + figure.after))
    return not lexicon["statistic"].isdisjoint(near)


def _is_estimate(figure: Figure) -> bool:
    """Whether a figure is a round one of more things than a writer can count: tens of thousands and above."""
    many = len(figure.digits.replace(",", "")) > 4 or _MAGNITUDE.match(figure.after)
    return bool(many) and not figure.money and _ROUGHLY.search(figure.before) is not None


def _is_goal(figure: Figure, end: int, lexicon: Lexicon) -> bool:
    """Whether a figure names a goal or a class: "the 50% target", "the top 1%"."""
    goal = _WORD.match(figure.after, end - figure.end + 1)
    return figure.word == "top" or (goal is not None and goal.group() in lexicon["goals"])


def is_planned(folded: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a figure belongs to a plan, a wish or a case supposed, by the words before it in its sentence.

    What is planned measures nothing yet.
    """
    before = _SENTENCE_END.split(folded[max(0, start - PLANNED_BEFORE) : start])[-1]
    return not lexicon["planned"].isdisjoint(_LETTERS.findall(before))


def _measure(figure: Figure, prose: str, lexicon: Lexicon) -> int:
    """Where a checkable number ends, or 0."""
    after, end = figure.after, figure.end
    if _is_no_count(figure, lexicon):
        return 0
    if stretch := _RANGE.match(after):
        after, end = after[stretch.end() :], end + stretch.end()
    for pattern in (_PERCENT, _MAGNITUDE):
        if match := pattern.match(after):
            return end + match.end()
    if figure.money:
        return end
    if match := _HYPHEN_UNIT.match(after):
        return end + match.end() if match.group(1) in lexicon["unit"] else 0
    year = _looks_like_year(figure.digits)
    counted = _WORD.match(after, 1)
    dated = year and (_is_date(figure, lexicon) or _is_our_time(figure))
    if dated and not (counted and counted.group() in lexicon["unit"]):
        return 0
    if figure.word in lexicon["label-before"] and not _CHANGE.search(figure.before):
        return 0
    if length := _counted(after, prose[end : end + _SEEN_AFTER], lexicon):
        return end + length
    if year or _is_named(figure, prose) or _ADDRESS.match(prose, end):
        return 0
    return end if _is_bare_count(figure, after, lexicon) else 0


def _is_no_count(figure: Figure, lexicon: Lexicon) -> bool:
    """Clock times, ordinals, ages, scores, list markers, decades."""
    after = figure.after
    if any(pattern.match(after) for pattern in (_CLOCK, _ORDINAL, _AGE)):
        return True
    if figure.word in lexicon["calendar"] and figure.digits.isdigit():
        return not _PERCENT.match(after)
    if figure.digits.isdigit() and len(figure.digits) < 3 and _SCORE.match(after):
        return True
    return after[:2] in (". ", ") ") and figure.before.rstrip("( ")[-1:] in ("", "\n")


def _looks_like_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and 1000 <= int(digits) <= 2100


def _is_date(figure: Figure, lexicon: Lexicon) -> bool:
    """Whether four digits that could be a year stand as years do: "in 2014", "March 3, 2001", "the 1999 audit"."""
    return figure.word in lexicon["date-before"] or figure.before.endswith((", ", "'s ", "-", "–"))


def _is_our_time(figure: Figure) -> bool:
    """Whether a figure reads as a year of living memory, round numbers and what is counted apart: "the 2014 riots"."""
    number = int(figure.digits)
    return 1900 < number < 2050 and number % 100 > 0 and not _CHANGE.search(figure.before)


def _counted(after: str, prose: str, lexicon: Lexicon) -> int:
    """The length of the counted noun after a figure, with what comes before it; 0 if nothing is counted."""
    at = 0
    for _ in range(4):
        if after[at : at + 1] != " ":
            return 0
        word = _WORD.match(after, at + 1)
        if word is None or (text := word.group()) in lexicon["not-counted"]:
            return 0
        if text in lexicon["unit"] or (
            text.endswith("s") and len(text) > 3 and not text.endswith(("'s", "ss", "us"))
        ):
            return word.end()
        if prose[word.start()].isupper() and not text.endswith(("an", "ese", "ish", "i")):
            return 0
        at = word.end()
    return 0


def _is_named(figure: Figure, prose: str) -> bool:
    """Whether a bare figure belongs to a name: "Channel 4", "Boeing 747"."""
    if not figure.word or not figure.before.endswith(" "):
        return False
    return prose[figure.start - len(figure.before) + figure.placed].isupper()


# What so many of those asked or counted did: "302 said", "804 against".
_DONE_BY_MANY = frozenset(
    "against voted abstained agreed disagreed replied answered refused signed died".split()
)


def _is_bare_count(figure: Figure, after: str, lexicon: Lexicon) -> bool:
    """A figure with neither unit nor noun: shares ("1 in 5"), votes, large or broken ones, changes ("rose to 78")."""
    if _RATIO.match(after):
        return True
    word = _WORD.match(after, 1)
    if word and word.group().rstrip("s") in lexicon["span"]:
        return False
    if (
        word
        and len(figure.digits) > 1
        and (word.group() in lexicon["saying"] or word.group() in _DONE_BY_MANY)
    ):
        return True
    if "," in figure.digits:
        return True
    if "." in figure.digits:
        return figure.digits.count(".") == 1 and not figure.digits.endswith(".0")
    return len(figure.digits) > 1 and _CHANGE.search(figure.before) is not None


def _year(figure: Figure, lexicon: Lexicon) -> int:
    """Where a year's date starts, plus one; 0 if the figure is no year."""
    after = figure.after
    if _PLURAL.match(after) and figure.digits.isdigit() and figure.digits.endswith("0"):
        person = figure.before.endswith(("his ", "her ", "their ", "my ", "our ", "your "))
        return 0 if person or len(figure.digits) not in (2, 4) else figure.start + 1
    if not _looks_like_year(figure.digits) or int(figure.digits) < 1500 or _ORDINAL.match(after):
        return 0
    if figure.word in ("in", "since", "until", "by", "before", "after", "from", "during"):
        return figure.start - len(figure.before) + figure.placed + 1
    return figure.start + 1
