"""A draft as its reader sees it: one string of prose, its parts, and the way back to the source."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from re import compile as pattern
from typing import NamedTuple

from linter.quotation import find_quotations
from linter.segment import Words, find_sentences, find_words
from linter.text import Source, Span

# Runs of blanks that are not one plain blank, and characters that take no room on the page.
_UNEVEN = pattern("[^\\S ]\\s*| \\s+|[\u00ad\u200b\u2060\ufeff]+")
_STRAIGHT = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2011": "-"}
)

PROSE_BLOCKS = frozenset({"paragraph", "item"})


class Piece(NamedTuple):
    """A run of prose and the run of source it stands for, each as start and length in code points.

    Where the lengths are equal the two are the same text; otherwise the prose stands for the source as a whole
    (an entity, a run of blanks).
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


class FrontMatter(NamedTuple):
    """What a draft's front matter says to the linter: codes it allows, and where it says so in the source."""

    allow: tuple[str, ...] = ()
    span: Span = Span(0, 0)


class Document(NamedTuple):
    """A draft. All spans are code points of `prose`; `folded` is its lower-case twin of the same length."""

    source: Source
    prose: str
    folded: str
    pieces: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    words: Words
    quotations: tuple[Span, ...]
    marks: tuple[Mark, ...]
    comments: tuple[Comment, ...]
    front_matter: FrontMatter

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that holds a prose offset, or the last one that starts before it."""
        return max(0, bisect_right(self.sentences, offset, key=_sentence_start) - 1)

    def block_at(self, offset: int) -> int:
        """The number of the block that holds a prose offset, or the last one that starts before it."""
        return max(0, bisect_right(self.blocks, offset, key=_block_start) - 1)

    def word_at(self, offset: int) -> int:
        """The number of the first word that starts at or after a prose offset."""
        from bisect import bisect_left

        return bisect_left(self.words.starts, offset)

    def origin(self, span: Span) -> Span:
        """The stretch of the source that a stretch of prose was read from."""
        if not self.pieces:
            return Span(0, 0)
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
        return piece.source + (min(into, piece.length) if piece.length == piece.source_length else 0)

    def _source_end(self, offset: int) -> int:
        piece = self._piece(offset - 1)
        if piece.length != piece.source_length:
            return piece.source + piece.source_length
        return piece.source + min(offset - piece.prose, piece.length)

    def _piece(self, offset: int) -> Piece:
        return self.pieces[max(0, bisect_right(self.pieces, offset, key=_piece_start) - 1)]


def _sentence_start(sentence: Sentence) -> int:
    return sentence.span.start


def _block_start(block: Block) -> int:
    return block.span.start


def _piece_start(piece: Piece) -> int:
    return piece.prose


def fold(prose: str) -> str:
    """The prose as patterns see it: lower case, straight quotation marks; of the same length, always."""
    lower = prose.lower()
    if len(lower) != len(prose):
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in prose)
    return lower.translate(_STRAIGHT)


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
        text = self.source.text
        for uneven in _UNEVEN.finditer(text, start, end):
            self._add(text[start : uneven.start()], start, uneven.start())
            self.put(" " if uneven.group()[0].isspace() else "", uneven.start(), uneven.end())
            start = uneven.end()
        self._add(text[start:end], start, end)

    def put(self, prose: str, start: int, end: int) -> None:
        """Set other prose for the source between `start` and `end`: an entity's character, a line break's blank."""
        if prose == " " and self._ends_blank():
            return
        self._add(prose, start, end)

    def mark(self, kind: str, start: int, target: str = "") -> None:
        """Say of the prose from `start` to here what the markup says of it."""
        self._marks.append(Mark(kind, Span(start, self._length), target))

    def comment(self, text: str, start: int, end: int) -> None:
        """Keep a comment of the markup, with its place in the source."""
        self._comments.append(Comment(text, Span(start, end), len(self._blocks)))

    def close(self) -> None:
        """End the open block; one without a visible character leaves no trace."""
        if not self._kind:
            return
        while self._length > self._start and self._prose[-1][-1:] in ("", " "):
            self._trim()
        if self._length > self._start:
            self._blocks.append((self._kind, Span(self._start, self._length)))
            self._prose.append("\n")
            self._length += 1
        self._kind = ""

    def document(self, front_matter: FrontMatter | None = None) -> Document:
        """The finished draft, cut into sentences and words."""
        self.close()
        prose = "".join(self._prose)
        words = find_words(folded := fold(prose))
        sentences, blocks = _cut(prose, self._blocks, words)
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
        )

    def _ends_blank(self) -> bool:
        return self._length == self._start or self._prose[-1].endswith(" ")

    def _add(self, prose: str, start: int, end: int) -> None:
        if prose.startswith(" ") and self._ends_blank():
            prose, start = prose[1:], start + 1
        if prose:
            self._prose.append(prose)
            self._pieces.append(Piece(self._length, len(prose), start, end - start))
            self._length += len(prose)

    def _trim(self) -> None:
        """Take back one blank from the end; every run on the galley has a piece of its own."""
        run, piece = self._prose.pop(), self._pieces.pop()
        if run[:-1]:
            self._prose.append(run[:-1])
            self._pieces.append(Piece(piece.prose, piece.length - 1, piece.source, piece.source_length - 1))
        self._length -= 1


def _cut(
    prose: str, spans: Sequence[tuple[str, Span]], words: Words
) -> tuple[tuple[Sentence, ...], tuple[Block, ...]]:
    sentences: list[Sentence] = []
    blocks: list[Block] = []
    for number, (kind, span) in enumerate(spans):
        first = len(sentences)
        sentences += _sentences(prose, span, number, words)
        blocks.append(Block(kind, span, first, len(sentences)))
    return tuple(sentences), tuple(blocks)


def _sentences(prose: str, block: Span, number: int, words: Words) -> Iterator[Sentence]:
    first = bisect_right(words.starts, block.start - 1)
    for span in find_sentences(prose, block.start, block.end):
        last = bisect_right(words.starts, span.end - 1, first)
        yield Sentence(span, number, first, last)
        first = last
