#!/usr/bin/env python3
"""Hold drafts of one thing only against four times as much of it: what costs more than its length is named.

    python benchmarks/growth.py                 every format, every unit: two minutes
    python benchmarks/growth.py md html         only these endings
    python benchmarks/growth.py --size 60000    longer drafts, in code points

A unit repeated on a single line is what a pattern with a fault stumbles over. The exit status is 1 if anything grew by
more than MOST for four times the length, and took long enough to be measured.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linter.cache import Cache
from linter.run import Desk, Options
from linter.text import Unreadable

ENDINGS = ("txt", "md", "mdx", "html", "rst", "adoc")
SIZE, TIMES, MOST = 15_000, 4, 6.5
# Seconds of the processor; what takes less is lost among the costs of every draft.
LEAST = 0.15
MARKS = (
    r""" a ' " ( ) [ ]( < <a * - _ . A é “ { {{< ` | # = \ <p> </p> <q> <!-- [^1] :: &amp; \u0301""".split()
)
WORDS = (
    *(
        "aa ",
        "a a ",
        "A ",
        "A. ",
        "1,",
        "1.",
        "” ",
        ": ",
        "& ",
        "> ",
        "- a",
        "critics say ",
        "% ",
        "1% ",
        "may ",
    ),
    *("of ", "the ", "n't ", "Mr. ", "http://a.b ", '"a" ', "‘a’ ", "he said ", "$1,000 ", "2 May ", "A B "),
    *("not only ", "1,1,1% ", "a-", "a’", "a, ", "and ", "because ", "in the ", "would have ", "Ann Lee, "),
    *("likely, a says ", "how might ", "why could i a ", "all a could ", "since a, ", "not a b, but c "),
    *("\u200b", "\t", "\r", " ", "{% ", ".. ", "a:: "),
)


class Growth(NamedTuple):
    """A unit of a format: seconds for the shorter draft, and for the longer one."""

    ending: str
    unit: str
    short: float
    long: float

    @property
    def is_steep(self) -> bool:
        """Whether it costs more than its length."""
        return self.long > LEAST and self.long > MOST * self.short


def measure(desk: Desk, endings: Sequence[str], units: Sequence[str], size: int) -> Iterator[Growth]:
    """The growth of every unit in every format."""
    for ending in endings:
        for unit in units:
            lengths = (size, TIMES * size)
            short, long = (lint(desk, ending, (unit * (n // len(unit) + 1))[:n]) for n in lengths)
            yield Growth(ending, unit, short, long)


def lint(desk: Desk, ending: str, text: str) -> float:
    """Seconds of the processor for a draft; a refusal is an answer too."""
    begun = time.process_time()
    with suppress(Unreadable):
        desk.lint(f"draft.{ending}", text)
    return time.process_time() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Find what costs more than its length.", allow_abbrev=False)
    parser.add_argument("endings", nargs="*", metavar="ENDING", default=ENDINGS, help=", ".join(ENDINGS))
    parser.add_argument("--size", type=int, default=SIZE, help="code points of the shorter draft")
    given = parser.parse_args(arguments)
    desk = Desk(Options(cache=Cache(None)))
    units = [mark.encode().decode("unicode_escape") if mark.startswith("\\u") else mark for mark in MARKS]
    lint(desk, "txt", "Rules are loaded and patterns compiled.")
    found = list(measure(desk, given.endings, [*units, *WORDS], given.size))
    for one in found:
        if one.is_steep:
            print(f"{one.ending} {one.unit!r}: {one.short * 1000:.0f} -> {one.long * 1000:.0f} ms")
    steep = sum(one.is_steep for one in found)
    print(f"{len(found)} units held against {TIMES} times as much: {steep} cost more than their length")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
