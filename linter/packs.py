"""Packs: YAML files into rules, checked from end to end; and all rules together, filed for matching."""

from __future__ import annotations

import os
import re

from linter.cues import PLACEHOLDER, expand_all, expand_cues, fold_cue, is_fine
from linter.evidence import EvidenceRules
from linter.extending import (
    change_rules,
    find_family,
    find_former,
    find_imprints,
    find_layers,
    gather_entries,
    merge_background,
    refuse_unknown_heirs,
    refuse_unknown_lists,
)
from linter.faults import BadFile, Fault, guess
from linter.filing import file_cues
from linter.kinds import KINDS
from linter.lineage import NOTHING, trace_packs
from linter.located import Node, Reader, Text, read_file
from linter.pack import Pack, PackFields
from linter.patterns import compile_pattern
from linter.rule import SILENT, Fields, Rule
from linter.rulebook import BACKGROUND, EVIDENCE, FREQUENCY, SHARED, Rulebook, find_rules_folder
from linter.values import NamedTuple
from linter.version import find_version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    from linter.cues import Lists
    from linter.extending import Family

    Schema = TypeVar("Schema")
    One = TypeVar("One")
    Made = TypeVar("Made")

_CODE = compile_pattern(r"[A-Z]{2,4}\d{3}")
_NAME = compile_pattern(r"[a-z]+(?:-[a-z0-9]+)*")
_VERSION = compile_pattern(r"\d+(?:\.\d+)*")
_LANGUAGE = compile_pattern(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def load_shared_lists() -> Lists:
    """The word lists that every pack may use by name. Raises BadFile."""
    return load_lists(_find_data(SHARED))


def load_rulebook(paths: Sequence[str], texts: Mapping[str, str] = NOTHING) -> Rulebook:
    """Read and check packs and all that they build on, with the built-in data, and file their cues.

    `texts` are what packs are to be read as by their real paths, where that is not what is on disk. Raises BadFile
    with every fault of every file.
    """
    shared = load_shared_lists()
    packs, family = _load_packs(trace_packs(paths, texts=texts), shared, texts)
    rules, unchanged = change_rules(packs, family, shared)
    former, kept = find_former(packs)
    background, odd = merge_background(packs, load_numbers(_find_data(BACKGROUND)))
    faults = (*unchanged, *kept, *odd, *refuse_unknown_heirs(packs))
    if faults:
        raise BadFile(faults)
    evidence = load_evidence(_find_data(EVIDENCE), shared)
    filed = file_rules(tuple(rules), evidence, background, load_frequency(_find_data(FREQUENCY)))
    return filed._replace(
        layers=tuple(find_layers(packs)), former=former, imprints=tuple(find_imprints(packs))
    )


def load_alone(path: str, text: str) -> Rulebook:
    """The rules of one pack and of what it builds on, the pack read from a text. Raises BadFile."""
    return load_rulebook((path,), {os.path.realpath(path): text})


def _load_packs(paths: Sequence[str], shared: Lists, texts: Mapping[str, str]) -> tuple[list[Pack], Family]:
    """Packs, each with what others add to its lists. Raises BadFile with every fault of every file."""
    faults: list[Fault] = []
    opened = list(_gather(faults, lambda path: open_pack(path, texts.get(os.path.realpath(path))), paths))
    heads = [(one.reader.path, one.fields) for one in opened]
    family = find_family(heads)
    added = gather_entries(heads, family)
    packs = list(
        _gather(
            faults, lambda one: _build_pack(one, shared, added[os.path.realpath(one.reader.path)]), opened
        )
    )
    faults += (*family.faults, *refuse_unknown_lists(heads, family, shared))
    faults += (*_clashes(packs), *_unknown_needs(packs))
    if faults:
        raise BadFile(sorted(faults, key=lambda fault: paths.index(fault.path)))
    return packs, family


def _gather(faults: list[Fault], make: Callable[[One], Made], items: Iterable[One]) -> Iterator[Made]:
    """What can be made of items; what is wrong with the others is added to the faults."""
    for item in items:
        try:
            yield make(item)
        except BadFile as bad:
            faults += bad.faults


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
    leading = ("", "")
    for owner, patterns in _owned_cues(rules, evidence):
        if owner[0] != leading[0]:
            leading = owner
        if owner[1] == SILENT and leading[1] != SILENT:
            leaders[len(owners)] = owners.index(leading)
        cues += [(str(pattern), len(owners)) for pattern in patterns]
        owners.append(owner)
    return Rulebook(rules, evidence, background, file_cues(cues, frequency, leaders), tuple(owners))


def _owned_cues(
    rules: Iterable[Rule], evidence: EvidenceRules
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for rule in rules:
        for role, patterns in rule.kind.roles.items():
            if patterns:
                is_folded = not getattr(rule.kind, "capitals", False)
                yield (rule.code, role), patterns if is_folded else tuple(map(fold_cue, patterns))
        if rule.fields.silent_if:
            yield (rule.code, SILENT), rule.fields.silent_if
    for signal, patterns in evidence.cues.items():
        yield (EVIDENCE, signal), patterns


# ---------------------------------------------------------------- one pack


class Opened(NamedTuple):
    """A pack whose own keys have been read, and whose rules have not; the reader holds what is wrong so far."""

    reader: Reader
    fields: PackFields
    rules: tuple[Node, ...]


def load_pack(path: str, shared: Lists, text: str | None = None) -> Pack:
    """Read one pack by itself, from `text` if it is not to be read from disk. Raises BadFile with all its faults."""
    return _build_pack(open_pack(path, text), shared, {})


def open_pack(path: str, text: str | None = None) -> Opened:
    """Read the own keys of a pack. Raises BadFile for what is no YAML; all else is told with the rules' faults."""
    reader = Reader(path)
    root = reader.parse(read_file(path) if text is None else text)
    own, rules = _split_rules(reader, root)
    fields = reader.build(PackFields, own)
    # Without its own keys in order a pack is refused; its rules are looked at all the same, to tell everything at once.
    known = fields or PackFields("", "", "unsupported", lists=_find_lists(own))
    _check_pack(reader, known)
    added = {name: _keep_fine(reader, entries) for name, entries in known.extend_lists.items()}
    return Opened(reader, known._replace(extend_lists=added), rules)


def _keep_fine(reader: Reader, entries: Sequence[str]) -> tuple[str, ...]:
    """The entries that can stand in patterns; the others are refused here, and not again where they would stand."""
    return tuple(entry for entry in entries if isinstance(entry, Text) and is_fine(reader, entry, entry))


def _build_pack(opened: Opened, shared: Lists, added: Lists) -> Pack:
    """A pack with its rules. Raises BadFile with all its faults."""
    reader, fields, nodes = opened
    lists = {**shared, **fields.lists}
    lists |= {name: (*lists.get(name, ()), *entries) for name, entries in added.items()}
    made = [rule for node in nodes if (rule := _build_rule(reader, node, fields, lists))]
    _check_codes(reader, made)
    reader.finish()
    return Pack(reader.path, fields, tuple(made))


_WITHOUT_RULES = ("extends", "terms", "background", "removed")


def _split_rules(reader: Reader, root: Node) -> tuple[Node, tuple[Node, ...]]:
    """A pack's own keys, and the nodes of its rules, which take their schema from their kind."""
    if not isinstance(root.value, dict):
        return root, ()
    own = {key: value for key, value in root.value.items() if key != "rules"}
    rules = root.value.get(Text("rules"))
    if rules is None:
        if not any(key in own for key in _WITHOUT_RULES):
            reader.refuse(root, "the key “rules” is missing")
    elif not isinstance(rules.value, tuple):
        reader.refuse(rules, "expected a list of rules")
    listed = rules.value if rules and isinstance(rules.value, tuple) else ()
    return Node(own, root.line, root.column), listed


def _find_lists(own: Node) -> Lists:
    """The lists of a pack that has faults elsewhere."""
    lists = own.value.get(Text("lists")) if isinstance(own.value, dict) else None
    built = Reader("").build(_Lists, Node({Text("lists"): lists}, 1, 1)) if lists else None
    return built.lists if built else {}


def _check_pack(reader: Reader, fields: PackFields) -> None:
    """What the types of a pack's own keys cannot say."""
    for key, form, like in (
        ("version", _VERSION, "1.2.0"),
        ("copydesk", _VERSION, "0.1.0"),
        ("language", _LANGUAGE, "en or en-GB"),
    ):
        value = getattr(fields, key)
        if isinstance(value, Text) and not form.fullmatch(value):
            reader.refuse(value, f"“{value}” is no {key}; it is written as in {like}")
        elif key == "copydesk" and isinstance(value, Text) and _is_newer(value, find_version()):
            reader.refuse(value, f"the pack needs Copydesk {value} or newer; this is {find_version()}")


def _is_newer(needed: str, running: str) -> bool:
    """Whether a version is newer than the one that runs; where nothing is installed, nobody knows."""
    numbers = _VERSION.match(running)
    return numbers is not None and _read_version(needed) > _read_version(numbers.group())


def _read_version(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def _build_rule(reader: Reader, node: Node, pack: PackFields, lists: Lists) -> Rule | None:
    kind = _find_kind(reader, node)
    if kind is None:
        return None
    built = reader.build_all((Fields, kind), node)
    if built is None:
        return None
    fields, finder = built
    before = len(reader.faults)
    for text, objection in getattr(finder, "objections", ()):
        reader.refuse(_located(text, node), objection)
    fields = fields._replace(silent_if=expand_all(reader, fields.silent_if, lists))
    finder = expand_cues(reader, finder, lists)
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


def _check_fields(reader: Reader, node: Node, fields: Fields, finder: Any, pack: PackFields) -> None:
    """What the types cannot say: codes and names in form, examples there, messages that can be filled in."""
    code, name, message = (_located(text, node) for text in (fields.code, fields.name, fields.message))
    if not _CODE.fullmatch(code):
        reader.refuse(code, f"the code “{code}” is not letters and three digits, as in AT101")
    if not _NAME.fullmatch(name):
        reader.refuse(name, f"the name “{name}” is not small words with hyphens, as in vague-source")
    if not (fields.category or pack.category):
        reader.refuse(node, "the key “category” is missing, here and in the pack")
    if fields.replaced_by and fields.state != "deprecated":
        reader.refuse(_located(fields.replaced_by, node), "only a deprecated rule is replaced by another")
    for fact in PLACEHOLDER.findall(message):
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
    """Codes, names and names of packs that two packs both use."""
    owners: dict[str, str] = {}
    names: dict[str, str] = {}
    for pack in packs:
        name = pack.fields.pack
        if (other := names.setdefault(name, pack.path)) != pack.path and isinstance(name, Text):
            yield Fault(pack.path, name.line, name.column, f"“{name}” is already the pack {other}")
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


def _find_data(name: str) -> str:
    return os.path.join(find_rules_folder(), f"{name}.yaml")


class _Lists(NamedTuple):
    lists: Mapping[str, tuple[str, ...]]


class _Numbers(NamedTuple):
    measures: Mapping[str, Mapping[str, float]]


class _Frequency(NamedTuple):
    per_million: Mapping[str, float]


def load_lists(path: str) -> Lists:
    """The word lists that all packs share."""
    return _load(path, _Lists).lists


def load_numbers(path: str) -> Mapping[str, Mapping[str, float]]:
    """Quantiles of published op-eds, by measure."""
    return _load(path, _Numbers).measures


def load_frequency(path: str) -> Mapping[str, float]:
    """How often the commonest words stand in a million."""
    return _load(path, _Frequency).per_million


def load_evidence(path: str, shared: Lists) -> EvidenceRules:
    """The data of the evidence recognisers, lists written into the cues."""
    reader = Reader(path)
    built = _load(path, EvidenceRules)
    lists = {**shared, **built.lists}
    cues = {str(signal): expand_all(reader, patterns, lists) for signal, patterns in built.cues.items()}
    reader.finish()
    return EvidenceRules({str(name): tuple(map(str, words)) for name, words in lists.items()}, cues)


def _load(path: str, schema: type[Schema]) -> Schema:
    reader = Reader(path)
    built = reader.build(schema, reader.parse(read_file(path)))
    reader.finish()
    assert built is not None
    return built
