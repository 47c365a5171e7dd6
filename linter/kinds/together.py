"""Kind `together`: two cues in one clause that fight each other, or that should not meet."""

from __future__ import annotations

from bisect import bisect_right

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, guarded_hits, is_one_clause
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linter.matching import Hit


class Together(NamedTuple):
    """Flags the stretch of one of `against` and those of `cues` in its clause at most `within_words` words away.

    A hedge beside a booster is the pattern of disharmonic modality in Lyons, Semantics (1977), chapter 17.
    """

    cues: tuple[str, ...]
    against: tuple[str, ...]
    within_words: int = 8

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "other"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"cues": self.cues, "against": self.against}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def stays_inside(self) -> bool:
        """Whether it finds nothing in a paragraph but at its cues there, by that and what stands beside it alone."""
        return True

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        hits = tuple(guarded_hits(rule, reading))
        reached = 0
        for other in guarded_hits(rule, reading, "against") if hits else ():
            met = [hit for hit in self._list_near(hits, other, reading) if _meets(hit, other, reading)]
            if not met or min(met[0].start, other.start) < reached:
                continue
            span = Span(min(met[0].start, other.start), max(met[-1].end, other.end))
            reached = span.end
            yield Finding(rule.code, span, _quote(_nearest(met, other), other, reading))

    def _list_near(self, hits: Sequence[Hit], other: Hit, reading: Reading) -> Sequence[Hit]:
        """Those of some hits, sorted and without overlaps, that stand few enough words before another or behind it."""
        document, starts = reading.document, reading.document.words.starts
        first = document.word_at(other.start) - self.within_words
        last = document.word_at(other.end) + self.within_words
        since = bisect_right(hits, starts[first - 1], key=_end) if first > 0 else 0
        until = bisect_right(hits, starts[last], key=_start) if last < len(starts) else len(hits)
        return hits[since:until]


def _meets(hit: Hit, other: Hit, reading: Reading) -> bool:
    first, last = (hit, other) if hit.start <= other.start else (other, hit)
    if hit.stretch != other.stretch or last.start < first.end:
        return False
    return is_one_clause(reading.document, first.end, last.start)


def _start(hit: Hit) -> int:
    return hit.start


def _end(hit: Hit) -> int:
    return hit.end


def _nearest(hits: Sequence[Hit], other: Hit) -> Hit:
    return min(hits, key=lambda hit: abs(hit.start - other.start))


def _quote(hit: Hit, other: Hit, reading: Reading) -> dict[str, str]:
    text = reading.document.text
    return {"match": text(Span(hit.start, hit.end)), "other": text(Span(other.start, other.end))}
