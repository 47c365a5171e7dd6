"""`copydesk import-vale`: a style in, a pack out that passes its own tests; and word of what became of each rule."""

from pathlib import Path

import pytest
from conftest import Copydesk

from linter.dialect import translate, write_samples
from linter.examples import find_spans
from linter.faults import BadFile
from linter.filing import BadPattern
from linter.importing import Imported, import_style
from linter.library import lint_text
from linter.lint import Linter
from linter.packs import load_alone
from linter.proof import test_packs as run_packs

# A style of our own, with a rule of every sort.
STYLE = {
    "Fog": """
extends: existence
message: "'%s' hides something."
description: Words such as '%s' are fog.
link: https://example.org/fog
level: error
ignorecase: true
tokens:
  - sort of
  - 'kinda|kind of'
  - drift(wood)?
  - moor[ -]*land
  - ', as it were'
  - approx\\.
exceptions:
  - kind of blue
""",
    "Marks": "extends: existence\nmessage: Mark '%s' left.\ntokens: [HERE, 'Check[A-Z]\\w+']\n",
    "Signs": """
extends: existence
message: Put no blank before “%s”.
nonword: true
tokens: ['\\s[;:]', '\\.\\.\\.', '(?i)\\bpp?\\. ?\\d+']
""",
    "Passive": """
extends: existence
message: "%s: who did it?"
level: suggestion
ignorecase: true
raw: ['(was|were)\\b', '\\s*']
tokens: ['\\w+ed', thrown, sunk]
""",
    "Opener": "extends: existence\nmessage: Not '%s' first.\nscope: paragraph\ntokens: [^And]\n",
    "HeadStop": "extends: existence\nmessage: No stop.\nscope: heading\nnonword: true\ntokens: ['[a-z]\\.$']\n",
    "Ships": """
extends: substitution
message: Say '%s' instead of '%s'.
ignorecase: true
action: {name: replace}
swap:
  car ferry: ferry
  (?:boat|ship)man: sailor|rower
  it's(?=\\.): it is
  led: LED
""",
    "Terms": "extends: substitution\nmessage: Say '%s'.\nswap: {(?:e-mail|Email): email, mr Mayor: Mr Mayor}\n",
    "Arrows": "extends: substitution\nmessage: '%[2]s is %[1]s'\nnonword: true\nswap: {'->': →, '\\(c\\)': ©}\n",
    "Long": "extends: occurrence\nmessage: Shorter.\nscope: sentence\nlevel: suggestion\nmax: 8\ntoken: \\b(\\w+)\\b\n",
    "Commas": "extends: occurrence\nmessage: No comma.\nscope: paragraph\nmin: 1\ntoken: ','\n",
    "Twice": "extends: repetition\nmessage: \"'%s' twice\"\nalpha: true\ntokens: ['[^\\s]+']\n",
    "Spelt": "extends: consistency\nmessage: Or '%s'?\nignorecase: true\neither: {grey: gray, quays?: kays?}\n",
    "Short": """
extends: conditional
message: "'%s' has no meaning."
first: '\\b[A-Z]{3,}\\b'
second: '[A-Z]\\w+(?: [A-Z]\\w+)* \\(([A-Z]{3,})\\)'
exceptions: [BBC]
""",
    "Heads": "extends: capitalization\nmessage: \"'%s'\"\nscope: heading\nmatch: $sentence\nexceptions: [Port Royal]\n",
    "Titles": "extends: capitalization\nmessage: \"'%s'\"\nscope: heading\nmatch: $title\nstyle: Chicago\n",
    "Numbered": "extends: capitalization\nmessage: \"'%s'\"\nscope: heading\nmatch: '^\\d+ '\n",
    "Grade": """
extends: metric
message: Grade %s.
formula: |
  0.39 * words / sentences
  + 11.8 * syllables / words - 15.59
condition: '> 8.0'
""",
    "Mean": "extends: readability\nmessage: Grade %s.\ngrade: 12\nmetrics: [Gunning Fog, SMOG]\n",
}  # fmt: skip
ASKED, STYLE_NAME = "The style quay-side asks for it.", "Vale style quay-side"
HARD = "Organisational difficulties accompanied relationships."
LOST = {
    "Code": ("extends: script\nmessage: No.\nscript: |\n  matches := []\n", "script: a program of the style's own"),
    "Parts": ("extends: sequence\nmessage: No.\ntokens: [{tag: NN}]\n", "sequence: it asks for parts of speech"),
    "Spell": ("extends: spelling\nmessage: No.\ndicpath: x\n", "spelling: it needs a dictionary"),
    "Raw": ("extends: existence\nmessage: No.\nscope: raw\ntokens: [a]\n", "the scope “raw” is no part of a draft"),
    "Quote": ("extends: existence\nmessage: No.\nscope: blockquote\ntokens: [a]\n", "that an example could show"),
    "Back": ("extends: existence\nmessage: No.\ntokens: ['(\\w+) \\1']\n", "it refers back to what a group matched"),
    "Behind": ("extends: existence\nmessage: No.\ntokens: ['(?<=a+)b']\n", "look-behind requires fixed-width"),
    "Empty": ("extends: existence\nmessage: No.\n", "it has no tokens"),
    "Noun": ("extends: substitution\nmessage: No.\npos: NN\nswap: {a: b}\n", "parts of speech"),
    "Pairs": ("extends: repetition\nmessage: No.\ntokens: ['\\d+']\n", "only words of any form that stand twice"),
    "Beside": ("extends: conditional\nmessage: No.\nfirst: A\nsecond: B\n", "it asks that something stand anywhere"),
    "Equal": ("extends: metric\nmessage: No.\nformula: words\ncondition: == 3\n", "is no limit such as “> 8”"),
    "Unknown": ("extends: metric\nmessage: No.\nformula: verbs\ncondition: '> 3'\n", "“verbs” is no number"),
    "Never": ("extends: existence\nmessage: No.\nnonword: true\ntokens: ['a {2,}b']\n", "no text was found"),
    "Case": ("extends: capitalization\nmessage: No.\nmatch: $camel\n", "“$camel” is no style of capitals"),
}  # fmt: skip


def write_rules(folder: Path, rules: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in rules.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rules(tmp_path_factory.mktemp("styles") / "quay-side", STYLE)


@pytest.fixture(scope="module")
def imported(style: Path) -> Imported:
    return import_style(str(style))


@pytest.fixture(scope="module")
def linter(imported: Imported) -> Linter:
    return Linter(load_alone("pack.yaml", imported.text))


def find_rule(linter: Linter, name: str) -> str:
    return next(code for code, rule in linter.rules.items() if rule.fields.name == f"quay-side-{name}")


def find(linter: Linter, name: str, text: str) -> list[str]:
    spans = find_spans(linter, linter.rules[find_rule(linter, name)], text)
    return [text[start:end] for start, end in spans]


def test_all_are_carried_over(imported: Imported) -> None:
    assert [one.path for one in imported.outcomes] == sorted(f"{name}.yml" for name in STYLE)
    assert {one.path: one.why for one in imported.outcomes if one.verdict != "carried over"} == {
        "Titles.yml": "titles are held against the style of the Associated Press"
    }
    assert [one.code for one in imported.outcomes] == [f"QUS{101 + n}" for n in range(len(STYLE))]


def test_pack_passes_its_own_tests(imported: Imported, tmp_path: Path) -> None:
    path = tmp_path / "quay.yaml"
    path.write_text(imported.text, encoding="utf-8")
    tested = run_packs([str(path)])
    assert (tested.rules, tested.failed, tested.slow) == (len(STYLE), (), ())
    assert tested.examples >= 2 * len(STYLE)


def test_nothing_is_on_until_it_is_called(imported: Imported, tmp_path: Path) -> None:
    (tmp_path / "quay.yaml").write_text(imported.text, encoding="utf-8")
    text = "It was sort of thrown away. HERE it is... (c)\n"

    def told(settings: str) -> set[str]:
        config = tmp_path / f"{len(settings)}.yaml"
        config.write_text(f"packs: [quay.yaml]\n{settings}")
        return {one.name for one in lint_text(text, config=config) if one.pack == "quay-side"}

    assert told("") == set()
    assert told("extend-select: [quay-side]\n") == set()
    assert told("extend-select: [quay-side-fog, QUS101]\n") == {"quay-side-fog", "quay-side-arrows"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fog", "They resort off shore to a kind of blue. As it were, driftwoods."),
        ("marks", "Here, here, there and THERE. Checkmate."),
        ("signs", "So; so: pp. five."),
        ("passive", "It waswashed. Was it?"),
        ("opener", "It fell. And so on."),
        ("head-stop", "# The quay\n\nIt fell."),
        ("ships", "A ferry and a sailor by the LED. What it's worth."),
        ("terms", "An email to Mr Mayor, a mayor."),
        ("arrows", "→ and ©"),
        ("long", "One two three four five six seven eight. One."),
        ("commas", "One, two. Three."),
        ("twice", "The tide. The tide."),
        ("spelt", "Grey, greyer and grey."),
        ("short", "The BBC and the World Health Organization (WHO). The WHO left."),
        ("heads", "# The quay at Port Royal\n\nIt fell."),
        ("titles", "# The Fall of the Quay\n\nIt fell."),
        ("numbered", "# 7 quays\n\nIt fell."),
        ("grade", "The cat sat."),
        ("mean", "The cat sat."),
    ],
)
def test_left_alone(linter: Linter, name: str, text: str) -> None:
    assert find(linter, name, text) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("fog", "Sort of driftwood, as it were: approx. five kinda moor-land moorland.",
         ["Sort of", "driftwood", "as it were", "approx.", "kinda", "moor-land", "moorland"]),
        ("marks", "HERE is CheckThis.", ["HERE", "CheckThis"]),
        ("signs", "So ; so... P. 5", [";", "...", "P. 5"]),
        ("passive", "It was washed and were thrown.", ["was washed", "were thrown"]),
        ("opener", "And so on. And on.\n\nAnd so.", ["And", "And"]),
        ("head-stop", "# The quay.\n\nIt fell.", ["y."]),
        ("ships", "Car Ferry, shipman: that is what it’s.", ["Car Ferry", "shipman", "it’s"]),
        ("terms", "Email the mr Mayor an e-mail.", ["Email", "mr Mayor", "e-mail"]),
        ("arrows", "a -> b (c)", ["->", "(c)"]),
        ("long", "One two three four five six seven eight nine ten.", ["nine ten"]),
        ("commas", "One. Two.", ["One. Two."]),
        ("twice", "In the the tide.", ["the the"]),
        ("spelt", "A grey quay, a gray quay, kays.", ["gray", "kays"]),
        ("short", "The WHO and the BBC.", ["WHO"]),
        ("heads", "# The Fall Of The Quay\n\nIt fell.", ["The Fall Of The Quay"]),
        ("titles", "# The fall of the quay\n\nIt fell.", ["The fall of the quay"]),
        ("numbered", "# Quays\n\nIt fell.", ["Quays"]),
        ("grade", HARD, [HARD]),
        ("mean", HARD, [HARD]),
    ],
)  # fmt: skip
def test_found(linter: Linter, name: str, text: str, found: list[str]) -> None:
    assert find(linter, name, text) == found


@pytest.mark.parametrize(
    ("name", "severity", "message", "why", "source"),
    [
        ("fog", "error", "“{match}” hides something.", "Words such as this are fog.", "https://example.org/fog"),
        ("long", "info", "Shorter.", ASKED, STYLE_NAME),
        ("ships", "warning", "Say {instead} instead of “{match}”.", ASKED, STYLE_NAME),
        ("terms", "warning", "Say {instead}.", ASKED, STYLE_NAME),
        ("arrows", "warning", "“{match}” is {instead}", ASKED, STYLE_NAME),
        ("grade", "warning", "Grade {value}.", ASKED, STYLE_NAME),
    ],
)  # fmt: skip
def test_what_is_said(linter: Linter, name: str, severity: str, message: str, why: str, source: str) -> None:
    fields = linter.rules[find_rule(linter, name)].fields
    assert (fields.severity, fields.message, fields.why, fields.source) == (severity, message, why, source)


# ---------------------------------------------------------------- what is not carried over


@pytest.mark.parametrize(("name", "rule", "why"), [(name, *rule) for name, rule in LOST.items()])
def test_not_carried_over(tmp_path: Path, name: str, rule: str, why: str) -> None:
    folder = write_rules(tmp_path / "style", {name: rule, "Marks": STYLE["Marks"]})
    imported = import_style(str(folder))
    lost, kept = sorted(imported.outcomes, key=lambda one: one.is_carried)
    assert (lost.path, lost.code, lost.verdict) == (f"{name}.yml", "", "not carried over")
    assert why in lost.why
    assert (kept.path, kept.code) == ("Marks.yml", "STY101")
    assert f"style-{name.lower()}" not in imported.text


def test_entries_that_no_text_shows_are_told(tmp_path: Path) -> None:
    rule = "extends: existence\nmessage: No.\nnonword: true\ntokens: ['[a-z];[A-Z]', 'a {2,}b']\n"
    (one,) = import_style(str(write_rules(tmp_path / "style", {"Gap": rule}))).outcomes
    assert (one.code, one.verdict) == ("STY101", "carried over in part")
    assert one.why == "1 of 2 entries were found in no text tried, such as “a {2,}b”"


@pytest.mark.parametrize(
    ("scope", "told", "text"),
    [
        ("heading.h2", "headings of every level, not of h2 alone", "# A quay.\n\nA quay."),
        ("~paragraph", "", "# A quay.\n\nA quay."),
        ("[heading, list]", "", "# A quay.\n\nA quay."),
        ("text & ~list", "", "A quay.\n\n- A quay."),
    ],
)
def test_scopes(tmp_path: Path, scope: str, told: str, text: str) -> None:
    rule = f"extends: existence\nmessage: No.\nscope: {scope}\ntokens: [quay]\n"
    imported = import_style(str(write_rules(tmp_path / "style", {"Where": rule})))
    assert (imported.outcomes[0].verdict == "carried over in part") is bool(told)
    assert told in imported.outcomes[0].why
    linter = Linter(load_alone("pack.yaml", imported.text))
    place = text.index("quay")
    assert find_spans(linter, linter.rules["STY101"], text) == [(place, place + 4)]


def test_rules_that_would_be_called_the_same(tmp_path: Path) -> None:
    rules = {"BigTop": STYLE["Marks"], "big-top": STYLE["Marks"], "42": STYLE["Marks"]}
    imported = import_style(str(write_rules(tmp_path / "a", rules)))
    assert sorted(one.name for one in imported.outcomes) == ["a-big-top", "a-big-top-2", "a-style-42"]
    assert {one.code for one in imported.outcomes} == {"AVA101", "AVA102", "AVA103"}


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        pytest.param("extends: existence\nmessage: [", "3:1: not valid YAML", id="YAML"),
        pytest.param("- a\n", "1:1: expected a mapping with keys such as “extends”", id="no mapping"),
        pytest.param("message: No.\ntokens: [a]\n", "1:1: the key “extends” is missing", id="no extends"),
        pytest.param(
            "extends: existence\ntokens: [a]\n", "1:1: the key “message” is missing", id="no message"
        ),
        pytest.param("extends: substitution\nmessage: No.\n", "1:1: the key “swap” is missing", id="no swap"),
        pytest.param(
            "extends: existance\nmessage: No.\n",
            "1:10: “existance” is nothing that a rule extends; did you mean “existence”?",
            id="extends what",
        ),
        pytest.param(
            "extends: existence\nmessage: No.\ntokns: [a]\n",
            "3:1: unknown key “tokns”; did you mean “tokens”?",
            id="key",
        ),
        pytest.param(
            "extends: existence\nmessage: No.\ntokens: a\n",
            "3:9: expected a list, not a single value",
            id="no list",
        ),
        pytest.param(
            "extends: existence\nmessage: No.\nignorecase: maybe\n",
            "3:13: expected true or false, not “maybe”",
            id="no truth",
        ),
        pytest.param(
            "extends: occurrence\nmessage: No.\ntoken: a\nmax: many\n",
            "4:6: expected a whole number, not “many”",
            id="no number",
        ),
        pytest.param(
            "extends: existence\nmessage: No.\nlevel: loud\n",
            "3:8: “loud” is none of suggestion, warning, error",
            id="level",
        ),
    ],
)
def test_faults_of_a_rule(tmp_path: Path, rule: str, fault: str) -> None:
    folder = write_rules(tmp_path / "style", {"Bad": rule, "Marks": STYLE["Marks"]})
    with pytest.raises(BadFile) as bad:
        import_style(str(folder))
    assert any(str(one).startswith(f"{folder}/Bad.yml:{fault}") for one in bad.value.faults), bad.value


def test_every_file_is_told_of(tmp_path: Path) -> None:
    folder = write_rules(tmp_path / "style", {"A": "extends: existence\n", "B": "message: No.\n"})
    with pytest.raises(BadFile) as bad:
        import_style(str(folder))
    assert [Path(fault.path).name for fault in bad.value.faults] == ["A.yml", "B.yml"]


# ---------------------------------------------------------------- the command


def test_command(tmp_path: Path, copydesk: Copydesk) -> None:
    write_rules(tmp_path / "quay-side", {"Marks": STYLE["Marks"], "Code": LOST["Code"][0]})
    ran = copydesk("import-vale", "quay-side", "-o", "quay.yaml")
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "RULE       CODE    WHAT BECAME OF IT  HOW, OR WHY NOT",
        "Code.yml   -       not carried over   script: a program of the style's own, and packs hold no programs",
        "Marks.yml  QUS101  carried over       as kind pattern",
    ]
    assert ran.err == (
        "carried over 1 of 2 rules into quay.yaml; each is off until its code or name is called\n"
    )
    assert copydesk("test", "quay.yaml").status == 0
    printed = copydesk("import-vale", "quay-side")
    assert printed.out == (tmp_path / "quay.yaml").read_text(encoding="utf-8")
    assert "Code.yml" in printed.err


def test_command_overwrites_nothing_unasked(tmp_path: Path, copydesk: Copydesk) -> None:
    write_rules(tmp_path / "style", {"Marks": STYLE["Marks"]})
    (tmp_path / "mine.yaml").write_text("mine")
    ran = copydesk("import-vale", "style", "--output", "mine.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert "“mine.yaml” is there already; --overwrite writes over it" in ran.err
    assert (tmp_path / "mine.yaml").read_text() == "mine"
    assert copydesk("import-vale", "style", "--output", "mine.yaml", "--overwrite").status == 0
    assert (tmp_path / "mine.yaml").read_text().startswith("# Imported from the Vale style “style”.")


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        pytest.param({"Bad": "extends: [\n"}, "style/Bad.yml:2:1: not valid YAML", id="YAML"),
        pytest.param({}, "style:1:1: holds no rules of a style (files that end in .yml)", id="no rules"),
    ],
)
def test_command_goes_wrong(tmp_path: Path, copydesk: Copydesk, rules: dict[str, str], fault: str) -> None:
    write_rules(tmp_path / "style", rules)
    ran = copydesk("import-vale", "style", "-o", "pack.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(fault)
    assert not (tmp_path / "pack.yaml").exists()


def test_command_finds_no_style(tmp_path: Path, copydesk: Copydesk) -> None:
    assert copydesk("import-vale", "nowhere").err == "nowhere:1:1: is no folder with the rules of a style\n"
    write_rules(tmp_path / "styles", {})
    write_rules(tmp_path / "styles" / "Quay", {"Marks": STYLE["Marks"]})
    ran = copydesk("import-vale", "styles")
    assert (ran.status, ran.err.rpartition("; ")[2]) == (2, "is it one of its folders that is meant: Quay?\n")


# ---------------------------------------------------------------- the dialect


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"(a|b)c", r"(?:a|b)c"),
        (r"(?P<x>a)(?<y>b)(?=c)(?<=d)(?<!e)\(f\)", r"(?:a)(?:b)(?=c)(?<=d)(?<!e)\(f\)"),
        (r"(?i)Ab", r"(?i:Ab)"),
        (r"(?m)^a$", r"^a$"),
        (r"\p{Nd}\P{Nd}[\p{Nd}a]", r"[\d][^\d][\da]"),
        (r"[[:digit:]x]", r"[\dx]"),
        (r"[[x]", r"[\[x]"),
        (r"\x{2014}\Qa.b\E", "—a\\.b"),
        (r"\Aa\z", r"^a$"),
    ],
)
def test_dialect(pattern: str, written: str) -> None:
    assert translate(pattern) == written


@pytest.mark.parametrize(
    ("pattern", "cause"),
    [
        (r"(a)\1", "refers back"),
        (r"[a-z-[aeiou]]x", "takes one set of characters from another"),
        (r"\p{Greek}", "“Greek”, which patterns here have no name for"),
        (r"(?:a(?i)b)", "stands inside it"),
        (r"a*", "matches the empty string"),
        (r"(a", "missing \\)"),
    ],
)
def test_dialect_refused(pattern: str, cause: str) -> None:
    with pytest.raises(BadPattern, match=cause):
        translate(pattern)


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        ("(?:x{9999}){9999}", 2_000 * "x"),
        ("a b", "a b"),
        ("(?:a|b)c?", "bc"),
        (r"\d{2}[x-z]", "11x"),
        (r"[^\s,]+-", "a-"),
        (r"\w+ly\b", "aly"),
    ],
)
def test_samples(pattern: str, sample: str) -> None:
    assert sample in write_samples(pattern)


# ---------------------------------------------------------------- the manual


def test_manual_shows_what_comes(tmp_path: Path, copydesk: Copydesk) -> None:
    manual = (Path(__file__).parent.parent / "docs" / "commands" / "import-vale.md").read_text(
        encoding="utf-8"
    )
    command, *shown = manual.partition("```console\n$ copydesk ")[2].partition("\n```")[0].splitlines()
    (tmp_path / "styles").mkdir()
    (tmp_path / "style").mkdir()
    spaces = "extends: existence\nmessage: One.\nnonword: true\ntokens: ['[,;]\\w', '[,;] {2,}\\w']\n"
    rules = {
        "Acronyms": STYLE["Short"],
        "Hedges": "extends: existence\nmessage: '%s?'\nignorecase: true\ntokens: [perhaps]\n",
    }
    write_rules(tmp_path / "styles" / "House", rules | {"Nouns": LOST["Parts"][0], "Spaces": spaces})
    ran = copydesk(*command.split())
    assert (ran.out + ran.err).splitlines() == shown
    config = manual.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "copydesk.yaml").write_text(config)
    (tmp_path / "draft.md").write_text("Perhaps the WHO came,then left.\n")
    told = copydesk("check", "--min-severity", "info", "draft.md").out
    assert [code for code in ("HOU101", "HOU102", "HOU103") if code in told] == ["HOU101", "HOU102"]
