"""Each diagnostic with its line of the draft, carets under the words, and the places it speaks of."""

from __future__ import annotations

from linter.terminal import clean, clean_path, paint, width, write_headline
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.diagnostic import Diagnostic, Place
    from linter.run import Draft, Report

_WIDEST = 96
_TAB = 4


def report(run: Report) -> Iterator[str]:
    """The paragraphs of a run, a blank line after each."""
    for draft in run.drafts:
        for diagnostic in draft.diagnostics:
            yield "".join(f"{line}\n" for line in _paragraph(diagnostic, draft, run.color))


def _paragraph(one: Diagnostic, draft: Draft, color: bool) -> Iterator[str]:
    yield write_headline(one, color)
    yield from _show(one, "^", one.severity, draft, color)
    for other in one.related:
        if _is_marked(other, one):
            continue
        yield f"  {clean_path(one.path)}:{other.line}:{other.column}: {clean(other.note)}"
        yield from _show(other, "-", "info", draft, color)
    if one.also:
        yield f"  folded into this: {', '.join(one.also)}"
    yield ""


def _is_marked(other: Place, one: Diagnostic) -> bool:
    """Whether a related place lies among the words that have carets under them already."""
    goes_on = one.end_line > one.line
    return (
        other.line == other.end_line == one.line
        and one.column <= other.column
        and (goes_on or other.end_column <= one.end_column)
    )


def _show(place: Diagnostic | Place, sign: str, style: str, draft: Draft, color: bool) -> Iterator[str]:
    """The line of a place and the signs under it."""
    line = draft.lines[place.line]
    last = place.end_column - 1 if place.end_line == place.line else len(line)
    strip = _cut(line, place.column - 1, max(last, place.column - 1))
    margin = f"{place.line:5} |"
    signs = paint(sign * max(1, strip.length), style, color)
    yield f"{paint(margin, 'rule', color)} {strip.text}"
    yield f"{paint('|'.rjust(len(margin)), 'rule', color)} {' ' * strip.start}{signs}"


class Strip(NamedTuple):
    """The part of a line that is shown, and where in it the marked words are, in columns of a terminal."""

    text: str
    start: int
    length: int


def _cut(line: str, start: int, end: int) -> Strip:
    """A line of the draft cut to what fits, the marked code points [start, end) in the middle."""
    if len(line) <= _WIDEST:
        before, marked, after = line[:start], line[start:end], line[end:]
    else:
        end = min(end, start + _WIDEST)
        room = _WIDEST - (end - start)
        left = max(0, min(start - room // 2, len(line) - _WIDEST))
        right = min(len(line), max(end, left + _WIDEST))
        before = ("…" if left else "") + line[left:start].lstrip()
        marked, after = line[start:end], line[end:right] + ("…" if right < len(line) else "")
    before = _flatten(before, 0)
    marked = _flatten(marked, width(before))
    return Strip(f"{before}{marked}{_flatten(after, width(before + marked))}", width(before), width(marked))


def _flatten(text: str, column: int) -> str:
    """Text with its tabs filled up from a column on, and nothing in it that steers a terminal."""
    pieces: list[str] = []
    for number, piece in enumerate(text.split("\t")):
        if number:
            gap = _TAB - column % _TAB
            pieces.append(" " * gap)
            column += gap
        pieces.append(clean(piece))
        column += width(pieces[-1])
    return "".join(pieces)
