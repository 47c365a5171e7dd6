"""Files put in their places wholly or not at all."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def put_in_place(files: Mapping[str, Iterable[bytes]]) -> None:
    """Write files, given in pieces by their paths, beside where they belong, then put them all there.

    A link stays one, and so does a device or a pipe, which is written to. Raises OSError; what cannot be written is
    found out before anything is put in its place.
    """
    parts: dict[str, str] = {}
    try:
        for path, pieces in files.items():
            if os.path.exists(path) and not os.path.isfile(path):
                _write(path, pieces)
            else:
                target = os.path.realpath(path)
                parts[target] = f"{target}.{os.getpid()}.part"
                _write(parts[target], pieces)
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, path) from None
    finally:
        for part in parts.values():
            if os.path.lexists(part):
                os.unlink(part)


def _write(path: str, pieces: Iterable[bytes]) -> None:
    with open(path, "wb") as file:
        file.writelines(pieces)


def encode(pieces: Iterable[str]) -> Iterator[bytes]:
    """Text as it stands in files; what UTF-8 cannot say is written as its number."""
    return (piece.encode("utf-8", "backslashreplace") for piece in pieces)
