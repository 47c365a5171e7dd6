"""Kind `capitals`: headings, or other blocks, whose capitals are not of the house's style."""

from __future__ import annotations

from linter.diagnostic import Finding
from linter.document import PROSE_BLOCKS
from linter.patterns import compile_pattern
from linter.rule import Reading, Rule, find_units
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Literal

    from linter.document import Document

_WORD = compile_pattern(r"\w[^\s\u2013\u2014-]*")
# What a title in the style of the Associated Press leaves in lower case, unless it opens or closes it.
_SMALL = frozenset("a an and as at but by en for if in nor of on or per so the to v via vs yet".split())


class Capitals(NamedTuple):
    """Flags a heading in which not more than `share` of the words have the capitals that `style` asks for.

    `sentence`: the first word, without fail, and names; `title`: all but small words inside; `lower` and `upper`: none
    and all. Never counted as wrong: words of `spare`, in `sentence` style also words in capitals throughout, names
    that the draft itself has inside a sentence, and what stands behind one of the signs `after`. Say with `not-in`
    which blocks are looked at: `[paragraph, item, label, note, block-quote, table]` leaves headings.
    """

    style: Literal["sentence", "title", "lower", "upper"]
    share: float = 0.8
    spare: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        return frozenset({"match", "words"})

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    @property
    def needs(self) -> tuple[str, ...]:
        return ()

    def find(self, rule: Rule, reading: Reading) -> Iterator[Finding]:
        document = reading.document
        for span in find_units(rule, document, "paragraph"):
            text = document.text(span)
            words = [(_bare(one.group()), text[: one.start()].rstrip()) for one in _WORD.finditer(text)]
            wrong = self._wrong(words, document)
            opens_wrong = self.style == "sentence" and wrong[:1] == [word for word, _ in words[:1]]
            if words and (opens_wrong or len(words) - len(wrong) <= self.share * len(words)):
                listed = ", ".join(f"“{word}”" for word in wrong)
                yield Finding(rule.code, span, {"match": text, "words": listed})

    def _wrong(self, words: Sequence[tuple[str, str]], document: Document) -> list[str]:
        """The words, each given with what stands before it, that the style writes otherwise."""
        last = len(words) - 1
        return [
            word
            for number, (word, before) in enumerate(words)
            if word not in self.spare
            and not (self.after and before.endswith(self.after))
            and not _STYLES[self.style](word, number in (0, last), number == 0, document)
        ]


def _is_sentence_case(word: str, _: bool, is_first: bool, document: Document) -> bool:
    if is_first:
        return word[0] != word[0].lower() or not word[0].isalpha()
    core = _stem(word)
    return core == core.lower() or core == core.upper() or core in _names(document)


def _is_title_case(word: str, at_edge: bool, _: bool, __: Document) -> bool:
    is_small = word.lower() in _SMALL and not at_edge
    return word == word.upper() or (word == word.lower() if is_small else word[0] != word[0].lower())


_STYLES: Mapping[str, Callable[[str, bool, bool, Document], bool]] = {
    "sentence": _is_sentence_case,
    "title": _is_title_case,
    "lower": lambda word, *_: word == word.lower(),
    "upper": lambda word, *_: word == word.upper(),
}


def _names(document: Document) -> frozenset[str]:
    """The words that a draft writes with a capital inside its sentences."""
    return document.known.once((Capitals, "names"), lambda: frozenset(_find_names(document)))


def _find_names(document: Document) -> Iterator[str]:
    for sentence in document.sentences:
        if document.blocks[sentence.block].kind in PROSE_BLOCKS:
            for match in _WORD.finditer(document.prose, sentence.span.start + 1, sentence.span.end):
                if match.start() > sentence.span.start + 1 and match.group()[0].isupper():
                    yield _stem(_bare(match.group()))


def _bare(word: str) -> str:
    """A word without the signs at its end."""
    return word.rstrip(".,;:!?\"'”’)")


def _stem(word: str) -> str:
    """A word without what an apostrophe adds to it."""
    return word.replace("’", "'").partition("'")[0]
