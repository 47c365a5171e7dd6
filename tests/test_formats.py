"""The formats that other programs read: valid, and the same findings in all, whatever a draft or its name holds."""

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pyromark import Markdown, Options
from samples import LINE, diagnose, render, told

from linter import lint_text
from linter.diagnostic import Diagnostic, Place
from linter.files import Failure
from linter.rule import Rule
from linter.rulebook import find_built_in
from linter.run import Desk, Draft, Report, check, load_rules
from linter.run import Options as RunOptions
from linter.terminal import clean

SEEDS = ROOT / "seeds"
FAILURE = Failure("b.md", "is a binary file, not text")


class Seen(NamedTuple):
    """A finding as it was read back from a report."""

    path: str
    line: int
    code: str
    message: str


def schema(name: str) -> Draft202012Validator:
    about = yaml.safe_load((Path(__file__).parent / "schemas" / f"{name}.yaml").read_text(encoding="utf-8"))
    return Draft202012Validator(about)


# ---------------------------------------------------------------- reading back


def read_json(report: str) -> list[Seen]:
    return [_read_object(one) for one in json.loads(report)["diagnostics"]]


def read_jsonl(report: str) -> list[Seen]:
    return [_read_object(json.loads(line)) for line in report.splitlines()]


def _read_object(one: dict[str, Any]) -> Seen:
    return Seen(one["path"], one["line"], one["code"], one["message"])


def read_gitlab(report: str) -> list[Seen]:
    issues = json.loads(report)
    schema("gitlab").validate(issues)
    return [
        Seen(
            one["location"]["path"], one["location"]["lines"]["begin"], one["check_name"], one["description"]
        )
        for one in issues
    ]


def read_rdjson(report: str) -> list[Seen]:
    result = json.loads(report)
    schema("rdjson").validate(result)
    return [
        Seen(
            one["location"]["path"],
            one["location"]["range"]["start"]["line"],
            one["code"]["value"],
            one["message"],
        )
        for one in result["diagnostics"]
    ]


def read_sarif(report: str) -> list[Seen]:
    log = json.loads(report)
    schema("sarif").validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    return [_read_result(one) for one in run["results"]]


def _read_result(one: dict[str, Any]) -> Seen:
    place = one["locations"][0]["physicalLocation"]
    path = os.fsdecode(unquote_to_bytes(place["artifactLocation"]["uri"]))
    return Seen(path, place["region"]["startLine"], one["ruleId"], _read_message(one["message"]["text"]))


def _read_message(text: str) -> str:
    """A message as a viewer shows it: no placeholders and no links, and what was escaped as it was."""
    assert not re.search(r"(?<!\{)(?:\{\{)*\{\d+\}", text), "a placeholder"
    assert not re.search(r"(?<!\\)(?:\\\\)*\](?=\()", text), "a link"
    if "](" in text.replace("\\", ""):
        text = re.sub(r"\\([\\\[\]])", r"\1", text)
    return text.replace("{{", "{").replace("}}", "}")


def read_checkstyle(report: str) -> list[Seen]:
    return [
        Seen(
            file.attrib["name"],
            int(one.attrib["line"]),
            one.attrib["source"].split(".")[-1],
            one.attrib["message"],
        )
        for file in ET.fromstring(report.encode()).iter("file")
        for one in file
    ]


def read_junit(report: str) -> list[Seen]:
    return [
        Seen(
            case.attrib["file"], int(case.attrib["line"]), case.attrib["name"].split(" ")[0], _read_case(case)
        )
        for case in ET.fromstring(report.encode()).iter("testcase")
    ]


def _read_case(case: ET.Element) -> str:
    (told,) = case
    if told.tag == "failure":
        return told.attrib["message"]
    assert told.text
    return told.text.partition(": info: ")[2]


def read_github(report: str) -> list[Seen]:
    return [_read_command(line) for line in report.removesuffix("\n").split("\n")]


def _read_command(line: str) -> Seen:
    _, properties, message = (
        re.split("::| ", line.removeprefix("::"), maxsplit=2)[0],
        *line[2:].split("::", 1),
    )
    values = dict(one.split("=", 1) for one in properties.split(" ", 1)[1].split(","))
    code = values["title"].split(" ")[0]
    return Seen(_unescape(values["file"]), int(values["line"]), code, _unescape(message))


def _unescape(text: str) -> str:
    """What GitHub's runner makes of a property or a message."""
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, char)
    return text


class _Cells(HTMLParser):
    """The text of a table's cells, row by row; `marks` are the elements that a table of plain text has not."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.marks: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag not in ("h3", "table", "thead", "tbody"):
            self.marks.append(tag)

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


def read_markdown(report: str) -> list[Seen]:
    cells = _Cells()
    cells.feed(
        Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_MATH).html(
            report
        )
    )
    assert cells.marks == []
    return [_read_row(*row) for row in cells.rows[1:]]


def _read_row(_: str, place: str, message: str, rule: str) -> Seen:
    path, line, _ = place.rsplit(":", 2)
    return Seen(path, int(line), rule.split(" ")[0], message)


Reader = Callable[[str], list[Seen]]
READERS: dict[str, Reader] = {
    "json": read_json,
    "jsonl": read_jsonl,
    "gitlab": read_gitlab,
    "rdjson": read_rdjson,
    "sarif": read_sarif,
    "checkstyle": read_checkstyle,
    "junit": read_junit,
    "github": read_github,
    "markdown": read_markdown,
}
EXACT = ("json", "jsonl", "gitlab", "rdjson", "sarif")


def shown(name: str, text: str) -> str:
    """What a format makes of a text: JSON keeps it, GitHub's commands keep line ends; what steers is made visible."""
    if name in EXACT:
        return text
    if name == "github":
        kept = "".join(old if old in "\r\n" else new for old, new in zip(text, clean(text), strict=True))
        return kept.encode("utf-8", "backslashreplace").decode()
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", clean(text))


# ---------------------------------------------------------------- the same findings


def seen_in(report: Report) -> list[Seen]:
    return [Seen(one.path, one.line, one.code, one.message) for one in report.diagnostics]


@pytest.fixture(scope="module")
def seeds() -> Report:
    """The sample drafts after a run, with notes."""
    return check([os.path.relpath(SEEDS)], Desk(RunOptions(config="", min_severity="info")))


@pytest.fixture(scope="module")
def rules() -> dict[str, Rule]:
    """The built-in rules by their codes."""
    from linter.cache import Cache

    assert find_built_in()
    return {rule.code: rule for rule in load_rules((), Cache(None)).rules}


def test_every_related_place_says_what_it_is(seeds: Report) -> None:
    related = [place for one in seeds.diagnostics for place in one.related]
    assert len(related) > 10
    assert [place for place in related if not place.note] == []


def test_every_format_is_read_back() -> None:
    from linter.reporters import FORMATS

    assert set(FORMATS) - set(READERS) == {
        "text",
        "full",
        "statistics",
        "html",
    }  # the page has tests of its own


@pytest.mark.parametrize("name", [name for name in READERS if name not in ("github", "markdown")])
def test_all_formats_carry_the_same_findings(name: str, seeds: Report) -> None:
    assert len(seeds.diagnostics) > 100
    assert READERS[name](render(name, seeds)) == seen_in(seeds)


def test_a_table_has_the_worst_first(seeds: Report) -> None:
    order = {"error": 0, "warning": 1, "info": 2}
    worst = sorted(seeds.diagnostics, key=lambda one: order[one.severity])
    assert read_markdown(render("markdown", seeds)) == [
        Seen(one.path, one.line, one.code, one.message) for one in worst
    ]


@pytest.mark.parametrize("name", ["json", "jsonl", "gitlab", "sarif"])
def test_formats_agree_on_fingerprints(name: str, seeds: Report) -> None:
    report = render(name, seeds)
    assert all(one.fingerprint in report for one in seeds.diagnostics)


pieces = st.sampled_from(
    [
        *"a\n\r\t \"'<>&|`\\{}()[]*_:,@$~#%!=-;^é東😀",
        *("]]>", "<!--", "</error>", "&lt;", "::error::", "\n::warning file=x::y", "##[error]", "%0A", "{0}"),
        *(
            "[a](http://x.example)",
            "](",
            "\\](",
            "![",
            "\x1b[31m",
            "\x00",
            "\x7f",
            "\x85",
            "\u2028",
            "\u2029",
        ),
        *("\u202e", "\u2066", "\u200f", "שלום", "\ufffe", "\r\n|", "**", "https://x.example/"),
    ]
)
hostile = st.lists(pieces, max_size=12).map("".join)
names = st.lists(pieces | st.just("\udcff"), max_size=8).map("".join).filter(lambda name: "\0" not in name)


@pytest.mark.parametrize("name", READERS)
@given(words=hostile, path=names, severity=st.sampled_from(["error", "warning", "info"]))
def test_hostile_text_arrives_as_it_is(name: str, words: str, path: str, severity: str) -> None:
    one = diagnose(message=f"“{words}”: who?", path=f"d/{path}.md", severity=severity)
    line = f"{words} and so"
    report = render(name, told(one, one._replace(line=2, end_line=2), line=line))
    expected = Seen(shown(name, one.path), 1, "AT101", shown(name, one.message))
    wire = report.encode("utf-8", "backslashreplace").decode()
    assert READERS[name](wire) == [expected, expected._replace(line=2)]


# ---------------------------------------------------------------- Word drafts, whose “line” is a paragraph

FIRST_USE = Place(3, 4, 3, 7, "first use", "all")
IN_WORD = diagnose()._replace(path="a.docx", line=12, end_line=12, related=(FIRST_USE,))


def of_word(name: str, one: Diagnostic = IN_WORD) -> str:
    return render(name, Report((Draft("a.docx", (one,), (), ("warning",), {3: LINE, 12: LINE}),)))


def test_no_paragraph_is_taken_for_a_line() -> None:
    told_of = {name: of_word(name) for name in READERS if name not in ("json", "jsonl")}
    assert all("paragraph 12" in report for report in told_of.values())
    # Behind these a service looks for a line of the file.
    lines = re.compile(r'(?:[lL]ine|[cC]olumn|begin|end|col)"?[=:] ?"?(\d+)')
    assert [one for report in told_of.values() for one in lines.findall(report) if one != "1"] == []


def test_word_drafts_in_sarif() -> None:
    log = json.loads(of_word("sarif"))
    schema("sarif").validate(log)
    (result,) = log["runs"][0]["results"]
    assert result["message"]["text"] == "paragraph 12: “experts”: who?"
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 1,
    }
    assert result["relatedLocations"][0]["message"]["text"] == "paragraph 3: first use"


def test_word_drafts_in_rdjson_have_no_range(rules: dict[str, Rule]) -> None:
    report = told(IN_WORD._replace(code="RP101", related=()), rules=tuple(rules.values()))
    (draft,) = report.drafts
    report = report._replace(drafts=(draft._replace(lines={12: LINE}),))
    (one,) = json.loads(render("rdjson", report))["diagnostics"]
    assert (one["location"], "suggestions" in one) == ({"path": "a.docx"}, False)


def test_word_drafts_in_junit() -> None:
    (case,) = ET.fromstring(of_word("junit")).iter("testcase")
    assert (case.attrib["name"], "line" in case.attrib) == ("AT101 vague-source at paragraph 12:21", False)
    assert (case[0].text or "").startswith("a.docx, paragraph 12:21: warning: ")


def test_word_drafts_in_markdown() -> None:
    assert "| a.docx, paragraph 12:21 |" in of_word("markdown")


# ---------------------------------------------------------------- SARIF


def sarif(report: Report) -> dict[str, Any]:
    log = json.loads(render("sarif", report))
    schema("sarif").validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_sarif_of_nothing() -> None:
    run = sarif(told())
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_sarif_tells_of_failures() -> None:
    (invocation,) = sarif(told(failures=(FAILURE,)))["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is False
    assert notification["message"] == {"text": "is a binary file, not text"}
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.md"


def test_sarif_has_the_rules_that_speak(rules: dict[str, Rule]) -> None:
    (rule,) = sarif(told(diagnose(), rules=tuple(rules.values())))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("AT101", "Vague source")
    assert rule["help"]["text"].startswith("“…”")
    assert "\n\n**Why**\n\n" in rule["help"]["markdown"]
    assert "precision" not in rule["properties"]


def test_sarif_of_a_finding_about_a_permission() -> None:
    (rule,) = sarif(told(diagnose(code="CD101", name="unused-permission")))["tool"]["driver"]["rules"]
    assert "silences nothing" in rule["help"]["text"]


def test_sarif_counts_code_points() -> None:
    line = "😀e\u0301 “Arguably” é שלום experts"
    run = sarif(told(diagnose(line), line=line))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert (region["startColumn"], region["endColumn"]) == (23, 30)
    assert region["snippet"]["text"] == "experts"


def test_sarif_has_related_places() -> None:
    related = Place(2, 4, 2, 7, "first use", "all")
    (result,) = sarif(told(diagnose(related=(related,), also=("HD101",))))["results"]
    (place,) = result["relatedLocations"]
    assert (place["id"], place["message"]["text"]) == (1, "first use")
    assert place["physicalLocation"]["region"]["snippet"]["text"] == LINE[3:6]
    assert result["properties"] == {"also": ["HD101"]}


def test_sarif_tells_two_findings_of_one_line_apart() -> None:
    first, second = lint_text("Critics say no. Critics say no.")
    results = sarif(told(first, second))["results"]
    hashes = [one["partialFingerprints"]["primaryLocationLineHash"] for one in results]
    assert hashes == [first.fingerprint, second.fingerprint]
    assert hashes[0] != hashes[1]


def test_sarif_of_a_path_outside_the_repository() -> None:
    place = sarif(told(diagnose(path="/drafts/é.md")))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///drafts/%C3%A9.md"}


def find_multitool() -> Path | None:
    """Microsoft's validator of SARIF, where npm has put it."""
    folder = Path(
        os.environ.get("SARIF_MULTITOOL_DIR") or ROOT / "node_modules/@microsoft/sarif-multitool-linux"
    )
    return folder if (folder / "Sarif.Multitool").exists() else None


needs_multitool = pytest.mark.skipif(
    find_multitool() is None, reason="needs npm’s @microsoft/sarif-multitool-linux"
)


@needs_multitool
def test_sarif_has_no_fault_by_the_schema_of_the_standard(seeds: Report) -> None:
    folder = find_multitool()
    assert folder
    validator = Draft202012Validator(
        json.loads((folder / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    )
    broken = seeds._replace(failures=(FAILURE,))
    for report in (seeds, broken, told(), told(diagnose(path="a b/\udcff.md"))):
        validator.validate(json.loads(render("sarif", report)))


@needs_multitool
def test_sarif_is_what_github_wants(seeds: Report, tmp_path: Path) -> None:
    folder = find_multitool()
    assert folder
    (tmp_path / "a.sarif").write_text(render("sarif", seeds._replace(failures=(FAILURE,))), encoding="utf-8")
    options = ["--rule-kind", "Sarif;Gh", "--level", "Error;Warning", "-o", "told.sarif"]
    command = [str(folder / "Sarif.Multitool"), "validate", "a.sarif", *options]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    # Its exit status is 0 whatever it finds: only what it writes can be trusted.
    (run,) = json.loads((tmp_path / "told.sarif").read_text(encoding="utf-8-sig"))["runs"]
    # That no address is given where one could read about the tool: there is none yet.
    assert [one["ruleId"] for one in run["results"] if one["ruleId"] != "SARIF2005"] == []


# ---------------------------------------------------------------- GitLab


def test_gitlab_of_nothing() -> None:
    assert render("gitlab", told()) == "[]\n"


def test_gitlab_drops_no_finding() -> None:
    drafts = [told(diagnose(path=path)).drafts[0] for path in ("a.md", "b.md")]
    issues = json.loads(render("gitlab", Report(tuple(drafts))))
    names = [one["fingerprint"] for one in issues]
    assert len({*names}) == 2
    assert all(name.startswith(f"{diagnose().fingerprint}-") for name in names)


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif"])
def test_fingerprints_depend_on_nothing_but_the_draft(name: str) -> None:
    drafts = [told(diagnose(path=path)).drafts[0] for path in ("a.md", "b.md")]
    whole = render(name, Report(tuple(drafts)))
    alone = render(name, Report(tuple(drafts[1:])))
    named = re.compile(r'"(?:fingerprint|primaryLocationLineHash)": (".*")')
    assert named.findall(whole)[1:] == named.findall(alone) != []


# ---------------------------------------------------------------- rdjson


def rdjson(*found: Diagnostic, line: str, rules: tuple[Rule, ...] = ()) -> list[dict[str, Any]]:
    result = json.loads(render("rdjson", told(*found, line=line, rules=rules)))
    schema("rdjson").validate(result)
    diagnostics: list[dict[str, Any]] = result["diagnostics"]
    return diagnostics


def test_rdjson_counts_bytes() -> None:
    line = "😀e\u0301 “Arguably” é שלום experts"
    (one,) = rdjson(diagnose(line), line=line)
    place = one["location"]["range"]
    assert (place["start"]["column"], place["end"]["column"]) == (36, 43)
    assert line.encode()[35:42] == b"experts"


@pytest.mark.parametrize(("line", "column"), [(1, 24), (2, 21)])
def test_rdjson_counts_the_byte_order_mark(line: int, column: int) -> None:
    (draft,) = told(diagnose()._replace(line=line, end_line=line)).drafts
    (one,) = json.loads(render("rdjson", Report((draft._replace(is_marked=True),))))["diagnostics"]
    assert one["location"]["range"]["start"] == {"line": line, "column": column}


def test_rdjson_suggests_nothing_that_needs_judgement(rules: dict[str, Rule]) -> None:
    (one,) = rdjson(diagnose(), line=LINE, rules=tuple(rules.values()))
    assert "suggestions" not in one


def test_rdjson_suggests_to_delete_a_doubled_word(rules: dict[str, Rule]) -> None:
    line = "She saw “é” and The  the boat."
    doubled = diagnose(line, "The  the", code="RP101")
    (one,) = rdjson(doubled, line=line, rules=tuple(rules.values()))
    assert one["suggestions"] == [{"range": one["location"]["range"], "text": "The"}]


def test_rdjson_leaves_a_word_doubled_over_a_line_end_to_people(rules: dict[str, Rule]) -> None:
    doubled = diagnose("the", "the", code="RP101", end_line=2)
    (one,) = rdjson(doubled, line="the", rules=tuple(rules.values()))
    assert "suggestions" not in one


# ---------------------------------------------------------------- JUnit, Checkstyle, Markdown


def test_junit_of_a_clean_draft_is_a_test_that_passed() -> None:
    suites = ET.fromstring(render("junit", told()))
    assert suites.attrib == {"name": "copydesk", "tests": "1", "failures": "0", "errors": "0"}
    assert [[*case] for case in suites.iter("testcase")] == [[]]


def test_junit_fails_where_the_run_does() -> None:
    suites = ET.fromstring(render("junit", told(diagnose(severity="info"), diagnose(), failures=(FAILURE,))))
    assert suites.attrib == {"name": "copydesk", "tests": "3", "failures": "1", "errors": "1"}
    assert [case[0].tag for case in suites.iter("testcase")] == ["system-out", "failure", "error"]


@pytest.mark.parametrize(("most", "tag"), [(0, "failure"), (1, "system-out")])
def test_junit_knows_of_the_budget(most: int, tag: str) -> None:
    (case,) = ET.fromstring(render("junit", told(diagnose()).allowing(most))).iter("testcase")
    assert case[0].tag == tag


def test_checkstyle_tells_of_failures() -> None:
    draft, broken = ET.fromstring(render("checkstyle", told(failures=(FAILURE,))))
    assert (draft.attrib, [*draft]) == ({"name": "a.md"}, [])
    assert broken[0].attrib["message"] == "is a binary file, not text"


def test_markdown_tells_of_failures() -> None:
    assert render("markdown", told(failures=(FAILURE,))) == (
        "### Copydesk: no findings\n\n- **b.md** is a binary file, not text\n"
    )
