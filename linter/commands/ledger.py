"""`copydesk ledger`: every claim of a draft, and what supports it."""

from __future__ import annotations

import os
import sys

from linter.account import as_data, say_counts, write_answers, write_csv, write_markdown, write_table
from linter.answers import name_sheet, place_answers, read_sheet, write_sheet
from linter.arguments import Given, Misused, Operand, Option, Section
from linter.command import CLEAN, RULES, Command, complain, read_options, write
from linter.run import Desk
from linter.study import study_draft
from linter.terminal import wants_color, write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linter.answers import Answers
    from linter.study import Study

_PIPED = 120


def _ledger(given: Given) -> int:
    (path,) = given.drafts
    if path == "-" and given.write:
        raise Misused("--write needs a file to write beside, and standard input is none")
    sheet = read_sheet(name_sheet(path))
    studied = study_draft(Desk(read_options(given)), path)
    answers = place_answers(sheet, studied.document, studied.rows)
    if given.write:
        written = write_sheet(path, studied.document, studied.rows, answers)
        complain(f"{written}: {say_counts(studied.rows, answers)}; {write_answers(answers.found)}")
        return CLEAN
    write(
        _FORMATS[given.output_format](
            studied, answers, wants_color(given.color, sys.stdout.isatty(), os.environ)
        )
    )
    complain(f"{studied.document.source.path}: {say_counts(studied.rows, answers)}")
    return CLEAN


def _text(studied: Study, answers: Answers, color: bool) -> Iterator[str]:
    from shutil import get_terminal_size

    columns = get_terminal_size((_PIPED, 24)).columns
    return (f"{line}\n" for line in write_table(studied, answers, columns, color))


def _markdown(studied: Study, answers: Answers, _: bool) -> Iterator[str]:
    return (f"{line}\n" for line in write_markdown(studied, answers))


def _csv(studied: Study, answers: Answers, _: bool) -> Iterable[str]:
    return [write_csv(studied, answers)]


def _json(studied: Study, answers: Answers, _: bool) -> Iterable[str]:
    return [write_json(as_data(studied, answers), indent=2), "\n"]


def _yaml(studied: Study, answers: Answers, _: bool) -> Iterable[str]:
    import yaml

    return [yaml.safe_dump(as_data(studied, answers), allow_unicode=True, sort_keys=False, width=100)]


_FORMATS = {"text": _text, "markdown": _markdown, "csv": _csv, "yaml": _yaml, "json": _json}

COMMAND = Command(
    Operand("drafts", "DRAFT", "the draft; - is standard input", least=1, most=1),
    (
        Section(
            "ledger",
            (
                Option(("--output-format",), "the form of the ledger", choices=tuple(_FORMATS)),
                Option(("--color",), "colour in the ledger", choices=("auto", "always", "never")),
                Option(("--write",), "save DRAFT.claims.yaml, to be answered by the writer"),
            ),
        ),
        RULES,
    ),
    _ledger,
)
