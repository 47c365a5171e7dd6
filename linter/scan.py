"""A shard of an archive laid before the rules, chunk by chunk; and the shards put together.

Whatever carries a scan out calls `scan_shard` for every shard, in any order, anywhere, and as often as it likes; then
`merge_shards` once.
"""

from __future__ import annotations

import json
import os
import shutil
from heapq import merge
from itertools import islice

from linter.archives import list_files, read_rows
from linter.backgrounds import note_measures
from linter.faults import BadFile, Fault, RuleOutOfTime
from linter.lemma import forget_stems
from linter.lint import locate
from linter.placing import put_in_place
from linter.plan import (
    MANIFEST,
    STATISTICS,
    TABLES,
    Done,
    Manifest,
    Shard,
    find_key,
    open_desk,
    read_manifest,
    read_plan,
    write_json,
    write_manifest,
)
from linter.readers import read_document
from linter.records import Bad, Order
from linter.rule import count_words
from linter.rulebook import Verdict
from linter.run import TOO_LARGE
from linter.tables import write_table
from linter.tally import Tally, read_tally
from linter.text import Unreadable, lay_open
from linter.trial import show
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from linter.diagnostic import Finding
    from linter.document import Document
    from linter.lint import Linter
    from linter.plan import Plan
    from linter.records import Article

# Of what is written before a row in a chunk: the key, the numbers of file and record, and which table it belongs to.
_KEY, _HEAD = 24, 24 + 8 + 12 + 1
# Code points of a finding that are kept; some are of half a page.
_SHOWN = 300
# Files that are read at once; a process may have some hundred.
_MOST_OPEN = 200


def scan_shard(out: str, number: int, tell: Callable[[], object] = int) -> list[str]:
    """Do what is left of one shard of the scan that was planned in a folder; number from 0. The files of the shard.

    `tell` is called after each chunk. Chunks that are done are not done again. Raises BadFile and OSError.
    """
    plan = read_plan(out)
    shard = Shard(out, number, plan.shards)
    manifest = read_manifest(shard)
    if not manifest.is_whole:
        os.makedirs(shard.folder, exist_ok=True)
        manifest = _keep_sound(shard, manifest)
        for done in _scan_chunks(plan, shard, manifest):
            manifest = manifest._replace(chunks=(*manifest.chunks, done))
            write_manifest(shard, manifest)
            tell()
        _put_together(shard, len(manifest.chunks))
        # The chunks stay until all is merged: a process that was given up for lost may still be at work on them too.
        write_manifest(shard, manifest._replace(is_whole=True))
        tell()
    return shard.tables


def _keep_sound(shard: Shard, manifest: Manifest) -> Manifest:
    """What is to be believed of a manifest: the chunks up to the first that is not there as it was written."""
    for number, done in enumerate(manifest.chunks):
        try:
            with open(shard.chunk(number), "rb") as file:
                sound = _sum_up(file.read()) == done.sum
        except OSError:
            sound = False
        if not sound:
            return Manifest(manifest.chunks[:number])
    return manifest


def _sum_up(data: bytes) -> str:
    from zlib import crc32

    return f"{len(data)}-{crc32(data):08x}"


# ---------------------------------------------------------------- reading


class Found(NamedTuple):
    """A record of the archive: the numbers of its file and of itself, the bytes behind it, and what it holds."""

    file: int
    record: int
    behind: int
    held: Article | Bad


def read_archive(plan: Plan, shard: Shard, after: tuple[int, int] = (0, -1)) -> Iterator[Found]:
    """The documents of a shard behind a place, in the order of the archive. Raises BadFile."""
    behind = 0
    for number, file in enumerate(list_files(plan.inputs)):
        if number >= after[0]:
            start = after[1] if number == after[0] else -1
            order = Order(file.path, file.name, plan.fields, plan.ending, _choose(shard, start))
            try:
                for row in read_rows(order):
                    yield Found(number, row.number, behind + row.behind, row.held)
            except OSError as fault:
                if start < 0 and shard.holds(find_key(file.name)):
                    yield Found(
                        number, 0, behind, Bad(file.name, f"cannot be read: {fault.strerror or fault}")
                    )
        behind += file.size


def _choose(shard: Shard, start: int) -> Callable[[int, str], bool]:
    return lambda number, name: number > start and shard.holds(find_key(name))


# ---------------------------------------------------------------- chunks


def _scan_chunks(plan: Plan, shard: Shard, manifest: Manifest) -> Iterator[Done]:
    """The chunks that are left, each written when it is given."""
    desk = open_desk(plan)
    linter, verdict = desk.linter_for(plan.config), desk.verdict_for(plan.config, "draft")
    last = manifest.chunks[-1] if manifest.chunks else None
    records = read_archive(plan, shard, (last.file, last.record) if last else (0, -1))
    number = len(manifest.chunks)
    while chunk := list(_examine_some(linter, verdict, records, plan.chunk)):
        yield _write_chunk(shard, number, chunk)
        forget_stems()
        number += 1


class Examined(NamedTuple):
    """What is written of a record: where it stands, and its lines."""

    file: int
    record: int
    behind: int
    lines: tuple[bytes, ...]


def _examine_some(
    linter: Linter, verdict: Verdict, records: Iterator[Found], most: int
) -> Iterator[Examined]:
    for file, record, behind, held in islice(records, most):
        rows = _examine(linter, verdict, held)
        head = f"{find_key(held.id)}{file:08x}{record:012x}"
        yield Examined(file, record, behind, tuple(_write_line(head, table, row) for table, row in rows))


def _write_line(head: str, table: int, row: Mapping[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return f"{head}{table}{text}\n".encode("utf-8", "backslashreplace")


def _write_chunk(shard: Shard, number: int, chunk: Sequence[Examined]) -> Done:
    lines = sorted((line for one in chunk for line in one.lines), key=_head_of)
    data = b"".join(lines)
    put_in_place({shard.chunk(number): [data]})
    documents, findings, failures = (sum(_table_of(line) == table for line in lines) for table in range(3))
    last = chunk[-1]
    return Done(documents, findings, failures, last.file, last.record, last.behind, _sum_up(data))


def _head_of(line: bytes) -> bytes:
    return line[:_HEAD]


def _table_of(line: bytes) -> int:
    return line[_HEAD - 1] - ord("0")


# ---------------------------------------------------------------- one document


def _examine(linter: Linter, verdict: Verdict, held: Article | Bad) -> Iterable[tuple[int, dict[str, Any]]]:
    """The rows of a document, each with the number of its table; whatever is wrong with it is one of them."""
    if isinstance(held, Bad):
        return [(2, held._asdict())]
    try:
        return list(_lay_before(linter, verdict, held))
    except (Unreadable, RuleOutOfTime) as fault:
        return [(2, {"id": held.id, "cause": str(fault)})]
    except (RecursionError, MemoryError):
        return [(2, {"id": held.id, "cause": TOO_LARGE})]


def _lay_before(linter: Linter, verdict: Verdict, article: Article) -> Iterator[tuple[int, dict[str, Any]]]:
    document = read_document(lay_open(f"draft{article.ending}", article.content))
    # What is measured is measured whether or not the rule that does so is on.
    everything = verdict._replace(severities={**dict.fromkeys(linter.measured, "info"), **verdict.severities})
    reading = linter.lay_out(document, everything)
    gauged = note_measures(linter.gauge(reading))
    findings, _ = linter.settle(document, linter.find_in(reading, verdict), verdict)
    rows = [
        _find_row(article.id, one, document) for one in sorted(findings, key=lambda one: (one.span, one.code))
    ]
    words = count_words(document)
    # What has been worked out refers to the draft in turn, and would outlive its use.
    document.known.clear()
    codes = [row["code"] for row in rows]
    yield (
        0,
        {
            "id": article.id,
            "date": article.date,
            "section": article.section,
            "byline": article.byline,
            "words": words,
            "rules": {code: codes.count(code) for code in sorted({*codes})},
            **gauged._asdict(),
        },
    )
    yield from ((1, row) for row in rows)


def _find_row(name: str, finding: Finding, document: Document) -> dict[str, Any]:
    place = locate(document, finding.span)
    before, excerpt, after = show(document, finding.span)
    return {
        "id": name,
        "code": str(finding.code),
        "severity": finding.severity,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "before": before,
        "excerpt": excerpt if len(excerpt) <= _SHOWN else f"{excerpt[:_SHOWN]} …",
        "after": after,
    }


# ---------------------------------------------------------------- putting together


def _put_together(shard: Shard, chunks: int) -> None:
    """The chunks of a shard as its tables and its tally."""
    tally, before = Tally(), b""
    paths = shard.tables[: len(TABLES)]
    parts = [f"{path}.{os.getpid()}.part" for path in paths]
    files = [open(part, "wb") for part in parts]  # noqa: SIM115
    try:
        for line in _merge(shard, [shard.chunk(number) for number in range(chunks)]):
            table = _table_of(line)
            files[table].write(line[_HEAD:])
            if table == 0:
                tally.add(json.loads(line[_HEAD:]))
                tally.repeated += line[:_KEY] == before
                before = line[:_KEY]
            tally.failures += table == 2
    finally:
        for file in files:
            file.close()
    for part, path in zip(parts, paths, strict=True):
        os.replace(part, path)
    write_json(shard.path(STATISTICS), tally.as_json())


def _merge(shard: Shard, paths: Sequence[str]) -> Iterator[bytes]:
    """The lines of sorted files in order, of so many at once as may be open."""
    level = 0
    while len(paths) > _MOST_OPEN:
        merged = [shard.path(f"{level}-{n}.{os.getpid()}.run") for n in range(0, len(paths), _MOST_OPEN)]
        for n, path in enumerate(merged):
            put_in_place({path: _merge_few(paths[n * _MOST_OPEN : (n + 1) * _MOST_OPEN])})
        paths, level = merged, level + 1
    yield from _merge_few(paths)


def _merge_few(paths: Sequence[str]) -> Iterator[bytes]:
    files = [open(path, "rb") for path in paths]  # noqa: SIM115
    try:
        yield from merge(*files, key=_head_of)
    finally:
        for file in files:
            file.close()


def merge_shards(out: str) -> Tally:
    """Put the shards of a scan together, and take their folders away. Raises BadFile where one is not whole."""
    plan = read_plan(out)
    shards = [Shard(out, number, plan.shards) for number in range(plan.shards)]
    if missing := [one.number + 1 for one in shards if not read_manifest(one).is_whole]:
        told = f"shard {missing[0]} of {plan.shards} is not done yet, and {len(missing) - 1} others"
        raise BadFile([Fault(out, 1, 1, told)])
    tally = Tally()
    for shard in shards:
        tally.merge(_read_statistics(shard.path(STATISTICS)))
    written = [
        write_table(out, name, plan.form, [shard.path(f"{name}.jsonl") for shard in shards])
        for name in TABLES
    ]
    write_json(os.path.join(out, STATISTICS), tally.as_json())
    total = tally.total
    about = {
        "documents": total.documents,
        "findings": sum(count.findings for count in total.rules.values()),
        "failures": tally.failures,
        "rules": plan.rules,
        "archive": plan.archive,
        "fields": plan.fields._asdict(),
        "files": [one._asdict() for one in written],
    }
    write_json(os.path.join(out, MANIFEST), about)
    shutil.rmtree(os.path.join(out, "shards"))
    return tally


def _read_statistics(path: str) -> Tally:
    with open(path, encoding="utf-8") as file:
        return read_tally(json.load(file))


def read_results(out: str) -> Tally:
    """What a finished scan has counted. Raises BadFile."""
    try:
        return _read_statistics(os.path.join(out, STATISTICS))
    except (OSError, ValueError, KeyError, TypeError):
        raise BadFile([Fault(out, 1, 1, "holds no finished scan: finish it with “copydesk scan”")]) from None
