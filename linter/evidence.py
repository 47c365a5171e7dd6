"""What in a draft a reader could check: typed evidence, and where it stands."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from linter.document import Document
from linter.matching import Hit
from linter.text import Span

SIGNALS = (
    "named-source", "vague-source", "quotation", "number", "date",
    "document", "link", "example", "enumeration", "firsthand",
)  # fmt: skip


class Evidence(NamedTuple):
    """One thing a reader could check: its type and its place, half-open, in code points of the prose."""

    signal: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class EvidenceIndex(NamedTuple):
    """All evidence of a draft, by the sentence it starts in."""

    sentences: tuple[tuple[Evidence, ...], ...]

    def within(self, first: int, last: int, signals: Sequence[str]) -> tuple[Evidence, ...]:
        """The evidence of the given types in sentences [first, last)."""
        return tuple(
            evidence
            for found in self.sentences[first:last]
            for evidence in found
            if evidence.signal in signals
        )


class EvidenceRules(NamedTuple):
    """The data of the recognisers, as `rules/evidence.yaml` gives it: named word lists, and cues by signal."""

    lists: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, tuple[str, ...]]


def find_evidence(
    document: Document, hits: Mapping[str, Sequence[Hit]], rules: EvidenceRules
) -> EvidenceIndex:
    """The evidence of a draft. `hits` are the places of the data's cues, by signal."""
    return EvidenceIndex(tuple(() for _ in document.sentences))
