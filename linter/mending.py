"""The few findings that a machine may mend: only what changes no meaning."""

from __future__ import annotations

from linter.kinds.repetition import Repetition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from linter.diagnostic import Diagnostic
    from linter.rule import Rule


def find_mendable(rules: Iterable[Rule]) -> frozenset[str]:
    """The codes of the rules whose findings are a word that stands twice."""
    return frozenset(
        rule.code for rule in rules if isinstance(rule.kind, Repetition) and rule.kind.of == "doubled"
    )


def mend(one: Diagnostic, line: str, mendable: frozenset[str]) -> str | None:
    """What is to stand in the place of a finding, given the line that it starts on; None where that is the writer's.

    A word that stands twice stands once, as it was written first.
    """
    if one.code not in mendable or one.line != one.end_line:
        return None
    words = line[one.column - 1 : one.end_column - 1].split()
    return words[0] if len(words) == 2 else None
