"""The examples of packs, put to the test: what is marked is to be reported, exactly that, nothing else."""

from __future__ import annotations

from linter.faults import RuleOutOfTime
from linter.lint import Linter
from linter.readers import read_document
from linter.rulebook import Verdict
from linter.text import Source, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal, TypeAlias

    from linter.rule import Rule

_SHOWN = 120

Fault: TypeAlias = 'Literal["noisy", "missing", "wrong span", "bad marks", "out of time"]'


class Marked(NamedTuple):
    """An example without its marks, and the stretches that they enclosed, in code points."""

    text: str
    spans: tuple[Span, ...]


class Failed(NamedTuple):
    """An example that a rule does not live up to: the example, what is wrong, and the words it is about."""

    rule: Rule
    example: str
    fault: Fault
    words: str


class BadMarks(ValueError):
    """A `<` without its `>`, or the reverse."""


def read_marks(example: str) -> Marked:
    """An example with `<...>` round what is to be reported. Marks may lie in each other. Raises BadMarks."""
    text: list[str] = []
    opened: list[int] = []
    spans: list[Span] = []
    for char in example:
        if char == "<":
            opened.append(len(text))
        elif char != ">":
            text.append(char)
        elif opened:
            spans.append(Span(opened.pop(), len(text)))
        else:
            raise BadMarks(example)
    if opened:
        raise BadMarks(example)
    return Marked("".join(text), tuple(sorted(spans)))


def run_examples(linter: Linter, rules: Sequence[Rule]) -> Iterator[Failed]:
    """The examples of rules that do not come out as they are marked."""
    for rule in rules:
        for example in rule.fields.examples.bad:
            yield from run_example(linter, rule, example, marked=True)
        for example in rule.fields.examples.good:
            yield from run_example(linter, rule, example, marked=False)


def run_example(linter: Linter, rule: Rule, example: str, *, marked: bool) -> Iterator[Failed]:
    """What is wrong with one example; a good one carries no marks, and yields nothing."""
    try:
        text, wanted = read_marks(example) if marked else Marked(example, ())
        found = find_spans(linter, rule, text)
    except BadMarks:
        yield Failed(rule, example, "bad marks", example)
        return
    except RuleOutOfTime:
        yield Failed(rule, example, "out of time", example)
        return
    for fault, span in _compare(wanted, found):
        yield Failed(rule, example, fault, text[span.start : span.end])


def find_spans(linter: Linter, rule: Rule, text: str) -> list[Span]:
    """What one rule reports of a text, in code points of the text, sorted; before findings are folded."""
    document = read_document(Source("example.txt", text))
    verdict = Verdict({rule.code: rule.fields.severity})
    found = {document.origin(one.span) for one in linter.find(document, verdict) if one.code == rule.code}
    return sorted(found)


def _compare(wanted: Sequence[Span], found: Sequence[Span]) -> Iterator[tuple[Fault, Span]]:
    missing = [span for span in wanted if span not in found]
    extra = [span for span in found if span not in wanted]
    for span in missing:
        near = next((other for other in extra if other.overlaps(span)), None)
        if near is None:
            yield "missing", span
        else:
            extra.remove(near)
            yield "wrong span", near
    for span in extra:
        yield "noisy", span
