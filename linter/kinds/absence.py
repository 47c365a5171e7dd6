"""Kind `absence`: a draft, or a long run of its sentences, in which a reader finds nothing to check."""

from __future__ import annotations

from linter.diagnostic import Finding, Severity
from linter.document import PROSE_BLOCKS, Document
from linter.rule import Measure, Reading, Rule, Signal, count_words, name_missing
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal


class Absence(NamedTuple):
    """Flags a draft whose share of sentences with evidence of the types `of` lies under the background's.

    `measure` names the share among the background's numbers: under p01 or none at all is an error, under p05 a
    warning, under p10 a note. With `per: run`, flags instead every run of at least `run` sentences without any.
    A draft of less than `min_words` words is left alone.
    """

    of: tuple[Signal, ...]
    per: Literal["draft", "run"] = "draft"
    measure: str = "evidence-share"
    min_words: int = 150
    run: int = 16

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"count", "sentences", "words", "share", "typical", "low", "missing", "match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    def gauge(self, rule: Rule, reading: Reading) -> Measure | None:
        """The share of a draft's sentences that carry evidence; a short draft is not measured."""
        prose = _prose_sentences(reading.document)
        if self.per == "run" or not prose or count_words(reading.document) < self.min_words:
            return None
        bare = self._bare(reading, prose)
        spans = (
            reading.document.sentences[n].span for n, is_bare in zip(prose, bare, strict=True) if not is_bare
        )
        return Measure(self.measure, {"": bare.count(False) / len(bare)}, places=tuple(spans))

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        prose = _prose_sentences(reading.document)
        words = count_words(reading.document)
        if words < self.min_words:
            return
        bare = self._bare(reading, prose)
        if self.per == "draft":
            yield from self._in_draft(rule, reading, prose, bare, words)
        else:
            yield from self._in_runs(rule, reading, prose, bare)

    def _bare(self, reading: Reading, prose: list[int]) -> list[bool]:
        """Of each of those sentences, whether it is without evidence."""
        wanted = (*self.of, "count") if "number" in self.of else self.of
        return [reading.evidence.signals[n].isdisjoint(wanted) for n in prose]

    def _in_draft(
        self, rule: Rule, reading: Reading, prose: list[int], bare: list[bool], words: int
    ) -> Iterator[Finding]:
        quantiles = reading.background.get(self.measure, {})
        count = bare.count(False)
        severity = _weigh_share(count / len(bare), quantiles)
        if severity is None:
            return
        first = prose[bare.index(True)]
        span = reading.document.sentences[first].span
        facts = {
            "count": str(count) if count else "none",
            "sentences": str(len(bare)),
            "words": str(words),
            "share": f"{100 * count / len(bare):.0f}",
            "typical": f"{100 * quantiles.get('p50', 0):.0f}",
            "low": f"{100 * quantiles.get('p10', 0):.0f}",
            "missing": name_missing(self.of),
            "match": _opening_words(reading.document, span),
        }
        yield Finding(rule.code, span, facts, severity=severity, whole=True)

    def _in_runs(self, rule: Rule, reading: Reading, prose: list[int], bare: list[bool]) -> Iterator[Finding]:
        for start, end in _runs(bare):
            if end - start >= self.run:
                first, last = (reading.document.sentences[prose[n]].span for n in (start, end - 1))
                facts = {
                    "count": str(end - start),
                    "missing": name_missing(self.of),
                    "match": _opening_words(reading.document, first),
                }
                yield Finding(rule.code, Span(first.start, last.end), facts, whole=True)


def _prose_sentences(document: Document) -> list[int]:
    prose = (block for block in document.blocks if block.kind in PROSE_BLOCKS)
    return [n for block in prose for n in range(block.first, block.last)]


def _weigh_share(share: float, quantiles: Mapping[str, float]) -> Severity | None:
    if not share or share < quantiles.get("p01", 0):
        return "error"
    if share < quantiles.get("p05", 0):
        return "warning"
    return "info" if share < quantiles.get("p10", 0) else None


def _runs(flags: list[bool]) -> Iterator[tuple[int, int]]:
    start = 0
    for n, flag in enumerate([*flags, False]):
        if not flag:
            if n > start:
                yield start, n
            start = n + 1


def _opening_words(document: Document, span: Span) -> str:
    words = document.text(span).split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
