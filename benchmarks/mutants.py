#!/usr/bin/env python3
"""Hold the tests against a core that is broken on purpose, in one place at a time: a sample of all such places.

    python benchmarks/mutants.py                 400 mutants, drawn from all modules of the core
    python benchmarks/mutants.py --sample 1000   more of them
    python benchmarks/mutants.py --seed 7        others
    python benchmarks/mutants.py --again         only those that no test noticed the last time

Needs mutmut (`pip install -e '.[mutants]'`), which makes the mutants in `mutants/`; what belongs to the core, and which
quick tests have to notice, stands in pyproject.toml. Every mutant that survives is shown. The exit status is 1 if fewer
than LEAST of a hundred were killed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = 85.0
# Of the normal distribution, for an interval that holds the true share in 95 of 100 samples.
_Z = 1.96
# What mutmut writes for a mutant: the status of pytest, its own for one without tests, or a signal.
_SURVIVED, _UNTESTED = 0, 33
# A few quick ones, for which mutmut makes all mutants and learns which test enters which function.
_FIRST = "linter.formula.*__mutmut_1"


def mutmut(*arguments: str) -> str:
    """Run mutmut at the top of the checkout; gives what it writes."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    # A cache would hand the rules of one mutant on to the next.
    environment = {**os.environ, "COPYDESK_CACHE_DIR": os.devnull, "GITHUB_ACTIONS": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-3_000:]}\n{done.stderr[-3_000:]}")
    return done.stdout


def read_results() -> dict[str, int | None]:
    """How each mutant ended, or None where it was not tried."""
    files = sorted((ROOT / "mutants").rglob("*.meta"))
    return {
        name: end for path in files for name, end in json.loads(path.read_text())["exit_code_by_key"].items()
    }


def is_alive(end: int | None) -> bool:
    """Whether no test noticed. One that ran out of time or memory was noticed."""
    return end in (_SURVIVED, _UNTESTED)


def find_interval(hits: int, tries: int) -> tuple[float, float]:
    """The bounds, in per cent, between which the true share lies (E. B. Wilson's score interval, 1927)."""
    share, square = hits / tries, _Z * _Z / tries
    middle = (share + square / 2) / (1 + square)
    reach = _Z / (1 + square) * math.sqrt(share * (1 - share) / tries + square / tries / 4)
    return 100 * (middle - reach), 100 * (middle + reach)


def count_by_module(names: Iterable[str], ends: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """For each module how many mutants were killed, and of how many."""
    counts: dict[str, tuple[int, int]] = {}
    for name in sorted(names):
        module = name.rpartition(".")[0]
        killed, tried = counts.get(module, (0, 0))
        counts[module] = killed + (not is_alive(ends[name])), tried + 1
    return counts


def tell(names: Sequence[str], ends: Mapping[str, int]) -> float:
    """Show what survived, then the counts; gives the share killed, in per cent. Each has to have been tried."""
    for name in sorted(name for name in names if is_alive(ends[name])):
        lines = mutmut("show", name).splitlines()
        changed = (line for line in lines if line[:1] in "+-" and line[:3] not in ("---", "+++"))
        print(name, *changed, sep="\n")
    counts = count_by_module(names, ends)
    for module, (killed, tried) in counts.items():
        print(f"{module:32} {killed:4} of {tried}")
    killed = sum(killed for killed, _ in counts.values())
    low, high = find_interval(killed, len(names))
    share = 100 * killed / len(names)
    bounds = f"{low:.1f} to {high:.1f} in 95 of 100 samples"
    print(f"{killed} of {len(names)} mutants killed: {share:.1f} % ({bounds})")
    return share


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Hold the tests against a broken core.")
    parser.add_argument("--sample", type=int, default=400, metavar="N", help="how many mutants to draw")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="by which they are drawn")
    parser.add_argument("--again", action="store_true", help="only those that survived the last time")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at a time")
    given = parser.parse_args(arguments)
    jobs = ("run", "--max-children", str(given.jobs))
    if given.again:
        names = [name for name, end in read_results().items() if is_alive(end)]
    else:
        mutmut(*jobs, _FIRST)
        known = sorted(read_results())
        names = random.Random(given.seed).sample(known, min(given.sample, len(known)))
        print(f"{len(names)} of {len(known):,} mutants, drawn by the seed {given.seed}", flush=True)
    if not names:
        return 0
    mutmut(*jobs, *names)
    ends = {name: end for name, end in read_results().items() if end is not None}
    return int(tell(names, ends) < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
