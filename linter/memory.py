"""What was worked out from the pieces of a draft, kept from one version of it to the next.

A draft that is being written is read after every keystroke, and nearly all of its paragraphs, sentences and figures
are those of the version before. What depends on such a piece alone is looked up here under the piece itself, so that
what is found is what a first reading finds. A run over drafts remembers nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any, TypeVar

    Value = TypeVar("Value")


class Memory:
    """Results by what they were made from. What neither this reading nor the one before it has used is forgotten.

    `with memory:` spans one reading; inside it `recall` looks here.
    """

    def __init__(self) -> None:
        # The value of each key, and the number of the last reading that used it.
        self._kept: dict[Hashable, list[Any]] = {}
        self._reading = 0
        self._outer: Memory | None = None

    def __enter__(self) -> None:
        global _memory
        self._reading += 1
        for key in [key for key, (_, used) in self._kept.items() if used < self._reading - 1]:
            del self._kept[key]
        self._outer, _memory = _memory, self

    def __exit__(self, *_: object) -> None:
        global _memory
        _memory = self._outer

    def find(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What is known under a key, made where nothing is."""
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = [make(), 0]
        kept[1] = self._reading
        return kept[0]  # type: ignore[no-any-return]


_memory: Memory | None = None


def recall(key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` makes, which depends on nothing but the key: remembered where there is a memory at work."""
    return make() if _memory is None else _memory.find(key, make)


def remembers() -> bool:
    """Whether there is a memory at work, so that keys are worth making."""
    return _memory is not None
