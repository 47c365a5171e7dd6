"""How far a long run has come, for a person who watches: a line on a terminal that is gone when the run ends."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from typing import TextIO, TypeVar

    Thing = TypeVar("Thing")

# Seconds: before the first line, since a short run needs none, and between lines.
_PATIENCE = 1.0
_PAUSE = 0.1
_WIDTH = 30
_CLEAR = "\r\x1b[K"


def follow(
    things: Iterable[Thing],
    total: int,
    stream: TextIO | None = None,
    clock: Callable[[], float] | None = None,
) -> Generator[Thing, None, None]:
    """The same things, and a line on a terminal (standard error) that tells how many of `total` have passed.

    `clock` gives seconds.
    """
    line = Line(stream, clock)
    try:
        for number, thing in enumerate(things, 1):
            yield thing
            if line.is_due():
                line.show(f"{draw_bar(number / total)} {number:,} of {total:,} drafts")
    finally:
        line.clear()


class Line:
    """A line on a terminal that is written over again and again. `clock` gives seconds."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] | None = None) -> None:
        from time import monotonic

        self._stream, self._clock = stream or sys.stderr, clock or monotonic
        self._due = self._clock() + _PATIENCE
        self._shown = False

    def is_due(self) -> bool:
        """Whether it is time to write it again."""
        now = self._clock()
        if now < self._due:
            return False
        self._due = now + _PAUSE
        return True

    def show(self, text: str) -> None:
        """Write it."""
        self._shown = True
        self._stream.write(_CLEAR + text)
        self._stream.flush()

    def clear(self) -> None:
        """Take it away, if it was ever there."""
        if self._shown:
            self._stream.write(_CLEAR)
            self._stream.flush()


def draw_bar(share: float) -> str:
    """How much of something is done, as a bar."""
    done = int(_WIDTH * share)
    return f"[{'#' * done}{'.' * (_WIDTH - done)}]"
