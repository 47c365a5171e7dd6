"""A newcomer's way: the tutorial for pack authors, word for word, in an empty folder and environment."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import without_git
from manual import DOCS, Shell, follow, read_blocks

TUTORIAL = DOCS / "tutorials" / "packs.md"

pytestmark = pytest.mark.skipif(
    not shutil.which("bash") or not shutil.which("git"), reason="needs bash and git"
)


@pytest.fixture
def machine(installed: Path, tmp_path: Path, git_settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a machine without Copydesk; `pip install copydesk` takes the wheel of the tests."""
    (wheel,) = installed.parent.parent.glob("*.whl")
    constraint = tmp_path / "constraint.txt"
    constraint.write_text(f"copydesk @ {wheel.as_uri()}\n")
    kept = {
        name: value for name, value in without_git().items() if not name.startswith(("PYTHON", "COPYDESK"))
    }
    return {
        **kept,
        **git_settings,
        "PATH": os.pathsep.join(
            folder for folder in os.get_exec_path() if not shutil.which("copydesk", path=folder)
        ),
        "PIP_CONSTRAINT": str(constraint),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "1",  # beside -q: no word about indexes that lack a package
        "COPYDESK_CACHE_DIR": str(tmp_path / "cache"),
        "GITHUB_ACTIONS": "",
        "LANG": "C.UTF-8",
        "COLUMNS": "92",
    }


def test_tutorial_for_pack_authors(
    machine: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    blocks = list(read_blocks(TUTORIAL))
    assert not any(block.excuse for block in blocks)
    with Shell(folder, machine) as shell:
        follow(shell, folder, blocks, update=request.config.getoption("--update"))
