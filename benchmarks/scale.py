#!/usr/bin/env python3
"""Scan generated archives, and say from what they cost what larger ones will, on how many cores.

    python benchmarks/scale.py                              1,000 and 10,000 articles of 800 words, and the model
    python benchmarks/scale.py --articles 100000            others
    python benchmarks/scale.py --jobs 4 --price 0.05        so many processes; money for a core and an hour
    python benchmarks/scale.py --small                      few articles, to see that it works

Every archive is scanned by processes that are killed (SIGKILL) in the middle and go on; the smallest also by one
process in one shard, to which the results must be equal to the byte. Costs are seconds of the processor, and stand
beside those of linting the same articles before and after the scan, since other work slows both alike.
"""

import argparse
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from speed import describe_machine, find_sentences, recombine  # noqa: E402

from linter.config import Config  # noqa: E402
from linter.engines import take_stand  # noqa: E402
from linter.plan import CHUNK, Shard, read_manifest, read_plan  # noqa: E402
from linter.readers import read_document  # noqa: E402
from linter.records import Article  # noqa: E402
from linter.run import Options  # noqa: E402
from linter.scan import read_archive  # noqa: E402
from linter.text import Source  # noqa: E402

# Bytes of 800 words.
ARTICLE = 5_000
SAMPLE = 300
START = "import sys\nfrom linter.cli import start\nstart()\n"
RESULTS = ("documents.jsonl", "findings.jsonl", "failures.jsonl", "statistics.json", "manifest.json")
SECTIONS = ("opinion", "news", "culture", "sport")


class Ran(NamedTuple):
    """A scan: documents, seconds of the processor and the clock, kilobytes of the largest process, and how it went on.

    `before` are the documents that were done when it was killed, `again` the most that were examined twice.
    """

    documents: int
    processor: float
    clock: float
    peak: int
    before: int
    again: int


class Costs(NamedTuple):
    """Seconds of the processor: of a scan to begin, and of a document to lint, to scan, to pass over, to merge it."""

    start: float
    lint: float
    scan: float
    skip: float
    merge: float


# ---------------------------------------------------------------- the archive


def write_archive(path: Path, articles: int) -> Path:
    """JSON Lines of generated articles."""
    texts = recombine(find_sentences(ROOT / "seeds"), 1, ARTICLE)
    with path.open("w", encoding="utf-8") as file:
        for number, text in zip(range(articles), texts, strict=False):
            row = {
                "id": f"article-{number}",
                "text": text,
                "date": f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}",
                "section": SECTIONS[number % len(SECTIONS)],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


# ---------------------------------------------------------------- scans


def scan(
    archive: Path, out: Path, jobs: int, *more: str, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Begin a scan as the command does, in a group of processes of its own."""
    command = [sys.executable, "-c", START, "scan", str(archive), "--out", str(out), "--no-config", "-q"]
    return subprocess.Popen(
        [*command, "-j", str(jobs), *more], env=environment, start_new_session=True, cwd=out.parent
    )


def wait(process: subprocess.Popen[bytes]) -> tuple[float, int]:
    """Seconds of the processor and the peak of a scan and its processes, once it is over."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"scale: a scan ended with status {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def run(archive: Path, out: Path, articles: int, jobs: int, environment: dict[str, str]) -> Ran:
    """A scan that is killed when about a third is done, and goes on."""
    begun = time.perf_counter()
    # What is done twice is to be little beside what is measured.
    chunk = str(min(CHUNK, articles // 100 + 1))
    process = scan(archive, out, jobs, "--chunk", chunk, environment=environment)
    while not (out / "plan.json").exists() or take_stand(str(out)).documents < articles / 3:
        if process.poll() is not None:
            raise SystemExit("scale: the scan was over before it could be killed")
        time.sleep(0.2)
    used = sum(read_times(process.pid))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    plan = read_plan(str(out))
    before = take_stand(str(out)).documents
    processor, peak = wait(scan(archive, out, jobs, environment=environment))
    clock = time.perf_counter() - begun
    return Ran(articles, used + processor, clock, peak, before, plan.chunk * plan.shards)


def read_times(group: int) -> Iterator[float]:
    """Seconds of the processor of all processes in a group, from the kernel's own account of them."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            yield (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check_equal(one: Path, other: Path) -> None:
    """Refuse two scans whose results differ."""
    for name in RESULTS:
        if (one / name).read_bytes() != (other / name).read_bytes():
            raise SystemExit(f"scale: {name} differs between {one.name} and {other.name}")


# ---------------------------------------------------------------- costs


def measure_lint(archive: Path, articles: int) -> float:
    """What linting an article costs, of some from all over the archive, the rules loaded and warm."""
    from linter.cache import Cache, find_cache_folder
    from linter.run import Desk

    desk = Desk(Options(config=Config(), cache=Cache(find_cache_folder(os.environ))))
    linter, verdict = desk.linter_for(Config()), desk.verdict_for(Config(), "draft")
    texts = list(read_sample(archive, articles))
    for text in texts[:20]:
        linter.lint(read_document(Source("draft.txt", text)), verdict)
    begun = time.process_time()
    for text in texts:
        linter.lint(read_document(Source("draft.txt", text)), verdict)
    return (time.process_time() - begun) / len(texts)


def read_sample(archive: Path, articles: int) -> Iterator[str]:
    step = max(1, articles // SAMPLE)
    with archive.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % step == 0:
                yield json.loads(line)["text"]


def measure_skip(out: Path, articles: int) -> float:
    """What it costs to pass over an article that belongs to another shard."""
    plan = read_plan(str(out))
    begun = time.process_time()
    kept = sum(isinstance(one.held, Article) for one in read_archive(plan, Shard("", 0, 1 << 20)))
    assert kept < articles
    return (time.process_time() - begun) / articles


def measure_merge(archive: Path, out: Path, articles: int, jobs: int, environment: dict[str, str]) -> float:
    """What it costs to put the shards together, an article."""
    for number in range(jobs):
        wait(scan(archive, out, 1, "--shard", f"{number + 1}/{jobs}", environment=environment))
    assert read_manifest(Shard(str(out), 0, jobs)).is_whole
    begun = time.process_time()
    from linter.scan import merge_shards

    merge_shards(str(out))
    return (time.process_time() - begun) / articles


# ---------------------------------------------------------------- the model


class Parts(NamedTuple):
    """What the time of a scan goes to, in seconds of the clock."""

    scanning: float
    reading: float
    merging: float


def predict(costs: Costs, articles: int, cores: int) -> Parts:
    """The time of a scan on so many cores.

    Each of as many shards as cores reads all of the archive, and one process puts them together.
    """
    scanning = costs.start + articles * costs.scan / cores
    return Parts(scanning, articles * costs.skip * (1 - 1 / cores), articles * costs.merge)


def write_model(costs: Costs, price: float) -> Iterator[str]:
    """The time and cost of archives by cores, and what takes the time."""
    yield ""
    yield "| articles | cores | time | scanning | reading | merging | core hours | cost |"
    yield "|---|---|---|---|---|---|---|---|"
    for articles in (10**5, 10**6, 10**7, 10**8):
        for cores in (2, 16, 64, 256, 1024):
            parts = predict(costs, articles, cores)
            total = sum(parts)
            hours = ((parts.scanning + parts.reading) * cores + parts.merging) / 3600
            shares = " | ".join(f"{part / total:.0%}" for part in parts)
            yield f"| {articles:,} | {cores:,} | {say_time(total)} | {shares} | {hours:,.1f} | {hours * price:,.2f} |"
    yield ""
    yield (
        f"Reading takes as long as scanning on {costs.scan / costs.skip:,.0f} cores, and a tenth of it on"
        f" {costs.scan / costs.skip / 10:,.0f}; merging, which one process does, on {costs.scan / costs.merge:,.0f}."
    )


def say_time(seconds: float) -> str:
    """A time as a person would say it."""
    for size, name in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {name}"
    return f"{seconds:,.1f} s"


# ---------------------------------------------------------------- all of it


HEAD = (
    *("articles", "articles/s a core", "MB/s a core", "scan / lint", "cores used", "peak"),
    *("model / took", "done when killed", "done twice at most"),
)


def measure(folder: Path, articles: Sequence[int], jobs: int) -> Iterator[str | Costs]:
    """Each archive scanned, a line each; at last what a document of the largest costs."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    yield f"| {' | '.join(HEAD)} |"
    yield "|---" * len(HEAD) + "|"
    write_archive(folder / "one.jsonl", 1)
    wait(scan(folder / "one.jsonl", folder / "first", 1, environment=environment))
    start = wait(scan(folder / "one.jsonl", folder / "one", 1, environment=environment))[0]
    costs = None
    for count in articles:
        archive = write_archive(folder / f"{count}.jsonl", count)
        out = folder / f"out-{count}"
        lint = [measure_lint(archive, count)]
        ran = run(archive, out, count, jobs, environment)
        lint.append(measure_lint(archive, count))
        # It was begun twice, by each process.
        each = (ran.processor - 2 * jobs * start) / count
        model = f"{sum(predict(costs, count, jobs)) * jobs / ran.processor:.2f}" if costs else "-"
        cells = (
            *(f"{count:,}", f"{1 / each:,.0f}", f"{archive.stat().st_size / count / each / 1e6:.2f}"),
            *(
                f"{each / mean(lint):.3f}",
                f"{ran.processor / ran.clock:.2f} of {jobs}",
                f"{ran.peak / 1e3:.0f} MB",
            ),
            *(model, f"{ran.before:,}", f"{ran.again:,}"),
        )
        yield f"| {' | '.join(cells)} |"
        merge = costs.merge if costs else check_whole(folder, archive, count, jobs, environment)
        costs = Costs(start, mean(lint), each, measure_skip(out, count), merge)
        archive.unlink()
        shutil.rmtree(out)
    if costs:
        yield costs


def check_whole(folder: Path, archive: Path, articles: int, jobs: int, environment: dict[str, str]) -> float:
    """What merging costs; in passing, results are held against those of one shard and of shards by hand."""
    wait(scan(archive, folder / "whole", 1, "--shards", "1", environment=environment))
    check_equal(folder / f"out-{articles}", folder / "whole")
    merge = measure_merge(archive, folder / "parts", articles, jobs, environment)
    check_equal(folder / "parts", folder / "whole")
    return merge


def main() -> int:
    gc.set_threshold(2_000_000)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--articles", default="1000,10000", help="how many, with commas")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes")
    parser.add_argument("--price", type=float, default=0.04, help="money for a core and an hour")
    parser.add_argument("--small", action="store_true", help="few articles, to see that it works")
    given = parser.parse_args()
    articles = [20] if given.small else [int(one.replace("_", "")) for one in given.articles.split(",")]
    print(f"{describe_machine()}; {given.jobs} processes; articles of {ARTICLE:,} bytes\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="copydesk-scale-") as folder:
        for told in measure(Path(folder), articles, given.jobs):
            if isinstance(told, str):
                print(told, flush=True)
            else:
                print(
                    f"\nA scan takes {told.start:.2f} s to begin; a document costs {told.lint * 1e3:.2f} ms to lint,"
                    f" {told.scan * 1e3:.2f} to scan, {told.skip * 1e6:.0f} µs to pass over,"
                    f" {told.merge * 1e6:.0f} µs to merge."
                )
                print("\n".join(write_model(told, given.price)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
