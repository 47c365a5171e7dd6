"""The hook, as a newsroom's repository runs it: a draft with findings blocks, a clean one passes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Ran

from linter.readers import ENDINGS

SHIPPED = ("linter", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
FAULTY = "Critics say that the bridge is unsafe.\n"

BYTES = os.fsdecode(b"caf\xe9.md")
ODD_NAMES = (
    "-dash.md", "--diff.md", "-o.md", "a b.md", " .md", "new\nline.md", BYTES, "naïve.md",
    "q'uo\"te.md", "$(touch owned).md", "*.md", ":x.md", "##[error].md", "\x1b[31m.md", "\u202e.md", "~.md",
)  # fmt: skip

PRE_COMMIT = (sys.executable, "-m", "pre_commit")

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


def run(folder: Path, *command: str, **variables: str) -> Ran:
    # pre-commit gives hooks what git gives it; a run inside a hook of our own must not reach into our own index.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "PYTHONPATH": "",
        "GITHUB_ACTIONS": "",
    }
    environment |= {"GIT_COMMITTER_EMAIL": "a@b", "GIT_CONFIG_GLOBAL": os.devnull, **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    return Ran(done.returncode, done.stdout, done.stderr)


def commit(folder: Path) -> None:
    run(folder, "git", "init", "-q")
    run(folder, "git", "add", "-A")
    assert run(folder, "git", "commit", "-q", "-m", "All").status == 0


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that offers the hook: this one, as far as it is shipped."""
    folder = tmp_path_factory.mktemp("copydesk")
    for name in SHIPPED:
        source, target = ROOT / name, folder / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, target)
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("home"))


def try_hook(hook: Path, newsroom: Path, home: str, *more: str, name: str = "copydesk") -> Ran:
    commit(newsroom)
    command = (*PRE_COMMIT, "try-repo", str(hook), name, "--all-files", *more)
    return run(newsroom, *command, PRE_COMMIT_HOME=home, COPYDESK_CACHE_DIR=f"{home}/cache")


def test_clean_draft_passes(hook: Path, home: str, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text("The bridge opened on 4 May 1926.\n")
    (tmp_path / "notes.tex").write_text(FAULTY)
    ran = try_hook(hook, tmp_path, home)
    assert ran.status == 0, ran.out + ran.err
    assert "Passed" in ran.out


def test_draft_with_findings_blocks(hook: Path, home: str, tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    for name in ("a.MD", "b.markdown", "c.mdx", "d.txt", "e.text", "-f.md", "g.html", "h.HTM"):
        (tmp_path / "drafts" / name).write_text(FAULTY)
    (tmp_path / "-dash.md").write_text(FAULTY)
    ran = try_hook(hook, tmp_path, home, "--color", "always")
    assert ran.status == 1
    assert "- exit code: 1" in ran.out
    found = sorted(line.split("\x1b[0m")[0] for line in ran.out.splitlines() if "AT101" in line)
    names = [
        "-dash.md",
        *(
            f"drafts/{name}"
            for name in ("-f.md", "a.MD", "b.markdown", "c.mdx", "d.txt", "e.text", "g.html", "h.HTM")
        ),
    ]
    assert found == [f"\x1b[1m{name}" for name in names]


def test_hooks_take_the_files_that_are_read() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    endings = "|".join(ending.removeprefix(".") for ending in ENDINGS)
    assert {hook["files"] for hook in hooks} == {rf"(?i)\.({endings})$"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow fewer names")
def test_odd_names_of_drafts(hook: Path, home: str, tmp_path: Path) -> None:
    for name in ODD_NAMES:
        (tmp_path / name).write_text(FAULTY)
    alone = run(tmp_path, sys.executable, "-m", "linter", "check", "-q", PYTHONPATH=str(ROOT))
    named = run(tmp_path, sys.executable, "-m", "linter", "check", "-q", *ODD_NAMES, PYTHONPATH=str(ROOT))
    assert (alone.status, alone.err, len(find_lines(alone.out))) == (1, "", len(ODD_NAMES))
    assert named == alone
    # pre-commit itself breaks off at a name that is not UTF-8.
    (tmp_path / BYTES).unlink()
    ran = try_hook(hook, tmp_path, home)
    assert ran.status == 1
    assert find_lines(ran.out) == [line for line in find_lines(alone.out) if "caf" not in line]


def test_files_of_the_hook_are_valid() -> None:
    assert run(ROOT, *PRE_COMMIT, "validate-manifest", ".pre-commit-hooks.yaml").status == 0
    assert run(ROOT, *PRE_COMMIT, "validate-config", ".pre-commit-config.yaml").status == 0


def find_lines(out: str) -> list[str]:
    """The findings in what a run says; the batches of a hook end in any order."""
    return sorted(line for line in out.splitlines() if line.endswith("[AT101 vague-source]"))


def test_batches_find_what_one_run_finds(hook: Path, home: str, tmp_path: Path) -> None:
    for number in range(5000):
        text = FAULTY if number % 7 == 0 else "The bridge opened on 4 May 1926.\n"
        (tmp_path / f"{number % 10} drafts").mkdir(exist_ok=True)
        (tmp_path / f"{number % 10} drafts" / f"{number}.txt").write_text(text)
    ran = try_hook(hook, tmp_path, home)
    alone = run(tmp_path, sys.executable, "-m", "linter", "check", PYTHONPATH=str(ROOT))
    assert (ran.status, alone.status) == (1, 1)
    assert find_lines(ran.out) == find_lines(alone.out)
    assert len(find_lines(alone.out)) == 715


def test_whole_repository_is_linted_in_one_run(hook: Path, home: str, tmp_path: Path) -> None:
    for name in ("a.md", "b.txt"):
        (tmp_path / name).write_text(FAULTY)
    ran = try_hook(hook, tmp_path, home, name="copydesk-repo")
    assert ran.status == 1
    assert len(find_lines(ran.out)) == 2
    assert "2 drafts checked: 2 warnings" in ran.out


def cut_off(*command: str) -> tuple[str, ...]:
    """A command without a network, where the machine lets us take it away."""
    cut = ("unshare", "--map-root-user", "--net")
    can = shutil.which("unshare") and not subprocess.run([*cut, "true"], capture_output=True).returncode
    return (*cut, *command) if can else command


def test_example_for_pre_commit_ci_needs_neither_network_nor_history(
    hook: Path, home: str, tmp_path: Path
) -> None:
    """As there: hooks are installed first, then all files of a shallow clone are checked, offline, nothing kept."""
    newsroom, clone = tmp_path / "newsroom", tmp_path / "clone"
    newsroom.mkdir()
    example = (ROOT / "ci" / "pre-commit-config.yaml").read_text()
    own = example.replace("https://github.com/copydesk/copydesk", str(hook)).replace(
        "v0.1.0", run(hook, "git", "rev-parse", "HEAD").out.strip()
    )
    (newsroom / ".pre-commit-config.yaml").write_text(own)
    (newsroom / "old.md").write_text(FAULTY)
    run(newsroom, sys.executable, "-m", "linter", "baseline", "create", PYTHONPATH=str(ROOT))
    commit(newsroom)
    (newsroom / "new.md").write_text(FAULTY.replace("bridge", "tower"))
    commit(newsroom)
    run(tmp_path, "git", "clone", "-q", "--depth=1", newsroom.as_uri(), str(clone))
    assert run(clone, *PRE_COMMIT, "install-hooks", PRE_COMMIT_HOME=home).status == 0
    ran = run(clone, *cut_off(*PRE_COMMIT, "run", "--all-files"), PRE_COMMIT_HOME=home, HOME="/nowhere")
    assert ran.status == 1, ran.out + ran.err
    assert [line.split(":")[0] for line in find_lines(ran.out)] == ["new.md"]
