"""The kinds of rule, by the name a pack gives them."""

from linter.kinds.claim import Claims
from linter.kinds.phrase import Phrase
from linter.kinds.quote import Quotes

KINDS = {
    "phrase": Phrase,
    "claim": Claims,
    "quote": Quotes,
}
