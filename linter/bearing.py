"""Does evidence bear on a claim? Standing near it keeps a rule silent; to support it, it has to speak to it."""

from __future__ import annotations

from linter.lemma import everyday_stems
from linter.patterns import compile_pattern
from linter.rulebook import EVIDENCE
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.evidence import Evidence
    from linter.kinds.claim import Assertion
    from linter.lexis import Lexis
    from linter.rule import Reading
    from linter.text import Span

# After Walton, Reed & Macagno (2008) and Park & Cardie (2014): what a reader accepts for each sort of claim.
_FITTING: Mapping[Assertion, frozenset[str]] = {
    "attribution": frozenset({"named-source", "quotation", "document", "link", "date"}),
    "charge": frozenset({"named-source", "quotation", "document", "link"}),
    "motive": frozenset({"named-source", "quotation", "document", "link"}),
    "inference": frozenset(
        {"number", "quotation", "document", "example", "enumeration", "named-source", "link"}
    ),
    "frequency": frozenset({"number", "example", "enumeration", "date", "named-source", "document", "link"}),
    "quantity": frozenset(
        {"number", "enumeration", "named-source", "document", "link", "example", "quotation"}
    ),
    "cause": frozenset({"number", "example", "date", "named-source", "document", "link", "quotation"}),
    "forecast": frozenset({"number", "example", "named-source", "document", "link"}),
    "generalisation": frozenset(
        {
            "number",
            "example",
            "enumeration",
            "date",
            "named-source",
            "document",
            "link",
            "quotation",
            "firsthand",
        }
    ),
}
# Facts that speak to the clause they stand in; sources speak to their sentence.
_OF_CLAUSE = frozenset({"number", "date", "firsthand"})
_FEWEST_QUOTED = 4
_TAKES_UP = compile_pattern(r"(?:(?:and|but|so|all of)\s+)?(?:it|this|that|these|they|such|which|those)\b")
_WHEN = compile_pattern(r"(?:in|on|since|until|from|by|before|after|between|during|last|early|late|at|as)\b")
_LONGEST = 10
_SPEAKING = tuple((EVIDENCE, role) for role in ("reporting", "stance", "according", "speech"))
_HOLDS = compile_pattern(
    r"\b(?:thought|thinks?|call(?:s|ed)|lov(?:es|ed)|want(?:s|ed)|demands?|agreed|insists|maintain|speaks)\b"
)
_OWNED = compile_pattern(
    r"['’]s? (?:[\w-]+ ){0,2}(?:claims?|calls?|demands?|remarks|comments|concerns|promises?|reports?)$"
)


class Bearing(NamedTuple):
    """A claim as evidence is held against it: its type, its clause, its cue, and the number of its sentence."""

    asserts: Assertion
    span: Span
    cue: Span
    sentence: int

    def accepts(self, evidence: Evidence, reading: Reading, lexis: Lexis) -> bool:
        """Whether evidence is of a fitting type, what it seems, and about the same thing."""
        signal = evidence.answers
        if signal not in _FITTING[self.asserts] or not _is_sound(evidence, reading):
            return False
        if signal == "named-source" and evidence.span.overlaps(self.cue):
            return False
        home = reading.document.sentence_at(evidence.start)
        if home != self.sentence:
            return self._is_about(home, reading, lexis, signal in _OF_CLAUSE)
        if signal == "enumeration":
            return evidence.start >= self.cue.end
        return signal not in _OF_CLAUSE or self.span.overlaps(evidence.span)

    def _is_about(self, home: int, reading: Reading, lexis: Lexis, of_clause: bool) -> bool:
        """Whether another sentence speaks of the same: the claim takes it up, or, for a source, they share a word."""
        if home == self.sentence - 1 and _TAKES_UP.match(reading.document.folded, self.span.start):
            return True
        return not of_clause and not _telling(home, lexis).isdisjoint(_telling(self.sentence, lexis))


def _telling(sentence: int, lexis: Lexis) -> set[str]:
    """The stems of a sentence that are neither names, everyday words nor what the whole draft is about."""
    one = lexis.document.sentences[sentence]
    stems = {
        lexis.stems[word]
        for word in range(one.first, one.last)
        if not lexis.is_name(word) and lexis.stems[word]
    }
    return stems - everyday_stems() - lexis.topics


def _is_sound(evidence: Evidence, reading: Reading) -> bool:
    """Whether evidence is what its form promises: words of some length, a verb and no noun, an example announced."""
    document = reading.document
    if evidence.signal == "quotation":
        return document.folded.count(" ", *evidence.span) + 1 >= _FEWEST_QUOTED
    if evidence.signal == "named-source":
        return _is_speech(evidence, reading)
    if evidence.signal == "date":
        return _WHEN.match(document.folded, evidence.start) is not None
    return evidence.signal != "example" or document.prose[evidence.start].islower()


def _is_speech(evidence: Evidence, reading: Reading) -> bool:
    """Whether a source speaks in a few words with a verb of saying, and does not merely hold, love or demand."""
    folded = reading.document.folded
    if folded.count(" ", *evidence.span) >= _LONGEST or any(
        noise.search(folded, *evidence.span) for noise in (_OWNED, _HOLDS)
    ):
        return False
    hits = (hit for role in _SPEAKING for hit in reading.hits.get(role, ()))
    return any(evidence.start <= hit.start and hit.end <= evidence.end for hit in hits)
