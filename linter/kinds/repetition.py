"""Kind `repetition`: something returns that does no work: a word, a phrase, an opening, a sentence, a claim."""

from __future__ import annotations

from linter.diagnostic import Finding, Related
from linter.echo import find_doubled, find_echoes, find_tautologies
from linter.lemma import stem_table
from linter.lexis import Lexis, Recurrence, find_silent, read_lexis
from linter.openings import find_edges, find_frames, find_openings
from linter.phrases import find_near_duplicates, find_phrases, find_restated
from linter.rule import Reading, Rule
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Literal, TypeAlias

What: TypeAlias = (
    'Literal["doubled", "stem", "subject", "phrase", "opening", "frame", "paragraph", "sentence", "claim"]'
)

_WHOLE_DRAFT = 1 << 40


class Repetition(NamedTuple):
    """Flags what recurs and is no figure of speech, no name, no term, no topic and no cohesive pick-up.

    `of` says what is looked for:
    `doubled` a word twice running; `stem` a word of one family near by; `subject` a complement that repeats its
    subject; `phrase` a stretch of `length` words or more; `opening` the first word of sentences in a row; `frame`
    the first four words of neighbours; `paragraph` the first or last `length` words of neighbouring paragraphs;
    `sentence` and `claim` sentences that share at least `share` of their words, or of their weighty words.
    `within` is the distance in words that counts as near; 0: anywhere in the draft. `at_least` is how many times are
    too many; of a claim, how many weighty words two sentences must share. `spare` lists words to leave alone,
    `alike` groups of words that say the same.
    """

    of: What
    within: int = 0
    at_least: int = 2
    length: int = 3
    share: float = 0.8
    spare: tuple[str, ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "first", "n", "distance", "line"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        lexis = read_lexis(reading.document, reading.terms)
        silent = find_silent(reading.document, rule.fields.not_in)
        for one in _FINDERS[self.of](self, lexis, silent, reading):
            yield _tell(rule, one, reading)


def _tell(rule: Rule, one: Recurrence, reading: Reading) -> Finding:
    document = reading.document
    first, last = one.earlier[0], one.earlier[-1]
    distance = document.word_at(one.span.start) - document.word_at(last.start)
    line = document.source.position(document.origin(first).start).line
    facts = {
        "match": document.text(one.span),
        "first": document.text(first),
        "n": f"{len(one.earlier) + 1}",
        "distance": f"{distance}",
        "line": f"{line}",
    }
    related = tuple(
        Related(span, "earlier use" if number else "first use") for number, span in enumerate(one.earlier)
    )
    return Finding(rule.code, one.span, facts, related, None if one.weight else "info")


Finder: TypeAlias = "Callable[[Repetition, Lexis, bytearray, Reading], Iterator[Recurrence]]"


def _doubled(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_doubled(lexis, silent, frozenset(map(str, kind.spare)))


def _stem(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_echoes(lexis, silent, _stems(kind.spare), kind.within or _WHOLE_DRAFT)


def _subject(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_tautologies(lexis, silent, _stems(kind.spare), _alike(kind.alike))


def _phrase(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_phrases(lexis, silent, kind.length, kind.at_least, kind.within or _WHOLE_DRAFT)


def _opening(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_openings(lexis, silent, frozenset(map(str, kind.spare)), kind.at_least)


def _frame(_: Repetition, lexis: Lexis, silent: bytearray, __: Reading) -> Iterator[Recurrence]:
    return find_frames(lexis, silent)


def _paragraph(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_edges(lexis, silent, kind.length)


def _sentence(kind: Repetition, lexis: Lexis, silent: bytearray, _: Reading) -> Iterator[Recurrence]:
    return find_near_duplicates(lexis, silent, kind.share)


def _claim(kind: Repetition, lexis: Lexis, silent: bytearray, reading: Reading) -> Iterator[Recurrence]:
    """Claims made again; a sentence that brings evidence advances the case and is none."""
    for number, one in find_restated(lexis, silent, _alike(kind.alike), kind.share, kind.at_least):
        if all(evidence.signal == "vague-source" for evidence in reading.evidence.sentences[number]):
            yield one


_FINDERS: Mapping[str, Finder] = {
    "doubled": _doubled,
    "stem": _stem,
    "subject": _subject,
    "phrase": _phrase,
    "opening": _opening,
    "frame": _frame,
    "paragraph": _paragraph,
    "sentence": _sentence,
    "claim": _claim,
}


def _stems(words: tuple[str, ...]) -> frozenset[str]:
    table = stem_table()
    return frozenset(table[str(word)] for word in words)


def _alike(groups: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Every stem of a group to the group's first word."""
    table = stem_table()
    return {table[str(word)]: str(group[0]) for group in groups for word in group}
