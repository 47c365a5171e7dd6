"""A run over drafts: each is read, laid before the rules that apply to it, and reported in a stable order."""

from __future__ import annotations

import os

from linter.cache import (
    DIGEST,
    FOREIGN,
    Cache,
    Harmed,
    digest,
    find_installed,
    read_value,
    stamp_files,
    write_value,
)
from linter.config import (
    Config,
    Decision,
    decide,
    find_config,
    find_layers,
    find_notices,
    find_unknown,
    find_verdict,
    has_unknown,
    is_excluded,
    name_rules,
    redirect,
)
from linter.diagnostic import SEVERITIES, Diagnostic, Severity, is_at_least
from linter.faults import BadFile, BadLedger, RuleOutOfTime
from linter.files import ANSWERS, UTF8_MARK, Failure, find_drafts, read_bytes, unpack
from linter.lineage import NOTHING, find_pack, list_own, read_content, trace_packs
from linter.readers import read_document
from linter.rulebook import Layer, find_built_in, find_rules_folder
from linter.text import Source, Unreadable, lay_open
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from linter.document import Document
    from linter.lint import Linter
    from linter.rule import Rule
    from linter.rulebook import Rulebook, Verdict
    from linter.text import Span

COMMAND_LINE = "command line"
STANDARD_INPUT = "<stdin>"
# Bytes; where there is less, other processes are not worth getting ready.
_MUCH = 1 << 17
_NO_KEY = bytes(DIGEST)
TOO_LARGE = "is too large or too deeply nested to be checked"


class Options(NamedTuple):
    """What the command line says: its layer over all configs, a config (or its path) for the nearest.

    `jobs` is how many processes may share the work, 0 leaves it to cores and work; `watched`: whether a person sees
    standard error; `naming`: whether the report is to hold the rules, though nothing had to be laid before them;
    `studying`: whether it is to hold the desk; `texts` are what packs are to be read as by their real paths, where
    that is not what is on disk; `lean`: whether nobody is to read the rules.
    """

    layer: Layer = Layer(COMMAND_LINE)
    config: Config | str | None = None
    fail_on: Severity | None = None
    min_severity: Severity | None = None
    stdin_filename: str | None = None
    cache: Cache = Cache(None)
    jobs: int = 1
    watched: bool = False
    naming: bool = False
    studying: bool = False
    texts: Mapping[str, str] = NOTHING
    lean: bool = False


class Draft(NamedTuple):
    """One draft after the run: what is shown of it and what is not, and which severities make the run fail.

    `lines` are the lines of its source that shown diagnostics and their related places start and end on, by number;
    `is_marked`: whether a byte order mark of UTF-8 stands before them in the file.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    hidden: tuple[Diagnostic, ...]
    failing: tuple[Severity, ...]
    lines: Mapping[int, str]
    is_marked: bool = False

    def fails(self, one: Diagnostic) -> bool:
        """Whether one of its diagnostics makes the run fail."""
        return one.severity in self.failing


class Report(NamedTuple):
    """A whole run, sorted by path. `rules` are all that there are, where they were wanted (`Options.naming`) or had
    to be laid before a draft; `color`: whether the reader's terminal shows it. `desk` is where its drafts can be
    studied further, where that was wanted (`Options.studying`).

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
    desk: Desk | None = None

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All that is shown, draft by draft."""
        return [one for draft in self.drafts for one in draft.diagnostics]

    @property
    def hidden(self) -> list[Severity]:
        """The severities of the diagnostics that are not shown."""
        return [one.severity for draft in self.drafts for one in draft.hidden]

    @property
    def warnings(self) -> int:
        """How many warnings there are, shown or not."""
        return [*(one.severity for one in self.diagnostics), *self.hidden].count("warning")

    @property
    def failing(self) -> int:
        """How many diagnostics make the run fail."""
        return sum(draft.fails(one) for draft in self.drafts for one in draft.diagnostics)

    def allowing(self, most: int) -> Report:
        """The run with a budget for warnings: they fail it where there are more, shown or not, and only then."""
        fail = self.warnings > most
        drafts = (draft._replace(failing=_with_warnings(draft.failing, fail)) for draft in self.drafts)
        return self._replace(drafts=tuple(drafts))


def _with_warnings(failing: Sequence[Severity], fail: bool) -> tuple[Severity, ...]:
    return tuple(one for one in SEVERITIES if (fail if one == "warning" else one in failing))


class UnknownRule(Exception):
    """The command line speaks of rules that do not exist; the message has a line for each."""


class Desk:
    """The configs, rules and verdicts of one run, each made once.

    `contents` holds what drafts are to be read as by their paths, where that is not what is on disk; `sparing`:
    whether what is not shown may be left out of what is told.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.contents: Mapping[str, bytes] = {}
        self.sparing = False
        self._nearest: dict[str, Config] = {}
        self._configs: dict[str, Config] = {"": Config()}
        self._linters: dict[tuple[str, ...], Linter] = {}
        self._verdicts: dict[tuple[str, ...], Verdict] = {}
        self._regimes: dict[tuple[str, ...], bytes] = {}
        self._sources: dict[tuple[str, ...], bytes] = {}
        self._checked: set[tuple[str, tuple[str, ...]]] = set()
        self.notices: dict[str, None] = {}

    def holding(self, contents: Mapping[str, bytes], *, sparing: bool = False) -> Desk:
        """The same desk with other contents of drafts on it; what either of the two makes serves both."""
        other = Desk(self.options)
        other.__dict__.update(self.__dict__, contents=contents, sparing=sparing)
        return other

    def with_terms(self, terms: Sequence[str]) -> Desk:
        """A desk with the same configs and rules on which repetition leaves more terms alone."""
        layer = self.options.layer
        other = Desk(self.options._replace(layer=layer._replace(terms=(*layer.terms, *terms))))
        other._configs, other._linters, other.contents = self._configs, self._linters, self.contents
        return other

    def config_for(self, path: str) -> Config:
        """The config that applies to a draft. Raises BadFile."""
        if isinstance(self.options.config, Config):
            return self.options.config
        if self.options.config is not None:
            return self._read(self.options.config)
        folder = os.path.dirname(path)
        if folder not in self._nearest:
            self._nearest[folder] = self._read(find_config(folder or ".") or "")
        return self._nearest[folder]

    def _read(self, path: str) -> Config:
        if path not in self._configs:
            self._configs[path] = _remember_config(path, self.options.cache)
        return self._configs[path]

    def linter_for(self, config: Config) -> Linter:
        """The built-in rules and the config's own, its names checked. Raises BadFile and UnknownRule."""
        if config.packs not in self._linters:
            self._linters[config.packs] = _make_linter(config, self.options)
        linter = self._linters[config.packs]
        if (key := (config.path, config.packs)) not in self._checked:
            self._checked.add(key)
            self._check_names(config, linter.rulebook)
        return linter

    def _check_names(self, config: Config, rulebook: Rulebook) -> None:
        """Refuse names that no rule has, and take notice of those that rules have no longer."""
        named, former = name_rules(rulebook.rules), rulebook.former
        if has_unknown(config, named, former):
            from linter.settings import refuse_names

            refuse_names(config, named, former)
        said = self.options.layer
        if unknown := [message for _, message in find_unknown(named, said, former)]:
            raise UnknownRule("\n".join(unknown))
        notices = [f"{said.origin}: {message}" for _, message in find_notices(named, said, former)]
        if former or any(rule.state == "deprecated" for rule in named):
            from linter.settings import list_notices

            notices += map(str, list_notices(config, named, former))
        self.notices |= dict.fromkeys(notices)

    def layers_for(self, config: Config, path: str) -> tuple[Layer, ...]:
        """What packs, config and command line say of the rules for a draft."""
        rulebook = self.linter_for(config).rulebook
        said = self._read_layers(config, path)
        return *rulebook.layers, *(redirect(layer, rulebook.former) for layer in said)

    def _read_layers(self, config: Config, path: str) -> tuple[Layer, ...]:
        """What config and command line say for a draft, as they say it."""
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

    def regime_for(self, path: str) -> bytes:
        """A hash of all that decides what is told of a draft, but for its name and what it holds.

        It is of what rules and verdict are made from, so that neither is made where it has been seen before.
        """
        config = self.config_for(path)
        layers = self._read_layers(config, path)
        key = (config.path, *(layer.origin for layer in layers))
        if key not in self._regimes:
            said = (layers, self.shown_from(config), self.fails_from(config))
            if config.packs not in self._sources:
                self._sources[config.packs] = digest(*_gather_rules(config.packs, self.options.cache))
            self._regimes[key] = digest(
                self._sources[config.packs], repr(said).encode("utf-8", "surrogatepass")
            )
        return self._regimes[key]

    def is_current(self) -> bool:
        """Whether the files that rules are made from are what they were when regimes were asked for first."""
        return all(
            digest(*_gather_rules(packs, self.options.cache)) == found
            for packs, found in self._sources.items()
        )

    def lint(self, path: str, content: str | bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
        """A draft's source and everything that the rules have to say of it, or, of a sparing desk, all that is shown.

        Claims that the ledger beside the draft answers are left out. Raises RuleOutOfTime, Unreadable and BadFile.
        """
        document = read_document(lay_open(path, content))
        try:
            return document.source, self._lint(path, document)
        except Harmed:  # then nothing in the cache can be relied upon
            self.options = self.options._replace(cache=Cache(None))
            self._linters.clear()
            return document.source, self._lint(path, document)

    def _lint(self, path: str, document: Document) -> tuple[Diagnostic, ...]:
        config = self.config_for(path)
        verdict, linter = self.verdict_for(config, path), self.linter_for(config)
        if self.sparing:
            verdict = verdict._replace(least=self.shown_from(config))
        answered = _find_answered(path, linter, document, verdict)
        return linter.lint(document, verdict, answered)

    def shown_from(self, config: Config) -> Severity:
        """The least severity that is shown: whatever fails the run is."""
        least = self.options.min_severity or config.settings.min_severity
        fails = self.fails_from(config)
        return fails if is_at_least(least, fails) else least

    def fails_from(self, config: Config) -> Severity:
        """The least severity that fails the run."""
        return self.options.fail_on or config.settings.fail_on


def _remember_config(path: str, cache: Cache) -> Config:
    """A config file, as it was read before if it is still the same. Raises BadFile."""
    parts = [b"config", os.path.abspath(path).encode("utf-8", "surrogateescape"), read_content(path)]
    kept: Config | None = cache.recall(parts)
    if kept is not None:
        return kept
    made = _read_config(path)
    if read_content(path) == parts[-1]:
        cache.keep(parts, made)
    return made


def _read_config(path: str) -> Config:
    from linter.settings import read_config

    return read_config(path)


def _find_answered(path: str, linter: Linter, document: Document, verdict: Verdict) -> tuple[Span, ...]:
    """What the writer has answered for; without a ledger beside the draft, nothing is loaded or read."""
    if not os.path.lexists(f"{path}{ANSWERS}"):
        return ()
    from linter.answers import find_answered
    from linter.ledger import keep_ledger

    rows = keep_ledger(linter, linter.read(document, verdict.terms), verdict)
    return find_answered(path, document, rows)


def load_rules(
    packs: Sequence[str], cache: Cache, texts: Mapping[str, str] = NOTHING, *, lean: bool = False
) -> Rulebook:
    """The built-in rules and those of packs, from the cache if nothing has changed. Raises BadFile.

    `lean`: without what only people read, see `Rulebook.trimmed`; and what an index holds in pieces stays in the cache
    until it is needed, so that whoever lints has to reckon with Harmed.
    """
    parts = [b"lean" if lean else b"rules", *_gather_rules(packs, cache, texts)]
    rulebook, annex = cache.recall_with_annex(parts)
    pieces = annex if lean else annex.whole
    if rulebook is not None and pieces is not None:
        return _place(rulebook._replace(filed=rulebook.filed._replace(pieces=pieces)), packs, cache, texts)
    made = load_rules(packs, cache, texts).trimmed if lean else _prepare(packs, cache, texts)
    # A pack that somebody has saved in the meantime is not what these parts were gathered from.
    if parts[1:] == [*_gather_rules(packs, cache, texts)]:
        cache.keep(parts, made, made.filed.pieces)
    return made


def _place(rulebook: Rulebook, packs: Sequence[str], cache: Cache, texts: Mapping[str, str]) -> Rulebook:
    """Rules that were kept, with their packs where they lie now: they may have been kept when they lay elsewhere."""
    if not packs:
        return rulebook
    paths = list_own(trace_packs(packs, cache, texts))
    imprints = (one._replace(path=path) for one, path in zip(rulebook.imprints, paths, strict=True))
    return rulebook._replace(imprints=tuple(imprints))


def _gather_rules(packs: Sequence[str], cache: Cache, texts: Mapping[str, str] = NOTHING) -> Iterator[bytes]:
    """What tells whether any of the files that rules are made from has changed: the built-in ones, and packs."""
    yield stamp_files(find_rules_folder(), ".yaml")
    for path in trace_packs(packs, cache, texts) if packs else ():
        yield from (os.path.basename(path).encode("utf-8", "surrogateescape"), read_content(path))
    for path, text in sorted(texts.items()):
        yield from (path.encode("utf-8", "surrogateescape"), text.encode("utf-8", "surrogatepass"))


def _make_linter(config: Config, options: Options) -> Linter:
    """A linter with the built-in rules and the config's own. Raises BadFile."""
    from linter.lint import Linter

    try:
        return Linter(load_rules(config.packs, options.cache, options.texts, lean=options.lean))
    except BadFile:
        if missing := [pack for pack in config.packs if not os.path.isfile(find_pack(pack))]:
            from linter.settings import refuse_packs

            refuse_packs(config, missing)
        raise


def _prepare(packs: Sequence[str], cache: Cache, texts: Mapping[str, str]) -> Rulebook:
    """The rules of packs beside the built-in ones; where they will be kept, with their patterns compiled."""
    from linter.matching import freeze_patterns
    from linter.packs import load_rulebook

    rulebook = load_rulebook((*find_built_in(), *packs), texts)
    return rulebook if cache.folder is None else rulebook._replace(filed=freeze_patterns(rulebook.filed))


# ---------------------------------------------------------------- the run


def check(paths: Sequence[str], desk: Desk) -> Report:
    """Lint drafts and folders of drafts; `-` is standard input.

    What goes wrong with one draft is kept as a failure, and the others are linted. Raises BadFile for a config
    or a pack, UnknownRule for the command line.
    """
    found = find_drafts(paths)
    options = desk.options
    wanted = [path for path in found.drafts if not is_excluded(desk.config_for(_name(path, options)), path)]
    if options.studying and "-" in wanted and isinstance(data := _read(desk, "-"), bytes):
        desk = desk.holding({**desk.contents, "-": data})  # it can be read only once
    told = _check_all(desk, sorted(wanted), paths)
    if options.naming or not wanted:
        for path in wanted or ("draft",):
            desk.linter_for(desk.config_for(_name(path, options)))
    drafts = tuple(one for one in told if isinstance(one, Draft))
    failures = (*found.failures, *(one for one in told if isinstance(one, Failure)))
    excluded = len(found.drafts) - len(wanted)
    studied = desk if options.studying else None
    return Report(drafts, failures, excluded, found.empty, desk.rules, desk=studied)


def _check_all(desk: Desk, paths: Sequence[str], given: Sequence[str]) -> Sequence[Draft | Failure]:
    """What there is to say of drafts, found under the paths given, in their order.

    All that a run keeps is one entry, by a hash of each draft and of all that is told from, so that a draft, a rule or
    a setting that has changed is not found there.
    """
    options = desk.options
    # What a change brings is little, and seldom asked for twice.
    shelf = Cache(None) if desk.contents else options.cache.beside("results")
    label = _label(options, given)
    kept: dict[bytes, bytes] = shelf.recall(label) or {}
    answers = dict(_find_kept(desk, paths, kept)) if kept else {}
    left = [number for number in range(len(paths)) if number not in answers]
    for n, answer in _work_off(desk, [paths[number] for number in left]):
        answers[left[n]] = answer
    told = [answers[number] for number in range(len(paths))]
    now = {one.key: one.packed for one in told if one.key}
    # What is to be noticed of rules is told by every run.
    if now != kept and not desk.notices and desk.is_current():
        shelf.keep(label, now)
    return [one.told for one in told]


def _measure(path: str, contents: Mapping[str, bytes]) -> int:
    """About how many bytes a draft has."""
    try:
        return len(contents[path]) if path in contents else os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _name(path: str, options: Options) -> str:
    """What a draft is called in reports and judged by: standard input takes the name it is given."""
    return options.stdin_filename or STANDARD_INPUT if path == "-" else path


def _read(desk: Desk, path: str) -> bytes | Failure:
    """What a draft holds, or why nobody knows."""
    try:
        return desk.contents[path] if path in desk.contents else read_bytes(path)
    except Unreadable as fault:
        return Failure(_name(path, desk.options), str(fault))


def _check_one(desk: Desk, path: str) -> tuple[Draft | Failure, bytes]:
    """What there is to say of a draft, or why nothing can be said; and what that is kept under, if it may be."""
    data = _read(desk, path)
    if isinstance(data, Failure):
        return data, b""
    name, is_marked = _name(path, desk.options), data.startswith(UTF8_MARK)
    key = b"" if desk.contents else _key(desk, path, data)
    try:
        content = unpack(data, name)
        del data  # a long draft has no room to be there as bytes and as text
        source, told = desk.lint(name, content)
        return _tell(desk, name, source, told, is_marked), key
    except (Unreadable, RuleOutOfTime) as fault:
        return Failure(name, str(fault)), b""
    except BadLedger as fault:
        first = fault.faults[0]
        place = f"{first.path}:{first.line}:{first.column}"
        return Failure(place, str(fault).removeprefix(f"{place}: ")), b""
    except (RecursionError, MemoryError):
        return Failure(name, TOO_LARGE), b""


def _tell(desk: Desk, name: str, source: Source, told: tuple[Diagnostic, ...], is_marked: bool) -> Draft:
    config = desk.config_for(name)
    least, fails = desk.shown_from(config), desk.fails_from(config)
    failing = tuple(one for one in SEVERITIES if is_at_least(one, fails))
    shown = tuple(one for one in told if is_at_least(one.severity, least))
    numbers = {number for one in shown for number in _lines_of(one)}
    lines = {number: source.line(number) for number in sorted(numbers)}
    hidden = tuple(one for one in told if not is_at_least(one.severity, least))
    return Draft(name, shown, hidden, failing, lines, is_marked)


def _lines_of(one: Diagnostic) -> Iterator[int]:
    """The numbers of the lines that a diagnostic and its related places start and end on."""
    yield from (one.line, one.end_line)
    for place in one.related:
        yield from (place.line, place.end_line)


# ---------------------------------------------------------------- what is kept, and what is left


class Answer(NamedTuple):
    """What there is to say of a draft, the same packed, and what that is kept under: nothing for what must not be."""

    told: Draft | Failure
    packed: bytes = b""
    key: bytes = b""


def _label(options: Options, given: Sequence[str]) -> list[bytes]:
    """What the results of a run are kept under: where it was started, and what it was told."""
    said = (os.getcwd(), options.layer, options.fail_on, options.min_severity, *given)
    return [find_installed(), repr(said).encode("utf-8", "surrogatepass")]


def _find_kept(desk: Desk, paths: Sequence[str], kept: Mapping[bytes, bytes]) -> Iterator[tuple[int, Answer]]:
    """What an earlier run has answered of drafts as they are now, by their numbers."""
    for number, path in enumerate(paths):
        # Standard input can be read only once, and a failure is not kept.
        if path == "-" or isinstance(data := _read(desk, path), Failure):
            continue
        key = _key(desk, path, data)
        try:
            answer = Answer(read_value(kept[key]), kept[key], key)
        except FOREIGN:
            continue
        yield number, answer


def _work_off(desk: Desk, paths: Sequence[str]) -> Iterator[tuple[int, Answer]]:
    """What there is to say of drafts that nothing is kept of, by their numbers, in no order."""
    for path in paths:  # what is wrong with a config or a pack is told before there are processes
        name = _name(path, desk.options)
        # Before rules are read: what changes after that must not be what their findings are kept under.
        desk.regime_for(name)
        desk.linter_for(desk.config_for(name))
    sizes = [_measure(path, desk.contents) for path in paths]
    if sum(sizes) < _MUCH:
        yield from enumerate(_answer(desk, path) for path in paths)
    else:
        yield from _share(desk, paths, sizes)


def _share(desk: Desk, paths: Sequence[str], sizes: Sequence[int]) -> Iterator[tuple[int, Answer]]:
    """The same for so much that other processes are worth getting ready."""
    from linter.progress import follow
    from linter.workers import Lost, decide_jobs, share

    options = desk.options
    answers = share(
        lambda n: _hand_over(_answer(desk, paths[n])), sizes, decide_jobs(options.jobs, sum(sizes))
    )
    try:
        for n, answer in follow(answers, len(paths)) if options.watched else answers:
            if isinstance(answer, Lost):
                cause = f"was not checked: the process at work on it {answer.how}"
                yield n, Answer(Failure(_name(paths[n], options), cause))
            else:
                key, packed = answer[:DIGEST], answer[DIGEST:]
                yield n, Answer(read_value(packed), packed, b"" if key == _NO_KEY else key)
    finally:
        answers.close()


def _answer(desk: Desk, path: str) -> Answer:
    """What there is to say of a draft. Only what is said of its words can be kept, not why they could not be read."""
    told, key = _check_one(desk, path)
    return Answer(told, write_value(told), key) if key else Answer(told)


def _hand_over(answer: Answer) -> bytes:
    """An answer as a process hands it to another."""
    return (answer.key or _NO_KEY) + (answer.packed or write_value(answer.told))


def _key(desk: Desk, path: str, data: bytes) -> bytes:
    name = _name(path, desk.options)
    answers = read_content(f"{name}{ANSWERS}")
    return digest(desk.regime_for(name), name.encode("utf-8", "surrogateescape"), data, answers)
