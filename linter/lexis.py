"""The words of a draft as a reader hears them: stems, names, topic words, and the clauses they stand in."""

from __future__ import annotations

# The counting behind collections.Counter, which takes longer to import than a draft to lint.
from _collections import _count_elements
from bisect import bisect_left
from itertools import chain, repeat

from linter.lemma import CLOSED, everyday_stems, stem_table
from linter.memory import recall, remembers
from linter.patterns import compile_pattern
from linter.text import Span, gather_numbers, hold_numbers
from linter.values import Known, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.document import Block, Document

# A capital inside a sentence makes a name; after these marks a sentence may begin. The capital is looked for first,
# since few places have one.
_CAPITAL = compile_pattern(r"[A-Z](?<=[^.!?:…\"“‘'(\n—–] .)\w+")
_STOP = compile_pattern(r"[,;:()\u2013\u2014.!?…]")
_LABELS = frozenset({"heading", "label"})
_CODE_MARKS = frozenset({"code", "link", "note"})

COORDINATORS = frozenset({"and", "or", "but", "nor", "yet"})
# What may stand between a clause's edge and the word that carries it.
_LIGHT = CLOSED - COORDINATORS
# Words that repetition turns on, each with the letter that it has in an outline. A leader opens a preposition of three
# words, “in the face of”; a dummy stands for nothing, so that a frame built on it says nothing.
COPULA, INDEFINITE, DEFINITE, LEADER, DUMMY = "cidlo"
_LETTERS = {
    **dict.fromkeys("is are was were becomes remains means implies constitutes represents".split(), COPULA),
    **dict.fromkeys(("a", "an"), INDEFINITE),
    "the": DEFINITE,
    **dict.fromkeys("in on at by for with under from".split(), LEADER),
    **dict.fromkeys("it this these that there what one".split(), DUMMY),
}


class Recurrence(NamedTuple):
    """Something that returns: the later place, the earlier ones in order, and how sure it is that nobody meant it.

    `weight` is 0 for a note, 1 for what an editor would query.
    """

    span: Span
    earlier: tuple[Span, ...]
    weight: int = 1


class Lexis(NamedTuple):
    """What repetition needs to know of a draft, word by word (words are numbered as in `Document.words`).

    `stems` holds the empty string for words that carry nothing; `outline` one letter a word, a blank for most;
    `homes` the number of each word's sentence;
    `given` the stems of headings and of the terms a newsroom lists; `topics` those and the draft's commonest;
    `heard` the stems that return and are neither topics nor everyday words: those whose return is heard;
    `heard_at` one byte a word, the first highest, as one number: 1 where a word is heard; `known` what has been worked
    out from all that.
    """

    document: Document
    texts: tuple[str, ...]
    starts: Sequence[int]
    stems: Sequence[str]
    outline: str
    homes: Sequence[int]
    counts: Mapping[str, int]
    names: frozenset[str]
    topics: frozenset[str]
    given: frozenset[str]
    heard: frozenset[str]
    heard_at: int
    terms: bytearray
    known: Known

    def span(self, first: int, last: int) -> Span:
        """The prose span of the words from `first` to `last`, which is included."""
        return Span(self.starts[first], self.starts[last] + len(self.texts[last]))

    def gap(self, word: int) -> str:
        """What stands between a word and the next one."""
        starts, end = self.starts, self.starts[word] + len(self.texts[word])
        return self.document.prose[end : starts[word + 1] if word + 1 < len(starts) else None]

    def find_outlined(self, letters: str) -> Iterator[int]:
        """Where words stand whose letters in the outline are these."""
        word = self.outline.find(letters)
        while word >= 0:
            yield word
            word = self.outline.find(letters, word + 1)

    def is_name(self, word: int) -> bool:
        """Whether a word is written as a name: a capital that no sentence's start explains."""
        if not self.document.prose[self.starts[word]].isupper():
            return False
        first = self.document.sentences[self.homes[word]].first
        return word != first or self.texts[word] in self.names

    def has_name(self, first: int, last: int) -> bool:
        """Whether any of the words from `first` to `last`, which is included, is written as a name."""
        if self.document.prose[self.starts[first] : self.starts[last] + 1].islower():
            return False
        return any(self.is_name(word) for word in range(first, last + 1))

    def is_stopped(self, word: int) -> bool:
        """Whether a mark or the sentence's end stands right after a word."""
        return word + 1 >= self.document.sentences[self.homes[word]].last or self._is_marked(word)

    def _is_marked(self, word: int) -> bool:
        """Whether a mark stands right after a word."""
        gap = self.gap(word)
        return gap != " " and _STOP.search(gap) is not None

    def opens(self, word: int) -> bool:
        """Whether a word opens a clause, a few light words before it not counted."""
        texts, first = self.texts, self.document.sentences[self.homes[word]].first
        for here in range(word, max(first, word - 4) - 1, -1):
            if here == first or texts[here - 1] in COORDINATORS or self._is_marked(here - 1):
                return True
            if texts[here - 1] not in _LIGHT:
                return False
        return False

    def closes(self, word: int) -> bool:
        """Whether a word ends a clause."""
        return self.is_stopped(word) or self.texts[word + 1] in COORDINATORS


def read_lexis(document: Document, terms: frozenset[str]) -> Lexis:
    """The lexis of a draft, read once, since every rule of repetition asks for it."""
    return document.known.once((Lexis, terms), lambda: _read(document, terms))


def _read(document: Document, terms: frozenset[str]) -> Lexis:
    table = stem_table()
    texts = document.words.texts
    traits = _read_traits(document)
    stems = traits[0].stems if len(traits) == 1 else tuple(chain.from_iterable([one.stems for one in traits]))
    outline = "".join([one.outline for one in traits])
    lengths = [one.last - one.first for one in document.sentences]
    homes = gather_numbers(len(document.prose))
    homes.extend(chain.from_iterable(map(repeat, range(len(lengths)), lengths)))
    counts: dict[str, int] = {}
    _count_elements(counts, stems)
    names = frozenset().union(*[one.capitals for one in traits]) - CLOSED
    given = frozenset([*_title(document, stems), *(table[term] for term in terms if " " not in term)])
    topics = given.union(_find_topics(counts, len(stems)))
    heard = (
        frozenset(stem for stem, count in counts.items() if count > 1 and stem) - topics - everyday_stems()
    )
    heard_at = int.from_bytes(map(heard.__contains__, stems))
    marked = _find_terms(document, terms)
    return Lexis(
        document,
        texts,
        document.words.starts,
        stems,
        outline,
        hold_numbers(homes),
        counts,
        names,
        topics,
        given,
        heard,
        heard_at,
        marked,
        Known(),
    )


class _Traits(NamedTuple):
    """What a block alone decides: the stems and the outline of its words, and those written as names in a sentence.

    Headings capitalise what they like.
    """

    stems: tuple[str, ...]
    outline: str
    capitals: frozenset[str]


def _read_traits(document: Document) -> Sequence[_Traits]:
    """The traits of the whole draft at once, or, where there is a memory at work, of block after block."""
    if not remembers():
        running = (document.text(one.span) for one in document.blocks if one.kind not in _LABELS)
        return [_take_traits(document.words.texts, running)]
    return [
        recall((_Traits, prose, block.kind in _LABELS), lambda: _read_block(document, block))  # noqa: B023
        for block in document.blocks
        if (prose := document.text(block.span))
    ]


def _read_block(document: Document, block: Block) -> _Traits:
    words = slice(document.word_at(block.span.start), document.word_at(block.span.end))
    return _take_traits(
        document.words.texts[words], [] if block.kind in _LABELS else [document.text(block.span)]
    )


def _take_traits(texts: Sequence[str], prose: Iterable[str]) -> _Traits:
    return _Traits(
        tuple(map(stem_table().__getitem__, texts)),
        "".join(map(_LETTERS.get, texts, repeat(" "))),
        frozenset(map(str.lower, chain.from_iterable(map(_CAPITAL.findall, prose)))),
    )


def _find_topics(counts: Mapping[str, int], words: int) -> Iterator[str]:
    """The stems that return so often that they can only be what the draft is about."""
    least = 6 + words // 800
    return (stem for stem, count in counts.items() if count >= least)


def _title(document: Document, stems: Sequence[str]) -> Iterator[str]:
    for block in document.blocks:
        if block.kind == "heading" and block.first < block.last:
            first, last = document.sentences[block.first], document.sentences[block.last - 1]
            yield from stems[first.first : last.last]


def _find_terms(document: Document, terms: Iterable[str]) -> bytearray:
    """One byte a word, set where a term of several words stands."""
    marked = bytearray(len(document.words.starts))
    for term in terms:
        at = document.folded.find(term) if " " in term else -1
        while at >= 0:
            _set(marked, document, Span(at, at + len(term)))
            at = document.folded.find(term, at + 1)
    return marked


def find_silent(document: Document, guards: Sequence[str]) -> bytearray:
    """One byte a word, set where the guards of a rule (`not-in`) forbid it to look."""
    return document.known.once(("silent", *guards), lambda: _mark_silent(document, frozenset(guards)))


def _mark_silent(document: Document, guards: frozenset[str]) -> bytearray:
    marked = bytearray(len(document.words.starts))
    for span in _guarded(document, guards):
        _set(marked, document, span)
    return marked


def _guarded(document: Document, guards: frozenset[str]) -> Iterator[Span]:
    if "quotation" in guards:
        yield from document.quotations
    if kinds := {guard.removeprefix("block-") for guard in guards}:
        yield from (block.span for block in document.blocks if block.kind in kinds)
    yield from (mark.span for mark in document.marks if mark.kind in guards & _CODE_MARKS)
    if "question" in guards:
        ends = document.prose
        for sentence in document.sentences:
            if "?" in ends[max(sentence.span.start, sentence.span.end - 4) : sentence.span.end]:
                yield sentence.span


def _set(marked: bytearray, document: Document, span: Span) -> None:
    starts = document.words.starts
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    marked[first:last] = b"\1" * (last - first)
