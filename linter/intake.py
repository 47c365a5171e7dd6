"""What commands on archives share: the options that say what is read, and a scan carried out."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from linter.arguments import Misused, Option, Section
from linter.command import read_number, read_options
from linter.engines import Pace, list_missing, run_dask, run_processes
from linter.plan import CHUNK, is_scan, is_whole, lay_plan, make_plan
from linter.readers import FORMATS
from linter.records import Fields
from linter.scan import merge_shards, read_results
from linter.workers import decide_jobs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.arguments import Given
    from linter.plan import Plan
    from linter.run import Options
    from linter.tally import Tally

_TEXTS = {one.reader: one.endings[0] for one in FORMATS if one.unit == "line"}
_USUAL = "default: found by its usual names"

FIELDS = Section(
    "archive (columns or keys of its records, front matter of drafts; a.b is the key b inside a)",
    (
        Option(("--text",), f"the field that holds the text ({_USUAL})", "FIELD"),
        Option(("--id",), f"the field that names the article ({_USUAL}, or else its place)", "FIELD"),
        Option(("--date",), f"the field that holds the date ({_USUAL})", "FIELD"),
        Option(("--section",), f"the field that holds the section ({_USUAL})", "FIELD"),
        Option(("--byline",), f"the field that holds the writer ({_USUAL})", "FIELD"),
        Option(("--text-format",), "the format of texts in fields", choices=tuple(_TEXTS)),
    ),
)


def read_fields(given: Given) -> Fields:
    """The fields that are named on a command line."""
    return Fields(*(getattr(given, what) or "" for what in Fields._fields))


def plan_scan(given: Given, paths: Sequence[str], options: Options, **more: object) -> Plan:
    """A plan for an archive by the options of FIELDS and RULES. Raises BadFile and UnknownRule."""
    ending = _TEXTS[given.text_format]
    return make_plan(paths, read_fields(given), options, ending=ending, **more)  # type: ignore[arg-type]


def carry_out(
    out: str, jobs: int, *, watched: bool, scheduler: str | None = None, only: int | None = None
) -> Tally | None:
    """Do what is left of a scan, and put it together: what it has counted, or None where only one shard was wanted.

    Raises BadFile.
    """
    if is_whole(out):
        return read_results(out)
    missing = [number for number in list_missing(out) if only in (None, number)]
    pace = Pace(out, watched)
    try:
        if scheduler is not None:
            run_dask(out, missing, scheduler, pace)
        else:
            run_processes(out, missing, jobs, pace)
    finally:
        pace.clear()
    return merge_shards(out) if only is None else None


@contextmanager
def find_scan(given: Given, archive: str) -> Iterator[str]:
    """The folder of a finished scan: the archive itself, if it is one, or one that is made now and then thrown away.

    Raises BadFile and Misused.
    """
    if is_scan(archive):
        if named := [
            f"--{what}" for what, name in zip(Fields._fields, read_fields(given), strict=True) if name
        ]:
            raise Misused(f"{named[0]}: “{archive}” is a scan, whose fields were settled when it was made")
        read_results(archive)
        yield archive
        return
    with scan_for_now(given, plan_scan(given, [archive], read_options(given))) as out:
        yield out


@contextmanager
def scan_for_now(given: Given, plan: Plan) -> Iterator[str]:
    """A scan in a folder that is gone afterwards. Raises BadFile."""
    with TemporaryDirectory(prefix="copydesk-") as folder:
        out = os.path.join(folder, "scan")
        jobs = count_jobs(given)
        lay_plan(plan._replace(shards=jobs), out)
        carry_out(out, jobs, watched=is_watched(given))
        yield out


def count_jobs(given: Given) -> int:
    """How many processes are to work: as many as are asked for, or one a core."""
    return decide_jobs(given.jobs or 0, 1 << 60)


def is_watched(given: Given) -> bool:
    """Whether a person sees how far it has come."""
    return sys.stderr.isatty() and not given.quiet and os.environ.get("TERM") != "dumb"


QUIET = Option(("-q", "--quiet"), "no progress and no summary on standard error")
CHUNK_SIZE = Option(
    ("--chunk",),
    f"documents that are written at once, which a restart repeats at most (default: {CHUNK})",
    "N",
    convert=read_number,
)
