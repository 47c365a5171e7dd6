"""A run as one page: the drafts as they read, findings beside their words, ledger, voices and the curve of rhetoric.

The page holds all that it needs and may load nothing: its policy allows the one style and the one script that it
carries, known by their hashes, and whatever comes from a draft or a pack is text.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from linter.account import say_addition, say_counts, say_support, say_voice
from linter.answers import name_sheet, place_answers, read_sheet
from linter.diagnostic import CATEGORIES
from linter.faults import BadFile
from linter.kinds.claim import Claims
from linter.page import find_page
from linter.profile import draw_profile, say_rank, say_rate, spread
from linter.rule import name_missing
from linter.run import STANDARD_INPUT
from linter.study import study_draft
from linter.text import Position, Span
from linter.values import NamedTuple
from linter.webpage import open_page, read_part, write_heads, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.answers import Answers
    from linter.diagnostic import Diagnostic, Severity
    from linter.document import Block, Document, Piece
    from linter.profile import Profile, Strand
    from linter.rule import Rule
    from linter.run import Desk, Draft, Report
    from linter.study import Study

_TAGS = {"heading": "h3", "quote": "blockquote", "item": "p", "label": "p", "note": "p", "table": "p"}
_SEVERITIES: Mapping[Severity, str] = {"error": "errors", "warning": "warnings", "info": "notes"}
# Of a chart, in its own units; and how many portions of the draft it shows.
_WIDE, _HIGH, _PORTIONS = 240, 36, 40


class Note(NamedTuple):
    """A finding on the page: its number in the draft, what it says, and its words in the prose, if it has any."""

    number: int
    told: Diagnostic
    span: Span | None


def report(run: Report) -> Iterator[str]:
    """The page, piece by piece; a draft is studied when it is its turn."""
    assert run.desk is not None
    rules = {rule.code: rule for rule in run.rules}
    style, script = read_part("report.css"), read_part("report.js")
    yield _head(style, script, run)
    if len(run.drafts) > 1:
        yield from _index(run)
    for number, draft in enumerate(run.drafts):
        yield from _write_draft(number, draft, run.desk, rules, is_open=len(run.drafts) == 1)
    yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


# ---------------------------------------------------------------- the page


def _head(style: str, script: str, run: Report) -> str:
    title = run.drafts[0].path if len(run.drafts) == 1 else f"{len(run.drafts)} drafts"
    return f"""{open_page(title, style, script)}
<a class="skip" href="#drafts">To the draft</a>
<header class="page">
<p class="brand">Copydesk</p>
<p class="sum">{_sum_up(run)}</p>
{_filters(run)}
</header>
<main id="drafts">
{_failures(run)}"""


def _sum_up(run: Report) -> str:
    severities = [one.severity for one in run.diagnostics]
    counts = [f"{severities.count(one)} {name}" for one, name in _SEVERITIES.items() if one in severities]
    hidden = f"; {len(run.hidden)} not shown" if run.hidden else ""
    known = f"; {run.known} held back by the baseline" if run.known else ""
    return (", ".join(counts) or "no findings") + hidden + known


def _filters(run: Report) -> str:
    told = run.diagnostics
    if not told:
        return ""
    severities = _boxes("severity", [one for one in _SEVERITIES if any(d.severity == one for d in told)])
    categories = _boxes("category", [one for one in CATEGORIES if any(d.category == one for d in told)])
    names = sorted({(one.code, one.name) for one in told})
    options = "".join(
        f'<option value="{write_text(code)}">{write_text(code)} {write_text(name)}</option>'
        for code, name in names
    )
    return (
        f'<form class="filters" aria-label="What is shown">{severities}{categories}'
        f'<label>rule <select data-by="rule"><option value="">all</option>{options}</select></label>'
        '<label><input type="checkbox" data-by="claims"> show every claim</label>'
        '<output aria-live="polite"></output>'
        "<span class=keys>keys: <kbd>j</kbd> next, <kbd>k</kbd> previous</span></form>"
    )


def _boxes(by: str, values: Sequence[str]) -> str:
    names = {str(one): name for one, name in _SEVERITIES.items()}
    boxes = "".join(
        f'<label class="{value}"><input type="checkbox" checked data-by="{by}" value="{value}">'
        f" {names.get(value, value)}</label>"
        for value in values
    )
    return f"<fieldset><legend>{by}</legend>{boxes}</fieldset>"


def _failures(run: Report) -> str:
    rows = "".join(f"<li>{write_text(str(failure))}</li>" for failure in run.failures)
    return f'<section class="failures"><h2>Not checked</h2><ul>{rows}</ul></section>' if rows else ""


def _index(run: Report) -> Iterator[str]:
    heads = write_heads("draft", *_SEVERITIES.values())
    yield f'<nav class="index" aria-label="Drafts"><table><thead><tr>{heads}</tr></thead><tbody>'
    for number, draft in enumerate(run.drafts):
        severities = [one.severity for one in draft.diagnostics]
        cells = "".join(f"<td>{severities.count(one) or ''}</td>" for one in _SEVERITIES)
        yield f'<tr><th scope=row><a href="#d{number}">{write_text(draft.path)}</a></th>{cells}</tr>'
    yield "</tbody></table></nav>\n"


# ---------------------------------------------------------------- one draft


def _write_draft(
    number: int, draft: Draft, desk: Desk, rules: Mapping[str, Rule], *, is_open: bool
) -> Iterator[str]:
    held = "-" in desk.contents and draft.path == (desk.options.stdin_filename or STANDARD_INPUT)
    opened = " open" if is_open else ""
    yield f'<details class="draft" id="d{number}"{opened}><summary><h2>{write_text(draft.path)}</h2></summary>\n'
    try:
        study = study_draft(desk, "-" if held else draft.path)
        sheet = read_sheet(name_sheet(draft.path))
        answers = place_answers(sheet, study.document, study.rows)
    except (BadFile, OSError) as fault:
        yield f'<p class="failures">{write_text(str(fault))}</p></details>\n'
        return
    linter = desk.linter_for(desk.config_for(draft.path))
    notes = list(_place_notes(study.document, draft.diagnostics))
    yield from _write_profile(draw_profile(linter, study.reading), study.document)
    yield from _write_loose_notes(f"d{number}", notes, rules)
    yield from _write_prose(f"d{number}", study, notes, rules)
    yield from _write_ledger(f"d{number}", study, answers)
    yield from _write_voices(study)
    yield "</details>\n"


def _place_notes(document: Document, told: Iterable[Diagnostic]) -> Iterator[Note]:
    starts = [piece.source for piece in document.pieces]
    for number, one in enumerate(told, 1):
        yield Note(number, one, _find_span(document, one, starts))


def _find_span(document: Document, one: Diagnostic, starts: Sequence[int]) -> Span | None:
    """The prose at the place of a finding; None where it stands in no prose, as a comment does.

    `starts` are the offsets in the source at which the pieces of the prose start.
    """
    source = document.source
    start = source.offset(Position(one.line, one.column))
    end = source.offset(Position(one.end_line, one.end_column))
    last = bisect_right(starts, max(start, end - 1)) - 1
    if last < 0 or document.pieces[last].source + document.pieces[last].source_length <= start:
        return None
    first = max(0, bisect_right(starts, start) - 1)
    span = Span(_prose_start(document.pieces[first], start), _prose_end(document.pieces[last], end))
    return span if span.start < span.end else None


def _prose_start(piece: Piece, offset: int) -> int:
    """Where the prose begins for the source from an offset on; a piece that is no copy stands as a whole."""
    is_copy = piece.length == piece.source_length
    return piece.prose + (min(max(0, offset - piece.source), piece.length) if is_copy else 0)


def _prose_end(piece: Piece, offset: int) -> int:
    is_copy = piece.length == piece.source_length
    return piece.prose + (min(max(0, offset - piece.source), piece.length) if is_copy else piece.length)


# ---------------------------------------------------------------- the curve


def _write_profile(profile: Profile, document: Document) -> Iterator[str]:
    if not profile.strands:
        return
    yield f'<section class="profile" aria-label="The curve of rhetoric"><p class="words">{profile.words:,} words</p>'
    for strand in profile.strands:
        yield _card(strand, spread(strand, document, _PORTIONS))
    yield "</section>\n"


def _card(strand: Strand, counts: Sequence[int]) -> str:
    told = f"{say_rate(strand)}; {say_rank(strand.rank)}"
    most = max(1, *counts)
    step = _WIDE / len(counts)
    bars = "".join(
        f'<rect x="{n * step + 0.5:.1f}" y="{_HIGH - _HIGH * count / most:.1f}" width="{step - 1:.1f}"'
        f' height="{_HIGH * count / most:.1f}"/>'
        for n, count in enumerate(counts)
        if count
    )
    kind = "good" if strand.is_share else "bad"
    return (
        f'<figure class="strand {kind}"><figcaption><b>{strand.name}</b> {say_rate(strand)}</figcaption>'
        f'<svg viewBox="0 0 {_WIDE} {_HIGH + 1}" role="img" aria-label="{strand.name} along the draft: {told}"'
        f' preserveAspectRatio="none"><line x1="0" y1="{_HIGH + 0.5}" x2="{_WIDE}" y2="{_HIGH + 0.5}"/>{bars}</svg>'
        f"{_scale(strand.rank)}<p class=rank>{say_rank(strand.rank)}</p></figure>"
    )


def _scale(rank: int | None) -> str:
    """Where a draft stands among a hundred."""
    if rank is None:
        return ""
    x = min(_WIDE - 4, max(4, _WIDE * rank / 100))
    return (
        f'<svg class="scale" viewBox="0 0 {_WIDE} 8" aria-hidden="true"><line x1="0" y1="4" x2="{_WIDE}" y2="4"/>'
        f'<line x1="{_WIDE / 2}" y1="2" x2="{_WIDE / 2}" y2="6"/><circle cx="{x:.1f}" cy="4" r="3.5"/></svg>'
    )


# ---------------------------------------------------------------- the draft as it reads


def _write_loose_notes(draft: str, notes: Iterable[Note], rules: Mapping[str, Rule]) -> Iterator[str]:
    """What is said of the draft, and of no words of its prose."""
    loose = [_write_note(draft, note, rules) for note in notes if note.span is None]
    if loose:
        yield f'<section class="loose" aria-label="Of the whole draft">{"".join(loose)}</section>\n'


def _write_prose(draft: str, study: Study, notes: Sequence[Note], rules: Mapping[str, Rule]) -> Iterator[str]:
    document = study.document
    placed = sorted((note for note in notes if note.span), key=lambda note: (note.span, note.number))
    at = 0
    yield '<div class="prose">\n'
    for block in document.blocks:
        here: list[Note] = []
        while at < len(placed) and (span := placed[at].span) and span.start < block.span.end:
            here.append(placed[at])
            at += 1
        tag = _TAGS.get(block.kind, "p")
        words = _mark_words(draft, block, study, here)
        margin = "".join(_write_note(draft, note, rules) for note in here)
        aside = f"<aside>{margin}</aside>" if margin else ""
        yield f'<div class="row"><{tag} class="{block.kind}">{words}</{tag}>{aside}</div>\n'
    yield "</div>\n"


class Ink(NamedTuple):
    """What stretches of a block's prose are marked with: numbers of findings, the number of a claim."""

    span: Span
    note: int = 0
    claim: int = -1


def _mark_words(draft: str, block: Block, study: Study, notes: Sequence[Note]) -> str:
    """A block's prose, cut wherever a mark begins or ends, so that marks may lie across each other."""
    document, rows = study.document, study.rows
    inks = [Ink(note.span, note=note.number) for note in notes if note.span]
    inks += [Ink(row.span, claim=n) for n, row in enumerate(rows) if block.span.overlaps(row.span)]
    severities = {note.number: note.told.severity for note in notes}
    cuts = sorted({
        block.span.start,
        block.span.end,
        *(max(block.span.start, min(edge, block.span.end)) for ink in inks for edge in ink.span),
    })  # fmt: skip
    seen: set[Ink] = set()
    pieces = []
    for start, end in pairwise(cuts):
        over = [ink for ink in inks if ink.span.start < end and start < ink.span.end]
        pieces.append(_ink(draft, document.prose[start:end], over, seen, severities, study))
        seen.update(over)
    return "".join(pieces)


def _ink(
    draft: str, words: str, over: Sequence[Ink], seen: set[Ink], severities: Mapping[int, str], study: Study
) -> str:
    text = write_text(words)
    for ink in over:
        if ink.claim >= 0:
            anchor = "" if ink in seen else f' id="{draft}c{ink.claim}"'
            text = f'<span class="claim {study.rows[ink.claim].status}"{anchor}>{text}</span>'
    numbers = [ink.note for ink in over if ink.note]
    if not numbers:
        return text
    worst = next(one for one in _SEVERITIES if one in {severities[number] for number in numbers})
    fresh = [ink.note for ink in over if ink.note and ink not in seen]
    anchor = f' id="{draft}m{fresh[0]}" tabindex="0"' if fresh else ""
    others = "".join(f'<span id="{draft}m{number}"></span>' for number in fresh[1:])
    described = " ".join(f"{draft}n{number}" for number in numbers)
    about = f'data-notes="{described}" aria-describedby="{described}"{anchor}'
    return f'<mark class="{worst}" {about}>{others}{text}</mark>'


def _write_note(draft: str, note: Note, rules: Mapping[str, Rule]) -> str:
    one = note.told
    rule = rules.get(one.code)
    missing = name_missing(rule.kind.unless) if rule and isinstance(rule.kind, Claims) else ""
    answered = f"<p class=fix>What would answer it: {missing}.</p>" if missing else ""
    why = f"<p class=why>{write_text(str(rule.fields.why))}</p>" if rule else ""
    also = f" <span class=also>also {write_text(', '.join(one.also))}</span>" if one.also else ""
    related = "".join(
        f"<li>{place.line}:{place.column} {write_text(place.note)} “{write_text(place.excerpt)}”</li>"
        for place in one.related
    )
    related = f"<ul class=related>{related}</ul>" if related else ""
    return (
        f'<div class="note {one.severity}" id="{draft}n{note.number}" data-severity="{one.severity}"'
        f' data-category="{one.category}" data-rule="{write_text(one.code)}" tabindex="-1">'
        f"<p class=message>{write_text(one.message)}</p>{answered}{related}{why}"
        f'<p class="id"><a href="#{draft}m{note.number}">{one.line}:{one.column}</a> '
        f"{_write_rule(one)}{also}</p></div>"
    )


def _write_rule(one: Diagnostic) -> str:
    """The code and name of a rule, with a link to its page where the manual is on the web."""
    name = f"{write_text(one.code)} {write_text(one.name)}"
    page = find_page(one.code, one.pack)
    return f'<a href="{write_text(page)}">{name}</a>' if page else name


# ---------------------------------------------------------------- the ledger and the voices


def _write_ledger(draft: str, study: Study, answers: Answers) -> Iterator[str]:
    if not study.rows:
        return
    yield f'<section class="ledger"><h3>The ledger</h3><p>{write_text(say_counts(study.rows, answers))}</p>'
    if study.additions:
        items = "".join(f"<li>{write_text(say_addition(one, study))}</li>" for one in study.additions)
        yield f"<h4>What would help most</h4><ol>{items}</ol>"
    yield (
        "<div class=scroll><table><thead><tr>"
        f"{write_heads('claim', 'type', 'status', 'support')}</tr></thead><tbody>"
    )
    document = study.document
    for number, row in enumerate(study.rows):
        support = say_support(row, document, answers.found.get(number))
        yield (
            f'<tr class="{row.status}"><td><a href="#{draft}c{number}">{write_text(document.text(row.span))}</a></td>'
            f"<td>{row.asserts}</td><td class=status>{row.status.replace('-', ' ')}</td>"
            f"<td>{write_text(support)}</td></tr>"
        )
    yield "</tbody></table></div></section>\n"


def _write_voices(study: Study) -> Iterator[str]:
    if not study.voices:
        return
    yield (
        '<section class="voices"><h3>Who speaks</h3><div class=scroll><table><thead><tr>'
        f"{write_heads('voice', 'sort', 'heard', 'first', 'last')}</tr></thead><tbody>"
    )
    for voice in study.voices:
        first, last = (_say_place(voice.places[n][0], study.document) for n in (0, -1))
        yield (
            f'<tr class="{voice.sort}"><th scope=row>{write_text(voice.name)}</th><td>{voice.sort}</td>'
            f"<td>{write_text(say_voice(voice))}</td><td>{first}</td><td>{last}</td></tr>"
        )
    yield "</tbody></table></div></section>\n"


def _say_place(span: Span, document: Document) -> str:
    place = document.source.position(document.origin(span).start)
    return f"{place.line}:{place.column}"
