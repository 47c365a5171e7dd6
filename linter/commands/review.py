"""`copydesk review`: a copy of a Word document with a comment at the words of each finding."""

from __future__ import annotations

import os

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.command import CLEAN, MIN_SEVERITY, RULES, WRONG, Command, complain, count, read_options
from linter.files import read_draft
from linter.margin import AUTHOR, Query, clear_margin, tell_texts, write_margin
from linter.news import Scope, check_news
from linter.placing import put_in_place
from linter.readers import find_format
from linter.run import Desk
from linter.text import Position, Unreadable
from linter.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.diagnostic import Diagnostic

_COPY = ".review.docx"


def _review(given: Given) -> int:
    desk = Desk(read_options(given)._replace(min_severity=given.min_severity))
    if given.output_file and len(given.paths) > 1:
        raise Misused(
            "-o names one file, but several drafts are given; leave it out, or review them one by one"
        )
    targets = [(path, given.output_file or _name_copy(path)) for path in given.paths]
    for path, target in targets:
        if find_format(path).reader != "docx":
            raise Misused(f"“{path}” is no Word document (.docx); for other drafts there is “copydesk check”")
        if os.path.realpath(path) == os.path.realpath(target) and not path.lower().endswith(_COPY):
            raise Misused(f"“{target}” is the draft itself; name another file for the copy")
    return max([_review_one(path, target, desk) for path, target in targets])


def _name_copy(path: str) -> str:
    return path if path.lower().endswith(_COPY) else f"{path[: -len('.docx')]}{_COPY}"


def _review_one(path: str, target: str, desk: Desk) -> int:
    try:
        data = clear_margin(_find_basis(path, target))
        report = check_news([path], desk.holding({path: data}), Scope())
        found = report.diagnostics
        if report.drafts:
            word = Word(data)
            put_in_place({target: (write_margin(data, [_ask(one, word) for one in found]),)})
    except Unreadable as fault:
        complain(f"{path}: {fault}")
        return WRONG
    for failure in report.failures:
        complain(str(failure))
    if report.excluded:
        complain(f"{path}: is excluded by the config; nothing is written")
    if report.drafts:
        complain(f"{target}: {count(len(found), 'comment')}")
    return CLEAN if report.drafts else WRONG


def _ask(one: Diagnostic, word: Word) -> Query:
    """A finding as a comment. In a note or a text box, the comment stands at its sign and tells the words."""
    rule = f"{one.code} {one.name} ({one.severity})"
    start, end = Position(one.line, one.column), Position(one.end_line, one.end_column)
    is_elsewhere = word.paragraphs[one.line - 1].anchor is not None
    about = (f"On the words “{one.excerpt}”:",) if is_elsewhere else ()
    return Query(start, end, (*about, one.message, rule))


def _find_basis(path: str, target: str) -> bytes:
    """What the copy is made from: the draft, or the copy that there is, if only people's comments were added to it.

    Raises Unreadable where what people did in the copy would be lost.
    """
    data = _read(path)
    if not os.path.exists(target) or os.path.samefile(path, target):
        return data
    draft, copy = Word(data), _open_copy(target)
    if copy.package.is_sealed:
        return data
    theirs, new = _find_people(draft), _find_people(copy)
    if tell_texts(draft) == tell_texts(copy) and theirs <= new:
        return _read(target)
    raise Unreadable(
        f"has a copy, {target}, in which people have worked; review that one, or name another file with -o"
    )


def _open_copy(target: str) -> Word:
    try:
        return Word(_read(target))
    except Unreadable as fault:
        raise Unreadable(f"would go to {target}, which {fault}; name another file with -o") from None


def _read(path: str) -> bytes:
    data = read_draft(path, f"draft{_COPY}")
    return data if isinstance(data, bytes) else data.encode()


def _find_people(word: Word) -> set[tuple[str, str]]:
    return {(one.author, one.text) for one in word.comments.values() if one.author != AUTHOR}


COMMAND = Command(
    Operand("paths", "DRAFT", "Word documents (.docx)", least=1),
    (
        Section(
            "review",
            (
                Option(("-o", "--output-file"), "the copy (default: DRAFT.review.docx)", "FILE"),
                MIN_SEVERITY,
            ),
        ),
        RULES,
    ),
    _review,
)
