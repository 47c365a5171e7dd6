"""copydesk completion: real shells complete command lines by the scripts that are written for them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Copydesk, git, without_git
from terminals import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")

# How each shell is started with nothing of its user's, and made to take up a script.
SHELLS = {
    "bash": (("bash", "--norc", "--noprofile", "-i"), "source {}"),
    "zsh": (("zsh", "-f", "-i"), "autoload -Uz compinit && compinit -u -D && source {}"),
}
HOSTILE = "so$(touch${IFS}owned)"
LINES = {
    "copydesk ch": ["check"],
    "copydesk check --stat": ["check", "--statistics"],
    "copydesk check --fail-on e": ["check", "--fail-on", "error"],
    "copydesk check --output-format=sa": ["check", "--output-format=sarif"],
    "copydesk check -q --color ne": ["check", "-q", "--color", "never"],
    "copydesk check a": ["check", "a b.md"],
    "copydesk check -o a": ["check", "-o", "a b.md"],
    "copydesk check --diff ma": ["check", "--diff", "main"],
    "copydesk check --diff so": ["check", "--diff", HOSTILE],
    "copydesk baseline pr": ["baseline", "prune"],
    "copydesk baseline create a": ["baseline", "create", "a b.md"],
    "copydesk baseline prune --no-con": ["baseline", "prune", "--no-config"],
    "copydesk completion z": ["completion", "zsh"],
    "copydesk explain a": ["explain", "a"],
}
cases = pytest.mark.parametrize(("line", "arguments"), LINES.items(), ids=LINES)


def need(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")


@pytest.fixture
def desk(tmp_path: Path, copydesk: Copydesk) -> Path:
    """A repository with a draft, and the scripts of all shells beside it."""
    (tmp_path / "desk").mkdir()
    git(tmp_path / "desk", "init", "-q")
    git(tmp_path / "desk", "commit", "-q", "--allow-empty", "-m", "Empty")
    git(tmp_path / "desk", "branch", HOSTILE)
    (tmp_path / "desk" / "a b.md").write_text("Hello.\n")
    for shell in ("bash", "zsh", "fish"):
        (tmp_path / shell).write_text(copydesk("completion", shell).out)
    return tmp_path / "desk"


def press_tab(shell: str, desk: Path, line: str) -> list[str]:
    """The arguments that the command is called with when a line is completed with the key for it, and then run."""
    command, source = SHELLS[shell]
    terminal = Terminal(desk, {**without_git(), "HOME": str(desk.parent), "TERM": "dumb"}, *command)
    stand_in = "copydesk() { printf '%s\\n' \"$@\" > ../ran; }"
    terminal.type(f"{stand_in}\r{source.format(desk.parent / shell)}\recho rea''dy\r")
    terminal.read_until("ready")
    terminal.type(f"{line}\t\recho do''ne\r")
    terminal.read_until("done")
    terminal.type("exit\r")
    terminal.end()
    return (desk.parent / "ran").read_text().splitlines()


@pytest.mark.parametrize("shell", SHELLS)
@cases
def test_key_completes_a_line(desk: Path, shell: str, line: str, arguments: list[str]) -> None:
    need(shell)
    assert press_tab(shell, desk, line) == arguments
    assert not (desk / "owned").exists()


@cases
def test_fish_completes_a_line(desk: Path, line: str, arguments: list[str]) -> None:
    need("fish")
    command = ["fish", "--no-config", "-c", f"source {desk.parent / 'fish'}; complete -C '{line}'"]
    environment = {**without_git(), "HOME": str(desk.parent)}
    done = subprocess.run(command, cwd=desk, env=environment, capture_output=True, text=True, timeout=60)
    offered = [offer.partition("\t")[0] for offer in done.stdout.splitlines()]
    assert (offered or [line.split()[-1]], done.stderr) == (arguments[-1:], "")
    assert not (desk / "owned").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_has_no_fault(desk: Path, shell: str) -> None:
    need(shell)
    done = subprocess.run([shell, "-n", str(desk.parent / shell)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_knows_every_option(copydesk: Copydesk, shell: str) -> None:
    script = copydesk("completion", shell).out
    for command in ("check", "review", "baseline", "config"):
        helped = copydesk(command, "--help").out
        names = re.findall("--([a-z][a-z-]+)", helped)
        assert len(names) > 5
        assert [name for name in names if name not in script] == []


def test_shell_that_is_not_known(copydesk: Copydesk) -> None:
    ran = copydesk("completion", "bsh")
    assert (ran.status, ran.out) == (2, "")
    assert "“bsh” is none of bash, zsh, fish; did you mean “bash”?" in ran.err
