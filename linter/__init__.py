"""Copydesk, an editorial rhetoric linter. This is its public door."""

from linter.diagnostic import Diagnostic
from linter.document import Document
from linter.evidence import Evidence
from linter.kinds.claim import Claim
from linter.lint import Linter, Verdict
from linter.packs import find_built_in, load_rulebook
from linter.readers import read_document
from linter.segment import split_sentences
from linter.text import Source

__all__ = ["Claim", "Diagnostic", "Evidence", "find_claims", "find_evidence", "lint_text", "split_sentences"]
_linter: list[Linter] = []


def _built_in() -> Linter:
    if not _linter:
        _linter.append(Linter(load_rulebook(find_built_in())))
    return _linter[0]


def _read(text: str, filename: str) -> Document:
    return read_document(Source(filename, text))


def lint_text(text: str, *, filename: str = "draft.txt", config: None = None) -> tuple[Diagnostic, ...]:
    """Everything the built-in rules have to say of a text, of all severities, sorted by place."""
    linter = _built_in()
    return linter.lint(
        _read(text, filename), Verdict({code: r.fields.severity for code, r in linter.rules.items()})
    )


def find_evidence(text: str) -> tuple[Evidence, ...]:
    """The evidence in a text, sorted by place; `start` and `end` are code points of the text."""
    document = _read(text, "draft.txt")
    found = [
        one for sentence in _built_in().read(document, frozenset()).evidence.sentences for one in sentence
    ]
    return tuple(one._replace(start=o.start, end=o.end) for one in found for o in [document.origin(one.span)])


def find_claims(text: str) -> tuple[Claim, ...]:
    """Every claim in a text with the evidence that answers it; spans are code points of the text."""
    document = _read(text, "draft.txt")
    return tuple(claim._replace(span=document.origin(claim.span)) for claim in _built_in().claims(document))
