"""Who says so: verbs and phrases of reporting, joined with the name or the crowd that they speak for."""

from __future__ import annotations

from bisect import bisect_right

from linter.names import Name, Names, is_person
from linter.patterns import compile_pattern
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from linter.document import Document, Sentence
    from linter.matching import Hit
    from linter.portion import Portion

NAMED = "named-source"
VAGUE = "vague-source"

Lexicon: TypeAlias = "Mapping[str, frozenset[str]]"

_FAR = 300
_FEWEST_BLANKS = 3
_BY = compile_pattern(r" by (?!\w+ing\b)")
_QUOTES = "\"'”’“‘"


class Source(NamedTuple):
    """A source and the words that name it: NAMED or VAGUE, and the offset where those words begin and end.

    `known`: it is one person or body in particular, although perhaps without a name ("she", "a nurse").
    """

    signal: str
    start: int
    end: int
    known: bool = False

    def moved(self, by: int) -> Source:
        """The same source so many code points farther on."""
        return Source(self.signal, self.start + by, self.end + by, self.known)


class Scene(NamedTuple):
    """What is known while sources are looked for: the draft, its names, the first person named, the word lists.

    `sure` are the words that are names, or parts of names, somewhere in the draft for more reasons than that they start
    a sentence; `small` are those words that start a sentence and stand elsewhere between two blanks in small letters.
    """

    document: Document
    names: Names
    lexicon: Lexicon
    person_named: int
    sure: frozenset[str]
    small: frozenset[str]

    def word(self, number: int) -> str:
        return self.document.words.texts[number]

    def start(self, number: int) -> int:
        return self.document.words.starts[number]

    def end(self, number: int) -> int:
        return self.document.words.starts[number] + len(self.document.words.texts[number])

    def gap(self, number: int) -> str:
        """What stands between a word and the next one, without blanks."""
        return self.document.folded[self.end(number) : self.start(number + 1)].strip()

    def has(self, kind: str, word: str) -> bool:
        return word in self.lexicon[kind]


def set_scene(document: Document, names: Names, lexicon: Lexicon) -> Scene:
    """What has to be known of a draft before its sources are looked for."""
    person = next((name.start for name in names.names if _is_person(name, lexicon)), len(document.prose))
    sure = frozenset([word for name in names.names if not name.initial for word in name.text.split(" ")])
    return Scene(document, names, lexicon, person, sure, _find_small(document, names))


def _find_small(document: Document, names: Names) -> frozenset[str]:
    """Which of the names that start a sentence stand elsewhere between two blanks in small letters."""
    wanted = {name.text.lower() for name in names.names if name.initial}
    # Block by block, since a long draft has no room for all of its words a second time.
    found = (wanted.intersection(document.text(block.span).split(" ")[1:-1]) for block in document.blocks)
    return frozenset().union(*found)


def see_elsewhere(scene: Scene) -> Iterator[tuple[object, ...]]:
    """For each paragraph what decides about its sources and stands elsewhere: who was named before, and which of the
    words that start its sentences are names, or stand in small letters as well."""
    document, person, before = scene.document, scene.person_named, 0
    known: dict[int, list[tuple[bool, bool]]] = {}
    for name in scene.names.names:
        if name.initial:
            here = known.setdefault(document.block_at(name.start), [])
            here.append((name.text in scene.sure, name.text.lower() in scene.small))
    for number, (_, (start, end), _, _) in enumerate(document.blocks):
        yield max(before - 1, min(person, end)) - start, *known.get(number, ())
        before = start


def find_sources(scene: Scene, portion: Portion, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Source]:
    """Every place where a portion says who says something, from the source's name to its verb, in no order."""
    document, names = scene.document, scene.names
    for role, find in _FINDERS.items():
        for hit in hits.get(role, ()):
            if names.covering(hit.start) or _is_quoted(document, hit):
                continue
            if found := find(scene, hit):
                whole = found._replace(start=min(found.start, hit.start), end=max(found.end, hit.end))
                named = whole.signal == VAGUE and _names_one(scene, whole)
                yield whole._replace(signal=NAMED) if named else whole
    for hit in hits.get(VAGUE, ()):
        yield _issued(scene, hit) or Source(VAGUE, hit.start, hit.end)
    for number in portion.sentences:
        if found := _before_colon(scene, document.sentences[number]):
            yield found
    for quotation in portion.quotations:
        if document.folded.count(" ", *quotation) >= _FEWEST_BLANKS and (
            found := _speaker_beside(scene, quotation)
        ):
            yield found._replace(known=True)


def _names_one(scene: Scene, source: Source) -> bool:
    """Whether a crowd is given a name among its words or right after them: "experts, including Ana Bohm, say"."""
    return any(
        scene.names.starting_at(one.end())
        for one in _SUCH_AS.finditer(scene.document.folded, source.start, source.end + 16)
    )


def _issued(scene: Scene, hit: Hit) -> Source | None:
    """Findings with an issuer: "the Port Authority records show", "Lund's research shows", "a poll conducted by Lund".

    A name hard before polls and studies may only tell where they were made: "in Leeds polls show".
    """
    folded = scene.document.folded
    kept = scene.has("kept", scene.word(scene.document.word_at(hit.start)))
    owner = 3 if folded.endswith("'s ", 0, hit.start) else 1 if kept else 0
    if owner and (name := scene.names.ending_at(hit.start - owner)):
        return Source(NAMED, name.start, hit.end)
    by = _ISSUER.match(folded, hit.end)
    name = scene.names.starting_at(by.end()) if by else None
    return name and Source(NAMED, hit.start, name.end)


_ISSUER = compile_pattern(r"(?: for [^.;:]{2,60}?)? (?:by|for) (?:the )?")
_SUCH_AS = compile_pattern(r",? (?:including|like|such as|among them) (?:the )?")


def _is_quoted(document: Document, hit: Hit) -> bool:
    """Whether a verb stands in words quoted: whoever said it there is the speaker's source, not the writer's."""
    place = bisect_right(document.quotations, hit.start, key=_start) - 1
    return place >= 0 and hit.end <= document.quotations[place].end


def _start(span: Span) -> int:
    return span.start


def _is_person(name: Name, lexicon: Lexicon) -> bool:
    return is_person(name) and lexicon["bodies"].isdisjoint(name.words)


# ---------------------------------------------------------------- verbs


def _of_strong_verb(scene: Scene, hit: Hit) -> Source | None:
    return _of_verb(scene, hit, strong=True)


def _of_weak_verb(scene: Scene, hit: Hit) -> Source | None:
    return _of_verb(scene, hit, strong=False)


def _of_verb(scene: Scene, hit: Hit, *, strong: bool) -> Source | None:
    """The source of a verb: its subject before it, or after it when the sentence is inverted."""
    sentence = scene.document.sentences[hit.stretch]
    verb = scene.document.word_at(hit.start)
    form = scene.word(verb)
    if _is_compound(scene, hit) or _is_noun(scene, hit, sentence) or _is_deed(scene, hit, form):
        return None
    place, passive = _before_auxiliaries(scene, verb, sentence.first, strong)
    if passive or _BY.match(scene.document.folded, hit.end):
        return _agent(scene, hit, sentence) if scene.has("judging", form) else None
    if place < sentence.first:
        after = _subject_after_comma if form.endswith("ing") else _subject_after
        return after(scene, hit, sentence) if strong else None
    return _subject_before(scene, place, verb, sentence, strong) or (
        _subject_after(scene, hit, sentence) if strong and _is_inverted(scene, place) else None
    )


def _is_compound(scene: Scene, hit: Hit) -> bool:
    """Whether a hyphen makes a verb part of another word: "so-called", "mortgage-backed"."""
    folded = scene.document.folded
    before, after = folded[hit.start - 1 : hit.start], folded[hit.end : hit.end + 2]
    return (before == "-" and folded[hit.start - 2].isalnum()) or (after[:1] == "-" and after[1:].isalnum())


def _is_noun(scene: Scene, hit: Hit, sentence: Sentence) -> bool:
    """Whether a form that may be a noun ("claims", "points") lacks the object or clause that would make it a verb."""
    if not scene.has("nouns-too", scene.document.folded[hit.start : hit.end]):
        return False
    after = scene.document.word_at(hit.end)
    subject = scene.word(scene.document.word_at(hit.start) - 1)
    if after >= sentence.last or scene.gap(after - 1)[:1] in tuple(",:\"'“") or scene.has("persons", subject):
        return False
    word = scene.word(after)
    named = scene.names.covering(scene.start(after)) is not None
    return not (named or scene.has("determiners", word) or scene.has("objects", word))


def _is_deed(scene: Scene, hit: Hit, form: str) -> bool:
    """Whether a verb that also tells deeds has a thing for its object: "she maintains a lead", "he found himself"."""
    if not scene.has("deeds", form):
        return False
    after = scene.document.word_at(hit.end)
    return after < len(scene.document.words.texts) and scene.has("things", scene.word(after))


def _before_auxiliaries(scene: Scene, verb: int, first: int, strong: bool) -> tuple[int, bool]:
    """The last word before a verb that is neither auxiliary nor adverb, and whether the verb is passive."""
    form = scene.word(verb)
    passive, place = False, verb - 1
    while place >= first and not scene.gap(place):
        word = scene.word(place)
        if scene.has("being", word):
            passive = passive or not form.endswith("ing")
        elif scene.has("period", word) and scene.word(place - 1) in ("last", "this"):
            place -= 1
        elif not _is_light(scene, place, strong):
            break
        place -= 1
    return place, passive


def _is_light(scene: Scene, place: int, strong: bool) -> bool:
    """Whether a word may stand between subject and verb: an auxiliary, an adverb, a day ("on Sunday tweeted")."""
    word = scene.word(place)
    if word == "on":
        return scene.has("calendar", scene.word(place + 1))
    adverb = word.endswith("ly") and len(word) > 4
    return adverb or scene.has("auxiliaries", word) or (strong and scene.has("modals", word))


def _agent(scene: Scene, hit: Hit, sentence: Sentence) -> Source | None:
    """The agent of a passive: a name or a body soon after "by"."""
    word = scene.document.word_at(hit.end)
    for place in range(word, min(word + 8, sentence.last - 1)):
        if scene.word(place) == "by":
            if scene.word(place + 1)[:1].isdigit():
                return None
            found = _noun_phrase_after(scene, place + 1, sentence)
            return found if found and found.signal == NAMED else None
    return None


def _subject_before(scene: Scene, place: int, verb: int, sentence: Sentence, strong: bool) -> Source | None:
    gap = scene.gap(place)
    if gap[:2] in (".,", ".)"):
        gap = gap[1:]
    form = scene.word(verb)
    if gap == "," and scene.gap(place - 1) == "," and scene.word(place) in _ASIDES:
        place, gap = place - 1, ""
    if not gap and form.endswith("ing") and not strong and place == verb - 1:
        return None
    if not gap:
        found = _subject_at(scene, place, sentence, strong, form)
        if found is None and form.endswith("ing"):
            return _subject_of_participle(scene, place, sentence)
        if found is None and (strong or scene.has("tells", form)):
            return _told_apart(scene, place, sentence, strong)
        return None if found and not strong and not _holds(scene, found, form) else found
    if any(mark in gap for mark in '"“”') or gap[0] in ";:?!.":
        return None
    if form.endswith("ing"):
        return _subject_of_sentence(scene, place + 1, sentence)
    if gap[0] == ")" and gap != "),":
        return _before_bracket(scene, place, sentence, strong)
    return _before_apposition(scene, place, sentence, strong) or (
        _subject_of_sentence(scene, place, sentence) if strong and scene.has("saying", form) else None
    )


# Words between commas that a sentence may have between its subject and its verb: "others, however, say".
_ASIDES = frozenset("however though too meanwhile instead indeed nonetheless nevertheless therefore".split())


def _told_apart(scene: Scene, place: int, sentence: Sentence, strong: bool) -> Source | None:
    """ "Sources privy to the talks say": the crowd or paper that a sentence starts with, and what tells it apart."""
    for word in range(sentence.first, min(sentence.first + 7, place)):
        text = scene.word(word)
        if not ((strong and scene.has("crowds", text)) or scene.has("works", text)):
            continue
        follows = scene.word(word + 1)
        apart = follows in _APART or scene.has("prepositions", follows)
        if not apart or any(scene.gap(between) for between in range(word, place)):
            return None
        start, _, name = _phrase(scene, word, sentence)
        if scene.has("works", text) and start > sentence.first and not scene.gap(start - 1):
            return None
        named = scene.has("works", text) and name
        return Source(NAMED if named else VAGUE, scene.start(word), scene.end(place))
    return None


_APART = frozenset(
    (
        "who", "that", "briefed", "close", "familiar", "interviewed", "involved", "privy",
        "conducted", "published", "released",
    )
)  # fmt: skip


def _subject_of_participle(scene: Scene, place: int, sentence: Sentence) -> Source | None:
    """ "Ms Diop sent a letter urging": the name or pronoun that the sentence starts with, after a noun."""
    if any(
        scene.has(kind, scene.word(place)) for kind in ("no-subject", "prepositions", "determiners", "being")
    ):
        return None
    found = _subject_of_sentence(scene, place, sentence)
    return found if found and found.signal == NAMED else None


def _holds(scene: Scene, source: Source, form: str) -> bool:
    """Whether a verb of holding says something of its subject: of a crowd only what it did, not what it is like."""
    if scene.has("mental", form) and not (
        _is_pronoun(scene, source) or scene.names.between(source.start, source.end)
    ):
        return scene.has("informed", _last_word(scene, source))
    if source.signal == NAMED or source.known:
        return True
    last = _last_word(scene, source)
    past = form.endswith(("ed", "ing")) or scene.has("irregular", form) or scene.has("informed", last)
    return past and form != "called" and (not scene.has("many", last) or scene.has("judging", form))


def _is_pronoun(scene: Scene, source: Source) -> bool:
    return scene.has("persons", scene.document.folded[source.start : source.end])


def _subject_at(scene: Scene, place: int, sentence: Sentence, strong: bool, form: str = "") -> Source | None:
    """The source whose noun phrase ends with a given word."""
    word = scene.word(place)
    saying = strong and scene.has("saying", form)
    if name := scene.names.ending_at(scene.end(place)):
        return _named(scene, name, sentence, form)
    if scene.has("persons", word):
        return _by_pronoun(scene, place)
    if word in ("who", "which"):
        if scene.word(place - 1) == "those" or (not strong and scene.has("crowds", scene.word(place - 1))):
            return None
        return _antecedent(scene, place, sentence, strong)
    if word == "it" and strong and not form.startswith("ask"):
        return Source(VAGUE, scene.start(place), scene.end(place), True)
    if scene.has("coordinators", word):
        return (
            _subject_of_sentence(scene, place, sentence) if saying or form.endswith(("ed", "ing")) else None
        )
    if strong and form.endswith("ing") and scene.has("prepositions", word):
        found = _subject_of_sentence(scene, place, sentence)
        return found if found and found.signal == NAMED else None
    if word == "to":
        return _of_infinitive(scene, place, sentence, strong)
    if scene.has("no-subject", word) or _is_possessive(word):
        return None
    return _noun(scene, place, sentence, strong, saying)


def _of_infinitive(scene: Scene, place: int, sentence: Sentence, strong: bool) -> Source | None:
    """ "went on to say", "declined to comment": the subject of the verb that governs the infinitive."""
    before = place - 1
    if before < sentence.first or not scene.has("control", scene.word(before)):
        return None
    if scene.word(before) == "on":
        before -= 1
    before, passive = _before_auxiliaries(scene, before, sentence.first, strong)
    if before < sentence.first or passive:
        return None
    return _subject_before(scene, before, before + 1, sentence, strong)


def _named(scene: Scene, name: Name, sentence: Sentence, form: str = "") -> Source | None:
    """A name as a subject; "officials at the Pentagon" and "Republicans" are crowds all the same."""
    last = name.words[-1]
    if _is_crowd_name(scene, name, last) or _is_common_noun(scene, name, form):
        return Source(VAGUE, name.start, name.end)
    before = _find_governor(scene, name, sentence)
    if before is None:
        return Source(NAMED, name.start, name.end)
    head = before - 1
    if scene.word(before) == "like":
        return Source(NAMED, scene.start(head), name.end)
    if any(scene.has(kind, scene.word(head)) for kind in ("crowds", "nameless")) or _is_many(scene, head):
        return Source(VAGUE, scene.start(head), name.end)
    if scene.has("roles", scene.word(head)):
        return Source(NAMED, scene.start(head), name.end)
    return _somebody_of(scene, name, head, sentence) or Source(NAMED, name.start, name.end)


def _somebody_of(scene: Scene, name: Name, head: int, sentence: Sentence) -> Source | None:
    """ "A widow from Leeds", "a cousin of Ana Bohm": somebody whom a name only tells apart."""
    start, determiner, _ = _phrase(scene, head, sentence)
    preposition = scene.word(head + 1)
    apart = preposition in _WHENCE or (preposition == "of" and _is_person(name, scene.lexicon))
    if determiner not in ("a", "an") or not apart:
        return None
    if any(scene.has(kind, scene.word(head)) for kind in ("bodies", "works")):
        return None
    return Source(VAGUE, scene.start(start), name.end)


_WHENCE = frozenset({"from", "in", "near", "outside"})


def _is_crowd_name(scene: Scene, name: Name, last: str) -> bool:
    if " " in name.text:
        return False
    return scene.has("crowds", last) or (
        len(last) > 5 and last.endswith(("ans", "crats", "ists")) and not last.endswith("mans")
    )


def _is_common_noun(scene: Scene, name: Name, form: str) -> bool:
    """Whether a sentence's first word is no name: many of a kind ("Stallholders say"), or a word of this draft."""
    if not name.initial or name.text in scene.sure:
        return False
    word = name.text.lower()
    many = word.endswith(("s", "men")) and not word.endswith(("ss", "us", "is"))
    if many and (scene.has("reporting", form + "s") or scene.has("stance", form + "s")):
        return True
    return word in scene.small


def _by_pronoun(scene: Scene, place: int) -> Source:
    named = scene.person_named < scene.start(place)
    return Source(NAMED if named else VAGUE, scene.start(place), scene.end(place), True)


def _antecedent(scene: Scene, place: int, sentence: Sentence, strong: bool) -> Source | None:
    """Whom "who" stands for: the noun phrase before it, or the one before the comma."""
    before = place - 1
    if before < sentence.first:
        return None
    if name := scene.names.ending_at(scene.end(before)):
        return Source(NAMED, name.start, name.end)
    if found := _before_apposition(scene, before, sentence, False) if scene.gap(before) else None:
        return found
    return _noun(scene, before, sentence, strong, strong and scene.word(place) == "who")


def _before_bracket(scene: Scene, place: int, sentence: Sentence, strong: bool) -> Source | None:
    opening = scene.document.folded.rfind("(", sentence.span.start, scene.end(place))
    before = scene.document.word_at(opening) - 1
    if opening < 0 or before < sentence.first:
        return None
    return _subject_at(scene, before, sentence, strong)


def _before_apposition(scene: Scene, place: int, sentence: Sentence, strong: bool) -> Source | None:
    """ "Ana Bohm, the treasurer of the league, said": the name or noun before an earlier comma or dash."""
    folded, end = scene.document.folded, scene.end(place)
    least = max(sentence.span.start, end - _FAR)
    marks = ",–—-(" if folded[end : end + 2].strip()[:1] in ("–", "—", "-") else ","
    for at in range(end - 1, least, -1):
        if folded[at] not in marks or (folded[at] == "-" and folded[at - 1].isalnum()):
            continue
        before = scene.document.word_at(at) - 1
        if before < sentence.first:
            break
        if name := scene.names.ending_at(scene.end(before)):
            return _named(scene, name, sentence)
        if any(scene.has(kind, scene.word(before)) for kind in ("roles", "crowds", "nameless", "bodies")):
            found = _noun(scene, before, sentence, strong, False)
            name = scene.names.ending_at(end)
            called = found is not None and name is not None and _is_person(name, scene.lexicon)
            return found._replace(signal=NAMED, end=end) if found and called else found
    if name := scene.names.ending_at(scene.end(place)):
        return _named(scene, name, sentence)
    return None


def _subject_of_sentence(scene: Scene, place: int, sentence: Sentence) -> Source | None:
    """The first name, pronoun or crowd of the sentence before a word: the likely subject of a second verb."""
    vague: Source | None = None
    for word in range(sentence.first, place):
        if scene.word(word) in ("i", "we", "you"):
            return None
        if name := scene.names.ending_at(scene.end(word)):
            if _find_governor(scene, name, sentence) is not None:
                continue
            return _named(scene, name, sentence)
        if scene.has("persons", scene.word(word)):
            return _by_pronoun(scene, word)
        if vague is None and (
            scene.has("crowds", scene.word(word)) or scene.has("nameless", scene.word(word))
        ):
            vague = Source(VAGUE, scene.start(word), scene.end(word))
    return vague


def _find_governor(scene: Scene, name: Name, sentence: Sentence) -> int | None:
    """The preposition that a name hangs on: the "to" of "crowds marched from Leeds to the Port, chanting"."""
    before = scene.document.word_at(name.start) - 1
    if before > sentence.first and scene.word(before) == "the" and not scene.gap(before):
        before -= 1
    if before <= sentence.first or scene.gap(before) or not scene.has("prepositions", scene.word(before)):
        return None
    return before


# ---------------------------------------------------------------- nouns


def _noun(scene: Scene, place: int, sentence: Sentence, strong: bool, saying: bool) -> Source | None:
    """The source that a common noun stands for: a body one can ring up, a role, a crowd."""
    head = scene.word(place)
    start, determiner, name = _phrase(scene, place, sentence)
    span = scene.start(start), scene.end(place)
    if scene.has("nameless", head):
        return Source(VAGUE, *span, True)
    if scene.has("staff", head) and _is_owned(scene, start, determiner, name):
        return Source(NAMED, *span, True)
    people = any(scene.has(kind, head) for kind in ("crowds", "many", "roles", "bodies"))
    crowd = _crowd_before(scene, start, sentence) if people or saying else None
    if crowd is not None:
        return Source(VAGUE, crowd, span[1])
    if scene.has("crowds", head) or scene.has("many", head):
        return Source(VAGUE, *span)
    if scene.has("roles", head) or scene.has("bodies", head):
        if name or (determiner and not scene.has("indefinite", determiner)):
            return Source(NAMED, *span)
        return Source(VAGUE, *span, True)
    if scene.has("works", head):
        return Source(NAMED if name else VAGUE, *span) if strong or name else None
    if not saying or scene.has("no-voice", head):
        return None
    return Source(VAGUE, *span)


def _crowd_before(scene: Scene, start: int, sentence: Sentence) -> int | None:
    """Where "some critics" starts in "some critics of the mayor say": whom the phrase at a word only tells apart."""
    head = start - 2
    if head > sentence.first and scene.word(head) in ("close", "loyal", "privy"):
        head -= 1
    if head < sentence.first or scene.gap(head) or not scene.has("prepositions", scene.word(start - 1)):
        return None
    if _is_many(scene, head):
        return scene.start(head)
    if not any(scene.has(kind, scene.word(head)) for kind in ("crowds", "nameless")):
        return None
    return scene.start(_phrase(scene, head, sentence)[0])


def _is_many(scene: Scene, word: int) -> bool:
    """Whether a word stands for a crowd, or for nobody in it: "everyone", "nobody", "no one"."""
    text = scene.word(word)
    if text == "one":
        return scene.word(word - 1) in ("no", "any", "every", "some")
    return scene.has("many", text) or text in ("all", "nobody", "none")


def _is_owned(scene: Scene, start: int, determiner: str, name: Name | None) -> bool:
    """Whether a crowd is that of somebody in particular: "her aides", "Mr. Ide's lawyers", "Port officials"."""
    if scene.has("indefinite", determiner):
        return False
    if determiner in ("his", "her"):
        return scene.person_named < scene.start(start)
    if name is None:
        return False
    return not name.initial or _is_possessive(determiner) or name.text in scene.sure


def _phrase(scene: Scene, place: int, sentence: Sentence) -> tuple[int, str, Name | None]:
    """A noun phrase by its last word: its first word, its determiner, a name inside it."""
    name: Name | None = None
    start, least = place, max(sentence.first, place - 6)
    word = place - 1
    while word >= least:
        if scene.gap(word):
            dotted = scene.names.ending_at(scene.end(word) + 1)
            if dotted is None:
                break
            name, start = dotted, scene.document.word_at(dotted.start)
            word = start - 1
            continue
        text = scene.word(word)
        bare = scene.end(word) - (2 if text.endswith("'s") else 1 if text.endswith("s'") else 0)
        name = name or scene.names.ending_at(bare)
        if scene.has("determiners", text):
            return word, text, name
        if _is_possessive(text):
            return word, text, name
        if scene.has("prepositions", text) or scene.has("no-subject", text):
            break
        start = word
        word -= 1
    return start if name else place, "", name


def _is_possessive(word: str) -> bool:
    return word.endswith(("'s", "s'")) and word not in ("he's", "she's", "who's", "it's", "that's")


def _is_inverted(scene: Scene, place: int) -> bool:
    gap = scene.gap(place)
    return (bool(gap) and gap[0] in _QUOTES + ",?!—–") or scene.word(place) == "as"


def _subject_after(scene: Scene, hit: Hit, sentence: Sentence) -> Source | None:
    """ "said Mr Ide", "says a spokesman for the port": the noun phrase right after the verb."""
    word = scene.document.word_at(hit.end)
    if word >= sentence.last or scene.document.folded[hit.end : scene.start(word)] != " ":
        return None
    return _noun_phrase_after(scene, word, sentence)


def _subject_after_comma(scene: Scene, hit: Hit, sentence: Sentence) -> Source | None:
    """ "Noting that the pier was old, Ms Diop resigned": the name or pronoun that starts the main clause."""
    comma = scene.document.folded.find(", ", hit.end, sentence.span.end)
    word = scene.document.word_at(comma)
    if comma < 0 or word >= sentence.last:
        return None
    name = scene.names.starting_at(scene.start(word))
    if name is not None or scene.has("persons", scene.word(word)):
        found = _named(scene, name, sentence) if name else _by_pronoun(scene, word)
        return found and found._replace(start=hit.start, end=hit.end)
    return None


def _noun_phrase_after(scene: Scene, word: int, sentence: Sentence) -> Source | None:
    """The source that starts at a word: a pronoun, a name within reach, or a role, body or crowd."""
    if word >= sentence.last:
        return None
    if scene.has("persons", scene.word(word)):
        return _by_pronoun(scene, word)
    vague: Source | None = None
    indefinite = scene.has("indefinite", scene.word(word))
    for place in range(word, min(word + 9, sentence.last)):
        text = scene.word(place)
        if name := scene.names.starting_at(scene.start(place)):
            return _named_after(scene, name, word, vague)
        if vague is None:
            vague = _common_after(scene, place, word, sentence.last, indefinite)
        if scene.gap(place)[:1] in tuple(";:.?!") if place + 1 < sentence.last else True:
            break
        if scene.gap(place) and vague is not None:
            head = _last_word(scene, vague)
            nameless = scene.has("crowds", head) or (indefinite and scene.has("nameless", head))
            following = None if nameless else scene.names.starting_at(scene.start(place + 1))
            return (following and Source(NAMED, scene.start(word), following.end)) or vague
        if text in ("that", "who", "which", "if", "because", "when"):
            break
    return vague


def _named_after(scene: Scene, name: Name, word: int, vague: Source | None) -> Source:
    crowd = _is_crowd_name(scene, name, name.words[-1])
    behind = scene.document.folded[name.end : name.end + 24]
    head = behind[3:] if behind.startswith("'s") else behind
    first = head.strip().partition(" ")[0].strip(",.;:")
    if crowd or (first != "" and head[:1] == " " and scene.has("crowds", first)):
        return Source(VAGUE, scene.start(word), name.end)
    before = scene.word(scene.document.word_at(name.start) - 1)
    governed = vague is not None and vague.signal == VAGUE and scene.has("prepositions", before)
    if governed and vague:
        head = _last_word(scene, vague)
        issued = before in ("by", "from", "for") and (scene.has("works", head) or scene.has("papers", head))
        return vague._replace(signal=NAMED, end=name.end) if issued or scene.has("spokes", head) else vague
    return Source(NAMED, scene.start(word) if vague else name.start, name.end)


def _last_word(scene: Scene, source: Source) -> str:
    return scene.document.folded[source.start : source.end].rpartition(" ")[2]


def _common_after(scene: Scene, place: int, word: int, last: int, indefinite: bool) -> Source | None:
    text = scene.word(place)
    if scene.has("crowds", text) or scene.has("nameless", text) or scene.has("works", text):
        return Source(VAGUE, scene.start(word), scene.end(place))
    if scene.has("roles", text) or scene.has("bodies", text):
        goes_on = place + 1 < last and not scene.gap(place) and scene.has("crowds", scene.word(place + 1))
        head = place + 1 if goes_on else place
        return Source(VAGUE if indefinite or head > place else NAMED, scene.start(word), scene.end(head))
    return None


# ---------------------------------------------------------------- phrases


def _of_preposition(scene: Scene, hit: Hit) -> Source | None:
    """ "according to ...": whatever follows is a source, named or not."""
    sentence = scene.document.sentences[hit.stretch]
    word = scene.document.word_at(hit.end)
    found = _noun_phrase_after(scene, word, sentence) if word < sentence.last else None
    if found is None and scene.document.folded[hit.start : hit.end] == "according to":
        return None if word >= sentence.last else Source(VAGUE, hit.start, hit.end)
    return found


def _of_noun(scene: Scene, hit: Hit) -> Source | None:
    """ "Ms Diop's speech", "the letter from the port": a noun of speech and its owner."""
    sentence = scene.document.sentences[hit.stretch]
    place = scene.document.word_at(hit.start)
    for word in range(place - 1, max(sentence.first, place - 4) - 1, -1):
        if scene.gap(word):
            break
        text = scene.word(word)
        if _is_possessive(text):
            bare = scene.end(word) - (2 if text.endswith("'s") else 1)
            name = scene.names.ending_at(bare)
            return name and Source(NAMED, name.start, hit.end)
        if text in ("his", "her"):
            return _by_pronoun(scene, word) if scene.person_named < scene.start(word) else None
        if scene.has("prepositions", text) or scene.has("no-subject", text):
            break
    after = scene.document.word_at(hit.end)
    if after + 1 < sentence.last and scene.word(after) in ("by", "from") and not scene.gap(after - 1):
        found = _noun_phrase_after(scene, after + 1, sentence)
        return found if found and found.signal == NAMED else None
    return None


_FINDERS = {
    "reporting": _of_strong_verb,
    "stance": _of_weak_verb,
    "according": _of_preposition,
    "speech": _of_noun,
}


_HEADLINE = compile_pattern(r"[\w.'’-]+(?: [\w.'’-]+){0,2}: (?=\S+(?: \S+){3})")


def _before_colon(scene: Scene, sentence: Sentence) -> Source | None:
    """ "Diop: the pier must go", "Critics: the pier is a folly": a headline's way to say who speaks."""
    match = _HEADLINE.match(scene.document.folded, *sentence.span)
    if match is None:
        return None
    colon = scene.document.folded.index(":", match.start())
    name = scene.names.ending_at(colon)
    last = scene.word(scene.document.word_at(colon) - 1)
    if name and name.start == sentence.span.start:
        return Source(VAGUE if _is_crowd_name(scene, name, name.words[-1]) else NAMED, *name[:2])
    if name is None and scene.has("crowds", last):
        return Source(VAGUE, sentence.span.start, colon)
    return None


# ---------------------------------------------------------------- quotations


def _speaker_beside(scene: Scene, quotation: Span) -> Source | None:
    """A name or pronoun with any verb, hard by the words quoted: "...," Diop recalled; Diop jokes, "..."."""
    return _speaker_after(scene, quotation) or _speaker_before(scene, quotation)


def _speaker_after(scene: Scene, quotation: Span) -> Source | None:
    folded = scene.document.folded
    stop = folded[quotation.start : quotation.end].rstrip("\"'”’ ")[-1:]
    word = scene.document.word_at(quotation.end)
    if stop not in ",?!-—–" or word + 1 >= len(scene.document.words.starts):
        return None
    if folded[quotation.end : scene.start(word)].strip(" ,") or scene.gap(word)[:1] in (".", ";", "?", "!"):
        return None
    return _pair(scene, word)


def _pair(scene: Scene, word: int) -> Source | None:
    """Subject and verb, or verb and name, that start at a word."""
    if name := scene.names.starting_at(scene.start(word)):
        following = scene.document.word_at(name.end)
        if following < len(scene.document.words.starts) and _is_verb(scene, following):
            return Source(NAMED, name.start, scene.end(following))
        return None
    if scene.word(word) in ("he", "she") and _is_verb(scene, word + 1):
        return _by_pronoun(scene, word)._replace(end=scene.end(word + 1))
    name = scene.names.starting_at(scene.start(word + 1))
    if name and not name.initial and _is_verb(scene, word) and not scene.gap(word):
        return Source(NAMED, scene.start(word), name.end)
    return None


def _speaker_before(scene: Scene, quotation: Span) -> Source | None:
    folded = scene.document.folded
    before = folded[max(0, quotation.start - 2) : quotation.start].rstrip()
    word = scene.document.word_at(quotation.start) - 1
    if before[-1:] not in (",", ":") or word < 1:
        return None
    if before[-1:] == ":" and (name := scene.names.ending_at(scene.end(word))):
        governed = scene.has("prepositions", scene.word(word - 1))
        return None if governed else Source(NAMED, name.start, name.end)
    if before[-1:] == ":":
        sentence = scene.document.sentences[scene.document.sentence_at(quotation.start)]
        found = _subject_of_sentence(scene, word, sentence)
        return found if found and found.signal == NAMED else None
    if not _is_verb(scene, word) or scene.gap(word - 1):
        return None
    if name := scene.names.ending_at(scene.end(word - 1)):
        return Source(NAMED, name.start, scene.end(word))
    if scene.word(word - 1) in ("he", "she"):
        return _by_pronoun(scene, word - 1)._replace(end=scene.end(word))
    return None


def _is_verb(scene: Scene, word: int) -> bool:
    text = scene.word(word)
    regular = len(text) > 3 and text.endswith(("ed", "s")) and not text.endswith("'s")
    irregular = scene.has("irregular", text)
    return (regular or irregular) and not scene.has("no-subject", text) and not scene.has("auxiliaries", text)
