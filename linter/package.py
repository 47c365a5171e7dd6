"""Packages (docx, odt): zips of XML parts, opened without trust in anything that they say of themselves.

Read by `zipfile` and `expat` of the standard library. What a tree parser would add is memory, and what it would take
is the byte offsets that a comment has to be put at. Entities cannot be declared, because no DOCTYPE is let in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from linter.text import Unreadable

_MOST_PARTS = 5_000
_MOST_BYTES = 48 << 20
_MOST_ELEMENTS = _MOST_TEXTS = 400_000
_MOST_CHARACTERS = 1_000_000
_DEEPEST = 500
_ENTRY = b"PK\1\2"
_OLE = b"\xd0\xcf\x11\xe0"
_CDATA = re.compile(rb"(?s)<!\[CDATA\[(.*?)\]\]>")
_DECLARED = re.compile(r"""\A\ufeff?<\?xml[^>]*?(\sencoding\s*=\s*(?:"[^"]*"|'[^']*'))""")

Attributes = Mapping[str, str]


class Walk:
    """What is told of an XML part while it is parsed: names as `prefix:name`, places as byte offsets.

    What a walk does not care to be told of, it lets pass.
    """

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        """A start tag at a place."""

    def end(self, name: str, at: int) -> None:
        """An end tag at a place."""

    def text(self, text: str, at: int) -> None:
        """Text from a place on; it ends where whatever is told next begins."""


class Package:
    """An open package. All of its methods raise Unreadable."""

    def __init__(self, data: bytes, ending: str) -> None:
        if data.startswith(_OLE):
            raise Unreadable(
                f"is an old Word file or has a password; open it in a word processor and save it as {ending}"
            )
        if data.count(_ENTRY) > _MOST_PARTS:
            raise Unreadable(f"is a package of more than {_MOST_PARTS:,} parts")
        try:
            self._zip = ZipFile(BytesIO(data))
        except Exception as fault:
            raise Unreadable(f"is no {ending} file: {_say(fault)}") from None
        self.names = [info.filename for info in self._zip.infolist()]
        self._ending = ending
        for name in self.names:
            if ".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")):
                raise Unreadable(f"has a part whose name leads out of the package: “{name[:60]}”")
        if len(set(self.names)) < len(self.names):
            raise Unreadable("has two parts of the same name")

    def read(self, name: str) -> bytes:
        """The bytes of a part; nothing where there is none. What it says of its size is not believed."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as part:
                data = part.read(_MOST_BYTES + 1)
        except Exception as fault:
            raise Unreadable(f"is damaged in its part {name}: {_say(fault)}") from None
        if len(data) > _MOST_BYTES:
            raise Unreadable(f"is larger than {_MOST_BYTES >> 20} MB when it is unpacked (its part {name})")
        return data

    def read_xml(self, name: str) -> bytes:
        """The bytes of a part of XML as UTF-8 and without CDATA sections; nothing where there is none."""
        data = self.read(name)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            data = _recode(data)
        if b"<!DOCTYPE" in data:
            raise Unreadable(f"has a DOCTYPE in its part {name}; what it declares could hide text")
        return _CDATA.sub(_escape_section, data) if b"<![CDATA[" in data else data

    def walk(self, name: str, prefixes: Mapping[str, str], walk: Walk) -> bytes:
        """Parse a part, and give its XML. `prefixes` are those that names are told with, by namespace."""
        data = self.read_xml(name)
        if data:
            try:
                parse(data, prefixes, walk)
            except ExpatError as fault:
                raise Unreadable(f"has a part {name} that is no XML: {fault}") from None
        return data

    def copy_with(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with some parts replaced and others added; all else as it is, and a seal over it."""
        copied = BytesIO()
        with ZipFile(copied, "w") as target:
            for info in self._zip.infolist():
                target.writestr(_name_part(info), changed.get(info.filename) or self.read(info.filename))
            for name in changed:
                if name not in self.names:
                    target.writestr(_name_part(ZipInfo(name)), changed[name])
            target.comment = _make_seal(target.infolist())
        return copied.getvalue()

    @property
    def is_sealed(self) -> bool:
        """Whether it is as `copy_with` has made it: nobody has saved it since."""
        return self._zip.comment == _make_seal(self._zip.infolist())


def _name_part(like: ZipInfo) -> ZipInfo:
    info = ZipInfo(like.filename, like.date_time)
    info.compress_type = ZIP_DEFLATED
    return info


def _make_seal(parts: Iterable[ZipInfo]) -> bytes:
    held = "\n".join([f"{info.filename} {info.CRC}" for info in parts])
    return b"Copydesk " + blake2b(held.encode(), digest_size=12).hexdigest().encode()


def _escape_section(section: re.Match[bytes]) -> bytes:
    """What a CDATA section holds, as other text is written."""
    return section[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _say(fault: Exception) -> str:
    """What `zipfile` has to say; it lets faults of several libraries through."""
    if isinstance(fault, BadZipFile) and "not a zip" in str(fault):
        return "it is no zip, or cut off"
    if isinstance(fault, RuntimeError) and "password" in str(fault):
        return "it has a password"
    return str(fault) or type(fault).__name__


def _recode(data: bytes) -> bytes:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"has a part that is no UTF-16: {fault}") from None
    declared = _DECLARED.match(text)
    return (text[: declared.start(1)] + text[declared.end(1) :] if declared else text).encode()


def parse(xml: bytes, prefixes: Mapping[str, str], walk: Walk) -> None:
    """Tell a walk of UTF-8 XML, in order; an empty tag ends where it starts.

    Raises ExpatError, and Unreadable for what would take too long.
    """
    parser = ParserCreate("utf-8", " ")
    told = _Names(prefixes)
    elements = depth = texts = characters = 0
    opened = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal elements, depth, opened
        elements += 1
        depth += 1
        if elements > _MOST_ELEMENTS or depth > _DEEPEST:
            raise Unreadable("has too much or too deeply nested markup to be a draft")
        opened = parser.CurrentByteIndex
        walk.start(told[name], {told[key]: value for key, value in attributes.items()}, opened)

    def end(name: str) -> None:
        nonlocal depth, opened
        depth -= 1
        at = parser.CurrentByteIndex
        walk.end(told[name], opened if opened >= 0 and xml[at - 2 : at] == b"/>" else at)
        opened = -1

    def hold(text: str) -> None:
        nonlocal opened, texts, characters
        opened = -1
        texts += 1
        characters += len(text)
        if texts > _MOST_TEXTS or characters > _MOST_CHARACTERS:
            raise Unreadable(f"has more text than a draft can have ({_MOST_CHARACTERS:,} characters)")
        walk.text(text, parser.CurrentByteIndex)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = hold
    parser.Parse(xml, True)


class _Names(dict[str, str]):
    """Names with the prefixes they are told with, by those that the parser gives: `namespace name`."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes

    def __missing__(self, name: str) -> str:
        namespace, blank, local = name.rpartition(" ")
        prefix = self._prefixes.get(namespace, "?") if blank else ""
        self[name] = f"{prefix}:{local}" if prefix else local
        return self[name]
