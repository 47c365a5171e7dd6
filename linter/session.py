"""An editor's session: the drafts that are open in it, what applies to them, and what there is to say of each.

Packs and configs may be open too: what is wrong with them is told as they are in the editor, drafts are judged by them
as they are on disk.
"""

from __future__ import annotations

import os
import re

from linter.answers import name_sheet, place_answers, read_sheet
from linter.baseline import find_baseline
from linter.config import NAMES
from linter.edited import Sheet
from linter.faults import BadFile, Fault
from linter.files import ANSWERS, find_drafts
from linter.lineage import trace_packs
from linter.located import read_file
from linter.memory import Memory
from linter.news import Scope, check_news
from linter.packs import load_pack, load_shared_lists
from linter.page import find_page
from linter.readers import find_format
from linter.reporters import find_reporter
from linter.rulebook import find_built_in
from linter.run import Desk, UnknownRule
from linter.settings import read_config
from linter.study import study_draft
from linter.text import Source
from linter.values import NamedTuple
from linter.watch import take_stock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Literal, TypeAlias

    from linter.answers import Answers
    from linter.diagnostic import Diagnostic
    from linter.edited import Edit, Units
    from linter.rule import Rule
    from linter.run import Options
    from linter.study import Study
    from linter.watch import Stock


class Told(NamedTuple):
    """What there is to say of a draft: the diagnostics that `copydesk check` shows, and why there may be none.

    `faults` are those of the files that it is judged by (configs, packs, baselines, its ledger).
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    causes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class Account(NamedTuple):
    """The ledger of a draft, and the writer's answers to it."""

    study: Study
    answers: Answers


Use: TypeAlias = "Literal['check', 'study', 'write']"

_USES: tuple[Use, ...] = ("check", "study", "write")
_YAML = (".yaml", ".yml")
_CODE = re.compile(r"[ -]*code:[ \t]*[\"']?([A-Z]{2,4}\d{3})\b")
_PACK = re.compile(r"(?m)^(?:pack|rules):")


def is_ours(path: str, text: str) -> bool:
    """Whether a file is no draft but a config or a pack."""
    name = os.path.basename(path)
    return name in NAMES or (name.endswith(_YAML) and not name.endswith(ANSWERS) and bool(_PACK.search(text)))


def find_faults(path: str, text: str) -> tuple[Fault, ...]:
    """What is wrong with the text of a config or a pack."""
    try:
        if os.path.basename(path) in NAMES:
            read_config(path, text)
        else:
            load_pack(path, load_shared_lists(), text)
    except BadFile as bad:
        return bad.faults
    return ()


class Session:
    """The drafts that are open, by path, and the desk that judges them until a config or a pack changes.

    `ours` are the configs and packs that are open.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.sheets: dict[str, Sheet] = {}
        self.ours: dict[str, Sheet] = {}
        self.folders: tuple[str, ...] = ()
        self.desk = Desk(options)
        self._stock: Stock = {}
        self._pages: dict[tuple[str, ...], Mapping[str, str]] = {}
        self._told: dict[str, tuple[Sheet, Told]] = {}
        self._accounts: dict[str, tuple[Sheet, Account | None]] = {}
        self._memories: dict[tuple[str, str], Memory] = {}

    def open(self, path: str, text: str, version: int, units: Units) -> None:
        """Take a draft as the editor shows it, whatever is on disk."""
        self.close(path)
        held = self.ours if is_ours(path, text) else self.sheets
        held[path] = Sheet(Source(path, text), version, units)
        self.look()

    def change(self, path: str, edits: Sequence[Edit], version: int) -> None:
        """Follow the edits of a draft; one that is not open is left alone."""
        for held in (self.sheets, self.ours):
            if path in held:
                held[path] = held[path].after(tuple(edits), version)

    def close(self, path: str) -> None:
        """Let go of a draft; what is on disk counts again."""
        for held in (self.sheets, self.ours, self._told, self._accounts):
            held.pop(path, None)
        for use in _USES:
            self._memories.pop((path, use), None)

    def look(self) -> bool:
        """Whether a config, a pack, a ledger or a baseline is another than before; everything is read anew then."""
        before, self._stock = self._stock, self._take_stock()
        # What only now is looked at, since a draft of another folder was opened, is not news.
        if all(self._stock.get(path) == stamp for path, stamp in before.items() if path in self._stock):
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """Read configs and packs anew when they are needed next."""
        self.desk = Desk(self.options)
        self._pages.clear()
        self._told.clear()
        self._accounts.clear()
        self._memories.clear()
        # Taken before the packs are read: a change of theirs after this is seen at the next look.
        self._stock = self._take_stock()

    def memory(self, path: str, use: Use) -> Memory:
        """What is remembered of an open draft from one time to the next; each use of it needs other things."""
        return self._memories.setdefault((path, use), Memory()) if path in self.sheets else Memory()

    def _take_stock(self) -> Stock:
        stock = take_stock([*self.sheets], self.desk, None) if self.sheets else {}
        return {path: stamp for path, stamp in stock.items() if path not in self.sheets}

    # ------------------------------------------------------------ what there is to say

    def sheet(self, path: str, units: Units) -> Sheet:
        """A draft as the editor shows it, or else as it is on disk; empty where it cannot be read."""
        if found := self.sheets.get(path) or self.ours.get(path):
            return found
        try:
            with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
                return Sheet(Source(path, file.read()), 0, units)
        except OSError:
            return Sheet(Source(path, ""), 0, units)

    def tell(self, path: str) -> Told:
        """What `copydesk check` would say of a draft if it were on disk as it is in the editor."""
        sheet = self.sheets.get(path)
        if sheet and path in self._told and self._told[path][0] is sheet:
            return self._told[path][1]
        told = self._check(path)
        if sheet:
            self._told[path] = sheet, told
        return told

    def tell_with_terms(self, path: str, terms: Sequence[str]) -> tuple[Diagnostic, ...] | None:
        """What there would be to say of a draft if repetition left more terms alone; None where nobody can tell."""
        told = self._check(path, self.desk.with_terms(terms))
        return None if told.causes or told.faults else told.diagnostics

    def home_of(self, path: str) -> str:
        """The folder of the workspace that a draft lies in, or else its own: where a config is begun."""
        homes = [folder for folder in self.folders if path.startswith(os.path.join(folder, ""))]
        return max(homes, key=len, default=os.path.dirname(path))

    def _check(self, path: str, desk: Desk | None = None) -> Told:
        contents, desk = self._contents(), desk or self.desk
        try:
            with self.memory(path, "check"):
                desk = desk.holding(contents, sparing=not _has_baseline(desk, path))
                report = check_news([path], desk, Scope())
        except BadFile as bad:
            return Told((), (), bad.faults)
        except UnknownRule as unknown:
            return Told((), (str(unknown),))
        found = [(one, draft.is_marked) for draft in report.drafts for one in draft.diagnostics]
        shown = (_behind_mark(one) if marked and path in contents else one for one, marked in found)
        return Told(tuple(shown), tuple(map(str, report.failures)))

    def try_out(self, path: str, text: str) -> tuple[Diagnostic, ...] | None:
        """What there would be to say of an open draft if it held another text; None where nobody can tell."""
        kept = self.sheets[path]
        self.sheets[path] = kept._replace(source=Source(path, text))
        try:
            told = self._check(path)
        finally:
            self.sheets[path] = kept
        return None if told.causes or told.faults else told.diagnostics

    def account(self, path: str) -> Account | None:
        """The ledger of an open draft, made once for a version of it; None where there can be none."""
        sheet = self.sheets.get(path)
        if sheet is None or find_format(path).unit != "line":
            return None
        if path not in self._accounts or self._accounts[path][0] is not sheet:
            self._accounts[path] = sheet, self._keep_account(path, sheet.text)
        return self._accounts[path][1]

    def _keep_account(self, path: str, text: str) -> Account | None:
        try:
            with self.memory(path, "study"):
                study = study_draft(self.desk, path, text)
            answers = place_answers(read_sheet(name_sheet(path)), study.document, study.rows)
        except BadFile:
            return None
        return Account(study, answers)

    def page(self, path: str) -> str | None:
        """The report on an open draft as a page of HTML; None where it cannot be checked."""
        desk = Desk(self.options._replace(naming=True, studying=True)).holding(self._contents())
        try:
            report = check_news([path], desk, Scope())
        except (BadFile, UnknownRule):
            return None
        return None if report.failures else "".join(find_reporter("html")(report))

    def _contents(self) -> dict[str, bytes]:
        """What is open, as it would be saved: a sign stands for a half of a surrogate pair, which no file can keep."""
        return {path: sheet.text.encode("utf-8", "replace") for path, sheet in self.sheets.items()}

    def rules(self, path: str) -> Mapping[str, Rule]:
        """The rules that there are for a draft, by their codes; none where they cannot be read."""
        try:
            return self.desk.linter_for(self.desk.config_for(path)).rules
        except (BadFile, UnknownRule):
            return {}

    def pages(self, path: str) -> Mapping[str, str]:
        """Where the rules of a draft are told of, by their codes."""
        try:
            packs = self.desk.config_for(path).packs
        except BadFile:
            return {}
        if packs not in self._pages:
            self._pages[packs] = {
                code: place
                for pack in trace_packs((*find_built_in(), *packs))
                for code, place in _find_codes(pack)
            }
        return self._pages[packs]


def _has_baseline(desk: Desk, path: str) -> bool:
    """Whether findings of a draft are held back, by which those that are not shown are known as well."""
    place = find_baseline(desk.config_for(path), None)
    return place.is_named or os.path.isfile(place.path)


def _find_codes(pack: str) -> Iterator[tuple[str, str]]:
    """The rules of a pack by their codes: their pages in the manual, or its path, and behind a # their lines."""
    built_in = os.path.basename(pack).removesuffix(".yaml") if pack in find_built_in() else ""
    for number, line in enumerate(read_file(pack).splitlines(), 1):
        if found := _CODE.match(line):
            yield found[1], find_page(found[1], built_in) or f"{os.path.abspath(pack)}#L{number}"


def _behind_mark(one: Diagnostic) -> Diagnostic:
    """A diagnostic with the byte order mark counted, which an editor that keeps it has as a character of the text."""
    return one._replace(
        column=one.column + (one.line == 1),
        end_column=one.end_column + (one.end_line == 1),
        related=tuple(
            place._replace(
                column=place.column + (place.line == 1), end_column=place.end_column + (place.end_line == 1)
            )
            for place in one.related
        ),
    )


def list_drafts(folders: Iterable[str]) -> list[str]:
    """The drafts under folders that an editor can show, sorted."""
    found = find_drafts([os.path.abspath(folder) for folder in folders]).drafts
    return sorted(path for path in found if find_format(path).unit == "line")
