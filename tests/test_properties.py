"""What holds of every run, whatever the draft: of findings and places, of paragraphs, permissions and readers."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

import pytest
from conftest import find_desk
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import docx, odt, p, tp

from linter import lint_text
from linter.diagnostic import Diagnostic
from linter.readers import read_document
from linter.text import lay_open

SEEDS = Path(__file__).parent.parent / "seeds"
# Sentences that rules speak of, and their guards are silent about; and a paragraph that nothing is said of.
SENTENCES = (
    "Critics say that the bridge is unsafe.",
    "Critics such as Ana Bohm, the treasurer, say that the bridge is unsafe.",
    "It is widely believed that the tide tables are wrong.",
    "“Experts agree that it is late,” Ana Bohm said on Monday.",
    "This clearly demonstrates that the fare is 4.20 pounds too high.",
    "It could perhaps be argued that nobody minds.",
    "Everyone knows that the the boat leaves at noon 😀.",
    "Is it frequently late?",
    "The café was shut on 4 March 2019, according to one report.",
    "Walter Inskip counted eleven lorries on the quay.",
)
NEUTRAL = "Walter Inskip counted eleven lorries on the quay on 4 June."
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
drafts = st.lists(paragraphs, min_size=3, max_size=5)
# Kinds that look no further than a paragraph and its neighbour; the others weigh a draft as a whole.
NEAR = ("Claims", "Phrase", "Sources", "Quotes", "Together")
few = settings(max_examples=30, deadline=None)

Told = list[tuple[int, int, int, int, str]]


@cache
def find_near() -> frozenset[str]:
    """The codes of rules that look at a paragraph and no further."""
    desk = find_desk()
    rules = desk.linter_for(desk.config_for("draft.md")).rules
    return frozenset(code for code, rule in rules.items() if type(rule.kind).__name__ in NEAR)


def tell(blocks: Sequence[str], name: str = "draft.md") -> tuple[Diagnostic, ...]:
    return lint_text("\n\n".join(blocks) + "\n", filename=name)


def place(found: Iterable[Diagnostic], shift: int = 0) -> Told:
    """Where findings stand that a paragraph has by itself, some lines further down, and of which rule."""
    return [
        (one.line + shift, one.column, one.end_line + shift, one.end_column, one.code)
        for one in found
        if one.code in find_near()
    ]


def test_there_is_something_to_be_told() -> None:
    assert {code for *_, code in place(tell(SENTENCES))} >= {"AT101", "AT102", "AP102"}
    assert tell([NEUTRAL]) == ()


# ---------------------------------------------------------------- length


@pytest.mark.parametrize("name", ["harbour-reset.txt", "ferry-fares.txt", "speech-on-the-steps.txt"])
def test_a_long_draft_is_held_in_less_and_said_the_same_of(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    text = f"{text}\n\n{text}"
    as_ever = lint_text(text, filename=name)
    for bound in ("text._MANY", "text._LONG", "text._MANY_ROWS", "document._LONG", "phrases._MANY"):
        monkeypatch.setattr(f"linter.{bound}", 40)
    monkeypatch.setattr("linter.phrases._PORTION", 50)
    assert type(read_document(lay_open(name, text)).sentences).__name__ == "Columns"
    assert lint_text(text, filename=name) == as_ever


# ---------------------------------------------------------------- places


@few
@given(drafts)
def test_a_finding_quotes_what_stands_at_its_place(blocks: list[str]) -> None:
    lines = "\n\n".join(blocks).split("\n")
    for one in tell(blocks):
        assert one.line == one.end_line
        assert lines[one.line - 1][one.column - 1 : one.end_column - 1] == one.excerpt


@few
@given(drafts, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["txt", "md", "html", "rst", "adoc"]))
def test_line_ends_change_no_finding(blocks: list[str], end: str, ending: str) -> None:
    text = "\n\n".join(f"<p>{block}</p>" if ending == "html" else block for block in blocks)
    usual = lint_text(text, filename=f"draft.{ending}")
    other = lint_text(text.replace("\n", end), filename=f"draft.{ending}")
    assert other == usual


# ---------------------------------------------------------------- paragraphs


@few
@given(drafts, st.data())
def test_a_neutral_paragraph_moves_the_others_and_no_more(blocks: list[str], data: st.DataObject) -> None:
    # Between two of the middle, so that it is neither the lead nor the close.
    at = data.draw(st.integers(1, len(blocks) - 1))
    before = tell(blocks)
    after = tell([*blocks[:at], NEUTRAL, *blocks[at:]])
    line = 2 * at + 1
    above = place(one for one in before if one.line < line)
    below = place((one for one in before if one.line >= line), 2)
    assert place(after) == [*above, *below]


@few
@given(paragraphs)
def test_a_paragraph_alone_is_told_what_it_is_told_among_others(paragraph: str) -> None:
    others = [NEUTRAL, NEUTRAL.replace("eleven", "twelve"), NEUTRAL.replace("lorries", "carts")]
    assert place(tell([*others[:2], paragraph, others[2]])) == place(tell([paragraph]), 4)


# ---------------------------------------------------------------- permissions


@few
@given(drafts, st.data())
def test_a_permission_removes_only_what_it_names(blocks: list[str], data: st.DataObject) -> None:
    before = tell(blocks)
    if not before:
        return
    named = data.draw(st.sampled_from(before))
    at = (named.line - 1) // 2
    after = tell([*blocks[:at], f"<!-- copydesk: allow {named.code} -->", *blocks[at:]])
    kept = [
        (one.line + 2 * (one.line > 2 * at), one.column, one.code)
        for one in before
        if one.code != named.code or one.line != named.line
    ]
    # Rules that were folded into the one that is allowed speak for themselves now.
    folded = {code for one in before if one.code == named.code for code in one.also}
    assert [(one.line, one.column, one.code) for one in after if one.code not in folded] == [
        one for one in kept if one[2] not in folded
    ]


# ---------------------------------------------------------------- readers


def write_markdown(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks)


def write_html(blocks: Sequence[str]) -> str:
    return "".join(f"<p>{escape(block)}</p>\n" for block in blocks)


WRITERS: dict[str, Callable[[Sequence[str]], str | bytes]] = {
    "a.txt": write_markdown,
    "a.md": write_markdown,
    "a.mdx": write_markdown,
    "a.html": write_html,
    "a.rst": write_markdown,
    "a.adoc": write_markdown,
    "a.docx": lambda blocks: docx("".join(p(escape(block)) for block in blocks)),
    "a.odt": lambda blocks: odt("".join(tp(escape(block)) for block in blocks)),
}
# Words in which no format sees markup.
words = st.text("aegknortuzAQÉßœж😀", min_size=2, max_size=9)
spoken = st.lists(words, min_size=12, max_size=20).map(lambda found: f"So {' '.join(found)}.")


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=15, deadline=None)
@given(blocks=st.lists(spoken, min_size=2, max_size=4))
def test_a_reader_neither_loses_nor_invents_prose(name: str, blocks: list[str]) -> None:
    document = read_document(lay_open(name, WRITERS[name](blocks)))
    assert [document.text(block.span) for block in document.blocks] == blocks
