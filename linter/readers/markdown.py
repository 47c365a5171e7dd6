"""Markdown (CommonMark, footnotes, tables, front matter) as its reader sees it, with the way back."""

from __future__ import annotations

from linter.document import Document, FrontMatter, Galley
from linter.faults import BadFile
from linter.layout import is_bold_heading
from linter.located import Node, Reader
from linter.patterns import compile_pattern
from linter.text import Source, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def read_markdown(source: Source) -> Document:
    """A Markdown draft, with the titles of its front matter as headings.

    Code blocks, HTML, images, struck text and the shortcodes of site generators are not prose.
    """
    galley = Galley(source)
    matter = _find_front_matter(source.text)
    front_matter = _read_front_matter(galley, matter)
    _Compositor(galley, matter.end).set()
    return galley.document(front_matter)


# ---------------------------------------------------------------- the body

_BREAK = compile_pattern(r"(?i)<br\b")
_ANCHOR = compile_pattern(r"""(?i)<a\s[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_TICKS = compile_pattern(r"`+")
# A line of inline code, without the marks of the block quotation that it may stand in.
_CODE_LINE = compile_pattern(r"[^\r\n]+")
_CODE_MARGIN = compile_pattern(r"[ \t]*(?:>[ \t]?)*")
_SURROGATE = compile_pattern("[\ud800-\udfff]")
_SILENT = frozenset({"Image", "CodeBlock", "HtmlBlock", "Strikethrough"})
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
        for event, place in events_with_range(_mask(body), options=options):
            name, value = _unwrap(event)
            if name == "Start":
                tag, value = _unwrap(value)
                if tag == "HtmlBlock":
                    self._keep_comments(offset(place["start"]), offset(place["end"]))
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
        elif name == "InlineHtml":
            self._set_html(self._text[start:end], start, end)
        elif name == "FootnoteReference":
            self._open()
            self._galley.mark("note", self._galley.here, value)

    def _set_text(self, text: str, start: int, end: int) -> None:
        self._open()
        # Other text of the same length is what was masked; escapes and entities are longer than what they mean.
        if len(text) == end - start:
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
        if tag.startswith("<!--") and tag.endswith("-->"):
            self._galley.comment(tag[4:-3], start, end)
        elif _BREAK.match(tag):
            self._galley.turn(start, end)
        elif anchor := _ANCHOR.match(tag):
            self._anchors.append((self._galley.here, next(filter(None, anchor.groups()), "")))
        elif tag[:3].lower() == "</a" and self._anchors:
            self._galley.mark("link", *self._anchors.pop())

    def _keep_comments(self, start: int, end: int) -> None:
        self._close()
        html = self._text[start:end]
        for comment in _find_pairs(html, "<!--", "-->"):
            text = html[comment.start + 4 : comment.end - 3]
            self._galley.comment(text, start + comment.start, start + comment.end)

    def _mark(self, tag: str) -> None:
        start, target = self._marks.pop()
        self._galley.mark("link" if tag == "Link" else "emphasis", start, target)
        if tag == "Strong":
            self._bold = Span(start, self._galley.here)

    def _open(self) -> None:
        if not self._kind:
            self._kind = next((kind for tag, kind in _KINDS.items() if self._inside[tag]), "paragraph")
            self._block_start = self._galley.here
            self._galley.open(self._kind)

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


# ---------------------------------------------------------------- what the parser must not see

_LEADING = compile_pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_FOLLOWED = compile_pattern(r"[ \t]*[^\s]")
_FARTHEST = 200
_SHORTCODES = (("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"))


def _without_surrogates(body: str) -> str:
    try:
        body.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", body)
    return body


def _mask(body: str) -> str:
    """The body with what would mislead the parser replaced by tags or blanks of as many bytes.

    A comment at the start of a line would take the rest of the line out of the prose, and one that is never
    closed the rest of the draft. Shortcodes are no Markdown; one on a line of its own ends the paragraph.
    """
    if "<!--" in body:
        body = _mask_comments(body)
    for opening, closing in _SHORTCODES:
        if opening in body:
            body = _mask_shortcodes(body, opening, closing)
    return body


def _mask_comments(body: str) -> str:
    parts: list[str] = []
    last = 0
    for start, end in _find_pairs(body, "<!--", "-->"):
        masked = _leads(body, start) and _FOLLOWED.match(body, end)
        parts += body[last:start], _tag(body[start:end]) if masked else body[start:end]
        last = end
    parts.append(body[last:].replace("<!--", _tag("<!--")))
    return "".join(parts)


def _mask_shortcodes(body: str, opening: str, closing: str) -> str:
    parts: list[str] = []
    last = 0
    for start, end in _find_pairs(body, opening, closing):
        alone = _leads(body, start) and not _FOLLOWED.match(body, end)
        parts += body[last:start], _blanks(body[start:end]) if alone else _tag(body[start:end])
        last = end
    parts.append(body[last:])
    return "".join(parts)


def _find_pairs(text: str, opening: str, closing: str) -> Iterator[Span]:
    """Where something opens and closes, marks included. What never closes is left out."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + 2)
        if end < 0:
            return
        yield Span(start, end + len(closing))
        start = text.find(opening, end + len(closing))


def _leads(body: str, start: int) -> bool:
    """Whether nothing but the marks of a quotation or an item stands before a place on its line."""
    near = max(0, start - _FARTHEST)
    line = max(body.rfind("\n", near, start), body.rfind("\r", near, start)) + 1
    return (line > 0 or near == 0) and _LEADING.fullmatch(body, line, start) is not None


def _blanks(text: str) -> str:
    return " " * len(text.encode())


def _tag(text: str) -> str:
    return f"<a{_blanks(text)[3:]}>"


# ---------------------------------------------------------------- front matter

_FENCE = compile_pattern(r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r)")
_FENCE_END = {
    "---": compile_pattern(r"(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)"),
    "+++": compile_pattern(r"(?<=[\r\n])\+\+\+[ \t]*(?=[\r\n]|\Z)"),
}
# A fence with a blank line behind it is a rule of Markdown, unless keys follow.
_NO_MATTER = compile_pattern(r"[ \t]*[\r\n]\s*+(?![\w\"'-]+[ \t]*[:=])")
_TITLES = "title|subtitle|headline|subhead|standfirst|dek|deck|description"
_TITLE = compile_pattern(rf"(?i)(?<=[\r\n])[\"']?(?:{_TITLES})[\"']?[ \t]*[:=](?:[ \t]+|(?=[\r\n\"']))")
_JSON_TITLE = compile_pattern(rf'(?i)"(?:{_TITLES})"\s*:\s*(?=")')
_PERMISSION = compile_pattern(r"(?<=[\r\n])\[?[\"']?(copydesk)\b|(?<=\")(copydesk)\"\s*:")
_SECTION_END = compile_pattern(r"(?:\r\n|\n|\r)(?=[^\s#-])")
_QUOTED = {
    '"': compile_pattern(r'(?s)"((?:[^"\\]|\\.)*+)"'),
    "'": compile_pattern(r"'((?:[^']|'')*+)'"),
}
_ESCAPE = compile_pattern(r"(?s)\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|''")
_FOLDED = compile_pattern(
    r"[|>][-+\d]*[ \t]*(?:#[^\r\n]*)?((?:(?:\r\n|\n|\r)(?:[ \t]+[^\r\n]*|(?=[\r\n])))*)"
)
_BARE = compile_pattern(
    r"(?![&*!{}\[\]%@`#|>,])((?:(?![ \t]#)[^\r\n])+(?:(?:\r\n|\n|\r)[ \t]+(?!#)[^\s][^\r\n]*)*)"
)


class _Matter(NamedTuple):
    """The front matter of a draft: its fence (`---`, `+++`, `{`, or nothing), its text, and its end."""

    fence: str
    text: str
    end: int


def _find_front_matter(text: str) -> _Matter:
    if text[:1] == "{":
        return _find_json(text)
    fence = _FENCE.match(text)
    if fence is None or _NO_MATTER.match(text, fence.end()):
        return _Matter("", "", 0)
    closing = _FENCE_END[fence.group(1)].search(text, fence.end())
    if closing is None:
        return _Matter("", "", 0)
    return _Matter(fence.group(1), text[: closing.start()], closing.end())


def _find_json(text: str) -> _Matter:
    from json import JSONDecoder

    try:
        value, end = JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _Matter("", "", 0)
    return _Matter("{", text[:end], end) if value else _Matter("", "", 0)


def _read_front_matter(galley: Galley, matter: _Matter) -> FrontMatter:
    for title in (_JSON_TITLE if matter.fence == "{" else _TITLE).finditer(matter.text):
        galley.open("heading")
        _set_title(galley, matter.text, title.end())
        galley.close()
    permission = _PERMISSION.search(matter.text)
    if permission is None:
        return FrontMatter()
    place = Span(*permission.span(1 if permission.group(1) else 2))
    return FrontMatter(tuple(_read_codes(matter, place)), place)


def _set_title(galley: Galley, text: str, start: int) -> None:
    """Set the value that starts at an offset, as its text. Other values than plain texts are left out."""
    pattern = _QUOTED.get(text[start : start + 1]) or (_FOLDED if text[start : start + 1] in "|>" else _BARE)
    value = pattern.match(text, start)
    if value is None:
        return
    start, end = value.span(1)
    for escape in _ESCAPE.finditer(text, start, end) if text[start - 1] in "\"'" else ():
        galley.take(start, escape.start())
        galley.put(_unescape(escape.group()), escape.start(), escape.end())
        start = escape.end()
    galley.take(start, end)


def _unescape(escape: str) -> str:
    if escape[1] in "ux" and len(escape) > 2:
        return chr(int(escape[2:], 16))
    return " " if escape[1] in "nrt\r\n" else escape[1]


def _read_codes(matter: _Matter, place: Span) -> Iterator[str]:
    """The codes that a draft allows. What cannot be read is given as it stands, to be told as unknown."""
    section = _SECTION_END.split(matter.text[place.start :], maxsplit=1)[0]
    try:
        said = _parse(matter, section)
    except (BadFile, ValueError, RecursionError):
        yield section.partition(":")[2].strip()[:40] or "copydesk"
        return
    if isinstance(said, dict):
        said = said.get("allow", said)
    if isinstance(said, str):
        said = said.replace(",", " ").split()
    for code in said or ():
        yield from str(code).split(maxsplit=1)[:1]


def _parse(matter: _Matter, section: str) -> Any:
    if matter.fence == "+++":
        from tomllib import loads

        return loads(matter.text[3:]).get("copydesk")
    if matter.fence == "{":
        from json import loads as load_json

        return load_json(matter.text).get("copydesk")
    said = _plain(Reader("").parse(section))
    return next(iter(said.values()), None) if isinstance(said, dict) else None


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {str(key): _plain(value) for key, value in node.value.items()}
    return [_plain(item) for item in node.value] if isinstance(node.value, tuple) else str(node.value)
