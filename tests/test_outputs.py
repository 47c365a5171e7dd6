"""Where reports go: formats and files, what CI services get unasked, and that no file is ever half written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import Copydesk
from samples import diagnose, told

from linter.outputs import Output, decide_outputs, read_output, write_outputs

FAULTY = "The moon is green cheese, and it is pure silver.\n"
LINE = "draft.txt:1:13: warning: “green cheese” is not what the moon is made of. [ZZ101 moon-cheese]\n"
IN_ACTIONS = {"GITHUB_ACTIONS": "true"}


@pytest.fixture
def draft(house: Path) -> Path:
    """A draft with a warning and a note, in a newsroom's folder."""
    (house / "draft.txt").write_text(FAULTY)
    return house / "draft.txt"


# ---------------------------------------------------------------- which outputs


@pytest.mark.parametrize(
    ("wanted", "file", "variables", "outputs"),
    [
        pytest.param([], None, {}, ["text"], id="nothing said"),
        pytest.param([], None, IN_ACTIONS, ["github"], id="in a workflow of GitHub"),
        pytest.param([], None, {"GITHUB_ACTIONS": "false"}, ["text"], id="not in a workflow"),
        pytest.param([], None, {"GITLAB_CI": "true"}, ["text"], id="in a pipeline of GitLab"),
        pytest.param(["text"], None, IN_ACTIONS, ["text"], id="said in a workflow"),
        pytest.param([], "a.txt", IN_ACTIONS, ["text:a.txt"], id="a file in a workflow"),
        pytest.param(["json"], "a.json", {}, ["json:a.json"], id="a file of its own"),
        pytest.param(["full", "sarif:a.sarif"], None, {}, ["full", "sarif:a.sarif"], id="two"),
        pytest.param(["json:C:a.json"], None, {}, ["json:C:a.json"], id="a colon in a name"),
    ],
)
def test_outputs(wanted: list[str], file: str | None, variables: dict[str, str], outputs: list[str]) -> None:
    decided = decide_outputs([*map(read_output, wanted)], file, False, variables)
    assert decided == tuple(map(read_output, outputs))


@pytest.mark.parametrize("wanted", [[], ["text"], ["full"]])
def test_statistics_stand_in_for_the_text(wanted: list[str]) -> None:
    assert decide_outputs([*map(read_output, wanted)], None, True, IN_ACTIONS) == (Output("statistics"),)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output-format", "saarif"], "“saarif” is none of text, full"),
        (["--output-format", "saarif"], "did you mean “sarif”?"),
        (["--output-format", "sarif:"], "“sarif:” names no file after the colon"),
        (["--output-format=json", "--output-format=text"], "“json” and “text” both go to standard output"),
        (["--output-format=json:a", "--output-format=text:./a"], "“json” and “text” both go to “./a”"),
        (["--output-format=json", "--statistics"], "“json” and “statistics” both go to standard output"),
        (["--output-format=json:a", "-o", "b"], "write --output-format FORMAT:FILE"),
        (["--output-format=json", "--output-format=text:a", "-o", "b"], "write --output-format FORMAT:FILE"),
        (["-o", "out/a.txt"], "there is no folder “out” for the report “out/a.txt”; create it first"),
        (["-o", "."], "“.” is a folder"),
        (["-o", "draft.txt"], "“draft.txt” is a draft of this run"),
        (["-o", "./../x/draft.txt"], "there is no folder “./../x”"),
        (["--max-warnings", "-1"], "“-1” is not a number such as 0 or 20"),
    ],
)
def test_outputs_that_cannot_be(copydesk: Copydesk, draft: Path, arguments: list[str], message: str) -> None:
    before = sorted(draft.parent.iterdir())
    ran = copydesk("check", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert draft.read_text() == FAULTY
    assert sorted(draft.parent.iterdir()) == before


# ---------------------------------------------------------------- files


def test_several_reports_at_once(copydesk: Copydesk, draft: Path) -> None:
    ran = copydesk(
        "check", "--output-format=text", "--output-format=sarif:a b.sarif", "--output-format=jsonl:c"
    )
    assert (ran.status, ran.out) == (1, LINE)
    (run,) = json.loads((draft.parent / "a b.sarif").read_text())["runs"]
    (line,) = (draft.parent / "c").read_text().splitlines()
    assert run["results"][0]["partialFingerprints"]["copydesk/v1"] == json.loads(line)["fingerprint"]
    assert not list(draft.parent.glob("*.part"))


def test_report_in_a_file_has_no_colour(copydesk: Copydesk, draft: Path) -> None:
    assert copydesk("check", "-o", "a.log", "--color=always").out == ""
    assert (draft.parent / "a.log").read_text() == LINE


def test_older_report_is_replaced(copydesk: Copydesk, draft: Path) -> None:
    (draft.parent / "kept").mkdir()
    (draft.parent / "kept" / "a.log").write_text("old\n" * 1000)
    (draft.parent / "link.log").symlink_to("kept/a.log")
    assert copydesk("check", "-o", "link.log").status == 1
    assert (draft.parent / "link.log").is_symlink()
    assert (draft.parent / "kept" / "a.log").read_text() == LINE


def test_device_is_written_to_and_stays_one(copydesk: Copydesk, draft: Path) -> None:
    assert draft
    assert copydesk("check", "-o", os.devnull).status == 1
    assert not Path(os.devnull).is_file()
    assert copydesk("check", "-o", "/dev/stdout").out == LINE


def test_no_file_is_touched_when_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text("old")
    outputs = (Output("json", "a.json"), Output("text", f"{'n' * 250}.txt"))
    with pytest.raises(OSError, match="too long"):
        write_outputs(outputs, told(diagnose(path="x.md")), False, {})
    assert Path("a.json").read_text() == "old"
    assert os.listdir() == ["a.json"]


def test_bad_name_of_a_draft_in_every_file(copydesk: Copydesk, draft: Path) -> None:
    (draft.parent / os.fsdecode(b"\xff.txt")).write_text(FAULTY)
    copydesk("check", "--output-format=json:a.json", "--output-format=sarif:a.sarif", "-q")
    told_of = json.loads((draft.parent / "a.json").read_text())["diagnostics"]
    assert [os.fsencode(one["path"]) for one in told_of] == [b"draft.txt", b"\xff.txt"]
    results = json.loads((draft.parent / "a.sarif").read_text())["runs"][0]["results"]
    assert results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%FF.txt"


# ---------------------------------------------------------------- paths


@pytest.mark.parametrize(("name", "path"), [("gitlab", "desk/draft.txt"), ("rdjson", "./draft.txt")])
def test_services_know_drafts_by_their_place_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, path: str
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    write_outputs((Output(name, "a.out"),), told(diagnose(path="./draft.txt")), False, {})
    assert f'"path": "{path}"' in Path("a.out").read_text()


def test_standard_input_has_no_place_in_the_repository(copydesk: Copydesk, draft: Path) -> None:
    assert draft
    ran = copydesk("check", "-", "--output-format=gitlab", given=FAULTY)
    assert json.loads(ran.out)[0]["location"]["path"] == "<stdin>"


# ---------------------------------------------------------------- GitHub's summary


def test_summary_of_a_job(copydesk: Copydesk, draft: Path) -> None:
    summary = draft.parent / "summary.log"
    summary.write_text("# Before\n")
    ran = copydesk("check", **IN_ACTIONS, GITHUB_STEP_SUMMARY=str(summary))
    assert ran.out.startswith("::warning file=draft.txt,line=1,col=13,")
    assert summary.read_text().startswith("# Before\n### Copydesk: 1 finding\n\n| severity |")


def test_no_summary_where_text_was_wanted(copydesk: Copydesk, draft: Path) -> None:
    summary = draft.parent / "summary.log"
    ran = copydesk("check", "--output-format=text", **IN_ACTIONS, GITHUB_STEP_SUMMARY=str(summary))
    assert ran.out == LINE
    assert not summary.exists()


def test_summary_that_cannot_be_written(copydesk: Copydesk, draft: Path) -> None:
    ran = copydesk("check", **IN_ACTIONS, GITHUB_STEP_SUMMARY=str(draft.parent / "no" / "summary"))
    assert ran.status == 1
    assert "the summary of the job cannot be written: No such file or directory" in ran.err


@pytest.mark.parametrize("taken", [0, 1 << 19, (1 << 20) - 150])
def test_summary_is_no_larger_than_github_takes(tmp_path: Path, taken: int) -> None:
    summary = tmp_path / "summary"
    summary.write_bytes(b"-" * taken)
    report = told(*(diagnose(message="é" * 20_000) for _ in range(30)))
    write_outputs((Output("github"),), report, False, {"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.stat().st_size <= 1 << 20
    assert "are not shown: the summary is full." in summary.read_text()


def test_full_summary_is_left_alone(copydesk: Copydesk, draft: Path) -> None:
    summary = draft.parent / "summary.log"
    summary.write_bytes(b"-" * (1 << 20))
    ran = copydesk("check", **IN_ACTIONS, GITHUB_STEP_SUMMARY=str(summary))
    assert (ran.status, summary.stat().st_size) == (1, 1 << 20)
    assert "the summary of the job is full" in ran.err


# ---------------------------------------------------------------- statistics and the budget of warnings


def test_statistics_instead_of_findings(copydesk: Copydesk, draft: Path) -> None:
    draft.write_text(FAULTY * 2)
    ran = copydesk("check", "--statistics", "--min-severity=info")
    assert (ran.status, ran.out) == (1, "2  ZZ101  moon-cheese\n2  ZZ102  moon-silver\n")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--max-warnings=2"], 0),
        (["--max-warnings=1"], 1),
        (["--max-warnings=1", "--exit-zero"], 0),
        (["--max-warnings=1", "--min-severity=error", "--fail-on=error"], 1),
        (["--max-warnings=2", "--fail-on=warning"], 0),
        (["--max-warnings=2", "--fail-on=info"], 1),
        (["--max-warnings=2", "--severity=ZZ101=error"], 1),
        (["--max-warnings=2", "gone.txt"], 2),
    ],
)
def test_budget_of_warnings(copydesk: Copydesk, draft: Path, options: list[str], status: int) -> None:
    draft.write_text(FAULTY * 2)
    assert copydesk("check", "draft.txt", *options).status == status


def test_who_is_over_budget_is_told_so(copydesk: Copydesk, draft: Path) -> None:
    assert draft
    assert (
        "1 warning: --max-warnings allows no more than 0\n" in copydesk("check", "-q", "--max-warnings=0").err
    )
