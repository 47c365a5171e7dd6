"""The wheel: built, installed into an environment of its own, and at work there with its rules."""

import os
import subprocess
from pathlib import Path

from conftest import ROOT


def run(*command: str | Path, cwd: Path, status: int = 0) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COPYDESK"))}
    own |= {"COPYDESK_CACHE_DIR": str(cwd / "cache"), "GITHUB_ACTIONS": ""}
    done = subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, timeout=300)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_wheel_lints(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("Critics say that the bridge is unsafe.\n")
    assert "[AT101 vague-source]" in run(installed / "copydesk", "check", "draft.txt", cwd=tmp_path, status=1)
    assert "[AT101 vague-source]" in run(
        installed / "python", "-m", "linter", "check", "draft.txt", cwd=tmp_path, status=1
    )


def test_wheel_has_its_rules_inside(installed: Path, tmp_path: Path) -> None:
    code = "from linter.rulebook import find_built_in; print(*find_built_in(), sep='\\n')"
    packs = run(installed / "python", "-c", code, cwd=tmp_path).split()
    assert [Path(pack).name for pack in packs] == sorted(
        path.name
        for path in (ROOT / "rules").glob("*.yaml")
        if path.name
        not in ("evidence.yaml", "background.yaml", "frequency.yaml", "measured.yaml", "words.yaml")
    )
    assert all(Path(pack).parent.name == "_rules" and str(ROOT) not in pack for pack in packs)


def test_wheel_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "copydesk", "--version", cwd=tmp_path).startswith("copydesk 0.")
