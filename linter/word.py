"""The XML of a Word document (ECMA-376, part 1, section 17) read as its reader sees it, with the way back.

Insertions that are tracked are in, deletions out; so are content controls, smart tags, tables, text boxes, the results
of fields. Paragraphs are numbered in the order of their start tags, those of footnotes and endnotes behind the body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from posixpath import dirname, join, normpath

from linter.manuscript import LINE_BREAK, Paragraph, check_count, name_kind
from linter.package import Attributes, Package, Walk
from linter.text import Span, Unreadable
from linter.values import NamedTuple

_OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
MAIN = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
PREFIXES = {
    **dict.fromkeys(MAIN, "w"),
    **dict.fromkeys(_OFFICE, "r"),
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/word/2012/wordml": "w15",
    "http://schemas.microsoft.com/office/word/2016/wordml/cid": "w16cid",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_OUT = frozenset({"w:del", "w:moveFrom", "mc:Fallback", "w:rt"})
_SIGNS = {
    "w:tab": "\t",
    "w:br": LINE_BREAK,
    "w:cr": LINE_BREAK,
    "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}
_OFF = frozenset({"0", "false", "off", "none"})
_XML_BLANKS = " \t\r\n"
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:\\\w\s+)*"?([^"\s]*)')


class Slug(NamedTuple):
    """A run of characters of one paragraph: its text, its place in the XML in bytes, and which run it stands in.

    Where that place is as long as the text in UTF-8, it is that text; else it is another way to write it. `holder` is
    where the element starts that holds it: a `w:t`, or a `w:tab` and the like. Of nested runs, `run` is the outermost.
    """

    text: str
    start: int
    end: int
    holder: int
    run: int


class Run:
    """A `w:r`: where its tags start, where its properties stand, where its other children start; all in bytes."""

    __slots__ = ("children", "end", "properties", "start")

    def __init__(self, start: int) -> None:
        self.start = self.end = start
        self.properties = Span(0, 0)
        self.children: list[int] = []


class Passage(Paragraph):
    """A paragraph of Word with its slugs; of a box or a note, with the number of the run in the body where it hangs."""

    __slots__ = ("anchor", "slugs")

    def __init__(self, kind: str = "") -> None:
        super().__init__(kind)
        self.slugs: list[Slug] = []
        self.anchor: int | None = None


class Style(NamedTuple):
    """A style: its name in English, the style it is based on, and whether it makes items of a list."""

    name: str
    based_on: str
    is_item: bool


class Remark(NamedTuple):
    """A comment: who wrote it, its text, and the names by which Word threads its paragraphs."""

    author: str
    text: str
    threads: tuple[str, ...]


class Relation(NamedTuple):
    """What a part has to do with another: the last word of its type, the target, and whether that is outside."""

    kind: str
    target: str
    is_outside: bool


class Word:
    """A Word document: its parts, its paragraphs, and the runs of its body by number."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data, ".docx")
        self.main = self._find_main()
        self.relations = read_relations(self.package, self.main)
        self.notes: dict[tuple[str, str], int] = {}
        self.paragraphs: list[Passage] = []
        self.runs: list[Run] = []
        self.comments = self._read_comments()
        self._styles = self._read_styles()
        self.xml = self._read(self.main, Body(self, "", self.runs))
        for kind in ("footnote", "endnote"):
            self._read(self.part(f"{kind}s"), Body(self, kind, []))

    def _find_main(self) -> str:
        for relation in read_relations(self.package, "").values():
            if relation.kind == "officeDocument" and not relation.is_outside:
                name = normpath(relation.target.lstrip("/"))
                if name in self.package.names:
                    return name
        if "content.xml" in self.package.names:
            raise Unreadable("is an OpenDocument text; name it .odt")
        raise Unreadable("is no Word document: it has no main part")

    def part(self, kind: str) -> str:
        """The name of a part beside the main one by the kind of its relation; nothing where there is none."""
        for relation in self.relations.values():
            if relation.kind == kind and not relation.is_outside:
                return resolve(self.main, relation.target)
        return ""

    def _read(self, name: str, body: Body) -> bytes:
        return self.package.walk(name, PREFIXES, body) if name else b""

    def _read_styles(self) -> dict[str, Style]:
        styles = _Styles()
        if name := self.part("styles"):
            self.package.walk(name, PREFIXES, styles)
        return styles.found

    def _read_comments(self) -> dict[str, Remark]:
        comments = _Comments()
        if name := self.part("comments"):
            self.package.walk(name, PREFIXES, comments)
        return comments.found

    def names_of(self, style: str) -> list[str]:
        """The names of a style and of those it is based on, the nearest first."""
        return [known.name if known else key for key, known in self._chain(style)]

    def is_item(self, style: str) -> bool:
        """Whether a style makes items of a list."""
        return any(known is not None and known.is_item for _, known in self._chain(style))

    def _chain(self, style: str) -> list[tuple[str, Style | None]]:
        chain: dict[str, Style | None] = {}
        while style and style not in chain and len(chain) < _LONGEST_CHAIN:
            chain[style] = self._styles.get(style)
            style = (chain[style] or _NO_STYLE).based_on
        return [*chain.items()]


_NO_STYLE = Style("", "", False)
_LONGEST_CHAIN = 20


def resolve(part: str, target: str) -> str:
    """The name of the part that a relation of another one leads to."""
    return normpath(target.lstrip("/") if target.startswith("/") else join(dirname(part), target))


def name_relations(part: str) -> str:
    """The name of the part that holds the relations of a part; of the package where that is empty."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def read_relations(package: Package, part: str) -> dict[str, Relation]:
    """The relations of a part by their id."""
    relations = _Relations()
    package.walk(name_relations(part), PREFIXES, relations)
    return relations.found


class _Relations(Walk):
    def __init__(self) -> None:
        self.found: dict[str, Relation] = {}

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            outside = attributes.get("TargetMode") == "External"
            self.found[attributes.get("Id", "")] = Relation(kind, attributes.get("Target", ""), outside)


class _Styles(Walk):
    def __init__(self) -> None:
        self.found: dict[str, Style] = {}
        self._key = ""

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._key = attributes.get("w:styleId", "")
            self.found[self._key] = _NO_STYLE
        elif name == "w:name" and self._key:
            self.found[self._key] = self.found[self._key]._replace(name=value)
        elif name == "w:basedOn" and self._key:
            self.found[self._key] = self.found[self._key]._replace(based_on=value)
        elif name == "w:numId" and self._key and value != "0":
            self.found[self._key] = self.found[self._key]._replace(is_item=True)

    def end(self, name: str, at: int) -> None:
        if name == "w:style":
            self._key = ""


class _Comments(Walk):
    def __init__(self) -> None:
        self.found: dict[str, Remark] = {}
        self._pieces: list[str] | None = None
        self._threads: list[str] = []
        self._about = "", ""

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name == "w:comment":
            self._about = attributes.get("w:id", ""), attributes.get("w:author", "")
            self._pieces, self._threads = [], []
        elif name == "w:p" and self._pieces is not None:
            self._pieces += [" "] if self._pieces else []
            self._threads.append(attributes.get("w14:paraId", ""))

    def end(self, name: str, at: int) -> None:
        if name == "w:comment" and self._pieces is not None:
            key, author = self._about
            self.found[key] = Remark(author, "".join(self._pieces), tuple(filter(None, self._threads)))
            self._pieces = None

    def text(self, text: str, at: int) -> None:
        if self._pieces is not None:
            self._pieces.append(text)


# ---------------------------------------------------------------- the body


class _Field:
    """A complex field while it is read: its instruction, and where its result starts."""

    __slots__ = ("instruction", "passage", "start")

    def __init__(self) -> None:
        self.instruction = ""
        self.passage: Passage | None = None
        self.start = 0


class Body(Walk):
    """Reads the main part, or one of notes, into paragraphs."""

    def __init__(self, word: Word, note: str, runs: list[Run]) -> None:
        self._word = word
        self._note = note
        self._anchor: int | None = None
        self._runs = runs
        self._path: list[str] = []
        self._passages: list[Passage] = []
        self._open_runs: list[int] = []
        self._looks: list[set[str]] = []
        self._links: list[tuple[Passage, int, str]] = []
        self._fields: list[_Field] = []
        self._instructions = 0
        self._out = 0
        self._cells = 0
        self._has_placeholder = False
        self._placeholders: list[bool] = []
        self._is_separator = False
        self._chunks: list[tuple[str, int]] = []
        self._holder = -1
        self._keeps_blanks = False
        self._ranges: dict[str, tuple[Passage, int]] = {}

    # ------------------------------------------------------------ what is told

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        """Take in a start tag."""
        if self._path and self._path[-1] == "w:r" and name != "w:rPr" and self._open_runs:
            self._runs[self._open_runs[-1]].children.append(at)
        self._path.append(name)
        if name in _OUT:
            self._start_out(name)
        elif handle := _STARTS.get(name):
            handle(self, attributes, at)

    def end(self, name: str, at: int) -> None:
        """Take in an end tag."""
        self._path.pop()
        if name in _OUT:
            self._out -= 1
        elif handle := _ENDS.get(name):
            handle(self, at)
        elif name in _SIGNS and self._is_in_run():
            self._add([Slug(_SIGNS[name], self._holder, at, self._holder, self._open_runs[0])])

    def text(self, text: str, at: int) -> None:
        """Take in text."""
        if self._path[-1] == "w:t":
            self._chunks.append((text, at))
        elif self._path[-1] == "w:instrText" and self._fields:
            self._fields[-1].instruction += text

    def _is_in_run(self) -> bool:
        return bool(self._path) and self._path[-1] == "w:r" and bool(self._open_runs)

    def _start_out(self, name: str) -> None:
        """What is not shown; in the properties of a paragraph, that its mark is not."""
        self._out += 1
        if name in ("w:del", "w:moveFrom") and self._path[-3:-1] == ["w:pPr", "w:rPr"] and self._passages:
            self._passages[-1].goes_on = True

    # ------------------------------------------------------------ paragraphs

    def _start_paragraph(self, attributes: Attributes, at: int) -> None:
        passage = Passage(self._note and "note")
        passage.anchor = self._find_anchor()
        if self._cells and not self._note:
            passage.kind = "table"
        self._passages.append(passage)
        self._word.paragraphs.append(passage)
        check_count(len(self._word.paragraphs))

    def _find_anchor(self) -> int | None:
        """The number of the run in the body that shows what starts here: a note by its sign, or a text box."""
        if self._note:
            return self._anchor
        return self._open_runs[0] if self._open_runs else None

    def _end_paragraph(self, at: int) -> None:
        passage = self._passages.pop()
        for number, (linked, start, target) in enumerate(self._links):
            if linked is passage:
                passage.mark("link", start, target)
                self._links[number] = (passage, passage.length, target)
        if not self._passages:
            # An instruction that never comes to its result must not hide what follows.
            self._fields = [field for field in self._fields if field.passage]
            self._instructions = 0

    def _set_style(self, attributes: Attributes, at: int) -> None:
        if not self._passages or self._passages[-1].kind:
            return
        style = attributes.get("w:val", "")
        kinds = [kind for name in self._word.names_of(style) if (kind := name_kind(name))]
        self._passages[-1].kind = kinds[0] if kinds else "item" if self._word.is_item(style) else ""

    def _set_number(self, attributes: Attributes, at: int) -> None:
        if self._passages and self._path[-3:-1] == ["w:pPr", "w:numPr"]:
            passage = self._passages[-1]
            if attributes.get("w:val") == "0":
                passage.kind = "" if passage.kind == "item" else passage.kind
            else:
                passage.kind = passage.kind or "item"

    def _set_rank(self, attributes: Attributes, at: int) -> None:
        if self._passages and not self._passages[-1].kind and attributes.get("w:val", "9") < "9":
            self._passages[-1].kind = "heading"

    # ------------------------------------------------------------ runs

    def _start_run(self, attributes: Attributes, at: int) -> None:
        self._open_runs.append(len(self._runs))
        self._runs.append(Run(at))
        self._looks.append(set())

    def _end_run(self, at: int) -> None:
        self._runs[self._open_runs.pop()].end = at
        self._looks.pop()

    def _start_properties(self, attributes: Attributes, at: int) -> None:
        if self._path[-2:-1] == ["w:r"] and self._open_runs:
            self._runs[self._open_runs[-1]].properties = Span(at, at)

    def _end_properties(self, at: int) -> None:
        if self._is_in_run():
            run = self._runs[self._open_runs[-1]]
            run.properties = Span(run.properties.start, at)

    def _set_look(self, attributes: Attributes, at: int) -> None:
        if self._path[-3:-1] == ["w:r", "w:rPr"] and attributes.get("w:val", "").lower() not in _OFF:
            self._looks[-1].add(_LOOKS[self._path[-1]])

    def _set_run_style(self, attributes: Attributes, at: int) -> None:
        if self._path[-3:-1] != ["w:r", "w:rPr"]:
            return
        for name in self._word.names_of(attributes.get("w:val", "")):
            self._looks[-1].update(
                look for look, names in _RUN_STYLES.items() if name.lower().startswith(names)
            )

    def _start_sign(self, attributes: Attributes, at: int) -> None:
        self._holder = at

    def _start_text(self, attributes: Attributes, at: int) -> None:
        self._chunks = []
        self._holder = at
        self._keeps_blanks = attributes.get("xml:space") == "preserve"

    def _end_text(self, at: int) -> None:
        chunks, self._chunks = self._chunks, []
        if chunks and self._is_in_run():
            ends = [*(start for _, start in chunks[1:]), at]
            run = self._open_runs[0]
            slugs = [
                Slug(text, start, end, self._holder, run)
                for (text, start), end in zip(chunks, ends, strict=True)
            ]
            self._add(slugs if self._keeps_blanks else _strip(slugs))

    def _add(self, slugs: Sequence[Slug]) -> None:
        """Add to the open paragraph what is shown."""
        looks = self._looks[-1]
        hidden = self._out or "hidden" in looks or self._instructions
        if hidden or not slugs or not self._passages:
            return
        passage = self._passages[-1]
        start = passage.length
        for slug in slugs:
            passage.add(slug.text)
            passage.slugs.append(slug)
        if passage.length > start:
            passage.is_bold = "bold" in looks and (start == 0 or passage.is_bold)
            for mark in sorted({_MARKS[look] for look in looks if look in _MARKS}):
                passage.mark(mark, start)

    # ------------------------------------------------------------ links, fields, notes, comments

    def _start_link(self, attributes: Attributes, at: int) -> None:
        relation = self._word.relations.get(attributes.get("r:id", ""))
        self._open_link(relation.target if relation else f"#{attributes.get('w:anchor', '')}")

    def _start_simple_field(self, attributes: Attributes, at: int) -> None:
        link = _HYPERLINK.match(attributes.get("w:instr", ""))
        self._open_link(link.group(1) if link else None)

    def _open_link(self, target: str | None) -> None:
        passage = self._passages[-1] if self._passages and target is not None else Passage()
        self._links.append((passage, passage.length, target or ""))

    def _end_link(self, at: int) -> None:
        passage, start, target = self._links.pop()
        passage.mark("link", start, target)

    def _set_field(self, attributes: Attributes, at: int) -> None:
        kind = attributes.get("w:fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            self._instructions += 1
        elif kind == "separate" and self._fields and self._passages:
            self._instructions -= not self._fields[-1].passage
            self._fields[-1].passage = self._passages[-1]
            self._fields[-1].start = self._passages[-1].length
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            self._instructions -= not field.passage
            link = _HYPERLINK.match(field.instruction)
            if link and field.passage:
                field.passage.mark("link", field.start, link.group(1))

    def _set_reference(self, attributes: Attributes, at: int) -> None:
        if self._out or not self._passages:
            return
        self._passages[-1].mark("note", self._passages[-1].length)
        kind = self._path[-1].removeprefix("w:").removesuffix("Reference")
        if self._open_runs and not self._note:
            self._word.notes[kind, attributes.get("w:id", "")] = self._open_runs[0]

    def _start_note(self, attributes: Attributes, at: int) -> None:
        self._anchor = self._word.notes.get((self._note, attributes.get("w:id", "")), 0)
        self._out += attributes.get("w:type", "normal") != "normal"
        self._is_separator = attributes.get("w:type", "normal") != "normal"

    def _end_note(self, at: int) -> None:
        self._out -= self._is_separator

    def _start_range(self, attributes: Attributes, at: int) -> None:
        if self._passages:
            self._ranges[attributes.get("w:id", "")] = self._passages[-1], self._passages[-1].length

    def _set_comment(self, attributes: Attributes, at: int) -> None:
        """A comment belongs to the paragraph in which it ends."""
        key = attributes.get("w:id", "")
        if said := self._word.comments.get(key):
            passage = self._passages[-1] if self._passages else Passage()
            begun, start = self._ranges.get(key, (passage, passage.length))
            passage.comments.append((said.text, Span(start if begun is passage else 0, passage.length)))

    def _start_cell(self, attributes: Attributes, at: int) -> None:
        self._cells += 1

    def _end_cell(self, at: int) -> None:
        self._cells -= 1

    def _note_placeholder(self, attributes: Attributes, at: int) -> None:
        self._has_placeholder = True

    def _start_content(self, attributes: Attributes, at: int) -> None:
        """The content of a content control; one that only prompts shows nothing that the writer wrote."""
        self._placeholders.append(self._has_placeholder)
        self._out += self._has_placeholder
        self._has_placeholder = False

    def _end_content(self, at: int) -> None:
        self._out -= self._placeholders.pop()


_LOOKS = {
    "w:b": "bold",
    "w:i": "emphasis",
    "w:strike": "hidden",
    "w:dstrike": "hidden",
    "w:vanish": "hidden",
    "w:webHidden": "web",
}
_MARKS = {"bold": "emphasis", "emphasis": "emphasis", "code": "code"}
_RUN_STYLES = {
    "bold": ("strong",),
    "emphasis": ("emphasis", "intense emphasis", "subtle emphasis"),
    "code": ("html code", "code", "source text", "html typewriter", "verbatim"),
}
_Start = Callable[[Body, Attributes, int], None]
_STARTS: dict[str, _Start] = {
    "w:p": Body._start_paragraph,
    "w:pStyle": Body._set_style,
    "w:numId": Body._set_number,
    "w:outlineLvl": Body._set_rank,
    "w:r": Body._start_run,
    "w:rPr": Body._start_properties,
    "w:rStyle": Body._set_run_style,
    "w:t": Body._start_text,
    "w:hyperlink": Body._start_link,
    "w:fldSimple": Body._start_simple_field,
    "w:fldChar": Body._set_field,
    "w:footnote": Body._start_note,
    "w:endnote": Body._start_note,
    "w:commentRangeStart": Body._start_range,
    "w:commentReference": Body._set_comment,
    "w:tc": Body._start_cell,
    "w:showingPlcHdr": Body._note_placeholder,
    "w:sdtContent": Body._start_content,
    **dict.fromkeys(("w:footnoteReference", "w:endnoteReference"), Body._set_reference),
    **dict.fromkeys(_LOOKS, Body._set_look),
    **dict.fromkeys(_SIGNS, Body._start_sign),
}
_ENDS: dict[str, Callable[[Body, int], None]] = {
    "w:p": Body._end_paragraph,
    "w:r": Body._end_run,
    "w:rPr": Body._end_properties,
    "w:t": Body._end_text,
    "w:hyperlink": Body._end_link,
    "w:fldSimple": Body._end_link,
    "w:footnote": Body._end_note,
    "w:endnote": Body._end_note,
    "w:tc": Body._end_cell,
    "w:sdtContent": Body._end_content,
}


def _strip(slugs: Sequence[Slug]) -> list[Slug]:
    """Text without the blanks at its ends, which Word does not show where `xml:space` does not keep them."""
    shown = [number for number, slug in enumerate(slugs) if slug.text.strip(_XML_BLANKS)]
    kept = [*slugs[shown[0] : shown[-1] + 1]] if shown else []
    if kept:
        text = kept[0].text.lstrip(_XML_BLANKS)
        kept[0] = kept[0]._replace(text=text, start=kept[0].start + len(kept[0].text) - len(text))
        text = kept[-1].text.rstrip(_XML_BLANKS)
        kept[-1] = kept[-1]._replace(text=text, end=kept[-1].end - len(kept[-1].text) + len(text))
    return kept
