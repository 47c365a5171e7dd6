"""`copydesk schema`: the JSON Schema by which editors complete and check packs."""

from __future__ import annotations

from linter.arguments import Given, Option, Section
from linter.command import CLEAN, Command, write
from linter.placing import put_in_place
from linter.schema import write_schema


def _schema(given: Given) -> int:
    if given.output_file:
        put_in_place({given.output_file: [write_schema().encode()]})
    else:
        write([write_schema()])
    return CLEAN


COMMAND = Command(
    None,
    (Section("schema", (Option(("-o", "--output-file"), "the file to write it to, anew", "FILE"),)),),
    _schema,
)
