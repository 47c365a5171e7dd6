"""What carries a scan out: processes of this machine, or a cluster. Each calls one function for each shard."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

from linter.faults import BadFile, Fault
from linter.plan import Shard, read_manifest, read_plan
from linter.progress import Line, draw_bar
from linter.records import require
from linter.run import UnknownRule
from linter.scan import scan_shard
from linter.values import NamedTuple
from linter.workers import Lost, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

# Seconds between two looks at the manifests, which others write.
_LOOK = 0.5


class Stand(NamedTuple):
    """How far a scan has come: documents that are done, and the part of the reading of all shards, from 0 to 1."""

    documents: int
    share: float


def take_stand(out: str) -> Stand:
    """How far a scan has come, whoever is at work on it."""
    plan = read_plan(out)
    documents, behind = 0, 0
    for number in range(plan.shards):
        manifest = read_manifest(Shard(out, number, plan.shards))
        documents += sum(one.documents + one.failures for one in manifest.chunks)
        behind += plan.size if manifest.is_whole else manifest.chunks[-1].behind if manifest.chunks else 0
    return Stand(documents, behind / (plan.size * plan.shards))


def list_missing(out: str) -> list[int]:
    """The numbers of the shards that are not whole."""
    shards = read_plan(out).shards
    return [number for number in range(shards) if not read_manifest(Shard(out, number, shards)).is_whole]


class Pace:
    """How far a scan has come, how fast, and how long it will take: a line for who watches."""

    def __init__(self, out: str, watched: bool) -> None:
        from time import monotonic

        self._out, self._clock = out, monotonic
        self._line = Line() if watched else None
        self._begun, self._start = take_stand(out), monotonic()

    def show(self) -> None:
        """Write the line, if it is time to."""
        if self._line and self._line.is_due():
            self._line.show(say_pace(self._begun, take_stand(self._out), self._clock() - self._start))

    def clear(self) -> None:
        """Take the line away. A process that shares it may have written it last."""
        if self._line:
            self._line.show("")


def say_pace(begun: Stand, now: Stand, seconds: float) -> str:
    """How far a scan has come since it was begun, in words: done, rate, time left."""
    rate = (now.documents - begun.documents) / max(seconds, 0.001)
    advance = now.share - begun.share
    left = f", {_say_time(seconds * (1 - now.share) / advance)} left" if advance > 0 else ""
    return f"{draw_bar(now.share)} {now.documents:,} documents, {rate:,.0f} a second{left}"


def _say_time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


# ---------------------------------------------------------------- processes


def run_processes(out: str, numbers: Sequence[int], jobs: int, pace: Pace) -> None:
    """Scan shards in so many processes of this machine.

    One that is killed is begun again where it stopped, unless it was killed twice in the same place. Raises BadFile.
    """
    shards = read_plan(out).shards
    stands: dict[int, int] = {}
    while numbers:
        lost = dict(_share(out, numbers, jobs, pace))
        for number, how in lost.items():
            done = len(read_manifest(Shard(out, number, shards)).chunks)
            if stands.get(number) == done:
                told = f"the process at work on shard {number + 1} of {shards} {how}, twice in the same chunk"
                raise BadFile([Fault(out, 1, 1, f"{told}; the same command goes on from there")])
            stands[number] = done
        numbers = [*lost]


def _share(out: str, numbers: Sequence[int], jobs: int, pace: Pace) -> Iterator[tuple[int, str]]:
    """The shards whose process is gone, and how it ended."""

    def scan(n: int) -> bytes:
        return _attempt(out, numbers[n], pace.show).encode("utf-8", "replace")

    for n, answer in share(scan, [1] * len(numbers), jobs):
        if isinstance(answer, Lost):
            yield numbers[n], answer.how
        elif answer:
            raise BadFile([Fault(out, 1, 1, answer.decode())])


def _attempt(out: str, number: int, tell: Callable[[], object]) -> str:
    """Scan a shard; what stands in the way is said, to be told by the process that asked for it."""
    try:
        scan_shard(out, number, tell)
    except (BadFile, UnknownRule) as fault:
        return str(fault)
    except OSError as fault:
        return f"{fault.filename or out}: {fault.strerror or fault}"
    return ""


# ---------------------------------------------------------------- a process of its own


def scan_apart(out: str, number: int) -> list[str]:
    """Scan a shard in a fresh interpreter, and wait for it: for engines that work in threads.

    There no timer can stop a pattern, so that matching takes a quarter longer, and all threads share one core. The
    interpreter ends, within a chunk, when the process that asked for it does. Raises BadFile.
    """
    command = [sys.executable, "-c", "import sys; from linter.engines import serve; serve(*sys.argv[1:])"]
    where = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = os.pathsep.join(filter(None, (where, os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [*command, out, str(number)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
    ) as process:
        assert process.stderr
        # Its standard input stays open meanwhile: by that it knows that somebody waits.
        told = process.stderr.read().decode("utf-8", "replace").strip()
        status = process.wait()
    if status:
        raise BadFile([Fault(out, 1, 1, f"shard {number + 1}: {told or f'ended with status {status}'}")])
    return Shard(out, number, read_plan(out).shards).tables


def serve(out: str, number: str) -> None:
    """Scan a shard for `scan_apart`."""
    gc.set_threshold(2_000_000)
    told = _attempt(out, int(number), _end_with_parent)
    sys.stderr.write(told)
    sys.stderr.flush()
    os._exit(1 if told else 0)


def _end_with_parent() -> None:
    """End where nobody holds the other end of standard input any more."""
    import select

    if select.select([0], [], [], 0)[0] and not os.read(0, 1):
        os._exit(1)


# ---------------------------------------------------------------- Dask


def run_dask(out: str, numbers: Iterable[int], scheduler: str, pace: Pace) -> None:
    """Scan shards on the workers of a Dask cluster, which see the archive and the folder under the same names.

    A shard whose worker is gone is begun again by another where it stopped. Raises BadFile.
    """
    distributed = require("distributed", "--engine dask", "dask")
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError) as fault:
        raise BadFile([Fault(scheduler, 1, 1, f"no scheduler of Dask answers there: {fault}")]) from None
    with client:
        _await(
            client.map(lambda number: scan_apart(out, number), list(numbers), pure=False), distributed, pace
        )


def _await(futures: Any, distributed: Any, pace: Pace) -> None:
    """Wait for shards, and look at their manifests while they are done. Raises BadFile for what went wrong."""
    waiting = set(futures)
    while waiting:
        try:
            finished = distributed.wait(waiting, timeout=_LOOK, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            finished = set()
        for one in finished:
            _settle(one)
        waiting -= finished
        pace.show()


def _settle(future: Any) -> None:
    try:
        future.result()
    except BadFile:
        raise
    except Exception as fault:  # whatever the cluster has to say
        raise BadFile([Fault("dask", 1, 1, f"{type(fault).__name__}: {fault}")]) from None
