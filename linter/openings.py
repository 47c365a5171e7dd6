"""Beginnings that return: of sentences in a row, of neighbouring sentences' frames, of paragraphs."""

from __future__ import annotations

from itertools import pairwise

from linter.lexis import DUMMY, Lexis, Recurrence
from linter.text import hold_rows
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.document import Sentence

_ARTICLES = frozenset({"a", "an", "the"})
# Subjects that a story or a profile may open sentence after sentence with.
_NARRATORS = frozenset({"i", "we", "he", "she"})
_PATIENCE = 2
_ONE_FRAME = {
    **dict.fromkeys(("is", "was", "are", "were", "it's", "there's", "that's"), "be"),
    **dict.fromkeys(("can", "could"), "can"),
    **dict.fromkeys(("may", "might"), "may"),
    **dict.fromkeys(("when", "where"), "when"),
}
_FRAME = 4


class Opening(NamedTuple):
    """The beginning of a sentence: its number, its paragraph's, and its first and last word as a half-open range."""

    sentence: int
    block: int
    first: int
    last: int


def find_openings(
    lexis: Lexis, silent: bytearray, spare: frozenset[str], at_least: int
) -> Iterator[Recurrence]:
    """Runs of `at_least` sentences with one first word, across one paragraph's end at most; articles do not count.

    The words of a narrator need two more. A run that shares its second word too is anaphora and left alone.
    """
    for run in _find_runs(lexis, _read_openings(lexis, silent)):
        opener = lexis.texts[run[0].first]
        patience = _PATIENCE if opener in _NARRATORS else 0
        if len(run) < at_least + patience or opener in spare or opener in _ARTICLES:
            continue
        if lexis.is_name(run[-1].first) or _is_anaphora(lexis, run):
            continue
        spans = [lexis.span(one.first, one.first) for one in run]
        yield Recurrence(spans[-1], tuple(spans[:-1]))


def _read_openings(lexis: Lexis, silent: bytearray) -> Sequence[Opening]:
    """The sentences of paragraphs; one that a rule must not read is an opening of no words, and breaks a run."""
    return lexis.known.once(
        (Opening, bytes(silent)), lambda: hold_rows(Opening, _open_sentences(lexis, silent))
    )


def _open_sentences(lexis: Lexis, silent: bytearray) -> Iterator[Opening]:
    blocks = lexis.document.blocks
    for number, sentence in enumerate(lexis.document.sentences):
        if sentence.first < sentence.last and blocks[sentence.block].kind == "paragraph":
            is_open = not silent[sentence.first] and _begins_with_word(lexis, sentence)
            yield Opening(
                number, sentence.block, sentence.first, sentence.last if is_open else sentence.first
            )


def _begins_with_word(lexis: Lexis, sentence: Sentence) -> bool:
    return lexis.document.words.starts[sentence.first] == sentence.span.start


def _find_runs(lexis: Lexis, openings: Iterable[Opening]) -> Iterator[list[Opening]]:
    texts = lexis.texts
    run: list[Opening] = []
    for one in openings:
        alike = run and one.first < one.last and texts[one.first] == texts[run[0].first]
        if alike and one.block - run[0].block <= 1:
            run.append(one)
            continue
        if len(run) > 1:
            yield run
        run = [one] if one.first < one.last else []
    if len(run) > 1:
        yield run


def _is_anaphora(lexis: Lexis, run: Sequence[Opening]) -> bool:
    """Whether most neighbours share two words or more: a drumroll that is meant."""
    texts = lexis.texts
    shared = [
        texts[one.first + 1 : one.first + 2] == texts[two.first + 1 : two.first + 2]
        for one, two in pairwise(run)
    ]
    return 2 * sum(shared) >= len(shared)


# ---------------------------------------------------------------- frames


def find_frames(lexis: Lexis, silent: bytearray) -> Iterator[Recurrence]:
    """Neighbouring sentences that open with one frame of four words on “it”, “there”, “this” or “what”.

    Three in a row are anaphora and left alone; forms of one verb and “when” and “where” are one.
    """
    for run in _find_frame_runs(lexis, _read_openings(lexis, silent)):
        if len(run) == 2:
            spans = [lexis.span(one.first, one.first + _FRAME - 1) for one in run]
            yield Recurrence(spans[1], (spans[0],))


def _find_frame_runs(lexis: Lexis, openings: Iterable[Opening]) -> Iterator[list[Opening]]:
    run: list[Opening] = []
    last: tuple[str, ...] = ()
    for one in openings:
        frame = _frame(lexis, one)
        if run and frame and frame == last and one.block == run[-1].block:
            run.append(one)
            continue
        if run:
            yield run
        run, last = [one] if frame else [], frame
    if run:
        yield run


def _frame(lexis: Lexis, one: Opening) -> tuple[str, ...]:
    if lexis.outline[one.first] != DUMMY or one.last - one.first < _FRAME:
        return ()
    words = lexis.texts[one.first : one.first + _FRAME]
    return tuple(_ONE_FRAME.get(word, word) for word in words)


# ---------------------------------------------------------------- paragraphs


def find_edges(lexis: Lexis, silent: bytearray, words: int) -> Iterator[Recurrence]:
    """Neighbouring paragraphs that open, or close, with the same `words` words; three are a refrain, left alone."""
    for step in (1, -1):
        for run in _find_edge_runs(lexis, silent, words, step):
            if len(run) == 2:
                spans = [lexis.span(first, first + words - 1) for first in run]
                yield Recurrence(spans[1], (spans[0],))


def _find_edge_runs(lexis: Lexis, silent: bytearray, words: int, step: int) -> Iterator[list[int]]:
    run: list[int] = []
    for first in _read_edges(lexis, words, step):
        texts = lexis.texts[first : first + words]
        if (
            run
            and texts == lexis.texts[run[-1] : run[-1] + words]
            and not _is_left_out(lexis, silent, first, words)
        ):
            run.append(first)
            continue
        if run:
            yield run
        run = [] if silent[first] else [first]
    if run:
        yield run


def _is_left_out(lexis: Lexis, silent: bytearray, first: int, words: int) -> bool:
    return any(silent[first : first + words]) or all(lexis.is_name(first + n) for n in range(1, words))


def _read_edges(lexis: Lexis, words: int, step: int) -> Iterator[int]:
    """The first word of each paragraph's first, or last, `words` words."""
    sentences = lexis.document.sentences
    for block in lexis.document.blocks:
        if block.kind == "paragraph" and block.last - block.first > 1:
            sentence = sentences[block.first if step > 0 else block.last - 1]
            if sentence.last - sentence.first >= words + 2:
                yield sentence.first if step > 0 else sentence.last - words
