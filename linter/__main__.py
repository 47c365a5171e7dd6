"""The way in: `python -m linter` is the command `copydesk`."""

from __future__ import annotations

import gc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def enter() -> NoReturn:
    """Run the command that the command line names.

    Garbage is looked for far less often than usual, because a run makes many values that last and few that refer to
    each other in circles: among the words of a long draft the search would take a tenth of the time, and while the
    linter itself is loaded some of that too, so this comes before anything else.
    """
    gc.set_threshold(2_000_000)
    from linter.cli import start

    start()


if __name__ == "__main__":
    enter()
