"""HTML: what of it is prose, of which kind, and where its words stand in the source."""

import re

import pytest

from linter.document import Document
from linter.readers.html import read_html
from linter.text import Position, Source, Unreadable


def read(text: str) -> Document:
    return read_html(Source("draft.html", text))


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text)
    return [(block.kind, document.text(block.span)) for block in document.blocks]


def marks(text: str) -> list[tuple[str, str, str]]:
    document = read(text)
    return [(mark.kind, document.text(mark.span), mark.target) for mark in document.marks]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "<!DOCTYPE html><html><head><style>p { top: 0 }</style></head><body></body></html>",
        "<script>let a = '<p>one</p>'</script>",
        "<!-- one --><![if !supportLists]><?xml version='1.0'?>",
        "<nav><a href=/>Home</a></nav><svg><title>One</title></svg><pre>one</pre>",
        "<p hidden>One</p><p style='Display : none'>Two</p><s>three</s>",
        "<p>&nbsp;</p><p>&#8203;<br></p>",
    ],
)
def test_no_prose(text: str) -> None:
    assert blocks(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One <b>two</b>\n<p>Three", [("paragraph", "One two"), ("paragraph", "Three")]),
        ("<P>un<I>frigging</I>believable</P>", [("paragraph", "unfriggingbelievable")]),
        ("<p>One<p>Two</p></p>Three", [("paragraph", t) for t in ("One", "Two", "Three")]),
        ("<p>One<br>\n two<br/> <br>Three</p>", [("paragraph", "One two"), ("paragraph", "Three")]),
        ("<h2>One</h2><hgroup><p>Two</p></hgroup>", [("heading", "One"), ("heading", "Two")]),
        ("<p><strong>One two</strong></p><p><b>One.</b></p>", [("heading", "One two"), ("paragraph", "One.")]),
        ('<p class="c1 title">One</p><p class=subtitle>Two', [("heading", "One"), ("heading", "Two")]),
        ("<ul><li>One<li>Two<ol><li><p>Three</p><p>four</ol></ul>five", [
            *(("item", t) for t in ("One", "Two", "Three", "four")), ("paragraph", "five")]),
        ("<dl><dt>One<dd>Two</dl>", [("item", "One"), ("item", "Two")]),
        ("<table><tr><th>One<td>Two<tr><td>Three</table>", [("table", t) for t in ("One", "Two", "Three")]),
        ("<aside>One</aside><p>Two", [("paragraph", "One"), ("paragraph", "Two")]),
        ('<aside class="Pullquote big"><p>One</aside><p>Two', [("quote", "One"), ("paragraph", "Two")]),
        ('<p role="doc-pullquote">One<p>Two', [("quote", "One"), ("paragraph", "Two")]),
        ("<blockquote>One<h2>Two</h2><ul><li>Three</ul></blockquote>", [("quote", t) for t in ("One", "Two", "Three")]),
        ("<figure><img alt=x><figcaption>One</figcaption></figure>", [("label", "One")]),
        ("<p class=byline>By One</p><footer><p>Two</p></footer>", [("label", "By One"), ("label", "Two")]),
        ("<p>He said <q>one</q>.</p>", [("paragraph", "He said “one”.")]),
        ("<p>One <del>two</del> <ins>three</ins> four", [("paragraph", "One three four")]),
        ("<p>Q&amp;A &#8220;one&nbsp; two&shy;fold&#x201D; &nope; &lt;b&gt; &copy", [
            ("paragraph", "Q&A “one twofold” &nope; <b> ©")]),
        ("<p>1 < 2 and 3 <3 > 2 </3 &#150; &#xD800; &#99999999999;", [
            ("paragraph", "1 < 2 and 3 <3 > 2 </3 – \ufffd \ufffd")]),
        ("<p>One <b>two <i>three</b> four</i> five</p>", [("paragraph", "One two three four five")]),
        ("<p><b>One <i>two.</p><p>Three</p>", [("paragraph", "One two."), ("paragraph", "Three")]),
        ("<p>One <!-- a > b --> two <![CDATA[x]]> three<o:p></o:p>", [("paragraph", "One two three")]),
        ("<p>One <a title='a > b' href=u>two</a></p>", [("paragraph", "One two")]),
        ("</p></div>One</b>", [("paragraph", "One")]),
        ("<head><title>One</title><meta x><p>Two", [("heading", "One"), ("paragraph", "Two")]),
        ("<title>One</title><body><h1>Two</h1>", [("heading", "Two")]),
        ("<title>One</title><p class=title>Two</p>", [("heading", "Two")]),
    ],
)  # fmt: skip
def test_prose(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<p><a href='u?a=1&amp;b'>One <i>two</i></a>",
            [("emphasis", "two", ""), ("link", "One two", "u?a=1&b")],
        ),
        ("<p><a name=x>One</a> <code>two</code>", [("code", "two", "")]),
        ("<a href=u><h2>One</h2><p>two</p></a>", [("link", "One", "u"), ("link", "two", "u")]),
        ("<p><a href=u>One</p><p>two", [("link", "One", "u")]),
        ("<p>One<sup><a href='#n1'>[1]</a></sup> two", [("note", "", "#n1")]),
        ("<p><a href='#a'>One</a>", [("link", "One", "#a")]),
    ],
)
def test_marks(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert marks(text) == expected


@pytest.mark.parametrize(
    "note",
    [
        '<ol><li id="n1"><p>Two.</p><p>Three.</p></li></ol>',
        '<section role="doc-endnotes"><p>Two.</p><p>Three.<a href="#r1">↩</a></p></section>',
        '<div class=footnotes><p><a href="#r1" id="n1">1</a> Two.</p><p>Three.</div>',
        '<p><a href="#ftnt_ref1" id="ftnt1">[1]</a> Two.</p><p>Three. <a href="#_back">&#8617;&#xfe0e;</a>',
    ],
)
def test_notes(note: str) -> None:
    text = f'<p>One.<a href="#n1" id="r1"><sup>1</sup></a></p>{note}'
    assert blocks(text) == [("paragraph", "One."), ("note", "Two."), ("note", "Three.")]


def test_the_review_that_google_docs_exports_is_no_prose() -> None:
    text = (
        '<p>One<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> two.</p>'
        '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is it?</span></p></div><p>Three.</p>'
    )
    assert blocks(text) == [("paragraph", "One two."), ("paragraph", "Three.")]


@pytest.mark.parametrize(
    ("text", "word", "start", "end"),
    [
        ("<p>One <b>two</b>", "two", (1, 11), (1, 14)),
        ("<p>un<i>like</i>ly</p>", "unlikely", (1, 4), (1, 19)),
        ("<p>a\r\n<b>one</b>\rtwo", "one two", (2, 4), (3, 4)),
        ("<p>one &amp; two", "&", (1, 8), (1, 13)),
        ("<p>one&#8217;s", "one’s", (1, 4), (1, 15)),
        ("<p>é &eacute; 𝄞 <a\nhref=u>one</a>", "one", (2, 8), (2, 11)),
        ("<p>He <q>one</q>", "“one”", (1, 7), (1, 17)),
        ("<ul><li>a<ul>\n<li>one</ul></ul>", "one", (2, 5), (2, 8)),
        ("<p>a<br>one", "one", (1, 9), (1, 12)),
        ("<script>'<p>'</script><p>one", "one", (1, 26), (1, 29)),
        ("<!-- é --><p>a<!-- é -->one", "aone", (1, 14), (1, 28)),
    ],
)
def test_words_keep_their_places(text: str, word: str, start: tuple[int, int], end: tuple[int, int]) -> None:
    document = read(text)
    at = document.prose.index(word)
    origin = document.origin(document.blocks[0].span._replace(start=at, end=at + len(word)))
    assert document.source.position(origin.start) == Position(*start)
    assert document.source.position(origin.end) == Position(*end)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("<p>One.</p><!-- c --><p>Two.</p>", 1),
        ("<p>One.</p><p>Two <!-- c --></p>", 1),
        ("<ul><li>One.</li><!-- c --><li>Two.</li></ul>", 1),
        ("<p>One.</p><!-- c -->", 1),
    ],
)
def test_a_comment_belongs_to_its_block_or_the_next(text: str, block: int) -> None:
    comment = read(text).comments[0]
    assert (comment.text, text[slice(*comment.span)], comment.block) == (" c ", "<!-- c -->", block)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<p>One <!-- two", "a comment at 1:8"),
        ("<p>One\n<a href='u'", "a tag <a at 2:1"),
        ("<script>let a = 1", "an element <script> at 1:1"),
        ("<p>One <!DOCTYPE", "a declaration at 1:8"),
    ],
)
def test_what_never_ends_is_told(text: str, what: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(what)):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 50_000 + "one", "<b>" * 50_000 + "one" + "</i>" * 50_000, "<p><b>" * 50_000 + "one",
        "</p>" * 50_000 + "one", "<q>" * 20_000 + "one", "<" * 100_000 + " one", "<b><div>" * 25_000 + "one",
        "<table><td><b>" * 20_000 + "one", "&" * 100_000 + "one", "<blockquote>" * 50_000 + "one",
        "<ul><li>" * 25_000 + "one", "<a href='#'><b>" * 25_000 + "one", "<p a=\"'>" * 50_001 + "one",
        "<p " + "/ " * 50_000 + ">one", "<p " + "a=" * 50_000 + ">one", "<p " + "a" * 100_000 + ">one",
    ],
)  # fmt: skip
def test_a_page_of_one_thing_only_is_read_in_linear_time(text: str) -> None:
    assert read(text).prose.endswith("one\n")
