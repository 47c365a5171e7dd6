"""The tests that need a process without threads, where the others share several that have some."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" not in os.environ, reason="one process runs all tests, and these too"
)
def test_alone() -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "alone", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
