"""What is ready-made for CI: valid by the published schemas, and its shell steps run as the services run them."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import OLD, ROOT, Ran, commit, git, without_git

pytestmark = pytest.mark.skipif(
    not shutil.which("git") or not shutil.which("bash"), reason="needs git and bash"
)

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
GITLAB = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["copydesk"]
# How a runner of GitHub calls bash where a step says “shell: bash”.
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
OURS = "The mayor is green cheese.\n"
THEIRS = "The king is green cheese.\n"
HOSTILE = "main$(touch${IFS}owned)`touch${IFS}owned`'\";touch${IFS}owned;&&"


@pytest.mark.parametrize(
    ("file", "schema"), [("action.yml", "github-actions"), ("ci/gitlab.yml", "gitlab-ci")]
)
def test_files_are_valid(file: str, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", file]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "step", [step for step in STEPS.values() if "run" in step], ids=lambda one: one["name"]
)
def test_nothing_is_written_into_a_script(step: dict[str, Any]) -> None:
    """What a runner fills in stands in a script before the shell reads it: a draft's name could be a command."""
    assert "${{" not in step["run"]


# ---------------------------------------------------------------- GitHub


class Runner:
    """A runner of GitHub that does the steps of the action in a checkout."""

    def __init__(self, folder: Path, workspace: Path, **variables: str) -> None:
        self.folder, self.workspace = folder, workspace
        self.variables = {**without_git(), "PYTHONPATH": "", "COPYDESK_CACHE_DIR": str(folder / "cache")}
        self.variables |= {"RUNNER_TEMP": str(folder), "GITHUB_BASE_REF": "", "GITHUB_ACTIONS": "true"}
        self.variables |= {"GITHUB_STEP_SUMMARY": str(folder / "summary"), **variables}

    def run(self, name: str, values: Mapping[str, str] | None = None) -> Ran:
        """Do a step; `values` are those of expressions."""
        step = STEPS[name]
        given = {key: _fill_in(text, values or {}) for key, text in step.get("env", {}).items()}
        own = {**self.variables, **given, "GITHUB_OUTPUT": str(self.folder / "output")}
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            [*BASH, str(script)], cwd=self.workspace, env=own, capture_output=True, text=True, timeout=300
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    @property
    def outputs(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())


def _fill_in(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command, as the action installs it beside a trap for Python's modules."""
    folder, workspace = tmp_path_factory.mktemp("runner"), tmp_path_factory.mktemp("workspace")
    for name in ("venv.py", "pip.py", "linter.py"):
        (workspace / name).write_text("raise SystemExit('caught')\n")
    runner = Runner(folder, workspace)
    python = {"steps.python.outputs.python-path": sys.executable, "github.action_path": str(ROOT)}
    ran = runner.run("Install Copydesk", python)
    assert ran.status == 0, ran.out + ran.err
    return runner.outputs["program"]


@pytest.fixture
def origin(newsroom: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server with a pull request, as GitHub keeps it: `main` has moved on, and both are merged for the check."""
    (newsroom / "old.md").write_text(f"{OURS}\n{OLD}")
    commit(newsroom, "Ours")
    git(newsroom, "switch", "-q", "main")
    (newsroom / "theirs.md").write_text(THEIRS)
    commit(newsroom, "Theirs")
    git(newsroom, "switch", "-q", "-c", "merge")
    git(newsroom, "merge", "-q", "--no-ff", "-m", "Merge", "work")
    git(newsroom, "branch", HOSTILE, "main")
    server = tmp_path_factory.mktemp("server")
    git(server, "init", "-q", "--bare")
    refs = ["main", HOSTILE, "merge:refs/pull/1/merge", "work:refs/pull/1/head"]
    git(newsroom, "push", "-q", str(server), *refs)
    return server


def check_out(origin: Path, folder: Path, ref: str = "refs/pull/1/merge", depth: int = 1) -> Path:
    """What actions/checkout leaves in a workspace."""
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", origin.as_uri())
    refs = ["+refs/heads/*:refs/remotes/origin/*"] if not depth else []
    deep = [f"--depth={depth}"] if depth else []
    git(folder, "fetch", "-q", "--no-tags", *deep, "origin", *refs, f"+{ref}:refs/remotes/pull/1/merge")
    git(folder, "checkout", "-q", "--force", "refs/remotes/pull/1/merge")
    return folder


def do_check(runner: Runner, program: str, **inputs: str) -> Ran:
    if runner.variables["GITHUB_BASE_REF"]:
        ran = runner.run("Fetch the base of the pull request")
        assert ran.status == 0, ran.err
    values = {"paths": "", "options": "", "upload-sarif": "false", **inputs}
    return runner.run(
        "Check the drafts",
        {f"inputs.{name}": value for name, value in values.items()}
        | {"steps.install.outputs.program": program},
    )


@pytest.fixture
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The runner's folder and the workspace."""
    return tmp_path_factory.mktemp("runner"), tmp_path_factory.mktemp("workspace")


@pytest.mark.parametrize("depth", [0, 1])
@pytest.mark.parametrize("ref", ["refs/pull/1/merge", "refs/pull/1/head"])
def test_pull_request_shows_what_it_brings(
    origin: Path, program: str, folders: tuple[Path, Path], depth: int, ref: str
) -> None:
    runner = Runner(folders[0], check_out(origin, folders[1], ref, depth), GITHUB_BASE_REF="main")
    ran = do_check(runner, program)
    assert ran.status == 1, ran.err
    assert [line.split(" ", 1)[1][:27] for line in ran.out.splitlines()] == ["file=old.md,line=1,col=14,e"]
    assert "Copydesk: 1 finding" in (folders[0] / "summary").read_text()


def test_push_shows_all_there_is(origin: Path, program: str, folders: tuple[Path, Path]) -> None:
    ran = do_check(Runner(folders[0], check_out(origin, folders[1])), program)
    assert (ran.status, ran.out.count("::warning file=")) == (1, 4)


def test_inputs_of_several_lines(origin: Path, program: str, folders: tuple[Path, Path]) -> None:
    runner = Runner(folders[0], check_out(origin, folders[1]))
    (folders[1] / "a b.md").write_text(THEIRS)
    ran = do_check(runner, program, paths="a b.md\ntheirs.md\n", options="--max-warnings=2\n-q\n")
    assert (ran.status, ran.out.count("::warning file="), ran.err) == (0, 2, "")


def test_sarif_is_told_to_the_step_that_uploads_it(
    origin: Path, program: str, folders: tuple[Path, Path]
) -> None:
    runner = Runner(folders[0], check_out(origin, folders[1]), GITHUB_BASE_REF="main")
    assert do_check(runner, program, **{"upload-sarif": "true"}).status == 1
    (run,) = json.loads(Path(runner.outputs["sarif"]).read_text())["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["ZZ101"]
    upload = STEPS["Upload to code scanning"]
    assert upload["with"]["sarif_file"] == "${{ steps.check.outputs.sarif }}"


def test_nothing_old_is_uploaded(origin: Path, program: str, folders: tuple[Path, Path]) -> None:
    runner = Runner(folders[0], check_out(origin, folders[1]))
    (folders[0] / "copydesk.sarif").write_text("{}")
    assert do_check(runner, program, options="--no-such").status == 2
    assert not (folders[0] / "output").exists()


def test_nothing_from_outside_is_run(origin: Path, program: str, folders: tuple[Path, Path]) -> None:
    workspace = check_out(origin, folders[1])
    (workspace / f"{HOSTILE}.md").write_text(THEIRS)
    runner = Runner(folders[0], workspace, GITHUB_BASE_REF=HOSTILE)
    ran = do_check(runner, program, paths=f"{HOSTILE}.md", options="--color=never")
    assert (ran.status, ran.out.count("::warning file=main$(touch")) == (1, 1)
    assert do_check(runner, program, options=HOSTILE).status == 2
    assert not [*workspace.rglob("owned"), *folders[0].rglob("owned")]


# ---------------------------------------------------------------- GitLab


def run_gitlab(workspace: Path, program: str, shell: str, **variables: str) -> Ran:
    """Do the script of the template; GitLab's runner joins its lines into one script."""
    own = {**without_git(), "COPYDESK_CACHE_DIR": str(workspace.parent / "cache"), "GITHUB_ACTIONS": ""}
    own |= {"PYTHONPATH": "", "PATH": f"{Path(program).parent}{os.pathsep}{os.environ['PATH']}", **variables}
    script = "\n".join(["set -e", *GITLAB["script"]])
    done = subprocess.run(
        [shell], input=script, cwd=workspace, env=own, capture_output=True, text=True, timeout=60
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("is_merged", [True, False], ids=["merged results", "the branch alone"])
def test_merge_request_shows_what_it_brings(
    origin: Path, program: str, folders: tuple[Path, Path], shell: str, is_merged: bool
) -> None:
    workspace = check_out(origin, folders[1], f"refs/pull/1/{'merge' if is_merged else 'head'}", depth=0)
    target = git(workspace, "rev-parse", "refs/remotes/origin/main").strip()
    left = git(workspace, "merge-base", target, "HEAD^2" if is_merged else "HEAD").strip()
    variables = {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target if is_merged else ""}
    ran = run_gitlab(workspace, program, shell, CI_MERGE_REQUEST_DIFF_BASE_SHA=left, **variables)
    assert (ran.status, ran.out.count("\n"), ran.out[:13]) == (1, 1, "old.md:1:14: ")
    (issue,) = json.loads((workspace / GITLAB["artifacts"]["reports"]["codequality"]).read_text())
    assert issue["location"] == {"path": "old.md", "lines": {"begin": 1, "end": 1}}


def test_default_branch_shows_all_there_is(origin: Path, program: str, folders: tuple[Path, Path]) -> None:
    workspace = check_out(origin, folders[1])
    ran = run_gitlab(workspace, program, "sh")
    assert (ran.status, ran.out.count("\n")) == (1, 4)
    assert len(json.loads((workspace / "copydesk.json").read_text())) == 4


def test_gitlab_has_the_whole_history() -> None:
    assert GITLAB["variables"] == {"GIT_DEPTH": "0"}
    assert GITLAB["artifacts"]["when"] == "always"
