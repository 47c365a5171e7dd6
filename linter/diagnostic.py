"""What a rule saw, and what a person is told."""

from __future__ import annotations

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal, TypeAlias

    from linter.text import Span

Severity: TypeAlias = 'Literal["info", "warning", "error"]'
Category: TypeAlias = 'Literal["unsupported", "hedging", "repetition", "style"]'

CATEGORIES: tuple[Category, ...] = ("unsupported", "hedging", "repetition", "style")
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


class Related(NamedTuple):
    """Another place of the draft that a finding speaks of, and what it is: “first use”."""

    span: Span
    note: str

    def moved(self, by: int) -> Related:
        """The same so many code points farther on."""
        return Related(self.span.moved(by), self.note)


class Finding(NamedTuple):
    """What a rule saw: a span of the prose, the facts its message may quote, and related places.

    `severity` is set where the kind knows better than the rule's fields, `whole` where it speaks of the whole draft.
    """

    code: str
    span: Span
    facts: Mapping[str, str]
    related: tuple[Related, ...] = ()
    severity: Severity | None = None
    whole: bool = False
    also: tuple[str, ...] = ()

    def moved(self, by: int) -> Finding:
        """The same so many code points farther on."""
        related = tuple([one.moved(by) for one in self.related])
        return Finding(
            self.code, self.span.moved(by), self.facts, related, self.severity, self.whole, self.also
        )


class Place(NamedTuple):
    """A related place as a person finds it: lines and columns from 1, code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    note: str
    excerpt: str


class Diagnostic(NamedTuple):
    """What a person is told: lines and columns from 1, columns in code points, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    name: str
    pack: str
    category: Category
    severity: Severity
    message: str
    excerpt: str
    related: tuple[Place, ...]
    also: tuple[str, ...]
    anchor: str

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON takes them, with the fingerprint in place of what it is made from."""
        fields = self._asdict() | {
            "related": [place._asdict() for place in self.related],
            "also": [*self.also],
        }
        del fields["anchor"]
        return fields | {"fingerprint": self.fingerprint}

    @property
    def fingerprint(self) -> str:
        """A name for this finding that survives moves: of its rule, its sentence's words and which of several it is.

        What recurs is named by its own words instead, since the sentence that is one too many changes with the order
        of paragraphs. Neither path nor line enters, so that it outlives edits elsewhere and renamed files: it is the
        only one of its kind in its draft, and another draft in the same words has it too.
        """
        return digest(self.anchor)

    @property
    def likeness(self) -> str:
        """What it shares with others of its rule in the same words: the fingerprint without which of several it is."""
        return digest(self.anchor.rpartition("\n")[0])

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of a whole draft, so that no words of its own tell it from others of its rule."""
        return "\n\n" in self.anchor


def digest(text: str) -> str:
    """A name for a text, short and of one length."""
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def is_at_least(severity: Severity, least: Severity) -> bool:
    """Whether one severity is as high as another."""
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)
