"""The report as a page: safe whatever a draft holds, whole without a network, each finding at its words."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import CHROMIUM, Browser
from conftest import ROOT, Copydesk
from hypothesis import given, settings
from hypothesis import strategies as st

from linter.reporters.html import report
from linter.run import Desk, Options, check

SEEDS = ROOT / "seeds"
FAULTY = "Critics say that the the bridge is unsafe.\n"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style>",
    "<!--",
    "&lt;",
    "\x00",
    "\u202e",
)


@cache
def open_desk() -> Desk:
    return Desk(Options(naming=True, studying=True, min_severity="info", stdin_filename="draft.md"))


def write(text: str) -> str:
    return "".join(report(check(["-"], open_desk().holding({"-": text.encode("utf-8", "surrogatepass")}))))


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


# ---------------------------------------------------------------- without a browser


def test_draft_without_findings() -> None:
    page = Page(write("The bridge opened on 4 May 1926.\n"))
    assert "The bridge opened on 4 May 1926." in page.text
    assert "no findings" in page.text
    assert [tag for tag, _ in page.elements if tag in ("mark", "form")] == []


def test_page_loads_nothing() -> None:
    page = write(FAULTY)
    assert re.search(r"default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';", page)
    assert not re.search(r"(?:src|href)=\"?(?:https?:|//)|@import|url\(| style=", page)


def test_every_reference_has_its_place() -> None:
    elements = Page(write(FAULTY * 3 + "\n> Experts agree.\n")).elements
    ids = [about["id"] for _, about in elements if "id" in about]
    assert len(ids) == len(set(ids))
    links = {(about["href"] or "")[1:] for tag, about in elements if tag == "a"}
    assert len(links) > 6
    assert links <= {*ids}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*HOSTILE, FAULTY, " ", "\n\n", "critics say ", "# "]), max_size=12).map("".join)
)
def test_no_draft_brings_elements_of_its_own(text: str) -> None:
    page = Page(write(text))
    tags = {tag for tag, _ in page.elements}
    assert {"img", "iframe", "object", "link"}.isdisjoint(tags)
    assert sum(tag == "script" for tag, _ in page.elements) == 1
    assert not any(name.startswith("on") for _, about in page.elements for name in about)


def test_draft_that_cannot_be_read_is_told(tmp_path: Path, copydesk: Copydesk) -> None:
    (tmp_path / "a.md").write_text(FAULTY)
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\xff")
    ran = copydesk("check", "a.md", "b.md", "--output-format", "html:report.html")
    page = (tmp_path / "report.html").read_text()
    assert ran.status == 2
    assert "<h2>Not checked</h2><ul><li>b.md: " in page
    assert "<mark" in page


def test_standard_input(copydesk: Copydesk, tmp_path: Path) -> None:
    ran = copydesk("check", "-", "--output-format", "html", given=FAULTY)
    assert ran.status == 1
    assert "<mark" in ran.out


# ---------------------------------------------------------------- in a browser

in_browser = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a draft with findings of every category."""
    page = tmp_path_factory.mktemp("page") / "report.html"
    desk = Desk(Options(naming=True, studying=True))
    page.write_text("".join(report(check([str(SEEDS / "harbour-reset.txt")], desk))))
    return page


@in_browser
def test_console_is_silent(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.faults() == []


@in_browser
def test_every_finding_is_marked_at_its_words(browser: Browser, page: Path) -> None:
    told = check([str(SEEDS / "harbour-reset.txt")], Desk(Options())).diagnostics
    browser.open(page)
    marked = browser.run(
        """[...document.querySelectorAll(".note[id]")].map((note) => [note.dataset.rule,
        [...document.querySelectorAll(`mark[data-notes~="${note.id}"]`)].map((mark) => mark.textContent).join("")])"""
    )
    assert len(told) > 30
    assert sorted(marked) == sorted([one.code, one.excerpt] for one in told)


@in_browser
def test_filters_choose(browser: Browser, page: Path) -> None:
    shown = '[...document.querySelectorAll(".note[id]:not([hidden])")].map((note) => note.dataset.%s)'
    browser.open(page)
    everything = browser.run(shown % "severity")
    assert {"error", "warning"} == set(everything)
    browser.run('document.querySelector("[value=warning]").click()')
    assert set(browser.run(shown % "severity")) == {"error"}
    marks = browser.run('[...document.querySelectorAll("mark:not(.off)")].map((mark) => mark.className)')
    assert set(marks) == {"error"}
    browser.run('document.querySelector("[value=warning]").click()')
    browser.run('document.querySelector("[data-by=rule]").value = "AT101"')
    browser.run('document.querySelector("form").dispatchEvent(new Event("input"))')
    assert set(browser.run(shown % "rule")) == {"AT101"}


@in_browser
def test_keys_go_from_finding_to_finding(browser: Browser, page: Path) -> None:
    press = 'document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "%s", bubbles: true}))'
    browser.open(page)
    stops = []
    for key in "jjk":
        browser.run(press % key)
        stops.append(browser.run("document.activeElement.id"))
    assert stops[0] == stops[2] != stops[1]
    assert browser.run('document.querySelectorAll(".note.on").length') >= 1


@in_browser
def test_link_opens_the_draft_it_leads_into(browser: Browser, tmp_path: Path) -> None:
    desk = Desk(Options(naming=True, studying=True))
    several = check([str(SEEDS / "harbour-reset.txt"), str(SEEDS / "river-watch.md")], desk)
    (tmp_path / "report.html").write_text("".join(report(several)))
    browser.open(tmp_path / "report.html")
    assert browser.run('document.querySelectorAll("details.draft[open]").length') == 0
    followed = """new Promise((done) => {
        addEventListener("hashchange", () => done(document.getElementById("d0").open));
        document.querySelector("nav a").click();
    })"""
    assert browser.run(followed) is True
