"""One article in every format: the same findings everywhere, each at its exact place in the source."""

import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Convert
from packages import docx, odt, tp
from packages import p as wp
from packages import r as wr

from linter import lint_path
from linter.diagnostic import Diagnostic
from linter.readers import FORMATS, read_document
from linter.text import Source, lay_open

# What is planted stands between ⟦ and ⟧; *stress* and [links](u) stand for what a format has for them.
ARTICLE = [
    ("title", "Who will mend the Hesta ferry?"),
    ("standfirst", "A timetable is a promise, and experts say this one is broken"),
    ("byline", "By Ana Bohm"),
    (
        "paragraph",
        "The boat to Hesta has been late on nine days of the last fourteen, and critics say that it will be late"
        " again on Monday. The harbour board & its chairman call this “a settling-in period”. On the quay it is called"
        " a joke.",
    ),
    (
        "paragraph",
        "The fare rose to £4.20 in March. According to [the board’s own minutes](https://example.org/minutes), the"
        " money was to go to a second crew. ⟦Some *unnamed* observers believe⟧ that it went on paint. The tide tables"
        " are printed at the back, and the café sells them for a pound.",
    ),
    ("heading", "What the traders saw"),
    (
        "paragraph",
        "Walter Inskip, who sells rope, said on 4 June that he counted eleven lorries turned away. “I wrote down the"
        " plates,” he said. ⟦It is widely believed that⟧ the count was higher. The board has not published its own.",
    ),
    ("item", "A second crew from the first of May, as was promised."),
    ("item", "Refunds at the gate, which ⟦everyone knows⟧ would cost less than the paint."),
    ("quote", "Critics say so every year, and every year it is widely believed that nothing can be done."),
    (
        "paragraph",
        "Those lines are from a letter of 1974. ⟦It could perhaps be argued that the boat may⟧ be older than the"
        " complaint. That is no reason to wait for ⟦the the⟧ next one. Buy a second boat, and print a timetable that"
        " somebody has read.",
    ),
]  # fmt: skip
CODES = ["AT101", "AT102", "AP102", "HD201", "RP101"]
MARKS = re.compile("[⟦⟧]")


class Place(NamedTuple):
    """A planted fault: its line and column, those of its end, and how the source has it."""

    start: tuple[int, int]
    end: tuple[int, int]
    words: str


# ---------------------------------------------------------------- writing


def write_text(join: str, inline: Callable[[str], str], block: Callable[[str, str], str]) -> str:
    """The article by how a format has stress and links, and by how it has blocks."""
    return join.join(block(kind, inline(text)) for kind, text in ARTICLE)


def swap(stress: str, link: str) -> Callable[[str], str]:
    """How a format has stress and links: with `\\1` for the text, `\\2` for the target."""
    return lambda text: re.sub(r"\[(.+?)\]\((.+?)\)", link, re.sub(r"\*(.+?)\*", stress, text))


def wrap(text: str, first: str = "", rest: str = "", width: int = 76) -> str:
    """Text broken into lines of a width in which the marks do not count."""
    lines = [first]
    for number, word in enumerate(text.split(" ")):
        if number and len(MARKS.sub("", lines[-1])) + len(MARKS.sub("", word)) >= width:
            lines.append(rest + word)
        else:
            lines[-1] += word if number == 0 else f" {word}"
    return "\n".join(lines)


def plain_block(kind: str, text: str) -> str:
    marks = {"item": ("- ", "  "), "quote": ("> ", "> ")}.get(kind, ("", ""))
    return wrap(text, *marks)


def long_block(kind: str, text: str) -> str:
    return f"\r\n> {text}\r\n" if kind == "quote" else text


def markdown_block(kind: str, text: str) -> str:
    match kind:
        case "title":
            return f"---\ntitle: {text}"
        case "standfirst":
            return f"standfirst: '{text}'\nlayout: op-ed\n---"
        case "byline":
            return f"<p class='byline'>{text}</p>"
        case "heading":
            return f"## {text}"
        case _:
            return plain_block(kind, text)


def write_markdown(inline: Callable[[str], str], block: Callable[[str, str], str]) -> str:
    return write_text("\n\n", inline, block).replace("\n\nstandfirst", "\nstandfirst")


def mdx_block(kind: str, text: str) -> str:
    written = markdown_block(kind, text)
    if kind != "heading":
        return written
    return f"import {{Chart}} from './chart'\n\n{written}\n\n<Chart data={{[1, 2]}} />"


TAGS = {
    "title": "h1",
    "standfirst": "p class='standfirst'",
    "byline": "p class=byline",
    "heading": "h2",
    "quote": "blockquote",
    "item": "li",
}


def html_block(kind: str, text: str) -> str:
    tags = {
        "title": "h1",
        "standfirst": "p class='standfirst'",
        "byline": "p class=byline",
        "heading": "h2",
        "quote": "blockquote",
        "item": "li",
    }
    tag = tags.get(kind, "p")
    return f"<{tag}>{wrap(text)}</{tag.split()[0]}>"


def write_html() -> str:
    stress = swap(r"<em class='x'>\1</em>", r"<a href='\2'>\1</a>")
    script = "\r\n<script>let critics = 'say'</script>"
    return write_text(script, lambda text: stress(escape(text)).replace("é", "&eacute;"), html_block)


def rst_block(kind: str, text: str) -> str:
    match kind:
        case "title" | "standfirst" | "heading":
            return f"{text}\n{'=' * len(text)}"
        case "byline":
            return f":Author: {text}"
        case "quote":
            return wrap(text, "   ", "   ")
        case _:
            return plain_block(kind, text)


def asciidoc_block(kind: str, text: str) -> str:
    match kind:
        case "title" | "standfirst":
            return f"= {text}"
        case "heading":
            return f"== {text}"
        case "quote":
            return f"[quote]\n____\n{wrap(text)}\n____"
        case "item":
            return wrap(text, "* ")
        case _:
            return wrap(text)


TEXTS: dict[str, Callable[[], str]] = {
    "plain.txt": lambda: write_text("\n\n", swap(r"\1", r"\1 (\2)"), plain_block),
    "long.text": lambda: write_text("\r\n", swap(r"\1", r"\1 (\2)"), long_block),
    "wrapped.md": lambda: write_markdown(swap(r"**\1**", r"[\1](\2)"), markdown_block),
    "component.mdx": lambda: write_markdown(swap(r"_\1_", r"<a href='\2'>\1</a>"), mdx_block),
    "page.html": write_html,
    "draft.rst": lambda: write_text("\n\n", swap(r"*\1*", r"`\1 <\2>`_"), rst_block),
    "draft.adoc": lambda: write_text("\n\n", swap(r"_\1_", r"\2[\1]"), asciidoc_block),
}
STYLES = {
    "title": "Title",
    "standfirst": "Subtitle",
    "heading": "berschrift1",
    "item": "Punkt",
    "quote": "Zitat",
}


def write_docx() -> bytes:
    paragraphs = (wp(*word_runs(text), style=STYLES.get(kind, "")) for kind, text in ARTICLE)
    return docx("".join(paragraphs), links="https://example.org/minutes")


def word_runs(text: str) -> Iterator[str]:
    for piece in re.split(r"(\*.+?\*|\[.+?\]\(.+?\))", MARKS.sub("", text)):
        run = wr(escape(shown(piece)), "<w:i/>" if piece.startswith("*") else "")
        yield f'<w:hyperlink r:id="rId100">{run}</w:hyperlink>' if piece.startswith("[") else run


def write_odt() -> bytes:
    return odt("".join(odt_block(kind, MARKS.sub("", text)) for kind, text in ARTICLE))


def odt_block(kind: str, text: str) -> str:
    styles = {"title": "Title", "standfirst": "Subtitle", "heading": "Heading_20_1", "quote": "P1"}
    stress = swap(r"<text:span text:style-name='T1'>\1</text:span>", r"<text:a xlink:href='\2'>\1</text:a>")
    written = tp(stress(escape(text, quote=False)), styles.get(kind, ""))
    return f"<text:list><text:list-item>{written}</text:list-item></text:list>" if kind == "item" else written


def shown(text: str) -> str:
    """Text as a reader sees it."""
    return swap(r"\1", r"\1")(text)


def write_shown() -> str:
    """The paragraphs of a word processor, one a line."""
    return "\n".join(shown(text) for _, text in ARTICLE)


PACKAGES: dict[str, Callable[[], bytes]] = {"draft.docx": write_docx, "draft.odt": write_odt}

# ---------------------------------------------------------------- reading


def find_planted(written: str) -> list[Place]:
    """Where the planted faults stand in a text from which the marks are taken out."""
    source = Source("", MARKS.sub("", written))
    ends = [mark.start() - number for number, mark in enumerate(MARKS.finditer(written))]
    spans = zip(ends[::2], ends[1::2], strict=True)
    return [
        Place(source.position(start), source.position(end), source.text[start:end]) for start, end in spans
    ]


def lint(path: Path, data: bytes) -> list[tuple[str, Place]]:
    """The findings of a file, each with what the source has at its place."""
    path.write_bytes(data)
    content = data if path.name in PACKAGES else data.decode()
    source = read_document(lay_open(path.name, content)).source
    return [(one.code, _place(source, one)) for one in lint_path(path)]


def _place(source: Source, one: Diagnostic) -> Place:
    start, end = source.position(0), source.position(0)
    start = start._replace(line=one.line, column=one.column)
    end = end._replace(line=one.end_line, column=one.end_column)
    return Place(start, end, source.text[source.offset(start) : source.offset(end)])


@pytest.mark.parametrize("name", [*TEXTS, *PACKAGES])
def test_the_same_findings_each_at_its_place(tmp_path: Path, name: str) -> None:
    written = TEXTS[name]() if name in TEXTS else write_shown()
    data = PACKAGES[name]() if name in PACKAGES else MARKS.sub("", written).encode()
    assert lint(tmp_path / name, data) == list(zip(CODES, find_planted(written), strict=True))


@pytest.mark.parametrize(
    ("given", "wanted"), [("draft.docx", "odt"), ("draft.odt", "docx"), ("page.html", "odt")]
)
def test_what_libreoffice_makes_of_it_has_the_same_findings(
    tmp_path: Path, libreoffice: Convert, given: str, wanted: str
) -> None:
    data = PACKAGES[given]() if given in PACKAGES else MARKS.sub("", TEXTS[given]()).encode()
    (tmp_path / given).write_bytes(data)
    found = lint_path(libreoffice(tmp_path / given, wanted))
    planted = [MARKS.sub("", words) for words in re.findall("⟦.*?⟧", write_shown())]
    assert [(one.code, one.excerpt) for one in found] == list(zip(CODES, planted, strict=True))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", TEXTS)
def test_a_byte_order_mark_changes_nothing(tmp_path: Path, name: str, encoding: str) -> None:
    text = MARKS.sub("", TEXTS[name]())
    plain = lint(tmp_path / name, text.encode())
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert [(one.code, one.line, one.column) for one in lint_path(tmp_path / name)] == [
        (code, *place.start) for code, place in plain
    ]


def test_no_format_is_left_out() -> None:
    written = {Path(name).suffix for name in (*TEXTS, *PACKAGES)}
    assert all(written & set(one.endings) for one in FORMATS)
