"""`copydesk compare`: what a revision did for the claims of a draft, and what it only did for the words."""

from __future__ import annotations

import os
import sys

from linter.account import name_place, place_data, say_counts, say_support, say_voice, shorten, voice_data
from linter.answers import Answers
from linter.arguments import Given, Operand, Option, Section
from linter.changes import read_version
from linter.command import CLEAN, FINDINGS, RULES, Command, complain, count, read_level, read_options, write
from linter.comparison import Comparison, Version, compare
from linter.diagnostic import SEVERITIES, is_at_least
from linter.readers import find_format
from linter.run import Desk
from linter.study import study_draft
from linter.terminal import clean, paint, wants_color, write_headline, write_json
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linter.comparison import Pair, Swap
    from linter.document import Document

_LEVELS = "|".join(SEVERITIES)
_MOST = 70


class Task(NamedTuple):
    """Two versions of a draft, as they were named, and what has changed."""

    names: tuple[str, str]
    old: Version
    new: Version
    changed: Comparison


def _compare(given: Given) -> int:
    options = read_options(given)._replace(fail_on=given.fail_on, min_severity=given.min_severity)
    (old_path, old_content), (new_path, new_content) = map(read_version, given.drafts)
    # Both are held to what applies to the new one: another config would look like another draft.
    config = Desk(options).config_for(new_path)
    desk = Desk(options._replace(config=config))
    old, new = _read(desk, old_path, old_content), _read(desk, new_path, new_content)
    task = Task(tuple(given.drafts), old, new, compare(old, new, desk.linter_for(config)))
    color = wants_color(given.color, sys.stdout.isatty(), os.environ)
    write(_FORMATS[given.output_format](task, color))
    complain(_summarise(task))
    fails = desk.fails_from(config)
    return FINDINGS if any(is_at_least(one.severity, fails) for one in task.changed.found) else CLEAN


def _read(desk: Desk, path: str, content: str | bytes) -> Version:
    studied = study_draft(desk, path, content)
    least = desk.shown_from(desk.config_for(path))
    return Version(studied, [one for one in desk.lint(path, content)[1] if is_at_least(one.severity, least)])


def _summarise(task: Task) -> str:
    counts = (say_counts(version.study.rows, Answers({}, ())) for version in (task.old, task.new))
    before, after = counts
    return f"before: {before}\nafter: {after}\n{count(len(task.changed.found), 'new finding')}"


# ---------------------------------------------------------------- text


def _text(task: Task, color: bool) -> Iterator[str]:
    old, new, changed = task.old.document, task.new.document, task.changed
    sections = {
        "Claims that gained support": [_say_gain(one, old, new) for one in changed.gained],
        "Claims that lost their support": [_say_gain(one, old, new) for one in changed.lost],
        "Claims hedged instead of supported": [_say_swap(one, old, new) for one in changed.hedged],
        "Sources that are gone": [
            f"{name_place(voice.places[0][0], old)}  {voice.name} ({voice.sort}, {say_voice(voice)})"
            for voice in changed.sources
        ],
        "Figures that are gone": [f"{name_place(one, old)}  “{old.text(one)}”" for one in changed.figures],
        "Crowds that only changed their name": [_say_swap(one, old, new) for one in changed.renamed],
        "Repetitions cured by another word": [_say_swap(one, old, new) for one in changed.reworded],
    }
    yield f"{paint(' -> '.join(map(clean, task.names)), 'path', color)}\n"
    for title, lines in sections.items():
        if lines:
            yield f"\n{title}\n"
            yield from (f"  {clean(line)}\n" for line in lines)
    if changed.found:
        yield "\nNew findings\n"
        yield from (f"  {write_headline(one, color)}\n" for one in changed.found)
    if not any((*changed,)):
        yield "No support gained or lost, nothing hedged or renamed, no source or figure gone, no new finding.\n"


def _say_gain(pair: Pair, old: Document, new: Document) -> str:
    place = name_place(pair.before.span, old)
    return f"{place}  “{shorten(new.text(pair.after.span), _MOST)}”: {say_support(pair.after, new, None)}"


def _say_swap(swap: Swap, old: Document, new: Document) -> str:
    before, after = shorten(old.text(swap.before), _MOST), shorten(new.text(swap.after), _MOST)
    return f"{name_place(swap.before, old)}  “{before}” -> {name_place(swap.after, new)}  “{after}”"


# ---------------------------------------------------------------- data


def _json(task: Task, _: bool) -> Iterator[str]:
    old, new, changed = task.old.document, task.new.document, task.changed
    swaps = {"hedged": changed.hedged, "renamed": changed.renamed, "reworded": changed.reworded}
    pairs = {"gained": changed.gained, "lost": changed.lost}
    told: dict[str, Any] = {
        "old": task.names[0],
        "new": task.names[1],
        **{key: [_pair_data(one, old, new) for one in found] for key, found in pairs.items()},
        **{key: [_swap_data(one, old, new) for one in found] for key, found in swaps.items()},
        "sources_gone": [voice_data(voice, old) for voice in changed.sources],
        "figures_gone": [{**place_data(one, old), "text": old.text(one)} for one in changed.figures],
        "findings": [one.as_json() | {"unit": find_format(one.path).unit} for one in changed.found],
    }
    yield write_json(told, indent=2) + "\n"


def _pair_data(pair: Pair, old: Document, new: Document) -> dict[str, Any]:
    return {
        key: {**place_data(row.span, document), "text": document.text(row.span), "status": row.status}
        for key, row, document in (("before", pair.before, old), ("after", pair.after, new))
    }


def _swap_data(swap: Swap, old: Document, new: Document) -> dict[str, Any]:
    return {
        key: {**place_data(span, document), "text": document.text(span)}
        for key, span, document in (("before", swap.before, old), ("after", swap.after, new))
    }


_FORMATS = {"text": _text, "json": _json}

COMMAND = Command(
    Operand("drafts", "OLD NEW", "two versions of a draft: files, or REF:path as git names them", 2, 2),
    (
        Section(
            "comparison",
            (
                Option(("--output-format",), "the form of the comparison", choices=tuple(_FORMATS)),
                Option(("--color",), "colour in the comparison", choices=("auto", "always", "never")),
                Option(
                    ("--min-severity",),
                    "tell of new findings from here up (default: warning)",
                    _LEVELS,
                    convert=read_level,
                ),
                Option(
                    ("--fail-on",),
                    "exit 1 for new findings from here up (default: warning)",
                    _LEVELS,
                    convert=read_level,
                ),
            ),
        ),
        RULES,
    ),
    _compare,
)
