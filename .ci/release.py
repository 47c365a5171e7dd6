#!/usr/bin/env python3
"""The checklist before a release, run and not read: `python .ci/release.py`, in an environment with `.[test]`.

What git knows of this checkout is built; the wheel is installed alone on every Python it supports that is found here,
and has to find the same everywhere, with warnings as errors and without a network; its reports live up to their
schemas; the hook runs in a repository; the manual is built. Every check is told; the exit status is 1 if one failed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "tests" / "schemas"
OLDEST = (3, 11)
CLEAN, FINDINGS = 0, 1
# Runs the command as it is installed, and fails it as soon as it asks for a socket.
_REFUSE = """
import sys
def refuse(event, _):
    if event.startswith("socket."): raise OSError("asked the network: " + event)
sys.addaudithook(refuse)
from linter.cli import start
start()
"""
OFFLINE = ("-W", "error", "-c", _REFUSE)


class Failed(Exception):
    """A check that failed, and what was said."""


def run(*command: str | Path, cwd: Path, status: int = 0, **variables: str) -> str:
    """What a command writes to standard output. Raises Failed unless it ends with the status wanted."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COPYDESK", "GITHUB"))
    }
    own = {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **variables}
    done = subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != status:
        said = (done.stdout + done.stderr)[-3_000:]
        raise Failed(f"{' '.join(map(str, command))}: status {done.returncode} instead of {status}\n{said}")
    return done.stdout


def find_pythons() -> dict[tuple[int, int], str]:
    """The Pythons of this machine that are new enough, one a version, by their version."""
    names = (shutil.which(f"python3.{minor}") for minor in range(OLDEST[1], 100))
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    listed = (sys.executable, *filter(None, names), *map(str, sorted(root.glob("versions/*/bin/python"))))
    found: dict[tuple[int, int], str] = {}
    for path in listed:
        code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
        done = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            major, minor = map(int, done.stdout.split())
            found.setdefault((major, minor), path)
    return {version: found[version] for version in sorted(found) if version >= OLDEST}


# ---------------------------------------------------------------- the checks


def build(folder: Path) -> Path:
    """Build what git knows, and the wheel once more from the source distribution, with the same files in it."""
    for name in run("git", "ls-files", "-z", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "tree" / name)
    hatch = (sys.executable, "-m", "hatchling", "build")
    run(*hatch, "-d", folder / "built", cwd=folder / "tree")
    (source,) = (folder / "built").glob("*.tar.gz")
    shutil.unpack_archive(source, folder / "source", filter="data")
    (unpacked,) = (folder / "source").iterdir()
    run(*hatch, "-t", "wheel", "-d", folder / "again", cwd=unpacked)
    (wheel,), (again,) = (folder / "built").glob("*.whl"), (folder / "again").glob("*.whl")
    if read_wheel(wheel) != read_wheel(again):
        raise Failed("the source distribution makes another wheel")
    return wheel


def read_wheel(wheel: Path) -> Mapping[str, bytes]:
    from zipfile import ZipFile

    with ZipFile(wheel) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def install(wheel: Path, python: str, folder: Path) -> Path:
    """An environment that has the wheel and what it needs, and no more; gives its Python."""
    run(python, "-m", "venv", folder, cwd=wheel.parent)
    here = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(here, "-m", "pip", "install", "-q", wheel, cwd=wheel.parent)
    run(here, "-m", "pip", "check", cwd=wheel.parent)
    return here


def lint(python: Path, folder: Path, *options: str) -> str:
    """What the seeds are told, by a run that has nothing of this checkout but them."""
    command = (*OFFLINE, "check", "--no-config", *options, "seeds")
    return run(python, *command, cwd=folder, status=FINDINGS, COPYDESK_CACHE_DIR=str(folder / "cache"))


def compare(pythons: Mapping[tuple[int, int], Path], folder: Path) -> str:
    """The same findings everywhere, made anew and found in the cache that all share; gives them."""
    told = {
        lint(python, folder, "--output-format", "json", "--min-severity", "info")
        for python in (*pythons.values(), *pythons.values())
    }
    if len(told) != 1:
        raise Failed("not every Python finds the same")
    (only,) = told
    if len(json.loads(only)["diagnostics"]) < 100:
        raise Failed("there are hardly any findings in the seeds")
    return only


def try_commands(python: Path, folder: Path) -> None:
    """Every command that needs no more than the wheel does its work."""
    draft, pack = "seeds/ferry-fares.txt", f"{python.parent.parent.name}.yaml"
    for arguments in (
        ["--version"],
        ["rules"],
        ["explain", "AT101"],
        ["ledger", draft],
        ["profile", draft],
        ["config", draft],
        ["schema"],
        ["test"],
        ["new-pack", "house", "-o", pack],
        ["test", pack],
    ):
        run(python, *OFFLINE, *arguments, cwd=folder)


def validate(python: Path, folder: Path) -> None:
    """Every format of a report, read by what reads such files, and by its schema where it has one."""
    formats = run(python, "-c", "from linter.reporters import FORMATS; print(*FORMATS)", cwd=folder).split()
    for name in formats:
        path = folder / f"report.{name}"
        lint(python, folder, "-q", "--output-format", f"{name}:{path}")
        text = path.read_text(encoding="utf-8")
        if not text:
            raise Failed(f"there is nothing in the report for {name}")
        if name in ("json", "gitlab", "sarif", "rdjson"):
            json.loads(text)
        elif name == "jsonl":
            for line in text.splitlines():
                json.loads(line)
        elif name in ("junit", "checkstyle"):
            xml.etree.ElementTree.fromstring(text)
        schema = SCHEMAS / f"{name}.yaml"
        if schema.exists():
            run(sys.executable, "-m", "check_jsonschema", "--schemafile", schema, path, cwd=folder)


def build_manual(folder: Path) -> None:
    run(sys.executable, *"-m sphinx -W --keep-going -q -b html docs".split(), folder / "manual", cwd=ROOT)


def run_hook() -> None:
    """The hooks, in repositories of their own, as pre-commit and git call them."""
    tests = ("tests/test_hook.py", "tests/test_newsroom.py")
    run(sys.executable, *"-m pytest -n 0 -q".split(), *tests, cwd=ROOT)


# ---------------------------------------------------------------- all of them


def check_all(folder: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Every check with its name; those behind use what those before have made."""
    made: dict[str, Path] = {}
    there: dict[tuple[int, int], Path] = {}
    yield "build", lambda: made.update(wheel=build(folder))
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    for version, python in find_pythons().items():
        name = ".".join(map(str, version))

        def add(version: tuple[int, int] = version, python: str = python, name: str = name) -> None:
            there[version] = install(made["wheel"], python, folder / name)

        yield f"install on {name}", add
    yield "the same findings on each", lambda: compare(there, folder)
    for at in there.values():
        yield f"commands on {at.parent.parent.name}", partial(try_commands, at, folder)
    yield "formats", lambda: validate(next(iter(there.values())), folder)
    yield "manual", lambda: build_manual(folder)
    yield "hook", run_hook


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as kept:
        for name, check in check_all(Path(kept)):
            begun = time.monotonic()
            try:
                check()
            except Failed as fault:
                failed += 1
                print(f"FAILED {name}: {fault}", flush=True)
            else:
                print(f"held   {name}, {time.monotonic() - begun:.0f} s", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
