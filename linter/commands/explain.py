"""`copydesk explain`: what a rule says of itself."""

from __future__ import annotations

from linter.allow import OWN_PAGES
from linter.arguments import Misused, Operand
from linter.command import RULES, Command, complain, read_options, tell
from linter.config import name_rules
from linter.faults import guess
from linter.page import describe_rule, load_measured, title_rule, write_page
from linter.rule import Rule
from linter.run import Desk, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def explain(word: str, options: Options) -> Iterator[str]:
    """A rule, by its code or name: what it reports, why, examples, and what answers it. Raises Misused."""
    desk = Desk(options)
    rulebook = desk.linter_for(desk.config_for("draft")).rulebook
    rules = rulebook.rules
    if word in rulebook.former:
        heir = rulebook.former[word]
        if not heir:
            return iter([f"“{word}” is no longer a rule, and none has taken its place"])
        complain(f"“{word}” is now called {heir}")
        word = heir
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.fields.name:
            return _explain(rule)
    for own in name_rules(()):
        if word.upper() == own.code or word.lower() == own.name:
            return iter([f"{own.code} {own.name} ({own.severity})", "", OWN_PAGES[own.code]])
    known = [name for rule in name_rules(rules) for name in (rule.code, rule.name)]
    raise Misused(f"no rule is called “{word}”{guess(word.upper(), known) or guess(word.lower(), known)}")


def _explain(rule: Rule) -> Iterator[str]:
    yield title_rule(rule)
    if rule.fields.replaced_by:
        yield f"  {rule.fields.replaced_by} takes its place"
    yield from write_page(describe_rule(rule, load_measured().get(rule.code)))


COMMAND = Command(
    Operand("codes", "CODE", "a rule's code or name, as in AT101 or vague-source", least=1, most=1),
    (RULES,),
    lambda given: tell(explain(given.codes[0], read_options(given))),
)
