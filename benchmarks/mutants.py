#!/usr/bin/env python3
"""Hold the tests against a core that is broken on purpose, in one place at a time: a sample of all such places.

    python benchmarks/mutants.py                 400 mutants, drawn from all modules of the core
    python benchmarks/mutants.py --sample 1000   more of them
    python benchmarks/mutants.py --seed 7        others
    python benchmarks/mutants.py --of sources    of one module alone
    python benchmarks/mutants.py --again         only those that no test noticed the last time

Needs mutmut (`pip install -e '.[mutants]'`), which makes the mutants. Each is tried in a process of its own, forked
from one that has loaded tests and rules: the code of one function is put in the place of what it was. Every mutant
that survives is shown. The exit status is 1 if fewer than LEAST of a hundred were killed.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import math
import os
import random
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import FunctionType, ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LEAST = 85.0
CORE = (
    "segment quotation matching patterns filing evidence sources figures names bearing scope lint lemma devices echo"
    " openings phrases formula kinds.__init__ kinds.absence kinds.capitals kinds.claim kinds.consistency kinds.count"
    " kinds.definition kinds.density kinds.overuse kinds.pattern kinds.phrase kinds.quote kinds.readability"
    " kinds.repetition kinds.source kinds.together"
).split()
# What has to notice, those that notice most first. Tests that start processes of their own would see the core as it is.
TESTS = (
    "readings segment quotation matching names evidence bearing repetition hedging quote kinds rules seeds packs"
    " properties"
).split()
# These have to do with how rules are loaded, so that their mutants load them anew.
_LOADING = ("filing", "patterns", "matching", "lemma", "kinds")
# In the processes' own time, and so much room as no test takes.
_SECONDS, _BYTES = 60, 3 << 30
# Of the normal distribution, for an interval that holds the true share in 95 of 100 samples.
_Z = 1.96
_SURVIVORS = ROOT / "build" / "survivors.txt"


class Mutant(NamedTuple):
    """A function of the core as it is, what is put in its place, and the same unbroken from the same source."""

    name: str
    module: str
    functions: tuple[FunctionType, FunctionType, FunctionType]

    def take_place(self) -> None:
        """Break the core, in this process."""
        old, new, _ = self.functions
        old.__code__, old.__defaults__, old.__kwdefaults__ = (
            new.__code__,
            new.__defaults__,
            new.__kwdefaults__,
        )

    def show(self) -> str:
        """What the mutant does otherwise, line by line."""
        _, *functions = self.functions
        other, one = (inspect.getsource(function).splitlines()[1:] for function in functions)
        lines = difflib.unified_diff(one, other, lineterm="", n=0)
        return "\n".join([self.name, *(line for line in lines if line[:2] not in ("--", "++", "@@"))])


# ---------------------------------------------------------------- made


def make_mutants(modules: Iterable[str]) -> list[Mutant]:
    """All mutants of some modules of the core."""
    return [mutant for module in modules for mutant in _list_mutants(module)]


def _list_mutants(module: str) -> Iterator[Mutant]:
    from mutmut.mutation.file_mutation import mutate_file_contents

    whole = f"linter.{module.removesuffix('.__init__')}"
    core = import_module(whole)
    assert core.__file__
    made = mutate_file_contents(core.__file__, Path(core.__file__).read_text(encoding="utf-8"))
    broken = _load(f"broken.{module}", made.code)
    for mangled in made.mutant_names:
        name, _, number = mangled.rpartition("__mutmut_")
        old, new, original = (
            find_function(place, path)
            for place, path in ((core, name), (broken, mangled), (broken, f"{name}__mutmut_orig"))
        )
        if old and new and original and old.__code__.co_freevars == new.__code__.co_freevars:
            yield Mutant(f"{module}.{_spell(name)} {number}", module, (old, new, original))


def _load(name: str, code: str) -> ModuleType:
    """A module from its source, which is kept so that its functions can be shown."""
    path = ROOT / "build" / "mutants" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8")
    spec = spec_from_loader(name, loader=None)
    assert spec
    module = module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module
    exec(compile(code, path, "exec"), module.__dict__)
    return module


def find_function(module: ModuleType, mangled: str) -> FunctionType | None:
    """A function or method by what mutmut calls it: `x_name`, or `xǁClassǁname`, which a mutant's number may follow."""
    found: object
    if mangled.startswith("xǁ"):
        _, owner, name = mangled.split("ǁ")
        held = vars(vars(module)[owner])
        found = held.get(mangled, held.get(name))
    else:
        found = vars(module).get(mangled, vars(module).get(mangled[2:]))
    found = found.fget if isinstance(found, property) else found
    found = inspect.unwrap(found) if callable(found) else found
    return found if isinstance(found, FunctionType) else None


def _spell(mangled: str) -> str:
    return mangled[2:].replace("ǁ", ".")


# ---------------------------------------------------------------- tried


def warm_up() -> Callable[[], None]:
    """Load the tests, and the rules as they ought to be; gives what forgets the rules."""
    run_tests(["--collect-only"])
    import conftest
    import test_repetition

    from linter import library

    conftest.find_desk().linter_for(conftest.find_desk().config_for("a.txt"))
    library._linter()
    test_repetition.linter()

    def forget() -> None:
        conftest.find_desk.cache_clear()
        library._desks.clear()
        test_repetition.linter.cache_clear()

    return forget


def run_tests(options: Sequence[str]) -> int:
    """Run the quick tests of the core in this process, silently; gives pytest's exit status."""
    import pytest

    # What bounds its own memory has no room for all the mutants.
    bomb = "--deselect=tests/test_packs.py::test_bomb_is_refused_at_once_and_in_little_memory"
    paths = [f"tests/test_{name}.py" for name in TESTS]
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return int(pytest.main(["-n", "0", "-q", "-x", "-p", "no:cacheprovider", bomb, *options, *paths]))


def is_killed(mutant: Mutant | None, forget: Callable[[], None]) -> bool:
    """Whether a test notices a mutant, or fails without any. One that runs out of time or memory is noticed."""
    process = os.fork()
    if not process:
        _try(mutant, forget)
    return os.waitpid(process, 0)[1] != 0


def _try(mutant: Mutant | None, forget: Callable[[], None]) -> None:
    """Run the tests on a mutant, and end this process as they end."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
        signal.alarm(10 * _SECONDS)
        if mutant is None or mutant.module.startswith(_LOADING):
            forget()
        if mutant:
            mutant.take_place()
        status = run_tests([])
    finally:
        os._exit(status)


# ---------------------------------------------------------------- told


def find_interval(hits: int, tries: int) -> tuple[float, float]:
    """The bounds, in per cent, between which the true share lies (E. B. Wilson's score interval, 1927)."""
    share, square = hits / tries, _Z * _Z / tries
    middle = (share + square / 2) / (1 + square)
    reach = _Z / (1 + square) * math.sqrt(share * (1 - share) / tries + square / tries / 4)
    return 100 * (middle - reach), 100 * (middle + reach)


def count_by_module(ends: Mapping[Mutant, bool]) -> dict[str, tuple[int, int]]:
    """For each module how many mutants were killed, and of how many."""
    counts: dict[str, tuple[int, int]] = {}
    for mutant, is_dead in ends.items():
        killed, tried = counts.get(mutant.module, (0, 0))
        counts[mutant.module] = killed + is_dead, tried + 1
    return counts


def tell(ends: Mapping[Mutant, bool]) -> float:
    """Show the counts; gives the share killed, in per cent."""
    for module, (killed, tried) in count_by_module(ends).items():
        print(f"{module:32} {killed:4} of {tried}")
    killed = sum(ends.values())
    low, high = find_interval(killed, len(ends))
    share = 100 * killed / len(ends)
    bounds = f"{low:.1f} to {high:.1f} in 95 of 100 samples"
    print(f"{killed} of {len(ends)} mutants killed: {share:.1f} % ({bounds})")
    return share


def draw(mutants: Sequence[Mutant], given: argparse.Namespace) -> list[Mutant]:
    """The mutants to be tried, those of a module together."""
    if given.again:
        names = set(_SURVIVORS.read_text(encoding="utf-8").splitlines())
        return [mutant for mutant in mutants if mutant.name in names]
    drawn = random.Random(given.seed).sample(range(len(mutants)), min(given.sample, len(mutants)))
    print(f"{len(drawn)} of {len(mutants):,} mutants, drawn by the seed {given.seed}", flush=True)
    return [mutants[number] for number in sorted(drawn)]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Hold the tests against a broken core.")
    parser.add_argument("--sample", type=int, default=400, metavar="N", help="how many mutants to draw")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="by which they are drawn")
    parser.add_argument("--of", choices=CORE, nargs="+", default=CORE, help="of which modules alone")
    parser.add_argument("--again", action="store_true", help="only those that survived the last time")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    os.environ |= {"COPYDESK_CACHE_DIR": os.devnull, "GITHUB_ACTIONS": "", "MUTANT_UNDER_TEST": ""}
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    forget = warm_up()
    if is_killed(None, forget):
        print("the tests fail before anything is broken")
        return 2
    drawn = draw(make_mutants(given.of), given)
    ends: dict[Mutant, bool] = {}
    for mutant in drawn:
        ends[mutant] = is_killed(mutant, forget)
        if not ends[mutant]:
            print(mutant.show(), flush=True)
    _SURVIVORS.write_text(
        "".join(f"{one.name}\n" for one, is_dead in ends.items() if not is_dead), encoding="utf-8"
    )
    return int(bool(ends) and tell(ends) < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
