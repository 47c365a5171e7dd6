"""The language server: an editor's messages in, diagnostics and offers out. Nothing else of the linter loads it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from linter.account import write_markdown
from linter.diagnostic import digest
from linter.hints import complete, explain
from linter.mending import find_mendable
from linter.protocol import (
    count_claims,
    name_uri,
    read_edit,
    read_position,
    read_range,
    write_action,
    write_diagnostics,
    write_fault,
    write_hover,
    write_position,
    write_range,
    write_span,
    write_symbols,
)
from linter.remedies import find_row, mark_deliberate, propose
from linter.session import Session, find_faults, list_drafts
from linter.values import NamedTuple
from linter.version import find_version

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping
    from typing import BinaryIO

    from linter.diagnostic import Diagnostic
    from linter.edited import Sheet, Units
    from linter.faults import Fault
    from linter.run import Options

# Seconds between two looks at the files that drafts are judged by, and at whether the editor still lives.
_LOOK = 1.0
# Each finding that something is offered at costs a few readings of the draft.
_MOST_OFFERED = 5
_ENDINGS = {
    "markdown": ".md",
    "mdx": ".mdx",
    "html": ".html",
    "restructuredtext": ".rst",
    "asciidoc": ".adoc",
}
_ORPHANED = 1


class Wishes(NamedTuple):
    """What the person at the editor wants: the editor's settings under `copydesk`.

    `pause`: milliseconds without a keystroke before the draft is read; `claims`: how they are counted at paragraphs
    ("lens", "inlay", "off", or what the editor can do); `workspace`: whether all drafts are checked, open or not.
    """

    pause: int = 150
    claims: str = ""
    workspace: bool = False


def read_wishes(said: Any, before: Wishes) -> Wishes:
    """Settings as an editor sends them; what is not understood stays as it was."""
    said = said.get("copydesk", said) if isinstance(said, dict) else None
    if not isinstance(said, dict):
        return before
    known = {name: type(value) for name, value in before._asdict().items()}
    return before._replace(**{name: said[name] for name in known if isinstance(said.get(name), known[name])})


class _Protocol(LanguageServerProtocol):
    """The protocol without the library's own copy of open texts, and with a plain answer to every request.

    The copy would end lines where editors end none (form feeds, U+2028) and move positions behind a line's end. A
    request that cannot be read the library leaves unanswered, and an editor may wait for it.
    """

    def structure_message(self, data: dict[str, Any]) -> Any:
        try:
            return super().structure_message(data)
        except JsonRpcException as fault:
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], error=fault.to_response_error())
            raise

    @lsp_method(lsp.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: lsp.ExecuteCommandParams) -> Generator[Any, Any, Any]:
        # The library counts arguments only where a list of them was sent.
        params.arguments = params.arguments or []
        return (yield from super().lsp_workspace__execute_command(params))

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> Iterator[Any]:
        yield _did_open, (self._server, params), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> Iterator[Any]:
        yield _did_change, (self._server, params), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> Iterator[Any]:
        yield _did_close, (self._server, params), None


class Server(LanguageServer):
    """A server and the one session it serves."""

    def __init__(self, options: Options) -> None:
        super().__init__("copydesk", find_version() or "0", protocol_cls=_Protocol)
        self.session = Session(options)
        self.wishes = Wishes()
        self.units: Units = "utf-16"
        self.can_pull = False
        self.was_shut_down = False
        # The folder of the pages that were shown, where there were any.
        self.shown = ""
        # The names that the editor has for what is open, by path.
        self.uris: dict[str, str] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._lasting: set[asyncio.Task[None]] = set()
        # The faults of files that drafts are judged by, by the draft that met them; and the files told of them.
        self._met: dict[str, tuple[Fault, ...]] = {}
        self._blamed: set[str] = set()
        for name, handler in _FEATURES.items():
            self.feature(name)(handler)
        for name, command in _COMMANDS.items():
            self.command(name)(command)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Keep what went wrong with a message in the editor's log, and out of the writer's way."""
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, f"copydesk: {error}"))

    # ------------------------------------------------------------ names

    def path_of(self, uri: str, language: str = "") -> str:
        """The path of a file; a text that is in no file yet gets one by its language, in the current folder."""
        known = next((path for path, name in self.uris.items() if name == uri), None)
        if known is not None:
            return known
        scheme, _, rest = uri.partition(":")
        if scheme == "file":
            return os.path.normpath(to_fs_path(uri) or unquote(rest))
        name = os.path.basename(unquote(rest)) or "untitled"
        return os.path.abspath(f"{name}{_ENDINGS.get(language, '.txt')}")

    def uri_of(self, path: str) -> str:
        """The name that the editor has for a file."""
        return self.uris.get(path) or name_uri(path)

    def sheet_of(self, path: str) -> Sheet:
        """A file as the editor has it, or as it is on disk."""
        return self.session.sheet(path, self.units)

    def is_able(self, *names: str) -> bool:
        """Whether the editor can do something, named by the way through its capabilities."""
        able: Any = self.client_capabilities
        for name in names:
            able = getattr(able, name, None)
        return bool(able)

    # ------------------------------------------------------------ telling

    def schedule(self, path: str, pause: float) -> None:
        """Tell what there is to say of a file after a pause in seconds, unless it changes again meanwhile."""
        if waiting := self._waiting.pop(path, None):
            waiting.cancel()
        self._waiting[path] = asyncio.get_running_loop().create_task(self._tell_later(path, pause))

    async def _tell_later(self, path: str, pause: float) -> None:
        await asyncio.sleep(pause)
        self._waiting.pop(path, None)
        if path in self.uris:
            self.tell(path)

    def tell(self, path: str) -> None:
        """Push what there is to say of an open file, unless the editor asks for it by itself."""
        written = self.write_diagnostics(path)
        if not self.can_pull:
            self._publish(self.uri_of(path), written, self.sheet_of(path).version)

    def write_diagnostics(self, path: str) -> list[lsp.Diagnostic]:
        """What there is to say of a file. What is wrong with those that it is judged by is told there."""
        if path in self.session.ours:
            return self._write_faults(path)
        told = self.session.tell(path)
        self._blame(path, told.faults)
        rules = self.session.rules(path)
        pages = self.session.pages(path)
        mendable = find_mendable(rules.values())
        with self.session.memory(path, "write"):
            return write_diagnostics(told, self.sheet_of(path), self.uri_of(path), mendable, pages)

    def _write_faults(self, path: str) -> list[lsp.Diagnostic]:
        """What is wrong with a config or pack in the editor, and, where nothing is, what drafts met on disk."""
        sheet = self.sheet_of(path)
        met = {
            fault for faults in self._met.values() for fault in faults if os.path.abspath(fault.path) == path
        }
        found = find_faults(path, sheet.text) or sorted(met)
        return [write_fault(fault, sheet) for fault in found]

    def _blame(self, draft: str, faults: tuple[Fault, ...]) -> None:
        """Tell files that a draft is judged by what is wrong with them, and that it no longer is."""
        if self._met.get(draft, ()) == faults:
            return
        self._met[draft] = faults
        blamed = {os.path.abspath(fault.path) for met in self._met.values() for fault in met}
        for path in sorted(self._blamed | blamed):
            if path not in self.session.ours:
                met = {
                    one for some in self._met.values() for one in some if os.path.abspath(one.path) == path
                }
                self._publish(name_uri(path), [write_fault(one, self.sheet_of(path)) for one in sorted(met)])
            elif not self.can_pull:
                self._publish(self.uri_of(path), self._write_faults(path))
        self._blamed = blamed

    def _publish(self, uri: str, written: list[lsp.Diagnostic], version: int | None = None) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, written, version))

    def let_go(self, path: str) -> None:
        """Forget a file that was closed, and take back what was said of it."""
        if waiting := self._waiting.pop(path, None):
            waiting.cancel()
        uri = self.uris.pop(path, "")
        self.session.close(path)
        self._blame(path, ())
        self._met.pop(path, None)
        if uri:
            self._publish(uri, [])

    def tell_all(self) -> None:
        """Tell of everything that is open, since what it is judged by is another now."""
        for path in self.uris:
            self.schedule(path, 0)
        if self.can_pull:
            self.workspace_diagnostic_refresh(None)
        if self.is_able("workspace", "code_lens", "refresh_support"):
            self.workspace_code_lens_refresh(None)
        if self.is_able("workspace", "inlay_hint", "refresh_support"):
            self.workspace_inlay_hint_refresh(None)

    # ------------------------------------------------------------ lasting

    def stay(self) -> None:
        """Look after the files that drafts are judged by, and after the editor, as long as the server runs."""
        task = asyncio.get_running_loop().create_task(self._stay())
        self._lasting.add(task)

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            if self.process_id and not _is_alive(self.process_id):
                # Whoever holds the other end of standard input is not the editor, and may never write or close it.
                os._exit(_ORPHANED)
            if self.session.look():
                self.tell_all()


def _is_alive(process: int) -> bool:
    """Whether a process runs; where nobody can tell, it does."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


# ---------------------------------------------------------------- the session


def _initialize(ls: Server, params: lsp.InitializeParams) -> None:
    ls.wishes = read_wishes(params.initialization_options, ls.wishes)
    ls.units = _UNITS[str(getattr(ls.workspace.position_encoding, "value", ls.workspace.position_encoding))]
    ls.session.folders = tuple(sorted(_list_folders(ls)))
    ls.can_pull = ls.is_able("text_document", "diagnostic") and ls.is_able(
        "workspace", "diagnostics", "refresh_support"
    )
    if ls.can_pull:
        options = lsp.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=ls.wishes.workspace, identifier="copydesk"
        )
        ls.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, options)(_pull)
        if ls.wishes.workspace:
            ls.feature(lsp.WORKSPACE_DIAGNOSTIC)(_pull_workspace)
    form = ls.wishes.claims or ("lens" if ls.is_able("text_document", "code_lens") else "inlay")
    if form == "lens":
        ls.feature(lsp.TEXT_DOCUMENT_CODE_LENS)(_code_lens)
    elif form == "inlay":
        ls.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)(_inlay_hint)


_UNITS: Mapping[str, Units] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}


def _list_folders(ls: Server) -> Iterator[str]:
    uris = [folder.uri for folder in ls.workspace.folders.values()] or [ls.workspace.root_uri or ""]
    yield from (os.path.normpath(path) for uri in uris if uri and (path := to_fs_path(uri)))


def _initialized(ls: Server, params: lsp.InitializedParams) -> None:
    ls.stay()


def _shut_down(ls: Server, *_: Any) -> None:
    ls.was_shut_down = True


def _did_open(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    given = params.text_document
    path = ls.path_of(given.uri, given.language_id)
    ls.uris[path] = given.uri
    ls.session.open(path, given.text, given.version, ls.units)
    ls.schedule(path, 0)


def _did_change(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    path = ls.path_of(params.text_document.uri)
    if path in ls.uris:
        ls.session.change(
            path, [read_edit(one) for one in params.content_changes], params.text_document.version
        )
        ls.schedule(path, ls.wishes.pause / 1000)


def _did_close(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    ls.let_go(ls.path_of(params.text_document.uri))


def _did_save(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    if ls.session.look():
        ls.tell_all()


def _did_change_files(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    if ls.session.look():
        ls.tell_all()


def _did_change_wishes(ls: Server, params: lsp.DidChangeConfigurationParams) -> None:
    ls.wishes = read_wishes(params.settings, ls.wishes)


def _did_change_folders(ls: Server, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    ls.session.folders = tuple(sorted(_list_folders(ls)))


# ---------------------------------------------------------------- diagnostics on request


async def _pull(ls: Server, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
    # What the editor has sent meanwhile, edits or word that it no longer asks, comes first.
    await asyncio.sleep(0)
    written = ls.write_diagnostics(ls.path_of(params.text_document.uri))
    name = _name_result(ls, written)
    if name == params.previous_result_id:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(name)
    return lsp.RelatedFullDocumentDiagnosticReport(written, result_id=name)


async def _pull_workspace(ls: Server, params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
    before = {one.uri: one.value for one in params.previous_result_ids}
    reports: list[lsp.WorkspaceDocumentDiagnosticReport] = []
    for path in list_drafts(ls.session.folders):
        await asyncio.sleep(0)
        uri, written = ls.uri_of(path), ls.write_diagnostics(path)
        name = _name_result(ls, written)
        version = ls.sheet_of(path).version if path in ls.uris else None
        if before.get(uri) == name:
            reports.append(lsp.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version))
        else:
            reports.append(lsp.WorkspaceFullDocumentDiagnosticReport(uri, written, version, result_id=name))
    return lsp.WorkspaceDiagnosticReport(reports)


def _name_result(ls: Server, written: list[lsp.Diagnostic]) -> str:
    """What a list of diagnostics is known by when it is asked for again."""
    return digest(repr(written))


# ---------------------------------------------------------------- what is shown at a place


def _at(ls: Server, uri: str, position: lsp.Position) -> tuple[str, Sheet, int]:
    path = ls.path_of(uri)
    sheet = ls.sheet_of(path)
    return path, sheet, sheet.offset(read_position(position))


def _hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    path, sheet, place = _at(ls, params.text_document.uri, params.position)
    if path in ls.session.ours:
        said = explain(path, sheet.text, sheet.source.position(place))
    else:
        told = [one for one in _find_told(ls, path) if _holds(one, sheet, place)]
        said = write_hover(told, ls.session.account(path), ls.session.rules(path), place)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, said)) if said else None


def _find_told(ls: Server, path: str) -> tuple[Diagnostic, ...]:
    return ls.session.tell(path).diagnostics if path in ls.session.sheets else ()


def _holds(one: Diagnostic, sheet: Sheet, place: int) -> bool:
    line, column = sheet.source.position(place)
    return (one.line, one.column) <= (line, column) < (one.end_line, one.end_column)


def _complete(ls: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    path, sheet, place = _at(ls, params.text_document.uri, params.position)
    if path not in ls.session.ours:
        return []
    return [
        lsp.CompletionItem(
            word.text, kind=lsp.CompletionItemKind.Property, detail=word.about, insert_text=word.insert
        )
        for word in complete(path, sheet.text, sheet.source.position(place))
    ]


def _symbols(
    ls: Server, params: lsp.DocumentSymbolParams
) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation]:
    path = ls.path_of(params.text_document.uri)
    account = ls.session.account(path)
    symbols = write_symbols(account, ls.sheet_of(path)) if account else []
    if ls.is_able("text_document", "document_symbol", "hierarchical_document_symbol_support"):
        return symbols
    uri = params.text_document.uri
    return [lsp.SymbolInformation(lsp.Location(uri, one.range), one.name, one.kind) for one in symbols]


def _code_lens(ls: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    uri, path = params.text_document.uri, ls.path_of(params.text_document.uri)
    account, sheet = ls.session.account(path), ls.sheet_of(path)
    return [
        lsp.CodeLens(write_span(sheet, span), lsp.Command(said, "copydesk.openLedger", arguments=[uri]))
        for span, said in (count_claims(account) if account else ())
        if ls.wishes.claims != "off"
    ]


def _inlay_hint(ls: Server, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    path = ls.path_of(params.text_document.uri)
    account, sheet = ls.session.account(path), ls.sheet_of(path)
    seen = sheet.span(read_range(params.range))
    return [
        lsp.InlayHint(write_position(sheet.mark_offset(span.end)), said, padding_left=True)
        for span, said in (count_claims(account) if account else ())
        if seen.start <= span.end <= seen.end and ls.wishes.claims != "off"
    ]


def _code_action(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    uri, path = params.text_document.uri, ls.path_of(params.text_document.uri)
    if path not in ls.session.sheets or not _wants_fixes(params.context.only):
        return []
    sheet = ls.sheet_of(path)
    seen = sheet.span(read_range(params.range))
    near = [one for one in _find_told(ls, path) if _meets(one, sheet, seen.start, seen.end)][:_MOST_OFFERED]
    has_creation = ls.is_able("workspace", "workspace_edit", "document_changes")
    offers = []
    for remedy in propose(ls.session, path, near):
        about = lsp.Diagnostic(
            write_range(
                sheet,
                (remedy.about.line, remedy.about.column),
                (remedy.about.end_line, remedy.about.end_column),
            ),
            remedy.about.message,
            code=remedy.about.code,
            source="copydesk",
        )
        target = ls.sheet_of(remedy.change.path) if remedy.change else sheet
        if offer := write_action(remedy, uri, about, target, has_creation):
            offers.append(offer)
    return offers


def _wants_fixes(only: Any) -> bool:
    return not only or any(str(getattr(kind, "value", kind)) in ("", "quickfix") for kind in only)


def _meets(one: Diagnostic, sheet: Sheet, start: int, end: int) -> bool:
    """Whether a diagnostic touches a stretch, which may be empty: the place of the cursor."""
    first, last = sheet.source.position(start), sheet.source.position(end)
    return (one.line, one.column) <= last and first <= (one.end_line, one.end_column)


# ---------------------------------------------------------------- commands


def _mark_deliberate(ls: Server, uri: str, line: int, character: int) -> str | None:
    """Write into the ledger beside a draft that the claim at a place is meant as it is; the ledger's path."""
    path, sheet, place = _at(ls, uri, lsp.Position(line, character))
    account = ls.session.account(path)
    found = [one for one in _find_told(ls, path) if _holds(one, sheet, place)]
    rows = [row for one in found if account and (row := find_row(account, one)) is not None]
    if not account or not rows:
        return None
    written = mark_deliberate(account, rows[0])
    ls.session.forget()
    ls.tell_all()
    return written


def _open_ledger(ls: Server, uri: str) -> str | None:
    """Show the ledger of an open draft; the path of the page."""
    account = ls.session.account(path := ls.path_of(uri))
    if account is None:
        return None
    return _show(ls, path, ".ledger.md", "\n".join(write_markdown(account.study, account.answers)) + "\n")


def _open_report(ls: Server, uri: str) -> str | None:
    """Show the report on an open draft in a browser; the path of the page."""
    path = ls.path_of(uri)
    text = ls.session.page(path) if path in ls.session.sheets else None
    return None if text is None else _show(ls, path, ".html", text)


def _show(ls: Server, path: str, ending: str, text: str) -> str:
    """Write a page about a draft into a folder of this server's own, and have the editor show it."""
    ls.shown = ls.shown or tempfile.mkdtemp(prefix="copydesk-")
    page = os.path.join(ls.shown, f"{os.path.basename(path)}{ending}")
    with open(page, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    if ls.is_able("window", "show_document", "support"):
        is_page = ending == ".html"
        ls.window_show_document(
            lsp.ShowDocumentParams(name_uri(page), external=is_page, take_focus=True), None
        )
    return page


async def _check_workspace(ls: Server) -> int:
    """Tell of all drafts of the workspace, open or not; how many findings there are."""
    count = 0
    for path in list_drafts(ls.session.folders):
        await asyncio.sleep(0)
        written = ls.write_diagnostics(path)
        count += len(written)
        if path not in ls.uris:
            ls.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(ls.uri_of(path), written))
    return count


_FEATURES: Mapping[str, Callable[..., Any]] = {
    lsp.INITIALIZE: _initialize,
    lsp.INITIALIZED: _initialized,
    lsp.SHUTDOWN: _shut_down,
    lsp.TEXT_DOCUMENT_DID_OPEN: _did_open,
    lsp.TEXT_DOCUMENT_DID_CHANGE: _did_change,
    lsp.TEXT_DOCUMENT_DID_CLOSE: _did_close,
    lsp.TEXT_DOCUMENT_DID_SAVE: _did_save,
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: _did_change_files,
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: _did_change_wishes,
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _did_change_folders,
    lsp.TEXT_DOCUMENT_HOVER: _hover,
    lsp.TEXT_DOCUMENT_COMPLETION: _complete,
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _symbols,
    lsp.TEXT_DOCUMENT_CODE_ACTION: _code_action,
}
_COMMANDS: Mapping[str, Callable[..., Any]] = {
    "copydesk.markDeliberate": _mark_deliberate,
    "copydesk.openLedger": _open_ledger,
    "copydesk.openReport": _open_report,
    "copydesk.checkWorkspace": _check_workspace,
}


def serve(options: Options) -> int:
    """Serve one editor until it says goodbye or is gone; 0 where it took its leave as the protocol wants it."""
    server = Server(options)
    try:
        server.start_io(sys.stdin.buffer, _take_output())
    finally:
        if server.shown:
            shutil.rmtree(server.shown, ignore_errors=True)
    return 0 if server.was_shut_down else 1


def _take_output() -> BinaryIO:
    """Standard output for the protocol alone: what else is written there goes to standard error."""
    sys.stdout.flush()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return out
