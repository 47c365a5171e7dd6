"""`copydesk rules`: the rules that there are."""

from __future__ import annotations

from linter.arguments import Option, Section
from linter.command import RULES, Command, read_options, tell
from linter.run import Desk, Options
from linter.terminal import write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.rule import Rule


def list_rules(options: Options, output_format: str) -> Iterator[str]:
    """All rules, a line each or as JSON."""
    desk = Desk(options)
    rules = desk.linter_for(desk.config_for("draft")).rulebook.rules
    if output_format == "json":
        return iter(write_json({"rules": [_as_json(rule) for rule in rules]}, indent=2).splitlines())
    widest = max((len(rule.fields.name) for rule in rules), default=0)
    return (
        f"{one.code}  {one.fields.name:{widest}}  {one.fields.severity:7}  {one.fields.state:10}  {one.pack}"
        for one in rules
    )


def _as_json(rule: Rule) -> dict[str, Any]:
    fields = rule.fields
    return {
        "code": fields.code,
        "name": fields.name,
        "pack": rule.pack,
        "kind": fields.kind,
        "category": rule.category,
        "severity": fields.severity,
        "state": fields.state,
        "replaced_by": fields.replaced_by,
        "message": fields.message,
        "why": fields.why,
        "source": fields.source,
        "examples": fields.examples._asdict(),
    }


COMMAND = Command(
    None,
    (
        Section("report", (Option(("--output-format",), "the form of the list", choices=("text", "json")),)),
        RULES,
    ),
    lambda given: tell(list_rules(read_options(given), given.output_format)),
)
