"""A run over drafts: what applies to each, what fails, and that nothing is lost."""

from pathlib import Path

import pytest

import linter.lint
from linter.cache import Cache
from linter.faults import BadFile
from linter.files import decode, find_drafts
from linter.rulebook import Layer
from linter.run import Desk, Options, Report, UnknownRule, check
from linter.text import Unreadable


@pytest.fixture
def desk(house: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Desk:
    """A newsroom folder to be in, and options that share the cache of all tests."""
    monkeypatch.chdir(house)
    return Desk(Options(cache=Cache(environment["COPYDESK_CACHE_DIR"])))


def write(name: str, text: str = "The moon is green cheese.") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)


def seen(report: Report) -> list[str]:
    return [f"{one.path} {one.code} {one.severity}" for one in report.diagnostics]


def test_nothing_to_do(desk: Desk) -> None:
    report = check(["."], desk)
    assert report == Report((), empty=(".",), rules=report.rules)


def test_lines_of_what_is_shown(desk: Desk) -> None:
    write("a.txt", "All is well.\n\nThe moon is green cheese.\n\nAll is well.\n")
    (draft,) = check(["a.txt"], desk).drafts
    assert draft.lines == {3: "The moon is green cheese."}
    assert (draft.hidden, draft.failing) == ((), ("warning", "error"))


def test_excluded_drafts_are_passed_over_even_when_named(desk: Desk) -> None:
    Path("copydesk.yaml").write_text("packs: [house.yaml]\nselect: [house]\nexclude: [old]\n")
    write("old/a.txt")
    write("new/a.txt")
    report = check(["old/a.txt", "new"], desk)
    assert seen(report) == ["new/a.txt ZZ101 warning"]
    assert report.excluded == 1


def test_settings_by_path(desk: Desk) -> None:
    text = (
        "packs: [house.yaml]\nselect: [house]\nper-path: [{paths: [letters/*], severity: {ZZ101: error}}]\n"
    )
    Path("copydesk.yaml").write_text(text)
    write("letters/a.txt")
    write("b.txt")
    assert seen(check(["."], desk)) == ["b.txt ZZ101 warning", "letters/a.txt ZZ101 error"]


def test_nearest_config_for_each_draft(desk: Desk) -> None:
    write("a.txt")
    write("desk/a.txt")
    write(
        "desk/copydesk.yaml",
        "packs: [../house.yaml]\nseverity: {ZZ101: info}\nmin-severity: info\nselect: [ZZ]\n",
    )
    report = check(["."], desk)
    assert seen(report) == ["a.txt ZZ101 warning", "desk/a.txt ZZ101 info"]
    assert report.failing == 1


def test_command_line_has_the_last_word(desk: Desk) -> None:
    write("a.txt", "The moon is green cheese and pure silver.")
    layer = Layer("command line", select=("ZZ102",), severity={"ZZ": "error"})
    assert seen(check(["a.txt"], Desk(desk.options._replace(layer=layer)))) == ["a.txt ZZ102 error"]


def test_unknown_rules(desk: Desk) -> None:
    with pytest.raises(UnknownRule, match=r"called “ZZ109”; did you mean “ZZ10\d”\?"):
        check(["."], Desk(desk.options._replace(layer=Layer("", select=("ZZ101",), ignore=("ZZ109",)))))


def test_bad_pack_stops_the_run(desk: Desk) -> None:
    Path("house.yaml").write_text("pack: house\n")
    write("a.txt")
    with pytest.raises(BadFile, match=r"house\.yaml:1:1: the key “about” is missing"):
        check(["a.txt"], desk)


def test_rule_out_of_time_is_a_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linter.lint, "_SECONDS", 0.1)
    pack = Path("house.yaml").read_text().replace("[green cheese]", r"['green (?:c+h*e*)+\?']")
    Path("house.yaml").write_text(pack)
    write("a.txt", f"The moon is green {'c' * 40}!")
    write("b.txt", "It is pure silver.")
    report = check(["."], Desk(desk.options._replace(min_severity="info")))
    assert seen(report) == ["b.txt ZZ102 info"]
    (failure,) = report.failures
    assert (failure.path, "rule ZZ101 ran out of time" in failure.cause) == ("a.txt", True)


def test_permission_for_a_rule_that_is_off_is_not_unused(desk: Desk) -> None:
    write("a.md", "<!-- copydesk: allow AT101, ZZ102 because -->\n\nThe moon is rock.\n")
    select = Layer("", select=("ZZ", "CD"))
    (found,) = check(["a.md"], Desk(desk.options._replace(layer=select))).diagnostics
    assert found.code == "CD101"
    assert "ZZ102" in found.message


def test_finding_in_a_text_without_stops_is_known_by_the_words_near_it(desk: Desk) -> None:
    before, after = "so it was " * 300, "and so it is " * 300
    write("a.txt", f"{before} the moon is green cheese {after}")
    write("b.txt", f"once {before} the moon is green cheese {after} still")
    write("c.txt", f"{before} they say the moon is green cheese {after}")
    one, two, other = check(["."], desk).diagnostics
    assert one.fingerprint == two.fingerprint != other.fingerprint
    assert len(one.anchor) < 3_000


# ---------------------------------------------------------------- files


def test_found_once_whatever_the_name(desk: Desk) -> None:
    assert desk
    write("a/b.md")
    Path("link.md").symlink_to("a/b.md")
    Path("a/up").symlink_to("..")
    assert find_drafts(["a/../a/b.md", ".", "-"]).drafts == ("a/../a/b.md", "-")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_decoded(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    assert decode((mark + "“café” 😀").encode(encoding)) == "“café” 😀"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\x81\xff", "byte 0x81 at offset 0; it looks like Mac Roman"),
        ("The “café”, it’s “new”.".encode("mac-roman"), "it looks like Mac Roman"),
        ("The “café”, it’s “new”.".encode("cp1252"), "it looks like Windows-1252: save it as UTF-8"),
        ("CAFÉ ÒÓÕ".encode("latin-1"), "it looks like Windows-1252 or Latin-1"),
        (b"ab\x93c\x94", "byte 0x93 at offset 2; it looks like Windows-1252"),
        (b"\xef\xbb\xbfa\xff", "byte 0xff at offset 4"),
        (b"a\0b\0", "looks like UTF-16"),
        (b"%PDF-1.7\0", "is a PDF"),
    ],
)
def test_not_decoded(data: bytes, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause):
        decode(data)
