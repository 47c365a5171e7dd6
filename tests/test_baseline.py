"""The baseline: what is known of old blocks nobody, and nothing is listed or dropped unasked."""

import json
from pathlib import Path

import pytest
from conftest import OLD, Copydesk, commit, git

from linter.baseline import Baseline, Entry, read_baseline, write_baseline
from linter.faults import BadFile

NAME = ".copydesk-baseline.yaml"
FIRST, SECOND, THIRD = OLD.strip().split("\n\n")
NEW = "The mayor is green cheese.\n"


@pytest.fixture
def desk(house: Path, copydesk: Copydesk) -> Path:
    """A newsroom with an old draft whose two findings are listed."""
    (house / "old.md").write_text(OLD)
    assert copydesk("baseline", "create").status == 0
    return house


def entries(folder: Path) -> list[str]:
    return [f"{one.path} {one.rule} {one.times}" for one in read_baseline(str(folder / NAME)).found]


def test_what_is_listed_is_held_back(copydesk: Copydesk, desk: Path) -> None:
    assert entries(desk) == ["old.md ZZ101 1", "old.md ZZ101 1"]
    assert copydesk("check") == (0, "", "1 draft checked: no findings; 2 held back by the baseline\n")


def test_what_is_new_is_told(copydesk: Copydesk, desk: Path) -> None:
    (desk / "old.md").write_text(f"{NEW}\n{OLD}")
    ran = copydesk("check")
    assert (ran.status, ran.out.count("\n"), ran.out.startswith("old.md:1:14: ")) == (1, 1, True)
    summary = json.loads(copydesk("check", "--output-format", "json").out)["summary"]
    assert (summary["failing"], summary["known"]) == (1, 2)


def test_nothing_is_held_back_on_demand(copydesk: Copydesk, desk: Path) -> None:
    assert desk
    assert copydesk("check", "--no-baseline").out.count("ZZ101") == 2


@pytest.mark.parametrize(
    "drafts",
    [
        pytest.param({"old.md": f"{THIRD}\n\n{SECOND}\n\n{FIRST}\n"}, id="paragraphs moved"),
        pytest.param({"old.md": f"{SECOND}\n", "new.md": f"{THIRD}\n\n{FIRST}\n"}, id="to another draft"),
        pytest.param({"sub/new.md": f"{THIRD}\n\n{OLD}"}, id="renamed"),
        pytest.param({"old.md": f"{SECOND}\n"}, id="mended"),
    ],
)
def test_old_findings_stay_old(copydesk: Copydesk, desk: Path, drafts: dict[str, str]) -> None:
    (desk / "old.md").unlink()
    for name, text in drafts.items():
        (desk / name).parent.mkdir(exist_ok=True)
        (desk / name).write_text(text)
    assert copydesk("check").status == 0
    assert copydesk("check", *drafts).status == 0
    assert copydesk("baseline", "prune").status == 0
    assert copydesk("check").status == 0
    assert {line.split()[0] for line in entries(desk)} <= set(drafts)


def test_copy_of_a_listed_sentence_is_new(copydesk: Copydesk, desk: Path) -> None:
    (desk / "new.md").write_text(f"{FIRST}\n")
    assert copydesk("check").out.startswith("new.md:1:13: ")
    (desk / "old.md").write_text(f"{OLD}\n{FIRST}\n")
    assert copydesk("check", "old.md").out.startswith("old.md:7:13: ")


def test_repetition_stays_old_in_another_order(copydesk: Copydesk, tmp_path: Path) -> None:
    said = "The harbour board has lost its way on the western quay this year."
    paragraphs = [f"{said} {rest}" for rest in ("Boats wait.", "Trucks idle by the gate.")]
    options = ("--select", "RP", "--severity", "RP=warning")
    (tmp_path / "a.md").write_text("\n\n".join(paragraphs))
    assert copydesk("check", *options).status == 1
    copydesk("baseline", "create", *options)
    (tmp_path / "a.md").write_text("\n\n".join(reversed(paragraphs)))
    assert copydesk("check", *options, "--no-baseline").status == 1
    assert copydesk("check", *options).status == 0


# ---------------------------------------------------------------- adding and dropping


def test_create_adds_and_drops_nothing(copydesk: Copydesk, desk: Path) -> None:
    (desk / "old.md").write_text(f"{FIRST}\n\n{FIRST}\n\n{NEW}")
    ran = copydesk("baseline", "create")
    assert ran == (0, "", f"{NAME}: 2 findings added, 2 listed before\n")
    assert sorted(entries(desk)) == ["old.md ZZ101 1", "old.md ZZ101 1", "old.md ZZ101 2"]


def test_prune_drops_and_adds_nothing(copydesk: Copydesk, desk: Path) -> None:
    (desk / "old.md").write_text(f"{FIRST}\n\n{NEW}")
    assert copydesk("baseline", "prune") == (0, "", f"{NAME}: 1 finding dropped, 1 still listed\n")
    assert copydesk("check").out.startswith("old.md:3:14: ")


def test_prune_leaves_alone_what_it_did_not_look_at(copydesk: Copydesk, desk: Path) -> None:
    (desk / "sub").mkdir()
    (desk / "sub" / "a.md").write_text("Hello.\n")
    before = (desk / NAME).read_text()
    (desk / "old.md").write_text("Hello.\n")
    for arguments in (["sub"], ["--ignore", "ZZ101"]):
        assert copydesk("baseline", "prune", *arguments).status == 0
        assert (desk / NAME).read_text() == before
    (desk / "old.md").unlink()
    copydesk("baseline", "prune", "sub")
    assert (desk / NAME).read_text() == before
    copydesk("baseline", "prune")
    assert entries(desk) == []


def test_nothing_is_written_when_a_draft_cannot_be_read(copydesk: Copydesk, desk: Path) -> None:
    before = (desk / NAME).read_text()
    (desk / "old.md").write_bytes(b"caf\xe9")
    for act in ("create", "prune"):
        ran = copydesk("baseline", act)
        assert (ran.status, "nothing is written" in ran.err) == (2, True)
    assert (desk / NAME).read_text() == before


def test_what_an_editor_accepts_is_never_touched(copydesk: Copydesk, desk: Path) -> None:
    entry = next(line for line in (desk / NAME).read_text().splitlines() if line.startswith("- "))
    accepted = entry.replace("times: 1", "reason: It was a joke.  # told on Monday")
    head = f"# Ours.\naccepted:\n  {accepted}}}\n\n".replace("}}", "}").replace(
        ".  # told on Monday}", ".}  # told on Monday"
    )
    (desk / NAME).write_text(f"{head}found:\n")
    assert copydesk("check").out.count("ZZ101") == 1
    copydesk("baseline", "create")
    assert copydesk("check").status == 0
    assert len(entries(desk)) == 1
    (desk / "old.md").write_text("Hello.\n")
    copydesk("baseline", "prune")
    assert (desk / NAME).read_text() == f"{head}found:\n"


# ---------------------------------------------------------------- where it lies


def test_config_names_it(copydesk: Copydesk, house: Path) -> None:
    with (house / "copydesk.yaml").open("a") as file:
        file.write("baseline: known/old.yaml\n")
    (house / "known").mkdir()
    (house / "old.md").write_text(OLD)
    ran = copydesk("check")
    assert (ran.status, ran.out) == (2, "")
    assert f"{house}/known/old.yaml:1:1: there is no such baseline" in ran.err
    copydesk("baseline", "create")
    assert 'path: "../old.md"' in (house / "known" / "old.yaml").read_text()
    assert copydesk("check").status == 0
    assert f"baseline: {house}/known/old.yaml (copydesk.yaml)\n" in copydesk("config").out


def test_each_config_has_its_own(copydesk: Copydesk, house: Path) -> None:
    (house / "desk").mkdir()
    (house / "desk" / "copydesk.yaml").write_text("packs: [../house.yaml]\nselect: [house]\n")
    for name in ("a.md", "desk/a.md"):
        (house / name).write_text(OLD)
    copydesk("baseline", "create")
    assert entries(house) == entries(house / "desk") == ["a.md ZZ101 1", "a.md ZZ101 1"]
    assert copydesk("check").status == 0
    assert f"baseline: {house}/desk/{NAME} (found)\n" in copydesk("config", "desk").out


def test_command_line_names_it(copydesk: Copydesk, desk: Path) -> None:
    (desk / NAME).rename(desk / "other.yaml")
    assert copydesk("check").status == 1
    assert copydesk("check", "--baseline", "other.yaml").status == 0
    assert copydesk("check", "--baseline", "none.yaml").status == 2
    assert copydesk("check", "--baseline", "other.yaml", "--no-baseline").status == 2


def test_with_standard_input_and_by_another_way(copydesk: Copydesk, desk: Path) -> None:
    (desk / "sub").mkdir()
    for path in ("./old.md", str(desk / "old.md"), "sub/../old.md"):
        assert copydesk("check", path).status == 0
    assert copydesk("check", "-", "--stdin-filename", "old.md", given=OLD).status == 0


# ---------------------------------------------------------------- the file


def test_one_sorted_line_an_entry(tmp_path: Path) -> None:
    found = (
        Entry('b "x"\n.md', "ZZ101", "b" * 24, 2),
        Entry("a.md", "ZZ102", "a" * 24),
        Entry("a.md", "ZZ101", "c" * 24),
    )
    write_baseline(Baseline(str(tmp_path / NAME), "", found=found))
    lines = (tmp_path / NAME).read_text().splitlines()
    assert [line.partition(", sentence")[0] for line in lines] == [
        "found:",
        '- {path: "a.md", rule: ZZ101',
        '- {path: "a.md", rule: ZZ102',
        r'- {path: "b \"x\"\n.md", rule: ZZ101',
    ]
    assert read_baseline(str(tmp_path / NAME)).found == tuple(sorted(found))


def test_entries_that_a_merge_has_doubled_count_once(tmp_path: Path) -> None:
    line = f'- {{path: "a.md", rule: ZZ101, sentence: {"a" * 24}, times: %d}}\n'
    (tmp_path / NAME).write_text(f"found:\n{line % 2}{line % 1}")
    assert read_baseline(str(tmp_path / NAME)).counts == {"a.md": {"a" * 24: 2}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("found:\n<<<<<<< ours\n=======\n>>>>>>> theirs\n", ":2:1: a merge conflict is not solved here"),
        ("accepted: []\nfound:\n\n- {path: a.md}\n", ":4:1: not an entry as “copydesk baseline create” writes it"),
        ('found:\n- {path: "\\x", rule: A1, sentence: 0, times: 1}\n', ":2:1: not an entry"),
        ("acepted: []\nfound:\n", ":1:1: unknown key “acepted”; did you mean “accepted”?"),
        ("accepted:\n- {path: a, rule: A1, sentence: b}\n", ":2:3: the key “reason” is missing"),
        ("accepted: [\nfound:\n", "not valid YAML"),
    ],
)  # fmt: skip
def test_broken_file(copydesk: Copydesk, house: Path, text: str, said: str) -> None:
    (house / "old.md").write_text(OLD)
    (house / NAME).write_text(text)
    with pytest.raises(BadFile):
        read_baseline(str(house / NAME))
    for command in (["check"], ["baseline", "create"], ["baseline", "prune"]):
        ran = copydesk(*command)
        assert (ran.status, ran.out, "Traceback" in ran.err) == (2, "", False)
        assert f"{NAME}{said}" in ran.err or said in ran.err
    assert (house / NAME).read_text() == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "create|prune PATH is missing"),
        (["creat"], "“creat” is neither create nor prune; did you mean “create”?"),
        (["create", "-"], "standard input has no name to be listed by"),
    ],
)
def test_refused(copydesk: Copydesk, arguments: list[str], said: str) -> None:
    ran = copydesk("baseline", *arguments)
    assert (ran.status, ran.out, said in ran.err) == (2, "", True)


def test_of_nothing(copydesk: Copydesk, house: Path) -> None:
    assert copydesk("baseline", "create") == (0, "", "there are no drafts here; nothing is written\n")
    assert not (house / NAME).exists()


def test_with_changes(copydesk: Copydesk, desk: Path) -> None:
    commit(desk)
    (desk / "old.md").write_text(f"{OLD}\n{NEW}")
    git(desk, "add", "-A")
    for mode in (["--diff", "HEAD"], ["--staged"]):
        ran = copydesk("check", *mode)
        assert (ran.out.count("\n"), ran.err) == (
            1,
            "1 draft checked: 1 warning; 2 held back by the baseline\n",
        )
