"""`copydesk import-vale`: the rules of a Vale style as a pack, and what became of each."""

from __future__ import annotations

import os

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.command import CLEAN, Command, complain, count, write
from linter.importing import Imported, Outcome, import_style
from linter.placing import encode, put_in_place
from linter.terminal import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = ("RULE", "CODE", "WHAT BECAME OF IT", "HOW, OR WHY NOT")


def _import(given: Given) -> int:
    (folder,) = given.folders
    if given.output and os.path.lexists(given.output) and not given.overwrite:
        raise Misused(f"“{given.output}” is there already; --overwrite writes over it")
    imported = import_style(folder)
    table = [f"{clean(line)}\n" for line in _write_table(imported.outcomes)]
    if given.output:
        put_in_place({given.output: encode([imported.text])})
        write(table)
    else:
        write([imported.text])
        complain("".join(table))
    complain(_sum_up(imported, given.output))
    return CLEAN


def _write_table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line a rule: its file, its code, what became of it, and how or why not."""
    rows = [_HEAD, *((one.path, one.code or "-", one.verdict, one.why) for one in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = (f"{cell:{width}}" for cell, width in zip(row, (*widths, 0), strict=True))
        yield "  ".join(cells).rstrip()


def _sum_up(imported: Imported, path: str | None) -> str:
    carried = [one for one in imported.outcomes if one.is_carried]
    in_part = sum(one.verdict != "carried over" for one in carried)
    told = f"carried over {len(carried)} of {count(len(imported.outcomes), 'rule')}"
    told += f", {in_part} of them in part" if in_part else ""
    where = f" into {path}" if path else ""
    return f"{told}{where}; each is off until its code or name is called"


COMMAND = Command(
    Operand("folders", "STYLE_DIR", "the folder of one style, with its rules in .yml files", least=1, most=1),
    (
        Section(
            "pack",
            (
                Option(("-o", "--output"), "write the pack here (default: standard output)", "PACK.yaml"),
                Option(("--overwrite",), "write the pack over a file that is there already"),
            ),
        ),
    ),
    _import,
)
