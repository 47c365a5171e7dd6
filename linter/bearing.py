"""Does evidence bear on a claim? Standing near it keeps a rule silent; to support it, it has to speak to it."""

from __future__ import annotations

from linter.patterns import compile_pattern
from linter.rulebook import EVIDENCE
from linter.scope import find_scope
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.evidence import Evidence
    from linter.kinds.claim import Assertion
    from linter.matching import Hit
    from linter.rule import Reading
    from linter.sources import Lexicon

# After Walton, Reed & Macagno (2008) and Park & Cardie (2014): what a reader accepts for each sort of claim. A source
# that makes the claim bears it out, whatever sort it is of, but a charge, which asks for the words of those charged;
# a date alone says of no claim that it is true.
_SOURCES = frozenset({"named-source", "quotation", "document", "link"})
_TELLERS = frozenset({"named-source", "document"})
_CASES = frozenset({"number", "example", "enumeration"})
_FITTING: Mapping[Assertion, frozenset[str]] = {
    "attribution": _SOURCES,
    "charge": _SOURCES - {"named-source"},
    "motive": _SOURCES,
    "inference": _SOURCES | _CASES,
    "frequency": _SOURCES | _CASES,
    "quantity": _SOURCES | _CASES,
    "cause": _SOURCES | {"number", "example"},
    "forecast": _SOURCES,
    "generalisation": _SOURCES | _CASES | {"firsthand"},
}
# What rests on reasons: these come first. What is said of many is borne out by a share of them.
_REASONED = frozenset({"inference", "cause"})
_SHARE = compile_pattern(
    r"%|\bper ?cent|\b(?:\d+|one|two|three|four|nine) (?:in|out of) |\b(?:half|thirds?|quarters?|fifths?|tenths?)\b"
)
_FEWEST_QUOTED = 4
_FEWEST_BETWEEN = 3
_BESIDE = 3
_REACH = 40
_TAKES_UP = compile_pattern(r"(?:(?:and|but|so|all of)\s+)?(?:it|this|that|these|they|such|which|those)\b")
_UNSURE = compile_pattern(
    r"\b(?:might|may|could|would|should|must|can|cannot|never|not|refused|denied)\b|n['’]t\b"
)
_OWNED = compile_pattern(r"(?:['’]s?|\bhis|\bher) (?:[\w-]+ ){0,2}[\w-]+$")
_WORD = compile_pattern(r"[\w'’-]+")
_ABOUT = compile_pattern(r" (?:about|of|with)\b")
_TOLD = compile_pattern(r"\bt(?:old|ells?)\b")
_OPENS = compile_pattern(r"(?:^|[,;(] ?)((?:in|from|by|per|under) (?:[\w-]+ ){0,3})$")
_VERB = compile_pattern(r"(?:\W+[\w-]+){1,3}")


class Setting(NamedTuple):
    """What a claim stands in: the draft as it was read, and the word lists."""

    reading: Reading
    lexicon: Lexicon

    @property
    def folded(self) -> str:
        """The prose of the draft, folded."""
        return self.reading.document.folded

    def sentence(self, number: int) -> Span:
        """Where a sentence stands."""
        return self.reading.document.sentences[number].span


class Bearing(NamedTuple):
    """A claim as evidence is held against it: its type, its clause, its cue, and the number of its sentence."""

    asserts: Assertion
    span: Span
    cue: Span
    sentence: int

    def accepts(self, evidence: Evidence, setting: Setting) -> bool:
        """Whether evidence is of a fitting type, is what it seems, and speaks to the claim."""
        signal = evidence.answers
        if signal not in _FITTING[self.asserts]:
            return False
        home = setting.reading.document.sentence_at(evidence.start)
        if home != self.sentence:
            return self._is_near(home, evidence, setting)
        holds_cue = evidence.start <= self.cue.start < evidence.end
        return not holds_cue and _TESTS[signal](self, evidence, setting)

    # ------------------------------------------------------------ the same sentence

    def _is_told(self, source: Evidence, setting: Setting) -> bool:
        """Whether a named source, or a document, makes the claim; one of a crowd is named behind the crowd."""
        told = _find_telling(source, setting)
        if told is None or (self.asserts == "attribution" and told.start < self.cue.start):
            return False
        scope = find_scope(told, setting.sentence(self.sentence), setting.folded)
        return scope.start <= self.cue.start < scope.end and not self._is_of_telling(told, setting)

    def _is_of_telling(self, told: Span, setting: Setting) -> bool:
        """Whether the cue says how often, or whom, somebody tells, and not what."""
        between = setting.folded[told.end : self.cue.start]
        least = _FEWEST_BETWEEN if self.asserts == "frequency" or _TOLD.search(setting.folded, *told) else 0
        return told.end <= self.cue.start and between.count(" ") < least

    def _is_quoted(self, quotation: Evidence, setting: Setting) -> bool:
        """Whether words are quoted behind the cue, in its clause or right beside it. A crowd's words name nobody."""
        if self.asserts == "attribution" or not _is_long(quotation, setting):
            return False
        return self.cue.start < quotation.start <= max(self.span.end, self.cue.end) + _BESIDE

    def _is_linked(self, link: Evidence, setting: Setting) -> bool:
        return link.start >= self.cue.start

    def _is_measured(self, figure: Evidence, setting: Setting) -> bool:
        """Whether a share stands hard before what is made out from it, or behind what is said of many."""
        if not _SHARE.search(setting.folded, *figure.span):
            return False
        if self.asserts in _REASONED:
            return figure.end <= self.cue.start and setting.folded.count(", ", figure.end, self.cue.start) < 2
        return self.cue.end <= figure.start and self.span.overlaps(figure.span)

    def _is_followed(self, example: Evidence, setting: Setting) -> bool:
        is_behind = example.start >= self.cue.end and self.asserts not in _REASONED
        return is_behind and _is_announced(example, setting)

    def _is_listed(self, listed: Evidence, setting: Setting) -> bool:
        words = _WORD.findall(setting.folded, *listed.span)
        return listed.start >= self.cue.end and setting.lexicon["tells"].isdisjoint(words)

    def _is_seen(self, event: Evidence, setting: Setting) -> bool:
        return self.span.overlaps(event.span)

    # ------------------------------------------------------------ the sentences beside it

    def _is_near(self, home: int, evidence: Evidence, setting: Setting) -> bool:
        """Whether the next sentence announces a case, or the claim takes up, or continues, the sentence before."""
        if abs(home - self.sentence) != 1 or not _is_sound(evidence, setting):
            return False
        if home > self.sentence:
            return evidence.signal == "example" and setting.sentence(home).start == evidence.start
        opens = setting.folded.count(" ", setting.sentence(self.sentence).start, self.span.start) < 2
        takes_up = opens and _TAKES_UP.match(setting.folded, self.span.start) is not None
        return takes_up or self._continues(evidence, setting)

    def _continues(self, source: Evidence, setting: Setting) -> bool:
        """Whether a share without a source of its own follows one that a source in the sentence before tells."""
        own = setting.reading.evidence.signals[self.sentence]
        if not own.isdisjoint(_TELLERS) or _according_in(self.sentence, setting):
            return False
        sentences = setting.reading.document.sentences
        if sentences[self.sentence].block != sentences[self.sentence - 1].block:
            return False
        told = _find_telling(source, setting) if source.signal in _TELLERS else None
        if told is None or not _SHARE.search(setting.folded, *self.cue):
            return False
        scope = find_scope(told, setting.sentence(self.sentence - 1), setting.folded)
        return _SHARE.search(setting.folded, *scope) is not None


_TESTS = {
    "named-source": Bearing._is_told,
    "document": Bearing._is_told,
    "quotation": Bearing._is_quoted,
    "link": Bearing._is_linked,
    "number": Bearing._is_measured,
    "example": Bearing._is_followed,
    "enumeration": Bearing._is_listed,
    "firsthand": Bearing._is_seen,
}


def _is_sound(evidence: Evidence, setting: Setting) -> bool:
    """Whether evidence in another sentence is what its form promises."""
    if evidence.signal == "quotation":
        return _is_long(evidence, setting)
    if evidence.signal in _TELLERS:
        return _find_telling(evidence, setting) is not None
    if evidence.signal == "example":
        return _is_announced(evidence, setting)
    return evidence.answers in ("number", "enumeration")


def _is_announced(example: Evidence, setting: Setting) -> bool:
    """Whether words announce a case (“for instance”); one that nobody announces may be a case of anything."""
    return any(hit.start == example.start for hit in setting.reading.hits.get((EVIDENCE, "example"), ()))


def _is_long(quotation: Evidence, setting: Setting) -> bool:
    return setting.folded.count(" ", *quotation.span) + 1 >= _FEWEST_QUOTED


# ---------------------------------------------------------------- who tells


def _find_telling(source: Evidence, setting: Setting) -> Span | None:
    """A source with the verb or preposition by which it tells something; None where it only stands there."""
    folded = setting.folded
    if source.signal == "document":
        return _find_issued(source, setting)
    if _UNSURE.search(folded, *source.span) or _ABOUT.match(folded, source.end):
        return None
    home = setting.reading.document.sentence_at(source.start)
    if any(source.start <= hit.start < source.end for hit in _according_in(home, setting)):
        return source.span
    if _OWNED.search(folded, *source.span):
        return source.span if folded.startswith(" that ", source.end) else None
    words = _WORD.findall(folded, *source.span)
    return source.span if not setting.lexicon["tells"].isdisjoint(words) else None


def _find_issued(document: Evidence, setting: Setting) -> Span | None:
    """A document that says something (“the audit found”), or in which, or according to which, something is so."""
    folded = setting.folded
    sentence = setting.sentence(setting.reading.document.sentence_at(document.start))
    verb = _VERB.match(folded, document.end, sentence.end)
    for word in _WORD.finditer(folded, document.end, verb.end()) if verb else ():
        if word.group() in setting.lexicon["tells"]:
            return Span(document.start, word.end())
    for hit in _according_in(setting.reading.document.sentence_at(document.start), setting):
        if hit.start < document.start and document.start - hit.end < _REACH:
            return Span(hit.start, document.end)
    opened = _OPENS.search(folded[sentence.start : document.start])
    return Span(sentence.start + opened.start(1), document.end) if opened else None


def _according_in(sentence: int, setting: Setting) -> list[Hit]:
    """Where a sentence says according to whom."""
    hits = setting.reading.hits.get((EVIDENCE, "according"), ())
    return [hit for hit in hits if hit.stretch == sentence]
