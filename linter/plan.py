"""A scan of an archive as it is planned: what is read, by which rules, in how many shards; and where its files lie.

An output folder holds, while the scan goes on:

    plan.json                            what is scanned and how; every process that works on the scan reads it
    shards/0003-of-0016/manifest.json    which chunks of a shard are done, and how far they reach
    shards/0003-of-0016/00007.chunk      one chunk: a line a document, a finding or a failure, sorted
    shards/0003-of-0016/*.jsonl          the same of a whole shard, once its last chunk is done

and when it is over, instead of the shards:

    documents, findings, failures        as .jsonl or .parquet, in the order of the documents' keys
    statistics.json                      counts by month, section and rule, which can be added to those of other scans
    manifest.json                        what these files hold, and their hashes

The key of a document is a hash of its id, and a shard is a stretch of keys: so the shards one after the other are the
whole in order, however many there are.
"""

from __future__ import annotations

import json
import os
import shutil
from hashlib import blake2b

from linter.archives import list_files, settle_fields
from linter.cache import Cache, find_cache_folder
from linter.config import Config, Settings
from linter.diagnostic import digest
from linter.faults import BadFile, Fault
from linter.lineage import read_content, trace_packs
from linter.placing import put_in_place
from linter.records import Fields
from linter.rulebook import Layer, find_rules_folder
from linter.run import COMMAND_LINE, Desk, Options
from linter.values import NamedTuple
from linter.version import find_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal, TypeAlias

    Form: TypeAlias = Literal["jsonl", "parquet"]

PLAN, MANIFEST, STATISTICS = "plan.json", "manifest.json", "statistics.json"
TABLES = ("documents", "findings", "failures")
FORMS: tuple[Form, ...] = ("jsonl", "parquet")
# Documents: what a restart repeats at most, and what is held at once.
CHUNK = 500
_MOST_SHARDS = 10_000
_AS_USUAL, _NO_OPTIONS = Fields(), Options()


class Plan(NamedTuple):
    """What is scanned and how. `size` is the bytes of all files, `archive` and `rules` hashes of what is read.

    `config` and `layer` say which rules apply, `ending` the format of texts that are fields of records.
    """

    inputs: tuple[str, ...]
    fields: Fields
    ending: str
    form: Form
    shards: int
    chunk: int
    size: int
    archive: str
    config: Config
    layer: Layer
    rules: str


class Done(NamedTuple):
    """A chunk that is done: how much it holds, and how far into the archive it reaches.

    `file` and `record` number the last file and the last record of it that were looked at; `behind` are the bytes of
    the archive up to there.
    """

    documents: int
    findings: int
    failures: int
    file: int
    record: int
    behind: int
    sum: str


class Manifest(NamedTuple):
    """The chunks of a shard that are done, and whether they are all and have been put together."""

    chunks: tuple[Done, ...] = ()
    is_whole: bool = False


class Shard(NamedTuple):
    """One of the shards of a scan, its number from 0, and where its files lie."""

    out: str
    number: int
    shards: int

    @property
    def folder(self) -> str:
        return os.path.join(self.out, "shards", f"{self.number + 1:04}-of-{self.shards:04}")

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def chunk(self, number: int) -> str:
        return self.path(f"{number:05}.chunk")

    @property
    def tables(self) -> list[str]:
        """The files of the whole shard."""
        return [self.path(f"{name}.jsonl") for name in TABLES] + [self.path(STATISTICS)]

    def holds(self, key: str) -> bool:
        """Whether the document of a key belongs to it: keys are hashes, so that shards are of one size."""
        return int(key[:16], 16) * self.shards >> 64 == self.number


def find_key(name: str) -> str:
    """The key of a document of that id: the same on every machine."""
    return digest(name)


# ---------------------------------------------------------------- planning


def make_plan(
    inputs: Sequence[str],
    given: Fields = _AS_USUAL,
    options: Options = _NO_OPTIONS,
    *,
    ending: str = ".txt",
    form: Form = "jsonl",
    shards: int = 1,
    chunk: int = CHUNK,
) -> Plan:
    """A plan for an archive under the rules of options. Raises BadFile and UnknownRule."""
    if not 0 < shards <= _MOST_SHARDS:
        raise BadFile([Fault("copydesk", 1, 1, f"{shards} shards are not between 1 and {_MOST_SHARDS:,}")])
    places = tuple(map(os.path.abspath, inputs))
    size, archive = _measure(places)
    if not size:
        raise BadFile([Fault(inputs[0], 1, 1, "holds nothing that could be scanned")])
    desk = Desk(options)
    config = desk.config_for("draft")
    desk.verdict_for(config, "draft")
    config = config._replace(settings=config.settings._replace(per_path=(), exclude=()))
    fields = settle_fields(list_files(places), given)
    rules = _hash_rules(config, options.layer)
    return Plan(places, fields, ending, form, shards, chunk, size, archive, config, options.layer, rules)


def plan_anew(plan: Plan, config: Config) -> Plan:
    """The plan of a scan of the same archive under another config. Raises BadFile."""
    other = plan._replace(config=config, rules=_hash_rules(config, plan.layer))
    desk = open_desk(other)
    desk.verdict_for(config, "draft")
    return other


def _measure(places: Sequence[str]) -> tuple[int, str]:
    """How many bytes an archive has, and a hash of its files' names and sizes."""
    size, hashed = 0, blake2b(digest_size=16)
    for file in list_files(places):
        size += file.size
        hashed.update(f"{file.name}\0{file.size}\0".encode("utf-8", "surrogateescape"))
    return size, hashed.hexdigest()


def _hash_rules(config: Config, layer: Layer) -> str:
    """A hash of all that decides what is found: the same on every machine that has the same rules."""
    folder = find_rules_folder()
    built_in = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".yaml")]
    hashed = blake2b(find_version().encode(), digest_size=16)
    for path in (*built_in, *trace_packs(config.packs)):
        hashed.update(blake2b(read_content(path)).digest())
    said = (*config.settings[1:6], *layer[1:])
    hashed.update(repr(said).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def open_desk(plan: Plan, environment: Mapping[str, str] = os.environ) -> Desk:
    """The rules of a plan at work. Raises BadFile where they are not what the plan was made with."""
    rules = _hash_rules(plan.config, plan.layer)
    if rules != plan.rules:
        told = "the scan was begun with other rules or another version of Copydesk than there are here"
        raise BadFile([Fault(PLAN, 1, 1, f"{told}: begin it afresh (--fresh), or in another folder")])
    return Desk(Options(plan.layer, plan.config, cache=Cache(find_cache_folder(environment))))


# ---------------------------------------------------------------- the folder


def lay_plan(plan: Plan, out: str, *, fresh: bool = False) -> Plan:
    """Begin a scan in a folder, or go on with the one that was begun there: the plan that is followed.

    Raises BadFile where the folder holds something else.
    """
    place = os.path.realpath(out)
    for one in plan.inputs:
        if place.startswith(os.path.join(os.path.realpath(one), "")):
            told = "lies in the archive, where the results would be scanned too: name a folder outside"
            raise BadFile([Fault(out, 1, 1, told)])
    if fresh:
        sweep(out)
    if os.path.exists(os.path.join(out, PLAN)):
        begun = read_plan(out)
        if changed := _compare(begun, plan):
            raise BadFile([Fault(out, 1, 1, f"{changed}: begin it afresh (--fresh), or in another folder")])
        return begun
    # Of several processes that begin at the same time, each lays the same plan.
    if os.path.isdir(out) and any(not name.startswith((PLAN, "shards")) for name in os.listdir(out)):
        raise BadFile(
            [Fault(out, 1, 1, "holds files, but no scan: name a folder that is empty or not there")]
        )
    os.makedirs(out, exist_ok=True)
    write_json(os.path.join(out, PLAN), _as_data(plan))
    return plan


_CHANGES = {
    "inputs": "was begun on another archive",
    "archive": "was begun before the archive changed",
    "rules": "was begun with other rules",
    "fields": "was begun with other fields",
    "ending": "was begun with texts in another format",
    "form": "was begun for another form of output",
}


def _compare(begun: Plan, plan: Plan) -> str:
    """What is other in a plan than in the one that was begun. Shards and chunks stay as they were."""
    return next(
        (told for field, told in _CHANGES.items() if getattr(begun, field) != getattr(plan, field)), ""
    )


def sweep(out: str) -> None:
    """Take away what a scan has left in a folder, and nothing else."""
    shutil.rmtree(os.path.join(out, "shards"), ignore_errors=True)
    ours = (PLAN, MANIFEST, STATISTICS, *(f"{name}.{form}" for name in TABLES for form in FORMS))
    for name in ours:
        if os.path.lexists(path := os.path.join(out, name)):
            os.unlink(path)


def is_scan(path: str) -> bool:
    """Whether a folder holds a scan."""
    return os.path.isfile(os.path.join(path, PLAN))


def is_whole(out: str) -> bool:
    """Whether a scan has come to its end."""
    return os.path.isfile(os.path.join(out, MANIFEST))


def read_plan(out: str) -> Plan:
    """The plan of a scan. Raises BadFile."""
    path = os.path.join(out, PLAN)
    try:
        with open(path, encoding="utf-8") as file:
            said = json.load(file)
        config, layer = said.pop("config"), said.pop("layer")
        config["settings"] = Settings(**_freeze(config["settings"]))
        fields = Fields(**said.pop("fields"))
        config = Config(**_freeze(config))._replace(given=frozenset())
        return Plan(**_freeze(said), fields=fields, config=config, layer=Layer(**_freeze(layer)))
    except OSError as fault:
        raise BadFile([Fault(path, 1, 1, f"cannot be read: {fault.strerror}")]) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadFile([Fault(path, 1, 1, "is not the plan of a scan by this version of Copydesk")]) from None


def _freeze(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def _as_data(plan: Plan) -> dict[str, Any]:
    config = plan.config._asdict() | {"settings": plan.config.settings._asdict(), "given": []}
    layer = plan.layer._replace(origin=COMMAND_LINE)
    return plan._asdict() | {"fields": plan.fields._asdict(), "config": config, "layer": layer._asdict()}


def read_manifest(shard: Shard) -> Manifest:
    """Which chunks of a shard are done: those at the beginning that are there as they were written."""
    try:
        with open(shard.path(MANIFEST), encoding="utf-8") as file:
            said = json.load(file)
        return Manifest(tuple(Done(**one) for one in said["chunks"]), said["is_whole"])
    except (OSError, ValueError, TypeError, KeyError):
        return Manifest()


def write_manifest(shard: Shard, manifest: Manifest) -> None:
    """Say which chunks of a shard are done."""
    chunks = [one._asdict() for one in manifest.chunks]
    write_json(shard.path(MANIFEST), {"chunks": chunks, "is_whole": manifest.is_whole})


def write_json(path: str, value: object) -> None:
    """Write a value for programs and for people, whole or not at all."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    put_in_place({path: (text.encode("utf-8", "backslashreplace"), b"\n")})
