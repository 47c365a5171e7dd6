"""`copydesk test`: run the examples of packs."""

from __future__ import annotations

from linter.arguments import Given, Operand
from linter.command import CLEAN, FINDINGS, Command, complain, count, write
from linter.examples import test_packs
from linter.terminal import clean_path


def _test(given: Given) -> int:
    tested = test_packs(given.paths)
    write(f"{clean_path(line)}\n" for line in tested.failed)
    for line in tested.slow:
        complain(line)
    counts = f"{count(tested.rules, 'rule')}, {count(tested.examples, 'example')}"
    complain(f"{counts}: {len(tested.failed) or 'none'} failed")
    return FINDINGS if tested.failed else CLEAN


COMMAND = Command(Operand("paths", "PACK", "YAML files (default: the built-in packs)"), (), _test)
