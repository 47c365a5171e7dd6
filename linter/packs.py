"""Packs: YAML files into rules, checked from end to end; and all rules together, filed for matching."""

from __future__ import annotations

import os
import re

from linter.diagnostic import Category  # read with the schema
from linter.evidence import EvidenceRules
from linter.faults import BadFile, Fault, guess
from linter.filing import BadPattern, check_pattern, file_cues
from linter.kinds import KINDS
from linter.located import Node, Reader, Text, read_file
from linter.matching import compile_cue
from linter.patterns import compile_pattern
from linter.rule import SILENT, Fields, Rule
from linter.rulebook import EVIDENCE, Rulebook, find_rules_folder
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    Schema = TypeVar("Schema")

_PLACEHOLDER = compile_pattern(r"\{([a-z][a-z-]*)\}")
_CODE = compile_pattern(r"[A-Z]{2,4}\d{3}")
_NAME = compile_pattern(r"[a-z]+(?:-[a-z0-9]+)*")
_SHARED = "words"
_LONGEST = 60_000


class PackFields(NamedTuple):
    """The keys of a pack file."""

    pack: str
    about: str
    category: Category | None = None
    lists: Mapping[str, tuple[str, ...]] = {}


class Pack(NamedTuple):
    """A pack as it was read: its name, what it is about, its lists and its rules."""

    path: str
    name: str
    about: str
    lists: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]


def find_built_in() -> tuple[str, ...]:
    """The paths of the built-in packs, sorted by name."""
    folder = find_rules_folder()
    data = {f"{EVIDENCE}.yaml", "background.yaml", "frequency.yaml", f"{_SHARED}.yaml"}
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml") and name not in data)
    return tuple(os.path.join(folder, name) for name in names)


def load_shared_lists() -> Mapping[str, tuple[str, ...]]:
    """The word lists that every pack may use by name. Raises BadFile."""
    return load_lists(os.path.join(find_rules_folder(), f"{_SHARED}.yaml"))


def load_rulebook(paths: Sequence[str]) -> Rulebook:
    """Read and check packs with the built-in data, and file their cues.

    Raises BadFile with every fault of every file.
    """
    folder = find_rules_folder()
    shared = load_shared_lists()
    faults: list[Fault] = []
    packs: list[Pack] = []
    for path in paths:
        try:
            packs.append(load_pack(path, shared))
        except BadFile as bad:
            faults += bad.faults
    faults += _clashes(packs)
    faults += _unknown_needs(packs)
    if faults:
        raise BadFile(faults)
    rules = tuple(rule for pack in packs for rule in pack.rules)
    evidence = load_evidence(os.path.join(folder, f"{EVIDENCE}.yaml"), shared)
    background = load_numbers(os.path.join(folder, "background.yaml"))
    frequency = load_frequency(os.path.join(folder, "frequency.yaml"))
    return file_rules(rules, evidence, background, frequency)


def file_rules(
    rules: tuple[Rule, ...],
    evidence: EvidenceRules,
    background: Mapping[str, Mapping[str, float]],
    frequency: Mapping[str, float],
) -> Rulebook:
    """Rules and the cues of evidence, filed in one index."""
    owners: list[tuple[str, str]] = []
    cues: list[tuple[str, int]] = []
    leaders: dict[int, int] = {}
    for owner, patterns in _owned_cues(rules, evidence):
        if owner[1] == SILENT and (owner[0], "cues") in owners:
            leaders[len(owners)] = owners.index((owner[0], "cues"))
        cues += [(str(pattern), len(owners)) for pattern in patterns]
        owners.append(owner)
    return Rulebook(rules, evidence, background, file_cues(cues, frequency, leaders), tuple(owners))


def _owned_cues(
    rules: Iterable[Rule], evidence: EvidenceRules
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for rule in rules:
        for role, patterns in (*rule.kind.roles.items(), (SILENT, rule.fields.silent_if)):
            if patterns:
                yield (rule.code, role), patterns
    for signal, patterns in evidence.cues.items():
        yield (EVIDENCE, signal), patterns


# ---------------------------------------------------------------- one pack


def load_pack(path: str, shared: Mapping[str, tuple[str, ...]], text: str | None = None) -> Pack:
    """Read one pack, from `text` if it is not to be read from disk. Raises BadFile with all its faults."""
    reader = Reader(path)
    root = reader.parse(read_file(path) if text is None else text)
    own, rules = _split_rules(reader, root)
    fields = reader.build(PackFields, own)
    # Without its own keys in order a pack is refused; its rules are looked at all the same, to tell everything at once.
    known = fields or PackFields("", "", "unsupported", _find_lists(own))
    made = [rule for node in rules if (rule := _build_rule(reader, node, known, {**shared, **known.lists}))]
    _check_codes(reader, made)
    reader.finish()
    assert fields
    return Pack(path, str(fields.pack), str(fields.about), fields.lists, tuple(made))


def _split_rules(reader: Reader, root: Node) -> tuple[Node, tuple[Node, ...]]:
    """A pack's own keys, and the nodes of its rules, which take their schema from their kind."""
    if not isinstance(root.value, dict):
        return root, ()
    own = {key: value for key, value in root.value.items() if key != "rules"}
    rules = root.value.get(Text("rules"))
    if rules is None:
        reader.refuse(root, "the key “rules” is missing")
    elif not isinstance(rules.value, tuple):
        reader.refuse(rules, "expected a list of rules")
    listed = rules.value if rules and isinstance(rules.value, tuple) else ()
    return Node(own, root.line, root.column), listed


def _find_lists(own: Node) -> Mapping[str, tuple[str, ...]]:
    """The lists of a pack that has faults elsewhere."""
    lists = own.value.get(Text("lists")) if isinstance(own.value, dict) else None
    built = Reader("").build(_Lists, Node({Text("lists"): lists}, 1, 1)) if lists else None
    return built.lists if built else {}


def _build_rule(
    reader: Reader, node: Node, pack: PackFields, lists: Mapping[str, tuple[str, ...]]
) -> Rule | None:
    kind = _find_kind(reader, node)
    if kind is None:
        return None
    built = reader.build_all((Fields, kind), node)
    if built is None:
        return None
    fields, finder = built
    before = len(reader.faults)
    fields = fields._replace(silent_if=_expand_all(reader, fields.silent_if, lists))
    finder = _expand_cues(reader, finder, lists)
    _check_fields(reader, node, fields, finder, pack)
    if len(reader.faults) > before:
        return None
    return Rule(str(pack.pack), fields.category or pack.category or "unsupported", fields, finder)


def _find_kind(reader: Reader, node: Node) -> type[Any] | None:
    if not isinstance(node.value, dict):
        reader.refuse(node, "expected a rule: a mapping with “code”, “name”, “kind” and so on")
        return None
    kind = node.value.get(Text("kind"))
    if kind is None or not isinstance(kind.value, Text):
        reader.refuse(kind or node, f"the key “kind” is missing: one of {', '.join(KINDS)}")
        return None
    if kind.value not in KINDS:
        reader.refuse(kind, f"“{kind.value}” is no kind of rule{guess(kind.value, list(KINDS))}")
        return None
    return KINDS[kind.value]


def _expand_cues(reader: Reader, finder: Any, lists: Mapping[str, tuple[str, ...]]) -> Any:
    """A kind with the lists written into its patterns; the fields of its roles hold patterns, no others do."""
    roles = {role: _expand_all(reader, patterns, lists) for role, patterns in finder.roles.items()}
    return finder._replace(**roles)


def _expand_all(
    reader: Reader, patterns: Sequence[str], lists: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(one for pattern in patterns for one in _expand(reader, pattern, lists))


def _expand(reader: Reader, pattern: str, lists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """A cue with its lists written in. A cue that is one list and nothing else is each of its entries."""
    place = pattern if isinstance(pattern, Text) else Text.at(pattern, 1, 1)
    for name in _PLACEHOLDER.findall(pattern):
        if name not in lists:
            reader.refuse(place, f"no list is called “{name}”{guess(name, list(lists))}")
            return
    whole = _PLACEHOLDER.fullmatch(pattern)
    length = sum(len(entry) + 1 for name in _PLACEHOLDER.findall(pattern) for entry in lists[name])
    if not whole and length > _LONGEST:
        reader.refuse(
            place, f"the pattern “{place[:60]}” is {length:,} characters long with its lists written out"
        )
        return
    for one in lists[whole.group(1)] if whole else (_write_lists(pattern, lists),):
        if _is_fine(reader, place, one):
            yield str(one)


def _write_lists(pattern: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    def alternatives(name: re.Match[str]) -> str:
        return f"(?:{'|'.join(sorted(lists[name.group(1)], key=len, reverse=True))})"

    return _PLACEHOLDER.sub(alternatives, pattern)


def _is_fine(reader: Reader, place: Text, pattern: str) -> bool:
    try:
        check_pattern(pattern)
        if inner := _PLACEHOLDER.search(pattern):
            raise BadPattern(f"{inner.group()} stands in an entry of a list")
        compile_cue(pattern)
    except re.error as fault:
        reader.refuse(place, f"the pattern “{place[:60]}” cannot be used: {fault}")
        return False
    except BadPattern as bad:
        reader.refuse(place, f"the pattern “{place[:60]}” cannot be used: {bad}")
        return False
    return True


def _check_fields(reader: Reader, node: Node, fields: Fields, finder: Any, pack: PackFields) -> None:
    """What the types cannot say: codes and names in form, examples there, messages that can be filled in."""
    code, name, message = (_located(text, node) for text in (fields.code, fields.name, fields.message))
    if not _CODE.fullmatch(code):
        reader.refuse(code, f"the code “{code}” is not letters and three digits, as in AT101")
    if not _NAME.fullmatch(name):
        reader.refuse(name, f"the name “{name}” is not small words with hyphens, as in vague-source")
    if not (fields.category or pack.category):
        reader.refuse(node, "the key “category” is missing, here and in the pack")
    for fact in _PLACEHOLDER.findall(message):
        if fact not in finder.facts:
            known = sorted(finder.facts)
            reader.refuse(message, f"a {fields.kind} rule has no “{{{fact}}}” to tell{guess(fact, known)}")
    for sort, examples in (("bad", fields.examples.bad), ("good", fields.examples.good)):
        if not examples:
            reader.refuse(code, f"the rule {code} has no {sort} example")
    for example in fields.examples.bad:
        if not re.search(r"<[^<>]+>", example):
            reader.refuse(_located(example, node), "a bad example marks with <...> what is to be reported")


def _located(text: str, node: Node) -> Text:
    return text if isinstance(text, Text) else Text.at(text, node.line, node.column)


def _check_codes(reader: Reader, rules: Sequence[Rule]) -> None:
    seen: set[str] = set()
    for rule in rules:
        for word in (rule.fields.code, rule.fields.name):
            if word in seen and isinstance(word, Text):
                reader.refuse(word, f"“{word}” is given to two rules")
            seen.add(word)


def _clashes(packs: Sequence[Pack]) -> Iterator[Fault]:
    """Codes and names that two packs both use."""
    owners: dict[str, str] = {}
    for pack in packs:
        for rule in pack.rules:
            for word in (rule.fields.code, rule.fields.name):
                other = owners.setdefault(word, pack.path)
                if other != pack.path and isinstance(word, Text):
                    yield Fault(pack.path, word.line, word.column, f"“{word}” is already a rule of {other}")


def _unknown_needs(packs: Sequence[Pack]) -> Iterator[Fault]:
    """Codes of rules whose findings a rule wants to look at, and that no pack has."""
    codes = [rule.code for pack in packs for rule in pack.rules]
    for pack in packs:
        for rule in pack.rules:
            for need in rule.kind.needs:
                if need not in codes and isinstance(need, Text):
                    message = f"no rule has the code “{need}”{guess(need, codes)}"
                    yield Fault(pack.path, need.line, need.column, message)


# ---------------------------------------------------------------- data


class _Lists(NamedTuple):
    lists: Mapping[str, tuple[str, ...]]


class _Numbers(NamedTuple):
    measures: Mapping[str, Mapping[str, float]]


class _Frequency(NamedTuple):
    per_million: Mapping[str, float]


def load_lists(path: str) -> Mapping[str, tuple[str, ...]]:
    """The word lists that all packs share."""
    return _load(path, _Lists).lists


def load_numbers(path: str) -> Mapping[str, Mapping[str, float]]:
    """Quantiles of published op-eds, by measure."""
    return _load(path, _Numbers).measures


def load_frequency(path: str) -> Mapping[str, float]:
    """How often the commonest words stand in a million."""
    return _load(path, _Frequency).per_million


def load_evidence(path: str, shared: Mapping[str, tuple[str, ...]]) -> EvidenceRules:
    """The data of the evidence recognisers, lists written into the cues."""
    reader = Reader(path)
    built = _load(path, EvidenceRules)
    lists = {**shared, **built.lists}
    cues = {str(signal): _expand_all(reader, patterns, lists) for signal, patterns in built.cues.items()}
    reader.finish()
    return EvidenceRules({str(name): tuple(map(str, words)) for name, words in lists.items()}, cues)


def _load(path: str, schema: type[Schema]) -> Schema:
    reader = Reader(path)
    built = reader.build(schema, reader.parse(read_file(path)))
    reader.finish()
    assert built is not None
    return built
