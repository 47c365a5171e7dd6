"""A draft as its reader sees it: one string of prose, its parts, and the way back to the source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import repeat
from sys import intern

from linter.memory import recall
from linter.patterns import compile_pattern
from linter.quotation import find_quotations
from linter.segment import Words, find_sentences, find_words
from linter.text import Source, Span, gather_numbers, hold_numbers
from linter.values import Known, NamedTuple, make_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What does not stand one to one in the prose: runs of blanks, characters that take no room on the page,
# letters with combining marks, ligatures. A draft without the last three (nearly all) is read faster.
_ODD = compile_pattern("[\u00ad\u200b\u2060\ufeff\u0300-\u036f\ufb00-\ufb06]")
_UNEVEN = compile_pattern("\\s\\s+|[\u00ad\u200b\u2060\ufeff]+|[^\\W_][\u0300-\u036f]+|[\ufb00-\ufb06]")
_BLANK = compile_pattern(r"\s")
_STRAIGHT = {"'": "\u2018\u2019\u02bc", '"': "\u201c\u201d\u201e", "-": "\u2010\u2011"}

# Code points of a block that is cut into words portion by portion.
_LONG = 200_000

PROSE_BLOCKS = frozenset({"paragraph", "item"})


class Piece(NamedTuple):
    """A run of prose and the run of source it stands for, each as start and length in code points.

    Where the lengths are equal each character stands for one of the source (the same one, or a blank for
    another); otherwise the prose stands for the source as a whole (an entity, a run of blanks).
    """

    prose: int
    length: int
    source: int
    source_length: int


class Block(NamedTuple):
    """A paragraph, heading, list item, quotation, footnote or label (byline, salutation), with its sentences.

    `first` and `last` number its sentences as a half-open range.
    """

    kind: str
    span: Span
    first: int
    last: int


class Sentence(NamedTuple):
    """A sentence: its span, its block's number, and its words' numbers as a half-open range."""

    span: Span
    block: int
    first: int
    last: int


class Mark(NamedTuple):
    """Something the markup says of a stretch of prose: "link", "note", "code", "emphasis". May be empty."""

    kind: str
    span: Span
    target: str = ""


class Comment(NamedTuple):
    """A comment of the markup: its text, its place in the source, and the first block that ends after it."""

    text: str
    span: Span
    block: int


class Flaw(NamedTuple):
    """Something wrong with what a draft says to programs: where in the source, and what, in words for its author."""

    span: Span
    message: str


class FrontMatter(NamedTuple):
    """What front matter says to the linter: codes it allows, where in the source, and why it may not be understood."""

    allow: tuple[str, ...] = ()
    span: Span = Span(0, 0)
    flaw: Flaw | None = None


class Starts(NamedTuple):
    """Where the pieces, blocks and sentences of a draft start in its prose, to look up what stands at an offset."""

    pieces: Sequence[int]
    blocks: Sequence[int]
    sentences: Sequence[int]


class Document(NamedTuple):
    """A draft. All spans are code points of `prose`; `folded` is its lower-case twin of the same length.

    `known` is what the rules have worked out from it, so that it is worked out once and goes when the draft goes.
    """

    source: Source
    prose: str
    folded: str
    pieces: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    sentences: Sequence[Sentence]
    words: Words
    quotations: tuple[Span, ...]
    marks: tuple[Mark, ...]
    comments: tuple[Comment, ...]
    front_matter: FrontMatter
    starts: Starts
    known: Known

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds a prose offset, or the last one that starts before it."""
        return max(0, bisect_right(self.starts.sentences, offset) - 1)

    def block_at(self, offset: int) -> int:
        """The number of the block that holds a prose offset, or the last one that starts before it."""
        return max(0, bisect_right(self.starts.blocks, offset) - 1)

    def word_at(self, offset: int) -> int:
        """The number of the first word that starts at or after a prose offset."""
        return bisect_left(self.words.starts, offset)

    def origin(self, span: Span) -> Span:
        """The stretch of the source that a stretch of prose was read from."""
        if not self.pieces:
            return Span(0, 0)
        piece = self._piece(span.start)
        shift = piece.source - piece.prose
        if piece.length == piece.source_length and span.start < span.end <= piece.prose + piece.length:
            return Span(span.start + shift, span.end + shift)
        if span.start >= span.end:
            place = self._source_start(span.start)
            return Span(place, place)
        return Span(self._source_start(span.start), self._source_end(span.end))

    def text(self, span: Span) -> str:
        """The prose of a span, as the writer typed it."""
        return self.prose[span.start : span.end]

    def _source_start(self, offset: int) -> int:
        piece = self._piece(offset)
        into = offset - piece.prose
        if into >= piece.length:
            return piece.source + piece.source_length
        return piece.source + (into if piece.length == piece.source_length else 0)

    def _source_end(self, offset: int) -> int:
        piece = self._piece(offset - 1)
        if piece.length != piece.source_length:
            return piece.source + piece.source_length
        return piece.source + min(offset - piece.prose, piece.length)

    def _piece(self, offset: int) -> Piece:
        return self.pieces[max(0, bisect_right(self.starts.pieces, offset) - 1)]


def fold(prose: str) -> str:
    """The prose as patterns see it: lower case, straight quotation marks; of the same length, always."""
    # The one character of Unicode whose lower case is longer than itself.
    folded = prose.replace("\u0130", "i").lower()
    if folded.isascii():
        return folded
    for straight, typographic in _STRAIGHT.items():
        for char in typographic:
            folded = folded.replace(char, straight)
    return folded


def _is_even(text: str) -> bool:
    """Whether a text has no blanks but single plain ones, and none at its ends."""
    return text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]


def _even(prose: str) -> str:
    """Prose without what takes no room, with letters composed and every run of blanks one plain blank."""
    return _BLANK.sub(" ", _UNEVEN.sub(lambda odd: _replace(odd.group()), prose))


def _even_out(text: str) -> Iterator[tuple[str, int, int]]:
    """The runs of a text evened out, each with the stretch of the text that it stands for."""
    start = 0
    for uneven in _UNEVEN.finditer(text):
        yield _BLANK.sub(" ", text[start : uneven.start()]), start, uneven.start()
        start = uneven.end()
        yield _replace(uneven.group()), uneven.start(), start
    yield _BLANK.sub(" ", text[start:]), start, len(text)


def _replace(odd: str) -> str:
    """What the prose has for something uneven."""
    if odd[0].isspace():
        return " "
    if odd[0] in "\u00ad\u200b\u2060\ufeff":
        return ""
    from unicodedata import normalize

    whole = normalize("NFKC" if odd[0] >= "\ufb00" else "NFC", odd)
    # Marks that compose with nothing stay as they are, so that equal lengths go on to mean equal text.
    return odd if len(whole) == len(odd) else whole


class Galley:
    """Prose being set from a source, block by block. Readers write on it; `document` takes the proof."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._prose: list[str] = []
        self._length = 0
        self._pieces: list[Piece] = []
        self._blocks: list[tuple[str, Span]] = []
        self._marks: list[Mark] = []
        self._comments: list[Comment] = []
        self._kind = ""
        self._start = 0
        self._is_plain = source.text.isascii() or not _ODD.search(source.text)

    @property
    def here(self) -> int:
        """The prose offset at which the next character will stand."""
        return self._length

    def open(self, kind: str) -> None:
        """Start a block; one that is still open is closed."""
        self.close()
        self._kind = kind
        self._start = self._length

    def take(self, start: int, end: int) -> None:
        """Set the source's own text from `start` to `end`, blanks evened out, into the open block."""
        text = self.source.text[start:end]
        even = text if _is_even(text) else " ".join(text.split())
        if self._is_plain and len(even) == len(text):
            self._add(even, start, end)
            return
        for even, first, last in recall(("runs", text), lambda: tuple(_even_out(text))):
            self._add(even, start + first, start + last)

    def put(self, prose: str, start: int, end: int) -> None:
        """Set other prose than the source's own from `start` to `end`: an entity's character, say."""
        self._add(_even(prose), start, end)

    def turn(self, start: int, end: int) -> None:
        """Set what ends a line inside a block: a blank, or nothing where a word was broken at its hyphen."""
        tail = "".join(self._prose[-2:])[-2:]
        if not (tail[-1:] == "-" and tail[:1].isalnum()):
            self._add(" ", start, end)

    def mark(self, kind: str, start: int, target: str = "") -> None:
        """Say of the prose from `start` to here what the markup says of it."""
        end = self._length - 1 if self._length > start and self._ends_blank() else self._length
        self._marks.append(Mark(kind, Span(start, end), target))

    def tail(self, start: int) -> str:
        """The prose that has been set from an offset of the open block on."""
        runs: list[str] = []
        length = self._length
        for run in reversed(self._prose):
            if length <= start:
                break
            runs.append(run)
            length -= len(run)
        return "".join(reversed(runs))

    def comment(self, text: str, start: int, end: int) -> None:
        """Keep a comment of the markup, with its place in the source."""
        self._comments.append(Comment(text, Span(start, end), len(self._blocks)))

    def close(self, kind: str = "") -> None:
        """End the open block, of another kind than it was opened as if one is given.

        A block without a visible character leaves no trace.
        """
        if not self._kind:
            return
        if self._length > self._start and self._ends_blank():
            self._trim()
        if self._length > self._start:
            self._blocks.append((kind or self._kind, Span(self._start, self._length)))
            self._prose.append("\n")
            self._length += 1
        else:
            self._marks = [mark for mark in self._marks if mark.span.start < self._start]
        self._kind = ""

    def document(self, front_matter: FrontMatter | None = None) -> Document:
        """The finished draft, cut into sentences and words; nothing more can be set afterwards."""
        self.close()
        prose = "".join(self._prose)
        self._prose.clear()  # a long draft is not to be there twice while it is cut
        folded = fold(prose)
        words, sentences, starts, blocks = _cut(prose, folded, self._blocks)
        return Document(
            self.source,
            prose,
            folded,
            tuple(self._pieces),
            blocks,
            sentences,
            words,
            tuple(find_quotations(prose, [block.span for block in blocks])),
            tuple(self._marks),
            tuple(self._comments),
            front_matter or FrontMatter(),
            Starts([piece.prose for piece in self._pieces], [block.span.start for block in blocks], starts),
            Known(),
        )

    def _ends_blank(self) -> bool:
        return self._length == self._start or self._prose[-1].endswith(" ")

    def _add(self, prose: str, start: int, end: int) -> None:
        length = len(prose)
        if prose[:1] == " " and self._ends_blank():
            if length == end - start:
                start += 1
            prose, length = prose[1:], length - 1
        if not prose:
            return
        self._prose.append(prose)
        last = self._pieces[-1] if self._pieces else _NO_PIECE
        if length == end - start and _goes_on(last, self._length, start):
            self._pieces[-1] = Piece(last.prose, last.length + length, last.source, last.length + length)
        else:
            self._pieces.append(Piece(self._length, length, start, end - start))
        self._length += length

    def _trim(self) -> None:
        """Take back the blank at the end; no two blanks ever touch."""
        self._prose[-1] = self._prose[-1][:-1]
        self._length -= 1
        prose, length, source, source_length = self._pieces.pop()
        if length > 1:
            kept = length - 1 if length == source_length else source_length
            self._pieces.append(Piece(prose, length - 1, source, kept))


_NO_PIECE = Piece(0, 0, 0, 1)


def _goes_on(piece: Piece, prose: int, source: int) -> bool:
    """Whether what is set at `prose` for what stands at `source` merely continues a piece."""
    return (
        piece.length == piece.source_length
        and piece.source + piece.length == source
        and piece.prose + piece.length == prose
    )


class _Cut(NamedTuple):
    """The prose of one block cut up: its words, and where each of its sentences starts and ends in it and in them."""

    texts: tuple[str, ...]
    starts: Sequence[int]
    sentences: tuple[tuple[int, ...], ...]


def _cut(
    prose: str, folded: str, spans: Sequence[tuple[str, Span]]
) -> tuple[Words, Sequence[Sentence], Sequence[int], tuple[Block, ...]]:
    """The words of a draft, its sentences and where they start, and its blocks.

    No word and no sentence crosses the end of a block.
    """
    texts: list[str] = []
    starts, begins, ends, homes, firsts, lasts = (gather_numbers(len(prose)) for _ in range(6))
    blocks: list[Block] = []
    for number, (kind, span) in enumerate(spans):
        offset, first, word = span.start, len(homes), len(texts)
        cut = _cut_block(prose[offset : span.end], folded[offset : span.end])
        texts += cut.texts
        starts.extend(map(offset.__add__, cut.starts))
        for column, by, inside in zip(
            (begins, ends, firsts, lasts), (offset, offset, word, word), cut.sentences, strict=True
        ):
            column.extend(map(by.__add__, inside))
        homes.extend(repeat(number, len(begins) - first))
        blocks.append(Block(kind, span, first, len(homes)))
    sentences = _hold_sentences(begins, ends, homes, firsts, lasts)
    return Words(tuple(texts), hold_numbers(starts)), sentences, begins, tuple(blocks)


def _hold_sentences(
    begins: Sequence[int],
    ends: Sequence[int],
    homes: Sequence[int],
    firsts: Sequence[int],
    lasts: Sequence[int],
) -> Sequence[Sentence]:
    """Sentences as a draft keeps them: so that they are there at once, or, in a long one, that they have room."""
    if isinstance(begins, list):
        return tuple(make_all(Sentence, make_all(Span, begins, ends), homes, firsts, lasts))
    from linter.columns import Columns

    return Columns(_make_sentence, begins, ends, homes, firsts, lasts)


def _make_sentence(begin: int, end: int, home: int, first: int, last: int) -> Sentence:
    return Sentence(Span(begin, end), home, first, last)


def _cut_block(prose: str, folded: str) -> _Cut:
    def cut() -> _Cut:
        texts, starts = _cut_words(folded)
        sentences = tuple(zip(*_cut_sentences(prose, starts), strict=True)) or ((), (), (), ())
        return _Cut(texts, starts, sentences)

    return recall((_Cut, prose), cut)


def _cut_words(folded: str) -> Words:
    """The words of a block. A long draft says most of its words many times, and has room for each once."""
    if len(folded) < _LONG:
        texts, starts = find_words(folded)
        return Words(tuple(map(intern, texts)), starts)
    held: list[str] = []
    places = gather_numbers(len(folded))
    start = 0
    while start < len(folded):
        end = folded.find(" ", start + _LONG)
        words = find_words(folded[start : end if end > 0 else None])
        held += map(intern, words.texts)
        places.extend(map(start.__add__, words.starts))
        start = end if end > 0 else len(folded)
    return Words(tuple(held), places)


def _cut_sentences(prose: str, starts: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    first = 0
    for span in find_sentences(prose):
        last = bisect_left(starts, span.end, first)
        yield *span, first, last
        first = last
