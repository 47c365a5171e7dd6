"""The heart: a draft and the rules in, diagnostics out. Find, allow, fold, tell."""

from __future__ import annotations

from linter.allow import OWN_NAMES, OWN_PACK, Names, Objection, apply_allowances, object_to, read_allowances
from linter.diagnostic import SEVERITIES, Diagnostic, Finding, Place, Related, Severity, is_at_least
from linter.evidence import find_evidence
from linter.faults import RuleOutOfTime
from linter.kinds.claim import Claim, Claims
from linter.matching import Hit, Matcher, OutOfTime, Stretch, time_limit
from linter.memory import recall, remembers
from linter.patterns import compile_pattern
from linter.portion import Portion, find_by_paragraph
from linter.rule import Measure, Reading, Rule, find_zone
from linter.rulebook import EVIDENCE, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from linter.document import Document
    from linter.rule import Measured
    from linter.rulebook import Rulebook
    from linter.text import Span

_CLAUSE_END = compile_pattern(r"[,;:()\u2013\u2014]")
_FACT = compile_pattern(r"\{([a-z-]+)\}")
_SECONDS = 20.0
_APART = ("repetition", "style")
# Words: what stands farther off does not name a finding, though a text without stops be one sentence.
_FAR = 200


class Linter:
    """Rules at work on drafts. It keeps compiled patterns and nothing of the drafts."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.rules = {rule.code: rule for rule in rulebook.rules}
        codes = {word: rule.code for rule in rulebook.rules for word in (rule.code, str(rule.fields.name))}
        self.names = Names(codes, rulebook.former)
        self._matcher = Matcher(rulebook.filed)
        self._order = _sort_by_need(self.rules)
        self._inside: set[str] = set()
        for code in self._order:
            kind = self.rules[code].kind
            if getattr(kind, "stays_inside", False) and self._inside.issuperset(
                self.rules.keys() & {*kind.needs}
            ):
                self._inside.add(code)
        self._aside = {rule.code for rule in rulebook.rules if getattr(rule.kind, "stands_apart", False)}

    def lint(
        self, document: Document, verdict: Verdict, answered: Sequence[Span] = ()
    ) -> tuple[Diagnostic, ...]:
        """Everything that the rules switched on have to say of a draft and that is asked for, sorted by place.

        `answered` are stretches of prose whose claims the writer has answered for. Raises RuleOutOfTime when a
        rule's pattern does not come to an end.
        """
        # What a permission is there for is not known before all rules have looked.
        may_allow = document.comments or document.front_matter.allow
        findings = self.find(document, verdict if may_allow else self._leave_out(verdict))
        # What has been worked out refers to the draft in turn, and would outlive its use.
        document.known.clear()
        kept, objections = self.settle(document, findings, verdict, answered)
        del findings
        own = _tell_objections(document, objections, verdict)
        return tuple(
            sorted(
                (*self._tell(document, kept, verdict.least), *own),
                key=lambda one: (one.line, one.column, one.code),
            )
        )

    def settle(
        self,
        document: Document,
        findings: Sequence[Finding],
        verdict: Verdict,
        answered: Sequence[Span] = (),
    ) -> tuple[Iterable[Finding], tuple[Objection, ...]]:
        """What is left of findings when what the draft allows is gone, folded; and what it allows in vain."""
        allowed, objections = read_allowances(document, self.names)
        kept, unused = apply_allowances(findings, allowed)
        kept = [one for one in kept if not self._is_answered(one, answered)] if answered else kept
        unused = [one for one in unused if one.code in verdict.severities]
        return fold_findings(kept, document, self.rules), (*objections, *map(object_to, unused))

    def find(self, document: Document, verdict: Verdict) -> list[Finding]:
        """What the rules switched on see, at the severities of the verdict and the zones."""
        return self.find_in(self.lay_out(document, verdict), verdict)

    def find_in(self, reading: Reading, verdict: Verdict) -> list[Finding]:
        """The same for a draft that was laid before these rules, and perhaps before others."""
        return [
            Finding(
                code,
                finding.span,
                finding.facts,
                finding.related,
                self._weigh(finding, reading.document, verdict.severities[code]),
                finding.whole,
            )
            for code in self._order
            if code in verdict.severities
            for finding in reading.findings[code]
        ]

    def _leave_out(self, verdict: Verdict) -> Verdict:
        """A verdict without the rules whose findings nobody asks for, and which fold into no others."""
        wanted = {
            code: severity
            for code, severity in verdict.severities.items()
            if is_at_least(severity, verdict.least) or code not in self._aside
        }
        return verdict._replace(severities=wanted)

    @property
    def measured(self) -> tuple[str, ...]:
        """The codes of the rules that may be held against a background."""
        return tuple(code for code, rule in self.rules.items() if hasattr(rule.kind, "gauge"))

    def gauge(self, reading: Reading) -> Iterator[Measure]:
        """What the rules that are held against a background measure of a draft that was laid before them."""
        for code in self.measured:
            kind: Measured = self.rules[code].kind  # type: ignore[assignment]
            if measure := kind.gauge(self.rules[code], reading):
                yield measure

    def lay_out(self, document: Document, verdict: Verdict) -> Reading:
        """A draft with the findings of the rules switched on, and of those whose findings they look at."""
        reading = self.read(document, verdict.terms)
        wanted = [code for code in self._order if self._is_wanted(code, verdict)]
        if remembers():
            self._lay_out_again(reading, [code for code in wanted if code in self._inside])
        for code in wanted:
            if code not in reading.findings:
                rule = self.rules[code]
                reading.findings[code] = tuple(rule.kind.find(rule, reading))
        return reading

    def _lay_out_again(self, reading: Reading, codes: Sequence[str]) -> None:
        """Find what rules that stay inside paragraphs see, but for paragraphs of which that is known."""
        document, reach = reading.document, self._matcher.reach

        def look(portion: Portion) -> Iterator[Finding]:
            here = reading._replace(hits=portion.narrow(reading.hits), findings={})
            met = {code for code, _ in here.hits}
            for code in codes:
                kind = self.rules[code].kind
                if code in met or kind.needs:
                    here.findings[code] = tuple(kind.find(self.rules[code], here))
                    yield from here.findings[code]

        def see() -> Iterator[tuple[object, ...]]:
            evidence = [reading.evidence.read_off(block) for block in document.blocks]
            for number, block in enumerate(document.blocks):
                start = block.span.start
                yield document.folded[max(0, start - reach) : start], *evidence[number : number + 2]

        found: dict[str, list[Finding]] = {code: [] for code in codes}
        for one in find_by_paragraph(document, recall((self, *codes), object), look, see):
            found[one.code].append(one)
        reading.findings.update({code: tuple(here) for code, here in found.items()})

    def claims(self, document: Document) -> Iterator[Claim]:
        """Every claim of a draft, supported or not, sorted by place."""
        return self.claims_in(self.read(document, frozenset()), self.rules)

    def claims_in(self, reading: Reading, codes: Container[str]) -> Iterator[Claim]:
        """The claims that some of the rules see in a draft laid before them, sorted by place."""
        found = [
            claim
            for code, rule in self.rules.items()
            if code in codes and isinstance(kind := rule.kind, Claims)
            for claim in kind.claims(rule, reading)
        ]
        return iter(sorted(found, key=lambda claim: (claim.span, claim.code)))

    def read(self, document: Document, terms: frozenset[str]) -> Reading:
        """A draft laid before the rules: its cues found, its evidence indexed."""
        try:
            with time_limit(_SECONDS + len(document.prose) / 100_000) as limited:
                hits, signals = self._hits(document, None if limited else _SECONDS)
        except OutOfTime as late:
            raise RuleOutOfTime(*self.rulebook.owners[late.owner]) from None
        evidence = find_evidence(document, signals, self.rulebook.evidence)
        return Reading(document, evidence, hits, {}, self.rulebook.background, terms)

    def _hits(
        self, document: Document, patience: float | None
    ) -> tuple[Mapping[tuple[str, str], Sequence[Hit]], Mapping[str, Sequence[Hit]]]:
        """The hits of a draft by rule and role, and those of the evidence's cues by role."""
        owners, words, folded = self.rulebook.owners, document.words, document.folded
        stretches = [Stretch(start, end, first, last) for (start, end), _, first, last in document.sentences]
        if remembers():
            from linter.hits import Hits

            lines = [stretches[block.first : block.last] for block in document.blocks]
            numbers = {owner: number for number, owner in enumerate(owners)}
            hits = Hits(self._matcher.find_by_line(folded, *words, lines, patience), numbers)
            return hits, hits.by({role: numbers[code, role] for code, role in owners if code == EVIDENCE})
        found: dict[tuple[str, str], list[Hit]] = {}
        for hit in self._matcher.find(folded, *words, stretches, patience):
            found.setdefault(owners[hit.owner], []).append(hit)
        return found, {role: here for (code, role), here in found.items() if code == EVIDENCE}

    def _is_wanted(self, code: str, verdict: Verdict) -> bool:
        return code in verdict.severities or any(
            code in self.rules[other].kind.needs for other in verdict.severities if other in self.rules
        )

    def _weigh(self, finding: Finding, document: Document, severity: Severity) -> Severity:
        """The severity a finding ends up with: the kind's word or the rule's, raised by its zone."""
        severity = finding.severity or severity
        zones = self.rules[finding.code].fields.zones
        if not zones or finding.whole:
            return severity
        zone = find_zone(document, document.sentence_at(finding.span.start))
        return max(severity, zones.get(zone, severity) if zone else severity, key=SEVERITIES.index)

    def _is_answered(self, finding: Finding, answered: Sequence[Span]) -> bool:
        """Whether a finding is a claim that the writer has answered for."""
        return any(span.overlaps(finding.span) for span in answered) and isinstance(
            self.rules[finding.code].kind, Claims
        )

    def _tell(self, document: Document, findings: Iterable[Finding], least: Severity) -> Iterator[Diagnostic]:
        left, seen = list(findings), dict[str, int]()
        codes = {one.code for one in left if is_at_least(one.severity or "info", least)}
        left.reverse()
        while left:
            # In a long draft there is no room for all that was found beside all that is told.
            finding = left.pop()
            if finding.code not in codes:
                continue
            # What nobody asks for is counted, since a diagnostic is known by which of several it is.
            anchor = _anchor(finding, document)
            seen[anchor] = seen.get(anchor, 0) + 1
            if is_at_least(finding.severity or "info", least):
                rule = self.rules[finding.code]
                yield _diagnose(finding, rule, document, f"{anchor}\n{seen[anchor]}")


def _sort_by_need(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Codes in an order in which every rule comes after the ones whose findings it looks at."""
    ordered: dict[str, None] = {}

    def visit(code: str) -> None:
        for other in rules[code].kind.needs:
            if other in rules and other not in ordered and other != code:
                visit(other)
        ordered[code] = None

    for code in rules:
        visit(code)
    return tuple(ordered)


# ---------------------------------------------------------------- folding


def fold_findings(
    findings: Iterable[Finding], document: Document, rules: Mapping[str, Rule]
) -> Iterator[Finding]:
    """One clause, one finding of a category: the rule of the highest rank speaks, the others are named by it.

    What recurs and what is a matter of style stand for themselves: there only findings of the same words are one.
    """
    groups: dict[object, list[list[Finding]]] = {}
    reached: dict[object, int] = {}
    for finding in sorted(findings, key=lambda one: (one.span.start, -one.span.end)):
        if finding.whole:
            yield finding
            continue
        category = rules[finding.code].category
        key = (category, document.sentence_at(finding.span.start))
        clauses = groups.setdefault(key, [])
        if clauses and share_clause(reached[key], finding.span, document, together=category not in _APART):
            clauses[-1].append(finding)
        else:
            clauses.append([finding])
        reached[key] = max(reached.get(key, 0), finding.span.end)
    for clauses in groups.values():
        for clause in clauses:
            yield _fold(clause, rules)


def share_clause(end: int, span: Span, document: Document, *, together: bool = True) -> bool:
    """Whether a span belongs to the clause whose findings reach to `end`."""
    if span.start < end:
        return True
    return together and not _CLAUSE_END.search(document.prose, end, span.start)


def _fold(clause: Sequence[Finding], rules: Mapping[str, Rule]) -> Finding:
    if len(clause) == 1:
        return clause[0]
    speaker = max(clause, key=lambda one: (rules[one.code].fields.rank, _weight(one)))
    also = dict.fromkeys(str(one.code) for one in clause if one.code != speaker.code)
    loudest = max(clause, key=_weight)
    return speaker._replace(also=tuple(also), severity=loudest.severity)


def _weight(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity or "info")


# ---------------------------------------------------------------- telling


def _diagnose(finding: Finding, rule: Rule, document: Document, anchor: str) -> Diagnostic:
    fields = rule.fields
    message = fill(fields.message, finding.facts)
    place = locate(document, finding.span)
    related = tuple(locate(document, one.span, one.note) for one in _without_repeats(finding.related))
    return Diagnostic(
        document.source.path,
        *place[:4],
        str(fields.code),
        str(fields.name),
        rule.pack,
        rule.category,
        finding.severity or fields.severity,
        message,
        place.excerpt,
        related,
        finding.also,
        anchor,
    )


def fill(message: str, facts: Mapping[str, str]) -> str:
    """A message with its facts written in. Facts are the draft's words: nothing in them is a placeholder."""
    pieces = _FACT.split(message)
    pieces[1::2] = (facts.get(name, f"{{{name}}}") for name in pieces[1::2])
    return "".join(pieces)


def _without_repeats(related: Iterable[Related]) -> Iterable[Related]:
    return dict.fromkeys(related)


def locate(document: Document, span: Span, note: str = "") -> Place:
    """Where a stretch of prose stands in the source, and its words."""
    return Place(*document.source.place(*document.origin(span)), note, document.text(span))


def _anchor(finding: Finding, document: Document) -> str:
    """What a finding is known by: its sentence's words, or, where it recurs elsewhere, the words that do."""
    if finding.whole:
        return f"{finding.code}\n"
    number = document.sentence_at(finding.span.start)
    if all(document.sentence_at(other.span.start) == number for other in finding.related):
        sentence, word = document.sentences[number], document.word_at(finding.span.start)
        first, last = max(sentence.first, word - _FAR), min(sentence.last, word + _FAR)
        return f"{finding.code}\n{' '.join(document.words.texts[first:last])}"
    recurring = {
        _words(span, document) for span in (finding.span, *(other.span for other in finding.related))
    }
    return f"{finding.code}\n{' / '.join(sorted(recurring))}"


def _words(span: Span, document: Document) -> str:
    return " ".join(document.words.texts[document.word_at(span.start) : document.word_at(span.end)])


def _tell_objections(
    document: Document, objections: Iterable[Objection], verdict: Verdict
) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for code, place, message in objections:
        seen[message] = seen.get(message, 0) + 1
        severity = verdict.severities.get(code)
        if severity is None:
            continue
        yield Diagnostic(
            document.source.path,
            *document.source.place(*place),
            code,
            OWN_NAMES[code],
            OWN_PACK,
            "unsupported",
            severity,
            message,
            document.source.text[place.start : place.end],
            (),
            (),
            f"{code}\n{message}\n{seen[message]}",
        )
