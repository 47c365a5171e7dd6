"""What holds of every document, whatever it was read from; and the galley it is set on."""

from collections.abc import Callable

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from laws import LAWS

from linter.document import Document, Galley, fold
from linter.readers import read_document
from linter.segment import find_words
from linter.text import Source, Span, Unreadable

SCRAPS = [
    "one", "Two three.", "É’s", "İ", "re\u00addo", "e\u0301", "ﬁ", "x\u0315\u0300", "𝄞", "\u200b", "\x00",
    " ", "  ", "\u00a0", "\t", "\n", "\n\n", "\r\n", "\r", "\f", "\u2028", "\x85", ".", "...", "?", "-",
    '"', "'", "“", "”", "‘", "’", "—", "(", ")", "[", "]", "> ", "# ", "- ", "1. ", "===", "    ", "{", "{{<",
    "*", "**", "_", "`", "```", "~~", "[a](b)", "![a](b)", "[^1]", "[^1]: ", "<b>", "<br>", "<a href=x>",
    "</a>", "<!-- c -->", "<!--", "-->", "<div>", "&amp;", "&nbsp;", "&#8217;", "\\", "\\*", "|", "|-|-|",
    "{{< x >}}", "{% x %}", "{{ x }}", "{% comment %}", "{% endcomment %}", "{# x #}", "{: .x}", "{/* c */}", "}",
    "import 'x'\n", "<X y={z} />", "<blockquote>", "</div>", "<q>", "<p", "::", "\n.. ", ".. note:: ", ":a: ", "`_",
    "`a <b>`_", "[1]_", "| ", "\n____\n", "\n----\n", "\n====\n", "== ", "[quote]\n", "link:u[a]", "note:[a]", "+\n",
    "---\n", "---\ntitle: one\n", "+++\n", "copydesk: ", "By Ana Bohm",
]  # fmt: skip

TEXTS = st.one_of(
    st.lists(st.sampled_from(SCRAPS), max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
NAMES = st.sampled_from([f"draft.{ending}" for ending in ("txt", "md", "mdx", "html", "rst", "adoc")])


def read(name: str, text: str) -> Document:
    try:
        return read_document(Source(name, text))
    except Unreadable:
        reject()


DRAFTS = st.builds(read, NAMES, TEXTS)
PLAIN = st.builds(lambda text: read_document(Source("draft.txt", text)), TEXTS)


@pytest.mark.parametrize("law", LAWS, ids=[law.__name__ for law in LAWS])
@settings(max_examples=300)
@given(document=DRAFTS)
def test_it_holds(law: Callable[[Document], None], document: Document) -> None:
    law(document)


@settings(max_examples=300)
@given(PLAIN)
def test_a_word_of_plain_text_is_what_stands_at_its_origin(document: Document) -> None:
    for text, start in zip(document.words.texts, document.words.starts, strict=True):
        origin = document.origin(Span(start, start + len(text)))
        galley = Galley(document.source)
        galley.open("paragraph")
        galley.take(*origin)
        galley.close()
        assert text.casefold() == fold(galley.document().prose).strip().casefold()


@given(DRAFTS, st.integers(0, 200))
def test_an_offset_finds_its_word_sentence_and_block(document: Document, offset: int) -> None:
    starts = document.words.starts
    word = document.word_at(offset)
    assert all(start < offset for start in starts[:word])
    assert all(start >= offset for start in starts[word:])
    for number, sentence in enumerate(document.sentences):
        assert document.sentence_at(sentence.span.start) == number
        assert document.block_at(sentence.span.end - 1) == sentence.block


@given(st.text())
def test_folded_prose_has_the_length_of_the_prose(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folded_prose_is_small_and_straight() -> None:
    assert fold("“It’s” ‘A’ „Ä“ İ Σ non‑sense") == '"it\'s" \'a\' "ä" i σ non-sense'


@pytest.mark.parametrize("name", ["draft.txt", "draft.md"])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000, ">" * 5000 + " a", '"' * 5000, "“‘" * 5000, "*" * 5000 + "a" + "*" * 5000, "(" * 5000,
        "`" * 5000, "<!--" * 5000, "{{<" * 5000, "<a " * 5000, "- " * 5000 + "a", "```\n" * 5001,
        "\x00" * 5000, "\u0301" * 5000,
    ],
)  # fmt: skip
def test_a_text_of_one_thing_only_is_read(name: str, text: str) -> None:
    document = read_document(Source(name, text))
    assert len(document.folded) == len(document.prose)


def test_lone_surrogates_are_read() -> None:
    assert read_document(Source("draft.md", "one \ud800 *two*")).words.texts == ("one", "two")


# ---------------------------------------------------------------- the galley


@pytest.fixture
def galley(request: pytest.FixtureRequest) -> Galley:
    """A galley with an open paragraph and nothing on it; the test's parameter is its source."""
    galley = Galley(Source("draft.txt", request.param))
    galley.open("paragraph")
    return galley


def setting(text: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("galley", [text], indirect=True)


@setting(" \u200b ")
def test_a_block_without_prose_leaves_no_trace(galley: Galley) -> None:
    galley.take(0, 3)
    galley.mark("link", 0, "u")
    document = galley.document()
    assert (document.prose, document.blocks, document.marks, document.pieces) == ("", (), (), ())


@setting("ab")
def test_a_comment_in_an_empty_block_belongs_to_the_next(galley: Galley) -> None:
    galley.comment("c", 0, 1)
    galley.open("paragraph")
    galley.take(1, 2)
    assert galley.document().comments[0].block == 0


@setting("one\ntwo")
def test_runs_that_touch_make_one_piece(galley: Galley) -> None:
    galley.take(0, 3)
    galley.turn(3, 4)
    galley.take(4, 7)
    assert galley.document().pieces == ((0, 7, 0, 7),)


@setting("a&amp;b")
def test_other_prose_stands_for_its_source_as_a_whole(galley: Galley) -> None:
    galley.take(0, 1)
    galley.put("&", 1, 6)
    galley.take(6, 7)
    document = galley.document()
    assert document.origin(Span(1, 2)) == Span(1, 6)
    assert document.origin(Span(0, 3)) == Span(0, 7)


@setting("one ")
def test_a_blank_at_the_end_is_no_part_of_a_mark(galley: Galley) -> None:
    galley.take(0, 4)
    galley.mark("link", 0)
    assert galley.document().marks[0].span == Span(0, 3)


@setting("one")
def test_a_block_may_turn_out_to_be_of_another_kind(galley: Galley) -> None:
    galley.take(0, 3)
    galley.close("heading")
    assert galley.document().blocks[0].kind == "heading"


@setting("a b")
def test_the_origin_of_nothing_is_a_place(galley: Galley) -> None:
    assert Galley(galley.source).document().origin(Span(0, 0)) == Span(0, 0)
    galley.take(0, 3)
    assert galley.document().origin(Span(2, 2)) == Span(2, 2)


@setting("It’s One")
def test_words_are_those_of_the_folded_prose(galley: Galley) -> None:
    galley.take(0, 8)
    assert galley.document().words == find_words("it's one")
