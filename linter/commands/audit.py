"""`copydesk audit`: what rules say of an archive, over time and by section, and what another version of a pack says."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from linter.arguments import Given, Misused, Operand, Option, Section
from linter.audit import Trail, audit_scan
from linter.auditpage import say_place, write_audit
from linter.command import CLEAN, JOBS, RULES, Command, complain, count, read_number, read_options, write
from linter.config import closeness, name_rules
from linter.faults import BadFile, Fault, guess
from linter.intake import FIELDS, QUIET, find_scan, plan_scan, scan_for_now
from linter.lineage import find_pack, is_file
from linter.packs import open_pack
from linter.placing import encode, put_in_place
from linter.plan import is_scan, open_desk, plan_anew, read_plan
from linter.run import Desk
from linter.terminal import clean, paint, wants_color, write_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from linter.audit import Audit, Change, Example, Share
    from linter.config import Config
    from linter.rule import Rule

_SAMPLES = 10
_BAR = 32


def _audit(given: Given) -> int:
    *words, archive = given.rules
    with ExitStack() as scans:
        out = scans.enter_context(_find(given, words, archive))
        rules = _choose(out, words)
        against = scans.enter_context(_find_against(given, out)) if given.against else ""
        samples = _SAMPLES if given.samples is None else given.samples
        audit = audit_scan(out, rules, samples, against)
    color = wants_color(given.color, sys.stdout.isatty(), os.environ) and not given.output_file
    pieces = _FORMATS[given.output_format](audit, os.path.basename(os.path.normpath(archive)), color)
    if given.output_file:
        put_in_place({given.output_file: encode(pieces)})
    else:
        write(pieces)
    if audit.failures:
        complain(f"{count(audit.failures, 'document')} of the archive could not be read")
    return CLEAN


def _find(given: Given, words: Sequence[str], archive: str) -> AbstractContextManager[str]:
    """A scan of the archive, in which the rules that are asked for are on if it is made now."""
    if is_scan(archive):
        return find_scan(given, archive)
    options = read_options(given)
    config = Desk(options).config_for("draft")
    config = _with_packs(config, _add_packs(config.packs, [word for word in words if is_file(word)]))
    layer = options.layer._replace(extend_select=(*options.layer.extend_select, *map(_read_word, words)))
    return scan_for_now(given, plan_scan(given, [archive], options._replace(config=config, layer=layer)))


def _read_word(word: str) -> str:
    """What rules are called by: a word as it is, or the name of the pack in a file. Raises BadFile."""
    return _name_pack(word) if is_file(word) else word


def _name_pack(path: str) -> str:
    return str(open_pack(path).fields.pack)


def _add_packs(packs: Sequence[str], more: Sequence[str]) -> list[str]:
    known = {os.path.realpath(find_pack(pack)) for pack in packs}
    return [*packs, *(os.path.abspath(pack) for pack in more if os.path.realpath(pack) not in known)]


def _with_packs(config: Config, packs: Sequence[str]) -> Config:
    return config._replace(settings=config.settings._replace(packs=tuple(packs)))


def _choose(out: str, words: Sequence[str]) -> list[Rule]:
    """The rules of a scan that words name. Raises BadFile for a word that names none, or one that was off."""
    plan = read_plan(out)
    desk = open_desk(plan)
    linter, verdict = desk.linter_for(plan.config), desk.verdict_for(plan.config, "draft")
    named = name_rules(linter.rulebook.rules)
    chosen: dict[str, None] = {}
    for given in words:
        word = _read_word(given)
        found = [rule.code for rule in named if closeness(word, rule) and rule.code in linter.rules]
        if not found:
            known = [name for rule in named for name in (rule.code, rule.name, rule.pack)]
            told = f"no rule of the scan, pack or beginning of a code is called “{word}”{guess(word, known)}"
            raise BadFile([Fault(given, 1, 1, told)])
        on = [code for code in found if code in verdict.severities]
        if not on:
            raise BadFile([Fault(given, 1, 1, f"{found[0]} was switched off when the archive was scanned")])
        chosen |= dict.fromkeys(on)
    return [linter.rules[code] for code in chosen]


# ---------------------------------------------------------------- another version


def _find_against(given: Given, out: str) -> AbstractContextManager[str]:
    """A scan of the same archive by another version of a pack, or the one that is named. Raises BadFile and Misused."""
    plan, other = read_plan(out), given.against
    if is_scan(other):
        if read_plan(other).archive != plan.archive:
            raise Misused(f"--against: “{other}” is a scan of another archive")
        return find_scan(given, other)
    if not os.path.isfile(other):
        raise Misused(f"--against: “{other}” is neither a pack file nor the folder of a scan")
    name, old = _name_pack(other), os.path.abspath(other)
    packs = [old if _name_pack(find_pack(pack)) == name else pack for pack in plan.config.packs]
    if old not in packs:
        raise Misused(
            f"--against: no version of the pack “{name}” is in use here; name its file among the rules"
        )
    return scan_for_now(given, plan_anew(plan, _with_packs(plan.config, packs)))


# ---------------------------------------------------------------- text


def _text(audit: Audit, title: str, color: bool) -> Iterator[str]:
    when = f", {audit.first} to {audit.last}" if audit.first else ""
    yield f"{paint(clean(title), 'path', color)}: {audit.documents:,} articles{when}\n"
    for trail in audit.trails:
        yield f"\n{paint(f'{trail.code} {trail.name}', 'warning', color)}: {_say_share(trail.total)}\n"
        if len(trail.periods) > 1:
            yield from _draw(trail.periods)
        if len(trail.sections) > 1:
            yield "  by section\n"
            yield from _draw(trail.sections)
        if change := trail.change:
            yield f"  before: {_say_share(change.total)}\n"
            yield from _list(f"{change.appeared:,} new", change.new, color)
            yield from _list(f"{change.vanished:,} gone", change.gone, color)
            yield f"  {change.changed:,} in other words or at another severity\n"
        yield from _list("examples", trail.examples, color)


def _say_share(share: Share) -> str:
    return (
        f"{share.rate:,.1f} hits in 1,000 articles ({share.findings:,} in {share.flagged:,} of"
        f" {share.documents:,} articles)"
    )


def _draw(shares: Sequence[Share]) -> Iterator[str]:
    most = max(share.rate for share in shares) or 1.0
    widest = max(len(share.name) for share in shares)
    for share in shares:
        bar = "█" * round(_BAR * share.rate / most)
        name = clean(share.name) or "-"
        yield f"    {name:{widest}}  {share.rate:8,.1f}  {bar:{_BAR}}  of {share.documents:,}\n"


def _list(title: str, examples: Sequence[Example], color: bool) -> Iterator[str]:
    yield f"  {title}\n"
    for one in examples:
        yield f"    {paint(clean(say_place(one)), 'path', color)}\n"
        words = paint(clean(one.excerpt), "error", True) if color else f"<{clean(one.excerpt)}>"
        yield f"      {clean(one.before)}{words}{clean(one.after)}\n"


# ---------------------------------------------------------------- data


def _json(audit: Audit, title: str, _: bool) -> Iterator[str]:
    data = audit._asdict() | {"archive": title, "trails": [_trail_data(trail) for trail in audit.trails]}
    yield write_json(data, indent=2) + "\n"


def _trail_data(trail: Trail) -> dict[str, Any]:
    change = trail.change
    return {
        **_describe(trail),
        "sections": [_share_data(share) for share in trail.sections],
        "examples": [one._asdict() for one in trail.examples],
        "change": change
        and {
            **_describe(change),
            "appeared": change.appeared,
            "vanished": change.vanished,
            "changed": change.changed,
            "new": [one._asdict() for one in change.new],
            "gone": [one._asdict() for one in change.gone],
        },
    }


def _describe(one: Trail | Change) -> dict[str, Any]:
    named = {"code": one.code, "name": one.name, "why": one.why} if isinstance(one, Trail) else {}
    return {
        **named,
        "total": _share_data(one.total),
        "periods": [_share_data(share) for share in one.periods],
    }


def _share_data(share: Share) -> dict[str, Any]:
    return share._asdict() | {"per_1000": round(share.rate, 3)}


def _html(audit: Audit, title: str, _: bool) -> Iterator[str]:
    return write_audit(audit, title)


_FORMATS = {"text": _text, "json": _json, "html": _html}

COMMAND = Command(
    Operand(
        "rules",
        "RULE ... ARCHIVE",
        "rules by code, name, beginning of a code or pack, or the file of a pack; then the folder of a scan, or an"
        " archive, which is scanned now",
        least=2,
    ),
    (
        Section(
            "audit",
            (
                Option(
                    ("--against",),
                    "the difference to another version: a pack file, or the folder of a scan of the same archive",
                    "OLD",
                ),
                Option(
                    ("--samples",),
                    f"how many examples of each rule (default: {_SAMPLES})",
                    "N",
                    convert=read_number,
                ),
                Option(("--output-format",), "the form of the audit", choices=tuple(_FORMATS)),
                Option(("-o", "--output-file"), "the file of the audit", "FILE"),
                Option(("--color",), "colour in the audit", choices=("auto", "always", "never")),
                QUIET,
                JOBS,
            ),
        ),
        FIELDS,
        RULES,
    ),
    _audit,
)
