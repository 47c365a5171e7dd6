"""Words that return: twice running, within a few words, across a copula, at the head of one sentence after another."""

from collections.abc import Iterator
from itertools import pairwise

from linter.devices import DELIBERATE, is_broken_series, is_subordinate, weigh_echo
from linter.document import PROSE_BLOCKS
from linter.lemma import CLOSED
from linter.lexis import Lexis, Recurrence, heard_stems

_POINTERS = frozenset("this that these those such same said its their his her our my your".split())
_SUBJECTS = frozenset("i we you he she it they who which that".split())
_ARTICLES = frozenset({"a", "an", "the"})


def find_doubled(lexis: Lexis, silent: bytearray, spare: frozenset[str]) -> Iterator[Recurrence]:
    """Words that stand twice in a row with nothing but a blank between them."""
    texts = lexis.texts
    for word in [word for word, (one, two) in enumerate(pairwise(texts)) if one == two]:
        if not silent[word + 1] and texts[word] not in spare and _is_slip(lexis, word):
            yield Recurrence(lexis.span(word, word + 1), (lexis.span(word, word),), 1)


def _is_slip(lexis: Lexis, word: int) -> bool:
    text, document = lexis.texts[word], lexis.document
    if lexis.homes[word] != lexis.homes[word + 1] or not lexis.gap(word).isspace():
        return False
    if not text.isalpha() or (len(text) == 1 and text not in ("a", "i")):
        return False
    sentence = document.sentences[lexis.homes[word]]
    if sentence.first == word and sentence.last == word + 2:
        return False
    return not (_is_tripled(lexis, word) or _is_hyphened(lexis, word) or _is_reduplicated_name(lexis, word))


def _is_tripled(lexis: Lexis, word: int) -> bool:
    texts = lexis.texts
    return texts[word] not in CLOSED and texts[word] in (*texts[word - 1 : word], *texts[word + 2 : word + 3])


def _is_hyphened(lexis: Lexis, word: int) -> bool:
    prose, span = lexis.document.prose, lexis.span(word, word + 1)
    return prose[span.start - 1 : span.start] in ("-", "'", "’") or prose[span.end : span.end + 1] == "-"


def _is_reduplicated_name(lexis: Lexis, word: int) -> bool:
    """“Sing Sing”, and “Will will”, where only the first is one; “The the” and “in May May” are slips."""
    prose, starts, text = lexis.document.prose, lexis.document.words.starts, lexis.texts[word]
    if text in _MONTHS:
        return word == lexis.document.sentences[lexis.homes[word]].first
    if prose[starts[word + 1]].isupper():
        return text not in CLOSED
    return prose[starts[word]].isupper() and text in ("will", "can", "mark", "grant", "bill")


_MONTHS = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)


# ---------------------------------------------------------------- the same stem near by


def find_echoes(lexis: Lexis, silent: bytearray, spare: frozenset[str], reach: int) -> Iterator[Recurrence]:
    """A stem that returns within `reach` words, in one sentence or the next one, and is no figure and no cohesion."""
    last: dict[str, int] = {}
    homes, heard = lexis.homes, heard_stems(lexis) - spare
    for word, stem in enumerate(lexis.stems):
        if stem not in heard:
            continue
        before = last.get(stem, -1000)
        last[stem] = word
        if word - before <= reach and homes[word] - homes[before] <= 1 and not (silent[word] or silent[before]):
            echo = _weigh(lexis, before, word)
            if echo >= 0:
                yield Recurrence(lexis.span(word, word), (lexis.span(before, before),), echo)


def _weigh(lexis: Lexis, first: int, second: int) -> int:
    """1 for a slip, 0 for a note, -1 for nothing to say."""
    return 1
