"""The cache: what comes back is what was kept, and what cannot be trusted is made anew."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Copydesk

import linter.cache
import linter.run
from linter.cache import Annex, Cache, Harmed, find_cache_folder
from linter.diagnostic import Place, Related
from linter.located import Text
from linter.run import load_rules
from linter.text import Span

RELATED = Related(Span(3, 4), "first use")
PLACE = Place(1, 2, 1, 5, "note", "words")
# Each costs less than a millisecond. `re`, `typing`, `enum` and `collections` do not, and are not among them.
LIGHT = {"Stemmer", "bisect", "cython_runtime", "gc", "itertools", "zlib"}
# Rooms that only the reading of packs and configs enters, or a run that is not simply one over drafts.
_COLD = (
    "filing located packs settings changes matter foreign hypertext word margin workers progress"
    " readers.markdown bearing ledger leverage voices anchor answers study watch completion"
)
COLD = {f"linter.{name}" for name in _COLD.split()}
VALUES = [
    pytest.param(("a", 1, 2.5, None, True, b"x"), id="plain"),
    pytest.param(PLACE, id="named"),
    pytest.param((PLACE, PLACE), id="rows"),
    pytest.param({"a": PLACE, "b": PLACE}, id="table"),
    pytest.param((PLACE, 1, (Span(1, 2), "x")), id="mixed"),
    pytest.param((RELATED, 1), id="nested"),
    pytest.param((RELATED, RELATED), id="nested rows"),
    pytest.param({"a": RELATED, "b": RELATED}, id="nested table"),
    pytest.param({"a": (PLACE, {}), "b": 1}, id="mixed table"),
    pytest.param(frozenset({"a", "b"}), id="set"),
]


def never() -> object:
    raise AssertionError("made anew")


@pytest.mark.parametrize("value", VALUES)
def test_value_comes_back(tmp_path: Path, value: object) -> None:
    cache = Cache(str(tmp_path / "new"))
    assert cache.remember([b"key"], lambda: value) == value
    back = cache.remember([b"key"], never)
    assert back == value
    assert type(back) is type(value)


def test_other_parts_make_another_value(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    assert cache.remember([b"a", b"b"], lambda: 1) == 1
    assert cache.remember([b"ab"], lambda: 2) == 2


def test_places_are_left_behind(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    cache.remember([b"key"], lambda: (Text.at("word", 3, 4),))
    assert type(cache.remember([b"key"], never)[0]) is str  # type: ignore[index]


@pytest.mark.parametrize("lean", [False, True])
def test_rulebook_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lean: bool) -> None:
    made = load_rules((), Cache(str(tmp_path)), lean=lean)
    assert {rule.fields.why == "" for rule in made.rules} == {lean}
    monkeypatch.setattr(linter.run, "_prepare", never)
    back = load_rules((), Cache(str(tmp_path)), lean=lean)
    assert back.filed.pieces is not made.filed.pieces
    assert list(back.filed.pieces) == list(made.filed.pieces)
    assert back._replace(filed=back.filed._replace(pieces=made.filed.pieces)) == made


def test_annex_comes_back_but_for_what_has_come_to_harm(tmp_path: Path) -> None:
    pieces = [b"one", b"", b"three"]
    cache = Cache(str(tmp_path))
    cache.keep([b"key"], "value", Annex.of(pieces))
    value, annex = cache.recall_with_annex([b"key"])
    assert (value, list(annex), annex.whole is None) == ("value", pieces, False)
    (path,) = tmp_path.iterdir()
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + b"?")
    annex = cache.recall_with_annex([b"key"])[1]
    assert (annex[0], annex[1], annex.whole) == (b"one", b"", None)
    with pytest.raises(Harmed):
        annex[2]
    path.write_bytes(kept[:-1])
    assert cache.recall([b"key"]) is None
    with pytest.raises(Harmed):
        annex[2]


@pytest.mark.parametrize(
    "entry", [b"", b"short", b"\0" * 400, pytest.param(None, id="one bit"), pytest.param(b"cut", id="cut")]
)
def test_corrupt_entry_is_made_anew(tmp_path: Path, entry: bytes | None) -> None:
    cache = Cache(str(tmp_path))
    cache.remember([b"key"], lambda: (PLACE,))
    (path,) = tmp_path.iterdir()
    kept = path.read_bytes()
    path.write_bytes({None: kept[:-1] + bytes([kept[-1] ^ 1]), b"cut": kept[:-9]}.get(entry) or entry or b"")
    assert cache.remember([b"key"], lambda: "anew") == "anew"
    assert cache.remember([b"key"], never) == "anew"


@pytest.mark.parametrize("sort", [os.mkdir, getattr(os, "mkfifo", None)], ids=["folder", "pipe"])
def test_what_lies_in_the_place_of_an_entry_gives_way(
    tmp_path: Path, sort: Callable[[Path], None] | None
) -> None:
    cache = Cache(str(tmp_path))
    cache.remember([b"key"], lambda: "kept")
    (path,) = tmp_path.iterdir()
    path.unlink()
    if sort is None:
        pytest.skip("needs named pipes")
    sort(path)
    assert cache.remember([b"key"], lambda: "anew") == "anew"
    assert cache.remember([b"key"], never) == "anew"


def test_what_others_have_put_in_the_place_of_an_entry_stays(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    cache.remember([b"key"], lambda: "kept")
    (path,) = tmp_path.iterdir()
    path.unlink()
    path.mkdir()
    (path / "letter.txt").write_text("Dear Ana,")
    assert cache.remember([b"key"], lambda: "anew") == "anew"
    assert (path / "letter.txt").read_text() == "Dear Ana,"


def test_works_without_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (None, str(tmp_path / "file"), "/proc/nowhere"):
        assert Cache(folder).remember([b"key"], lambda: 1) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_cannot_be_kept_is_made(tmp_path: Path) -> None:
    assert Cache(str(tmp_path)).remember([b"key"], lambda: [1]) == [1]
    assert list(tmp_path.iterdir()) == []


def test_entries_of_another_sort_do_not_crowd_out_others(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    cache.keep([b"rules"], 1)
    for number in range(60):
        cache.beside("results").keep([str(number).encode()], number)
    assert cache.recall([b"rules"]) == 1
    assert len(list((tmp_path / "results").iterdir())) <= 40
    assert Cache(None).beside("results") == Cache(None)


def test_largest_entries_leave_room_for_none_but_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linter.cache, "_MOST_BYTES", 5_000)
    for number in range(4):
        Cache(str(tmp_path)).keep([b"small"], 1)
        Cache(str(tmp_path)).keep([str(number).encode()], "large" * number * 500)
    assert Cache(str(tmp_path)).recall([b"3"]) == "large" * 1_500
    assert len(list(tmp_path.iterdir())) == 1


def test_old_entries_go(tmp_path: Path) -> None:
    for number in range(60):
        Cache(str(tmp_path)).remember([str(number).encode()], lambda: number)  # noqa: B023
    assert len(list(tmp_path.iterdir())) <= 40


@pytest.mark.skipif(sys.platform == "win32", reason="another folder there")
def test_folder_of_the_system() -> None:
    assert find_cache_folder({}) is None
    assert find_cache_folder({"HOME": "/home/a"}) == "/home/a/.cache/copydesk"
    assert find_cache_folder({"HOME": "/home/a", "XDG_CACHE_HOME": "/c"}) == "/c/copydesk"
    assert find_cache_folder({"HOME": "/home/a", "COPYDESK_CACHE_DIR": "/d"}) == "/d"


# ---------------------------------------------------------------- in a run


def test_same_findings_with_and_without(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("Critics say so. The moon is green cheese.")
    options = ("check", "--select", "ALL", "--min-severity", "info", "draft.txt")
    cold = copydesk(*options, COPYDESK_CACHE_DIR=str(house / "cache"))
    assert "ZZ101" in cold.out
    assert list((house / "cache").iterdir())
    assert copydesk(*options, COPYDESK_CACHE_DIR=str(house / "cache")) == cold
    assert copydesk(*options, "--no-cache") == cold


def test_rules_that_have_come_to_harm_are_made_anew(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("Critics say so. The moon is green cheese.")
    arguments = ("check", "--select", "ALL", "--min-severity", "info", "draft.txt")
    cache = house / "cache"
    sound = copydesk(*arguments, COPYDESK_CACHE_DIR=str(cache))
    shutil.rmtree(cache / "results")
    large = [path for path in cache.iterdir() if path.is_file() and path.stat().st_size > 500_000]
    assert large
    for path in large:
        kept = path.read_bytes()
        path.write_bytes(kept[: len(kept) // 2] + bytes(len(kept) - len(kept) // 2))
    assert copydesk(*arguments, COPYDESK_CACHE_DIR=str(cache)) == sound
    assert sound.status == 1


def test_changed_pack_is_seen(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("The moon is blue cheese.")
    assert copydesk("check").status == 0
    pack = (house / "house.yaml").read_text()
    (house / "house.yaml").write_text(pack.replace("green", "blue"))
    assert copydesk("check").status == 1


def test_a_run_loads_little(house: Path, environment: dict[str, str]) -> None:
    """What a run with a warm cache loads besides the interpreter's own: the start-up time is there."""
    for words in ("The moon is old.", "The moon is green cheese."):
        loaded = run_and_list(house, environment, words)
    assert "linter.matching" in loaded
    assert {name for name in loaded if name.startswith("linter.")} & COLD == set()
    assert {name for name in loaded if not name.startswith(("linter", "_"))} <= LIGHT


def test_a_run_over_nothing_new_loads_less(house: Path, environment: dict[str, str]) -> None:
    for _ in range(2):
        loaded = run_and_list(house, environment, "The moon is green cheese.")
    assert "linter.run" in loaded
    assert loaded & {"linter.lint", "linter.matching", "linter.evidence", "linter.kinds", "Stemmer"} == set()


def run_and_list(house: Path, environment: dict[str, str], words: str) -> set[str]:
    """The modules that a run over a draft of so many words loads, and bare Python does not."""
    (house / "draft.txt").write_text(words)
    code = "from linter.cli import start; start()"
    command = [sys.executable, "-X", "importtime", "-c", code, "check", "draft.txt"]
    bare = subprocess.run([sys.executable, "-X", "importtime", "-c", ""], capture_output=True, text=True)
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)
    assert done.returncode == ("cheese" in words)
    return find_imports(done.stderr) - find_imports(bare.stderr)


def find_imports(told: str) -> set[str]:
    """The modules that an interpreter under `-X importtime` tells of."""
    return {line.split("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}


def test_many_processes_at_once(house: Path, environment: dict[str, str]) -> None:
    (house / "draft.txt").write_text("The moon is green cheese.")
    command = [sys.executable, "-m", "linter", "check", "-q", "draft.txt"]
    own = {**environment, "COPYDESK_CACHE_DIR": str(house / "cache")}
    running = [subprocess.Popen(command, cwd=house, env=own, stdout=-1, stderr=-1) for _ in range(4)]
    ended = [(*process.communicate(), process.returncode) for process in running]
    assert {(err, status) for _, err, status in ended} == {(b"", 1)}
    assert len({out for out, _, _ in ended}) == 1
    assert not [name for name in os.listdir(house / "cache") if name.endswith(".part")]
