"""A rule: what it looks for, what it says, and the draft as it is laid before it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice

from linter.diagnostic import Category, Severity
from linter.document import PROSE_BLOCKS
from linter.patterns import compile_pattern
from linter.text import Cover, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Literal, Protocol, TypeAlias

    from linter.diagnostic import Finding
    from linter.document import Document
    from linter.evidence import EvidenceIndex
    from linter.matching import Hit

    class Kind(Protocol):
        """A way of looking. Its fields are its keys in YAML."""

        @property
        def facts(self) -> frozenset[str]:
            """The names of the facts that its messages may quote."""
            ...

        @property
        def roles(self) -> Mapping[str, tuple[str, ...]]:
            """The patterns it wants found in every draft, by the role they play."""
            ...

        @property
        def needs(self) -> tuple[str, ...]:
            """The codes of the rules whose findings it looks at; they are found before it."""
            ...

        def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
            """What the rule sees in a draft."""
            ...

    class Demanding(Protocol):
        """A kind whose fields have to fit each other, or to be more than their types say."""

        @property
        def objections(self) -> Iterator[tuple[str, str]]:
            """What is wrong with its fields: the text that is, or nothing where none is to blame, and why."""
            ...

    class Measured(Protocol):
        """A kind whose rules can be held against a background."""

        def gauge(self, rule: Rule, reading: Reading) -> Measure | None:
            """What a rule counts in a draft, by the count that its findings rest on; None: it does not measure it."""
            ...


Guard: TypeAlias = """Literal[
    "quotation", "heading", "label", "block-quote", "note", "code", "link", "question", "item", "paragraph", "table"
]"""
Signal: TypeAlias = """Literal[
    "named-source", "quotation", "number", "date", "document", "link", "example", "enumeration", "firsthand"
]"""
Zone: TypeAlias = 'Literal["headline", "lead", "close"]'
Window: TypeAlias = """Literal[
    "sentence", "next", "next-two", "previous", "neighbours", "paragraph", "next-paragraph", "draft"
]"""

Unit: TypeAlias = 'Literal["sentence", "paragraph", "draft"]'


class Examples(NamedTuple):
    """`bad` are sentences a rule must flag, `<...>` round exactly what it reports; `good` it must leave alone."""

    bad: tuple[str, ...]
    good: tuple[str, ...]


class Fields(NamedTuple):
    """The keys that every rule has, whatever its kind.

    `code` is letters and three digits. `name` is small words with hyphens that say what is wrong. `kind` is the way of
    looking, and decides which other keys there are. `severity` is how much it weighs: warnings and errors fail a run.
    `message` is what a writer is told, with facts such as `{match}` written in; `why` is the reason that `copydesk
    explain` gives, `source` where it was found. `examples` are the tests of the rule. `category` is what it is about,
    where that is not the category of its pack. `rank` decides which of the findings in one clause speaks: the higher
    one. `not_in` lists the places where it does not look. `silent_if` lists cues at which it is silent, where they meet
    what it found. `zones` gives a higher severity in the headline, the lead (the first two sentences) or the close (the
    last two). `state` is `preview` for a rule that is on only where it is called by its code or name, and `deprecated`
    for one that will be removed; `replaced_by` is the code of the rule that takes its place. `ignore_when` tells the
    writer when a finding may stand.
    """

    code: str
    name: str
    kind: str
    severity: Severity
    message: str
    why: str
    examples: Examples
    category: Category | None = None
    rank: int = 50
    not_in: tuple[Guard, ...] = ("quotation", "heading", "label", "block-quote", "code", "question")
    silent_if: tuple[str, ...] = ()
    zones: Mapping[Zone, Severity] = {}
    state: Literal["preview", "stable", "deprecated"] = "stable"
    replaced_by: str = ""
    source: str = ""
    ignore_when: str = ""


class Measure(NamedTuple):
    """What a rule counts in a draft to hold it against published work.

    `name` is the background's measure; `rates` are by what words are counted under, "" where it is no one word;
    `forms` tell how what they are counted under reads in this draft, and `places` where one thing that is counted
    stands.
    """

    name: str
    rates: Mapping[str, float]
    forms: Mapping[str, str] = {}
    places: tuple[Span, ...] = ()


class Rule(NamedTuple):
    """A rule of a pack: its common fields and the kind that finds."""

    pack: str
    category: Category
    fields: Fields
    kind: Kind

    @property
    def code(self) -> str:
        return self.fields.code


class Reading(NamedTuple):
    """A draft laid before the rules: the document, its evidence, and what has been found in it so far.

    `hits` are the places where a rule's cues stand, by code and role; `findings` what earlier rules found, by code.
    """

    document: Document
    evidence: EvidenceIndex
    hits: Mapping[tuple[str, str], Sequence[Hit]]
    findings: dict[str, tuple[Finding, ...]]
    background: Mapping[str, Mapping[str, float]]
    terms: frozenset[str]


SILENT = "silent-if"


def count_words(document: Document, blocks: Iterable[int] | None = None) -> int:
    """The words of those blocks, or of all, that are prose, quotations among them, as the backgrounds count them."""
    if blocks is None:
        return document.known.once(
            "words of prose", lambda: _count_words(document, range(len(document.blocks)))
        )
    return _count_words(document, blocks)


def _count_words(document: Document, blocks: Iterable[int]) -> int:
    sentences = (
        document.sentences[number]
        for block in blocks
        if document.blocks[block].kind in PROSE_BLOCKS
        for number in range(document.blocks[block].first, document.blocks[block].last)
    )
    return sum(sentence.last - sentence.first for sentence in sentences)


def guarded_hits(rule: Rule, reading: Reading, role: str = "cues") -> Iterator[Hit]:
    """The hits of one role that no guard of the rule silences."""
    return let_pass(rule, reading, reading.hits.get((rule.code, role), ()))


def let_pass(rule: Rule, reading: Reading, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Those of some hits that no guard of the rule silences."""
    if not hits:
        return
    silenced = reading.hits.get((rule.code, SILENT), ())
    document = reading.document
    sentences, guards = _split_guards(rule.fields.not_in, document)
    for hit in hits:
        if hit.stretch in sentences or _meets(hit, silenced):
            continue
        if not guards or not is_guarded(Span(hit.start, hit.end), guards, document):
            yield hit


def _split_guards(guards: Sequence[Guard], document: Document) -> tuple[frozenset[int], tuple[Guard, ...]]:
    """The sentences in which guards let a rule look nowhere, and the guards that have to look at each hit."""
    return document.known.once(("guards", *guards), lambda: _find_guarded(guards, document))


def _find_guarded(guards: Sequence[Guard], document: Document) -> tuple[frozenset[int], tuple[Guard, ...]]:
    kinds = {_BLOCKS[guard] for guard in guards if guard in _BLOCKS}
    blocks = [block for block in document.blocks if block.kind in kinds]
    sentences = {number for block in blocks for number in range(block.first, block.last)}
    if "question" in guards:
        sentences |= document.known.once("questions", lambda: _find_questions(document))
    marked = {mark.kind for mark in document.marks}
    present = marked | {"quotation"} if document.quotations else marked
    return frozenset(sentences), tuple(guard for guard in guards if guard in present)


def _find_questions(document: Document) -> set[int]:
    found: set[int] = set()
    at = document.prose.find("?")
    while at >= 0:
        number = document.sentence_at(at)
        if _in_question(document.sentences[number].span, document):
            found.add(number)
        at = document.prose.find("?", at + 1)
    return found


def _meets(hit: Hit, others: Sequence[Hit]) -> bool:
    """Whether a hit overlaps one of others, which are sorted and do not overlap each other."""
    behind = bisect_left(others, hit.end, key=_hit_start)
    return behind > 0 and others[behind - 1].end > hit.start


def _hit_start(hit: Hit) -> int:
    return hit.start


def find_units(rule: Rule, document: Document, unit: Unit) -> list[Span]:
    """The sentences or the blocks in which no guard forbids a rule to look; a draft is all its blocks together."""
    silent, _ = _split_guards(rule.fields.not_in, document)
    if unit == "sentence":
        return [one.span for number, one in enumerate(document.sentences) if number not in silent]
    kinds = {_BLOCKS[guard] for guard in rule.fields.not_in if guard in _BLOCKS}
    return [block.span for block in document.blocks if block.kind not in kinds]


def is_guarded(span: Span, guards: Sequence[Guard], document: Document) -> bool:
    """Whether a stretch stands where a rule does not look: in a quotation, a heading, code, a question."""
    return any(_GUARDS[guard](span, document) for guard in guards)


def _in_quotation(span: Span, document: Document) -> bool:
    """A cue belongs to the speaker when it lies in the quotation, not when the quotation lies in it."""
    number = bisect_right(document.quotations, span.start, key=_start) - 1
    return number >= 0 and span.end <= document.quotations[number].end


def _start(span: Span) -> int:
    return span.start


def _in_block(kind: str) -> Callable[[Span, Document], bool]:
    return lambda span, document: document.blocks[document.block_at(span.start)].kind == kind


def _in_mark(kind: str) -> Callable[[Span, Document], bool]:
    def cover(document: Document) -> Cover:
        return Cover(mark.span for mark in document.marks if mark.kind == kind)

    return lambda span, document: document.known.once((Cover, kind), lambda: cover(document)).meets(span)


def _in_question(span: Span, document: Document) -> bool:
    start, end = document.sentences[document.sentence_at(span.start)].span
    while end > start and document.prose[end - 1] in "\"'”’)]":
        end -= 1
    return end > start and document.prose[end - 1] == "?"


# The guards that are blocks, by the kinds of blocks.
_BLOCKS: Mapping[Guard, str] = {
    "heading": "heading",
    "label": "label",
    "block-quote": "quote",
    "note": "note",
    "item": "item",
    "paragraph": "paragraph",
    "table": "table",
}
_GUARDS: Mapping[Guard, Callable[[Span, Document], bool]] = {
    **{guard: _in_block(kind) for guard, kind in _BLOCKS.items()},
    "quotation": _in_quotation,
    "code": _in_mark("code"),
    "link": _in_mark("link"),
    "question": _in_question,
}


def is_one_clause(document: Document, start: int, end: int) -> bool:
    """Whether nothing between two prose offsets ends a clause: no comma, dash, bracket or joining word."""
    return not _CLAUSE_END.search(document.folded, start, end)


_CLAUSE_END = compile_pattern(
    r"[,;:()\n\u2013\u2014]|\b(?:and|but|or|because|if|unless|when|while|although|though|whereas|until|since|who|which)\b"
)


def find_zone(document: Document, sentence: int) -> Zone | None:
    """Whether a sentence stands in the headline, the lead (first two) or the close (last two) of a draft.

    The headline is all headings that stand before its prose: title, subtitle, standfirst.
    """
    block = document.sentences[sentence].block
    if document.blocks[block].kind == "heading":
        above = {one.kind for one in document.blocks[:block]}
        return "headline" if above <= {"heading", "label"} else None
    body = _first_paragraph_sentences(document, range(len(document.sentences)), 8)
    if len(body) == 8 and sentence in body[:2]:
        return "lead"
    last = _first_paragraph_sentences(document, range(len(document.sentences) - 1, -1, -1), 2)
    return "close" if len(body) == 8 and sentence in last else None


def _first_paragraph_sentences(document: Document, numbers: Iterable[int], most: int) -> list[int]:
    kinds = (
        number for number in numbers if document.blocks[document.sentences[number].block].kind == "paragraph"
    )
    return list(islice(kinds, most))


def find_window(document: Document, sentence: int, window: Window) -> tuple[int, int]:
    """The sentences a window spans round one sentence, as a half-open range; it stops at the block's ends.

    Only `next-paragraph` goes on into the next block, and `draft` over all.
    """
    block = document.blocks[document.sentences[sentence].block]
    if window == "draft":
        return 0, len(document.sentences)
    if window == "next-paragraph":
        following = document.sentences[sentence].block + 1
        return block.first, document.blocks[following].last if following < len(
            document.blocks
        ) else block.last
    before, after = _REACH[window]
    return max(block.first, sentence - before), min(block.last, sentence + after + 1)


_FAR = 1 << 30
_REACH: Mapping[str, tuple[int, int]] = {
    "sentence": (0, 0),
    "next": (0, 1),
    "next-two": (0, 2),
    "previous": (1, 0),
    "neighbours": (1, 1),
    "paragraph": (_FAR, _FAR),
}


def name_missing(signals: tuple[str, ...]) -> str:
    """Types of evidence as a writer would name them: “quotation, figure, date or document”."""
    *most, last = name_signals(signals)
    return f"{', '.join(most)} or {last}" if most else last


def name_signals(signals: Iterable[str]) -> list[str]:
    """Types of evidence, each as a writer would name it."""
    return [_IN_WORDS[signal] for signal in signals]


_IN_WORDS: Mapping[str, str] = {
    "named-source": "named source",
    "vague-source": "unnamed source",
    "quotation": "quotation",
    "number": "figure",
    "count": "figure",
    "date": "date",
    "document": "document",
    "link": "link",
    "example": "example",
    "enumeration": "list of cases",
    "firsthand": "observation of your own",
}
