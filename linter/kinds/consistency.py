"""Kind `consistency`: one thing written in two ways in one draft."""

from __future__ import annotations

from linter.diagnostic import Finding, Related
from linter.rule import Reading, Rule, guarded_hits
from linter.text import Span
from linter.values import NamedTuple
from linter.written import find_entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.matching import Hit


class Consistency(NamedTuple):
    """Flags the second way to write one thing where it first stands: “adviser” once a draft has had “advisor”.

    `either` lists groups of cues; of a group a draft may use one. `capitals`: they stand only where they are written
    with the same capitals.
    """

    either: tuple[tuple[str, ...], ...]
    capitals: bool = False

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "other"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {"either": tuple(cue for group in self.either for cue in group)}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        for first, *others in self._gather(rule, reading).values():
            for other in others:
                yield _tell(rule, other, first, reading)

    def _gather(self, rule: Rule, reading: Reading) -> Mapping[int, list[Hit]]:
        """The first place of each cue that stands in the draft, by the number of its group, in order."""
        document = reading.document
        text = document.prose if self.capitals else document.folded
        cues = self.roles["either"]
        groups = [number for number, group in enumerate(self.either) for _ in group]
        places: dict[int, list[Hit]] = {}
        met: set[int] = set()
        for hit in guarded_hits(rule, reading, "either"):
            cue = find_entry(cues, text, hit)
            if cue is not None and cue not in met:
                met.add(cue)
                places.setdefault(groups[cue], []).append(hit)
        return places


def _tell(rule: Rule, hit: Hit, first: Hit, reading: Reading) -> Finding:
    span, other = Span(hit.start, hit.end), Span(first.start, first.end)
    text = reading.document.text
    facts = {"match": text(span), "other": text(other)}
    return Finding(rule.code, span, facts, (Related(other, "written so first"),))
