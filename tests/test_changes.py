"""Only what a change brings: old findings block nobody, and where git cannot tell, nothing passes as clean."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import OLD, Copydesk, commit, git

from linter.reporters import FORMATS

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")

NEW = "The mayor is green cheese.\n"
FIRST, SECOND, THIRD = OLD.strip().split("\n\n")


def places(out: str) -> list[str]:
    return [line.partition(": ")[0] for line in out.splitlines()]


def fingerprints(out: str) -> set[str]:
    return {one["fingerprint"] for one in json.loads(out)["diagnostics"]}


def test_nothing_changed(copydesk: Copydesk, newsroom: Path) -> None:
    assert newsroom
    assert copydesk("check").status == 1
    assert copydesk("check", "--diff", "main") == (0, "", "0 drafts checked: no findings\n")


def test_what_is_added_is_told(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(f"{NEW}\n{OLD}")
    ran = copydesk("check", "--diff", "main")
    assert (ran.status, places(ran.out)) == (1, ["old.md:1:14"])
    assert ran.err == "1 draft checked: 1 warning; 2 there before the change\n"


@pytest.mark.parametrize("output_format", FORMATS)
def test_in_every_format(copydesk: Copydesk, newsroom: Path, output_format: str) -> None:
    report = ("--output-format", output_format)
    (newsroom / "old.md").write_text(f"{NEW}\n{OLD.replace('green cheese', 'rock')}")
    alone = copydesk("check", *report).out
    (newsroom / "old.md").write_text(f"{NEW}\n{OLD}")
    told = copydesk("check", "--diff", "main", *report).out
    assert told.count("ZZ101") == alone.count("ZZ101") > 0


def test_fingerprint_is_that_of_a_whole_run(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(f"{OLD}\n{NEW}")
    (new,) = fingerprints(copydesk("check", "--diff", "main", "--output-format", "json").out)
    before = fingerprints(copydesk("check", "--output-format", "json").out)
    (newsroom / "old.md").rename(newsroom / "new.md")
    (newsroom / "new.md").write_text(f"Hello.\n\n{NEW}\n{OLD}")
    after = fingerprints(copydesk("check", "--output-format", "json").out)
    assert new in before == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{THIRD}\n\n{SECOND}\n\n{FIRST}\n", id="paragraphs moved"),
        pytest.param(f"{SECOND}\n\n{THIRD}\n", id="finding mended"),
        pytest.param(OLD.replace("green ", "green\n"), id="lines broken"),
        pytest.param(OLD.replace("\n", "\r\n"), id="line ends of another system"),
        pytest.param(OLD.rstrip("\n"), id="no line end at the end"),
        pytest.param(f"\ufeff{OLD}", id="byte order mark"),
        pytest.param(OLD.replace("The sea is salt.", "The sea is wet."), id="sentence beside it edited"),
    ],
)
def test_what_was_there_is_not_told(copydesk: Copydesk, newsroom: Path, text: str) -> None:
    (newsroom / "old.md").write_bytes(text.encode())
    ran = copydesk("check", "--diff", "main")
    assert (ran.status, ran.out) == (0, "")


def test_sentence_that_is_edited_is_told(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(OLD.replace("The moon", "This moon"))
    assert places(copydesk("check", "--diff", "main").out) == ["old.md:1:14"]


def test_sentence_said_again_is_told_once(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(f"{OLD}\n{FIRST}\n")
    assert places(copydesk("check", "--diff", "main").out) == ["old.md:7:13"]


def test_paragraph_moved_to_another_draft(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(f"{SECOND}\n\n{THIRD}\n")
    (newsroom / "new.md").write_text(f"{FIRST}\n")
    assert copydesk("check", "--diff", "main").status == 0
    assert copydesk("check", "--diff", "main", "new.md").status == 0


def test_paragraph_copied_to_another_draft(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(f"{OLD}\nHello.\n")
    (newsroom / "new.md").write_text(f"{FIRST}\n")
    assert places(copydesk("check", "--diff", "main").out) == ["new.md:1:13"]


def test_draft_renamed(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "sub").mkdir()
    git(newsroom, "mv", "old.md", "sub/new.txt")
    assert copydesk("check", "--diff", "main").status == 0
    assert copydesk("check", "--staged").status == 0


def test_evidence_taken_away_is_told(copydesk: Copydesk, tmp_path: Path) -> None:
    claim = "Critics say that the bridge is unsafe."
    (tmp_path / "a.md").write_text(f"{claim} “It leaks,” said Ana Bohm, the engineer.\n")
    commit(tmp_path)
    assert copydesk("check").status == 0
    (tmp_path / "a.md").write_text(f"{claim}\n")
    assert places(copydesk("check", "--diff", "HEAD").out) == ["a.md:1:1"]


def test_finding_of_a_whole_draft_stays_old(copydesk: Copydesk, tmp_path: Path) -> None:
    verbs, times = ("loves", "keeps", "needs", "wants", "sees", "knows"), ("today", "now", "soon", "again")
    bare = " ".join(f"The town {verb} its old harbour {time} once more." for verb in verbs for time in times)
    options = ("--select", "document,AT")
    (tmp_path / "a.md").write_text(f"{bare}\n\nCritics say it is wet.\n")
    commit(tmp_path)
    assert "AT101" in copydesk("check", *options).out
    assert "[DS" in copydesk("check", *options).out
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    (tmp_path / "b.md").write_text(f"Critics say it is wet.\n\n{bare} The rain came.\n")
    git(tmp_path, "add", "-A")
    ran = copydesk("check", "--staged", *options)
    assert (ran.status, ran.out) == (0, "")


# ---------------------------------------------------------------- which drafts


def test_drafts_not_yet_added_are_new(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / ".gitignore").write_text("ignored.md\n")
    for name in ("new.md", "ignored.md", "code.py", "node_modules/no.md", ".hidden/no.md"):
        (newsroom / name).parent.mkdir(exist_ok=True)
        (newsroom / name).write_text(NEW)
    assert places(copydesk("check", "--diff", "main").out) == ["new.md:1:14"]
    assert places(copydesk("check", "--diff", "main", "ignored.md", "code.py").out) == [
        "code.py:1:14",
        "ignored.md:1:14",
    ]


def test_draft_taken_out(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").unlink()
    assert copydesk("check", "--diff", "main").status == 0


def test_only_the_drafts_named(copydesk: Copydesk, newsroom: Path) -> None:
    for name in ("a/x.md", "b/x.md"):
        (newsroom / name).parent.mkdir()
        (newsroom / name).write_text(NEW)
    assert places(copydesk("check", "--diff", "main", "a", "./old.md").out) == ["a/x.md:1:14"]


def test_from_a_folder_of_the_repository(newsroom: Path, environment: dict[str, str]) -> None:
    (newsroom / "sub").mkdir()
    for name in ("sub/x.md", "y.md"):
        (newsroom / name).write_text(NEW)
    command = [sys.executable, "-m", "linter", "check", "-q", "--diff", "main"]
    done = subprocess.run(command, cwd=newsroom / "sub", env=environment, capture_output=True, text=True)
    assert places(done.stdout) == ["../y.md:1:14", "x.md:1:14"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow fewer names")
def test_odd_names(copydesk: Copydesk, newsroom: Path) -> None:
    names = [
        "-dash.md",
        "a b.md",
        'q"uote.md',
        "new\nline.md",
        os.fsdecode(b"caf\xe9.md"),
        "*.md",
        ":(top)x.md",
        "naïve.md",
    ]
    for name in names:
        (newsroom / name).write_text(f"{OLD}\n")
    commit(newsroom)
    for name in names:
        (newsroom / name).write_text(f"{OLD}\n{NEW}")
    for mode in (["--diff", "HEAD"], ["--diff", "HEAD", *names], ["--staged"], ["--staged", *names]):
        ran = copydesk("check", "--output-format", "json", *mode)
        assert [one["line"] for one in json.loads(ran.out)["diagnostics"]] == [7] * len(names), mode
        git(newsroom, "add", "-A")


def test_git_as_its_user_likes_it(copydesk: Copydesk, newsroom: Path) -> None:
    likes = [
        "diff.noprefix=true",
        "diff.relative=true",
        "diff.external=false",
        "color.ui=always",
        "core.quotePath=true",
    ]
    for like in (*likes, "diff.renames=copies", "core.pager=false", "diff.mnemonicPrefix=true"):
        git(newsroom, "config", *like.split("="))
    git(newsroom, "mv", "old.md", "é.md")
    (newsroom / "é.md").write_text(f"{OLD}\n{NEW}")
    variables = {"GIT_ICASE_PATHSPECS": "1", "GIT_EXTERNAL_DIFF": "false", "GIT_PAGER": "false"}
    assert places(copydesk("check", "--diff", "main", **variables).out) == ["é.md:7:14"]


# ---------------------------------------------------------------- against what


def test_against_where_the_branch_left(copydesk: Copydesk, newsroom: Path) -> None:
    git(newsroom, "switch", "-q", "main")
    (newsroom / "old.md").write_text(THIRD)
    (newsroom / "theirs.md").write_text(NEW)
    commit(newsroom)
    git(newsroom, "switch", "-q", "work")
    (newsroom / "ours.md").write_text(NEW)
    assert places(copydesk("check", "--diff", "main").out) == ["ours.md:1:14"]


def test_staged_is_read_from_the_index(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "old.md").write_text(f"{NEW}\n{OLD}")
    assert copydesk("check", "--staged").status == 0
    git(newsroom, "add", "-A")
    (newsroom / "old.md").write_text("Gone.")
    ran = copydesk("check", "--staged")
    assert (ran.status, places(ran.out)) == (1, ["old.md:1:14"])
    (newsroom / "old.md").unlink()
    assert copydesk("check", "--staged", "--output-format", "full").status == 1


def test_staged_for_the_first_commit(copydesk: Copydesk, house: Path) -> None:
    git(house, "init", "-q")
    (house / "a.md").write_text(OLD)
    git(house, "add", "-A")
    assert copydesk("check", "--staged").out.count("ZZ101") == 2


def test_merging_brings_no_news(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "ours.md").write_text("Hello.\n")
    commit(newsroom)
    git(newsroom, "switch", "-q", "main")
    (newsroom / "old.md").write_text(f"{OLD}\n{NEW}")
    commit(newsroom)
    git(newsroom, "switch", "-q", "work")
    git(newsroom, "merge", "-q", "--no-commit", "--no-ff", "main")
    assert copydesk("check", "--staged").status == 0
    (newsroom / "old.md").write_text(f"{OLD}\n{NEW}\nThe king is green cheese.\n")
    git(newsroom, "add", "-A")
    assert places(copydesk("check", "--staged").out) == ["old.md:9:13"]


@pytest.mark.parametrize("folder", [".", "sub"])
def test_in_a_hook_of_git(newsroom: Path, environment: dict[str, str], folder: str) -> None:
    hook = newsroom / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    (newsroom / "sub").mkdir()
    hook.write_text(
        f"#!/bin/sh\ncd {folder} && exec '{sys.executable}' -m linter check --staged > '{newsroom}/out'\n"
    )
    hook.chmod(0o755)
    second = newsroom / ".git" / "tree"
    git(newsroom, "worktree", "add", "-q", str(second))
    for tree in (newsroom, second):
        (tree / "sub").mkdir(exist_ok=True)
        (tree / "old.md").write_text(f"{OLD}\n{NEW}")
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "New"]
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
        assert done.returncode == 1, done.stderr
        assert places((newsroom / "out").read_text()) == [f"{'../' if folder == 'sub' else ''}old.md:7:14"]


# ---------------------------------------------------------------- never clean by mistake


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--diff", "mian"], "no commit is called “mian”; did you mean “main”?", id="unknown"),
        pytest.param(["--diff", "main..work"], "no commit is called “main..work”", id="range"),
        pytest.param(["--diff=--help"], "no commit is called “--help”", id="option"),
        pytest.param(["--diff", ""], "--diff needs a value: REF", id="none"),
        pytest.param(["--diff=", "."], "no commit is called “”", id="empty"),
        pytest.param(["--diff", "main", "--staged"], "--diff and --staged cannot both be followed", id="both"),
        pytest.param(["--staged", "-"], "compare files; standard input is none", id="standard input"),
        pytest.param(["--diff", "main", "none.md"], "none.md: cannot be read: No such file", id="missing"),
        pytest.param(["--diff", "main", "/dev/null"], "/dev/null: lies outside of the repository", id="outside"),
        pytest.param(["--diff", "alone"], "they have no commit in common", id="unrelated"),
    ],
)  # fmt: skip
def test_refused(copydesk: Copydesk, newsroom: Path, arguments: list[str], said: str) -> None:
    git(newsroom, "switch", "-q", "--orphan", "alone")
    git(newsroom, "commit", "-q", "--allow-empty", "-m", "Alone")
    git(newsroom, "switch", "-q", "work")
    ran = copydesk("check", *arguments)
    assert (ran.status, ran.out, "Traceback" in ran.err) == (2, "", False)
    assert said in ran.err


def test_without_a_repository(copydesk: Copydesk, house: Path) -> None:
    (house / "a.md").write_text(OLD)
    for mode in (["--diff", "main"], ["--staged"], ["--staged", "a.md"]):
        ran = copydesk("check", *mode)
        assert (ran.status, ran.out) == (2, "")
        assert f"{house} lies in no git repository" in ran.err


def test_without_git(copydesk: Copydesk, newsroom: Path) -> None:
    ran = copydesk("check", "--diff", "main", PATH=str(newsroom))
    assert (ran.status, "git is not on the PATH" in ran.err) == (2, True)


def test_shallow_clone(copydesk: Copydesk, newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (newsroom / "old.md").write_text(f"{OLD}\n{NEW}")
    commit(newsroom)
    clone = tmp_path_factory.mktemp("clones") / "clone"
    git(newsroom, "clone", "-q", "--depth=1", "--no-single-branch", newsroom.as_uri(), str(clone))
    for ref in ("origin/main", "HEAD~1"):
        ran = copydesk("check", "--diff", ref, GIT_DIR=str(clone / ".git"), GIT_WORK_TREE=str(clone))
        assert (ran.status, ran.out) == (2, "")
        assert "the clone is shallow: fetch what is missing" in ran.err


def test_draft_in_conflict(copydesk: Copydesk, newsroom: Path) -> None:
    for branch, word in (("main", "This"), ("work", "That")):
        git(newsroom, "switch", "-q", branch)
        (newsroom / "old.md").write_text(OLD.replace("The moon", f"{word} moon"))
        commit(newsroom)
    with pytest.raises(AssertionError):
        git(newsroom, "merge", "main")
    ran = copydesk("check", "--staged")
    assert (ran.status, "old.md: has a merge conflict that is not solved" in ran.err) == (2, True)


def test_draft_of_a_submodule(copydesk: Copydesk, newsroom: Path) -> None:
    (newsroom / "sub").mkdir()
    (newsroom / "sub" / "a.md").write_text(NEW)
    commit(newsroom / "sub")
    git(newsroom, "add", "sub")
    ran = copydesk("check", "--diff", "main", "sub/a.md")
    assert (ran.status, "sub/a.md: lies outside of the repository" in ran.err) == (2, True)


# ---------------------------------------------------------------- Git LFS

CLEAN = 'printf "version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize 1\\n" $(git hash-object -w --stdin)'
SMUDGE = "git cat-file blob $(sed -n s/oid.sha256://p)"


@pytest.fixture
def pointing(newsroom: Path) -> Path:
    """A newsroom whose drafts git keeps as pointers, by filters that do what those of Git LFS do."""
    (newsroom / ".gitattributes").write_text("*.md filter=lfs\n")
    for name, command in (("clean", CLEAN), ("smudge", SMUDGE)):
        git(newsroom, "config", f"filter.lfs.{name}", command)
    git(newsroom, "add", "--renormalize", ".")
    commit(newsroom)
    (newsroom / "old.md").write_text(f"{OLD}\n{NEW}")
    git(newsroom, "add", "-A")
    assert git(newsroom, "show", ":old.md").startswith("version https://git-lfs")
    return newsroom


@pytest.mark.parametrize("mode", [["--staged"], ["--diff", "HEAD"], ["--diff", "main"]])
def test_drafts_that_git_lfs_keeps(copydesk: Copydesk, pointing: Path, mode: list[str]) -> None:
    assert pointing
    assert places(copydesk("check", *mode).out) == ["old.md:7:14"]


def test_drafts_that_git_lfs_has_not_fetched(copydesk: Copydesk, pointing: Path) -> None:
    git(pointing, "config", "filter.lfs.smudge", "false")
    git(pointing, "config", "filter.lfs.required", "true")
    ran = copydesk("check", "--staged")
    assert (ran.status, ran.out) == (2, "")
    assert "old.md: is a pointer of Git LFS, not the draft itself" in ran.err
    assert "old.md: was a pointer of Git LFS before the change, and what it held is not here" in ran.err
    (pointing / "old.md").write_text(git(pointing, "show", ":old.md"))
    assert copydesk("check").status == 2
