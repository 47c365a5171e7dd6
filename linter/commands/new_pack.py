"""`copydesk new-pack`: a pack of your own to begin with."""

from __future__ import annotations

import os
import re

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.cache import Cache, find_cache_folder
from linter.command import CLEAN, Command, complain
from linter.config import name_rules
from linter.located import read_file
from linter.run import Desk, Options
from linter.schema import write_schema
from linter.starter import SCHEMA, choose_prefix, write_starter
from linter.terminal import clean_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from linter.config import Named

_NAME = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")
_ENDINGS = (".yaml", ".yml")


def _new_pack(given: Given) -> int:
    (name,) = given.names
    desk = Desk(Options(cache=Cache(find_cache_folder(os.environ))))
    rules = name_rules(desk.linter_for(desk.config_for("draft")).rulebook.rules)
    _check_name(name, rules)
    path = given.output_file or f"{name}.yaml"
    if not path.endswith(_ENDINGS):
        raise Misused(f"“{path}” does not end in .yaml, as the file of a pack has to")
    prefix = choose_prefix(name, [rule.code for rule in rules])
    _create(path, write_starter(name, prefix, path.replace(os.sep, "/")))
    complain(f"{clean_path(path)}: a pack to begin with")
    _add_schema(os.path.join(os.path.dirname(path), SCHEMA))
    complain(f"“copydesk test {path}” runs its examples; “packs: [{path}]” in copydesk.yaml switches it on")
    return CLEAN


def _check_name(name: str, rules: Sequence[Named]) -> None:
    """Refuse a name that a config could not call the pack by. Raises Misused."""
    if not _NAME.fullmatch(name):
        likely = "-".join(re.findall("[a-z0-9]+", name.lower().removesuffix(".yaml"))).lstrip("0123456789-")
        meant = f"; did you mean “{likely}”?" if likely else ""
        raise Misused(f"“{name}” is not small words with hyphens, as in house or sports-desk{meant}")
    for rule in rules:
        if name in (rule.pack, rule.name):
            what = "pack" if name == rule.pack else "rule"
            raise Misused(f"there is a {what} called “{name}” already; a config could mean either")


def _add_schema(path: str) -> None:
    """Put the schema beside the pack, where none is; one that is there is the newsroom's own."""
    schema = write_schema()
    if not os.path.lexists(path):
        _create(path, schema)
        complain(f"{clean_path(path)}: what editors complete and check it by")
    elif read_file(path) != schema:
        complain(f"{clean_path(path)}: is of another version; “copydesk schema -o {path}” writes it anew")


def _create(path: str, text: str) -> None:
    """Write a file that is not there yet. Raises Misused where it is, and OSError."""
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Misused(f"“{path}” is there already; name another file with -o") from None


COMMAND = Command(
    Operand("names", "NAME", "what the pack is called: small words with hyphens", least=1, most=1),
    (Section("pack", (Option(("-o", "--output-file"), "its file (default: NAME.yaml)", "FILE"),)),),
    _new_pack,
)
