"""Where a draft quotes: one pass over the quotation marks, curly or straight, double or single."""

from __future__ import annotations

from linter.patterns import compile_pattern
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# An apostrophe inside a word is no mark, and neither are the two of "rock 'n' roll".
_MARK = compile_pattern(
    "[\"“”„«»'‘’](?:(?<=[\"“”„«»])|(?<=[\\s(-].)(?:[nN]['’](?=[\\s)-])|)|(?<!\\w.)|(?!\\w))"
)
# Words written with an apostrophe in front. Two digits are a year after a word, and a number elsewhere.
_CLIPPED = compile_pattern(
    r"(?i)(?:\d0s|tis|twas|twere|twill|til|till|em|cause|cos|coz|bout|round|n)\b|\d\d(?![\d,.]\d|\w)"
)
_DOUBLE = frozenset('"“”„«»')
_BEFORE_OPENING = frozenset("([{—–-/\"“‘'„«")
_AFTER_OPENING = frozenset("$£€¥#@…([{—–-¿¡“‘'\"*_&")
_BEFORE_SPEECH = frozenset(',:.;?!…—–-("“”')
# A possessive ("the critics' view") or a word clipped at its end ("nothin' to", "man o' war").
_CLIPS = compile_pattern(r"(?i)(?:(?<=s.)|(?<=in.)|(?<=\bo.)) [\w'‘“\"]")
_FAR = 300


class _Mark(NamedTuple):
    """A quotation mark: what it may do where it stands, and whether it may be an apostrophe or inches."""

    at: int
    double: bool
    opens: bool
    closes: bool
    doubtful: bool


def find_quotations(prose: str, blocks: Iterable[Span]) -> Iterator[Span]:
    """The outermost quotations of a draft, marks included, in order, none longer than its block.

    A curly double quotation left open at a block's end runs to that end, and so does a straight one that
    starts its block. The next block goes on with it when it starts with an opening mark again (the convention
    of newspapers for a speech of several paragraphs) or when its first mark closes. Any other mark left open
    counts only before a block that starts with its like; elsewhere it is a slip and quotes nothing.
    """
    spans = list(blocks)
    carried = False
    for number, block in enumerate(spans):
        marks = _find_marks(prose, block)
        if not marks:
            carried = False
            continue
        following = spans[number + 1].start if number + 1 < len(spans) else len(prose)
        pairing = _Pairing(prose, block, carried)
        yield from pairing.pair(marks, prose[following : following + 1])
        carried = pairing.left_open


def _find_marks(prose: str, block: Span) -> Sequence[_Mark]:
    marks = [
        _read_mark(prose, block, found.start())
        for found in _MARK.finditer(prose, *block)
        if found.end() - found.start() == 1
    ]
    return _settle(marks) if any(mark.doubtful for mark in marks) else marks


def _read_mark(prose: str, block: Span, at: int) -> _Mark:
    mark = prose[at]
    before = prose[at - 1] if at > block.start else " "
    after = prose[at + 1] if at + 1 < block.end else " "
    spaced = before.isspace()
    opens = (spaced or before in _BEFORE_OPENING) and _may_begin(prose, at + 1, after)
    if mark in _DOUBLE:
        return _read_double(prose, at, opens, spaced, before.isdigit())
    opens = opens and mark != "’" and not _is_clipped(prose, block, at)
    closes = not spaced and not (after.isalnum() or after == "_")
    doubtful = closes and _CLIPS.match(prose, at + 1) is not None
    return _Mark(at, False, opens, closes, doubtful)


def _read_double(prose: str, at: int, opens: bool, spaced: bool, digit: bool) -> _Mark:
    mark = prose[at]
    if mark in "„«":
        return _Mark(at, True, True, False, False)
    if mark == "“":
        opens = opens or spaced or prose[at + 1 : at + 2].isalnum()
        return _Mark(at, True, opens, not opens, False)
    if mark in "”»":
        return _Mark(at, True, opens and spaced, True, False)
    glued = not opens and prose[at + 1 : at + 2].isupper() and not digit
    return _Mark(at, True, opens or glued, not (opens and spaced), digit)


def _may_begin(prose: str, at: int, char: str) -> bool:
    return (
        char.isalnum()
        or char in _AFTER_OPENING
        or (char == "." and prose[at + 1 : at + 2] in (".", *"0123456789"))
    )


def _is_clipped(prose: str, block: Span, at: int) -> bool:
    clipped = _CLIPPED.match(prose, at + 1)
    if clipped is None or not clipped.group().isdigit():
        return clipped is not None
    before = prose[max(block.start, at - 2) : at].strip()
    return bool(before) and before[-1] not in _BEFORE_SPEECH


def _settle(marks: Sequence[_Mark]) -> Sequence[_Mark]:
    """Without the doubtful marks that another one, not far behind, closes for."""
    settled: list[_Mark] = []
    later: dict[bool, _Mark] = {}
    for mark in reversed(marks):
        sure = later.get(mark.double)
        if not mark.doubtful:
            later[mark.double] = mark
        elif sure and sure.closes and not sure.opens and sure.at - mark.at < _FAR:
            continue
        settled.append(mark)
    settled.reverse()
    return settled


class _Open(NamedTuple):
    """A quotation that waits for its closing mark, and how many were found before it."""

    mark: _Mark
    found: int


class _Pairing:
    """The marks of one block being paired. What a closed quotation holds is no quotation of its own."""

    def __init__(self, prose: str, block: Span, carried: bool) -> None:
        self._prose = prose
        self._block = block
        self._carried = carried
        self._stack: list[_Open] = []
        self._doubles = 0
        self._found: list[Span] = []
        self.left_open = False

    def pair(self, marks: Sequence[_Mark], next_char: str) -> Sequence[Span]:
        """The quotations of the block; `next_char` is the character that starts the next one."""
        for number, mark in enumerate(marks):
            if mark.double:
                self._take_double(mark, marks, number)
            else:
                self._take_single(mark)
        self._finish(next_char)
        return self._found

    def _take_double(self, mark: _Mark, marks: Sequence[_Mark], number: int) -> None:
        if mark.closes and self._doubles:
            self._close_double(mark)
        elif mark.closes and self._carried and not mark.opens:
            self._found = [Span(self._block.start, mark.at + 1)]
            self._stack.clear()
        elif mark.opens and (not mark.closes or self._has_partner(mark, marks, number)):
            if self._stack and self._stack[-1].mark.double:
                self._drop_double(mark)
            self._open(mark)
        self._carried = False

    def _has_partner(self, mark: _Mark, marks: Sequence[_Mark], number: int) -> bool:
        """Whether a mark that could be either opens: not without another that closes behind it."""
        if self._prose[mark.at - 1 : mark.at] in _BEFORE_OPENING:
            return True
        for other in marks[number + 1 : number + 20]:
            if other.double:
                return other.closes
        return False

    def _take_single(self, mark: _Mark) -> None:
        single = bool(self._stack) and not self._stack[-1].mark.double
        if mark.closes and single:
            self._close(mark.at + 1)
        elif mark.opens:
            if single:
                self._stack.pop()
            self._open(mark)

    def _open(self, mark: _Mark) -> None:
        self._stack.append(_Open(mark, len(self._found)))
        self._doubles += mark.double

    def _close_double(self, mark: _Mark) -> None:
        while not self._stack[-1].mark.double:
            self._stack.pop()
        self._close(mark.at + 1)

    def _drop_double(self, mark: _Mark) -> None:
        """A second opening mark: the first lacks its partner, and quotes up to here."""
        self._close(mark.at)

    def _close(self, end: int) -> None:
        opened = self._stack.pop()
        self._doubles -= opened.mark.double
        del self._found[opened.found :]
        if end - opened.mark.at > 2:
            self._found.append(Span(opened.mark.at, end))

    def _finish(self, next_char: str) -> None:
        for opened in self._stack:
            if self._runs_on(opened.mark, next_char):
                del self._found[opened.found :]
                self._found.append(Span(opened.mark.at, self._block.end))
                self.left_open = opened.mark.double
                return

    def _runs_on(self, mark: _Mark, next_char: str) -> bool:
        if not mark.double:
            return next_char == self._prose[mark.at]
        straight = self._prose[mark.at] == '"'
        return not straight or mark.at == self._block.start or next_char in ('"', "“")
