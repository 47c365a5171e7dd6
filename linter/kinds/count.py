"""Kind `count`: a sentence, a paragraph or a draft with too many of something, or too few."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, Unit, find_units, let_pass
from linter.text import Span
from linter.values import NamedTuple
from linter.written import find_written, object_to_patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linter.document import Document
    from linter.matching import Hit


class Counts(NamedTuple):
    """Flags a unit (`per`) in which the regular expression `of` matches more than `most` times or less than `least`.

    It matches the draft as it is written, as in a pattern rule: `\\w+` counts words, `,` commas. Flagged is what is
    too many, from the first match over the limit to the last; where there are too few, the unit.
    """

    of: str
    per: Unit = "sentence"
    most: int | None = None
    least: int = 0

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "n", "most", "least"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def objections(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the pattern, and with the limits."""
        if self.most is None and self.least <= 0:
            yield "", "a count rule has a limit: “most”, “least” or both"
        yield from object_to_patterns([self.of])

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        units = find_units(rule, document, self.per)
        hits = list(let_pass(rule, reading, find_written([self.of], document, units, rule.code)))
        if self.per == "draft":
            units = [Span(units[0].start, units[-1].end)] if units else []
        for unit, inside in _share_out(hits, units):
            if self.most is not None and len(inside) > self.most:
                yield self._tell(rule, Span(inside[self.most].start, inside[-1].end), len(inside), document)
            elif len(inside) < self.least:
                yield self._tell(rule, unit, len(inside), document)

    def _tell(self, rule: Rule, span: Span, n: int, document: Document) -> Finding:
        facts = {"match": document.text(span), "n": f"{n}", "most": f"{self.most}", "least": f"{self.least}"}
        return Finding(rule.code, span, facts, whole=self.per == "draft")


def _share_out(hits: Sequence[Hit], units: Sequence[Span]) -> Iterator[tuple[Span, Sequence[Hit]]]:
    """Each unit with the hits in it; both are sorted by place."""
    first = 0
    for unit in units:
        last = first
        while last < len(hits) and hits[last].start < unit.end:
            last += 1
        yield unit, hits[first:last]
        first = last
