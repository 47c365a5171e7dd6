"""Words that return: twice running, within a few words, across a copula, at the head of one sentence after another."""

from __future__ import annotations

from _operator import eq  # `operator` is the same and one more module to load
from itertools import compress

from linter.devices import DELIBERATE, is_broken_series, weigh_echo
from linter.lemma import CLOSED
from linter.lexis import COPULA, INDEFINITE, Lexis, Recurrence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_POINTERS = frozenset("this that these those such same said its their his her our my your".split())
_PERSONS = frozenset("i we you he she it they who".split())
_SUBJECTS = frozenset("he she it who which that".split())


def find_doubled(lexis: Lexis, silent: bytearray, spare: frozenset[str]) -> Iterator[Recurrence]:
    """Words that stand twice in a row with nothing but a blank between them."""
    texts = lexis.texts
    for word in compress(range(len(texts)), map(eq, texts, texts[1:])):
        if not silent[word + 1] and texts[word] not in spare and _is_slip(lexis, word):
            yield Recurrence(lexis.span(word, word + 1), (lexis.span(word, word),))


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
    if text in _NOUNS_TOO and word and lexis.texts[word - 1] in _ARTICLES:
        return True
    return prose[starts[word]].isupper() and text in _NOUNS_TOO


_ARTICLES = frozenset({"a", "an", "the"})
_NOUNS_TOO = frozenset({"will", "can", "might", "mark", "grant", "bill"})


_MONTHS = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)


# ---------------------------------------------------------------- the same stem near by


def find_echoes(lexis: Lexis, silent: bytearray, spare: frozenset[str], reach: int) -> Iterator[Recurrence]:
    """A stem that returns within `reach` words, in one sentence or the next one, and is no figure and no cohesion."""
    last: dict[str, int] = {}
    homes, stems = lexis.homes, lexis.stems
    for word in compress(range(len(stems)), lexis.heard_at.to_bytes(len(stems))):
        stem = stems[word]
        if stem in spare:
            continue
        before = last.get(stem, -reach)
        last[stem] = word
        if word - before > reach or before < 0:
            continue
        if homes[word] - homes[before] <= 1 and not (silent[word] or silent[before]):
            echo = _weigh(lexis, before, word)
            if echo >= 0:
                yield Recurrence(lexis.span(word, word), (lexis.span(before, before),), echo)


def _weigh(lexis: Lexis, first: int, second: int) -> int:
    """1 for a slip, 0 for a note, -1 for nothing to say."""
    apart = lexis.homes[first] != lexis.homes[second]
    if second - first == 1 or (apart and not _is_heard_apart(lexis, first, second)):
        return -1
    if lexis.is_name(first) or lexis.is_name(second):
        return -1
    if is_broken_series(lexis, first, second):
        return 1
    if _is_cohesive(lexis, first, second):
        return -1
    points = weigh_echo(lexis, first, second)
    if points >= DELIBERATE:
        return -1
    return 0 if apart else _weigh_together(lexis, first, second, points)


def _weigh_together(lexis: Lexis, first: int, second: int, points: int) -> int:
    """In one sentence: a verb, a modifier or a change of part of speech is heard; a noun only close by."""
    texts, distance = lexis.texts, second - first
    if not is_inflected(texts[first], texts[second]) or is_verb(lexis, first) or is_verb(lexis, second):
        return int(distance <= 12 and points < 2) if distance <= 16 else -1
    if is_modifier(texts[first]):
        return int(distance <= 12 and points < 1) if distance <= 16 else -1
    if distance > 10 or points > 1 or _is_contrasted(lexis, first, second):
        return -1
    return 0


def _is_contrasted(lexis: Lexis, first: int, second: int) -> bool:
    """Whether each noun has an attribute of its own: “the defence budget”, “the state budget”."""
    return bool(lexis.stems[first - 1]) and bool(lexis.stems[second - 1])


def _is_heard_apart(lexis: Lexis, first: int, second: int) -> bool:
    """Across a full stop nouns carry the thread, and so does what opens the next sentence."""
    texts, sentence = lexis.texts, lexis.document.sentences[lexis.homes[second]]
    if second - sentence.first < 4 and texts[second - 1] not in _PERSONS:
        return False
    if second - first <= 16 and is_verb(lexis, first) and is_verb(lexis, second):
        return True
    return is_modifier(texts[second]) and is_inflected(texts[first], texts[second])


def _is_cohesive(lexis: Lexis, first: int, second: int) -> bool:
    """Whether the second word takes the first up, is part of the same compound, or is a term."""
    texts, stems = lexis.texts, lexis.stems
    if lexis.terms[first] or lexis.terms[second]:
        return True
    begin = max(first + 1, second - 2, lexis.document.sentences[lexis.homes[second]].first)
    if _POINTERS.intersection(texts[begin:second]):
        return True
    if texts[second - 1] == "the" and is_inflected(texts[first], texts[second]):
        return True
    if "-" in (lexis.gap(second), lexis.gap(second - 1), lexis.gap(first), lexis.gap(first - 1)):
        return True
    before = bool(stems[first - 1]) and stems[first - 1] == stems[second - 1]
    return before or (
        bool(stems[first + 1]) and stems[first + 1 : first + 2] == stems[second + 1 : second + 2]
    )


def is_inflected(one: str, other: str) -> bool:
    """Whether two forms of a stem differ by a plural or possessive at most."""
    return _bare(one) == _bare(other)


def _bare(word: str) -> str:
    word = word.removesuffix("'s")
    return (
        word[:-3] + "y"
        if word.endswith("ies")
        else word.removesuffix("es").removesuffix("e").removesuffix("s")
    )


def is_modifier(word: str) -> bool:
    """Whether a word has the ending of an adverb or adjective."""
    return word.endswith(_MODIFIERS) and len(word) > 5


_MODIFIERS = ("ly", "ent", "ant", "ive", "ous", "ful", "ible", "able", "ary", "less", "ic", "ical", "ual")


def is_verb(lexis: Lexis, word: int) -> bool:
    """Whether its ending or the word before says that a word is a verb; “to unions” makes none."""
    text, before = lexis.texts[word], lexis.texts[word - 1]
    if text.endswith("s"):
        return before in _SUBJECTS
    return before in _VERBAL or text.endswith(("ed", "ing"))


_VERBAL = frozenset(
    "to will would can could shall should may might must do does did not never i we you he she they who let"
    " cannot don't doesn't didn't won't wouldn't can't couldn't shouldn't".split()
)


# ---------------------------------------------------------------- across a copula


_REACH = 14
_COMPLEMENT = 4


def find_tautologies(
    lexis: Lexis, silent: bytearray, spare: frozenset[str], alike: Mapping[str, str]
) -> Iterator[Recurrence]:
    """Clauses whose complement, “a” or “an” and a noun, is the subject's word over again in another form.

    `alike` gives one stem for several that mean the same.
    """
    for copula in lexis.find_outlined(COPULA + INDEFINITE):
        pair = None if silent[copula] else _find_pair(lexis, copula, spare, alike)
        if pair:
            first, second = pair
            yield Recurrence(lexis.span(second, second), (lexis.span(first, first),))


def _find_pair(
    lexis: Lexis, copula: int, spare: frozenset[str], alike: Mapping[str, str]
) -> tuple[int, int] | None:
    subject = {alike.get(lexis.stems[word], lexis.stems[word]): word for word in _walk_back(lexis, copula)}
    for word in _walk_on(lexis, copula):
        stem = alike.get(lexis.stems[word], lexis.stems[word])
        other = subject.get(stem) if stem and stem not in spare else None
        if other is not None and not is_inflected(lexis.texts[other], lexis.texts[word]):
            return other, word
    return None


def _walk_back(lexis: Lexis, copula: int) -> Iterator[int]:
    first = lexis.document.sentences[lexis.homes[copula]].first
    for word in range(copula - 1, max(first, copula - _REACH) - 1, -1):
        if lexis.is_stopped(word):
            return
        if not lexis.is_name(word):
            yield word


def _walk_on(lexis: Lexis, copula: int) -> Iterator[int]:
    last = lexis.document.sentences[lexis.homes[copula]].last
    for word in range(copula + 2, min(last, copula + 2 + _COMPLEMENT)):
        if not lexis.is_name(word):
            yield word
        if lexis.is_stopped(word) or lexis.texts[word] in CLOSED:
            return
