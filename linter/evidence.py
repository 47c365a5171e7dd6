"""What in a draft a reader could check: typed evidence, and where it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from linter.figures import COUNT, NUMBER, find_figures, is_planned
from linter.names import Name, Names, find_names, is_person
from linter.patterns import compile_pattern
from linter.portion import Portion, find_by_paragraph
from linter.sources import Lexicon, Source, find_sources, see_elsewhere, set_scene
from linter.text import Cover, Span
from linter.values import Known, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.document import Block, Document, Sentence
    from linter.matching import Hit

SIGNALS = (
    "named-source", "vague-source", "quotation", "number", "count", "date",
    "document", "link", "example", "enumeration", "firsthand",
)  # fmt: skip

_NONE: frozenset[str] = frozenset()
_WIDE = 12
_URL = compile_pattern(r"https?://\S+|\bwww\.\S+|\[\d{1,3}\]")


class Evidence(NamedTuple):
    """One thing a reader could check: its type and its place, half-open, in code points of the prose.

    A "number" measures: a share, a rate, a comparison. A "count" is any other figure: how many died, what was paid.
    """

    signal: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def moved(self, by: int) -> Evidence:
        """The same evidence so many code points farther on."""
        return Evidence(self.signal, self.start + by, self.end + by)

    @property
    def answers(self) -> str:
        """The type that a rule asks for and that this is: who asks for a number is content with a count."""
        return "number" if self.signal == "count" else self.signal


class EvidenceIndex(NamedTuple):
    """All evidence of a draft, by the sentence it starts in; and the types that stand in each sentence.

    `known` is what stands in wide windows, which are asked about once for each cue in them.
    """

    sentences: tuple[tuple[Evidence, ...], ...]
    signals: tuple[frozenset[str], ...]
    known: Known

    def within(self, first: int, last: int, signals: Sequence[str]) -> tuple[Evidence, ...]:
        """The evidence of the given types in sentences [first, last). Who asks for a number is content with a count."""
        if last - first < _WIDE and len(self.sentences[first]) < _WIDE:
            return self._look(first, last, signals)
        return self.known.once((first, last, *signals), lambda: self._look(first, last, signals))

    def read_off(self, block: Block) -> tuple[tuple[Evidence, ...], ...]:
        """The evidence of a block, sentence by sentence, counted from its start."""
        start = block.span.start
        sentences = self.sentences[block.first : block.last]
        return tuple([sentence and tuple([one.moved(-start) for one in sentence]) for sentence in sentences])

    def _look(self, first: int, last: int, signals: Sequence[str]) -> tuple[Evidence, ...]:
        wanted = (*signals, "count") if "number" in signals else signals
        return tuple(
            evidence
            for number in range(first, last)
            if not self.signals[number].isdisjoint(wanted)
            for evidence in self.sentences[number]
            if evidence.signal in wanted
        )


class EvidenceRules(NamedTuple):
    """The data of the recognisers, as `rules/evidence.yaml` gives it: named word lists, and cues by role.

    A role is a signal, whose cues are evidence of that type, or one of the parts that a recogniser puts together:
    `reporting`, `stance`, `according`, `speech` (sources); `document-noun`, `case` (documents); `ordinal` (lists).
    `opinion` and `demand` are no evidence: they mark what the writer thinks and asks for.
    """

    lists: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, tuple[str, ...]]


def find_evidence(
    document: Document, hits: Mapping[str, Sequence[Hit]], rules: EvidenceRules
) -> EvidenceIndex:
    """The evidence of a draft. `hits` are the places of the data's cues, by role."""
    lexicon = find_lexicon(rules)
    names = find_names(document, lexicon["common"], lexicon["calendar"])
    scene = set_scene(document, names, lexicon)
    sources = find_by_paragraph(
        document,
        Source,
        lambda portion: find_sources(scene, portion, portion.narrow(hits)),
        lambda: see_elsewhere(scene),
    )
    found = [Evidence(source.signal, source.start, source.end) for source in sources]
    found += find_by_paragraph(document, Evidence, lambda portion: _look(portion, names, hits, lexicon))
    found += _quotations(document, names, sources)
    found += _documents_again(document, names, hits)
    found += _ordinals(document, hits)
    found += _cases(document, names, found, lexicon)
    found += _examples(document, names, hits, found)
    return _index(document, found)


def _look(
    portion: Portion, names: Names, hits: Mapping[str, Sequence[Hit]], lexicon: Lexicon
) -> Iterator[Evidence]:
    """The evidence in a portion that is evidence whatever the rest of the draft says."""
    document, hits = portion.document, portion.narrow(hits)
    for signal, span in find_figures(portion, lexicon):
        yield Evidence(signal, *span)
    yield from _numbers(document, hits, lexicon)
    yield from _dates(document, hits, lexicon)
    yield from _links(portion)
    for hit in hits.get("firsthand", ()):
        yield Evidence("firsthand", hit.start, hit.end)
    yield from _documents(portion, names, hits, lexicon)
    yield from _lists(portion, names)


_prepared: list[tuple[EvidenceRules, Lexicon]] = []


def find_lexicon(rules: EvidenceRules) -> Lexicon:
    """The word lists as sets; they are made once for the rules in use."""
    if not _prepared or _prepared[0][0] is not rules:
        _prepared[:] = [(rules, {name: frozenset(words) for name, words in rules.lists.items()})]
    return _prepared[0][1]


def _index(document: Document, found: Iterable[Evidence]) -> EvidenceIndex:
    sentences: list[list[Evidence]] = [[] for _ in document.sentences]
    reached: dict[str, int] = {}
    number, starts = 0, [*document.starts.sentences[1:], len(document.prose)]
    for one in sorted(set(found), key=_place):
        signal, start, end = one
        if start >= starts[number]:
            number, reached = bisect_right(starts, start, number), {}
        if reached.get(signal, -1) <= start:
            sentences[number].append(one)
            reached[signal] = end
    signals = (frozenset([one.signal for one in place]) if place else _NONE for place in sentences)
    return EvidenceIndex(tuple(map(tuple, sentences)), tuple(signals), Known())


def _place(one: Evidence) -> tuple[int, int, str]:
    signal, start, end = one
    return start, -end, signal


def _numbers(document: Document, hits: Mapping[str, Sequence[Hit]], lexicon: Lexicon) -> Iterator[Evidence]:
    measures = [Span(hit.start, hit.end) for hit in hits.get(NUMBER, ())]
    for span in measures:
        planned = is_planned(document.folded, span.start, lexicon)
        yield Evidence(COUNT if planned else NUMBER, *span)
    measured = Cover(measures)
    for hit in hits.get(COUNT, ()):
        if not measured.meets(Span(hit.start, hit.end)):
            yield Evidence(COUNT, hit.start, hit.end)


def _dates(document: Document, hits: Mapping[str, Sequence[Hit]], lexicon: Lexicon) -> Iterator[Evidence]:
    for hit in hits.get("date", ()):
        words = document.prose[hit.start : hit.end].split()
        calendar = [word for word in words if word.lower().strip(".,") in lexicon["calendar"]]
        if not calendar or any(word[0].isupper() for word in calendar):
            yield Evidence("date", hit.start, hit.end)


def _links(portion: Portion) -> Iterator[Evidence]:
    for mark in portion.marks:
        if mark.kind in ("link", "note"):
            yield Evidence("link", *mark.span)
    folded, span = portion.document.folded, portion.span
    if any(folded.find(sign, *span) >= 0 for sign in ("://", "www.", "[")):
        for url in _URL.finditer(folded, *span):
            yield Evidence("link", *url.span())


# ---------------------------------------------------------------- documents


def _documents(
    portion: Portion, names: Names, hits: Mapping[str, Sequence[Hit]], lexicon: Lexicon
) -> Iterator[Evidence]:
    """Acts, cases and treaties by their names; reports and books by who issued or wrote them, or when."""
    document = portion.document
    for name in names.between(*portion.span):
        if " " in name.text and name.words[-1] in lexicon["document-names"]:
            yield Evidence("document", name.start, name.end)
    for hit in hits.get("case", ()):
        before, after = names.ending_at(hit.start - 1), _name_after(document, names, hit.end)
        if before and after:
            yield Evidence("document", before.start, after.end)
    for hit in hits.get("document-noun", ()):
        if span := _issued(document, names, hit):
            yield Evidence("document", *span)
    for hit in hits.get("work-noun", ()):
        span = _possessed(document, names, hit)
        if span and (title := _title_after(document, names, hit.end)):
            yield Evidence("document", span.start, title)


_SAME = "the same "


def _documents_again(
    document: Document, names: Names, hits: Mapping[str, Sequence[Hit]]
) -> Iterator[Evidence]:
    """Reports, studies and rulings that have been named before: "the same report"."""
    if _SAME not in document.folded:
        return
    known: set[str] = set()
    for hit in hits.get("document-noun", ()):
        noun = document.folded[hit.start : hit.end]
        if _issued(document, names, hit):
            known.add(noun)
        elif noun in known and document.folded.endswith(_SAME, 0, hit.start):
            yield Evidence("document", hit.start - len(_SAME), hit.end)


_YEAR = compile_pattern(r"\b(?:1[5-9]|20)\d\d (?:[a-z-]+ ){0,2}$")
_BY = compile_pattern(r" (?:by|from|of|for) (?:the )?")
_THAT = compile_pattern(r",? (?:that|which) (?:the )?")
_KEPT = compile_pattern(
    r" (?:keeps|kept|maintains|publishe[sd]|issue[sd]|release[sd]|commissioned|compile[sd]|wrote|sent|printed)\b"
)
_DATED = compile_pattern(r" (?:of|dated|from|on) (?:\d|[a-z]+ \d)|,? \(?(?:1[5-9]|20)\d\d")
_ADJECTIVES = compile_pattern(r"(?:'s?|\u2019s?)? (?:[a-z0-9-]+ ){0,3}$")


def _issued(document: Document, names: Names, hit: Hit) -> Span | None:
    """A report, study or ruling with its issuer or date: "the Ipsos poll", "a 2021 study", "a letter of 4 March"."""
    folded = document.folded
    if owned := _possessed(document, names, hit):
        return owned
    if name := names.ending_at(hit.start - 1):
        return Span(name.start, hit.end)
    year = _YEAR.search(folded, max(0, hit.start - 40), hit.start)
    start = year.start() if year else hit.start
    if (by := _BY.match(folded, hit.end)) and (name := names.starting_at(by.end())):
        return Span(start, name.end)
    that = _THAT.match(folded, hit.end)
    if that and (name := names.starting_at(that.end())) and (kept := _KEPT.match(folded, name.end)):
        return Span(start, kept.end())
    if year:
        return Span(start, hit.end)
    if dated := _DATED.match(folded, hit.end):
        return Span(hit.start, dated.end())
    return None


def _possessed(document: Document, names: Names, hit: Hit) -> Span | None:
    """The name whose possessive governs a noun, with the noun: "Oxfam's latest report"."""
    for name in reversed(names.between(max(0, hit.start - 60), hit.start)):
        between = document.folded[name.end : hit.start]
        if between.startswith("'") and _ADJECTIVES.fullmatch(between):
            return Span(name.start, hit.end)
        break
    return None


def _name_after(document: Document, names: Names, offset: int) -> Name | None:
    while document.folded[offset : offset + 1] in (".", " "):
        offset += 1
    return names.starting_at(offset)


def _title_after(document: Document, names: Names, offset: int) -> int:
    """Where a title that follows a noun ends, or 0."""
    while document.folded[offset : offset + 1] in (",", " "):
        offset += 1
    place = bisect_left(document.quotations, (offset,))
    if place < len(document.quotations) and document.quotations[place].start == offset:
        return document.quotations[place].end
    name = names.starting_at(offset)
    return name.end if name else 0


# ---------------------------------------------------------------- cases and lists


def _cases(
    document: Document, names: Names, found: Sequence[Evidence], lexicon: Lexicon
) -> Sequence[Evidence]:
    """Somebody with a name who did something, or an event with its figures: both told in the past, without a word
    of what is or should be.

    What somebody with a name said is a source, and no case.
    """
    told = {document.sentence_at(one.start) for one in found if one.signal in ("named-source", "document")}
    vague = [one.span for one in found if one.signal == "vague-source"]
    counts = {document.sentence_at(one.start): one.span for one in found if one.signal == "count"}
    sure = {name.text for name in names.names if not name.initial}
    sure -= {name.text for span in vague for name in names.between(*span)}
    inside: dict[int, list[Name]] = {number: [] for number in counts if number not in told}
    for name in names.names:
        if name.text in sure:
            number = document.sentence_at(name.start)
            if number not in told and name.end <= document.sentences[number].span.end:
                inside.setdefault(number, []).append(name)

    def look(portion: Portion) -> Iterator[Evidence]:
        for number in portion.sentences:
            if number not in inside or not _tells(document, document.sentences[number], lexicon):
                continue
            if span := _case(document, inside[number], lexicon) or counts.get(number):
                yield Evidence("example", *span)

    def see() -> Iterator[tuple[object, ...]]:
        for _, (start, _), first, last in document.blocks:
            asked = [number for number in range(first, last) if number in inside]
            yield tuple(
                [(number - first, *[name.start - start for name in inside[number]]) for number in asked]
            )

    return find_by_paragraph(document, "cases", look, see)


def _tells(document: Document, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence tells what was done: a past verb, nothing timeless, no question."""
    words = document.words.texts[sentence.first : sentence.last]
    if not lexicon["timeless"].isdisjoint(words) or document.folded[sentence.span.end - 1] == "?":
        return False
    return any(_is_past(word, lexicon) for word in words)


def _case(document: Document, inside: Sequence[Name], lexicon: Lexicon) -> Span | None:
    """The name and its deed; or, where no deed follows a name at once, a person's full name."""
    for name in inside:
        if end := _deed(document, name, lexicon):
            return Span(name.start, end)
    full = [name for name in inside if _is_full(name, lexicon)]
    return Span(full[0].start, full[0].end) if full else None


def _is_past(word: str, lexicon: Lexicon) -> bool:
    return (word.endswith("ed") and len(word) > 4) or word in lexicon["past"]


def _deed(document: Document, name: Name, lexicon: Lexicon) -> int:
    """Where the past verb ends that follows a name at once, or after an adverb; 0 if none does."""
    place, words = document.word_at(name.end), document.words
    for at in range(place, min(place + 3, len(words.texts))):
        word, start = words.texts[at], words.starts[at]
        if (
            document.folded[start - 1] != " "
            or not document.folded[name.end : start].replace(" ", "a").isalpha()
        ):
            return 0
        if _is_past(word, lexicon) and word not in lexicon["states"]:
            return start + len(word)
        if not (word.endswith("ly") or word in lexicon["auxiliaries"]):
            return 0
    return 0


def _is_full(name: Name, lexicon: Lexicon) -> bool:
    return not name.initial and is_person(name) and lexicon["bodies"].isdisjoint(name.words)


_IMPERATIVE = frozenset(("consider", "take", "witness", "look at", "think of", "remember"))
_ANYWHERE = frozenset(("for example", "for instance", "case in point", "e.g."))


def _examples(
    document: Document, names: Names, hits: Mapping[str, Sequence[Hit]], found: Sequence[Evidence]
) -> Iterator[Evidence]:
    """An example is announced and something that can be looked up follows."""
    starts = sorted([one.start for one in found if one.signal in ("number", "count", "date", "document")])
    for hit in hits.get("example", ()):
        sentence = document.sentences[hit.stretch]
        cue = document.folded[hit.start : hit.end]
        if cue in _IMPERATIVE and hit.start != sentence.span.start:
            continue
        end = sentence.span.end
        if cue in _ANYWHERE and hit.stretch + 1 < len(document.sentences):
            end = document.sentences[hit.stretch + 1].span.end
        start = sentence.span.start if cue in _ANYWHERE else hit.end
        if names.between(start, end) or bisect_left(starts, start) < bisect_left(starts, end):
            yield Evidence("example", hit.start, hit.end)


_MARKER = compile_pattern(r"[(](?:(1|a|i)|2|b|ii)[)] |\n")
_COLON = compile_pattern(r": (?=[^:]*,)")


def _ordinals(document: Document, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Evidence]:
    """First ... second."""
    opened: tuple[int, Evidence] | None = None
    for hit in hits.get("ordinal", ()):
        if (
            hit.start != document.sentences[hit.stretch].span.start
            or document.folded[hit.end : hit.end + 1] != ","
        ):
            continue
        one = Evidence("enumeration", hit.start, hit.end)
        if document.folded.startswith(("first", "to begin"), hit.start):
            opened = (hit.stretch, one)
        elif opened and hit.stretch - opened[0] <= 12:
            yield from (opened[1], one)
            opened = (hit.stretch, one)


def _lists(portion: Portion, names: Names) -> Iterator[Evidence]:
    """(1) ... (2); a colon and a list of things that have names; a list of items."""
    document = portion.document
    yield from (Evidence("enumeration", *span) for span in _find_markers(document.folded, portion.span))
    for sentence in document.sentences[portion.sentences.start : portion.sentences.stop]:
        colon = document.folded.find(": ", *sentence.span)
        listed = colon >= 0 and "," in document.folded[colon : sentence.span.end]
        if listed and len(names.between(colon, sentence.span.end)) > 1:
            yield Evidence("enumeration", colon + 2, sentence.span.end)
    for number, block in enumerate(portion.blocks, portion.first):
        beside = document.blocks[max(0, number - 1) : number + 2]
        if block.kind == "item" and [one.kind for one in beside].count("item") > 1:
            yield Evidence("enumeration", *block.span)


def _find_markers(folded: str, span: Span) -> Iterator[Span]:
    """The first of "(1) ... (2)" in each block of a stretch."""
    first: Span | None = None
    for match in _MARKER.finditer(folded, *span):
        if match.lastindex:
            first = first or Span(*match.span(1))
            continue
        if first and match.group() != "\n":
            yield first
        first = None


# ---------------------------------------------------------------- quotations


def _quotations(document: Document, names: Names, sources: Sequence[Source]) -> Iterator[Evidence]:
    """Quotations of some length whose speaker can be told."""
    speaking = {document.sentence_at(s.start) for s in sources if s.signal == "named-source" or s.known}
    spoken = False
    for number, span in enumerate(document.quotations):
        first, last = document.word_at(span.start), document.word_at(span.end)
        if last - first < _FEWEST_WORDS or _is_title(document, span):
            continue
        sentence = document.sentence_at(span.start)
        near = range(sentence - 1, document.sentence_at(span.end - 1) + 2)
        goes_on = spoken and _goes_on(document, document.quotations[number - 1], span)
        spoken = (
            goes_on
            or any(one in speaking for one in near)
            or _is_beside_name(document, names, span, sentence)
        )
        if spoken or _opens_draft(document, span):
            yield Evidence("quotation", *span)
    for number, tail in _tails(document):
        if number == 0 or number - 1 in speaking or number in speaking:
            yield Evidence("quotation", *tail)


def _tails(document: Document) -> Iterator[tuple[int, Span]]:
    """Sentences that only a closing mark shows to be the end of words quoted before."""
    quoted = {span.end for span in document.quotations}
    for number, sentence in enumerate(document.sentences):
        start, end = sentence.span
        if document.folded[end - 1] != '"' or end in quoted or document.folded[end - 2] not in ".!?,\u2026":
            continue
        if '"' not in document.folded[start : end - 1]:
            yield number, sentence.span


_FEWEST_WORDS = 4
_LONG = 8
_TITLED = compile_pattern(
    r"\b(?:called|titled|entitled|named|headlined|dubbed|film|book|song|novel|album|play|poem|essay|episode|show|slogan"
    r"|motto|label of|phrase|documentary|movie|musical|article|report|paper|proclaiming|sign saying|term),? ?$"
)
_TITLE_WORD = compile_pattern(r"[\w’']+")
_SMALL = frozenset("a an the of in on and or to for with from by at as is".split())


def _is_title(document: Document, span: Span) -> bool:
    """Whether what stands between the marks is the title of a work: it is called one, or is set in capitals."""
    if _TITLED.search(document.folded, max(0, span.start - 30), span.start):
        return True
    words = _TITLE_WORD.findall(document.prose, *span)
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in words)


def _goes_on(document: Document, before: Span, span: Span) -> bool:
    """Whether a quotation continues the one before it: in the same paragraph, or at the start of the next."""
    block = document.block_at(span.start)
    return document.block_at(before.start) == block or (
        document.block_at(before.end - 1) == block - 1 and document.blocks[block].span.start == span.start
    )


def _is_beside_name(document: Document, names: Names, span: Span, sentence: int) -> bool:
    if document.folded.count(" ", *span) < _LONG:
        return False
    whole = document.sentences[sentence].span
    return bool(names.between(whole.start, span.start) or names.between(span.end, whole.end))


def _opens_draft(document: Document, span: Span) -> bool:
    """A draft that begins with somebody's words tells the speaker in its own time."""
    first = document.sentences[0].span
    return span.start == first.start and span.end >= first.end - 1
