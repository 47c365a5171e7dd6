"""`copydesk test`: run the examples of packs, and say what they leave out and what is slow."""

from __future__ import annotations

from linter.arguments import Given, Operand, Option, Section
from linter.command import CLEAN, FINDINGS, Command, complain, count, follow, write
from linter.lineage import trace_packs
from linter.proof import test_packs
from linter.rulebook import find_built_in
from linter.terminal import clean_path
from linter.watch import stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.coverage import Coverage


def _test(given: Given) -> int:
    if not given.watch:
        return _run(given)
    return follow(lambda: (lambda: _run(given), lambda: stamp(trace_packs((*find_built_in(), *given.paths)))))


def _run(given: Given) -> int:
    tested = test_packs(given.paths)
    idle = tested.coverage.idle if given.coverage or given.strict else ()
    write(f"{clean_path(line)}\n" for line in (*tested.failed, *map(str, idle)))
    for line in tested.slow:
        complain(line)
    counts = f"{count(tested.rules, 'rule')}, {count(tested.examples, 'example')}"
    complain(f"{counts}: {len(tested.failed) or 'none'} failed")
    if tested.coverage.idle:
        complain(_say_coverage(tested.coverage))
    is_bad = tested.failed or (given.strict and (tested.slow or tested.coverage.idle))
    return FINDINGS if is_bad else CLEAN


def _say_coverage(coverage: Coverage) -> str:
    """How much of a pack the examples hold: “in an example: 12 of 14 cues, 3 of 40 entries of lists”."""
    told = []
    for is_cue, what in ((True, "cues"), (False, "entries of lists")):
        written, idle = (sum(bool(one.code) is is_cue for one in some) for some in coverage)
        if written:
            told.append(f"{written - idle:,} of {written:,} {what}")
    return f"in an example: {', '.join(told)}; --coverage lists the others"


COMMAND = Command(
    Operand("paths", "PACK", "YAML files, or names of packs (default: the built-in packs)"),
    (
        Section(
            "test",
            (
                Option(("--coverage",), "list the cues and entries of lists that no example holds"),
                Option(("--strict",), "exit 1 for these too, and for slow cues"),
                Option(("--watch",), "test again whenever a pack changes; Ctrl-C ends it"),
            ),
        ),
    ),
    _test,
)
