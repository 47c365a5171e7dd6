"""The ledger of a draft: every assertion, what sort of claim it makes, and what a reader finds to support it."""

from __future__ import annotations

from linter.bearing import Bearing, Setting
from linter.evidence import find_lexicon
from linter.kinds.claim import Claims
from linter.lint import share_clause
from linter.patterns import compile_pattern
from linter.rule import find_window
from linter.rulebook import EVIDENCE
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Literal, TypeAlias

    from linter.document import Document
    from linter.evidence import Evidence
    from linter.kinds.claim import Assertion, Claim
    from linter.lint import Linter
    from linter.rule import Reading
    from linter.rulebook import Verdict

Status: TypeAlias = 'Literal["supported", "form-only", "unsupported", "opinion"]'

VAGUE = "vague-source"
# What somebody else says or does is no matter of the writer's opinion.
_OF_OTHERS = frozenset({"attribution", "charge"})
_EDGE = compile_pattern(r"[;:()\u2013\u2014\"\u201c\u201d]|,(?!\d)")
_JOINT = compile_pattern(r"\s*(?:(?:and|but|or|so|yet|nor)\s+)?")
_OPINION, _DEMAND = (EVIDENCE, "opinion"), (EVIDENCE, "demand")


class Row(NamedTuple):
    """One assertion: a clause, however many cues stand in it. Spans are code points of the prose.

    `span` is the clause, `cue` the words that promise evidence, `codes` the rules that see them, the speaker first;
    `window` the sentences, half-open, in which the speaker's promise may be kept, and `missing` what would keep it.
    """

    span: Span
    cue: Span
    codes: tuple[str, ...]
    asserts: Assertion
    status: Status
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    sentence: int
    window: tuple[int, int]

    @property
    def is_open(self) -> bool:
        """Whether a promise is broken: nothing that a reader could check stands near."""
        return bool(self.missing) and all(one.signal == VAGUE for one in self.evidence)


def keep_ledger(linter: Linter, reading: Reading, verdict: Verdict) -> tuple[Row, ...]:
    """The assertions that the rules switched on see in a draft laid before them, sorted by place."""
    claims = linter.claims_in(reading, verdict.severities)
    setting = Setting(reading, find_lexicon(linter.rulebook.evidence))
    return tuple(_enter(clause, linter, setting) for clause in _by_clause(claims, reading.document))


def _by_clause(claims: Iterable[Claim], document: Document) -> Iterator[list[Claim]]:
    """Claims of one clause together, as findings are folded."""
    clause: list[Claim] = []
    reached = 0
    for claim in claims:
        sentence = document.sentence_at(claim.span.start)
        if clause and not (
            sentence == document.sentence_at(clause[0].span.start)
            and share_clause(reached, claim.span, document)
        ):
            yield clause
            clause, reached = [], 0
        clause.append(claim)
        reached = max(reached, claim.span.end)
    if clause:
        yield clause


def _enter(clause: Sequence[Claim], linter: Linter, setting: Setting) -> Row:
    """The row of a clause. A promise that is broken speaks before those that are kept."""
    document = setting.reading.document
    broken = [claim for claim in clause if not claim.supported]
    ranked = sorted(broken or clause, key=lambda one: -linter.rules[one.code].fields.rank)
    speaker, kind = ranked[0], linter.rules[ranked[0].code].kind
    assert isinstance(kind, Claims)
    cue = Span(min(one.span.start for one in clause), max(one.span.end for one in clause))
    sentence = document.sentence_at(cue.start)
    span = _widen(cue, document.sentences[sentence].span, document)
    window = find_window(document, document.sentence_at(speaker.span.start), kind.within)
    status, evidence = _judge(broken or clause, kind, Bearing(kind.asserts, span, cue, sentence), setting)
    codes = tuple(dict.fromkeys(one.code for one in (*ranked, *clause)))
    missing = () if status in ("supported", "opinion") else kind.unless
    return Row(span, cue, codes, kind.asserts, status, evidence, missing, sentence, window)


def _judge(
    claims: Sequence[Claim], kind: Claims, bearing: Bearing, setting: Setting
) -> tuple[Status, tuple[Evidence, ...]]:
    """What a clause's promises come to: kept with this evidence, excused as opinion, kept in form, or broken.

    They are kept in form where there is a source without a name, or evidence near by that bears on something else.
    """
    reading = setting.reading
    near = _rank({one for claim in claims for one in claim.evidence}, kind, bearing, reading.document)
    if kept := tuple(one for one in near if bearing.accepts(one, setting)):
        return "supported", kept
    if bearing.asserts not in _OF_OTHERS and _is_opinion(bearing.span, bearing.cue, reading):
        return "opinion", ()
    forms = tuple(one for one in reading.evidence.sentences[bearing.sentence] if one.signal == VAGUE)
    if near or (forms and "named-source" in kind.unless):
        return "form-only", near or forms
    return "unsupported", ()


def _rank(
    evidence: Iterable[Evidence], kind: Claims, bearing: Bearing, document: Document
) -> tuple[Evidence, ...]:
    """Evidence in the claim's own sentence first, then what the rule asks for first, then what stands nearest."""
    order: dict[str, int] = {signal: place for place, signal in enumerate(kind.unless)}
    home = document.sentences[bearing.sentence].span
    fitting = (one for one in evidence if one.answers in order)
    return tuple(
        sorted(
            fitting,
            key=lambda one: (
                not home.covers(one.span),
                order[one.answers],
                _distance(one, bearing.span),
                one,
            ),
        )
    )


def _distance(evidence: Evidence, span: Span) -> int:
    return max(evidence.start - span.end, span.start - evidence.end, 0)


def _is_opinion(span: Span, cue: Span, reading: Reading) -> bool:
    """Whether the writer says beforehand that he thinks so, or asks for it in the clause."""
    sentence = reading.document.sentences[reading.document.sentence_at(cue.start)].span
    thinks, asks = reading.hits.get(_OPINION, ()), reading.hits.get(_DEMAND, ())
    return any(sentence.start <= hit.start < span.end for hit in thinks) or any(
        span.start <= hit.start < cue.end for hit in asks
    )


def _widen(cue: Span, sentence: Span, document: Document) -> Span:
    """The clause round a cue, without the marks and blanks at its edges."""
    start, end = sentence.start, sentence.end
    for edge in _EDGE.finditer(document.prose, sentence.start, cue.start):
        start = edge.end()
    if after := _EDGE.search(document.prose, cue.end, sentence.end):
        end = after.start()
    if joint := _JOINT.match(document.folded, start, cue.start):
        start = joint.end()
    return Span(start, max(cue.end, start + len(document.prose[start:end].rstrip(" .?!"))))
