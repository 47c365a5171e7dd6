"""Help with the YAML of packs and configs: what may stand at a place, and what it means, from their schemas."""

from __future__ import annotations

import os
import re
from inspect import getdoc
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from linter.config import NAMES, Settings
from linter.kinds import KINDS
from linter.located import describe, read_types
from linter.pack import PackFields
from linter.rule import Fields
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from linter.text import Position

# A line of YAML: its indentation, the marks of list items, a key, and what follows it.
_LINE = re.compile(r"(?P<margin> *(?:- +)*)(?:(?P<key>[\w-]+)(?P<colon>:)(?P<value>.*)|(?P<rest>.*))")
_WORD = re.compile(r"[\w-]*")
_KIND = re.compile(r"[\"']?([a-z]+)")
_REQUIRED = "has to be there"


class Word(NamedTuple):
    """Something that may stand at a place: how it reads, what is known about it, what to insert for it."""

    text: str
    about: str
    insert: str


class Slot(NamedTuple):
    """A key of a schema: the schema it is of, what it holds, and its default; None for a key that has to be there."""

    schema: type[Any]
    hint: Any
    default: Any
    is_needed: bool


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
    slots = _find_slots(path, scene)
    if scene.is_value:
        slot = slots.get(scene.key)
        return (
            [Word(word, f"for “{scene.key}”", word) for word in _list_words(scene.key, slot)] if slot else []
        )
    return [
        Word(key, _say(slot), f"{key}: ")
        for key, slot in slots.items()
        if key not in scene.given or key == scene.key
    ]


def explain(path: str, text: str, place: Position) -> str:
    """What a key of a pack or a config means, and what may stand behind it, as Markdown; nothing elsewhere."""
    scene = _read_scene(text, place)
    slot = _find_slots(path, scene).get(scene.key)
    if slot is None:
        return ""
    if scene.key == "kind" and scene.kind in KINDS:
        return f"**kind: {scene.kind}**\n\n{getdoc(KINDS[scene.kind])}"
    return f"**{scene.key}**: {_say(slot)}\n\n{getdoc(slot.schema)}"


def _say(slot: Slot) -> str:
    if slot.is_needed:
        return f"{describe(slot.hint)}; {_REQUIRED}"
    return f"{describe(slot.hint)}; by default {_say_default(slot.default)}"


def _say_default(value: Any) -> str:
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "", {}) or hasattr(value, "_fields") else str(value).lower()


# ---------------------------------------------------------------- what may stand there


def _find_slots(path: str, scene: Scene) -> Mapping[str, Slot]:
    """The keys of the mapping at a place, by their names."""
    if os.path.basename(path) in NAMES:
        schemas: Sequence[type[Any]] = (Settings,)
        way = scene.way
    elif scene.way[:1] == ("rules",):
        schemas, way = (Fields, *([KINDS[scene.kind]] if scene.kind in KINDS else ())), scene.way[1:]
    else:
        schemas, way = (PackFields,), scene.way
    slots = dict(_list_slots(schemas))
    for step in way:
        inner = _find_schema(slots[step].hint) if step in slots else None
        slots = dict(_list_slots((inner,) if inner else ()))
    if schemas == (PackFields,) and not way:
        slots["rules"] = Slot(PackFields, tuple[str, ...], None, True)
    return slots


def _list_slots(schemas: Sequence[type[Any]]) -> Iterator[tuple[str, Slot]]:
    for schema in schemas:
        for field, hint in read_types(schema).items():
            defaults = getattr(schema, "_field_defaults", {})
            yield field.replace("_", "-"), Slot(schema, hint, defaults.get(field), field not in defaults)


def _find_schema(hint: Any) -> type[Any] | None:
    """The schema of a mapping that a key holds, or of those in its list."""
    for one in (hint, *get_args(hint)):
        if hasattr(one, "_fields"):
            return one  # type: ignore[no-any-return]
    return None


def _list_words(key: str, slot: Slot) -> Sequence[str]:
    """The closed list of words that may stand behind a key, be it one of them or several."""
    if key == "kind":
        return tuple(KINDS)
    if slot.hint is bool:
        return ("true", "false")
    return tuple(_literals(slot.hint))


def _literals(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
        return
    for inner in get_args(hint):
        yield from _literals(inner)


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
