"""What stands in Markdown files and is no Markdown: comments, shortcodes and templates of site generators, MDX.

It is replaced by tags or blanks of as many bytes before Markdown is parsed, so that every place stays what it was.
"""

from __future__ import annotations

from linter.patterns import compile_pattern
from linter.text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LEADING = compile_pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_FOLLOWED = compile_pattern(r"[ \t]*[^\s]")
_BLANK_LINE = compile_pattern(r"(?:\r\n|\n|\r)[ \t]*[\r\n]")
_FARTHEST = 200
_LONGEST = 2_000
# Hugo's shortcodes, Nunjucks' comments, the tags and output of Liquid (Jekyll) and Nunjucks (Eleventy).
_SHORTCODES = (("{{<", ">}}"), ("{{%", "%}}"), ("{# ", "#}"), ("{#-", "#}"), ("{%", "%}"), ("{{", "}}"))
# Of these, what stands between the opening and the closing one is no prose either.
_REGION = compile_pattern(r"\{(?:%-?|\{[<%])[ \t]*(highlight|comment|schema|mermaid)\b")
_REGION_ENDS = {
    name: compile_pattern(rf"\{{(?:%-?[ \t]*end|\{{[<%][ \t]*/[ \t]*){name}\b[^%>]{{0,40}}[%>]\}}{{1,2}}")
    for name in ("highlight", "comment", "schema", "mermaid")
}
# Kramdown's attributes: `{: .lead}` behind or above a block.
_ATTRIBUTES = compile_pattern(r"\{::?[^{}\r\n]*\}")

_MODULE = compile_pattern(
    r"(?m)^(?:import[ \t]+(?:[\w*{}$, \t]+[ \t]from[ \t]+)?[\"']|import[ \t]*\{[ \t]*\r?$"
    r"|export[ \t]+(?:const|let|var|function|async|class|default)\b|export[ \t]*[{*])"
)
_BLOCK_END = compile_pattern(r"(?:\r\n|\n|\r)[ \t]*(?=[\r\n]|\Z)|\Z")
_BRACE = compile_pattern(r"[{}]|(?:\r\n|\n|\r)[ \t]*(?=[\r\n])")
_IN_TAG = compile_pattern(r"(?s)</?[A-Za-z][\w.:-]*(?=[\s/])[^<>]*")
MDX_COMMENT = ("{/*", "*/}")


def mask(body: str, *, is_mdx: bool) -> str:
    """A body with what would mislead the parser replaced by tags or blanks of as many bytes.

    A comment at the start of a line would take the rest of the line out of the prose, and one that is never
    closed the rest of the draft. Shortcodes are no Markdown; one on a line of its own ends the paragraph.
    """
    if "<!--" in body:
        body = _mask_comments(body)
    if "{" not in body:
        return body
    body = _replace(body, _find_regions(body), _mask_shortcode)
    for opening, closing in _SHORTCODES:
        if opening in body:
            body = _replace(body, _find_shortcodes(body, opening, closing), _mask_shortcode)
    body = _replace(body, _find_attributes(body), _mask_shortcode)
    return _mask_mdx(body) if is_mdx else body


def find_pairs(text: str, opening: str, closing: str) -> Iterator[Span]:
    """Where something opens and closes, marks included. What never closes is left out."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + 2)
        if end < 0:
            return
        yield Span(start, end + len(closing))
        start = text.find(opening, end + len(closing))


def _find_shortcodes(body: str, opening: str, closing: str) -> Iterator[Span]:
    """Where shortcodes stand. None reaches over a blank line: what somebody forgot to close must hide nothing."""
    start = body.find(opening)
    while start >= 0:
        end = body.find(closing, start + 2, start + _LONGEST)
        if end >= 0 and not _BLANK_LINE.search(body, start, end):
            yield Span(start, end + len(closing))
            start = end
        start = body.find(opening, start + 2)


def _replace(body: str, spans: Iterable[Span], write: Callable[[str, Span], str]) -> str:
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += body[last : span.start], write(body, span)
        last = span.end
    return "".join((*parts, body[last:])) if parts else body


def _mask_comments(body: str) -> str:
    masked = _replace(body, find_pairs(body, "<!--", "-->"), _mask_comment)
    # What opens a comment behind the last one that is closed never closes it.
    last = masked.rfind("-->") + 1
    return masked[:last] + masked[last:].replace("<!--", _tag("<!--"))


def _mask_comment(body: str, span: Span) -> str:
    masked = _leads(body, span.start) and _FOLLOWED.match(body, span.end)
    return _tag(body[slice(*span)]) if masked else body[slice(*span)]


def _mask_shortcode(body: str, span: Span) -> str:
    alone = _leads(body, span.start) and not _FOLLOWED.match(body, span.end)
    return (_blanks if alone else _tag)(body[slice(*span)])


def _find_attributes(body: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in _ATTRIBUTES.finditer(body))


def _find_regions(body: str) -> Iterator[Span]:
    last = 0
    endless: set[str] = set()
    for opening in _REGION.finditer(body):
        name = opening[1]
        if opening.start() < last or name in endless:
            continue
        if closing := _REGION_ENDS[name].search(body, opening.end()):
            last = closing.end()
            yield Span(opening.start(), last)
        else:
            endless.add(name)


def _leads(body: str, start: int) -> bool:
    """Whether nothing but the marks of a quotation or an item stands before a place on its line."""
    near = max(0, start - _FARTHEST)
    line = max(body.rfind("\n", near, start), body.rfind("\r", near, start)) + 1
    return (line > 0 or near == 0) and _LEADING.fullmatch(body, line, start) is not None


def _blanks(text: str) -> str:
    return " " * len(text.encode())


def _tag(text: str) -> str:
    blanks = _blanks(text)
    return f"<a{blanks[3:]}>" if len(blanks) > 2 else blanks


# ---------------------------------------------------------------- MDX


def _mask_mdx(body: str) -> str:
    """A body without the modules and expressions of MDX (mdxjs.com); the rest of it is Markdown and tags."""
    body = _replace(body, _find_modules(body), lambda body, span: _blanks(body[slice(*span)]))
    return _replace(body, _find_expressions(body), _mask_expression)


def _find_modules(body: str) -> Iterator[Span]:
    """Where something is imported or exported: to the end of the block, or further while a bracket is open."""
    last = 0
    for opening in _MODULE.finditer(body):
        if opening.start() >= last:
            last = _find_module_end(body, opening.start())
            yield Span(opening.start(), last)


def _find_module_end(body: str, start: int) -> int:
    depth = 0
    for end in _BLOCK_END.finditer(body, start):
        block = body[start : end.start()]
        depth += sum(map(block.count, "({[")) - sum(map(block.count, ")}]"))
        if depth <= 0:
            return end.end()
        start = end.end()
    return len(body)


def _find_expressions(body: str) -> Iterator[Span]:
    """Where braces pair up, the outermost of them. A pair does not reach over a blank line."""
    opened: list[int] = []
    found: list[Span] = []
    for brace in _BRACE.finditer(body):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] != "}":
            opened.clear()
        elif opened:
            span = Span(opened.pop(), brace.end())
            while found and found[-1].start > span.start:
                found.pop()
            found.append(span)
    return iter(found)


def _mask_expression(body: str, span: Span) -> str:
    text = body[slice(*span)]
    if body[span.start - 1 : span.start] == "=":
        return f'"{_blanks(text)[2:]}"'
    if _is_in_tag(body, span.start):
        return _blanks(text)
    if text.startswith(MDX_COMMENT[0]) and len(text) > 7 and not _FOLLOWED.match(body, span.end):
        return f"<!--{_blanks(text)[7:]}-->"
    return _mask_shortcode(body, span)


def _is_in_tag(body: str, start: int) -> bool:
    opening = body.rfind("<", max(0, start - _FARTHEST), start)
    return opening >= 0 and _IN_TAG.fullmatch(body, opening, start) is not None
