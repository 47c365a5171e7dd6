"""Drafts on disk: which there are, and their text; what cannot be read says why."""

from __future__ import annotations

import os
import stat
import sys

from linter.readers import ENDINGS, find_format
from linter.text import Unreadable
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What the writer's answers to the ledger of a draft are called behind the draft's own name.
ANSWERS = ".claims.yaml"
_MOST_BYTES = 64 << 20
_SNIFFED = 8192
UTF8_MARK = b"\xef\xbb\xbf"
# Byte order marks, the longer first: the one of UTF-32 begins with the one of UTF-16.
_MARKS = (
    (UTF8_MARK, "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_KNOWN = ((b"PK\3\4", "a zip or Word file"), (b"%PDF", "a PDF"), (b"\xd0\xcf\x11\xe0", "an old Word file"))
_SORTS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_NOT_OURS = frozenset({"node_modules", "__pycache__"})


class Failure(NamedTuple):
    """Something that went wrong with one path, and why."""

    path: str
    cause: str

    def __str__(self) -> str:
        return f"{self.path}: {self.cause}"


class Found(NamedTuple):
    """The drafts under some paths, the folders that could not be entered, and those that hold no draft."""

    drafts: tuple[str, ...]
    failures: tuple[Failure, ...]
    empty: tuple[str, ...]


def find_drafts(paths: Sequence[str]) -> Found:
    """The drafts that paths name, each real file once: files as named, folders walked for known endings.

    In folders, hidden names, `node_modules`, Python environments and what lies beside drafts are passed over.
    """
    drafts: list[str] = []
    failures: list[Failure] = []
    empty: list[str] = []
    for path in paths:
        if path == "-" or not os.path.isdir(path):
            drafts.append(path)
            continue
        walked = list(find_files(path, ENDINGS, failures))
        drafts += walked
        if not walked:
            empty.append(path)
    return Found(tuple(_once(drafts)), tuple(failures), tuple(empty))


def _once(drafts: list[str]) -> list[str]:
    if len(drafts) < 2:
        return drafts
    by_file: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in drafts:
        by_file.setdefault(path if path == "-" else _find_file(path, folders), path)
    return list(by_file.values())


def _find_file(path: str, folders: dict[str, str]) -> str:
    """The real path of a file; those of folders are looked up once."""
    folder, name = os.path.split(path)
    if not name or name in (os.curdir, os.pardir) or os.path.islink(path):
        return os.path.realpath(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)


def find_files(folder: str, endings: tuple[str, ...], failures: list[Failure]) -> Iterator[str]:
    """The files under a folder whose names end so, in an order that does not depend on the machine.

    A folder that links lead to again is entered once; what cannot be entered is added to the failures.
    """
    folders, entered = [folder], {os.path.realpath(folder)}
    while folders:
        folder = folders.pop()
        try:
            names = sorted(os.listdir(folder))
        except OSError as fault:
            failures.append(Failure(folder, f"cannot be entered: {fault.strerror}"))
            continue
        if "pyvenv.cfg" in names:
            continue
        for name in names:
            path = os.path.normpath(os.path.join(folder, name))
            if _is_passed_over(name):
                continue
            if os.path.isdir(path):
                if (real := os.path.realpath(path)) not in entered:
                    entered.add(real)
                    folders.append(path)
            elif name.lower().endswith(endings):
                yield path


def is_draft(path: str) -> bool:
    """Whether a walk from the current folder would come to a file of that name."""
    parts = os.path.normpath(path).split(os.sep)
    passed_over = (part != os.pardir and _is_passed_over(part) for part in parts)
    return path.lower().endswith(ENDINGS) and not any(passed_over)


def _is_passed_over(name: str) -> bool:
    """Whether a walk leaves a name out: hidden, not ours, or beside a draft (Word's lock, a review's copy)."""
    return name.startswith((".", "~$")) or name in _NOT_OURS or name.endswith(".review.docx")


# ---------------------------------------------------------------- reading


def read_draft(path: str, name: str = "") -> str | bytes:
    """What a draft holds, as `unpack` gives it; `-` is standard input. Raises Unreadable.

    `name` is what the draft is called, where that is another name than its path.
    """
    return unpack(read_bytes(path), name or path)


def read_bytes(path: str) -> bytes:
    """The bytes of a draft; `-` is standard input. Raises Unreadable."""
    try:
        return _read_standard_input() if path == "-" else _read_file(path)
    except (OSError, ValueError) as fault:
        raise Unreadable(f"cannot be read: {getattr(fault, 'strerror', None) or fault}") from None


def unpack(data: bytes, name: str) -> str | bytes:
    """The text of a draft, without its byte order mark; of one in a packed format, the bytes. Raises Unreadable."""
    if is_pointer(data):
        raise Unreadable("is a pointer of Git LFS, not the draft itself: fetch that with “git lfs pull”")
    return data if find_format(name).unit == "paragraph" else decode(data)


def is_pointer(data: bytes) -> bool:
    """Whether bytes stand for a file that Git LFS keeps elsewhere.

    https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: the version comes first, and there are less than 1024.
    """
    return len(data) < 1024 and data.startswith(b"version https://git-lfs.github.com/spec/")


def _read_standard_input() -> bytes:
    if sys.stdin is None:
        raise Unreadable("standard input is closed")
    return sys.stdin.buffer.read()


def _read_file(path: str) -> bytes:
    """The bytes of a regular file. Others are refused, before and after opening; a pipe is never waited for."""
    _refuse_irregular(os.stat(path))
    flags = [getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY", "O_CLOEXEC")]
    with open(os.open(path, os.O_RDONLY | sum(flags)), "rb") as file:
        _refuse_irregular(os.fstat(file.fileno()))
        return file.read()


def _refuse_irregular(about: os.stat_result) -> None:
    for is_sort, name in _SORTS:
        if is_sort(about.st_mode):
            instead = (
                "name a file in it" if name == "a folder" else "pipe what it writes into “copydesk check -”"
            )
            raise Unreadable(f"is {name}, not a file; {instead}")
    if about.st_size > _MOST_BYTES:
        raise Unreadable(f"is larger than {_MOST_BYTES >> 20} MB")


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8, or what a byte order mark says. Raises Unreadable for anything else."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, len(mark))
    if b"\0" in data[:_SNIFFED]:
        raise Unreadable(_say_binary(data))
    return _decode_as(data, "utf-8", 0)


def _decode_as(data: bytes, encoding: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        place = f"byte 0x{data[fault.start]:02x} at offset {fault.start + skipped}"
    if encoding != "utf-8":
        raise Unreadable(f"has the byte order mark of {encoding[:-3].upper()}, but is not: {place}")
    raise Unreadable(f"is not UTF-8: {place}; it looks like {_guess_encoding(data)}: save it as UTF-8")


def _guess_encoding(data: bytes) -> str:
    """What bytes that are not UTF-8 may be: five mean nothing in Windows-1252; quotation marks tell the rest."""
    import re

    windows = re.findall(rb"(?<=[a-z])\x92(?=[a-z])|[\x93\x94\x96\x97]", data)
    mac = re.findall(rb"(?<=[a-z])\xd5(?=[a-z])|\xd2(?=[A-Za-z])|(?<=[a-z,.?!])\xd3", data)
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "Mac Roman"
    if len(mac) > len(windows):
        return "Mac Roman"
    return "Windows-1252" if any(0x80 <= byte < 0xA0 for byte in data) else "Windows-1252 or Latin-1"


def _say_binary(data: bytes) -> str:
    for start, name in _KNOWN:
        if data.startswith(start):
            return f"is {name}, not text"
    zeros = data[:_SNIFFED].count(0)
    if zeros * 2 >= len(data[:_SNIFFED]) - 1:
        return "is not UTF-8; it looks like UTF-16 without a byte order mark: save it as UTF-8"
    return "is a binary file, not text"


# ---------------------------------------------------------------- writing
