"""Where a finding is, for formats that know nothing but lines: what has paragraphs instead is said in words."""

from __future__ import annotations

from linter.readers import find_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.diagnostic import Diagnostic, Place


def has_lines(path: str) -> bool:
    """Whether positions in a draft count lines of its file, which a service can show."""
    return find_format(path).unit == "line"


def locate(one: Diagnostic) -> str:
    """What stands behind the path of a draft for people: `:12:7`, or “, paragraph 12:7”."""
    start = ":" if has_lines(one.path) else f", {find_format(one.path).unit} "
    return f"{start}{one.line}:{one.column}"


def say(one: Diagnostic) -> str:
    """The message of a diagnostic; where no line can tell its place, the message does."""
    return say_at(one.path, one, one.message)


def say_at(path: str, place: Diagnostic | Place, text: str) -> str:
    """What is said of a place, as `say` does it."""
    return text if has_lines(path) else f"{find_format(path).unit} {place.line}: {text}"
