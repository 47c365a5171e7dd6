"""The wheel: built, installed into an environment of its own, and at work there with its rules."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from conftest import ROOT


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COPYDESK"))}
    own |= {"COPYDESK_CACHE_DIR": str(cwd / "cache"), "GITHUB_ACTIONS": ""}
    done = subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, timeout=300)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that has the wheel and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    binaries = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", binaries / "python", "--disable-pip-version-check")
    run(*pip, "install", "-q", wheel, cwd=folder)
    return binaries


def test_wheel_lints(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("Critics say that the bridge is unsafe.\n")
    assert "[AT101 vague-source]" in run(installed / "copydesk", "check", "draft.txt", cwd=tmp_path, status=1)
    assert "[AT101 vague-source]" in run(
        installed / "python", "-m", "linter", "check", "draft.txt", cwd=tmp_path, status=1
    )


def test_wheel_has_its_rules_inside(installed: Path, tmp_path: Path) -> None:
    code = "from linter.packs import find_built_in; print(*find_built_in(), sep='\\n')"
    packs = run(installed / "python", "-c", code, cwd=tmp_path).split()
    assert [Path(pack).name for pack in packs] == sorted(
        path.name
        for path in (ROOT / "rules").glob("*.yaml")
        if path.name not in ("evidence.yaml", "background.yaml", "frequency.yaml", "words.yaml")
    )
    assert all(Path(pack).parent.name == "_rules" and str(ROOT) not in pack for pack in packs)


def test_wheel_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "copydesk", "--version", cwd=tmp_path).startswith("copydesk 0.")
