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
    from time import monotonic

    stream, clock = stream or sys.stderr, clock or monotonic
    due = clock() + _PATIENCE
    shown = False
    try:
        for number, thing in enumerate(things, 1):
            yield thing
            if (now := clock()) >= due:
                due, shown = now + _PAUSE, True
                stream.write(_CLEAR + _draw(number, total))
                stream.flush()
    finally:
        if shown:
            stream.write(_CLEAR)
            stream.flush()


def _draw(number: int, total: int) -> str:
    done = _WIDTH * number // total
    return f"[{'#' * done}{'.' * (_WIDTH - done)}] {number:,} of {total:,} drafts"
