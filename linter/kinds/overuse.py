"""Kind `overuse`: words and openers that pass once or twice and are a tic at the rate of this draft."""

from __future__ import annotations

from itertools import chain, compress

from linter.diagnostic import Finding, Related
from linter.document import PROSE_BLOCKS, Document
from linter.lemma import stem_table
from linter.lexis import find_silent, read_lexis
from linter.phrases import find_grams
from linter.rule import Measure, Reading, Rule, guarded_hits
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Literal, TypeAlias

_ARTICLES = frozenset({"a", "an", "the"})
# Places of a finding; a book may have a hundred thousand.
_MOST_FOLLOWED = 200

Quantiles: TypeAlias = "Mapping[str, float]"


class Overuse(NamedTuple):
    """Flags what stands `at_least` times `within` a paragraph or the draft and more often than in published work.

    `of: word` counts the `cues`, forms of one stem together; `opener` the first words of sentences; `phrase` the
    stretches of four words that return. In a draft, the rate (of words and phrases a thousand words, of openers a
    share of the sentences) must be above the quantile `above` of a measure of the background: the one called
    `background` and the word, as in “connective however”, or else the one called `background`. `spare` lists
    openers and words to leave alone; a draft of less than `min_sentences` sentences is left alone.
    """

    of: Literal["word", "opener", "phrase"]
    cues: tuple[str, ...] = ()
    within: Literal["paragraph", "draft"] = "draft"
    at_least: int = 3
    background: str = ""
    above: Literal["p50", "p75", "p90", "p95", "p99"] = "p95"
    spare: tuple[str, ...] = ()
    min_sentences: int = 0

    @property
    def facts(self) -> frozenset[str]:
        measured = {"rate", "usual", "high"} if self.background else set()
        return frozenset({"match", "n", "words", "sentences"} | measured)

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"cues": self.cues}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def stands_apart(self) -> bool:
        """Whether all its findings are of the whole draft and of the rule's own severity."""
        return self.within == "draft"

    def gauge(self, rule: Rule, reading: Reading) -> Measure | None:
        """The rate of every word, each read as it first stands; a draft of few sentences is not measured."""
        size = _measure(reading.document)
        if not self.background or self.within == "paragraph" or size.sentences < max(1, self.min_sentences):
            return None
        folded = reading.document.folded
        counted = {key: places for (key, _), places in self._count(rule, reading).items()}
        rates = {key: len(places) * self._scale(size) for key, places in counted.items()}
        forms = {key: folded[places[0].start : places[0].end] for key, places in counted.items()}
        return Measure(self.background, rates, forms)

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        size = _measure(reading.document)
        if size.sentences < self.min_sentences:
            return
        measures = self._measures(reading.background)
        for key, places in self._groups(rule, reading):
            quantiles = reading.background.get(measures.get(key, self.background))
            rate = len(places) * self._scale(size)
            if self.within == "paragraph" or quantiles is None or rate > quantiles[self.above]:
                yield self._tell(rule, places, size, rate, quantiles, reading.document)

    def _scale(self, size: Size) -> float:
        """What turns a count into a rate: in a hundred sentences or in a thousand words."""
        return 100 / size.sentences if self.of == "opener" else 1000 / max(1, size.words)

    def _groups(self, rule: Rule, reading: Reading) -> Iterator[tuple[str, list[Span]]]:
        """Places that count together, by the word that is counted, as many as are too many."""
        for (key, _), places in self._count(rule, reading).items():
            if len(places) >= self.at_least:
                yield key, places

    def _count(self, rule: Rule, reading: Reading) -> Mapping[tuple[str, int], list[Span]]:
        """All places, by the word that is counted and the unit that they count together in."""
        counted: dict[tuple[str, int], list[Span]] = {}
        for key, span in self._places(rule, reading):
            unit = reading.document.block_at(span.start) if self.within == "paragraph" else 0
            counted.setdefault((key, unit), []).append(span)
        return counted

    def _places(self, rule: Rule, reading: Reading) -> Iterator[tuple[str, Span]]:
        if self.of == "word":
            given = read_lexis(reading.document, reading.terms).given
            for hit in guarded_hits(rule, reading):
                key = find_key(reading.document.folded[hit.start : hit.end])
                if key not in given and key not in self.spare:
                    yield key, Span(hit.start, hit.end)
        elif self.of == "opener":
            yield from self._openers(rule, reading)
        else:
            yield from _returns(rule, reading)

    def _openers(self, rule: Rule, reading: Reading) -> Iterator[tuple[str, Span]]:
        document = reading.document
        silent = find_silent(document, rule.fields.not_in)
        lexis = read_lexis(document, reading.terms)
        for sentence in document.sentences:
            word = sentence.first
            if document.blocks[sentence.block].kind != "paragraph" or word >= sentence.last or silent[word]:
                continue
            text = document.words.texts[word]
            if text not in _ARTICLES and text not in self.spare and not lexis.is_name(word):
                yield text, lexis.span(word, word)

    def _measures(self, background: Mapping[str, Quantiles]) -> Mapping[str, str]:
        """The measures of the background for single words, by what these are counted under."""
        start = f"{self.background} "
        return {self.key(name[len(start) :]): name for name in background if name.startswith(start)}

    def key(self, word: str) -> str:
        """What a word or an opener is counted under."""
        return find_key(word) if self.of == "word" else word

    def _tell(
        self,
        rule: Rule,
        places: Sequence[Span],
        size: Size,
        rate: float,
        quantiles: Quantiles | None,
        document: Document,
    ) -> Finding:
        """A finding at the last place; the others are related, as many as anybody would follow."""
        facts = {
            "match": document.text(places[-1]).lower() if self.of == "word" else document.text(places[-1]),
            "n": f"{len(places)}",
            "words": f"{size.words}",
            "sentences": f"{size.sentences}",
            "rate": f"{rate:.1f}",
        }
        if quantiles:
            facts |= {"usual": f"{quantiles['p50']:.1f}", "high": f"{quantiles['p95']:.1f}"}
        related = tuple(
            Related(span, "earlier use" if number else "first use")
            for number, span in enumerate(places[:-1][:_MOST_FOLLOWED])
        )
        return Finding(rule.code, places[-1], facts, related, whole=self.within == "draft")


class Size(NamedTuple):
    """How long a draft is, its prose alone."""

    words: int
    sentences: int


def _measure(document: Document) -> Size:
    return document.known.once(Size, lambda: _count_prose(document))


def _count_prose(document: Document) -> Size:
    sentences = document.sentences
    prose = [one for one in document.blocks if one.kind in PROSE_BLOCKS and one.first < one.last]
    words = sum(sentences[one.last - 1].last - sentences[one.first].first for one in prose)
    return Size(words, sum(one.last - one.first for one in prose))


def find_key(words: str) -> str:
    """What forms of one word or phrase are counted under: their stems, and their light words as they are."""
    table = stem_table()
    return " ".join(table[word] or word for word in words.split())


def _returns(rule: Rule, reading: Reading) -> Iterator[tuple[str, Span]]:
    """Every later place of a stretch of four words, overlapping ones once; all are counted together.

    What opens a clause may be anaphora and is not counted.
    """
    lexis = read_lexis(reading.document, reading.terms)
    silent = find_silent(reading.document, rule.fields.not_in)
    later = bytearray(len(lexis.texts))
    for place in chain.from_iterable(places[1:] for places in find_grams(lexis, 4)):
        later[place] = 1
    end = 0
    for place in compress(range(len(later)), later):
        if place < end or silent[place] or lexis.has_name(place, place + 3) or lexis.opens(place):
            continue
        end = place + 4
        yield "", lexis.span(place, place + 3)
