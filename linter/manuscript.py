"""Word processors' drafts: paragraphs with what their styles say, set as a document whose lines they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linter.document import Document, Galley, Mark
from linter.layout import find_body_end, guess_kind, is_bold_heading
from linter.text import Source, Span, Unreadable

# What ends a line inside a paragraph; it ends none in a source, so that a paragraph stays one line there.
LINE_BREAK = "\u2028"
_MOST = 20_000
_ONE_BLANK = dict.fromkeys((*range(0x0E), 0x85, 0x2029), " ")


class Paragraph:
    """A paragraph as its reader sees it. Spans are code points of its text.

    `kind` is what its style says it is, or nothing. Where `goes_on`, it is one with the next: its mark was deleted.
    """

    __slots__ = ("_parts", "comments", "goes_on", "is_bold", "kind", "length", "marks")

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        self.is_bold = False
        self.goes_on = False
        self.length = 0
        self.marks: list[Mark] = []
        self.comments: list[tuple[str, Span]] = []
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        """All of its text, without a line end."""
        return "".join(self._parts)

    @property
    def ends_blank(self) -> bool:
        """Whether a blank stands at its end."""
        return bool(self._parts) and self._parts[-1][-1:].isspace()

    def add(self, text: str) -> str:
        """Add to its text; control characters, which no paragraph has, are blanks. What was added is given back."""
        text = text.translate(_ONE_BLANK)
        self._parts.append(text)
        self.length += len(text)
        return text

    def mark(self, kind: str, start: int, target: str = "") -> None:
        """Say of the text from `start` to its end what the markup says of it."""
        self.marks.append(Mark(kind, Span(start, self.length), target))


def name_kind(style: str) -> str:
    """What a paragraph style of a word processor makes of a paragraph, by its English name; "" for body text."""
    name = style.lower().replace("_20_", " ").replace("_", " ").strip()
    return next((kind for kind, names in _STYLES.items() if name.startswith(names)), "")


# By the beginnings of the names that Word, Google Docs and LibreOffice give.
_NAMES = {
    "heading": ("heading", "title", "subtitle", "headline", "standfirst", "crosshead", "subhead"),
    "quote": ("quot", "intense quote", "block text", "block quot", "blockquot"),
    "note": ("footnote", "endnote"),
    "label": (
        "caption byline credit signature salutation closing date dateline addressee sender header footer toc"
        " contents illustration envelope message index"
    ).split(),
    "item": ("list bullet", "list number", "list item", "list continue"),
}  # fmt: skip
_STYLES: dict[str, tuple[str, ...]] = {kind: tuple(names) for kind, names in _NAMES.items()}


def check_count(count: int) -> None:
    """Raise Unreadable for more paragraphs than a draft can have."""
    if count > _MOST:
        raise Unreadable(f"has more than {_MOST:,} paragraphs")


def set_manuscript(path: str, paragraphs: Sequence[Paragraph]) -> Document:
    """The document of some paragraphs; its source has one a line."""
    texts = [paragraph.text for paragraph in paragraphs]
    galley = Galley(Source(path, "\n".join(texts)))
    kinds = _find_kinds(paragraphs, texts)
    start = 0
    goes_on = False
    for paragraph, text, kind in zip(paragraphs, texts, kinds, strict=True):
        if not goes_on:
            galley.open(kind)
        _set(galley, paragraph, start)
        goes_on = paragraph.goes_on
        start += len(text) + 1
    return galley.document()


def _find_kinds(paragraphs: Sequence[Paragraph], texts: Sequence[str]) -> Iterable[str]:
    """What each paragraph is: by its style, or by its look and place among those that have none."""
    plain = [n for n, one in enumerate(paragraphs) if not one.kind and texts[n].strip()]
    body_end = find_body_end([texts[n].strip() for n in plain])
    kinds = {}
    for number, n in enumerate(plain):
        text = texts[n].strip()
        kind = guess_kind(text, number, body_end) if len(plain) > 1 else "paragraph"
        bold = kind == "paragraph" and paragraphs[n].is_bold and is_bold_heading(text)
        kinds[n] = "heading" if bold else kind
    return [paragraph.kind or kinds.get(n, "paragraph") for n, paragraph in enumerate(paragraphs)]


def _set(galley: Galley, paragraph: Paragraph, start: int) -> None:
    """Set a paragraph whose text stands at an offset of the source."""
    starts: dict[int, int] = {}
    last = 0
    for cut in sorted({0, paragraph.length, *(place for mark in paragraph.marks for place in mark.span)}):
        galley.take(start + last, start + cut)
        starts[cut] = galley.here
        for mark in paragraph.marks:
            if mark.span.end == cut:
                galley.mark(mark.kind, starts[mark.span.start], mark.target)
        last = cut
    for text, span in paragraph.comments:
        galley.comment(text, start + span.start, start + span.end)
