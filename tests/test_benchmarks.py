"""The benchmarks as they are run: accuracy on the sample drafts, backgrounds on drafts of one's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Ran

from linter.packs import load_numbers

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
QUIET = "The boats came in with the tide. Rope costs money. Nobody counted the crates on the quay. " * 20
HEDGED = "Perhaps the pier may hold. Perhaps 40 men could mend the slip, and perhaps they might not. " * 20


def run(name: str, *arguments: str | Path) -> Ran:
    """A benchmark, run as a person would: by its path, in whatever folder, with no package installed."""
    command = [sys.executable, str(BENCHMARKS / name), *map(str, arguments)]
    apart = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, cwd=BENCHMARKS.anchor, env=apart, timeout=60)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def write_rows(path: Path, *rows: object) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "quiet.txt").write_text(QUIET)
    (folder / "hedged.md").write_text(HEDGED)
    return folder


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A folder of four labelled sentences: one hit, one missed, one false alarm, one rightly left alone."""
    write_rows(
        tmp_path / "talk.jsonl",
        {"text": "Perhaps the pier will hold.", "label": True},
        {"text": "The pier holds.", "label": True},
        {"text": "The pier may hold.", "label": False},
        {"text": "The pier holds.", "prev": ["Perhaps it rains."], "label": False},
    )
    return tmp_path


# ---------------------------------------------------------------- accuracy


def test_sample_drafts_are_within_the_limits(tmp_path: Path) -> None:
    done = run("accuracy.py", "--write", tmp_path / "measured.yaml")
    assert (done.status, done.err) == (0, "")
    assert (
        done.out.splitlines()[0].split()
        == "draft category musts found shoulds found traps sprung unjudged".split()
    )
    assert done.out.rstrip().splitlines()[-1].startswith("all ")
    # What `copydesk explain` says of the rules is what came of it now.
    kept = BENCHMARKS.parent / "rules" / "measured.yaml"
    assert (tmp_path / "measured.yaml").read_text() == kept.read_text()


def test_labelled_sentences_are_not_measured_until_told_how(talk: Path) -> None:
    done = run("accuracy.py", talk)
    assert done.status == 0
    assert "precision" not in done.out
    assert done.err == "Not measured, as nothing says what their labels mean: talk\n"


@pytest.mark.parametrize("told_by", ["option", "sidecar"])
def test_labelled_sentences_are_measured(talk: Path, told_by: str) -> None:
    if told_by == "sidecar":
        (talk / "measures.yaml").write_text("talk: hedging\n")
    done = run("accuracy.py", talk, *(["--measure", "talk=hedging"] if told_by == "option" else []))
    assert done.out.rstrip().splitlines()[-1].split() == ["talk", "hedging", "4", "50.0", "50.0", "50.0"]


def test_rules_are_measured_one_by_one(talk: Path) -> None:
    done = run("accuracy.py", talk, "--measure", "talk=HD", "--per-rule")
    rows = [line.split() for line in done.out.splitlines() if " talk " in line and line.startswith("HD")]
    assert sum(int(row[2]) for row in rows) >= 2
    assert {row[4] for row in rows} <= {"0", "50", "100"}


def test_evidence_is_measured(tmp_path: Path) -> None:
    rows = [
        {"text": "The fare rose by 23 per cent.", "label": True},
        {"text": "The fare rose.", "label": False},
    ]
    write_rows(tmp_path / "figures.jsonl", *rows)
    done = run("accuracy.py", tmp_path, "--measure", "figures=number")
    assert done.out.rstrip().splitlines()[-1].split() == ["figures", "number", "2", "100.0", "100.0", "100.0"]


def test_draft_is_held_against_its_marks(tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir()
    (tmp_path / "pier.txt").write_text("The pier holds. Perhaps the slip will hold.\n")
    gold = {"line": 1, "col": 17, "end_col": 24, "category": "hedging", "weight": "must", "text": "Perhaps"}
    write_rows(tmp_path / "annotations" / "pier.gold.jsonl", gold, {**gold, "col": 1, "end_col": 9})
    write_rows(tmp_path / "annotations" / "pier.traps.jsonl", {**gold, "col": 10, "end_col": 15})
    done = run("accuracy.py", tmp_path)
    assert ["pier.txt", "hedging", "1", "of", "2", "-", "0", "of", "1", "0", "of", "1"] in [
        line.split() for line in done.out.splitlines()
    ]


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("talk=hedgin", "“hedgin” is neither the beginning of a code nor one of"),
        ("talk", "something like “talk=AT,AP” is wanted"),
        ("walk=hedging", "there is no such file"),
    ],
)
def test_bad_measure_is_told(talk: Path, measure: str, told: str) -> None:
    done = run("accuracy.py", talk, "--measure", measure)
    assert done.status == 2
    assert told in done.err


def test_bad_row_is_told_with_its_place(talk: Path) -> None:
    with (talk / "talk.jsonl").open("a") as rows:
        rows.write('{"text": 3}\n')
    done = run("accuracy.py", talk, "--measure", "talk=hedging")
    assert (done.status, done.err) == (2, f'accuracy: {talk}/talk.jsonl:5: a row needs "text" and "label"\n')


# ---------------------------------------------------------------- backgrounds


def test_backgrounds_of_a_folder_can_be_loaded(drafts: Path, tmp_path: Path) -> None:
    done = run("backgrounds.py", drafts, "--of", "essays", "--to", tmp_path / "numbers.yaml")
    assert (done.status, done.err) == (0, "")
    numbers = load_numbers(str(tmp_path / "numbers.yaml"))
    assert {"hedge", "evidence-share", "opener", "connective", "evaluative", "recurring phrase"} <= set(
        numbers
    )
    assert numbers["hedge"]["p01"] < numbers["hedge"]["p50"] < numbers["hedge"]["p99"]


def test_header_says_what_was_measured_and_not_where(drafts: Path, tmp_path: Path) -> None:
    run("backgrounds.py", drafts, "--of", "essays", "--to", tmp_path / "numbers.yaml")
    header = (tmp_path / "numbers.yaml").read_text().split("measures:")[0]
    assert "2 essays" in header
    assert 'backgrounds.py CORPUS --of "essays"' in header
    assert str(drafts) not in header


def test_short_drafts_and_copies_are_left_out(tmp_path: Path) -> None:
    texts = [QUIET, QUIET + "One line more.", "Too short.", HEDGED]
    write_rows(tmp_path / "corpus.jsonl", *({"text": text} for text in texts))
    done = run("backgrounds.py", tmp_path / "corpus.jsonl", "--to", tmp_path / "numbers.yaml")
    assert done.out.startswith("2 drafts measured")


def test_one_draft_is_no_background(tmp_path: Path) -> None:
    write_rows(tmp_path / "corpus.jsonl", {"text": QUIET})
    done = run("backgrounds.py", tmp_path / "corpus.jsonl", "--to", tmp_path / "numbers.yaml")
    assert (done.status, done.out) == (2, "")
    assert "holds no two drafts of 250 words" in done.err
    assert not (tmp_path / "numbers.yaml").exists()


def test_row_without_text_is_told_with_its_place(tmp_path: Path) -> None:
    write_rows(tmp_path / "corpus.jsonl", {"text": QUIET}, {"body": QUIET})
    done = run("backgrounds.py", tmp_path / "corpus.jsonl", "--to", tmp_path / "numbers.yaml")
    assert (done.status, done.out) == (2, "")
    assert 'corpus.jsonl:2: a row needs a "text"' in done.err


# ---------------------------------------------------------------- speed


def test_speed_is_measured_on_recombined_prose() -> None:
    done = run("speed.py", "--small", "--rounds", "1", "--only", "cold,again")
    assert (done.status, done.err) == (0, "")
    assert "1 rounds, a hundredth of the prose" in done.out
    rows = [line.split(" | ") for line in done.out.splitlines() if line.startswith("| ")][1:]
    assert {"<= 3.0 |", ">= 20 |"} <= {row[2] for row in rows}
    assert all(float(row[1]) > 0 for row in rows)


def test_speed_is_measured_on_drafts_given(drafts: Path) -> None:
    done = run("speed.py", drafts, "--small", "--rounds", "1", "--only", "memory")
    assert (done.status, done.err, done.out.count("at the peak")) == (0, "", 2)


def test_speed_of_nothing_is_not_measured(tmp_path: Path) -> None:
    done = run("speed.py", tmp_path, "--small", "--only", "memory")
    assert (done.status, done.err) == (2, f"speed: {tmp_path} holds no prose\n")
    assert run("speed.py", "--only", "warmth").status == 2


def test_nothing_costs_more_than_its_length() -> None:
    ran = run("growth.py", "txt", "--size", "300")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith("0 cost more than their length\n")


# ---------------------------------------------------------------- in the editor


def test_cost_of_a_key_is_told_beside_that_of_a_first_reading() -> None:
    done = run("editor.py", "--small", "--keys", "6")
    assert (done.status, done.err) == (0, "")
    head, *rows = [line.split() for line in done.out.splitlines()]
    assert [head[0], head[-1]] == ["words", "target"]
    assert [(row[0], row[-1]) for row in rows] == [("1,000", "1.2"), ("5,000", "0.5")]
    assert all(float(row[3]) > 0 for row in rows)


# ---------------------------------------------------------------- archives


def test_cost_of_archives_is_told_by_cores() -> None:
    done = run("scale.py", "--small", "--jobs", "2")
    assert (done.status, done.err) == (0, "")
    rows = [line.strip("| ").split(" | ") for line in done.out.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows[:2]] == ["articles", "20"]
    assert ["100,000,000", "1,024"] in [row[:2] for row in rows]
    assert "Reading takes as long as scanning on " in done.out
