"""All rules of a run, as they are laid before drafts, what applies to one, and where the built-in ones lie."""

from __future__ import annotations

import os

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.diagnostic import Severity
    from linter.evidence import EvidenceRules
    from linter.matching import Index
    from linter.rule import Rule

EVIDENCE = "evidence"


class Rulebook(NamedTuple):
    """All rules of a run, filed for matching.

    `owners` names for every owner number of the index whose cue it is: (code, role), or ("evidence", signal).
    """

    rules: tuple[Rule, ...]
    evidence: EvidenceRules
    background: Mapping[str, Mapping[str, float]]
    filed: Index
    owners: tuple[tuple[str, str], ...]


class Verdict(NamedTuple):
    """What applies to a draft: the severity of each rule that is switched on, and the terms repetition leaves alone."""

    severities: Mapping[str, Severity]
    terms: frozenset[str] = frozenset()


def find_rules_folder() -> str:
    """Where the built-in packs are: beside the package in a checkout, inside it when installed from a wheel."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "_rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "rules")
