"""Copydesk, an editorial rhetoric linter. This is its public door."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.config import Config
    from linter.diagnostic import Diagnostic
    from linter.evidence import Evidence
    from linter.faults import BadFile, RuleOutOfTime
    from linter.kinds.claim import Claim
    from linter.library import find_claims, find_evidence, lint_path, lint_text, read_config
    from linter.plan import lay_plan, make_plan
    from linter.records import Fields
    from linter.scan import merge_shards, scan_shard
    from linter.segment import split_sentences
    from linter.text import Unreadable

__all__ = [
    "BadFile",
    "Claim",
    "Config",
    "Diagnostic",
    "Evidence",
    "Fields",
    "RuleOutOfTime",
    "Unreadable",
    "find_claims",
    "find_evidence",
    "lay_plan",
    "lint_path",
    "lint_text",
    "make_plan",
    "merge_shards",
    "read_config",
    "scan_shard",
    "split_sentences",
]

_ROOMS = {
    "config": ("Config",),
    "diagnostic": ("Diagnostic",),
    "evidence": ("Evidence",),
    "faults": ("BadFile", "RuleOutOfTime"),
    "kinds.claim": ("Claim",),
    "library": ("find_claims", "find_evidence", "lint_path", "lint_text", "read_config"),
    "plan": ("lay_plan", "make_plan"),
    "records": ("Fields",),
    "scan": ("merge_shards", "scan_shard"),
    "segment": ("split_sentences",),
    "text": ("Unreadable",),
}


def __getattr__(name: str) -> object:
    # The command line comes in by this door too, and needs next to nothing of what stands behind it.
    for room, names in _ROOMS.items():
        if name in names:
            found: object = getattr(__import__(f"linter.{room}", fromlist=[name]), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
