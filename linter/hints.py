"""Help with the YAML of packs and configs: what may stand at a place, and what it means, from their schemas."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from linter.config import NAMES, Settings
from linter.keys import (
    explain_schema,
    find_inner,
    is_named,
    list_keys,
    list_pack_keys,
    list_rule_keys,
    list_words,
)
from linter.kinds import KINDS
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.keys import Key
    from linter.text import Position

# A line of YAML: its indentation, the marks of list items, a key, and what follows it.
_LINE = re.compile(r"(?P<margin> *(?:- +)*)(?:(?P<key>[\w-]+)(?P<colon>:)(?P<value>.*)|(?P<rest>.*))")
_WORD = re.compile(r"[\w-]*")
_KIND = re.compile(r"[\"']?([a-z]+)")


class Word(NamedTuple):
    """Something that may stand at a place: how it reads, what is known about it, what to insert for it."""

    text: str
    about: str
    insert: str


class Scene(NamedTuple):
    """A place of a file: the keys that lead to the mapping it is in, the kind of its rule, and its own key, if any.

    `given` are the keys that the mapping has; `is_value`: whether the place stands behind the key's colon.
    """

    way: tuple[str, ...]
    kind: str
    key: str
    given: frozenset[str]
    is_value: bool


def complete(path: str, text: str, place: Position) -> list[Word]:
    """What may be written at a place of a pack or a config: keys that are not there yet, or words of a closed list."""
    scene = _read_scene(text, place)
    keys = _find_keys(path, scene)
    if scene.is_value:
        words = list_words(keys[scene.key]) if scene.key in keys else ()
        return [Word(word, f"for “{scene.key}”", word) for word in words]
    return [
        Word(name, _say(key), f"{name}: ")
        for name, key in keys.items()
        if name not in scene.given or name == scene.key
    ]


def explain(path: str, text: str, place: Position) -> str:
    """What a key of a pack or a config means, and what may stand behind it, as Markdown; nothing elsewhere."""
    scene = _read_scene(text, place)
    key = _find_keys(path, scene).get(scene.key)
    if key is None:
        return ""
    if scene.key == "kind" and scene.kind in KINDS:
        return f"**kind: {scene.kind}**\n\n{explain_schema(KINDS[scene.kind])}"
    return f"**{scene.key}**: {_say(key)}\n\n{key.about}"


def _say(key: Key) -> str:
    return f"{key.takes}; {'has to be there' if key.is_needed else f'by default {key.usual}'}"


def _find_keys(path: str, scene: Scene) -> Mapping[str, Key]:
    """The keys of the mapping at a place, by their names."""
    way = scene.way
    if os.path.basename(path) in NAMES:
        keys = list_keys((Settings,))
    elif way[:1] == ("rules",):
        keys, way = list_rule_keys(scene.kind), way[1:]
    else:
        keys = list_pack_keys()
    steps = iter(way)
    for step in steps:
        key = keys.get(step)
        inner = find_inner(key.hint) if key else None
        keys = list_keys((inner,)) if inner else {}
        if key and is_named(key.hint) and next(steps, None) is None:
            return {}
    return keys


# ---------------------------------------------------------------- where a place is


class _Line(NamedTuple):
    number: int
    depth: int
    opens: bool
    key: str
    value: str


def _read_scene(text: str, place: Position) -> Scene:
    """Where a place is, told by indentation: a file that is being written is seldom whole."""
    lines = [_read_line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    own = lines[min(place.line, len(lines)) - 1]
    raw = text.split("\n")[own.number - 1]
    depth = own.depth if raw.strip() else place.column - 1
    before = raw[: place.column - 1]
    is_value = bool(own.key) and ":" in before
    key = own.key or (_WORD.findall(before.strip()) or [""])[0]
    if not own.key and (listed := _find_list(lines, own, depth)):
        return listed
    near = [line for line in _find_mapping(lines, own.number, depth) if line.key]
    way = tuple(_find_way(lines, own.number, depth))
    is_inner = len(way) > 1 and way[0] == "rules"
    kind = _find_outer_kind(lines, own.number, depth) if is_inner else _find_kind(near)
    return Scene(way, kind, key, frozenset(line.key for line in near), is_value)


def _read_line(number: int, raw: str) -> _Line:
    found = _LINE.match(raw.rstrip("\r"))
    assert found
    margin = found["margin"]
    return _Line(number, len(margin), "-" in margin, found["key"] or "", found["value"] or "")


def _find_list(lines: Sequence[_Line], own: _Line, depth: int) -> Scene | None:
    """The scene of an item that is one word: what counts is the key that its list is of."""
    if not own.opens:
        return None
    for line in reversed(lines[: own.number - 1]):
        if line.key and line.depth < depth and not line.value.strip():
            if line.key in ("rules", "per-path"):
                return None
            near = [one for one in _find_mapping(lines, line.number, line.depth) if one.key]
            way = tuple(_find_way(lines, line.number, line.depth))
            return Scene(way, _find_kind(near), line.key, frozenset(one.key for one in near), True)
        if line.key:
            return None
    return None


def _find_mapping(lines: Sequence[_Line], number: int, depth: int) -> Iterator[_Line]:
    """The lines of the mapping that a line belongs to, it included where it has a key."""
    start = number
    while start > 1 and not (lines[start - 1].opens and lines[start - 1].depth == depth):
        if lines[start - 2].key and lines[start - 2].depth < depth:
            break
        start -= 1
    for line in lines[start - 1 :]:
        is_next = line.opens and line.depth == depth and line.number > start
        if line.key and (line.depth < depth or is_next):
            return
        if line.depth == depth:
            yield line


def _find_way(lines: Sequence[_Line], number: int, depth: int) -> Iterator[str]:
    """The keys that lead to a line, the outermost first."""
    way: list[str] = []
    for line in reversed(lines[: number - 1]):
        if line.key and line.depth < depth and not line.value.strip():
            way.append(line.key)
            depth = line.depth
    return reversed(way)


def _find_outer_kind(lines: Sequence[_Line], number: int, depth: int) -> str:
    """The kind of the rule that a mapping inside a rule belongs to."""
    for line in reversed(lines[: number - 1]):
        if line.key and line.depth < depth:
            return _find_kind(_find_mapping(lines, line.number, line.depth))
    return ""


def _find_kind(near: Iterable[_Line]) -> str:
    """The kind that one of the lines of a rule names."""
    named = (_KIND.match(line.value.strip()) for line in near if line.key == "kind")
    return next((found[1] for found in named if found), "")
