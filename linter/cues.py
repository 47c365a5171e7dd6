"""Cues as packs write them: lists written into patterns, and every pattern tried before it is used."""

from __future__ import annotations

import re

from linter.document import fold
from linter.faults import guess
from linter.filing import BadPattern, check_pattern
from linter.located import Text
from linter.matching import compile_cue
from linter.patterns import compile_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from linter.located import Reader

    Lists: TypeAlias = "Mapping[str, tuple[str, ...]]"

PLACEHOLDER = compile_pattern(r"\{([a-z][a-z-]*)\}")
_FLAGS = compile_pattern(r"\(\?[aiLmsux]")
_ESCAPE = compile_pattern(r"(\\.)")
_LONGEST = 60_000


def expand_cues(reader: Reader, finder: Any, lists: Lists) -> Any:
    """A kind with the lists written into its patterns; the fields of its roles hold patterns, no others do."""
    capitals = getattr(finder, "capitals", False)

    def expand(held: Any) -> Any:
        """The same of what a field holds: cues, groups of cues, or cues with what is said of each."""
        if isinstance(held, dict):
            return {one: said for cue, said in held.items() for one in expand((cue,))}
        if held and isinstance(held[0], tuple):
            return tuple(map(expand, held))
        return expand_all(reader, held, lists, capitals=capitals)

    return finder._replace(**{role: expand(getattr(finder, role)) for role in finder.roles})


def expand_all(
    reader: Reader, patterns: Sequence[str], lists: Lists, *, capitals: bool = False
) -> tuple[str, ...]:
    """Patterns with lists written in; those that cannot be used are refused and left out.

    `capitals`: they are compared with the prose as it is written, and may have some.
    """
    return tuple(one for pattern in patterns for one in _expand(reader, pattern, lists, capitals))


def fold_cue(pattern: str) -> str:
    """A pattern as it matches folded prose: lower case, straight quotation marks; escapes stay as they are."""
    pieces = _ESCAPE.split(pattern)
    pieces[::2] = map(fold, pieces[::2])
    return "".join(pieces)


def _expand(reader: Reader, pattern: str, lists: Lists, capitals: bool) -> Iterator[str]:
    """A cue with its lists written in. A cue that is one list and nothing else is each of its entries."""
    place = pattern if isinstance(pattern, Text) else Text.at(pattern, 1, 1)
    for name in PLACEHOLDER.findall(pattern):
        if name not in lists:
            reader.refuse(place, f"no list is called “{name}”{guess(name, list(lists))}")
            return
    whole = PLACEHOLDER.fullmatch(pattern)
    length = sum(len(entry) + 1 for name in PLACEHOLDER.findall(pattern) for entry in lists[name])
    if not whole and length > _LONGEST:
        reader.refuse(
            place, f"the pattern “{place[:60]}” is {length:,} characters long with its lists written out"
        )
        return
    for one in lists[whole.group(1)] if whole else (_write_lists(pattern, lists),):
        if is_fine(reader, place, one, capitals=capitals):
            yield str(one)


def _write_lists(pattern: str, lists: Lists) -> str:
    def alternatives(name: re.Match[str]) -> str:
        return f"(?:{'|'.join(sorted(lists[name.group(1)], key=len, reverse=True))})"

    return PLACEHOLDER.sub(alternatives, pattern)


def is_fine(reader: Reader, place: Text, pattern: str, *, capitals: bool = False) -> bool:
    """Whether a pattern can be used; one that cannot is refused at its place."""
    try:
        check_pattern(pattern, capitals=capitals)
        if inner := PLACEHOLDER.search(pattern):
            raise BadPattern(f"{inner.group()} stands in an entry of a list")
        if _FLAGS.search(pattern):
            compile_cue(pattern)  # they may stand at the beginning of a pattern only
    except re.error as fault:
        reader.refuse(place, f"the pattern “{place[:60]}” cannot be used: {fault}")
        return False
    except BadPattern as bad:
        reader.refuse(place, f"the pattern “{place[:60]}” cannot be used: {bad}")
        return False
    return True
