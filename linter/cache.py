"""Values kept from one run to the next: plain tuples on disk, never trusted and never needed.

An entry is named by a hash of all that its value was made from, and begins with a checksum of its name and itself.
NamedTuples are written as the number of their type and their fields; a `list` in an entry always stands for something
written so, since no value holds one. Strings that know their place are kept without it. Behind the value there may be
an annex: bytes of which a run needs few, each with its own checksum and read when it is asked for.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from itertools import accumulate, repeat
from zlib import crc32

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, TypeAlias, TypeVar

    Buffer: TypeAlias = bytes | memoryview
    Value = TypeVar("Value")

_TUPLE, _MAPPING, _ROWS, _TABLE = -1, -2, -3, -4
_PLAIN = frozenset({int, float, bool, str, bytes, type(None)})
_MOST_ENTRIES = 40
_MOST_BYTES = 256 << 20
DIGEST = 16
_SUM, _LENGTH = 4, 8
_HEAD = _SUM + 2 * _LENGTH


class Harmed(Exception):
    """What stands in an annex is not what was written there, or cannot be read."""


class Annex:
    """Bytes by number, which stand behind one another where `read` reads from one offset to another.

    Each stands behind a checksum of its own, and `ends` says where each ends, in four bytes for each.
    """

    def __init__(self, ends: bytes, read: Callable[[int, int], bytes]) -> None:
        self.ends = ends
        self.read = read
        self._ends = memoryview(ends).cast("I")

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> Annex:
        """An annex in memory."""
        summed = [_sum_up(piece) + piece for piece in pieces]
        whole = b"".join(summed)
        ends = (end.to_bytes(4, sys.byteorder) for end in accumulate(map(len, summed)))
        return cls(b"".join(ends), lambda start, end: whole[start:end])

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        """One of them. Raises Harmed."""
        summed = self.read(self._ends[number - 1] if number else 0, self._ends[number])
        piece = summed[_SUM:]
        if crc32(piece).to_bytes(_SUM, "big") != summed[:_SUM]:
            raise Harmed
        return piece

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    @property
    def whole(self) -> Annex | None:
        """The same in memory; None where any of it has come to harm."""
        try:
            return Annex.of(self)
        except Harmed:
            return None

    @property
    def size(self) -> int:
        """How many bytes they are together, with their checksums."""
        return self._ends[-1] if self._ends else 0


_NOTHING = Annex(b"", lambda start, end: b"")


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
        return self.recall_with_annex(parts)[0]

    def recall_with_annex(self, parts: Iterable[bytes]) -> tuple[Any, Annex]:
        """The value kept under `parts`, or None, and its annex, which stays in the file."""
        return (None, _NOTHING) if self.folder is None else _load(self._path(parts))

    def keep(self, parts: Iterable[bytes], value: object, annex: Annex = _NOTHING) -> None:
        """Keep a value under `parts`, where there is a folder that can be written to."""
        if self.folder is not None:
            _keep(self._path(parts), value, annex)

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


def _load(path: str) -> tuple[Any, Annex]:
    if not os.path.isfile(path):  # nobody waits for a pipe that lies in an entry's place
        return None, _NOTHING
    try:
        with open(path, "rb", buffering=0) as file:
            head = file.read(_HEAD)
            lengths = [int.from_bytes(head[n : n + _LENGTH], "big") for n in (_SUM, _SUM + _LENGTH)]
            size = os.fstat(file.fileno()).st_size
            if _HEAD + sum(lengths) > size:
                return None, _NOTHING
            entry = memoryview(file.read(sum(lengths)))
            tail = _Tail(file.fileno(), _HEAD + sum(lengths))
        annex = Annex(bytes(entry[lengths[0] :]), tail.read) if lengths[1] else _NOTHING
        if (
            _sum_up(entry, _name(path) + head[_SUM:]) != head[:_SUM]
            or _HEAD + sum(lengths) + annex.size != size
        ):
            return None, _NOTHING
        with _without_collection():
            return read_value(entry[: lengths[0]]), annex
    except (OSError, *FOREIGN):
        return None, _NOTHING


class _Tail:
    """The end of a file, which stays open as long as anybody may ask for it: it may be replaced in the meantime."""

    def __init__(self, descriptor: int, start: int) -> None:
        self._start = start
        self._descriptor = os.dup(descriptor)

    def read(self, start: int, end: int) -> bytes:
        """What stands between two offsets; less, or nothing, where it cannot be read."""
        try:
            return _read_at(self._descriptor, end - start, self._start + start)
        except OSError:
            return b""

    def __del__(self) -> None:
        os.close(self._descriptor)


if hasattr(os, "pread"):
    _read_at = os.pread
else:  # Windows

    def _read_at(descriptor: int, length: int, offset: int, /) -> bytes:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, length)


def _name(path: str) -> bytes:
    """What an entry is called, so that one that lies under the name of another is not taken for it."""
    return os.fsencode(os.path.basename(path))


def _sum_up(entry: Buffer, before: Buffer = b"") -> bytes:
    """A checksum: against faults of disks and writers, not against people. A hash takes five times as long."""
    return crc32(entry, crc32(before)).to_bytes(_SUM, "big")


class _without_collection:
    """While it lasts, no garbage is looked for: among the many new tuples of an entry there is none."""

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.was_on:
            gc.enable()


def _keep(path: str, value: object, annex: Annex) -> None:
    from linter.placing import put_in_place

    folder, name = os.path.split(path)
    try:
        packed = write_value(value)
        lengths = b"".join(len(part).to_bytes(_LENGTH, "big") for part in (packed, annex.ends))
        entry = packed + annex.ends
        os.makedirs(folder, mode=0o700, exist_ok=True)
        summed = _sum_up(entry, _name(path) + lengths)
        _make_room(path)
        put_in_place({path: (summed, lengths, entry, annex.read(0, annex.size))})
        _forget_oldest(folder, name)
    except (OSError, ValueError, TypeError):
        return


def _make_room(path: str) -> None:
    """Take away what lies in an entry's place and is none: a pipe, or a folder in which nothing is."""
    if os.path.isdir(path):
        os.rmdir(path)
    elif os.path.lexists(path) and not os.path.isfile(path):
        os.unlink(path)


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
    if kind is Annex:  # it is kept behind the value
        return None
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
