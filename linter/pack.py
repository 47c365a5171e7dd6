"""A pack as it is written and as it was read: what it is, what it adds to others, and its rules."""

from __future__ import annotations

from linter.diagnostic import Category, Severity  # read with the schema
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.rule import Rule


class Change(NamedTuple):
    """The keys of an entry of `change`: what a pack has to say of a rule that it builds on.

    `severity` takes the place of the rule's own. `off` switches the rule off, or, where it is false, on, though it be
    in preview. `silent_if` are exceptions beside the rule's own.
    """

    severity: Severity | None = None
    off: bool | None = None
    silent_if: tuple[str, ...] = ()


class PackFields(NamedTuple):
    """The keys of a pack file.

    `pack` is its name, by which configs select its rules. `about` is one sentence on what it looks for. `category` is
    what its rules are about, where they do not say so themselves. `version`, `licence` and `language` (BCP 47, as in
    en-GB) are for those who use it. `lists` are words that cues use by the name of their list, as in `{crowd}`.
    `rules` are what it looks for; a pack that only builds on others has none.
    `extends` names the packs that it builds on: built-in and installed ones by name, files by their path from this
    one. Of their rules it may `change` some, by code or name, and to their lists `extend_lists` adds entries. `terms`
    are names and terms of art that repetition leaves alone, `background` the quantiles of measures that take the
    place of the built-in ones. `removed` are codes and names that rules of the pack had, and what they are called
    now, or nothing. `copydesk` is the least version of Copydesk that the pack needs.
    """

    pack: str
    about: str
    category: Category | None = None
    version: str = ""
    licence: str = ""
    language: str = ""
    copydesk: str = ""
    extends: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = {}
    extend_lists: Mapping[str, tuple[str, ...]] = {}
    change: Mapping[str, Change] = {}
    terms: tuple[str, ...] = ()
    background: Mapping[str, Mapping[str, float]] = {}
    removed: Mapping[str, str] = {}


class Pack(NamedTuple):
    """A pack as it was read, and where."""

    path: str
    fields: PackFields
    rules: tuple[Rule, ...]
