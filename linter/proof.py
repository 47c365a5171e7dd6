"""Packs put to the test: their examples, what no example exercises, and the cues that are slow."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from linter.coverage import measure_coverage, read_cues
from linter.cues import PLACEHOLDER, expand_all
from linter.examples import run_examples
from linter.growth import is_steep
from linter.lineage import find_pack
from linter.lint import Linter
from linter.located import Reader
from linter.packs import load_pack, load_rulebook, load_shared_lists
from linter.rulebook import SHARED, find_built_in, find_rules_folder
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linter.coverage import Coverage, Written
    from linter.cues import Lists
    from linter.examples import Failed
    from linter.pack import Pack
    from linter.rulebook import Rulebook

_SHOWN = 120
# Entries of a list that are words alone cost what the first few of them cost.
_FEW = 3


class Tested(NamedTuple):
    """A test of packs: how many rules and examples there are; what failed and what is slow, a line each."""

    rules: int
    examples: int
    failed: tuple[str, ...]
    slow: tuple[str, ...]
    coverage: Coverage


def test_packs(paths: Sequence[str]) -> Tested:
    """Put packs to the test, the built-in ones unless others are named. Raises BadFile."""
    built_in = {os.path.realpath(path): path for path in find_built_in()}
    named = [find_pack(path) for path in paths]
    others = [path for path in named if os.path.realpath(path) not in built_in]
    rulebook = load_rulebook((*built_in.values(), *others))
    linter, shared = Linter(rulebook), load_shared_lists()
    packs = [load_pack(path, shared) for path in named or built_in.values()]
    examples = [rule.fields.examples for pack in packs for rule in pack.rules]
    # The lists that all packs share are tested by all packs.
    home = "" if paths else os.path.join(find_rules_folder(), f"{SHARED}.yaml")
    return Tested(
        len(examples),
        sum(len(one.bad) + len(one.good) for one in examples),
        tuple(_tell(pack.path, one) for pack in packs for one in run_examples(linter, pack.rules)),
        tuple(line for pack in packs for line in _find_slow(rulebook, pack, shared)),
        measure_coverage(linter, packs, shared, home),
    )


def _tell(path: str, failed: Failed) -> str:
    rule, example = failed.rule, failed.example
    line, column = getattr(example, "line", 1), getattr(example, "column", 1)
    what = f"{failed.fault}: {rule.code} {rule.fields.name}"
    return f"{path}:{line}:{column}: {what}: “{failed.words}” in “{_shorten(example)}”"


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


# ---------------------------------------------------------------- speed


def _find_slow(rulebook: Rulebook, pack: Pack, shared: Lists) -> Iterator[str]:
    """The cues of a pack that are tried on every sentence, and those that cost more than a sentence is long."""
    anywhere = set(_list_anywhere(rulebook))
    lists = {**shared, **pack.fields.lists}
    for cues in read_cues(pack).values():
        for cue in (cue for written in cues.values() for cue in written):
            place = f"{cue.path}:{cue.line}:{cue.column}: slow: {cue.code}: “{_shorten(cue.text)}”"
            if any((cue.code, one) in anywhere for one in _expand(cue, lists)):
                yield f"{place} is looked for in every sentence: there is no word that it cannot be without"
            if any(map(is_steep, _expand(cue, _sift(cue, lists)))):
                yield f"{place} costs far more in a longer sentence: give it limits, as in .{{0,60}}"


def _list_anywhere(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """The patterns without a word that every match holds, each with the code of its rule."""
    index = rulebook.filed
    for number in (*index.filed.always, *index.led.always):
        yield rulebook.owners[index.patterns[number]][0], index.form(number).source


def _expand(cue: Written, lists: Lists) -> Iterable[str]:
    return expand_all(Reader(cue.path), (cue.text,), lists)


def _sift(cue: Written, lists: Lists) -> Lists:
    """The lists of a cue without most of the entries that are words alone."""
    return {
        name: tuple(
            entry
            for number, entry in enumerate(lists[name])
            if number < _FEW or not entry.replace(" ", "").isalpha()
        )
        for name in PLACEHOLDER.findall(cue.text)
    }
