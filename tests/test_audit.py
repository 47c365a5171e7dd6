"""What rules have said of an archive: how often, when, where, of which words, and what another version says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from archives import write_article, write_jsonl
from browser import CHROMIUM, Browser
from conftest import Copydesk

from linter.command import CLEAN, WRONG

CHEESE = "Critics say that it leaks."
SILVER = "The sea is wet wet."
ROWS = [
    {"id": "a", "text": CHEESE, "date": "2012-01-05", "section": "opinion"},
    {"id": "b", "text": f"{CHEESE}\n\nBy night critics say so too.", "date": "2012-02-05", "section": "opinion"},
    {"id": "c", "text": SILVER, "date": "2012-02-09", "section": "news"},
    {"id": "d", "text": "Ropes.", "date": "2012-03-01", "section": "news"},
]  # fmt: skip


@pytest.fixture
def copydesk(in_process: Copydesk) -> Copydesk:
    return in_process


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "paper.jsonl", ROWS)


def audit(copydesk: Copydesk, *arguments: str) -> Any:
    ran = copydesk("audit", *arguments, "--output-format", "json")
    assert (ran.status, ran.err) == (CLEAN, "")
    return json.loads(ran.out)


# ---------------------------------------------------------------- one version


def test_rule_that_says_nothing(copydesk: Copydesk, paper: Path) -> None:
    write_jsonl(paper, [{"text": "Ropes."}])
    ran = copydesk("audit", "AT101", "paper.jsonl")
    assert (ran.status, ran.err) == (CLEAN, "")
    assert ran.out == (
        "paper.jsonl: 1 articles\n\nAT101 vague-source: 0.0 hits in 1,000 articles (0 in 0 of 1 articles)\n  examples\n"
    )


def test_hits_are_counted_over_time_and_by_section(copydesk: Copydesk, paper: Path) -> None:
    (trail,) = audit(copydesk, "AT101", "paper.jsonl")["trails"]
    assert trail["total"] == {"name": "", "documents": 4, "findings": 3, "flagged": 2, "per_1000": 750.0}
    periods = [(one["name"], one["documents"], one["findings"], one["flagged"]) for one in trail["periods"]]
    assert periods == [("2012-01", 1, 1, 1), ("2012-02", 2, 2, 1), ("2012-03", 1, 0, 0)]
    sections = [(one["name"], one["documents"], one["findings"]) for one in trail["sections"]]
    assert sections == [("news", 2, 0), ("opinion", 2, 3)]


def test_a_long_time_is_told_by_years(copydesk: Copydesk, paper: Path) -> None:
    write_jsonl(paper, [one | {"date": f"{2000 + n}-01"} for n, one in enumerate(ROWS)])
    (trail,) = audit(copydesk, "AT101", "paper.jsonl")["trails"]
    assert [one["name"] for one in trail["periods"]] == ["2000", "2001", "2002", "2003"]


def test_examples_are_one_a_document_and_always_the_same(copydesk: Copydesk, paper: Path) -> None:
    for order in (ROWS, ROWS[::-1]):
        write_jsonl(paper, order)
        (trail,) = audit(copydesk, "vague-source", "paper.jsonl", "-j", "2")["trails"]
        assert [(one["id"], one["line"], one["column"]) for one in trail["examples"]] == [
            ("a", 1, 1),
            ("b", 1, 1),
        ]
    (trail,) = audit(copydesk, "AT101", "paper.jsonl", "--samples", "1")["trails"]
    assert [(one["id"], one["before"], one["excerpt"], one["after"]) for one in trail["examples"]] == [
        ("a", "", "Critics say", " that it leaks.")
    ]


def test_scan_and_archive_tell_the_same(copydesk: Copydesk, paper: Path) -> None:
    assert paper.exists()
    assert copydesk("scan", "paper.jsonl", "--out", "done", "-q").status == CLEAN
    assert audit(copydesk, "AT10", "RP", "done") == audit(copydesk, "AT10", "RP", "paper.jsonl") | {
        "archive": "done"
    }
    codes = [trail["code"] for trail in audit(copydesk, "hedging", "done", "--samples", "0")["trails"]]
    assert set(codes) >= {"HD101", "HD102"}


def test_text_says_it_in_lines(copydesk: Copydesk, paper: Path) -> None:
    assert paper.exists()
    out = copydesk("audit", "AT101", "paper.jsonl").out
    assert "AT101 vague-source: 750.0 hits in 1,000 articles (3 in 2 of 4 articles)" in out
    assert re.search(r"\n    2012-01   1,000\.0  █{32}  of 1\n", out)
    assert "    b (2012-02-05, opinion), 1:1\n      <Critics say> that it leaks.\n" in out


# ---------------------------------------------------------------- two versions

OLD = """
pack: house
about: What our desk asks for.
category: unsupported
rules:
  - code: ZZ101
    name: wet-sea
    kind: phrase
    severity: warning
    cues: [critics say that, sea]
    message: "“{match}” is not what we say."
    why: It leaks.
    examples:
      bad: ["The <sea>."]
      good: [It is rock.]
"""


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of a pack, of which only the new one is a config's. They are loaded once for all tests."""
    folder = tmp_path_factory.mktemp("versions")
    (folder / "old.yaml").write_text(OLD)
    (folder / "new.yaml").write_text(OLD.replace("[critics say that, sea]", "[sea, it leaks]"))
    (folder / "copydesk.yaml").write_text("packs: [new.yaml]\nselect: [house]\n")
    return folder


def test_difference_between_two_versions_of_a_pack(copydesk: Copydesk, paper: Path, versions: Path) -> None:
    assert paper.exists()
    old, new = str(versions / "old.yaml"), str(versions / "new.yaml")
    options = ("paper.jsonl", "--against", old)
    (trail,) = audit(copydesk, "ZZ101", *options, "--config", str(versions / "copydesk.yaml"))["trails"]
    change = trail["change"]
    assert (trail["total"]["findings"], change["total"]["findings"]) == (3, 3)
    assert (change["appeared"], change["vanished"]) == (2, 2)
    told = {key: [(one["id"], one["excerpt"]) for one in change[key]] for key in ("new", "gone")}
    assert told == {
        "new": [("a", "it leaks"), ("b", "it leaks")],
        "gone": [("a", "Critics say that"), ("b", "Critics say that")],
    }
    assert [one["findings"] for one in change["periods"]] == [1, 2, 0]
    named = audit(copydesk, new, *options, "--no-config", "--select", "house")
    assert named["trails"] == [trail]


def test_two_scans_are_held_against_each_other(copydesk: Copydesk, paper: Path) -> None:
    assert paper.exists()
    for name, options in {"new": (), "old": ("--ignore", "AT101")}.items():
        assert copydesk("scan", "paper.jsonl", "--out", name, "-q", *options).status == CLEAN
    (trail,) = audit(copydesk, "AT101", "new", "--against", "old")["trails"]
    assert (trail["change"]["appeared"], trail["change"]["vanished"]) == (3, 0)
    refused = copydesk("audit", "AT101", "old")
    assert (refused.status, refused.out) == (WRONG, "")
    assert "AT101 was switched off when the archive was scanned" in refused.err
    refused = copydesk("audit", "AT101", "new", "--text", "body")
    assert "“new” is a scan, whose fields were settled when it was made" in refused.err
    write_jsonl(paper, ROWS[:2])
    assert copydesk("scan", "paper.jsonl", "--out", "other", "-q").status == CLEAN
    refused = copydesk("audit", "AT101", "new", "--against", "other")
    assert "“other” is a scan of another archive" in refused.err


# ---------------------------------------------------------------- the page


HOSTILE = '</style><script>document.title="gone"</script><img src=x onerror=alert(1)>'


def test_page_holds_numbers_plots_and_examples_and_loads_nothing(
    copydesk: Copydesk, paper: Path, versions: Path, tmp_path: Path
) -> None:
    rows = [one | {"id": f"{one['id']}{HOSTILE}", "section": HOSTILE} for one in ROWS]
    write_jsonl(paper, [*ROWS, *rows])
    options = ("--output-format", "html", "-o", "page.html", "--against", str(versions / "old.yaml"))
    config = ("--config", str(versions / "copydesk.yaml"))
    ran = copydesk("audit", "house", "paper.jsonl", *options, *config)
    assert (ran.status, ran.out, ran.err) == (CLEAN, "", "")
    text = (tmp_path / "page.html").read_text()
    assert "default-src 'none'; style-src 'sha256-" in text
    assert "<script" not in text
    assert "<img" not in text
    assert not re.search(r" style=|(?:src|href)=\"?(?:https?:|//)", text)
    assert text.count('<figure class="plot">') == 1
    assert "<b>750.0</b> hits in 1,000 articles: 6 in 6 of 8 articles" in text
    assert "Critics say that <mark>it leaks</mark>." in text
    assert "<title>2012-02: 1,000.0 in 1,000 (4 in 4 articles); before 1,000.0</title>" in text
    if CHROMIUM:
        with Browser(tmp_path / "profile") as browser:
            browser.open(tmp_path / "page.html")
            assert browser.faults() == []
            assert browser.run("document.title") == "Copydesk: paper.jsonl"
            # Every bar stands on the ground of its plot, whatever its height.
            ground = (
                "[...document.querySelectorAll('.plot .bar')].map(one => one.getBoundingClientRect().bottom)"
            )
            assert len(browser.run(ground)) == 3
            assert len(set(browser.run(ground))) == 1


# ---------------------------------------------------------------- what cannot be done


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["AT101"], "RULE ... ARCHIVE is missing"),
        (["AT1O1", "paper.jsonl"], "is called “AT1O1”; did you mean “AT101”?"),
        (["AT101", "none.jsonl"], "there is no such file or folder"),
        (
            ["AT101", "paper.jsonl", "--against", "none.yaml"],
            "“none.yaml” is neither a pack file nor the folder",
        ),
        (["AT101", "paper.jsonl", "--against", "old.yaml"], "no version of the pack “house” is in use here"),
    ],
)
def test_what_cannot_be_done_is_said(
    copydesk: Copydesk, paper: Path, arguments: list[str], told: str
) -> None:
    (paper.parent / "old.yaml").write_text(OLD)
    ran = copydesk("audit", *arguments)
    assert (ran.status, ran.out) == (WRONG, "")
    assert told in ran.err


def test_articles_that_cannot_be_read_are_counted(copydesk: Copydesk, paper: Path) -> None:
    write_jsonl(paper, [*ROWS, {"id": "e"}, write_article(3)])
    ran = copydesk("audit", "AT101", "paper.jsonl")
    assert (ran.status, ran.err) == (CLEAN, "1 document of the archive could not be read\n")
