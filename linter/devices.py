"""Deliberate or accidental? The test that spares anaphora, antithesis, refrains and the other figures of repetition.

The points follow Dubremetz & Nivre (2018) on chiasmus, epanaphora and epiphora, and the Rhetorica ad Herennium, IV.
"""

from __future__ import annotations

from linter.lexis import COORDINATORS, Lexis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DELIBERATE = 3

# Words that set a thing against its like.
_AGAINST = frozenset(
    "not than but nor or versus without no never cannot instead rather neither either whether like unlike except"
    " beyond".split()
)
_JOINTS = frozenset(
    "and or by to after upon on for in with from of against beyond over between into as without".split()
)
_SERIES = frozenset({"and", "or"})


def weigh_echo(lexis: Lexis, first: int, second: int) -> int:
    """Points for a word and its return being meant, in one sentence or in two neighbours; DELIBERATE is enough.

    First and second are numbers of words, the second the later one.
    """
    if is_broken_series(lexis, first, second):
        return -1
    if is_antithesis(lexis.texts, first, second) or any(
        figure(lexis, first, second) for figure in (_is_turn, _is_epistrophe, _is_ladder)
    ):
        return DELIBERATE
    texts = lexis.texts
    points = _weigh_edges(lexis, first, second)
    points += _share_stretch(texts, first, second) + _share_outline(lexis, first, second)
    points += _weigh_balance(lexis, first, second)
    if texts[first] == texts[second]:
        return points
    return points - (_without_plural(texts[first]) != _without_plural(texts[second]))


def _is_turn(lexis: Lexis, first: int, second: int) -> bool:
    """Whether the two stand together: “day by day”, “copied and recopied”, “lead to families, and families lead”."""
    if second - first == 2:
        return lexis.texts[first + 1] in _JOINTS
    return second - first <= 3 and lexis.closes(first) and lexis.opens(second)


def _is_epistrophe(lexis: Lexis, first: int, second: int) -> bool:
    """Whether two sentences end with the one word."""
    homes, sentences = lexis.homes, lexis.document.sentences
    return homes[first] != homes[second] and all(
        word + 1 == sentences[homes[word]].last for word in (first, second)
    )


def _weigh_edges(lexis: Lexis, first: int, second: int) -> int:
    opening = lexis.opens(first) and lexis.opens(second)
    closing = lexis.closes(first) and lexis.closes(second)
    return opening + 2 * closing


def is_antithesis(texts: Sequence[str], first: int, second: int) -> bool:
    """Whether a word that sets a thing against its like stands shortly before the second word."""
    return any(
        word in _AGAINST or word.endswith("n't") for word in texts[max(first + 1, second - 4) : second]
    )


def _share_stretch(texts: Sequence[str], first: int, second: int) -> bool:
    before = first > 0 and texts[first - 1] == texts[second - 1]
    return before or _follow_alike(texts, first, second)


def _follow_alike(texts: Sequence[str], first: int, second: int) -> bool:
    return texts[first + 1 : first + 2] == texts[second + 1 : second + 2]


def _share_outline(lexis: Lexis, first: int, second: int) -> bool:
    """Whether the next three words of both run alike: the same light words, any heavy ones."""
    texts, stems = lexis.texts, lexis.stems
    if second + 3 >= len(texts):
        return False
    return all(
        texts[first + n] == texts[second + n] or (bool(stems[first + n]) and bool(stems[second + n]))
        for n in (1, 2, 3)
    )


def _weigh_balance(lexis: Lexis, first: int, second: int) -> int:
    """A coordinator or a stop right before the second member, light words not counted; “and” before a twin is more."""
    if not lexis.opens(second):
        return 0
    texts = lexis.texts
    joined = COORDINATORS.intersection(texts[max(first + 1, second - 3) : second])
    return 2 if joined and texts[first] == texts[second] else 1


def _is_ladder(lexis: Lexis, first: int, second: int) -> bool:
    """Whether another word is taken up at once between the two: “lose customers, customers lose the habit”."""
    stems = lexis.stems
    return any(
        stems[word] and stems[word] in stems[word + 1 : min(word + 4, second)] and lexis.closes(word)
        for word in range(first + 1, second - 1)
    )


def is_broken_series(lexis: Lexis, first: int, second: int) -> bool:
    """Whether a series of three has the word in two of its members and another one in the third.

    “They ignore the work, seize on delays and ignore the evidence”: a variation was lost.
    """
    texts, homes = lexis.texts, lexis.homes
    if texts[first] != texts[second] or homes[first] != homes[second]:
        return False
    return _lacks_middle(lexis, first, second) or _lacks_last(lexis, first, second)


def _lacks_middle(lexis: Lexis, first: int, second: int) -> bool:
    if lexis.texts[second - 1] not in _SERIES:
        return False
    # Where the second member begins; it is no member without a word between it and the “and”.
    members = (word + 1 for word in range(first, second - 1) if "," in lexis.gap(word))
    member = next(members, second)
    return second - 1 - member > 1 and bool(lexis.stems[member])


def _lacks_last(lexis: Lexis, first: int, second: int) -> bool:
    texts, end = lexis.texts, lexis.document.sentences[lexis.homes[second]].last
    if not first or texts[first - 1] != texts[second - 1] or not _follow_alike(texts, first, second):
        return False
    if "," not in lexis.gap(second - 2) or any(word in COORDINATORS for word in texts[first:second]):
        return False
    stops = [word for word in range(second, min(end, second + 12) - 1) if "," in lexis.gap(word)]
    if not stops or texts[stops[0] + 1] not in _SERIES:
        return False
    third = texts[stops[0] + 2 : end]
    return third[:1] == texts[second - 1 : second] and texts[second] not in third


def _without_plural(word: str) -> str:
    word = word.removesuffix("'s")
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
