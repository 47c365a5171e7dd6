"""What in a draft a reader could check: typed evidence, and where it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from linter.document import Document
from linter.figures import find_figures
from linter.matching import Hit
from linter.names import Name, Names, find_names
from linter.sources import Lexicon, Source, find_sources
from linter.text import Span

SIGNALS = (
    "named-source", "vague-source", "quotation", "number", "date",
    "document", "link", "example", "enumeration", "firsthand",
)  # fmt: skip

_URL = re.compile(r"https?://\S+|\bwww\.\S+|\[\d{1,3}\]")


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
    """The data of the recognisers, as `rules/evidence.yaml` gives it: named word lists, and cues by role.

    A role is a signal, whose cues are evidence of that type, or one of the parts that a recogniser puts together:
    `reporting`, `stance`, `according`, `speech` (sources); `document-noun`, `case` (documents); `ordinal` (lists).
    """

    lists: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, tuple[str, ...]]


def find_evidence(
    document: Document, hits: Mapping[str, Sequence[Hit]], rules: EvidenceRules
) -> EvidenceIndex:
    """The evidence of a draft. `hits` are the places of the data's cues, by role."""
    lexicon = _lexicon(rules)
    names = find_names(document, lexicon["common"], lexicon["calendar"])
    sources = list(find_sources(document, names, hits, lexicon))
    found = [(source.signal, source.span) for source in sources]
    found += find_figures(document, lexicon)
    found += _numbers(document, hits)
    found += _dates(document, hits, lexicon)
    found += _links(document)
    found += _firsthand(document, hits)
    found += _quotations(document, names, sources)
    return _index(document, found)


_prepared: list[tuple[EvidenceRules, Lexicon]] = []


def _lexicon(rules: EvidenceRules) -> Lexicon:
    """The word lists as sets; they are made once for the rules in use."""
    if not _prepared or _prepared[0][0] is not rules:
        _prepared[:] = [(rules, {name: frozenset(words) for name, words in rules.lists.items()})]
    return _prepared[0][1]


def _index(document: Document, found: Iterable[tuple[str, Span]]) -> EvidenceIndex:
    sentences: list[list[Evidence]] = [[] for _ in document.sentences]
    for signal, span in sorted(set(found), key=lambda one: (one[1], one[0])):
        place = sentences[document.sentence_at(span.start)]
        if not any(one.signal == signal and one.end > span.start for one in place):
            place.append(Evidence(signal, *span))
    return EvidenceIndex(tuple(map(tuple, sentences)))


def _numbers(document: Document, hits: Mapping[str, Sequence[Hit]]) -> Iterator[tuple[str, Span]]:
    for hit in hits.get("number", ()):
        yield "number", Span(hit.start, hit.end)


def _dates(document: Document, hits: Mapping[str, Sequence[Hit]], lexicon: Lexicon) -> Iterator[tuple[str, Span]]:
    for hit in hits.get("date", ()):
        words = document.prose[hit.start : hit.end].split()
        calendar = [word for word in words if word.lower().strip(".,") in lexicon["calendar"]]
        if not calendar or any(word[0].isupper() for word in calendar):
            yield "date", Span(hit.start, hit.end)


def _links(document: Document) -> Iterator[tuple[str, Span]]:
    for mark in document.marks:
        if mark.kind in ("link", "note"):
            yield "link", mark.span
    for url in _URL.finditer(document.folded):
        yield "link", Span(*url.span())


def _firsthand(document: Document, hits: Mapping[str, Sequence[Hit]]) -> Iterator[tuple[str, Span]]:
    for hit in hits.get("firsthand", ()):
        yield "firsthand", Span(hit.start, hit.end)


def _quotations(
    document: Document, names: Names, sources: Sequence[Source]
) -> Iterator[tuple[str, Span]]:
    """Quotations of some length whose speaker can be told."""
    speaking = {document.sentence_at(s.start) for s in sources if s.signal == "named-source" or s.known}
    spoken = False
    for number, span in enumerate(document.quotations):
        first, last = document.word_at(span.start), document.word_at(span.end)
        if last - first < _FEWEST_WORDS or _is_title(document, span):
            continue
        sentence = document.sentence_at(span.start)
        near = range(sentence - 1, document.sentence_at(span.end - 1) + 2)
        goes_on = spoken and _goes_on(document, document.quotations[number - 1], span)
        spoken = goes_on or any(one in speaking for one in near) or _is_beside_name(document, names, span, sentence)
        if spoken or _opens_draft(document, span):
            yield "quotation", span
    for number, tail in _tails(document):
        if number == 0 or number - 1 in speaking or number in speaking:
            yield "quotation", tail


def _tails(document: Document) -> Iterator[tuple[int, Span]]:
    """Sentences that only a closing mark shows to be the end of words quoted before."""
    quoted = {span.end for span in document.quotations}
    for number, sentence in enumerate(document.sentences):
        end = sentence.span.end
        if document.folded[end - 1] == '"' and end not in quoted and document.folded[end - 2] in ".!?,\u2026":
            if '"' not in document.folded[sentence.span.start : end - 1]:
                yield number, sentence.span


_FEWEST_WORDS = 4
_LONG = 8
_TITLED = re.compile(r"\b(?:called|titled|entitled|named|headlined|dubbed|film|book|song|novel|album|play|poem|essay|episode|show|slogan|motto|label of|phrase|documentary|movie|musical|article|report|paper|banner proclaiming|sign saying|term),? ?$")
_SMALL = frozenset("a an the of in on and or to for with from by at as is".split())


def _is_title(document: Document, span: Span) -> bool:
    """Whether what stands between the marks is the title of a work: it is called one, or is set in capitals."""
    if _TITLED.search(document.folded, max(0, span.start - 30), span.start):
        return True
    words = re.findall(r"[\w’']+", document.prose[span.start : span.end])
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words)


def _goes_on(document: Document, before: Span, span: Span) -> bool:
    """Whether a quotation continues the one before it: in the same paragraph, or at the start of the next."""
    block = document.block_at(span.start)
    return document.block_at(before.start) == block or (
        document.block_at(before.end - 1) == block - 1 and document.blocks[block].span.start == span.start
    )


def _is_beside_name(document: Document, names: Names, span: Span, sentence: int) -> bool:
    if document.folded.count(" ", *span) < _LONG:
        return False
    whole = document.sentences[sentence].span
    return bool(names.between(whole.start, span.start) or names.between(span.end, whole.end))


def _opens_draft(document: Document, span: Span) -> bool:
    """A draft that begins with somebody's words tells the speaker in its own time."""
    return document.sentence_at(span.start) == 0 and span.end >= document.sentences[0].span.end - 1
