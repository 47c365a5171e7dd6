"""What one version of rules finds in a document and another does not."""

from __future__ import annotations

from collections import Counter

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Generic, TypeVar

    Hit = TypeVar("Hit")

    class Difference(NamedTuple, Generic[Hit]):
        """Hits that only the new version has, and hits that only the old one had, each in its order."""

        appeared: list[Hit]
        vanished: list[Hit]

else:

    class Difference(NamedTuple):
        appeared: list
        vanished: list


def find_difference(
    old: Sequence[Hit], new: Sequence[Hit], name: Callable[[Hit], Hashable]
) -> Difference[Hit]:
    """What has changed from the hits of one version of rules in a document to those of another.

    Two hits are the same where `name` says the same of them: rule and place, say. Of several that are the same, as
    many are held against each other as there are on both sides.
    """
    return Difference(_without(new, old, name), _without(old, new, name))


def _without(hits: Sequence[Hit], others: Sequence[Hit], name: Callable[[Hit], Hashable]) -> list[Hit]:
    left = Counter(map(name, others))
    kept = []
    for hit in hits:
        key = name(hit)
        if left[key]:
            left[key] -= 1
        else:
            kept.append(hit)
    return kept
