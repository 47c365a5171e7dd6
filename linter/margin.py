"""The margin of a Word document: comments put at exact words, and Copydesk's own taken away again.

The XML is not written anew but spliced, so that every byte that is no comment's stays what it was (ECMA-376, part 1,
sections 17.13.4.2 to 17.13.4.6). A comment on a note or a text box, where Word takes none, stands at its sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from posixpath import dirname, relpath

from linter.markup import escape_xml
from linter.package import Attributes, Package, Walk
from linter.text import Position, Span, Unreadable
from linter.values import NamedTuple
from linter.word import MAIN, PREFIXES, Passage, Slug, Word, name_relations

AUTHOR = "Copydesk"
_INITIALS = "CD"
_TYPES = "[Content_Types].xml"
_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATIONS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = {
    MAIN[0]: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    MAIN[1]: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_TAG = re.compile(rb"""<(/?[^\s/<>"']+)(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_SPACE = re.compile(rb"""\sxml:space\s*=\s*(?:"[^"]*"|'[^']*')""")
_PARENT = re.compile(rb"""\s[\w-]+:paraIdParent\s*=\s*(?:"[^"]*"|'[^']*')""")
_KEEP = b' xml:space="preserve"'
_MARKS = frozenset({"w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"})


class Query(NamedTuple):
    """A comment to be put: where its words start, where they end (exclusive), by paragraph and column; its lines."""

    start: Position
    end: Position
    lines: tuple[str, ...]


class Splice(NamedTuple):
    """What replaces the bytes from `start` to `end` of a part."""

    start: int
    end: int
    text: bytes


def splice(xml: bytes, splices: Iterable[Splice]) -> bytes:
    """A part with some of its bytes replaced; no two splices share any."""
    pieces: list[bytes] = []
    last = 0
    for start, end, text in sorted(splices):
        pieces += xml[last:start], text
        last = end
    return b"".join((*pieces, xml[last:]))


# ---------------------------------------------------------------- taking away


def clear_margin(data: bytes) -> bytes:
    """A Word document without Copydesk's comments; those of people stay. Raises Unreadable."""
    word = Word(data)
    own = {key for key, remark in word.comments.items() if remark.author == AUTHOR}
    if not own:
        return data
    parts = filter(None, [word.main, *map(word.part, ("footnotes", "endnotes", "comments"))])
    changed = {name: _cut(word.package, name, own) for name in parts}
    threads = {thread for key in own for thread in word.comments[key].threads}
    for kind in ("commentsExtended", "commentsIds"):
        if name := word.part(kind):
            changed[name] = _cut_threads(word.package, name, threads)
    return word.package.copy_with(changed)


def _cut(package: Package, name: str, own: set[str]) -> bytes:
    marks = _Marks()
    xml = package.walk(name, PREFIXES, marks)
    gone = ((start, end) for key, start, end in marks.found if key in own)
    return splice(xml, [Splice(start, _end_of_tag(xml, end), b"") for start, end in gone])


class _Marks(Walk):
    """Finds the comments of a part and their marks: key, where the start tag begins and where the end tag does."""

    def __init__(self) -> None:
        self.found: list[tuple[str, int, int]] = []
        self._open: list[tuple[int, str]] = []
        self._held: list[list[str]] = [[]]

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        if name != "w:rPr":
            self._held[-1].append(name)
        self._held.append([])
        self._open.append((at, attributes.get("w:id", "")))

    def end(self, name: str, at: int) -> None:
        start, key = self._open.pop()
        held = self._held.pop()
        if name in _MARKS or name == "w:comment":
            self.found.append((key, start, at))
        elif name == "w:r" and held == ["w:commentReference"]:
            # A run that holds nothing but the reference goes with it.
            self.found[-1] = (self.found[-1][0], start, at)


def _cut_threads(package: Package, name: str, threads: set[str]) -> bytes:
    """A part about the threads of comments without some of them. An answer to what goes stands for itself."""
    walk = _Threads(threads)
    xml = package.walk(name, PREFIXES, walk)
    gone = [Splice(start, _end_of_tag(xml, end), b"") for start, end in walk.gone]
    orphans = [(start, _end_of_tag(xml, start)) for start in walk.orphans]
    freed = [Splice(start, end, _PARENT.sub(b"", xml[start:end])) for start, end in orphans]
    return splice(xml, (*gone, *freed))


class _Threads(Walk):
    def __init__(self, threads: set[str]) -> None:
        self.gone: list[tuple[int, int]] = []
        self.orphans: list[int] = []
        self._threads = threads
        self._open: list[int] = []

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        said = {key.partition(":")[2]: value for key, value in attributes.items()}
        is_gone = said.get("paraId") in self._threads
        if not is_gone and said.get("paraIdParent") in self._threads:
            self.orphans.append(at)
        self._open.append(at if is_gone else -1)

    def end(self, name: str, at: int) -> None:
        start = self._open.pop()
        if start >= 0:
            self.gone.append((start, at))


# ---------------------------------------------------------------- putting


def write_margin(data: bytes, queries: Sequence[Query]) -> bytes:
    """A Word document with a comment for each query, its text as it was. Raises Unreadable."""
    word = Word(data)
    if not queries:
        return word.package.copy_with({})
    if not word.runs:
        raise Unreadable("has nothing in its body that a comment could stand at")
    marker = _Marker(word)
    first = _find_free_number(word)
    for number, query in enumerate(queries, first):
        marker.put(query, number)
    comments = [marker.write_comment(query, number) for number, query in enumerate(queries, first)]
    changed = {word.main: splice(word.xml, marker.splices())}
    written = word.package.copy_with(changed | _add_comments(word, b"".join(comments)))
    if tell_texts(Word(written)) != tell_texts(word):
        raise Unreadable("cannot be commented without a change of its text; save it anew in a word processor")
    return written


def tell_texts(word: Word) -> list[str]:
    """The text of a document as its reader sees it, paragraph by paragraph."""
    return [passage.text for passage in word.paragraphs]


def _find_free_number(word: Word) -> int:
    """One more than the highest number that any comment or mark of a comment goes by."""
    marks = _Marks()
    word.package.walk(word.main, PREFIXES, marks)
    keys = (*word.comments, *(key for key, *_ in marks.found))
    return max((int(key) for key in keys if key.isascii() and key.isdigit()), default=-1) + 1


class _Gap:
    """A place between two runs, or inside one that is split there: which comments end and which start."""

    def __init__(self, closing: bytes = b"", opening: bytes = b"") -> None:
        self.closing = closing
        self.opening = opening
        self.ends: list[int] = []
        self.starts: list[int] = []


class _Marker:
    """Gathers what marking the words of queries takes."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._xml = word.xml
        self._gaps: dict[int, _Gap] = {}
        self._kept: dict[int, list[Splice]] = {}
        self._space = _find_space(word.xml)
        is_declared = word.xml.startswith(b"<w:", word.runs[0].start)
        self._declared = b"" if is_declared else f' xmlns:w="{self._space}"'.encode()

    def put(self, query: Query, number: int) -> None:
        """Mark the words of a query as those of a comment."""
        before, after = self._find_ends(query)
        before.starts.append(number)
        after.ends.append(number)

    def splices(self) -> Iterator[Splice]:
        """What has to be spliced into the main part."""
        for at, gap in self._gaps.items():
            marks = (*map(self._write_end, gap.ends), *map(self._write_start, gap.starts))
            yield Splice(at, at, b"".join((gap.closing, *marks, gap.opening)))
        for splices in self._kept.values():
            yield from splices

    def write_comment(self, query: Query, number: int) -> bytes:
        """The comment itself."""
        lines = "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{escape_xml(line)}</w:t></w:r></w:p>'
            for line in query.lines
        )
        about = f'w:id="{number}" w:author="{AUTHOR}" w:initials="{_INITIALS}"'
        return f"<w:comment {about}>{lines}</w:comment>".encode()

    def _write_start(self, number: int) -> bytes:
        return b'<w:commentRangeStart%s w:id="%d"/>' % (self._declared, number)

    def _write_end(self, number: int) -> bytes:
        reference = b'<w:r%s><w:commentReference w:id="%d"/></w:r>' % (self._declared, number)
        return b'<w:commentRangeEnd%s w:id="%d"/>%s' % (self._declared, number, reference)

    # ------------------------------------------------------------ places

    def _find_ends(self, query: Query) -> tuple[_Gap, _Gap]:
        first = self._word.paragraphs[query.start.line - 1]
        last = self._word.paragraphs[query.end.line - 1]
        if first.anchor is not None or not first.slugs or not last.slugs:
            run = self._word.runs[first.anchor or 0]
            return self._gap(run.start), self._gap(_end_of_tag(self._xml, run.end))
        start, end = query.start.column - 1, query.end.column - 1
        end = max(end, start + 1) if first is last else max(end, 1)
        return self._before(first, start), self._after(last, end - 1)

    def _before(self, passage: Passage, offset: int) -> _Gap:
        """The gap before a character of a paragraph."""
        slug, into, is_first, _ = _find(passage, offset)
        run = self._word.runs[slug.run]
        if slug.holder not in run.children:
            return self._gap(run.start)
        place = _place(slug, into)
        if place == slug.start and is_first:
            return self._split_run(slug.run, slug.holder)
        return self._split_text(passage, slug, place)

    def _after(self, passage: Passage, offset: int) -> _Gap:
        """The gap behind a character of a paragraph."""
        slug, into, _, is_last = _find(passage, offset)
        run = self._word.runs[slug.run]
        end = _end_of_tag(self._xml, run.end)
        if slug.holder not in run.children:
            return self._gap(end)
        place = _place(slug, into + 1)
        if place == slug.end and is_last:
            following = [child for child in run.children if child > slug.holder]
            return self._split_run(slug.run, following[0]) if following else self._gap(end)
        return self._split_text(passage, slug, place)

    def _gap(self, at: int, closing: bytes = b"", opening: bytes = b"") -> _Gap:
        return self._gaps.setdefault(at, _Gap(closing, opening))

    def _split_run(self, number: int, child: int) -> _Gap:
        """The gap before one of the children of a run, which goes on behind it in another that looks the same."""
        run = self._word.runs[number]
        if child == run.children[0]:
            return self._gap(run.start)
        return self._gap(child, self._close(run.start), self._reopen(number))

    def _split_text(self, passage: Passage, slug: Slug, place: int) -> _Gap:
        """The gap in the middle of a text."""
        run = self._word.runs[slug.run]
        self._keep_blanks(passage, slug.holder)
        name = _name(self._xml, slug.holder)
        opening = b"%s<%s%s>" % (self._reopen(slug.run), name, _KEEP)
        return self._gap(place, b"</%s>%s" % (name, self._close(run.start)), opening)

    def _close(self, start: int) -> bytes:
        return b"</%s>" % _name(self._xml, start)

    def _reopen(self, number: int) -> bytes:
        """The start tag of a run and its properties once more."""
        run = self._word.runs[number]
        start, end = run.properties
        properties = self._xml[start : _end_of_tag(self._xml, end)] if end else b""
        return self._xml[run.start : _end_of_tag(self._xml, run.start)] + properties

    def _keep_blanks(self, passage: Passage, holder: int) -> None:
        """Have Word show the blanks at the ends of a text that is split, and none that it did not show before."""
        tag = Span(holder, _end_of_tag(self._xml, holder))
        text = self._xml[tag.start : tag.end]
        if holder in self._kept or _KEEP in text:
            return
        held = [slug for slug in passage.slugs if slug.holder == holder]
        end = self._xml.index(b"</", held[-1].end)
        self._kept[holder] = [
            Splice(tag.start, tag.end, _SPACE.sub(b"", text)[:-1] + _KEEP + b">"),
            Splice(tag.end, held[0].start, b""),
            Splice(held[-1].end, end, b""),
        ]


def _find(passage: Passage, offset: int) -> tuple[Slug, int, bool, bool]:
    """The slug of a character, how far into it, and whether it is the first and the last of its holder."""
    slugs = passage.slugs
    for number, slug in enumerate(slugs):
        if offset < len(slug.text) or number == len(slugs) - 1:
            is_first = number == 0 or slugs[number - 1].holder != slug.holder
            is_last = number == len(slugs) - 1 or slugs[number + 1].holder != slug.holder
            return slug, min(offset, len(slug.text) - 1), is_first, is_last
        offset -= len(slug.text)
    raise IndexError(offset)


def _place(slug: Slug, into: int) -> int:
    """Where in the XML the first characters of a slug end; what is written in another way is not taken apart."""
    if len(slug.text.encode()) != slug.end - slug.start:
        return slug.end if into == len(slug.text) else slug.start
    return slug.start + len(slug.text[:into].encode())


def _end_of_tag(xml: bytes, start: int) -> int:
    tag = _TAG.match(xml, start)
    return tag.end() if tag else start


def _name(xml: bytes, start: int) -> bytes:
    tag = _TAG.match(xml, start)
    return tag[1] if tag else b""


def _find_space(xml: bytes) -> str:
    """The namespace of a main part: what its root declares stands before its body."""
    return MAIN[1] if MAIN[1].encode() in xml.partition(b"body")[0] else MAIN[0]


# ---------------------------------------------------------------- parts


def _add_comments(word: Word, comments: bytes) -> dict[str, bytes]:
    """The parts that comments are added to, and those that say where they are."""
    name = word.part("comments")
    space = _find_space(word.xml)
    if name in word.package.names:
        return {name: _append(word.package, name, comments, space)}
    name = name or _find_free_name(word)
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{space}">'
    override = f'<Override PartName="/{name}" ContentType="{_COMMENTS_TYPE}"/>'
    return {
        name: head.encode() + comments + b"</w:comments>",
        _TYPES: _append(word.package, _TYPES, override.encode(), _TYPES_SPACE),
        **_relate(word, name, _KINDS[space]),
    }


def _relate(word: Word, name: str, kinds: str) -> dict[str, bytes]:
    """The relations of the main part with one to its comments, if there is none yet."""
    if word.part("comments"):
        return {}
    part = name_relations(word.main)
    numbers = range(len(word.relations) + 1)
    key = next(key for number in numbers if (key := f"copydesk{number}") not in word.relations)
    target = relpath(f"/{name}", f"/{dirname(word.main)}")
    relation = f'<Relationship Id="{key}" Type="{kinds}/comments" Target="{target}"/>'.encode()
    if part in word.package.names:
        return {part: _append(word.package, part, relation, _RELATIONS_SPACE)}
    return {part: f'<Relationships xmlns="{_RELATIONS_SPACE}">'.encode() + relation + b"</Relationships>"}


def _find_free_name(word: Word) -> str:
    folder = dirname(word.main)
    numbers = range(len(word.package.names) + 1)
    names = (f"{folder}/comments{number or ''}.xml".lstrip("/") for number in numbers)
    return next(name for name in names if name not in word.package.names)


class _Root(Walk):
    """Finds where the outermost element starts, and where its end tag does."""

    start_at = end_at = -1

    def start(self, name: str, attributes: Attributes, at: int) -> None:
        self.start_at = at if self.start_at < 0 else self.start_at

    def end(self, name: str, at: int) -> None:
        self.end_at = at


def _append(package: Package, name: str, elements: bytes, space: str) -> bytes:
    """A part with elements of a namespace more at the end of its outermost one, which is of that namespace."""
    root = _Root()
    xml = package.walk(name, PREFIXES, root)
    elements = _declare(elements, _name(xml, root.start_at), space)
    if root.end_at != root.start_at:
        return splice(xml, [Splice(root.end_at, root.end_at, elements)])
    end = _end_of_tag(xml, root.start_at)
    closing = b"</%s>" % _name(xml, root.start_at)
    return splice(xml, [Splice(end - 2, end, b">" + elements + closing)])


def _declare(elements: bytes, root: bytes, space: str) -> bytes:
    """Elements that say their namespace, where their prefix is another than that of the element they come into."""
    first = _name(elements, 0)
    prefix, other = first.rpartition(b":")[0], root.rpartition(b":")[0]
    if prefix == other:
        return elements
    declared = b' xmlns%s="%s"' % (b":" + prefix if prefix else b"", space.encode())
    return elements.replace(b"<" + first, b"<" + first + declared)
