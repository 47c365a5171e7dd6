"""What a newsroom's own archive has, to be made its house style: backgrounds, terms, and rules that it does not keep.

Nothing here decides: a house pack is written in which all that would make a rule speak less is a comment, with its
counts and examples, for a person to accept line by line.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from itertools import groupby, islice

from linter.backgrounds import LEAST_WORDS, Gauged, Survey, list_quantiles, write_quantiles
from linter.kinds.absence import Absence
from linter.kinds.overuse import Overuse
from linter.kinds.repetition import Repetition
from linter.lemma import CLOSED, everyday_stems, stem_table
from linter.patterns import compile_pattern
from linter.rulebook import find_built_in
from linter.tables import read_table
from linter.terminal import clean
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from linter.lint import Linter
    from linter.rule import Rule

    Row: TypeAlias = Mapping[str, Any]

# Articles that are long enough to be measured; from fewer, quantiles are of single ones.
LEAST_ARTICLES = 30
# A rule that speaks in more than this share of the articles is one that the newsroom does not keep.
_OFTEN = 1 / 3
# A term is one whose return is heard in so many articles at least, and in so great a share of them.
_LEAST_HEARD, _HEARD_BY = 5, 0.002
_MOST_TERMS, _MOST_HELD = 60, 200_000
# Words.
_LONGEST = 4
_EXAMPLES = 3
_LOW, _HIGH = ("p01", "p05", "p10"), ("p50", "p75", "p90", "p95", "p99")


_PLAIN = compile_pattern(r"[a-z][a-z' -]*[a-z]")


class Measured(NamedTuple):
    """A measure of the archive: its quantiles, those it would take the place of, and whether rules would say less."""

    name: str
    quantiles: Mapping[str, float]
    known: Mapping[str, float]
    is_quieter: bool


class Heard(NamedTuple):
    """Something whose return was heard in so many articles: as it is written, and some places."""

    words: str
    articles: int
    examples: tuple[Row, ...]


class Broken(NamedTuple):
    """A rule that spoke in so many articles, so many times, and some places."""

    rule: Rule
    articles: int
    findings: int
    examples: tuple[Row, ...]


class Lesson(NamedTuple):
    """What there is to learn of so many articles, of which `measured` are long enough."""

    articles: int
    measured: int
    first: str
    last: str
    measures: tuple[Measured, ...]
    terms: tuple[Heard, ...]
    broken: tuple[Broken, ...]


def learn(out: str, linter: Linter, *, by_section: bool) -> Mapping[str, Lesson]:
    """What there is to learn from a finished scan, of each section, or under "" of all; the sections sorted.

    Two passes over its tables; what is held does not grow with them. Raises BadFile.
    """
    pupils: dict[str, _Pupil] = {}
    for document, findings in _read_documents(out):
        section = document["section"] if by_section else ""
        if section not in pupils:
            pupils[section] = _Pupil(linter)
        pupils[section].count(document, findings)
    for document, findings in _read_documents(out):
        pupils[document["section"] if by_section else ""].gather(document, findings)
    return {section: pupils[section].conclude() for section in sorted(pupils)}


def _read_documents(out: str) -> Iterator[tuple[Row, list[Row]]]:
    """Each document with its findings. Of several with one id, the first has the findings of all."""
    groups = groupby(read_table(out, "findings"), lambda row: row["id"])
    name, rows = next(groups, ("", iter(())))
    for document in read_table(out, "documents"):
        found: list[Row] = []
        if document["id"] == name:
            found = list(rows)
            name, rows = next(groups, ("", iter(())))
        yield document, found


class _Pupil:
    """One who looks at articles twice and then says what they have in common."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter
        self._survey = Survey(linter.rulebook.rules)
        self._articles = 0
        self._dates = ("", "")
        self._broken: Counter[str] = Counter()
        self._findings: Counter[str] = Counter()
        self._examples: dict[str, list[Row]] = {}
        self._heard = _Hearing(linter)

    def count(self, document: Row, findings: Sequence[Row]) -> None:
        """Look at an article for the first time."""
        self._articles += 1
        if date := document["date"]:
            first, last = self._dates
            self._dates = (min(first or date, date), max(last, date))
        if document["words"] >= LEAST_WORDS:
            self._survey.count(_gauged(document))
        self._broken.update([*document["rules"]])
        for row in findings:
            self._findings[row["code"]] += 1
        for code, rows in _group(findings).items():
            kept = self._examples.setdefault(code, [])
            if len(kept) < _EXAMPLES:
                kept.append(rows[0])
        self._heard.count(findings)

    def gather(self, document: Row, findings: Sequence[Row]) -> None:
        """Look at it for the second time, when all have been counted."""
        if document["words"] >= LEAST_WORDS:
            self._survey.gather(_gauged(document))
        self._heard.gather(findings, self._articles)

    def conclude(self) -> Lesson:
        """What there is to learn."""
        first, last = self._dates
        rules = self._linter.rules
        often = [(count, code) for code, count in self._broken.items() if count > _OFTEN * self._articles]
        broken = (
            Broken(rules[code], count, self._findings[code], tuple(self._examples.get(code, ())))
            for count, code in sorted(often, key=lambda one: (-one[0], one[1]))
            if code in rules
        )
        measures = tuple(_compare(self._survey, self._linter))
        return Lesson(
            self._articles,
            self._survey.drafts,
            first,
            last,
            measures,
            tuple(self._heard.terms(self._articles)),
            tuple(broken),
        )


def _gauged(document: Row) -> Gauged:
    return Gauged(document["measures"], document["uses"])


def _group(findings: Iterable[Row]) -> Mapping[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in findings:
        grouped.setdefault(row["code"], []).append(row)
    return grouped


def _compare(survey: Survey, linter: Linter) -> Iterator[Measured]:
    """The measures of the archive beside those that rules are held against now."""
    background = linter.rulebook.background
    low = {rule.kind.measure for rule in linter.rulebook.rules if isinstance(rule.kind, Absence)}
    for name, found in survey.series():
        known = background.get(name) or background.get(name.partition(" ")[0])
        if known:
            quantiles = list_quantiles(found)
            if name in low:
                is_quieter = any(quantiles[one] < known[one] for one in _LOW)
            else:
                is_quieter = any(quantiles[one] > known[one] for one in _HIGH)
            yield Measured(name, quantiles, known, is_quieter)


# ---------------------------------------------------------------- terms


class _Hearing:
    """What returns so often in an archive that it is a term there and no slip.

    What was heard least is dropped when there is too much to hold (lossy counting, Manku & Motwani 2002), so that a
    count may lack a few.
    """

    def __init__(self, linter: Linter) -> None:
        self._codes = frozenset(code for code, rule in linter.rules.items() if _leaves_terms_alone(rule))
        self._counts: Counter[str] = Counter()
        self._floor = 0
        self._chosen: dict[str, list[Row]] = {}
        self._forms: dict[str, Counter[str]] = {}

    def count(self, findings: Iterable[Row]) -> None:
        """Hear an article for the first time."""
        self._counts.update({key for _, key, _ in self._find(findings)})
        while len(self._counts) > _MOST_HELD:
            self._floor += 1
            kept = {key: count for key, count in self._counts.items() if count > self._floor}
            self._counts = Counter(kept)

    def gather(self, findings: Iterable[Row], articles: int) -> None:
        """Hear it for the second time: how what is chosen is written, and where."""
        if not self._chosen:
            least = max(_LEAST_HEARD, _HEARD_BY * articles)
            often = [(count, key) for key, count in self._counts.items() if count >= least]
            often.sort(key=lambda one: (-one[0], one[1]))
            self._chosen = {key: [] for _, key in often[:_MOST_TERMS]}
            self._forms = {key: Counter() for key in self._chosen}
        for row, key, words in self._find(findings):
            if key in self._chosen:
                self._forms[key][words] += 1
                places = self._chosen[key]
                if len(places) < _EXAMPLES and all(one["id"] != row["id"] for one in places):
                    places.append(row)

    def terms(self, articles: int) -> Iterator[Heard]:
        """What was chosen, the most frequent first."""
        for key, places in self._chosen.items():
            words = min(self._forms[key].items(), key=lambda one: (-one[1], one[0]))[0]
            yield Heard(words, self._counts[key], tuple(places))

    def _find(self, findings: Iterable[Row]) -> Iterator[tuple[Row, str, str]]:
        """What returns: the finding, what forms of it are counted under, and how it is written."""
        table, everyday = stem_table(), everyday_stems()
        for row in findings:
            words = _trim(row["excerpt"].split()) if row["code"] in self._codes else []
            stems = [table[word.lower()] for word in words]
            if len(words) <= _LONGEST and any(stem and stem not in everyday for stem in stems):
                key = " ".join(stem or word.lower() for stem, word in zip(stems, words, strict=True))
                yield row, key, " ".join(words)


def _leaves_terms_alone(rule: Rule) -> bool:
    """Whether what a rule reports can be a term: a word or a phrase that returns, and no sentence, opener or claim."""
    if isinstance(rule.kind, Repetition):
        return rule.kind.of in ("stem", "phrase")
    return isinstance(rule.kind, Overuse) and rule.kind.of == "word"


def _trim(words: list[str]) -> list[str]:
    """A phrase without light words and marks at its ends."""
    words = [word.strip("“”\"'’.,;:!?()[]") for word in words]
    while words and (not words[0] or words[0].lower() in CLOSED):
        words = words[1:]
    while words and (not words[-1] or words[-1].lower() in CLOSED):
        words = words[:-1]
    return words


# ---------------------------------------------------------------- the pack


def write_pack(lesson: Lesson, name: str, archive: str, linter: Linter, folder: str) -> Iterator[str]:
    """A lesson as a house pack, line by line. Paths in it start from the folder it will lie in."""
    when = f", {lesson.first} to {lesson.last}" if lesson.first else ""
    about = f"What {lesson.articles:,} articles of {_say(archive)} have."
    yield f"# What {lesson.articles:,} articles of {_say(archive)} have{when}; found by “copydesk learn”."
    yield "#"
    yield "# Lines that would make a rule speak less or not at all are comments. To accept one, delete the “# ” before"
    yield "# it and before its key. Name this file under “packs” in your config to put it in force."
    yield f"pack: {name}"
    yield f"about: {_quote(about)}"
    if packs := sorted({_name_pack(one.rule, linter, folder) for one in lesson.broken}):
        yield f"extends: [{', '.join(packs)}]"
    yield from _write_background(lesson)
    yield from _write_terms(lesson)
    yield from _write_changes(lesson)


def _name_pack(rule: Rule, linter: Linter, folder: str) -> str:
    """What a pack is extended by: its name if it is built in, else the path of its file."""
    built_in = {os.path.basename(path).removesuffix(".yaml") for path in find_built_in()}
    if rule.pack in built_in:
        return rule.pack
    path = next((one.path for one in linter.rulebook.imprints if one.name == rule.pack), rule.pack)
    path = os.path.relpath(path, folder)
    return _quote(path if path.startswith("..") else os.path.join(".", path))


def _write_background(lesson: Lesson) -> Iterator[str]:
    if not lesson.measures:
        return
    louder = [one for one in lesson.measures if not one.is_quieter]
    yield ""
    yield f"# Quantiles of {lesson.measured:,} articles of {LEAST_WORDS} words or more; behind each, p50 and p95 now."
    yield "# A rule against too much of something speaks less where p95 is higher, one that misses evidence where p05"
    yield "# is lower."
    yield "background:" if louder else "# background:"
    for one in louder:
        yield _write_measure(one, "")
    if len(louder) < len(lesson.measures):
        yield "  # With these, rules would speak less than they do now:"
        for one in lesson.measures:
            if one.is_quieter:
                yield _write_measure(one, "# ")


def _write_measure(one: Measured, mark: str) -> str:
    now = f"now {one.known['p50']:.3g}, {one.known['p95']:.3g}"
    name = one.name if _PLAIN.fullmatch(one.name) else _quote(one.name)
    return f"  {mark}{name}: {write_quantiles(one.quantiles)}  # {now}"


def _write_terms(lesson: Lesson) -> Iterator[str]:
    if not lesson.terms:
        return
    yield ""
    yield "# Words and phrases whose return was heard in many articles: terms of art and names, or a habit? Repetition"
    yield "# leaves alone what is listed here."
    yield "# terms:"
    for one in lesson.terms:
        yield f"#   - {_quote(one.words)}  # heard in {one.articles:,} articles"
        yield from _write_examples(one.examples, "#     ")


def _write_changes(lesson: Lesson) -> Iterator[str]:
    if not lesson.broken:
        return
    yield ""
    yield "# Rules that more than a third of the articles break. What your pages do so often may be your style; or not."
    yield "# change:"
    for one in lesson.broken:
        fields = one.rule.fields
        share = one.articles / lesson.articles
        yield f"#   # {fields.code} {fields.name}: {one.findings:,} times, in {one.articles:,} articles ({share:.0%})"
        yield from _write_examples(one.examples, "#   ")
        yield f"#   {fields.code}: {{off: true}}"


def _write_examples(examples: Iterable[Row], indent: str) -> Iterator[str]:
    for row in islice(examples, _EXAMPLES):
        words = f"{_say(row['before'])}<{_say(row['excerpt'])}>{_say(row['after'])}"
        yield f"{indent}# {words} ({_say(row['id'])}:{row['line']})"


def _quote(text: str) -> str:
    """Text as a scalar of YAML, which takes what JSON writes."""
    return json.dumps(_say(text), ensure_ascii=False)


def _say(text: str) -> str:
    """Text of an archive as a comment may hold it, in one line."""
    return clean(" ".join(text.split(" "))).encode("utf-8", "replace").decode()
