"""The XML of an OpenDocument text (OASIS ODF 1.3, part 3) read as its reader sees it.

Deletions that are tracked are out, and so are tables of contents; paragraphs are numbered in the order of their start
tags. Blanks count as they are shown: a run of them in the XML is one (section 6.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from linter.manuscript import LINE_BREAK, Paragraph, check_count, name_kind
from linter.package import Attributes, Package, Walk
from linter.text import Span, Unreadable
from linter.values import NamedTuple

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
PREFIXES = {
    f"{_ODF}:office:1.0": "office",
    f"{_ODF}:text:1.0": "text",
    f"{_ODF}:table:1.0": "table",
    f"{_ODF}:drawing:1.0": "draw",
    f"{_ODF}:style:1.0": "style",
    f"{_ODF}:xsl-fo-compatible:1.0": "fo",
    f"{_ODF}:manifest:1.0": "manifest",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
}
_OUT = frozenset(
    "text:tracked-changes text:note-citation text:ruby-text text:table-of-content text:alphabetical-index"
    " text:bibliography office:annotation office:forms draw:object svg:title svg:desc text:sequence-decls"
    " text:variable-decls text:user-field-decls".split()
)
_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 1_000
_LONGEST_CHAIN = 20
_OF_ALL = {"bold": "heavy", "emphasis": "slanted", "hidden": "hidden"}


class Style(NamedTuple):
    """A style: the name that people see, the style it is based on, and what it makes of text."""

    name: str
    based_on: str = ""
    looks: frozenset[str] = frozenset()


def read_paragraphs(data: bytes) -> list[Paragraph]:
    """The paragraphs of an OpenDocument text. Raises Unreadable."""
    package = Package(data, ".odt")
    manifest = _Manifest()
    package.walk("META-INF/manifest.xml", PREFIXES, manifest)
    if manifest.is_encrypted:
        raise Unreadable("is no .odt file that can be read: it has a password")
    styles = _Styles()
    package.walk("styles.xml", PREFIXES, styles)
    package.walk("content.xml", PREFIXES, styles)
    body = _Body(styles.found)
    package.walk("content.xml", PREFIXES, body)
    if not body.is_text:
        raise Unreadable("is no OpenDocument text: it has no body of text")
    return body.paragraphs


class _Manifest(Walk):
    is_encrypted = False

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        self.is_encrypted = self.is_encrypted or name == "manifest:encryption-data"


class _Styles(Walk):
    """Styles by family and name; those that a word processor makes up for a document are based on those of people."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Style] = {}
        self._key = "", ""

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "style:style":
            key = attributes.get("style:name", "")
            self._key = attributes.get("style:family", ""), key
            shown = attributes.get("style:display-name", key)
            self.found[self._key] = Style(shown, attributes.get("style:parent-style-name", ""))
        elif name == "style:text-properties" and self._key in self.found:
            style = self.found[self._key]
            self.found[self._key] = style._replace(looks=frozenset(_find_looks(attributes)))

    def end(self, name: str, at: int) -> None:
        if name == "style:style":
            self._key = "", ""


def _find_looks(attributes: Attributes) -> list[str]:
    said = {
        "bold": attributes.get("fo:font-weight") in ("bold", "600", "700", "800", "900"),
        "emphasis": attributes.get("fo:font-style") in ("italic", "oblique"),
        "hidden": attributes.get("text:display") == "none"
        or attributes.get("style:text-line-through-style", "none") != "none",
    }
    return [look for look, is_said in said.items() if is_said]


class _Body(Walk):
    """Reads the content into paragraphs."""

    def __init__(self, styles: dict[tuple[str, str], Style]) -> None:
        self.paragraphs: list[Paragraph] = []
        self.is_text = False
        self._styles = styles
        self._open: list[Paragraph] = []
        self._looks: list[frozenset[str]] = [frozenset()]
        self._links: list[tuple[Paragraph, int, str]] = []
        self._inside = {"text:note-body": 0, "table:table-cell": 0, "text:list-item": 0}
        self._out = 0
        self._remarks: list[tuple[str, list[str]]] = []
        self._is_said = False
        self._ranges: dict[str, tuple[Paragraph, int]] = {}

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        """Take in a start tag."""
        if name == "office:annotation":
            self._remarks.append((attributes.get("office:name", ""), []))
        elif self._remarks and name == "text:p":
            self._remarks[-1][1].append(" ")
            self._is_said = True
        if name in self._inside:
            self._inside[name] += 1
        if name in _OUT:
            self._out += 1
        elif not self._out and (handle := _STARTS.get(name)):
            handle(self, attributes)

    def end(self, name: str, at: int) -> None:
        """Take in an end tag."""
        if name in self._inside:
            self._inside[name] -= 1
        self._is_said = self._is_said and name != "text:p"
        if name in _OUT:
            self._out -= 1
            if name == "office:annotation":
                self._keep_remark(*self._remarks.pop())
        elif not self._out and (handle := _ENDS.get(name)):
            handle(self)

    def text(self, text: str, at: int) -> None:
        """Take in text."""
        if self._is_said:
            self._remarks[-1][1].append(text)
        elif self._open and not self._out:
            text = _BLANKS.sub(" ", text)
            is_blank = not self._open[-1].length or self._open[-1].ends_blank
            self._add(text[1:] if text[:1] == " " and is_blank else text)

    def _add(self, text: str) -> None:
        looks = self._looks[-1]
        if not self._open or not text or "hidden" in looks:
            return
        paragraph = self._open[-1]
        start = paragraph.length
        paragraph.add(text)
        paragraph.is_bold = bool(looks & {"bold", "heavy"}) and (start == 0 or paragraph.is_bold)
        if looks & {"bold", "emphasis"}:
            paragraph.mark("emphasis", start)

    # ------------------------------------------------------------ elements

    def _start_body(self, attributes: Attributes) -> None:
        self.is_text = True

    def _start_paragraph(self, attributes: Attributes) -> None:
        paragraph = Paragraph("note" if self._inside["text:note-body"] else "")
        style = attributes.get("text:style-name", "")
        if not paragraph.kind:
            paragraph.kind = "table" if self._inside["table:table-cell"] else self._find_kind(style)
        # What all of a paragraph looks like stresses nothing in it.
        self._looks.append(frozenset(_OF_ALL[look] for look in self._find_looks("paragraph", style)))
        self._open.append(paragraph)
        self.paragraphs.append(paragraph)
        check_count(len(self.paragraphs))

    def _start_heading(self, attributes: Attributes) -> None:
        self._start_paragraph(attributes)
        self._open[-1].kind = self._open[-1].kind or "heading"

    def _end_paragraph(self) -> None:
        self._open.pop()
        self._looks.pop()

    def _start_span(self, attributes: Attributes) -> None:
        self._looks.append(self._looks[-1] | self._find_looks("text", attributes.get("text:style-name", "")))

    def _end_span(self) -> None:
        self._looks.pop()

    def _start_link(self, attributes: Attributes) -> None:
        if self._open:
            self._links.append((self._open[-1], self._open[-1].length, attributes.get("xlink:href", "")))

    def _end_link(self) -> None:
        if self._links:
            paragraph, start, target = self._links.pop()
            paragraph.mark("link", start, target)

    def _set_note(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].mark("note", self._open[-1].length)

    def _set_blanks(self, attributes: Attributes) -> None:
        count = attributes.get("text:c", "1")
        self._add(" " * min(int(count) if count.isascii() and count.isdigit() else 1, _MOST_BLANKS))

    def _set_tab(self, attributes: Attributes) -> None:
        self._add("\t")

    def _set_break(self, attributes: Attributes) -> None:
        self._add(LINE_BREAK)

    # ------------------------------------------------------------ comments

    def _keep_remark(self, name: str, text: list[str]) -> None:
        if not self._open or self._out:
            return
        paragraph = self._open[-1]
        paragraph.comments.append(("".join(text).strip(), Span(paragraph.length, paragraph.length)))
        self._ranges[name] = paragraph, len(paragraph.comments) - 1

    def _end_range(self, attributes: Attributes) -> None:
        """What a comment is about ends here; it belongs to the paragraph where it starts."""
        paragraph, number = self._ranges.get(attributes.get("office:name", ""), (Paragraph(), 0))
        if self._open and paragraph is self._open[-1]:
            text, span = paragraph.comments[number]
            paragraph.comments[number] = text, Span(span.start, paragraph.length)

    # ------------------------------------------------------------ styles

    def _chain(self, family: str, key: str) -> dict[str, Style]:
        chain: dict[str, Style] = {}
        while key not in chain and len(chain) < _LONGEST_CHAIN and (style := self._styles.get((family, key))):
            chain[key] = style
            key = style.based_on
        return chain

    def _find_kind(self, key: str) -> str:
        names = [style.name for style in self._chain("paragraph", key).values()] or [key]
        kinds = [kind for name in names if (kind := name_kind(name))]
        return kinds[0] if kinds else "item" if self._inside["text:list-item"] else ""

    def _find_looks(self, family: str, key: str) -> frozenset[str]:
        return frozenset(look for style in self._chain(family, key).values() for look in style.looks)


_STARTS: dict[str, Callable[[_Body, Attributes], None]] = {
    "office:text": _Body._start_body,
    "text:p": _Body._start_paragraph,
    "text:h": _Body._start_heading,
    "text:span": _Body._start_span,
    "text:a": _Body._start_link,
    "text:note": _Body._set_note,
    "text:s": _Body._set_blanks,
    "text:tab": _Body._set_tab,
    "text:line-break": _Body._set_break,
    "office:annotation-end": _Body._end_range,
}
_ENDS: dict[str, Callable[[_Body], None]] = {
    "text:p": _Body._end_paragraph,
    "text:h": _Body._end_paragraph,
    "text:span": _Body._end_span,
    "text:a": _Body._end_link,
}
