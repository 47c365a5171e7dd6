"""What applies to a draft: the nearest config file, what it says of the path, the command line."""

from __future__ import annotations

import os

from linter.allow import OWN_NAMES, OWN_PACK, OWN_SEVERITIES
from linter.diagnostic import Severity  # read with the schema
from linter.faults import guess
from linter.lineage import is_file
from linter.rulebook import Layer, Verdict
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.rule import Rule

NAMES = (".copydesk.yaml", "copydesk.yaml", "pyproject.toml")
TABLE = "[tool.copydesk"
_ALL = "ALL"
_EXACT = 100


class PathSettings(NamedTuple):
    """The keys of an entry of `per-path`: the globs of its `paths`, and what applies where one of them matches.

    `select`, `extend_select`, `ignore`, `severity` and `terms` are those of the config, for these drafts alone.
    """

    paths: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    terms: tuple[str, ...] = ()


class Settings(NamedTuple):
    """The keys of a config file.

    `packs` are those to use beside the built-in ones: files by their path from the config, installed ones by name.
    `select` switches on the rules it names and no others, `extend_select` more of them, and `ignore` switches rules
    off: each by code, name, pack, the beginning of several codes, or ALL. `severity` gives rules another severity, by
    the same words. `terms` are names and terms of art that repetition leaves alone. `exclude` has globs of the drafts
    to leave out. `fail_on` is the severity from which findings fail a run, and `min_severity` the one from which they
    are shown. `baseline` is the file of findings known of old, if it is not .copydesk-baseline.yaml beside the config.
    `per_path` says what applies to some drafts alone.
    """

    packs: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    terms: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: Severity = "warning"
    min_severity: Severity = "warning"
    baseline: str = ""
    per_path: tuple[PathSettings, ...] = ()


class Config(NamedTuple):
    """A config file: its path ("" for none), the folder its paths start from, what it says, the keys given."""

    path: str = ""
    folder: str = ""
    settings: Settings = Settings()
    given: frozenset[str] = frozenset()

    @property
    def packs(self) -> tuple[str, ...]:
        """Its packs: the paths of files, and the names of those that are installed."""
        return tuple(
            os.path.join(self.folder, pack) if is_file(pack) else str(pack) for pack in self.settings.packs
        )


class Named(NamedTuple):
    """What a rule can be called by, and how it comes from its pack."""

    code: str
    name: str
    pack: str
    severity: Severity
    state: str = "stable"
    heir: str = ""


class Decision(NamedTuple):
    """Whether a rule is on (then at which severity), and the layers that said so."""

    rule: Named
    severity: Severity | None
    switched_by: str
    weighed_by: str


BUILT_IN = "built-in"
_OWN = tuple(
    Named(code, name, OWN_PACK, OWN_SEVERITIES.get(code, "warning")) for code, name in OWN_NAMES.items()
)


def name_rules(rules: Iterable[Rule]) -> tuple[Named, ...]:
    """The names of rules and of the linter's own findings about permissions."""
    named = (
        Named(
            rule.code,
            rule.fields.name,
            rule.pack,
            rule.fields.severity,
            rule.fields.state,
            rule.fields.replaced_by,
        )
        for rule in rules
    )
    return (*named, *_OWN)


# ---------------------------------------------------------------- finding


def find_config(folder: str) -> str | None:
    """The path of the config file nearest to a folder: there or in the folders above it."""
    for path in list_places(folder):
        if os.path.isfile(path) and (not path.endswith(".toml") or _is_ours(path)):
            return path
    return None


def list_places(folder: str) -> Iterator[str]:
    """Where the config of a folder may be, the nearest first."""
    folder = os.path.abspath(folder)
    while True:
        yield from (os.path.join(folder, name) for name in NAMES)
        if folder == (folder := os.path.dirname(folder)):
            return


def _is_ours(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return TABLE.encode() in file.read()
    except OSError:
        return False


# ---------------------------------------------------------------- what applies to a path


def find_layers(config: Config, path: str) -> tuple[Layer, ...]:
    """What a config says of the rules for the draft at a path, the general before the particular."""
    settings = config.settings
    name = os.path.basename(config.path)
    general = Layer(
        name, settings.select, settings.extend_select, settings.ignore, settings.severity, settings.terms
    )
    there = relate(path, config.folder) if settings.per_path else ""
    particular = (
        Layer(f"{name}, per-path {number}", *one[1:])
        for number, one in enumerate(settings.per_path, 1)
        if _matches(there, one.paths)
    )
    return general, *particular


def is_excluded(config: Config, path: str) -> bool:
    """Whether a config leaves a draft out, by its own path or by a folder it lies in."""
    return bool(config.settings.exclude) and _matches(relate(path, config.folder), config.settings.exclude)


def relate(path: str, folder: str) -> str:
    """A path as configs and baselines write it: from their folder, with slashes."""
    try:
        return os.path.relpath(os.path.abspath(path), folder or ".").replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def _matches(path: str, globs: Iterable[str]) -> bool:
    return any(compile_glob(one).fullmatch(path) for one in globs)


def compile_glob(glob: str) -> re.Pattern[str]:
    """A glob as git reads it: `*` stays in a folder, `**` does not, a bare name is found at any depth.

    A folder that matches holds all that is in it.
    """
    import re

    glob = glob.removeprefix("./").rstrip("/")
    start = "" if "/" in glob else "(?:.*/)?"
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]+\])", glob.lstrip("/"))
    return re.compile(start + "".join(map(_glob_piece, pieces)) + "(?:/.*)?", re.DOTALL)


def _glob_piece(piece: str) -> str:
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece.startswith("[") and len(piece) > 2:
        inside = piece[1:-1].replace("\\", "\\\\")
        return f"[^{inside[1:]}]" if inside[0] == "!" else f"[{inside}]"
    if piece in known:
        return known[piece]
    import re

    return re.escape(piece)


# ---------------------------------------------------------------- which rules are on


def decide(rules: Sequence[Named], layers: Sequence[Layer]) -> tuple[Decision, ...]:
    """For every rule whether it is on, and at which severity. A later layer overrules an earlier one.

    Within a layer the closer word wins: a code over its beginning, the longer beginning over the shorter, any
    over a pack. A rule in preview is on only where it is called by its code or name.
    """
    speaking = [layer for layer in layers if _speaks_of_rules(layer)]
    return tuple(_decide(rule, speaking) for rule in rules)


def _speaks_of_rules(layer: Layer) -> bool:
    return layer.select is not None or bool(layer.extend_select or layer.ignore or layer.severity)


def _decide(rule: Named, layers: Sequence[Layer]) -> Decision:
    on, severity = rule.state != "preview", rule.severity
    switched = weighed = BUILT_IN
    for layer in layers:
        if (choice := _switch(rule, layer)) is not None and (choice != on or layer.select is not None):
            on, switched = choice, layer.origin
        if (weight := _weigh(rule, layer)) is not None:
            severity, weighed = weight, layer.origin
    return Decision(rule, severity if on else None, switched, weighed)


def _switch(rule: Named, layer: Layer) -> bool | None:
    """Whether a layer switches a rule on or off; None where it says nothing of it."""
    wanted = _closest(rule, (*(layer.select or ()), *layer.extend_select))
    unwanted = _closest(rule, layer.ignore)
    if unwanted and unwanted >= wanted:
        return False
    if wanted and (rule.state != "preview" or wanted == _EXACT):
        return True
    return None if layer.select is None else False


def _weigh(rule: Named, layer: Layer) -> Severity | None:
    if not layer.severity:
        return None
    closest = max(layer.severity, key=lambda word: closeness(word, rule))
    return layer.severity[closest] if closeness(closest, rule) else None


def _closest(rule: Named, words: Iterable[str]) -> int:
    return max((closeness(word, rule) for word in words), default=0)


def closeness(word: str, rule: Named) -> int:
    """How closely a word names a rule: 0 not at all, 1 with all, 2 its pack, more by its code's letters."""
    if word in (rule.code, rule.name):
        return _EXACT
    if word == _ALL:
        return 1
    if word == rule.pack:
        return 2
    return 2 + len(word) if word and rule.code.startswith(word) else 0


def find_verdict(decisions: Iterable[Decision], layers: Iterable[Layer]) -> Verdict:
    """Decisions as the linter takes them."""
    severities = {one.rule.code: one.severity for one in decisions if one.severity}
    return Verdict(severities, frozenset(term.lower() for layer in layers for term in layer.terms))


def find_unknown(
    rules: Sequence[Named], layer: Layer, former: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The words of a layer that name no rule, each with a sentence that says so and what was meant."""
    for word in _list_words(layer):
        if word not in former and not any(closeness(word, rule) for rule in rules):
            known = [name for rule in rules for name in (rule.code, rule.name, rule.pack)]
            yield word, f"no rule, pack or beginning of a code is called “{word}”{guess(word, known)}"


def _list_words(layer: Layer) -> Iterator[str]:
    """The words by which a layer calls rules."""
    yield from (*(layer.select or ()), *layer.extend_select, *layer.ignore, *layer.severity)


def has_unknown(config: Config, rules: Sequence[Named], former: Mapping[str, str]) -> bool:
    """Whether a config speaks of rules that do not exist."""
    return any(True for layer in list_layers(config) for _ in find_unknown(rules, layer, former))


def list_layers(config: Config) -> Iterator[Layer]:
    """All that a config says of rules, for whatever path."""
    s = config.settings
    yield Layer(config.path, s.select, s.extend_select, s.ignore, s.severity)
    yield from (Layer(config.path, *one[1:5]) for one in s.per_path)


# ---------------------------------------------------------------- former names


def find_notices(
    rules: Sequence[Named], layer: Layer, former: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The words of a layer that name rules as they are no longer called, or as they soon will not be, each with a
    sentence that says what to write instead."""
    names = {word: rule for rule in rules for word in (rule.code, rule.name)}
    for word in _list_words(layer):
        if word in former:
            heir = names.get(former[word])
            now = (
                f"is now called {heir.code} ({heir.name}), and is taken for it"
                if heir
                else "is no longer a rule"
            )
            yield word, f"“{word}” {now}"
        elif word in names and names[word].state == "deprecated":
            heir = names.get(names[word].heir)
            instead = f": {heir.code} ({heir.name}) takes its place" if heir else ""
            yield word, f"“{word}” is deprecated and will be removed{instead}"


def redirect(layer: Layer, former: Mapping[str, str]) -> Layer:
    """A layer in which rules are called what they are called now; what is no longer a rule is left out."""
    if not any(word in former for word in _list_words(layer)):
        return layer

    def current(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(now for word in words if (now := former.get(word, word)))

    return layer._replace(
        select=None if layer.select is None else current(layer.select),
        extend_select=current(layer.extend_select),
        ignore=current(layer.ignore),
        severity={now: level for word, level in layer.severity.items() for now in current([word])},
    )
