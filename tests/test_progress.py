"""The line that tells how far a run has come: only for a long run, and gone when it ends."""

from io import StringIO
from itertools import count

from linter.progress import follow


def watch(things: int, seconds: float) -> tuple[list[int], str]:
    """What comes through and what is shown, where each thing takes so long."""
    stream = StringIO()
    clock = count(0, seconds)
    passed = list(follow(iter(range(things)), things, stream, lambda: next(clock)))
    return passed, stream.getvalue()


def test_short_run_shows_nothing() -> None:
    assert watch(4, 0.2) == ([0, 1, 2, 3], "")


def test_long_run_is_told_of_and_leaves_no_trace() -> None:
    passed, shown = watch(4, 0.6)
    assert passed == [0, 1, 2, 3]
    assert shown == (
        "\r\x1b[K[###############...............] 2 of 4 drafts"
        "\r\x1b[K[######################........] 3 of 4 drafts"
        "\r\x1b[K[##############################] 4 of 4 drafts"
        "\r\x1b[K"
    )


def test_line_is_gone_after_an_interruption() -> None:
    stream, clock = StringIO(), count(0, 2.0)
    following = follow(iter(range(9)), 9, stream, lambda: next(clock))
    assert [next(following), next(following)] == [0, 1]
    following.close()
    assert stream.getvalue().endswith("drafts\r\x1b[K")


def test_lines_do_not_follow_each_other_too_fast() -> None:
    assert watch(1_000, 0.02)[1].count(" of ") < 250
