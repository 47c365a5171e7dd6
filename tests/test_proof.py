"""test: verdicts are in test_rules.py; here is what examples leave out, what is slow, and watching."""

import os
import re
import sys
from itertools import product
from pathlib import Path

import pytest
from conftest import HOUSE_PACK, Copydesk, Ran
from terminals import Terminal

from linter.command import CLEAN, FINDINGS
from linter.growth import find_end, is_steep
from linter.proof import test_packs as prove

# ---------------------------------------------------------------- what no example holds

PACK = """\
pack: moon
about: What is said of the moon.
category: unsupported
lists:
  colour: [green, 'gr[ae]y', blue, 'pale(?= cheese)']
  stuff:
    - cheese
    - silver
rules:
  - code: ZZ101
    name: moon-stuff
    kind: phrase
    severity: warning
    cues:
      - '(?:{colour} ){1,3}{stuff}'
      - pure gold
      - '{stuff} moon'
      - '{stuff}'
    silent-if:
      - '{colour} cheese on toast'
      - cheese on (?:rye|wheat)
    message: "“{match}”: how do you know?"
    why: It is rock.
    examples:
      bad: [It is <green blue cheese>., A <pale cheese>.]
      good: [It is green cheese on toast.]
"""


@pytest.fixture
def moon(tmp_path: Path) -> Path:
    path = tmp_path / "moon.yaml"
    path.write_text(PACK)
    return path


def test_nothing_is_left_out(copydesk: Copydesk, house: Path) -> None:
    ran = copydesk("test", "house.yaml", "--coverage", "--strict")
    assert (ran.status, ran.out) == (CLEAN, "")
    assert ran.err == "2 rules, 12 examples: none failed\n"


def test_what_no_example_holds_is_told_on_demand(copydesk: Copydesk, moon: Path) -> None:
    ran = copydesk("test", "moon.yaml")
    summary = "in an example: 2 of 6 cues, 4 of 6 entries of lists; --coverage lists the others\n"
    assert ran == Ran(CLEAN, "", f"1 rule, 3 examples: none failed\n{summary}")
    ran = copydesk("test", "moon.yaml", "--strict")
    assert (ran.status, ran.err) == (FINDINGS, f"1 rule, 3 examples: none failed\n{summary}")
    assert ran.out.splitlines() == [
        "moon.yaml:5:19: note: no example holds “gr[ae]y” of the list “colour”",
        "moon.yaml:8:7: note: no example holds “silver” of the list “stuff”",
        "moon.yaml:16:9: note: ZZ101: no example holds the cue “pure gold”",
        "moon.yaml:17:9: note: ZZ101: no example holds the cue “{stuff} moon”",
        "moon.yaml:18:9: note: ZZ101: no example holds the cue “{stuff}”",
        "moon.yaml:21:9: note: ZZ101: no example holds the cue “cheese on (?:rye|wheat)”",
    ]


# ---------------------------------------------------------------- what is slow

STEEP = [
    "(?:a+)+",
    "(?:[a-z]+ ?)+!",
    "(?:a|b|ab)*c",
    "so .+ that .+ not",
    "[a-z ]+x",
    ".*said",
    "(?:[a-z]+, )*and",
]
LEVEL = [
    "critics say",
    "[a-z]+ly",
    "critics .*",
    "so .{3,60}? (?:said|say)",
    "(?:[a-z]+ ){0,3}said",
    "not only [a-z ]+",
    "so (?:[a-z]+ )+that",
    r"(?<!the )critics? \w+\b",
    "(?>[a-z]+ )said",
]


@pytest.mark.parametrize("cue", LEVEL)
def test_cost_grows_with_the_sentence(cue: str) -> None:
    assert not is_steep(cue)


@pytest.mark.parametrize("cue", STEEP)
def test_cost_grows_faster(cue: str) -> None:
    assert is_steep(cue)


TEXTS = [
    "",
    "a",
    "ab ba",
    "so long that not",
    "critics say so",
    "not only a b",
    "a, b, and",
    "1st aaa!",
    "the critics x",
]
OTHERS = [
    r"\bcritics\B|\w+$",
    r"^[^\W\d]+?\s",
    "(?<=so) long|so (?!short)",
    "a*+b",
    "[^a-c]+|a{2,3}?",
    r"\d\D*",
]


@pytest.mark.parametrize("cue", [*STEEP, *LEVEL, *OTHERS])
def test_steps_are_those_of_a_matcher_that_finds_the_same(cue: str) -> None:
    compiled = re.compile(rf"(?:{cue})(?!\w)")
    for text, place in product(TEXTS, range(4)):
        found = compiled.match(text, place)
        assert find_end(cue, text, place) == (found.end() if found else 0)


def test_slow_cues_are_told_at_their_places_and_packs_are_called_by_name(house: Path) -> None:
    cues = "[green cheese, '[a-z]+ish .{0,9}', 'cheese .+ rind .+ crust']"
    (house / "house.yaml").write_text(HOUSE_PACK.replace("[green cheese]", cues, 1))
    path = str(house / "house.yaml")
    tested = prove([path, "repetition"])
    assert tested.failed == ()
    packs = {os.path.basename(one.path) for one in tested.coverage.written}
    assert packs == {"house.yaml", "repetition.yaml"}
    assert [line.removeprefix(f"{path}:") for line in tested.slow] == [
        "10:26: slow: ZZ101: “[a-z]+ish .{0,9}” is looked for in every sentence: there is no word that it "
        "cannot be without",
        "10:46: slow: ZZ101: “cheese .+ rind .+ crust” costs far more in a longer sentence: give it limits, "
        "as in .{0,60}",
    ]


# ---------------------------------------------------------------- watching


@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_watching_a_pack(house: Path, environment: dict[str, str]) -> None:
    command = (sys.executable, "-m", "linter", "test", "house.yaml", "--watch")
    terminal = Terminal(house, {**environment, "TERM": "xterm"}, *command)
    waiting = "waiting for changes; Ctrl-C ends it"
    assert "12 examples: none failed" in terminal.read_until(waiting)
    part = house / ".part"
    part.write_text(HOUSE_PACK.replace("It is rock., All", "It is green cheese., All", 1))
    part.replace(house / "house.yaml")
    shown = terminal.read_until(waiting)
    assert "changed: house.yaml" in shown
    assert "house.yaml:15:14: noisy: ZZ101 moon-cheese: “green cheese” in “It is green cheese.”" in shown
    terminal.type("\x03")
    assert terminal.end() == 0
