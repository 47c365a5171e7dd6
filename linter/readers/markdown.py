"""Markdown (CommonMark, footnotes, tables, front matter) as its reader sees it, with the way back."""

from __future__ import annotations

from linter.document import Document, Galley
from linter.foreign import MDX_COMMENT, find_pairs, mask
from linter.layout import is_bold_heading
from linter.matter import find_matter, read_matter
from linter.patterns import compile_pattern
from linter.text import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from linter.hypertext import Compositor


def read_markdown(source: Source) -> Document:
    """A Markdown draft, with the titles of its front matter as headings.

    Code blocks, images, struck text, the shortcodes of site generators, and the code of MDX are not prose.
    """
    galley = Galley(source)
    matter = find_matter(source.text)
    front_matter = read_matter(galley, matter)
    _Compositor(galley, matter.end).set()
    return galley.document(front_matter)


# ---------------------------------------------------------------- the body

_BREAK = compile_pattern(r"(?i)<br\b")
_QUOTE = compile_pattern(r"(?i)</?q\b")
_ANCHOR = compile_pattern(r"""(?i)<a\s[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_TICKS = compile_pattern(r"`+")
# A line of inline code, without the marks of the block quotation that it may stand in.
_CODE_LINE = compile_pattern(r"[^\r\n]+")
_CODE_MARGIN = compile_pattern(r"[ \t]*(?:>[ \t]?)*")
_SURROGATE = compile_pattern("[\ud800-\udfff]")
_SILENT = frozenset({"Image", "CodeBlock", "Strikethrough"})
_INLINE = frozenset({"Emphasis", "Strong", "Link"})
# What a block is: the first of these that it stands in.
_KINDS = {
    "BlockQuote": "quote",
    "FootnoteDefinition": "note",
    "Heading": "heading",
    "TableCell": "table",
    "Item": "item",
}


class _Compositor:
    """Sets what the parser finds in the body on a galley. Offsets are code points of the source."""

    def __init__(self, galley: Galley, start: int) -> None:
        self._galley = galley
        self._text = galley.source.text
        self._start = start
        self._inside = dict.fromkeys(_KINDS, 0)
        self._silent = 0
        self._kind = ""
        self._block_start = 0
        self._bold = Span(-1, -1)
        self._marks: list[tuple[int, str]] = []
        self._anchors: list[tuple[int, str]] = []
        self._is_mdx = galley.source.path.lower().endswith(".mdx")
        self._html: Compositor | None = None
        self._lines: list[Span] = []

    def set(self) -> None:
        """Set the whole body."""
        from pyromark import Options, events_with_range

        options = (
            Options.ENABLE_TABLES
            | Options.ENABLE_FOOTNOTES
            | Options.ENABLE_STRIKETHROUGH
            | Options.ENABLE_TASKLISTS
            | Options.ENABLE_HEADING_ATTRIBUTES
            | Options.ENABLE_GFM
        )
        body = _without_surrogates(self._text[self._start :])
        offset = _Offsets(body, self._start)
        for event, place in events_with_range(mask(body, is_mdx=self._is_mdx), options=options):
            name, value = _unwrap(event)
            if name == "Start":
                tag, value = _unwrap(value)
                self._begin(tag, value)
            elif name == "End":
                self._end(*_unwrap(value))
            elif not self._silent:
                self._set(name, value, offset(place["start"]), offset(place["end"]))

    def _begin(self, tag: str, value: Any) -> None:
        if tag in _INLINE:
            self._open()
            self._marks.append((self._galley.here, value["dest_url"] if tag == "Link" else ""))
            return
        if tag in _SILENT:
            self._silent += 1
        if tag not in ("Image", "Strikethrough"):
            self._close()
        if _counts(tag, value):
            self._inside[tag] += 1

    def _end(self, tag: str, value: Any) -> None:
        if tag in _INLINE:
            self._mark(tag)
            return
        if tag == "HtmlBlock" and self._lines:
            self._set_html_block()
        if tag in _SILENT:
            self._silent -= 1
        if tag not in ("Image", "Strikethrough"):
            self._close()
        if _counts(tag, value):
            self._inside[tag] -= 1

    def _set(self, name: str, value: Any, start: int, end: int) -> None:
        if name == "Text":
            self._set_text(value, start, end)
        elif name in ("SoftBreak", "HardBreak"):
            self._galley.turn(start, end)
        elif name == "Code":
            self._set_code(start, end)
        elif name == "Html":
            self._lines.append(Span(start, end))
        elif name == "InlineHtml":
            self._set_html(self._text[start:end], start, end)
        elif name == "FootnoteReference":
            self._open()
            self._galley.mark("note", self._galley.here, value)

    def _set_text(self, text: str, start: int, end: int) -> None:
        self._open()
        # Other text of as many bytes is what was masked; escapes and entities are longer than what they mean.
        if len(text) == end - start or len(text.encode()) == len(self._text[start:end].encode()):
            self._galley.take(start, end)
        else:
            self._galley.put(text, start, end)

    def _set_code(self, start: int, end: int) -> None:
        self._open()
        ticks = _TICKS.match(self._text, start, end)
        width = ticks.end() - start if ticks else 0
        here, last = self._galley.here, start + width
        for line in _CODE_LINE.finditer(self._text, last, end - width):
            margin = _CODE_MARGIN.match(self._text, line.start(), line.end()) if line.start() > last else None
            if margin:
                self._galley.turn(last, line.start())
            last = line.end()
            self._galley.take(margin.end() if margin else line.start(), last)
        self._galley.mark("code", here)

    def _set_html(self, tag: str, start: int, end: int) -> None:
        self._open()
        if tag.startswith(("<!--", MDX_COMMENT[0])) and tag.endswith(("-->", MDX_COMMENT[1])):
            self._keep_comment(start, end)
        elif _QUOTE.match(tag):
            self._galley.put("”" if tag[1] == "/" else "“", start, end)
        elif _BREAK.match(tag):
            self._galley.turn(start, end)
        elif anchor := _ANCHOR.match(tag):
            self._anchors.append((self._galley.here, next(filter(None, anchor.groups()), "")))
        elif tag[:3].lower() == "</a" and self._anchors:
            self._galley.mark("link", *self._anchors.pop())

    def _set_html_block(self) -> None:
        """Set the lines of a block of HTML, each without the marks of what it stands in."""
        lines, self._lines = self._lines, []
        opening, closing = MDX_COMMENT if self._text[lines[0].start] == "{" else ("<!--", "-->")
        if not self._text.startswith(opening, lines[0].start):
            self._find_html().set_fragment(_join(lines), self._find_kind())
            return
        start = lines[0].start
        for comment in find_pairs(self._text[start : lines[-1].end], opening, closing):
            self._keep_comment(start + comment.start, start + comment.end)

    def _find_html(self) -> Compositor:
        """What sets HTML; most drafts have none."""
        from linter.hypertext import Compositor

        self._html = self._html or Compositor(self._galley, has_components=self._is_mdx)
        return self._html

    def _keep_comment(self, start: int, end: int) -> None:
        """Keep a comment without its marks, which are as long as `<!--` and `-->`, or as `{/*` and `*/}`."""
        self._galley.comment(self._text[start + (4 if self._text[start] == "<" else 3) : end - 3], start, end)

    def _mark(self, tag: str) -> None:
        start, target = self._marks.pop()
        self._galley.mark("link" if tag == "Link" else "emphasis", start, target)
        if tag == "Strong":
            self._bold = Span(start, self._galley.here)

    def _open(self) -> None:
        if not self._kind:
            self._kind = self._find_kind()
            self._block_start = self._galley.here
            self._galley.open(self._kind)

    def _find_kind(self) -> str:
        """What a block is here, by the Markdown and the HTML that it stands in."""
        own = next((kind for tag, kind in _KINDS.items() if self._inside[tag]), "")
        return own or (self._html and self._html.kind) or "paragraph"

    def _close(self) -> None:
        if self._kind:
            self._galley.close("heading" if self._is_bold_heading() else self._kind)
        self._kind = ""
        self._anchors.clear()

    def _is_bold_heading(self) -> bool:
        """Whether the open block is one short bold line without a full stop, a heading all but in name."""
        whole = Span(self._block_start, self._galley.here)
        if self._kind != "paragraph" or self._bold != whole:
            return False
        return is_bold_heading(self._galley.tail(whole.start))


def _join(spans: Iterable[Span]) -> list[Span]:
    """Spans, of which those that touch are one."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _counts(tag: str, value: Any) -> bool:
    """Whether a tag decides the kind of the blocks in it; a note box (`> [!NOTE]`) quotes nobody."""
    return tag in _KINDS and not (tag == "BlockQuote" and value)


def _unwrap(event: Any) -> tuple[str, Any]:
    return (event, None) if isinstance(event, str) else next(iter(event.items()))


class _Offsets:
    """Turns byte offsets of the body into code points of the source; fast where they come in order."""

    def __init__(self, body: str, start: int) -> None:
        self._bytes = b"" if body.isascii() else body.encode()
        self._start = start
        self._place = 0

    def __call__(self, place: int) -> int:
        if not self._bytes:
            return self._start + place
        if place < self._place:
            self._start -= len(self._bytes[place : self._place].decode(errors="ignore"))
        else:
            self._start += len(self._bytes[self._place : place].decode(errors="ignore"))
        self._place = place
        return self._start


def _without_surrogates(body: str) -> str:
    try:
        body.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", body)
    return body
