"""A command line read by a declared table: what it may hold, what it says, and how to write it.

The table stands in for `argparse`, whose import and parsers take a tenth of a run; help and completion are written
from the same table. Options are never abbreviated. What begins with a dash and names a file is that file.
"""

from __future__ import annotations

import os

from linter.faults import guess
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

_WIDEST = 98
_INDENT = 31


class Misused(Exception):
    """A command line that cannot be followed; the message says why."""


class Option(NamedTuple):
    """An option by its names; in code it goes by the long one: `--fail-on` is `given.fail_on`.

    Without `metavar` and `choices` it is a switch. The first of `choices` is the default; `offers` are values that a
    shell may offer where others are good too. `convert` raises ValueError with a message for the person. An option of
    `many` gathers its values in a list.
    """

    names: tuple[str, ...]
    about: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    convert: Callable[[str], Any] = str
    many: bool = False
    offers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What its value is called among those given."""
        return next(name for name in self.names if name.startswith("--"))[2:].replace("-", "_")

    @property
    def is_switch(self) -> bool:
        """Whether it takes no value."""
        return not self.metavar and not self.choices

    @property
    def start(self) -> Any:
        """What stands where the option is not given."""
        return False if self.is_switch else self.choices[0] if self.choices else None


class Operand(NamedTuple):
    """What a command line holds besides options: under which key, and how often it must and may stand there."""

    key: str
    metavar: str
    about: str
    least: int = 0
    most: int | None = None


class Section(NamedTuple):
    """Options that help shows together."""

    title: str
    options: tuple[Option, ...]


class Usage(NamedTuple):
    """All that a command takes."""

    command: str
    about: str
    operand: Operand | None
    sections: tuple[Section, ...]

    @property
    def options(self) -> dict[str, Option]:
        """The options by each of their names."""
        listed = (option for section in self.sections for option in section.options)
        return {name: option for option in listed for name in option.names}


class Given:
    """The values of a command line, each an attribute: those of options, and the operands as a list."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, key: str) -> Any:
        raise AttributeError(f"the command takes no “{key}”")


def parse(usage: Usage, arguments: Sequence[str]) -> Given:
    """The values on a command line. Raises Misused."""
    options = usage.options
    values: dict[str, Any] = {option.key: option.start for option in options.values()}
    operands: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            operands += rest
        elif argument in ("-", "") or argument[0] != "-" or _is_file(argument, options):
            operands.append(argument)
        else:
            _take(argument, rest, options, values)
    return Given(values | _count(usage.operand, operands))


def _is_file(argument: str, options: dict[str, Option]) -> bool:
    return argument not in options and os.path.lexists(argument)


def _take(argument: str, rest: Iterator[str], options: dict[str, Option], values: dict[str, Any]) -> None:
    """Read one option, and its value where it takes one."""
    name, equals, value = _split(argument)
    option = options.get(name)
    if option is None:
        raise Misused(f"no option is called “{name}”{guess(name, [*options])}")
    if option.is_switch:
        if equals:
            raise Misused(f"{name} takes no value, but “{value}” is given")
        values[option.key] = True
        return
    if not equals:
        value = next(rest, "")
        if not value or value in options:
            raise Misused(f"{name} needs a value: {option.metavar or ' or '.join(option.choices)}")
    read = _convert(name, option, value)
    values[option.key] = [*(values[option.key] or ()), read] if option.many else read


def _split(argument: str) -> tuple[str, bool, str]:
    """The name of an option, whether a value hangs on it, and that value: `--name=value` or `-nvalue`."""
    if argument.startswith("--"):
        name, equals, value = argument.partition("=")
        return name, bool(equals), value
    return argument[:2], len(argument) > 2, argument[2:]


def _convert(name: str, option: Option, value: str) -> Any:
    if option.choices and value not in option.choices:
        known = ", ".join(option.choices)
        raise Misused(f"{name}: “{value}” is none of {known}{guess(value, option.choices)}")
    try:
        return option.convert(value)
    except ValueError as fault:
        raise Misused(f"{name}: {fault}") from None


def _count(operand: Operand | None, given: list[str]) -> dict[str, Any]:
    if operand is None:
        if given:
            raise Misused(f"nothing is to be done with “{given[0]}”")
        return {}
    if len(given) < operand.least:
        raise Misused(f"{operand.metavar} is missing: {operand.about}")
    if operand.most is not None and len(given) > operand.most:
        raise Misused(f"one {operand.metavar} too many: “{given[operand.most]}”")
    return {operand.key: given}


# ---------------------------------------------------------------- help


def describe(usage: Usage) -> Iterator[str]:
    """The help of a command, line by line."""
    operand = usage.operand
    yield f"usage: copydesk {usage.command} [OPTION ...]{f' {_write_operand(operand)}' if operand else ''}"
    yield from ("", usage.about)
    if operand:
        yield ""
        yield from _entry(operand.metavar, operand.about)
    for section in usage.sections:
        yield from ("", f"{section.title}:")
        for option in section.options:
            yield from _entry(write_option(option), write_about(option))
    yield ""
    yield from _entry("-h, --help", "this help")


def _write_operand(operand: Operand) -> str:
    is_counted = operand.most in (1, operand.least) or "..." in operand.metavar
    name = operand.metavar if is_counted else f"{operand.metavar} ..."
    return name if operand.least else f"[{name}]"


def write_option(option: Option) -> str:
    """An option as help has it: its names, and what stands for its value."""
    value = option.metavar or "|".join(option.choices)
    return f"{', '.join(option.names)} {value}".rstrip()


def write_about(option: Option) -> str:
    """What an option does, and its default."""
    default = f" (default: {option.choices[0]})" if option.choices else ""
    return f"{option.about}{default}"


def _entry(name: str, about: str) -> Iterator[str]:
    from textwrap import wrap

    lines = wrap(about, _WIDEST - _INDENT)
    if len(name) > _INDENT - 4:
        yield f"  {name}"
    else:
        yield f"  {name:{_INDENT - 2}}{lines.pop(0)}"
    yield from (" " * _INDENT + line for line in lines)
