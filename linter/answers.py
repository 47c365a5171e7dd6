"""What the writer answers to the ledger: a file beside the draft, found again by words after every edit."""

from __future__ import annotations

import os

from linter.anchor import list_sentences, match_sentences, read_words, weigh_likeness
from linter.faults import BadFile, BadLedger, guess
from linter.files import ANSWERS
from linter.located import Reader, Text, read_file, refuse_conflict
from linter.placing import put_in_place
from linter.rule import name_signals
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from typing import Any

    from linter.document import Document
    from linter.ledger import Row
    from linter.text import Span

DELIBERATE = "deliberate"
_ALIKE = 0.5
_HEAD = (
    "# The claims of the draft beside this file. To answer one, fill in “source” (who or what bears it out), or write\n"
    "# “answer: deliberate” where it is meant to stand as it is; “copydesk check” is silent on it then.\n"
    "# Claims are found again by their words. “copydesk ledger --write” brings this file up to date.\n"
)


class Entry(NamedTuple):
    """A claim in the file, its sentence, and the writer's answer to it."""

    words: str
    sentence: str
    type: str = ""
    status: str = ""
    missing: tuple[str, ...] = ()
    source: str = ""
    answer: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether the writer has filled something in."""
        return bool(self.source.strip() or self.answer)


class Sheet(NamedTuple):
    """The file: the claims of the draft as it was when it was written, and answers whose claims had gone by then."""

    claims: tuple[Entry, ...] = ()
    gone: tuple[Entry, ...] = ()


def name_sheet(draft: str) -> str:
    """Where the answers to a draft's ledger are."""
    return f"{draft}{ANSWERS}"


def read_sheet(path: str) -> Sheet:
    """The answers in a file; none where there is no file. Raises BadLedger with every fault."""
    if not os.path.lexists(path):
        return Sheet()
    try:
        return _read_sheet(path)
    except BadFile as fault:
        raise BadLedger(fault.faults) from None


def _read_sheet(path: str) -> Sheet:
    text = read_file(path)
    refuse_conflict(path, text)
    reader = Reader(path)
    sheet = reader.build(Sheet, reader.parse(text))
    for entry in (*sheet.claims, *sheet.gone) if sheet else ():
        _check(entry, reader)
    reader.finish()
    assert sheet is not None
    return sheet


def _check(entry: Entry | None, reader: Reader) -> None:
    if entry and entry.answer not in ("", DELIBERATE) and isinstance(entry.answer, Text):
        message = f"“{entry.answer}” is no answer: write “{DELIBERATE}”, or fill in “source”"
        reader.refuse(entry.answer, f"{message}{guess(entry.answer, [DELIBERATE])}")


# ---------------------------------------------------------------- finding them again


class Answers(NamedTuple):
    """The answered entries by the number of the row they answer, and those whose claim is gone."""

    found: Mapping[int, Entry]
    gone: tuple[Entry, ...]


def place_answers(sheet: Sheet, document: Document, rows: Sequence[Row]) -> Answers:
    """The rows that the writer's answers belong to, whatever has been edited round them."""
    entries = [entry for entry in (*sheet.claims, *sheet.gone) if entry.is_answered]
    homes = place_entries(entries, document, rows)
    found = {row: entries[number] for number, row in homes.items()}
    return Answers(found, tuple(entry for number, entry in enumerate(entries) if number not in homes))


def place_entries(entries: Sequence[Entry], document: Document, rows: Sequence[Row]) -> dict[int, int]:
    """For the numbers of entries those of the rows that make the same claims in a draft, each row once."""
    # Claims of one sentence name it once each: it is looked for once, and again where the same claim comes again.
    names = list(_number_sentences(entries))
    asked = list(dict.fromkeys(names))
    sentences = match_sentences([words for words, _ in asked], list_sentences(document))
    found: dict[int, int] = {}
    for number, entry in enumerate(entries):
        home = sentences.get(asked.index(names[number]))
        row = _find_row(entry, home, document, rows, set(found.values()))
        if row is not None:
            found[number] = row
    return found


def _number_sentences(entries: Sequence[Entry]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The sentence of each entry, and how many entries before it have the same words in the same sentence."""
    seen: dict[tuple[str, str], int] = {}
    for entry in entries:
        key = entry.words, entry.sentence
        yield read_words(entry.sentence), seen.setdefault(key, 0)
        seen[key] += 1


def _find_row(
    entry: Entry, home: int | None, document: Document, rows: Sequence[Row], taken: Container[int]
) -> int | None:
    """The row of a sentence whose words are most like an entry's."""
    words = read_words(entry.words)
    likeness = {
        number: weigh_likeness(words, read_words(document.text(row.span)))
        for number, row in enumerate(rows)
        if row.sentence == home and number not in taken
    }
    best = max(likeness, key=lambda number: likeness[number], default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def find_answered(path: str, document: Document, rows: Sequence[Row]) -> tuple[Span, ...]:
    """The clauses that the answers beside a draft cover. Raises BadLedger."""
    answers = place_answers(read_sheet(name_sheet(path)), document, rows)
    return tuple(rows[number].span for number in answers.found)


# ---------------------------------------------------------------- writing


def write_sheet(draft: str, document: Document, rows: Sequence[Row], answers: Answers) -> str:
    """Write the claims of a draft with the answers given so far, whole or not at all; where they are."""
    import yaml

    path = name_sheet(draft)
    empty = Entry("", "")
    claims = [_as_data(row, document, answers.found.get(number, empty)) for number, row in enumerate(rows)]
    gone = [{**entry._asdict(), "missing": list(entry.missing)} for entry in answers.gone]
    told: dict[str, Any] = {"claims": claims, **({"gone": gone} if gone else {})}
    body = yaml.safe_dump(_plain(told), allow_unicode=True, sort_keys=False, width=10_000)
    text = _HEAD + body
    put_in_place({path: (text.encode("utf-8", "backslashreplace"),)})
    return path


def as_entry(row: Row, document: Document) -> Entry:
    """A row as it is found again by: its words and its sentence's."""
    return Entry(document.text(row.span), document.text(document.sentences[row.sentence].span))


def _as_data(row: Row, document: Document, answer: Entry) -> dict[str, Any]:
    words, sentence, *_ = as_entry(row, document)
    return {
        "words": words,
        "sentence": sentence,
        "type": row.asserts,
        "status": row.status,
        "missing": name_signals(row.missing),
        "source": answer.source,
        "answer": answer.answer,
    }


def _plain(value: Any) -> Any:
    """Values with plain strings in them, as the writer of YAML wants them."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else str(value)
