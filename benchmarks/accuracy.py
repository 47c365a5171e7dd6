#!/usr/bin/env python3
"""Check what the rules find against what people marked.

    python benchmarks/accuracy.py                            the annotated drafts of seeds/
    python benchmarks/accuracy.py FOLDER                     the drafts and labelled sentences of FOLDER too
    python benchmarks/accuracy.py FOLDER --measure talk=AT   what the label of FOLDER/talk.jsonl is to be matched by
    python benchmarks/accuracy.py --per-rule                 and how often each rule is right
    python benchmarks/accuracy.py --write rules/measured.yaml    and keep that, for `copydesk explain`

A draft NAME.txt or NAME.md is annotated in annotations/NAME.gold.jsonl, spans that must, should or may be flagged, and
annotations/NAME.traps.jsonl, spans that must stay silent. Both give "line", "col", "end_col" (from 1, code points, the
end exclusive) and "category"; a gold span also "weight", "sent_col" and "sent_end_col", and "related" places of the
same recurrence. A gold span is found when a finding of its category overlaps it or one of its related places, or, for
unsupported, starts in its sentence. A trap is sprung when a finding of its category overlaps it that finds no gold
span. A finding that does neither is unjudged. What is said of a whole draft (codes X3nn) is left out.

Labelled sentences are rows of FOLDER/NAME.jsonl with "text" and "label" (true or false), and "prev" where sentences
came before. What a true label is to be matched by stands in FOLDER/measures.yaml, a line a file, or comes with
--measure: categories (hedging), beginnings of codes (AT, HD1), or types of evidence (named-source), with commas:

    talk: AT,AP
    figures: number

Exit status: 0, or 1 when the drafts of seeds/ fall short of the limits that stand in this file, 2 for faults of FOLDER.
"""

import argparse
import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from linter import Diagnostic, find_evidence, lint_path, lint_text  # noqa: E402
from linter.diagnostic import CATEGORIES  # noqa: E402
from linter.evidence import SIGNALS  # noqa: E402
from linter.faults import BadFile  # noqa: E402


class Limits(NamedTuple):
    """The most that may go wrong on all drafts of seeds/ together."""

    musts_missed: int = 0
    shoulds_missed: int = 0
    traps_sprung: int = 0
    unjudged: int = 0


SEEDS = ROOT / "seeds"
LIMITS = Limits(musts_missed=4, shoulds_missed=13, traps_sprung=4, unjudged=10)


class BadData(Exception):
    """Data that cannot be measured; the message says where and why."""


# ---------------------------------------------------------------- annotated drafts


class Stretch(NamedTuple):
    """A stretch of a draft: where it starts and where it ends, as (line, column) from 1, the end exclusive."""

    start: tuple[int, int]
    end: tuple[int, int]

    def overlaps(self, other: "Stretch") -> bool:
        return self.start < other.end and other.start < self.end


class Gold(NamedTuple):
    """What an editor marked: the span, the other places of the same recurrence, and its sentence."""

    category: str
    weight: str
    places: tuple[Stretch, ...]
    sentence: Stretch | None
    text: str

    def is_found_by(self, told: Diagnostic) -> bool:
        if told.category != self.category:
            return False
        place = find_stretch(told)
        if any(place.overlaps(other) for other in self.places):
            return True
        sentence = self.sentence if self.category == "unsupported" else None
        return sentence is not None and sentence.start <= place.start < sentence.end


class Annotated(NamedTuple):
    """A draft, what is to be found in it, and what is to be left alone."""

    path: Path
    gold: tuple[Gold, ...]
    traps: tuple[Gold, ...]


class Tally(NamedTuple):
    """What became of the marks of one category, and of the findings."""

    musts: int = 0
    musts_found: int = 0
    shoulds: int = 0
    shoulds_found: int = 0
    traps: int = 0
    sprung: int = 0
    told: int = 0
    unjudged: int = 0

    def add(self, other: "Tally") -> "Tally":
        return Tally(*(one + two for one, two in zip(self, other, strict=True)))


class Checked(NamedTuple):
    """A draft after the check: its tallies by category, and what went wrong, a line each."""

    path: Path
    tallies: Mapping[str, Tally]
    wrong: tuple[str, ...]


def find_stretch(told: Diagnostic) -> Stretch:
    """Where a finding stands; one without width is taken to be of one code point."""
    start, end = (told.line, told.column), (told.end_line, told.end_column)
    return Stretch(start, max(end, (told.line, told.column + 1)))


def read_drafts(folder: Path) -> Iterator[Annotated]:
    """The drafts of a folder that have annotations, sorted by name. Raises BadData."""
    for gold in sorted((folder / "annotations").glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        path = next((one for one in (folder / f"{name}.txt", folder / f"{name}.md") if one.exists()), None)
        if path is None:
            raise BadData(f"{gold}: annotates {name}.txt or {name}.md, and neither is in {folder}")
        traps = gold.with_name(f"{name}.traps.jsonl")
        silent = read_marks(traps) if traps.exists() else ()
        yield Annotated(path, read_marks(gold), tuple(one._replace(weight="trap") for one in silent))


def read_marks(path: Path) -> tuple[Gold, ...]:
    """The marks of an annotation. Raises BadData."""
    return tuple(_mark(row, where) for where, row in read_rows(path))


def _mark(row: Mapping[str, Any], where: str) -> Gold:
    try:
        places = tuple(_stretch(one, "col", "end_col") for one in (row, *row.get("related", ())))
        sentence = _stretch(row, "sent_col", "sent_end_col") if "sent_col" in row else None
        text = str(row.get("text", ""))
        return Gold(str(row["category"]), str(row.get("weight", "must")), places, sentence, text)
    except KeyError as missing:
        raise BadData(f"{where}: a mark needs {missing}") from None


def _stretch(row: Mapping[str, Any], start: str, end: str) -> Stretch:
    return Stretch((row["line"], row[start]), (row["line"], row[end]))


def read_rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of a file of JSON Lines, each with its place. Raises BadData."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as fault:
                raise BadData(f"{path}:{number}: not JSON ({fault.msg})") from None
            if not isinstance(row, dict):
                raise BadData(f"{path}:{number}: not an object")
            yield f"{path}:{number}", row


def find_told(path: Path) -> list[Diagnostic]:
    """What the rules say of a draft, of all severities, but for what they say of the whole of it."""
    return [one for one in lint_path(path) if one.code[2:3] != "3" and one.pack != "copydesk"]


def check_draft(draft: Annotated, told: Sequence[Diagnostic]) -> Checked:
    """Hold findings against the marks of a draft."""
    good = {one for one in told if any(gold.is_found_by(one) for gold in draft.gold)}
    lost = [gold for gold in draft.gold if not any(gold.is_found_by(one) for one in told)]
    sprung = [trap for trap in draft.traps if any(_springs(one, trap) for one in told if one not in good)]
    judged = {one for one in told if one in good or any(_springs(one, trap) for trap in draft.traps)}
    tallies: dict[str, Tally] = {
        category: Tally(
            _count(draft.gold, category, "must"),
            _count(draft.gold, category, "must") - _count(lost, category, "must"),
            _count(draft.gold, category, "should"),
            _count(draft.gold, category, "should") - _count(lost, category, "should"),
            _count(draft.traps, category, "trap"),
            _count(sprung, category, "trap"),
            sum(one.category == category for one in told),
            sum(one.category == category and one not in judged for one in told),
        )
        for category in CATEGORIES
    }
    wrong = [_tell_mark(draft.path, f"{one.weight} missed", one) for one in lost if one.weight != "may"]
    wrong += [_tell_mark(draft.path, "trap sprung", one) for one in sprung]
    wrong += [_tell_unjudged(draft.path, one) for one in told if one not in judged]
    return Checked(draft.path, tallies, tuple(wrong))


def _springs(told: Diagnostic, trap: Gold) -> bool:
    return told.category == trap.category and find_stretch(told).overlaps(trap.places[0])


def _count(marks: Iterable[Gold], category: str, weight: str) -> int:
    return sum(mark.category == category and mark.weight == weight for mark in marks)


def _tell_mark(path: Path, fault: str, mark: Gold) -> str:
    line, column = mark.places[0].start
    return f"{path.name}:{line}:{column}: {fault} ({mark.category}): “{mark.text}”"


def _tell_unjudged(path: Path, told: Diagnostic) -> str:
    return f"{path.name}:{told.line}:{told.column}: unjudged {told.code}: {told.message}"


def sum_tallies(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total = total.add(tally)
    return total


def list_excesses(total: Tally, limits: Limits) -> Iterator[str]:
    """What is beyond the limits, a line each."""
    reached = Limits(
        total.musts - total.musts_found, total.shoulds - total.shoulds_found, total.sprung, total.unjudged
    )
    for name, number, limit in zip(Limits._fields, reached, limits, strict=True):
        if number > limit:
            yield f"{name.replace('_', ' ')}: {number}, and the limit is {limit}"


# ---------------------------------------------------------------- labelled sentences


class Labelled(NamedTuple):
    """Sentences, each with whether it is labelled; the file they come from, and what is to match the labels."""

    name: str
    wanted: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


class Score(NamedTuple):
    """How a yes or no came out over many sentences."""

    hits: int
    true: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.true / self.hits if self.hits else 0.0

    @property
    def recall(self) -> float:
        return self.true / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both (van Rijsbergen 1979)."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_measures(folder: Path, given: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """What to measure: the file's name without its ending, and what is to match its labels. Raises BadData."""
    path = folder / "measures.yaml"
    lines = [f"{name}={wanted}" for name, wanted in _read_sidecar(path)] if path.exists() else []
    return [_measure(line) for line in (*lines, *given)]


def _read_sidecar(path: Path) -> Iterator[tuple[str, str]]:
    from yaml import YAMLError, safe_load

    try:
        found = safe_load(path.read_text(encoding="utf-8"))
    except YAMLError as fault:
        raise BadData(f"{path}: {' '.join(str(fault).split())}") from None
    if not isinstance(found, dict) or not all(isinstance(wanted, str) for wanted in found.values()):
        raise BadData(f"{path}: lines such as “talk: AT,AP” are wanted, and nothing else")
    return iter(found.items())


def _measure(line: str) -> tuple[str, tuple[str, ...]]:
    name, equals, words = line.partition("=")
    wanted = tuple(word.strip() for word in words.split(",") if word.strip())
    if not equals or not name or not wanted:
        raise BadData(f"“{line}”: something like “talk=AT,AP” is wanted")
    if unknown := [one for one in wanted if one not in (*CATEGORIES, *SIGNALS) and not one[:2].isupper()]:
        known = ", ".join((*CATEGORIES, *SIGNALS))
        raise BadData(f"“{line}”: “{unknown[0]}” is neither the beginning of a code nor one of {known}")
    return name, wanted


def read_labelled(folder: Path, name: str, wanted: tuple[str, ...]) -> Labelled:
    """A file of labelled sentences. Raises BadData."""
    path = folder / f"{name}.jsonl"
    if not path.exists():
        raise BadData(f"{path}: there is no such file, and “{name}” is to be measured")
    rows = list(read_rows(path))
    for where, row in rows:
        if not isinstance(row.get("text"), str) or "label" not in row:
            raise BadData(f'{where}: a row needs "text" and "label"')
    return Labelled(name, wanted, tuple(row for _, row in rows))


def measure(labelled: Labelled) -> tuple[Score, Mapping[str, Score]]:
    """How labels and findings agree, and how those of each rule or type of evidence that matched do."""
    look = _look_for_evidence if set(labelled.wanted) & set(SIGNALS) else _look_for_findings
    matches = [_match(look(row), labelled.wanted) for row in labelled.rows]
    labels = [bool(row["label"]) for row in labelled.rows]
    codes = sorted(set().union(*matches))
    by_code = {code: _score([code in one for one in matches], labels) for code in codes}
    return _score([bool(one) for one in matches], labels), by_code


def _score(guesses: Sequence[bool], labels: Sequence[bool]) -> Score:
    true = sum(guess and label for guess, label in zip(guesses, labels, strict=True))
    return Score(sum(guesses), true, sum(labels))


Looked = Iterable[tuple[str, str]]  # The code and the category, or a type of evidence twice.
Look = Callable[[Mapping[str, Any]], Looked]


def _match(looked: Looked, wanted: Collection[str]) -> frozenset[str]:
    starts = tuple(one for one in wanted if one[:2].isupper())
    return frozenset(code for code, sort in looked if sort in wanted or (starts and code.startswith(starts)))


def _look_for_evidence(row: Mapping[str, Any]) -> Looked:
    return [(one.signal, one.signal) for one in find_evidence(_one_line(row["text"]))]


def _look_for_findings(row: Mapping[str, Any]) -> Looked:
    """The codes of all rules that speak of a sentence, folded ones among them, read after what came before it."""
    before = row.get("prev") or ()
    before = _one_line(before if isinstance(before, str) else " ".join(before))
    text = f"{before} {_one_line(row['text'])}".lstrip()
    start = len(text) - len(_one_line(row["text"]))
    told = [one for one in lint_text(text) if one.line == 1 and one.column > start]
    return [(code, one.category) for one in told for code in (one.code, *one.also)]


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- telling


def print_table(rows: Sequence[Sequence[str]], left: int) -> None:
    """Rows under a head, the first so many columns set left and the others right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if n < left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    print()


def list_drafts(checked: Sequence[Checked]) -> Iterator[Sequence[str]]:
    """The table of drafts: a row for each category in which anything is marked or found, and totals."""
    yield ("draft", "category", "musts found", "shoulds found", "traps sprung", "unjudged")
    for one in checked:
        for category, tally in one.tallies.items():
            if any(tally):
                yield (one.path.name, category, *_list_counts(tally))
    for category in CATEGORIES:
        yield ("all", category, *_list_counts(sum_tallies(one.tallies[category] for one in checked)))
    yield ("all", "all", *_list_counts(_sum_all(checked)))


def _sum_all(checked: Iterable[Checked]) -> Tally:
    return sum_tallies(tally for one in checked for tally in one.tallies.values())


def _list_counts(tally: Tally) -> tuple[str, ...]:
    pairs = (
        (tally.musts_found, tally.musts),
        (tally.shoulds_found, tally.shoulds),
        (tally.sprung, tally.traps),
        (tally.unjudged, tally.told),
    )
    return tuple(f"{part} of {whole}" if whole else "-" for part, whole in pairs)


def _list_score(score: Score) -> tuple[str, ...]:
    return tuple(f"{100 * part:.1f}" for part in (score.precision, score.recall, score.f1))


def score_rules(drafts: Iterable[tuple[Annotated, Sequence[Diagnostic]]]) -> Mapping[str, Score]:
    """Of each rule, how many findings there are in the drafts and how many find something marked, by its code."""
    found: dict[str, list[bool]] = {}
    for draft, told in drafts:
        for one in told:
            good = any(gold.is_found_by(one) for gold in draft.gold)
            for code in (one.code, *one.also):
                found.setdefault(code, []).append(good)
    return {code: Score(len(hits), sum(hits), 0) for code, hits in sorted(found.items())}


def write_measured(scores: Mapping[str, Score]) -> str:
    """The scores of rules as rules/measured.yaml has them."""
    head = "# Findings in the annotated drafts of seeds/, and how many of them find something that is marked there:\n"
    lines = [f"  {code}: {{findings: {one.hits}, marked: {one.true}}}\n" for code, one in scores.items()]
    return (
        f"{head}#     python benchmarks/accuracy.py --write rules/measured.yaml\nmeasures:\n{''.join(lines)}"
    )


def _row_of_rule(code: str, name: str, score: Score) -> tuple[str, ...]:
    return (code, name, str(score.hits), str(score.true), f"{100 * score.precision:.0f}")


# ---------------------------------------------------------------- the command


class Asked(NamedTuple):
    """What the command line asks for."""

    folder: Path | None
    measures: list[str]
    per_rule: bool
    write: Path | None
    verbose: bool


def read_arguments(arguments: Sequence[str] | None) -> Asked:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("folder", nargs="?", type=Path, help="annotated drafts, labelled sentences, or both")
    parser.add_argument(
        "--measure",
        action="append",
        default=[],
        metavar="NAME=WHAT",
        help="what is to match the labels of NAME",
    )
    parser.add_argument("--per-rule", action="store_true", help="hits, true hits and precision of each rule")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="keep what became of each rule's findings in seeds/"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="tell what is missed, sprung and unjudged"
    )
    found = parser.parse_args(arguments)
    return Asked(found.folder, found.measure, found.per_rule, found.write, found.verbose)


def check_folder(folder: Path, asked: Asked) -> Tally:
    """Print the table of a folder's drafts, if it has any; what went wrong in all of them. Raises BadData."""
    drafts = [(draft, find_told(draft.path)) for draft in read_drafts(folder)]
    checked = [check_draft(draft, told) for draft, told in drafts]
    if checked:
        print_table(list(list_drafts(checked)), left=2)
    if asked.verbose:
        print("".join(f"{line}\n" for one in checked for line in one.wrong))
    scores = score_rules(drafts)
    if asked.per_rule and checked:
        rows = [_row_of_rule(code, "drafts", score) for code, score in scores.items()]
        print_table([("rule", "in", "hits", "true", "precision"), *rows], left=2)
    if asked.write and folder == SEEDS:
        asked.write.write_text(write_measured(scores), encoding="utf-8")
    return _sum_all(checked)


def measure_folder(folder: Path, asked: Asked) -> None:
    """Print the table of a folder's labelled sentences, if it has any. Raises BadData."""
    measures = read_measures(folder, asked.measures)
    rows: list[Sequence[str]] = [("sentences", "matched by", "number", "precision", "recall", "F1")]
    rules: list[tuple[str, ...]] = [("rule", "in", "hits", "true", "precision")]
    for name, wanted in measures:
        labelled = read_labelled(folder, name, wanted)
        score, by_code = measure(labelled)
        rows.append((name, ",".join(wanted), str(len(labelled.rows)), *_list_score(score)))
        rules += [_row_of_rule(code, name, one) for code, one in by_code.items()]
    if measures:
        print_table(rows, left=2)
    if measures and asked.per_rule:
        print_table([rules[0], *sorted(rules[1:])], left=2)
    left = sorted(path.stem for path in folder.glob("*.jsonl") if path.stem not in dict(measures))
    if left:
        print(f"Not measured, as nothing says what their labels mean: {', '.join(left)}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = read_arguments(arguments)
    try:
        excesses = list(list_excesses(check_folder(SEEDS, asked), LIMITS))
        if asked.folder is not None:
            if not asked.folder.is_dir():
                raise BadData(f"{asked.folder}: is no folder")
            check_folder(asked.folder, asked)
            measure_folder(asked.folder, asked)
    except (BadData, BadFile, OSError) as fault:
        print(f"accuracy: {fault}", file=sys.stderr)
        return 2
    for line in excesses:
        print(f"accuracy: seeds: {line}", file=sys.stderr)
    return 1 if excesses else 0


if __name__ == "__main__":
    sys.exit(main())
