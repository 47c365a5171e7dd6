"""Kind `definition`: a term, an abbreviation say, that a draft uses before it says what it means."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, find_units, let_pass
from linter.text import Span
from linter.values import NamedTuple
from linter.written import find_written, object_to_patterns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Definition(NamedTuple):
    """Flags the first place of each term that is not defined in its paragraph or before.

    `terms` and `by` are regular expressions that match the draft as it is written, as in a pattern rule. A term is
    defined where a match of `by` holds it: “World Health Organization (WHO)” defines “WHO”.
    """

    terms: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def objections(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the patterns."""
        yield from object_to_patterns((*self.terms, *self.by))

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        units = find_units(rule, document, "paragraph")
        definitions = find_written(self.by, document, [block.span for block in document.blocks], rule.code)
        met: set[str] = set()
        for hit in let_pass(rule, reading, find_written(self.terms, document, units, rule.code)):
            term = document.text(Span(hit.start, hit.end))
            if term in met:
                continue
            met.add(term)
            end = document.blocks[document.block_at(hit.start)].span.end
            known = (document.prose[one.start : one.end] for one in definitions if one.start < end)
            if not any(_holds(text, term) for text in known):
                yield Finding(rule.code, Span(hit.start, hit.end), {"match": term})


def _holds(text: str, term: str) -> bool:
    """Whether a text holds a term as whole words."""
    import re

    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None
