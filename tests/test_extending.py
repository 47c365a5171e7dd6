"""Packs that build on others, from files and from installed packages; former names; what is refused, with its place."""

import os
import sys
from pathlib import Path

import pytest
from conftest import HOUSE_PACK, ROOT, Copydesk

from linter.config import decide, find_verdict, name_rules
from linter.faults import BadFile
from linter.lineage import trace_packs
from linter.lint import Linter
from linter.packs import load_rulebook
from linter.readers import read_document
from linter.rulebook import Layer, Rulebook
from linter.text import Source

HEAD = "pack: desk\nabout: What our desk asks for.\n"
QUANTILES = "{p01: 0, p05: 0, p10: 0, p50: 1, p75: 2, p90: 3, p95: 4, p99: 5}"


def load(folder: Path, text: str, *others: str) -> Rulebook:
    """A pack that is written here, with HEAD before it, after others and what it builds on."""
    (folder / "desk.yaml").write_text(HEAD + text, encoding="utf-8")
    return load_rulebook([*others, str(folder / "desk.yaml")])


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadFile) as bad:
        load(folder, text, "attribution")
    return [str(fault).replace(f"{folder}{os.sep}", "") for fault in bad.value.faults]


def codes(folder: Path, text: str, draft: str, on: tuple[str, ...] = ()) -> list[str]:
    """What is said of a draft where the pack that is written here applies, and a config that switches rules on."""
    rulebook = load(folder, text)
    layers = (*rulebook.layers, Layer("copydesk.yaml", extend_select=on))
    verdict = find_verdict(decide(name_rules(rulebook.rules), layers), layers)
    told = Linter(rulebook).lint(read_document(Source("draft.txt", draft)), verdict)
    return [f"{one.code} {one.severity}" for one in told if one.code != "AT107"]


# ---------------------------------------------------------------- what a pack may change


CROWD = "Critics say the bridge is unsafe."


def test_nothing_changes_of_itself(tmp_path: Path) -> None:
    assert codes(tmp_path, "extends: [attribution]\n", CROWD) == ["AT101 warning"]


def test_severity_exceptions_and_switches(tmp_path: Path) -> None:
    change = "extends: [attribution]\nchange: "
    assert codes(tmp_path, f"{change}{{AT101: {{severity: error}}}}\n", CROWD) == ["AT101 error"]
    assert codes(tmp_path, f"{change}{{vague-source: {{off: true}}}}\n", CROWD) == []
    silent = f"{change}{{AT101: {{silent-if: ['critics say the bridge']}}}}\n"
    assert codes(tmp_path, silent, CROWD) == []
    assert codes(tmp_path, silent, "Critics say the ferry is unsafe.") == ["AT101 warning"]


def test_exceptions_know_the_lists(tmp_path: Path) -> None:
    text = "extends: [attribution]\nlists: {span: [bridge, pier]}\n"
    text += "change: {AT101: {silent-if: ['{crowd} say the {span}']}}\n"
    assert codes(tmp_path, text, CROWD) == []


def test_config_has_the_last_word(tmp_path: Path) -> None:
    off = "extends: [attribution]\nchange: {AT101: {off: true}}\n"
    assert codes(tmp_path, off, CROWD, on=("AT101",)) == ["AT101 warning"]


def test_lists_grow(tmp_path: Path) -> None:
    draft = "Dockers' wives say the bridge is unsafe. The wives say so."
    assert codes(tmp_path, "extends: [attribution]\n", draft) == []
    assert (
        codes(tmp_path, "extends: [attribution]\nextend-lists: {crowd: [wives]}\n", draft)
        == ["AT101 warning"] * 2
    )


def test_lists_grow_where_they_are_used_by_the_packs_named(tmp_path: Path) -> None:
    assert (
        codes(tmp_path, "extends: [hedging]\nextend-lists: {crowd: [wives]}\n", "The wives say it is unsafe.")
        == []
    )


def test_preview_is_switched_on(tmp_path: Path) -> None:
    preview = HOUSE_PACK.replace("kind: phrase", "state: preview\n    kind: phrase", 1)
    (tmp_path / "house.yaml").write_text(preview, encoding="utf-8")
    draft = "The moon is green cheese."
    assert codes(tmp_path, "extends: [./house.yaml]\n", draft) == []
    on = "extends: [./house.yaml]\nchange: {moon-cheese: {off: false}}\n"
    assert codes(tmp_path, on, draft) == ["ZZ101 warning"]


def test_later_pack_overrules_the_one_it_builds_on(tmp_path: Path) -> None:
    (tmp_path / "group.yaml").write_text(
        "pack: group\nabout: Ours.\nextends: [attribution]\nchange: {AT101: {severity: error}}\n"
    )
    assert codes(tmp_path, "extends: [group.yaml]\n", CROWD) == ["AT101 error"]
    again = "extends: [group.yaml]\nchange: {AT101: {severity: info}}\n"
    assert codes(tmp_path, again, CROWD) == ["AT101 info"]


def test_terms_and_background(tmp_path: Path) -> None:
    rulebook = load(
        tmp_path, f"extends: [certainty]\nterms: [Harbour Board]\nbackground: {{booster: {QUANTILES}}}\n"
    )
    assert rulebook.layers[-1].terms == ("Harbour Board",)
    assert rulebook.background["booster"] == {
        "p01": 0,
        "p05": 0,
        "p10": 0,
        "p50": 1,
        "p75": 2,
        "p90": 3,
        "p95": 4,
        "p99": 5,
    }
    assert rulebook.background["connective"]["p50"] > 0


def test_bases_come_first_and_once(tmp_path: Path) -> None:
    for name, base in (
        ("a", ""),
        ("b", "extends: [./a.yaml]"),
        ("c", "extends: [./a.yaml, ./b.yaml, hedging]"),
    ):
        (tmp_path / f"{name}.yaml").write_text(f"pack: {name}\nabout: x\n{base}\n")
    traced = trace_packs([str(tmp_path / "c.yaml"), str(tmp_path / "a.yaml")])
    assert [os.path.basename(path) for path in traced] == ["a.yaml", "b.yaml", "hedging.yaml", "c.yaml"]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "extends: [atribution]",
            "3:11: no pack is installed as “atribution”; did you mean “attr",
            id="name",
        ),
        pytest.param("extends: [./no.yaml]", "3:11: there is no file “./no.yaml”", id="file"),
        pytest.param("extends: [words]", "3:11: no pack is installed as “words”", id="data"),
        pytest.param("extends: [./desk.yaml]", "3:11: “./desk.yaml” cannot be built on", id="itself"),
        pytest.param(
            "extends: [hedging]\nchange: {AT101: {off: true}}",
            "4:10: “AT101” is a rule of the pack attribution",
            id="not extended",
        ),
        pytest.param(
            "extends: [attribution]\nchange: {AT01: {off: true}}",
            "4:10: no rule of the packs in “extends” is called “AT01”; did you mean “AT1",
            id="no rule",
        ),
        pytest.param(
            "extends: [attribution]\nchange: {AT101: {of: true}}",
            "4:18: unknown key “of”; did you mean “off”?",
            id="key",
        ),
        pytest.param(
            "extends: [attribution]\nchange: {AT101: {silent-if: ['(a']}}",
            "4:30: the pattern “(a” cannot be used",
            id="pattern",
        ),
        pytest.param(
            "extends: [attribution]\nextend-lists: {crwd: [x]}",
            "4:16: no pack in “extends” has a list “crwd”; did you mean “crowd”?",
            id="list",
        ),
        pytest.param(
            "extends: [attribution]\nextend-lists: {crowd: ['(a']}",
            "4:24: the pattern “(a” cannot be used",
            id="entry",
        ),
        pytest.param("version: newest\nterms: [x]", "3:10: “newest” is no version", id="version"),
        pytest.param("language: English\nterms: [x]", "3:11: “English” is no language", id="language"),
        pytest.param("copydesk: 99.1\nterms: [x]", "3:11: the pack needs Copydesk 99.1 or newer", id="newer"),
        pytest.param(
            f"background: {{boosters: {QUANTILES}}}",
            "3:14: nothing measures “boosters”; did you mean “booster”?",
            id="measure",
        ),
        pytest.param("background: {booster: {p50: 1}}", "3:14: “booster” needs p01, p05", id="quantiles"),
        pytest.param(
            f"background: {{booster: {QUANTILES.replace('p50: 1', 'p50: 9')}}}",
            "3:14: “booster” needs p01",
            id="order",
        ),
        pytest.param("removed: {OLD101: AT999}", "3:19: no rule is called “AT999”", id="heir"),
        pytest.param("removed: {AT101: AT102}", "3:11: “AT101” is still a rule", id="still there"),
        pytest.param("version: 1.0", "1:1: the key “rules” is missing", id="nothing"),
    ],
)
def test_refused(tmp_path: Path, text: str, fault: str) -> None:
    (said,) = faults(tmp_path, f"{text}\n")
    assert said.startswith(f"desk.yaml:{fault}")


def test_packs_that_build_on_each_other(tmp_path: Path) -> None:
    (tmp_path / "group.yaml").write_text("pack: group\nabout: x\nextends: [./desk.yaml]\n")
    assert any("builds on this pack in turn" in one for one in faults(tmp_path, "extends: [./group.yaml]\n"))


def test_two_packs_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text("pack: hedging\nabout: x\nterms: [x]\n")
    with pytest.raises(BadFile, match=r"desk.yaml:1:7: “hedging” is already the pack .*hedging.yaml"):
        load_rulebook(["hedging", str(tmp_path / "desk.yaml")])


def test_heir_needs_a_deprecated_rule(tmp_path: Path) -> None:
    pack = HOUSE_PACK.replace("kind: phrase", "replaced-by: ZZ102\n    kind: phrase", 1)
    (tmp_path / "house.yaml").write_text(pack, encoding="utf-8")
    with pytest.raises(BadFile, match="only a deprecated rule is replaced by another"):
        load_rulebook([str(tmp_path / "house.yaml")])


# ---------------------------------------------------------------- in a run


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a draft, a config, and a pack whose rules have been called otherwise."""
    pack = HOUSE_PACK.replace(
        "kind: phrase", "state: deprecated\n    replaced-by: ZZ102\n    kind: phrase", 1
    )
    (tmp_path / "house.yaml").write_text(pack + "removed: {ZZ109: ZZ102, moon-gold: ''}\n", encoding="utf-8")
    (tmp_path / "draft.md").write_text("The moon is pure silver.\n")
    (tmp_path / "copydesk.yaml").write_text("packs: [house.yaml]\nmin-severity: info\n")
    return tmp_path


def test_former_names_in_a_config(desk: Path, copydesk: Copydesk) -> None:
    assert copydesk("check", "draft.md").err == "1 draft checked: 1 note\n"
    with (desk / "copydesk.yaml").open("a") as config:
        config.write("severity: {ZZ109: error}\nignore: [moon-gold, ZZ101]\n")
    for _ in range(2):  # what is kept of the first run hides nothing from the second
        ran = copydesk("check", "draft.md")
        assert (ran.status, ran.out.split(": ")[1]) == (1, "error")
        assert sorted(ran.err.splitlines()[:-1]) == [
            f"{desk}/copydesk.yaml:3:12: “ZZ109” is now called ZZ102 (moon-silver), and is taken for it",
            f"{desk}/copydesk.yaml:4:10: “moon-gold” is no longer a rule",
            f"{desk}/copydesk.yaml:4:21: “ZZ101” is deprecated and will be removed: ZZ102 (moon-silver) takes"
            " its place",
        ]


def test_former_names_on_the_command_line(desk: Path, copydesk: Copydesk) -> None:
    ran = copydesk("check", "draft.md", "--select", "ZZ109")
    assert ran.out.startswith("draft.md:1:13: info")
    assert ran.err.startswith("command line: “ZZ109” is now called ZZ102")


def test_former_names_in_a_draft(desk: Path, copydesk: Copydesk) -> None:
    (desk / "draft.md").write_text(
        "<!-- copydesk: allow ZZ109 it is the moon -->\nThe moon is pure silver.\n"
    )
    ran = copydesk("check", "draft.md")
    assert (ran.status, ran.out) == (
        0,
        "draft.md:1:1: info: “ZZ109” is now called ZZ102; write that [CD104 former-name]\n",
    )


def test_former_names_explained(desk: Path, copydesk: Copydesk) -> None:
    ran = copydesk("explain", "ZZ109")
    assert ran.out.startswith("ZZ102 moon-silver")
    assert ran.err == "“ZZ109” is now called ZZ102\n"
    assert copydesk("explain", "ZZ101").out.splitlines()[1] == "  ZZ102 takes its place"


def test_config_says_where_a_word_comes_from(desk: Path, copydesk: Copydesk) -> None:
    (desk / "group.yaml").write_text(
        "pack: group\nabout: x\nversion: 2.1\nlicence: MIT\nextends: [./house.yaml, attribution]\n"
        "change:\n  ZZ102: {severity: error}\n  AT101: {off: true}\n"
    )
    (desk / "copydesk.yaml").write_text("packs: [group.yaml]\n")
    said = copydesk("config", "draft.md").out.splitlines()
    assert "  ZZ102  moon-silver: error (group.yaml:7)" in said
    assert "  AT101  vague-source: off (group.yaml:8)" in said
    assert [line for line in said if line.startswith("pack: ")] == [
        "pack: house (house.yaml)",
        "pack: group 2.1 (group.yaml, MIT)",
    ]


def test_pack_of_a_config_that_is_not_there(desk: Path, copydesk: Copydesk) -> None:
    (desk / "copydesk.yaml").write_text("fail-on: error\npacks: [house.yaml, ./none.yaml, acme]\n")
    ran = copydesk("check", "draft.md")
    assert (ran.status, ran.err.splitlines()) == (
        2,
        [
            f"{desk}/copydesk.yaml:2:21: there is no file “./none.yaml”",
            f"{desk}/copydesk.yaml:2:34: no pack is installed as “acme”",
        ],
    )


def test_change_of_a_base_is_seen(desk: Path, copydesk: Copydesk) -> None:
    (desk / "group.yaml").write_text("pack: group\nabout: x\nextends: [./house.yaml]\n")
    (desk / "copydesk.yaml").write_text("packs: [group.yaml]\nmin-severity: info\n")
    assert "[ZZ102 moon-silver]" in copydesk("check", "draft.md").out
    pack = (desk / "house.yaml").read_text()
    (desk / "house.yaml").write_text(pack.replace("pure silver", "pure chalk"))
    assert copydesk("check", "draft.md").out == ""


# ---------------------------------------------------------------- installed packs


def install(folder: Path, value: str = "acme_style:house") -> None:
    """What an installer leaves of a package with a pack: its data, and word of it; its code cannot be run."""
    (folder / "acme_style").mkdir(parents=True)
    (folder / "acme_style" / "__init__.py").write_text("raise SystemExit('packs are data')\n")
    (folder / "acme_style" / "house.yaml").write_text(HOUSE_PACK, encoding="utf-8")
    about = folder / "acme_style-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-style\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[copydesk.packs]\nacme-style = {value}\n")


def test_installed_pack(tmp_path: Path, copydesk: Copydesk) -> None:
    (tmp_path / "copydesk.yaml").write_text("packs: [acme-style]\n")
    (tmp_path / "draft.md").write_text("The moon is green cheese.\n")
    there = os.pathsep.join((str(ROOT), str(tmp_path / "lib")))
    assert copydesk("check", "draft.md").status == 2
    install(tmp_path / "lib")
    for _ in range(2):
        assert "[ZZ101 moon-cheese]" in copydesk("check", "draft.md", PYTHONPATH=there).out
    (tmp_path / "desk.yaml").write_text(f"{HEAD}extends: [acme-style]\nchange: {{ZZ101: {{off: true}}}}\n")
    (tmp_path / "copydesk.yaml").write_text("packs: [desk.yaml]\n")
    assert copydesk("check", "draft.md", PYTHONPATH=there).status == 0


def test_installed_pack_without_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "acme_style.packs:none")
    monkeypatch.syspath_prepend(tmp_path)
    assert trace_packs(["acme-style"]) == (str(tmp_path / "acme_style" / "packs" / "none.yaml"),)
    assert "acme_style" not in sys.modules
