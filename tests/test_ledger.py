"""The ledger: assertions and their support, what would help most, voices, formats, and the writer's answers."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from conftest import Copydesk, find_desk

from linter.account import say_support, write_table
from linter.answers import Answers, Sheet, place_answers
from linter.command import CLEAN, WRONG
from linter.ledger import Row
from linter.readers import read_document
from linter.study import Study, study
from linter.text import Source

SEEDS = Path(__file__).parent.parent / "seeds"
DRAFTS = sorted(path for path in SEEDS.iterdir() if path.suffix in (".txt", ".md"))
CROWD = "Critics say that the bridge is unsafe."


def read(text: str, name: str = "draft.txt") -> Study:
    desk = find_desk()
    config = desk.config_for(name)
    return study(desk.linter_for(config), read_document(Source(name, text)), desk.verdict_for(config, name))


def rows(text: str) -> list[tuple[str, str, str]]:
    """Every assertion: its words, its type, its status."""
    studied = read(text)
    return [(studied.document.text(row.span), row.asserts, row.status) for row in studied.rows]


def only(text: str) -> Row:
    (row,) = read(text).rows
    return row


# ---------------------------------------------------------------- assertions


def test_a_plain_sentence_claims_nothing() -> None:
    assert rows("The bridge was built in spring.") == []


def test_a_crowd_has_the_form_of_a_source() -> None:
    assert rows(CROWD) == [("Critics say that the bridge is unsafe", "attribution", "form-only")]


def test_a_bare_inference_is_unsupported() -> None:
    assert rows("The mayor came. This demonstrates that she cares.") == [
        ("This demonstrates that she cares", "inference", "unsupported")
    ]


def test_a_figure_supports_an_inference() -> None:
    studied = read("Turnout fell from 61 to 38 percent. This demonstrates that the hours were wrong.")
    row = studied.rows[-1]
    assert row.status == "supported"
    assert "61 to 38 percent" in [studied.document.text(one.span) for one in row.evidence]


def test_a_view_of_ones_own_is_opinion() -> None:
    assert rows("I think that this demonstrates that she cares.")[0][2] == "opinion"


def test_what_should_be_is_opinion() -> None:
    assert rows("The council should frequently look at the roof.")[0][2] == "opinion"


def test_an_opinion_does_not_speak_for_a_crowd() -> None:
    assert rows("I think that critics say so for a living.")[0][2] == "form-only"


def test_what_others_demand_is_no_opinion_of_the_writer() -> None:
    assert rows("It is routinely argued that the money should go to the schools.")[0][2] != "opinion"


def test_one_clause_is_one_row() -> None:
    row = only("The scheme is frequently depicted by critics as a bribe.")
    assert {"AT101", "UA109"} <= set(row.codes)
    assert row.codes[0] == "AT101"


def test_two_clauses_are_two_rows() -> None:
    found = rows("The mayor came, which shows that she cares; it implies a plan.")
    assert [words for words, _, _ in found] == ["which shows that she cares", "it implies a plan"]


def test_a_decimal_comma_ends_no_clause() -> None:
    assert rows("Critics say that 1,400 cars pass.")[0][0] == "Critics say that 1,400 cars pass"


def test_a_broken_promise_speaks_before_a_kept_one() -> None:
    row = only("Critics say that fares have risen by 12 per cent a year.")
    assert row.status == "form-only"
    assert row.missing[0] == "named-source"


# ---------------------------------------------------------------- the sample drafts


def table(draft: Path) -> str:
    studied = read(draft.read_text(encoding="utf-8"), draft.name)
    lines = write_table(studied, place_answers(Sheet(), studied.document, studied.rows), 110, color=False)
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.name)
def test_sample_ledger(draft: Path, request: pytest.FixtureRequest) -> None:
    expected = SEEDS / "ledgers" / f"{draft.name}.ledger"
    if request.config.getoption("--update"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(table(draft), encoding="utf-8")
    assert table(draft) == expected.read_text(encoding="utf-8")


def test_a_well_sourced_draft_is_supported() -> None:
    draft = SEEDS / "ferry-fares.txt"
    status = [row.status for row in read(draft.read_text(encoding="utf-8")).rows]
    assert status.count("supported") >= 0.8 * len(status) > 0


def test_a_draft_without_evidence_has_no_supported_claim() -> None:
    draft = SEEDS / "harbour-reset.txt"
    status = [row.status for row in read(draft.read_text(encoding="utf-8")).rows]
    assert len(status) >= 35
    assert "supported" not in status


# ---------------------------------------------------------------- what would help most


def test_claims_that_take_each_other_up_rest_on_one_addition() -> None:
    studied = read(
        "The partnership has been publicly acknowledged, which indicates that the plan is liked. "
        "It also implies a change of heart."
    )
    (addition,) = studied.additions
    assert (addition.signal, addition.answers) == ("quotation", (0, 1, 2))


def test_one_crowd_is_one_group() -> None:
    studied = read(f"{CROWD}\n\nThe road is dry.\n\nCritics claim that the river is foul.")
    assert studied.groups == ((0, 1),)
    assert [one.answers for one in studied.additions] == [(0, 1)]


def test_claims_apart_have_no_addition_in_common() -> None:
    studied = read(f"{CROWD}\n\nThe road is dry.\n\nThis demonstrates that the mayor cares.")
    assert (studied.groups, studied.additions) == ((), ())


# ---------------------------------------------------------------- voices


def voices(text: str) -> list[tuple[str, str, list[str]]]:
    return [(voice.name, voice.sort, [role for _, role in voice.places]) for voice in read(text).voices]


def test_nobody_speaks() -> None:
    assert voices("The bridge was closed in spring.") == []


def test_a_person_is_quoted_reported_and_mentioned() -> None:
    text = (
        "“The bridge will stand for a year at most,” said Ana Bohm.\n\n"
        "Ms Bohm warned that the piers were soft.\n\nOn Monday the boats met Ana Bohm."
    )
    assert voices(text) == [("Ana Bohm", "person", ["quoted", "paraphrased", "mentioned"])]


def test_a_pronoun_stands_for_the_last_person_named() -> None:
    found = voices("Ana Bohm opened the gate. She said that the piers were soft.")
    assert found == [("Ana Bohm", "person", ["mentioned", "paraphrased"])]


def test_a_crowd_is_a_voice() -> None:
    assert voices(CROWD) == [("critics", "crowd", ["paraphrased"])]


def test_an_office_is_no_part_of_a_name() -> None:
    found = voices("Harbour Minister Ana Bohm said that the piers were soft.")
    assert found == [("Ana Bohm", "person", ["paraphrased"])]


def test_a_document_is_a_voice() -> None:
    assert ("Bridge Safety Act", "document", ["mentioned"]) in voices(
        "The Bridge Safety Act is plain about piers."
    )


# ---------------------------------------------------------------- formats


def test_table(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(f"{CROWD}\n")
    ran = copydesk("ledger", "draft.txt", "--no-config")
    assert ran.status == CLEAN
    assert ran.out.startswith("1:1      form only    attribution     “Critics say that the bridge is unsafe”")
    assert "\x1b" not in ran.out
    assert ran.err == "draft.txt: 1 claim: 1 form only\n"


def test_narrow_table(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(f"{CROWD}\n")
    ran = copydesk("ledger", "draft.txt", COLUMNS="40")
    assert max(map(len, ran.out.splitlines())) <= 40


def test_colour_on_demand(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(CROWD)
    assert "\x1b[1;33m" in copydesk("ledger", "draft.txt", "--color", "always").out


def test_json(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(f"So. {CROWD}\n")
    told = json.loads(copydesk("ledger", "draft.txt", "--output-format", "json").out)
    (claim,) = told["claims"]
    assert [claim[key] for key in ("line", "column", "end_line", "end_column")] == [1, 5, 1, 42]
    assert (claim["text"], claim["type"], claim["status"]) == (CROWD[:-1], "attribution", "form-only")
    assert claim["missing"] == ["named-source", "quotation", "link"]
    assert claim["evidence"][0]["text"] == "Critics say"
    assert told["voices"][0]["name"] == "critics"


def test_yaml_says_the_same_as_json(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(CROWD)
    one, two = (copydesk("ledger", "draft.txt", "--output-format", form).out for form in ("json", "yaml"))
    assert json.loads(one) == yaml.safe_load(two)


def test_csv_holds_no_formula(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("=SUM critics say that the bridge is unsafe.")
    out = copydesk("ledger", "draft.txt", "--output-format", "csv").out
    (row,) = csv.DictReader(out.splitlines())
    assert row["text"] == "'=SUM critics say that the bridge is unsafe"


def test_markdown_is_escaped(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("Critics say | that the <b>bridge</b> is unsafe.")
    out = copydesk("ledger", "draft.txt", "--output-format", "markdown").out
    assert "“Critics say &#124; that the &#60;b&#62;bridge&#60;/b&#62; is unsafe”" in out


def test_standard_input(copydesk: Copydesk) -> None:
    assert "form only" in copydesk("ledger", "-", given=CROWD).out
    assert copydesk("ledger", "-", "--write", given=CROWD).status == WRONG


# ---------------------------------------------------------------- answers


def write_ledger(copydesk: Copydesk, folder: Path, text: str, answer: str) -> Path:
    """A draft with its ledger, in which one answer has been filled in for every claim."""
    (folder / "draft.txt").write_text(text)
    assert copydesk("ledger", "draft.txt", "--write").status == CLEAN
    sheet = folder / "draft.txt.claims.yaml"
    key, _, value = answer.partition(": ")
    sheet.write_text(sheet.read_text().replace(f"{key}: ''", f"{key}: {value}"))
    return sheet


@pytest.mark.parametrize("answer", ["answer: deliberate", "source: minutes of 4 March"])
def test_an_answer_silences_its_finding(copydesk: Copydesk, tmp_path: Path, answer: str) -> None:
    (tmp_path / "draft.txt").write_text(CROWD)
    assert "AT101" in copydesk("check", "draft.txt").out
    write_ledger(copydesk, tmp_path, CROWD, answer)
    assert copydesk("check", "draft.txt").out == ""


def test_an_empty_answer_silences_nothing(copydesk: Copydesk, tmp_path: Path) -> None:
    write_ledger(copydesk, tmp_path, CROWD, "answer: ''")
    assert "AT101" in copydesk("check", "draft.txt").out


def test_an_answer_follows_its_claim(copydesk: Copydesk, tmp_path: Path) -> None:
    write_ledger(copydesk, tmp_path, CROWD, "answer: deliberate")
    edited = "A new start.\n\nThe old critics say that the iron bridge is unsafe.\n\nCritics say the river is foul."
    (tmp_path / "draft.txt").write_text(edited)
    ran = copydesk("check", "draft.txt")
    assert [line.partition(": ")[0] for line in ran.out.splitlines()] == ["draft.txt:5:1"]


def test_an_answer_whose_claim_is_gone_is_listed_and_kept(copydesk: Copydesk, tmp_path: Path) -> None:
    sheet = write_ledger(copydesk, tmp_path, CROWD, "source: minutes of 4 March")
    (tmp_path / "draft.txt").write_text("The tide was high.")
    out = copydesk("ledger", "draft.txt").out
    assert "Answers whose claim is gone\n  “Critics say that the bridge is unsafe”: minutes of 4 March" in out
    copydesk("ledger", "draft.txt", "--write")
    assert "minutes of 4 March" in sheet.read_text()
    (tmp_path / "draft.txt").write_text(CROWD)
    assert copydesk("check", "draft.txt").out == ""


def test_writing_again_keeps_answers(copydesk: Copydesk, tmp_path: Path) -> None:
    sheet = write_ledger(copydesk, tmp_path, CROWD, "source: minutes of 4 March")
    before = sheet.read_text()
    (tmp_path / "draft.txt").write_text(f"{CROWD} This demonstrates that the council sleeps.")
    ran = copydesk("ledger", "draft.txt", "--write")
    assert "1 answer kept" in ran.err
    assert yaml.safe_load(sheet.read_text())["claims"][0] == yaml.safe_load(before)["claims"][0]
    assert len(yaml.safe_load(sheet.read_text())["claims"]) == 2


def test_answers_of_one_sentence_are_kept_apart(copydesk: Copydesk, tmp_path: Path) -> None:
    text = "The mayor came, which shows that she cares; it also implies a plan."
    sheet = write_ledger(copydesk, tmp_path, text, "source: x")
    told = yaml.safe_load(sheet.read_text())
    told["claims"][0]["source"] = ""
    sheet.write_text(yaml.safe_dump(told))
    assert "which shows that" in copydesk("check", "draft.txt").out
    assert "it also implies" not in copydesk("check", "draft.txt").out


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ("claims: [", "2:1"),
        ("<<<<<<< HEAD\nclaims: []\n=======\n", "1:1"),
        ("claims:\n- words: a\n", "2:3"),
        ("claims:\n- words: a\n  sentence: a\n  answer: delibrate\n", "4:11"),
        ("claims: []\nnotes: []\n", "2:1"),
    ],
    ids=["yaml", "conflict", "missing-key", "answer", "unknown-key"],
)
@pytest.mark.parametrize("command", [["ledger"], ["ledger", "--write"], ["check"]], ids=" ".join)
def test_a_broken_ledger_is_refused_and_left_alone(
    copydesk: Copydesk, tmp_path: Path, broken: str, place: str, command: list[str]
) -> None:
    (tmp_path / "draft.txt").write_text(CROWD)
    sheet = tmp_path / "draft.txt.claims.yaml"
    sheet.write_text(broken)
    ran = copydesk(*command, "draft.txt")
    assert (ran.status, ran.out) == (WRONG, "")
    assert ran.err.startswith(f"draft.txt.claims.yaml:{place}: ")
    assert sheet.read_text() == broken


def test_an_answer_is_for_one_of_two_equal_sentences(copydesk: Copydesk, tmp_path: Path) -> None:
    sheet = write_ledger(copydesk, tmp_path, f"{CROWD}\n\nIt is dry.\n\n{CROWD}", "answer: deliberate")
    assert copydesk("check", "draft.txt", "--select", "AT101").out == ""
    told = yaml.safe_load(sheet.read_text())
    told["claims"][1]["answer"] = ""
    sheet.write_text(yaml.safe_dump(told))
    assert copydesk("check", "draft.txt", "--select", "AT101").out.startswith("draft.txt:5:1: ")


def test_a_broken_ledger_stops_no_other_draft(copydesk: Copydesk, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(CROWD)
    (tmp_path / "a.txt.claims.yaml").write_text("claims: [\n")
    ran = copydesk("check", "a.txt", "b.txt")
    assert ran.status == WRONG
    assert ran.out.startswith("b.txt:1:1: ")
    assert ran.err.startswith("a.txt.claims.yaml:2:1: ")


def test_answers_are_seen_where_results_are_kept(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The tide was high. " * 8000)
    draft, long = tmp_path / "draft.txt", "long.txt"
    draft.write_text(CROWD)
    cache = str(tmp_path / "cache")
    for _ in range(2):
        ran = copydesk("check", "draft.txt", long, "--select", "AT101", COPYDESK_CACHE_DIR=cache)
        assert "draft.txt:1:1: " in ran.out
    write_ledger(copydesk, tmp_path, CROWD, "answer: deliberate")
    assert copydesk("check", "draft.txt", long, "--select", "AT101", COPYDESK_CACHE_DIR=cache).out == ""


def test_hostile_words_survive_the_file(copydesk: Copydesk, tmp_path: Path) -> None:
    text = "Critics say that “yes: [no]” #1 is & *unsafe* \u2028 'a' \\n \x85 here."
    sheet = write_ledger(copydesk, tmp_path, text, "answer: deliberate")
    copydesk("ledger", "draft.txt", "--write")
    assert sheet.read_text().count("deliberate\n") == 1
    assert copydesk("check", "draft.txt", "--select", "AT101").out == ""


def test_help_names_the_draft(copydesk: Copydesk) -> None:
    assert "--write" in copydesk("ledger", "--help").out
    assert copydesk("ledger").status == WRONG


def test_support_is_told_with_its_place() -> None:
    studied = read("Turnout fell by 12 percent. This demonstrates that the hours were wrong.")
    told = say_support(studied.rows[-1], studied.document, None)
    assert told == "supported by 1:17-27 (figure)"


def test_answers_of_nothing() -> None:
    studied = read(CROWD)
    assert place_answers(Sheet(), studied.document, studied.rows) == Answers({}, ())
