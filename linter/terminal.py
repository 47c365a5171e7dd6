"""Text as a terminal or a log may show it: nothing in it steers either, and its width is known."""

from __future__ import annotations

from linter.patterns import compile_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.diagnostic import Diagnostic

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {0x7F: "\u2421"}
_HIDDEN = dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
_LINES = {0x85: "\u2424", 0x2028: "\u2424", 0x2029: "\u2424"}
_VISIBLE = _PICTURES | _HIDDEN | _LINES

_STYLES = {"path": "1", "error": "1;31", "warning": "1;33", "info": "1;36", "code": "2", "rule": "2"}


def clean(text: str) -> str:
    """Text with control characters and overrides of direction made visible, one character for one.

    GitHub's runner obeys `##[command]` anywhere in a line, so that opening is written with another bracket.
    """
    if not text.isprintable():
        text = text.translate(_VISIBLE)
    return text.replace("##[", "##(") if "##[" in text else text


def clean_path(path: str) -> str:
    """A path to begin a line with: GitHub's runner obeys lines that begin with colons."""
    path = clean(path)
    return f"./{path}" if path.lstrip().startswith(":") else path


def width(text: str) -> int:
    """How many columns of a terminal a text takes that holds no control characters (UAX #11)."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    wide = sum(east_asian_width(char) in "WF" for char in text)
    none = sum(category(char) in ("Mn", "Me", "Cf") for char in text)
    return len(text) + wide - none


def paint(text: str, style: str, color: bool) -> str:
    """Text in the colour of a style, or as it is."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if color else text


def write_headline(one: Diagnostic, color: bool) -> str:
    """A diagnostic in one line: `path:line:column: severity: message [code name]`."""
    place = f"{paint(clean_path(one.path), 'path', color)}:{one.line}:{one.column}"
    severity = paint(one.severity, one.severity, color)
    name = paint(f"[{one.code} {one.name}]", "code", color)
    return f"{place}: {severity}: {clean(one.message)} {name}"


def wants_color(choice: str, is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to write colour: as was asked, else where https://no-color.org and the terminal allow it."""
    if choice != "auto":
        return choice == "always"
    return is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def write_json(value: object, indent: int | None = None) -> str:
    """A value as JSON. What a terminal or a runner may obey and what UTF-8 cannot say is escaped; it means the same."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


_STEERING = compile_pattern(f"[\x7f{''.join(map(chr, _HIDDEN))}\u2028\u2029\ud800-\udfff]|(?<=##)\\[")
