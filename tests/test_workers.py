"""Work shared among processes: every answer comes, once, and what is lost with a process is named."""

import os
import signal
import sys

import pytest

from linter.workers import Lost, Work, cut, decide_jobs, share

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform == "win32", reason="nothing can be forked there"),
]


def answer(number: int) -> bytes:
    return bytes([number]) * number * 10_000


def answer_until_five(number: int) -> bytes:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer(number)


def answer_with_a_fault(number: int) -> bytes:
    return answer(number) if number != 5 else answer(number // 0)


def have_no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


@pytest.mark.parametrize("sizes", [[], [0], [0, 0], [1, 50, 1], [7] * 100, [0, 10**9]])
@pytest.mark.parametrize("jobs", [1, 2, 64])
def test_every_number_is_in_one_chunk_and_the_largest_is_last(sizes: list[int], jobs: int) -> None:
    chunks = cut(sizes, jobs)
    assert sorted(number for one in chunks for number in range(one.first, one.last)) == [*range(len(sizes))]
    assert [one.size for one in chunks] == sorted(sum(sizes[one.first : one.last]) for one in chunks)


@pytest.mark.parametrize("jobs", [1, 2, 3, 40])
def test_every_answer_comes_once(jobs: int) -> None:
    told = list(share(answer, [1] * 20, jobs))
    assert sorted(told) == [(number, answer(number)) for number in range(20)]
    assert have_no_children()


def test_nothing_to_do() -> None:
    assert list(share(answer, [], 2)) == []


@pytest.mark.parametrize(
    ("work", "how"),
    [(answer_until_five, "was killed by signal 9"), (answer_with_a_fault, "ended with status 1")],
)
def test_only_what_a_process_was_at_work_on_is_lost_with_it(
    work: Work, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    told = dict(share(work, [1] * 20, 2))
    assert told.keys() == {*range(20)}
    assert {number for number, one in told.items() if isinstance(one, Lost)} == {5}
    assert told[5] == Lost(how)
    assert ("ZeroDivisionError" in capfd.readouterr().err) == (work is answer_with_a_fault)
    assert have_no_children()


def test_no_process_outlives_who_asked() -> None:
    answers = share(answer, [1] * 20, 2)
    assert next(answers)
    assert not have_no_children()
    answers.close()
    assert have_no_children()


def test_jobs_are_as_many_as_are_asked_for_or_as_pay() -> None:
    assert decide_jobs(3, 1) == 3
    assert decide_jobs(9_999, 1) == 64
    assert decide_jobs(0, 1) == 1
    assert decide_jobs(0, 1 << 40) == len(os.sched_getaffinity(0))
