"""The kinds of rule, by the name a pack gives them; those that no rule of a run is of are not loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    KINDS: Mapping[str, type[Any]]

_CLASSES = {
    "absence": "Absence",
    "phrase": "Phrase",
    "claim": "Claims",
    "density": "Density",
    "together": "Together",
    "quote": "Quotes",
    "source": "Sources",
    "repetition": "Repetition",
    "overuse": "Overuse",
    "pattern": "Patterns",
    "count": "Counts",
    "consistency": "Consistency",
    "definition": "Definition",
    "capitals": "Capitals",
    "readability": "Readability",
}


def __getattr__(name: str) -> Any:
    """`KINDS`, when it is first asked for: by who reads packs."""
    if name != "KINDS":
        raise AttributeError(name)
    kinds = {
        kind: getattr(__import__(f"{__name__}.{kind}", fromlist=[owner]), owner)
        for kind, owner in _CLASSES.items()
    }
    globals()[name] = kinds
    return kinds
