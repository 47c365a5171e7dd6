"""Word documents: the text that their reader sees, its kinds and marks; and files that are none."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packages import docx, field, p, pack, r

from linter.document import Document
from linter.readers.docx import read_docx
from linter.text import Packed, Position, Unreadable


def read(body: str, **parts: Any) -> Document:
    return read_docx(Packed("draft.docx", docx(body, **parts)))


def blocks(body: str, **parts: str) -> list[tuple[str, str]]:
    document = read(body, **parts)
    return [(block.kind, document.text(block.span)) for block in document.blocks]


def texts(body: str, **parts: str) -> list[str]:
    return [text for _, text in blocks(body, **parts)]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<w:p/>",
        p(" "),
        p("<w:r><w:t/></w:r>"),
        p(f"<w:del>{r('One')}<w:r><w:delText>two</w:delText></w:r></w:del>"),
        p(f"<w:moveFrom>{r('One')}</w:moveFrom>"),
        p(r("One", "<w:vanish/>"), r("two", "<w:strike/>"), r("three", '<w:dstrike w:val="1"/>')),
        p(
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('Click here')}</w:sdtContent></w:sdt>"
        ),
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'),
    ],
)
def test_no_prose(body: str) -> None:
    assert blocks(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p("O", "ne", " two."), "One two."),
        (p("One", "<w:r><w:t></w:t></w:r>", " two."), "One two."),
        (p("One ", f"<w:ins>{r('two ')}</w:ins><w:moveTo>{r('three')}</w:moveTo>"), "One two three"),
        (p("One ", f"<w:smartTag><w:customXml>{r('two')}</w:customXml></w:smartTag>"), "One two"),
        (p("One ", f"<w:sdt><w:sdtContent>{r('two')}</w:sdtContent></w:sdt>"), "One two"),
        (f"<w:sdt><w:sdtContent>{p('One')}</w:sdtContent></w:sdt>", "One"),
        (p("<w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>"), "One two three"),
        (p("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b re</w:t><w:softHyphen/><w:t>do</w:t></w:r>"), "a‑b redo"),
        (p("<w:r><w:t> One </w:t></w:r>", "<w:r><w:t>two</w:t></w:r>"), "Onetwo"),
        (p("Q&amp;A &#8220;one&#8221; &lt;b&gt;"), "Q&A “one” <b>"),
        (p("One ", field("DATE", r("two"))), "One two"),
        (p(r("One", '<w:b w:val="0"/><w:strike w:val="false"/>')), "One"),
        (p(f"<w:r><w:ruby><w:rt>{r('x')}</w:rt><w:rubyBase>{r('One')}</w:rubyBase></w:ruby></w:r>"), "One"),
    ],
)  # fmt: skip
def test_prose(body: str, expected: str) -> None:
    assert texts(body) == [expected]


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next() -> None:
    gone = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>un</w:t></w:r></w:p>"
    document = read(gone + p("likely. Two."))
    assert [document.text(block.span) for block in document.blocks] == ["unlikely. Two."]
    assert document.source.position(document.origin(document.sentences[0].span).end) == Position(2, 8)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (p("One.", style="berschrift1"), "heading"),
        (p("One.", style="Ours"), "heading"),
        (p("One.", style="Title"), "heading"),
        ('<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>One.</w:t></w:r></w:p>', "heading"),
        (p("One.", style="Zitat"), "quote"),
        (p("One.", style="Punkt"), "item"),
        (
            '<w:p><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t>One.</w:t></w:r></w:p>',
            "item",
        ),
        (p("One.", style="Caption"), "label"),
        (f"<w:tbl><w:tr><w:tc>{p('One.')}</w:tc></w:tr></w:tbl>", "table"),
        (p(r("One two", "<w:b/>")), "heading"),
        (p(r("One two", '<w:rStyle w:val="Fett"/>')), "heading"),
        (p("One", r(" two.", "<w:b/>")), "paragraph"),
        (p("By Ana Bohm"), "label"),
        (p("Yours sincerely,"), "label"),
    ],
)
def test_kinds(body: str, kind: str) -> None:
    prose = p("The ferry sails at nine.")
    assert blocks(prose + body + prose)[1][0] == kind


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (p("One ", r("two", "<w:i/>")), [("emphasis", "two", "")]),
        (p("One ", f'<w:hyperlink r:id="rId100">{r("two")}</w:hyperlink>'), [("link", "two", "https://a.org")]),
        (p("One ", field('HYPERLINK "https://b.org"', r("two"))), [("link", "two", "https://b.org")]),
        (p(f'<w:fldSimple w:instr="HYPERLINK https://b.org">{r("two")}</w:fldSimple>'), [("link", "two", "https://b.org")]),
        (p("One", '<w:r><w:footnoteReference w:id="2"/></w:r>', " two"), [("note", "", "")]),
    ],
)  # fmt: skip
def test_marks(runs: str, expected: list[tuple[str, str, str]]) -> None:
    document = read(runs, links="https://a.org")
    assert [(mark.kind, document.text(mark.span), mark.target) for mark in document.marks] == expected


def test_text_boxes_are_read_once() -> None:
    box = f"<wps:txbx><w:txbxContent>{p('Two.')}</w:txbxContent></wps:txbx>"
    old = f"<v:textbox><w:txbxContent>{p('Two.')}</w:txbxContent></v:textbox>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    document = read(p("One ", f"<w:r>{choice}</w:r>", "goes on.") + p("Three."))
    assert document.source.text == "One goes on.\nTwo.\n\nThree."


def test_notes_stand_behind_the_body() -> None:
    line = f'<w:footnote w:id="0" w:type="separator">{p("x")}</w:footnote>'
    notes = f'{line}<w:footnote w:id="2">{p("Two.")}</w:footnote>'
    body = p("One.", '<w:r><w:footnoteReference w:id="2"/></w:r>')
    assert blocks(body, notes=notes) == [("paragraph", "One."), ("note", "Two.")]


def test_a_comment_of_word_may_allow() -> None:
    comments = f'<w:comment w:id="7" w:author="Ana">{p("copydesk: allow AT101")}</w:comment>'
    body = (
        p("One.") + f'<w:p><w:r><w:t>Two </w:t></w:r><w:commentRangeStart w:id="7"/>{r("three")}'
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r></w:p>'
    )
    document = read(body, comments=comments)
    (comment,) = document.comments
    assert (comment.text, comment.block) == ("copydesk: allow AT101", 1)
    assert document.source.text[slice(*comment.span)] == "three"


def test_a_line_is_a_paragraph() -> None:
    document = read("<w:p/>" + p("One.") + p("<w:r><w:t>Two</w:t><w:br/><w:t>𝄞 three</w:t></w:r>"))
    start = document.prose.index("three")
    place = document.origin(document.blocks[0].span._replace(start=start, end=start + 5))
    assert document.source.position(place.start) == Position(3, 7)


# ---------------------------------------------------------------- what is no Word document

FINE = docx(p("One."))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "no .docx file: it is no zip, or cut off"),
        (b"One.", "it is no zip"),
        (FINE[:-200], "it is no zip, or cut off"),
        (b"\xd0\xcf\x11\xe0" * 200, "old Word file or has a password"),
        (pack({"a": "b"}), "no main part"),
        (pack({"content.xml": "<a/>"}), "OpenDocument"),
        (docx(p("One."), parts={"../../etc/passwd": "x"}), "leads out of the package"),
        (docx("", parts={"word/document.xml": "<a><b></a>"}), "document.xml that is no XML: mismatched tag"),
        (docx("", parts={"word/document.xml": b"\xff\xfea\x00\x00"}), "no UTF-16"),
        (docx("", parts={"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "has a DOCTYPE"),
        (docx("", parts={"word/styles.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}), "has a DOCTYPE"),
        (docx("", parts={"word/document.xml": f"<a>{' ' * (49 << 20)}</a>"}), "larger than 48 MB when it is unpacked"),
        (docx("<w:p/>" * 3_000_000), "more than 20,000 paragraphs"),
        (docx("<w:r/>" * 410_000), "too much or too deeply nested"),
        (docx(p("One two. " * 120_000)), "more text than a draft can have"),
        (docx(p("&amp;" * 410_000)), "more text than a draft can have"),
        (docx("<w:ins>" * 50_000 + "</w:ins>" * 50_000), "too deeply nested"),
        (pack({str(n): "" for n in range(5_001)}), "more than 5,000 parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_refused(data: bytes, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause):
        read_docx(Packed("draft.docx", data))


def test_a_damaged_part_is_told() -> None:
    start = FINE.index(b"word/document.xml") + 20
    data = FINE[:start] + bytes(20) + FINE[start + 20 :]
    with pytest.raises(Unreadable, match=r"damaged in its part word/document\.xml"):
        read_docx(Packed("draft.docx", data))


def test_a_package_with_a_password_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(FINE)
    with ZipFile(tmp_path / "a.docx") as package:
        places = [info.header_offset for info in package.infolist()]
    data = bytearray(FINE)
    for place in places:
        data[place + 6] |= 1
    at = 0
    while (at := data.find(b"PK\1\2", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    with pytest.raises(Unreadable, match="it has a password"):
        read_docx(Packed("draft.docx", bytes(data)))


def test_a_document_in_utf_16_is_read() -> None:
    with ZipFile(BytesIO(docx(p("Café.")))) as package:
        text = package.read("word/document.xml").decode()
    coded = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    assert read("", parts={"word/document.xml": coded}).prose == "Café.\n"
