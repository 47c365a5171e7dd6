"""Packs that build on others: what they add to lists, what they change of rules, and what nobody has any more."""

from __future__ import annotations

import os

from linter.cues import expand_all
from linter.faults import Fault, guess
from linter.lineage import find_pack, list_own, say_unknown
from linter.located import Reader, Text
from linter.pack import Change, Pack
from linter.rulebook import Imprint, Layer
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from linter.cues import Lists
    from linter.pack import PackFields
    from linter.rule import Rule

    Head: TypeAlias = "tuple[str, PackFields]"
    Background: TypeAlias = "Mapping[str, Mapping[str, float]]"


class Family(NamedTuple):
    """Packs as they build on each other: by the place of each, the places of all that it builds on."""

    bases: Mapping[str, frozenset[str]]
    faults: tuple[Fault, ...]


def find_family(heads: Sequence[Head]) -> Family:
    """Which packs build on which, of packs in an order in which each comes after those that it builds on."""
    bases: dict[str, frozenset[str]] = {}
    faults: list[Fault] = []
    for path, fields in heads:
        found: set[str] = set()
        for named in fields.extends:
            base = find_pack(named, os.path.dirname(path))
            place = os.path.realpath(base)
            if place in bases:
                found |= {place} | bases[place]
            elif isinstance(named, Text):
                faults.append(Fault(path, named.line, named.column, _say_missing(named, base)))
        bases[os.path.realpath(path)] = frozenset(found)
    return Family(bases, tuple(faults))


def _say_missing(named: str, base: str) -> str:
    if os.path.isfile(base):
        return f"“{named}” cannot be built on: it cannot be read, or builds on this pack in turn"
    return say_unknown(named)


# ---------------------------------------------------------------- lists


def gather_entries(heads: Sequence[Head], family: Family) -> dict[str, dict[str, tuple[str, ...]]]:
    """What is added to the lists of each pack, by itself and by those that build on it, by places and names."""
    added: dict[str, dict[str, tuple[str, ...]]] = {}
    for path, fields in heads:
        own = os.path.realpath(path)
        added.setdefault(own, {})
        for place in (own, *family.bases[own]):
            lists = added[place]
            for name, entries in fields.extend_lists.items():
                lists[name] = (*lists.get(name, ()), *entries)
    return added


def refuse_unknown_lists(heads: Sequence[Head], family: Family, shared: Lists) -> Iterator[Fault]:
    """Lists that packs add to, and that nothing they build on has."""
    lists = {os.path.realpath(path): fields.lists for path, fields in heads}
    for path, fields in heads:
        bases = family.bases[os.path.realpath(path)]
        known = [*shared, *(name for base in bases for name in lists[base])]
        for name in fields.extend_lists:
            if name not in known or not bases:
                yield _fault(path, name, f"no pack in “extends” has a list “{name}”{guess(name, known)}")


# ---------------------------------------------------------------- rules


def change_rules(packs: Sequence[Pack], family: Family, shared: Lists) -> tuple[list[Rule], list[Fault]]:
    """The rules of packs, with the exceptions that packs which build on them add."""
    rules = {rule.code: rule for pack in packs for rule in pack.rules}
    codes = name_codes(packs)
    faults: list[Fault] = []
    for pack in packs:
        reader = Reader(pack.path)
        lists = {**shared, **pack.fields.lists}
        for word, change in pack.fields.change.items():
            if objection := _object(word, pack, packs, family):
                faults.append(_fault(pack.path, word, objection))
            elif change.silent_if:
                rule = rules[codes[word]]
                more = expand_all(reader, change.silent_if, lists)
                rules[rule.code] = rule._replace(
                    fields=rule.fields._replace(silent_if=(*rule.fields.silent_if, *more))
                )
        faults += reader.faults
    return list(rules.values()), faults


def _object(word: str, pack: Pack, packs: Sequence[Pack], family: Family) -> str:
    """Why a pack cannot change the rule that it names, or nothing."""
    bases = family.bases[os.path.realpath(pack.path)]
    within = [other for other in packs if os.path.realpath(other.path) in bases]
    if word in name_codes(within):
        return ""
    owner = next((other for other in packs if word in name_codes([other])), None)
    if owner is pack:
        return f"“{word}” is a rule of this pack: change it where it stands"
    if owner:
        return f"“{word}” is a rule of the pack {owner.fields.pack}, which “extends” does not name"
    return f"no rule of the packs in “extends” is called “{word}”{guess(word, list(name_codes(within)))}"


def name_codes(packs: Iterable[Pack]) -> dict[str, str]:
    """The codes of rules by their codes and names."""
    return {
        str(word): str(rule.code)
        for pack in packs
        for rule in pack.rules
        for word in (rule.code, rule.fields.name)
    }


def find_layers(packs: Iterable[Pack]) -> Iterator[Layer]:
    """What packs say of the rules of others, and which terms they know; each word with the place it comes from."""
    for pack in packs:
        name = os.path.basename(pack.path)
        for word, change in pack.fields.change.items():
            origin = f"{name}:{word.line}" if isinstance(word, Text) else name
            if change.severity or change.off is not None:
                yield _layer(origin, str(word), change)
        if pack.fields.terms:
            yield Layer(name, terms=tuple(map(str, pack.fields.terms)))


def _layer(origin: str, word: str, change: Change) -> Layer:
    on = (word,) if change.off is False else ()
    off = (word,) if change.off else ()
    return Layer(origin, None, on, off, {word: change.severity} if change.severity else {})


# ---------------------------------------------------------------- background


def merge_background(packs: Iterable[Pack], built_in: Background) -> tuple[Background, list[Fault]]:
    """The built-in measures, and in the place of some those that packs bring."""
    faults: list[Fault] = []
    merged = dict(built_in)
    packs = tuple(packs)
    counted = {
        rule.kind.background for pack in packs for rule in pack.rules if hasattr(rule.kind, "background")
    }
    quantiles = list(next(iter(built_in.values()), {}))
    for pack in packs:
        for name, measure in pack.fields.background.items():
            if name not in built_in and name.split(" ")[0] not in counted:
                message = f"nothing measures “{name}”{guess(name, [*built_in])}"
                faults.append(_fault(pack.path, name, message))
            elif sorted(measure) != sorted(quantiles) or list(measure.values()) != sorted(measure.values()):
                message = (
                    f"“{name}” needs {', '.join(quantiles)}, in this order and none smaller than the last"
                )
                faults.append(_fault(pack.path, name, message))
            else:
                merged[str(name)] = {str(key): value for key, value in measure.items()}
    return merged, faults


# ---------------------------------------------------------------- former names, imprints


def find_former(packs: Sequence[Pack]) -> tuple[dict[str, str], list[Fault]]:
    """The codes that rules have now, or nothing, by the codes and names that they had."""
    codes = name_codes(packs)
    former: dict[str, str] = {}
    faults: list[Fault] = []
    for pack in packs:
        for old, new in pack.fields.removed.items():
            if old in codes:
                faults.append(_fault(pack.path, old, f"“{old}” is still a rule: it cannot be removed"))
            elif new and new not in codes:
                faults.append(_fault(pack.path, new, f"no rule is called “{new}”{guess(new, list(codes))}"))
            else:
                former[str(old)] = codes.get(new, "")
    return former, faults


def refuse_unknown_heirs(packs: Sequence[Pack]) -> Iterator[Fault]:
    """Rules that are to take the place of deprecated ones, and that no pack has."""
    codes = name_codes(packs)
    for pack in packs:
        for rule in pack.rules:
            heir = rule.fields.replaced_by
            if heir and heir not in codes:
                yield _fault(pack.path, heir, f"no rule is called “{heir}”{guess(heir, list(codes))}")


def find_imprints(packs: Iterable[Pack]) -> Iterator[Imprint]:
    """What the packs that are not built in say of themselves."""
    heads = {pack.path: pack.fields for pack in packs}
    for path in list_own(heads):
        fields = heads[path]
        yield Imprint(*map(str, (fields.pack, path, fields.version, fields.licence, fields.language)))


def _fault(path: str, word: str, message: str) -> Fault:
    """A fault at a word; what is known to have a place has one."""
    return Fault(path, getattr(word, "line", 1), getattr(word, "column", 1), message)
