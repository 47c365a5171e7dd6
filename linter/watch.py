"""Waiting until something that a run depends on is another: a draft, its ledger, a config, a pack, a baseline."""

from __future__ import annotations

import os

from linter.baseline import find_baseline
from linter.config import list_places
from linter.faults import BadFile
from linter.files import ANSWERS, find_drafts
from linter.lineage import trace_packs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from linter.config import Config
    from linter.run import Desk

# When a file was last written (nanoseconds), how large it is and which it is; None where there is none.
Stamp: TypeAlias = "tuple[int, int, int] | None"
Stock: TypeAlias = "Mapping[str, Stamp]"

# Seconds between two looks; a look that takes long is taken less often, so that waiting costs little.
_PAUSE = 0.2
_SHARE = 20


def take_stock(paths: Sequence[str], desk: Desk, baseline: str | None) -> Stock:
    """The state of every file that a run over paths depends on, whether it is there or may come to be there."""
    drafts = find_drafts(paths).drafts
    folders = dict.fromkeys(map(os.path.dirname, drafts)) or {os.curdir: None}
    configs = dict(_find_configs(folders, desk))
    ledgers = (f"{draft}{ANSWERS}" for draft in drafts)
    files = dict.fromkeys((*drafts, *ledgers, *_list_configs(folders, desk)))
    for config in configs.values():
        files |= dict.fromkeys((*trace_packs(config.packs), find_baseline(config, baseline).path))
    return stamp(files)


def stamp(paths: Iterable[str]) -> Stock:
    """The state of files, whether they are there or not."""
    return {path: _stamp(path) for path in paths}


def _find_configs(folders: Mapping[str, None], desk: Desk) -> Iterator[tuple[str, Config]]:
    """The configs of drafts by their paths; one that cannot be read has nothing to say of packs and baselines."""
    for folder in folders:
        try:
            config = desk.config_for(os.path.join(folder, "draft"))
        except BadFile:
            continue
        yield config.path, config


def _list_configs(folders: Mapping[str, None], desk: Desk) -> Iterator[str]:
    """The paths of configs that apply, and of those that would, were they there."""
    given = desk.options.config
    if isinstance(given, str):
        yield from [given] if given else []
        return
    for folder in folders:
        yield from list_places(folder or os.curdir)


def _stamp(path: str) -> Stamp:
    try:
        about = os.stat(path)
    except (OSError, ValueError):
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino


def wait_for_change(stock: Stock, take: Callable[[], Stock]) -> list[str]:
    """Return when what is taken is another stock: the paths of what has changed, come or gone."""
    from time import monotonic, sleep

    while True:
        start = monotonic()
        now = take()
        changed = [path for path in {**stock, **now} if stock.get(path) != now.get(path)]
        if changed:
            return changed
        sleep(max(_PAUSE, _SHARE * (monotonic() - start)))
