"""new-pack: a pack that works as it stands, in a file that was not there before."""

import re
from pathlib import Path

import pytest
from conftest import Copydesk

from linter.command import CLEAN, FINDINGS, WRONG
from linter.starter import choose_prefix, write_starter


def test_pack_passes_its_own_tests(copydesk: Copydesk, tmp_path: Path) -> None:
    made = copydesk("new-pack", "house")
    assert (made.status, made.out) == (CLEAN, "")
    assert made.err.startswith("house.yaml: a pack to begin with\ncopydesk.schema.json: ")
    ran = copydesk("test", "house.yaml")
    assert (ran.status, ran.out) == (CLEAN, "")
    assert ran.err.startswith("3 rules, 15 examples: none failed\n")


def test_what_it_says_of_itself_is_true(copydesk: Copydesk, tmp_path: Path) -> None:
    """The lines that a newcomer is told to write do what they are said to do."""
    copydesk("new-pack", "house")
    text = (tmp_path / "house.yaml").read_text()
    assert "#     packs: [house.yaml]\n" in text
    (tmp_path / "copydesk.yaml").write_text("packs: [house.yaml]\n")
    (tmp_path / "a.txt").write_text("All villagers are up in arms.\n")
    ran = copydesk("check", "a.txt")
    assert ran.status == FINDINGS
    assert ran.out.startswith("a.txt:1:19: warning: “up in arms”: who is angry")
    assert ran.out.endswith("[HOU101 borrowed-anger]\n")


def test_what_is_commented_out_works_too(copydesk: Copydesk, tmp_path: Path) -> None:
    text = write_starter("house", "HOU", "house.yaml")
    start = text.index("# extends:")
    hidden = text[start : text.index("#\n", start)]
    (tmp_path / "house.yaml").write_text(text.replace(hidden, re.sub("(?m)^# ", "", hidden)))
    (tmp_path / "copydesk.yaml").write_text("packs: [house.yaml]\n")
    ran = copydesk("config")
    assert "  AT101  vague-source: error (house.yaml:24)\n" in ran.out
    assert "  AT107  unnamed-informant: off (house.yaml:25)\n" in ran.out


def test_comments_lie_in_the_first_columns_that_an_editor_shows() -> None:
    assert max(map(len, write_starter("house", "HOU", "house.yaml").splitlines())) <= 120


def test_file_can_be_named(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "style").mkdir()
    ran = copydesk("new-pack", "sports-desk", "-o", "style/sports.yml")
    assert ran.status == CLEAN
    text = (tmp_path / "style" / "sports.yml").read_text()
    assert "\npack: sports-desk\n" in text
    assert "copydesk test style/sports.yml" in text
    assert (tmp_path / "style" / "copydesk.schema.json").exists()
    assert re.findall(r"- code: (\w+)", text) == ["SD101", "SD102", "SD103"]


@pytest.mark.parametrize("name", ["house.yaml", "copydesk.schema.json"])
def test_nothing_is_overwritten(copydesk: Copydesk, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("ours\n")
    ran = copydesk("new-pack", "house")
    assert (tmp_path / name).read_text() == "ours\n"
    if name == "house.yaml":
        assert (ran.status, "“house.yaml” is there already; name another file with -o" in ran.err) == (
            WRONG,
            True,
        )
        assert [path.name for path in tmp_path.iterdir()] == [name]
    else:
        assert "“copydesk schema -o copydesk.schema.json” writes it anew" in ran.err


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        pytest.param(["House Style"], "as in house or sports-desk; did you mean “house-style”?", id="capitals"),
        pytest.param(["house.yaml"], "did you mean “house”?", id="file"),
        pytest.param(["2nd-desk"], "did you mean “nd-desk”?", id="digit first"),
        pytest.param(["***"], "“***” is not small words with hyphens, as in house or sports-desk\n", id="signs"),
        pytest.param(["attribution"], "there is a pack called “attribution” already", id="built-in pack"),
        pytest.param(["vague-source"], "there is a rule called “vague-source” already", id="built-in rule"),
        pytest.param(["house", "-o", "house.txt"], "“house.txt” does not end in .yaml", id="ending"),
        pytest.param(["house", "-o", "none/house.yaml"], "No such file or directory: none/house.yaml", id="folder"),
        pytest.param([], "NAME is missing", id="no name"),
    ],
)  # fmt: skip
def test_refused(copydesk: Copydesk, tmp_path: Path, arguments: list[str], fault: str) -> None:
    ran = copydesk("new-pack", *arguments)
    assert (ran.status, ran.out) == (WRONG, "")
    assert fault in ran.err
    assert list(tmp_path.iterdir()) == []


def test_names_of_house_packs_are_known_too(copydesk: Copydesk, house: Path) -> None:
    ran = copydesk("new-pack", "house", "-o", "other.yaml")
    assert (ran.status, "there is a pack called “house” already" in ran.err) == (WRONG, True)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        pytest.param("desk", "DES", id="beginning"),
        pytest.param("sports-desk", "SD", id="initials"),
        pytest.param("one-two-three-four-five", "OTTF", id="many words"),
        pytest.param("house", "XHO", id="beginning that is taken"),
        pytest.param("attest", "XAT", id="beginning that selects others"),
        pytest.param("a", "XA", id="letter"),
    ],
)
def test_prefix(name: str, prefix: str) -> None:
    assert choose_prefix(name, ["AT101", "AT102", "RP301", "HOU101"]) == prefix
