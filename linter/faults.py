"""What is wrong with a file, said to a person: where, what, and what was meant."""

from __future__ import annotations

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Fault(NamedTuple):
    """One thing wrong with a file: where (line and column from 1) and what, in words for its author."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class BadFile(Exception):
    """A file that was refused, with all its faults."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[type[BadFile], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class BadLedger(BadFile):
    """The file of a writer's answers beside a draft was refused: nobody knows what to say of that draft."""


class GitFault(Exception):
    """Git could not tell what changed; the message says why, and what to do."""


class RuleOutOfTime(Exception):
    """A rule's pattern was still at work when the time for a draft was over: never "no match", always a failure."""

    def __init__(self, code: str, role: str) -> None:
        super().__init__(
            f"rule {code} ran out of time (its {role}); simplify the pattern or switch the rule off"
        )


def guess(word: str, known: Sequence[str]) -> str:
    """A hint at the known word that a misspelt one resembles: “; did you mean “severity”?”, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean “{close[0]}”?" if close else ""
