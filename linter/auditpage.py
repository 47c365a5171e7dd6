"""An audit as one page: for each rule how often it speaks, over time and by section, and of which words."""

from __future__ import annotations

from linter.values import NamedTuple
from linter.webpage import open_page, read_part, write_heads, write_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from linter.audit import Audit, Change, Example, Share, Trail

# Of a plot, in its own units: the picture, and the margins for its numbers.
_WIDE, _HIGH = 720, 150
_LEFT, _BOTTOM, _TOP = 44, 20, 10
_LABELS = 12


def write_audit(audit: Audit, title: str) -> Iterator[str]:
    """The page, piece by piece."""
    style = read_part("report.css") + read_part("audit.css")
    yield f"""{open_page(title, style)}
<header class="page">
<p class="brand">Copydesk</p>
<p class="sum">{write_text(title)}: {_sum_up(audit)}</p>
</header>
<main class="audit">
"""
    if len(audit.trails) > 1:
        yield from _index(audit)
    for trail in audit.trails:
        yield from _write_trail(trail)
    yield "</main>\n</body>\n</html>\n"


def _sum_up(audit: Audit) -> str:
    when = f", {audit.first} to {audit.last}" if audit.first else ""
    failures = f"; {audit.failures:,} could not be read" if audit.failures else ""
    return f"{audit.documents:,} articles{when}, {audit.words:,} words{failures}"


def _index(audit: Audit) -> Iterator[str]:
    compared = any(trail.change for trail in audit.trails)
    more = write_heads("before", "new", "gone") if compared else ""
    yield (
        '<nav class="index" aria-label="Rules"><div class="scroll"><table><thead><tr>'
        f"{write_heads('rule', 'in 1,000 articles', 'hits', 'articles')}{more}</tr></thead><tbody>"
    )
    for trail in audit.trails:
        total, change = trail.total, trail.change
        cells = [f"{total.rate:,.1f}", f"{total.findings:,}", f"{total.flagged:,}"]
        cells += (
            [f"{change.total.rate:,.1f}", f"+{change.appeared:,}", f"−{change.vanished:,}"] if change else []
        )
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        yield f'<tr><th scope=row><a href="#{trail.code}">{trail.code} {write_text(trail.name)}</a></th>{row}</tr>'
    yield "</tbody></table></div></nav>\n"


def _write_trail(trail: Trail) -> Iterator[str]:
    total = trail.total
    yield f'<section class="trail" id="{trail.code}"><h2>{trail.code} {write_text(trail.name)}</h2>'
    yield f'<p class="why">{write_text(trail.why)}</p>'
    yield (
        f'<p class="rate"><b>{total.rate:,.1f}</b> hits in 1,000 articles: {total.findings:,} in {total.flagged:,} of'
        f" {total.documents:,} articles</p>"
    )
    if len(trail.periods) > 1:
        yield _plot(trail.periods, trail.change.periods if trail.change else ())
    if len(trail.sections) > 1:
        yield _write_sections(trail.sections)
    if trail.change:
        yield from _write_change(trail.change)
    yield from _write_examples("Examples", trail.examples)
    yield "</section>\n"


# ---------------------------------------------------------------- plots


class Frame(NamedTuple):
    """Where things stand in a plot: what its height stands for, and how wide a bar is."""

    most: float
    step: float

    def x(self, number: float) -> float:
        """Where a bar begins."""
        return _LEFT + number * self.step

    def y(self, rate: float) -> float:
        """How high a rate stands, from the top."""
        return _HIGH - _BOTTOM - (_HIGH - _BOTTOM - _TOP) * rate / self.most


def _plot(periods: Sequence[Share], before: Sequence[Share]) -> str:
    """Hits in a thousand articles, period by period, as bars; what another version said as marks across them."""
    most = _round_up(max(share.rate for share in (*periods, *before)))
    frame = Frame(most, (_WIDE - _LEFT) / len(periods))
    old = {share.name: share for share in before}
    bars = "".join(_bar(frame, n, share, old.get(share.name)) for n, share in enumerate(periods))
    labels = "".join(
        f'<text class="label" x="{frame.x(n + 0.5):.1f}" y="{_HIGH - 5}">{write_text(periods[n].name)}</text>'
        for n in range(0, len(periods), -(-len(periods) // _LABELS))
    )
    key = "<figcaption>bars: this version; lines: the version before</figcaption>" if before else ""
    return (
        f'<figure class="plot"><svg viewBox="0 0 {_WIDE} {_HIGH}" role="img"'
        f' aria-label="Hits in 1,000 articles over time">{_grid(frame)}{bars}{labels}</svg>{key}</figure>'
    )


def _grid(frame: Frame) -> str:
    return "".join(
        f'<line class="grid" x1="{_LEFT}" y1="{frame.y(tick):.1f}" x2="{_WIDE}" y2="{frame.y(tick):.1f}"/>'
        f'<text class="tick" x="{_LEFT - 6}" y="{frame.y(tick) + 4:.1f}">{tick:,.5g}</text>'
        for tick in (0.0, frame.most / 2, frame.most)
    )


def _bar(frame: Frame, number: int, share: Share, old: Share | None) -> str:
    """The bar of a period, and what is told of it where the pointer rests on it."""
    x, y, ground, step = frame.x(number), frame.y(share.rate), frame.y(0), frame.step
    told = f"{share.name}: {share.rate:,.1f} in 1,000 ({share.findings:,} in {share.documents:,} articles)"
    mark = ""
    if old:
        height = frame.y(old.rate)
        told += f"; before {old.rate:,.1f}"
        mark = f'<line class="before" x1="{x:.1f}" y1="{height:.1f}" x2="{x + step:.1f}" y2="{height:.1f}"/>'
    return (
        f"<g><title>{write_text(told)}</title>"
        f'<rect class="reach" x="{x:.1f}" y="{_TOP}" width="{step:.1f}" height="{ground - _TOP:.1f}"/>'
        f'<rect class="bar" x="{x + step / 10:.1f}" y="{y:.1f}" width="{step * 0.8:.1f}" height="{ground - y:.1f}"/>'
        f"{mark}</g>"
    )


def _round_up(value: float) -> float:
    """A number with one or two digits that is not smaller: the end of an axis."""
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.1
    return next(size * step for step in (1, 2, 5, 10, 20, 50, 100) if size * step >= value)


def _write_sections(sections: Sequence[Share]) -> str:
    most = max(share.rate for share in sections) or 1.0
    rows = "".join(
        f"<tr><th scope=row>{write_text(share.name) or 'no section'}</th><td>{share.rate:,.1f}</td>"
        f'<td class="strip"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="bar" width="{100 * share.rate / most:.1f}" height="8"/></svg></td>'
        f"<td>{share.findings:,} in {share.documents:,} articles</td></tr>"
        for share in sorted(sections, key=lambda share: -share.rate)
    )
    heads = f"{write_heads('section', 'in 1,000')}<td></td><th scope=col>hits</th>"
    return (
        f'<div class="scroll"><table class="sections"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


# ---------------------------------------------------------------- examples


def _write_change(change: Change) -> Iterator[str]:
    yield (
        f"<h3>Against the version before</h3><p>{change.total.rate:,.1f} in 1,000 articles before;"
        f" {change.appeared:,} hits are new, {change.vanished:,} are gone, {change.changed:,} are in other words"
        " or at another severity.</p>"
    )
    yield from _write_examples("New", change.new)
    yield from _write_examples("Gone", change.gone)


def _write_examples(title: str, examples: Sequence[Example]) -> Iterator[str]:
    if not examples:
        return
    items = "".join(
        f"<li><p>{write_text(one.before)}<mark>{write_text(one.excerpt)}</mark>{write_text(one.after)}</p>"
        f'<p class="id">{write_text(say_place(one))}</p></li>'
        for one in examples
    )
    yield f'<h3>{title}</h3><ol class="examples">{items}</ol>'


def say_place(one: Example) -> str:
    """Where an example stands: its article, date and section, line and column."""
    about = ", ".join(filter(None, (one.date, one.section)))
    return f"{one.id}{f' ({about})' if about else ''}, {one.line}:{one.column}"
