"""AsciiDoc, as far as not to take its markup for prose (the language as Asciidoctor reads it).

Code, tables, attributes, images and the text of footnotes are left out; quotation blocks are quotations.
"""

from __future__ import annotations

from linter.document import Document, Galley
from linter.lightweight import Line, Typesetter, read_lines
from linter.patterns import compile_pattern
from linter.text import Source

_MARKUP = compile_pattern(
    r"""(?xs)
    \\(?P<plain>[*_`\#^~<\[{"'])
  | "`(?P<quoted>[^`]{1,500})`" | '`(?P<quoted2>[^`]{1,500})`'
  | footnote:[\w-]{0,40}\[(?P<note>(?:[^\[\]]|\[[^\[\]]{0,100}\]){1,1000})\]
  | footnoteref:\[(?P<note2>[^\[\]]{0,200})\]
  | (?:link|mailto|xref):(?P<target>[^\s\[\]]{0,500})\[(?P<link>[^\[\]]{0,500}?)(?:,\w+=[^\[\]]{0,80}|\^)?\]
  | (?P<target2>(?:https?|ftp)://[^\s\[\]<>]{1,500})\[(?P<link2>[^\[\]]{1,500}?)(?:,\w+=[^\[\]]{0,80}|\^)?\]
  | <<[^<>,]{1,200}(?:,\s?(?P<link3>[^<>]{1,200}))?>>
  | \w{2,20}:[^\s\[\]:]{0,200}\[[^\[\]]{0,500}\] (?!\w)
  | \[\[[^\[\]]{1,100}\]\] | \{[A-Za-z][\w-]{0,40}\}
  | (?:\[[^\[\]]{1,80}\])? (?<!\w)\#\#?(?=[^\s\#]) (?P<plain2>[^\#]{1,500}) (?<=\S)\#\#?(?!\w)
  | (?<!\w)(?:``(?P<code>[^`]{1,500})``|`(?=\S)(?P<code2>[^`]{1,500})(?<=\S)`(?!\w))
  | \*\*(?=\S)(?P<em>[^*]{1,500})\*\* | __(?=\S)(?P<em2>[^_]{1,500})__
  | (?<![\w*])\*(?=[^\s*])(?P<em3>[^*]{1,500})(?<=\S)\*(?![\w*])
  | (?<!\w)_(?=[^\s_])(?P<em4>[^_]{1,500})(?<=\S)_(?!\w)
  | [ ]\+[ \t]*(?=[\r\n])
    """
)
_TITLE = compile_pattern(r"(?:={1,6}|\#{1,6})\s+(?=\S)")
_UNDERLINE = compile_pattern(r"([=~^+-])\1{3,}")
_FENCE = compile_pattern(r"-{4,}|\.{4,}|\+{4,}|/{4,}|_{4,}|={4,}|\*{4,}|--|[|,:!]={3,}|```.*")
_ATTRIBUTE = compile_pattern(r":!?[\w-]+!?:(?:\s|$)")
_LIST = compile_pattern(r"(?:[*]{1,6}|-|\.{1,6}|\d{1,3}\.|[a-z]\.|<(?:\d+|\.)>)\s+(?:\[[ xX*]\]\s+)?(?=\S)")
_TERM = compile_pattern(r"(.{1,200}?)(?::{2,4}|;;)(?:\s+|$)")
_BLOCK_ATTRIBUTES = compile_pattern(r"\[[^\[\]]*(?:\[[^\]]*\])?[^\[\]]*\]|\[\[[^\[\]]+\]\]")
_BLOCK_TITLE = compile_pattern(r"\.(?=[^\s.])")
_MACRO = compile_pattern(r"(?:[A-Za-z]\w*)::[^\s\[\]]*\[.*\]|<<<|'{3,}")
_ADMONITION = compile_pattern(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(?=\S)")
_CITED = compile_pattern(r"--\s+\S")
_SILENT_FENCES = frozenset("-.+/|,:!`")
_SILENT_STYLES = frozenset(
    "source listing literal stem latexmath asciimath pass comment plantuml ditaa mermaid".split()
)
_QUOTES = frozenset({"quote", "verse"})


def read_asciidoc(source: Source) -> Document:
    """A draft in AsciiDoc."""
    galley = Galley(source)
    _Body(galley).set()
    return galley.document()


class _Body:
    """Follows the lines, with the delimited blocks that are open."""

    def __init__(self, galley: Galley) -> None:
        self._galley = galley
        self._lines = read_lines(galley.source.text)
        self._setter = Typesetter(galley, _MARKUP)
        self._open: list[tuple[str, str]] = []
        self._style = ""
        self._is_item = False

    def set(self) -> None:
        """Set the whole draft."""
        number = self._set_header()
        while number < len(self._lines):
            number = self._set_next(number)

    def _set_header(self) -> int:
        """The title of the draft, and the lines of its author and its revision, which are labels."""
        number = 0
        while number < len(self._lines) and (not self._lines[number].text or self._is_remark(number)):
            number += 1
        if number == len(self._lines) or not self._lines[number].text.startswith("= "):
            return number
        self._set_title(number)
        number += 1
        while number < len(self._lines) and self._lines[number].text:
            if not _ATTRIBUTE.match(self._lines[number].text) and not self._is_remark(number):
                self._setter.set_block("label", [self._lines[number]])
            number += 1
        return number

    def _set_next(self, number: int) -> int:
        """Set what starts at a line, and give the number of the line behind it."""
        line = self._lines[number]
        text = line.text
        if not text or text == "+":
            self._is_item = self._is_item and text == "+"
            return number + 1
        if _FENCE.fullmatch(text):
            return self._set_fence(number)
        if _BLOCK_ATTRIBUTES.fullmatch(text):
            self._style = text.strip("[]").split(",")[0].split(".")[0].split("%")[0].strip().lower()
            return number + 1
        if self._is_remark(number) or _ATTRIBUTE.match(text) or _MACRO.fullmatch(text):
            return number + 1
        if _TITLE.match(text):
            return self._set_title(number)
        if mark := _BLOCK_TITLE.match(text):
            self._setter.set_block("label", [line.without(mark.end())])
            return number + 1
        return self._set_paragraph(number)

    def _is_remark(self, number: int) -> bool:
        """Whether a line is a comment, which is kept."""
        line = self._lines[number]
        if not line.text.startswith("//") or line.text.startswith("///"):
            return False
        self._galley.comment(line.text[2:], *line.span)
        return True

    def _set_title(self, number: int) -> int:
        line = self._lines[number]
        mark = _TITLE.match(line.text)
        self._setter.set_block("heading", [line.without(mark.end() if mark else 0)])
        return number + 1

    def _set_fence(self, number: int) -> int:
        """A delimiter opens a block or closes one; what is no prose ends with the same delimiter, or with the draft."""
        fence = self._lines[number].text
        style, self._style = self._style, ""
        if self._open and self._open[-1][0] == fence:
            self._open.pop()
            return number + 1
        if fence[0] in _SILENT_FENCES - {"-"} or fence.startswith("----") or style in _SILENT_STYLES:
            closing = "```" if fence.startswith("```") else fence
            number += 1
            while number < len(self._lines) and self._lines[number].text != closing:
                number += 1
            return number + 1
        self._open.append((fence, "quote" if fence[0] == "_" or style in _QUOTES else ""))
        return number + 1

    def _set_paragraph(self, number: int) -> int:
        style, self._style = self._style, ""
        end = number + 1
        while end < len(self._lines) and self._goes_on(end):
            end += 1
        lines = self._lines[number:end]
        if len(lines) == 2 and self._is_underlined(lines):
            self._setter.set_block("heading", lines[:1])
        elif not self._is_literal(lines[0], style):
            self._set_prose(lines, style)
        return end

    def _goes_on(self, number: int) -> bool:
        """Whether a line belongs to the paragraph that the line before it does."""
        text = self._lines[number].text
        if not text or text == "+" or _BLOCK_ATTRIBUTES.fullmatch(text) or text.startswith("//"):
            return False
        if _UNDERLINE.fullmatch(text) and self._is_underlined(self._lines[number - 1 : number + 1]):
            return True
        return not (_FENCE.fullmatch(text) or _LIST.match(text) or _TERM.match(text))

    def _is_underlined(self, lines: list[Line]) -> bool:
        """Whether the second of two lines makes a title of the first, as it does where it is as long."""
        title, under = lines
        if _UNDERLINE.fullmatch(under.text) is None or any(under.text == fence for fence, _ in self._open):
            return False
        return abs(len(title.text) - len(under.text)) < 2

    def _is_literal(self, line: Line, style: str) -> bool:
        """Whether a paragraph is code: it says so, or is indented and neither an item nor part of one."""
        is_indented = line.indent > 0 and not self._is_item and not _LIST.match(line.text)
        return style in _SILENT_STYLES or is_indented

    def _set_prose(self, lines: list[Line], style: str) -> None:
        cited = lines.pop() if len(lines) > 1 and _CITED.match(lines[-1].text) else None
        is_quoted = cited or style in _QUOTES or any(kind for _, kind in self._open)
        if marker := _LIST.match(lines[0].text):
            self._is_item = True
            lines[0] = lines[0].without(marker.end())
        elif term := _TERM.match(lines[0].text):
            self._is_item = True
            first = lines[0]
            place = first.span._replace(end=first.span.start + term.end(1))
            self._setter.set_block("item", [first._replace(span=place, text=term[1])])
            lines[0] = first.without(term.end())
        if note := _ADMONITION.match(lines[0].text):
            lines[0] = lines[0].without(note.end())
        if lines := [line for line in lines if line.text]:
            kind = "quote" if is_quoted else "item" if self._is_item else "paragraph"
            self._setter.set_block(kind, lines)
        if cited:
            self._setter.set_block("label", [cited.without(2)])
