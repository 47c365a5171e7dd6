"""The command `copydesk`: findings go to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys

from linter.arguments import Given, Misused, Operand, Usage, describe, parse
from linter.command import CLEAN, WRONG, Command, attempt, complain, tell
from linter.commands import ABOUT, find_command
from linter.faults import guess
from linter.patterns import keep_patterns
from linter.version import find_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

_INTERRUPTED, _PIPE_CLOSED = 130, 141
_HELP = ("-h", "--help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status: 0 clean, 1 findings, 2 the run itself went wrong."""
    _prepare_streams()

    def work() -> int:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status

    try:
        return attempt(work)
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except KeyboardInterrupt:
        return _INTERRUPTED


def start() -> NoReturn:
    """`main`, and out without taking the interpreter down piece by piece.

    That saves a tenth of a run; all output has been flushed, and nothing else is open.
    """
    try:
        status = main()
        if "--no-cache" not in sys.argv:
            keep_patterns()
    except Exception as fault:  # it must not look like findings: Python's own status for it is 1
        _tell_fault(fault)
        status = WRONG
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            status = status or WRONG
    os._exit(status)


def _tell_fault(fault: Exception) -> None:
    """Say that a package is missing; anything else is a fault of ours, which is shown whole."""
    if isinstance(fault, ModuleNotFoundError) and fault.name and not fault.name.startswith("linter"):
        complain(f"copydesk: “{fault.name}” is needed and not installed: run “pip install copydesk”")
        return
    from traceback import print_exception

    print_exception(fault)


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in (*_HELP, "help"):
        sys.stdout.write(_overview())
        return CLEAN if arguments else WRONG
    name, rest = arguments[0], arguments[1:]
    if name in ("-V", "--version"):
        sys.stdout.write(f"copydesk {find_version() or '(not installed)'}\n")
        return CLEAN
    if name in _ABOUT:
        return _follow(name, rest)
    is_path = os.path.exists(name)
    meant = f"; did you mean “copydesk check {name}”?" if is_path else guess(name, [*_ABOUT])
    complain(f"copydesk: “{name}” is no command{meant}\nsee “copydesk --help”")
    return WRONG


def _follow(name: str, arguments: list[str]) -> int:
    """Carry out one command."""
    command, usage = _find(name)
    if any(one in _HELP for one in arguments[: _find_end(arguments)]):
        return tell(describe(usage))
    try:
        return command.run(parse(usage, arguments))
    except Misused as fault:
        complain(f"copydesk {name}: {fault}\nsee “copydesk {name} --help”")
        return WRONG


def _find(name: str) -> tuple[Command, Usage]:
    command = _COMPLETION if name == "completion" else find_command(name)
    return command, Usage(name, _ABOUT[name], command.operand, command.sections)


def _complete(given: Given) -> int:
    """Write the script for a shell, which knows all commands: so this is none of theirs."""
    from linter.completion import SHELLS

    (shell,) = given.shells
    if shell not in SHELLS:
        raise Misused(f"“{shell}” is none of {', '.join(SHELLS)}{guess(shell, [*SHELLS])}")
    return tell(SHELLS[shell](list_usages()))


def list_usages() -> list[Usage]:
    """What every command takes, in the order in which help lists them."""
    return [_find(name)[1] for name in _ABOUT]


_COMPLETION = Command(
    Operand("shells", "bash|zsh|fish", "the shell to write for", least=1, most=1), (), _complete
)
_ABOUT = {**ABOUT, "completion": "A script by which a shell completes command lines"}


def _find_end(arguments: list[str]) -> int:
    """Where the options end: what follows `--` are files, whatever they are called."""
    return arguments.index("--") if "--" in arguments else len(arguments)


def _prepare_streams() -> None:
    """UTF-8 for files and pipes; a terminal keeps its encoding; what it cannot show is escaped."""
    # A stream that was closed before the run is None in Python; what is written to it is lost.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        reconfigure: Any = stream.reconfigure  # type: ignore[union-attr]
        reconfigure(encoding=encoding, errors="backslashreplace")


def _overview() -> str:
    commands = "".join(f"  {name:12}{about}\n" for name, about in _ABOUT.items())
    return (
        "copydesk: an editorial rhetoric linter for op-ed drafts\n\n"
        f"usage: copydesk COMMAND ...\n\n{commands}\n"
        "“copydesk COMMAND --help” shows the options of a command.\n"
        "Exit status: 0 clean, 1 findings, 2 the run itself went wrong.\n"
    )
