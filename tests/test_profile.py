"""The profile of a draft beside published op-eds: rates, ranks, and where along it things stand."""

import json
from pathlib import Path

import pytest
from conftest import ROOT, Copydesk

from linter.profile import LEAST_WORDS, draw_line, draw_profile, find_rank, say_rank, spread
from linter.run import Desk, Options
from linter.study import study_draft

QUANTILES = {"p01": 0.0, "p10": 0.0, "p50": 1.0, "p90": 3.0, "p99": 5.0}
PLAIN = "The ferry leaves at noon. Its crew is from the island. "
CROWD = "Critics say that the ferry is late. "


@pytest.mark.parametrize(
    ("rate", "rank"),
    [(0.0, 0), (0.5, 30), (1.0, 50), (2.0, 70), (3.0, 90), (5.0, 99), (50.0, 99)],
)
def test_rank_is_how_many_have_less(rate: float, rank: int) -> None:
    assert find_rank(rate, QUANTILES) == rank


def test_ranks_in_words() -> None:
    assert say_rank(99) == "more than 99 of 100 published op-eds"
    assert say_rank(0) == "as little as any published op-ed"
    assert str(LEAST_WORDS) in say_rank(None)


@pytest.mark.parametrize(
    ("counts", "line"), [([], ""), ([0, 0], "  "), ([0, 1, 2, 4, 8], " ▁▂▄█"), ([1, 1], "██")]
)
def test_line_of_bars(counts: list[int], line: str) -> None:
    assert draw_line(counts) == line


def test_strands_stand_where_their_words_do() -> None:
    desk = Desk(Options())
    text = PLAIN * 30 + "\n\n" + CROWD + PLAIN * 2
    studied = study_draft(desk, "draft.txt", text)
    profile = draw_profile(desk.linter_for(desk.config_for("draft.txt")), studied.reading)
    by_name = {strand.name: strand for strand in profile.strands}
    assert profile.words == len(text.split())
    assert by_name["boosters"].places == ()
    (place,) = by_name["unnamed sources"].places
    assert studied.document.text(place) == "Critics say"
    assert spread(by_name["unnamed sources"], studied.document, 10) == [0] * 9 + [1]
    assert by_name["unnamed sources"].rate == pytest.approx(1000 / profile.words)


def test_of_nothing(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    ran = copydesk("profile", "a.txt")
    assert (ran.status, ran.out, ran.err) == (0, "a.txt: 0 words\n", "")


def test_too_short_to_be_ranked(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CROWD)
    assert "too short to compare" in copydesk("profile", "a.txt").out


def test_crowds_show(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text((PLAIN * 5 + CROWD + "\n\n") * 8)
    ran = copydesk("profile", "a.txt")
    line = next(line for line in ran.out.splitlines() if "unnamed sources" in line)
    assert line.endswith("more than 99 of 100 published op-eds")
    assert "\x1b" not in ran.out
    assert "\x1b" in copydesk("profile", "--color", "always", "a.txt").out


def test_as_data(copydesk: Copydesk) -> None:
    told = json.loads(
        copydesk("profile", str(ROOT / "seeds" / "ferry-fares.txt"), "--output-format", "json").out
    )
    assert [strand["name"] for strand in told["strands"]] == [
        "hedges", "boosters", "evidence", "unnamed sources",
    ]  # fmt: skip
    evidence = told["strands"][2]
    assert (evidence["of"], evidence["rank"] > 90, sum(evidence["along"]) > 20) == ("sentences", True, True)
