"""What the language server shows and offers at a place: hover, actions, counts, outline, help with packs."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HOUSE_PACK, Copydesk
from editors import Editor, edit, places, stretch

from linter.hints import complete, explain
from linter.text import Position

CROWD = "# On the bridge\n\nCritics say the bridge is unsafe.\n"
TWICE = "The bridge is is old.\n"
CLAIMS = (
    "# On the bridge\n\nCritics say the bridge is unsafe. According to the 2021 report of the Harbour Board, 40 per"
    " cent of its bolts are loose.\n\nThe river is wide.\n"
)
COUNTS = "Claims: 1 supported, 1 form only"


@pytest.fixture
def editor(tmp_path: Path, environment: dict[str, str]) -> Iterator[Editor]:
    with Editor(tmp_path, environment) as editor:
        capabilities: Mapping[str, Any] = {"workspace": {"workspaceEdit": {"documentChanges": True}}}
        editor.start({**capabilities, "window": {"showDocument": {"support": True}}})
        yield editor


def offers(editor: Editor, name: str, line: int = 0, character: int = 0, **context: Any) -> dict[str, Any]:
    """The actions at a place, by their titles."""
    place = stretch((line, character), (line, character))
    found = editor.ask(
        "textDocument/codeAction",
        textDocument={"uri": editor.uri(name)},
        range=place,
        context={"diagnostics": [], **context},
    )
    return {one["title"]: one for one in found}


def follow(editor: Editor, name: str, text: str, action: dict[str, Any]) -> list[Any]:
    """Carry out an action that edits a draft; what the server says of it then."""
    (change,) = action["edit"]["changes"][editor.uri(name)]
    editor.change(name, 2, edit((0, 0), (0, 0), ""), {"range": change["range"], "text": change["newText"]})
    return editor.told(name, 2)


def hover(editor: Editor, name: str, line: int, character: int) -> str:
    shown = editor.ask("textDocument/hover", **editor.at(name, line, character))
    return str(shown["contents"]["value"]) if shown else ""


# ---------------------------------------------------------------- hover


def test_hover_says_why_and_what_answers_it(editor: Editor) -> None:
    editor.open("a.md", CROWD)
    assert hover(editor, "a.md", 0, 4) == ""
    shown = hover(editor, "a.md", 2, 3)
    assert shown.startswith("**AT101 vague-source**: “Critics say”: who?")
    assert "*What answers it:* named source, quotation or link, in this sentence or the next" in shown
    assert "*Reported:*" in shown


def test_hover_on_a_supported_claim_shows_its_evidence(editor: Editor) -> None:
    assert editor.open("a.md", CLAIMS) == []
    shown = hover(editor, "a.md", 2, CLAIMS.split("\n")[2].index("40 per"))
    assert shown.startswith(
        "**supported claim** (quantity): supported by 3:35-84 (named source), 3:52-84 (document)"
    )
    assert "- “According to the 2021 report of the Harbour Board”" in shown


# ---------------------------------------------------------------- actions


def test_clean_place_has_no_offers(editor: Editor) -> None:
    editor.open("a.md", CROWD)
    assert offers(editor, "a.md", 0, 3) == {}
    assert offers(editor, "a.md", 2, 3, only=["refactor"]) == {}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.md", CROWD, 2),
        ("b.md", "- One.\n- Critics say the bridge is unsafe.\n", 1),
        ("c.md", "One.\r\n\r\nCritics say the bridge is unsafe.\r\n", 2),
        ("d.html", "<p>One.</p>\n<p>Critics say the bridge is unsafe.</p>\n", 1),
        ("e.rst", "One.\n\nCritics say the bridge is unsafe.\n", 2),
        ("f.adoc", "One.\n\nCritics say the bridge is unsafe.\n", 2),
    ],
)
def test_allowing_here_takes_the_finding_away(editor: Editor, name: str, text: str, line: int) -> None:
    (one,) = editor.open(name, text)
    place = one["range"]["start"]
    offer = offers(editor, name, place["line"], place["character"])["Allow AT101 in this paragraph"]
    assert place["line"] == line
    assert follow(editor, name, text, offer) == []


def test_plain_text_cannot_allow(editor: Editor) -> None:
    assert len(editor.open("a.txt", CROWD, "plaintext")) == 1
    assert list(offers(editor, "a.txt", 2, 2)) == ["Mark this claim as deliberate in the ledger"]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("", 2),
        ("---\ntitle: A bridge\n---\n\n", 6),
        ("---\ncopydesk: {allow: [DS301]}\n---\n\n", 6),
        ('+++\ntitle = "A bridge"\n+++\n\n', 6),
    ],
)
def test_allowing_in_the_draft_takes_the_finding_away(editor: Editor, head: str, line: int) -> None:
    told = editor.open("a.md", head + CROWD)
    assert ("AT101", line) in [(one["code"], one["range"]["start"]["line"]) for one in told]
    offer = offers(editor, "a.md", line, 2)["Allow AT101 in this draft"]
    assert "AT101" not in [one["code"] for one in follow(editor, "a.md", head + CROWD, offer)]


def test_doubled_word_is_mended(editor: Editor) -> None:
    assert places(editor.open("a.md", TWICE)) == [("RP101", 0, 11, 0, 16)]
    offer = offers(editor, "a.md", 0, 12)["Write “is” once"]
    assert offer["isPreferred"]
    assert follow(editor, "a.md", TWICE, offer) == []


SPELLINGS = """
pack: spellings
about: How the house writes.
category: style
rules:
  - code: ZZ201
    name: house-spelling
    kind: phrase
    severity: warning
    swap: {'utili[sz]e': use, in order to: to, jail: gaol|prison}
    not-in: []
    message: "Write {instead}, not “{match}”."
    why: It is the house's way.
    examples:
      bad: ["They <utilise> it.", "We <utilize> it.", "Go <in order to> see."]
      good: [They use it., We use it., Go to see.]
  - code: ZZ202
    name: house-capitals
    kind: phrase
    severity: warning
    swap: {Web: web}
    capitals: true
    message: "Write {instead}, not “{match}”."
    why: It is the house's way.
    examples:
      bad: ["On the <Web>.", "A <Web> page.", "That <Web>."]
      good: [On the web., A web page., That web.]
"""


@pytest.fixture
def spelling(editor: Editor, tmp_path: Path) -> Editor:
    (tmp_path / "spellings.yaml").write_text(SPELLINGS)
    (tmp_path / "copydesk.yaml").write_text("packs: [spellings.yaml]\n")
    return editor


@pytest.mark.parametrize("text", ["They sit in jail.", "They go in\norder to sit.", "They *utili*se it."])
def test_what_is_not_one_thing_for_one_is_the_writers(spelling: Editor, text: str) -> None:
    (one,) = spelling.open("a.md", text)
    place = one["range"]["start"]
    assert one["code"] == "ZZ201"
    assert not [title for title in offers(spelling, "a.md", *place.values()) if title.startswith("Write")]


@pytest.mark.parametrize(
    ("text", "words", "after"),
    [
        ("They utilise the quay.", "use", "They use the quay."),
        ("Utilize the quay.", "Use", "Use the quay."),
        ("They said UTILISE the quay.", "USE", "They said USE the quay."),
        ("They came in order to see.", "to", "They came to see."),
        ("It was on the Web.", "web", "It was on the web."),
    ],
)
def test_the_houses_way_to_write_is_offered(spelling: Editor, text: str, words: str, after: str) -> None:
    (one,) = spelling.open("a.md", text)
    offer = offers(spelling, "a.md", 0, one["range"]["start"]["character"])[f"Write “{words}” instead"]
    assert offer["isPreferred"]
    (change,) = offer["edit"]["changes"][spelling.uri("a.md")]
    at = [change["range"][end]["character"] for end in ("start", "end")]
    assert text[: at[0]] + change["newText"] + text[at[1] :] == after
    assert follow(spelling, "a.md", text, offer) == []


ECHO = "We need dredging now, because the dredging of the harbour is dredging that pays.\n"


@pytest.mark.parametrize(
    ("config", "after"),
    [
        ("select: [repetition]\n", "select: [repetition]\nterms: [{}]\n"),
        ("terms: [rope]\nselect: [repetition]\n", "terms: [rope, {}]\nselect: [repetition]\n"),
        ("terms:\n  - rope\nselect: [repetition]\n", "terms:\n  - rope\n  - {}\nselect: [repetition]\n"),
        ("select: [repetition]\nterms: []", "select: [repetition]\nterms: [{}]"),
    ],
)
def test_term_goes_into_the_house_list(editor: Editor, tmp_path: Path, config: str, after: str) -> None:
    path = tmp_path / "copydesk.yaml"
    path.write_text(config)
    told = editor.open("a.md", ECHO)
    place = told[0]["range"]["start"]
    found = offers(editor, "a.md", place["line"], place["character"])
    (title,) = (title for title in found if title.startswith("Add “"))
    (change,) = found[title]["edit"]["changes"][path.as_uri()]
    term = title.partition("“")[2].partition("”")[0]
    lines = config.split("\n")
    at = change["range"]["start"]
    lines[at["line"]] = (
        lines[at["line"]][: at["character"]] + change["newText"] + lines[at["line"]][at["character"] :]
    )
    assert "\n".join(lines) == after.format(term)
    assert yaml.safe_load(after.format(term))["terms"][-1] == term


def test_first_term_begins_a_config(editor: Editor, tmp_path: Path) -> None:
    told = editor.open("a.md", ECHO)
    place = told[0]["range"]["start"]
    found = offers(editor, "a.md", place["line"], place["character"])
    (offer,) = (one for title, one in found.items() if title.startswith("Add “"))
    created, written = offer["edit"]["documentChanges"]
    assert (created["kind"], created["uri"]) == ("create", (tmp_path / "copydesk.yaml").as_uri())
    assert written["edits"][0]["newText"].startswith("terms: [")


def test_deliberate_claim_is_written_into_the_ledger(
    editor: Editor, tmp_path: Path, copydesk: Copydesk
) -> None:
    (tmp_path / "a.md").write_text(CROWD)
    editor.open("a.md", CROWD)
    offer = offers(editor, "a.md", 2, 2)["Mark this claim as deliberate in the ledger"]
    written = editor.ask("workspace/executeCommand", **offer["command"])
    entries = yaml.safe_load(Path(written).read_text())["claims"]
    assert [one["answer"] for one in entries] == ["deliberate"]
    editor.wait_until(lambda: editor.published[editor.uri("a.md")]["diagnostics"] == [])
    assert copydesk("check", "a.md").status == 0
    assert offers(editor, "a.md", 2, 2) == {}


# ---------------------------------------------------------------- the ledger


def test_claims_are_the_outline_and_are_counted_at_their_paragraphs(editor: Editor) -> None:
    editor.open("a.md", CLAIMS)
    symbols = editor.ask("textDocument/documentSymbol", textDocument={"uri": editor.uri("a.md")})
    assert symbols[0]["name"] == "Critics say the bridge is unsafe"
    hints = editor.ask(
        "textDocument/inlayHint", textDocument={"uri": editor.uri("a.md")}, range=stretch((0, 0), (9, 0))
    )
    assert [(one["position"]["line"], one["label"]) for one in hints] == [(2, COUNTS)]


def test_counts_are_lenses_where_the_editor_has_them_and_can_be_switched_off(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    able: dict[str, Any] = {"textDocument": {"codeLens": {}}}
    for wish, count in (({}, 1), ({"claims": "off"}, None), ({"claims": "inlay"}, None)):
        with Editor(tmp_path, environment) as editor:
            can = editor.start(able, **wish)
            assert ("codeLensProvider" in can) == (count is not None)
            assert ("inlayHintProvider" in can) == (wish == {"claims": "inlay"})
            editor.open("a.md", CLAIMS)
            if count:
                lenses = editor.ask("textDocument/codeLens", textDocument={"uri": editor.uri("a.md")})
                assert [one["command"]["title"] for one in lenses] == [COUNTS]


def test_ledger_is_shown_as_a_page(editor: Editor) -> None:
    editor.open("a.md", CROWD)
    page = Path(
        editor.ask("workspace/executeCommand", command="copydesk.openLedger", arguments=[editor.uri("a.md")])
    )
    assert "Critics say the bridge is unsafe" in page.read_text(encoding="utf-8")
    assert [one["params"]["uri"] for one in editor.asked] == [page.as_uri()]
    assert editor.end() == 0
    assert not page.exists()


def test_report_is_shown_as_the_text_in_the_editor_has_it(editor: Editor) -> None:
    editor.open("a.md", CROWD)
    page = Path(
        editor.ask("workspace/executeCommand", command="copydesk.openReport", arguments=[editor.uri("a.md")])
    )
    text = page.read_text(encoding="utf-8")
    assert "Critics say" in text
    assert "AT101" in text
    assert [one["params"]["external"] for one in editor.asked] == [True]


# ---------------------------------------------------------------- configs and packs


def test_changed_config_and_pack_are_read_anew(editor: Editor, tmp_path: Path) -> None:
    assert editor.open("a.md", "The moon is green cheese.\n") == []
    (tmp_path / "house.yaml").write_text(HOUSE_PACK)
    (tmp_path / "copydesk.yaml").write_text("packs: [house.yaml]\n")
    editor.wait_until(lambda: places(editor.published[editor.uri("a.md")]["diagnostics"]) != [])
    (tmp_path / "house.yaml").write_text(HOUSE_PACK.replace("green cheese", "blue cheese"))
    editor.wait_until(lambda: places(editor.published[editor.uri("a.md")]["diagnostics"]) == [])


def test_broken_pack_is_told_in_the_pack_at_its_line(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(HOUSE_PACK.replace("kind: phrase", "kind: phrse", 1))
    (tmp_path / "copydesk.yaml").write_text("packs: [house.yaml]\n")
    (one,) = editor.open("a.md", "The moon is green cheese.\n")
    assert one["message"].startswith("this draft is not checked while ")
    (fault,) = editor.told("house.yaml")
    assert fault["message"] == "“phrse” is no kind of rule; did you mean “phrase”?"
    line = next(n for n, text in enumerate(HOUSE_PACK.split("\n")) if "kind: phrase" in text)
    assert fault["range"] == stretch((line, 10), (line, 15))
    (tmp_path / "house.yaml").write_text(HOUSE_PACK)
    editor.wait_until(lambda: editor.published[editor.uri("house.yaml")]["diagnostics"] == [])
    editor.wait_until(lambda: len(editor.published[editor.uri("a.md")]["diagnostics"]) == 1)


def test_pack_in_the_editor_is_judged_as_it_is_written(editor: Editor) -> None:
    assert editor.open("house.yaml", HOUSE_PACK, "yaml") == []
    line = HOUSE_PACK.split("\n").index("    severity: warning")
    editor.change("house.yaml", 2, edit((line, 14), (line, 21), "grave"))
    (fault,) = editor.told("house.yaml", 2)
    assert fault["message"].startswith("“grave” is none of info, warning, error")
    assert fault["range"] == stretch((line, 14), (line, 19))


def test_config_in_the_editor_is_judged_too(editor: Editor) -> None:
    assert editor.open("copydesk.yaml", "ignore: [AT101]\n", "yaml") == []
    editor.change("copydesk.yaml", 2, {"text": "ignroe: [AT101]\n"})
    (fault,) = editor.told("copydesk.yaml", 2)
    assert fault["message"] == "unknown key “ignroe”; did you mean “ignore”?"


PACK = HOUSE_PACK.lstrip("\n")


def words(text: str, line: int, column: int, path: str = "house.yaml") -> list[str]:
    return [word.text for word in complete(path, text, Position(line, column))]


def at(text: str, part: str) -> Position:
    """The place behind the first occurrence of some words."""
    before = text[: text.index(part) + len(part)]
    return Position(before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_keys_that_are_not_there_yet_are_offered() -> None:
    offered = words(PACK + "    ", PACK.count("\n") + 1, 5)
    assert {"rank", "not-in", "silent-if", "zones"} <= set(offered)
    assert "cues" not in offered
    assert "lists" in words("pack: house\n", 2, 1)
    assert "rules" in words("pack: house\n", 2, 1)


def test_closed_lists_are_offered_behind_their_keys() -> None:
    assert words("rules:\n  - code: ZZ101\n    severity: ", 3, 15) == ["info", "warning", "error"]
    assert "repetition" in words("rules:\n  - code: ZZ101\n    kind: ", 3, 11)
    claim = "rules:\n  - code: ZZ101\n    kind: claim\n    unless: ["
    assert "named-source" in words(claim, 4, 14)
    assert words("fail-on: ", 1, 10, "copydesk.yaml") == ["info", "warning", "error"]


def test_keys_of_inner_mappings_are_offered() -> None:
    inner = "rules:\n  - code: ZZ101\n    kind: density\n    at-least:\n      "
    assert words(inner, 5, 7)[:2] == ["clause", "sentence"]
    assert words("rules:\n  - code: ZZ101\n    examples:\n      ", 4, 7) == ["bad", "good"]
    assert words("change:\n  AT101:\n    ", 3, 5) == ["severity", "off", "silent-if"]
    assert words("change:\n  AT101:\n    off: ", 3, 10) == ["true", "false"]
    assert words("change:\n  ", 2, 3) == []


def test_hover_on_a_key_says_what_it_takes() -> None:
    shown = explain("house.yaml", PACK, at(PACK, "severi"))
    assert shown.startswith("**severity**: one of info, warning, error; has to be there")
    assert explain("house.yaml", PACK, at(PACK, "kind: phr")).startswith(
        "**kind: phrase**\n\nFlags every place"
    )
    assert explain("house.yaml", "category: x\n", Position(1, 2)).startswith(
        "**category**: one of unsupported, hedging, repetition, style; by default none"
    )
    assert explain("copydesk.yaml", "terms: [rope]\n", Position(1, 2)).startswith(
        "**terms**: a list; by default none"
    )
    assert explain("house.yaml", "other: 1\n", Position(1, 2)) == ""


def test_server_completes_and_explains_packs(editor: Editor) -> None:
    editor.open("house.yaml", HOUSE_PACK, "yaml")
    line = HOUSE_PACK.split("\n").index("    severity: warning")
    found = editor.ask("textDocument/completion", **editor.at("house.yaml", line, 14))
    assert [one["label"] for one in found] == ["info", "warning", "error"]
    assert "one of info, warning, error" in hover(editor, "house.yaml", line, 6)
    editor.open("a.md", CROWD)
    assert editor.ask("textDocument/completion", **editor.at("a.md", 2, 3)) == []
