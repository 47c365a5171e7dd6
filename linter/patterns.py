"""Patterns of the linter's own. They are compiled on first use, and the compiled form is kept from run to run.

The form that `re` compiles to is no public interface: an interpreter that has another one compiles afresh.
"""

from __future__ import annotations

import os

from linter.cache import Cache, find_cache_folder
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

_PARTS = (b"patterns",)
_fresh: list[str] = []
_kept: dict[str, Program] | None = None


class Program(NamedTuple):
    """A pattern as `re` hands it to its engine: the code as bytes, how many groups, and their names by number."""

    code: bytes
    flags: int
    groups: int
    names: tuple[str | None, ...]


def compile_pattern(source: str) -> re.Pattern[str]:
    """What `re.compile` gives, but compiled when it is first used, and sooner where an earlier run did so."""
    pattern: Any = _Pattern(source)
    return pattern  # type: ignore[no-any-return]


class _Pattern:
    """A pattern that is compiled when one of its methods is first asked for."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __getattr__(self, name: str) -> Any:
        if name == "compiled":
            self.compiled = _compile(self.source)
            return self.compiled
        # Found here once, a method is the pattern's own: it costs no more than that of a compiled pattern.
        method = self.__dict__[name] = getattr(self.compiled, name)
        return method


def _compile(source: str) -> re.Pattern[str]:
    global _kept
    if _kept is None:
        _kept = _cache().recall(_PARTS) or {}
    if program := _kept.get(source):
        return thaw(source, program)
    import re

    _fresh.append(source)
    return re.compile(source)


def keep_patterns() -> None:
    """Keep the compiled form of what this run had to compile, for the next one."""
    if not _fresh:
        return
    programs = {source: freeze(source) for source in _fresh}
    if None not in programs.values():
        _cache().keep(_PARTS, {**(_kept or {}), **programs})


def freeze(source: str) -> Program | None:
    """The compiled form of a pattern, or None where this interpreter's is not the one known here."""
    try:
        import _sre
        from array import array
        from re import _compiler, _parser  # type: ignore[attr-defined]

        if array("I").itemsize != _sre.CODESIZE:
            return None
        parsed = _parser.parse(source)
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in parsed.state.groupdict.items():
            names[number] = name
        code = array("I", _compiler._code(parsed, 0)).tobytes()
        return Program(code, int(parsed.state.flags), parsed.state.groups - 1, tuple(names))
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
