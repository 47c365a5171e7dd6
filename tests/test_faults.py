"""What can go wrong around a run: every access to a file that fails, little memory, other clocks and tongues."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Ran, build_house
from packages import docx, p

resource = pytest.importorskip("resource")

pytestmark = pytest.mark.faults

FAULTY = "Critics say that the the bridge is unsafe.\n\nThe moon is green cheese.\n"
CLEAN, FINDINGS, WRONG = 0, 1, 2
_KILLED = -9
# More accesses than any of these runs makes.
_ENOUGH = 200


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that knows the rules of the house."""
    folder = tmp_path_factory.mktemp("rules")
    build_house(folder)
    (folder / "draft.txt").write_text("One.\n")
    assert run_failing(folder, "check").status == CLEAN
    shutil.rmtree(folder / "cache" / "results")
    return folder / "cache"


@pytest.fixture
def desk(tmp_path: Path, rules: Path) -> Path:
    """A folder with drafts, a config, a pack, and a cache of its own that knows the rules and nothing of the drafts."""
    house = build_house(tmp_path, settings="")
    shutil.copytree(rules, house / "cache")
    (house / "a.md").write_text(FAULTY)
    (house / "b.txt").write_text("Experts agree.\n")
    (house / "c.docx").write_bytes(docx(p("Observers claim that it is so.")))
    return house


def run_failing(folder: Path, *arguments: str, at: str = "nowhere:0:full", **variables: str) -> Ran:
    """The command in a folder, whose access of that number under the place named fails in the way named."""
    place, number, how = at.split(":")
    command = [
        sys.executable,
        str(ROOT / "tests" / "failing.py"),
        str(folder / place),
        number,
        how,
        *arguments,
    ]
    own = {"PYTHONPATH": str(ROOT), "COPYDESK_CACHE_DIR": str(folder / "cache"), "GITHUB_ACTIONS": ""}
    environment = {**os.environ, **own, **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_all(folder: Path, how: str, *arguments: str, place: str = "") -> Iterator[tuple[str, Ran]]:
    """The command with each of its accesses failing in turn, from the same state of the folder every time."""
    kept = folder.with_name(f"{folder.name} kept")
    shutil.copytree(folder, kept)
    for number in range(1, _ENOUGH):
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
        ran = run_failing(folder, *arguments, at=f"{place}:{number}:{how}")
        where = next((line for line in ran.err.splitlines() if line.startswith("at ")), "")
        if not where:
            assert number > 1
            return
        yield where, ran
    raise AssertionError("there was no end of accesses")


def said(ran: Ran) -> str:
    """What the run itself said to standard error."""
    return "\n".join(line for line in ran.err.splitlines() if not line.startswith("at "))


# ---------------------------------------------------------------- every access


@pytest.mark.parametrize("how", ["refused", "gone"])
def test_check_finds_the_same_or_says_what_went_wrong(desk: Path, how: str) -> None:
    whole = run_failing(desk, "check", "--no-cache")
    assert whole.status == FINDINGS
    for where, ran in run_all(desk, how, "check"):
        assert "Traceback" not in ran.err, where
        assert (ran.status, ran.out) == (FINDINGS, whole.out) or (ran.status == WRONG and said(ran)), where


def test_a_draft_that_goes_while_it_is_looked_at_is_named(desk: Path) -> None:
    for where, ran in run_all(desk, "gone", "check", "a.md", "b.txt", "c.docx"):
        name = where.rpartition(" ")[2]
        if name in ("a.md", "b.txt", "c.docx"):
            assert (ran.status, name in said(ran)) == (WRONG, True), where


def test_rules_that_cannot_be_kept_are_made(desk: Path) -> None:
    whole = run_failing(desk, "check", "--no-cache")
    shutil.rmtree(desk / "cache")
    for where, ran in run_all(desk, "full", "check", place="cache"):
        assert (ran.status, ran.out) == (FINDINGS, whole.out), where
        assert said(ran) == said(whole), where


def test_who_is_killed_at_any_access_leaves_nothing_that_misleads(desk: Path) -> None:
    whole = run_failing(desk, "check", "--no-cache")
    for where, ran in run_all(desk, "killed", "check", place="cache"):
        assert ran.status == _KILLED, where
        again = run_failing(desk, "check")
        assert (again.status, again.out) == (whole.status, whole.out), where


WRITING = [
    pytest.param(("check", "-q", "--output-format", "json:report.json", "a.md"), "report.json", id="report"),
    pytest.param(("baseline", "create", "a.md"), ".copydesk-baseline.yaml", id="baseline"),
    pytest.param(("ledger", "--write", "a.md"), "a.md.claims.yaml", id="answers"),
    pytest.param(("review", "c.docx"), "c.review.docx", id="review"),
]


@pytest.mark.parametrize(("arguments", "file"), WRITING)
@pytest.mark.parametrize("how", ["full", "killed"])
def test_a_file_is_written_whole_or_not_at_all(
    desk: Path, how: str, arguments: tuple[str, ...], file: str
) -> None:
    finished = desk.with_name(f"{desk.name} finished")
    shutil.copytree(desk, finished)
    assert run_failing(finished, *arguments).status in (CLEAN, FINDINGS)
    after = (finished / file).read_bytes()
    for where, ran in run_all(desk, how, *arguments):
        found = (desk / file).read_bytes() if (desk / file).exists() else None
        assert "Traceback" not in ran.err, where
        # A report that a draft could not be read is whole too.
        assert found in (None, after) or json.loads(found)["summary"]["failures"], where
        assert ran.status == (_KILLED if how == "killed" else WRONG) or found == after, where
        assert how == "killed" or not list(desk.glob("*.part")), where


def test_a_file_that_is_there_stays_where_it_cannot_be_written_anew(desk: Path) -> None:
    (desk / "report.json").write_text("old")
    arguments = ("check", "-q", "--output-format", "json:report.json", "a.md")
    for where, ran in run_all(desk, "full", *arguments):
        found = (desk / "report.json").read_text()
        assert found == "old" or json.loads(found), where
        assert (found == "old") <= (ran.status == WRONG), where


# ---------------------------------------------------------------- little memory


@pytest.mark.parametrize("megabytes", range(16, 96, 16))
def test_with_little_memory_there_are_all_findings_or_an_error(desk: Path, megabytes: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    whole = run_failing(desk, "check")
    shutil.rmtree(desk / "cache" / "results")
    command = [sys.executable, "-m", "linter", "check"]
    own = {"PYTHONPATH": str(ROOT), "COPYDESK_CACHE_DIR": str(desk / "cache"), "GITHUB_ACTIONS": ""}
    environment = {**os.environ, **own}
    ran = subprocess.run(
        command, cwd=desk, env=environment, capture_output=True, text=True, timeout=60, preexec_fn=limit
    )
    assert ran.returncode != CLEAN
    if ran.returncode == FINDINGS and "Traceback" not in ran.stderr:
        assert ran.stdout == whole.out


# ---------------------------------------------------------------- other clocks, tongues, orders


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242"},
        {"TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
        {"PYTHONOPTIMIZE": "2"},
        {"PYTHONWARNINGS": "error"},
    ],
    ids=str,
)
def test_output_is_the_same_to_the_byte(desk: Path, variables: dict[str, str]) -> None:
    arguments = ("check", "--output-format", "json", "--min-severity", "info")
    whole = run_failing(desk, *arguments)
    assert whole.status == FINDINGS
    shutil.rmtree(desk / "cache" / "results")
    assert run_failing(desk, *arguments, **variables) == whole


def test_order_of_files_changes_nothing(desk: Path) -> None:
    one = run_failing(desk, "check", "a.md", "b.txt", "c.docx")
    other = run_failing(desk, "check", "c.docx", "b.txt", "a.md")
    assert one == other


def test_no_run_asks_the_network(desk: Path) -> None:
    watch = (
        "import sys\n"
        "def refuse(event, _):\n"
        "    if event.startswith('socket.'): raise OSError('asked the network')\n"
        "sys.addaudithook(refuse)\n"
        "from linter.cli import start\n"
        "start()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GITHUB_ACTIONS": ""}
    for command in (
        ["check"],
        ["ledger", "a.md"],
        ["profile", "a.md"],
        ["explain", "AT101"],
        ["test", "house.yaml"],
    ):
        ran = subprocess.run(
            [sys.executable, "-c", watch, *command], cwd=desk, env=environment, capture_output=True, text=True
        )
        assert ran.returncode in (CLEAN, FINDINGS), ran.stderr
        assert "asked the network" not in ran.stderr
