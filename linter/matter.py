"""Front matter (YAML, TOML, JSON at the head of a draft): its titles, what it allows, what is wrong with it."""

from __future__ import annotations

import sys

from linter.document import Flaw, FrontMatter, Galley
from linter.faults import BadFile
from linter.patterns import compile_pattern
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

_FENCE = compile_pattern(r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)")
_FENCE_END = {
    "---": compile_pattern(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)"),
    "+++": compile_pattern(r"(?<=[\r\n])\+\+\+[ \t]*(?=[\r\n]|\Z)"),
}
# A fence with a blank line behind it is a rule of Markdown, unless keys follow.
_NO_MATTER = compile_pattern(r"[ \t]*[\r\n]\s*+(?![\w\"'-]+[ \t]*[:=])")
_KEY = compile_pattern(r"\s*[a-z][\w-]*[ \t]*[:=]")
_OBJECT = compile_pattern(r'\{\s*"[^"\r\n]*"\s*:')
_OBJECT_END = compile_pattern(r"(?<=[\r\n])\}[ \t]*(?=[\r\n]|\Z)")


class Matter(NamedTuple):
    """The front matter of a draft: its fence (`---`, `+++`, `{`, or nothing), its text, its end, what is wrong."""

    fence: str = ""
    text: str = ""
    end: int = 0
    flaw: Flaw | None = None


def find_matter(text: str) -> Matter:
    """The front matter that a draft begins with; where it is broken, as far as it can be told from the body."""
    if text[:1] == "{":
        return _find_json(text)
    fence = _FENCE.match(text)
    if fence is None or _NO_MATTER.match(text, fence.end()):
        return Matter()
    closing = _FENCE_END[fence[1]].search(text, fence.end())
    if closing is None:
        is_meant = _KEY.match(text, fence.end())
        message = (
            f"this “{fence[1]}” opens front matter that is never closed: close it, or it is read as text"
        )
        return Matter(flaw=Flaw(Span(0, 3), message) if is_meant else None)
    matter = Matter(fence[1], text[: closing.start()], closing.end())
    return matter._replace(flaw=_check_toml(matter.text) if fence[1] == "+++" else _check_yaml(matter.text))


def _find_json(text: str) -> Matter:
    from json import JSONDecodeError, JSONDecoder

    if not _OBJECT.match(text):
        return Matter()
    try:
        _, end = JSONDecoder().raw_decode(text)
        return Matter("{", text[:end], end)
    except JSONDecodeError as fault:
        flaw = _tell("JSON", fault.pos, fault.msg)
    except RecursionError:
        flaw = _tell("JSON", 0, "too deeply nested")
    closing = _OBJECT_END.search(text)
    return Matter("{", text[: closing.end()], closing.end(), flaw) if closing else Matter(flaw=flaw)


def read_matter(galley: Galley, matter: Matter) -> FrontMatter:
    """Set the titles of front matter as headings, and give what it says to the linter."""
    end = 0
    for start in _find_titles(matter):
        if start >= end:  # else it is a line of the title before it
            galley.open("heading")
            end = _set_title(galley, matter.text, start)
            galley.close()
    permission = _PERMISSION.search(matter.text)
    if permission is None:
        return FrontMatter(flaw=matter.flaw)
    place = Span(*permission.span(1 if permission[1] else 2))
    return FrontMatter(tuple(_read_codes(matter, place)), place, matter.flaw)


# ---------------------------------------------------------------- what is wrong

# Keys with plain, quoted or no values, and lists of such values: what surely is YAML, without a parser's word for it.
_SAFE = r"""(?:
    [\w(£$€“‘.+/](?:[^\s\x00-\x1f:\#'"]|[ \t](?!\#)|:(?=[^\s])|(?<!\s)\#|['"])*+
  | "(?:[^"\\\r\n]|\\["\\/nt])*+"
  | '(?:[^'\r\n]|'')*+'
)"""
_END = r"[ \t]*(?:\r\n|\n|\r)"
_SURE = compile_pattern(
    rf"""(?x)(?:
        [A-Za-z][\w-]*+: {_END} (?: [ \t]{{0,2}}-[ ] {_SAFE} {_END} )++
      | [A-Za-z][\w-]*+: (?: [ \t]+ (?: {_SAFE} | \[ [ \t]* (?: [\w-]+ (?:,[ \t]*[\w-]+)*+ )? [ \t]* \] ) )?+ {_END}
      | (?:\#[^\r\n]*)?+ (?:\r\n|\n|\r)
    )*+"""
)
_PLACE = compile_pattern(r"(.*) \(at line (\d+), column (\d+)\)")
_LINE = compile_pattern(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_DEEPEST = 100


def _tell(form: str, place: int, cause: str) -> Flaw:
    lost = "mend it, or its titles and permissions may be lost"
    return Flaw(Span(place, place + 1), f"this front matter is not valid {form} here: {cause}; {lost}")


def _check_yaml(text: str) -> Flaw | None:
    inner = _FENCE.sub("", text, 1)
    start = len(text) - len(inner)
    if _SURE.fullmatch(inner):
        return None
    import yaml

    from linter.located import read_events

    try:
        place = _find_depth(read_events(inner))
        return None if place is None else _tell("YAML", start + place, "too deeply nested")
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        return _tell("YAML", start + (mark.index if mark else 0), str(fault.problem or fault.context))
    except yaml.reader.ReaderError:
        # Its own word for the place is in bytes or characters, depending on the parser.
        odd = yaml.reader.Reader.NON_PRINTABLE.search(inner)
        return _tell("YAML", start + (odd.start() if odd else 0), "a control character")


def _find_depth(events: Iterable[Any]) -> int | None:
    """Where events are nested too deeply; else they are read to their end."""
    depth = 0
    for event in events:
        name = type(event).__name__
        depth += name.endswith("StartEvent") - name.endswith("EndEvent")
        if depth > _DEEPEST:
            place: int = event.start_mark.index
            return place
    return None


def _check_toml(text: str) -> Flaw | None:
    from tomllib import TOMLDecodeError, loads

    inner = _FENCE.sub("", text, 1).replace("\r\n", "\n").replace("\r", "\n")
    try:
        loads(inner)
    except TOMLDecodeError as fault:
        told = _PLACE.match(str(fault))
        cause, line, column = told.groups() if told else (str(fault).partition(" (")[0], "1", "1")
        return _tell("TOML", _find_place(text, int(line) + 1, int(column)), cause[:1].lower() + cause[1:])
    except RecursionError:
        return _tell("TOML", 0, "too deeply nested")
    return None


def _find_place(text: str, line: int, column: int) -> int:
    """The offset of a line and column, both from 1, of which the column may lie behind the line's end."""
    start = 0
    for _ in range(line - 1):
        start = _LINE.match(text, start).end()  # type: ignore[union-attr]
    return min(start + column - 1, len(text))


# ---------------------------------------------------------------- titles

_TITLES = "title|subtitle|headline|subhead|standfirst|dek|deck|description"
_TITLE = compile_pattern(rf"(?i)(?<=[\r\n])[\"']?(?:{_TITLES})[\"']?[ \t]*[:=](?:[ \t]+|(?=[\r\n\"']))")
_TABLE = compile_pattern(r"(?<=[\r\n])[ \t]*\[")
_TOKEN = compile_pattern(r'(?s)"(?:[^"\\]|\\.)*+"|[{}\[\]]')
_JSON_TITLE = compile_pattern(rf'(?i)"(?:{_TITLES})"')
_JSON_VALUE = compile_pattern(r'\s*:\s*(?=")')
# By what a value begins with: what closes it, and what it holds.
_QUOTED = {
    '"""': compile_pattern(r'(?s)"""((?:[^"\\]|\\.|"(?!""))*+)"""'),
    "'''": compile_pattern(r"(?s)'''((?:[^']|'(?!''))*+)'''"),
    '"': compile_pattern(r'(?s)"((?:[^"\\]|\\.)*+)"'),
    "'": compile_pattern(r"'((?:[^']|'')*+)'"),
}
_ESCAPE = compile_pattern(r"(?s)\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[\r\n]\s*|.)|''")
_FOLDED = compile_pattern(
    r"[|>][-+\d]*[ \t]*(?:#[^\r\n]*)?((?:(?:\r\n|\n|\r)(?:[ \t]+[^\r\n]*|(?=[\r\n])))*)"
)
_BARE = compile_pattern(
    r"(?![&*!{}\[\]%@`#|>,])((?:(?![ \t]#)[^\r\n])+(?:(?:\r\n|\n|\r)[ \t]+(?!#)[^\s][^\r\n]*)*)"
)


def _find_titles(matter: Matter) -> Iterator[int]:
    """Where the values of titles start; those of other things than the draft, which are nested, are left out."""
    if matter.fence == "{":
        yield from _find_json_titles(matter.text)
        return
    table = _TABLE.search(matter.text) if matter.fence == "+++" else None
    for title in _TITLE.finditer(matter.text, 0, table.start() if table else len(matter.text)):
        yield title.end()


def _find_json_titles(text: str) -> Iterator[int]:
    depth = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "{}[]":
            depth += 1 if token[0] in "{[" else -1
        elif (
            depth == 1 and _JSON_TITLE.fullmatch(token[0]) and (value := _JSON_VALUE.match(text, token.end()))
        ):
            yield value.end()


def _set_title(galley: Galley, text: str, start: int) -> int:
    """Set the value that starts at an offset, as its text, and give where it ends. No plain text, it is left out."""
    quote = next((quote for quote in _QUOTED if text.startswith(quote, start)), "")
    pattern = _QUOTED.get(quote) or (_FOLDED if text[start : start + 1] in "|>" else _BARE)
    value = pattern.match(text, start)
    if value is None:
        return start
    start, end = value.span(1)
    for escape in _ESCAPE.finditer(text, start, end) if quote and quote != "'''" else ():
        galley.take(start, escape.start())
        galley.put(_unescape(escape.group()), escape.start(), escape.end())
        start = escape.end()
    galley.take(start, end)
    return end


def _unescape(escape: str) -> str:
    if escape[1] in "uUx" and len(escape) > 2:
        code = int(escape[2:], 16)
        return chr(code) if code <= sys.maxunicode else "\ufffd"
    return " " if escape[1] in "nrt\r\n" else escape[1]


# ---------------------------------------------------------------- permissions

_PERMISSION = compile_pattern(r"(?<=[\r\n])\[?[\"']?(copydesk)\b|(?<=\")(copydesk)\"\s*:")
_SECTION_END = compile_pattern(r"(?:\r\n|\n|\r)(?=[^\s#-])")


def _read_codes(matter: Matter, place: Span) -> Iterator[str]:
    """The codes that a draft allows. What cannot be read is given as it stands, to be told as unknown."""
    section = _SECTION_END.split(matter.text[place.start :], maxsplit=1)[0]
    try:
        said = _parse(matter, section)
    except (BadFile, ValueError, RecursionError):
        yield section.partition(":")[2].strip()[:40] or "copydesk"
        return
    if isinstance(said, dict):
        said = said.get("allow", said)
    if said in (None, ""):
        return
    if not isinstance(said, (dict, list)):
        said = str(said).replace(",", " ").split()
    for code in said:
        yield from str(code).split(maxsplit=1)[:1]


def _parse(matter: Matter, section: str) -> Any:
    if matter.fence == "+++":
        from tomllib import loads

        return loads(matter.text[3:]).get("copydesk")
    if matter.fence == "{":
        from json import loads as load_json

        return load_json(matter.text).get("copydesk")
    from linter.located import Reader

    said = _plain(Reader("").parse(section))
    return next(iter(said.values()), None) if isinstance(said, dict) else None


def _plain(node: Any) -> Any:
    if isinstance(node.value, dict):
        return {str(key): _plain(value) for key, value in node.value.items()}
    return [_plain(item) for item in node.value] if isinstance(node.value, tuple) else str(node.value)
