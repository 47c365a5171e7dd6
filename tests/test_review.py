"""The review: comments at the exact words of a Word document, its text untouched, people's comments kept."""

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import docx as python_docx
import pytest
from conftest import Convert, Copydesk
from hypothesis import given
from hypothesis import strategies as st
from packages import docx, field, p, pack, r

from linter.margin import Query, clear_margin, tell_texts, write_margin
from linter.package import Package
from linter.text import Position
from linter.word import Word

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHEESE = "“green cheese” is not what the moon is made of."
RULE = "ZZ101 moon-cheese (warning)"
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


class Seen(NamedTuple):
    """A comment as it was read back: whose it is, the words it stands at, and its text."""

    author: str
    words: str
    text: str


def read_back(data: bytes) -> list[Seen]:
    """The comments of a package by their ranges, read without any of the code under test."""
    with ZipFile(BytesIO(data)) as package:
        body = ET.fromstring(package.read("word/document.xml"))
        told = ET.fromstring(package.read("word/comments.xml"))
    words: dict[str, list[str]] = {}
    opened: list[str] = []
    for one in body.iter():
        key = one.get(f"{W}id", "")
        match one.tag.removeprefix(W):
            case "commentRangeStart":
                opened.append(key)
                words[key] = []
            case "commentRangeEnd":
                opened.remove(key)
            case "t" | "tab" | "br" | "cr" | "noBreakHyphen" | "softHyphen" as name:
                for other in opened:
                    words[other].append(_text(one) if name == "t" else SIGNS[name])
    assert not opened
    return [
        Seen(one.get(f"{W}author", ""), "".join(words[one.get(f"{W}id", "")]), _lines(one)) for one in told
    ]


def _text(element: ET.Element) -> str:
    text = element.text or ""
    kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return text if kept else text.strip(" \t\r\n")


def _lines(comment: ET.Element) -> str:
    return "\n".join("".join(one.text or "" for one in line.iter(f"{W}t")) for line in comment.iter(f"{W}p"))


def ask(start: tuple[int, int], end: tuple[int, int], *lines: str) -> Query:
    return Query(Position(*start), Position(*end), lines or ("Why?",))


def words_at(body: str, start: int, end: int, paragraph: int = 1, **parts: Any) -> str:
    """What a comment stands at that is put at the columns [start, end) of a paragraph; the text must stay."""
    data = docx(body, **parts)
    written = write_margin(data, [ask((paragraph, start), (paragraph, end))])
    assert tell_texts(Word(written)) == tell_texts(Word(data))
    return read_back(written)[-1].words


# ---------------------------------------------------------------- places

LINK = f'<w:hyperlink r:id="rId100">{r("three four")}</w:hyperlink>'


@pytest.mark.parametrize(
    ("body", "start", "end", "words"),
    [
        (p("One two."), 1, 9, "One two."),
        (p("One two."), 5, 8, "two"),
        (p("One t", r("w", "<w:b/>"), "o."), 5, 8, "two"),
        (p("One ", r("two.", '<w:b/><w:color w:val="red"/>')), 6, 7, "w"),
        (p("Q&amp;A &#233; é two"), 2, 3, "&"),
        (p("Q&amp;A &#233; é two"), 5, 8, "é é"),
        (p("𝄞 one 𝄞 two"), 3, 9, "one 𝄞 "),
        (p("One two ", LINK), 5, 14, "two three"),
        (p("One two ", LINK), 15, 19, "four"),
        (p("One ", f"<w:ins>{r('two ')}</w:ins>", "three"), 2, 7, "ne tw"),
        (p("One ", f"<w:del><w:r><w:delText>x</w:delText></w:r></w:del>{r('two')}"), 1, 8, "One two"),
        (p("<w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/></w:r>", "three"), 4, 8, "\ttwo"),
        (p("<w:r><w:t>One</w:t><w:br/><w:t>two</w:t></w:r>"), 5, 8, "two"),
        (p("<w:r><w:t>One</w:t><w:noBreakHyphen/><w:t>two</w:t></w:r>"), 1, 5, "One\u2011"),
        (p("<w:r><w:t>\n  One two \n</w:t></w:r>"), 5, 7, "tw"),
        (p("<w:r><w:t>\n  One two \n</w:t></w:r>"), 1, 4, "One"),
        (p("<w:r><w:t xml:space='default'>One two</w:t></w:r>"), 4, 5, " "),
        (p("<w:r><w:t><![CDATA[One <two>]]></w:t></w:r>"), 6, 9, "two"),
        (p("<w:r w:rsidR='1'><w:rPr/><w:t>One two</w:t></w:r>"), 2, 3, "n"),
        (p(f"<w:r><w:ruby><w:rubyBase>{r('One two')}</w:rubyBase></w:ruby></w:r>", " three"), 5, 8, "One two"),
        (p(field("DATE", ""), f"<w:sdt><w:sdtContent>{r('One two')}</w:sdtContent></w:sdt>"), 5, 8, "two"),
        (f"<w:tbl><w:tr><w:tc>{p('One two')}</w:tc></w:tr></w:tbl>", 5, 8, "two"),
        (p("One two."), 5, 5, "t"),
    ],
)  # fmt: skip
def test_a_comment_stands_at_the_exact_words(body: str, start: int, end: int, words: str) -> None:
    assert words_at(body, start, end, links="https://a.org") == words


def test_a_comment_may_span_paragraphs() -> None:
    written = write_margin(docx(p("One two.") + p("Three four.")), [ask((1, 5), (2, 6))])
    assert read_back(written)[0].words == "two.Three"


def test_comments_may_touch_and_overlap() -> None:
    places = [((1, 1), (1, 4)), ((1, 4), (1, 8)), ((1, 2), (1, 6)), ((1, 1), (1, 4)), ((1, 1), (1, 9))]
    written = write_margin(docx(p("One two.")), [ask(*place) for place in places])
    assert [one.words for one in read_back(written)] == ["One", " two", "ne t", "One", "One two."]


def test_a_box_that_is_commented_inside_is_not_cleared_away() -> None:
    reference = '<w:r><w:rPr/><w:commentReference w:id="1"/></w:r>'
    box = f"<w:r><w:pict><w:txbxContent>{p('Two', reference)}</w:txbxContent></w:pict></w:r>"
    data = docx(p("One", box), comments=f'<w:comment w:id="1" w:author="Copydesk">{p("Why?")}</w:comment>')
    assert tell_texts(Word(clear_margin(data))) == ["One", "Two"]
    assert Package(clear_margin(data), ".docx").read("word/document.xml").count(b"<w:r>") == 3


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        (p("One", '<w:r><w:footnoteReference w:id="2"/></w:r>', "."), f'<w:footnote w:id="2">{p("Two")}</w:footnote>'),
        (p("One", f"<w:r><w:pict><w:txbxContent>{p('Two')}</w:txbxContent></w:pict></w:r>", "."), ""),
    ],
)  # fmt: skip
def test_a_comment_on_a_note_or_a_box_stands_at_its_sign(body: str, notes: str) -> None:
    data = docx(body, notes=notes)
    with ZipFile(BytesIO(write_margin(data, [ask((2, 1), (2, 4))]))) as package:
        xml = package.read("word/document.xml").decode()
    before, _, marked = xml.partition('<w:commentRangeStart w:id="0"/>')
    assert before.endswith("One</w:t></w:r>")
    assert marked.partition('<w:commentRangeEnd w:id="0"/>')[2].endswith(
        r(".") + "</w:p></w:body></w:document>"
    )


RUNS = st.lists(
    st.tuples(
        st.text(st.sampled_from("abc &é𝄞\u00ad"), min_size=1, max_size=6),
        st.sampled_from(["{}", "<w:ins>{}</w:ins>", "<w:smartTag>{}</w:smartTag>"]),
    ),
    min_size=1,
    max_size=5,
)


@given(RUNS, st.data())
def test_wherever_comments_stand_the_text_stays(runs: list[tuple[str, str]], data: st.DataObject) -> None:
    text = "".join(text for text, _ in runs)
    body = "".join(holder.format(r(text.replace("&", "&amp;"), "<w:i/>")) for text, holder in runs)
    offsets = st.integers(0, len(text) - 1)
    spans = [sorted(data.draw(st.tuples(offsets, offsets))) for _ in range(data.draw(st.integers(1, 4)))]
    written = write_margin(docx(p(body)), [ask((1, start + 1), (1, end + 2)) for start, end in spans])
    assert [one.words for one in read_back(written)] == [text[start : end + 1] for start, end in spans]
    assert tell_texts(Word(clear_margin(written))) == tell_texts(Word(written)) == [text]


# ---------------------------------------------------------------- packages

COMMENT = f'<w:comment w:id="7" w:author="Ana">{p("Is it?")}</w:comment>'
STARTS, ENDS = (f'<w:commentRange{word} w:id="7"/>' for word in ("Start", "End"))
ASKED = p("One ", STARTS, "two", ENDS, '<w:r><w:commentReference w:id="7"/></w:r>')


def test_comments_of_people_are_kept() -> None:
    written = write_margin(docx(ASKED, comments=COMMENT), [ask((1, 1), (1, 4))])
    assert read_back(written) == [Seen("Ana", "two", "Is it?"), Seen("Copydesk", "One", "Why?")]


def test_what_was_written_is_cleared_to_what_there_was() -> None:
    data = docx(ASKED, comments=COMMENT)
    cleared = clear_margin(write_margin(data, [ask((1, 1), (1, 5)), ask((1, 5), (1, 8))]))
    for name in ("word/document.xml", "word/comments.xml"):
        assert Package(cleared, ".docx").read(name) == Package(data, ".docx").read(name)


def test_nothing_is_cleared_that_is_not_there() -> None:
    data = docx(ASKED, comments=COMMENT)
    assert clear_margin(data) is data


def test_answers_to_what_is_cleared_stand_for_themselves() -> None:
    space = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    line = '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="0A"/>'
    own = f'<w:comment w:id="1" w:author="Copydesk">{line}</w:comment>'
    threads = '<w15:commentEx w15:paraId="0A"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
    plain = docx(ASKED, comments=own + COMMENT)
    relations = Package(plain, ".docx").read("word/_rels/document.xml.rels").decode()
    more = f'<Relationship Id="x" Type="{kind}" Target="extended.xml"/></Relationships>'
    parts = {
        "word/extended.xml": f"<w15:commentsEx {space}>{threads}</w15:commentsEx>",
        "word/_rels/document.xml.rels": relations.replace("</Relationships>", more),
    }
    cleared = clear_margin(docx(ASKED, comments=own + COMMENT, parts=parts))
    extended = Package(cleared, ".docx").read("word/extended.xml").decode()
    assert extended == f'<w15:commentsEx {space}><w15:commentEx w15:paraId="0B"/></w15:commentsEx>'


@pytest.mark.parametrize("prefix", ["x:", ""])
@pytest.mark.parametrize("space", ["2006/main", "ooxml"])
def test_packages_of_every_make(prefix: str, space: str) -> None:
    """Other prefixes than Word's, the strict namespace, and no part of relations or one that is empty."""
    main = W.strip("{}") if space == "2006/main" else "http://purl.oclc.org/ooxml/wordprocessingml/main"
    office = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    body = p("One ", "two").replace("w:", prefix)
    parts = {
        "[Content_Types].xml": '<t:Types xmlns:t="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{office}" Target="/main.xml"/></Relationships>',
        "main.xml": f'<{prefix}document {name}="{main}"><{prefix}body>{body}</{prefix}body></{prefix}document>',
    }
    written = Word(write_margin(pack(parts), [ask((1, 3), (1, 6))]))
    assert written.comments["0"].author == "Copydesk"
    ((text, span),) = written.paragraphs[0].comments
    assert (text, written.paragraphs[0].text[slice(*span)]) == ("Why?", "e t")
    assert "comments.xml" in written.package.read("[Content_Types].xml").decode()


def test_python_docx_opens_the_copy() -> None:
    data = docx(
        p("One <two> three".replace("<", "&lt;").replace(">", "&gt;")),
    )
    document = python_docx.Document(BytesIO(write_margin(data, [ask((1, 5), (1, 10), "Who?", "A & B")])))
    assert [(one.author, one.initials, one.text) for one in document.comments] == [
        ("Copydesk", "CD", "Who?\nA & B")
    ]
    assert document.paragraphs[0].text == "One <two> three"


# ---------------------------------------------------------------- the command


def draft(house: Path, *lines: str, name: str = "draft.docx", **parts: Any) -> Path:
    body = "".join(line if line.startswith("<") else p(line) for line in lines)
    (house / name).write_bytes(docx(body, **parts))
    return house / name


def test_a_comment_for_each_finding(copydesk: Copydesk, house: Path) -> None:
    path = draft(
        house, "It is green cheese.", "No.", "All green ", p("All ", r("gre", "<w:b/>"), "en cheese.")
    )
    before = path.read_bytes()
    ran = copydesk("review", "draft.docx")
    assert (ran.status, ran.out, ran.err) == (0, "", "draft.review.docx: 2 comments\n")
    assert (
        read_back((house / "draft.review.docx").read_bytes())
        == [Seen("Copydesk", "green cheese", f"{CHEESE}\n{RULE}")] * 2
    )
    assert path.read_bytes() == before


def test_no_finding_no_comment(copydesk: Copydesk, house: Path) -> None:
    draft(house, "It is rock.")
    assert copydesk("review", "draft.docx").err == "draft.review.docx: 0 comments\n"
    assert Word((house / "draft.review.docx").read_bytes()).comments == {}


def test_the_same_findings_are_chosen_as_by_check(copydesk: Copydesk, house: Path) -> None:
    draft(house, "It is green cheese.", "It is pure silver.")
    assert copydesk("review", "draft.docx", "--min-severity", "info").err == "draft.review.docx: 2 comments\n"
    assert copydesk("review", "draft.docx", "--select", "ZZ102").err == "draft.review.docx: 0 comments\n"
    assert (
        copydesk("review", "draft.docx", "--severity", "ZZ102=error").err == "draft.review.docx: 2 comments\n"
    )


def test_the_copy_may_be_named(copydesk: Copydesk, house: Path) -> None:
    draft(house, "It is green cheese.")
    assert copydesk("review", "draft.docx", "-o", "mine.docx").err == "mine.docx: 1 comment\n"
    assert sorted(os.listdir(house)) == ["copydesk.yaml", "draft.docx", "house.yaml", "mine.docx"]


def test_a_note_is_told_by_its_words(copydesk: Copydesk, house: Path) -> None:
    note = f'<w:footnote w:id="2">{p("It is green cheese.")}</w:footnote>'
    draft(house, p("One", '<w:r><w:footnoteReference w:id="2"/></w:r>'), notes=note)
    copydesk("review", "draft.docx")
    (seen,) = read_back((house / "draft.review.docx").read_bytes())
    assert seen.text == f"On the words “green cheese”:\n{CHEESE}\n{RULE}"


def test_run_again_on_the_copy(copydesk: Copydesk, house: Path) -> None:
    """Its own comments are replaced, in place; those of people stay."""
    draft(house, "It is green cheese. So green cheese.")
    copydesk("review", "draft.docx")
    add_comment(house / "draft.review.docx")
    before = read_back((house / "draft.review.docx").read_bytes())
    ran = copydesk("review", "draft.review.docx")
    assert ran.err == "draft.review.docx: 2 comments\n"
    after = read_back((house / "draft.review.docx").read_bytes())
    assert sorted(after) == sorted(before)
    assert [one.author for one in after] == ["Bo", "Copydesk", "Copydesk"]


def test_run_again_on_the_draft(copydesk: Copydesk, house: Path) -> None:
    """A copy that nobody has touched is written anew; one with people's comments only is what the next is made from."""
    draft(house, "It is green cheese. So green cheese.")
    copydesk("review", "draft.docx")
    draft(house, "It is green cheese.")
    assert copydesk("review", "draft.docx").err == "draft.review.docx: 1 comment\n"
    add_comment(house / "draft.review.docx")
    assert copydesk("review", "draft.docx").status == 0
    assert [one.author for one in read_back((house / "draft.review.docx").read_bytes())] == ["Bo", "Copydesk"]


def test_what_people_did_in_the_copy_is_not_lost(copydesk: Copydesk, house: Path) -> None:
    draft(house, "It is green cheese.")
    copydesk("review", "draft.docx")
    add_comment(house / "draft.review.docx")
    draft(house, "It is blue cheese.")
    before = (house / "draft.review.docx").read_bytes()
    ran = copydesk("review", "draft.docx")
    assert ran.status == 2
    assert ran.err == (
        "draft.docx: has a copy, draft.review.docx, in which people have worked;"
        " review that one, or name another file with -o\n"
    )
    assert (house / "draft.review.docx").read_bytes() == before


def add_comment(path: Path) -> None:
    """What a person does in a word processor."""
    document = python_docx.Document(str(path))
    document.add_comment(document.paragraphs[0].runs[0], "Hm.", author="Bo")
    document.save(str(path))


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["a.md"], "“a.md” is no Word document (.docx); for other drafts there is “copydesk check”"),
        (["none.docx"], "none.docx: cannot be read: No such file or directory"),
        (["bad.docx"], "bad.docx: is no .docx file: it is no zip, or cut off"),
        (["a.docx", "b.docx", "-o", "c.docx"], "-o names one file, but several drafts are given"),
        (["a.docx", "-o", "nowhere/c.docx"], "No such file or directory: nowhere/c.docx"),
        (["a.docx", "-o", "bad.docx"], "a.docx: would go to bad.docx, which is no .docx file"),
        (["a.docx", "-o", "./a.docx"], "“./a.docx” is the draft itself"),
        ([], "DRAFT is missing"),
    ],
)
def test_what_cannot_be_reviewed(copydesk: Copydesk, house: Path, arguments: list[str], cause: str) -> None:
    draft(house, "It is green cheese.", name="a.docx")
    (house / "bad.docx").write_text("One.")
    ran = copydesk("review", *arguments)
    assert ran.status == 2
    assert cause in ran.err
    assert "Traceback" not in ran.err
    assert (house / "bad.docx").read_text() == "One."
    assert not [name for name in os.listdir(house) if name.endswith(".part")]


def test_one_bad_draft_does_not_keep_the_others(copydesk: Copydesk, house: Path) -> None:
    draft(house, "It is green cheese.", name="b.docx")
    (house / "a.docx").write_text("One.")
    assert copydesk("review", "a.docx", "b.docx").status == 2
    assert (house / "b.review.docx").exists()


def test_an_excluded_draft_is_told(copydesk: Copydesk, house: Path) -> None:
    draft(house, "It is green cheese.")
    (house / "copydesk.yaml").write_text("exclude: ['draft.*']\n")
    ran = copydesk("review", "draft.docx")
    assert (ran.status, ran.err) == (2, "draft.docx: is excluded by the config; nothing is written\n")


# ---------------------------------------------------------------- a word processor

OFFICE = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def test_libreoffice_finds_the_comments_at_their_words(tmp_path: Path, libreoffice: Convert) -> None:
    note = f'<w:footnote w:id="2">{p("It is green cheese.")}</w:footnote>'
    lines = [
        p("The green cheese &amp; I", style="Title"),
        p("All gre", r("en", "<w:b/>"), f'<w:ins w:id="1" w:author="Bo">{r(" chee")}</w:ins>', "se, said 𝄞."),
        p("A ", f'<w:hyperlink r:id="rId100">{r("link to green")}</w:hyperlink>', " cheese."),
        p("<w:r><w:t>A</w:t><w:tab/><w:t>b c</w:t><w:br/><w:t>d green</w:t></w:r>", " cheese"),
        p(
            field('HYPERLINK "https://b.org"', r("the green ")),
            f"<w:sdt><w:sdtContent>{r('cheese.')}</w:sdtContent></w:sdt>",
        ),
        f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{p('A green cheese.')}</w:tc></w:tr></w:tbl>",
        p("End", '<w:r><w:footnoteReference w:id="2"/></w:r>', ", by green cheese."),
    ]
    data = docx("".join(lines), notes=note, links="https://a.org")
    queries = [
        ask((number, start + 1), (number, start + 13), f"Query {number}")
        for number, text in enumerate(tell_texts(Word(data)), 1)
        for start in [text.index("green cheese")]
    ]
    (tmp_path / "a.docx").write_bytes(write_margin(data, queries))
    found = read_flat(libreoffice(tmp_path / "a.docx", "fodt"))
    assert [one.words for one in found] == [*["green cheese"] * 6, "", "green cheese"]
    assert [one.text for one in found] == [f"Query {number}" for number in (1, 2, 3, 4, 5, 6, 8, 7)]
    assert {one.author for one in found} == {"Copydesk"}


def read_flat(path: Path) -> list[Seen]:
    """The comments of a flat OpenDocument file."""
    text = ET.parse(path).find(".//office:text", OFFICE)
    assert text is not None
    words: dict[str, list[str]] = {}
    seen: list[tuple[str, str, str]] = []
    opened: list[str] = []
    for kind, value in walk(text):
        if kind == "text":
            for name in opened:
                words[name].append(value)
        elif kind == "end":
            opened.remove(value)
        else:
            name, author, told = value.split("\0")
            seen.append((name, author, told))
            opened.append(name)
            words[name] = []
    return [Seen(author, "".join(words[name]), told) for name, author, told in seen]


def walk(element: ET.Element) -> Iterator[tuple[str, str]]:
    """The text of an element of OpenDocument, and where annotations start and end in it."""
    name = element.tag.partition("}")[2]
    if name == "annotation":
        key = element.get(f"{{{OFFICE['office']}}}name", "")
        lines = "\n".join("".join(line.itertext()) for line in element.iterfind("text:p", OFFICE))
        yield "start", f"{key}\0{element.findtext('dc:creator', '', OFFICE)}\0{lines}"
    elif name == "annotation-end":
        yield "end", element.get(f"{{{OFFICE['office']}}}name", "")
    elif name not in ("tracked-changes", "note"):
        yield "text", element.text or {"tab": "\t", "s": " ", "line-break": "\n"}.get(name, "")
        for child in element:
            yield from walk(child)
            yield "text", child.tail or ""
