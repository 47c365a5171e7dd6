"""Kind `source`: somebody says so, and nobody could ring him up."""

from __future__ import annotations

from bisect import bisect_right

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, Signal, Window, find_window, guarded_hits
from linter.text import Cover
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.evidence import Evidence
    from linter.matching import Hit


class Sources(NamedTuple):
    """Flags a source without a name that holds one of `speakers` when nothing of `unless` stands in `within`.

    What is a source and what is not is told by the evidence (linter/sources.py), wherever its verb stands:
    “several friends of the warden said”, “according to a clerk who knows the books”. A source that a rule of
    `leave-to` flags is left to it.
    """

    speakers: tuple[str, ...]
    unless: tuple[Signal, ...]
    within: Window = "next"
    leave_to: tuple[str, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"speakers": self.speakers}

    @property
    def needs(self) -> tuple[str, ...]:
        return self.leave_to

    @property
    def stays_inside(self) -> bool:
        """Whether it finds nothing in a paragraph but at its cues there, by that and what stands beside it alone."""
        return self.within != "draft"

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        left = Cover(one.span for code in self.leave_to for one in reading.findings.get(code, ()))
        reached = -1
        for hit in guarded_hits(rule, reading, "speakers"):
            source = _source_at(hit, reading)
            if source is None or source.start <= reached or _is_someone(source, reading):
                continue
            reached = source.start
            if left.meets(source.span):
                continue
            first, last = find_window(reading.document, hit.stretch, self.within)
            if not reading.evidence.within(first, last, self.unless):
                yield Finding(rule.code, source.span, {"match": reading.document.text(source.span)})


def _source_at(hit: Hit, reading: Reading) -> Evidence | None:
    """The source without a name whose words a hit is among."""
    sources = reading.evidence.within(hit.stretch, hit.stretch + 1, ("vague-source",))
    behind = bisect_right(sources, hit.start, key=_start)
    return sources[behind - 1] if behind and hit.end <= sources[behind - 1].end else None


def _is_someone(source: Evidence, reading: Reading) -> bool:
    """Whether a pronoun speaks: the hit is then among what is told of him, and not the speaker."""
    return reading.document.folded.startswith(("he ", "she "), source.start)


def _start(source: Evidence) -> int:
    return source.start
