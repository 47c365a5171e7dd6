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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from linter.document import Document  # noqa: E402
from linter.files import find_drafts, read_draft  # noqa: E402
from linter.lint import Linter  # noqa: E402
from linter.packs import load_rulebook  # noqa: E402
from linter.readers import read_document  # noqa: E402
from linter.rule import Measure  # noqa: E402
from linter.rulebook import find_built_in  # noqa: E402
from linter.text import Packed, Source, Unreadable  # noqa: E402

QUANTILES = (1, 5, 10, 50, 75, 90, 95, 99)
LEAST_WORDS = 250
STRETCH = 5
MOST_SHARED = 0.5
# A word that at least this share of drafts use has numbers of its own; of a rarer one, the p90 would be nought.
USED_BY = 0.1


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


def gauge_drafts(linter: Linter, drafts: Iterable[Draft]) -> Mapping[str, list[Measure]]:
    """What the rules measure of every draft, by the name of the measure."""
    found: dict[str, list[Measure]] = {}
    for draft in drafts:
        for measure in linter.gauge(read_draft_text(draft)):
            found.setdefault(measure.name, []).append(measure)
    return found


def read_draft_text(draft: Draft) -> Document:
    return read_document(Source(draft.name, draft.text))


def list_series(measures: Sequence[Measure]) -> Iterator[tuple[str, list[float]]]:
    """The series behind one measure: a number a draft for each common word, and before them for all the others.

    Of the others the highest of each draft counts, so that what is said of one of them holds for all.
    """
    name = measures[0].name
    drafts = [measure.rates for measure in measures]
    used = Counter(key for rates in drafts for key in rates if key)
    common = [key for key, count in used.items() if count >= max(2, USED_BY * len(drafts))]
    forms = _commonest_forms(measures)
    yield name, [max((rates[key] for key in rates if key not in common), default=0.0) for rates in drafts]
    for word, key in sorted((forms[key], key) for key in common):
        yield f"{name} {word}", [rates.get(key, 0.0) for rates in drafts]


def _commonest_forms(measures: Iterable[Measure]) -> Mapping[str, str]:
    """The form that a word mostly has, by what its forms are counted under."""
    counted = Counter(form for measure in measures for form in measure.forms.items())
    return {key: word for (key, word), _ in sorted(counted.items(), key=lambda one: (one[1], one[0]))}


def find_quantile(numbers: Sequence[float], percent: int) -> float:
    """The quantile of sorted numbers, between two of them in proportion (Hyndman & Fan 1996, type 7)."""
    place = (len(numbers) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)


# ---------------------------------------------------------------- the file


def write_background(series: Iterable[tuple[str, list[float]]], drafts: int, kind: str) -> str:
    """The background as YAML: a line a measure."""
    lines = [
        f"# Measured on {drafts} {kind} by the rules' own counters; none under {LEAST_WORDS} words, near-copies once:",
        f'#     python benchmarks/backgrounds.py CORPUS --of "{kind}"',
        "# evidence-share is a share of the sentences; opener is in a hundred sentences; all others are in a",
        "# thousand words. A measure without a word is, where others name theirs, of the word that a draft uses",
        "# most among those not named here.",
        "measures:",
    ]
    lines += [f"  {name}: {{{_list_quantiles(numbers)}}}" for name, numbers in series]
    return "\n".join(lines) + "\n"


def _list_quantiles(numbers: Iterable[float]) -> str:
    ordered = sorted(numbers)
    return ", ".join(f"p{percent:02}: {find_quantile(ordered, percent):.3g}" for percent in QUANTILES)


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
    measures = gauge_drafts(Linter(load_rulebook(find_built_in())), drafts)
    series = [one for name in sorted(measures) for one in list_series(measures[name])]
    write_whole(options.to, write_background(series, len(drafts), options.of))
    print(f"{len(drafts)} drafts measured, {len(series)} measures written to {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
