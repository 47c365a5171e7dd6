#!/usr/bin/env python3
"""Measure what a keystroke costs in the editor, against a first reading of the same text.

    python benchmarks/editor.py                the whole table
    python benchmarks/editor.py --keys 20      fewer keystrokes
    python benchmarks/editor.py --small        drafts of a tenth, to see that it works
    python benchmarks/editor.py --notes        with notes shown, which the editor leaves out as `check` does

A writer types a sentence into the middle of a draft recombined from seeds/. For each key the editor's edit is applied,
the draft is read again and the diagnostics are put into the protocol's types: that is what the language server does
before it sends them. A first reading is `lint_text` of the text as it is then. Times are of the processor; ratios are
taken key by key, figures are medians.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from speed import find_sentences, recombine  # noqa: E402

from linter import lint_text  # noqa: E402
from linter.edited import Edit, Mark, Stretch  # noqa: E402
from linter.mending import find_mendable  # noqa: E402
from linter.protocol import write_diagnostics  # noqa: E402
from linter.run import Options  # noqa: E402
from linter.session import Session  # noqa: E402

TYPED = (
    " Nobody who has read the tables of the harbour office, as the council surely has, can be in doubt of it."
)
# Words of a draft, and the most that a key may cost of a first reading.
TARGETS = ((1_000, 1.2), (5_000, 0.5))
# The first keys find little that they remember: the server has been started by a person who opens a draft.
_WARM = 2


class Key(NamedTuple):
    """What one keystroke took, and a first reading of the text after it: seconds of the processor."""

    again: float
    afresh: float


def write_draft(words: int) -> str:
    """A draft of about so many words."""
    paragraphs: list[str] = []
    drafts = recombine(find_sentences(ROOT / "seeds"), 1)
    while sum(len(one.split()) for one in paragraphs) < words:
        paragraphs += next(drafts).split("\n\n")
    while sum(len(one.split()) for one in paragraphs[:-1]) >= words:
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def measure(words: int, keys: int, options: Options) -> Iterator[Key]:
    """Type a sentence into a draft of so many words, key by key."""
    text = write_draft(words)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "draft.txt")
        session = Session(options)
        session.open(path, text, 0, "utf-16")
        place = text.index(". ", len(text) // 2) + 1
        write(session, path)
        for number, char in enumerate((TYPED * (1 + keys // len(TYPED)))[:keys], 1):
            mark = session.sheets[path].mark_offset(place)
            begun = time.process_time()
            session.change(path, [Edit(Stretch(Mark(*mark), Mark(*mark)), char)], number)
            write(session, path)
            again = time.process_time()
            lint_text(session.sheets[path].text)
            yield Key(again - begun, time.process_time() - again)
            place += 1


def write(session: Session, path: str) -> None:
    """All that the server does between an edit and what it sends."""
    told, rules = session.tell(path), session.rules(path)
    mendable, pages = find_mendable(rules.values()), session.pages(path)
    with session.memory(path, "write"):
        write_diagnostics(told, session.sheets[path], "file:///draft.txt", mendable, pages)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=60)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--notes", action="store_true")
    given = parser.parse_args()
    options = Options(min_severity="info" if given.notes else None)
    gc.set_threshold(2_000_000)  # as the command does
    print(f"{'words':>6}  {'a key, ms':>10}  {'afresh, ms':>10}  {'ratio':>6}  target")
    for words, target in TARGETS:
        keys = list(measure(words // 10 if given.small else words, given.keys, options))[_WARM:]
        again, afresh = (1000 * median(times) for times in zip(*keys, strict=True))
        ratio = median(one.again / one.afresh for one in keys)
        print(f"{words:>6,}  {again:>10.1f}  {afresh:>10.1f}  {ratio:>6.2f}  <= {target}")


if __name__ == "__main__":
    main()
