"""Many drafts: the same findings from any number of processes and from what an earlier run has kept."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Copydesk, Ran

from linter.arguments import Given
from linter.cache import Cache
from linter.command import decide_jobs
from linter.files import Failure
from linter.run import Desk, Options, check

LINE = "The moon is green cheese. It is pure silver, and nobody has ever been there to tell. "
DRAFTS = 16


@pytest.fixture
def archive(house: Path, environment: dict[str, str]) -> Path:
    """A folder of drafts, more than are checked without further ado, of which each has findings of its own.

    Beside them lies a cache that has the rules, and no results yet.
    """
    (house / "draft.txt").write_text(LINE)
    check([str(house / "draft.txt")], Desk(Options(cache=Cache(environment["COPYDESK_CACHE_DIR"]))))
    (house / "draft.txt").unlink()
    shutil.copytree(
        environment["COPYDESK_CACHE_DIR"], house / ".cache", ignore=shutil.ignore_patterns("results")
    )
    for number in range(DRAFTS):
        text = "\n\n".join(f"Draft {number} has {n} lines. {LINE * (n % 3)}" for n in range(90 + number))
        (house / f"{number:02}.txt").write_text(text)
    return house


def check_archive(copydesk: Copydesk, archive: Path, *options: str) -> Ran:
    """A run that keeps its results beside the drafts."""
    return copydesk("check", *options, COPYDESK_CACHE_DIR=str(archive / ".cache"))


def read_contents(archive: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in archive.glob("*.txt")}


def find_results(archive: Path) -> list[Path]:
    return sorted((archive / ".cache" / "results").glob("*"))


def test_same_findings_from_any_number_of_processes(copydesk: Copydesk, archive: Path) -> None:
    options = ("check", "--min-severity", "info", "--output-format", "json", "--no-cache")
    alone = copydesk(*options, "-j", "1")
    assert alone.out.count("green cheese") > 1_000
    assert alone.status == 1
    assert [copydesk(*options, "-j", jobs) for jobs in "03"] == [alone] * 2


@pytest.mark.parametrize("jobs", "12")
def test_same_findings_from_what_is_kept(copydesk: Copydesk, archive: Path, jobs: str) -> None:
    alone = copydesk("check", "--no-cache", "-j", "1", "--output-format", "json")
    runs = [check_archive(copydesk, archive, "-j", jobs, "--output-format", "json") for _ in range(2)]
    assert runs == [alone] * 2
    assert len(find_results(archive)) == 1


def test_who_watches_is_told_the_same(
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(archive)
    options = Options(cache=Cache(environment["COPYDESK_CACHE_DIR"]))
    contents = read_contents(archive)
    report = check(["."], Desk(options).holding(contents))
    watched = options._replace(watched=True, jobs=2)
    assert check(["."], Desk(watched).holding(contents)) == report
    told, shown = capfd.readouterr()
    assert told == ""
    assert shown.split("\r\x1b[K")[-1] == ""  # a slow machine may have shown a line, which is gone in the end


@pytest.mark.parametrize(
    ("jobs", "paths", "variables", "decided"),
    [
        (None, ["a.md"], {}, 0),
        (None, [], {"PRE_COMMIT": "1"}, 0),
        (None, ["a.md"], {"PRE_COMMIT": "1"}, 1),
        (2, ["a.md"], {"PRE_COMMIT": "1"}, 2),
    ],
)
def test_run_stays_alone_where_a_hook_framework_hands_over_files(
    jobs: int | None, paths: list[str], variables: dict[str, str], decided: int
) -> None:
    assert decide_jobs(Given({"jobs": jobs}), paths, variables) == decided


def test_run_without_cache_keeps_nothing(copydesk: Copydesk, archive: Path) -> None:
    check_archive(copydesk, archive, "--no-cache")
    assert find_results(archive) == []


def test_little_work_is_kept_too(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text(LINE)
    ran = check_archive(copydesk, house)
    assert len(find_results(house)) == 1
    assert check_archive(copydesk, house) == ran


def test_changed_draft_is_seen(copydesk: Copydesk, archive: Path) -> None:
    before = check_archive(copydesk, archive)
    (archive / "05.txt").write_text("The moon is rock.")
    (archive / "07.txt").rename(archive / "07 new.txt")
    after = check_archive(copydesk, archive)
    assert "05.txt" in before.out
    assert "05.txt" not in after.out
    moved = [line for line in before.out.splitlines() if line.startswith("07.txt")]
    assert [line for line in after.out.splitlines() if line.startswith("07")] == [
        line.replace("07.txt", "07 new.txt") for line in moved
    ]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("house.yaml", "not what the moon", "not what a moon", id="pack"),
        pytest.param("copydesk.yaml", "select: [house]", "select: [ZZ102]", id="rules"),
        pytest.param("copydesk.yaml", "select:", "severity: {ZZ101: error}\nselect:", id="severity"),
        pytest.param("copydesk.yaml", "select:", "min-severity: info\nselect:", id="shown"),
    ],
)
def test_changed_rules_are_seen(
    copydesk: Copydesk, archive: Path, name: str, before: str, after: str
) -> None:
    kept = check_archive(copydesk, archive)
    text = (archive / name).read_text()
    (archive / name).write_text(text.replace(before, after))
    changed = check_archive(copydesk, archive)
    assert changed != kept
    assert changed == copydesk("check", "--no-cache")


def test_standard_input_is_read_afresh(copydesk: Copydesk, archive: Path) -> None:
    cache = {"COPYDESK_CACHE_DIR": str(archive / ".cache")}
    assert "<stdin>" not in copydesk("check", ".", "-", given="", **cache).out
    assert copydesk("check", ".", "-", given=LINE, **cache).out.startswith("<stdin>:1:13: warning")


def test_corrupt_results_are_made_anew(copydesk: Copydesk, archive: Path) -> None:
    first = check_archive(copydesk, archive)
    (path,) = find_results(archive)
    whole = path.read_bytes()
    for entry in (b"", whole[:-9], whole[:40] + b"\0" + whole[41:]):
        path.write_bytes(entry)
        assert check_archive(copydesk, archive) == first
        assert path.read_bytes() == whole


def test_works_where_nothing_can_be_kept(copydesk: Copydesk, archive: Path) -> None:
    expected = copydesk("check", "--no-cache")
    shutil.rmtree(archive / ".cache")
    (archive / ".cache").touch()
    assert check_archive(copydesk, archive) == expected


def test_several_runs_at_once(archive: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "linter", "check", "-q", "-j", "2"]
    own = {**environment, "COPYDESK_CACHE_DIR": str(archive / ".cache")}
    running = [subprocess.Popen(command, cwd=archive, env=own, stdout=-1, stderr=-1) for _ in range(3)]
    ended = [(*process.communicate(), process.returncode) for process in running]
    assert {(err, status) for _, err, status in ended} == {(b"", 1)}
    assert len({out for out, _, _ in ended}) == 1
    assert len(find_results(archive)) == 1


def test_unreadable_drafts_fail_in_order(copydesk: Copydesk, archive: Path) -> None:
    for name in ("03.txt", "12.txt"):
        (archive / name).write_bytes(b"\x81\xff")
    runs = [
        check_archive(copydesk, archive, *options) for options in (["-j1"], ["-j2"], ["-j1", "--no-cache"])
    ]
    assert [run.status for run in runs] == [2, 2, 2]
    assert runs[0] == runs[1] == runs[2]
    assert [line[:7] for line in runs[0].err.splitlines()[:2]] == ["03.txt:", "12.txt:"]


def test_faulty_pack_is_told_once(copydesk: Copydesk, archive: Path) -> None:
    (archive / "house.yaml").write_text("pack: house\n")
    ran = copydesk("check", "-j", "2")
    assert (ran.status, ran.out, ran.err.count("the key “about” is missing")) == (2, "", 1)


# ---------------------------------------------------------------- processes that end


class Mined(dict[str, bytes]):
    """Contents of drafts; the process that reads `mine` is killed, but for the one that laid it."""

    home = os.getpid()
    mine = ""

    def __getitem__(self, path: str) -> bytes:
        if path == self.mine and os.getpid() != self.home:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__getitem__(path)


@pytest.mark.alone
@pytest.mark.skipif(sys.platform == "win32", reason="nothing can be forked there")
def test_draft_whose_process_dies_is_named(
    archive: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    monkeypatch.chdir(archive)
    contents = Mined(read_contents(archive))
    desk = Desk(Options(cache=Cache(environment["COPYDESK_CACHE_DIR"]), jobs=2)).holding(contents)
    contents.mine = "11.txt"
    report = check([*contents], desk)
    contents.mine = ""
    whole = check([*contents], desk)
    assert report.failures == (
        Failure("11.txt", "was not checked: the process at work on it was killed by signal 9"),
    )
    assert report.drafts == tuple(one for one in whole.drafts if one.path != "11.txt")


@pytest.fixture
def at_work(archive: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A run whose processes are at work, and go on as long as nobody closes standard input."""
    command = [sys.executable, "-m", "linter", "check", "-j", "2", ".", "-"]
    with subprocess.Popen(
        command,
        cwd=archive,
        env=environment,
        stdin=-1,
        stdout=-3,
        stderr=-1,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stdin
        # More than a pipe holds: once all is written, one of the processes has begun to read.
        running.stdin.write("a " * 200_000)
        running.stdin.flush()
        yield running
        with contextlib.suppress(BrokenPipeError):
            running.stdin.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("whole_group", [True, False])
def test_interruption_ends_all_processes(at_work: subprocess.Popen[str], whole_group: bool) -> None:
    (os.killpg if whole_group else os.kill)(at_work.pid, signal.SIGINT)
    assert at_work.stderr
    assert at_work.stdin
    assert (at_work.wait(timeout=30), at_work.stderr.read()) == (130, "")
    with pytest.raises(BrokenPipeError):  # nobody is left who could read
        os.write(at_work.stdin.fileno(), b"a")
