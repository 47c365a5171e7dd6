"""What applies to a draft: discovery, layers, globs, and faults with their places."""

from pathlib import Path

import pytest

from linter import lint_path, lint_text
from linter.config import (
    Config,
    Named,
    compile_glob,
    decide,
    find_config,
    find_layers,
    find_verdict,
    is_excluded,
)
from linter.diagnostic import Severity
from linter.faults import BadFile
from linter.rulebook import Layer
from linter.settings import read_config, refuse_names

RULES = (
    Named("AT101", "vague-source", "attribution", "warning"),
    Named("AT102", "agentless-claim", "attribution", "warning"),
    Named("HD101", "stacked-hedges", "hedging", "info"),
    Named("HD901", "new-hedge", "hedging", "info", "preview"),
)


def on(*layers: Layer) -> dict[str, Severity]:
    return {one.rule.code: one.severity for one in decide(RULES, layers) if one.severity}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(BadFile) as bad:
        read_config(str(path))
    return [str(fault).removeprefix(f"{path}:") for fault in bad.value.faults]


# ---------------------------------------------------------------- discovery


def test_no_config(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.ruff]\n")
    assert find_config(str(tmp_path)) is None


def test_nearest_config_wins(tmp_path: Path) -> None:
    far = write(tmp_path / "copydesk.yaml", "ignore: [AT]\n")
    near = write(tmp_path / "desk" / "pyproject.toml", "[tool.copydesk]\n")
    assert find_config(str(tmp_path / "letters" / "2026")) == str(far)
    assert find_config(str(tmp_path / "desk" / "op-ed")) == str(near)


def test_hidden_config_comes_first(tmp_path: Path) -> None:
    write(tmp_path / "copydesk.yaml", "")
    hidden = write(tmp_path / ".copydesk.yaml", "")
    assert find_config(str(tmp_path)) == str(hidden)


def test_yaml_and_toml_say_the_same(tmp_path: Path) -> None:
    yaml = "select: [AT]\nfail-on: error\nseverity: {AT101: info}\nper-path: [{paths: [a], terms: [b]}]\n"
    toml = (
        '[tool.copydesk]\nselect = ["AT"]\nfail-on = "error"\nseverity = {AT101 = "info"}\n'
        '[[tool.copydesk.per-path]]\npaths = ["a"]\nterms = ["b"]\n'
    )
    one = read_config(str(write(tmp_path / "copydesk.yaml", yaml)))
    other = read_config(str(write(tmp_path / "pyproject.toml", toml)))
    assert one.settings == other.settings
    assert one.given == other.given


def test_packs_are_found_from_the_config(tmp_path: Path) -> None:
    config = read_config(str(write(tmp_path / "copydesk.yaml", "packs: [rules/house.yaml]\n")))
    assert config.packs == (str(tmp_path / "rules" / "house.yaml"),)


# ---------------------------------------------------------------- faults


def test_all_faults_of_a_yaml_config(tmp_path: Path) -> None:
    config = write(
        tmp_path / "copydesk.yaml",
        "ignor: [AT]\nselect: AT\nseverity: {AT101: loud}\nper-path:\n  - {path: [a]}\n",
    )
    assert faults(config) == [
        "1:1: unknown key “ignor”; did you mean “ignore”?",
        "2:9: expected a list, not a single value",
        "3:19: “loud” is none of info, warning, error",
        "5:5: the key “paths” is missing",
        "5:6: unknown key “path”; did you mean “paths”?",
    ]


def test_all_faults_of_a_toml_config(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.copydesk]\nignor = ["AT"]\nfail-on = "eror"\n'
    assert faults(write(tmp_path / "pyproject.toml", text)) == [
        "5:1: unknown key “ignor”; did you mean “ignore”?",
        "6:1: “eror” is none of info, warning, error; did you mean “error”?",
    ]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        pytest.param("pyproject.toml", "[tool.copydesk]\na = = 1\n", "2:5: not valid TOML", id="TOML"),
        pytest.param("copydesk.yaml", "select: [AT\n", "2:1: not valid YAML", id="YAML"),
        pytest.param("copydesk.yaml", "- AT\n", "1:1: expected a mapping", id="a list"),
        pytest.param("copydesk.yaml", "exclude: ['[z-a]']\n", "1:11: “[z-a]” is not a pattern", id="glob"),
    ],
)
def test_unreadable_config(tmp_path: Path, name: str, text: str, fault: str) -> None:
    assert faults(write(tmp_path / name, text))[0].startswith(fault)


def test_unknown_rule_has_a_place(tmp_path: Path) -> None:
    text = "ignore: [AT1, AT110]\nper-path:\n  - paths: [a]\n    severity: {vague-sorce: info}\n"
    config = read_config(str(write(tmp_path / "copydesk.yaml", text)))
    with pytest.raises(BadFile) as bad:
        refuse_names(config, RULES, {})
    places = [(fault.line, fault.column) for fault in bad.value.faults]
    assert places == [(1, 15), (4, 16)]
    assert bad.value.faults[1].message.endswith("“vague-sorce”; did you mean “vague-source”?")


# ---------------------------------------------------------------- which rules are on


def test_without_a_word_stable_rules_are_on() -> None:
    assert on() == {"AT101": "warning", "AT102": "warning", "HD101": "info"}


@pytest.mark.parametrize(
    ("layers", "codes"),
    [
        pytest.param([Layer("", select=("AT",))], "AT101 AT102", id="beginning of a code"),
        pytest.param([Layer("", select=("hedging",))], "HD101", id="pack, without what is in preview"),
        pytest.param([Layer("", select=("vague-source",))], "AT101", id="name"),
        pytest.param([Layer("", select=())], "", id="nothing"),
        pytest.param([Layer("", select=("ALL",), ignore=("AT",))], "HD101", id="ignored"),
        pytest.param([Layer("", select=("AT101",), ignore=("AT",))], "AT101", id="closer word wins"),
        pytest.param([Layer("", ignore=("AT",), extend_select=("HD901",))], "HD101 HD901", id="preview"),
        pytest.param([Layer("", ignore=("AT",)), Layer("", extend_select=("AT1",))], "AT101 AT102 HD101", id="later"),
        pytest.param([Layer("", select=("AT",)), Layer("", ignore=("AT102",))], "AT101", id="later still"),
        pytest.param([Layer("", ignore=("AT101",)), Layer("", select=("AT",))], "AT101 AT102", id="afresh"),
    ],
)  # fmt: skip
def test_layers_choose(layers: list[Layer], codes: str) -> None:
    assert " ".join(on(*layers)) == codes


def test_severity_of_the_closest_word() -> None:
    general = Layer("", severity={"AT": "info", "AT102": "error"})
    assert on(general) == {"AT101": "info", "AT102": "error", "HD101": "info"}
    assert on(general, Layer("", severity={"ALL": "warning"}))["AT102"] == "warning"


def test_decisions_name_who_decided() -> None:
    first, second, *_ = decide(RULES, [Layer("a", ignore=("AT101",)), Layer("b", severity={"AT102": "info"})])
    assert (first.severity, first.switched_by) == (None, "a")
    assert (second.switched_by, second.weighed_by) == ("built-in", "b")


def test_terms_gather() -> None:
    layers = [Layer("a", terms=("Saltmere",)), Layer("b", terms=("Net Zero",))]
    assert find_verdict(decide(RULES, layers), layers).terms == {"saltmere", "net zero"}


# ---------------------------------------------------------------- paths


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        pytest.param("letters", "essays/a.md", id="another folder"),
        pytest.param("letters/*.md", "letters/old/a.md", id="star stays in its folder"),
        pytest.param("/a.md", "letters/a.md", id="from the top"),
        pytest.param("a?.md", "a.md", id="one character"),
        pytest.param("[!a].md", "a.md", id="none of these"),
        pytest.param("a.md", "aXmd", id="a dot is a dot"),
    ],
)
def test_glob_noop(glob: str, path: str) -> None:
    assert not compile_glob(glob).fullmatch(path)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        pytest.param("letters", "letters/old/a.md", id="all in a folder"),
        pytest.param("letters/", "2026/letters/a.md", id="a folder anywhere"),
        pytest.param("letters/*.md", "letters/a.md", id="star"),
        pytest.param("letters/**/a.md", "letters/a.md", id="two stars for nothing"),
        pytest.param("letters/**/a.md", "letters/x/y/a.md", id="two stars for much"),
        pytest.param("*.md", "letters/a.md", id="name at any depth"),
        pytest.param("./a[bc].md", "ab.md", id="one of these"),
    ],
)
def test_glob(glob: str, path: str) -> None:
    assert compile_glob(glob).fullmatch(path)


def test_paths_are_seen_from_the_config(tmp_path: Path) -> None:
    text = "exclude: [old/*]\nper-path: [{paths: [letters/*], ignore: [AT]}]\n"
    config = read_config(str(write(tmp_path / "copydesk.yaml", text)))
    assert is_excluded(config, str(tmp_path / "old" / "a.md"))
    assert not is_excluded(config, str(tmp_path / "new" / "a.md"))
    assert len(find_layers(config, str(tmp_path / "letters" / "a.md"))) == 2
    assert len(find_layers(config, str(tmp_path / "a.md"))) == 1


# ---------------------------------------------------------------- by the library


def test_library_takes_no_config_by_itself(house: Path) -> None:
    assert lint_text("The moon is green cheese.", filename=str(house / "a.txt")) == ()


def test_library_takes_a_path_or_a_config(house: Path) -> None:
    draft = write(house / "draft.txt", "The moon is green cheese.")
    path = house / "copydesk.yaml"
    (found,) = lint_path(draft, config=path)
    assert (found.code, found.column, found.end_column) == ("ZZ101", 13, 25)
    assert lint_path(draft, config=read_config(str(path))) == (found,)
    assert lint_path(draft, config=Config()) == ()
