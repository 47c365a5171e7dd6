"""Regular expressions of other tools: written in Python's syntax, and spelt out as text that they match.

The dialect is that of regexp2 for Go, which is that of .NET: https://github.com/dlclark/regexp2.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from linter.filing import BadPattern, check_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_PIECE = re.compile(
    r"(?P<quoted>\\Q(?P<literal>.*?)(?:\\E|$))"
    r"|(?P<category>\\(?P<sign>[pP])(?:\{(?P<long>\^?\w+)\}|(?P<short>\w)))"
    r"|(?P<number>\\x\{(?P<hex>[0-9A-Fa-f]+)\})"
    r"|(?P<end>\\[AzZ])"
    r"|(?P<back>\\[1-9]|\\k)"
    r"|(?P<escape>\\.)"
    r"|(?P<members>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])"
    r"|(?P<flags>\(\?(?P<given>[imsnx]*(?:-[imsnx]+)?)\))"
    r"|(?P<named>\(\?(?:P?<(?![=!])|')\w+[>'])"
    r"|(?P<open>\((?!\?|\*))"
    r"|(?P<rest>.)",
    re.DOTALL,
)
_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f"
_LOWER = "a-z\u00df-\u00f6\u00f8-\u00ff\u0100-\u017f"
# General categories and POSIX classes as members of a set; of letters, those of European alphabets.
_CATEGORIES = {
    "L": f"{_UPPER}{_LOWER}",
    "Lu": _UPPER,
    "Ll": _LOWER,
    "N": r"\d",
    "Nd": r"\d",
    "P": r"!-#%-*,-/:;?@\[-\]_{}\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e",
    "Zs": r" \u00a0\u2000-\u200a\u202f",
    "Z": r" \u00a0\u2000-\u200a\u2028\u2029\u202f",
    "alpha": f"{_UPPER}{_LOWER}",
    "upper": _UPPER,
    "lower": _LOWER,
    "digit": r"\d",
    "alnum": rf"{_UPPER}{_LOWER}\d",
    "space": r"\s",
    "word": r"\w",
    "punct": r"!-/:-@\[-`{-~",
}
_LONGEST = 2_000
_MEMBER = re.compile(r"\[:(\^?)(\w+):\]|\\(p)\{(\w+)\}|\\.|.", re.DOTALL)


def translate(pattern: str) -> str:
    """A pattern of the other dialect in Python's, without groups that capture. Raises BadPattern."""
    pieces: list[str] = []
    depth = closing = 0
    for found in _PIECE.finditer(pattern):
        piece = found.group()
        if found.group("flags"):
            flags = found.group("given").replace("m", "").strip("-")
            if depth or "x" in flags or "n" in flags:
                raise BadPattern(f"“{piece}” stands inside it")
            if flags:
                pieces.append(f"(?{found.group('given').replace('m', '')}:")
                closing += 1
            continue
        depth += (piece[0] == "(") - (piece == ")")
        pieces.append(_translate_piece(found))
    written = "".join(pieces) + ")" * closing
    check_pattern(written, capitals=True)
    return written


def _translate_piece(found: re.Match[str]) -> str:
    piece = found.group()
    if found.group("quoted"):
        return re.escape(found.group("literal"))
    if found.group("category"):
        name = found.group("long") or found.group("short")
        is_out = (found.group("sign") == "P") != name.startswith("^")
        return f"[{'^' if is_out else ''}{_find_category(name.lstrip('^'))}]"
    if found.group("number"):
        return re.escape(chr(int(found.group("hex"), 16)))
    if found.group("end"):
        return "^" if piece == r"\A" else "$"
    if found.group("back"):
        raise BadPattern(f"it refers back to what a group matched (“{piece}”)")
    if found.group("members"):
        return _translate_members(piece)
    return "(?:" if found.group("named") or found.group("open") else piece


def _translate_members(members: str) -> str:
    """A set of characters; Python needs a bracket among its members escaped."""
    if "-[" in members[1:] or "&&" in members:
        raise BadPattern(f"it takes one set of characters from another (“{members[:30]}”)")
    start = 2 if members.startswith("[^") else 1
    inner = "".join(_translate_member(found) for found in _MEMBER.finditer(members[start:-1]))
    return f"{members[:start]}{inner}]"


def _translate_member(found: re.Match[str]) -> str:
    if name := found.group(2) or found.group(4):
        if found.group(1):
            raise BadPattern(f"“{found.group()}” stands inside it")
        return _find_category(name)
    return r"\[" if found.group() == "[" else found.group()


def _find_category(name: str) -> str:
    if name not in _CATEGORIES:
        raise BadPattern(f"it asks for the characters “{name}”, which patterns here have no name for")
    return _CATEGORIES[name]


# ---------------------------------------------------------------- as text


def write_samples(pattern: str, most: int = 6) -> list[str]:
    """A few texts that a pattern may match, shortest choices first; what stands around it is left out of account."""
    from re import _parser as sre  # type: ignore[attr-defined]

    parsed = list(sre.parse(pattern))
    spelt = ("".join(islice(_spell(parsed, variant), _LONGEST)) for variant in range(most))
    return list(dict.fromkeys(spelt))


def _spell(items: list[Any], variant: int) -> Iterator[str]:
    for operation, value in items:
        name = str(operation)
        if name == "LITERAL":
            yield chr(value)
        elif name == "NOT_LITERAL":
            yield next(one for one in "ax" if ord(one) != value)
        elif name == "ANY":
            yield "a"
        elif name == "IN":
            yield _pick(value, variant)
        elif name == "BRANCH":
            yield from _spell(list(value[1][variant % len(value[1])]), variant)
        elif name == "SUBPATTERN":
            yield from _spell(list(value[3]), variant)
        elif name == "ATOMIC_GROUP":
            yield from _spell(list(value), variant)
        elif name.endswith("_REPEAT"):
            times = max(value[0], min(variant % 2, int(value[1])))
            for _ in range(times):
                yield from _spell(list(value[2]), variant)


def _pick(members: list[Any], variant: int) -> str:
    """A character of a set."""
    offered = [one for member in members for one in _offer(member)]
    if str(members[0][0]) == "NEGATE":
        return next((one for one in "ab1 ,." if one not in offered), "~")
    return offered[variant % len(offered)]


_OF_CATEGORY = {
    "SPACE": " ",
    "DIGIT": "15",
    "WORD": "ab",
    "NOT_SPACE": "ab",
    "NOT_DIGIT": "ab",
    "NOT_WORD": " ,",
}


def _offer(member: Any) -> str:
    operation, value = member
    name = str(operation)
    if name == "LITERAL":
        return chr(value)
    if name == "RANGE":
        return f"{chr(value[0])}{chr(min(value[0] + 2, value[1]))}"
    return _OF_CATEGORY.get(str(value).removeprefix("CATEGORY_"), "") if name == "CATEGORY" else ""
