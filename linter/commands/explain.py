"""`copydesk explain`: what a rule says of itself."""

from __future__ import annotations

from linter.arguments import Misused, Operand
from linter.command import RULES, Command, read_options, tell
from linter.config import name_rules
from linter.faults import guess
from linter.rule import Rule, name_missing
from linter.run import Desk, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def explain(word: str, options: Options) -> Iterator[str]:
    """A rule, by its code or name: what it reports, why, examples, and what answers it. Raises Misused."""
    desk = Desk(options)
    rules = desk.linter_for(desk.config_for("draft")).rulebook.rules
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.fields.name:
            return _explain(rule)
    for own in name_rules(()):
        if word.upper() == own.code or word.lower() == own.name:
            return iter([f"{own.code} {own.name} ({own.severity})", "", _OWN[own.code]])
    known = [name for rule in name_rules(rules) for name in (rule.code, rule.name)]
    raise Misused(f"no rule is called “{word}”{guess(word.upper(), known) or guess(word.lower(), known)}")


_OWN = {
    "CD101": "A permission (“copydesk: allow CODE”) that silences nothing: delete it, or move it.",
    "CD102": "A permission that cannot be followed: it names no rule, or stands where it covers nothing.",
}


def _explain(rule: Rule) -> Iterator[str]:
    fields = rule.fields
    yield f"{rule.code} {fields.name} ({fields.severity}, {rule.category}, pack {rule.pack})"
    yield from ("", f"  {fields.message}", "", "Why", f"  {fields.why}")
    if answers := tuple(getattr(rule.kind, "unless", ())):
        within = _WITHIN[getattr(rule.kind, "within", "")]
        yield from ("", "What answers it", f"  {name_missing(answers)}, {within}")
    yield from ("", "Reported (between < and >)", *(f"  {one}" for one in _lines(fields.examples.bad)))
    yield from ("", "Left alone", *(f"  {one}" for one in _lines(fields.examples.good)))
    if fields.source:
        yield from ("", "Source", f"  {fields.source}")
    yield from ("", "To allow it in one paragraph of a Markdown draft, write before it")
    yield f"  <!-- copydesk: allow {rule.code} because ... -->"


_WITHIN = {
    "": "near it",
    "sentence": "in the same sentence",
    "next": "in this sentence or the next",
    "next-two": "in this sentence or the next two",
    "previous": "in this sentence or the one before",
    "neighbours": "in this sentence or one beside it",
    "paragraph": "in the same paragraph",
    "next-paragraph": "in this paragraph or the next",
    "draft": "anywhere in the draft",
}


def _lines(examples: tuple[str, ...]) -> Iterator[str]:
    for example in examples:
        yield "\n  ".join(example.strip().splitlines())


COMMAND = Command(
    Operand("codes", "CODE", "a rule's code or name, as in AT101 or vague-source", least=1, most=1),
    (RULES,),
    lambda given: tell(explain(given.codes[0], read_options(given))),
)
