"""OpenDocument texts: the text that their reader sees, its kinds and marks; and files that are none."""

import pytest
from packages import odt, pack, tp

from linter.document import Document
from linter.readers.odt import read_odt
from linter.text import Packed, Position, Unreadable


def read(body: str) -> Document:
    return read_odt(Packed("draft.odt", odt(body)))


def blocks(body: str) -> list[tuple[str, str]]:
    document = read(body)
    return [(block.kind, document.text(block.span)) for block in document.blocks]


@pytest.mark.parametrize(
    "body",
    [
        "",
        tp(" \n "),
        tp('<text:span text:style-name="T2">One</text:span><text:span text:style-name="T3">two</text:span>'),
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + tp("One")
        + "</text:deletion></text:changed-region></text:tracked-changes>",
        "<text:table-of-content><text:index-body>" + tp("One") + "</text:index-body></text:table-of-content>",
    ],
)
def test_no_prose(body: str) -> None:
    assert blocks(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (tp("\n One  <text:span>two\n</text:span> three "), "One two three"),
        (tp("One<text:s/>two<text:tab/>three<text:line-break/>four<text:s text:c='3'/>"), "One two three four"),
        (tp("un<text:change-start/>like<text:change-end/>ly"), "unlikely"),
        (tp("<text:ruby><text:ruby-base>One</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>"), "One"),
        (tp("Q&amp;A"), "Q&A"),
    ],
)  # fmt: skip
def test_prose(body: str, expected: str) -> None:
    assert blocks(body) == [("paragraph", expected)]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<text:h>One.</text:h>", "heading"),
        (tp("One.", "Heading_20_1"), "heading"),
        (tp("One.", "Title"), "heading"),
        (tp("One.", "P1"), "quote"),
        (tp("One two", "P2"), "heading"),
        (f"<text:list><text:list-item>{tp('One.')}</text:list-item></text:list>", "item"),
        (
            f"<table:table><table:table-row><table:table-cell>{tp('One.')}</table:table-cell></table:table-row></table:table>",
            "table",
        ),
        (tp("By Ana Bohm"), "label"),
    ],
)
def test_kinds(body: str, kind: str) -> None:
    prose = tp("The ferry sails at nine.")
    assert blocks(prose + body + prose)[1][0] == kind


def test_marks() -> None:
    body = tp(
        'One <text:span text:style-name="T1">two</text:span> <text:a xlink:href="https://a.org">three</text:a>'
    )
    document = read(body)
    assert [(mark.kind, document.text(mark.span), mark.target) for mark in document.marks] == [
        ("emphasis", "two", ""),
        ("link", "three", "https://a.org"),
    ]  # fmt: skip


def test_notes_and_boxes_stand_behind_their_paragraph() -> None:
    note_body = f"<text:note-body>{tp('Two.')}</text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{note_body}</text:note>"
    box = f"<draw:frame><draw:text-box>{tp('Three.')}</draw:text-box></draw:frame>"
    document = read(tp(f"One{note} goes{box} on.") + tp("Four."))
    assert document.source.text == "One goes on.\nTwo.\nThree.\nFour."
    assert [block.kind for block in document.blocks] == ["paragraph", "note", "paragraph", "paragraph"]
    assert [(mark.kind, mark.span.start) for mark in document.marks] == [("note", 3)]


def test_a_comment_may_allow() -> None:
    lines = f"<dc:creator>Ana</dc:creator>{tp('copydesk: allow')}{tp('AT101')}"
    remark = f'<office:annotation office:name="a">{lines}</office:annotation>'
    document = read(tp("One.") + tp(f'Two {remark}three<office:annotation-end office:name="a"/> four.'))
    (comment,) = document.comments
    assert (comment.text, comment.block) == ("copydesk: allow AT101", 1)
    assert document.source.text[slice(*comment.span)] == "three"


def test_a_line_is_a_paragraph() -> None:
    document = read(tp("") + tp("One.") + tp("  Two<text:line-break/>\n 𝄞  three"))
    place = document.origin(document.blocks[1].span).end
    assert document.source.position(place - 5) == Position(3, 7)


LOCKED = '<m:encryption-data xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"One.", "no .odt file: it is no zip"),
        (pack({"content.xml": "<a/>"}), "is no OpenDocument text"),
        (odt("", parts={"content.xml": "<a><b></a>"}), "content.xml that is no XML"),
        (odt("", parts={"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "has a DOCTYPE"),
        (odt(tp("") * 20_001), "more than 20,000 paragraphs"),
        (odt("", parts={"META-INF/manifest.xml": LOCKED}), "it has a password"),
    ],
)  # fmt: skip
def test_what_is_refused(data: bytes, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause):
        read_odt(Packed("draft.odt", data))
