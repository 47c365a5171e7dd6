"""A ledger written out: as a table for a terminal or a page, and as data."""

from __future__ import annotations

import csv
import io
from textwrap import wrap

from linter.lint import locate
from linter.markup import escape_markdown
from linter.rule import name_missing, name_signals
from linter.terminal import clean, paint, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linter.answers import Answers, Entry
    from linter.document import Document
    from linter.evidence import Evidence
    from linter.ledger import Row
    from linter.leverage import Addition
    from linter.study import Study
    from linter.text import Span
    from linter.voices import Voice

_SHOWN = 3
_NAMED = 4
_NARROW = 90
_PLACE, _STATUS, _TYPE = 9, 13, 16
_IN_WORDS = {
    "supported": "supported",
    "form-only": "form only",
    "unsupported": "unsupported",
    "opinion": "opinion",
}
_STYLES = {"supported": "code", "form-only": "warning", "unsupported": "warning", "opinion": "info"}
_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def name_place(span: Span, document: Document) -> str:
    """A stretch of the draft as `line:column-column`, or `line:column-line:column`; the end exclusive."""
    one = locate(document, span)
    end = f"{one.end_column}" if one.line == one.end_line else f"{one.end_line}:{one.end_column}"
    return f"{one.line}:{one.column}-{end}"


def place_data(span: Span, document: Document) -> dict[str, int]:
    """Where a stretch of prose stands in the source: lines and columns from 1, in code points, the end exclusive."""
    return {key: value for key, value in locate(document, span)._asdict().items() if isinstance(value, int)}


def say_number(number: int) -> str:
    """A small number in words."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def say_support(row: Row, document: Document, answer: Entry | None) -> str:
    """What supports an assertion, or what is missing, in a few words."""
    if answer:
        return f"answered: {answer.source.strip() or answer.answer}"
    if row.status == "opinion":
        return "the writer's own view"
    if row.status == "supported":
        return f"supported by {_say_evidence(row.evidence, document)}"
    if row.evidence and not row.is_open:
        return f"near it, but perhaps about something else: {_say_evidence(row.evidence, document)}"
    missing = f"missing: {name_missing(row.missing[:_NAMED])}"
    return f"{missing}; there is only {_say_evidence(row.evidence, document)}" if row.evidence else missing


def _say_evidence(evidence: Sequence[Evidence], document: Document) -> str:
    shown = evidence[:_SHOWN]
    told = [f"{name_place(one.span, document)} ({name_signals([one.signal])[0]})" for one in shown]
    more = f" and {len(evidence) - _SHOWN} more" if len(evidence) > _SHOWN else ""
    return ", ".join(told) + more


def say_addition(one: Addition, study: Study) -> str:
    """An addition as advice: “quote the statement at 2:350 (“…”): six claims rest on it”."""
    row = study.rows[one.at]
    place = place_data(row.span, study.document)
    words = shorten(study.document.text(row.span), 60)
    number = say_number(len(one.answers))
    return f"{one.deed} at {place['line']}:{place['column']} (“{words}”): {number} claims rest on it"


def say_counts(rows: Sequence[Row], answers: Answers) -> str:
    """How many assertions there are, and how they stand."""
    counts = [
        f"{number} {_IN_WORDS[status]}"
        for status in _IN_WORDS
        if (number := sum(row.status == status for row in rows))
    ]
    answered = [f"{len(answers.found)} answered by the writer"] if answers.found else []
    noun = "claim" if len(rows) == 1 else "claims"
    return ": ".join([f"{len(rows)} {noun}", ", ".join([*counts, *answered])]) if rows else "no claims"


def say_voice(voice: Voice) -> str:
    """How a voice is heard: “quoted twice, mentioned once”."""
    times = {1: "once", 2: "twice"}
    counts = [(role, voice.count(role)) for role in ("quoted", "paraphrased", "mentioned")]
    return ", ".join(f"{role} {times.get(n, f'{n} times')}" for role, n in counts if n)


def shorten(text: str, most: int) -> str:
    """The first words of a text, no longer than so many code points but for a mark that more follow."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


# ---------------------------------------------------------------- data


def as_data(study: Study, answers: Answers) -> dict[str, Any]:
    """A ledger as JSON and YAML hold it."""
    document = study.document
    return {
        "path": document.source.path,
        "claims": [_row_data(row, document, answers.found.get(n)) for n, row in enumerate(study.rows)],
        "additions": [_addition_data(one, study) for one in study.additions],
        "groups": [list(group) for group in study.groups],
        "voices": [voice_data(voice, document) for voice in study.voices],
        "gone": [{"words": one.words, "source": one.source, "answer": one.answer} for one in answers.gone],
    }


def _row_data(row: Row, document: Document, answer: Entry | None) -> dict[str, Any]:
    return {
        **place_data(row.span, document),
        "text": document.text(row.span),
        "type": row.asserts,
        "status": row.status,
        "evidence": [
            {**place_data(one.span, document), "signal": one.signal, "text": document.text(one.span)}
            for one in row.evidence
        ],
        "missing": list(map(str, row.missing)),
        "rules": list(map(str, row.codes)),
        "answer": {"source": answer.source, "answer": answer.answer} if answer else None,
    }


def _addition_data(one: Addition, study: Study) -> dict[str, Any]:
    place = place_data(study.rows[one.at].span, study.document)
    return {**place, "signal": one.signal, "advice": say_addition(one, study), "answers": list(one.answers)}


def voice_data(voice: Voice, document: Document) -> dict[str, Any]:
    """A voice with its counts, its first and its last place."""
    first, last = (place_data(voice.places[n][0], document) for n in (0, -1))
    counts = {role: voice.count(role) for role in ("quoted", "paraphrased", "mentioned")}
    return {"name": voice.name, "sort": voice.sort, **counts, "first": first, "last": last}


def write_csv(study: Study, answers: Answers) -> str:
    """The claims as comma-separated values, a line each."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    columns = (
        "line",
        "column",
        "end_line",
        "end_column",
        "text",
        "type",
        "status",
        "support",
        "source",
        "answer",
    )
    rows.writerow(columns)
    for number, row in enumerate(study.rows):
        answer = answers.found.get(number)
        support = say_support(row, study.document, None)
        told = {
            **place_data(row.span, study.document),
            "text": study.document.text(row.span),
            "type": row.asserts,
        }
        told |= {"status": row.status, "support": support}
        told |= {"source": answer.source, "answer": answer.answer} if answer else {}
        rows.writerow([_cell(told.get(column, "")) for column in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


# ---------------------------------------------------------------- pages


def write_markdown(study: Study, answers: Answers) -> Iterator[str]:
    """The ledger as a Markdown page, line by line."""
    document = study.document
    yield f"# Claims of {escape_markdown(document.source.path)}"
    yield ""
    yield f"{say_counts(study.rows, answers)}."
    yield from _markdown_table(("place", "claim", "type", "status", "support"), _claim_cells(study, answers))
    if study.additions:
        yield from ("", "## What would help most", "")
        yield from (
            f"{n}. {escape_markdown(say_addition(one, study))}" for n, one in enumerate(study.additions, 1)
        )
    if study.voices:
        yield from ("", "## Voices")
        yield from _markdown_table(("voice", "sort", "heard", "first", "last"), _voice_cells(study))
    if answers.gone:
        yield from ("", "## Answers whose claim is gone", "")
        yield from (f"- {escape_markdown(_say_gone(entry))}" for entry in answers.gone)


def _markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}")
        yield from (f"| {' | '.join(map(escape_markdown, row))} |" for row in rows)


def _claim_cells(study: Study, answers: Answers) -> list[tuple[str, ...]]:
    document = study.document
    return [
        (
            name_place(row.span, document),
            f"“{document.text(row.span)}”",
            row.asserts,
            _IN_WORDS[row.status],
            say_support(row, document, answers.found.get(number)),
        )
        for number, row in enumerate(study.rows)
    ]


def _voice_cells(study: Study) -> list[tuple[str, ...]]:
    return [
        (
            voice.name,
            voice.sort,
            say_voice(voice),
            *(name_place(voice.places[n][0], study.document).partition("-")[0] for n in (0, -1)),
        )
        for voice in study.voices
    ]


def _say_gone(entry: Entry) -> str:
    return f"“{entry.words}”: {entry.source.strip() or entry.answer}"


def write_table(study: Study, answers: Answers, columns: int, color: bool) -> Iterator[str]:
    """The ledger for a terminal of so many columns, line by line."""
    for number, row in enumerate(study.rows):
        yield from _show_row(row, study.document, answers.found.get(number), columns, color)
    if study.additions:
        yield from ("", "What would help most")
        for n, addition in enumerate(study.additions, 1):
            yield from _paragraph(f"  {n}. ", say_addition(addition, study), columns)
    if study.voices:
        yield from ("", "Voices")
        yield from _show_voices(study, columns)
    if answers.gone:
        yield from ("", "Answers whose claim is gone")
        for entry in answers.gone:
            yield from _paragraph("  ", _say_gone(entry), columns)


def _show_row(row: Row, document: Document, answer: Entry | None, columns: int, color: bool) -> Iterator[str]:
    """An assertion and its support, side by side where there is room."""
    place = place_data(row.span, document)
    head = f"{place['line']}:{place['column']}".ljust(_PLACE)
    status = paint(_IN_WORDS[row.status].ljust(_STATUS), _STYLES[row.status], color)
    words, support = f"“{document.text(row.span)}”", say_support(row, document, answer)
    if columns < _NARROW:
        yield f"{head}{status}{row.asserts}"
        yield from _paragraph("  ", words, columns)
        yield from _paragraph("  ", support, columns)
        return
    margin = _PLACE + _STATUS + _TYPE
    left = (columns - margin - 2) * 11 // 20
    one, two = _wrap(words, left), _wrap(support, columns - margin - 2 - left)
    for n in range(max(len(one), len(two))):
        start = f"{head}{status}{row.asserts.ljust(_TYPE)}" if n == 0 else " " * margin
        said, found = one[n] if n < len(one) else "", two[n] if n < len(two) else ""
        yield f"{start}{said}{' ' * (left - width(said))}  {found}".rstrip()


def _show_voices(study: Study, columns: int) -> Iterator[str]:
    cells = _voice_cells(study)
    widest = min(max(width(clean(cell[0])) for cell in cells), columns // 3)
    for name, sort, heard, first, last in cells:
        name = shorten(clean(name), widest)
        where = first if first == last else f"{first} to {last}"
        start = f"  {name}{' ' * (widest - width(name))}  "
        yield from _paragraph(start, f"{sort}, {heard} ({where})", columns)


def _paragraph(start: str, text: str, columns: int) -> Iterator[str]:
    for n, line in enumerate(_wrap(text, columns - width(start))):
        yield (start if n == 0 else " " * width(start)) + line


def _wrap(text: str, columns: int) -> list[str]:
    return wrap(clean(text), max(columns, 12)) or [""]


def write_answers(found: Mapping[int, Entry]) -> str:
    """How many answers a file holds, in words."""
    return f"{len(found)} {'answer' if len(found) == 1 else 'answers'} kept"
