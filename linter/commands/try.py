"""`copydesk try`: what a rule or a pack finds in real drafts, or finds otherwise than before."""  # noqa: N999

from __future__ import annotations

import os
import sys
from collections import Counter

from linter.arguments import Given, Operand, Option, Section
from linter.cache import read_value, write_value
from linter.command import (
    CLEAN,
    JOBS,
    RULES,
    WRONG,
    Command,
    complain,
    count,
    decide_jobs,
    read_number,
    read_options,
    write,
)
from linter.config import is_excluded
from linter.faults import RuleOutOfTime
from linter.files import Failure, find_drafts, read_draft
from linter.progress import follow
from linter.readers import find_format, read_document
from linter.run import STANDARD_INPUT, TOO_LARGE, Desk
from linter.stand import find_older, find_stand
from linter.terminal import clean, clean_path, paint, wants_color, write_json
from linter.text import Unreadable, lay_open
from linter.trial import compare_hits, join_differences, sample, try_rules
from linter.values import NamedTuple
from linter.workers import Lost, share
from linter.workers import decide_jobs as decide_processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from linter.rule import Rule
    from linter.stand import Stand
    from linter.trial import Difference, Hit, Trial

_SAMPLES = 20
_MOST_BESIDE = 10
_NOTHING: Mapping[Hit, Hit] = {}


class Task(NamedTuple):
    """What was tried, and what came of it: the trials of the drafts, sorted by path.

    `names` are what was asked for, and the older version, "" for none; `rules` are those that are tried and `others`
    all that there are, by code; `most` is how many hits are to be shown.
    """

    names: tuple[str, str]
    most: int
    rules: Mapping[str, Rule]
    others: Mapping[str, Rule]
    trials: tuple[Trial, ...]

    @property
    def words(self) -> int:
        """Words of prose in all drafts."""
        return sum(one.words for one in self.trials)

    @property
    def hits(self) -> list[Hit]:
        """What the rules report in all drafts."""
        return [hit for one in self.trials for hit in one.hits]

    @property
    def before(self) -> list[Hit]:
        """What their older version reports."""
        return [hit for one in self.trials for hit in one.before]


def _try(given: Given) -> int:
    word, *paths = given.words
    options = read_options(given)
    config = Desk(options).config_for("draft")
    now = find_stand(word, options, config)
    older = find_older(given.against, now, options, config) if given.against else None
    found = find_drafts(paths or ["."])
    drafts = [path for path in sorted(found.drafts) if not is_excluded(config, path)]
    told = list(_try_all(drafts, now, older, decide_jobs(given, (), os.environ)))
    trials = tuple(one for one in told if not isinstance(one, Failure))
    most = _SAMPLES if given.samples is None else given.samples
    task = Task((word, given.against or ""), most, _gather_rules(now, older), now.linter.rules, trials)
    write(_FORMATS[given.output_format](task, wants_color(given.color, sys.stdout.isatty(), os.environ)))
    for folder in found.empty:
        complain(f"{folder}: there are no drafts in this folder")
    failures = (*found.failures, *(one for one in told if isinstance(one, Failure)))
    complain("\n".join(map(str, failures)))
    return WRONG if failures else CLEAN


def _gather_rules(now: Stand, older: Stand | None) -> dict[str, Rule]:
    """The rules that are tried, by code; those that only the older version has among them."""
    stands = (older, now) if older else (now,)
    rules = {code: stand.linter.rules[code] for stand in stands for code in stand.codes}
    return dict(sorted(rules.items()))


# ---------------------------------------------------------------- drafts


def _try_all(drafts: Sequence[str], now: Stand, older: Stand | None, jobs: int) -> Iterable[Trial | Failure]:
    """What is found in drafts, in their order; large work is shared among processes."""
    sizes = [os.path.getsize(path) if os.path.isfile(path) else 0 for path in drafts]
    answers = share(
        lambda n: write_value(_try_one(drafts[n], now, older)), sizes, decide_processes(jobs, sum(sizes))
    )
    watched = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    told = dict(follow(answers, len(drafts)) if watched else answers)
    for number, path in enumerate(drafts):
        yield _read_answer(path, told[number])


def _read_answer(path: str, answer: bytes | Lost) -> Trial | Failure:
    if isinstance(answer, Lost):
        return Failure(path, f"was not tried: the process at work on it {answer.how}")
    found: Trial | Failure = read_value(answer)
    return found


def _try_one(path: str, now: Stand, older: Stand | None) -> Trial | Failure:
    name = STANDARD_INPUT if path == "-" else path
    try:
        document = read_document(lay_open(name, read_draft(path, name)))
        trial = try_rules(now.linter, document, now.codes, now.verdict_for(name))
        if older is None:
            return trial
        before = try_rules(older.linter, document, older.codes, older.verdict_for(name))
        return trial._replace(before=before.hits)
    except (Unreadable, RuleOutOfTime) as fault:
        return Failure(name, str(fault))
    except (RecursionError, MemoryError):
        return Failure(name, TOO_LARGE)


# ---------------------------------------------------------------- text


def _text(task: Task, color: bool) -> Iterator[str]:
    hits = task.hits
    widest = max((len(rule.fields.name) for rule in task.rules.values()), default=0)
    for code, rule in task.rules.items():
        own = [hit for hit in hits if hit.code == code]
        was = f" (before: {_count_code(code, task.before)})" if task.names[1] else ""
        counts = f"{len(own):6}{was} in {count(_count_drafts(own), 'draft'):10}"
        yield f"{code}  {rule.fields.name:{widest}}{counts} {_rate(own, task):6.2f} in 1,000 words\n"
    yield f"{count(len(task.trials), 'draft')}, {task.words:,} words, {count(len(hits), 'hit')}\n"
    if task.names[1]:
        yield from _tell_difference(_differ(task), task.most, color)
        return
    yield from _tell_hits("In the drafts", hits, task.most, color)
    yield from _tell_beside(task)


def _tell_difference(changed: Difference, most: int, color: bool) -> Iterator[str]:
    yield from _tell_hits("Appear", changed.appeared, most, color)
    yield from _tell_hits("Vanish", changed.vanished, most, color)
    former = {new: old for old, new in changed.changed}
    yield from _tell_hits("Read otherwise", [*former], most, color, former)
    yield f"\n{count(changed.kept, 'hit')} as before\n"


def _tell_hits(
    title: str, hits: Sequence[Hit], most: int, color: bool, former: Mapping[Hit, Hit] = _NOTHING
) -> Iterator[str]:
    """A sample of hits with what stands round them, marked as in an example of a pack."""
    chosen = sample(hits, most)
    if hits:
        some = f"{len(chosen)} of {len(hits):,}" if len(chosen) < len(hits) else f"{len(hits):,}"
        yield f"\n{title}: {some}\n"
    for hit in chosen:
        place = f"{paint(clean_path(hit.path), 'path', color)}:{hit.line}:{hit.column}"
        match = paint(f"<{clean(hit.excerpt)}>", hit.severity, color)
        was = f" (before: {_say_former(former[hit], hit)})" if hit in former else ""
        yield f"  {place}: {hit.code}: {clean(hit.before)}{match}{clean(hit.after)}{was}\n"


def _say_former(old: Hit, new: Hit) -> str:
    return old.severity if (old.start, old.end) == (new.start, new.end) else f"<{clean(old.excerpt)}>"


def _tell_beside(task: Task) -> Iterator[str]:
    """The other rules that have most to say where the hits are."""
    found = _count_beside(task.hits).most_common(_MOST_BESIDE)
    if found:
        yield "\nOther rules in the same clause\n"
    for code, number in found:
        part = f"{100 * number / len(task.hits):.0f} %"
        yield f"  {code}  {task.others[code].fields.name}: {count(number, 'hit')} ({part})\n"


def _rate(hits: Sequence[Hit], task: Task) -> float:
    """Hits in a thousand words."""
    return 1000 * len(hits) / task.words if task.words else 0.0


def _count_code(code: str, hits: Sequence[Hit]) -> int:
    return sum(hit.code == code for hit in hits)


def _count_drafts(hits: Sequence[Hit]) -> int:
    return len({hit.path for hit in hits})


def _count_beside(hits: Sequence[Hit]) -> Counter[str]:
    """The other rules in the clauses of hits, and how many hits each is beside."""
    return Counter(code for hit in hits for code in hit.beside)


def _differ(task: Task) -> Difference:
    """What has changed in all drafts."""
    return join_differences(compare_hits(one.before, one.hits) for one in task.trials)


# ---------------------------------------------------------------- data


def _json(task: Task, _: bool) -> Iterator[str]:
    hits = task.hits
    told: dict[str, Any] = {
        "tried": task.names[0],
        "drafts": len(task.trials),
        "words": task.words,
        "hits": len(hits),
        "rules": [_rule_data(rule, task) for rule in task.rules.values()],
    }
    if task.names[1]:
        changed = _differ(task)
        told |= {
            "against": task.names[1],
            "appeared": [*map(_hit_data, changed.appeared)],
            "vanished": [*map(_hit_data, changed.vanished)],
            "changed": [{"before": _hit_data(old), "after": _hit_data(new)} for old, new in changed.changed],
            "kept": changed.kept,
        }
    else:
        told["samples"] = [*map(_hit_data, sample(hits, task.most))]
        told["beside"] = [
            {"code": code, "name": task.others[code].fields.name, "hits": number}
            for code, number in _count_beside(hits).most_common()
        ]
    yield write_json(told, indent=2) + "\n"


def _rule_data(rule: Rule, task: Task) -> dict[str, Any]:
    own = [hit for hit in task.hits if hit.code == rule.code]
    told: dict[str, Any] = {
        "code": rule.code,
        "name": rule.fields.name,
        "pack": rule.pack,
        "hits": len(own),
        "drafts": _count_drafts(own),
        "per_1000_words": round(_rate(own, task), 3),
    }
    return told | ({"before": _count_code(rule.code, task.before)} if task.names[1] else {})


def _hit_data(hit: Hit) -> dict[str, Any]:
    return {**hit._asdict(), "beside": [*hit.beside], "unit": find_format(hit.path).unit}


_FORMATS = {"text": _text, "json": _json}

COMMAND = Command(
    Operand(
        "words",
        "RULE_OR_PACK PATH",
        "a rule's code or name, a pack's name or its file; and the drafts or folders to try it on",
        least=1,
    ),
    (
        Section(
            "trial",
            (
                Option(
                    ("--against",),
                    "tell what appears and vanishes against an older version of the pack: a file, or REF:path as git "
                    "names it",
                    "OLD",
                ),
                Option(
                    ("--samples",), f"how many hits to show (default: {_SAMPLES})", "N", convert=read_number
                ),
                Option(("--output-format",), "the form of the report", choices=tuple(_FORMATS)),
                Option(("--color",), "colour in the report", choices=("auto", "always", "never")),
                JOBS,
            ),
        ),
        RULES,
    ),
    _try,
)
