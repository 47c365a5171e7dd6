"""The profile of a draft: what it hedges, boosts, shows and leaves unnamed, along it and beside published work."""

from __future__ import annotations

from linter.document import PROSE_BLOCKS
from linter.rule import count_words
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from linter.document import Document
    from linter.lint import Linter
    from linter.rule import Measure, Reading
    from linter.text import Span

# The backgrounds were measured on drafts that are no shorter; under that, one word more or less is a rank.
LEAST_WORDS = 250
STRANDS = {
    "hedge": "hedges",
    "booster": "boosters",
    "evidence-share": "evidence",
    "vague-source": "unnamed sources",
}
_BARS = "▁▂▃▄▅▆▇█"


class Strand(NamedTuple):
    """One thing that drafts have more or less of: where it stands (code points of the prose), and how much there is.

    `rate` is in a thousand words of prose, of `evidence` the share of sentences that hold any; `rank`, of a hundred
    published op-eds, how many have less, or None where the draft is too short to be ranked.
    """

    name: str
    places: tuple[Span, ...]
    rate: float
    rank: int | None

    @property
    def is_share(self) -> bool:
        """Whether its rate is a share of the sentences."""
        return self.name == STRANDS["evidence-share"]


class Profile(NamedTuple):
    """The strands of a draft, in the order of STRANDS, and its words of prose."""

    words: int
    strands: tuple[Strand, ...]


def draw_profile(linter: Linter, reading: Reading) -> Profile:
    """The profile of a draft that was laid before all rules."""
    words = count_words(reading.document)
    gauged = {measure.name: measure for measure in linter.gauge(reading)}
    strands = (
        Strand(about, measure.places, measure.rates.get("", 0.0), _rank(measure, reading, words))
        for name, about in STRANDS.items()
        if (measure := gauged.get(name))
    )
    return Profile(words, tuple(strands))


def _rank(measure: Measure, reading: Reading, words: int) -> int | None:
    quantiles = reading.background.get(measure.name)
    if not quantiles or words < LEAST_WORDS:
        return None
    return find_rank(measure.rates.get("", 0.0), quantiles)


def find_rank(rate: float, quantiles: Mapping[str, float]) -> int:
    """Of a hundred published drafts, how many have less: between two known quantiles in proportion, at most 99."""
    known = sorted((int(name[1:]), value) for name, value in quantiles.items())
    low, below = 0, 0.0
    for percent, value in known:
        if rate <= value:
            return int(low + (percent - low) * (rate - below) / (value - below)) if value > below else low
        low, below = percent, value
    return low


def say_rank(rank: int | None) -> str:
    """A rank in words."""
    if rank is None:
        return f"too short to compare (under {LEAST_WORDS} words)"
    if rank < 1:
        return "as little as any published op-ed"
    return f"more than {rank} of 100 published op-eds"


def say_rate(strand: Strand) -> str:
    """A rate in words."""
    return f"{strand.rate:.0%} of sentences" if strand.is_share else f"{strand.rate:.1f} in 1,000 words"


def spread(strand: Strand, document: Document, portions: int) -> list[int]:
    """How often a strand stands in each of so many equal portions of a draft's prose, by words."""
    counts = [0] * portions
    words = _number_words(document)
    for place in strand.places:
        number = words[min(document.word_at(place.start), len(words) - 1)]
        counts[min(number * portions // max(1, words[-1]), portions - 1)] += 1
    return counts


def _number_words(document: Document) -> Sequence[int]:
    """For each word, and the end, how many words of prose stand before it."""
    numbers, number = [], 0
    for sentence in document.sentences:
        is_prose = document.blocks[sentence.block].kind in PROSE_BLOCKS
        for _ in range(sentence.first, sentence.last):
            numbers.append(number)
            number += is_prose
    return [*numbers, number]


def draw_line(counts: Sequence[int]) -> str:
    """Counts as a line of small bars; none is a blank."""
    most = max(counts, default=0)
    return "".join(_BARS[-(-count * len(_BARS) // most) - 1] if count else " " for count in counts)
