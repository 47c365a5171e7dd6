"""What would help a draft most: the claims that rest on one another, and the few additions that answer most of them."""

from __future__ import annotations

from linter.evidence import find_lexicon
from linter.kinds.repetition import Repetition
from linter.patterns import compile_pattern
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linter.ledger import Row
    from linter.lint import Linter
    from linter.rule import Reading

_MOST = 5
_FEWEST = 2
# A clause that begins so takes up what the one before it says.
_TAKES_UP = compile_pattern(r"(?:it|this|that|these|they|such|which|their|its|those|all of which)\b")
_WORD = compile_pattern(r"[a-z]+")
# What the reader of each sort of claim would ask for first.
_ASKED: Mapping[str, tuple[str, ...]] = {
    "attribution": ("quotation", "named-source", "document"),
    "charge": ("quotation", "named-source", "document"),
    "motive": ("quotation", "named-source"),
    "quantity": ("number", "named-source"),
    "frequency": ("number", "example"),
    "cause": ("number", "example"),
    "forecast": ("named-source", "number"),
}
_USUAL = (
    "number",
    "quotation",
    "example",
    "named-source",
    "document",
    "date",
    "link",
    "enumeration",
    "firsthand",
)
_DEED: Mapping[str, str] = {
    "quotation": "quote the statement",
    "named-source": "name who says so",
    "number": "give the figure",
    "example": "give one case, named and dated,",
    "document": "cite the document",
    "date": "date the event",
    "link": "link the source",
    "enumeration": "list the cases",
    "firsthand": "say what you saw yourself",
}


class Addition(NamedTuple):
    """Something to add: a type of evidence, the number of the row to add it at, and the rows that it would answer."""

    signal: str
    at: int
    answers: tuple[int, ...]

    @property
    def deed(self) -> str:
        """What to do, in words."""
        return _DEED[self.signal]


def group_rows(rows: Sequence[Row], reading: Reading, linter: Linter) -> tuple[tuple[int, ...], ...]:
    """The numbers of open rows that stand or fall together: restatements, one crowd, a claim and what takes it up."""
    leader = list(range(len(rows)))

    def find(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for one, two in (
        *_restated(rows, reading, linter),
        *_same_crowd(rows, reading, linter),
        *_taken_up(rows, reading),
    ):
        leader[max(find(one), find(two))] = min(find(one), find(two))
    groups: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        if row.is_open:
            groups.setdefault(find(number), []).append(number)
    return tuple(tuple(group) for group in groups.values() if len(group) >= _FEWEST)


def _restated(rows: Sequence[Row], reading: Reading, linter: Linter) -> Iterator[tuple[int, int]]:
    """Pairs of rows of one sort in sentences that say the same."""
    document = reading.document
    for code, rule in linter.rules.items():
        if isinstance(rule.kind, Repetition) and rule.kind.of == "claim":
            for finding in reading.findings.get(code, ()):
                later, earlier = (
                    [
                        n
                        for n, row in enumerate(rows)
                        if row.is_open and row.sentence == document.sentence_at(span.start)
                    ]
                    for span in (finding.span, finding.related[0].span)
                )
                yield from ((a, b) for a in earlier for b in later if rows[a].asserts == rows[b].asserts)


def _same_crowd(rows: Sequence[Row], reading: Reading, linter: Linter) -> Iterator[tuple[int, int]]:
    """Pairs of rows that put something down to one crowd without a name."""
    crowds, alike = find_lexicon(linter.rulebook.evidence)["crowds"], _find_alike(linter)
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row.is_open and row.asserts in ("attribution", "charge"):
            for word in _WORD.findall(reading.document.folded, *row.span):
                if word in crowds:
                    yield first.setdefault(alike.get(word, word), number), number


def _find_alike(linter: Linter) -> Mapping[str, str]:
    """Words that mean the same to the rules that look for restated claims, each with the first of its group."""
    kinds = [rule.kind for rule in linter.rules.values() if isinstance(rule.kind, Repetition)]
    groups = [group for kind in kinds if kind.of == "claim" for group in kind.alike]
    return {str(word): str(group[0]) for group in groups for word in group}


def _taken_up(rows: Sequence[Row], reading: Reading) -> Iterator[tuple[int, int]]:
    """Pairs of an open row and the one right before it that its first word takes up."""
    document = reading.document
    for number in range(1, len(rows)):
        before, row = rows[number - 1], rows[number]
        near = document.sentences[before.sentence].block == document.sentences[row.sentence].block
        near = near and before.is_open and row.is_open and row.sentence - before.sentence < 2
        if near and _TAKES_UP.match(document.folded, row.span.start):
            yield number - 1, number


# ---------------------------------------------------------------- additions


def find_additions(rows: Sequence[Row], groups: Sequence[Sequence[int]]) -> tuple[Addition, ...]:
    """The additions that answer two open rows or more, the most helpful first, no row counted twice.

    Evidence answers every row in whose window it stands, and with a row those that rest on it, where it is of a
    type that they accept: the greedy cover of Nemhauser, Wolsey & Fisher (1978).
    """
    reached = _find_reached(rows, groups)
    chosen: list[Addition] = []
    while len(chosen) < _MOST:
        best = max(
            _offer(rows, reached),
            key=lambda one: (len(one.answers), -_unasked(rows[one.at], one.signal), -one.at),
            default=None,
        )
        if best is None or len(best.answers) < _FEWEST:
            break
        chosen.append(best)
        answered = set(best.answers)
        reached = {number: near - answered for number, near in reached.items() if number not in answered}
    return tuple(chosen)


def _find_reached(rows: Sequence[Row], groups: Sequence[Sequence[int]]) -> dict[int, set[int]]:
    """For every open row those that evidence in its sentence would reach, and those that rest on it."""
    in_sentence: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        if row.is_open:
            in_sentence.setdefault(row.sentence, []).append(number)
    reached: dict[int, set[int]] = {number: set() for listed in in_sentence.values() for number in listed}
    for other in list(reached):
        for sentence in range(*rows[other].window):
            for number in in_sentence.get(sentence, ()):
                reached[number].add(other)
    for group in groups:
        for number in group:
            reached[number].update(group)
    return reached


def _offer(rows: Sequence[Row], reached: Mapping[int, set[int]]) -> Iterator[Addition]:
    """Every addition at every open row, with the rows that it would answer."""
    for number, near in reached.items():
        for signal in rows[number].missing:
            yield Addition(signal, number, tuple(sorted(one for one in near if signal in rows[one].missing)))


def _unasked(row: Row, signal: str) -> int:
    """How far a type of evidence is from the one a reader of this claim would ask for first."""
    asked = (*_ASKED.get(row.asserts, ()), *_USUAL)
    return asked.index(signal)
