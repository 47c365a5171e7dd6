"""The JSON Schema of packs, by which editors complete them and underline what is wrong: made from their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from linter.keys import Key, explain_schema, list_keys, list_pack_keys, list_rule_keys
from linter.kinds import KINDS
from linter.rule import Fields
from linter.terminal import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable

_DRAFT = "http://json-schema.org/draft-07/schema#"
# Words are words in a pack, whatever others take them for: 1999 is one, and so is true. An editor offers “true” where
# it may stand, though, so that it is let through only in lists.
_SCALARS: Mapping[Any, Any] = {str: ["string", "number"], int: "integer", float: "number", bool: "boolean"}
_LISTED: Mapping[Any, Any] = {**_SCALARS, str: ["string", "number", "boolean"]}


def write_schema() -> str:
    """The schema as a file holds it."""
    return write_json(make_schema(), indent=2) + "\n"


def make_schema() -> dict[str, Any]:
    """The schema of packs (draft-07). Which keys a rule may have, its kind decides."""
    kinds = {kind: _describe_kind(kind) for kind in KINDS}
    return {
        "$schema": _DRAFT,
        "title": "A pack of rules for Copydesk",
        **_describe_mapping(list_pack_keys().values()),
        "definitions": {"rule": _describe_rule(), **kinds},
    }


def _describe_rule() -> dict[str, Any]:
    """A rule of any kind; the keys that are its kind's own are left to that."""
    described = _describe_mapping(list_rule_keys("").values())
    described["properties"]["kind"]["enumDescriptions"] = [*map(explain_schema, KINDS.values())]
    del described["additionalProperties"]
    branches = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"$ref": f"#/definitions/{kind}"},
        }
        for kind in KINDS
    ]
    return {**described, "allOf": branches}


def _describe_kind(kind: str) -> dict[str, Any]:
    """The keys of one kind's own, and that there may be none but these and the common ones."""
    described = _describe_mapping(list_keys((KINDS[kind],)).values())
    common = dict.fromkeys(list_rule_keys(""), True)
    return {**described, "properties": {**common, **described["properties"]}}


def _describe_mapping(keys: Iterable[Key]) -> dict[str, Any]:
    keys = tuple(keys)
    return {
        "type": "object",
        "properties": {key.name: _describe_key(key) for key in keys},
        "required": [key.name for key in keys if key.is_needed],
        "additionalProperties": False,
    }


def _describe_key(key: Key) -> dict[str, Any]:
    described = {"description": key.about, **_describe_value(key.hint)}
    return described | {"default": key.default} if key.usual != "none" else described


def _describe_value(hint: Any) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Fields:
        return {"$ref": "#/definitions/rule"}
    if hasattr(hint, "_fields"):
        return _describe_mapping(list_keys((hint,)).values())
    if origin is Literal:
        return {"enum": [*inner]}
    if origin is tuple:
        items = {"type": _LISTED[inner[0]]} if inner[0] in _LISTED else _describe_value(inner[0])
        return {"type": "array", "items": items}
    if origin in (dict, Mapping):
        return _describe_entries(*inner)
    choices = [one for one in inner if one is not type(None)]
    if len(choices) > 1:
        return {"anyOf": [*map(_describe_value, choices)]}
    return _describe_value(choices[0]) if choices else {"type": _SCALARS[hint]}


def _describe_entries(name: Any, value: Any) -> dict[str, Any]:
    """A mapping whose keys are of the writer's own choice, or of a closed list."""
    described = _describe_value(value)
    if get_origin(name) is Literal:
        known = dict.fromkeys(get_args(name), described)
        return {"type": "object", "properties": known, "additionalProperties": False}
    return {"type": "object", "additionalProperties": described}
