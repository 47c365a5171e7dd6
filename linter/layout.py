"""What lines of a draft are by their look: titles, bylines, salutations, signatures that no markup tells."""

from __future__ import annotations

from linter.patterns import compile_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOSED = compile_pattern(r"[.!?:;…—–,]['\"’”)\]]*$")
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_NAMES = rf"{_NAME}(?:(?:\s|,\s|\s?&\s|\s(?:and|of|de|la|von|van|der|den|al|bin)\s){_NAME}){{0,7}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_LABEL = compile_pattern(
    rf"""(?x)
    (?:[Bb]y|BY) \s {_NAMES} (?: \s? [|•·–—,] .* )?
  | (?i: (?:photos?|photographs?|photography|pictures?|illustrations?|images?|graphics?|credits?|words?|source
        |from|to|cc|bcc|date|sent|subject|re|published|updated|posted|filed|word\ count|embargo(?:ed)?)
      (?: :\s .* | \s by \s .* ) )
  | (?i: (?:last\s)? (?:published|updated|posted) \s (?:on\s)? .* \d.* )
  | (?i: dear \b .* [,:!] | to\ (?:the\ (?:letters\ )?editors?|whom\ .*) [,:]? )
  | (?i: (?:sirs?|madam|editor) \s? [,:—–-]+ )
  | (?i: (?:yours|sincerely|faithfully|respectfully|cordially
        |(?:(?:with|best|kind|warm(?:est)?)\s)+(?:regards|wishes|thanks)|regards) (?:\s\w+)? ,? )
  | (?i: on \b .* \b wrote: )
  | (?: (?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun) (?:day)? ,? \s )?
    (?: \d{{1,2}} \s {_MONTH} (?: ,? \s \d{{4}} )? | {_MONTH} \s \d{{1,2}} (?: ,? \s \d{{4}} )? )
  | (?:ENDS?|-?30-?|FOR\ IMMEDIATE\ RELEASE|\d{{2,5}}\ words)
  | \S+@\S+\.\S+ | https?://\S+ | www\.\S+
    """,
)
_OPEN_ENDED = compile_pattern(r"[^.!?:;…—–,'\"’”)\]]['\"’”)\]]*$")
_TITLE_WORD = compile_pattern(r"[^\W\d_][\w'’]*")
_SMALL_WORD = compile_pattern(
    "an?|and|as|at|but|by|down|for|from|if|in|into|is|it|nor|of|off|on|onto|or|our|out|over|per|so|than|that|the"
    "|to|up|upon|via|vs|with|yet"
)
_LONGEST_LABEL = 120
_HEADING_WORDS = 14
_SIGNATURE_WORDS = 8


def find_body_end(texts: Sequence[str]) -> int:
    """The number of the last paragraph that is surely prose; what is short behind it may be a signature."""
    for number in range(len(texts) - 1, -1, -1):
        text = texts[number]
        if not is_label(text) and (_CLOSED.search(text) or not _is_short(text)):
            return number
    return -1


def guess_kind(text: str, number: int, body_end: int) -> str:
    """Whether a paragraph is one, or a heading or label by its look and its place among the others."""
    if is_label(text):
        return "label"
    if number > body_end:
        return "label" if body_end >= 0 and _is_name(text) else "paragraph"
    return "heading" if number < body_end and _is_heading(text, number == 0) else "paragraph"


def is_bold_heading(text: str) -> bool:
    """Whether a paragraph that is bold from end to end is a heading: short, and without a full stop."""
    return len(text.split()) <= _HEADING_WORDS and _OPEN_ENDED.search(text) is not None


def is_label(text: str) -> bool:
    """Whether a line is a byline, a credit, a date, a salutation, or another line about the draft."""
    return len(text) < _LONGEST_LABEL and _LABEL.fullmatch(text) is not None


def _is_short(text: str) -> bool:
    return len(text) < _LONGEST_LABEL and len(text.split()) <= _HEADING_WORDS


def _is_heading(text: str, first: bool) -> bool:
    if not _is_short(text) or text[0].islower():
        return False
    return not _CLOSED.search(text) or (first and _is_title(text))


def _is_title(text: str) -> bool:
    """Whether all words but the small ones have capitals, and more than two of them."""
    words = _TITLE_WORD.findall(text)
    large = [word for word in words if not _SMALL_WORD.fullmatch(word.lower())]
    return len(large) > 2 and all(word[0].isupper() for word in large)


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) <= _SIGNATURE_WORDS and all(
        not word[0].islower() or _SMALL_WORD.fullmatch(word) for word in words
    )
