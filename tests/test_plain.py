"""Plain text: its paragraphs, headings, labels, items and quoted lines, and where their words stand."""

import pytest

from linter.document import Document
from linter.readers.plain import read_plain
from linter.text import Position, Source

LONG = "The ferry to Hesta sails at nine, and it has sailed at nine since the pier was built in 1908."


def read(text: str) -> Document:
    return read_plain(Source("draft.txt", text))


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text)
    return [(block.kind, document.text(block.span)) for block in document.blocks]


def kinds(*lines: str) -> list[str]:
    return [kind for kind, _ in blocks("\n\n".join(lines))]


def place(text: str, word: str) -> tuple[Position, Position]:
    """Where the source has the first stretch of prose that reads `word`: its start and its end."""
    document = read(text)
    start = document.prose.index(word)
    origin = document.origin(document.sentences[0].span._replace(start=start, end=start + len(word)))
    return document.source.position(origin.start), document.source.position(origin.end)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t\r\n", "***\n\n---", "\u200b\n\u00ad"])
def test_a_text_without_words_has_no_blocks(text: str) -> None:
    assert blocks(text) == []


@pytest.mark.parametrize(
    "line", ["Enough", "A Title Of Sorts", "- an item", "> quoted", "By Ana Bohm", "Dear Sir,", "# Mark"]
)
def test_a_single_line_is_a_paragraph(line: str) -> None:
    assert [kind for kind, _ in blocks(line)] == ["paragraph"]


def test_paragraphs_stand_between_blank_lines() -> None:
    assert blocks("One is\nhere.\n\n \t\nTwo.") == [("paragraph", "One is here."), ("paragraph", "Two.")]


def test_paragraphs_stand_one_a_line() -> None:
    assert blocks(f"{LONG} One.\n{LONG} Two") == [
        ("paragraph", f"{LONG} One."),
        ("paragraph", f"{LONG} Two"),
    ]


def test_short_sentences_on_lines_of_their_own_are_paragraphs() -> None:
    assert len(blocks("The pier was shut in March.\nNobody was told why it was.")) == 2


def test_lines_broken_at_a_margin_are_joined() -> None:
    wrapped = (
        "The ferry to Hesta sails at nine, and it has been so\nsince the pier was built. The\nfare is £3."
    )
    assert blocks(wrapped) == [("paragraph", wrapped.replace("\n", " "))]


def test_a_sentence_broken_in_the_middle_is_joined() -> None:
    assert blocks("The pier\nwas shut.") == [("paragraph", "The pier was shut.")]


def test_a_word_broken_at_its_hyphen_is_joined() -> None:
    assert blocks("A well-\nknown pier.") == [("paragraph", "A well-known pier.")]


def test_an_indented_line_starts_a_paragraph() -> None:
    line = "The ferry sails at nine, as it has done since\n"
    assert len(blocks(f"{line}{line}the pier was built.\n   {line}{line}the war.")) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind_are_alike(end: str) -> None:
    text = f"A Pier For Hesta{end}{end}{LONG}{end}{end}- one{end}- two{end}"
    assert blocks(text) == blocks(text.replace(end, "\n"))


@pytest.mark.parametrize("char", ["\f", "\v", "\x85", "\u2028", "\u2029", "\x1c"])
def test_other_separators_are_blanks(char: str) -> None:
    assert blocks(f"The pier{char}was shut.") == [("paragraph", "The pier was shut.")]


@pytest.mark.parametrize("line", ["The pier was shut,", "It was shut:", "He said so."])
def test_no_heading(line: str) -> None:
    assert kinds(LONG, line, LONG) == ["paragraph"] * 3


@pytest.mark.parametrize("line", ["A pier for Hesta", "WHAT THE TRADERS SAY", "The “new” pier", "# A pier."])
def test_heading(line: str) -> None:
    assert kinds(line, LONG) == ["heading", "paragraph"]
    assert kinds(LONG, line, LONG) == ["paragraph", "heading", "paragraph"]


@pytest.mark.parametrize("line", ["Who Will Build the Pier?", "State of the Pier: Advice for Ana Bohm."])
def test_a_headline_in_title_case_may_end_with_a_stop(line: str) -> None:
    assert kinds(line, LONG, LONG) == ["heading", "paragraph", "paragraph"]
    assert kinds(LONG, line, LONG) == ["paragraph"] * 3


def test_a_last_line_without_a_stop_is_no_heading() -> None:
    assert kinds(LONG, "This is all that the council said about it") == ["paragraph", "paragraph"]


def test_a_long_line_without_a_stop_is_a_paragraph() -> None:
    assert kinds(LONG, LONG[:-1], LONG) == ["paragraph"] * 3


@pytest.mark.parametrize(
    "line", ["By contrast the pier is shut.", "Dear God, it was cold.", "On Monday he wrote it."]
)
def test_no_label(line: str) -> None:
    assert kinds(LONG, line, LONG) == ["paragraph"] * 3


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Bohm",
        "By ANA BOHM and Tom Pryce",
        "By Ana Bohm | 4 June 2024",
        "4 June 2024",
        "Tuesday, June 4, 2024",
        "Photograph by Tom Pryce",
        "Photo: the pier in 1908",
        "To the editor:",
        "Dear Madam,",
        "Sir –",
        "Subject: a letter about the pier",
        "On 4 June Ana Bohm wrote:",
        "Yours faithfully,",
        "With kind regards",
        "ana.bohm@example.org",
        "ENDS",
    ],
)
def test_label(line: str) -> None:
    assert kinds(LONG, line, LONG) == ["paragraph", "label", "paragraph"]


def test_a_signature_is_a_label() -> None:
    assert blocks(f"{LONG}\n\nWalter Inskip\n48 Mill Hill, Thornby")[1:] == [
        ("label", "Walter Inskip"),
        ("label", "48 Mill Hill, Thornby"),
    ]


@pytest.mark.parametrize(
    "line", ["1945. A bad year.", "A. Bohm was there.", "-5 degrees it was.", "2.5 per cent."]
)
def test_no_item(line: str) -> None:
    assert kinds(LONG, line) == ["paragraph", "paragraph"]


@pytest.mark.parametrize("marker", ["-", "*", "•", "–", "1.", "2)", "(3)", "a)", "(b)"])
def test_item(marker: str) -> None:
    assert blocks(f"{LONG}\n\n{marker} One\n{marker} two.")[1:] == [("item", "One"), ("item", "two.")]


def test_an_indented_line_goes_on_with_its_item() -> None:
    assert blocks("- One\n  and more\n- two")[0] == ("item", "One and more")


def test_quoted_lines_are_a_quotation_of_their_own() -> None:
    assert blocks(f"{LONG}\n> The pier\n>> is shut.\n> Go\n> home.\n{LONG}") == [
        ("paragraph", LONG),
        ("quote", "The pier"),
        ("quote", "is shut."),
        ("quote", "Go home."),
        ("paragraph", LONG),
    ]


@pytest.mark.parametrize(
    ("text", "word", "start", "end"),
    [
        ("One two.", "two", (1, 5), (1, 8)),
        ("One.\n\nTwo three.", "three", (3, 5), (3, 10)),
        ("One.\r\n\r\nTwo three.", "three", (3, 5), (3, 10)),
        ("One.\r\rTwo three.", "three", (3, 5), (3, 10)),
        ("One\ntwo three.", "One two", (1, 1), (2, 4)),
        ("One  two.", "two", (1, 6), (1, 9)),
        ("One \u00a0 two.", "One two", (1, 1), (1, 10)),
        ("re\u00addevelop\u00adment it is", "redevelopment", (1, 1), (1, 16)),
        ("zero\u200bwidth it is", "zerowidth", (1, 1), (1, 11)),
        ("cafe\u0301 it is", "café it", (1, 1), (1, 9)),
        ("ﬁnd it", "find", (1, 1), (1, 4)),
        ("👩‍🚀 it is", "it", (1, 5), (1, 7)),
        ("- one\n- two", "two", (2, 3), (2, 6)),
        ("One.\n> two\n> three.", "three", (3, 3), (3, 8)),
        ("One\u2028two.", "two", (1, 5), (1, 8)),
    ],
)
def test_words_keep_their_places(text: str, word: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    assert place(text, word) == (Position(*start), Position(*end))
