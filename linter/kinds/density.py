"""Kind `density`: marks that pass alone and are too many together, in a clause, a paragraph, a draft."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain

from linter.diagnostic import Finding, Related, Severity
from linter.document import Document
from linter.rule import Measure, Reading, Rule, count_words, guarded_hits, is_one_clause
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Literal

_MOST_WORDS_APART = 4  # Two marks farther apart than this do not speak of one thing, comma or none.

_MOST_NAMED = 6  # A longer message is not read to its end; the related places name all marks.


class Limits(NamedTuple):
    """How many marks are too many in a `clause`, `sentence`, `headline`, `paragraph` or `draft`; 0: not looked at."""

    clause: int = 0
    sentence: int = 0
    headline: int = 0
    paragraph: int = 0
    draft: int = 0


class Density(NamedTuple):
    """Flags stretches with too many marks: findings of the rules `of`, and places of its own `cues`.

    `at_least` gives the number that is too many in each unit; the narrowest unit speaks, and the stretch
    runs from the first mark to the last. `clusters` are phrases that are too many marks by themselves.
    With `each`, every mark of such a stretch is told by itself.
    A paragraph or a draft is told at its first mark, and only when it has `min_words` words and a mark in
    every `one_in` of them; with `background`, marks in a thousand words are held against that measure's
    quantiles in published work: an info from the ninetieth, the rule's own severity from the ninety-fifth.
    """

    of: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    at_least: Limits = Limits()
    one_in: int = 0
    min_words: int = 0
    background: str = ""
    each: bool = False

    @property
    def facts(self) -> frozenset[str]:
        measured = {"rate", "median", "ninetieth"} if self.background else set()
        return frozenset({"match", "n", "list", "words"} | measured)

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"cues": self.cues, "clusters": self.clusters}

    @property
    def needs(self) -> tuple[str, ...]:
        return self.of

    @property
    def stays_inside(self) -> bool:
        """Whether it finds nothing in a paragraph but at its cues there, by that and what stands beside it alone."""
        return not self.at_least.draft

    def gauge(self, rule: Rule, reading: Reading) -> Measure | None:
        """Marks in a thousand words of a draft; a short draft is not measured."""
        words = count_words(reading.document)
        if not self.background or not words or words < self.min_words:
            return None
        marks = self._marks(rule, reading, self._clusters(rule, reading))
        return Measure(self.background, {"": 1000 * len(marks) / words}, places=tuple(marks))

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        clusters = self._clusters(rule, reading)
        marks = self._marks(rule, reading, clusters)
        told: list[Span] = []
        groups = chain(self._crowds(marks, document), ([cluster] for cluster in clusters))
        for group in _singly(groups) if self.each else groups:
            span = Span(group[0].start, group[-1].end)
            place = bisect_left(told, (span.end,))
            if not place or told[place - 1].end <= span.start:
                told.insert(place, span)
                yield self._tell(rule, group, span, document)
        yield from self._wide(rule, marks, reading)

    def _clusters(self, rule: Rule, reading: Reading) -> list[Span]:
        return [Span(hit.start, hit.end) for hit in guarded_hits(rule, reading, "clusters")]

    def _marks(self, rule: Rule, reading: Reading, clusters: Iterable[Span]) -> list[Span]:
        """Every mark, once, sorted by place."""
        found = [Span(hit.start, hit.end) for hit in guarded_hits(rule, reading)]
        found += [finding.span for code in self.of for finding in reading.findings.get(code, ())]
        return _without_overlaps((*found, *clusters))

    def _crowds(self, marks: Sequence[Span], document: Document) -> Iterator[list[Span]]:
        """Groups of too many marks, from the narrowest unit to the widest one below a paragraph."""
        if least := self.at_least.clause:
            yield from (group for group in _by_clause(marks, document) if len(group) >= least)
        if least := self.at_least.sentence:
            yield from (group for group in _by_sentence(marks, document) if len(group) >= least)
        if least := self.at_least.headline:
            headline = [mark for mark in marks if _is_headline(mark, document)]
            yield from [headline] if len(headline) >= least else []
        if (least := self.at_least.paragraph) and self.each:
            yield from (group for _, group in _by_block(marks, document) if len(group) >= least)

    def _tell(self, rule: Rule, group: Sequence[Span], span: Span, document: Document) -> Finding:
        related = _number(group) if len(group) > 1 else ()
        words = document.word_at(span.end) - document.word_at(span.start)
        return Finding(rule.code, span, _facts(group, span, words, document), related)

    def _wide(self, rule: Rule, marks: Sequence[Span], reading: Reading) -> Iterator[Finding]:
        """What there is to say of whole paragraphs and of the draft."""
        document = reading.document
        if (least := self.at_least.paragraph) and not self.each:
            for block, group in _by_block(marks, document):
                words = count_words(document, [block])
                if len(group) >= least and self._is_thick(len(group), words):
                    yield self._tell_wide(rule, group, words, reading, None)
        if least := self.at_least.draft:
            words = count_words(document)
            severity = self._weigh(len(marks), words, reading)
            if len(marks) >= least and self._is_thick(len(marks), words) and severity != "none":
                yield self._tell_wide(rule, marks, words, reading, severity)

    def _is_thick(self, marks: int, words: int) -> bool:
        return words >= self.min_words and (not self.one_in or marks * self.one_in >= words)

    def _weigh(self, marks: int, words: int, reading: Reading) -> Severity | Literal["none"] | None:
        """The severity that a draft's rate calls for; None leaves it to the rule."""
        quantiles = reading.background.get(self.background)
        if not quantiles or not words:
            return None
        rate = 1000 * marks / words
        if rate >= quantiles["p95"]:
            return None
        return "info" if rate >= quantiles["p90"] else "none"

    def _tell_wide(
        self, rule: Rule, marks: Sequence[Span], words: int, reading: Reading, severity: Severity | None
    ) -> Finding:
        """A finding at the first mark; the others are related places."""
        facts = _facts(marks, marks[0], words, reading.document)
        facts["rate"] = f"{1000 * len(marks) / words:.0f}"
        if quantiles := reading.background.get(self.background):
            facts |= {"median": f"{quantiles['p50']:.0f}", "ninetieth": f"{quantiles['p90']:.0f}"}
        return Finding(rule.code, marks[0], facts, _number(marks)[1:], severity, whole=True)


def _number(marks: Sequence[Span]) -> tuple[Related, ...]:
    """Marks as related places, each told which of how many it is."""
    return tuple(Related(mark, f"{number} of {len(marks)}") for number, mark in enumerate(marks, 1))


def _facts(marks: Sequence[Span], span: Span, words: int, document: Document) -> dict[str, str]:
    listed = _list([document.text(mark) for mark in marks])
    return {"match": document.text(span), "n": f"{len(marks)}", "list": listed, "words": f"{words}"}


def _list(marks: Sequence[str]) -> str:
    """Marks in quotation marks, the first few by name: “may”, “perhaps” and 7 more."""
    quoted = [f"“{mark}”" for mark in marks]
    if len(quoted) > _MOST_NAMED:
        quoted[_MOST_NAMED - 1 :] = [f"{len(quoted) - _MOST_NAMED + 1} more"]
    *most, last = quoted
    return f"{', '.join(most)} and {last}" if most else last


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Spans sorted by place; of two that overlap the one that starts first and is longer stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _singly(groups: Iterable[Sequence[Span]]) -> Iterator[list[Span]]:
    return ([mark] for group in groups for mark in group)


def _by_clause(marks: Sequence[Span], document: Document) -> Iterator[list[Span]]:
    group: list[Span] = []
    for mark in marks:
        if group and not _is_near(group[-1], mark, document):
            yield group
            group = []
        group.append(mark)
    if group:
        yield group


def _is_near(mark: Span, following: Span, document: Document) -> bool:
    apart = document.word_at(following.start) - document.word_at(mark.end)
    return (
        apart <= _MOST_WORDS_APART
        and document.sentence_at(mark.start) == document.sentence_at(following.start)
        and is_one_clause(document, mark.end, following.start)
    )


def _by_sentence(marks: Sequence[Span], document: Document) -> Iterator[list[Span]]:
    groups: dict[int, list[Span]] = {}
    for mark in marks:
        groups.setdefault(document.sentence_at(mark.start), []).append(mark)
    return iter(groups.values())


def _by_block(marks: Sequence[Span], document: Document) -> Iterator[tuple[int, list[Span]]]:
    groups: dict[int, list[Span]] = {}
    for mark in marks:
        groups.setdefault(document.block_at(mark.start), []).append(mark)
    return iter(groups.items())


def _is_headline(mark: Span, document: Document) -> bool:
    number = document.block_at(mark.start)
    return number == 0 and document.blocks[number].kind == "heading"
