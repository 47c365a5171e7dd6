"""Where sentences end and where they do not; where words begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.segment import find_sentences, find_words, split_sentences
from linter.text import Span

ONE_SENTENCE = [
    "The report by Lena Q. Marsh was shelved.",
    "The novels of P.G. Wodehouse sell.",
    "Was it Ruth I. Okafor who signed?",
    "Gen. Ito, Mrs. Vale and Lt. Col. Brandt voted.",
    "She moved from St. Ives to Mt. Isa.",
    "A U.S. Senate panel met.",
    "The U.S. and its allies waited.",
    "He cites Vol. 3 and p. 17 of No. 4.",
    "See Vol. IV of the series.",
    "It was due on Jan. 5, not on Feb. 9.",
    "The ferry sails at 8 p.m. Tuesday.",
    "By 6 a.m. Dr. Cole had left.",
    "Acme Inc. Chairman Ray Todd resigned.",
    "The case was Doe v. Roe, or cats vs. Dogs United.",
    "Okoro et al. counted birds, e.g. Arctic terns.",
    "Rep. Ann Dow, D-Mass. Chairman, spoke.",
    "Prices rose 3.5 percent to $4.20 at example.com today.",
    "Write to Ana.Bohm@example.com today.",
    "The dam (It was built in haste.) still leaks.",
    "The tax [sic] falls [...] on renters.",
    "We hoped ... Berlin would answer.",
    "“Why?” she asked.",
    "“Why now?” Ana Bohm asked.",
    "“Stop!” he said.",
    "He said: “We lost. We were tired. It rained.”",
    '"It broke. It sank," said Ana Bohm.',
    "They sang Mamma Mia! in the square",
    "3. The harbour",
    "Do two things: 1. Drain the dam",
    "a",
    "“We expected a late boat,” I was told.",
]

TWO_SENTENCES = [
    ("The dam leaks.", "Nobody minds."),
    ("Who pays?", "Renters do."),
    ("Enough!!", "Go home."),
    ("It failed in the U.S.", "It worked elsewhere."),
    ("You chose, not I.", "Do you regret it?"),
    ("She sued Acme Inc.", "The firm settled."),
    ("He wrote to Smith et al.", "They never answered."),
    ("She earned her Ph.D.", "Then she left."),
    ("The doors closed at 8 p.m.", "Cole was late."),
    ("They met again in Dec.", "The vote passed."),
    ("He said no.", "Most agreed."),
    ("It cost $4.20.", "It was cheap."),
    ("Sales fell to 17.", "In May they rose."),
    ("He meant well....", "She did not."),
    ("Well...", "I tried."),
    ("“The dam leaks.”", "Nobody minds."),
    ("‘The dam leaks.’", "Nobody minds."),
    ("“Who pays?”", "He said nothing more."),
    ("(The dam leaks.)", "Nobody minds."),
    ("The dam leaks (badly).", "Nobody minds."),
    ("“The dam,” she said, “leaks.”", "“It never held.”"),
    ("“But the dam—”", "The line went dead."),
    ("The dam leaks.[3]", "Nobody minds."),
    ("The dam leaks.", "“Nobody minds. Nobody pays.”"),
    ("The dam leaks.", "12 villages wait."),
    ("The dam leaks.", "iPhones drowned."),
    ("1.) The dam", "2.) The lock"),
    ("a. The dam", "b. The lock"),
    ("• The dam", "• The lock"),
    ("The bar is shut.", "At 9 a.m. Ana came."),
    ("The lock opens daily at 9 P.M.", "Nobody minds."),
]


def sentences(prose: str) -> list[str]:
    return [prose[span.start : span.end] for span in find_sentences(prose)]


@pytest.mark.parametrize("prose", ONE_SENTENCE)
def test_a_stop_inside_a_sentence_ends_nothing(prose: str) -> None:
    assert sentences(prose) == [prose]


@pytest.mark.parametrize("pair", TWO_SENTENCES)
def test_a_sentence_ends_where_the_next_begins(pair: tuple[str, str]) -> None:
    assert sentences(" ".join(pair)) == list(pair)


def test_a_sentence_that_no_blank_separates_is_found() -> None:
    assert sentences("The dam leaks.Nobody minds.") == ["The dam leaks.", "Nobody minds."]


def test_an_item_is_begun_only_by_the_label_due_next() -> None:
    assert sentences("1) The dam holds 3) boats") == ["1) The dam holds 3) boats"]
    assert sentences("A. Smith met B. Jones") == ["A. Smith met B. Jones"]


def test_a_quotation_left_open_is_read_sentence_by_sentence() -> None:
    assert sentences("“The dam leaks. Nobody minds.") == ["“The dam leaks.", "Nobody minds."]


def test_nothing_and_blanks_have_no_sentence() -> None:
    assert find_sentences("") == []
    assert find_sentences("  \t ") == []


def test_offsets_are_into_the_prose_when_a_part_is_read() -> None:
    prose = "Skip this. The dam leaks. Nobody minds. Skip that."
    assert find_sentences(prose, 10, 39) == [Span(11, 25), Span(26, 39)]


def test_words_keep_inner_apostrophes_and_part_at_hyphens() -> None:
    assert find_words("") == ((), ())
    assert find_words(" It's Peru’s re-run, isn't it? ‘No’") == (
        ("It's", "Peru’s", "re", "run", "isn't", "it", "No"),
        (1, 6, 13, 16, 21, 27, 32),
    )


def test_a_hard_wrap_is_a_blank() -> None:
    wrapped = "The harbour board met on Friday with the\nMinister of Works and\nleft. It rained."
    assert split_sentences(wrapped) == (
        "The harbour board met on Friday with the Minister of Works and left.",
        "It rained.",
    )


def test_a_blank_line_ends_a_sentence() -> None:
    assert split_sentences("The dam\r\n\r\nand the lock\n \nleak.") == ("The dam", "and the lock", "leak.")


def test_a_headline_ends_at_its_line_though_it_has_no_stop() -> None:
    text = "Why the dam leaks\nThe harbour board has known of the cracks for years. It did nothing."
    assert split_sentences(text)[0] == "Why the dam leaks"


def test_items_on_lines_of_their_own_are_sentences() -> None:
    assert split_sentences("(i) The dam.\n(ii) the lock.\n- the weir") == (
        "(i) The dam.",
        "(ii) the lock.",
        "- the weir",
    )
    assert split_sentences("dams\nlocks and weirs\nboats") == ("dams", "locks and weirs", "boats")


def test_line_ends_are_kept_out_and_blanks_inside_a_line_are_kept() -> None:
    assert split_sentences("It was a dry \nsummer.  It  ended.") == ("It was a dry summer.", "It  ended.")


PROSE = st.lists(
    st.sampled_from(
        [
            *"aAIbz1 .!?…“”\"'’()[]—-•:,_é\n\t",
            " ",
            " ",
            ". ",
            ".” ",
            "Mr.",
            "U.S.",
            "p.m.",
            "1) ",
            "said ",
            "It ",
        ]
    )
).map("".join)


@given(PROSE | st.text())
def test_spans_are_ordered_disjoint_and_trimmed(prose: str) -> None:
    end = 0
    for span in find_sentences(prose):
        assert end <= span.start < span.end <= len(prose)
        assert prose[span.start : span.end] == prose[span.start : span.end].strip()
        end = span.end


@given(PROSE | st.text(), st.integers(0, 20), st.integers(0, 20))
def test_all_that_is_not_blank_is_covered_and_nothing_outside(prose: str, start: int, end: int) -> None:
    found = "".join(prose[span.start : span.end] for span in find_sentences(prose, start, end))
    assert "".join(found.split()) == "".join(prose[start:end].split())


@given(PROSE | st.text())
def test_splitting_a_raw_text_loses_nothing_but_blanks(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@given(PROSE | st.text())
def test_every_word_stands_where_it_is_said_to(text: str) -> None:
    words = find_words(text)
    assert len(words.texts) == len(words.starts)
    assert all(text.startswith(word, start) for word, start in zip(*words, strict=True))


@pytest.mark.parametrize(
    "unit", [".", ". ", "word ", "“", ' "a', "(a ", "[", ".[1]", '."', "Mr. A ", "a-", "a\n ", "I. "]
)
def test_long_monotonous_text_is_covered_to_its_end(unit: str) -> None:
    prose = unit * 50_000
    assert find_sentences(prose)[-1].end == len(prose.rstrip())
