"""Rules tried on drafts: what they find, which others speak beside them, what another version finds otherwise."""

from __future__ import annotations

from itertools import chain, zip_longest

from linter.diagnostic import digest
from linter.lint import fill, locate, share_clause
from linter.rule import count_words
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import TypeVar

    from linter.diagnostic import Finding, Severity
    from linter.document import Document
    from linter.lint import Linter
    from linter.rulebook import Verdict

    Item = TypeVar("Item")

# Code points of a sentence that are shown on either side of a hit.
_CONTEXT = 70


class Hit(NamedTuple):
    """A place that a rule reports: lines and columns from 1, in code points of the source, the end exclusive.

    `before` and `after` are what the sentence says on either side; `beside` are the codes of other rules that have
    something to say of the same clause.
    """

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str
    before: str
    after: str
    message: str
    beside: tuple[str, ...] = ()

    @property
    def start(self) -> tuple[int, int]:
        return self.line, self.column

    @property
    def end(self) -> tuple[int, int]:
        return self.end_line, self.end_column


class Trial(NamedTuple):
    """What rules found in a draft of so many words of prose, sorted by place.

    `before` are the hits of an older version of the rules, where there is one.
    """

    words: int
    hits: tuple[Hit, ...]
    before: tuple[Hit, ...] = ()


def try_rules(linter: Linter, document: Document, codes: Collection[str], verdict: Verdict) -> Trial:
    """The hits of some of the rules that are on, and which of the others speak beside them.

    These are findings in the raw: nothing is allowed, folded or held back. Raises RuleOutOfTime.
    """
    found = linter.find(document, verdict)
    # What has been worked out refers to the draft in turn, and would outlive its use.
    document.known.clear()
    beside = _find_beside(found, codes, document)
    hits = (_tell(one, linter, document, beside[n]) for n, one in enumerate(found) if one.code in codes)
    words = count_words(document)
    return Trial(words, tuple(sorted(hits, key=lambda hit: (*hit.start, hit.code))))


def _tell(finding: Finding, linter: Linter, document: Document, beside: tuple[str, ...]) -> Hit:
    fields = linter.rules[finding.code].fields
    place = locate(document, finding.span)
    before, excerpt, after = show(document, finding.span)
    return Hit(
        str(finding.code),
        finding.severity or fields.severity,
        document.source.path,
        *place[:4],
        excerpt,
        before,
        after,
        fill(fields.message, finding.facts),
        beside,
    )


def show(document: Document, span: Span) -> tuple[str, str, str]:
    """Words as they stand in their sentence: some of it before them, they themselves, some of it after them."""
    sentence = document.sentences[document.sentence_at(span.start)].span
    before = document.text(Span(sentence.start, span.start))
    after = document.text(Span(span.end, max(sentence.end, span.end)))
    return _last_words(_flatten(before)), _flatten(document.text(span)), _first_words(_flatten(after))


def _flatten(text: str) -> str:
    return " ".join(text.split("\n"))


def _first_words(text: str) -> str:
    return text if len(text) <= _CONTEXT else f"{text[:_CONTEXT].rpartition(' ')[0]} …"


def _last_words(text: str) -> str:
    return text if len(text) <= _CONTEXT else f"… {text[-_CONTEXT:].partition(' ')[2]}"


def _find_beside(
    found: Sequence[Finding], codes: Collection[str], document: Document
) -> dict[int, tuple[str, ...]]:
    """For each finding of some rules, by its number, the other rules with one in the same clause."""
    homes: dict[int, list[Finding]] = {}
    for one in found:
        if not one.whole:
            homes.setdefault(document.sentence_at(one.span.start), []).append(one)
    return {
        number: _list_beside(one, homes.get(document.sentence_at(one.span.start), ()), document)
        for number, one in enumerate(found)
        if one.code in codes
    }


def _list_beside(one: Finding, near: Iterable[Finding], document: Document) -> tuple[str, ...]:
    others = (other for other in near if other.code != one.code and _meet(one.span, other.span, document))
    return () if one.whole else tuple(sorted({str(other.code) for other in others}))


def _meet(one: Span, other: Span, document: Document) -> bool:
    first, second = sorted((one, other))
    return share_clause(first.end, second, document)


# ---------------------------------------------------------------- two versions


class Difference(NamedTuple):
    """What another version of rules finds in a draft: hits that appear, that vanish, and that read otherwise.

    Of `changed` come the hit before and the hit after: of one rule, in other words or of another severity. `kept` is
    how many are the same.
    """

    appeared: tuple[Hit, ...]
    vanished: tuple[Hit, ...]
    changed: tuple[tuple[Hit, Hit], ...]
    kept: int


def compare_hits(old: Sequence[Hit], new: Sequence[Hit]) -> Difference:
    """The hits of one draft under two versions of rules, held against each other: a rule is known by its code."""
    before, after = ({_name(hit): hit for hit in hits} for hits in (old, new))
    left = {name: hit for name, hit in before.items() if name not in after}
    appeared: list[Hit] = []
    changed: list[tuple[Hit, Hit]] = []
    for name, hit in after.items():
        if name in before:
            continue
        former = next((other for other, one in left.items() if _are_one(one, hit)), None)
        if former:
            changed.append((left.pop(former), hit))
        else:
            appeared.append(hit)
    kept = len(before.keys() & after.keys())
    return Difference(tuple(appeared), tuple(left.values()), tuple(changed), kept)


def join_differences(changes: Iterable[Difference]) -> Difference:
    """What has changed in several drafts."""
    appeared, vanished, changed, kept = zip(*changes, strict=True) if (changes := [*changes]) else ((),) * 4
    return Difference(
        tuple(chain.from_iterable(appeared)),
        tuple(chain.from_iterable(vanished)),
        tuple(chain.from_iterable(changed)),
        sum(kept),
    )


def _name(hit: Hit) -> tuple[object, ...]:
    return hit.code, hit.severity, hit.start, hit.end


def _are_one(old: Hit, new: Hit) -> bool:
    """Whether two hits speak of the same words, or of some of them."""
    return old.code == new.code and old.start < new.end and new.start < old.end


# ---------------------------------------------------------------- a sample


def sample(hits: Sequence[Hit], most: int) -> list[Hit]:
    """Up to so many hits, the same ones at every run: of each rule as many as of the others, spread over the drafts."""
    by_rule: dict[str, list[Hit]] = {}
    for hit in hits:
        by_rule.setdefault(hit.code, []).append(hit)
    taken: list[Hit] = []
    rarest = sorted(by_rule.values(), key=len)
    for left, found in zip(range(len(rarest), 0, -1), rarest, strict=True):
        taken += _spread_over_drafts(found, (most - len(taken)) // left)
    return sorted(taken, key=lambda hit: (hit.path, hit.start, hit.code))


def _spread_over_drafts(hits: Sequence[Hit], most: int) -> Iterator[Hit]:
    """One hit of each draft, then a second one of each, until there are enough."""
    by_draft: dict[str, list[Hit]] = {}
    # In an order that has nothing to do with their places: what opens a draft is not like the rest of it.
    for hit in sorted(hits, key=lambda hit: digest(f"{hit.before}{hit.excerpt}{hit.after}")):
        by_draft.setdefault(hit.path, []).append(hit)
    for round_ in zip_longest(*(by_draft[path] for path in sorted(by_draft))):
        chosen = _pick([hit for hit in round_ if hit], most)
        yield from chosen
        most -= len(chosen)


def _pick(items: Sequence[Item], most: int) -> Sequence[Item]:
    """Up to so many of some things, evenly."""
    return items if len(items) <= most else [items[len(items) * n // most] for n in range(most)]
