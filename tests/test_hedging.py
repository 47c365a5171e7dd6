"""The pack `hedging` and the kinds `density` and `together` on small drafts."""

from collections.abc import Mapping

import pytest

from linter.diagnostic import Diagnostic
from linter.lint import Linter
from linter.packs import load_rulebook
from linter.readers import read_document
from linter.rulebook import Verdict, find_built_in
from linter.text import Source

LINTER = Linter(load_rulebook([path for path in find_built_in() if path.endswith("hedging.yaml")]))
SEVERITIES = {code: rule.fields.severity for code, rule in LINTER.rules.items()}


def lint(text: str, severities: Mapping[str, str] = SEVERITIES) -> tuple[Diagnostic, ...]:
    return LINTER.lint(read_document(Source("draft.txt", text)), Verdict(severities))  # type: ignore[arg-type]


def spans(text: str) -> list[tuple[str, str]]:
    return [(found.code, found.excerpt) for found in lint(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The regatta begins on 9 May.",
        "In May, the ferries run late.",
        "Theresa May called an election.",
        "May they rest in peace.",
        "Members may borrow eight books at a time.",
        "The boat may be old, but it floats.",
        "They dug the pond so that the ducks could swim.",
        "She could not lift the gate.",
        "As a boy he could swim the lake.",
        "Nothing could be simpler.",
        "He pulled with all his might.",
        "The minister told the House that the tax might rise.",
        "My aunt would salt the steps herself.",
        "I would prefer the earlier boat.",
    ],
)
def test_a_modal_that_doubts_nothing_is_left_alone(text: str) -> None:
    assert spans(text) == []


def test_a_modal_of_doubt_is_told_with_its_intensifier() -> None:
    assert spans("This could well be the last ferry.") == [("HD101", "could well")]


@pytest.mark.parametrize(
    "text",
    [
        "The ferry appeared round the point at dusk.",
        "He suggested a walk along the pier.",
        "Pack as little as possible.",
        "He is heir apparent to the estate.",
        "There are three possible routes: the bridge, the ford and the tunnel.",
        "Perhaps forty people came.",
        "She would rather walk than wait.",
        "It is a kind of owl.",
        "The fund is not distributing its gains.",
        "The two roads are not distinct.",
        "He thinks the statue handsome; I think it vain.",
        "The lease leaves the possibility of a second pier.",
        "The chapel is closer to the quay.",
        "One of them would think of it in time.",
        "“It may perhaps rain,” she said.",
    ],
)
def test_literal_senses_and_other_peoples_words_are_left_alone(text: str) -> None:
    assert spans(text) == []


def test_a_single_hedge_is_a_note() -> None:
    (found,) = lint("The merger seems to please nobody.")
    assert (found.excerpt, found.severity) == ("seems", "info")


def test_a_single_hedge_in_the_close_is_a_warning() -> None:
    text = "The bridge fell. " * 9 + "The merger seems to please nobody."
    assert [(one.code, one.severity) for one in lint(text)] == [("HD102", "warning")]


# ---------------------------------------------------------------- density


def test_hedges_of_two_clauses_are_no_stack() -> None:
    assert [code for code, _ in spans("It may rain, and he is probably at home.")] == ["HD101", "HD103"]


def test_hedges_far_apart_in_one_clause_are_no_stack() -> None:
    text = "The levy may be the last thing that this council ever does for the probably doomed pier."
    assert "HD201" not in dict(spans(text))


def test_two_hedges_in_one_clause_are_a_stack_from_first_to_last() -> None:
    (found,) = lint("It might now perhaps be too late.")
    assert (found.code, found.excerpt, found.severity) == ("HD201", "might now perhaps", "warning")
    assert [place.excerpt for place in found.related] == ["might", "perhaps"]
    assert found.also == ("HD101", "HD103")


def test_three_hedges_in_one_sentence_are_a_stack_across_its_clauses() -> None:
    text = "The hall may, by June, and with luck, be dry, if the roof is probably sound, or seems so."
    assert spans(text) == [
        ("HD201", "may, by June, and with luck, be dry, if the roof is probably sound, or seems")
    ]


def test_a_phrase_that_retreats_twice_is_a_stack_by_itself() -> None:
    assert spans("The trust is open to the possibility of a lease.") == [
        ("HD201", "is open to the possibility of")
    ]


def test_one_approximator_passes_and_two_in_a_paragraph_are_told_each() -> None:
    assert spans("The hall is fairly warm.\n\nThe loft is reasonably dry.") == []
    assert spans("The hall is fairly warm. The loft is reasonably dry.") == [
        ("HD105", "fairly"),
        ("HD105", "reasonably"),
    ]


def test_a_hedge_below_a_headline_is_no_hedged_headline() -> None:
    assert "HD204" not in dict(spans("The Town Needs a Bridge\n\nPerhaps it will get one. Nobody knows."))


def test_a_hedge_in_the_headline_is_told_there() -> None:
    text = "The Town Needs Perhaps a Bridge\n\nThe old one fell in March. Nobody has mended it."
    assert spans(text) == [("HD204", "Perhaps")]


PLAIN = "The crane is booked for June, and the mason has given a price of forty thousand pounds. "
HEDGED = "The work may stop. The crane might fail. The mason seems tired. Perhaps he will rest. "


def test_a_draft_with_few_hedges_is_not_too_thick() -> None:
    assert [code for code, _ in spans(HEDGED + PLAIN * 20) if code.startswith("HD3")] == []


def test_a_draft_with_many_hedges_is_told_once_at_the_first() -> None:
    (found,) = [one for one in lint("\n\n".join([HEDGED + PLAIN * 4] * 3)) if one.code == "HD301"]
    assert (found.line, found.column, found.excerpt, found.severity) == (1, 10, "may", "warning")
    assert len(found.related) == 11
    assert found.message.startswith("12 hedges in ")
    assert "{" not in found.message


def test_a_rate_between_the_ninetieth_and_the_ninety_fifth_percentile_is_a_note() -> None:
    text = "\n\n".join([HEDGED + PLAIN * 19] * 2)
    assert [one.severity for one in lint(text) if one.code == "HD301"] == ["info"]


def test_a_thick_paragraph_names_its_first_hedges_and_counts_the_rest() -> None:
    text = HEDGED + HEDGED + PLAIN * 4
    (found,) = [one for one in lint(text) if one.code == "HD302"]
    assert found.excerpt == "may"
    assert "“may”, “might”, “seems”, “Perhaps”, “may” and 3 more" in found.message


def test_rules_that_are_switched_off_still_count_for_a_stack() -> None:
    found = lint("It might perhaps be too late.", {"HD201": "warning"})
    assert [one.excerpt for one in found] == ["might perhaps"]


# ---------------------------------------------------------------- together


def test_a_hedge_and_a_booster_in_two_clauses_do_not_clash() -> None:
    assert "HD202" not in dict(spans("The wind may drop, but the race will certainly start."))


def test_a_hedge_and_a_booster_on_one_claim_clash() -> None:
    (found,) = lint("It certainly seems unfair.")
    assert (found.code, found.excerpt) == ("HD202", "certainly seems")
    assert found.message.startswith("“seems” doubts what “certainly” asserts")


def test_the_main_point_unhedged_is_left_alone() -> None:
    assert spans("The real question is who pays.") == []


def test_the_main_point_is_told_with_every_hedge_on_it() -> None:
    assert spans("I suspect that the real question is perhaps one of use.") == [
        ("HD203", "I suspect that the real question is perhaps")
    ]
