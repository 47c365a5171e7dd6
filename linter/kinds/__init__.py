"""The kinds of rule, by the name a pack gives them."""

from __future__ import annotations

from linter.kinds.absence import Absence
from linter.kinds.claim import Claims
from linter.kinds.density import Density
from linter.kinds.overuse import Overuse
from linter.kinds.phrase import Phrase
from linter.kinds.quote import Quotes
from linter.kinds.repetition import Repetition
from linter.kinds.source import Sources
from linter.kinds.together import Together

KINDS = {
    "absence": Absence,
    "phrase": Phrase,
    "claim": Claims,
    "density": Density,
    "together": Together,
    "quote": Quotes,
    "source": Sources,
    "repetition": Repetition,
    "overuse": Overuse,
}
