"""Two versions of a draft: what a revision did for its claims, and what it only did for its words."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import Copydesk, commit, git

from linter.command import CLEAN, FINDINGS, WRONG

NOTHING = "No support gained or lost, nothing hedged or renamed, no source or figure gone, no new finding.\n"


@pytest.fixture
def compare(copydesk: Copydesk, tmp_path: Path) -> Any:
    """Two texts compared, as data."""

    def run(old: str, new: str, *options: str) -> Any:
        (tmp_path / "old.txt").write_text(old)
        (tmp_path / "new.txt").write_text(new)
        return json.loads(copydesk("compare", "old.txt", "new.txt", "--output-format", "json", *options).out)

    return run


def words(swaps: list[dict[str, dict[str, Any]]]) -> list[tuple[str, str]]:
    return [(one["before"]["text"], one["after"]["text"]) for one in swaps]


def test_the_same_draft_has_not_changed(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Critics say that the bridge is unsafe.")
    ran = copydesk("compare", "a.txt", "a.txt")
    assert (ran.status, ran.out) == (CLEAN, f"a.txt -> a.txt\n{NOTHING}")


def test_a_moved_paragraph_has_not_changed(compare: Any) -> None:
    told = compare(
        "Critics say it leaks.\n\nThe tide rose by 4 feet.",
        "The tide rose by 4 feet.\n\nCritics say it leaks.",
    )
    assert [key for key, value in told.items() if isinstance(value, list) and value] == []


# ---------------------------------------------------------------- claims


BARE = "Lorries took 61 per cent of the deck."
SOURCED = "The auditor, Ana Bohm, found that lorries took 61 per cent of the deck."


def test_support_gained(compare: Any) -> None:
    told = compare(BARE, SOURCED)
    assert [(one["before"]["status"], one["after"]["status"]) for one in told["gained"]] == [
        ("unsupported", "supported")
    ]
    assert (told["lost"], told["hedged"]) == ([], [])


def test_support_lost(compare: Any) -> None:
    told = compare(SOURCED, BARE)
    assert [one["after"]["text"] for one in told["lost"]] == [BARE[:-1]]
    assert told["gained"] == []


def test_a_claim_hedged_away(compare: Any) -> None:
    told = compare(
        "The mayor came. This demonstrates that she cares.",
        "The mayor came. This may suggest that she cares.",
    )
    assert words(told["hedged"]) == [("This demonstrates that she cares", "This may suggest that she cares")]


def test_a_claim_made_an_opinion(compare: Any) -> None:
    told = compare("This demonstrates that she cares.", "I think that this demonstrates that she cares.")
    assert len(told["hedged"]) == 1


def test_a_hedge_beside_a_source_is_no_retreat(compare: Any) -> None:
    told = compare(BARE, "Lorries may have taken 61 per cent of the deck, Ana Bohm said.")
    assert (len(told["gained"]), told["hedged"]) == (1, [])


# ---------------------------------------------------------------- sources, figures, crowds


def test_a_source_that_is_gone(compare: Any) -> None:
    told = compare("Ana Bohm said so. Ben Orr said no.", "The harbour master said so. Mr Orr said no.")
    assert [one["name"] for one in told["sources_gone"]] == ["Ana Bohm"]


def test_figures_that_are_gone(compare: Any) -> None:
    told = compare("It fell from 61 to 38 percent in 14 towns.", "It fell to 38 per cent.")
    assert [one["text"] for one in told["figures_gone"]] == ["61 to 38 percent", "14 towns"]


def test_a_figure_spelt_otherwise_is_still_there(compare: Any) -> None:
    assert compare("It fell by 38 per cent.", "It fell by 38% at the most.")["figures_gone"] == []


def test_a_crowd_renamed(compare: Any) -> None:
    told = compare("Critics say that the bridge is unsafe.", "Observers say that the bridge is unsafe.")
    assert words(told["renamed"]) == [("Critics say", "Observers say")]


def test_a_crowd_named_is_not_renamed(compare: Any) -> None:
    told = compare("Critics say that the bridge is unsafe.", "Ana Bohm says that the bridge is unsafe.")
    assert told["renamed"] == []
    assert [one["after"]["text"] for one in told["gained"]] == ["Ana Bohm says that the bridge is unsafe."]


# ---------------------------------------------------------------- repetitions


ECHO = "The ruling undermines a plan that seeks to undermine the port."


def test_a_repetition_cured_by_a_synonym(compare: Any) -> None:
    told = compare(ECHO, ECHO.replace("undermine the", "weaken the"))
    assert words(told["reworded"]) == [("undermine", "weaken")]


@pytest.mark.parametrize("new", [ECHO, "The ruling undermines a plan to close the port and sell its yards."])
def test_a_repetition_kept_or_recast_is_none(compare: Any, new: str) -> None:
    assert compare(ECHO, new)["reworded"] == []


# ---------------------------------------------------------------- findings


def test_a_finding_in_an_edited_sentence_is_old(compare: Any) -> None:
    assert (
        compare("Critics say that the bridge is unsafe.", "Critics say that the old bridge is unsafe.")[
            "findings"
        ]
        == []
    )


def test_a_second_finding_of_a_rule_is_new(compare: Any) -> None:
    told = compare(
        "Critics say it leaks.",
        "Critics say it leaks.\n\nThe tide rose.\n\nInsiders say that the gate is broken.",
    )
    assert [(one["path"], one["line"], one["code"]) for one in told["findings"]] == [("new.txt", 5, "AT101")]


@pytest.mark.parametrize(
    ("options", "status"), [([], FINDINGS), (["--fail-on", "error"], CLEAN), (["--ignore", "AT101"], CLEAN)]
)
def test_only_new_findings_fail(copydesk: Copydesk, tmp_path: Path, options: list[str], status: int) -> None:
    (tmp_path / "old.txt").write_text("It leaks.")
    (tmp_path / "new.txt").write_text("Critics say it leaks.")
    assert copydesk("compare", "old.txt", "new.txt", *options).status == status
    assert copydesk("compare", "new.txt", "old.txt", *options).status == CLEAN


def test_in_words(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("Critics say it leaks 4 gallons a day.")
    (tmp_path / "new.txt").write_text("Observers say it leaks every day.")
    out = copydesk("compare", "old.txt", "new.txt").out
    assert "Crowds that only changed their name\n  1:1-12  “Critics say” -> 1:1-14  “Observers say”\n" in out
    assert "Figures that are gone\n  1:22-31  “4 gallons”\n" in out


# ---------------------------------------------------------------- git, and what goes wrong


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize("old", ["HEAD:drafts/a.txt", "HEAD:./drafts/a.txt"])
def test_a_version_in_git(copydesk: Copydesk, newsroom: Path, old: str) -> None:
    (newsroom / "drafts").mkdir()
    (newsroom / "drafts" / "a.txt").write_text("Critics say it leaks.")
    commit(newsroom)
    (newsroom / "drafts" / "a.txt").write_text("Observers say it leaks.")
    ran = copydesk("compare", old, "drafts/a.txt")
    assert ran.out.startswith(f"{old} -> drafts/a.txt\n\nCrowds that only changed their name\n")


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("HEAD:odl.md", "there is no file “odl.md” at “HEAD”; did you mean “old.md”?\n"),
        ("mian:old.md", "no commit is called “mian”; did you mean “main”?\n"),
        (
            "--exec=x:old.md",
            "copydesk compare: no option is called “--exec”; did you mean “--select”?\nsee “copydesk compare --help”\n",
        ),
    ],
)
def test_what_git_does_not_know(copydesk: Copydesk, newsroom: Path, old: str, message: str) -> None:
    assert git(newsroom, "status")
    ran = copydesk("compare", old, "old.md")
    assert (ran.status, ran.out, ran.err) == (WRONG, "", message)


def test_a_file_that_is_not_there(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("It leaks.")
    ran = copydesk("compare", "old.txt", "new.txt")
    assert (ran.status, ran.out) == (WRONG, "")
    assert ran.err.startswith("old.txt:1:1: cannot be read")
