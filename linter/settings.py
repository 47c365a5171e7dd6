"""Config files, YAML or TOML, into settings; every refusal has its place."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from linter.config import (
    TABLE,
    Config,
    Named,
    Settings,
    compile_glob,
    find_notices,
    find_unknown,
    list_layers,
)
from linter.faults import BadFile, Fault
from linter.lineage import say_unknown
from linter.located import Node, Reader, Text, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, NoReturn


def read_config(path: str, text: str | None = None) -> Config:
    """A config file, YAML or pyproject.toml. Raises BadFile with all that is wrong with it.

    `text` is what it is to be read as, where that is not what is on disk.
    """
    reader = Reader(path)
    text = read_file(path) if text is None else text
    root = _parse_toml(path, text) if path.endswith(".toml") else reader.parse(text)
    settings = reader.build(Settings, root)
    for glob in _globs(settings) if settings else ():
        _check_glob(reader, glob)
    reader.finish()
    assert settings is not None
    assert isinstance(root.value, dict)
    return Config(path, os.path.dirname(os.path.abspath(path)), settings, frozenset(map(str, root.value)))


def _globs(settings: Settings) -> Iterator[str]:
    yield from settings.exclude
    for one in settings.per_path:
        yield from one.paths


def _check_glob(reader: Reader, glob: str) -> None:
    try:
        compile_glob(glob)
    except re.error as fault:
        place = glob if isinstance(glob, Text) else Text.at(glob, 1, 1)
        reader.refuse(place, f"“{glob}” is not a pattern for paths: {fault}")


def _parse_toml(path: str, text: str) -> Node:
    """The table [tool.copydesk] as nodes. TOML's parser keeps no places: a value has the line of its key."""
    import tomllib

    try:
        table = tomllib.loads(text).get("tool", {}).get("copydesk", {})
    except tomllib.TOMLDecodeError as fault:
        cause, _, place = str(fault).partition(" (at ")
        line, column = [*map(int, re.findall(r"\d+", place)), 1, 1][:2] if "line" in place else (1, 1)
        raise BadFile([Fault(path, line, column, f"not valid TOML: {cause}")]) from None
    lines = text.splitlines()
    header = next((n for n, line in enumerate(lines) if line.lstrip().startswith(TABLE)), 0)
    return _to_node(table, header + 1, lines)


def _to_node(value: Any, line: int, lines: Sequence[str]) -> Node:
    if isinstance(value, dict):
        entries = {}
        for key, child in value.items():
            place = _find_key(key, line, lines)
            entries[Text.at(key, place, 1)] = _to_node(child, place, lines)
        return Node(entries, line, 1)
    if isinstance(value, list):
        return Node(tuple(_to_node(child, line, lines) for child in value), line, 1)
    word = str(value).lower() if isinstance(value, bool) else str(value)
    return Node(Text.at(word, line, 1), line, 1)


def _find_key(key: str, line: int, lines: Sequence[str]) -> int:
    """The line (from 1) at or after `line` that gives a key or opens its table, or `line` itself."""
    wanted = re.compile(rf"\s*(?:\[+tool\.copydesk\.)?[\"']?{re.escape(key)}[\"']?\s*[=\]]")
    for number in range(line - 1, len(lines)):
        if wanted.match(lines[number]):
            return number + 1
    return line


def refuse_names(config: Config, rules: Sequence[Named], former: Mapping[str, str]) -> NoReturn:
    """Refuse a config that speaks of rules that do not exist. Raises BadFile with the places."""
    _refuse(
        config,
        lambda located: (one for layer in list_layers(located) for one in find_unknown(rules, layer, former)),
    )


def refuse_packs(config: Config, packs: Iterable[str]) -> NoReturn:
    """Refuse a config that names packs that are not there. Raises BadFile with the places."""
    missing = frozenset(packs)
    _refuse(
        config,
        lambda located: (
            (written, say_unknown(written))
            for written, pack in zip(located.settings.packs, located.packs, strict=True)
            if pack in missing
        ),
    )


def list_notices(config: Config, rules: Sequence[Named], former: Mapping[str, str]) -> Iterator[Fault]:
    """What a config calls otherwise than it is called now, at its places."""
    if any(True for layer in list_layers(config) for _ in find_notices(rules, layer, former)):
        located = read_config(config.path)
        for layer in list_layers(located):
            yield from (_locate(config, *one) for one in find_notices(rules, layer, former))


def _refuse(config: Config, find: Callable[[Config], Iterable[tuple[str, str]]]) -> NoReturn:
    """Refuse words of a config, each for a reason."""
    # A config from the cache has lost its places, so it is read again where one is needed.
    raise BadFile([_locate(config, word, message) for word, message in find(read_config(config.path))])


def _locate(config: Config, word: str, message: str) -> Fault:
    return Fault(config.path, getattr(word, "line", 1), getattr(word, "column", 1), message)
