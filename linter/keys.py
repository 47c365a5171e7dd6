"""The keys of packs and configs: what each takes and what it means, read from the types that they are read into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import getdoc
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from linter.kinds import KINDS
from linter.located import describe, read_types
from linter.pack import PackFields
from linter.rule import Fields
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z`])")
_QUOTED = re.compile(r"`([a-z_]+)((?:: [^`]*)?)`")


class Key(NamedTuple):
    """A key of a mapping: the schema it is of, what it holds, and its default; one that is needed has none."""

    name: str
    schema: type[Any]
    hint: Any
    default: Any
    is_needed: bool

    @property
    def takes(self) -> str:
        """What may stand behind it, in words."""
        return describe(self.hint)

    @property
    def usual(self) -> str:
        """Its default in words: “none” for nothing."""
        value = self.default
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return ", ".join(map(str, value)) or "none"
        return "none" if value in (None, "", {}) or hasattr(value, "_fields") else str(value).lower()

    @property
    def about(self) -> str:
        """The sentences of its schema that speak of it; all of them, where none does by name."""
        sentences = _SENTENCE.split(explain_schema(self.schema))
        own = [one for one in sentences if re.search(rf"`{self.name}[`:]", one)]
        return " ".join(own or sentences)


def explain_schema(schema: type[Any]) -> str:
    """What a schema says of itself, in one paragraph; keys are named as they are written in YAML."""
    text = " ".join((getdoc(schema) or "").split())
    return _QUOTED.sub(lambda found: f"`{found[1].replace('_', '-')}{found[2]}`", text)


def list_pack_keys() -> Mapping[str, Key]:
    """The keys of a pack."""
    rules = Key("rules", PackFields, tuple[Fields, ...], (), is_needed=False)
    return {**list_keys((PackFields,)), "rules": rules}


def list_rule_keys(kind: str) -> Mapping[str, Key]:
    """The keys of a rule of a kind; of a rule whose kind is not known, those that all rules have."""
    keys = list_keys((Fields, KINDS[kind]) if kind in KINDS else (Fields,))
    return {**keys, "kind": keys["kind"]._replace(hint=Literal[tuple(KINDS)])}


def list_keys(schemas: Sequence[type[Any]]) -> Mapping[str, Key]:
    """The keys of a mapping that is read into some schemas together, by their names."""
    return {key.name: key for schema in schemas for key in _list_keys(schema)}


def _list_keys(schema: type[Any]) -> Iterator[Key]:
    defaults = getattr(schema, "_field_defaults", {})
    for field, hint in read_types(schema).items():
        yield Key(field.replace("_", "-"), schema, hint, defaults.get(field), field not in defaults)


def find_inner(hint: Any) -> type[Any] | None:
    """The schema of a mapping that a key holds, or of those in its list."""
    for one in (hint, *get_args(hint)):
        if hasattr(one, "_fields"):
            return one  # type: ignore[no-any-return]
    return None


def is_named(hint: Any) -> bool:
    """Whether what a key holds is a mapping whose keys are names of the writer's own choice."""
    return get_origin(hint) in (dict, Mapping) and get_args(hint)[0] is str


def list_words(key: Key) -> Sequence[str]:
    """The closed list of words that may stand behind a key, be it one of them or several."""
    return ("true", "false") if bool in (key.hint, *get_args(key.hint)) else tuple(_literals(key.hint))


def _literals(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
        return
    for inner in get_args(hint):
        yield from _literals(inner)
