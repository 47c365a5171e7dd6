"""What holds of every document, whatever it was read from, and of every YAML file, whatever stands in it."""

from collections.abc import Callable
from itertools import pairwise

from linter.document import Document
from linter.faults import BadFile
from linter.text import Span


def blanked(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


def held(inner: Span, outer: Span) -> bool:
    return inner.start < inner.end and outer.covers(inner)


def pieces_are_in_order_and_apart(document: Document) -> None:
    for one, other in pairwise(document.pieces):
        assert one.prose + one.length <= other.prose
        assert one.source + one.source_length <= other.source


def pieces_of_equal_length_are_equal_text(document: Document) -> None:
    for prose, length, source, source_length in document.pieces:
        assert length > 0
        if length == source_length:
            origin = document.source.text[source : source + length]
            assert document.prose[prose : prose + length] == blanked(origin)


def every_character_but_block_ends_comes_from_the_source(document: Document) -> None:
    covered = {at for piece in document.pieces for at in range(piece.prose, piece.prose + piece.length)}
    ends = {block.span.end for block in document.blocks}
    assert covered.isdisjoint(ends)
    assert covered | ends == set(range(len(document.prose)))
    for at in covered:
        start, end = document.origin(Span(at, at + 1))
        assert 0 <= start < end <= len(document.source.text)


def origins_keep_the_order_of_the_prose(document: Document) -> None:
    origins = [document.origin(Span(at, at)).start for at in range(len(document.prose) + 1)]
    assert origins == sorted(origins)


def words_lie_in_sentences_and_sentences_in_blocks(document: Document) -> None:
    words = document.words
    for number, sentence in enumerate(document.sentences):
        block = document.blocks[sentence.block]
        assert held(sentence.span, block.span)
        assert block.first <= number < block.last
        for at in range(sentence.first, sentence.last):
            start = words.starts[at]
            assert held(Span(start, start + len(words.texts[at])), sentence.span)
    numbers = [at for sentence in document.sentences for at in range(sentence.first, sentence.last)]
    assert numbers == list(range(len(words.texts)))


def sentences_cover_all_that_is_not_blank(document: Document) -> None:
    covered = {at for one in document.sentences for at in range(*one.span)}
    assert all(char.isspace() for at, char in enumerate(document.prose) if at not in covered)
    assert all(one.span.end <= other.span.start for one, other in pairwise(document.sentences))


def blocks_are_apart_and_neither_begin_nor_end_blank(document: Document) -> None:
    for block in document.blocks:
        text = document.text(block.span)
        assert text == text.strip(" ")
        assert "\n" not in text
        assert document.prose[block.span.end] == "\n"
    assert all(one.span.end < other.span.start for one, other in pairwise(document.blocks))


def blanks_never_touch(document: Document) -> None:
    assert "  " not in document.prose
    assert not any(char.isspace() and char not in " \n" for char in document.prose)


def marks_quotations_and_comments_lie_inside(document: Document) -> None:
    whole = Span(0, len(document.prose))
    assert all(whole.covers(mark.span) for mark in document.marks)
    assert all(any(block.span.covers(one) for block in document.blocks) for one in document.quotations)
    for comment in document.comments:
        # In a packed format comments stand beside the text, at a place of no length.
        assert (
            comment.span.start == comment.span.end
            or comment.text in document.source.text[slice(*comment.span)]
        )
        assert 0 <= comment.block <= len(document.blocks)


LAWS = (
    pieces_are_in_order_and_apart,
    pieces_of_equal_length_are_equal_text,
    every_character_but_block_ends_comes_from_the_source,
    origins_keep_the_order_of_the_prose,
    words_lie_in_sentences_and_sentences_in_blocks,
    sentences_cover_all_that_is_not_blank,
    blocks_are_apart_and_neither_begin_nor_end_blank,
    blanks_never_touch,
    marks_quotations_and_comments_lie_inside,
)


def is_taken_or_refused_at_its_faults(read: Callable[[str], object], path: str) -> None:
    try:
        read(path)
    except BadFile as bad:
        faults = bad.faults
    else:
        return
    assert faults
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in faults)
