"""Texts in an editor: places in every encoding, edits in any order, and readings that remember what they may."""

from pathlib import Path

import pytest
from conftest import Copydesk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linter import lint_text
from linter.config import Config
from linter.diagnostic import Diagnostic, Severity, is_at_least
from linter.edited import Edit, Mark, Sheet, Stretch, Units, count_units, find_column
from linter.matching import find_reach
from linter.memory import Memory, recall, remembers
from linter.run import Options
from linter.session import Session
from linter.text import Source

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.[tm][xd]*"))
UNITS: tuple[Units, ...] = ("utf-8", "utf-16", "utf-32")
LINE = "e\u0301 👩‍👧 שלום x"
units = st.sampled_from(UNITS)
# What is typed, pasted and deleted in drafts, and what no draft holds.
PIECES = (
    "x", " ", ".", "\n", "\n\n", "“", "”", "? ", "Critics say ", "It is clear that 40 per cent ", "is is ", "🌙",
    "\u0301", "\u2028", "\r", "# ", "> ", "<!-- copydesk: allow AT101 -->\n", "perhaps ", "According to Ana Bohm, ",
    "\ufeff", "\u00ad", "Bohm ", "she said ", "his aides say ", "the same report ", "a 2021 study by Lund ",
    "First, ", "Second, ", "He said this:\n\n", "“It is so and so and so,”", "- One.\n- Two.\n", "“So is it\n\n",
    "[^1]", "\n\n[^1]: Ana Bohm says so.\n", "`code`", "for example, ", "---\ncopydesk: {allow: [AT101]}\n---\n\n",
)  # fmt: skip


def sheet(text: str, units: Units = "utf-16") -> Sheet:
    return Sheet(Source("a.md", text), 1, units)


def replace(start: tuple[int, int], end: tuple[int, int], text: str) -> Edit:
    return Edit(Stretch(Mark(*start), Mark(*end)), text)


@pytest.mark.parametrize(("encoding", "length"), [("utf-8", 26), ("utf-16", 15), ("utf-32", 13)])
def test_line_is_as_long_as_its_encoding_makes_it(encoding: Units, length: int) -> None:
    assert count_units(LINE, encoding) == length


@given(st.text(), units)
def test_every_code_point_is_found_again_by_its_units(line: str, encoding: Units) -> None:
    line = line.replace("\n", "").replace("\r", "")
    for column in range(len(line) + 1):
        assert find_column(line, count_units(line[:column], encoding), encoding) == column


def test_place_in_the_midst_of_a_character_is_its_start() -> None:
    assert find_column("a🌙b", 2, "utf-16") == 1
    assert [find_column("a🌙b", n, "utf-8") for n in (1, 2, 4, 5, 99)] == [1, 1, 1, 2, 3]


@given(st.text(), units, st.integers(-3, 9), st.integers(-3, 99))
def test_every_mark_is_a_place_of_the_text(text: str, encoding: Units, line: int, character: int) -> None:
    one = sheet(text, encoding)
    assert 0 <= one.offset(Mark(line, character)) <= len(text)


@given(st.text(), units, st.data())
def test_offset_comes_back_from_its_mark(text: str, encoding: Units, data: st.DataObject) -> None:
    one = sheet(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    inside = offset > 0 and text[offset - 1 : offset + 1] == "\r\n"
    assert one.offset(one.mark_offset(offset)) == offset - inside


def test_lines_end_where_editors_end_them() -> None:
    one = sheet("a\u2028b\x0cc\r\nd\re")
    assert one.edited(replace((1, 0), (2, 1), "X")) == "a\u2028b\x0cc\r\nX"


def test_edits_see_what_those_before_them_left() -> None:
    after = sheet("one two").after((replace((0, 0), (0, 3), ""), replace((0, 0), (0, 1), "")), 2)
    assert (after.text, after.version) == ("two", 2)


def test_late_edit_is_left() -> None:
    one = sheet("one")._replace(version=5)
    assert one.after((Edit(None, "two"),), 4) is one


# ---------------------------------------------------------------- memory


def test_nothing_is_remembered_outside_of_a_memory() -> None:
    assert not remembers()
    assert [recall("key", lambda: 1), recall("key", lambda: 2)] == [1, 2]


def test_memory_keeps_what_a_reading_uses_and_forgets_the_rest() -> None:
    memory = Memory()
    for key, made, expected in (("a", 1, 1), ("a", 2, 1), ("b", 3, 3), ("b", 4, 3), ("a", 5, 5)):
        with memory:
            assert recall(key, lambda: made) == expected  # noqa: B023
    assert not remembers()


def test_reach_is_that_of_the_widest_look_back() -> None:
    assert find_reach(["critics", "x{9}y"]) == 2
    assert find_reach(["(?<!a )b", "(?:c|(?<=four)d)"]) == 6


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 80), st.sampled_from(PIECES)), max_size=8),
    least=st.sampled_from(("info", "warning")),
)
def test_edited_draft_is_told_what_a_first_reading_tells(
    seed: Path, edits: list[tuple[float, int, str]], least: Severity
) -> None:
    text = seed.read_text(encoding="utf-8")[:4000]
    session = Session(Options(config="", min_severity=least))
    session.open(seed.name, text, 0, "utf-16")
    for version, (where, deleted, typed) in enumerate(edits, 1):
        before = session.sheets[seed.name]
        start = round(where * len(before.text))
        marks = (before.mark_offset(start), before.mark_offset(min(start + deleted, len(before.text))))
        session.change(seed.name, [Edit(Stretch(*marks), typed)], version)
        now = session.sheets[seed.name].text
        first, last = before.span(Stretch(*marks))
        assert now == before.text[:first] + typed + before.text[last:]
        if not now.startswith("\ufeff"):
            assert session.tell(seed.name).diagnostics == first_reading(now, seed.name, least)


def first_reading(text: str, name: str, least: Severity) -> tuple[Diagnostic, ...]:
    return tuple(one for one in lint_text(text, filename=name) if is_at_least(one.severity, least))


@pytest.mark.parametrize("permission", ["", "<!-- copydesk: allow RP302 -->\n\n"])
def test_what_is_not_shown_is_found_where_a_permission_may_be_there_for_it(permission: str) -> None:
    text = permission + (SEEDS[0].parent / "harbour-reset.txt").read_text(encoding="utf-8")
    noted = {one.code for one in lint_text(text, filename="a.md") if one.severity == "info"}
    assert ("RP302" in noted) == (not permission)
    session = Session(Options(config=""))
    session.open("a.md", text, 0, "utf-16")
    assert session.tell("a.md").diagnostics == first_reading(text, "a.md", "warning")


def test_draft_with_another_name_is_known_by_what_is_not_shown_too(
    copydesk: Copydesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (SEEDS[0].parent / "harbour-reset.txt").read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    copydesk("baseline", "create", "a.txt")
    (tmp_path / "a.txt").unlink()
    options = Options(config=Config(folder=str(tmp_path)), fail_on="error", min_severity="error")
    session = Session(options)
    session.open("b.txt", text, 0, "utf-16")
    assert session.tell("b.txt").diagnostics == ()
