"""Styles of Vale, another linter of prose: their files read, and each rule carried over into the keys of one of ours.

What the keys mean there: https://vale.sh/docs/checks/existence and its neighbours.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from linter.cues import fold_cue
from linter.dialect import translate, write_samples
from linter.faults import BadFile, Fault, guess
from linter.filing import BadPattern, find_triggers
from linter.located import Node, Reader, Text, read_file
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Level: TypeAlias = Literal["suggestion", "warning", "error"]
Words: TypeAlias = tuple[str, ...]

_SEVERITIES = {"suggestion": "info", "warning": "warning", "error": "error"}
# Keys that say nothing of what is found: what an editor may do about it, who is asked, how much is told.
_LEFT_OUT = ("action", "vocab", "limit", "name", "code", "path")
_BLOCKS = ("paragraph", "item", "heading", "block-quote", "note", "label", "table")
_SHOWN = ("paragraph", "item", "heading")
_SCOPES = {
    "text": _BLOCKS,
    "sentence": _BLOCKS,
    "summary": ("paragraph", "item"),
    "paragraph": ("paragraph",),
    "heading": ("heading",),
    "list": ("item",),
    "blockquote": ("block-quote",),
    "table": ("table",),
}


class NotCarried(Exception):
    """A rule that none of ours can stand for; the message says why."""


class _Common(NamedTuple):
    """The keys that every rule of a style has."""

    extends: str
    message: str
    level: Level = "warning"
    scope: str | Words = "text"
    link: str = ""
    description: str = ""


class _Existence(NamedTuple):
    tokens: Words = ()
    raw: Words = ()
    exceptions: Words = ()
    ignorecase: bool = False
    nonword: bool = False
    append: bool = False


class _Substitution(NamedTuple):
    swap: Mapping[str, str]
    exceptions: Words = ()
    ignorecase: bool = False
    nonword: bool = False
    pos: str = ""
    capitalize: bool = False


class _Occurrence(NamedTuple):
    token: str
    max: int = 0
    min: int = 0
    ignorecase: bool = False


class _Repetition(NamedTuple):
    tokens: Words
    alpha: bool = False
    max: int = 0
    ignorecase: bool = False
    exceptions: Words = ()


class _Consistency(NamedTuple):
    either: Mapping[str, str]
    nonword: bool = False
    ignorecase: bool = False


class _Conditional(NamedTuple):
    first: str
    second: str
    exceptions: Words = ()
    ignorecase: bool = False


class _Capitalization(NamedTuple):
    match: str
    style: str = "AP"
    exceptions: Words = ()
    indicators: Words = ()
    threshold: float = 0.8
    prefix: str = ""


class _Metric(NamedTuple):
    formula: str
    condition: str


class _Readability(NamedTuple):
    metrics: Words
    grade: float


class StyleRule(NamedTuple):
    """A rule of a style as its file gives it: the file, the keys that all rules have, and those of what it extends."""

    path: str
    common: _Common
    own: Any


class Carried(NamedTuple):
    """What has become of a rule: keys of one of ours, what %s stands for, and what was lost on the way.

    `shown` are the patterns to show it by, `good` texts that it may leave alone.
    """

    keys: dict[str, Any]
    shown: Words = ()
    facts: Words = ("match",)
    losses: Words = ()
    good: Words = ()


# ---------------------------------------------------------------- reading


def read_style(folder: str) -> Iterator[StyleRule]:
    """The rules of a style, by their files' names. Raises BadFile with every fault of every file."""
    faults: list[Fault] = []
    rules: list[StyleRule] = []
    for path in _find_files(folder):
        reader = Reader(path)
        try:
            rules.append(_read_rule(reader, path))
        except BadFile as bad:
            faults += bad.faults
    if faults:
        raise BadFile(faults)
    return iter(rules)


def _find_files(folder: str) -> list[str]:
    if not os.path.isdir(folder):
        raise BadFile([Fault(folder, 1, 1, "is no folder with the rules of a style")])
    names = sorted(os.listdir(folder))
    found = [
        os.path.join(folder, name) for name in names if name.endswith((".yml", ".yaml")) and name[0] != "."
    ]
    if not found:
        inner = [name for name in names if os.path.isdir(os.path.join(folder, name)) and name[0] != "."]
        hint = f"; is it one of its folders that is meant: {', '.join(inner)}?" if inner else ""
        raise BadFile([Fault(folder, 1, 1, f"holds no rules of a style (files that end in .yml){hint}")])
    return found


def _read_rule(reader: Reader, path: str) -> StyleRule:
    node = _tidy(reader.parse(read_file(path)))
    extends = _find_extends(reader, node)
    if extends in _NO_TWIN:
        node = _keep_common(node)
    schemas = (_Common, _SCHEMAS[extends]) if extends in _SCHEMAS else (_Common,)
    built = reader.build_all(schemas, node)
    reader.finish()
    assert built is not None
    return StyleRule(path, *built, *([None] if len(built) == 1 else []))


def _find_extends(reader: Reader, node: Node) -> str:
    """What a rule says that it extends; nothing where it does not say. Raises BadFile where there is no such thing."""
    extends = node.value.get(Text("extends")) if isinstance(node.value, dict) else None
    if extends is None or not isinstance(extends.value, Text):
        return ""
    known = [*_SCHEMAS, *_NO_TWIN]
    if extends.value not in known:
        reader.refuse(
            extends, f"“{extends.value}” is nothing that a rule extends{guess(extends.value, known)}"
        )
        reader.finish()
    return extends.value


def _keep_common(node: Node) -> Node:
    """A rule's node with the keys that every rule has; the others are not looked at."""
    assert isinstance(node.value, dict)
    return node._replace(value={key: value for key, value in node.value.items() if key in _Common._fields})


def _tidy(node: Node) -> Node:
    """A rule's node with its keys in small letters, as they may be in any, and without those that are left out."""
    if not isinstance(node.value, dict):
        return node
    keys = {Text.at(key.lower(), key.line, key.column): value for key, value in node.value.items()}
    return node._replace(value={key: value for key, value in keys.items() if key not in _LEFT_OUT})


# ---------------------------------------------------------------- carrying over


def carry_over(rule: StyleRule) -> Carried:
    """The keys that one of our rules needs to find what a rule of a style finds. Raises NotCarried."""
    extends = rule.common.extends
    if extends in _NO_TWIN:
        raise NotCarried(f"{extends}: {_NO_TWIN[extends]}")
    blocks, unit = _read_scope(rule.common.scope)
    levels = re.findall(r"heading\.(h[1-6])", str(rule.common.scope))
    try:
        carried = _CARRIERS[extends](rule.own, unit)
    except BadPattern as bad:
        raise NotCarried(f"a pattern cannot be carried over: {bad}") from None
    keys = {**_guard(carried.keys["kind"], blocks), **carried.keys}
    losses = (f"headings of every level, not of {levels[0]} alone",) if levels else ()
    return carried._replace(keys=keys, losses=(*carried.losses, *losses))


def _read_scope(scope: str | Words) -> tuple[frozenset[str], str]:
    """The kinds of blocks that a scope names, and the unit in which a rule looks. Raises NotCarried."""
    scopes = [scope] if isinstance(scope, str) else list(scope)
    blocks = frozenset(block for one in scopes for block in _read_selector(one))
    if blocks.isdisjoint(_SHOWN):
        raise NotCarried(
            f"the scope “{', '.join(scopes)}” leaves no part of a draft that an example could show"
        )
    return blocks, "sentence" if [*map(str, scopes)] == ["sentence"] else "paragraph"


def _read_selector(selector: str) -> frozenset[str]:
    blocks = frozenset(_BLOCKS)
    for part in selector.split("&"):
        name = part.strip().lstrip("~").strip()
        level = name.partition(".")[2]
        kinds = _SCOPES.get(name if name in _SCOPES else name.partition(".")[0])
        if kinds is None or (level and not re.fullmatch(r"h[1-6]", level)):
            raise NotCarried(f"the scope “{name}” is no part of a draft that is looked at by itself")
        blocks = blocks - frozenset(kinds) if part.strip().startswith("~") else blocks & frozenset(kinds)
    return blocks


def _guard(kind: str, blocks: frozenset[str]) -> dict[str, Any]:
    """Where a rule does not look. Rules of words leave the words of others alone, as all rules do here."""
    silent = [block for block in _BLOCKS if block not in blocks]
    words = kind in ("phrase", "repetition", "consistency") and "block-quote" not in silent
    others = ["quotation", *(["block-quote"] if words and blocks != {"block-quote"} else [])]
    return {} if kind == "readability" else {"not-in": [*(others if words else []), *silent, "code"]}


# ---------------------------------------------------------------- words and patterns


def _carry_existence(own: _Existence, unit: str) -> Carried:
    tokens = [token for token in own.tokens if token.strip()]
    if not tokens and not own.raw:
        raise NotCarried("it has no tokens")
    is_word = bool(tokens) and not own.nonword
    entries = [translate(token) for token in (_join_raw(own, tokens) if own.raw else tokens)]
    keys, shown = _carry_entries(entries, own.ignorecase, is_word, unit)
    return Carried({**keys, **_except(own.exceptions)}, shown)


def _join_raw(own: _Existence, tokens: Sequence[str]) -> list[str]:
    """What is raw, before or behind the tokens, as one pattern."""
    raw = "".join(own.raw)
    if not tokens:
        return [raw]
    joined = f"(?:{'|'.join(tokens)})" if own.nonword else rf"\b(?:{'|'.join(tokens)})\b"
    return [joined + raw if own.append else raw + joined]


def _carry_substitution(own: _Substitution, unit: str) -> Carried:
    if own.pos:
        raise NotCarried("it asks for parts of speech, which are not told here")
    if not own.swap:
        raise NotCarried("it has nothing to swap")
    entries = [translate(token) for token in own.swap]
    keys, shown = _carry_entries(entries, own.ignorecase, not own.nonword, unit)
    patterns = keys.pop("cues", None) or keys.pop("patterns")
    keys["swap"] = dict(zip(patterns, map(str, own.swap.values()), strict=True))
    return Carried({**keys, **_except(own.exceptions)}, shown, ("instead", "match"))


def _carry_entries(
    entries: Sequence[str], ignorecase: bool, is_word: bool, unit: str
) -> tuple[dict[str, Any], Words]:
    """Entries as cues of a phrase rule where they are words, and as patterns where they are shapes; and both bare."""
    cues = [_as_cue(entry) for entry in entries] if is_word else []
    if is_word and all(cues):
        cues = [fold_cue(cue) if ignorecase else cue for cue in cues if cue]
        return {"kind": "phrase", **({} if ignorecase else {"capitals": True}), "cues": cues}, tuple(cues)
    patterns = [_bound(entry) if is_word else entry for entry in entries]
    patterns = [f"(?i:{pattern})" if ignorecase else pattern for pattern in patterns]
    within = {"within": "sentence"} if unit == "sentence" else {}
    return {"kind": "pattern", **within, "patterns": patterns}, tuple(patterns)


_SPARE_EDGE = re.compile(r"^\\b|(?:(?<!\\)(?:\\s| )[*?])?(?:(?<!\\)\\b)?$")
# A word may be written with blanks or hyphens inside; more than a few of them say nothing else.
_ANY_JOINT = re.compile(r"(\[[ -]{1,2}\]|\[ \\-\]|(?<!\\) )\*")
_STOP_BEFORE = re.compile(r"\\?[,;:.!?] ?(?![*+?{])")
_WILD = re.compile(r"\[\^|(?<!\\)\.[*+]")
_ANCHOR = re.compile(r"(?<![\\\[])[\^$]")


def _as_cue(entry: str) -> str:
    """An entry as a cue, which is words and begins and ends with one; nothing where it is another shape.

    A stop at its end stays; a comma at its beginning is looked for before it.
    """
    entry = _ANY_JOINT.sub(r"\1{0,3}", _SPARE_EDGE.sub("", entry))
    stop = _STOP_BEFORE.match(entry)
    bare = entry[stop.end() :] if stop else entry
    if not bare or _WILD.search(bare) or _ANCHOR.search(bare):
        return ""
    samples = [one for one in write_samples(bare) if one]
    begins = all(one[0].isalnum() or one[0] in "(#$[." for one in samples)
    ends = all(one[-1] not in "-/'\u2019 " for one in samples)
    if not (begins and ends and find_triggers(fold_cue(bare), {}).words):
        return ""
    return f"(?<={stop.group()})(?:{bare})" if stop else entry


def _bound(entry: str) -> str:
    """An entry that stands as whole words; where a sign is at its edge nothing is asked of what stands beside it."""
    samples = [one for one in write_samples(entry) if one]
    first = r"\b" if all(one[0].isalnum() for one in samples) else _NOT_INSIDE
    last = r"\b" if all(one[-1].isalnum() for one in samples) else _NOT_INSIDE
    return f"{first}(?:{entry}){last}"


# Where no word is cut in two.
_NOT_INSIDE = r"(?:(?<!\w)|(?!\w))"


def _except(exceptions: Words) -> dict[str, Any]:
    """Exceptions as what silences a rule."""
    cues = [fold_cue(translate(one)) for one in exceptions if one.strip()]
    return {"silent-if": cues} if cues else {}


# ---------------------------------------------------------------- the other kinds


def _carry_occurrence(own: _Occurrence, unit: str) -> Carried:
    if own.max <= 0 and own.min <= 0:
        raise NotCarried("it has neither “max” nor “min”")
    token = translate(own.token)
    limits = {"most": own.max} if own.max > 0 else {}
    limits |= {"least": own.min} if own.min > 0 else {}
    of = f"(?i:{token})" if own.ignorecase else token
    return Carried({"kind": "count", "of": of, "per": unit, **limits}, (token,))


def _carry_repetition(own: _Repetition, _: str) -> Carried:
    token = "|".join(translate(one) for one in own.tokens)
    if own.max or not all(re.fullmatch(token, word) for word in ("a", "the", "Had")):
        raise NotCarried("only words of any form that stand twice running are found here")
    spare = {"spare": [one.lower() for one in own.exceptions]} if own.exceptions else {}
    return Carried({"kind": "repetition", "of": "doubled", **spare})


def _carry_consistency(own: _Consistency, _: str) -> Carried:
    if own.nonword:
        raise NotCarried("it looks for two ways to write a thing that is no word")
    groups = [[translate(one) for one in pair] for pair in own.either.items()]
    if own.ignorecase:
        groups = [[fold_cue(one) for one in group] for group in groups]
    capitals = {} if own.ignorecase else {"capitals": True}
    return Carried({"kind": "consistency", **capitals, "either": groups}, tuple(groups[0]))


def _carry_conditional(own: _Conditional, _: str) -> Carried:
    if not re.search(r"(?<!\\)\((?!\?)", own.second):
        raise NotCarried("it asks that something stand anywhere beside, not that it say what a term means")
    terms, by = translate(own.first), translate(own.second)
    keys = {"kind": "definition", "terms": [terms], "by": [by], **_except(own.exceptions)}
    return Carried(keys, (terms,))


def _carry_capitalization(own: _Capitalization, _: str) -> Carried:
    if not own.match.startswith("$"):
        pattern = translate(own.match)
        return Carried(
            {"kind": "pattern", "patterns": [f"^(?!.*(?:{pattern})).+"]},
            (".+",),
            good=tuple(f"{one}boats" for one in write_samples(pattern)),
        )
    style = own.match[1:]
    if style not in ("sentence", "title", "lower", "upper"):
        raise NotCarried(f"“{own.match}” is no style of capitals")
    words = [word for one in own.exceptions for word in one.split()]
    keys: dict[str, Any] = {"kind": "capitals", "style": style}
    keys |= {"share": own.threshold} if own.threshold != 0.8 else {}
    keys |= {"spare": [*dict.fromkeys(words)]} if words else {}
    keys |= {"after": [*own.indicators]} if own.indicators else {}
    losses = ("titles are held against the style of the Associated Press",) if own.style == "Chicago" else ()
    return Carried(keys, losses=losses)


_CONDITION = re.compile(r"\s*([<>])\s*=?\s*(-?\d+(?:\.\d*)?)\s*")


def _carry_metric(own: _Metric, _: str) -> Carried:
    limit = _CONDITION.fullmatch(own.condition)
    if limit is None:
        raise NotCarried(f"the condition “{own.condition}” is no limit such as “> 8”")
    side = "above" if limit.group(1) == ">" else "below"
    formula = " ".join(own.formula.split())
    return Carried({"kind": "readability", "formula": formula, side: float(limit.group(2))}, facts=("value",))


# https://github.com/jdkato/prose/blob/master/summarize/readability.go
_GRADES = {
    "Gunning Fog": "0.4 * (words / sentences + 100 * complex_words / words)",
    "Coleman-Liau": "5.88 * characters / words - 29.6 * sentences / words - 15.8",
    "Flesch-Kincaid": "0.39 * words / sentences + 11.8 * syllables / words - 15.59",
    "SMOG": "1.043 * sqrt(polysyllabic_words * 30 / sentences) + 3.1291",
    "Automated Readability": "4.71 * characters / words + 0.5 * words / sentences - 21.43",
}


def _carry_readability(own: _Readability, _: str) -> Carried:
    for one in own.metrics:
        if one not in _GRADES:
            raise NotCarried(f"no formula is known for “{one}”{guess(one, [*_GRADES])}")
    if not own.metrics:
        raise NotCarried("it names no metrics")
    total = " + ".join(f"({_GRADES[one]})" for one in own.metrics)
    formula = f"({total}) / {len(own.metrics)}" if len(own.metrics) > 1 else total[1:-1]
    return Carried({"kind": "readability", "formula": formula, "above": own.grade}, facts=("value",))


_SCHEMAS: Mapping[str, type[Any]] = {
    "existence": _Existence,
    "substitution": _Substitution,
    "occurrence": _Occurrence,
    "repetition": _Repetition,
    "consistency": _Consistency,
    "conditional": _Conditional,
    "capitalization": _Capitalization,
    "metric": _Metric,
    "readability": _Readability,
}
_CARRIERS: Mapping[str, Callable[[Any, str], Carried]] = {
    "existence": _carry_existence,
    "substitution": _carry_substitution,
    "occurrence": _carry_occurrence,
    "repetition": _carry_repetition,
    "consistency": _carry_consistency,
    "conditional": _carry_conditional,
    "capitalization": _carry_capitalization,
    "metric": _carry_metric,
    "readability": _carry_readability,
}
_NO_TWIN = {
    "script": "a program of the style's own, and packs hold no programs",
    "sequence": "it asks for parts of speech, which are not told here",
    "spelling": "it needs a dictionary; a spelling checker does that better",
}


# ---------------------------------------------------------------- what it says

_SLOT = re.compile(r"(?P<before>['\"‘“]?)%(?:\[(?P<number>\d)\])?[sdv](?P<after>['\"’”]?)")


def write_message(rule: StyleRule, facts: Words) -> str:
    """What a rule says, with our names for what it quotes."""
    slots = _SLOT.findall(rule.common.message)
    numbers = iter(range(len(slots)))

    def quote(slot: re.Match[str]) -> str:
        given = slot.group("number")
        number = int(given) - 1 if given else next(numbers)
        fact = facts[min(number, len(facts) - 1)]
        if fact == "match":
            return "“{match}”"
        return f"{{{fact}}}"

    text = re.sub(r"\{([a-z-]+)\}", r"(\1)", rule.common.message)
    return _SLOT.sub(quote, text).replace("%%", "%").strip()


def write_reason(rule: StyleRule, style: str) -> str:
    """Why a rule is there, in the style's own words where it has some."""
    told = re.sub(r"['\"‘“]?%s([.,]?)['\"’”]?", r"this\1", rule.common.description).strip()
    return told or f"The style {style} asks for it."


def weigh(rule: StyleRule) -> str:
    """The severity that a level of a style stands for."""
    return _SEVERITIES[rule.common.level]
