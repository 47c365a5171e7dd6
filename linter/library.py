"""What Copydesk is to other programs: functions that lint, and find claims and evidence, in a text or a file."""

from __future__ import annotations

import os

from linter.cache import Cache, find_cache_folder
from linter.config import Config
from linter.diagnostic import Diagnostic
from linter.evidence import Evidence
from linter.files import read_draft
from linter.kinds.claim import Claim
from linter.readers import read_document
from linter.run import Desk, Options
from linter.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from linter.document import Document
    from linter.lint import Linter

Path: TypeAlias = "str | os.PathLike[str]"
_MOST_DESKS = 8
_desks: list[tuple[Config | str | None, Desk]] = []


def read_config(path: Path) -> Config:
    """A config file, YAML or pyproject.toml. Raises BadFile with all that is wrong with it."""
    from linter.settings import read_config

    return read_config(os.fspath(path))


def _desk(config: Config | Path | None) -> Desk:
    """The desk that works by a config; kept, so that rules are loaded and patterns compiled once."""
    wanted = config if config is None or isinstance(config, Config) else os.fspath(config)
    for known, desk in _desks:
        if known == wanted:
            return desk
    cache = Cache(find_cache_folder(os.environ))
    desk = Desk(Options(config=Config() if wanted is None else wanted, cache=cache))
    _desks[:] = [(wanted, desk), *_desks[: _MOST_DESKS - 1]]
    return desk


def _linter() -> Linter:
    return _desk(None).linter_for(Config())


def _read(text: str) -> Document:
    return read_document(Source("draft.txt", text))


def lint_text(
    text: str, *, filename: str = "draft.txt", config: Config | Path | None = None
) -> tuple[Diagnostic, ...]:
    """Everything the rules have to say of a text, of all severities, sorted by place.

    The ending of `filename` says what format the text is in. `config` is a config or the path of one; without it,
    the built-in rules apply as they come. Raises BadFile for a config or pack with faults, and RuleOutOfTime.
    """
    return _desk(config).lint(filename, text)[1]


def lint_path(path: Path, *, config: Config | Path | None = None) -> tuple[Diagnostic, ...]:
    """Everything the rules have to say of a draft on disk; raises Unreadable too. Else as `lint_text`."""
    name = os.fspath(path)
    return _desk(config).lint(name, read_draft(name))[1]


def find_evidence(text: str) -> tuple[Evidence, ...]:
    """The evidence in a text, sorted by place; `start` and `end` are code points of the text."""
    document = _read(text)
    found = [one for sentence in _linter().read(document, frozenset()).evidence.sentences for one in sentence]
    return tuple(one._replace(start=o.start, end=o.end) for one in found for o in [document.origin(one.span)])


def find_claims(text: str) -> tuple[Claim, ...]:
    """Every claim in a text with the evidence that answers it; spans are code points of the text."""
    document = _read(text)
    return tuple(claim._replace(span=document.origin(claim.span)) for claim in _linter().claims(document))
