"""A style of another linter as a pack: its rules carried over, named, and shown by examples that come out."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import yaml

from linter.dialect import write_samples
from linter.examples import find_spans
from linter.faults import BadFile, RuleOutOfTime
from linter.lint import Linter
from linter.packs import load_alone, load_pack
from linter.vale import NotCarried, carry_over, read_style, weigh, write_message, write_reason
from linter.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from linter.rule import Rule
    from linter.vale import Carried, StyleRule

_MOST_BAD = 3
_NEUTRAL = (
    "The ferry leaves at noon.",
    "Ferries left the harbour.",
    "Two boats lay at anchor.",
    "The old harbour lies north of town, and boats call there twice a day from spring to late autumn.",
    "Boats.",
)
# Where an entry may have to stand to be found: between words, before a comma, at the edges, on a sign's heels.
_PLACES = (
    "Then {} came up again.",
    "They spoke of {}.",
    "{} came up again.",
    "They spoke of {}, and left.",
    "They spoke, {} and left.",
    "The old{} came up again.",
    "The talk was long: {} came up.",
    "{}",
)
_TEXTS: Mapping[str, Sequence[str]] = {
    "repetition": ("They met in the the hall.",),
    "capitals": (
        "Why The Council Must Repair Every Bridge Now",
        "why the council must repair every bridge",
        "Why the council must repair every bridge",
    ),
    "readability": (
        "Considerable organisational difficulties accompanied international negotiations regarding infrastructure.",
        "The cat sat.",
    ),
}
_WORDS = "the old harbour lies north of town and boats call there twice a day from spring to autumn".split()


class Outcome(NamedTuple):
    """What has become of a rule of a style: its file, what it is called here (if anything), how it went, and why."""

    path: str
    code: str
    name: str
    verdict: str
    why: str

    @property
    def is_carried(self) -> bool:
        return bool(self.code)


class Imported(NamedTuple):
    """A style as a pack: the pack's text, and what became of each of the style's rules."""

    text: str
    outcomes: tuple[Outcome, ...]


class _Draft(NamedTuple):
    """A rule on its way: as the style has it, what was made of it, and its keys in the pack."""

    rule: StyleRule
    carried: Carried
    keys: dict[str, Any]


def import_style(folder: str) -> Imported:
    """The rules of a style as a pack, each of them off until it is called. Raises BadFile with all that is wrong."""
    style = os.path.basename(os.path.abspath(folder))
    outcomes: dict[str, Outcome] = {}
    drafts: list[_Draft] = []
    for rule in read_style(folder):
        try:
            drafts.append(_draft(rule, style, drafts))
        except NotCarried as cause:
            outcomes[rule.path] = Outcome(
                os.path.relpath(rule.path, folder), "", "", "not carried over", f"{cause}"
            )
    shown = _show_all(drafts, style)
    kept: list[_Draft] = []
    for draft, (examples, losses) in zip(drafts, shown, strict=True):
        path = os.path.relpath(draft.rule.path, folder)
        if isinstance(examples, str):
            outcomes[draft.rule.path] = Outcome(path, "", "", "not carried over", examples)
            continue
        kept.append(draft._replace(keys={**draft.keys, "examples": examples}))
        losses = (*draft.carried.losses, *losses)
        verdict = "carried over in part" if losses else "carried over"
        code, name, kind = (draft.keys[key] for key in ("code", "name", "kind"))
        outcomes[draft.rule.path] = Outcome(path, code, name, verdict, "; ".join(losses) or f"as kind {kind}")
    return Imported(_write(style, kept), tuple(outcomes[path] for path in sorted(outcomes)))


def _draft(rule: StyleRule, style: str, before: Sequence[_Draft]) -> _Draft:
    """A rule of the pack, its examples yet to be found. Raises NotCarried where the pack would be refused for it."""
    carried = carry_over(rule)
    keys: dict[str, Any] = {
        "code": f"{_find_letters(style)}{101 + len(before)}",
        "name": _find_name(rule, style, {draft.keys["name"] for draft in before}),
        "kind": carried.keys["kind"],
        "severity": weigh(rule),
        "state": "preview",
        "message": write_message(rule, carried.facts),
        "why": write_reason(rule, style),
        "source": rule.common.link or f"Vale style {style}",
        **carried.keys,
        "examples": {"bad": ["<An example.>"], "good": [_NEUTRAL[0]]},
    }
    draft = _Draft(rule, carried, keys)
    try:
        load_pack(style, {}, _write(style, [draft]))
    except BadFile as bad:
        raise NotCarried(bad.faults[0].message) from None
    return draft


def _find_name(rule: StyleRule, style: str, taken: Container[str]) -> str:
    """What a rule is called: after the style and its file, with a number where another is called so."""
    name = f"{_name(style)}-{_name(os.path.splitext(os.path.basename(rule.path))[0])}"
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 1000))) if one not in taken)


def _find_letters(style: str) -> str:
    """Three letters for the codes of a style: of one word its beginning, of more than one their first letters too."""
    words = re.findall(r"[A-Za-z]+", style)
    letters = "".join(word[0] for word in words[1:])[:2]
    return f"{''.join(words[:1])[: 3 - len(letters)]}{letters}VALE"[:3].upper()


def _name(text: str) -> str:
    """A file's or folder's name in small words with hyphens: “GenderBias” is gender-bias."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", text)
    joined = "-".join(words).lower()
    return joined if joined[:1].isalpha() else f"style-{joined}".rstrip("-")


# ---------------------------------------------------------------- examples


def _show_all(drafts: Sequence[_Draft], style: str) -> Iterator[tuple[dict[str, Any] | str, tuple[str, ...]]]:
    """For each rule examples that come out, or why there are none; and what of it was seen nowhere."""
    if not drafts:
        return
    linter = Linter(load_alone(style, _write(style, drafts)))
    for draft in drafts:
        try:
            yield _show(linter, linter.rules[draft.keys["code"]], draft.carried)
        except RuleOutOfTime as late:
            yield str(late), ()


def _show(linter: Linter, rule: Rule, carried: Carried) -> tuple[dict[str, Any] | str, tuple[str, ...]]:
    seen, losses = _try_entries(linter, rule, carried.shown)
    bad = [one for text in seen or _list_texts(rule, carried) if (one := _mark(linter, rule, text))]
    neutral = _dress_all(rule, (*_NEUTRAL, *carried.good))
    good = next((text for text in neutral if not find_spans(linter, rule, text)), None)
    if not bad:
        return "no text was found that it speaks of", ()
    if good is None:
        return "it speaks of every text", ()
    return {"bad": bad[:_MOST_BAD], "good": [good]}, losses


def _try_entries(linter: Linter, rule: Rule, entries: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Texts in which entries of a rule are found, a few of them, and word of the entries that no text shows."""
    if rule.fields.kind not in ("phrase", "pattern"):
        return [], ()
    texts = dict(zip(entries, (_find_text(linter, rule, entry) for entry in entries), strict=True))
    unseen = [entry for entry, text in texts.items() if not text]
    seen = [text for text in texts.values() if text]
    losses: tuple[str, ...] = ()
    if unseen and seen:
        count = f"{len(unseen)} of {len(entries)} entries were found in no text tried"
        losses = (f"{count}, such as “{unseen[0][:40]}”",)
    chosen = [seen[round(n * (len(seen) - 1) / (_MOST_BAD - 1))] for n in range(_MOST_BAD)] if seen else []
    return [*dict.fromkeys(chosen)], losses


def _find_text(linter: Linter, rule: Rule, entry: str) -> str:
    """A text in which an entry of a rule is found; nothing where none is."""
    texts = _place_all(write_samples(entry))
    for text in _dress_all(rule, texts):
        if find_spans(linter, rule, text):
            return text
    return ""


def _place_all(samples: Iterable[str]) -> Iterator[str]:
    """Samples in each of the places; no two blanks touch."""
    samples = list(samples)
    return (re.sub(" {2,}", " ", place.format(sample)) for place in _PLACES for sample in samples)


def _list_texts(rule: Rule, carried: Carried) -> Iterator[str]:
    """Texts that a rule may speak of whose entries do not stand for themselves."""
    kind = rule.fields.kind
    if kind == "consistency":
        return _dress_all(rule, (" ".join(f"They spoke of {one}." for one in map(_sample, carried.shown)),))
    if kind == "count":
        return _dress_all(rule, _list_counted(rule, carried))
    if kind == "definition":
        return _dress_all(rule, _place_all(write_samples(carried.shown[0])))
    return _dress_all(rule, _TEXTS.get(kind, ()))


def _sample(pattern: str) -> str:
    return write_samples(pattern)[0]


def _list_counted(rule: Rule, carried: Carried) -> Iterator[str]:
    """Texts with much of what is counted, and with little."""
    most = carried.keys.get("most", 0) + 1
    yield f"{' '.join(_WORDS[n % len(_WORDS)] for n in range(most)).capitalize()}."
    for sample in write_samples(carried.shown[0]):
        for glue in ("", " ", " and "):
            yield f"They spoke of {glue.join([sample] * most)} there."
    yield from _NEUTRAL


def _dress_all(rule: Rule, texts: Iterable[str]) -> Iterator[str]:
    """Texts as blocks of a kind at which a rule looks."""
    silent = rule.fields.not_in
    if "paragraph" not in silent:
        return iter(texts)
    mark = "- " if "heading" in silent else "# "
    return (f"{mark}{text.removesuffix('.')}\n\n{_NEUTRAL[0]}" for text in texts)


def _mark(linter: Linter, rule: Rule, text: str) -> str:
    """A text with marks round what a rule reports of it; nothing where it reports nothing."""
    pieces: list[str] = []
    end = 0
    spans = [] if {"<", ">"} & set(text) else find_spans(linter, rule, text)
    for start, stop in spans:
        pieces += [text[end:start], "<", text[start:stop], ">"]
        end = stop
    return "".join([*pieces, text[end:]]) if spans else ""


# ---------------------------------------------------------------- writing


class _Dumper(yaml.SafeDumper):
    """YAML without anchors, which packs do not use."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write(style: str, drafts: Sequence[_Draft]) -> str:
    head = (
        f"# Imported from the Vale style “{style}”.\n"
        "# Every rule is off until it is called by its code or name: extend-select: [CODE].\n"
    )
    pack = {
        "pack": _name(style),
        "about": f"The rules of the Vale style {style}.",
        "category": "style",
        "language": "en",
        "rules": [draft.keys for draft in drafts],
    }
    body = yaml.dump(_plain(pack), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return head + str(body)


def _plain(value: Any) -> Any:
    """Values as YAML takes them: words without their places."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
