"""What in a draft a reader could check: typed evidence, and where it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from linter.document import Document
from linter.figures import find_figures
from linter.matching import Hit
from linter.names import Name, Names, find_names
from linter.sources import Lexicon, find_sources
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
    found = [(signal, span) for signal, span in find_sources(document, names, hits, lexicon)]
    found += find_figures(document, lexicon)
    found += _numbers(document, hits)
    found += _dates(document, hits, lexicon)
    found += _links(document)
    found += _firsthand(document, hits)
    found += _quotations(document, names, found)
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
    document: Document, names: Names, found: Sequence[tuple[str, Span]]
) -> Iterator[tuple[str, Span]]:
    for span in document.quotations:
        first, last = document.word_at(span.start), document.word_at(span.end)
        if last - first >= 4:
            yield "quotation", span
