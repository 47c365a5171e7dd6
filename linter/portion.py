"""A draft by its paragraphs: what was found in one is known again by what stands in it and beside it."""

from __future__ import annotations

from itertools import repeat

from linter.memory import recall, remembers
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol, Self, TypeVar

    from linter.document import Block, Document, Mark
    from linter.matching import Hit

    class Movable(Protocol):
        """Something found in a draft that can be found farther on as well."""

        def moved(self, by: int) -> Self:
            """The same so many code points farther on."""
            ...

    Found = TypeVar("Found", bound=Movable)
    Key = TypeVar("Key")

# How much of the prose before and behind a paragraph is looked at, in code points, be the paragraphs there ever so
# short: figures are judged by the 90 before them and the 60 behind.
_MARGIN = 128


class Portion(NamedTuple):
    """Paragraphs of a draft that are looked at together: `first` and `last` number its blocks as a half-open range."""

    document: Document
    first: int
    last: int

    @property
    def blocks(self) -> Sequence[Block]:
        return self.document.blocks[self.first : self.last]

    @property
    def span(self) -> Span:
        """The prose of its blocks."""
        blocks = self.blocks
        return Span(blocks[0].span.start, blocks[-1].span.end) if blocks else Span(0, 0)

    @property
    def sentences(self) -> range:
        """The numbers of its sentences."""
        blocks = self.blocks
        return range(blocks[0].first, blocks[-1].last) if blocks else range(0)

    def narrow(self, hits: Mapping[Key, Sequence[Hit]]) -> Mapping[Key, Sequence[Hit]]:
        """Those of a draft's hits that stand in it; of a draft with a memory they are `linter.hits.Hits`."""
        if self.last - self.first == len(self.document.blocks):
            return hits
        return hits.within(self)  # type: ignore[attr-defined, no-any-return]

    @property
    def quotations(self) -> Iterator[Span]:
        """The quotations that begin in it."""
        start, end = self.span
        return (one for one in self.document.quotations if start <= one.start < end)

    @property
    def marks(self) -> Iterator[Mark]:
        """The marks that begin in it."""
        return (
            mark
            for mark in self.document.marks
            if self.first <= self.document.block_at(mark.span.start) < self.last
        )


def find_by_paragraph(
    document: Document,
    what: Hashable,
    look: Callable[[Portion], Iterable[Found]],
    see: Callable[[], Iterable[Hashable]] = lambda: repeat(None),
) -> list[Found]:
    """What `look` finds in a draft: at once, or, where there is a memory at work, in each paragraph that is not known.

    What it finds in a paragraph depends on that and the two beside it, on their kinds, quotations and marks, on the
    nearest prose, and, as to the rest of the draft, on nothing but what `see` gives for each paragraph in turn.
    """
    if not remembers():
        return list(look(Portion(document, 0, len(document.blocks))))
    found: list[Found] = []
    for number, (block, surroundings, seen) in enumerate(
        zip(document.blocks, _read_surroundings(document), see(), strict=False)
    ):
        start = block.span.start
        here = recall(
            (what, surroundings, seen),
            lambda: tuple([one.moved(-start) for one in look(Portion(document, number, number + 1))]),  # noqa: B023
        )
        if here:
            found += [one.moved(start) for one in here]
    return found


def _read_surroundings(document: Document) -> Sequence[object]:
    """For each paragraph something that stands for all that there is to see in and beside it."""
    return document.known.once("surroundings", lambda: list(_find_surroundings(document)))


def _find_surroundings(document: Document) -> Iterator[object]:
    own = [None, *_read_blocks(document), None]
    for number, block in enumerate(document.blocks):
        start, end = block.span
        before, behind = document.prose[max(0, start - _MARGIN) : start], document.prose[end : end + _MARGIN]
        # A value of its own is compared at once, wherever it is part of a key.
        yield recall((Portion, before, behind, *own[number : number + 3]), object)


def _read_blocks(document: Document) -> Iterator[tuple[object, ...]]:
    """What each block holds: its kind, its prose, and its quotations and marks, counted from its start."""
    if not document.blocks:
        return
    inside: list[list[object]] = [[] for _ in document.blocks]
    for span in document.quotations:
        number = document.block_at(span.start)
        inside[number].append(span.moved(-document.blocks[number].span.start))
    for mark in document.marks:
        # Markup may run over the end of a paragraph.
        for number in range(document.block_at(mark.span.start), document.block_at(mark.span.end) + 1):
            inside[number].append((mark.kind, mark.span.moved(-document.blocks[number].span.start)))
    for block, held in zip(document.blocks, inside, strict=True):
        yield block.kind, document.text(block.span), *held
