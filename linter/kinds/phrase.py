"""Kind `phrase`: the cue is enough."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, guarded_hits
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Phrase(NamedTuple):
    """Flags every place where one of its `cues` stands."""

    cues: tuple[str, ...]

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"cues": self.cues}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        for hit in guarded_hits(rule, reading):
            span = Span(hit.start, hit.end)
            yield Finding(rule.code, span, {"match": reading.document.text(span)})
