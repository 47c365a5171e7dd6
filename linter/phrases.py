"""Stretches that return: phrases, whole sentences, and claims made again in other words.

All three look in tables of what they share (Broder 1997), never at every pair, and so stay linear in length.
"""

from __future__ import annotations

# The counting behind collections.Counter, which takes longer to import than a draft to lint.
from _collections import _count_elements
from _operator import itemgetter, ne
from itertools import chain, combinations, compress, pairwise

from linter.devices import is_antithesis, is_broken_series
from linter.document import PROSE_BLOCKS
from linter.lemma import CLOSED, everyday_stems, stem_table
from linter.lexis import DEFINITE, INDEFINITE, LEADER, Lexis, Recurrence
from linter.text import gather_numbers, pack_numbers
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_LONGEST = 12
_PORTION = 50_000
# Places; so many are those of a draft of a megabyte and a half.
_MANY = 100_000
_FEW = 6  # sentences; what stands in more is what the draft is about
_CHORUS = 12  # words; a longer sentence is no refrain
_PREPOSITIONS = frozenset(
    "of in on at by to from for with within into onto upon over under between among against across through toward"
    " towards about around behind beyond".split()
)
_LINKS = frozenset({"of", "and", "or", "for", "in"})


class Phrase(NamedTuple):
    """A phrase and where it stands: the numbers of its first words, and how many words it has."""

    places: tuple[int, ...]
    length: int


def find_phrases(
    lexis: Lexis, silent: bytearray, length: int, at_least: int, reach: int
) -> Iterator[Recurrence]:
    """Phrases of at least `length` words that stand `at_least` times, each within `reach` words of the one before.

    Reported once, at the last place. Names, terms and figures of speech are left alone.
    """
    told = bytearray(len(lexis.texts))
    for places in _find_runs(lexis, silent, length, at_least, reach):
        if told[places[-1]] or not _may_tell(lexis, places[-1], length):
            continue
        phrase = _trim(lexis, _stretch(lexis, places, length))
        if (
            phrase.length >= length
            and _is_worth_telling(lexis, phrase, at_least)
            and not _is_meant(lexis, phrase)
        ):
            last = phrase.places[-1]
            told[last : last + phrase.length] = b"\1" * phrase.length
            spans = [lexis.span(place, place + phrase.length - 1) for place in phrase.places]
            yield Recurrence(spans[-1], tuple(spans[:-1]))


def _may_tell(lexis: Lexis, place: int, length: int) -> bool:
    """Whether a stretch of two words is worth a closer look: one of more words, or two that are both heavy."""
    if length > 2:
        return True
    longer = lexis.known.once("longer", lambda: _mark_places(lexis, 3).to_bytes(len(lexis.texts)))
    return any(longer[max(0, place - 1) : place + 1]) or bool(lexis.stems[place])


def _find_runs(
    lexis: Lexis, silent: bytearray, length: int, at_least: int, reach: int
) -> Iterator[tuple[int, ...]]:
    for places in find_grams(lexis, length):
        if len(places) < at_least:
            continue
        if len(places) == at_least == 2:
            one, two = places
            if two - one <= reach and not (silent[one] or silent[two]):
                yield one, two
            continue
        spoken = [place for place in places if not silent[place]]
        start = 0
        for number in range(1, len(spoken) + 1):
            if number == len(spoken) or spoken[number] - spoken[number - 1] > reach:
                if number - start >= at_least:
                    yield tuple(spoken[start:number])
                start = number


def find_grams(lexis: Lexis, length: int) -> Iterable[Sequence[int]]:
    """Where stretches of `length` words stand that stand twice, inside sentences; each holds a heard word.

    A preposition of three words (“in the face of”) needs none.
    """
    return lexis.known.once(("grams", length), lambda: _read_grams(lexis, max(2, length), length))


def _read_grams(lexis: Lexis, width: int, length: int) -> Iterable[Sequence[int]]:
    places = _read_pairs(lexis, length) if width == 2 else _lengthen(lexis, length)
    if len(places) < _MANY:
        return sorted(_group(lexis.texts, places, width), key=itemgetter(1))
    portions = _in_portions(lexis.texts, places, 1 + len(places) // _PORTION)
    return _Groups(group for portion in portions for group in _group(lexis.texts, portion, width))


class _Groups:
    """Groups of places by the second place in each, one behind the other: as lists they have room in no long draft."""

    def __init__(self, groups: Iterable[Sequence[int]]) -> None:
        self._places, self._ends = pack_numbers(()), pack_numbers(())
        for group in groups:
            self._places.extend(group)
            self._ends.append(len(self._places))
        firsts = [0, *self._ends[:-1]]
        self._order = pack_numbers(
            sorted(range(len(firsts)), key=lambda number: self._places[firsts[number] + 1])
        )

    def __iter__(self) -> Iterator[Sequence[int]]:
        for number in self._order:
            yield self._places[self._ends[number - 1] if number else 0 : self._ends[number]]


def _read_pairs(lexis: Lexis, length: int) -> Sequence[int]:
    """Where pairs of words stand that are worth a look."""
    return _list_marked(lexis, _mark_weighty(lexis, length))


def _lengthen(lexis: Lexis, length: int) -> Sequence[int]:
    """Where longer stretches may return: both shorter ones in it do, or hold no heard word."""
    once = _mark_weighty(lexis, length - 1) & ~_mark_places(lexis, length - 1)
    marks = _mark_weighty(lexis, length) & ~(once | once << 8)
    return _list_marked(lexis, marks, _find_prepositions(lexis) if length == 3 else ())


def _mark_places(lexis: Lexis, length: int) -> int:
    """One byte a word, the first highest: 1 where a stretch begins that returns."""
    marks = bytearray(len(lexis.texts))
    for place in chain.from_iterable(find_grams(lexis, length)):
        marks[place] = 1
    return int.from_bytes(marks)


def _list_marked(lexis: Lexis, marks: int, others: Iterable[int] = ()) -> Sequence[int]:
    """The words that are marked, and others, in order."""
    listed = bytearray(marks.to_bytes(len(lexis.texts)))
    for word in others:
        listed[word] = 1
    words = gather_numbers(len(lexis.document.prose))
    words.extend(compress(range(len(listed)), listed))
    return words


def _mark_weighty(lexis: Lexis, length: int) -> int:
    """One byte a word: 1 where a stretch of that length begins that holds a heard word and ends in its sentence.

    The marks are one number, the first word's byte the highest, since a shift moves all words at once.
    """
    heard, joined = lexis.heard_at, lexis.known.once("joined", lambda: _mark_joined(lexis))
    held, inside = heard, joined
    for step in range(1, length):
        held |= heard << 8 * step
    for step in range(1, length - 1):
        inside &= joined << 8 * step
    # What was shifted past the first word is no word's: its own marks go no higher than those of a word that is joined.
    return held & inside & joined


def _mark_joined(lexis: Lexis) -> int:
    """One byte a word, the first highest: 1 where the next word stands in the same sentence."""
    marks = bytearray(b"\1") * len(lexis.texts)
    for sentence in lexis.document.sentences:
        if sentence.last:
            marks[sentence.last - 1] = 0
    return int.from_bytes(marks)


def _find_prepositions(lexis: Lexis) -> Iterator[int]:
    """Where prepositions of three words may begin."""
    stems, homes = lexis.stems, lexis.homes
    for article in (DEFINITE, INDEFINITE):
        for word in lexis.find_outlined(LEADER + article):
            if word + 2 < len(stems) and stems[word + 2] and homes[word] == homes[word + 2]:
                yield word


def _in_portions(texts: Sequence[str], places: Iterable[int], portions: int) -> Iterator[Sequence[int]]:
    """Places, so many at a time that a table of what stands there has room; those of one stretch come together."""
    sorted_out = [pack_numbers(()) for _ in range(portions)]
    for place in places:
        sorted_out[hash(texts[place]) % portions].append(place)
    while sorted_out:
        yield sorted_out.pop()


def _group(texts: tuple[str, ...], places: Sequence[int], width: int) -> Iterable[list[int]]:
    """The places, in order, of each stretch of so many words that stands at more than one of them."""
    first: dict[tuple[str, ...], int] = {}
    heads = list(map(first.setdefault, [texts[place : place + width] for place in places], places))
    groups: dict[int, list[int]] = {}
    for head, place in compress(zip(heads, places, strict=True), map(ne, heads, places)):
        groups.setdefault(head, [head]).append(place)
    return groups.values()


def _stretch(lexis: Lexis, places: tuple[int, ...], length: int) -> Phrase:
    """The longest phrase that all places share."""
    before = after = _LONGEST
    for place in places:
        sentence = lexis.document.sentences[lexis.homes[place]]
        before, after = min(before, place - sentence.first), min(after, sentence.last - place)
    end = length + _go_on(lexis.texts, places, length, 1, after - length)
    start = _go_on(lexis.texts, places, -1, -1, min(before, _LONGEST - end))
    return Phrase(tuple([place - start for place in places]), start + end)


def _go_on(texts: Sequence[str], places: Sequence[int], offset: int, step: int, most: int) -> int:
    """How many words, at most so many, are the same at an offset from all places and step by step beyond it."""
    one, *others = places
    for place in others:
        words, here, there = 0, one + offset, place + offset
        while words < most and texts[here] == texts[there]:
            words, here, there = words + 1, here + step, there + step
        most = words
    return most


def _trim(lexis: Lexis, phrase: Phrase) -> Phrase:
    """The phrase without the light words at its edges; a preposition that needs its partner stays."""
    texts, (places, length) = lexis.texts, phrase
    first = places[-1]
    start, end = first, first + length
    while start < end and texts[start] in CLOSED:
        start += 1
    while end > start and texts[end - 1] in CLOSED:
        end -= 1
    if start > first and end < first + length and start < end:
        start, end = _keep_prepositions(texts, first, first + length, start, end)
    elif start < end < first + length and texts[end] in _PREPOSITIONS:
        end += 1
    return Phrase(tuple(place + start - first for place in places), end - start)


def _keep_prepositions(texts: Sequence[str], first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """“in the face of”: a preposition before and one after make one with the noun between them."""
    if texts[end] not in _PREPOSITIONS:
        return start, end
    for opening in range(start - 1, max(first, start - 2) - 1, -1):
        if texts[opening] in _PREPOSITIONS:
            return opening, end + 1
    return start, end + 1


def _is_worth_telling(lexis: Lexis, phrase: Phrase, at_least: int) -> bool:
    texts, first, last = lexis.texts, phrase.places[-1], phrase.places[-1] + phrase.length
    words = range(first, last)
    if any(lexis.terms[first:last]) or lexis.has_name(first, last - 1):
        return False
    if any("-" in lexis.gap(word) for word in range(first, last - 1)):
        return False
    if _is_term(lexis, first, last) and not _is_clause(lexis, phrase):
        return False
    heard, everyday = lexis.heard, everyday_stems()
    stems = [lexis.stems[word] for word in words]
    weight = sum(2 if stem in heard else stem in everyday for stem in stems if stem)
    if phrase.length == 2:
        return weight >= (2 if at_least > 2 else 4)
    if at_least > 2 and lexis.outline[first] == LEADER and texts[last - 1] in _PREPOSITIONS:
        return weight >= 1
    return weight >= (3 if at_least == 2 else 2)


def _is_term(lexis: Lexis, first: int, last: int) -> bool:
    """Whether a phrase is built as terms are: nouns in a row, or joined by “of”, “and”, “for the”."""
    heavy = [bool(lexis.stems[word]) for word in range(first, last)]
    if not (heavy[0] and heavy[-1]):
        return False
    light = [lexis.texts[word] for word in range(first, last) if not lexis.stems[word]]
    return all(
        word in _LINKS or (word == "the" and number and light[number - 1] in _LINKS)
        for number, word in enumerate(light)
    )


def _is_clause(lexis: Lexis, phrase: Phrase) -> bool:
    """Whether what looks like a term is a verb and its object: “that necessitate collaboration”."""
    return phrase.length == 2 and any(lexis.texts[place - 1] in _BEFORE_VERBS for place in phrase.places)


_BEFORE_VERBS = frozenset(
    "who which that they we not cannot will would can could should must may might".split()
)


def _is_meant(lexis: Lexis, phrase: Phrase) -> bool:
    """Whether a phrase returns as a figure: at the head or the end of clause after clause, or as a refrain."""
    places, far = phrase.places, phrase.length - 1
    homes = [lexis.homes[place] for place in places]
    if any(is_broken_series(lexis, *pair) for pair in pairwise(places)):
        return False
    close = all(other - one <= 1 for one, other in pairwise(homes))
    if close and all(lexis.opens(place) for place in places):
        return True
    if close and all(lexis.closes(place + far) for place in places):
        return True
    if any(two - one <= phrase.length + 1 for one, two in pairwise(places)):
        return True
    if len(places) == 2 and homes[0] == homes[1]:
        return lexis.opens(places[1]) or is_antithesis(lexis.texts, *places)
    return _is_refrain(lexis, phrase) or all(_fills_sentence(lexis, place, phrase.length) for place in places)


def _fills_sentence(lexis: Lexis, place: int, length: int) -> bool:
    """Whether a phrase is all of its sentence but a word or two: sentences that return are another rule's."""
    sentence = lexis.document.sentences[lexis.homes[place]]
    return sentence.last - sentence.first <= length + 2


def _is_refrain(lexis: Lexis, phrase: Phrase) -> bool:
    """Whether every place stands in the first or the last sentence of its paragraph, and at its edge."""
    heads = all(_heads_paragraph(lexis, place) for place in phrase.places)
    return heads or all(_ends_paragraph(lexis, place + phrase.length - 1) for place in phrase.places)


def _heads_paragraph(lexis: Lexis, word: int) -> bool:
    sentence = lexis.document.sentences[lexis.homes[word]]
    return lexis.homes[word] == lexis.document.blocks[sentence.block].first and word - sentence.first < 2


def _ends_paragraph(lexis: Lexis, word: int) -> bool:
    sentence = lexis.document.sentences[lexis.homes[word]]
    return lexis.homes[word] + 1 == lexis.document.blocks[sentence.block].last and sentence.last - word < 2


# ---------------------------------------------------------------- sentences


def find_near_duplicates(lexis: Lexis, silent: bytearray, share: float) -> Iterator[Recurrence]:
    """Sentences of six words or more that share `share` of their words with an earlier one (Jaccard's measure).

    The first sentence is left out: a headline may be a sentence of the text.
    """
    told: dict[int, int] = {}
    for places in find_grams(lexis, 3):
        for one, two in pairwise(places):
            first, second = lexis.homes[one], lexis.homes[two]
            if 0 < first != second and second not in told and not (silent[one] or silent[two]):
                told[second] = first if _is_near(lexis, first, second, share) else -1
    for second, first in sorted(told.items()):
        if first >= 0 and not _is_chorus(lexis, first, second):
            sentences = lexis.document.sentences
            yield Recurrence(sentences[second].span, (sentences[first].span,))


def _is_near(lexis: Lexis, first: int, second: int, share: float) -> bool:
    one, two = (_words(lexis, number) for number in (first, second))
    if min(len(one), len(two)) < 5 or min(len(one), len(two)) < share * max(len(one), len(two)):
        return False
    return len(one & two) >= share * len(one | two)


def _words(lexis: Lexis, number: int) -> frozenset[str]:
    sentence = lexis.document.sentences[number]
    return frozenset(lexis.texts[sentence.first : sentence.last])


def _is_chorus(lexis: Lexis, first: int, second: int) -> bool:
    """Whether a short sentence returns as refrains do: at once, or word for word near two paragraphs' edges."""
    sentences, texts = lexis.document.sentences, lexis.texts
    one, two = (texts[sentences[number].first : sentences[number].last] for number in (first, second))
    if max(len(one), len(two)) > _CHORUS:
        return False
    return second - first == 1 or (one == two and _is_at_edge(lexis, first) and _is_at_edge(lexis, second))


def _is_at_edge(lexis: Lexis, number: int) -> bool:
    block = lexis.document.blocks[lexis.document.sentences[number].block]
    return number - block.first < 1 or block.last - number <= 3


# ---------------------------------------------------------------- claims


def find_restated(
    lexis: Lexis, silent: bytearray, alike: Mapping[str, str], share: float, least: int
) -> Iterator[tuple[int, Recurrence]]:
    """Sentences that share words of at least the weight `least`, and `share` of the lighter one, with an earlier one.

    A word weighs 1; one of `alike`, which gives one stem for several that mean the same, weighs 2: it tells what is
    claimed. With each goes the number of the later sentence.
    """
    light = (everyday_stems() | lexis.topics | {""}).difference(alike) | _name_stems(lexis)
    heavy = frozenset(alike.values())
    claims: dict[int, frozenset[str]] = {}
    best: dict[int, tuple[int, int]] = {}
    for one, two in sorted(_find_pairs(lexis, silent, light, alike)):
        for number in (one, two):
            if number not in claims:
                claims[number] = _read_claim(lexis, number, light, alike)
        shared = _weigh(claims[one] & claims[two], heavy)
        if shared >= least and shared >= share * min(_weigh(claims[one], heavy), _weigh(claims[two], heavy)):
            best[two] = max(best.get(two, (0, 0)), (shared, one))
    for two, (_, one) in sorted(best.items()):
        sentences = lexis.document.sentences
        yield two, Recurrence(sentences[two].span, (sentences[one].span,))


def _find_pairs(
    lexis: Lexis, silent: bytearray, light: AbstractSet[str], alike: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """Sentences that share two stems or more which few others have.

    The first sentence is left out: a headline may be a sentence of the text.
    """
    stems, homes = lexis.stems, lexis.homes
    few = {stem for stem, count in lexis.counts.items() if 1 < count <= 2 * _FEW}
    rare = few.difference(light).union(alike)
    where: dict[str, dict[int, None]] = {}
    for word in compress(range(len(stems)), map(rare.__contains__, stems)):
        home, stem = homes[word], stems[word]
        if home and not silent[word]:
            where.setdefault(alike.get(stem, stem), {})[home] = None
    pairs: dict[tuple[int, int], int] = {}
    shared = (combinations(found, 2) for found in where.values() if 1 < len(found) <= _FEW)
    _count_elements(pairs, chain.from_iterable(shared))
    return (pair for pair, count in pairs.items() if count > 1 and all(_is_claim(lexis, one) for one in pair))


def _is_claim(lexis: Lexis, number: int) -> bool:
    sentence = lexis.document.sentences[number]
    return sentence.last - sentence.first >= 6 and lexis.document.blocks[sentence.block].kind in PROSE_BLOCKS


def _weigh(claim: frozenset[str], heavy: frozenset[str]) -> int:
    return len(claim) + len(claim & heavy)


def _read_claim(
    lexis: Lexis, number: int, light: AbstractSet[str], alike: Mapping[str, str]
) -> frozenset[str]:
    sentence = lexis.document.sentences[number]
    found = set(lexis.stems[sentence.first : sentence.last]) - light
    return frozenset([alike.get(stem, stem) for stem in found])


def _name_stems(lexis: Lexis) -> set[str]:
    table = stem_table()
    return {table[name] for name in lexis.names}
