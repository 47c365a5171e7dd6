"""What rules say of themselves, and what applies where: the words of `explain`, `rules` and `config`."""

import os
from collections.abc import Iterator
from typing import Any

from linter.config import BUILT_IN, Config, Decision, decide, is_excluded, name_rules
from linter.located import guess
from linter.rule import Rule, name_missing
from linter.run import Desk, Options
from linter.terminal import escape_json


class NoSuchRule(Exception):
    """A rule was asked for that does not exist; the message has a guess."""


def explain(word: str, options: Options) -> Iterator[str]:
    """A rule, by its code or name: what it reports, why, examples, and what answers it. Raises NoSuchRule."""
    desk = Desk(options)
    rules = desk.linter_for(desk.config_for("draft")).rulebook.rules
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.fields.name:
            return _explain(rule)
    for own in name_rules(()):
        if word.upper() == own.code or word.lower() == own.name:
            return iter([f"{own.code} {own.name} ({own.severity})", "", _OWN[own.code]])
    known = [name for rule in name_rules(rules) for name in (rule.code, rule.name)]
    raise NoSuchRule(f"no rule is called “{word}”{guess(word.upper(), known) or guess(word.lower(), known)}")


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


# ---------------------------------------------------------------- rules


def list_rules(options: Options, output_format: str) -> Iterator[str]:
    """All rules, a line each or as JSON."""
    desk = Desk(options)
    rules = desk.linter_for(desk.config_for("draft")).rulebook.rules
    if output_format == "json":
        import json

        told = {"rules": [_as_json(rule) for rule in rules]}
        return iter(escape_json(json.dumps(told, ensure_ascii=False, indent=2)).splitlines())
    widest = max((len(rule.fields.name) for rule in rules), default=0)
    return (
        f"{one.code}  {one.fields.name:{widest}}  {one.fields.severity:7}  {one.fields.state:7}  {one.pack}"
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
        "message": fields.message,
        "why": fields.why,
        "source": fields.source,
        "examples": fields.examples._asdict(),
    }


# ---------------------------------------------------------------- config


def show_config(path: str, options: Options) -> Iterator[str]:
    """Which settings and rules apply to a draft or a folder, and who says so."""
    desk = Desk(options)
    inside = os.path.join(path, "draft") if os.path.isdir(path) else path
    config = desk.config_for(inside)
    linter = desk.linter_for(config)
    layers = desk.layers_for(config, inside)
    yield f"{path}: {'left out by the config' if is_excluded(config, path) else 'linted'}"
    yield f"config: {config.path or 'none'}"
    yield from _show_settings(config)
    for layer in layers:
        if layer.terms:
            yield f"terms: {', '.join(layer.terms)} ({layer.origin})"
    decisions = decide(name_rules(linter.rulebook.rules), layers)
    yield f"rules: {sum(one.severity is not None for one in decisions)} of {len(decisions)} on"
    for one in decisions:
        yield f"  {_line(one)}"


def _show_settings(config: Config) -> Iterator[str]:
    settings = config.settings
    for key, value in (
        ("packs", ", ".join(settings.packs) or "none but the built-in"),
        ("exclude", ", ".join(settings.exclude) or "nothing"),
        ("min-severity", settings.min_severity),
        ("fail-on", settings.fail_on),
    ):
        yield f"{key}: {value} ({os.path.basename(config.path) if key in config.given else BUILT_IN})"


def _line(one: Decision) -> str:
    name = f"{one.rule.code}  {one.rule.name}"
    if one.severity is None:
        return f"{name}: off ({one.switched_by})"
    origins = [origin for origin in (one.switched_by, one.weighed_by) if origin != BUILT_IN]
    return f"{name}: {one.severity} ({', '.join(dict.fromkeys(origins)) or BUILT_IN})"
