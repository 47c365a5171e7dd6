"""Formulas: arithmetic over numbers that have names, read once; nothing of the language that they look like."""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?|\.\d+)|((?:math\.)?[a-z]\w*)|(\*\*|[-+*/()]))")
_DEEPEST = 40


class BadFormula(ValueError):
    """A formula that cannot be read; the message says why."""


class Formula:
    """A formula: numbers, names, `+ - * /`, brackets and `sqrt(...)`.

    Raises BadFormula where it is anything else or has a name that is not `known`.
    """

    def __init__(self, text: str, known: Mapping[str, float] | frozenset[str]) -> None:
        self._tokens = _split(text.strip())
        self._place = 0
        self._known = known
        self._work = self._sum(0)
        if self._place < len(self._tokens):
            raise BadFormula(f"nothing can be made of “{self._tokens[self._place]}” here")

    def value(self, numbers: Mapping[str, float]) -> float | None:
        """Its value; None where it has none: by zero is divided, or a root taken of less than zero."""
        try:
            return self._work(numbers)
        except (ZeroDivisionError, ValueError, OverflowError):
            return None

    def _sum(self, depth: int) -> Callable[[Mapping[str, float]], float]:
        left = self._product(depth)
        while sign := self._take("+", "-"):
            left = _join(sign, left, self._product(depth))
        return left

    def _product(self, depth: int) -> Callable[[Mapping[str, float]], float]:
        left = self._factor(depth)
        while sign := self._take("*", "/"):
            left = _join(sign, left, self._factor(depth))
        return left

    def _factor(self, depth: int) -> Callable[[Mapping[str, float]], float]:
        if depth > _DEEPEST:
            raise BadFormula("it is nested too deeply")
        if self._take("-"):
            return _join("-", lambda _: 0.0, self._factor(depth + 1))
        if self._take("("):
            return self._rest_of_brackets(depth)
        token = self._next()
        if token[0].isdigit() or token[0] == ".":
            number = float(token)
            return lambda _: number
        if token in ("sqrt", "math.sqrt") and self._take("("):
            inner = self._rest_of_brackets(depth)
            return lambda numbers: sqrt(inner(numbers))
        if token not in self._known:
            from linter.faults import guess

            raise BadFormula(f"“{token}” is no number that is counted{guess(token, sorted(self._known))}")
        return lambda numbers: numbers[token]

    def _rest_of_brackets(self, depth: int) -> Callable[[Mapping[str, float]], float]:
        inner = self._sum(depth + 1)
        if not self._take(")"):
            raise BadFormula("a bracket is not closed")
        return inner

    def _take(self, *wanted: str) -> str:
        """The next token if it is one of those wanted, which is then done with."""
        if self._place < len(self._tokens) and self._tokens[self._place] in wanted:
            return self._next()
        return ""

    def _next(self) -> str:
        if self._place == len(self._tokens):
            raise BadFormula("it ends too soon")
        self._place += 1
        return self._tokens[self._place - 1]


def _split(text: str) -> list[str]:
    tokens: list[str] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise BadFormula(f"nothing can be made of “{text[place:].strip()[:20]}”")
        tokens.append(found.group().strip())
        place = found.end()
    return tokens


def _join(
    sign: str, left: Callable[[Mapping[str, float]], float], right: Callable[[Mapping[str, float]], float]
) -> Callable[[Mapping[str, float]], float]:
    if sign == "+":
        return lambda numbers: left(numbers) + right(numbers)
    if sign == "-":
        return lambda numbers: left(numbers) - right(numbers)
    if sign == "*":
        return lambda numbers: left(numbers) * right(numbers)
    return lambda numbers: left(numbers) / right(numbers)
