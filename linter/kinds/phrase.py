"""Kind `phrase`: a cue that needs no company to be flagged."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, guarded_hits
from linter.text import Span
from linter.values import NamedTuple
from linter.written import find_entry, quote_offers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.document import Document


class Phrase(NamedTuple):
    """Flags every place where one of its `cues` stands.

    `swap` gives in the place of `cues` each cue with what to write instead, several offers with `|` between them;
    messages quote it as {instead}, and a cue that already reads like an offer is left alone. `capitals`: the cues
    stand only where they are written with the same capitals.
    """

    cues: tuple[str, ...] = ()
    swap: Mapping[str, str] = {}
    capitals: bool = False

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "instead"} if self.swap else {"match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"swap": tuple(self.swap)} if self.swap else {"cues": self.cues}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def stays_inside(self) -> bool:
        """Whether it finds nothing in a paragraph but at its cues there, by that and what stands beside it alone."""
        return True

    @property
    def objections(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the fields together."""
        if bool(self.cues) == bool(self.swap):
            yield "", "a phrase rule has either “cues” or “swap”"

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        ((role, cues),) = self.roles.items()
        for hit in guarded_hits(rule, reading, role):
            span = Span(hit.start, hit.end)
            if not self.swap and not self.capitals:
                yield Finding(rule.code, span, {"match": document.text(span)})
            elif (number := find_entry(cues, self._text(document), hit)) is not None:
                yield from self._tell(rule, span, cues[number], document)

    def _text(self, document: Document) -> str:
        return document.prose if self.capitals else document.folded

    def _tell(self, rule: Rule, span: Span, cue: str, document: Document) -> Iterator[Finding]:
        facts = {"match": document.text(span)}
        if self.swap:
            facts["instead"] = quote_offers(self.swap[cue], facts["match"])
        if all(facts.values()):
            yield Finding(rule.code, span, facts)
