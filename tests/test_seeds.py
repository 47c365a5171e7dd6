"""The sample drafts and their expected reports: a change of a pack shows as a change of a report."""

from pathlib import Path

import pytest

from linter import lint_path

SEEDS = Path(__file__).parent.parent / "seeds"
DRAFTS = sorted(path for path in SEEDS.iterdir() if path.suffix in (".txt", ".md"))


def report(draft: Path) -> str:
    """One line a finding, of every severity: `7:12-30 warning AT101 “words”` and what it says."""
    return "".join(
        f"{d.line}:{d.column}-{d.end_column if d.end_line == d.line else f'{d.end_line}:{d.end_column}'} "
        f"{d.severity} {d.code} {d.name}: {d.message}{f' (also {chr(44).join(d.also)})' if d.also else ''}\n"
        for d in lint_path(draft)
    )


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.name)
def test_report(draft: Path, request: pytest.FixtureRequest) -> None:
    expected = SEEDS / "reports" / f"{draft.name}.report"
    if request.config.getoption("--update"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(report(draft), encoding="utf-8")
    assert report(draft) == expected.read_text(encoding="utf-8")


def test_sourced_op_ed_is_nearly_clean() -> None:
    loud = [d for d in lint_path(SEEDS / "ferry-fares.txt") if d.severity != "info"]
    assert len(loud) <= 2


def test_deliberate_repetition_is_left_alone() -> None:
    assert [d for d in lint_path(SEEDS / "speech-on-the-steps.txt") if d.category == "repetition"] == []


def test_charge_of_lacking_evidence_rebounds() -> None:
    charges = [d for d in lint_path(SEEDS / "harbour-reset.txt") if d.code == "UA103"]
    assert charges
    assert all("quotation, figure, date or document" in d.message or "rebounds" in d.message for d in charges)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.name)
def test_a_thread_finds_the_same(draft: Path) -> None:
    from threading import Thread

    found: list[str] = []
    thread = Thread(target=lambda: found.append(report(draft)))
    thread.start()
    thread.join()
    assert found == [report(draft)]
