"""Packs: what is refused, with its place; all that is wrong at once; and packs that mean harm."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import HOUSE_PACK

from linter.faults import BadFile
from linter.packs import load_pack, load_rulebook
from linter.rulebook import find_built_in

LISTS = {"crowd": ("critics", "experts")}


def faults(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as bad:
        load_pack(str(path), LISTS)
    return [str(fault).removeprefix(f"{path}:") for fault in bad.value.faults]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "house.yaml"


def test_good_pack(path: Path) -> None:
    path.write_text(HOUSE_PACK)
    pack = load_pack(str(path), {})
    assert [rule.code for rule in pack.rules] == ["ZZ101", "ZZ102"]
    assert pack.rules[0].kind.roles == {"cues": ("green cheese",)}


def test_lists_are_written_out(path: Path) -> None:
    path.write_text(HOUSE_PACK.replace("[green cheese]", "['{crowd}', 'by {crowd}']"))
    cues = load_pack(str(path), LISTS).rules[0].kind.roles["cues"]
    assert cues == ("critics", "experts", "by (?:critics|experts)")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("severity:", "severty:", "9:5: unknown key “severty”; did you mean “severity”?", id="key"),
        pytest.param("about:", "abuot:", "3:1: unknown key “abuot”; did you mean “about”?", id="key of a pack"),
        pytest.param("about: Rules of a newsroom of our own.\n", "", "2:1: the key “about” is missing", id="no key"),
        pytest.param("category: unsupported", "category: hedgin", "4:11: “hedgin” is none of", id="category"),
        pytest.param("severity: warning", "severity: wrning", "did you mean “warning”?", id="severity"),
        pytest.param("kind: phrase", "kind: phrse", "8:11: “phrse” is no kind of rule; did you mean", id="kind"),
        pytest.param("    kind: phrase\n", "", "6:5: the key “kind” is missing", id="no kind"),
        pytest.param("code: ZZ101", "code: Z1", "the code “Z1” is not letters and three digits", id="code"),
        pytest.param("moon-cheese", "Moon Cheese", "the name “Moon Cheese” is not small words", id="name"),
        pytest.param("ZZ102", "ZZ101", "“ZZ101” is given to two rules", id="code twice"),
        pytest.param("moon-silver", "moon-cheese", "“moon-cheese” is given to two rules", id="name twice"),
        pytest.param("kind: phrase\n", "kind: phrase\n    kind: phrase\n", "“kind” is given twice", id="key twice"),
        pytest.param("{match}", "{mach}", "has no “{mach}” to tell; did you mean “match”?", id="fact"),
        pytest.param("{match}", "{0.__class__}", "", id="no format string"),
        pytest.param("[green cheese]", "green cheese", "10:11: expected a list, not a single value", id="no list"),
        pytest.param("[green cheese]", "[{green: cheese}]", "10:12: expected text, not a mapping", id="no text"),
        pytest.param("[It is rock., All rock., Say rock.]", "[]", "the rule ZZ101 has no good example", id="example"),
        pytest.param("<green cheese>", "green cheese", "a bad example marks with <...>", id="no marks"),
        pytest.param("rules:", "rules: none\nother:", "5:8: expected a list of rules", id="rules"),
    ],
)  # fmt: skip
def test_refused(path: Path, old: str, new: str, fault: str) -> None:
    text = HOUSE_PACK.replace(old, new, 1) if "ZZ10" not in old else HOUSE_PACK.replace(old, new)
    if not fault:
        path.write_text(text)
        assert load_pack(str(path), {}).rules[0].fields.message.startswith("“{0.__class__}”")
        return
    assert any(fault in one for one in faults(path, text))


def test_places_are_exact(path: Path) -> None:
    text = HOUSE_PACK.replace("severity: warning", "severity: loud").replace("[green cheese]", "['(green']")
    assert [fault.split(": ")[0] for fault in faults(path, text)] == ["9:15"]
    text = HOUSE_PACK.replace("[green cheese]", "[fine, '(green']")
    assert [fault.split(": ")[0] for fault in faults(path, text)] == ["10:18"]


def test_everything_at_once(path: Path) -> None:
    text = HOUSE_PACK.replace("about:", "abuot:").replace("kind: phrase", "kind: phrse", 1)
    text = text.replace("severity: info", "severity: infos").replace("[pure silver]", "['{crwd}']")
    said = "\n".join(faults(path, text))
    assert [word for word in ("abuot", "“about” is missing", "phrse", "infos") if word not in said] == []


def test_faults_of_several_packs_at_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("pack: x\nabout: x\n")
    with pytest.raises(BadFile) as bad:
        load_rulebook([str(tmp_path / "a.yaml"), str(tmp_path / "none.yaml"), str(tmp_path / "b.yaml")])
    assert [Path(fault.path).name for fault in bad.value.faults] == ["a.yaml", "none.yaml", "b.yaml"]


def test_code_of_another_pack(path: Path) -> None:
    path.write_text(HOUSE_PACK.replace("ZZ101", "AT101"))
    with pytest.raises(BadFile, match=r"house.yaml:6:11: “AT101” is already a rule of .*attribution.yaml"):
        load_rulebook([*find_built_in(), str(path)])


# ---------------------------------------------------------------- patterns


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        pytest.param("(green", "missing )", id="open group"),
        pytest.param("(green) cheese", "write (?:...) for a group", id="capturing group"),
        pytest.param(r"green \1", "invalid group reference", id="no such group"),
        pytest.param("(?:green)?", "it matches the empty string", id="empty match"),
        pytest.param("Green cheese", "“G” is a capital", id="capital"),
        pytest.param("(?i)green", "global flags", id="flags"),
        pytest.param("green{99999999999}", "too large", id="huge repeat"),
        pytest.param("by {crwd}", "no list is called “crwd”; did you mean “crowd”?", id="list"),
        pytest.param("by {nested}", "{crowd} stands in an entry of a list", id="list in a list"),
        pytest.param("by {huge} {huge} {huge} {huge}", "characters long with its lists", id="long lists"),
    ],
)
def test_bad_pattern(path: Path, pattern: str, cause: str) -> None:
    lists = f"lists: {{crowd: [critics], nested: ['{{crowd}}'], huge: [{'x, ' * 9000}y]}}\nrules:"
    text = HOUSE_PACK.replace("rules:", lists).replace("[green cheese]", f"['{pattern}']")
    (fault,) = faults(path, text)
    assert fault.startswith("11:12: ")
    assert cause in fault


# ---------------------------------------------------------------- files that mean harm


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("a: &x [1]\nb: *x\n", "1:4: anchors and aliases", id="anchor"),
        pytest.param("a: !!python/object:os.system x\n", "1:4: the tag", id="tag"),
        pytest.param("[" * 200_000, "nested more than", id="depth"),
        pytest.param("a: {" * 1000, "nested more than", id="depth of mappings"),
        pytest.param("x" * 1_100_000, "the file is larger than", id="size"),
        pytest.param("? [a]\n: b\n", "1:3: a key has to be a word", id="key that is a list"),
        pytest.param("a: b\n---\nc: d\n", "2:1: a second document", id="two documents"),
        pytest.param("a: éé\nc: \x07\n", "2:4: not valid YAML: the character U+0007", id="control character"),
        pytest.param("a: [b\nc: d\n", "not valid YAML", id="open list"),
        pytest.param("%YAML 9.9\n---\na: b\n", "YAML", id="directive"),
        pytest.param("", "1:1: the key “", id="empty"),
        pytest.param("just words", "1:1: expected a mapping", id="words"),
        pytest.param("- a\n", "1:1: expected a mapping", id="list"),
    ],
)
def test_hostile_yaml(path: Path, text: str, fault: str) -> None:
    assert any(fault in one for one in faults(path, text))


def test_bomb_is_refused_at_once_and_in_little_memory(path: Path) -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]", *(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]" for n in range(1, 12))]
    path.write_text("\n".join(lines))
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
from linter.packs import load_pack
load_pack({str(path)!r}, {{}})
"""
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=20)
    assert "1:5: anchors and aliases" in done.stderr


def test_undecodable_pack(path: Path) -> None:
    path.write_bytes(b"pack: caf\xe9\n")
    with pytest.raises(BadFile, match=r"is not UTF-8 \(byte 9\)"):
        load_pack(str(path), {})


def test_scalars_are_what_they_look_like(path: Path) -> None:
    text = HOUSE_PACK.replace("about: Rules of a newsroom of our own.", "about: 2026-13-45")
    path.write_text(text.replace("[green cheese]", "[no, on, 12:30, 017]"))
    pack = load_pack(str(path), {})
    assert (pack.fields.about, pack.rules[0].kind.roles["cues"]) == (
        "2026-13-45",
        ("no", "on", "12:30", "017"),
    )
