"""What there is to say, in the types of the Language Server Protocol, version 3.17."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.uris import from_fs_path

from linter.account import say_support, shorten
from linter.edited import Edit, Mark, Stretch
from linter.memory import recall
from linter.page import describe_rule
from linter.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from linter.diagnostic import Diagnostic, Place, Severity
    from linter.edited import Sheet
    from linter.faults import Fault
    from linter.page import Part
    from linter.remedies import Change, Remedy
    from linter.rule import Rule
    from linter.session import Account, Told

SOURCE = "copydesk"
_SEVERITIES: Mapping[Severity, lsp.DiagnosticSeverity] = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
}
_LONGEST = 60


# ---------------------------------------------------------------- places


def read_edit(change: lsp.TextDocumentContentChangeEvent) -> Edit:
    """An edit as the editor sent it."""
    if isinstance(change, lsp.TextDocumentContentChangePartial):
        return Edit(read_range(change.range), change.text)
    return Edit(None, change.text)


def read_range(found: lsp.Range) -> Stretch:
    """A range as a stretch."""
    return Stretch(read_position(found.start), read_position(found.end))


def read_position(found: lsp.Position) -> Mark:
    """A position as a mark."""
    return Mark(found.line, found.character)


def write_position(mark: Mark) -> lsp.Position:
    """A mark as a position."""
    return lsp.Position(mark.line, mark.character)


def write_range(sheet: Sheet, start: tuple[int, int], end: tuple[int, int]) -> lsp.Range:
    """A range between two lines and columns from 1."""
    return lsp.Range(write_position(sheet.mark(*start)), write_position(sheet.mark(*end)))


def write_span(sheet: Sheet, span: Span) -> lsp.Range:
    """The range of code points of a text."""
    return lsp.Range(
        write_position(sheet.mark_offset(span.start)), write_position(sheet.mark_offset(span.end))
    )


def write_place(sheet: Sheet, one: Diagnostic | Place) -> lsp.Range:
    """The range of a diagnostic or a related place."""
    return write_range(sheet, (one.line, one.column), (one.end_line, one.end_column))


# ---------------------------------------------------------------- diagnostics


def write_diagnostics(
    told: Told, sheet: Sheet, uri: str, mendable: frozenset[str], pages: Mapping[str, str]
) -> list[lsp.Diagnostic]:
    """All that there is to say of a draft; what kept it from being checked stands at its first line.

    What a memory at work has of the same diagnostic on the same lines is written as it was. `mendable` are codes of
    rules whose words are one too many; `pages` the links to rules by their codes.
    """
    last = sheet.source.count()
    # Many diagnostics stand on one line.
    line = cache(lambda number: sheet.source.line(min(number, last)))

    def write_related(place: Place) -> lsp.DiagnosticRelatedInformation:
        key = (lsp.Location, place, line(place.line), line(place.end_line))
        return recall(key, lambda: _write_related(place, sheet, uri))

    written = [
        recall(
            (lsp.Diagnostic, one, *map(line, _lines_of(one))),
            lambda: _write_diagnostic(one, sheet, [*map(write_related, one.related)], mendable, pages),  # noqa: B023
        )
        for one in told.diagnostics
    ]
    causes = [*told.causes, *(f"this draft is not checked while {fault}" for fault in told.faults[:1])]
    return [*written, *(_write_cause(cause) for cause in causes)]


def _lines_of(one: Diagnostic) -> list[int]:
    """The numbers of the lines by which the places of a diagnostic are counted."""
    numbers = {one.line, one.end_line}.union(*[(place.line, place.end_line) for place in one.related])
    return sorted(numbers)


def _write_diagnostic(
    one: Diagnostic,
    sheet: Sheet,
    related: list[lsp.DiagnosticRelatedInformation],
    mendable: frozenset[str],
    pages: Mapping[str, str],
) -> lsp.Diagnostic:
    page = _write_page_uri(pages.get(one.code, ""))
    return lsp.Diagnostic(
        range=write_place(sheet, one),
        message=one.message,
        severity=_SEVERITIES[one.severity],
        code=one.code,
        code_description=lsp.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=[lsp.DiagnosticTag.Unnecessary] if one.code in mendable else None,
        related_information=related or None,
        data={"name": one.name, "also": list(one.also), "fingerprint": one.fingerprint},
    )


def _write_related(place: Place, sheet: Sheet, uri: str) -> lsp.DiagnosticRelatedInformation:
    said = f"{place.note}: “{place.excerpt}”"
    return lsp.DiagnosticRelatedInformation(lsp.Location(uri, write_place(sheet, place)), said)


@cache
def _write_page_uri(place: str) -> str:
    """The link to a rule: its page in the manual, or its pack's file, at its line."""
    path, _, line = place.rpartition("#")
    return f"{name_uri(path)}#{line}" if path else place


def _write_cause(cause: str) -> lsp.Diagnostic:
    return lsp.Diagnostic(
        range=lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0)),
        message=cause,
        severity=lsp.DiagnosticSeverity.Error,
        source=SOURCE,
    )


def write_fault(fault: Fault, sheet: Sheet) -> lsp.Diagnostic:
    """What is wrong with a file of ours, from its place to the end of its line."""
    line = sheet.source.line(max(1, min(fault.line, sheet.source.count())))
    start, end = (fault.line, fault.column), (fault.line, len(line.rstrip()) + 1)
    return lsp.Diagnostic(
        range=write_range(sheet, min(start, end), end),
        message=fault.message,
        severity=lsp.DiagnosticSeverity.Error,
        source=SOURCE,
    )


# ---------------------------------------------------------------- hover


def write_hover(
    told: Iterable[Diagnostic], account: Account | None, rules: Mapping[str, Rule], place: int
) -> str:
    """What is found at a code point of a draft, and what its claims rest on there, as Markdown."""
    pages = [_write_page(one, rules[one.code]) for one in told if one.code in rules]
    return "\n\n---\n\n".join([*pages, *(_write_claims(account, place) if account else ())])


def _write_page(one: Diagnostic, rule: Rule) -> str:
    """Why a finding was made, what would answer it, and the rule's example."""
    parts = {part.title: part for part in describe_rule(rule)}
    examples = next(part for title, part in parts.items() if title.startswith("Reported"))
    shown = [parts[title] for title in ("Why", "What answers it") if title in parts]
    lines = [f"**{one.code} {one.name}**: {escape(one.message)}"]
    lines += [f"*{part.title}:* {escape(' '.join(_lines(part)))}" for part in shown]
    lines += [f"*Reported:* {escape(example)}" for example in examples.lines[:1]]
    lines += [f"*Left alone:* {escape(example)}" for example in parts["Left alone"].lines[:1]]
    return "\n\n".join(lines)


def _lines(part: Part) -> Iterator[str]:
    for line in part.lines:
        yield " ".join(line.split())


def escape(text: str) -> str:
    """A text as it is to be read in Markdown."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in text)


def _write_claims(account: Account, place: int) -> Iterator[str]:
    """What the claims at a place rest on, with the words of the evidence, so that a writer sees what was seen."""
    document = account.study.document
    for number, row in enumerate(account.study.rows):
        origin = document.origin(row.span)
        if origin.start <= place < origin.end:
            said = escape(say_support(row, document, account.answers.found.get(number)))
            quoted = [f"- “{escape(shorten(document.text(one.span), _LONGEST))}”" for one in row.evidence]
            yield "\n".join([f"**{row.status} claim** ({row.asserts}): {said}", "", *quoted]).rstrip()


# ---------------------------------------------------------------- the ledger


def write_symbols(account: Account, sheet: Sheet) -> list[lsp.DocumentSymbol]:
    """The claims of a draft, as an outline has them."""
    document = account.study.document
    return [
        lsp.DocumentSymbol(
            name=shorten(document.text(row.span), _LONGEST) or row.asserts,
            detail=row.status,
            kind=lsp.SymbolKind.Boolean if row.status == "supported" else lsp.SymbolKind.Event,
            range=write_span(sheet, document.origin(row.span)),
            selection_range=write_span(sheet, document.origin(row.span)),
        )
        for row in account.study.rows
    ]


def count_claims(account: Account) -> Iterator[tuple[Span, str]]:
    """For every paragraph with claims its place in the source, and how many are supported, open, answered."""
    study = account.study
    for number, block in enumerate(study.document.blocks):
        if said := _count(account, number):
            yield study.document.origin(block.span), said


def _count(account: Account, block: int) -> str:
    study, answers = account
    sentences = study.document.sentences
    counts: dict[str, int] = dict.fromkeys(("supported", "form only", "open", "answered"), 0)
    for number, row in enumerate(study.rows):
        if sentences[row.sentence].block == block and row.status != "opinion":
            standing = "open" if row.is_open else row.status.replace("-", " ")
            counts["answered" if number in answers.found else standing] += 1
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"Claims: {told}" if told else ""


# ---------------------------------------------------------------- remedies


def write_action(
    remedy: Remedy, uri: str, about: lsp.Diagnostic, sheet: Sheet, has_creation: bool
) -> lsp.CodeAction | None:
    """A remedy as the editor offers it, `sheet` being the file to be changed; None where the editor cannot do it."""
    if remedy.change is None:
        command = lsp.Command(
            remedy.title,
            "copydesk.markDeliberate",
            arguments=[uri, about.range.start.line, about.range.start.character],
        )
        return lsp.CodeAction(remedy.title, lsp.CodeActionKind.QuickFix, [about], command=command)
    if remedy.change.creates and not has_creation:
        return None
    return lsp.CodeAction(
        remedy.title,
        lsp.CodeActionKind.QuickFix,
        [about],
        is_preferred=remedy.is_fix or None,
        edit=_write_change(remedy.change, sheet),
    )


def _write_change(change: Change, sheet: Sheet) -> lsp.WorkspaceEdit:
    uri = name_uri(change.path)
    edit = lsp.TextEdit(write_span(sheet, change.span), change.text)
    if not change.creates:
        return lsp.WorkspaceEdit(changes={uri: [edit]})
    document = lsp.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None)
    created = lsp.CreateFile(uri, options=lsp.CreateFileOptions(ignore_if_exists=True))
    return lsp.WorkspaceEdit(document_changes=[created, lsp.TextDocumentEdit(document, [edit])])


def name_uri(path: str) -> str:
    """The URI of a file."""
    return from_fs_path(os.path.abspath(path)) or path
