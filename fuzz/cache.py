#!/usr/bin/env python3
"""One cache for many processes, while its files are harmed and processes are killed: everybody finds the same.

    python fuzz/cache.py                           eight processes, a thousand rounds each
    python fuzz/cache.py --rounds 20 --processes 3
    python fuzz/cache.py --seed 7                  another order of drafts and faults

In a round a process takes up one of the drafts anew, with nothing in memory but what it has imported, and holds what
it is told against what is told without a cache. Meanwhile entries are cut, overwritten, exchanged and deleted, and
processes are killed, which others replace. The exit status is 1 if anything was told otherwise, or left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linter.run import Desk

ROOT = Path(__file__).resolve().parent.parent
# More drafts than entries are kept, so that there is always one to write and one to forget.
DRAFTS = 60
SENTENCES = (
    "Critics say that the bridge is unsafe.",
    "The pier was closed on 4 March.",
    "It is widely believed that the tide tables are wrong.",
    "Ana Bohm counted eleven lorries on the quay.",
    "The the boat was late again.",
    "It could perhaps be argued that nobody minds.",
    "Everyone knows what the fare should be.",
)
# Seconds between two faults.
_PAUSE = 0.05


def write_drafts(folder: Path) -> list[str]:
    """Drafts that differ from each other in what is to be found in them."""
    paths = []
    for number in range(DRAFTS):
        path = folder / f"{number}.md"
        chosen = random.Random(number).sample(SENTENCES, 4)
        path.write_text("\n\n".join((f"Letter {number}.", *chosen)))
        paths.append(str(path))
    return paths


# ---------------------------------------------------------------- what a process does


def open_desk(cache: Path | None) -> Desk:
    """A desk with nothing in memory."""
    from linter.cache import Cache
    from linter.config import Config
    from linter.run import Desk, Options

    return Desk(Options(config=Config(), cache=Cache(str(cache) if cache else None)))


def find_told(path: str, desk: Desk) -> str:
    """What a run over one draft tells."""
    from linter.run import check

    report = check([path], desk)
    assert not report.failures, report.failures
    return repr(report.diagnostics)


def work(folder: Path, rounds: int, seed: int) -> int:
    """A process, until all together have done so many rounds; the number of its own that went wrong."""
    drafts = sorted(str(path) for path in folder.glob("*.md"))
    expected = dict(zip(drafts, (folder / "told").read_text().splitlines(), strict=True))
    chance, wrong = random.Random(seed), 0
    while count_rounds(folder) < rounds:
        path = chance.choice(drafts)
        told = find_told(path, open_desk(folder / "cache"))
        if told != expected[path]:
            wrong += 1
            print(f"{path}: {told}\ninstead of {expected[path]}", file=sys.stderr)
        with (folder / "rounds").open("ab") as done:
            done.write(b".")
    return wrong


def count_rounds(folder: Path) -> int:
    """How many rounds have been done: each left a byte."""
    return (folder / "rounds").stat().st_size


# ---------------------------------------------------------------- what goes wrong meanwhile


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def fill(path: Path, chance: random.Random) -> None:
    with path.open("r+b") as file:
        file.seek(chance.randrange(path.stat().st_size))
        file.write(bytes(4_096))


def exchange(path: Path, chance: random.Random) -> None:
    shutil.copyfile(chance.choice(sorted(path.parent.glob("?" * 32))), path)


def delete(path: Path, chance: random.Random) -> None:
    path.unlink()


FAULTS: tuple[Callable[[Path, random.Random], None], ...] = (flip, cut, fill, exchange, delete)


def harm(cache: Path, chance: random.Random) -> str:
    """Do harm to an entry, mostly of what is kept of drafts, which is made again at once; gives what was done."""
    own = cache / "results" if chance.random() < 0.998 else cache
    fault = chance.choice(FAULTS)
    try:
        fault(chance.choice(sorted(own.glob("?" * 32))), chance)
    except (OSError, IndexError, ValueError):
        return "nothing"  # somebody else was quicker
    return fault.__name__


# ---------------------------------------------------------------- all together


class Crowd:
    """Processes at work on one cache, each of which is replaced when it is killed, until all rounds are done."""

    def __init__(self, folder: Path, processes: int, rounds: int, seed: int) -> None:
        self.folder, self.rounds = folder, rounds * processes
        self.chance = random.Random(seed)
        self.done: dict[str, int] = {}
        (folder / "rounds").touch()
        self.running = [self.start() for _ in range(processes)]

    def start(self) -> subprocess.Popen[bytes]:
        own = [str(self.folder), "--rounds", str(self.rounds), "--seed", str(self.chance.randrange(1 << 30))]
        return subprocess.Popen([sys.executable, __file__, "--alone", *own])

    def kill(self) -> str:
        """Kill one, whatever it is at, and put another in its place."""
        number = self.chance.randrange(len(self.running))
        if self.running[number].poll() is not None:
            return "nothing"
        self.running[number].kill()
        self.running[number].wait()
        self.running[number] = self.start()
        return "kill"

    def work(self) -> int:
        """Do harm until all are through; the number of those that were told otherwise."""
        while any(process.poll() is None for process in self.running):
            what = self.kill() if self.chance.random() < 0.02 else harm(self.folder / "cache", self.chance)
            self.done[what] = self.done.get(what, 0) + 1
            time.sleep(_PAUSE)
        return sum(process.returncode != 0 for process in self.running)


def find_leftovers(cache: Path) -> list[str]:
    """Files half written that nobody is at work on any more; those of who was killed may stay."""
    return [str(path) for path in cache.rglob("*") if path.is_file() and len(path.name) != 32]


def run(rounds: int, processes: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        desk = open_desk(None)
        told = [find_told(path, desk) for path in sorted(write_drafts(folder))]
        (folder / "told").write_text("\n".join(told))
        crowd = Crowd(folder, processes, rounds, seed)
        failed = crowd.work()
        killed = crowd.done.get("kill", 0)
        left = find_leftovers(folder / "cache")
        print(f"{count_rounds(folder):,} rounds of {processes} processes; faults: {crowd.done}")
        print(f"{failed} processes told otherwise; {len(left)} files half written by {killed} killed")
        return int(failed > 0 or len(left) > killed)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Harm the cache of many processes.")
    parser.add_argument("--rounds", type=int, default=1_000, metavar="N", help="for each process")
    parser.add_argument("--processes", type=int, default=8, metavar="N", help="how many at a time")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the order of drafts and faults")
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.alone:
        return min(work(given.alone, given.rounds, given.seed), 1)
    return run(given.rounds, given.processes, given.seed)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
