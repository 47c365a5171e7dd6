"""Who speaks in a draft: people, bodies, documents and crowds; quoted, paraphrased or only mentioned."""

from __future__ import annotations

from bisect import bisect_left

from linter.evidence import find_lexicon
from linter.names import find_names, is_person
from linter.patterns import compile_pattern
from linter.sources import NAMED, VAGUE
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal, TypeAlias

    from linter.document import Document
    from linter.evidence import Evidence, EvidenceRules
    from linter.ledger import Row
    from linter.names import Name, Names
    from linter.rule import Reading
    from linter.sources import Lexicon

Sort: TypeAlias = 'Literal["person", "body", "document", "crowd"]'
Role: TypeAlias = 'Literal["quoted", "paraphrased", "mentioned"]'

_FEWEST_BLANKS = 3
_TITLE = compile_pattern(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Sir|Dame|Lady|Lord|Rev|Sen|Rep|Gov|Gen|Col|Capt|Sgt|d[’']Affaires)\.?"
)
_MONTH = compile_pattern(r"\w*(?: [A-Z]\w+| \d{4})?")
_PLACED = compile_pattern(r"\b(?:in|at|from|to|near|on|off|below|above|via|of|the)(?: the)? $")
_WORD = compile_pattern(r"[\w'’-]+")


class Voice(NamedTuple):
    """One voice and its places, in order, each with what it does there; the spans are code points of the prose."""

    name: str
    sort: Sort
    places: tuple[tuple[Span, Role], ...]

    def count(self, role: Role) -> int:
        """How often it is heard in one way."""
        return sum(one == role for _, one in self.places)


class _Heard(NamedTuple):
    name: str
    sort: Sort
    span: Span
    role: Role


def find_voices(reading: Reading, rows: Sequence[Row], rules: EvidenceRules) -> tuple[Voice, ...]:
    """The voices of a draft: those that are quoted first, then by how often they stand in it."""
    lexicon = find_lexicon(rules)
    names = find_names(reading.document, lexicon["common"], lexicon["calendar"])
    heard = list(_listen(reading, names, lexicon))
    heard += _overhear(rows, [one.span for one in heard], reading.document, lexicon)
    heard += _mentions(heard, reading.document, names, lexicon)
    heard.sort(key=lambda one: one.span)
    known = _merge_persons(heard)
    gathered: dict[str, list[_Heard]] = {}
    for one in heard:
        name = known.get(one.name, one.name)
        gathered.setdefault(name.casefold(), []).append(one._replace(name=name))
    voices = [_gather(group) for group in gathered.values()]
    return tuple(sorted(voices, key=lambda one: (-one.count("quoted"), -len(one.places), one.places[0][0])))


def _gather(group: Sequence[_Heard]) -> Voice:
    """What was heard of one voice; a person's full name makes the surname alone a person's too."""
    sort = "person" if any(one.sort == "person" for one in group) else group[0].sort
    return Voice(group[0].name, sort, tuple((one.span, one.role) for one in group))


def _listen(reading: Reading, names: Names, lexicon: Lexicon) -> Iterator[_Heard]:
    """Every place where somebody speaks, and every document."""
    document = reading.document
    for evidence in (one for sentence in reading.evidence.sentences for one in sentence):
        if evidence.signal == "document":
            yield _Heard(_title(evidence.span, document), "document", evidence.span, "mentioned")
        elif evidence.signal in (NAMED, VAGUE) and (one := _hear(evidence, document, names, lexicon)):
            yield one


def _mentions(
    heard: Sequence[_Heard], document: Document, names: Names, lexicon: Lexicon
) -> Iterator[_Heard]:
    """The names, elsewhere, of those who speak and of those who might."""
    told = {name.start for one in heard for name in names.between(*one.span)}
    voices = {one.name for one in heard}
    for name in names.names:
        plain = _plain(name.text, lexicon)
        is_body = not name.initial and not lexicon["bodies"].isdisjoint(name.words)
        if name.start not in told and (is_body or plain in voices or _is_somebody(name, document, lexicon)):
            yield _Heard(plain, _sort(name, lexicon), Span(name.start, name.end), "mentioned")


def _hear(evidence: Evidence, document: Document, names: Names, lexicon: Lexicon) -> _Heard | None:
    """The voice behind a source: a name, whom a pronoun stands for, or what the source is called."""
    role: Role = "quoted" if _is_quoted(evidence.span, document) else "paraphrased"
    words = _WORD.findall(document.folded, *evidence.span)
    if evidence.signal == NAMED:
        inside = names.between(*evidence.span)
        if name := next((one for one in inside if is_person(one)), inside[0] if inside else None):
            return _Heard(_plain(name.text, lexicon), _sort(name, lexicon), evidence.span, role)
        if any(word in lexicon["persons"] for word in words):
            spoken = _last_person(evidence.start, names, lexicon)
            return _Heard(_plain(spoken.text, lexicon), "person", evidence.span, role) if spoken else None
    for sort, lists in _SORTS:
        if noun := next((word for word in words if any(word in lexicon[one] for one in lists)), None):
            label = noun if sort == "crowd" and noun.endswith("s") else f"the {noun}"
            return _Heard(label, sort, evidence.span, role)
    rumour = (
        evidence.signal == VAGUE
        and len(words) > 2
        and (words[0] != "it" or (words[1] in lexicon["being"] and not words[-1].endswith("ing")))
    )
    return _Heard(document.text(evidence.span), "crowd", evidence.span, role) if rumour else None


_SORTS: tuple[tuple[Sort, tuple[str, ...]], ...] = (
    ("crowd", ("crowds", "nameless")),
    ("body", ("bodies",)),
    ("person", ("roles",)),
    ("document", ("works",)),
)


def _overhear(
    rows: Sequence[Row], told: Sequence[Span], document: Document, lexicon: Lexicon
) -> Iterator[_Heard]:
    """The crowds that a draft puts views and deeds down to, where no verb of speaking goes with them."""
    for row in rows:
        if row.asserts in ("attribution", "charge"):
            for word in _WORD.finditer(document.folded, *row.span):
                span = Span(*word.span())
                many = word.group().endswith("s") and word.group() in lexicon["crowds"]
                if many and not any(span.overlaps(other) for other in told):
                    yield _Heard(word.group(), "crowd", span, "paraphrased")


def _title(span: Span, document: Document) -> str:
    """What a document is called, with the rest of a date that it goes by."""
    text = document.text(span).strip()
    rest = _MONTH.match(document.prose, span.end) if text[-1:].isdigit() else None
    return text + rest.group() if rest else text


def _is_quoted(span: Span, document: Document) -> bool:
    """Whether words of some length stand in quotation marks in the sentence of a source, or right beside it."""
    sentence = document.sentences[document.sentence_at(span.start)].span
    return any(
        quotation.start < sentence.end + 2 and sentence.start - 2 < quotation.end
        for quotation in document.quotations
        if document.folded.count(" ", *quotation) >= _FEWEST_BLANKS
    )


def _sort(name: Name, lexicon: Lexicon) -> Sort:
    plain = _plain(name.text, lexicon)
    bodily = not lexicon["bodies"].isdisjoint(plain.lower().split()) or (plain.isupper() and len(plain) > 1)
    titled = plain != name.text
    return "person" if titled or (not bodily and " " in plain) else "body"


def _is_somebody(name: Name, document: Document, lexicon: Lexicon) -> bool:
    """Whether a name that nobody speaks under is a person's, by its title or shape, and no place's."""
    if _plain(name.text, lexicon) != name.text:
        return True
    shape = is_person(name) and not name.initial and name.text.replace(" ", "").isalpha()
    return shape and not _PLACED.search(document.folded, max(0, name.start - 12), name.start)


def _last_person(offset: int, names: Names, lexicon: Lexicon) -> Name | None:
    before = names.names[: bisect_left(names.starts, offset)]
    persons = [one for one in before if is_person(one) and lexicon["bodies"].isdisjoint(one.words)]
    return persons[-1] if persons else None


def _plain(name: str, lexicon: Lexicon) -> str:
    """A name without titles and offices before it: “Interior Minister Ana Bohm” is Ana Bohm."""
    words = name.split()
    office = [n for n, word in enumerate(words[:-1]) if _is_office(word, lexicon)]
    return " ".join(words[office[-1] + 1 :]) if office else name


def _is_office(word: str, lexicon: Lexicon) -> bool:
    return word.lower() in lexicon["roles"] or _TITLE.fullmatch(word) is not None


def _merge_persons(heard: list[_Heard]) -> dict[str, str]:
    """The full name for every surname that ends one."""
    full = {
        one.name.rpartition(" ")[2]: one.name for one in heard if one.sort == "person" and " " in one.name
    }
    return {surname: name for surname, name in full.items() if surname != name}
