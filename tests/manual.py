"""The examples of the manual: its blocks of code, and a shell in which they are run word for word."""

import doctest
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from conftest import ROOT

DOCS = ROOT / "docs"
# What is run as a session, and what is held against Python.
SESSION, PYTHON = "console", "pycon"
_FENCE = re.compile(r"(?P<margin> *)(?P<fence>`{3,})(?P<info>.*)")
_DIRECTIVE = re.compile(r"\{code-block\} (\w+)")
_OPTION = re.compile(r" *:(\w+): (.*)")
_NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
_END = "manual-example-ends-with"


class Block(NamedTuple):
    """A block of code: its page, the line (from 1) of its first line of code, its language and its lines.

    With `path` it is a file of that name; `excuse` says why it is not run.
    """

    page: Path
    line: int
    language: str
    path: str
    excuse: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


class Step(NamedTuple):
    """A command of a session, and what it is said to write."""

    command: str
    told: tuple[str, ...]


def list_pages() -> list[Path]:
    """The pages that people have written."""
    made = (DOCS / "reference", DOCS / "_tables")
    pages = sorted(DOCS.rglob("*.md"))
    return [one for one in pages if not set(made) & set(one.parents) and "node_modules" not in one.parts]


def read_blocks(page: Path) -> Iterator[Block]:
    """The blocks of code of a page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    excuse, number = "", 0
    while number < len(lines):
        if opened := _FENCE.fullmatch(lines[number]):
            end = next(n for n in range(number + 1, len(lines)) if lines[n].strip() == opened["fence"])
            body = [line.removeprefix(opened["margin"]) for line in lines[number + 1 : end]]
            yield from _read_block(page, number + 2, opened["info"], body, excuse)
            number, excuse = end, ""
        elif lines[number].strip():
            found = _NOT_RUN.fullmatch(lines[number].strip())
            excuse = found[1] if found else ""
        number += 1


def _read_block(page: Path, line: int, info: str, body: list[str], excuse: str) -> Iterator[Block]:
    directive = _DIRECTIVE.fullmatch(info)
    if info.startswith("{") and not directive:
        return
    path, start = "", 0
    while directive and start < len(body) and (option := _OPTION.fullmatch(body[start])):
        path = option[2] if option[1] == "caption" else path
        start += 1
    if directive and start < len(body) and not body[start]:
        start += 1
    language = directive[1] if directive else info
    yield Block(page, line + start, language, path, excuse, tuple(body[start:]))


def read_steps(block: Block) -> list[Step]:
    """The commands of a session: behind “$ ”, carried on behind “> ”; all other lines are what is written."""
    steps: list[Step] = []
    for line in block.lines:
        if line.startswith("$ "):
            steps.append(Step(line[2:], ()))
        elif line.startswith("> ") and not steps[-1].told:
            steps[-1] = Step(f"{steps[-1].command}\n{line[2:]}", ())
        else:
            steps[-1] = Step(steps[-1].command, (*steps[-1].told, line))
    return steps


def write_steps(steps: list[Step]) -> list[str]:
    """Commands and what they write as a session has them."""
    return [
        line
        for step in steps
        for line in (*f"$ {step.command}".replace("\n", "\n> ").split("\n"), *step.told)
    ]


def agrees(told: tuple[str, ...], out: str) -> bool:
    """Whether a command wrote what the manual says; a line “...” stands for any lines."""
    pieces = [r"(?:.*\n)*?" if line == "..." else re.escape(f"{line}\n") for line in told]
    return re.fullmatch("".join(pieces), out) is not None


class Shell:
    """A bash that runs the sessions of a page one after the other, in one folder."""

    # Where the folder lies, as far as the manual is concerned.
    HOME = "/home/ana/newsroom"

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()

    def run(self, command: str) -> str:
        """What a command writes to both of its streams; `$?` and the folder are as it leaves them."""
        assert self.process.stdin
        assert self.process.stdout
        ending = f'status=$?; printf "\\n{_END}\\n"; (exit $status)'
        self.process.stdin.write(f"{{ {command}\n}} </dev/null; {ending}\n")
        self.process.stdin.flush()
        lines: list[str] = []
        while (line := self.process.stdout.readline()) != f"{_END}\n":
            assert line, f"the shell ended at: {command}"
            lines.append(line)
        return "".join(lines).removesuffix("\n").replace(str(self.folder), self.HOME)


# ---------------------------------------------------------------- following a page


def follow(shell: Shell, folder: Path, blocks: list[Block], *, update: bool) -> None:
    """Do what a page says, and see that this comes of it: write its files, run its sessions."""
    new: dict[Block, list[str]] = {}
    for block in blocks:
        if block.path:
            (folder / block.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.path).write_text(block.text, encoding="utf-8")
        elif block.language == PYTHON:
            check_python(block)
        else:
            new[block] = list(run_session(shell, block, update=update))
    if update:
        rewrite(new)


def run_session(shell: Shell, block: Block, *, update: bool) -> Iterator[str]:
    """The lines of a session as they ought to be."""
    for step in read_steps(block):
        out = shell.run(step.command)
        if not agrees(step.told, out):
            assert update, f"{block}: $ {step.command}\n{out}"
            step = step._replace(told=tuple(out.splitlines()))
        yield from write_steps([step])


def rewrite(new: Mapping[Block, list[str]]) -> None:
    """Set what commands write into their page, from its end, so that lines keep their numbers."""
    for block, lines in reversed([*new.items()]):
        whole = block.page.read_text(encoding="utf-8").splitlines()
        whole[block.line - 1 : block.line - 1 + len(block.lines)] = lines
        block.page.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")


def check_python(block: Block) -> None:
    """Hold what Python answers against what the page says."""
    test = doctest.DocTestParser().get_doctest(block.text, {}, str(block), str(block.page), block.line - 1)
    told: list[str] = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert not failed, "".join(told)
