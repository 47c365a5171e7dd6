"""`copydesk learn`: a house pack from a newsroom's own archive, for a person to accept line by line."""

from __future__ import annotations

import os
import re

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.command import CLEAN, JOBS, RULES, Command, complain, count, write
from linter.faults import BadFile, Fault
from linter.intake import FIELDS, QUIET, find_scan
from linter.learning import LEAST_ARTICLES, Lesson, learn, write_pack
from linter.placing import encode, put_in_place
from linter.plan import open_desk, read_plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.lint import Linter

_NAME = "house"


def _learn(given: Given) -> int:
    (archive,) = given.archives
    target = given.output_file
    if given.by_section and not target:
        raise Misused("--by-section writes a pack a section: name a folder for them with -o")
    if target and os.path.lexists(target) and not (given.by_section and os.path.isdir(target)):
        raise Misused(f"“{target}” is there already, and what was accepted in it would be lost; name another")
    with find_scan(given, archive) as out:
        plan = read_plan(out)
        linter = open_desk(plan).linter_for(plan.config)
        lessons = learn(out, linter, by_section=given.by_section)
    return _write(given, lessons, linter, os.path.basename(os.path.normpath(archive)))


def _write(given: Given, lessons: Mapping[str, Lesson], linter: Linter, archive: str) -> int:
    folder = given.output_file if given.by_section else os.path.dirname(given.output_file or "")
    packs: dict[str, list[str]] = {}
    for section, lesson in lessons.items():
        if lesson.measured < LEAST_ARTICLES:
            _pass_over(section, lesson, given.by_section)
            continue
        name = f"{given.name or _NAME}{f'-{_slug(section)}' if given.by_section else ''}"
        where = f"{archive}, section “{section}”" if section else archive
        path = os.path.join(folder, f"{name}.yaml") if given.by_section else given.output_file
        if path in packs:
            path = path.replace(".yaml", f"-{len(packs)}.yaml")
        packs[path] = [f"{line}\n" for line in write_pack(lesson, name, where, linter, folder or ".")]
    if given.output_file:
        _put(packs, folder)
    else:
        write(piece for lines in packs.values() for piece in lines)
    if not given.quiet and given.output_file:
        complain(
            "\n".join(f"{path}: written; in force once “packs” of your config names it" for path in packs)
        )
    return CLEAN


def _pass_over(section: str, lesson: Lesson, by_section: bool) -> None:
    told = f"{count(lesson.measured, 'article')} long enough to be measured; {LEAST_ARTICLES} are needed"
    if not by_section:
        raise BadFile([Fault("copydesk", 1, 1, f"the archive has {told}")])
    complain(f"section “{section}” is passed over: it has {told}")


def _put(packs: Mapping[str, list[str]], folder: str) -> None:
    for path in packs:
        if os.path.lexists(path):
            raise Misused(
                f"“{path}” is there already, and what was accepted in it would be lost; name another"
            )
    if folder:
        os.makedirs(folder, exist_ok=True)
    put_in_place({path: encode(lines) for path, lines in packs.items()})


def _slug(section: str) -> str:
    """A section as part of a name."""
    return "-".join(re.findall(r"\w+", section.lower())) or "none"


COMMAND = Command(
    Operand(
        "archives", "ARCHIVE", "the folder of a scan, or an archive, which is scanned now", least=1, most=1
    ),
    (
        Section(
            "pack",
            (
                Option(("-o", "--output-file"), "the file of the pack (default: standard output)", "FILE"),
                Option(("--name",), f"what the pack is called (default: {_NAME})", "NAME"),
                Option(("--by-section",), "a pack a section, in the folder that -o names"),
                QUIET,
                JOBS,
            ),
        ),
        FIELDS,
        RULES,
    ),
    _learn,
)
