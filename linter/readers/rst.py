"""reStructuredText, as far as not to take its markup for prose (docutils' specification of the markup).

Code, tables, fields, images and most other directives are left out; what is indented is a quotation.
"""

from __future__ import annotations

from linter.document import Document, Galley
from linter.lightweight import Line, Typesetter, read_lines
from linter.patterns import compile_pattern
from linter.text import Source, Span

_MARKUP = compile_pattern(
    r"""(?xs)
    \\(?: (?P<plain>\S) | \s )
  | ``(?P<code>(?:[^`]|`(?!`)){1,500})``
  | (?: :[\w:+.-]{1,40}: )? `(?P<link>[^`<>]{1,500}?) \s* <(?P<target>[^<>`]{1,500})>` _{0,2}
  | :(?:code|literal|math|kbd|file|command|samp): `(?P<code2>[^`]{1,500})`
  | (?: :[\w:+.-]{1,40}: )? `(?P<plain2>[^`]{1,500})` (?: _{1,2} | :[\w:+.-]{1,40}: )?
  | (?<![\w*]) \*\*(?=[^\s*]) (?P<em>[^*]{1,500}) (?<=\S)\*\* (?!\w)
  | (?<![\w*]) \*(?=[^\s*]) (?P<em2>[^*]{1,500}) (?<=\S)\* (?![\w*])
  | \s?(?P<note>\[ (?: \#\w* | \* | \d{1,3} | [A-Za-z][\w.-]{0,40} ) \])_ (?!\w)
  | (?<![\w|]) \|(?=[^\s|]) [^|\r\n]{1,60} \|_{0,2} (?!\w)
  | (?<![\w`]) (?P<link2>[A-Za-z][A-Za-z0-9]{0,60}) _{1,2} (?![\w`])
  | :(?=:$)
    """
)
_ADORNMENT = compile_pattern(r"([!-/:-@[-`{-~])\1{2,}")
_BULLET = compile_pattern(r"[-*+•‣⁃](?:\s+|$)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,6}|#)[.)]\s+(?=\S)")
_FIELD = compile_pattern(r":[^:\s](?:[^:]|:(?!\s)){0,80}:(?:\s|$)")
_TABLE = compile_pattern(r"\+[-=+]+\+|={2,}(?:\s+={2,})+|>>>\s.*")
_DIRECTIVE = compile_pattern(r"\.\.\s+(?:\|[^|]+\|\s+)?([\w:+.-]+?)\s?::(?:\s+|$)")
_NOTE = compile_pattern(r"\.\.\s+\[(?:#\w*|\*|\d{1,3}|[A-Za-z][\w.-]*)\](?:\s+|$)")
_TARGET = compile_pattern(r"\.\.\s+_|__\s")
_VERSE = compile_pattern(r"\|(?:\s+|$)")
_QUOTES = frozenset({"epigraph", "pull-quote", "highlights", "pullquote"})
# What stands behind the name of some is the first line of what they hold; of others, an option.
_ADMONITIONS = frozenset(
    "attention caution danger error hint important note tip warning rubric topic".split()
)
_PROSE = _ADMONITIONS | frozenset("admonition class compound container rst-class sidebar".split())
_NOTHING = Line(Span(0, 0), "", 0)


def read_rst(source: Source) -> Document:
    """A draft in reStructuredText."""
    galley = Galley(source)
    _Body(galley).set()
    return galley.document()


class _Body:
    """Follows the indentation of the lines. A stretch of lines is a half-open range of their numbers."""

    def __init__(self, galley: Galley) -> None:
        self._galley = galley
        self._lines = read_lines(galley.source.text)
        self._setter = Typesetter(galley, _MARKUP)

    def set(self) -> None:
        """Set the whole draft."""
        self._set_body(0, len(self._lines), "paragraph")

    def _set_body(self, first: int, last: int, kind: str) -> None:
        """Set a stretch of lines in which a paragraph is of some kind."""
        margin = min([line.indent for line in self._lines[first:last] if line.text], default=0)
        while first < last:
            first = self._set_next(first, last, kind, margin) if self._lines[first].text else first + 1

    def _set_next(self, number: int, last: int, kind: str, margin: int) -> int:
        """Set what starts at a line, and give the number of the line behind it."""
        line = self._lines[number]
        if line.indent > margin:
            end = self._find_end(number, last, margin)
            self._set_body(number, end, "quote")
            return end
        if line.text == ".." or line.text.startswith((".. ", "__ ")):
            return self._set_explicit(number, last, kind)
        if _ADORNMENT.fullmatch(line.text):
            return self._set_overlined(number, last)
        if number + 1 < last and self._is_underline(number + 1, line.text):
            self._setter.set_block("heading", [line])
            return number + 2
        if marker := _BULLET.match(line.text):
            return self._set_item(number, last, line.without(marker.end()), margin)
        if _FIELD.match(line.text):
            return self._find_end(number + 1, last, margin)
        if _TABLE.fullmatch(line.text):
            return self._find_blank(number, last)
        if _VERSE.match(line.text):
            return self._set_verse(number, last, kind)
        return self._set_paragraph(number, last, kind, margin)

    def _set_item(self, number: int, last: int, line: Line, margin: int) -> int:
        self._lines[number] = line
        end = self._find_end(number + 1, last, margin)
        self._set_body(number, end, "item")
        return end

    def _set_paragraph(self, number: int, last: int, kind: str, margin: int) -> int:
        end = number + 1
        while end < last and self._lines[end].text and self._lines[end].indent == margin:
            end += 1
        lines = self._lines[number:end]
        if len(lines) == 1 and end < last and self._lines[end].indent > margin:
            return self._set_definition(number, last, margin)
        if lines[-1].text != "::":
            self._setter.set_block(kind, lines)
        elif len(lines) > 1:
            self._setter.set_block(kind, lines[:-1])
        return self._find_end(end, last, margin) if lines[-1].text.endswith("::") else end

    def _set_definition(self, number: int, last: int, margin: int) -> int:
        self._setter.set_block("item", [self._lines[number]])
        end = self._find_end(number + 1, last, margin)
        self._set_body(number + 1, end, "item")
        return end

    def _set_verse(self, number: int, last: int, kind: str) -> int:
        end = self._find_blank(number, last)
        lines = []
        for line in self._lines[number:end]:
            mark = _VERSE.match(line.text)
            lines.append(line.without(mark.end()) if mark else line)
        if lines := [line for line in lines if line.text]:
            self._setter.set_block(kind, lines, is_apart=True)
        return end

    def _set_overlined(self, number: int, last: int) -> int:
        """A heading between two lines of the same signs, or a line of signs that only parts paragraphs."""
        over, *rest = self._lines[number : min(number + 3, last)]
        if len(rest) == 2 and rest[0].text and rest[1].text == over.text:
            title = rest[0]
            self._setter.set_block("heading", [title])
            return number + 3
        return number + 1

    def _is_underline(self, number: int, title: str) -> bool:
        text = self._lines[number].text
        return _ADORNMENT.fullmatch(text) is not None and len(text) >= min(len(title), 4)

    # ------------------------------------------------------------ explicit markup

    def _set_explicit(self, number: int, last: int, kind: str) -> int:
        """A directive, a note, a target or a comment, with what is indented under it."""
        line = self._lines[number]
        end = self._find_end(number + 1, last, line.indent)
        if directive := _DIRECTIVE.match(line.text):
            self._set_directive(directive[1].lower(), line.without(directive.end()), number, end, kind)
        elif note := _NOTE.match(line.text):
            self._align(line.without(note.end()), number, end)
            self._set_body(number, end, "note")
        elif not _TARGET.match(line.text):
            last = max([one.span.end for one in self._lines[number:end] if one.text])
            self._galley.comment(self._galley.source.text[line.span.start + 2 : last], line.span.start, last)
        return end

    def _set_directive(self, name: str, line: Line, number: int, end: int, kind: str) -> None:
        if name not in _QUOTES and name not in _PROSE:
            return
        self._align(line if name in _QUOTES or name in _ADMONITIONS else _NOTHING, number, end)
        first = number
        while first + 1 < end and _FIELD.match(self._lines[first + 1].text):
            first += 1
            self._lines[first] = _NOTHING
        self._set_body(number, end, "quote" if name in _QUOTES else kind)

    def _align(self, line: Line, number: int, end: int) -> None:
        """Have the first line of what some markup holds stand where its other lines do."""
        under = [one.indent for one in self._lines[number + 1 : end] if one.text]
        self._lines[number] = line._replace(indent=min(under, default=line.indent))

    # ------------------------------------------------------------ lines

    def _find_end(self, number: int, last: int, margin: int) -> int:
        """Where what is indented by more than a margin ends; blank lines at its end are of it."""
        while number < last and (not self._lines[number].text or self._lines[number].indent > margin):
            number += 1
        return number

    def _find_blank(self, number: int, last: int) -> int:
        while number < last and self._lines[number].text:
            number += 1
        return number
