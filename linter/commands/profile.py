"""`copydesk profile`: how much a draft hedges, boosts, shows and leaves unnamed, beside published op-eds."""

from __future__ import annotations

import os
import sys

from linter.arguments import Given, Operand, Option, Section
from linter.command import CLEAN, RULES, Command, count, read_options, write
from linter.profile import draw_line, draw_profile, say_rank, say_rate, spread
from linter.run import Desk
from linter.study import study_draft
from linter.terminal import clean, paint, wants_color, write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from linter.document import Document
    from linter.profile import Profile

# A rank from here on is worth a look: a tenth of what is published has as much, or of evidence as little.
_MUCH = 90
_PORTIONS = 32


def _profile(given: Given) -> int:
    (path,) = given.drafts
    desk = Desk(read_options(given))
    studied = study_draft(desk, path)
    document = studied.document
    profile = draw_profile(desk.linter_for(desk.config_for(document.source.path)), studied.reading)
    color = wants_color(given.color, sys.stdout.isatty(), os.environ)
    write(_FORMATS[given.output_format](profile, document, color))
    return CLEAN


def _text(profile: Profile, document: Document, color: bool) -> Iterator[str]:
    yield f"{paint(clean(document.source.path), 'path', color)}: {count(profile.words, 'word')}\n"
    rates = [say_rate(strand) for strand in profile.strands]
    for strand, rate in zip(profile.strands, rates, strict=True):
        line = draw_line(spread(strand, document, _PORTIONS))
        is_odd = strand.rank is not None and (100 - strand.rank if strand.is_share else strand.rank) >= _MUCH
        rank = paint(say_rank(strand.rank), "warning", color and is_odd)
        yield f"  {strand.name:15}  {line:{_PORTIONS}}  {rate:{max(map(len, rates))}}  {rank}\n"


def _json(profile: Profile, document: Document, _: bool) -> Iterable[str]:
    return [write_json(_as_data(profile, document), indent=2), "\n"]


def _as_data(profile: Profile, document: Document) -> dict[str, Any]:
    strands = [
        {
            "name": strand.name,
            "rate": round(strand.rate, 4),
            "of": "sentences" if strand.is_share else "1,000 words",
            "rank": strand.rank,
            "along": spread(strand, document, _PORTIONS),
        }
        for strand in profile.strands
    ]
    return {"path": document.source.path, "words": profile.words, "strands": strands}


_FORMATS = {"text": _text, "json": _json}

COMMAND = Command(
    Operand("drafts", "DRAFT", "the draft; - is standard input", least=1, most=1),
    (
        Section(
            "profile",
            (
                Option(("--output-format",), "the form of the profile", choices=tuple(_FORMATS)),
                Option(("--color",), "colour in the profile", choices=("auto", "always", "never")),
            ),
        ),
        RULES,
    ),
    _profile,
)
