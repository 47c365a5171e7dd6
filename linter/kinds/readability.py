"""Kind `readability`: a draft that is harder to read than the house wants, by a formula of its choice."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.document import PROSE_BLOCKS
from linter.patterns import compile_pattern
from linter.rule import Reading, Rule
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.document import Document

_VOWELS = compile_pattern(r"[aeiouy\u00e0-\u00ef\u00f2-\u00fc]+")
# An e that is not spoken: "made", "handles", "asked", "moves", "safely", "something".
_SILENT = compile_pattern(
    r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouylscxzgh]es$|[aeiouy]les$"
    r"|[^aeiouy]e(?:ly|ment|less|ness|ful)|som(?=e.)"
)
# Vowels that are spoken apart: "media", "period", "video", "gradual", "carrier", "being", "realism".
_APART = compile_pattern(
    r"[^sctg]ia|[^sctgnl]io(?!us)|[^gct]iou|eo(?!u|ple|rg)|[^qg]ua[^r]|iu|ie[rt]y?$|[aeiouy]ing$|[^aeiou]ism$"
)
_INFLECTED = compile_pattern(r"(?:es|ed|ing)$")
COUNTED = frozenset(
    "words sentences paragraphs characters syllables long_words complex_words polysyllabic_words".split()
)


class Readability(NamedTuple):
    """Flags a draft of at least `min_words` words whose value by `formula` is `above` or `below` a limit.

    The formula is arithmetic (`+ - * /`, brackets, `sqrt(...)`) over what is counted in the prose: `words`,
    `sentences`, `paragraphs`, `characters` (letters and digits), `syllables`, `long_words` (of more than six
    characters), `polysyllabic_words` (of three syllables or more) and `complex_words` (those that are not so only by
    -es, -ed or -ing). Flesch, "A new readability yardstick" (1948): 206.835 - 1.015 * words / sentences - 84.6 *
    syllables / words.
    """

    formula: str
    above: float | None = None
    below: float | None = None
    min_words: int = 1

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"value", "words", "sentences"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    @property
    def objections(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the formula, and with the limits."""
        from linter.formula import BadFormula, Formula

        if self.above is None and self.below is None:
            yield "", "a readability rule has a limit: “above”, “below” or both"
        try:
            Formula(self.formula, COUNTED)
        except BadFormula as bad:
            yield self.formula, f"the formula cannot be used: {bad}"

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        from linter.formula import Formula

        document = reading.document
        numbers = document.known.once((Readability, "numbers"), lambda: _count(document))
        if numbers["words"] < max(1, self.min_words):
            return
        value = Formula(self.formula, COUNTED).value(numbers)
        if value is None or not self._is_outside(value):
            return
        first = next(one for one in document.sentences if document.blocks[one.block].kind in PROSE_BLOCKS)
        facts = {
            "value": f"{value:.1f}",
            "words": f"{numbers['words']:.0f}",
            "sentences": f"{numbers['sentences']:.0f}",
        }
        yield Finding(rule.code, first.span, facts, whole=True)

    def _is_outside(self, value: float) -> bool:
        return (self.above is not None and value > self.above) or (
            self.below is not None and value < self.below
        )


def _count(document: Document) -> Mapping[str, float]:
    """The numbers that formulas may name."""
    sentences = [one for one in document.sentences if document.blocks[one.block].kind in PROSE_BLOCKS]
    words = [document.words.texts[n] for one in sentences for n in range(one.first, one.last)]
    syllables = [count_syllables(word) for word in words]
    polysyllabic = [word for word, count in zip(words, syllables, strict=True) if count > 2]
    return {
        "words": len(words),
        "sentences": len(sentences),
        "paragraphs": sum(block.kind in PROSE_BLOCKS for block in document.blocks),
        "characters": sum(map(len, words)),
        "syllables": sum(syllables),
        "long_words": sum(len(word) > 6 for word in words),
        "polysyllabic_words": len(polysyllabic),
        "complex_words": sum(count_syllables(_INFLECTED.sub("", word)) > 2 for word in polysyllabic),
    }


def count_syllables(word: str) -> int:
    """The syllables of an English word in lower case, told from its spelling; at least one."""
    vowels = len(_VOWELS.findall(word))
    return max(1, vowels - len(_SILENT.findall(word)) + len(_APART.findall(word)))
