"""A pack to begin with: three rules of different kinds that pass their own tests, and comments that teach the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# What the schema of packs is called beside the packs of a newsroom.
SCHEMA = "copydesk.schema.json"
_MOST_LETTERS = 4

_PACK = """\
# yaml-language-server: $schema=SCHEMA
#
# A pack of your own rules. It works as it stands:
#
#     copydesk test FILE              are its examples reported just as they are marked?
#     copydesk try FILE drafts/       what does it find in real drafts?
#
# A line in copydesk.yaml, beside your drafts or in a folder above them, switches it on:
#
#     packs: [FILE]
#
# The first line is for your editor: with the YAML language server it offers what may be written at a place, says
# what it means, and underlines what is wrong. What stands behind a # is for people only.

pack: NAME
about: What our desk asks for.
# What the rules are about: unsupported, hedging or repetition. A rule can have a category of its own.
category: unsupported

# A pack can build on others, and change their rules without a copy of them. Take the # away to see it work:
#
# extends: [attribution]
# change:
#   AT101: {severity: error}
#   unnamed-informant: {off: true}
#
# “copydesk rules” lists all rules by code and name.

# Words that cues use by the name of their list, as {postbag}. An entry is a phrase or a pattern, like a cue.
lists:
  postbag: ['postbag', 'inbox', 'letters page', 'switchboard']
  flooded: ['flooded', 'swamped', 'jammed', 'inundated']

rules:
  # ------------------------------------------------------------ phrase: the words alone are enough

  # The code: letters that are this pack's own, and three digits. The name: small words with hyphens that say what is
  # wrong, as writers read them in “copydesk: allow borrowed-anger”. The severity: error, warning or info.
  - code: CODE01
    name: borrowed-anger
    kind: phrase
    severity: warning
    cues:
      # A phrase matches whole words, whatever their capitals. Write it in small letters with straight ' and ".
      - 'up in arms'
      # So does a pattern, as Python's re has it: write (?:this|that) for a choice, s? for an s that may be missing.
      - '(?:sparks?|sparked) (?:anger|fury|outrage)'
    # What the writer is told, in one sentence: quote the words, say what is missing. {match} is what was found.
    message: "“{match}”: who is angry, and what have they done about it?"
    why: Anger without a person in it cannot be checked; one neighbour with a name says more than a furious town.
    examples:
      # Between < and > stands what has to be reported: that, exactly, and nothing else.
      bad:
        - Villagers are <up in arms> over the timetable.
        - The plan to move the market <sparked fury> on the quay.
        - Every new parking rule <sparks outrage>.
      # Sentences that must be left alone: the most like the bad ones teach the most.
      good:
        - They came up, arms full of nets.
        - A loose wire sparked a fire in the boathouse.
        - “We are up in arms,” said Ana Bohm, who mends nets on the quay.

  # ------------------------------------------------------------ claim: a cue promises evidence, and the draft owes it

  - code: CODE02
    name: full-postbag
    kind: claim
    severity: warning
    cues:
      - '(?:our|the) {postbag} (?:is|was|has been) {flooded}'
      - '{flooded} with (?:letters|calls|messages)'
    # The types of evidence that answer the cue. With one of them in the window `within`, the rule is silent.
    unless: [number, named-source]
    # Where it may stand: here, in this sentence and the next.
    within: next
    # Words at which the rule is silent all the same, where they meet the cue.
    silent-if:
      - '{flooded} with (?:letters|calls|messages) (?:of|from) .*'
    # {missing} names the evidence that would answer: “figure or named source”.
    message: "“{match}”: how many? The reader finds no {missing}."
    why: A full postbag is offered as proof that everybody agrees; a number lets the reader judge.
    examples:
      bad:
        - <Our postbag has been swamped>. Nobody wants the bridge.
        - The harbour office was <flooded with calls>.
      good:
        - Our postbag has been swamped. By Friday we had 214 letters.
        - The harbour office was flooded with calls, said Ana Bohm, who answered most of them.
        - She was swamped with letters of thanks.

  # ------------------------------------------------------------ overuse: once or twice is no fault, this often is

  - code: CODE03
    name: much-community
    kind: overuse
    category: repetition
    # A note, which “copydesk check --min-severity info” shows.
    severity: info
    of: word
    cues: ['communit(?:y|ies)']
    within: paragraph
    at-least: 3
    message: "“{match}” {n} times in one paragraph: who are they? Name the street, the club or the village."
    why: The word stands for people whom the writer has not named.
    examples:
      bad:
        - The community met. The community was heard, and the <community> won.
        - No community likes rats, whichever community it is; ask the <communities> by the river.
      good:
        - The community met. It was heard, and the street won.
        - Both communities have a well. Neither has a pump.

# There is more: kinds for density, absence, repetition, quotations, cues that fight; `not-in` for places where a rule
# does not look; `zones` for headline, lead and close; `state: preview` for a rule that is on only where it is called
# by its code or name.
"""


def write_starter(name: str, prefix: str, file: str) -> str:
    """The text of a pack that is called `name`, lies in `file` and has codes that begin with `prefix`."""
    words = {"SCHEMA": SCHEMA, "NAME": name, "FILE": file, "CODE": f"{prefix}1"}
    return re.sub("|".join(words), lambda found: words[found.group()], _PACK)


def choose_prefix(name: str, taken: Collection[str]) -> str:
    """Letters for the codes of a pack, after its name.

    No code that is taken begins with them or the other way round, for `select` takes rules by the beginnings of codes.
    """
    return next(one for one in _list_prefixes(name) if not _is_taken(one, taken))


def _list_prefixes(name: str) -> Iterator[str]:
    """The beginning of the name, its initials, and what else reminds of it."""
    words = re.findall("[A-Z]+", name.upper())
    letters = "".join(words)
    initials = "".join(word[0] for word in words)
    if len(initials) > 1:
        yield initials[:_MOST_LETTERS]
    yield from (letters[:length] for length in (3, 4, 2) if len(letters) >= length)
    yield from (f"{first}{letters[:2]}" for first in "XYZQJKVWBCDEFGHILMNOPRSTUA")


def _is_taken(prefix: str, taken: Collection[str]) -> bool:
    letters = {code.rstrip("0123456789") for code in taken}
    return any(one.startswith(prefix) or prefix.startswith(one) for one in letters)
