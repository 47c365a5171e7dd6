"""YAML files into frozen, typed values; every refusal says where, what and, where it can, what was meant.

A NamedTuple is the schema of a mapping: its fields are the keys (`silent_if` is written `silent-if`), its types
what may stand there, its defaults what may be left out. Scalars are read as text and typed by the schema, so that
`no`, `on` and `12:30` stay what they look like. Anchors, aliases and tags are refused, depth and size are bounded.
"""

from __future__ import annotations

import builtins
import re
import sys
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from linter.faults import BadFile, Fault, guess
from linter.values import NamedTuple

_MOST_CHARACTERS = 1 << 20
_DEEPEST = 24

Schema = TypeVar("Schema")


class Text(str):
    """A string that knows the line and column (from 1) at which it was written."""

    __slots__ = ("column", "line")
    line: int
    column: int

    @classmethod
    def at(cls, text: str, line: int, column: int) -> Text:
        located = cls(text)
        located.line, located.column = line, column
        return located


class Node(NamedTuple):
    """A value of a YAML file: a Text, a list of nodes, or a mapping of Texts to nodes; and where it starts."""

    value: Text | tuple[Node, ...] | dict[Text, Node]
    line: int
    column: int


def read_events(text: str) -> Iterator[Any]:
    """The events of a YAML text, from PyYAML's parser in C where there is one. Raises yaml.YAMLError.

    Newer parsers in C refuse deep nesting before they tell of any level of it; the one in Python tells of each, and
    so where it became too deep.
    """
    import yaml

    told = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            told += 1
            yield event
    except yaml.MarkedYAMLError as fault:
        if "nesting depth" not in str(fault.problem):
            raise
        yield from islice(yaml.parse(text, Loader=yaml.SafeLoader), told, None)


class Reader:
    """Turns the nodes of one file into values, gathering faults instead of stopping at the first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def refuse(self, place: Text | Node, message: str) -> None:
        """Note a fault at a place of the file."""
        self.faults.append(Fault(self.path, place.line, place.column, message))

    def finish(self) -> None:
        """Raise BadFile if anything was refused."""
        if self.faults:
            raise BadFile(sorted(self.faults, key=lambda fault: (fault.line, fault.column)))

    def parse(self, text: str) -> Node:
        """The file's one document as nodes. Raises BadFile at the first thing that is not plain YAML."""
        if len(text) > _MOST_CHARACTERS:
            self._stop(1, 1, f"the file is larger than {_MOST_CHARACTERS:,} characters")
        import yaml

        try:
            return self._document(read_events(text))
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._stop(line, column, f"not valid YAML: {fault.problem or fault.context}")
        except yaml.reader.ReaderError as fault:
            # Its own word for the place is in bytes or in characters, depending on the parser.
            odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
            before = text[: odd.start() if odd else 0]
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            self._stop(
                line, column, f"not valid YAML: the character U+{fault.character:04X} cannot stand here"
            )
        except (yaml.YAMLError, ValueError) as fault:
            self._stop(1, 1, f"not valid YAML: {fault}".replace("\n", " "))

    def _document(self, events: Iterator[Any]) -> Node:
        for event in events:
            name = type(event).__name__
            if name in ("StreamStartEvent", "DocumentStartEvent"):
                continue
            if name == "StreamEndEvent":
                break
            node = self._node(event, events, 1)
            for rest in events:
                if type(rest).__name__ == "DocumentStartEvent":
                    self._stop(rest.start_mark.line + 1, 1, "a second document (---) in one file")
            return node
        return Node({}, 1, 1)

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        name = type(event).__name__
        if name == "AliasEvent" or getattr(event, "anchor", None):
            self._stop(line, column, "anchors and aliases are not used in these files; write the value out")
        if getattr(event, "tag", None):
            self._stop(line, column, f"the tag “{event.tag}” is not used in these files")
        if depth > _DEEPEST:
            self._stop(line, column, f"nested more than {_DEEPEST} levels deep")
        if name == "ScalarEvent":
            return Node(Text.at(event.value, line, column), line, column)
        if name == "SequenceStartEvent":
            return Node(tuple(self._items(events, depth)), line, column)
        return Node(self._entries(events, depth), line, column)

    def _items(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[Any], depth: int) -> dict[Text, Node]:
        entries: dict[Text, Node] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key.value, Text):
                self._stop(key.line, key.column, "a key has to be a word")
            elif key.value in entries:
                self.refuse(key, f"“{key.value}” is given twice")
            else:
                entries[key.value] = value
        return entries

    def _stop(self, line: int, column: int, message: str) -> NoReturn:
        raise BadFile([*self.faults, Fault(self.path, line, column, message)])

    # ------------------------------------------------------------ typing

    def build(self, schema: type[Schema], node: Node) -> Schema | None:
        """The value of a node by its schema, or None after noting why not."""
        built = self.build_all((schema,), node)
        return built[0] if built else None

    def build_all(self, schemas: Sequence[type[Any]], node: Node) -> tuple[Any, ...] | None:
        """One value for each schema from one mapping whose keys are theirs together."""
        if not isinstance(node.value, dict):
            self.refuse(node, f"expected a mapping with keys such as “{_keys(schemas)[0]}”")
            return None
        known = _keys(schemas)
        for key in node.value:
            if key not in known:
                self.refuse(key, f"unknown key “{key}”{guess(key, known)}")
        built = tuple(self._fields(schema, node) for schema in schemas)
        return None if any(value is None for value in built) else built

    def _fields(self, schema: type[Any], node: Node) -> Any:
        assert isinstance(node.value, dict)
        hints = read_types(schema)
        values: dict[str, Any] = {}
        complete = True
        for field in schema._fields:
            if (child := node.value.get(Text(_key(field)))) is not None:
                before = len(self.faults)
                values[field] = self._value(hints[field], child)
                complete = complete and len(self.faults) == before
            elif field not in schema._field_defaults:
                self.refuse(node, f"the key “{_key(field)}” is missing")
                complete = False
        return schema(**values) if complete else None

    def _value(self, hint: Any, node: Node) -> Any:
        """The value of a node by its type; None after noting why there is none."""
        origin = get_origin(hint)
        if origin is tuple:
            return self._tuple(hint, node)
        if origin in (dict, Mapping) or getattr(origin, "__name__", "") == "Mapping":
            return self._mapping(get_args(hint), node)
        if _is_union(hint):
            return self._union(get_args(hint), node)
        if hasattr(hint, "_fields"):
            return self.build(hint, node)
        if not isinstance(node.value, Text):
            self.refuse(node, f"expected {describe(hint)}, not a {_shape(node)}")
            return None
        if origin is Literal:
            return self._choice(get_args(hint), node.value)
        return self._scalar(hint, node.value)

    def _tuple(self, hint: Any, node: Node) -> tuple[Any, ...] | None:
        if not isinstance(node.value, tuple):
            self.refuse(node, f"expected a list, not a {_shape(node)}")
            return None
        return tuple(self._value(get_args(hint)[0], item) for item in node.value)

    def _mapping(self, hints: Sequence[Any], node: Node) -> dict[str, Any] | None:
        if not isinstance(node.value, dict):
            self.refuse(node, f"expected a mapping, not a {_shape(node)}")
            return None
        if get_origin(hints[0]) is Literal:
            for key in node.value:
                self._choice(get_args(hints[0]), key)
        return {key: self._value(hints[1], value) for key, value in node.value.items()}

    def _union(self, hints: Sequence[Any], node: Node) -> Any:
        shape = {tuple: "list", dict: "mapping"}.get(type(node.value), "word")
        # What may be left out is None in Python; a file leaves it out, and has no word for it.
        hints = [hint for hint in hints if hint is not type(None)]
        for hint in hints:
            if _takes(hint) == shape:
                return self._value(hint, node)
        self.refuse(node, f"expected {' or '.join(map(describe, hints))}, not a {_shape(node)}")
        return None

    def _choice(self, choices: Sequence[str], text: Text) -> Text | None:
        if text in choices:
            return text
        self.refuse(text, f"“{text}” is none of {', '.join(choices)}{guess(text, choices)}")
        return None

    def _scalar(self, hint: Any, text: Text) -> Any:
        try:
            return _SCALARS[hint](text)
        except (ValueError, KeyError, OverflowError):
            self.refuse(text, f"expected {describe(hint)}, not “{text[:40]}”")
            return None


_types: dict[type[Any], dict[str, Any]] = {}


def read_types(schema: type[Any]) -> dict[str, Any]:
    """The fields of a schema, and the types of what may stand in them."""
    if schema not in _types:
        _types[schema] = get_type_hints(schema, {}, _Names(schema.__module__))
    return _types[schema]


class _Names(dict[str, Any]):
    """What the names in a schema's annotations mean.

    A run does not import them, see `values.py`: those that its module does not know are the ones of `typing`, and a
    name that stands for a Literal holds that in words.
    """

    def __init__(self, module: str) -> None:
        self.module = vars(sys.modules[module])

    def __missing__(self, name: str) -> Any:
        meant = (
            self.module[name] if name in self.module else getattr(typing, name, None) or vars(builtins)[name]
        )
        return eval(meant, {}, self) if isinstance(meant, str) else meant


def _finite(text: Text) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


_SCALARS: dict[Any, Callable[[Text], Any]] = {
    str: lambda text: text,
    int: int,
    float: _finite,
    bool: {"true": True, "false": False}.__getitem__,
}


def _key(field: str) -> str:
    return field.replace("_", "-")


def _keys(schemas: Sequence[type[Any]]) -> list[str]:
    return [_key(field) for schema in schemas for field in schema._fields]


def _is_union(hint: Any) -> bool:
    return get_origin(hint) is Union or str(get_origin(hint)) == "<class 'types.UnionType'>"


def _takes(hint: Any) -> str:
    origin = get_origin(hint)
    if origin is tuple:
        return "list"
    if origin is not None and origin is not Literal:
        return "mapping"
    return "mapping" if hasattr(hint, "_fields") else "word"


def describe(hint: Any) -> str:
    """What a field of a type takes, in words: “one of info, warning, error”."""
    if get_origin(hint) is Literal:
        return "one of " + ", ".join(get_args(hint))
    if _is_union(hint):
        return " or ".join(describe(one) for one in get_args(hint) if one is not type(None))
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    return names.get(hint) or {"list": "a list", "mapping": "a mapping", "word": "text"}[_takes(hint)]


def _shape(node: Node) -> str:
    return {tuple: "list", dict: "mapping"}.get(type(node.value), "single value")


_CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |$)")


def refuse_conflict(path: str, text: str) -> None:
    """Refuse a file of ours in which git has left both sides of a merge. Raises BadFile with the first place."""
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        message = "a merge conflict is not solved here: keep the entries of both sides"
        raise BadFile([Fault(path, line, 1, message)])


def read_file(path: str) -> str:
    """The text of a file of ours: UTF-8, a byte order mark left out. Raises BadFile."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except OSError as fault:
        raise BadFile([Fault(path, 1, 1, f"cannot be read: {fault.strerror}")]) from None
    except UnicodeDecodeError as fault:
        raise BadFile([Fault(path, 1, 1, f"is not UTF-8 (byte {fault.start})")]) from None
