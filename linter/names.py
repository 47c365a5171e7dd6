"""Proper names, found by their shape: persons, places, bodies, acronyms. No list of the world's names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from linter.memory import recall
from linter.patterns import compile_pattern
from linter.values import NamedTuple, make_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set
    from typing import Any

    from linter.document import Block, Document

_UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0106\u010c\u010e\u0110\u0130\u0141\u0143\u0158-\u0160\u0162\u016e\u0179-\u017d"
_TITLE = (
    "Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Rev|Hon|Sens?|Reps?|Govs?|Gens?|Col|Lt|Capt|Sgt|Maj|Cmdr|Adm|Brig|Pres"
    "|Supt|Insp|Det|Atty|Amb|Sec|Fr|Jr|Sr|St|Ald|Cllr"
)
# A word of a name: a title or initial with its stop, "U.S.", or a capitalised word with what is tied on by an
# apostrophe or a hyphen; a possessive 's is no part of it.
_PART = (
    rf"(?:(?:{_TITLE})\.|[{_UPPER}]\.(?: ?[{_UPPER}]\.)*(?=[\s,;:'’)-]|$)|(?:[{_UPPER}]\.)+[{_UPPER}]\b"
    rf"|(?!I\b(?!\.))[{_UPPER}]\w*(?:&\w+|['’-](?![sS]\b)\w+)*)"
)
# What stands in lower case inside a name: "University of Lagos", "van der Meer", "Marks & Spencer".
_JOINT = (
    r"(?: (?:of (?:the )?|de (?:la )?|del |della |di |da |dos |du |la |le |van (?:der |den |de )?|von (?:der )?"
    r"|bin |ibn |al-|el-|& )| )"
)
_NAME = compile_pattern(rf"(?<![\w'’]){_PART}(?:{_JOINT}{_PART})*(?:, (?:Jr|Sr)\b\.?)?")
# Where one may begin: to look for this first is twice as fast, since the engine skips to a capital by itself.
_START = compile_pattern(rf"[{_UPPER}](?<![\w'’].)")
_PERSON = compile_pattern(rf"(?:{_TITLE})\.? |[{_UPPER}]\w+ [{_UPPER}]\.")
_OPENS = frozenset(" \"'“‘(—–-:…")


class Name(NamedTuple):
    """A proper name: its span (half-open, code points of the prose, without a possessive 's).

    `initial`: it starts its sentence and is one word, so that only its company can tell whether it is a name.
    """

    start: int
    end: int
    text: str
    initial: bool

    @property
    def words(self) -> list[str]:
        """Its words, in lower case, straight apostrophes."""
        return self.text.lower().replace("’", "'").split()


class Names(NamedTuple):
    """The names of a draft in order, with their offsets for looking up."""

    names: tuple[Name, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def ending_at(self, offset: int) -> Name | None:
        """The name whose last character stands just before an offset."""
        place = bisect_left(self.ends, offset)
        return self.names[place] if place < len(self.ends) and self.ends[place] == offset else None

    def starting_at(self, offset: int) -> Name | None:
        """The name that starts at an offset."""
        place = bisect_left(self.starts, offset)
        return self.names[place] if place < len(self.starts) and self.starts[place] == offset else None

    def covering(self, offset: int) -> Name | None:
        """The name that holds an offset."""
        place = bisect_right(self.starts, offset) - 1
        return self.names[place] if place >= 0 and offset < self.ends[place] else None

    def between(self, start: int, end: int) -> tuple[Name, ...]:
        """The names that lie wholly inside [start, end)."""
        first = bisect_left(self.starts, start)
        return self.names[first : bisect_right(self.ends, end, first)]


def find_names(document: Document, common: Set[str], calendar: Set[str]) -> Names:
    """The proper names of a draft's paragraphs, items, notes and quotations.

    `common`: lower-case words that are no names although a sentence may start with them; `calendar`: words with a
    capital that name a time and no thing.
    """
    starts: list[int] = []
    ends: list[int] = []
    texts: list[str] = []
    initials: list[bool] = []
    for block in document.blocks:
        if block.kind not in ("heading", "label"):
            offset, prose = block.span.start, document.text(block.span)
            found = recall((Name, prose), lambda: _list_names(document, block, common, calendar))  # noqa: B023
            starts += map(offset.__add__, found[0])
            ends += map(offset.__add__, found[1])
            texts += found[2]
            initials += found[3]
    return Names(tuple(make_all(Name, starts, ends, texts, initials)), tuple(starts), tuple(ends))


def _list_names(document: Document, block: Block, common: Set[str], calendar: Set[str]) -> Sequence[Any]:
    """The names of a block, counted from its start: all first fields, then all second ones, and so on."""
    offset = block.span.start
    starts = {one.span.start - offset for one in document.sentences[block.first : block.last]}
    found = _names_in(document.text(block.span), starts, common, calendar)
    return list(zip(*found, strict=True)) or ((), (), (), ())


def _names_in(prose: str, starts: Set[int], common: Set[str], calendar: Set[str]) -> Iterator[Name]:
    """The names in the prose of one block, whose sentences begin at `starts`."""
    end = 0
    for begins in _START.finditer(prose):
        match = _NAME.match(prose, begins.start()) if begins.start() >= end else None
        if match is None:
            continue
        start, end = match.span()
        opens = start in starts or _opens_sentence(prose, start, starts)
        for first, last in _split(prose, start, end):
            name = _trimmed(prose, first, last, opens and first == start, common, calendar)
            if name is not None:
                yield name


def _split(prose: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitals cut at words that are in no name: verbs and pronouns in a headline's capitals."""
    if prose.count(" ", start, end) < 2 or not (_HEADLINE.search(prose, start, end)):
        yield start, end
        return
    for word in _HEADLINE.finditer(prose, start, end):
        if word.start() > start:
            yield start, word.start()
        start = word.end()
    if start < end:
        yield start + 1, end


_HEADLINE = compile_pattern(
    r"(?<= )(?:Says?|Said|Tells?|Told|Ask(?:s|ed)?|Warn(?:s|ed)?|Vows?|Calls|Claims|Slams|Wants|Urges|Accuses|Denies"
    r"|Hits|Hints|Announces|Attacks|Backs|Blasts|Blames|Confirm(?:s|ed)|Criticizes|Criticises|Defends|Describe[sd]"
    r"|Endorse[sd]|Mocks|Praises|Predicts|Promises|Questions|Rejects|Reveals|Responds|Rips|Suggests|Admits|Thinks"
    r"|Believes|Takes|Gets|Has|Had|Is|Was|Are|Will|Would|Could|Should|Can|Just|Finally"
    r"|A|An|He|She|They|It|To|That|His|Her|Their|We|You|If|Over|On|In|With|At|From|By|About)(?= |$)"
)


def _opens_sentence(prose: str, start: int, starts: Set[int]) -> bool:
    """Whether only quotation marks, brackets and the like stand between a sentence's or quotation's start and here."""
    before = start - 1
    while before >= 0 and prose[before] in _OPENS and prose[before] != " ":
        before -= 1
        if before + 1 in starts:
            return True
    if before < start - 1:
        return True
    return prose[max(0, start - 2) : start] in (": ", "? ", "! ", ". ", "… ")


def _trimmed(
    prose: str, start: int, end: int, opens: bool, common: Set[str], calendar: Set[str]
) -> Name | None:
    """A run of capitalised words without the common words it starts with and the times at its edges."""
    text = prose[start:end].rstrip()
    while text:
        first = text.split(" ", 1)[0]
        low = first.lower().rstrip(".").replace("’", "'")
        if low in calendar or low == "i" or (low in common and (opens or " " not in text or low in _NEVER)):
            rest = text[len(first) :].lstrip()
            while rest and not rest[0].isupper():
                rest = rest.partition(" ")[2]
            start, text, opens = start + len(text) - len(rest), rest, False
            continue
        break
    while text and text.rpartition(" ")[2].lower() in calendar:
        text = text.rpartition(" ")[0].rstrip()
    if not text or (len(text) == 1 and not text.isupper()) or text.count(" ") > _LONGEST:
        return None
    return Name(start, start + len(text), text, opens and " " not in text and not _is_acronym(text))


# Words that begin no name wherever they stand; other common words may ("New York", "White House").
_NEVER = frozenset("i the this that these those a an and but or if when it he she they we you".split())


# A run of capitals with more blanks is a headline, and no name.
_LONGEST = 7


def _is_acronym(text: str) -> bool:
    return len(text) > 1 and sum(char.isupper() for char in text) > 1


def is_person(name: Name) -> bool:
    """Whether a name has the shape of a person's: a title, an initial, or two plain words."""
    return _PERSON.match(name.text) is not None or name.text.count(" ") == 1
