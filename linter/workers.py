"""Work shared among processes: each a fork that answers number by number, and what is lost with one is named.

A fork has the rules loaded and the patterns compiled at no cost, where a fresh interpreter would load all anew. It
is safe here because the command runs no threads; where some run, or where the system cannot fork, nothing is shared.
"""

from __future__ import annotations

import _signal
import os
import sys

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from typing import NoReturn, TypeAlias

# Bytes: of work that pays for starting one more process, of work handed over at once, of a number, of a reading.
_ENOUGH = 1 << 18
_LARGEST_CHUNK = 1 << 18
_NUMBER = 8
_READ = 1 << 18
_CHUNKS_EACH = 32
# Each has two pipes, and a process may have a thousand open files on some systems.
_MOST_JOBS = 64


class Lost(NamedTuple):
    """What comes instead of an answer when the process that was at work on it is no more; `how` says how it ended."""

    how: str


class Chunk(NamedTuple):
    """Numbers that are handed over together, half-open, and how much work they are."""

    first: int
    last: int
    size: int


Work: TypeAlias = "Callable[[int], bytes]"
Answers: TypeAlias = "Generator[tuple[int, bytes | Lost], None, None]"


def decide_jobs(wanted: int, size: int) -> int:
    """How many processes are to do work of so many bytes: as many as are wanted; 0 leaves it to cores and work."""
    if not _can_share():
        return 1
    return min(_MOST_JOBS, wanted or max(1, min(_count_cores(), size // _ENOUGH)))


def _can_share() -> bool:
    """Whether this process can be forked, and safely: a fork of one with threads may wait for ever."""
    import _thread

    return hasattr(os, "fork") and not _thread._count()


def _count_cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def share(work: Work, sizes: Sequence[int], jobs: int) -> Answers:
    """`work(number)` for the number of every size, done by up to `jobs` processes: the numbers with the answers.

    They come in no order. What `work` raises ends its process. No process outlives the iterator.
    """
    waiting = cut(sizes, jobs)
    crew: list[_Worker] = []
    try:
        if jobs > 1 and len(waiting) > 1:
            _hire(crew, min(jobs, len(waiting)), work)
        yield from _oversee(crew, waiting, work)
    finally:
        for worker in crew:
            worker.dismiss()


def cut(sizes: Sequence[int], jobs: int) -> list[Chunk]:
    """Numbers in chunks, the largest last: many for each process, so that all end at about the same time."""
    enough = min(_LARGEST_CHUNK, sum(sizes) // (jobs * _CHUNKS_EACH))
    chunks: list[Chunk] = []
    first = size = 0
    for number, one in enumerate(sizes):
        size += one
        if size >= enough or number + 1 == len(sizes):
            chunks.append(Chunk(first, number + 1, size))
            first, size = number + 1, 0
    return sorted(chunks, key=lambda chunk: (chunk.size, -chunk.first))


def _hire(crew: list[_Worker], count: int, work: Work) -> None:
    """Start processes, as many as the system allows."""
    for _ in range(count):
        try:
            crew.append(_Worker(crew, work))
        except OSError:
            return


def _oversee(crew: list[_Worker], waiting: list[Chunk], work: Work) -> Answers:
    """Hand out chunks, the largest first, and take in answers, until all is done."""
    while waiting or any(worker.due for worker in crew):
        if not crew:
            chunk = waiting.pop()
            yield from ((number, work(number)) for number in range(chunk.first, chunk.last))
        for worker in crew:
            if waiting and not worker.due:
                worker.take_on(waiting.pop())
        for worker in _find_ready(crew):
            yield from worker.answers()
            if worker.is_gone:
                yield from _replace(worker, crew, waiting, work)


def _replace(worker: _Worker, crew: list[_Worker], waiting: list[Chunk], work: Work) -> Answers:
    """Let another process do what one that is gone has left, but for the number that it was at work on."""
    crew.remove(worker)
    how = worker.dismiss()
    if worker.due:
        waiting += (Chunk(number, number + 1, 0) for number in reversed(worker.due[1:]))
        yield worker.due[0], Lost(how)
    _hire(crew, 1, work)


def _find_ready(crew: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have something to say, or nothing more; waits for one."""
    import select

    if not crew:
        return []
    poll = select.poll()
    for worker in crew:
        poll.register(worker.told, select.POLLIN)
    ready = {descriptor for descriptor, _ in poll.poll()}
    return [worker for worker in crew if worker.told in ready]


class _Worker:
    """A process as the one sees it that started it. `due` are the numbers that it has still to answer, in order."""

    __slots__ = ("_heard", "_pid", "_tasks", "due", "is_gone", "told")

    def __init__(self, others: Sequence[_Worker], work: Work) -> None:
        tasks, self._tasks = os.pipe()
        self.told, answers = os.pipe()
        self.due: list[int] = []
        self.is_gone = False
        self._heard = bytearray()
        try:
            self._pid = os.fork()
        except OSError:
            self._close()
            raise
        else:
            if not self._pid:
                # While a sibling holds the other end of its pipes, a process does not see that nobody is there.
                for one in (self, *others):
                    one._close()
                _serve(tasks, answers, work)
        finally:
            os.close(tasks)
            os.close(answers)

    def take_on(self, chunk: Chunk) -> None:
        """Give it a chunk to work on. That it is gone is told by `answers`."""
        self.due += range(chunk.first, chunk.last)
        try:
            os.write(self._tasks, _write_number(chunk.first) + _write_number(chunk.last))
        except BrokenPipeError:
            return

    def answers(self) -> Iterator[tuple[int, bytes]]:
        """The answers that have come in whole."""
        heard = self._heard
        data = os.read(self.told, _READ)
        heard += data
        self.is_gone = not data
        while len(heard) >= _NUMBER:
            end = _NUMBER + _read_number(heard[:_NUMBER])
            if len(heard) < end:
                return
            yield self.due.pop(0), bytes(heard[_NUMBER:end])
            del heard[:end]

    def dismiss(self) -> str:
        """End it, if it has not ended, and say how it did. It keeps nothing that would be lost."""
        self._close()
        os.kill(self._pid, _signal.SIGKILL)
        _, status = os.waitpid(self._pid, 0)
        if os.WIFSIGNALED(status):
            return f"was killed by signal {os.WTERMSIG(status)}"
        return f"ended with status {os.WEXITSTATUS(status)}"

    def _close(self) -> None:
        os.close(self._tasks)
        os.close(self.told)


# ---------------------------------------------------------------- in the process


def _serve(tasks: int, answers: int, work: Work) -> NoReturn:
    """Work until nobody asks any more. Whoever interrupts the run interrupts each of its processes, without a word."""
    status = 1
    try:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        while task := os.read(tasks, 2 * _NUMBER):
            for number in range(_read_number(task[:_NUMBER]), _read_number(task[_NUMBER:])):
                answer = work(number)
                _write(answers, _write_number(len(answer)) + answer)
        status = 0
    except BrokenPipeError:
        status = 0
    except Exception:  # a fault of ours
        from traceback import print_exc

        print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _write_number(number: int) -> bytes:
    return number.to_bytes(_NUMBER)


def _read_number(data: bytes | bytearray) -> int:
    return int.from_bytes(data)
