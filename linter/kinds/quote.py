"""Kind `quote`: a quotation that nobody speaks."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.rule import Reading, Rule, Signal, Window, find_window, is_guarded
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linter.document import Document
    from linter.text import Span

_SHOWN = 60


class Quotes(NamedTuple):
    """Flags a quotation of `at_least` words when nothing of `unless` stands in the window `within`.

    A fragment woven into the writer's own sentence (it begins in lower case) has to be half as long again.
    Not flagged: titles of works (most words capitalised), a speech carried on from the paragraph before or
    introduced there by a colon, and words
    that somebody unnamed speaks (“he said”, “officials said”): who that is, is another rule's question.
    """

    unless: tuple[Signal, ...]
    at_least: int = 5
    within: Window = "neighbours"

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        for number, quotation in enumerate(document.quotations):
            if not self._is_speech(quotation, document) or is_guarded(
                quotation, rule.fields.not_in, document
            ):
                continue
            if number and _is_carried_on(document.quotations[number - 1], quotation, document):
                continue
            if _is_introduced(quotation, document):
                continue
            first, _ = find_window(document, document.sentence_at(quotation.start), self.within)
            _, last = find_window(document, document.sentence_at(quotation.end - 1), self.within)
            if not reading.evidence.within(first, last, (*self.unless, "vague-source")):
                yield Finding(rule.code, quotation, {"match": _shorten(document.text(quotation))})

    def _is_speech(self, quotation: Span, document: Document) -> bool:
        words = [word.strip("\"'“”‘’([") for word in document.text(quotation).split()]
        least = self.at_least * (1.5 if words[0].islower() else 1)
        return len(words) >= least and sum(word.istitle() for word in words) <= len(words) / 2


def _is_carried_on(before: Span, quotation: Span, document: Document) -> bool:
    """Whether a quotation goes on where the one before stopped: across a paragraph, or behind “, he said,”."""
    between = document.prose[before.end : quotation.start]
    return not between.strip() or (len(between) < 60 and "." not in between and "\n" not in between)


def _is_introduced(quotation: Span, document: Document) -> bool:
    """Whether the paragraph before ends with a colon: “She put it like this:”."""
    return document.prose.endswith(":\n", 0, quotation.start)


def _shorten(quoted: str) -> str:
    inner = quoted.strip("\"“”‘’'")
    return inner if len(inner) <= _SHOWN else inner[:_SHOWN].rsplit(" ", 1)[0] + " …"
