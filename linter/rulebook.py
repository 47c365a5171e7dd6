"""All rules of a run, as they are laid before drafts, what applies to one, and where the built-in ones lie."""

from __future__ import annotations

import os

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from linter.diagnostic import Severity
    from linter.evidence import EvidenceRules
    from linter.matching import Index
    from linter.rule import Fields, Rule

EVIDENCE = "evidence"
SHARED = "words"
BACKGROUND = "background"
FREQUENCY = "frequency"
MEASURED = "measured"


class Layer(NamedTuple):
    """What one place says of rules. `select` starts afresh; None leaves what earlier layers chose."""

    origin: str
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    terms: tuple[str, ...] = ()


class Imprint(NamedTuple):
    """What a pack that is not built in says of itself, and where it lies."""

    name: str
    path: str
    version: str
    licence: str
    language: str


class Rulebook(NamedTuple):
    """All rules of a run, filed for matching.

    `owners` names for every owner number of the index whose cue it is: (code, role), or ("evidence", signal).
    `layers` are what packs say of the rules of others; `former` are codes and names that rules once had, with the
    codes that they have now, or nothing; `imprints` are of the packs beside the built-in ones.
    """

    rules: tuple[Rule, ...]
    evidence: EvidenceRules
    background: Mapping[str, Mapping[str, float]]
    filed: Index
    owners: tuple[tuple[str, str], ...]
    layers: tuple[Layer, ...] = ()
    former: Mapping[str, str] = {}
    imprints: tuple[Imprint, ...] = ()

    @property
    def trimmed(self) -> Rulebook:
        """The same without what only people read, and without cues, of which the index holds what is needed."""
        rules = tuple(
            rule._replace(fields=_trim(rule.fields), kind=_trim_kind(rule.kind)) for rule in self.rules
        )
        return self._replace(rules=rules, evidence=self.evidence._replace(cues={}))


class Verdict(NamedTuple):
    """What applies to a draft: the severity of each rule that is switched on, and the terms repetition leaves alone.

    What is of a lower severity than `least` nobody asks for.
    """

    severities: Mapping[str, Severity]
    terms: frozenset[str] = frozenset()
    least: Severity = "info"


def _trim(fields: Fields) -> Fields:
    from linter.rule import Examples

    return fields._replace(why="", source="", silent_if=(), examples=Examples((), ()))


def _trim_kind(kind: Any) -> Any:
    return kind._replace(**{role: () for role in kind.roles if role in kind._fields})


def find_rules_folder() -> str:
    """Where the built-in packs are: beside the package in a checkout, inside it when installed from a wheel."""
    package = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(package, "_rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "rules")


def find_built_in() -> tuple[str, ...]:
    """The paths of the built-in packs, sorted by name."""
    folder = find_rules_folder()
    data = {f"{name}.yaml" for name in (EVIDENCE, BACKGROUND, FREQUENCY, MEASURED, SHARED)}
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml") and name not in data)
    return tuple(os.path.join(folder, name) for name in names)
