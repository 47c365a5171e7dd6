"""check --watch: a real process on a pseudo-terminal that looks again when something has changed."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import OLD, Copydesk, commit
from terminals import Terminal

from linter.run import Desk, Options
from linter.watch import take_stock, wait_for_change

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")

FAULTY = "The moon is green cheese.\n"
CLEAN = "The moon is rock.\n"
WAITING = "waiting for changes; Ctrl-C ends it"


def put(path: Path, text: str) -> None:
    """Write a file at one stroke, so that nobody sees a half of it."""
    part = path.parent / ".part"
    part.write_text(text)
    part.replace(path)


Watch = Callable[..., Terminal]


def open_terminal(folder: Path, environment: dict[str, str], *arguments: str) -> Terminal:
    command = (sys.executable, "-m", "linter", "check", "--watch", *arguments)
    return Terminal(folder, {**environment, "TERM": "xterm", "NO_COLOR": "1"}, *command)


@pytest.fixture
def watch(house: Path, environment: dict[str, str]) -> Iterator[Watch]:
    """`watch("--diff", "main")`: the command at work in the newsroom's folder; what is left over ends with the test."""
    started: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        started.append(open_terminal(house, environment, *arguments))
        return started[-1]

    yield start
    for terminal in started:
        terminal.type("\x03")
        terminal.end()


def places(shown: str) -> list[str]:
    return re.findall(r"^(\S+:\d+:\d+): warning", shown.rpartition("\x1b[H")[2], re.MULTILINE)


def test_draft_is_checked_again_when_it_changes(watch: Watch, house: Path) -> None:
    put(house / "a.md", CLEAN)
    terminal = watch()
    assert places(terminal.read_until(WAITING)) == []
    put(house / "a.md", CLEAN + FAULTY)
    shown = terminal.read_until(WAITING)
    assert shown.startswith("\x1b[2J\x1b[Hchanged: a.md\n")
    assert places(shown) == ["a.md:2:13"]
    put(house / "b.md", FAULTY)
    assert places(terminal.read_until(WAITING)) == ["a.md:2:13", "b.md:1:13"]
    (house / "a.md").unlink()
    assert places(terminal.read_until(WAITING)) == ["b.md:1:13"]


def test_interrupting_is_the_way_to_end_it(house: Path, environment: dict[str, str]) -> None:
    put(house / "a.md", FAULTY)
    terminal = open_terminal(house, environment)
    terminal.read_until(WAITING)
    terminal.type("\x03")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("copydesk.yaml", "packs: [house.yaml]\nselect: [ZZ102]\n", id="config"),
        pytest.param("drafts/copydesk.yaml", "select: [AT]\n", id="a nearer config"),
        pytest.param("drafts/pyproject.toml", "[tool.copydesk]\nselect = ['AT']\n", id="a nearer pyproject"),
        pytest.param("house.yaml", None, id="pack"),
        pytest.param(".copydesk-baseline.yaml", None, id="baseline"),
    ],
)
def test_what_applies_to_drafts_is_watched_too(
    watch: Watch, house: Path, copydesk: Copydesk, name: str, text: str | None
) -> None:
    (house / "drafts").mkdir()
    put(house / "drafts" / "a.md", FAULTY)
    terminal = watch("drafts")
    assert places(terminal.read_until(WAITING)) == ["drafts/a.md:1:13"]
    if text:
        put(house / name, text)
    elif name == "house.yaml":
        put(house / name, (house / name).read_text().replace("green cheese", "blue cheese"))
    else:
        copydesk("baseline", "create")
    shown = terminal.read_until(WAITING)
    assert (places(shown), f"changed: {name}\n" in shown) == ([], True)


def test_faults_are_told_and_waited_out(watch: Watch, house: Path) -> None:
    put(house / "a.md", FAULTY)
    config = (house / "copydesk.yaml").read_text()
    put(house / "copydesk.yaml", "packs: [house.yaml]\nselct: [house]\n")
    terminal = watch()
    assert "copydesk.yaml:2:1: unknown key “selct”" in terminal.read_until(WAITING)
    put(house / "copydesk.yaml", config)
    assert places(terminal.read_until(WAITING)) == ["a.md:1:13"]


def test_only_what_a_change_brings(watch: Watch, newsroom: Path) -> None:
    terminal = watch("--diff", "main")
    assert places(terminal.read_until(WAITING)) == []
    put(newsroom / "old.md", f"{OLD}\n{FAULTY}")
    assert places(terminal.read_until(WAITING)) == ["old.md:7:13"]
    commit(newsroom)


@pytest.mark.parametrize("other", ["--staged", "-"])
def test_refused(copydesk: Copydesk, other: str) -> None:
    ran = copydesk("check", "--watch", other)
    assert (ran.status, "--watch looks at files" in ran.err) == (2, True)


def test_stock_knows_what_may_come_to_be_there(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house)
    desk = Desk(Options())
    stock = take_stock(["gone.md"], desk, None)
    assert stock["gone.md"] is None
    assert stock[str(house / "house.yaml")]
    beside = {str(house / ".copydesk-baseline.yaml"), str(house / "pyproject.toml"), "gone.md.claims.yaml"}
    assert beside <= stock.keys()
    put(house / "gone.md", CLEAN)
    assert wait_for_change(stock, lambda: take_stock(["gone.md"], desk, None)) == ["gone.md"]
