"""The containers that articles of an archive come in, one line each: the ending of a file's name says which."""

from __future__ import annotations

import os

from linter.faults import BadFile, Fault, guess
from linter.files import Failure, find_files
from linter.readers import ENDINGS
from linter.records import Fields, Order, Row, require
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any


class Container(NamedTuple):
    """A form of file that holds articles: the file of its reader, the endings of names, the package it needs, if any.

    `packings` are the endings that may stand behind, of what packs the file once more.
    """

    reader: str
    endings: tuple[str, ...]
    package: str = ""
    packings: tuple[str, ...] = ("", ".gz", ".zst")

    @property
    def names(self) -> tuple[str, ...]:
        """How the names of its files end."""
        return tuple(ending + packing for ending in self.endings for packing in self.packings)


CONTAINERS = (
    Container("jsonl", (".jsonl", ".ndjson")),
    Container("csv", (".csv", ".tsv")),
    Container("parquet", (".parquet",), "pyarrow", ("",)),
    Container("warc", (".warc",), "warcio"),
)
DRAFT = Container("draft", ENDINGS, packings=("",))
_SAMPLE = 100


# What each is called where nobody says; the first that there is.
_USUAL: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "maintext", "articleBody"),
    "id": ("id", "url", "uri", "guid", "_id", "link"),
    "date": ("date", "published", "published_at", "publish_date", "pubdate", "datePublished", "datetime"),
    "section": ("section", "category", "desk", "sectionName", "articleSection"),
    "byline": ("byline", "author", "authors", "creator"),
}


class File(NamedTuple):
    """A file of an archive: its path, what it is called in ids, its bytes."""

    path: str
    name: str
    size: int


# ---------------------------------------------------------------- files


def find_container(path: str) -> Container | None:
    """How a file holds articles, by its name."""
    name = path.lower()
    return next((one for one in (*CONTAINERS, DRAFT) if name.endswith(one.names)), None)


def list_files(paths: Sequence[str]) -> Iterator[File]:
    """The files of an archive in an order that does not depend on the machine; folders are walked.

    A file in a folder is called by its path from there. Raises BadFile for what is not there or is no archive.
    """
    for path in paths:
        if os.path.isdir(path):
            yield from _walk(path)
        elif not os.path.isfile(path):
            raise BadFile([Fault(path, 1, 1, "there is no such file or folder")])
        elif find_container(path) is None:
            known = ", ".join(ending for one in CONTAINERS for ending in one.endings)
            raise BadFile([
                Fault(path, 1, 1, f"is no archive by its name: a folder, or {known}, with .gz or .zst behind")
            ])  # fmt: skip
        else:
            yield File(path, os.path.basename(path), os.stat(path).st_size)


def _walk(folder: str) -> Iterator[File]:
    endings = tuple(name for one in (*CONTAINERS, DRAFT) for name in one.names)
    failures: list[Failure] = []
    for path in find_files(folder, endings, failures):
        name = os.path.relpath(path, folder).replace(os.sep, "/")
        yield File(path, name, os.stat(path).st_size)
    if failures:
        raise BadFile([Fault(one.path, 1, 1, one.cause) for one in failures])


def read_rows(order: Order) -> Iterator[Row]:
    """The records of a file that are wanted, in their order.

    What is wrong with one of them is in its place, what is wrong with the rest of the file comes last. Raises BadFile
    where a package is missing.
    """
    container = find_container(order.path)
    assert container
    yield from find_reader(container).read(order)


def find_reader(container: Container) -> Any:
    """The module that reads a container: `read(order)`, and `list_keys(path, most)` unless it has no fields."""
    if container.package:
        require(container.package, f"files like “*{container.endings[0]}”")
    return __import__(f"linter.archives.{container.reader}", fromlist=[container.reader])


# ---------------------------------------------------------------- fields


def settle_fields(files: Iterable[File], given: Fields) -> Fields:
    """The fields of an archive: as they were given, or as such fields are usually called.

    The first file of each form is looked at. Raises BadFile for a field that is not there, with a guess.
    """
    seen: dict[str, str] = {}
    keys: dict[str, None] = {}
    for file in files:
        container = find_container(file.path)
        if container and container.reader not in seen:
            seen[container.reader] = file.path
            reader = find_reader(container)
            if hasattr(reader, "list_keys"):
                keys |= dict.fromkeys(reader.list_keys(file.path, _SAMPLE))
    has_fields = bool(keys) or not seen
    if not has_fields:
        _refuse_fields(given, seen)
        return Fields(*(one or names[0] for one, names in zip(given, _USUAL.values(), strict=True)))
    found = (
        _settle(what, name, list(keys), next(iter(seen.values()), ""))
        for what, name in zip(Fields._fields, given, strict=True)
    )
    return Fields(*found)


def _refuse_fields(given: Fields, seen: Mapping[str, str]) -> None:
    """Of drafts the front matter is looked at; web pages have none."""
    named = [f"--{what}" for what, name in zip(Fields._fields, given, strict=True) if name]
    if given.text or given.id or (named and "draft" not in seen):
        path = next(iter(seen.values()))
        told = f"{named[0]}: a file of this form has no fields to name"
        raise BadFile([Fault(path, 1, 1, told)])


def _settle(what: str, given: str, keys: list[str], path: str) -> str:
    if not given:
        found = next((name for name in _USUAL[what] if name in keys), "")
        if found or what != "text":
            return found
    elif given in keys or given.partition(".")[0] in keys:
        return given
    listed = ", ".join(f"“{key}”" for key in keys[:12]) or "none"
    told = f"has no field “{given}” for the {what}" if given else "has no field that looks like the text"
    hint = guess(given, keys) if given else f"; name it with --{what}"
    raise BadFile([Fault(path, 1, 1, f"{told} (its fields: {listed}){hint}")])
