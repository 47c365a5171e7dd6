"""Kind `claim`: a cue promises evidence; without evidence of a fitting type in its window, the promise is broken."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import (
    Measure,
    Reading,
    Rule,
    Signal,
    Window,
    count_words,
    find_window,
    guarded_hits,
    name_missing,
)
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal, TypeAlias

    from linter.evidence import Evidence

Assertion: TypeAlias = """Literal[
    "attribution", "inference", "frequency", "quantity", "cause", "motive", "forecast", "generalisation", "charge"
]"""


class Claim(NamedTuple):
    """A cue and what answers it: its place, its rule, and the evidence found in its window (none: unsupported)."""

    code: str
    span: Span
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]

    @property
    def supported(self) -> bool:
        return bool(self.evidence)


class Claims(NamedTuple):
    """Flags one of `cues` when nothing of `unless` stands in the window `within`.

    `asserts` says what sort of claim it makes. With `once`, only the first of a paragraph is flagged: one source would
    answer them all. With `background`, its cues in a thousand words, answered or not, are a measure of that name. The
    types that answer each sort of claim follow Walton, Reed & Macagno (2008) and Park & Cardie (2014).
    """

    cues: tuple[str, ...]
    unless: tuple[Signal, ...]
    within: Window = "sentence"
    asserts: Assertion = "generalisation"
    background: str = ""
    once: bool = False

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "missing"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"cues": self.cues}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def stays_inside(self) -> bool:
        """Whether it finds nothing in a paragraph but at its cues there, by that and what stands beside it alone."""
        return self.within != "draft"

    def claims(self, rule: Rule, reading: Reading) -> Iterator[Claim]:
        """Every claim the cues announce, supported or not."""
        for hit in guarded_hits(rule, reading):
            first, last = find_window(reading.document, hit.stretch, self.within)
            evidence = reading.evidence.within(first, last, self.unless)
            yield Claim(rule.code, Span(hit.start, hit.end), evidence, () if evidence else self.unless)

    def gauge(self, rule: Rule, reading: Reading) -> Measure | None:
        """Claims in a thousand words of a draft, supported or not."""
        if not self.background or not (words := count_words(reading.document)):
            return None
        places = tuple(Span(hit.start, hit.end) for hit in guarded_hits(rule, reading))
        return Measure(self.background, {"": 1000 * len(places) / words}, places=places)

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        told: set[int] = set()
        for claim in self.claims(rule, reading):
            block = reading.document.block_at(claim.span.start)
            if claim.supported or (self.once and block in told):
                continue
            told.add(block)
            match = reading.document.text(claim.span)
            yield Finding(rule.code, claim.span, {"match": match, "missing": name_missing(claim.missing)})
