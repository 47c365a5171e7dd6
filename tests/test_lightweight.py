"""reStructuredText and AsciiDoc: what of them is prose, of which kind, and where its words stand."""

import pytest

from linter.document import Document
from linter.readers import read_document
from linter.text import Position, Source


def read(name: str, text: str) -> Document:
    return read_document(Source(name, text))


def blocks(name: str, text: str) -> list[tuple[str, str]]:
    document = read(name, text)
    return [(block.kind, document.text(block.span)) for block in document.blocks]


def marks(name: str, text: str) -> list[tuple[str, str, str]]:
    document = read(name, text)
    return [(mark.kind, document.text(mark.span), mark.target) for mark in document.marks]


RST = [
    "", "\n \n", "----", ".. a comment", ".. image:: a.png\n   :alt: One\n\n   Two", ":Author: One\n   two",
    ".. code-block:: python\n\n   One", "::\n\n  One", "+---+\n| a |\n+---+", "=== ===\n a b\n=== ===", ">>> One",
    ".. _one: two", ".. |one| replace:: two", "__ one", "..\n   One\n\n   two", ".. note::", "|",
]  # fmt: skip
ADOC = [
    "", ":one: two", "// one", "image::a.png[One]", "[.lead]", "----\nOne\n----", "....\nOne", "////\nOne\n\ntwo\n////",
    "[source,ruby]\nOne", "[source]\n--\nOne\n--", "|===\n|a |b\n|===", " One", "'''", "<<<", "++++\n<p>One</p>\n++++",
    "```ruby\nOne\n```", "[[one]]", "include::one.adoc[]", "+",
]  # fmt: skip


@pytest.mark.parametrize("text", RST)
def test_no_prose_in_rst(text: str) -> None:
    assert blocks("a.rst", text) == []


@pytest.mark.parametrize("text", ADOC)
def test_no_prose_in_asciidoc(text: str) -> None:
    assert blocks("a.adoc", text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.", [("paragraph", "One two."), ("paragraph", "Three.")]),
        (
            "===\nOne\n===\n\nTwo\n---\n\nThree",
            [("heading", "One"), ("heading", "Two"), ("paragraph", "Three")],
        ),
        (
            "One.\n\n  Two\n  three.\n\nFour.",
            [("paragraph", "One."), ("quote", "Two three."), ("paragraph", "Four.")],
        ),
        (
            "* One\n  two\n\n  three\n\n  - four\n* five",
            [("item", t) for t in ("One two", "three", "four", "five")],
        ),
        ("1. One\n#. two\n(3) three", [("item", "One"), ("item", "two"), ("item", "three")]),
        ("1986. One\n\nA. Bohm", [("paragraph", "1986. One"), ("paragraph", "A. Bohm")]),
        ("One\n  two", [("item", "One"), ("item", "two")]),
        ("One::\n\n  two\n\nThree", [("paragraph", "One:"), ("paragraph", "Three")]),
        (".. note:: One\n   two\n\n   three", [("paragraph", "One two"), ("paragraph", "three")]),
        (".. container:: lead\n   :name: a\n\n   One", [("paragraph", "One")]),
        (".. pull-quote::\n\n   One", [("quote", "One")]),
        (".. [1] One\n   two", [("note", "One two")]),
        ("| One\n| two", [("paragraph", "One two")]),
        (
            "*One* **two** ``three`` `four` :emphasis:`five` |six| *a* * b",
            [("paragraph", "One two three four five a * b")],
        ),
        ("One\\ s \\*two\\* well-\nknown [1]_ three.", [("paragraph", "Ones *two* well-known three.")]),
    ],
)
def test_prose_of_rst(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks("a.rst", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo.\n\nThree.", [("paragraph", "One two."), ("paragraph", "Three.")]),
        (
            "= One\nAna Bohm\n:toc:\n\n== Two\n\nThree\n-----",
            [("heading", "One"), ("label", "Ana Bohm"), ("heading", "Two"), ("heading", "Three")],
        ),
        (
            "[quote, Ana]\n____\nOne\n\ntwo\n____\n\nThree",
            [("quote", "One"), ("quote", "two"), ("paragraph", "Three")],
        ),
        ("1986. One\n\nA. Bohm", [("paragraph", "1986. One"), ("paragraph", "A. Bohm")]),
        ("[quote]\nOne\n\nTwo", [("quote", "One"), ("paragraph", "Two")]),
        ('"One"\n-- Ana', [("quote", '"One"'), ("label", "Ana")]),
        (
            "* One\ntwo\n+\nthree\n\n** four\n. five\n\nSix",
            [*(("item", t) for t in ("One two", "three", "four", "five")), ("paragraph", "Six")],
        ),
        ("One:: two\nThree::\n  four", [("item", t) for t in ("One", "two", "Three", "four")]),
        (
            "NOTE: One\n\n====\nTwo\n====\n\n--\nThree\n--",
            [("paragraph", t) for t in ("One", "Two", "Three")],
        ),
        (".One\n----\ntwo\n----", [("label", "One")]),
        ("One.footnote:[Two.] three.", [("paragraph", "One. three.")]),
        (
            '*One* __tw__o `three` #four# "`five`" {six} kbd:[x] a * b * c_d_e',
            [("paragraph", "One two three four “five” a * b * c_d_e")],
        ),
        ("One '`two`' \"`three`\".", [("paragraph", "One ‘two’ “three”.")]),
        ("One +\ntwo \\*three* // four", [("paragraph", "One two *three* // four")]),
    ],
)
def test_prose_of_asciidoc(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks("a.adoc", text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.rst",
            "`One *two* <https://a.org>`_ three_",
            [("emphasis", "two", ""), ("link", "One two", "https://a.org"), ("link", "three", "")],
        ),
        ("a.rst", "One [1]_ ``two``", [("note", "", ""), ("code", "two", "")]),
        (
            "a.adoc",
            "link:u[One *two*,window=_blank] https://a.org[three^]",
            [("emphasis", "two", ""), ("link", "One two", "u"), ("link", "three", "https://a.org")],
        ),
        ("a.adoc", "One.footnote:[Two.] <<a,b>>", [("note", "", ""), ("link", "b", "")]),
    ],
)
def test_marks(name: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert marks(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rst", "One.\n\n.. copydesk: allow AT101\n\nTwo."),
        ("a.adoc", "One.\n\n// copydesk: allow AT101\nTwo."),
    ],
)
def test_a_comment_may_allow(name: str, text: str) -> None:
    (comment,) = read(name, text).comments
    assert (comment.text, comment.block) == (" copydesk: allow AT101", 1)
    assert text[slice(*comment.span)].strip("./ ") == "copydesk: allow AT101"


@pytest.mark.parametrize(
    ("name", "text", "word", "place"),
    [
        ("a.rst", "é *é* 𝄞 `one`_", "one", (1, 10)),
        ("a.rst", "- a\n\n  - é one", "one", (3, 7)),
        ("a.rst", "a\r\nb *one*", "one", (2, 4)),
        ("a.rst", "a\\ one", "one", (1, 4)),
        ("a.rst", "===\none\n===", "one", (2, 1)),
        ("a.adoc", "é *é* 𝄞 link:u[one]", "one", (1, 16)),
        ("a.adoc", "* a\n** é one", "one", (2, 6)),
        ("a.adoc", "a.footnote:[é] one", "one", (1, 16)),
        ("a.adoc", "one:: two", "two", (1, 7)),
    ],
)
def test_words_keep_their_places(name: str, text: str, word: str, place: tuple[int, int]) -> None:
    document = read(name, text)
    at = document.prose.index(word)
    origin = document.origin(document.blocks[0].span._replace(start=at, end=at + len(word)))
    assert document.source.position(origin.start) == Position(*place)
    assert document.source.text[slice(*origin)] == word


@pytest.mark.parametrize("name", ["a.rst", "a.adoc"])
@pytest.mark.parametrize(
    "text",
    [
        "*" * 50_000, "`" * 50_000, "_a" * 50_000, "`a <" * 50_000, "[" * 50_000, "|a" * 50_000, "\\" * 50_000,
        "link:a[" * 50_000, "footnote:[" * 50_000, "* a\n" * 50_000, ".. a\n" * 50_000, "====\na\n" * 50_000,
        "a::\n" * 50_000, "a\n---\n" * 50_000, ":a: b\n" * 50_000, "<<" * 50_000, "*_*_" * 50_000, "{a" * 50_000,
        "[a" * 50_000, "a:[" * 50_000, "http://" * 50_000, "a\n" * 50_000, "a\n\n" * 50_000, "--\n\n" * 50_000,
    ],
)  # fmt: skip
def test_a_text_of_one_thing_only_is_read_in_linear_time(name: str, text: str) -> None:
    assert read(name, text).prose is not None
