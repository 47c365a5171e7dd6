"""What supports a claim: evidence that speaks to it, and not what only stands near it."""

import pytest
from conftest import find_desk

from linter.readers import read_document
from linter.scope import find_scope
from linter.study import study
from linter.text import Source, Span

SUPPORTED = {
    "source before": "The auditor, Ana Bohm, found that 61 per cent of the deck went to lorries.",
    "source behind": "Lorries took 61 per cent of the deck, Ms Bohm said on Monday.",
    "source between commas": "Lorries, the Ferry Board says, took 61 per cent of the deck.",
    "according to": "According to the Ferry Board, 61 per cent of the deck goes to lorries.",
    "as somebody says": "As Ana Bohm notes, 61 per cent of the deck goes to lorries.",
    "document that finds": "The Oxfam report finds 61 per cent of the deck full of lorries.",
    "poll told at length": "The Oxfam survey found 61 per cent for the bridge. Only 22 per cent were against it.",
    "share before": "Turnout fell by 12 percent, which demonstrates that the hours were wrong.",
    "sentence taken up": "Turnout fell from 61 to 38 percent. This demonstrates that the hours were wrong.",
    "case announced": "The ferry is frequently late. For example, the boat of 4 March came at noon.",
    "words quoted": "The council would have you believe that the pier “will stand for a hundred years”, said Ana Bohm.",
}
NOT_SUPPORTED = {
    "subordinate clause": "When Ana Bohm said so, 61 per cent of the deck stood empty.",
    "though he said": "Though Ana Bohm said that trade was brisk, lorries took 61 per cent of the deck.",
    "behind a but": "Ana Bohm says the deck is full but 61 per cent of it stands empty.",
    "after a semicolon": "Ana Bohm said that trade was brisk; 61 per cent of the deck stood empty.",
    "about something": "Ana Bohm wrote about the ferry, which is frequently late in the winter months.",
    "no telling": "Ana Bohm demanded the keys because the ferry is frequently late in the winter.",
    "it might be said": "Ana Bohm might have said that the ferry is frequently late in the winter.",
    "how often he tells": "Ana Bohm has said repeatedly that the ferry is blue.",
    "a denial": "Ana Bohm denied that the ferry is frequently late in the winter.",
    "document only named": "Lorries eat up a tenth of the Oxfam budget and 61 per cent of the deck.",
    "figure of something else": "The board spends $170bn on the pier, which demonstrates that it cares.",
    "who speaks": "The bridge is blue, said Ana Bohm, who frequently repairs it in the winter.",
    "in brackets": "Lorries took 61 per cent of the deck (the boat is blue, according to the Ferry Board).",
    "another paragraph's poll": "The Oxfam survey found 61 per cent for it.\n\nLorries took 22 per cent of the deck.",
    "date": "The ferry has always been late since 4 March.",
    "next paragraph's source": "The ferry is frequently late.\n\nAna Bohm said that the bar was dry.",
    "polls without a name": "According to recent polls, Ana Bohm has 61 per cent of the vote.",
    "crowd's own words": "Critics say that “the pier will fall into the sea” before long.",
    "case of anything": "The ferry is frequently late. Ana Bohm painted the pier.",
}


def statuses(text: str) -> list[str]:
    desk = find_desk()
    config = desk.config_for("draft.txt")
    document = read_document(Source("draft.txt", text))
    return [row.status for row in study(desk.linter_for(config), document, desk.verdict_for(config, "")).rows]


@pytest.mark.parametrize("text", NOT_SUPPORTED.values(), ids=NOT_SUPPORTED)
def test_what_stands_near_does_not_support(text: str) -> None:
    found = statuses(text)
    assert found
    assert found[-1] != "supported"


@pytest.mark.parametrize("text", SUPPORTED.values(), ids=SUPPORTED)
def test_what_speaks_to_it_supports(text: str) -> None:
    assert statuses(text)[-1] == "supported"


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("bohm said the pier is old; it is not.", " the pier is old"),
        ("when bohm said so, the board left.", " so"),
        ("the pier is old, bohm said.", "the pier is old,"),
        ("the pier, which, bohm says, is old, stands.", "which"),
    ],
)
def test_a_source_speaks_as_far_as_its_clause(text: str, spoken: str) -> None:
    start = text.index("bohm")
    source = Span(start, start + len("bohm said"))
    scope = find_scope(source, Span(0, len(text)), text)
    assert text[scope.start : scope.end].startswith(spoken) or text[scope.start :].lstrip().startswith(spoken)
