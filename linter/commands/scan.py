"""`copydesk scan`: what the rules have to say of an archive, as tables."""

from __future__ import annotations

import os
import sys

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.command import CLEAN, JOBS, RULES, WRONG, Command, count, read_number, read_options
from linter.intake import CHUNK_SIZE, FIELDS, QUIET, carry_out, count_jobs, is_watched, plan_scan
from linter.plan import CHUNK, FORMS, Shard, lay_plan, read_manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.tally import Tally

_DASK = "dask"


def _scan(given: Given) -> int:
    out = _check(given)
    jobs = count_jobs(given)
    only = given.shard[0] - 1 if given.shard else None
    plan = plan_scan(
        given,
        given.inputs,
        read_options(given),
        form=given.output_format,
        shards=given.shard[1] if given.shard else given.shards or _find_shards(given) or jobs,
        chunk=given.chunk or CHUNK,
    )
    plan = lay_plan(plan, out, fresh=given.fresh)
    wanted = given.shard[1] if given.shard else given.shards
    if wanted and wanted != plan.shards:
        raise Misused(f"“{out}” was begun with {plan.shards} shards, not {wanted}; --fresh begins it afresh")
    scheduler = given.scheduler if given.engine == _DASK else None
    tally = carry_out(out, jobs, watched=is_watched(given), scheduler=scheduler, only=only)
    return _report(given, out, tally) if tally else _report_shard(given, Shard(out, only or 0, plan.shards))


def _check(given: Given) -> str:
    """The folder for the results, if the options go together. Raises Misused."""
    if not given.out:
        raise Misused("--out DIR is missing: the folder for the results")
    if given.engine == _DASK and not given.scheduler:
        raise Misused("--engine dask needs --scheduler ADDRESS, as in tcp://127.0.0.1:8786")
    if given.scheduler and given.engine != _DASK:
        raise Misused("--scheduler is for --engine dask")
    if given.shard and given.engine == _DASK:
        raise Misused("--shard is one shard; --engine dask does them all")
    if given.shard and given.shards:
        raise Misused("--shard I/N says how many shards there are; --shards is not needed")
    if given.chunk == 0:
        raise Misused("--chunk: no document at once is too few")
    return os.path.abspath(str(given.out))


def _find_shards(given: Given) -> int:
    """On a cluster, how many shards share its work out evenly, though nobody has said; else as many as processes."""
    return 32 if given.engine == _DASK else 0


def _report(given: Given, out: str, tally: Tally) -> int:
    if not given.quiet:
        total = tally.total
        findings = sum(one.findings for one in total.rules.values())
        told = f"{count(total.documents, 'document')} scanned: {count(findings, 'finding')}"
        if tally.repeated:
            told += f"; {count(tally.repeated, 'document')} with the id of another"
        if tally.failures:
            told += (
                f"; {count(tally.failures, 'failure')}, listed in {given.out}/failures.{given.output_format}"
            )
        sys.stderr.write(f"{told}\n")
    return WRONG if tally.failures else CLEAN


def _report_shard(given: Given, shard: Shard) -> int:
    chunks = read_manifest(shard).chunks
    documents, failures = sum(one.documents for one in chunks), sum(one.failures for one in chunks)
    if not given.quiet:
        told = f"shard {shard.number + 1} of {shard.shards}: {count(documents, 'document')} scanned"
        told += f"; {count(failures, 'failure')}" if failures else ""
        sys.stderr.write(f"{told}; the same command without --shard puts all together\n")
    return WRONG if failures else CLEAN


def _read_shard(text: str) -> tuple[int, int]:
    number, slash, shards = text.partition("/")
    if not slash:
        raise ValueError(f"“{text}” is not I/N, as in 3/8")
    one, of = read_number(number), read_number(shards)
    if not 0 < one <= of:
        raise ValueError(f"there is no shard {one} of {of}; they are numbered from 1")
    return one, of


COMMAND = Command(
    Operand(
        "inputs",
        "INPUT",
        "an archive: folders, JSON Lines (.jsonl), CSV, Parquet, WARC; .gz and .zst are unpacked",
        least=1,
    ),
    (
        Section(
            "results",
            (
                Option(("--out",), "the folder for the results; a scan that was begun there goes on", "DIR"),
                Option(("--output-format",), "the form of the tables", choices=FORMS),
                Option(("--fresh",), "begin afresh, whatever was begun in that folder"),
                QUIET,
            ),
        ),
        FIELDS,
        Section(
            "work",
            (
                JOBS,
                Option(("--shards",), "how many shards (default: one a process)", "N", convert=read_number),
                Option(
                    ("--shard",),
                    "only this one of N shards; when all are done, the command without it puts them together",
                    "I/N",
                    convert=_read_shard,
                ),
                CHUNK_SIZE,
                Option(("--engine",), "what carries it out", choices=("processes", _DASK)),
                Option(("--scheduler",), "the scheduler of a Dask cluster", "ADDRESS"),
            ),
        ),
        RULES,
    ),
    _scan,
)
