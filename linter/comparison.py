"""Two drafts of one piece: what a revision did for the claims, and what it only did for the words."""

from __future__ import annotations

from bisect import bisect_right
from difflib import SequenceMatcher

from linter.anchor import list_sentences, match_sentences
from linter.answers import as_entry, place_entries
from linter.baseline import tally
from linter.evidence import find_lexicon
from linter.news import Sieve
from linter.patterns import compile_pattern
from linter.text import Position, Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linter.diagnostic import Diagnostic, Finding
    from linter.document import Document
    from linter.ledger import Row
    from linter.lint import Linter
    from linter.study import Study
    from linter.voices import Voice

_SOURCES = frozenset({"named-source", "quotation", "document", "link"})
_FIGURES = frozenset({"number", "count"})
_PER_CENT = compile_pattern(r" ?per ?cent\b")
_DIGITS = compile_pattern(r"\d[\d,.]*\d|\d")
_LONGEST_SWAP = 2


class Version(NamedTuple):
    """One of the two: what is known of it, and what a run says of it."""

    study: Study
    found: Sequence[Diagnostic]

    @property
    def document(self) -> Document:
        """The draft."""
        return self.study.document


class Pair(NamedTuple):
    """A claim before and after."""

    before: Row
    after: Row


class Swap(NamedTuple):
    """Words of the old draft and those of the new one that stand in their place: spans of the two proses."""

    before: Span
    after: Span


class Comparison(NamedTuple):
    """What has changed from the old draft to the new one. Spans that are alone are of the old one's prose."""

    gained: tuple[Pair, ...]
    lost: tuple[Pair, ...]
    hedged: tuple[Swap, ...]
    sources: tuple[Voice, ...]
    figures: tuple[Span, ...]
    renamed: tuple[Swap, ...]
    reworded: tuple[Swap, ...]
    found: tuple[Diagnostic, ...]


def compare(old: Version, new: Version, linter: Linter) -> Comparison:
    """What a revision has changed; `linter` has the rules that both were read by."""
    sentences = match_sentences(list_sentences(old.document), list_sentences(new.document))
    entries = [as_entry(row, old.document) for row in old.study.rows]
    rows = place_entries(entries, new.document, new.study.rows)
    pairs = [Pair(old.study.rows[one], new.study.rows[two]) for one, two in sorted(rows.items())]
    pairs += _find_told(old.study, new.study, rows, sentences)
    pairs.sort(key=lambda pair: pair.before.span)
    return Comparison(
        tuple(one for one in pairs if one.after.status == "supported" != one.before.status),
        tuple(one for one in pairs if one.before.status == "supported" != one.after.status),
        tuple(_find_hedged(old.study, new.study, rows, sentences, linter)),
        tuple(_find_silenced(old.study.voices, new.study.voices)),
        tuple(_find_lost_figures(old.study, new.document)),
        tuple(_find_renamed(old.study, new.study, sentences)),
        tuple(_find_reworded(old.study, new.study, sentences, linter)),
        tuple(_find_news(old, new, sentences)),
    )


# ---------------------------------------------------------------- claims


def _find_told(
    old: Study, new: Study, rows: Mapping[int, int], sentences: Mapping[int, int]
) -> Iterator[Pair]:
    """Claims whose cue has given way to a source: “It is widely said” has become “Ms Bohm said”."""
    for number, row in enumerate(old.rows):
        home = sentences.get(row.sentence)
        if number in rows or home is None or row.status == "supported":
            continue
        before = old.reading.evidence.signals[row.sentence]
        sources = [one for one in new.reading.evidence.sentences[home] if one.signal in _SOURCES - before]
        if sources:
            span = new.document.sentences[home].span
            told = row._replace(
                span=span, status="supported", evidence=tuple(sources), missing=(), sentence=home
            )
            yield Pair(row, told)


def _find_hedged(
    old: Study, new: Study, rows: Mapping[int, int], sentences: Mapping[int, int], linter: Linter
) -> Iterator[Swap]:
    """Claims that nothing supports and that now stand behind more hedges, or as the writer's own view."""
    before, after = _hedges(old, linter), _hedges(new, linter)
    for number, row in enumerate(old.rows):
        if row.status in ("supported", "opinion"):
            continue
        if (match := rows.get(number)) is not None:
            later = new.rows[match]
            span, settled = later.span, later.status == "supported"
            is_opinion = later.status == "opinion"
        elif (home := sentences.get(row.sentence)) is not None:
            span, is_opinion = new.document.sentences[home].span, False
            settled = not _SOURCES.isdisjoint(new.reading.evidence.signals[home])
        else:
            continue
        if not settled and (is_opinion or _count(after, span) > _count(before, row.span)):
            yield Swap(row.span, span)


def _hedges(study: Study, linter: Linter) -> set[Span]:
    """Where the rules about hedging see a hedge."""
    return {
        Span(hit.start, hit.end)
        for (code, role), hits in study.reading.hits.items()
        if role == "cues" and code in linter.rules and linter.rules[code].category == "hedging"
        for hit in hits
    }


def _count(hedges: Iterable[Span], inside: Span) -> int:
    return len({one.start for one in hedges if inside.covers(one)})


# ---------------------------------------------------------------- sources and figures


def _find_silenced(old: Sequence[Voice], new: Sequence[Voice]) -> Iterator[Voice]:
    """People, bodies and documents that are no longer there under any part of their names."""
    left = {name for voice in new for name in (voice.name.casefold(), _surname(voice))}
    for voice in old:
        if voice.sort != "crowd" and voice.name.casefold() not in left and _surname(voice) not in left:
            yield voice


def _surname(voice: Voice) -> str:
    name = voice.name.casefold()
    return name.rpartition(" ")[2] if voice.sort == "person" else name


def _find_lost_figures(old: Study, new: Document) -> Iterator[Span]:
    """Figures whose digits, or words, stand nowhere in the new draft."""
    later = _even(new.folded)
    kept = set(_DIGITS.findall(later))
    for one in (one for sentence in old.reading.evidence.sentences for one in sentence):
        if one.signal in _FIGURES:
            words = _even(old.document.folded[one.start : one.end])
            digits = _DIGITS.findall(words)
            if not (kept.issuperset(digits) if digits else words in later):
                yield one.span


def _even(folded: str) -> str:
    return _PER_CENT.sub("%", folded)


def _find_renamed(old: Study, new: Study, sentences: Mapping[int, int]) -> Iterator[Swap]:
    """Crowds that have become other crowds: nobody is named all the same."""
    before, after = _crowds(old), _crowds(new)
    seen: set[tuple[str, str]] = set()
    for sentence, crowds in before.items():
        later = after.get(sentences.get(sentence, -1), {})
        for name in crowds.keys() - later.keys():
            for other in later.keys() - crowds.keys():
                if (name, other) not in seen:
                    seen.add((name, other))
                    yield Swap(crowds[name], later[other])


def _crowds(study: Study) -> dict[int, dict[str, Span]]:
    """The crowds by the sentences they stand in and their names."""
    found: dict[int, dict[str, Span]] = {}
    for voice in study.voices:
        if voice.sort == "crowd":
            for span, _ in voice.places:
                found.setdefault(study.document.sentence_at(span.start), {})[voice.name.casefold()] = span
    return found


# ---------------------------------------------------------------- repetitions


def _find_reworded(old: Study, new: Study, sentences: Mapping[int, int], linter: Linter) -> Iterator[Swap]:
    """Repetitions that are gone because another word stands in the same place, with the thought as it was."""
    common = find_lexicon(linter.rulebook.evidence)["common"]
    seen: set[Span] = set()
    for finding in _repetitions(old, linter):
        for span in (finding.span, *(one.span for one in finding.related)):
            home = old.document.sentence_at(span.start)
            swap = _find_swap(old.document, span, new.document, sentences.get(home), home)
            if swap and swap.before not in seen and not _is_still_told(finding.code, swap.after, new):
                words = new.document.folded[swap.after.start : swap.after.end].split()
                if not common.issuperset(words):
                    seen.add(swap.before)
                    yield swap


def _repetitions(study: Study, linter: Linter) -> Iterator[Finding]:
    for code, findings in study.reading.findings.items():
        if linter.rules[code].category == "repetition":
            yield from (one for one in findings if not one.whole)


def _find_swap(old: Document, span: Span, new: Document, later: int | None, home: int) -> Swap | None:
    """What stands in a new sentence in the place of a few words of the old one, and little else is new in it."""
    if later is None:
        return None
    one, two = old.sentences[home], new.sentences[later]
    first, last = old.word_at(span.start) - one.first, old.word_at(span.end - 1) - one.first
    before, after = old.words.texts[one.first : one.last], new.words.texts[two.first : two.last]
    acts = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = sum(max(j - i, m - k) for act, i, j, k, m in acts if act != "equal")
    for act, i, j, k, m in acts:
        few = j - i <= _LONGEST_SWAP and m - k <= _LONGEST_SWAP and changed <= 2 * _LONGEST_SWAP
        if act == "replace" and few and i <= last and first < j:
            return Swap(
                _stretch(old, one.first + i, one.first + j), _stretch(new, two.first + k, two.first + m)
            )
    return None


def _stretch(document: Document, first: int, last: int) -> Span:
    words = document.words
    return Span(words.starts[first], words.starts[last - 1] + len(words.texts[last - 1]))


def _is_still_told(code: str, span: Span, study: Study) -> bool:
    findings = study.reading.findings.get(code, ())
    return any(
        span.overlaps(place)
        for one in findings
        for place in (one.span, *(other.span for other in one.related))
    )


# ---------------------------------------------------------------- findings


def _find_news(old: Version, new: Version, sentences: Mapping[int, int]) -> Iterator[Diagnostic]:
    """Findings that the old draft had neither in these words nor in the sentence that these words were made from."""
    path = new.document.source.path
    known = Sieve({path: tally(old.found)}, lambda _: {})
    held = {id(one) for _, told in known.sift({path: new.found}) for one in told}
    before: dict[tuple[int | None, str], int] = {}
    homes = _find_homes(old.found, old.document) | _find_homes(new.found, new.document)
    for one in old.found:
        place = homes[id(one)]
        home = sentences.get(place) if place >= 0 else place
        before[home, one.code] = before.get((home, one.code), 0) + 1
    for one in sorted(new.found, key=lambda one: id(one) not in held):
        key = homes[id(one)], one.code
        if before.get(key, 0):
            before[key] -= 1
        elif id(one) not in held:
            yield one


def _find_homes(found: Iterable[Diagnostic], document: Document) -> dict[int, int]:
    """The number of the sentence that each diagnostic, named by its identity, stands in; -1: of the whole draft."""
    homes = sorted((document.origin(one.span).start, number) for number, one in enumerate(document.sentences))
    numbers = {}
    for one in found:
        offset = document.source.offset(Position(one.line, one.column))
        place = bisect_right(homes, offset, key=lambda home: home[0]) - 1
        numbers[id(one)] = -1 if one.is_whole or place < 0 else homes[place][1]
    return numbers
