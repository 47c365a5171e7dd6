"""Reports: what each format shows, and that no draft can steer a terminal or a runner."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import LINE, diagnose, render, told

from linter.diagnostic import Place, Severity
from linter.files import Failure
from linter.reporters import FORMATS
from linter.terminal import clean, wants_color, width


def marked(report: str) -> str:
    """The words over the carets of a full report."""
    text, carets = report.splitlines()[1:3]
    return text[carets.index("^") : carets.rindex("^") + 1]


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("name", ["text", "full", "statistics", "jsonl", "github"])
def test_nothing_found(name: str) -> None:
    assert render(name, told()) == ""


def test_text() -> None:
    assert render("text", told(diagnose())) == "a.md:1:21: warning: “experts”: who? [AT101 vague-source]\n"


def test_text_in_colour() -> None:
    colored = render("text", told(diagnose(), color=True))
    assert "\x1b[1;33mwarning\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render("text", told(diagnose()))


@pytest.mark.parametrize(
    ("choice", "terminal", "variables", "color"),
    [
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("never", True, {}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("always", False, {"NO_COLOR": "1"}, True),
    ],
)
def test_when_there_is_colour(choice: str, terminal: bool, variables: dict[str, str], color: bool) -> None:
    assert wants_color(choice, terminal, variables) is color


# ---------------------------------------------------------------- full


def test_full() -> None:
    related = Place(2, 1, 2, 3, "first here", "We")
    assert render("full", told(diagnose(related=(related,), also=("HD101",)))).splitlines() == [
        "a.md:1:21: warning: “experts”: who? [AT101 vague-source]",
        f"    1 | {LINE}",
        "      |                     ^^^^^^^",
        "  a.md:2:1: first here",
        f"    2 | {LINE}",
        "      | --",
        "  folded into this: HD101",
        "",
    ]


def test_full_shows_no_line_twice_for_what_is_marked_in_it() -> None:
    start = diagnose().column
    inside, before = Place(1, start, 1, start + 3, "1 of 2", "exp"), Place(1, 1, 1, 3, "first use", "We")
    shown = render("full", told(diagnose(related=(inside, before))))
    assert ("1 of 2" in shown, "  a.md:1:1: first use\n" in shown) == (False, True)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a\tb\texperts agree", id="tabs"),
        pytest.param("\x1b[31m\x07 experts\x7f agree", id="control characters"),
        pytest.param("x " * 200 + "experts" + " y" * 200, id="a paragraph a line"),
        pytest.param("experts" + " y" * 200, id="at the start"),
        pytest.param("x " * 200 + "experts", id="at the end"),
    ],
)
def test_carets_stand_under_the_words(line: str) -> None:
    report = render("full", told(diagnose(line), line=line))
    assert marked(report) == "experts"
    assert max(map(len, report.splitlines()[1:])) < 110


def test_carets_count_columns_of_the_terminal() -> None:
    line = "東京 e\u0301 \u200bexperts"
    text, carets = render("full", told(diagnose(line), line=line)).splitlines()[1:3]
    assert width(text[: text.index("experts")]) == carets.index("^")


def test_words_that_go_on_in_the_next_line() -> None:
    wrapped = diagnose(words="agree.", end_line=2, end_column=4)
    assert marked(render("full", told(wrapped))) == "agree."


def test_empty_words_have_a_caret() -> None:
    assert marked(render("full", told(diagnose(end_column=21)))) == "e"


# ---------------------------------------------------------------- statistics


def test_statistics() -> None:
    often = [diagnose(code="ZZ101", name="moon-cheese") for _ in range(10)]
    assert render("statistics", told(diagnose(code="ZZ100"), *often, diagnose())) == (
        "10  ZZ101  moon-cheese\n 1  AT101  vague-source\n 1  ZZ100  vague-source\n"
    )


# ---------------------------------------------------------------- JSON


def test_json() -> None:
    related = Place(2, 1, 2, 3, "first here", "We")
    failure = Failure("b.md", "is a binary file, not text")
    report = json.loads(render("json", told(diagnose(related=(related,)), failures=(failure,))))
    (found,) = report["diagnostics"]
    assert found["related"] == [related._asdict()]
    assert found["fingerprint"] == diagnose().fingerprint
    assert "anchor" not in found
    assert report["summary"]["failures"] == [{"path": "b.md", "cause": "is a binary file, not text"}]
    assert (report["summary"]["drafts"], report["summary"]["warning"], report["summary"]["error"]) == (
        1,
        1,
        0,
    )


# ---------------------------------------------------------------- GitHub


def test_github() -> None:
    assert render("github", told(diagnose(path="a,b:c%.md"))) == (
        "::warning file=a%2Cb%3Ac%25.md,line=1,col=21,endLine=1,endColumn=28,title=AT101 vague-source"
        "::“experts”: who?\n"
    )


def test_github_is_told_of_failures_first() -> None:
    commands = render("github", told(diagnose(severity="error"), failures=(Failure("b%.md", "is\na PDF"),)))
    assert commands.splitlines()[0] == "::error file=b%25.md,title=copydesk::b%25.md: is%0Aa PDF"
    assert len(commands.splitlines()) == 2


def test_github_gets_no_more_than_it_shows() -> None:
    levels: list[Severity] = ["info", "warning", "error"]
    found = [diagnose(severity=level) for level in levels for _ in range(12)]
    commands = [line.split(" ")[0] for line in render("github", told(*found)).splitlines()]
    assert commands == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert "::7 more findings" in render("github", told(*found)).splitlines()[-1]


# ---------------------------------------------------------------- hostile text

hostile = st.text(st.sampled_from("ab:#[]% ,\t\x1b\x07\x00\x7f\x85\x9b\u2028\u202e\u2066é東\U0001f600\r\n"))


@given(hostile)
def test_clean_text_steers_nothing(text: str) -> None:
    seen = clean(text)
    assert len(seen) == len(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", seen)
    assert "##[" not in seen


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if not one.studying])
@given(words=hostile, path=hostile)
def test_no_draft_injects_anything(name: str, words: str, path: str) -> None:
    found = diagnose(message=words, path=path or "x", excerpt=words, column=1, end_column=len(words) + 1)
    report = render(name, told(found, line=words))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", report)
    assert "##[" not in report
    commands = [line for line in report.splitlines() if line.lstrip().startswith("::")]
    assert len(commands) == (name == "github")
