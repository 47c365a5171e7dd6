"""Markdown once more, beside another parser: the same blocks of the same kinds with the same prose."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from linter.readers.markdown import read_markdown
from linter.text import Source

OTHER = MarkdownIt("commonmark", {"maxNesting": 200}).enable(["table", "strikethrough"]).use(footnote_plugin)
KINDS = {
    "blockquote": "quote",
    "footnote": "note",
    "heading": "heading",
    "td": "table",
    "th": "table",
    "list_item": "item",
}

Blocks = list[tuple[str, str]]


def read(text: str) -> Blocks:
    """The blocks of a draft as they are read here, notes behind the rest."""
    document = read_markdown(Source("draft.md", text))
    found = [(block.kind, document.text(block.span)) for block in document.blocks]
    return [one for one in found if one[0] != "note"] + sorted(one for one in found if one[0] == "note")


def read_otherwise(text: str) -> Blocks:
    """The blocks of a draft as markdown-it-py reads them."""
    found = [one for one in _walk(OTHER.parse(text)) if one[1]]
    return [one for one in found if one[0] != "note"] + sorted(one for one in found if one[0] == "note")


def _walk(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    inside = dict.fromkeys(KINDS, 0)
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in inside:
            inside[name] += token.nesting
        if token.type == "inline":
            kind = next((kind for name, kind in KINDS.items() if inside[name]), "paragraph")
            text = " ".join("".join(_tell(token.children or [])).split())
            yield kind, text


def _tell(tokens: list[Token]) -> Iterator[str]:
    struck = 0
    for token in tokens:
        struck += token.nesting if token.tag == "s" else 0
        if not struck and token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "


# None of these has a line that is bold from end to end: that is a heading here, and not in Markdown.
CORPUS = [
    "# One #\n\nTwo\n===\n\nThree *four*\n-----\n\n####### Five\n\n#Six",
    "> One\ntwo\n> > three\nfour\n>\n> five\n\n> - six\n>   > seven\n",
    "- One\n- two\n\n  three\n  1. four\n     five\n  2) six\n+ seven\n\n\n10. eight\n11. nine",
    "| a | *b* |\n|:--|--:|\n| c \\| d | `e` |\n| f |\nafter\n\n| no | table |\nhere",
    "One[^1] two[^b].\n\n[^1]: Three\n    four.\n\n    Five.\n[^b]: Six `seven`.\n\nEight.",
    "[One][a] [two] [three][] [four](u \"t\") [five](<u v>)\n\n[a]: u\n[two]: v 't'\n[Three]: w",
    "One ![two](p) <https://s.org> <me@s.org> https://b.org [three](u)",
    "*One **two** three* __four__ fi_v_e *six*seven **eight**nine ***ten*** a * b * c",
    "`one` ``two ` three`` ` four ` `five\nsix`\\`seven` `eight",
    "One\\\ntwo  \nthree \nfour\\* &amp; &copy; &#8217; &nosuch; &#0;",
    "~~one~~ two ~~three\nfour~~ five ~six",
    "    code\n\nOne\n    two\n\n```\nthree\n```\n\n~~~ four\nfive\n\nsix",
    "***\n\nOne\n***\ntwo\n- - -\n\n_ _ _\n",
    "One <b>two</b> <i class='x'>three</i> <!-- four --> five < six > seven",
    "[one\n\ntwo](three)\n\n[four](five six)\n\n[[seven]](eight)\n\n![n\\]ine](ten)",
    "1986\\. One\n\n1986. two\n\n-one\n\n* a\n\n  b\n\n      code\n\n  c",
    "\tcode\n\n -\tOne\n\n >\tTwo\n\nThree\tfour",
    "\"One\" 'two' -- three --- four... “five” ‘six’",
]  # fmt: skip


@pytest.mark.parametrize("text", CORPUS)
def test_the_same_prose_as_another_parser_reads(text: str) -> None:
    assert read(text) == read_otherwise(text)


WORD = st.sampled_from("One two three é 𝄞 it’s “so” a_b 5 &amp; \\* 2.".split())
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)


def _wrap(opening: str, closing: str) -> st.SearchStrategy[str]:
    return WORDS.map(lambda words: f"{opening}{words}{closing}")


INLINE = st.one_of(
    WORDS, _wrap("*", "*"), _wrap("x **", "** x"), _wrap("_", "_"), _wrap("[", "](u)"), _wrap("~~", "~~"),
    _wrap("<b>", "</b>"), _wrap("![", "](p)"), st.just("`code`"), st.just("x  \ny"), st.just("x\ny"), st.just("[r]"),
)  # fmt: skip
LINE = st.lists(INLINE, min_size=1, max_size=3).map(" ".join)
LEAVES = st.one_of(
    LINE,
    WORDS.map(lambda words: f"## {words}"),
    WORDS.map(lambda words: f"{words}\n==="),
    st.just("```\ncode\n```"),
    st.just("***"),
    st.tuples(WORDS, WORDS).map(lambda cells: f"| a | b |\n|---|---|\n| {cells[0]} | {cells[1]} |"),
)


def _indent(mark: str) -> st.SearchStrategy[str]:
    return BLOCKS.map(lambda text: "\n".join(_prefix(mark, text.split("\n"))))


def _prefix(mark: str, lines: list[str]) -> Iterator[str]:
    margin = mark if mark == "> " else " " * len(mark)
    yield f"{mark}{lines[0]}"
    yield from (f"{margin}{line}" for line in lines[1:])


BLOCKS: st.SearchStrategy[str] = st.deferred(
    lambda: st.lists(
        st.one_of(LEAVES, _indent("> "), _indent("- "), _indent("1. ")), min_size=1, max_size=3
    ).map("\n\n".join)
)


@settings(max_examples=300, deadline=None)
@given(BLOCKS)
@example("> - a\n>\n>   > b\n\n- c")
def test_the_same_prose_whatever_is_nested_in_what(text: str) -> None:
    text = f"{text}\n\nEnd.\n\n[r]: u\n"
    assert read(text) == read_otherwise(text)
