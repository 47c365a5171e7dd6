"""Values kept from one run to the next: plain tuples on disk, never trusted and never needed.

An entry is named by a hash of all that its value was made from, and begins with a checksum of itself. NamedTuples are
written as the number of their type and their fields; a `list` in an entry always stands for something written so,
since no value holds one. Strings that know their place are kept without it.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from itertools import repeat
from zlib import crc32

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeAlias, TypeVar

    Buffer: TypeAlias = bytes | memoryview
    Value = TypeVar("Value")

_TUPLE, _MAPPING, _ROWS, _TABLE = -1, -2, -3, -4
_PLAIN = frozenset({int, float, bool, str, bytes, type(None)})
_MOST_ENTRIES = 40
_MOST_BYTES = 256 << 20
DIGEST = 16
_SUM = 4


class Cache(NamedTuple):
    """Entries in a folder, or, without a folder, none."""

    folder: str | None

    def remember(self, parts: Iterable[bytes], make: Callable[[], Value]) -> Value:
        """The value made from `parts` before, or a new one. What cannot be read or written is passed over."""
        parts = tuple(parts)
        kept = self.recall(parts)
        if kept is not None:
            return kept  # type: ignore[no-any-return]
        value = make()
        self.keep(parts, value)
        return value

    def recall(self, parts: Iterable[bytes]) -> Any:
        """The value kept under `parts`, or None."""
        return None if self.folder is None else _load(self._path(parts))

    def keep(self, parts: Iterable[bytes], value: object) -> None:
        """Keep a value under `parts`, where there is a folder that can be written to."""
        if self.folder is not None:
            _keep(self._path(parts), value)

    def _path(self, parts: Iterable[bytes]) -> str:
        assert self.folder is not None
        return os.path.join(self.folder, digest(*_stamp(), *parts).hex())

    def beside(self, name: str) -> Cache:
        """Entries of another sort, in a folder of their own, so that neither sort crowds out the other."""
        return Cache(self.folder and os.path.join(self.folder, name))


def find_cache_folder(environment: Mapping[str, str]) -> str | None:
    """Where to keep entries: COPYDESK_CACHE_DIR, or `copydesk` where the system keeps caches."""
    if own := environment.get("COPYDESK_CACHE_DIR"):
        return own
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA")
    else:
        base = environment.get("XDG_CACHE_HOME") or os.path.join(environment.get("HOME", ""), ".cache")
    return os.path.join(base, "copydesk") if base and os.path.isabs(base) else None


def find_installed() -> bytes:
    """What changes whenever a package is installed, upgraded or removed: the times of the folders they lie in."""
    folders = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return repr([(path, os.stat(path).st_mtime_ns) for path in folders if os.path.isdir(path)]).encode()


_stamped: list[bytes] = []


def _stamp() -> list[bytes]:
    """What values depend on besides their parts: the interpreter, and the linter's own files as they are."""
    if not _stamped:
        _stamped.append(_read_stamp())
    return _stamped


def _read_stamp() -> bytes:
    package = os.path.dirname(os.path.abspath(__file__))
    folders = (package, os.path.join(package, "kinds"), os.path.join(package, "readers"))
    files = [stamp_files(folder, ".py") for folder in folders]
    return repr((package, sys.hexversion, sys.implementation.name, *files)).encode("utf-8", "surrogatepass")


def stamp_files(folder: str, ending: str) -> bytes:
    """What changes whenever one of our own files in a folder does: their names, times and sizes.

    The time of change is among them, because some installers give every file of every version the same date.
    """
    files = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.endswith(ending):
            about = entry.stat()
            files.append((entry.name, about.st_mtime_ns, about.st_ctime_ns, about.st_size))
    return repr(files).encode("utf-8", "surrogatepass")


def digest(*parts: Buffer) -> bytes:
    """A hash of bytes in parts, which are told apart by their lengths."""
    try:
        # The module behind hashlib: hashlib itself loads OpenSSL, which takes longer than the cache does.
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    hashed = blake2b(digest_size=DIGEST)
    for part in parts:
        hashed.update(b"%d:" % len(part))
        hashed.update(part)
    return hashed.digest()


# ---------------------------------------------------------------- entries


def write_value(value: object) -> bytes:
    """A value as bytes. Raises TypeError or ValueError for one that cannot be kept."""
    types: dict[type, int] = {}
    body = _encode(value, types)
    return marshal.dumps(([(t.__module__, t.__qualname__, t._fields) for t in types], body))  # type: ignore[attr-defined]


def read_value(packed: bytes | memoryview) -> Any:
    """The value of bytes that `write_value` made. Others raise one of FOREIGN."""
    types, body = marshal.loads(packed)
    return _decode(body, [_find_type(*one) for one in types])


FOREIGN = (ValueError, TypeError, EOFError, AttributeError, LookupError, ImportError)


def _load(path: str) -> Any:
    try:
        with open(path, "rb") as file:
            entry = memoryview(file.read())
        if _sum_up(entry[_SUM:]) != entry[:_SUM]:
            return None
        with _without_collection():
            return read_value(entry[_SUM:])
    except (OSError, *FOREIGN):
        return None


def _sum_up(entry: Buffer) -> bytes:
    """A checksum: against faults of disks and writers, not against people. A hash takes five times as long."""
    return crc32(entry).to_bytes(_SUM, "big")


class _without_collection:
    """While it lasts, no garbage is looked for: among the many new tuples of an entry there is none."""

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.was_on:
            gc.enable()


def _keep(path: str, value: object) -> None:
    from linter.placing import put_in_place

    folder, name = os.path.split(path)
    try:
        entry = write_value(value)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        put_in_place({path: (_sum_up(entry), entry)})
        _forget_oldest(folder, name)
    except (OSError, ValueError, TypeError):
        return


def _forget_oldest(folder: str, newest: str) -> None:
    """Keep the newest entry of a folder, and the next in age as long as there is room."""
    listed = [entry for entry in os.scandir(folder) if len(entry.name) == 2 * DIGEST and entry.name != newest]
    listed.sort(key=lambda entry: -entry.stat().st_mtime_ns)
    room = _MOST_BYTES - os.stat(os.path.join(folder, newest)).st_size
    for number, entry in enumerate(listed, 1):
        room -= entry.stat().st_size
        if number >= _MOST_ENTRIES or room < 0:
            _remove(entry.path)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


# ---------------------------------------------------------------- writing values


def _encode(value: Any, types: dict[type, int]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        items = [_encode(item, types) for item in value]
        if hasattr(kind, "_fields"):
            return [types.setdefault(kind, len(types)), *items]
        return _pack(items)
    if kind is dict:
        return _pack_mapping({_encode(k, types): _encode(v, types) for k, v in value.items()})
    if kind is frozenset:
        return frozenset(str(item) for item in value)
    raise TypeError(f"a {kind.__name__} cannot be kept")


def _pack(items: list[Any]) -> Any:
    if not any(type(item) is list for item in items):
        return tuple(items)
    number = _common_type(items)
    return [_TUPLE, *items] if number is None else [_ROWS, number, *_turn(items)]


def _pack_mapping(items: dict[Any, Any]) -> Any:
    if not any(type(item) is list for item in items.values()):
        return items
    number = _common_type(list(items.values()))
    if number is None:
        return [_MAPPING, items]
    return [_TABLE, number, *_turn(list(items.values())), tuple(items)]


def _common_type(items: list[Any]) -> int | None:
    """The type that all items are of, so that loops in C bring them all back."""
    number = items[0][0] if type(items[0]) is list else -1
    alike = number >= 0 and all(type(item) is list and item[0] == number for item in items)
    return number if alike else None


def _turn(items: list[Any]) -> tuple[Any, Any]:
    """Items of one type as columns, and the numbers of those columns that hold more than plain values."""
    columns = tuple(zip(*(item[1:] for item in items), strict=True))
    mixed = (n for n, column in enumerate(columns) if any(type(field) is list for field in column))
    return columns, tuple(mixed)


def _decode(node: Any, types: list[Any]) -> Any:
    if type(node) is not list:
        return node
    head = node[0]
    if head >= 0:
        return types[head]._make(_decode_all(node[1:], types))
    if head == _ROWS:
        return tuple(_decode_rows(node, types))
    if head == _TABLE:
        return dict(zip(node[4], _decode_rows(node, types), strict=True))
    if head == _TUPLE:
        return tuple(_decode_all(node[1:], types))
    return {key: _decode(item, types) for key, item in node[1].items()}


def _decode_all(nodes: Iterable[Any], types: list[Any]) -> list[Any]:
    # Most are plain: a call for each of those would take as long as all the rest.
    return [_decode(node, types) if type(node) is list else node for node in nodes]


def _decode_rows(node: list[Any], types: list[Any]) -> Iterable[Any]:
    _, number, turned, mixed = node[:4]
    columns = list(turned)
    for n in mixed:
        columns[n] = _decode_all(columns[n], types)
    return map(tuple.__new__, repeat(types[number]), zip(*columns, strict=True))


def _find_type(module: str, name: str, fields: tuple[str, ...]) -> Any:
    """A NamedTuple of this package by its name; what it is not, or is no longer, cannot be brought back."""
    if not module.startswith("linter."):
        raise LookupError(module)
    found = sys.modules.get(module)
    if found is None:
        found = __import__(module, fromlist=[name])
    kind = getattr(found, name)
    if kind._fields != fields:
        raise LookupError(name)
    return kind
