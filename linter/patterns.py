"""Patterns of the linter's own. Their compiled form is kept from run to run, which halves the time to start.

The form that `re` compiles to is no public interface: an interpreter that has another one compiles afresh.
"""

import os
import re
from typing import Any, NamedTuple

from linter.cache import Cache, find_cache_folder

_PARTS = (b"patterns",)
_fresh: dict[tuple[str, int], "Program"] = {}
_kept: dict[tuple[str, int], "Program"] | None = None


class Program(NamedTuple):
    """A pattern as `re` hands it to its engine: the code as bytes, how many groups, and their names by number."""

    code: bytes
    flags: int
    groups: int
    names: tuple[str | None, ...]


def compile_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, sooner where this pattern has been compiled by an earlier run."""
    global _kept
    if _kept is None:
        _kept = _cache().recall(_PARTS) or {}
    program = _kept.get((source, int(flags)))
    if program is None:
        _fresh[source, int(flags)] = None  # type: ignore[assignment]
        return re.compile(source, flags)
    return thaw(source, program)


def keep_patterns() -> None:
    """Keep the compiled form of what this run had to compile, for the next one."""
    if not _fresh:
        return
    programs = {key: freeze(*key) for key in _fresh}
    if None not in programs.values():
        _cache().keep(_PARTS, {**(_kept or {}), **programs})


def freeze(source: str, flags: int = 0) -> Program | None:
    """The compiled form of a pattern, or None where this interpreter's is not the one known here."""
    try:
        import _sre
        from array import array
        from re import _compiler, _parser  # type: ignore[attr-defined]

        if array("I").itemsize != _sre.CODESIZE:
            return None
        parsed = _parser.parse(source, flags)
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in parsed.state.groupdict.items():
            names[number] = name
        code = array("I", _compiler._code(parsed, flags)).tobytes()
        return Program(code, int(flags | parsed.state.flags), parsed.state.groups - 1, tuple(names))
    except (ImportError, AttributeError, TypeError):
        return None


def thaw(source: str, program: Program) -> re.Pattern[str]:
    """A pattern from its compiled form; the engine checks the code before it runs it."""
    import _sre

    code = memoryview(program.code).cast("I").tolist()
    numbers = {name: number for number, name in enumerate(program.names) if name}
    pattern: Any = _sre.compile(source, program.flags, code, program.groups, numbers, program.names)
    return pattern  # type: ignore[no-any-return]


def _cache() -> Cache:
    return Cache(find_cache_folder(os.environ))
