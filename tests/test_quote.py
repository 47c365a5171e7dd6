"""Kind `quote`: a quotation needs somebody who speaks it."""

import pytest

from linter import lint_text


def quotes(text: str) -> list[str]:
    return [d.excerpt for d in lint_text(text) if d.code == "AT106"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "“It leaks whenever the wind is in the west,” said Tom Ide, the verger.", id="speaker behind"
        ),
        pytest.param(
            "Tom Ide put it like this:\n“It leaks whenever the wind is in the west.”", id="colon before"
        ),
        pytest.param("They call it “the big wet” here.", id="scare quotes"),
        pytest.param("She reviewed “A Short History of the Salt Roads” for us.", id="title"),
        pytest.param("The harbour offers “a view of the sea at dusk” and little else.", id="woven fragment"),
        pytest.param("“The roof leaks whenever it rains on us,” he said.", id="pronoun"),
        pytest.param(
            "“The roof leaks whenever it rains on us,” officials said.", id="crowd is another rule's"
        ),
    ],
)
def test_quote_noop(text: str) -> None:
    assert quotes(text) == []


def test_quote_nobody_speaks() -> None:
    text = "The box was empty. “Nobody is coming for the keys tonight.” The house stayed dark."
    assert quotes(text) == ["“Nobody is coming for the keys tonight.”"]


def test_speech_over_two_paragraphs_is_told_once() -> None:
    text = "The box was empty.\n“Nobody came to us for a whole year.\n“Nobody wrote to us in all that time.”"
    assert quotes(text) == ["“Nobody came to us for a whole year."]
