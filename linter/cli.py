"""The command `copydesk`: findings go to standard output, all else to standard error."""

import gc
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, HelpFormatter, Namespace
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, NoReturn, cast

from linter.cache import Cache, find_cache_folder
from linter.config import Layer
from linter.diagnostic import SEVERITIES, Severity
from linter.located import BadFile, guess
from linter.patterns import keep_patterns
from linter.reporters import FORMATS, find_reporter
from linter.run import COMMAND_LINE, Options, Report, UnknownRule, check
from linter.terminal import clean, clean_path, wants_color

CLEAN, FINDINGS, WRONG = 0, 1, 2
_INTERRUPTED, _PIPE_CLOSED = 130, 141


class Refused(Exception):
    """The command line cannot be followed; the message says why."""


class Command(NamedTuple):
    """A command: what it does in one line, its options, and the work."""

    about: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit status: 0 clean, 1 findings, 2 the run itself went wrong."""
    _prepare_streams()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except (BadFile, UnknownRule, Refused) as fault:
        _complain(str(fault))
    except OSError as fault:
        _complain(f"copydesk: {fault.strerror or fault}{f': {fault.filename}' if fault.filename else ''}")
    return WRONG


def start() -> NoReturn:
    """The way in for the command line: `main`, and out without taking the interpreter down piece by piece.

    That saves a tenth of a run; all output has been flushed, and nothing else is open. Garbage is looked for less
    often than usual, because a run makes many values that last and few that refer to each other in circles.
    """
    gc.set_threshold(200_000)
    try:
        status = main()
        if "--no-cache" not in sys.argv:
            keep_patterns()
    except Exception:  # a fault of ours, which must not look like findings: Python's own status for it is 1
        from traceback import print_exc

        print_exc()
        status = WRONG
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            status = status or WRONG
    os._exit(status)


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(_overview())
        return CLEAN if arguments else WRONG
    name, rest = arguments[0], arguments[1:]
    if name in ("-V", "--version"):
        sys.stdout.write(f"copydesk {_version()}\n")
        return CLEAN
    if name not in COMMANDS:
        is_path = os.path.exists(name)
        meant = f"; did you mean “copydesk check {name}”?" if is_path else guess(name, [*COMMANDS])
        raise Refused(f"copydesk: “{name}” is no command{meant}\n{_SEE_HELP.format('')}")
    return COMMANDS[name].run(_parse(name, rest))


def _prepare_streams() -> None:
    """UTF-8 for files and pipes; a terminal keeps its encoding; what it cannot show is escaped."""
    # A stream that was closed before the run is None in Python; what is written to it is lost.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        cast(Any, stream).reconfigure(encoding=encoding, errors="backslashreplace")


def _complain(message: str) -> None:
    for line in message.splitlines():
        sys.stderr.write(f"{clean_path(line)}\n")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("copydesk")
    except PackageNotFoundError:
        return "(not installed)"


def _overview() -> str:
    commands = "".join(f"  {name:10}{command.about}\n" for name, command in COMMANDS.items())
    return (
        "copydesk: an editorial rhetoric linter for op-ed drafts\n\n"
        f"usage: copydesk COMMAND ...\n\n{commands}\n"
        "“copydesk COMMAND --help” shows the options of a command.\n"
        "Exit status: 0 clean, 1 findings, 2 the run itself went wrong.\n"
    )


# ---------------------------------------------------------------- arguments

_SEE_HELP = "see “copydesk{} --help”"


class _Formatter(HelpFormatter):
    """A formatter that knows its width: otherwise argparse asks `shutil`, which takes longer than all the rest."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32, width=100)


class _Parser(ArgumentParser):
    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog, description=description, allow_abbrev=False, formatter_class=_Formatter)

    def error(self, message: str) -> NoReturn:
        raise Refused(f"{self.prog}: {message}\n{_SEE_HELP.format(self.prog.removeprefix('copydesk'))}")


def _parse(name: str, arguments: list[str]) -> Namespace:
    """The arguments of a command. What starts with a dash is a file where a file is called so."""
    parser = _Parser(f"copydesk {name}", COMMANDS[name].about)
    COMMANDS[name].arguments(parser)
    options = [option for action in parser._actions for option in action.option_strings]
    if "--" in arguments:
        split = arguments.index("--")
        arguments, files = arguments[:split], arguments[split + 1 :]
    else:
        files = []
    dashed = [one for one in arguments if _is_file(one, options)]
    given, unknown = parser.parse_known_intermixed_args([one for one in arguments if one not in dashed])
    if unknown:
        option = unknown[0].split("=")[0]
        parser.error(f"no option is called “{option}”{guess(option, options)}")
    if dashed or files:
        given.paths = [*(given.paths or []), *dashed, *files]
    return given


def _is_file(argument: str, options: Sequence[str]) -> bool:
    return len(argument) > 1 and argument[0] == "-" and argument not in options and os.path.lexists(argument)


def _level(word: str) -> Severity:
    if word in SEVERITIES:
        return word
    raise ArgumentTypeError(f"“{word}” is none of {', '.join(SEVERITIES)}{guess(word, SEVERITIES)}")


def _add_choice(parser: ArgumentParser, option: str, choices: Sequence[str]) -> None:
    """An option that takes one of some words; the first is the default."""

    def convert(word: str) -> str:
        if word in choices:
            return word
        raise ArgumentTypeError(f"“{word}” is none of {', '.join(choices)}{guess(word, choices)}")

    about = f"(default: {choices[0]})"
    parser.add_argument(option, type=convert, default=choices[0], metavar="|".join(choices), help=about)


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def _weight(text: str) -> tuple[str, Severity]:
    code, equals, level = text.partition("=")
    if not equals:
        raise ArgumentTypeError(f"“{text}” is not CODE=LEVEL, as in AT101=error")
    return code.strip(), _level(level.strip())


_SELECTIONS = {
    "--select": "only these rules",
    "--extend-select": "these rules too",
    "--ignore": "not these rules",
}


def _add_layer(parser: ArgumentParser) -> None:
    group = parser.add_argument_group(
        "rules", "CODES: codes, names, beginnings of codes, packs, ALL; with commas"
    )
    for option, about in _SELECTIONS.items():
        group.add_argument(option, metavar="CODES", type=_words, action="extend", help=about)
    group.add_argument(
        "--severity", metavar="CODE=LEVEL", type=_weight, action="append", help="another severity for a rule"
    )
    config = parser.add_mutually_exclusive_group()
    config.add_argument("--config", metavar="FILE", help="this config file instead of the nearest")
    config.add_argument("--no-config", "--isolated", action="store_true", help="no config file at all")
    parser.add_argument("--no-cache", action="store_true", help="read the rules afresh, keep nothing")


def _options(given: Namespace) -> Options:
    weights = dict(given.severity or ())
    select = tuple(given.select) if given.select is not None else None
    layer = Layer(COMMAND_LINE, select, tuple(given.extend_select or ()), tuple(given.ignore or ()), weights)
    folder = None if given.no_cache else find_cache_folder(os.environ)
    return Options(
        layer=layer,
        config=_config(given),
        fail_on=getattr(given, "fail_on", None),
        min_severity=getattr(given, "min_severity", None),
        stdin_filename=getattr(given, "stdin_filename", None),
        cache=Cache(folder),
    )


def _config(given: Namespace) -> str | None:
    if given.config and not os.path.isfile(given.config):
        raise Refused(f"copydesk: --config: there is no file “{given.config}”")
    return "" if given.no_config else cast("str | None", given.config)


# ---------------------------------------------------------------- check


def _check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="drafts or folders; - is standard input")
    _add_choice(parser, "--output-format", FORMATS)
    for option, about in (("--min-severity", "show"), ("--fail-on", "exit 1")):
        levels = "|".join(SEVERITIES)
        parser.add_argument(
            option, type=_level, metavar=levels, help=f"{about} from here up (default: warning)"
        )
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 even with findings")
    parser.add_argument("--stdin-filename", metavar="NAME", help="what standard input is called in reports")
    _add_choice(parser, "--color", ("auto", "always", "never"))
    parser.add_argument("-q", "--quiet", action="store_true", help="no summary on standard error")
    _add_layer(parser)


def _check(given: Namespace) -> int:
    report = check(given.paths or ["."], _options(given))
    color = wants_color(given.color, sys.stdout.isatty(), os.environ)
    _write(find_reporter(given.output_format)(report._replace(color=color)))
    for failure in report.failures:
        _complain(str(failure))
    for folder in report.empty:
        _complain(f"{folder}: there are no drafts in this folder")
    if not given.quiet:
        sys.stderr.write(f"{_summarise(report)}\n")
    if report.failures:
        return WRONG
    return FINDINGS if report.failing and not given.exit_zero else CLEAN


def _write(pieces: Iterable[str]) -> None:
    for piece in pieces:
        sys.stdout.write(piece)
    sys.stdout.flush()


def _summarise(report: Report) -> str:
    shown = _count_by_severity([one.severity for one in report.diagnostics]) or "no findings"
    summary = f"{_count(len(report.drafts), 'draft')} checked: {shown}"
    if report.hidden:
        summary += f"; {_count_by_severity(report.hidden)} not shown (--min-severity info shows them)"
    if report.excluded:
        summary += f"; {report.excluded} excluded by the config"
    if report.failures:
        summary += f"; {_count(len(report.failures), 'failure')}"
    return summary


def _count_by_severity(severities: Sequence[Severity]) -> str:
    counts = [(severities.count(severity), _IN_WORDS[severity]) for severity in reversed(SEVERITIES)]
    return ", ".join(_count(number, noun) for number, noun in counts if number)


_IN_WORDS = {"error": "error", "warning": "warning", "info": "note"}


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# ---------------------------------------------------------------- the other commands


def _explain(given: Namespace) -> int:
    from linter.manual import NoSuchRule, explain

    try:
        return _tell(explain(given.code, _options(given)))
    except NoSuchRule as fault:
        raise Refused(f"copydesk explain: {fault}") from None


def _rules(given: Namespace) -> int:
    from linter.manual import list_rules

    return _tell(list_rules(_options(given), given.output_format))


def _show_config(given: Namespace) -> int:
    from linter.manual import show_config

    return _tell(show_config(given.path, _options(given)))


def _test(given: Namespace) -> int:
    from linter.examples import test_packs

    tested = test_packs(given.paths)
    _write(f"{clean_path(line)}\n" for line in tested.failed)
    for line in tested.slow:
        _complain(line)
    counts = f"{_count(tested.rules, 'rule')}, {_count(tested.examples, 'example')}"
    _complain(f"{counts}: {len(tested.failed) or 'none'} failed")
    return FINDINGS if tested.failed else CLEAN


def _tell(lines: Iterable[str]) -> int:
    _write(f"{clean(line)}\n" for line in lines)
    return CLEAN


def _explain_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help="a rule's code or name, as in AT101 or vague-source")
    _add_layer(parser)


def _rules_arguments(parser: ArgumentParser) -> None:
    _add_choice(parser, "--output-format", ("text", "json"))
    _add_layer(parser)


def _config_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a draft or folder (default: .)")
    _add_layer(parser)


def _test_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PACK", help="YAML files (default: the built-in packs)")


COMMANDS = {
    "check": Command("Lint drafts", _check_arguments, _check),
    "explain": Command("What a rule looks for, why, and how to answer it", _explain_arguments, _explain),
    "rules": Command("The rules that there are", _rules_arguments, _rules),
    "test": Command("Run the examples of packs", _test_arguments, _test),
    "config": Command("What applies to a draft, and where it comes from", _config_arguments, _show_config),
}
