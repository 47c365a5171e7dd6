"""A run over drafts: each is read, laid before the rules that apply to it, and reported in a stable order."""

from __future__ import annotations

import os

from linter.cache import Cache
from linter.config import (
    Config,
    Decision,
    Layer,
    decide,
    find_config,
    find_layers,
    find_unknown,
    find_verdict,
    has_unknown,
    is_excluded,
    name_rules,
)
from linter.diagnostic import Diagnostic, Severity, is_at_least
from linter.files import Failure, find_drafts, read_draft, unpack
from linter.lint import Linter, RuleOutOfTime, Verdict
from linter.readers import read_document
from linter.rulebook import find_rules_folder
from linter.text import Source, Unreadable, lay_open
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linter.rule import Rule
    from linter.rulebook import Rulebook

COMMAND_LINE = "command line"
STANDARD_INPUT = "<stdin>"


class Options(NamedTuple):
    """What the command line says: its layer over all configs, a config (or its path) for the nearest.

    `contents` holds what drafts are to be read as by their paths, where that is not what is on disk.
    """

    layer: Layer = Layer(COMMAND_LINE)
    config: Config | str | None = None
    fail_on: Severity | None = None
    min_severity: Severity | None = None
    stdin_filename: str | None = None
    cache: Cache = Cache(None)
    contents: Mapping[str, bytes] = {}


class Draft(NamedTuple):
    """One draft after the run: what is shown of it and what is not, and from which severity on it fails the run.

    `lines` are the lines of its source that shown diagnostics and their related places start and end on, by number.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    hidden: tuple[Diagnostic, ...]
    fail_on: Severity
    lines: dict[int, str]

    def fails(self, one: Diagnostic) -> bool:
        """Whether one of its diagnostics makes the run fail."""
        return is_at_least(one.severity, self.fail_on)


class Report(NamedTuple):
    """A whole run, sorted by path. `rules` are all that there are; `color`: whether the reader's terminal shows it.

    `known` findings were held back because a baseline lists them, `before` because an earlier version had them.
    """

    drafts: tuple[Draft, ...]
    failures: tuple[Failure, ...] = ()
    excluded: int = 0
    empty: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    color: bool = False
    known: int = 0
    before: int = 0

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All that is shown, draft by draft."""
        return [one for draft in self.drafts for one in draft.diagnostics]

    @property
    def hidden(self) -> list[Severity]:
        """The severities of the diagnostics that are not shown."""
        return [one.severity for draft in self.drafts for one in draft.hidden]

    @property
    def failing(self) -> int:
        """How many diagnostics make the run fail."""
        return sum(draft.fails(one) for draft in self.drafts for one in draft.diagnostics)

    @property
    def fingerprints(self) -> list[str]:
        """The fingerprint of each diagnostic, numbered from the second that has it on: no two are the same."""
        seen: dict[str, int] = {}
        names: list[str] = []
        for one in self.diagnostics:
            name = one.fingerprint
            seen[name] = seen.get(name, 0) + 1
            names.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
        return names


class UnknownRule(Exception):
    """The command line speaks of rules that do not exist; the message has a line for each."""


class Desk:
    """The configs, rules and verdicts of one run, each made once."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._nearest: dict[str, Config] = {}
        self._configs: dict[str, Config] = {"": Config()}
        self._linters: dict[tuple[str, ...], Linter] = {}
        self._verdicts: dict[tuple[str, ...], Verdict] = {}
        self._checked: set[tuple[str, tuple[str, ...]]] = set()

    def config_for(self, path: str) -> Config:
        """The config that applies to a draft. Raises BadFile."""
        if isinstance(self.options.config, Config):
            return self.options.config
        if self.options.config is not None:
            return self._read(self.options.config)
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._nearest:
            self._nearest[folder] = self._read(find_config(folder) or "")
        return self._nearest[folder]

    def _read(self, path: str) -> Config:
        if path not in self._configs:
            parts = [b"config", os.path.abspath(path).encode("utf-8", "surrogateescape"), _content(path)]
            self._configs[path] = self.options.cache.remember(parts, lambda: _read_config(path))
        return self._configs[path]

    def linter_for(self, config: Config) -> Linter:
        """The built-in rules and the config's own, its names checked. Raises BadFile and UnknownRule."""
        if config.packs not in self._linters:
            self._linters[config.packs] = Linter(load_rules(config.packs, self.options.cache))
        linter = self._linters[config.packs]
        if (key := (config.path, config.packs)) not in self._checked:
            self._checked.add(key)
            named = name_rules(linter.rulebook.rules)
            if has_unknown(config, named):
                from linter.settings import refuse_names

                refuse_names(config, named)
            if unknown := [message for _, message in find_unknown(named, self.options.layer)]:
                raise UnknownRule("\n".join(unknown))
        return linter

    def layers_for(self, config: Config, path: str) -> tuple[Layer, ...]:
        """What config and command line say for a draft."""
        return *find_layers(config, path), self.options.layer

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of all configs so far, each once."""
        loaded = (rule for linter in self._linters.values() for rule in linter.rulebook.rules)
        return tuple({rule.code: rule for rule in loaded}.values())

    def decisions_for(self, path: str) -> tuple[Decision, ...]:
        """Which rules are on for a draft, and who says so."""
        config = self.config_for(path)
        named = name_rules(self.linter_for(config).rulebook.rules)
        return decide(named, self.layers_for(config, path))

    def verdict_for(self, config: Config, path: str) -> Verdict:
        """What applies to a draft, as the linter takes it."""
        layers = self.layers_for(config, path)
        key = (config.path, *(layer.origin for layer in layers))
        if key not in self._verdicts:
            named = name_rules(self.linter_for(config).rulebook.rules)
            self._verdicts[key] = find_verdict(decide(named, layers), layers)
        return self._verdicts[key]

    def lint(self, path: str, content: str | bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
        """A draft's source and everything that the rules have to say of it. Raises RuleOutOfTime and Unreadable."""
        config = self.config_for(path)
        document = read_document(lay_open(path, content))
        verdict = self.verdict_for(config, path)
        return document.source, self.linter_for(config).lint(document, verdict)

    def shown_from(self, config: Config) -> Severity:
        """The least severity that is shown: whatever fails the run is."""
        least = self.options.min_severity or config.settings.min_severity
        fails = self.fails_from(config)
        return fails if is_at_least(least, fails) else least

    def fails_from(self, config: Config) -> Severity:
        """The least severity that fails the run."""
        return self.options.fail_on or config.settings.fail_on


def _read_config(path: str) -> Config:
    from linter.settings import read_config

    return read_config(path)


def load_rules(packs: Sequence[str], cache: Cache) -> Rulebook:
    """The built-in rules and those of packs, from the cache if nothing has changed. Raises BadFile."""
    folder = find_rules_folder()
    data = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".yaml")]
    parts = [b"rules"]
    for path in (*data, *packs):
        parts += [os.path.basename(path).encode("utf-8", "surrogateescape"), _content(path)]
    return cache.remember(parts, lambda: _prepare(packs, cache))


def _prepare(packs: Sequence[str], cache: Cache) -> Rulebook:
    """The rules of packs beside the built-in ones; where they will be kept, with their patterns compiled."""
    from linter.matching import freeze_patterns
    from linter.packs import find_built_in, load_rulebook

    rulebook = load_rulebook((*find_built_in(), *packs))
    return rulebook if cache.folder is None else rulebook._replace(filed=freeze_patterns(rulebook.filed))


def _content(path: str) -> bytes:
    """What a file holds; nothing where it cannot be read, which is told by whoever needs it."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


# ---------------------------------------------------------------- the run


def check(paths: Sequence[str], options: Options) -> Report:
    """Lint drafts and folders of drafts; `-` is standard input.

    What goes wrong with one draft is kept as a failure, and the others are linted. Raises BadFile for a config
    or a pack, UnknownRule for the command line.
    """
    found = find_drafts(paths)
    desk = Desk(options)
    drafts: list[Draft] = []
    failures = list(found.failures)
    wanted = [path for path in found.drafts if not is_excluded(desk.config_for(_name(path, options)), path)]
    for path in sorted(wanted):
        try:
            drafts.append(_check_one(desk, path, _name(path, options)))
        except (Unreadable, RuleOutOfTime) as fault:
            failures.append(Failure(_name(path, options), str(fault)))
        except (RecursionError, MemoryError):
            failures.append(Failure(_name(path, options), "is too large or too deeply nested to be checked"))
    if not drafts:
        desk.linter_for(desk.config_for("draft"))
    excluded = len(found.drafts) - len(wanted)
    return Report(tuple(drafts), tuple(failures), excluded, found.empty, desk.rules)


def _name(path: str, options: Options) -> str:
    """What a draft is called in reports and judged by: standard input takes the name it is given."""
    return options.stdin_filename or STANDARD_INPUT if path == "-" else path


def _check_one(desk: Desk, path: str, name: str) -> Draft:
    contents = desk.options.contents
    content = unpack(contents[path], name) if path in contents else read_draft(path, name)
    source, told = desk.lint(name, content)
    config = desk.config_for(name)
    least, fails = desk.shown_from(config), desk.fails_from(config)
    shown = tuple(one for one in told if is_at_least(one.severity, least))
    numbers = {number for one in shown for number in _lines_of(one)}
    lines = {number: source.line(number) for number in sorted(numbers)}
    hidden = tuple(one for one in told if not is_at_least(one.severity, least))
    return Draft(name, shown, hidden, fails, lines)


def _lines_of(one: Diagnostic) -> Iterator[int]:
    """The numbers of the lines that a diagnostic and its related places start and end on."""
    yield from (one.line, one.end_line)
    for place in one.related:
        yield from (place.line, place.end_line)
