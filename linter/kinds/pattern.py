"""Kind `pattern`: a shape of the draft as it is written, with its capitals, figures and signs."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, find_units, let_pass
from linter.text import Span
from linter.values import NamedTuple
from linter.written import find_written, object_to_patterns, quote_offers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal


class Patterns(NamedTuple):
    """Flags every place where one of its regular expressions matches the draft as it is written.

    Unlike cues they see capitals, dashes and typographic quotation marks, and need not match whole words; `^` and `$`
    are the ends of a paragraph or heading, `(?i:...)` takes any case. `within` is what a match may not leave.
    `swap` gives in the place of `patterns` each pattern with what to write instead, as in a phrase rule. Patterns are
    searched for in the whole draft, but only where the rule is on.
    """

    patterns: tuple[str, ...] = ()
    swap: Mapping[str, str] = {}
    within: Literal["sentence", "paragraph"] = "paragraph"

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "instead"} if self.swap else {"match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def objections(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the patterns, and with the fields together."""
        if bool(self.patterns) == bool(self.swap):
            yield "", "a pattern rule has either “patterns” or “swap”"
        yield from object_to_patterns((*self.patterns, *self.swap))

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        offers = tuple(self.swap.values())
        units = find_units(rule, document, self.within)
        hits = find_written(self.patterns or tuple(self.swap), document, units, rule.code)
        for hit in let_pass(rule, reading, hits):
            span = Span(hit.start, hit.end)
            facts = {"match": document.text(span)}
            if offers:
                facts["instead"] = quote_offers(offers[hit.owner], facts["match"])
            if all(facts.values()):
                yield Finding(rule.code, span, facts)
