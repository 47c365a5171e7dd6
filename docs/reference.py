"""The pages of the manual that the program writes itself: rules, kinds, tables of commands, keys and formats."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc, getdoc
from pathlib import Path
from typing import Any

import linter.readers
import linter.reporters
from linter.allow import OWN_PAGES
from linter.arguments import Usage, describe, write_about, write_option
from linter.cli import list_usages
from linter.config import Named, PathSettings, Settings, name_rules
from linter.keys import Key, explain_schema, find_inner, list_keys, list_pack_keys, list_rule_keys
from linter.kinds import KINDS
from linter.located import Node, Reader, Text, read_file
from linter.markup import escape_markdown
from linter.pack import Pack
from linter.packs import load_pack, load_shared_lists
from linter.page import Part, describe_rule, load_measured
from linter.reporters import find_reporter
from linter.rule import Rule
from linter.rulebook import find_built_in

_MARKS = re.compile(r"([<>])")
_QUOTED = re.compile(r"(`[^`]+`)")


def write_reference(folder: Path) -> None:
    """Write all generated pages into the folder of the manual; what is current stays, what is obsolete goes."""
    pages = dict(list_pages())
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in [*(folder / "reference").rglob("*.md"), *(folder / "_tables").rglob("*.md")]:
        if path.relative_to(folder).as_posix() not in pages:
            path.unlink()


def list_pages() -> Iterator[tuple[str, str]]:
    """The generated pages by their paths in the folder of the manual; `_tables` are included in written ones."""
    packs, measured = load_packs(), load_measured()
    yield "reference/rules/index.md", _join(write_rules(packs))
    for pack in packs:
        for rule in pack.rules:
            yield f"reference/rules/{rule.code}.md", _join(write_rule(rule, pack, measured.get(rule.code)))
    for own in name_rules(()):
        yield f"reference/rules/{own.code}.md", _join(write_own(own))
    yield "reference/kinds/index.md", _join(write_kinds())
    for kind in KINDS:
        yield f"reference/kinds/{kind}.md", _join(write_kind(kind, packs))
    for usage in list_usages():
        yield f"_tables/commands/{usage.command}.md", _join(write_usage(usage))
    yield "_tables/commands.md", _join(write_commands())
    yield "_tables/config.md", _join(write_config())
    yield "_tables/pack.md", _join(write_pack_keys())
    yield "_tables/drafts.md", _join(write_drafts())
    yield "_tables/reports.md", _join(write_reports())


def load_packs() -> tuple[Pack, ...]:
    """The built-in packs, by name."""
    shared = load_shared_lists()
    return tuple(load_pack(path, shared) for path in find_built_in())


def _join(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


# ---------------------------------------------------------------- rules


def write_rules(packs: Sequence[Pack]) -> Iterator[str]:
    """The page that lists all rules."""
    yield from ("# Rules", "")
    yield from ("```{toctree}", ":hidden:", ":glob:", "", "*", "```", "")
    for pack in packs:
        yield from (f"## {pack.fields.pack}", "", f"{_say(pack.fields.about)}", "")
        rows = (
            (f"[{rule.code}]({rule.code}.md)", rule.fields.name, rule.fields.severity, _say(rule.fields.why))
            for rule in pack.rules
        )
        yield from _table(("code", "name", "severity", "why"), rows)
    yield from ("## copydesk", "", "What Copydesk has to say of a draft's permissions and front matter.", "")
    own = (
        (f"[{one.code}]({one.code}.md)", one.name, one.severity, _say(OWN_PAGES[one.code]))
        for one in name_rules(())
    )
    yield from _table(("code", "name", "severity", "what"), own)


def write_rule(rule: Rule, pack: Pack, measured: Mapping[str, float] | None) -> Iterator[str]:
    """The page of a rule: what `copydesk explain` says of it."""
    fields = rule.fields
    yield from (f"# {rule.code} {fields.name}", "")
    about = [f"severity {fields.severity}", f"category {rule.category}", f"pack {pack.fields.pack}"]
    about.append(f"kind [{fields.kind}](../kinds/{fields.kind}.md)")
    about += [] if fields.state == "stable" else [f"state {fields.state}"]
    about += (
        [f"[{fields.replaced_by}]({fields.replaced_by}.md) takes its place"] if fields.replaced_by else []
    )
    yield from (f"*{', '.join(about)}*", "")
    for part in describe_rule(rule, measured):
        yield from _write_part(part)


def _write_part(part: Part) -> Iterator[str]:
    if part.title:
        yield from (f"## {_TITLES.get(part.title, part.title)}", "")
    lines = [" ".join(line.split()) for line in part.lines]
    if part.form in ("code", "cue"):
        yield from ("```text", *lines, "```", "")
    elif part.form == "marked":
        yield from (*(f"- {_mark(line)}" for line in lines), "")
    elif len(lines) > 1:
        yield from (*(f"- {_say(line)}" for line in lines), "")
    else:
        # A message is quoted: it is what the writer reads, with the names of its facts in braces.
        yield from (f"{_say(lines[0])}" if part.title else f"> {_say(lines[0])}", "")


_TITLES = {"Reported (between < and >)": "Reported"}


def _mark(example: str) -> str:
    """An example with what is reported set off; marks may lie in each other."""
    marks = {"<": "<mark>", ">": "</mark>"}
    return "".join(marks.get(piece) or escape_markdown(piece) for piece in _MARKS.split(example))


def _say(text: str) -> str:
    """Text in which words between backticks are code, as in docstrings, and all else is itself."""
    pieces = _QUOTED.split(" ".join(text.split()))
    return "".join(piece if n % 2 else escape_markdown(piece) for n, piece in enumerate(pieces))


def write_own(one: Named) -> Iterator[str]:
    """The page of one of the linter's own findings."""
    yield from (f"# {one.code} {one.name}", "", f"*severity {one.severity}, pack {one.pack}*", "")
    yield _say(OWN_PAGES[one.code])


# ---------------------------------------------------------------- kinds


def write_kinds() -> Iterator[str]:
    """The page that lists all kinds."""
    yield from ("# Kinds of rule", "")
    yield from ("```{toctree}", ":hidden:", ":glob:", "", "*", "```", "")
    rows = ((f"[{kind}]({kind}.md)", _first_sentence(schema)) for kind, schema in sorted(KINDS.items()))
    yield from _table(("kind", "what it does"), rows)


def _first_sentence(schema: type[Any]) -> str:
    return _say(f"{explain_schema(schema).partition('. ')[0].rstrip('.')}.")


def write_kind(kind: str, packs: Sequence[Pack]) -> Iterator[str]:
    """The page of a kind: what it says of itself, its keys, what messages may quote, a rule as its pack has it."""
    schema = KINDS[kind]
    yield from (f"# {kind}", "")
    for paragraph in cleandoc(getdoc(schema) or "").split("\n\n"):
        # A key that has two words in Python has a hyphen in YAML.
        yield from (_say(paragraph.replace("_", "-")), "")
    own = list_keys((schema,))
    yield from ("## Keys", "", "Beside those that [every rule](../../packs.md#keys-of-a-rule) has:", "")
    yield from _write_keys(own.values())
    yield from _write_inner(own.values())
    rules = [(pack, rule) for pack in packs for rule in pack.rules if rule.fields.kind == kind]
    if rules:
        yield from _write_examples(rules)


def _write_examples(rules: Sequence[tuple[Pack, Rule]]) -> Iterator[str]:
    """What the messages of a kind's rules quote, the first of them as its pack has it, and all by their codes."""
    facts = sorted({f"`{{{fact}}}`" for _, rule in rules for fact in rule.kind.facts})
    yield from ("## Facts", "", f"Messages may quote {', '.join(facts)}.", "")
    pack, rule = rules[0]
    yield from ("## A rule of this kind", "")
    yield from (f"[{rule.code}](../rules/{rule.code}.md), as `{pack.fields.pack}.yaml` has it:", "")
    yield from ("```yaml", _find_source(pack, rule), "```", "")
    yield from ("## Built-in rules of this kind", "")
    yield ", ".join(f"[{rule.code}](../rules/{rule.code}.md)" for _, rule in rules)


def _find_source(pack: Pack, rule: Rule) -> str:
    """The lines of a rule in its pack."""
    text = read_file(pack.path)
    root: Any = Reader(pack.path).parse(text).value
    nodes: tuple[Node, ...] = root[Text("rules")].value
    starts = [node.line for node in nodes]
    number = next(n for n, one in enumerate(pack.rules) if one.code == rule.code)
    end = starts[number + 1] - 1 if number + 1 < len(starts) else None
    return cleandoc("\n" + "\n".join(text.splitlines()[starts[number] - 1 : end]).rstrip())


# ---------------------------------------------------------------- tables


def write_usage(usage: Usage) -> Iterator[str]:
    """What a command takes."""
    yield from ("```text", next(describe(usage)), "```", "")
    if usage.operand:
        yield from (f"`{usage.operand.metavar}`", f": {_say(usage.operand.about)}", "")
    for section in usage.sections:
        yield from (f"## Options: {_say(section.title)}", "")
        rows = ((f"`{write_option(one)}`", _say(write_about(one))) for one in section.options)
        yield from _table(("option", "meaning"), rows)


def write_commands() -> Iterator[str]:
    """The table of all commands."""
    rows = ((f"[`{one.command}`](../commands/{one.command}.md)", _say(one.about)) for one in list_usages())
    yield from _table(("command", "what it does"), rows)


def write_config() -> Iterator[str]:
    """The keys of a config."""
    yield from _write_keys(list_keys((Settings,)).values())
    yield from ("### Keys of an entry of `per-path`", "", _say(explain_schema(PathSettings)), "")
    yield from _write_keys(list_keys((PathSettings,)).values())


def write_pack_keys() -> Iterator[str]:
    """The keys of a pack, of its inner mappings, and of rules of every kind."""
    keys = list_pack_keys()
    yield from ("## Keys of a pack", "")
    yield from _write_keys(keys.values())
    yield from _write_inner(key for key in keys.values() if key.name != "rules")
    yield from ("## Keys of a rule", "")
    yield from ("Every rule has these; its [kind](reference/kinds/index.md) brings its own.", "")
    rule = list_rule_keys("")
    yield from _write_keys(rule.values())
    yield from _write_inner(rule.values())


def _write_inner(keys: Iterable[Key]) -> Iterator[str]:
    for key in keys:
        if inner := find_inner(key.hint):
            yield from (f"### Keys of `{key.name}`", "", _say(explain_schema(inner)), "")
            yield from _write_keys(list_keys((inner,)).values())


def _write_keys(keys: Iterable[Key]) -> Iterator[str]:
    """Keys with what they take and mean; those that are explained together stand together."""
    explained: dict[str, list[Key]] = {}
    for key in keys:
        explained.setdefault(key.about, []).append(key)
    for about, told in explained.items():
        takes = [_say_takes(key) for key in told]
        if len(set(takes)) > 1:
            takes = [f"`{key.name}`: {one}" for key, one in zip(told, takes, strict=True)]
        yield from (_name(told), f": {_say(about)}", "", f"  *{'; '.join(dict.fromkeys(takes))}*", "")


def _name(keys: Iterable[Key]) -> str:
    return ", ".join(f"`{key.name}`" for key in keys)


def _say_takes(key: Key) -> str:
    return f"{_say(key.takes)}; {'needed' if key.is_needed else f'by default {_say(key.usual)}'}"


def write_drafts() -> Iterator[str]:
    """The formats of drafts."""
    rows = (
        (
            _say(one.name),
            " ".join(f"`{ending}`" for ending in one.endings),
            f"`{one.comment.format('copydesk: allow AT101')}`" if one.comment else "",
            one.unit,
        )
        for one in linter.readers.FORMATS
    )
    yield from _table(("format", "endings", "a permission in it", "positions count"), rows)


def write_reports() -> Iterator[str]:
    """The formats of reports, each with what its file says of itself."""
    rows = (
        (f"`{name}`", _say((sys.modules[find_reporter(name).__module__].__doc__ or "").partition("\n")[0]))
        for name in linter.reporters.FORMATS
    )
    yield from _table(("format", "what it is"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    # In prose a bar is written as an entity: what is left of them stands in code.
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"
    yield ""
