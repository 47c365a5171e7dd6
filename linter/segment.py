"""Sentences and words: where they begin and end, with offsets that are never lost."""

from __future__ import annotations

from itertools import accumulate, pairwise

from linter.patterns import compile_pattern
from linter.text import Span
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence


class Words(NamedTuple):
    """The words of a text and their offsets in it (code points from 0), in parallel."""

    texts: tuple[str, ...]
    starts: Sequence[int]


# A quotation or a bracket is one act of speech and is skipped whole: the speaker named before or after it
# answers for all of it. What is skipped must be closed, so that a quotation that runs on into the next
# paragraph is read sentence by sentence. Possessive repeats keep every input linear.
# Group 1 is the rest of a run of stops. Group 2 is the punctuation that opens the next sentence and group 3
# its first word; without them nothing that could be a sentence follows. "word.Another" lacks a blank,
# "Jane.Doe@" does not.
_CANDIDATE = compile_pattern(
    r"""(?x)
    [.!?…“"(\[]
    (?: (?<=[.!?…]) ((?:[.!?…]|[ ][.](?!\w))*+) ["”’')\]»*_¹²³]*+ (?:\[\d{1,3}\])*+
      | (?: (?<=“) [^“”]*+ ”
          | (?<=") (?<!\w") (?!\s) [^"]*+ (?<!\s) "
          | (?<=\() [^()]*+ \)
          | (?<=\[) [^\[\]]*+ \]
        ) ["”’')\]»*_¹²³]*+
    )
    (?: (?= (?: \s++
              | (?: (?<=[a-z]{3}[.!?]) | (?<=\d[.!?]) )
                (?= [A-Z][a-z]+ (?: [\s,;:'’] | [.]\s ) ) (?! (?:Com|Org|Net)\b )
            )
            ((?:[^\w\s]|_){0,4}+) \s?
            ( [^\W_a-zß-öø-ÿ]\w*+ | [a-z][A-Z]\w*+ | (?<=\()[a-z]{1,4}\) ) )
    )?+
    """,
)
_WORD = compile_pattern(r"(\w++(?:['’]\w++)*+)")

_STOPS = ".!?…"
_QUOTES = "\"”’'»"
_OPENERS = "([{“‘\"'«$—–"
_BULLETS = "•⁃‣◦▪●"
# The label of an item, whose stop ends nothing: "3", "(b", "iv", "• 9".
_LABEL = compile_pattern(rf"[{_BULLETS}]?\s?[(\[]?(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{2,5}})")
# A block that begins so may hold its other items on the same line. "A. Smith" begins none.
_ITEM = compile_pattern(
    rf"(?P<before>[{_BULLETS}]?\s?\(?)(?P<label>\d{{1,3}}|[A-Za-z](?=\))|[a-z])(?P<after>\.\)|\.|\))\s|[{_BULLETS}]"
)
_ITEM_LINE = compile_pattern(
    rf"[{_BULLETS}#]|[-*+–]\s|\(?(?:\d{{1,3}}|[A-Za-z]|[ivxIVX]{{2,5}})\.?\)\s|(?:\d{{1,3}}|[a-z])\.\s"
)
_INITIALS = compile_pattern(r"[^\W\d_]|(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,4}")
_ROMAN = compile_pattern(r"[IVXLC]{2,}")
_LINE_END = compile_pattern(r"\r\n|\n|\r")
# Wider lines were not broken for want of room; a narrower block without any stop is a list, line by line.
_WIDE, _NARROW = 120, 60
_REPORT = compile_pattern(
    r"\s+(?:[A-Z][\w.'’-]*\s){1,3}(?:said|says|asked|asks|answered|replied|wrote|writes|wondered|wonders|cried|shouted"
    r"|declared|demanded|exclaimed|explained|added|quipped|joked|argued|recalled|told|responded|tweeted|sang)\b"
)


def _table(**kinds: str) -> dict[str, str]:
    return {word: kind for kind, words in kinds.items() for word in words.split()}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Kinds of abbreviation, by what may follow the stop:
#   title   a name always does, so it never ends a sentence;
#   number  ends one unless a number follows;
#   inner   never ends one, whatever follows;
#   either  ends one only if the next word is one that names hardly ever begin with.
_ABBREVIATIONS = _table(
    title="Mr Mrs Ms Dr Mx Messrs Mme Mlle Prof Rev Hon Sen Sens Rep Reps Gov Govs Gen Gens Col Lt Cpt"
    " Capt Sgt Maj Cmdr Cdr Adm Cpl Pvt Brig Pres Supt Insp Det Atty Amb Sec Fr Ste Mt Pt Ven Msgr"
    " mr mrs dr",
    number="No Nos NO no nos p pp Vol Vols vol vols Fig Figs fig figs SEC Sect sec Ch Chs ch chs Art Arts"
    " Para Paras para paras Ex N° Nº n° nº Op op Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
    inner="vs Vs v cf Cf viz eg ie e.g i.e E.g I.e f.e a.k.a approx c ca incl esp resp",
    either="St Ft Jr Sr Inc Ltd Co co Corp LLC Bros Cos Assn Dept Univ Inst Ave Blvd Rd Hwy al med dept"
    " ed eds trans Ala Ariz Ark Calif Colo Conn Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo"
    " Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que",
)
# Words that begin sentences and, written with one capital, hardly ever go on with a name.
_BEGINNERS = _set(
    "A After Again All Although Among And Another Any Are As At Because Before Both But By Can Could"
    " Despite Did Do Does During Each Either Even Every Few For From Had Has Have He Her Here His How"
    " However I If In Indeed Instead Is It Its Just Last Let Like Many Maybe Meanwhile More Moreover Most"
    " My Nearly Neither Never Nevertheless Next No Nobody Nor Not Nothing Now Of On Once One Only Or Other"
    " Others Our Over Perhaps She Should Similarly Since So Some Soon Still Such That The Their Then There"
    " These They This Those Though Through Thus To Today Too Under Unless Unlike Until Was We Were What"
    " When Where Whether Which While Who Whose Why With Without Would Yes Yet You Your"
)
# "at 8 p.m. Tuesday", "5 a.m. Eastern": the time goes on.
_TIME_GOES_ON = _set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun January February"
    " March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep"
    " Sept Oct Nov Dec Eastern Central Mountain Pacific Greenwich EST EDT CST CDT MST MDT PST PDT ET CT PT"
    " GMT UTC BST CET"
)


def find_words(text: str) -> Words:
    """Every run of letters and digits, with the apostrophes inside it; a hyphen ends a word."""
    # Gaps and words alternate: adding up their lengths is faster than asking each match for its place.
    pieces = _WORD.split(text)
    return Words(tuple(pieces[1::2]), tuple(accumulate(map(len, pieces)))[:-1:2])


def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a raw text, in order, without the blanks round them.

    A blank line ends a sentence, and so does the end of a line that was not broken for want of room.
    Any other line end is a blank. Blanks inside a line are kept as they are.
    """
    return tuple(
        passage[span.start : span.end] for passage in _passages(text) for span in find_sentences(passage)
    )


def find_sentences(prose: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of one block's prose between two offsets (code points), without the blanks round them.

    They are in order, never empty, and together cover all that is not blank. The block's end ends the last
    one, whatever it ends with. A closing quotation mark or bracket belongs to the sentence it closes.
    """
    start, end, _ = slice(start, end).indices(len(prose))
    return [span for item in _items(prose, start, end) for span in _sentences(prose, item)]


def _items(prose: str, start: int, end: int) -> Iterator[Span]:
    """The items of a list that stands in one line: only the label that is due next begins another."""
    item = _ITEM.match(prose, start, end)
    label = item and item["label"]
    while item is not None:
        label = label and _successor(label)
        mark = f"{item['before']}{label}{item['after']} " if label else item[0]
        following = prose.find(" " + mark, start, end)
        if following < 0:
            break
        yield _trimmed(prose, start, following)
        start = following + 1
    yield _trimmed(prose, start, end)


def _successor(label: str) -> str:
    return str(int(label) + 1) if label.isdecimal() else chr(ord(label) + 1)


def _trimmed(prose: str, start: int, end: int) -> Span:
    text = prose[start:end].rstrip()
    return Span(start + len(text) - len(text.lstrip()), start + len(text))


def _sentences(prose: str, item: Span) -> Iterator[Span]:
    start, end = item
    for candidate in _CANDIDATE.finditer(prose, start, end):
        if candidate.lastindex == 3 and _ends_sentence(prose, start, candidate):
            yield Span(start, candidate.end())
            start = candidate.start(2)
    if start < end:
        yield Span(start, end)


def _ends_sentence(prose: str, start: int, candidate: re.Match[str]) -> bool:
    text, more, _, word = candidate.group(0, 1, 2, 3)
    stop = candidate.start()
    if more is None:
        ends = _enclosure_ends(text, word, stop == start)
        return ends and not _is_reported(prose, candidate.end(), word)
    if stop == start:
        return False
    if text != "." and any(mark in _QUOTES for mark in text):
        return not _is_reported(prose, candidate.end(), word)
    run = text[0] + more
    if "!" in run or "?" in run:
        return True
    if run == ".":
        return _period_ends(prose, start, stop, word)
    return not prose[stop - 1].isspace() or _detached_dots_end(run, word)


def _enclosure_ends(text: str, word: str, opens: bool) -> bool:
    """Whether a quotation or a bracket closes a sentence; a bracket inside one leaves it open."""
    last = text[:-1].rstrip(_QUOTES + ")*_")[-1:]
    if text[0] in "([":
        return last in _STOPS and (opens or word in _BEGINNERS)
    return last in _STOPS or (last in "—–-" and word in _BEGINNERS)


def _is_reported(prose: str, end: int, word: str) -> bool:
    """Whether a quotation's own stop is followed by its speaker, as in “Why?” Ana Bohm asked."""
    return word not in _BEGINNERS and _REPORT.match(prose, end) is not None


def _detached_dots_end(run: str, word: str) -> bool:
    """Whether dots that stand apart end a sentence: three of them are a pause or an omission inside one."""
    return len(run.replace(" ", "")) > 3 or (word in _BEGINNERS and word != "I")


def _period_ends(prose: str, start: int, stop: int, word: str) -> bool:
    space = max(prose.rfind(" ", start, stop) + 1, start)
    label = space if prose.endswith(": ", start, space) else start
    if stop - label < 9 and _LABEL.fullmatch(prose, label, stop):
        return False
    token = prose[space:stop].lstrip(_OPENERS).rpartition("-")[2]
    kind = _ABBREVIATIONS.get(token)
    if kind is not None:
        return _abbreviation_ends(kind, word)
    if token in ("a.m", "p.m", "A.M", "P.M"):
        return word not in _TIME_GOES_ON and prose.count(" ", start, space) > 2
    if token == "I" and _follows_small_word(prose, start, space):
        return True
    return word in _BEGINNERS or not _INITIALS.fullmatch(token)


def _abbreviation_ends(kind: str, word: str) -> bool:
    if kind == "number":
        return not word[0].isdigit() and _ROMAN.fullmatch(word) is None
    return kind == "either" and word in _BEGINNERS


def _follows_small_word(prose: str, start: int, space: int) -> bool:
    """Whether the word before the blank has no capital, so that "I" after it is the pronoun, no initial."""
    return prose[max(prose.rfind(" ", start, space - 1) + 1, start)].islower()


def _passages(text: str) -> Iterator[str]:
    """The stretches of a raw text that no sentence crosses, with the line ends inside them made blanks."""
    lines: list[str] = []
    for line in [*_LINE_END.split(text), ""]:
        if line.strip():
            lines.append(line.strip())
        elif lines:
            yield from _joined(lines)
            lines = []


def _joined(lines: list[str]) -> Iterator[str]:
    room = max(map(len, lines))
    names_only = room < _NARROW and not any(line.rstrip(_QUOTES + ")")[-1:] in _STOPS for line in lines)
    passage = [lines[0]]
    for line, following in pairwise(lines):
        if names_only or not _runs_on(line, following, room):
            yield " ".join(passage)
            passage = []
        passage.append(following)
    yield " ".join(passage)


def _runs_on(line: str, following: str, room: int) -> bool:
    """Whether a line end is a blank: the writer had no room for the next word, or was in mid-sentence."""
    if _ITEM_LINE.match(following):
        return False
    no_room = len(line) + 1 + len(following.split(maxsplit=1)[0]) > room
    return (no_room and room <= _WIDE) or following[0].islower() or line[-1] in ",;—–"
