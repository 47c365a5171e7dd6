"""How often each rule speaks: the count, the code and the name, the most frequent first."""

from __future__ import annotations

from linter.terminal import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.run import Report


def report(run: Report) -> Iterator[str]:
    """The lines of a run."""
    counts: dict[tuple[str, str], int] = {}
    for one in run.diagnostics:
        counts[one.code, one.name] = counts.get((one.code, one.name), 0) + 1
    widest = max((len(str(number)) for number in counts.values()), default=0)
    for (code, name), number in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        yield f"{number:{widest}}  {clean(code)}  {clean(name)}\n"
