#!/usr/bin/env python3
"""Measure published drafts with the rules' own counters, and write the numbers that drafts are held against.

    python benchmarks/backgrounds.py CORPUS --of "op-eds of 2014 and 2015"

CORPUS is a folder of drafts, or a file of JSON Lines whose rows have a `text`. Texts under 250 words, and texts that
share most of their five-word stretches with an earlier one, are left out. Only numbers are written.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from linter.backgrounds import LEAST_WORDS, Survey, list_quantiles, note_measures, write_quantiles  # noqa: E402
from linter.document import Document  # noqa: E402
from linter.files import find_drafts, read_draft  # noqa: E402
from linter.lint import Linter  # noqa: E402
from linter.packs import load_rulebook  # noqa: E402
from linter.readers import read_document  # noqa: E402
from linter.rulebook import Verdict, find_built_in  # noqa: E402
from linter.text import Packed, Source, Unreadable  # noqa: E402

STRETCH = 5
MOST_SHARED = 0.5


class Draft(NamedTuple):
    """A text of the corpus, and its name, whose ending says what format it is in."""

    name: str
    text: str


# ---------------------------------------------------------------- the corpus


def read_corpus(path: Path) -> Iterator[Draft]:
    """The drafts of a folder or of a file of JSON Lines. Raises Unreadable, and ValueError for a row without text."""
    if path.is_dir():
        yield from map(read_corpus_draft, find_drafts([os.fspath(path)]).drafts)
        return
    with path.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, 1):
            if row.strip():
                yield Draft("draft.txt", _text(row, f"{path}:{number}"))


def read_corpus_draft(path: str) -> Draft:
    """A draft on disk; one in a packed format as its paragraphs. Raises Unreadable."""
    content = read_draft(path)
    if isinstance(content, str):
        return Draft(path, content)
    return Draft("draft.txt", read_document(Packed(path, content)).source.text)


def _text(row: str, where: str) -> str:
    try:
        found = json.loads(row)
    except json.JSONDecodeError as fault:
        raise ValueError(f"{where}: not JSON ({fault.msg})") from None
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise ValueError(f'{where}: a row needs a "text" that is a string')
    return str(found["text"])


def choose_drafts(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Drafts that are long enough and no near-copies of earlier ones."""
    first_in: dict[tuple[str, ...], int] = {}
    for number, draft in enumerate(drafts):
        words = draft.text.lower().split()
        if len(words) < LEAST_WORDS:
            continue
        stretches = {tuple(words[n : n + STRETCH]) for n in range(len(words) - STRETCH + 1)}
        shared = Counter(first_in[stretch] for stretch in stretches if stretch in first_in)
        if max(shared.values(), default=0) <= MOST_SHARED * len(stretches):
            first_in |= {stretch: number for stretch in stretches if stretch not in first_in}
            yield draft


# ---------------------------------------------------------------- the numbers


def survey_drafts(linter: Linter, drafts: Iterable[Draft]) -> Survey:
    """The distributions of what the rules measure of drafts."""
    everything = Verdict(dict.fromkeys(linter.measured, "info"))
    readings = (linter.lay_out(read_draft_text(draft), everything) for draft in drafts)
    gauged = [note_measures(linter.gauge(reading)) for reading in readings]
    survey = Survey(linter.rulebook.rules)
    for look in (survey.count, survey.gather):
        for one in gauged:
            look(one)
    return survey


def read_draft_text(draft: Draft) -> Document:
    return read_document(Source(draft.name, draft.text))


# ---------------------------------------------------------------- the file


def write_background(survey: Survey, kind: str) -> str:
    """The background as YAML: a line a measure."""
    lines = [
        f"# Measured on {survey.drafts} {kind} by the rules' own counters; none under {LEAST_WORDS} words,"
        " near-copies once:",
        f'#     python benchmarks/backgrounds.py CORPUS --of "{kind}"',
        "# evidence-share is a share of the sentences; opener is in a hundred sentences; all others are in a",
        "# thousand words. A measure without a word is, where others name theirs, of the word that a draft uses",
        "# most among those not named here.",
        "measures:",
    ]
    lines += [f"  {name}: {write_quantiles(list_quantiles(found))}" for name, found in survey.series()]
    return "\n".join(lines) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader finds the old one or the new one, never a part."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("corpus", type=Path, help="a folder of drafts, or JSON Lines with a text in each row")
    parser.add_argument("--of", default="published drafts", help="what the drafts are, for the file's header")
    parser.add_argument(
        "--to", type=Path, default=ROOT / "rules" / "background.yaml", help="the file to write"
    )
    options = parser.parse_args(arguments)
    try:
        drafts = list(choose_drafts(read_corpus(options.corpus)))
    except (OSError, Unreadable, ValueError) as fault:
        print(f"backgrounds: {fault}", file=sys.stderr)
        return 2
    if len(drafts) < 2:
        print(f"backgrounds: {options.corpus}: holds no two drafts of {LEAST_WORDS} words", file=sys.stderr)
        return 2
    survey = survey_drafts(Linter(load_rulebook(find_built_in())), drafts)
    write_whole(options.to, write_background(survey, options.of))
    measured = len(list(survey.series()))
    print(f"{survey.drafts} drafts measured, {measured} measures written to {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
