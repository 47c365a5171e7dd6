"""HTML as its reader sees it: the prose of a page or an export, with the way back through tags and entities.

The tags are read here and not by `html.parser`, for three reasons: that takes quadratic time over marks that never
close, it counts lines by another rule than editors do, and it reads the same page differently from one patch release
of Python to the next. What is a tag, a comment and an attribute follows the HTML standard, section 13.2.5.
"""

from __future__ import annotations

from html import unescape

from linter.document import Galley
from linter.layout import is_bold_heading
from linter.patterns import compile_pattern
from linter.text import Span, Unreadable
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def set_page(galley: Galley) -> None:
    """Set a page. Raises Unreadable."""
    source = galley.source
    try:
        tags = list(_find_tags(source.text, 0, len(source.text)))
    except NeverEnds as fault:
        line, column = source.position(fault.start)
        told = f"has {fault.what} at {line}:{column} that never ends"
        raise Unreadable(f"{told}; close it, or write “&lt;” for a plain “<”") from None
    compositor = Compositor(galley, has_heading=any(map(_is_first_heading, tags)))
    compositor.set_tags(tags, 0, len(source.text))
    compositor.finish()


def _is_first_heading(tag: _Tag) -> bool:
    return tag.name == "h1" or (tag.name == "p" and "title" in tag.get("class").split())


class NeverEnds(Exception):
    """A tag, comment or element that is opened at an offset and never closed: what follows would be lost."""

    def __init__(self, start: int, what: str) -> None:
        super().__init__(what)
        self.start = start
        self.what = what


# ---------------------------------------------------------------- tags

# In an unquoted value a slash is a character like others; a quotation mark may stand anywhere in a name.
_ATTRIBUTE = compile_pattern(
    r"""[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*))?)?"""
)
_TAG_NAME = compile_pattern(r"</?([A-Za-z][^\s/>]*)")
_TAG_END = compile_pattern(r"[\s/]*>")
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
_RAW_ENDS = {name: compile_pattern(rf"(?i)</{name}(?=[\s/>])") for name in sorted(_RAW)}
_COMMENT = "!--"
_COMMENT_END = compile_pattern(r"--!?>")


class _Tag(NamedTuple):
    """A tag or comment: its place, its name in lower case ("!" for a declaration), whether it closes, attributes."""

    span: Span
    name: str
    closes: bool = False
    attributes: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The value of an attribute, or nothing."""
        return next((value for key, value in self.attributes if key == name), "")

    def has(self, name: str) -> bool:
        """Whether an attribute is there."""
        return any(key == name for key, _ in self.attributes)


def _find_tags(text: str, start: int, end: int) -> Iterator[_Tag]:
    """Tags and comments between two offsets, in order. Raises NeverEnds."""
    start = text.find("<", start, end)
    while start >= 0:
        tag = _read_tag(text, start, end)
        if tag:
            yield tag
        last = tag.span.end if tag else start + 1
        if tag and tag.name in _RAW and not tag.closes:
            last = _find_raw_end(text, tag, end)
        start = text.find("<", last, end)


def _read_tag(text: str, start: int, end: int) -> _Tag | None:
    if text.startswith("<!--", start, end):
        return _read_comment(text, start, end)
    if text.startswith(("<!", "<?"), start, end):
        closing = text.find(">", start, end)
        if closing < 0:
            raise NeverEnds(start, "a declaration")
        return _Tag(Span(start, closing + 1), "!")
    name = _TAG_NAME.match(text, start, end)
    if name is None:
        return None
    attributes: list[tuple[str, str]] = []
    last = name.end()
    while attribute := _ATTRIBUTE.match(text, last, end):
        attributes.append((attribute[1].lower(), unescape(next(filter(None, attribute.groups()[1:]), ""))))
        last = attribute.end()
    tag_end = _TAG_END.match(text, last, end)
    if tag_end is None:
        raise NeverEnds(start, f"a tag <{name[1][:20]}")
    return _Tag(Span(start, tag_end.end()), name[1].lower(), text[start + 1] == "/", tuple(attributes))


def _read_comment(text: str, start: int, end: int) -> _Tag:
    if text.startswith((">", "->"), start + 4, end):
        return _Tag(Span(start, text.index(">", start) + 1), "!")
    closing = _COMMENT_END.search(text, start + 4, end)
    if closing is None:
        raise NeverEnds(start, "a comment")
    return _Tag(Span(start, closing.end()), _COMMENT)


def _find_raw_end(text: str, tag: _Tag, end: int) -> int:
    """Where the closing tag of an element starts whose text holds no tags."""
    closing = _RAW_ENDS[tag.name].search(text, tag.span.end, end)
    if closing is None:
        raise NeverEnds(tag.span.start, f"an element <{tag.name}>")
    return closing.start()


# ---------------------------------------------------------------- prose

# What a browser shows nothing of, or what nobody reads as a sentence.
_SILENT = frozenset(
    "head script style template noscript svg math object iframe video audio canvas select datalist textarea button"
    " nav pre del s strike rt rp xmp noembed noframes map".split()
)
_HEAD = frozenset("title meta link base style script noscript template".split())
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
# What the prose of an element is: of those it stands in, the first in this order.
_KINDS = {
    "blockquote": "quote",
    **dict.fromkeys("title h1 h2 h3 h4 h5 h6 hgroup legend".split(), "heading"),
    **dict.fromkeys("figcaption caption address footer label".split(), "label"),
    **dict.fromkeys("td th".split(), "table"),
    **dict.fromkeys("li dt dd".split(), "item"),
}
_RANKS = ("quote", "note", "heading", "label", "table", "item")
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol p pre search section"
    " summary table tbody td tfoot th thead title tr ul xmp".split()
)
_LEAVES = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "figcaption",
    "caption",
    "address",
    "legend",
    "label",
    "dt",
)
_MARKS = {
    "a": "link",
    **dict.fromkeys("em i b strong".split(), "emphasis"),
    **dict.fromkeys("code kbd samp tt var".split(), "code"),
}
_BOLD = frozenset({"b", "strong"})
# Elements that end where another starts, as long as none of the others stands between.
_ENDED_BY: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl"}))),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
}
_PARAGRAPH = (frozenset({"p"}), frozenset("table td th caption button".split()))
# How far back an element is looked for that an end tag closes; markup of people's making is not nested deeper.
_DEEPEST = 200
# A component of JSX, which is nothing of HTML's.
_NAMED_LARGE = compile_pattern(r"</?[A-Z]")
_ENTITY = compile_pattern(r"&(?:#[xX][0-9a-fA-F]{1,32}|#[0-9]{1,32}|[A-Za-z][A-Za-z0-9]{1,31});?")
_SHOWS = compile_pattern(r"[^\s]")
_HIDDEN = compile_pattern(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_TITLE_CLASSES = frozenset({"title", "subtitle", "headline", "standfirst", "dek", "deck", "subhead"})
_LABEL_CLASSES = frozenset({"byline", "credit", "caption", "dateline", "wp-caption-text"})
# What is drawn out of the draft to be read at a glance stands in it already.
_QUOTE_CLASSES = frozenset({"pullquote", "pull-quote", "pull_quote", "wp-block-pullquote", "epigraph"})
_QUOTE_ROLES = frozenset({"doc-pullquote", "doc-epigraph"})
_NOTE_CLASSES = frozenset({"footnote", "footnotes", "footnote-definition", "endnote", "endnotes"})
_NOTE_ROLES = frozenset({"doc-endnotes", "doc-endnote", "doc-footnote"})
# The number or sign of a note, as all there is between a link's tags.
_NOTE_SIGN = compile_pattern(
    r"(?:\s*+<[^<>]{0,200}>){0,4}\s*+[\[(]?(?:\d{1,3}|[a-z]{1,2}|[*†‡§]{1,3})[\])]?\s*+(?:<[^<>]{0,200}>\s*+){0,4}?</a"
    r"|(?:\s*+<[^<>]{0,200}>){0,4}\s*+(?:[\^↑↩⏎]\ufe0e?|&#(?:8617|x21[aA]9);(?:&#xfe0e;|\ufe0e)?)",
)
_BACK = compile_pattern(r"(?i)#.*(?:ref|back)")
_REVIEW = compile_pattern(r"cmnt\d")


class _Element:
    """An open element, and what leaving it has to undo."""

    __slots__ = ("bold", "kind", "mark", "name", "quotes", "silent", "start", "target")

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind = ""
        self.mark = ""
        self.target = ""
        self.start = 0
        self.silent = self.quotes = False
        self.bold = name in _BOLD


class Compositor:
    """Sets the text between tags on a galley. Offsets are code points of the source."""

    def __init__(self, galley: Galley, *, has_heading: bool = True, has_components: bool = False) -> None:
        self._has_components = has_components
        self._galley = galley
        self._text = galley.source.text
        self._has_heading = has_heading
        self._open: list[_Element] = []
        self._count: dict[str, int] = {}
        self._inside = dict.fromkeys(_RANKS, 0)
        self._silent = 0
        self._is_open = False
        self._around = self._kind = ""
        self._is_note = False
        self._is_review = False
        self._notes: set[str] = set()
        self._break = -1
        self._start = 0
        self._bold = Span(-1, -1)

    @property
    def kind(self) -> str:
        """What the elements that are open make of a block in them, or nothing."""
        return next((kind for kind in _RANKS if self._inside[kind]), "")

    def set_fragment(self, lines: Iterable[Span], kind: str) -> None:
        """Set HTML that stands in a draft of another format, where a block would be of some kind.

        Elements stay open behind it that hold blocks, but none that is not shown, and no paragraph or heading: what is
        left open by mistake must hide nothing.
        """
        self._around = kind
        for line in lines:
            tags: list[_Tag] = []
            try:
                tags.extend(_find_tags(self._text, *line))
            except NeverEnds as fault:
                self.set_tags(tags, line.start, fault.start)
                break
            self.set_tags(tags, *line)
        self.finish()
        while self._silent or any(map(self._count.get, _LEAVES)):
            self._undo(self._open.pop(), -1)

    def set_tags(self, tags: Iterable[_Tag], start: int, end: int) -> None:
        """Set what stands between two offsets, of which these are the tags."""
        for tag in tags:
            self._set_text(start, tag.span.start)
            if not (self._has_components and _NAMED_LARGE.match(self._text, tag.span.start)):
                self._set_tag(tag)
            start = tag.span.end
        self._set_text(start, end)

    def _set_text(self, start: int, end: int) -> None:
        """Set the text between two tags, its entities as the characters they stand for."""
        if start >= end or self._silent or self._is_review:
            return
        if not self._is_open:
            if not _SHOWS.search(self._text, start, end):
                return
            self._begin()
        for entity in _ENTITY.finditer(self._text, start, end) if "&" in self._text[start:end] else ():
            self._galley.take(start, entity.start())
            self._put_entity(entity.group(), entity.start(), entity.end())
            start = entity.end()
        self._galley.take(start, end)

    def _put_entity(self, entity: str, start: int, end: int) -> None:
        char = unescape(entity)
        if char == entity:
            self._galley.take(start, end)
        else:
            self._galley.put(char, start, end)

    def _set_tag(self, tag: _Tag) -> None:
        """Follow a tag or a comment."""
        if tag.name == _COMMENT:
            self._galley.comment(self._text[tag.span.start + 4 : tag.span.end - 3], *tag.span)
        elif tag.name == "br":
            self._break_line(tag.span)
        elif tag.closes:
            self._leave(tag)
        elif tag.name != "!":
            self._enter(tag)

    def finish(self) -> None:
        """End what is open."""
        self._close()

    def _break_line(self, span: Span) -> None:
        """A line end inside a paragraph; two of them are how many editors end one."""
        if not self._is_open or self._silent:
            return
        if self._galley.here == self._break:
            self._close()
            return
        self._galley.turn(*span)
        self._break = self._galley.here

    # ------------------------------------------------------------ elements

    def _enter(self, tag: _Tag) -> None:
        name = tag.name
        if name not in _HEAD and self._count.get("head"):
            self._close_nearest(frozenset({"head"}), frozenset())
        if name in _BLOCKS:
            self._close()
            if self._count.get("p"):
                self._close_nearest(*_PARAGRAPH)
            if name in _ENDED_BY:
                self._close_nearest(*_ENDED_BY[name])
        if name in _EMPTY:
            return
        element = _Element(name)
        self._dress(element, tag)
        self._open.append(element)
        self._count[name] = self._count.get(name, 0) + 1
        self._silent += element.silent
        if element.kind:
            self._inside[element.kind] += 1
        if element.quotes and not self._silent:
            self._put_quote("“", tag.span)
        element.start = self._galley.here

    def _dress(self, element: _Element, tag: _Tag) -> None:
        """Say what an element makes of its text."""
        classes = frozenset(tag.get("class").lower().split())
        element.silent = self._is_silent(tag)
        element.kind = "note" if self._is_target(tag) else _find_kind(tag, classes)
        element.quotes = tag.name == "q"
        element.mark = _MARKS.get(tag.name, "")
        if tag.name == "a":
            self._dress_link(element, tag)

    def _is_silent(self, tag: _Tag) -> bool:
        if tag.name == "title":
            # The title stands in the head, which is silent; it is read where the body has none.
            inside = bool(self._count.get("head"))
            if not self._has_heading and self._silent == inside:
                self._silent -= inside
                return False
            return True
        return tag.name in _SILENT or tag.has("hidden") or _HIDDEN.search(tag.get("style")) is not None

    def _dress_link(self, element: _Element, tag: _Tag) -> None:
        """A link; the sign of a note is no text, and what leads back from a note says that it is one."""
        element.target = tag.get("href")
        if not tag.has("href"):
            element.mark = ""
        elif element.target.startswith("#") and _NOTE_SIGN.match(self._text, tag.span.end):
            element.silent, element.mark = True, ""
            if _REVIEW.match(tag.get("id")):
                # Google Docs exports the comments of a review behind the draft, each under its letter.
                self._is_review = True
            elif _BACK.match(element.target) or self._is_target(tag):
                self._is_note = True
            elif not self._silent and not element.target.startswith("#cmnt"):
                self._begin()
                self._galley.mark("note", self._galley.here, element.target)
                self._notes.add(element.target[1:])

    def _is_target(self, tag: _Tag) -> bool:
        """Whether a note's sign leads to an element."""
        return bool(self._notes) and (tag.get("id") in self._notes or tag.get("name") in self._notes)

    def _leave(self, tag: _Tag) -> None:
        name = tag.name
        if name in _BLOCKS:
            self._close()
        if not self._count.get(name):
            return
        for depth in range(1, min(len(self._open), _DEEPEST) + 1):
            if self._open[-depth].name == name:
                break
        else:
            return
        if name not in _BLOCKS:
            self._undo(self._open.pop(-depth), tag.span.start, tag.span.end)
            return
        for _ in range(depth):
            self._undo(self._open.pop(), -1)

    def _close_nearest(self, names: frozenset[str], walls: frozenset[str]) -> None:
        """Close the innermost of some elements, and all in it, unless a wall stands before."""
        for depth in range(1, min(len(self._open), _DEEPEST) + 1):
            name = self._open[-depth].name
            if name in names:
                for _ in range(depth):
                    self._undo(self._open.pop(), -1)
                return
            if name in walls:
                return

    def _undo(self, element: _Element, start: int, end: int = 0) -> None:
        self._count[element.name] -= 1
        self._silent -= element.silent
        if element.kind:
            self._inside[element.kind] -= 1
        if element.name == "title" and not element.silent and self._count.get("head"):
            self._silent += 1
        if element.quotes and start >= 0 and not self._silent:
            self._put_quote("”", Span(start, end))
        if self._is_open:
            self._mark(element)

    def _put_quote(self, char: str, span: Span) -> None:
        self._begin()
        self._galley.put(char, *span)

    # ------------------------------------------------------------ blocks

    def _begin(self) -> None:
        if self._is_open:
            return
        self._is_open = True
        self._kind = self.kind or self._around or "paragraph"
        self._galley.open(self._kind)
        self._start = self._galley.here
        for element in self._open[-_DEEPEST:]:
            element.start = self._start

    def _close(self) -> None:
        self._is_review = False
        if not self._is_open:
            return
        for element in self._open[-_DEEPEST:]:
            self._mark(element)
        if self._is_note:
            self._kind = "note"
        elif self._kind == "paragraph" and self._is_bold_heading():
            self._kind = "heading"
        self._galley.close(self._kind)
        self._is_open = self._is_note = False

    def _mark(self, element: _Element) -> None:
        start = max(element.start, self._start)
        if element.mark and self._galley.here > start:
            self._galley.mark(element.mark, start, element.target)
        if element.bold:
            self._bold = Span(start, self._galley.here)

    def _is_bold_heading(self) -> bool:
        whole = Span(self._start, self._galley.here)
        return self._bold == whole and is_bold_heading(self._galley.tail(whole.start))


def _find_kind(tag: _Tag, classes: frozenset[str]) -> str:
    if classes & _NOTE_CLASSES or tag.get("role") in _NOTE_ROLES:
        return "note"
    if classes & _QUOTE_CLASSES or tag.get("role") in _QUOTE_ROLES:
        return "quote"
    if tag.name == "p" and classes & _TITLE_CLASSES:
        return "heading"
    if classes & _LABEL_CLASSES or tag.get("rel") == "author":
        return "label"
    return _KINDS.get(tag.name, "")
