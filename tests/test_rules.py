"""Every example of every built-in rule: what is marked is found, exactly that, and nothing else."""

import pytest

from linter.examples import BadMarks, find_spans, read_marks, run_example
from linter.lint import Linter
from linter.packs import load_rulebook
from linter.rule import Rule
from linter.rulebook import find_built_in
from linter.text import Span

LINTER = Linter(load_rulebook(find_built_in()))
RULES = LINTER.rulebook.rules
GOOD = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.fields.examples.good, 1)
]
BAD = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.fields.examples.bad, 1)
]


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_left_alone(rule: Rule, example: str) -> None:
    assert find_spans(LINTER, rule, example) == []


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_reported(rule: Rule, example: str) -> None:
    text, spans = read_marks(example)
    found = [text[span.start : span.end] for span in find_spans(LINTER, rule, text)]
    assert found == [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_is_well_told(rule: Rule) -> None:
    assert len(rule.fields.examples.good) >= 3
    assert len(rule.fields.examples.bad) >= 3
    assert "avoid" not in rule.fields.message.lower()
    assert rule.fields.why.strip()


# ---------------------------------------------------------------- marks and verdicts


def test_marks() -> None:
    assert read_marks("a <b> <c <d>>") == ("a b c d", (Span(2, 3), Span(4, 7), Span(6, 7)))


@pytest.mark.parametrize("example", ["a <b", "a b>", ">a<"])
def test_marks_that_do_not_pair(example: str) -> None:
    with pytest.raises(BadMarks):
        read_marks(example)


@pytest.mark.parametrize(
    ("example", "marked", "faults"),
    [
        pytest.param("It is raining.", False, [], id="right"),
        pytest.param("<Critics say> so.", True, [], id="right and marked"),
        pytest.param("Critics say so.", False, ["noisy"], id="noisy"),
        pytest.param("<Critics say> so. Critics say so.", True, ["noisy"], id="noisy beside a mark"),
        pytest.param("It is <raining>.", True, ["missing"], id="missing"),
        pytest.param("<Critics> say so.", True, ["wrong span"], id="wrong span"),
        pytest.param("It is <raining.", True, ["bad marks"], id="bad marks"),
    ],
)
def test_verdicts(example: str, marked: bool, faults: list[str]) -> None:
    rule = LINTER.rules["AT101"]
    assert [failed.fault for failed in run_example(LINTER, rule, example, marked=marked)] == faults
