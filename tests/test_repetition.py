"""What returns and does no work is found; figures, names, terms, topics and cohesion are left alone."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.devices import DELIBERATE, is_broken_series, weigh_echo
from linter.diagnostic import Finding
from linter.document import Document
from linter.kinds.overuse import find_key
from linter.lemma import stem_table
from linter.lexis import Lexis, read_lexis
from linter.lint import Linter
from linter.packs import load_rulebook
from linter.phrases import find_grams
from linter.readers import read_document
from linter.rulebook import Verdict, find_built_in
from linter.text import Source, Span

SEEDS = Path(__file__).parent.parent / "seeds"


@cache
def linter() -> Linter:
    return Linter(load_rulebook(find_built_in()))


def read(text: str) -> Document:
    return read_document(Source("draft.txt", text))


def lexis_of(text: str) -> Lexis:
    return read_lexis(read(text), frozenset())


def find(code: str, text: str, terms: Sequence[str] = ()) -> list[Finding]:
    return linter().find(read(text), Verdict({code: "warning"}, frozenset(terms)))


def excerpts(code: str, text: str, terms: Sequence[str] = ()) -> list[str]:
    document = read(text)
    return [document.text(finding.span) for finding in find(code, text, terms)]


def points(text: str, word: str) -> int:
    """What the test for figures gives to the first two places of a word's stem."""
    lexis = lexis_of(text)
    first, second = [at for at, stem in enumerate(lexis.stems) if stem == stem_table()[word]][:2]
    return weigh_echo(lexis, first, second)


# ---------------------------------------------------------------- stems


@pytest.mark.parametrize(
    "pair",
    [("undermines", "undermine"), ("prosperity", "prospers"), ("built", "building"), ("decision", "decided")],
)
def test_forms_of_a_family_have_one_stem(pair: tuple[str, str]) -> None:
    one, other = pair
    assert stem_table()[one] == stem_table()[other] != ""


@pytest.mark.parametrize("pair", [("even", "evening"), ("busy", "business"), ("general", "generation")])
def test_lookalikes_have_stems_of_their_own(pair: tuple[str, str]) -> None:
    one, other = pair
    assert stem_table()[one] != stem_table()[other]


@pytest.mark.parametrize("word", ["the", "of", "don't", "it's", "42", "x", "seven"])
def test_words_of_the_closed_classes_have_no_stem(word: str) -> None:
    assert stem_table()[word] == ""


def test_a_possessive_has_the_stem_of_its_noun() -> None:
    assert stem_table()["harbour's"] == stem_table()["harbour"]


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Shops are painted, boats are painted.", "painted"),
        ("Jobs lead to debts, and debts lead to quarrels.", "debts"),
        ("They mended it plank by plank.", "plank"),
        ("They earn a living rather than live on grants.", "live"),
        ("A council can doze through a meeting; a town cannot doze through a fire.", "doze"),
        ("The traders lose customers, the customers lose patience.", "lose"),
    ],
)
def test_figures_of_speech_are_meant(text: str, word: str) -> None:
    assert points(text, word) >= DELIBERATE


def test_one_verb_in_two_jobs_is_not_meant() -> None:
    assert points("The ruling undermines a plan that seeks to undermine the port.", "undermine") < DELIBERATE


def test_a_series_that_keeps_its_word_is_whole() -> None:
    lexis = lexis_of("They mend nets, mend sails and mend oars.")
    assert not is_broken_series(lexis, 1, 3)


def test_a_series_that_loses_its_middle_is_broken() -> None:
    lexis = lexis_of("They ignore the ledgers, seize on delays and ignore the sums.")
    assert is_broken_series(lexis, 1, 8)


def test_a_series_that_loses_its_end_is_broken() -> None:
    text = "It shows the existence of a plan, the existence of a fund, and the hope of a pier."
    assert excerpts("RP201", text) == ["existence"]


# ---------------------------------------------------------------- RP101


@pytest.mark.parametrize(
    "text",
    [
        "He had had enough.",
        "He knew that. That was all.",
        "A bye-bye and a wave.",
        "They went to Pago Pago by boat.",
        "Wait wait!",
        "The can can hold the water.",
        "Will will sail in May.",
        "Ha ha ha, said the gulls.",
        "It was 10 10 times over.",
    ],
)
def test_words_that_may_stand_twice_are_left_alone(text: str) -> None:
    assert excerpts("RP101", text) == []


def test_a_doubled_word_is_found_with_both_places() -> None:
    (finding,) = find("RP101", "The board read the the report.")
    assert finding.span == Span(15, 22)
    assert finding.related[0].span == Span(15, 18)


def test_a_doubled_word_is_found_across_a_line_end() -> None:
    text = "The board of the harbour trust had never read the\nthe report on the state of the piers."
    assert excerpts("RP101", text) == ["the the"]


def test_a_doubled_word_is_found_in_a_quotation() -> None:
    assert excerpts("RP101", "“We read the the report,” said Ida Holm.") == ["the the"]


# ---------------------------------------------------------------- RP201


@pytest.mark.parametrize(
    "text",
    [
        "The port needs a crane, and that crane costs money.",
        "He pays the dues, and the dues are fair.",
        "The Harbour Board met the harbour crews.",
        "“They store the stored grain,” said Ida Holm.",
        "Who would store the stored grain?",
        "Confidence is thin. They spoke of confidence.",
        "People saw people.",
        "The defence budget outgrew the transport budget.",
        "It was a tax-free sale of tax stamps.",
    ],
)
def test_echoes_that_carry_the_thread_are_left_alone(text: str) -> None:
    assert excerpts("RP201", text) == []


def test_headings_and_their_words_are_left_alone() -> None:
    text = (
        "Storage Pays\n\nCareful storage keeps the storage dues low for every boat that calls here in winter."
    )
    assert excerpts("RP201", text) == []


def test_a_topic_is_left_alone() -> None:
    text = "The dredger employs ten. " + "An employee spoke. The employer listened. " * 4
    assert excerpts("RP201", text + "To employ by employing costs money.") == []


def test_a_term_of_the_newsroom_is_left_alone() -> None:
    text = "Steady employment keeps the employed crews calm."
    assert excerpts("RP201", text) == ["employed"]
    assert excerpts("RP201", text, ["employment"]) == []


def test_an_echo_is_reported_at_the_later_word() -> None:
    (finding,) = find("RP201", "The ruling undermines a plan that seeks to undermine the port.")
    assert finding.span == Span(43, 52)
    assert finding.related[0].span == Span(11, 21)
    assert finding.related[0].note == "first use"


def test_an_echo_across_a_full_stop_is_a_note() -> None:
    text = "I suggested this. She suggests that."
    assert [finding.severity for finding in find("RP201", text)] == ["info"]


# ---------------------------------------------------------------- other rules on words


def test_a_repeated_subject_is_left_alone_in_a_proverb() -> None:
    assert excerpts("RP202", "A deal is a deal. Enough is a feast.") == []


def test_a_complement_that_says_its_subject_again_is_found() -> None:
    text = "A policy that recognises the valley is a recognition of the valley."
    assert excerpts("RP202", text) == ["recognition"]


@pytest.mark.parametrize(
    "text",
    [
        "We will march for bread. We will march for work. We will march for them.",
        "The bus came. The driver nodded. The door shut.",
        "He came. He sat down. He spoke.",
        "No door opened. No lamp burned. No dog barked.",
        "It is late. Nobody minds. It is cold.",
    ],
)
def test_openings_of_a_drumroll_or_a_story_are_left_alone(text: str) -> None:
    assert excerpts("RP203", text) == []


def test_the_third_sentence_with_one_opener_is_reported() -> None:
    (finding,) = find("RP203", "It is late. It seems unfair. It also costs money.")
    assert finding.span == Span(29, 31)
    assert [related.span.start for related in finding.related] == [0, 12]


def test_a_frame_is_left_alone_in_an_antithesis() -> None:
    assert excerpts("RP204", "This is not a war. It is a rescue. We want a boat. We want a bell.") == []


def test_a_frame_that_returns_at_once_is_found() -> None:
    text = "It is only when it rains that they look up. It is only where it pours that they pray."
    assert excerpts("RP204", text) == ["It is only where"]


# ---------------------------------------------------------------- phrases and sentences


@pytest.mark.parametrize(
    "text",
    [
        "The freedom of the press is old. They doubt the freedom of the press.",
        "The minimum wage rose. They doubt the minimum wage.",
        "Time after time they failed, and time after time they rose.",
        "The Ministry of Works built it. Then the Ministry of Works left.",
    ],
)
def test_terms_names_and_turns_are_no_phrases(text: str) -> None:
    assert excerpts("RP208", text) == []


def test_a_phrase_is_reported_whole_and_once() -> None:
    text = "A crane can sink without warning into mud. The barges too may sink without warning."
    assert excerpts("RP208", text) == ["sink without warning"]


def test_a_phrase_that_returns_in_its_sentence_is_no_figure_unless_it_denies() -> None:
    text = "He says a crane can sink without warning and that a barge might sink without warning too."
    assert excerpts("RP208", text) == ["sink without warning"]
    assert excerpts("RP208", text.replace("that a barge might", "not")) == []


def test_a_phrase_that_ends_in_a_preposition_is_half_a_phrase() -> None:
    assert excerpts("RP208", "Tom spoke with envoys of trade. Then Ana sat with envoys of state.") == []


def test_the_third_use_of_a_preposition_of_several_words_is_a_tic() -> None:
    text = "We fished in the teeth of a gale. They met in the teeth of a row. In the teeth of it all he sang."
    assert excerpts("RP209", text) == ["In the teeth of"]


def test_a_refrain_is_no_near_duplicate() -> None:
    text = "Read on. The door was open all night. Rain fell. The door was open all night."
    assert excerpts("RP207", text) == []


def test_a_sentence_pasted_twice_is_found() -> None:
    once = "The board will publish its ledgers before the summer recess of this year, it says."
    text = f"Read on. {once} Nobody believes it. {once}"
    (finding,) = find("RP207", text)
    assert finding.span == Span(text.rindex("The board"), len(text))


def test_a_claim_with_new_evidence_is_not_restated() -> None:
    text = "Come at six. The ferry carries pensioners to the clinic in winter. "
    assert excerpts("RP206", text + "In winter the ferry carried 412 pensioners to the clinic.") == []


def test_a_claim_in_other_words_is_restated() -> None:
    text = "Come at six. Critics paint the orchard as chaotic. It rains. "
    again = "Its opponents portray the orchard as disorderly."
    assert excerpts("RP206", text + again) == [again]


# ---------------------------------------------------------------- the whole draft


def test_two_uses_of_a_connective_are_no_overuse() -> None:
    text = "It wants rope rather than paint.\n\nIt wants crews rather than clerks."
    assert excerpts("RP302", text) == excerpts("RP211", text) == []


def test_a_word_in_quotations_is_not_counted() -> None:
    assert excerpts("RP303", "“A crucial pier, a crucial vote, a crucial rope,” said Ida Holm.") == []


def test_forms_of_one_word_are_counted_together() -> None:
    assert find_key("indicates") == find_key("indicate") != find_key("rather than") == "rather than"


def test_overuse_speaks_of_the_whole_draft() -> None:
    text = "Rain is a significant cost. Tar is significant too. Its price rose significantly."
    (finding,) = find("RP303", text)
    assert finding.whole
    assert finding.facts["n"] == "3"


FILLER = " ".join(
    f"{word} is dear."
    for word in "Rope Tar Paint Coal Salt Fish Ice Bread Rum Tea Silk Wool Tin Oak Ash Elm".split()
)


def test_a_usual_share_of_openers_is_left_alone() -> None:
    assert excerpts("RP304", f"It rains. {FILLER} It pours. Boats rot. Men leave. Nets dry.") == []


def test_an_unusual_share_of_openers_is_found_at_the_last() -> None:
    text = f"It rains. It pours. {FILLER} It snows. It hails. It thaws. Boats rot."
    (finding,) = find("RP304", text)
    assert finding.span == Span(text.rindex("It"), text.rindex("It") + 2)


# ---------------------------------------------------------------- drafts


def test_a_speech_full_of_figures_is_left_alone() -> None:
    document = read((SEEDS / "speech-on-the-steps.txt").read_text(encoding="utf-8"))
    codes = {code: "warning" for code, rule in linter().rules.items() if rule.pack == "repetition"}
    assert linter().find(document, Verdict(codes)) == []  # type: ignore[arg-type]


words = st.lists(
    st.sampled_from([*"the a of in , . and It This stone stones built building not".split(), "\n\n"])
)


@given(words)
def test_grams_are_the_stretches_that_stand_twice(parts: list[str]) -> None:
    lexis = lexis_of(" ".join(parts))
    for places in find_grams(lexis, 3):
        assert len({lexis.texts[place : place + 3] for place in places}) == 1 < len(places)
        assert all(lexis.homes[place] == lexis.homes[place + 2] for place in places)


@given(words)
def test_findings_lie_in_the_draft_and_after_what_they_repeat(parts: list[str]) -> None:
    document = read(" ".join(parts))
    codes = {code: "info" for code, rule in linter().rules.items() if rule.pack == "repetition"}
    for finding in linter().find(document, Verdict(codes)):  # type: ignore[arg-type]
        assert 0 <= finding.span.start < finding.span.end <= len(document.prose)
        assert all(related.span.start <= finding.span.start for related in finding.related)
