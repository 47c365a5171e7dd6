"""What all commands share: how they are declared, the options about rules, and the two streams."""

from __future__ import annotations

import os
import sys

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.cache import Cache, find_cache_folder
from linter.diagnostic import SEVERITIES, Severity
from linter.faults import BadFile, GitFault, guess
from linter.rulebook import Layer
from linter.run import COMMAND_LINE, Options, UnknownRule
from linter.terminal import clean, clean_path
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TypeAlias

    from linter.watch import Stock

    # Some work, which gives an exit status, and the state of all that it depends on.
    Round: TypeAlias = "tuple[Callable[[], int], Callable[[], Stock]]"

CLEAN, FINDINGS, WRONG = 0, 1, 2


class Command(NamedTuple):
    """A command: what it takes, and its work, which gives the exit status."""

    operand: Operand | None
    sections: tuple[Section, ...]
    run: Callable[[Given], int]


def read_level(word: str) -> Severity:
    """A severity by its name. Raises ValueError."""
    if word in SEVERITIES:
        return word
    raise ValueError(f"“{word}” is none of {', '.join(SEVERITIES)}{guess(word, SEVERITIES)}")


def read_number(text: str) -> int:
    """A whole number. Raises ValueError."""
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"“{text}” is not a number such as 0 or 20")
    return int(text)


def _read_words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _read_weight(text: str) -> tuple[str, Severity]:
    code, equals, level = text.partition("=")
    if not equals:
        raise ValueError(f"“{text}” is not CODE=LEVEL, as in AT101=error")
    return code.strip(), read_level(level.strip())


MIN_SEVERITY = Option(
    ("--min-severity",), "show from here up (default: warning)", "|".join(SEVERITIES), convert=read_level
)
RULES = Section(
    "rules (CODES: codes, names, beginnings of codes, packs, ALL; with commas)",
    (
        Option(("--select",), "only these rules", "CODES", convert=_read_words, many=True),
        Option(("--extend-select",), "these rules too", "CODES", convert=_read_words, many=True),
        Option(("--ignore",), "not these rules", "CODES", convert=_read_words, many=True),
        Option(("--severity",), "another severity for a rule", "CODE=LEVEL", convert=_read_weight, many=True),
        Option(("--config",), "this config file instead of the nearest", "FILE"),
        Option(("--no-config", "--isolated"), "no config file at all"),
        Option(("--no-cache",), "read rules and drafts afresh, keep nothing"),
    ),
)


JOBS = Option(
    ("-j", "--jobs"),
    "how many processes (default: by cores and by the amount of work)",
    "N",
    convert=read_number,
)


def decide_jobs(given: Given, paths: Sequence[str], environment: Mapping[str, str]) -> int:
    """How many processes are asked for; 0: as many as pay.

    A hook framework that hands over files starts several runs side by side, of which each is to stay alone.
    """
    if given.jobs is not None:
        return int(given.jobs)
    return 1 if paths and environment.get("PRE_COMMIT") else 0


def read_options(given: Given) -> Options:
    """What the options of RULES say. Raises Misused."""
    select = None if given.select is None else _join(given.select)
    weights = dict(given.severity or ())
    layer = Layer(COMMAND_LINE, select, _join(given.extend_select), _join(given.ignore), weights)
    folder = None if given.no_cache else find_cache_folder(os.environ)
    return Options(layer=layer, config=_find_config(given), cache=Cache(folder))


def _join(lists: Iterable[list[str]] | None) -> tuple[str, ...]:
    return tuple(word for words in lists or () for word in words)


def _find_config(given: Given) -> str | None:
    if given.config and given.no_config:
        raise Misused("--config and --no-config cannot both be followed")
    if given.config and not os.path.isfile(given.config):
        raise Misused(f"--config: there is no file “{given.config}”")
    return "" if given.no_config else given.config


# ---------------------------------------------------------------- streams


def write(pieces: Iterable[str]) -> None:
    """Write a command's result, to standard output."""
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.flush()


def tell(lines: Iterable[str]) -> int:
    """Write lines for a person to standard output; the run went well."""
    write(f"{clean(line)}\n" for line in lines)
    return CLEAN


def attempt(work: Callable[[], int]) -> int:
    """The exit status of some work; what is wrong with files, rules or git is told instead of raised."""
    try:
        return work()
    except BrokenPipeError:
        raise
    except (BadFile, UnknownRule, GitFault) as fault:
        complain(str(fault))
    except OSError as fault:
        complain(f"copydesk: {fault.strerror or fault}{f': {fault.filename}' if fault.filename else ''}")
    return WRONG


def follow(begin: Callable[[], Round]) -> int:
    """Do some work again whenever what it depends on has changed, until the person at the terminal ends it."""
    from linter.watch import wait_for_change

    try:
        while True:
            work, take = begin()
            stock = take()
            attempt(work)
            complain("waiting for changes; Ctrl-C ends it")
            _turn_page(wait_for_change(stock, take))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return CLEAN


def _turn_page(changed: Sequence[str]) -> None:
    """Begin a new report, on a terminal at its top, and say why there is one."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        write(["\x1b[2J\x1b[H"])
    what = os.path.relpath(changed[0]) if len(changed) == 1 else f"{len(changed)} files"
    complain(f"changed: {what}")


def complain(message: str) -> None:
    """Say something about the run, to standard error."""
    for line in message.splitlines():
        sys.stderr.write(f"{clean_path(line)}\n")


def count(number: int, noun: str) -> str:
    """A number of things in words."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
