"""Kinds that say what a house wants: swaps, capitals, patterns, counts, spellings, definitions, readability."""

from pathlib import Path

import pytest

from linter.diagnostic import Diagnostic, Place
from linter.examples import find_spans
from linter.faults import BadFile, RuleOutOfTime
from linter.formula import BadFormula, Formula
from linter.kinds.readability import count_syllables
from linter.lint import Linter
from linter.packs import load_alone, load_pack
from linter.readers import read_document
from linter.rulebook import Verdict
from linter.text import Source

HEADINGS = "not-in: [paragraph, item, label, note, block-quote, table]"
PACK = """
pack: house
about: The house style.
category: style
rules:
  - code: HSE101
    name: house-rule
    kind: {kind}
    severity: warning
    message: "{message}"
    why: The desk says so.
    examples: {{bad: [<Bad.>], good: [Good.]}}
    {keys}
"""


def load(kind: str, keys: str, message: str = "“{match}”") -> Linter:
    return Linter(load_alone("house.yaml", write(kind, keys, message)))


def write(kind: str, keys: str, message: str = "“{match}”") -> str:
    return PACK.format(kind=kind, message=message, keys=keys.replace("\n", "\n    "))


def find(linter: Linter, text: str) -> list[str]:
    return [text[start:end] for start, end in find_spans(linter, linter.rules["HSE101"], text)]


def report(linter: Linter, text: str) -> tuple[Diagnostic, ...]:
    document = read_document(Source("draft.txt", text))
    return linter.lint(document, Verdict({"HSE101": "warning"}))


def tell(linter: Linter, text: str) -> list[str]:
    return [one.message for one in report(linter, text)]


# ---------------------------------------------------------------- phrase

SWAP = "swap: {utilise: use, 'boat(?:man|wife)': rower|sailor, 'as yet(?!\\.)': yet, led: LED}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("They use rowers.", [], id="written so"),
        pytest.param("They reutilise it.", [], id="part of a word"),
        pytest.param("Nobody came as yet.", [], id="looks ahead"),
        pytest.param("It has an LED.", [], id="reads like the offer"),
        pytest.param("Utilise a boatman.", ["Utilise", "boatman"], id="words and shapes"),
        pytest.param("Nobody as yet came.", ["as yet"], id="nothing ahead"),
    ],
)
def test_swap(text: str, found: list[str]) -> None:
    assert find(load("phrase", SWAP, "use {instead} for “{match}”"), text) == found


def test_swap_says_what_to_write() -> None:
    linter = load("phrase", SWAP, "use {instead} for “{match}”")
    assert tell(linter, "A boatman will utilise it.") == [
        "use “rower” or “sailor” for “boatman”",
        "use “use” for “utilise”",
    ]


CAPITALS = "capitals: true\ncues: [TODO, 'Mc[A-Z][a-z]+', iPhone]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A todo for Mcbride, Todo, iphone.", [], id="other capitals"),
        pytest.param("TODOs", [], id="part of a word"),
        pytest.param("TODO: call McBride’s iPhone.", ["TODO", "McBride", "iPhone"], id="the same capitals"),
    ],
)
def test_capitals_count(text: str, found: list[str]) -> None:
    assert find(load("phrase", CAPITALS), text) == found


def test_exceptions_silence_swaps() -> None:
    linter = load("phrase", "swap: {cafe: café}\nsilent-if: [cafe racers?]")
    assert find(linter, "A cafe racer. The cafe.") == ["cafe"]
    assert find(linter, "A cafe racer.") == []


# ---------------------------------------------------------------- pattern

SIGNS = "patterns: ['\\s[—–]\\s', '^But\\b', '\"[^\"]+\"[.,]', '(?i:\\bok\\b)']\nnot-in: [code]"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("He came—and went, but.", [], id="nothing"),
        pytest.param("Ok? okay", ["Ok"], id="any case"),
        pytest.param("He came — late.", ["—"], id="a sign without its blanks"),
        pytest.param("Late. But fine.\n\nBut so.", ["But"], id="the start of a paragraph alone"),
        pytest.param('He said "so", twice.', ['"so",'], id="over a quotation"),
    ],
)
def test_pattern(text: str, found: list[str]) -> None:
    assert find(load("pattern", SIGNS), text) == found


def test_pattern_within_a_sentence() -> None:
    text = "One, two. Three and four."
    assert find(load("pattern", "patterns: [', .*and']"), text) == [", two. Three and"]
    assert find(load("pattern", "patterns: [', .*and']\nwithin: sentence"), text) == []
    assert tell(load("pattern", "patterns: [', .*and']"), text) == ["“, two. Three and”"]


def test_pattern_in_headings_alone() -> None:
    linter = load("pattern", f"patterns: ['[a-z][.]$']\n{HEADINGS}")
    assert find(linter, "# The bridge\n\nIt fell.") == []
    assert find(linter, "# The bridge.\n\nIt fell.") == ["e."]


def test_pattern_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linter.written._SECONDS", 0.2)
    linter = load("pattern", "patterns: ['(?:a+)+b']")
    with pytest.raises(RuleOutOfTime, match="HSE101 ran out of time"):
        find(linter, "a" * 40 + ".")


# ---------------------------------------------------------------- count


@pytest.mark.parametrize(
    ("keys", "text", "found"),
    [
        pytest.param("of: '\\w+'\nmost: 4", "One two three four. One two.", [], id="as many as may be"),
        pytest.param("of: '\\w+'\nmost: 4", "One two three four five six.", ["five six"], id="too many"),
        pytest.param("of: ','\nmost: 1\nper: paragraph", "A, b. C, d.\n\nA, b.", [","], id="a paragraph"),
        pytest.param("of: ','\nmost: 2\nper: draft", "A, b.\n\nC, d.\n\nE, f.", [","], id="a draft"),
        pytest.param("of: '\\d'\nleast: 1", "In 3 days. Never.", ["Never."], id="too few"),
        pytest.param("of: '\\d'\nleast: 1", "1 or 2 or 3. Or 4. Never.", ["Never."], id="some have many"),
        pytest.param("of: '\\d'\nleast: 1\nper: draft", "In 3 days. Never.", [], id="enough in a draft"),
        pytest.param("of: '\\d'\nleast: 1\nper: draft", "", [], id="no draft"),
    ],
)
def test_count(keys: str, text: str, found: list[str]) -> None:
    assert find(load("count", keys, "{n} of {most} and {least}"), text) == found


def test_count_is_told() -> None:
    linter = load("count", "of: '\\w+'\nmost: 4", "{n} words, {most} are enough")
    assert tell(linter, "One two three four five six.") == ["6 words, 4 are enough"]


# ---------------------------------------------------------------- consistency


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A grey quay by the greyest sea, grayish.", [], id="one of them"),
        pytest.param("A grey quay, a gray sea, a gray sky.", ["gray"], id="the second, once"),
        pytest.param("Gray sea. A grey quay. The jail, two gaols.", ["grey", "gaols"], id="both"),
    ],
)
def test_consistency(text: str, found: list[str]) -> None:
    keys = "either: [[grey, gray], ['jails?', gaols?]]"
    assert find(load("consistency", keys, "“{match}”, but “{other}” before"), text) == found


def test_consistency_is_told_with_what_was_written_first() -> None:
    linter = load("consistency", "either: [[grey, gray]]", "“{match}”, but “{other}” before")
    (told,) = report(linter, "A grey quay.\n\nA gray sea.")
    assert told.message == "“gray”, but “grey” before"
    assert told.related == (Place(1, 3, 1, 7, "written so first", "grey"),)


# ---------------------------------------------------------------- definition

TERMS = "terms: ['\\b[A-Z]{3,}\\b']\nby: ['[A-Z]\\w+(?: [A-Z]\\w+)* \\([A-Z]{3,}\\)']"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The World Health Organization (WHO) met. Then the WHO left.", [], id="defined"),
        pytest.param("The WHO is the World Health Organization (WHO).", [], id="in the same paragraph"),
        pytest.param("The WHO met, and the WHO left.", ["WHO"], id="once"),
        pytest.param("The WHO met.\n\nThe World Health Organization (WHO) left.", ["WHO"], id="too late"),
        pytest.param("The WHO met.\n\nThe (WHO).", ["WHO"], id="no definition"),
        pytest.param("The World Health Organization (WHOM) met. The WHO left.", ["WHO"], id="another"),
    ],
)
def test_definition(text: str, found: list[str]) -> None:
    assert find(load("definition", TERMS), text) == found


# ---------------------------------------------------------------- capitals


@pytest.mark.parametrize(
    ("style", "heading", "wrong"),
    [
        pytest.param("sentence", "Why the bridge must go now", False, id="sentence"),
        pytest.param("sentence", "Why Lagos must answer Abuja", False, id="names that the draft has"),
        pytest.param("sentence", "NATO and the EU", False, id="words in capitals"),
        pytest.param("sentence", "Why The Bridge Must Go", True, id="title instead"),
        pytest.param("sentence", "why the bridge must go to the other side", True, id="no capital"),
        pytest.param("title", "The Bridge of Lagos", False, id="title"),
        pytest.param("title", "The bridge of lagos", True, id="sentence instead"),
        pytest.param("lower", "the bridge", False, id="lower"),
        pytest.param("lower", "The Bridge", True, id="not lower"),
        pytest.param("upper", "THE BRIDGE", False, id="upper"),
        pytest.param("upper", "THE bridge", True, id="not upper"),
    ],
)
def test_capitals(style: str, heading: str, wrong: bool) -> None:
    linter = load("capitals", f"style: {style}\n{HEADINGS}", "{words}")
    text = f"# {heading}\n\nThe people of Lagos and Abuja met."
    assert find(linter, text) == ([heading] if wrong else [])


def test_capitals_of_names_are_those_inside_of_sentences() -> None:
    linter = load("capitals", f"style: sentence\n{HEADINGS}", "{words}")
    assert find(linter, "# How Bohm’s pier fell\n\nThey met Bohm, who wept.") == []
    assert find(linter, "# How Bohm fell\n\nBohm wept. It rained.") == ["How Bohm fell"]
    assert find(linter, "# How Bohm fell\n\nA Bohm wept.") == []


def test_capitals_spared() -> None:
    keys = f"style: sentence\nspare: [Kubernetes]\nafter: [':']\n{HEADINGS}"
    assert find(load("capitals", keys, "{words}"), "# The bridge: Kubernetes Kubernetes\n\nIt fell.") == []
    assert find(load("capitals", keys, "{words}"), "# Bridge: The Fall\n\nIt fell.") == ["Bridge: The Fall"]


# ---------------------------------------------------------------- readability

GRADE = "formula: 0.39 * words / sentences + 11.8 * syllables / words - 15.59\nabove: 8"


def test_readability() -> None:
    linter = load("readability", GRADE, "grade {value}, {words} words")
    assert tell(linter, "The cat sat. The dog ran.") == []
    hard = "Considerable organisational difficulties accompanied international relationships."
    assert find(linter, hard) == [hard]
    assert tell(linter, hard) == ["grade 41.8, 6 words"]
    assert tell(load("readability", f"{GRADE}\nmin-words: 7", "{value}"), hard) == []


def test_readability_counts_words_by_their_syllables() -> None:
    text = "A tomato, a banana, a paper and a window fell. It was visited."
    for formula, value in (("polysyllabic_words", "3.0"), ("complex_words", "2.0")):
        linter = load("readability", f"formula: {formula}\nabove: 0", "{value}")
        assert tell(linter, text) == [value]


def test_readability_of_nothing() -> None:
    assert tell(load("readability", GRADE, "{value}"), "") == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1),
        ("made", 1),
        ("asked", 1),
        ("wanted", 2),
        ("handles", 2),
        ("media", 3),
        ("video", 3),
        ("nth", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert count_syllables(word) == count


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3 - -4", 13.0),
        ("8 / 4 / 2", 1.0),
        ("math.sqrt(words) + sqrt(4)", 5.0),
        ("words / (words - 9)", None),
        ("sqrt(0 - words)", None),
    ],
)
def test_formula(formula: str, value: float | None) -> None:
    assert Formula(formula, frozenset({"words"})).value({"words": 9.0}) == value


@pytest.mark.parametrize(
    ("formula", "cause"),
    [
        ("wrds + 1", "“wrds” is no number that is counted; did you mean “words”?"),
        ("words +", "it ends too soon"),
        ("(words", "a bracket is not closed"),
        ("words words", "nothing can be made of “words” here"),
        ("__import__('os')", "nothing can be made of"),
        ("words.real", "nothing can be made of “.real”"),
        ("(" * 99 + "1" + ")" * 99, "nested too deeply"),
        ("-" * 99 + "1", "nested too deeply"),
        ("", "it ends too soon"),
    ],
)
def test_formula_refused(formula: str, cause: str) -> None:
    with pytest.raises(BadFormula, match=cause.replace("(", "\\(").replace("?", "\\?")):
        Formula(formula, frozenset({"words"}))


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("kind", "keys", "fault"),
    [
        pytest.param("phrase", "rank: 5", "6:5: a phrase rule has either “cues” or “swap”", id="no cues"),
        pytest.param("phrase", "cues: [a]\nswap: {b: c}", "either “cues” or “swap”", id="cues and swap"),
        pytest.param(
            "phrase", "swap: {'(b': c}", "13:12: the pattern “(b” cannot be used", id="a swap's pattern"
        ),
        pytest.param("phrase", "cues: [TODO]", "“T” is a capital", id="capitals that do not count"),
        pytest.param(
            "phrase", "swap: {b: [c]}", "13:15: expected text, not a list", id="two offers as a list"
        ),
        pytest.param("pattern", "patterns: ['(']", "13:16: the pattern “(” cannot be used", id="pattern"),
        pytest.param("pattern", "patterns: ['(a)']", "write (?:...) for a group", id="group"),
        pytest.param("pattern", "patterns: ['a*']", "it matches the empty string", id="empty"),
        pytest.param("pattern", "within: sentence", "either “patterns” or “swap”", id="no patterns"),
        pytest.param("count", "of: ','", "a count rule has a limit", id="no limit"),
        pytest.param("count", "of: ',('\nmost: 1", "13:9: the pattern “,(” cannot be used", id="count"),
        pytest.param("definition", "terms: [A]\nby: [')']", "14:10: the pattern “)” cannot", id="definition"),
        pytest.param("capitals", "style: camel", "“camel” is none of sentence, title", id="style"),
        pytest.param(
            "readability", "formula: wrds\nabove: 1", "13:14: the formula cannot be used", id="formula"
        ),
        pytest.param(
            "readability", "formula: words", "a readability rule has a limit", id="no limit of a value"
        ),
    ],
)
def test_refused(tmp_path: Path, kind: str, keys: str, fault: str) -> None:
    with pytest.raises(BadFile) as bad:
        load_pack("house.yaml", {}, write(kind, keys, "No."))
    assert any(fault in str(one) for one in bad.value.faults), [*map(str, bad.value.faults)]
