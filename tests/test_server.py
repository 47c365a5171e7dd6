"""`copydesk server`: a real process, spoken to as editors do, and as none should."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from conftest import HOUSE_PACK, Copydesk
from editors import COMMAND, PATIENCE, Editor, edit, places, stretch
from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

PROFILES = {"visual-studio-code": "utf-16", "neovim": "utf-8", "emacs": "utf-32"}
CHEESE = "The moon is green cheese.\n"
# Emoji of two UTF-16 units and of many code points, combining marks, right-to-left, form feed and line separator.
ODD = (
    "# 🌙 Ein Mond\n\n"
    "👩‍👩‍👧 The moon is green cheese. Cafe\u0301 and e\u0302\u0323 are green cheese too.\n\n"
    "שלום עולם, הירח green cheese. مرحبا 🧀 green cheese\u2028green cheese\x0cgreen cheese.\r\n\r\n"
    "It is green 🧀 cheese\rand green cheese.\n"
)
Start = Callable[..., Editor]


@pytest.fixture
def start(house: Path, environment: dict[str, str]) -> Iterator[Start]:
    """`start(capabilities, claims="off")`: an editor in the newsroom's folder, its server under way."""
    editors: list[Editor] = []

    def begin(capabilities: Mapping[str, Any] | None = None, **wishes: Any) -> Editor:
        editors.append(Editor(house, environment))
        editors[-1].start(capabilities, **wishes)
        return editors[-1]

    yield begin
    for editor in editors:
        editor.__exit__(None, None, None)


@pytest.fixture
def editor(start: Start) -> Editor:
    return start()


def check(copydesk: Copydesk, name: str) -> list[dict[str, Any]]:
    """What `copydesk check` has to say of a draft."""
    found: list[dict[str, Any]] = json.loads(copydesk("check", name, "--output-format", "json").out)[
        "diagnostics"
    ]
    return found


def expect(found: list[dict[str, Any]], text: str, encoding: str) -> list[tuple[str, int, int, int, int]]:
    """What `check` says as an editor counts: lines and units from 0."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def unit(line: int, column: int) -> int:
        return (
            len(lines[line - 1][: column - 1].encode(f"{encoding}-le" if encoding != "utf-8" else encoding))
            // width
        )

    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return sorted(
        (
            one["code"],
            one["line"] - 1,
            unit(one["line"], one["column"]),
            one["end_line"] - 1,
            unit(one["end_line"], one["end_column"]),
        )
        for one in found
    )


# ---------------------------------------------------------------- the profiles of editors


@pytest_asyncio.fixture(params=list(PROFILES))
async def client(request: pytest.FixtureRequest, house: Path, environment: dict[str, str]) -> Any:
    client = make_test_lsp_client()
    await client.start_io(*COMMAND, cwd=house, env=environment)
    folders = [lsp.WorkspaceFolder(house.as_uri(), "drafts")]
    given = lsp.InitializeParams(client_capabilities(request.param), workspace_folders=folders)
    result = await client.initialize_session(given)
    assert result.capabilities.position_encoding == PROFILES[request.param]
    yield client
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]


@pytest.mark.asyncio
async def test_editor_is_told_what_check_tells(
    client: LanguageClient, house: Path, copydesk: Copydesk
) -> None:
    (house / "a.md").write_bytes(ODD.encode())
    uri = (house / "a.md").as_uri()
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, lsp.LanguageKind.Markdown, 1, ODD))
    )
    await client.wait_for_notification("textDocument/publishDiagnostics")
    told = [client.protocol._converter.unstructure(one) for one in client.diagnostics[uri]]
    assert client.capabilities
    general = client.capabilities.general
    encoding = str(((general and general.position_encodings) or ["utf-16"])[0])
    found = check(copydesk, "a.md")
    assert len(found) == 5
    assert places(told) == expect(found, ODD, encoding)


# ---------------------------------------------------------------- telling


def test_clean_draft_has_no_diagnostics_and_a_faulty_one_has(editor: Editor) -> None:
    assert editor.open("a.md", "The moon is rock.\n") == []
    (one,) = editor.open("b.md", CHEESE)
    assert (one["code"], one["severity"], one["source"]) == ("ZZ101", 2, "copydesk")
    assert one["range"] == stretch((0, 12), (0, 24))
    assert one["message"] == "“green cheese” is not what the moon is made of."


def test_link_leads_to_the_rule_in_its_pack(editor: Editor, house: Path) -> None:
    (one,) = editor.open("a.md", CHEESE)
    line = HOUSE_PACK.split("\n").index("  - code: ZZ101") + 1
    assert one["codeDescription"]["href"] == f"{(house / 'house.yaml').as_uri()}#L{line}"


def test_repetition_comes_with_its_earlier_place_and_a_tag(editor: Editor, house: Path) -> None:
    (house / "copydesk.yaml").write_text("select: [RP101]\n")
    (one,) = editor.open("a.md", "The moon is made of of rock, as we know.\n")
    (related,) = one["relatedInformation"]
    assert (related["message"], related["location"]["uri"]) == ("first use: “of”", editor.uri("a.md"))
    assert related["location"]["range"] == stretch((0, 17), (0, 19))
    assert one["tags"] == [1]


def test_suppressions_ledgers_baselines_and_exclusions_hold(
    editor: Editor, house: Path, copydesk: Copydesk
) -> None:
    assert editor.open("allowed.md", f"<!-- copydesk: allow ZZ101 -->\n{CHEESE}") == []
    (house / "old.md").write_text(CHEESE)
    copydesk("baseline", "create", "old.md")
    assert (
        editor.open("old.md", CHEESE + "\nAll of it is green cheese.\n", version=2)[0]["range"]["start"][
            "line"
        ]
        == 2
    )
    (house / "copydesk.yaml").write_text("packs: [house.yaml]\nselect: [house]\nexclude: [archive/**]\n")
    editor.notify("textDocument/didSave", textDocument={"uri": editor.uri("old.md")})
    assert editor.open("archive/x.md", CHEESE) == []


def test_text_without_a_file_is_checked_by_its_language(editor: Editor) -> None:
    document = {
        "uri": "untitled:Untitled-1",
        "languageId": "markdown",
        "version": 1,
        "text": f"> {CHEESE}\n{CHEESE}",
    }
    editor.notify("textDocument/didOpen", textDocument=document)
    editor.wait_until(lambda: "untitled:Untitled-1" in editor.published)
    assert places(editor.published["untitled:Untitled-1"]["diagnostics"]) == [("ZZ101", 2, 12, 2, 24)]


def test_closed_draft_takes_its_diagnostics_with_it(editor: Editor) -> None:
    assert editor.open("a.md", CHEESE)
    editor.notify("textDocument/didClose", textDocument={"uri": editor.uri("a.md")})
    editor.wait_until(lambda: editor.published[editor.uri("a.md")]["diagnostics"] == [])


def test_byte_order_mark_in_the_text_moves_the_first_line_alone(editor: Editor) -> None:
    told = editor.open("a.md", f"\ufeff{CHEESE}\n{CHEESE}")
    assert places(told) == [("ZZ101", 0, 13, 0, 25), ("ZZ101", 2, 12, 2, 24)]


def test_workspace_is_checked_on_command(editor: Editor, house: Path) -> None:
    (house / "a.md").write_text(CHEESE)
    (house / "b.md").write_text("The moon is rock.\n")
    assert editor.ask("workspace/executeCommand", command="copydesk.checkWorkspace") == 1
    assert places(editor.told("a.md")) == [("ZZ101", 0, 12, 0, 24)]
    assert editor.told("b.md") == []


# ---------------------------------------------------------------- edits


def test_edits_are_followed_in_their_order(editor: Editor) -> None:
    assert editor.open("a.md", "The moon is green stone.\n") == []
    editor.change("a.md", 2, edit((0, 18), (0, 23), "chees"), edit((0, 23), (0, 23), "e"))
    assert places(editor.told("a.md", 2)) == [("ZZ101", 0, 12, 0, 24)]
    editor.change("a.md", 3, {"text": "The moon is rock.\n"})
    assert editor.told("a.md", 3) == []


@pytest.mark.parametrize(
    "bad",
    [
        edit((99, 0), (120, 5), " All is green cheese."),
        edit((0, 9999), (0, 99999), " All is green cheese."),
        edit((0, 25), (0, 3), " All is green cheese."),
        edit((1, 0), (0, 0), "All is green cheese."),
    ],
)
def test_bad_range_means_the_nearest_place(editor: Editor, bad: dict[str, Any]) -> None:
    assert len(editor.open("a.md", CHEESE)) == 1
    editor.change("a.md", 2, bad)
    assert len(editor.told("a.md", 2)) == 2


def test_late_version_is_left_and_a_whole_text_mends_all(editor: Editor) -> None:
    editor.open("a.md", CHEESE, version=7)
    editor.change("a.md", 3, edit((0, 0), (0, 25), ""))
    editor.change("a.md", 8, edit((0, 0), (0, 0), "Well. "))
    assert places(editor.told("a.md", 8)) == [("ZZ101", 0, 18, 0, 30)]
    editor.change("a.md", 9, {"text": "Rock.\n"})
    assert editor.told("a.md", 9) == []


def test_nonsense_is_survived(editor: Editor) -> None:
    assert len(editor.open("a.md", CHEESE)) == 1
    editor.change("never-opened.md", 2, {"text": CHEESE})
    editor.send_bytes(b"{")
    editor.send_bytes(
        b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": 3}}'
    )
    editor.change("a.md", 2, edit((-1, -5), (0, 0), "x"))
    editor.notify("textDocument/didClose", textDocument={"uri": editor.uri("never-opened.md")})
    editor.notify("$/cancelRequest", id=12345)
    assert editor.answer(editor.begin("no/such/request", of="anything"))["error"]["code"] == -32601
    refused = editor.answer(editor.begin("workspace/executeCommand", command="copydesk.openLedger"))["error"]
    assert refused == {"code": -32602, "message": "Invalid Params: Expected 1 arguments, got 0"}
    assert (
        editor.ask(
            "workspace/executeCommand", command="copydesk.openLedger", arguments=["file:///nowhere.md"]
        )
        is None
    )
    assert editor.ask("textDocument/hover", **editor.at("a.md", 500, 500)) is None
    editor.change("a.md", 3, {"text": "\ud800 green cheese\n"})
    assert places(editor.told("a.md", 3)) == [("ZZ101", 0, 2, 0, 14)]
    assert editor.end() == 0


@pytest.mark.parametrize(
    "params", [{}, {"position": "here"}, {"textDocument": {"uri": "a.md"}, "position": {"line": -1}}]
)
def test_request_that_cannot_be_read_is_answered(editor: Editor, params: dict[str, Any]) -> None:
    assert editor.answer(editor.begin("textDocument/hover", **params))["error"]["code"] == -32602
    editor.open("a.md", CHEESE)
    assert editor.ask("textDocument/hover", **editor.at("a.md", 500, 500)) is None
    assert editor.end() == 0


# ---------------------------------------------------------------- pulling

CAN_PULL = {
    "textDocument": {"diagnostic": {"dynamicRegistration": False}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


def pull(editor: Editor, name: str, **more: Any) -> Any:
    return editor.ask("textDocument/diagnostic", textDocument={"uri": editor.uri(name)}, **more)


def show(editor: Editor, name: str, text: str) -> None:
    document = {"uri": editor.uri(name), "languageId": "markdown", "version": 1, "text": text}
    editor.notify("textDocument/didOpen", textDocument=document)


def test_who_can_pull_is_not_pushed_to(start: Start) -> None:
    editor = start(CAN_PULL)
    show(editor, "a.md", CHEESE)
    first = pull(editor, "a.md")
    assert (first["kind"], places(first["items"])) == ("full", [("ZZ101", 0, 12, 0, 24)])
    again = pull(editor, "a.md", previousResultId=first["resultId"])
    assert again == {"kind": "unchanged", "resultId": first["resultId"]}
    editor.change("a.md", 2, {"text": "Rock.\n"})
    assert pull(editor, "a.md", previousResultId=first["resultId"])["items"] == []
    assert editor.published == {}


def test_pull_that_nobody_waits_for_any_more_is_called_off(start: Start) -> None:
    editor = start(CAN_PULL)
    show(editor, "a.md", CHEESE)
    number = editor.begin("textDocument/diagnostic", textDocument={"uri": editor.uri("a.md")})
    editor.notify("$/cancelRequest", id=number)
    answer = editor.answer(number)
    assert "result" in answer or answer["error"]["code"] == -32800
    assert pull(editor, "a.md")["items"]


def test_whole_workspace_is_pulled_where_it_is_wished(start: Start, house: Path) -> None:
    (house / "a.md").write_text(CHEESE)
    (house / "b.md").write_text("Rock.\n")
    editor = start(CAN_PULL, workspace=True)
    items = editor.ask("workspace/diagnostic", previousResultIds=[])["items"]
    assert {one["uri"]: len(one["items"]) for one in items} == {editor.uri("a.md"): 1, editor.uri("b.md"): 0}
    before = [{"uri": one["uri"], "value": one["resultId"]} for one in items]
    again = editor.ask("workspace/diagnostic", previousResultIds=before)["items"]
    assert [one["kind"] for one in again] == ["unchanged", "unchanged"]


# ---------------------------------------------------------------- the end


def test_leave_taken_as_the_protocol_wants_it_is_status_0(editor: Editor) -> None:
    assert editor.end() == 0


def test_exit_without_shutdown_is_status_1(editor: Editor) -> None:
    editor.send(method="exit")
    assert editor.process.wait(PATIENCE) == 1


def test_server_ends_when_its_input_ends(editor: Editor) -> None:
    assert editor.open("a.md", CHEESE)
    assert editor.process.stdin
    editor.process.stdin.close()
    assert editor.process.wait(PATIENCE) == 1


def test_server_ends_when_its_editor_dies_in_mid_message(editor: Editor) -> None:
    assert editor.process.stdin
    assert editor.process.stdout
    editor.process.stdin.write(b"Content-Length: 5000\r\n\r\n{")
    editor.process.stdin.close()
    assert editor.process.wait(PATIENCE) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs processes that can be asked whether they live")
def test_server_ends_with_its_editor_though_others_hold_the_pipe(
    house: Path, environment: dict[str, str]
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(PATIENCE)
    with Editor(house, environment) as editor:
        editor.ask("initialize", processId=dead.pid, capabilities={}, rootUri=None)
        editor.notify("initialized")
        assert editor.process.wait(PATIENCE) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_interrupt_ends_the_server_without_a_traceback(house: Path, environment: dict[str, str]) -> None:
    with Editor(house, environment) as editor:
        editor.start()
        os.kill(editor.process.pid, signal.SIGTERM)
        assert editor.process.wait(PATIENCE) != 0


def test_nothing_else_loads_the_library_of_the_protocol() -> None:
    code = "import sys, linter.cli; from linter.commands import ABOUT, find_command\n"
    code += "[find_command(name) for name in ABOUT]; print([m for m in sys.modules if m in ('pygls', 'lsprotocol')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout == "[]\n"


def test_missing_library_is_said_with_what_to_do(tmp_path: Path, copydesk: Copydesk) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError(name='pygls')\n")
    path = f"{tmp_path}{os.pathsep}{Path(__file__).parent.parent}"
    ran = copydesk("server", PYTHONPATH=path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "copydesk server: “pygls” is not installed: run “pip install 'copydesk[lsp]'”\n"
