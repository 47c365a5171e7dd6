"""The hits of a draft that is remembered by its paragraphs: put together only for those who ask for them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from linter.matching import Hit, Line
from linter.portion import Portion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

Key = TypeVar("Key")
Name = TypeVar("Name")


class Hits(Mapping[Key, Sequence[Hit]]):
    """Hits by what their owners are called: `owners` gives the numbers for the names; `lines` are by block."""

    def __init__(self, lines: Sequence[Line], owners: Mapping[Key, int]) -> None:
        self._lines = lines
        self._owners = owners
        self._known: dict[Key, Sequence[Hit]] = {}

    def __getitem__(self, key: Key) -> Sequence[Hit]:
        if key not in self._known:
            owner = self._owners[key]
            self._known[key] = [
                Hit(start + a, start + b, owner, first + number)
                for start, first, hits in self._lines
                if owner in hits
                for a, b, number in hits[owner]
            ]
        if not self._known[key]:
            raise KeyError(key)
        return self._known[key]

    def __iter__(self) -> Iterator[Key]:
        met = {owner for _, _, hits in self._lines for owner in hits}
        return (key for key, owner in self._owners.items() if owner in met)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def by(self, owners: Mapping[Name, int]) -> Hits[Name]:
        """The same by other names of their owners."""
        return Hits(self._lines, owners)

    def within(self, portion: Portion) -> Hits[Key]:
        """Those in a portion of the draft."""
        return Hits(self._lines[portion.first : portion.last], self._owners)
