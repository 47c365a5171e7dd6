#!/usr/bin/env python3
"""Measure how fast drafts are checked: against bare Python and the peers that are there, and as the work grows.

    python benchmarks/speed.py                     all of it, on prose recombined from the drafts of seeds/
    python benchmarks/speed.py CORPUS              on the drafts of a folder, or a file of JSON Lines with a "text"
    python benchmarks/speed.py --only cold,rules   some of it: cold, throughput, rules, growth, memory, again, jobs
    python benchmarks/speed.py --rounds 9          more rounds: what is compared runs in turn, once a round
    python benchmarks/speed.py --small             a hundredth of the prose, to see that it works

Nothing is installed, and nothing is written but into a folder that is gone at the end. Every figure is the median over
the rounds, ratios are taken inside a round. Times are of the processor (user and system, of all processes), but where
processes share the work: there they are of the clock, and only an idle machine gives figures worth quoting.

Peers are run as they come, with their own rules, if they are on the PATH; Vale with the styles write-good and
proselint if VALE_STYLES_PATH is the folder that holds them.
"""

import argparse
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "harbour-reset.txt"
START = "import sys\nfrom linter.__main__ import enter\nenter()\n"
KB = 1_000
DRAFT = 7 * KB
SENTENCE = re.compile(r"[A-Z“][^.!?\n]{30,300}[.!?]”?(?=\s)")
CONTENT_WORD = re.compile(r"\b[a-z]{5,}\b")
# How many content words are exchanged: nearly all, since the drafts of seeds/ hold more of what rules look for than
# op-eds do; and how many of those that come in are in no dictionary.
CHANGED = 0.95
BLENDED = 0.4


class BadCorpus(Exception):
    """A corpus that cannot be measured on; the message says why."""


class Row(NamedTuple):
    """A line of the table: what was measured, the figure, and what it is to be."""

    what: str
    figure: str
    target: str = ""


class Times(NamedTuple):
    """What the runs of one sort took, round by round: seconds of the processor, and of the clock."""

    processor: list[float]
    clock: list[float]


class Ran(NamedTuple):
    """What a process took: seconds of the processor and of the clock, and kilobytes at its peak."""

    processor: float
    clock: float
    peak: int


# ---------------------------------------------------------------- prose


def find_sentences(folder: Path) -> list[str]:
    """The sentences of the drafts in a folder."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*")) if path.is_file()]
    return [" ".join(found.split()) for text in texts for found in SENTENCE.findall(text)]


def recombine(sentences: Sequence[str], seed: int, size: int = DRAFT) -> Iterator[str]:
    """Drafts without end, of about `size` bytes each: sentences with other words of the same endings in them.

    Some of those words are the head of one and the tail of another, since a language is never at the end of its words.
    """
    chance = random.Random(seed)
    words = sorted({word for one in sentences for word in CONTENT_WORD.findall(one)})
    by_ending: dict[str, list[str]] = {}
    for word in words:
        by_ending.setdefault(word[-2:], []).append(word)

    def exchange(found: re.Match[str]) -> str:
        word = found.group()
        if chance.random() >= CHANGED:
            return word
        other = chance.choice(by_ending.get(word[-2:], [word]))
        return chance.choice(words)[:3] + other[-5:] if chance.random() < BLENDED else other

    while True:
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < size:
            chosen = chance.choices(sentences, k=chance.randint(2, 6))
            paragraphs.append(" ".join(CONTENT_WORD.sub(exchange, one) for one in chosen))
        yield "\n\n".join(paragraphs) + "\n"


def read_drafts(corpus: Path) -> Iterator[str]:
    """The drafts of a corpus, over and over."""
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    from backgrounds import read_corpus

    from linter import Unreadable

    try:
        drafts = [draft.text for draft in read_corpus(corpus)]
    except (OSError, ValueError, Unreadable) as fault:
        raise BadCorpus(f"{corpus}: {fault}") from None
    if not sum(map(len, drafts)):
        raise BadCorpus(f"{corpus} holds no prose")
    while True:
        yield from drafts


def write_folder(folder: Path, drafts: Iterator[str], size: int) -> Path:
    """A folder of drafts that hold so many bytes together."""
    folder.mkdir(parents=True)
    number = 0
    while size > 0:
        data = next(drafts).encode()[:size]
        (folder / f"{number:05}.txt").write_bytes(data.decode(errors="ignore").encode())
        size -= len(data)
        number += 1
    return folder


def write_file(path: Path, drafts: Iterator[str], size: int) -> Path:
    """One draft of so many bytes."""
    text = ""
    while len(text.encode()) < size:
        text += "\n".join(next(drafts) for _ in range(50))
    path.write_bytes(text.encode()[:size].decode(errors="ignore").encode())
    return path


# ---------------------------------------------------------------- running


class Bench:
    """A folder to work in, and the command in an environment of its own, whose cache is warm."""

    def __init__(self, folder: Path, drafts: Callable[[], Iterator[str]], rounds: int, kb: int = KB) -> None:
        self.kb, self.mb = kb, 1_000 * kb
        self.folder = folder
        self.drafts = drafts
        self.rounds = rounds
        self.start = folder / "copydesk.py"
        self.start.write_text(START)
        apart = {"PYTHONPATH": str(ROOT), "COPYDESK_CACHE_DIR": str(folder / "cache"), "HOME": str(folder)}
        apart |= {"PYTHONPYCACHEPREFIX": str(folder / "pyc"), "GITHUB_ACTIONS": "", "PRE_COMMIT": ""}
        left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONOPTIMIZE")
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        self.environment = {**kept, **apart}
        for _ in range(2):
            self.check(SAMPLE)

    def command(self, *arguments: str | Path) -> list[str]:
        """The command as the script of an installation would start it, without a summary."""
        return [sys.executable, str(self.start), "check", "-q", *map(str, arguments)]

    def begin(self, *command: str) -> Callable[[], Ran]:
        """Start a process; what is given waits for its end."""
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=-3, stdout=-3, stderr=-3, env=self.environment, cwd=self.folder
        )

        def end() -> Ran:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 1) and command[0] == sys.executable:
                raise SystemExit(f"speed: “{' '.join(command)}” ended with {process.returncode}")
            return Ran(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss)

        return end

    def run(self, *command: str) -> Ran:
        """A process from start to end."""
        return self.begin(*command)()

    def check(self, *arguments: str | Path) -> Ran:
        """A run of the command that finds its rules in the cache, and results if they are kept."""
        return self.run(*self.command(*arguments))

    def check_afresh(self, *arguments: str | Path) -> Ran:
        """A run of the command that finds its rules in the cache, but no results."""
        self.forget_results()
        return self.check(*arguments)

    def forget_results(self) -> None:
        """Take what is kept of drafts out of the cache, and leave the rules."""
        shutil.rmtree(self.folder / "cache" / "results", ignore_errors=True)

    def compare(self, runs: Mapping[str, Callable[[], Ran]]) -> dict[str, Times]:
        """What some runs take, by their names: in every round each runs once, after one round that does not count."""
        taken = {name: Times([], []) for name in runs}
        for number in range(self.rounds + 1):
            for name, run in runs.items():
                ran = run()
                if number:
                    taken[name].processor.append(ran.processor)
                    taken[name].clock.append(ran.clock)
        return taken


def divide(ones: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of what was measured in the same rounds."""
    return median(one / other for one, other in zip(ones, others, strict=True))


def write_rate(size: int, seconds: Sequence[float]) -> str:
    return f"{size / KB / 1_000 / median(seconds):.2f} MB/s"


# ---------------------------------------------------------------- what is measured


def measure_cold(bench: Bench) -> Iterator[Row]:
    """A run on one draft, as a person or a hook waits for it."""
    peers = find_peers(bench.folder)
    commands = {name: (*command, str(SAMPLE)) for name, command in peers.items()}
    commands |= {"bare": (sys.executable, "-c", "pass")}
    runs = {name: partial(bench.run, *command) for name, command in commands.items()}
    runs |= {"ours": partial(bench.check_afresh, SAMPLE), "again": partial(bench.check, SAMPLE)}
    told = bench.compare(runs)
    bare, ours, again = (told[name].processor for name in ("bare", "ours", "again"))
    yield Row("cold run on one draft / `python -c pass`", f"{divide(ours, bare):.2f}", "<= 3.0")
    yield Row("the same again, the draft unchanged / `python -c pass`", f"{divide(again, bare):.2f}")
    yield Row("`python -c pass`: ms", f"{1000 * median(bare):.1f}")
    for name in sorted(peers):
        theirs = told[name].processor
        faster = f"Copydesk is {divide(theirs, ours):.1f} times as fast"
        yield Row(f"{name}: cold run / `python -c pass`", f"{divide(theirs, bare):.1f}", faster)


def find_peers(folder: Path) -> dict[str, list[str]]:
    """The commands of the peers that are there, to which a draft's path is added."""
    known = {
        "proselint": ["proselint", "check"],
        "write-good": ["write-good"],
        "textlint": ["textlint", "--no-textlintrc", "--rule", "write-good"],
        "alex": ["alex"],
        "harper-cli": ["harper-cli", "lint"],
        "prose-mint": ["prose-mint", "scan"],
        "riff": ["riff", "--no-jev"],
        "vale": ["vale", "--config", str(write_vale_config(folder))],
    }
    found = {name: [path, *words[1:]] for name, words in known.items() if (path := shutil.which(words[0]))}
    if slop_guard := shutil.which("slop-guard"):
        found["slop-guard"] = [str(Path(slop_guard).with_name("sg"))]
    return found


def write_vale_config(folder: Path) -> Path:
    styles = os.environ.get("VALE_STYLES_PATH", "")
    named = [name for name in ("write-good", "proselint") if styles and Path(styles, name).is_dir()]
    path = folder / "vale.ini"
    path.write_text(
        (f"StylesPath = {styles}\n" if styles else "")
        + f"MinAlertLevel = suggestion\n[*]\nBasedOnStyles = {', '.join(['Vale', *named])}\n"
    )
    return path


def measure_throughput(bench: Bench) -> Iterator[Row]:
    """Megabytes a second, start and report included."""
    for count in (1, 10):
        size = count * bench.mb
        folder = write_folder(bench.folder / f"throughput-{count}", bench.drafts(), size)
        runs = {number: partial(bench.check_afresh, "-j", number, folder) for number in "12"}
        if count == 1 and (proselint := find_peers(bench.folder).get("proselint")):
            runs["proselint"] = partial(bench.run, *proselint, str(folder))
        told = bench.compare(runs)
        yield Row(f"{count} MB of drafts, one core", write_rate(size, told["1"].processor), ">= 1.7 MB/s")
        yield Row(f"{count} MB of drafts, two processes", write_rate(size, told["2"].clock))
        if "proselint" in told:
            ratio = divide(told["proselint"].processor, told["1"].processor)
            yield Row("1 MB of drafts: as fast as proselint, times", f"{ratio:.1f}", ">= 6")


def measure_rules(bench: Bench) -> Iterator[Row]:
    """What more phrases cost that do not fire."""
    drafts = write_folder(bench.folder / "rules", bench.drafts(), bench.mb)
    counts = (0, 100, 1_000, 10_000)
    runs: dict[str, Callable[[], Ran]] = {}
    for count in counts:
        config = write_pack(bench.folder, count)
        bench.check("--config", config, SAMPLE)
        runs[f"one {count}"] = partial(bench.check_afresh, "--config", config, SAMPLE)
        runs[f"many {count}"] = partial(bench.check_afresh, "--config", config, "-j", "1", drafts)
    told = bench.compare(runs)
    for count in counts[1:]:
        target = "<= 1.3" if count == counts[-1] else ""
        for name, what in (("many", "1 MB of drafts"), ("one", "cold run on one draft")):
            ratio = divide(told[f"{name} {count}"].processor, told[f"{name} 0"].processor)
            yield Row(f"{count:,} more phrases: {what}, times", f"{ratio:.2f}", target)


def write_pack(folder: Path, count: int) -> Path:
    """A config with a pack of so many phrases: a common word and one that is in no language."""
    chance = random.Random(count)
    common = sorted(set(CONTENT_WORD.findall(SAMPLE.read_text(encoding="utf-8"))))
    strange = ("".join(chance.choices("bdfgklmnprtvz", k=3)) + "uqx" for _ in range(count))
    phrases = "".join(f"    - {chance.choice(common)} {one}{n}\n" for n, one in enumerate(strange))
    pack = f"""pack: bench
about: Phrases that are nowhere.
category: hedging
lists:
  nowhere:
    - zzz zzz
{phrases}rules:
  - code: ZZ100
    name: nowhere
    kind: phrase
    severity: warning
    cues: ['{{nowhere}}']
    message: "“{{match}}”"
    why: It is nowhere.
    examples: {{bad: [<zzz zzz>], good: [none]}}
"""
    (folder / f"pack-{count}.yaml").write_text(pack)
    config = folder / f"config-{count}.yaml"
    config.write_text(f"packs: [pack-{count}.yaml]\n")
    return config


def measure_growth(bench: Bench) -> Iterator[Row]:
    """What a byte costs as one draft grows; the start of the command is taken off."""
    sizes = [10, 100, 1_000, 10_000]
    files = {
        size: write_file(bench.folder / f"growth-{size}.txt", bench.drafts(), size * bench.kb)
        for size in sizes
    }
    folder = bench.folder / "growth-parts"
    folder.mkdir()
    drafts = bench.drafts()
    for number in range(10):
        write_file(folder / f"{number}.txt", drafts, bench.mb)
    (bench.folder / "empty.txt").write_text("")
    paths = {"start": bench.folder / "empty.txt", "parts": folder}
    paths |= {str(size): path for size, path in files.items()}
    told = bench.compare({name: partial(bench.check_afresh, "-j", "1", path) for name, path in paths.items()})
    starts = told["start"].processor
    for size in sizes:
        spent = [one - start for one, start in zip(told[str(size)].processor, starts, strict=True)]
        yield Row(f"one draft of {size:,} kB: ms a kB", f"{1000 * median(spent) / size:.2f}")
    ratio = divide(told["10000"].processor, told["parts"].processor)
    yield Row("10 MB in one draft / 10 drafts of 1 MB", f"{ratio:.2f}", "<= 1.2")


def measure_memory(bench: Bench) -> Iterator[Row]:
    """The most memory that one process takes."""
    folder = write_folder(bench.folder / "memory", bench.drafts(), 10 * bench.mb)
    single = write_file(bench.folder / "memory.txt", bench.drafts(), 10 * bench.mb)
    yield Row(
        "10 MB of drafts: MB at the peak",
        f"{bench.check_afresh('-j', '1', folder).peak / 1024:.0f}",
        "<= 150",
    )
    yield Row(
        "10 MB in one draft: MB at the peak",
        f"{bench.check_afresh('-j', '1', single).peak / 1024:.0f}",
        "<= 350",
    )


def measure_again(bench: Bench) -> Iterator[Row]:
    """What is kept from run to run."""
    folder = write_folder(bench.folder / "again", bench.drafts(), 10 * bench.mb)
    first, second = (partial(check, "-j", "1", folder) for check in (bench.check_afresh, bench.check))
    told = bench.compare({"first": first, "second": second})
    ratio = divide(told["first"].processor, told["second"].processor)
    yield Row("10 MB of drafts again, nothing changed: as fast, times", f"{ratio:.1f}", ">= 20")
    yield Row("10 MB of drafts again: ms", f"{1000 * median(told['second'].processor):.0f}")


def measure_jobs(bench: Bench) -> Iterator[Row]:
    """What a second process gains, against what two runs side by side gain on this machine."""
    halves = [write_folder(bench.folder / "jobs" / name, bench.drafts(), 5 * bench.mb) for name in "ab"]
    both = bench.folder / "jobs"

    def check_side_by_side() -> Ran:
        bench.forget_results()
        begun = [bench.begin(*bench.command("-j", "1", half)) for half in halves]
        return max((end() for end in begun), key=lambda ran: ran.clock)

    runs = {number: partial(bench.check_afresh, "-j", number, both) for number in "12"}
    told = bench.compare({**runs, "apart": check_side_by_side})
    one, apart, jobs = (told[name].clock for name in ("1", "apart", "2"))
    yield Row("two runs side by side: as fast as one, times", f"{divide(one, apart):.2f}")
    yield Row("-j 2: as fast as one process, times", f"{divide(one, jobs):.2f}")
    yield Row("-j 2 against two runs side by side", f"{divide(apart, jobs):.2f}", ">= 0.9")


MEASURES: Mapping[str, Callable[[Bench], Iterator[Row]]] = {
    "cold": measure_cold,
    "throughput": measure_throughput,
    "rules": measure_rules,
    "growth": measure_growth,
    "memory": measure_memory,
    "again": measure_again,
    "jobs": measure_jobs,
}


# ---------------------------------------------------------------- the command


def describe_machine() -> str:
    """The date, the interpreter and how many cores there are, for whoever quotes the table."""
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{date.today().isoformat()}, Python {version}, {os.cpu_count()} cores, {platform.machine()}"


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog=f"measures: {', '.join(MEASURES)}",
    )
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder of drafts, or a file of JSON Lines")
    parser.add_argument("--only", default=",".join(MEASURES), help="some of the measures, with commas")
    parser.add_argument("--small", action="store_true", help="a hundredth of the prose")
    parser.add_argument("--rounds", type=int, default=5, help="how often all that is compared is run")
    given = parser.parse_args()
    unknown = set(given.only.split(",")) - MEASURES.keys()
    if unknown:
        parser.error(f"“{min(unknown)}” is none of {', '.join(MEASURES)}")
    if given.corpus and not given.corpus.exists():
        parser.error(f"there is no “{given.corpus}”")
    return given


def main() -> int:
    """Print the table, row by row."""
    given = read_arguments()
    sentences = find_sentences(ROOT / "seeds")

    def drafts() -> Iterator[str]:
        return read_drafts(given.corpus) if given.corpus else recombine(sentences, 1)

    size = ", a hundredth of the prose" if given.small else ""
    print(
        f"{describe_machine()}, {given.rounds} rounds{size}\n\n| measure | figure | target |\n|---|---|---|"
    )
    with tempfile.TemporaryDirectory(prefix="copydesk-speed-") as folder:
        bench = Bench(Path(folder), drafts, given.rounds, KB // 100 if given.small else KB)
        try:
            for name in given.only.split(","):
                for row in MEASURES[name](bench):
                    print(f"| {row.what} | {row.figure} | {row.target} |", flush=True)
        except BadCorpus as bad:
            sys.stderr.write(f"speed: {bad}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
