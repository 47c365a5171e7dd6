"""What is found in hundreds of short drafts, and made of cues, is noted below each: a change of it shows there.

`pytest tests/test_readings.py --update` notes it anew, for a reader to look at the difference. A note says what is
found, not that an editor would find it.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from conftest import find_desk

from linter import lint_text
from linter.diagnostic import Severity
from linter.document import Document
from linter.edited import Edit, Mark, Stretch
from linter.evidence import find_lexicon
from linter.filing import BadPattern, check_pattern, file_cues, find_triggers, list_phrases
from linter.lint import Linter
from linter.matching import Cabinet
from linter.names import find_names
from linter.packs import load_alone
from linter.readers import read_document
from linter.rulebook import Verdict
from linter.run import Options
from linter.scope import find_scope
from linter.segment import split_sentences
from linter.session import Session
from linter.study import study
from linter.text import Source, Span

READINGS = Path(__file__).parent / "readings"
FILES = sorted(READINGS.glob("*.txt"))
NOTE = "  "
# In a million words.
FREQUENCY = {"the": 60_000.0, "of": 30_000.0, "it": 10_000.0, "is": 10_000.0, "by": 5_000.0, "some": 1_500.0}


def linter() -> Linter:
    desk = find_desk()
    return desk.linter_for(desk.config_for("a.txt"))


@cache
def house() -> Linter:
    path = READINGS / "house.yaml"
    return Linter(load_alone(str(path), path.read_text(encoding="utf-8")))


def read(text: str) -> Document:
    return read_document(Source("draft.md" if text[:2] in ("# ", "- ", "> ") else "draft.txt", text))


def quote(document: Document, span: Span) -> str:
    return f"{span.start} “{document.text(span)}”"


def note_prose(text: str) -> Iterator[str]:
    """Sentences, quotations and words; a mark stands for a line's end inside a paragraph."""
    text = text.replace("⏎", "\n")
    document = read(text)
    yield from split_sentences(text)
    yield from (f"quoted {quote(document, span)}" for span in document.quotations)
    starts = document.words.starts
    yield " ".join(f"{start}:{word}" for start, word in zip(starts, document.words.texts, strict=True))


def note_names(text: str) -> Iterator[str]:
    """The names, and which of them may be none."""
    document, lexicon = read(text), find_lexicon(linter().rulebook.evidence)
    for name in find_names(document, lexicon["common"], lexicon["calendar"]).names:
        yield f"{quote(document, Span(name.start, name.end))}{' perhaps' if name.initial else ''}"


def note_evidence(text: str) -> Iterator[str]:
    """All evidence, how far its sources speak, and what becomes of the claims."""
    desk, document = find_desk(), read(text)
    studied = study(linter(), document, desk.verdict_for(desk.config_for("a.txt"), ""))
    for number, found in enumerate(studied.reading.evidence.sentences):
        for one in found:
            scope = find_scope(one.span, document.sentences[number].span, document.folded)
            speaks = f" for {quote(document, scope)}" if one.signal.endswith("source") else ""
            yield f"{one.signal} {quote(document, one.span)}{speaks}"
    for row in studied.rows:
        held = "".join(f", {one.signal} {one.start}" for one in row.evidence)
        yield f"{row.status} {row.asserts} {quote(document, row.cue)} in {quote(document, row.span)}{held}"


def note_repetition(text: str) -> Iterator[str]:
    """What the rules of repetition see, and where the same stood before."""
    document = read(text)
    codes = [code for code, rule in linter().rules.items() if rule.category == "repetition"]
    for one in linter().find(document, Verdict(dict.fromkeys(codes, "warning"))):
        before = "".join(f" {other.span.start} {other.note}" for other in one.related)
        facts = "".join(f", {name} {fact}" for name, fact in sorted(one.facts.items()))
        whole = " as a whole" if one.whole else ""
        yield f"{one.code} {one.severity} {quote(document, one.span)}{whole}{before and ' after' + before}{facts}"


def note_findings(text: str) -> Iterator[str]:
    """What all rules say of a draft, and what is measured."""
    return note_report(text, linter())


def note_house(text: str) -> Iterator[str]:
    """The same by the rules of a pack that has every kind."""
    return note_report(text, house())


def note_report(text: str, linter: Linter) -> Iterator[str]:
    document = read(text)
    own: dict[str, Severity] = {"CD101": "warning", "CD102": "warning"}
    everything = Verdict({code: rule.fields.severity for code, rule in linter.rules.items()} | own)
    for measure, rates, forms, marks in linter.gauge(linter.lay_out(document, everything)):
        if any(rates.values()):
            told = ", ".join(f"{forms.get(word, word)} {rate:.2f}".strip() for word, rate in rates.items())
            yield f"{measure} {told}{''.join(f' {start}-{end}' for start, end in marks)}"
    for one in linter.lint(document, everything):
        places = "".join(
            f"; {other.excerpt} {other.line}:{other.column} {other.note}" for other in one.related
        )
        also = f" (also {', '.join(one.also)})" if one.also else ""
        # By its fingerprint a baseline knows it again.
        yield (
            f"{one.line}:{one.column}-{one.end_line}:{one.end_column} {one.severity} {one.code} “{one.excerpt}”"
            f" {one.message}{also}{places} [{one.fingerprint[:8]}]"
        )


def note_cue(cue: str) -> Iterator[str]:
    """What a cue is refused for; or the phrases it stands for, or what it is filed under and what is tried there."""
    try:
        check_pattern(cue)
    except BadPattern as bad:
        yield f"refused: {bad}"
        return
    if phrases := list_phrases(cue):
        yield f"one of {', '.join(phrases)}"
    else:
        words, guard = find_triggers(cue, FREQUENCY)
        for word, (way, before, behind) in words.items():
            yield f"{word}: {tuple(way)}, behind one of {before}, and one of {behind}"
        if guard:
            yield f"beside one of {', '.join(sorted(guard))}"
    try:
        index = file_cues([(cue, 7)], FREQUENCY)
    except BadPattern as bad:
        yield f"refused: {bad}"
        return
    cabinet = Cabinet(index.filed, index.pieces)
    for word in index.filed.triggers:
        trigger = cabinet.trigger(word)
        tried = [f"behind it {beside!r}: {trials}" for beside, trials in sorted(trigger.behind.items())]
        tried += [f"before it {beside!r}: {trials}" for beside, trials in sorted(trigger.before.items())]
        tried += [str(trigger.always)] if trigger.always else []
        yield f"filed under {word}: {'; '.join(tried)}"
    yield f"signs {index.filed.signs}, always {index.filed.always}, owners {index.patterns}"


NOTES: dict[str, Callable[[str], Iterator[str]]] = {
    "cues": note_cue,
    "findings": note_findings,
    "house": note_house,
    "names": note_names,
    "prose": note_prose,
    "repetition": note_repetition,
}


def read_drafts(path: Path) -> list[str]:
    """The drafts of a file, which notes or an empty line part; a line is a paragraph."""
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = groupby(lines, lambda line: not line or line.startswith(NOTE))
    return ["\n\n".join(draft) for is_note, draft in groups if not is_note]


def note(path: Path) -> str:
    """A file as it ought to be."""
    find = NOTES.get(path.stem, note_evidence)
    return "\n".join(note_draft(text, find) for text in read_drafts(path))


def note_draft(text: str, find: Callable[[str], Iterator[str]]) -> str:
    notes = (NOTE + one.replace("\n", "↵") for one in find(text))
    return "\n".join([text.replace("\n\n", "\n"), *notes, ""])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_draft_is_read_as_noted(path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        path.write_text(note(path), encoding="utf-8")
    assert note(path) == path.read_text(encoding="utf-8")


@cache
def find_session() -> Session:
    """One for all tests, which loads the rules once."""
    return Session(Options(config="", min_severity="info"))


def open_in_editor(text: str) -> Session:
    """An editor that has a draft open, and remembers nothing of any other."""
    session = find_session()
    session.close("a.txt")
    session.open("a.txt", text, 0, "utf-32")
    return session


@pytest.mark.parametrize("name", ["evidence", "findings", "repetition", "sources"])
def test_what_is_remembered_of_paragraphs_is_what_is_read_in_them(name: str) -> None:
    """All drafts in one, from which a paragraph is taken here and there: by an editor's memory, and without."""
    lines = "\n\n".join(read_drafts(READINGS / f"{name}.txt")[::4]).split("\n")
    session = open_in_editor("\n".join(lines))
    for version, line in enumerate(range(0, len(lines) - 2, len(lines) // 4 // 2 * 2), 1):
        assert session.tell("a.txt").diagnostics == lint_text("\n".join(lines), filename="a.txt")
        session.change("a.txt", [Edit(Stretch(Mark(line, 0), Mark(line + 2, 0)), "")], version)
        del lines[line : line + 2]


@pytest.mark.parametrize(
    ("one", "other", "paragraph"),
    [
        ("I met Ana Bohm.", "I met nobody.", "Critics say that it leaks. She said so."),
        ("We saw Rowan.", "We saw it.", "We own a rowan tree. Critics say that it leaks. Rowan said so."),
        ("We saw a rowan tree.", "We saw it.", "Critics say that it leaks. Rowan said so."),
        (
            "A crane can sink without warning into mud.",
            "A crane floats.",
            "The barges too may sink without warning.",
        ),
    ],
)
def test_what_stands_elsewhere_in_a_draft_is_seen_when_it_changes(
    one: str, other: str, paragraph: str
) -> None:
    texts = ["\n\n".join([first, "It rains.", "It pours.", paragraph]) for first in (one, other)]
    told = [lint_text(text, filename="a.txt") for text in texts]
    assert [(found.code, found.line) for found in told[0]] != [(found.code, found.line) for found in told[1]]
    session = open_in_editor(texts[0])
    for version, text in enumerate([*texts[1:], *texts], 1):
        session.tell("a.txt")
        session.change("a.txt", [Edit(Stretch(Mark(0, 0), Mark(0, 99)), text.partition("\n")[0])], version)
        assert session.tell("a.txt").diagnostics == lint_text(text, filename="a.txt")
