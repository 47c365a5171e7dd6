"""The kinds of rule, by the name a pack gives them."""

from linter.kinds.claim import Claims
from linter.kinds.phrase import Phrase

KINDS = {
    "phrase": Phrase,
    "claim": Claims,
}
