"""A newsroom from end to end: the installed command, real git, and a pull request to an old and imperfect draft."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import pytest
from conftest import Ran, commit, git, without_git
from test_formats import READERS, Seen

from linter.reporters import FORMATS

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")

TITLE = "# The bridge can wait"
SAFE = (
    "Critics say that the bridge is unsafe. It was opened on 4 May 1926, and the last survey, by Ana Bohm of the\n"
    "harbour office, gave it forty more years."
)
TUNNEL = (
    "Many experts believe that a tunnel would be cheaper. The council has put the tunnel at 90 million crowns and the\n"
    "repair at 12 million, in its budget of 3 March 2024."
)
FERRY = (
    "The ferry carried 1,204,000 people in 2023, says the annual report of the port. Its captain is Ida Lund."
)
CLAIM = "Opponents claim that the ferry is always late."
SOURCED = "Opponents such as Per Dahl, of the union, claim that the ferry was late on 212 days of 2023."
CONFIG = "exclude: [archive/**]\nper-path:\n  - paths: [letters/**]\n    ignore: [AT]\n"

# Only what a change brings; only what the baseline does not list; both.
GUARDS = {
    "diff": ["--diff", "main", "--no-baseline"],
    "staged": ["--staged", "--no-baseline"],
    "baseline": [],
    "both": ["--diff", "main"],
}
guarded = pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS)


class Newsroom:
    """A repository of drafts with a config and a baseline, and a branch for a pull request."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder, self.program = folder, program
        self.environment = {**without_git(), "PYTHONPATH": "", "GITHUB_ACTIONS": ""}
        self.environment["COPYDESK_CACHE_DIR"] = str(program.parent / "cache")
        self.write("drafts/bridge.md", TITLE, SAFE, TUNNEL, FERRY)
        self.write("drafts/tram.txt", FERRY)
        for name in ("archive/old.md", "letters/reader.md"):
            self.write(name, SAFE)
        (folder / "copydesk.yaml").write_text(CONFIG)
        assert self.run("baseline", "create").status == 0
        commit(folder)
        git(folder, "switch", "-q", "-c", "pull-request")

    def write(self, name: str, *paragraphs: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n\n".join(paragraphs) + "\n")

    def run(self, *arguments: str) -> Ran:
        done = subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def check(self, *arguments: str) -> Ran:
        git(self.folder, "add", "-A")
        return self.run("check", *arguments)


@pytest.fixture
def newsroom(tmp_path: Path, installed: Path) -> Newsroom:
    return Newsroom(tmp_path, installed / "copydesk")


@pytest.fixture
def request_with_claim(newsroom: Newsroom) -> Newsroom:
    """A pull request that adds one unsupported claim to the old draft."""
    newsroom.write("drafts/bridge.md", TITLE, SAFE, TUNNEL, f"{FERRY} {CLAIM}")
    return newsroom


def read(name: str, report: str) -> list[Seen]:
    """The findings in a report of any format; statistics have no more than their codes and how many there are."""
    if name == "junit":  # for which a clean draft is a test that passed
        report = re.sub(r"<testcase [^>]*nothing found.*/>", "", report)
    if name in READERS:
        return READERS[name](report)
    if name == "statistics":
        counts = re.findall(r"^ *(\d+)  (\S+)", report, re.MULTILINE)
        return [Seen("", 0, code, "") for count, code in counts for _ in range(int(count))]
    if name == "html":
        return read_page(report)
    found = re.findall(r"^(\S+?):(\d+):\d+: \w+: (.*) \[(\w+) \S+\]$", report, re.MULTILINE)
    return [Seen(path, int(line), code, message) for path, line, message, code in found]


def read_page(report: str) -> list[Seen]:
    """The findings on a page, draft by draft."""
    note = r'data-rule="(\w+)" tabindex="-1"><p class=message>(.*?)</p>.*?<a href="[^"]*">(\d+):'
    return [
        Seen(unescape(path), int(line), code, unescape(message))
        for path, draft in re.findall(r"<summary><h2>(.*?)</h2></summary>(.*?)</details>", report, re.DOTALL)
        for code, message, line in re.findall(note, draft, re.DOTALL)
    ]


def find_claim(newsroom: Newsroom) -> dict[str, object]:
    """The new claim as a run over the whole newsroom tells it, with nothing held back."""
    found = json.loads(newsroom.run("check", "--no-baseline", "--output-format=json").out)["diagnostics"]
    assert len(found) == 3
    (claim,) = [one for one in found if one["excerpt"] == "Opponents claim"]
    return dict(claim)


def test_the_old_draft_is_imperfect_and_blocks_nobody(newsroom: Newsroom) -> None:
    assert newsroom.check("--no-baseline").out.count("\n") == 2
    for guard in GUARDS.values():
        ran = newsroom.check(*guard)
        assert (ran.status, ran.out) == (0, "")


@guarded
def test_the_claim_alone_is_told_in_every_format(request_with_claim: Newsroom, guard: list[str]) -> None:
    files = {name: request_with_claim.folder / ".git" / name for name in FORMATS}
    ran = request_with_claim.check(
        *guard, *(f"--output-format={name}:{path}" for name, path in files.items())
    )
    claim = find_claim(request_with_claim)
    seen = Seen("drafts/bridge.md", 9, "AT101", str(claim["message"]))
    expected = {name: [Seen("", 0, "AT101", "") if name == "statistics" else seen] for name in FORMATS}
    reports = {name: path.read_text() for name, path in files.items()}
    assert (ran.status, ran.out) == (1, "")
    assert {name: read(name, report) for name, report in reports.items()} == expected
    assert {*find_fingerprints(reports)} == {claim["fingerprint"]}


def find_fingerprints(reports: Mapping[str, str]) -> Iterator[str]:
    """The fingerprint of a single finding in the formats that have one; GitLab's has the path behind it."""
    yield json.loads(reports["json"])["diagnostics"][0]["fingerprint"]
    yield json.loads(reports["jsonl"])["fingerprint"]
    yield from json.loads(reports["sarif"])["runs"][0]["results"][0]["partialFingerprints"].values()
    yield json.loads(reports["gitlab"])[0]["fingerprint"].partition("-")[0]


@guarded
def test_it_stays_the_only_one_whatever_moves(request_with_claim: Newsroom, guard: list[str]) -> None:
    name = find_claim(request_with_claim)["fingerprint"]
    (request_with_claim.folder / "drafts" / "bridge.md").unlink()
    request_with_claim.write("drafts/crossing.md", TITLE, f"{FERRY} {CLAIM}", TUNNEL, SAFE)
    ran = request_with_claim.check(*guard, "--output-format=json")
    (one,) = json.loads(ran.out)["diagnostics"]
    assert (ran.status, one["path"], one["fingerprint"]) == (1, "drafts/crossing.md", name)


@guarded
@pytest.mark.parametrize(
    "drafts",
    [
        pytest.param({"bridge.md": (TITLE, SAFE, TUNNEL, f"{FERRY} {SOURCED}")}, id="the claim mended"),
        pytest.param({"bridge.md": (TITLE, TUNNEL, SAFE, FERRY)}, id="a paragraph moved"),
        pytest.param({"bridge.md": (TITLE, SAFE, FERRY), "tunnel.md": (TUNNEL,)}, id="to another draft"),
        pytest.param({"crossing.md": (TITLE, SAFE, TUNNEL, FERRY)}, id="the draft renamed"),
        pytest.param({"crossing.md": (TUNNEL, SAFE)}, id="renamed, moved and cut"),
        pytest.param({"bridge.md": (TITLE, FERRY)}, id="old findings mended"),
        pytest.param({}, id="the draft withdrawn"),
    ],
)  # fmt: skip
def test_what_brings_nothing(
    newsroom: Newsroom, guard: list[str], drafts: dict[str, tuple[str, ...]]
) -> None:
    (newsroom.folder / "drafts" / "bridge.md").unlink()
    for name, paragraphs in drafts.items():
        newsroom.write(f"drafts/{name}", *paragraphs)
    ran = newsroom.check(*guard)
    assert (ran.status, ran.out) == (0, ""), ran.err


def test_exit_statuses(request_with_claim: Newsroom) -> None:
    check = request_with_claim.check
    for arguments, status in (
        (["--diff", "main"], 1),
        (["--diff", "main", "--exit-zero"], 0),
        (["--diff", "main", "--fail-on", "error"], 0),
        (["--diff", "main", "--max-warnings", "1"], 0),
        (["--diff", "main", "--max-warnings", "0"], 1),
        (["--diff", "main", "drafts/tram.txt"], 0),
        (["--diff", "mian"], 2),
        (["--diff", "main", "--exit-zero", "gone.md"], 2),
    ):
        assert check(*arguments).status == status, arguments
    (request_with_claim.folder / "copydesk.yaml").write_text("exclud: [archive]\n")
    assert check("--diff", "main", "--exit-zero").status == 2


def test_hook_of_git_blocks_the_claim_alone(request_with_claim: Newsroom) -> None:
    hook = request_with_claim.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec '{request_with_claim.program}' check --staged\n")
    hook.chmod(0o755)
    git(request_with_claim.folder, "add", "-A")
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "Claim"]
    own = request_with_claim.environment
    ran = subprocess.run(command, cwd=request_with_claim.folder, env=own, capture_output=True, text=True)
    assert (ran.returncode, (ran.stdout + ran.stderr).count("[AT101 vague-source]")) == (1, 1)
    request_with_claim.write("drafts/bridge.md", TITLE, TUNNEL, SAFE, f"{FERRY} {SOURCED}")
    git(request_with_claim.folder, "add", "-A")
    assert (
        subprocess.run(command, cwd=request_with_claim.folder, env=own, capture_output=True).returncode == 0
    )
