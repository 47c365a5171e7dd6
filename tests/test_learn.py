"""A house pack from an archive: what it holds, that it loads, and that it makes no rule speak less by itself."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import write_jsonl
from conftest import Copydesk
from hypothesis import given
from hypothesis import strategies as st

from linter.backgrounds import Gauged, Survey, find_quantile, list_quantiles, note_measures
from linter.cache import Cache
from linter.command import CLEAN, WRONG
from linter.config import Config
from linter.learning import _Hearing
from linter.lint import Linter
from linter.rule import Measure
from linter.run import Desk, Options

PLAIN = "The boats came in with the tide. Rope costs money. The crates on the quay were wet."
HEDGED = "Perhaps the pier may hold, and perhaps it might not. Critics say that it leaks."
ECHO = "The bollard that they moved to the quay was a heavy bollard."


def write_long(number: int) -> dict[str, str]:
    """An article of more than 250 words, which hedges by its number, and in which a word returns."""
    pieces = [f"{PLAIN} It was day {number * 40 + n}." for n in range(14)]
    pieces[: number % 4] = [HEDGED] * (number % 4)
    pieces.append(ECHO)
    section = "news" if number % 4 == 3 else "culture: arts & <letters>"
    return {
        "id": f"a{number}",
        "text": "\n\n".join(pieces),
        "date": f"20{10 + number % 9}",
        "section": section,
    }


ARTICLES = [write_long(number) for number in range(40)]


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """A folder with an archive, a scan of it and the pack that was learned from that."""
    from test_archive import ALONE, scan

    from linter.cli import main

    folder = tmp_path_factory.mktemp("learned")
    archive = write_jsonl(folder / "paper.jsonl", ARTICLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPYDESK_CACHE_DIR", environment["COPYDESK_CACHE_DIR"])
        patch.setattr("test_archive.ALONE", ALONE._replace(cache=Cache(environment["COPYDESK_CACHE_DIR"])))
        scan(archive, folder / "done")
        assert main(["learn", str(folder / "done"), "-q", "-o", str(folder / "house.yaml")]) == CLEAN
    return folder


@pytest.fixture
def copydesk(in_process: Copydesk) -> Copydesk:
    return in_process


def find_codes(copydesk: Copydesk, folder: Path, config: str) -> dict[str, list[str]]:
    """What a check finds in some of the articles under a config, line by line, without messages."""
    texts = [f"a{number}.txt" for number in range(4)]
    for number, name in enumerate(texts):
        (folder / name).write_text(ARTICLES[number]["text"])
    (folder / "copydesk.yaml").write_text(config)
    paths = [str(folder / name) for name in texts]
    ran = copydesk("check", "--min-severity", "info", "--exit-zero", *paths)
    assert ran.status == CLEAN, ran.err
    found: dict[str, list[str]] = {}
    for line in ran.out.splitlines():
        place, code = re.match(r"(.*?:\d+:\d+): .*\[(\w+) ", line).groups()  # type: ignore[union-attr]
        found.setdefault(code, []).append(place)
    return found


# ---------------------------------------------------------------- the pack


def test_pack_says_what_it_is_and_how_lines_are_accepted(learned: Path) -> None:
    lines = (learned / "house.yaml").read_text().splitlines()
    assert lines[0] == "# What 40 articles of done have, 2010 to 2018; found by “copydesk learn”."
    assert "pack: house" in lines
    assert "# change:" in lines
    assert "# terms:" in lines


def test_entries_have_their_counts_and_example_lines(learned: Path) -> None:
    text = (learned / "house.yaml").read_text()
    assert '#   - "bollard"  # heard in 40 articles\n#     # The bollard that they moved' in text
    assert "a heavy <bollard>. (a" in text
    assert "#   # AT101 vague-source: 60 times, in 30 articles (75%)\n" in text
    assert re.search(r"#   # .*<Critics say> that it leaks\. \(a\d+:\d+\)\n", text)
    assert "#   AT101: {off: true}\n" in text
    built_in = (Path(__file__).parent.parent / "rules" / "background.yaml").read_text()
    now = re.search(r"^  hedge: .*p50: ([\d.]+), .*p95: ([\d.]+)", built_in, re.M)
    assert now is not None
    middle, high = map(re.escape, now.groups())
    assert re.search(rf"^  # hedge: \{{p01: 0, .*\}}  # now {middle}, {high}$", text, re.M)


def test_pack_makes_no_rule_speak_less_by_itself(copydesk: Copydesk, learned: Path) -> None:
    before = find_codes(copydesk, learned, "{}\n")
    after = find_codes(copydesk, learned, "packs: [house.yaml]\n")
    for code, places in before.items():
        assert set(places) <= set(after.get(code, [])), code
    assert "RP201" in before


def test_what_is_accepted_is_in_force(copydesk: Copydesk, learned: Path) -> None:
    text = (learned / "house.yaml").read_text()
    entry = r"(?:change|terms|background):|  - |  [A-Z]{2}\d{3}:|[a-z' -]+: \{"
    accepted = re.sub(rf"^(\s*)# (?={entry})", r"\1", text, flags=re.MULTILINE)
    (learned / "accepted.yaml").write_text(accepted)
    found = find_codes(copydesk, learned, "packs: [accepted.yaml]\n")
    assert {"AT101", "RP201"}.isdisjoint(found)
    assert copydesk("test", str(learned / "accepted.yaml")).status == CLEAN


def test_a_pack_a_section(copydesk: Copydesk, learned: Path, tmp_path: Path) -> None:
    more = [write_long(number) | {"section": "news"} for number in range(100, 130)]
    write_jsonl(tmp_path / "paper.jsonl", [*ARTICLES, *more, {"id": "z", "text": PLAIN}])
    ran = copydesk("learn", "paper.jsonl", "--by-section", "-o", "packs", "--name", "paper", "--no-config")
    assert ran.status == CLEAN
    assert sorted(path.name for path in (tmp_path / "packs").iterdir()) == [
        "paper-culture-arts-letters.yaml",
        "paper-news.yaml",
    ]
    assert "section “” is passed over: it has 0 articles long enough to be measured; 30 are needed" in ran.err
    assert "pack: paper-news\n" in (tmp_path / "packs" / "paper-news.yaml").read_text()
    again = copydesk("learn", str(learned / "done"), "-o", "packs/paper-news.yaml")
    assert (again.status, again.out) == (WRONG, "")
    assert "is there already, and what was accepted in it would be lost" in again.err


def test_few_articles_teach_nothing(copydesk: Copydesk, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "paper.jsonl", [*ARTICLES[:9], {"id": "z", "text": PLAIN}])
    ran = copydesk("learn", "paper.jsonl", "-o", "house.yaml")
    assert (ran.status, ran.out) == (WRONG, "")
    assert "the archive has 9 articles long enough to be measured; 30 are needed" in ran.err
    assert not (tmp_path / "house.yaml").exists()
    assert "name a folder for them with -o" in copydesk("learn", "paper.jsonl", "--by-section").err


# ---------------------------------------------------------------- numbers


@given(st.lists(st.integers(0, 9), min_size=1), st.sampled_from([1, 5, 10, 50, 75, 90, 95, 99]))
def test_quantiles_are_those_of_the_numbers_in_order(numbers: list[int], percent: int) -> None:
    ordered = sorted(numbers)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    expected = ordered[low] + (ordered[high] - ordered[low]) * (place - low)
    counts = {float(value): numbers.count(value) for value in numbers}
    assert find_quantile(counts, percent) == pytest.approx(expected)


@pytest.fixture(scope="module")
def linter(environment: dict[str, str]) -> Linter:
    cache = Cache(environment["COPYDESK_CACHE_DIR"])
    return Desk(Options(config=Config(), cache=cache)).linter_for(Config())


def survey(linter: Linter, drafts: list[Gauged]) -> dict[str, dict[str, float]]:
    found = Survey(linter.rulebook.rules)
    looks: tuple[Callable[[Gauged], None], ...] = (found.count, found.gather)
    for look in looks:
        for one in drafts:
            look(one)
    return {name: dict(list_quantiles(values)) for name, values in found.series()}


def test_common_words_have_numbers_of_their_own_and_the_highest_of_the_others_counts(linter: Linter) -> None:
    drafts = [
        Gauged({"hedge": float(n)}, {"connective": {"however": 2.0, f"rare{n}": float(n)}}) for n in range(20)
    ]
    drafts.append(Gauged({"hedge": 20.0, "connective": 0.0}))
    found = survey(linter, drafts)
    assert list(found) == ["connective", "connective however", "hedge"]
    assert found["hedge"]["p50"] == 10.0
    assert (found["connective however"]["p01"], found["connective however"]["p50"]) == (0.4, 2.0)
    assert found["connective"]["p99"] == 18.8
    assert survey(linter, drafts[::-1]) == found


def test_forms_of_a_word_count_together_under_the_commonest(linter: Linter) -> None:
    forms = ["demonstrates", "demonstrates", "demonstrate"]
    found = survey(linter, [Gauged({}, {"connective": {form: 1.0}}) for form in forms])
    assert list(found) == ["connective", "connective demonstrates"]
    openers = survey(linter, [Gauged({}, {"opener": {form: 1.0}}) for form in ("it", "it", "its", "its")])
    assert list(openers) == ["opener", "opener it", "opener its"]


def test_measures_are_noted_as_plain_numbers() -> None:
    noted = note_measures(
        [
            Measure("hedge", {"": 1 / 3}),
            Measure("connective", {"thus": 1.0}, {"thus": "thus"}),
            Measure("opener", {}),
        ]
    )
    assert noted == Gauged({"hedge": 0.333333, "opener": 0.0}, {"connective": {"thus": 1.0}})


def test_what_is_heard_least_is_dropped_when_there_is_too_much(
    linter: Linter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hear(word: str, number: int) -> dict[str, Any]:
        return {"id": f"a{number}", "code": "RP201", "excerpt": word}

    rows = [[hear("bollard", n), hear(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}", n)] for n in range(200)]
    monkeypatch.setattr(sys.modules[_Hearing.__module__], "_MOST_HELD", 20)
    hearing = _Hearing(linter)
    for findings in rows:
        hearing.count(findings)
    for findings in rows:
        hearing.gather(findings, len(rows))
    (term,) = hearing.terms(len(rows))
    assert (term.words, len(term.examples)) == ("bollard", 3)
    assert 180 < term.articles <= 200
