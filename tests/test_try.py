"""try: what rules find in real drafts, what speaks beside them, and what another version of them finds otherwise."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import HOUSE_PACK, Ran, build_house, commit

from linter.command import CLEAN, WRONG
from linter.trial import Hit, compare_hits, join_differences, sample

CHEESE = "The moon is green cheese by night, pure silver by day. So it is.\n"
WIDER = HOUSE_PACK.replace("[green cheese]", "['(?:green|blue) cheese(?: by night)?']").replace(
    "severity: info", "severity: error"
)


def hit(path: str, start: int, end: int = 0, code: str = "ZZ101", severity: Any = "warning") -> Hit:
    return Hit(code, severity, path, 1, start, 1, end or start + 3, f"{path}{start}", "", "", "")


# ---------------------------------------------------------------- a sample


def test_sample_of_few_is_all_of_them() -> None:
    assert sample([], 3) == []
    assert sample([hit("b", 1), hit("a", 9), hit("a", 1)], 3) == [hit("a", 1), hit("a", 9), hit("b", 1)]


def test_sample_is_spread_over_drafts() -> None:
    hits = [hit(path, start) for path in "abcdefgh" for start in range(1, 40, 4)]
    chosen = sample(hits, 4)
    assert [one.path for one in chosen] == ["a", "c", "e", "g"]
    assert len({one.column for one in chosen}) > 1
    assert [one.path for one in sample(hits, 12)] == sorted("abcdefgh" + "aceg")
    assert sample(list(reversed(hits)), 4) == chosen


def test_sample_is_shared_among_rules() -> None:
    hits = [hit("a", start) for start in range(1, 90, 4)] + [hit("b", 1, code="ZZ102")]
    assert [one.code for one in sample(hits, 4)] == ["ZZ101"] * 3 + ["ZZ102"]


# ---------------------------------------------------------------- two versions


def test_hits_that_are_the_same() -> None:
    changed = compare_hits([hit("a", 1), hit("a", 9)], [hit("a", 1), hit("a", 9)])
    assert changed == ((), (), (), 2)


def test_hits_that_differ() -> None:
    before = [hit("a", 1), hit("a", 20, 25), hit("a", 40), hit("a", 60, code="ZZ102")]
    after = [hit("a", 10), hit("a", 18, 23), hit("a", 40, severity="error"), hit("a", 60)]
    changed = compare_hits(before, after)
    assert changed.appeared == (after[0], after[3])
    assert changed.vanished == (before[0], before[3])
    assert changed.changed == ((before[1], after[1]), (before[2], after[2]))
    assert join_differences([changed, changed]).appeared == (*changed.appeared, *changed.appeared)
    assert join_differences([]) == ((), (), (), 0)


# ---------------------------------------------------------------- the command


class Room:
    """A folder with a pack in git and drafts. All tests share it, so that rules are loaded once."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = build_house(folder)
        self.environment = environment
        (folder / "drafts").mkdir()
        self.write("drafts/a.md", f"# Moon\n\n{CHEESE}")
        self.write("drafts/b.md", "It is blue cheese.\n")
        self.write("new.yaml", WIDER)
        self.write("bad.yaml", HOUSE_PACK.replace("    kind: phrase\n", "", 1))
        commit(folder)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def run(self, *arguments: str) -> Ran:
        command = (sys.executable, "-m", "linter", "try", *arguments)
        options: Any = {"capture_output": True, "text": True, "timeout": 60, "encoding": "utf-8"}
        done = subprocess.run(command, cwd=self.folder, env=self.environment, **options)
        return Ran(done.returncode, done.stdout, done.stderr)

    def read(self, *arguments: str) -> Any:
        ran = self.run(*arguments, "--output-format", "json")
        assert ran.status == CLEAN, ran.err
        return json.loads(ran.out)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Room:
    return Room(tmp_path_factory.mktemp("room"), environment)


def test_hits_are_told_with_their_places(room: Room) -> None:
    assert room.run("moon-cheese", "drafts") == Ran(
        CLEAN,
        "ZZ101  moon-cheese     1 in 1 draft     55.56 in 1,000 words\n"
        "2 drafts, 18 words, 1 hit\n"
        "\n"
        "In the drafts: 1\n"
        "  drafts/a.md:3:13: ZZ101: The moon is <green cheese> by night, pure silver by day.\n",
        "",
    )


def test_as_data(room: Room) -> None:
    told = room.read("house", "drafts")
    (one, two) = told["samples"]
    assert (told["tried"], told["drafts"], told["words"], told["hits"]) == ("house", 2, 18, 2)
    assert [
        (rule["code"], rule["hits"], rule["drafts"], rule["per_1000_words"]) for rule in told["rules"]
    ] == [
        ("ZZ101", 1, 1, 55.556),
        ("ZZ102", 1, 1, 55.556),
    ]
    assert (one["line"], one["column"], one["end_line"], one["end_column"]) == (3, 13, 3, 25)
    words = (one["before"], one["excerpt"], one["after"])
    assert words == ("The moon is ", "green cheese", " by night, pure silver by day.")
    assert (two["code"], two["column"], two["severity"]) == ("ZZ102", 36, "info")


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        pytest.param("It is green cheese. It is pure silver.", [], id="other sentence"),
        pytest.param("It is green cheese, and it is pure silver.", [], id="other clause"),
        pytest.param("It is pure silver and green cheese.", ["ZZ102"], id="same clause"),
    ],
)
def test_rules_that_speak_beside(room: Room, text: str, beside: list[str]) -> None:
    room.write("one.txt", text)
    assert [one["code"] for one in room.read("ZZ101", "one.txt")["beside"]] == beside


def test_rule_that_is_off_can_be_tried(room: Room) -> None:
    room.write("off.yaml", "packs: [house.yaml]\nignore: [ALL]\nexclude: [b.md]\n")
    told = room.read("ZZ101", "drafts", "--config", "off.yaml")
    assert (told["hits"], told["drafts"]) == (1, 1)


def test_new_pack_needs_no_config(room: Room) -> None:
    assert room.read("house.yaml", "drafts", "--no-config")["hits"] == 2


def test_versions_of_a_pack(room: Room) -> None:
    told = room.read("new.yaml", "drafts", "--against", "HEAD:house.yaml")
    assert [(one["path"], one["excerpt"]) for one in told["appeared"]] == [("drafts/b.md", "blue cheese")]
    assert [(one["before"]["excerpt"], one["after"]["excerpt"]) for one in told["changed"]] == [
        ("green cheese", "green cheese by night"),
        ("pure silver", "pure silver"),
    ]
    assert (told["vanished"], told["kept"]) == ([], 0)
    told = room.read("house", "drafts", "--against", "new.yaml")
    assert [one["excerpt"] for one in told["vanished"]] == ["blue cheese"]
    assert [(rule["hits"], rule["before"]) for rule in told["rules"]] == [(1, 2), (1, 1)]


def test_versions_of_a_rule(room: Room) -> None:
    assert room.run("ZZ101", "drafts", "--against", "new.yaml") == Ran(
        CLEAN,
        "ZZ101  moon-cheese     1 (before: 2) in 1 draft     55.56 in 1,000 words\n"
        "2 drafts, 18 words, 1 hit\n"
        "\n"
        "Vanish: 1\n"
        "  drafts/b.md:1:7: ZZ101: It is <blue cheese>.\n"
        "\n"
        "Read otherwise: 1\n"
        "  drafts/a.md:3:13: ZZ101: The moon is <green cheese> by night, pure silver by day."
        " (before: <green cheese by night>)\n"
        "\n"
        "0 hits as before\n",
        "",
    )


def test_what_a_pack_changes_of_others_is_tried(room: Room) -> None:
    room.write("open.yaml", "packs: [house.yaml]\n")
    for name, change in (("loud.yaml", "{severity: error}"), ("mute.yaml", "{off: true}")):
        head = "pack: strict\nabout: Our wishes.\nextends: [./house.yaml]\n"
        room.write(name, f"{head}change:\n  ZZ102: {change}\n")
    told = room.read("mute.yaml", "drafts", "--against", "loud.yaml", "--config", "open.yaml")
    assert [(one["code"], one["severity"]) for one in told["vanished"]] == [("ZZ102", "error")]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        pytest.param(["moon-chese", "drafts"], "is called “moon-chese”; did you mean “moon-cheese”?", id="name"),
        pytest.param(["none.yaml", "drafts"], "none.yaml:1:1: cannot be read", id="file"),
        pytest.param(["bad.yaml", "drafts"], "bad.yaml:6:5: the key “kind” is missing", id="bad pack"),
        pytest.param(["ZZ101", "drafts", "--against", "bad.yaml"], "bad.yaml:6:5: the key “kind”", id="bad old pack"),
        pytest.param(["ZZ101", "drafts", "--against", "x:house.yaml"], "no commit is called “x”", id="no commit"),
        pytest.param(["ZZ101", "gone.md"], "gone.md: cannot be read", id="draft"),
        pytest.param([], "RULE_OR_PACK PATH is missing", id="nothing"),
    ],
)  # fmt: skip
def test_refused(room: Room, arguments: list[str], fault: str) -> None:
    ran = room.run(*arguments)
    assert (ran.status, fault in ran.err) == (WRONG, True), ran.err
