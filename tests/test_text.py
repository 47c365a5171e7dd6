"""Lines and columns: what ends a line, and the way from an offset to a place and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.columns import Columns
from linter.text import Cover, Position, Source, Span, pack_numbers

LINES = st.lists(st.sampled_from(["", "a", "é𝄞", "a\u2028b", "\f"]), min_size=1, max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@pytest.mark.parametrize("text", ["a\fb", "a\vb", "a\x85b", "a\u2028b", "a\u2029b", "a\x1cb"])
def test_only_line_feeds_and_carriage_returns_end_lines(text: str) -> None:
    assert Source("a.txt", text).position(2) == Position(1, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_line_end_starts_one_line(end: str) -> None:
    source = Source("a.txt", f"one{end}two")
    assert source.position(3 + len(end)) == Position(2, 1)
    assert (source.line(1), source.line(2)) == ("one", "two")


def test_columns_count_code_points() -> None:
    assert Source("a.txt", "👩‍🚀é\u0301x").position(5) == Position(1, 6)


def test_an_empty_text_has_one_empty_line() -> None:
    assert Source("a.txt", "").position(0) == Position(1, 1)
    assert Source("a.txt", "").line(1) == ""


def test_the_end_of_a_text_is_a_place() -> None:
    assert Source("a.txt", "a\n").position(2) == Position(2, 1)


@given(LINES, ENDS)
def test_every_offset_finds_its_way_back(lines: list[str], end: str) -> None:
    text = end.join(lines)
    source = Source("a.txt", text)
    assert all(source.offset(source.position(offset)) == offset for offset in range(len(text) + 1))


@given(LINES, ENDS)
def test_lines_are_those_that_were_joined(lines: list[str], end: str) -> None:
    source = Source("a.txt", end.join(lines))
    assert [source.line(number) for number in range(1, len(lines) + 1)] == lines


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert not Span(0, 2).overlaps(Span(2, 3))
    assert Span(0, 3).overlaps(Span(2, 3))


def test_a_span_covers_itself() -> None:
    assert Span(1, 3).covers(Span(1, 3))
    assert not Span(1, 3).covers(Span(0, 3))


spans = st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda one: Span(one[0], one[0] + one[1]))


@given(st.lists(spans, max_size=8), spans)
def test_cover_finds_what_looking_at_every_span_finds(covered: list[Span], span: Span) -> None:
    found = {number for number, one in enumerate(covered) if one.overlaps(span)}
    assert set(Cover(covered).find(span)) == found
    assert Cover(covered).meets(span) == bool(found)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6),
    st.integers(-8, 8),
    st.integers(-8, 8),
)
def test_columns_are_what_a_tuple_of_their_values_is(
    rows: list[tuple[int, int]], one: int, other: int
) -> None:
    spans = tuple(Span(*row) for row in rows)
    columns = Columns(Span, *(pack_numbers(row[number] for row in rows) for number in (0, 1)))
    assert (tuple(columns), len(columns), columns[one:other]) == (spans, len(spans), spans[one:other])
    if -len(spans) <= one < len(spans):
        assert columns[one] == spans[one]
    else:
        with pytest.raises(IndexError):
            columns[one]
