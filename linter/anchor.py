"""Words found again after edits: sentences of one text in another, by the words they share and not by their lines."""

from __future__ import annotations

from collections import Counter

from linter.document import Document, fold
from linter.segment import find_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

# Less than half of the words in common is another sentence.
_ALIKE = 0.5


def read_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(find_words(fold(text)).texts)


def list_sentences(document: Document) -> list[tuple[str, ...]]:
    """The words of every sentence of a draft."""
    return [tuple(document.words.texts[one.first : one.last]) for one in document.sentences]


def weigh_likeness(one: Sequence[str], two: Sequence[str]) -> float:
    """The share of words that two texts have in common, from 0 to 1 (Dice's coefficient over their words)."""
    if not one or not two:
        return 0.0
    shared = sum((Counter(one) & Counter(two)).values())
    return 2 * shared / (len(one) + len(two))


def match_sentences(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> dict[int, int]:
    """For sentences of an old text the number of the same sentence in a new one, edited or moved.

    Those in the same words are matched in their order, then the most alike of the others, each once; of equals the
    one that stands most nearly in its old place.
    """
    found = _match_equals(old, new)
    taken = set(found.values())
    for _, _, first, second in sorted(_weigh_pairs(old, new, found, taken)):
        if first not in found and second not in taken:
            found[first] = second
            taken.add(second)
    return found


def _match_equals(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> dict[int, int]:
    homes: dict[tuple[str, ...], list[int]] = {}
    for number in reversed(range(len(new))):
        homes.setdefault(tuple(new[number]), []).append(number)
    left = ((number, homes.get(tuple(words))) for number, words in enumerate(old))
    return {number: places.pop() for number, places in left if places}


def _weigh_pairs(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], found: Container[int], taken: Container[int]
) -> Iterator[tuple[float, float, int, int]]:
    """Pairs of sentences that are still without a match and alike, the likeness as less than nothing."""
    homes: dict[str, list[int]] = {}
    for number, words in enumerate(new):
        for word in set(words) if number not in taken else ():
            homes.setdefault(word, []).append(number)
    for first, words in enumerate(old):
        if first in found:
            continue
        # Sentences that are alike share one of the rarer half of their words; the commonest lead everywhere.
        known = sorted((word for word in set(words) if word in homes), key=lambda word: len(homes[word]))
        near = {number for word in known[: max(3, len(known) // 2 + 1)] for number in homes[word]}
        for second in near:
            likeness = weigh_likeness(words, new[second])
            if likeness >= _ALIKE:
                yield -likeness, abs(first / len(old) - second / len(new)), first, second
