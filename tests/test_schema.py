"""The JSON Schema of packs: it is current, packs live up to it, and editors complete and underline by it."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import HOUSE_PACK, ROOT, Copydesk, Fetch
from editors import Editor
from jsonschema import Draft7Validator

from linter.keys import list_keys, list_pack_keys, list_rule_keys
from linter.kinds import KINDS
from linter.located import Reader
from linter.rule import Examples
from linter.rulebook import find_built_in
from linter.schema import write_schema
from linter.starter import write_starter

FILE = ROOT / "rules" / "schema.json"
MODELINE = "# yaml-language-server: $schema={}\n"
SCHEMA = Draft7Validator(json.loads(write_schema()))


def faults(text: str) -> list[tuple[list[str | int], str]]:
    pack = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return [(list(one.absolute_path), one.message) for one in SCHEMA.iter_errors(pack)]


def test_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA.schema)


def test_file_is_current(copydesk: Copydesk, tmp_path: Path) -> None:
    """After a change of keys: `copydesk schema -o rules/schema.json`."""
    assert copydesk("schema").out == FILE.read_text(encoding="utf-8")
    assert copydesk("schema", "-o", "own.json").status == 0
    assert (tmp_path / "own.json").read_text(encoding="utf-8") == FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", find_built_in(), ids=os.path.basename)
def test_built_in_pack_lives_up_to_it_and_names_it(path: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert text.startswith(MODELINE.format(FILE.name))
    assert faults(text) == []


@pytest.mark.parametrize("path", find_built_in(), ids=os.path.basename)
def test_built_in_pack_is_the_same_without_the_parser_in_c(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Path(path).read_text(encoding="utf-8")
    usual = Reader(path).parse(text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert Reader(path).parse(text) == usual


@pytest.mark.parametrize(
    "text", [HOUSE_PACK, write_starter("house", "HOU", "house.yaml")], ids=["house", "new"]
)
def test_other_packs_live_up_to_it(text: str) -> None:
    assert faults(text) == []


def test_words_may_look_like_other_things() -> None:
    assert faults(HOUSE_PACK.replace("[green cheese]", "[1999, true, no, 12:30]")) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("severity:", "severty:", "'severty' was unexpected", id="key"),
        pytest.param("cues:", "at-least: 3\n    cues:", "'at-least' was unexpected", id="key of another kind"),
        pytest.param("about:", "abuot:", "'abuot' was unexpected", id="key of a pack"),
        pytest.param("kind: phrase", "kind: phrse", "'phrse' is not one of ['absence'", id="kind"),
        pytest.param("severity: info", "severity: inf", "'inf' is not one of ['info'", id="severity"),
        pytest.param("    why: It is rock.\n", "", "'why' is a required property", id="key that is needed"),
        pytest.param("[green cheese]", "green cheese", "'green cheese' is not of type 'array'", id="list"),
        pytest.param("[green cheese]", "[{green: cheese}]", "is not of type 'string', 'number'", id="words"),
        pytest.param("bad:", "worse:", "'worse' was unexpected", id="inner key"),
    ],
)  # fmt: skip
def test_what_packs_may_not_hold(old: str, new: str, fault: str) -> None:
    assert any(fault in message for _, message in faults(HOUSE_PACK.replace(old, new, 1)))


def test_every_key_is_explained() -> None:
    schemas: list[Any] = [list_pack_keys(), list_rule_keys(""), list_keys((Examples,))]
    schemas += [list_keys((kind,)) for kind in KINDS.values()]
    keys = [key for keys in schemas for key in keys.values()]
    assert [key.name for key in keys if f"`{key.name}" not in key.about] == []


# ---------------------------------------------------------------- in an editor

PACK = """\
# yaml-language-server: $schema=copydesk.schema.json
pack: house
about: Rules of a newsroom of our own.
category: unsupported
rules:
  - code: ZZ101
    name: moon-cheese
    kind: claim
    severity: warning
    cues: [green cheese]
    unless: [named-source, ]
    at-laest: 3
    why: It is rock.
    message: It is rock.
    examples: {bad: [<green cheese>], good: [rock]}
  - code: ZZ102
    kind: \n"""


@pytest.fixture(scope="session")
def server(from_npm: Fetch) -> Path:
    """The script of yaml-language-server."""
    if not shutil.which("node"):
        pytest.skip("needs Node.js")
    return from_npm("yaml-language-server@1") / "bin" / "yaml-language-server"


@pytest.fixture
def editor(server: Path, tmp_path: Path) -> Iterator[Editor]:
    """An editor in which the pack is open, with the schema beside it as `copydesk new-pack` leaves it."""
    (tmp_path / "copydesk.schema.json").write_text(write_schema(), encoding="utf-8")
    with Editor(tmp_path, os.environ, command=("node", str(server), "--stdio")) as editor:
        editor.start()
        document = {"uri": editor.uri("house.yaml"), "languageId": "yaml", "version": 1, "text": PACK}
        editor.notify("textDocument/didOpen", textDocument=document)
        yield editor


def offers(editor: Editor, line: str, *, column: int | None = None) -> list[str]:
    """What is offered at the end of a line, or at a column of it."""
    number = PACK.split("\n").index(line)
    place = editor.at("house.yaml", number, len(line) if column is None else column)
    return [one["label"] for one in editor.ask("textDocument/completion", **place)["items"]]


def test_editor_completes_and_underlines(editor: Editor) -> None:
    line = "    at-laest: 3"
    editor.wait_until(lambda: editor.published.get(editor.uri("house.yaml"), {}).get("diagnostics"))
    told = editor.published[editor.uri("house.yaml")]["diagnostics"]
    wrong = [one["range"] for one in told if one["message"] == "Property at-laest is not allowed."]
    number = PACK.split("\n").index(line)
    assert wrong == [{"start": {"line": number, "character": 4}, "end": {"line": number, "character": 12}}]
    assert offers(editor, "    kind: ") == [*KINDS]
    assert offers(editor, "    unless: [named-source, ]", column=27)[:3] == [
        "named-source",
        "quotation",
        "number",
    ]
    assert {"within", "asserts", "silent-if"} <= {*offers(editor, line, column=4)}
