"""Where quotations begin and end, and which marks quote nothing."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linter.quotation import find_quotations
from linter.text import Span

NOTHING = [
    "Nothing is quoted here.",
    "It's the critics' view, isn't it?",
    "The ’90s were the teachers’ years.",
    "The '90s were the teachers' years.",
    "In the class of '08 the girls' team won.",
    "They played rock 'n' roll at the dogs' home.",
    "They played rock ‘n’ roll at the dogs‘ home.",
    "'Tis the season, and 'twas ever so for 'em.",
    "There was nothin' doin' down the mine.",
    'A 6" pipe and a 9" pipe met.',
    "He is 5'10\" tall and she is 5' 11\" tall.",
    'A stray " in the middle of a line.',
    'He said "no and left it there.',
    "He said ‘no and left it there.",
    "Nothing between “” them.",
    "It closes” but never opened.",
]

QUOTED = [
    "He said <“yes”> and <“no”>.",
    'He said <"yes"> and <"no">.',
    "He said <‘yes’> and <‘no’>.",
    "He said <'yes'> and <'no'>.",
    "<“Yes,”> he said. <“It’s the dogs’ view.”>",
    "<‘It’s the boys’ view,’> she said.",
    "<'It's the boys' view,'> she said.",
    "The workers' <'rights'> and the bosses' <'duties'>.",
    "<“She told me ‘no’ at once,”> he said.",
    "<‘She told me “no” at once,’> he said.",
    "<“He said ‘she told me “no” then’ twice,”> I heard.",
    "<\"'Yes,' she said,\"> he said.",
    "<'\"Yes,\" she said,'> he said.",
    '<"A 6" pipe,"> he said.',
    'It was built in <"1987"> and closed in <"1988">.',
    "<'50 came to the hall,'> she said.",
    'He said,<"We will go,"> and went.',
    'The (<"so-called">) plan—<"reform">—failed.',
    'It went <"...and so on"> for <"$5">.',
    "The <“wrong end“> and the <“right end”>.",
    "The <„German“> and the <«French»> way.",
    "The <”Swedish”> way.",
    "<“I came. He left. ><“I saw,”> she said.",
    "Then he said <“no and left it there.>",
    '<"No. I left it there.>',
]

RUNNING_ON = [
    ["<“One.>", "<“Two.>", "<“Three,”> he said. Four."],
    ['<"One.>', '<"Two.">'],
    ['He put it so: <"One.>', '<"Two.">'],
    ["<‘One.>", "<‘Two,’> he said."],
    ["<“One.>", "<Two,”> he said. Four."],
    ["Then he said <“one.>", "Nobody said two.", "It closes” here."],
    ['Then he said "one.', "Nobody said two."],
]


def quote(paragraphs: list[str]) -> list[str]:
    """The paragraphs with every quotation found in them in angle brackets."""
    prose = "\n".join(paragraphs) + "\n"
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 1
    for found in reversed(list(find_quotations(prose, blocks))):
        prose = f"{prose[: found.start]}<{prose[found.start : found.end]}>{prose[found.end :]}"
    return prose.splitlines()


def bare(text: str) -> str:
    return text.replace("<", "").replace(">", "")


@pytest.mark.parametrize("text", NOTHING)
def test_no_quotation(text: str) -> None:
    assert quote([text]) == [text]


@pytest.mark.parametrize("text", QUOTED)
def test_quotation(text: str) -> None:
    assert quote([bare(text)]) == [text]


@pytest.mark.parametrize("paragraphs", RUNNING_ON)
def test_quotation_over_paragraphs(paragraphs: list[str]) -> None:
    assert quote([bare(text) for text in paragraphs]) == paragraphs


@pytest.mark.parametrize(
    "pattern", ['"', "'", "“", "‘", '" ', "'a ", "“a ‘b ", "s' a ", '6" ', " \"'", "“a'"]
)
def test_a_line_of_nothing_but_marks_is_read(pattern: str) -> None:
    prose = pattern * 20_000
    assert all(found.end <= len(prose) for found in find_quotations(prose, [Span(0, len(prose))]))


@given(st.lists(st.text(alphabet="\"'“”‘’«»„ aS1.,-—(", max_size=30), max_size=5))
def test_quotations_are_in_order_apart_and_inside_their_blocks(paragraphs: list[str]) -> None:
    prose = "\n".join(paragraphs) + "\n"
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + 1
    found = list(find_quotations(prose, blocks))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(one.start < one.end and any(block.covers(one) for block in blocks) for one in found)
