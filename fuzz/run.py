"""Fuzzing by coverage: bytes that a machine makes up, until one of the linter's promises breaks.

    python fuzz/run.py                        every target in turn, five minutes each
    python fuzz/run.py markdown docx          only these
    python fuzz/run.py --minutes 30 --jobs 2  longer, and two at a time

Needs atheris (`pip install -e '.[fuzz]'`). What is found lies in `fuzz/found/`: run a target on such a file alone with
`python fuzz/run.py markdown --replay FILE`. `fuzz/corpus/` holds what each target begins with.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from linter.lint import Linter

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Bytes; and seconds that one input may take before it counts as a hang.
LONGEST, PATIENCE = 4_096, 20
_DONE = re.compile(r"Done (\d+) runs? in (\d+) second")

Value = TypeVar("Value")
Target = Callable[[bytes], None]


# ---------------------------------------------------------------- what must hold


def read_draft(name: str, data: bytes) -> None:
    """A draft is read, by the laws of documents, or refused in words."""
    from laws import LAWS

    from linter.files import unpack
    from linter.readers import read_document
    from linter.text import Unreadable, lay_open

    with suppress(Unreadable):
        document = read_document(lay_open(name, unpack(data, name)))
        for law in LAWS:
            law(document)


def read_package(name: str, data: bytes) -> None:
    """The same of a Word or OpenDocument file: bytes open and close its elements, or are its text."""
    import packages

    packed, tags = (packages.docx, WORD) if name.endswith("docx") else (packages.odt, OPEN)
    read_draft(name, data if data.startswith(b"PK") else packed(write_xml(data, tags.split())))


def write_xml(data: bytes, tags: Sequence[str]) -> str:
    """Well-formed XML: the first bytes of the code close an element, the next open one, all others are text."""
    written: list[str] = []
    opened: list[str] = []
    for byte in data:
        if byte < _CLOSE:
            written.append(f"</{opened.pop()}>" if opened else "")
        elif byte < _CLOSE + len(tags):
            name = tags[byte - _CLOSE]
            written.append(f"<{name.replace('~', ' ')}>")
            opened.append(name.partition("~")[0])
        else:
            written.append(escape(chr(byte)))
    return "".join((*written, *(f"</{name}>" for name in reversed(opened))))


def lint_draft(data: bytes) -> None:
    """Findings stand in order inside the draft, each at the words that it quotes, and twice the same."""
    from linter.readers import read_document
    from linter.rulebook import Verdict
    from linter.text import Source

    linter = _keep(_make_linter)
    everything = Verdict(dict.fromkeys(linter.rules, "info"))
    source = Source("draft.md", data.decode("utf-8", "replace"))
    told = linter.lint(read_document(source), everything)
    assert told == linter.lint(read_document(source), everything)
    for one in told:
        assert (1, 1) <= (one.line, one.column) <= (one.end_line, one.end_column)
        assert one.end_line <= source.position(len(source.text)).line
        assert "{" not in one.message or "{" in source.text
    assert all((one.line, one.column) <= (two.line, two.column) for one, two in pairwise(told))


def read_yaml(kind: str, data: bytes) -> None:
    """A pack, a config, a baseline or a ledger is taken, or refused with the places of its faults."""
    from laws import is_taken_or_refused_at_its_faults

    from linter.answers import read_sheet
    from linter.baseline import read_baseline
    from linter.packs import load_pack, load_shared_lists
    from linter.settings import read_config

    readers: dict[str, Callable[[str], object]] = {
        "pack": lambda path: load_pack(path, _keep(load_shared_lists)),
        "config": read_config,
        "baseline": read_baseline,
        "answers": read_sheet,
    }
    path = Path(tempfile.gettempdir()) / f"fuzz-{os.getpid()}-{kind}.yaml"
    path.write_bytes(data)
    is_taken_or_refused_at_its_faults(readers[kind], str(path))


def match(data: bytes) -> None:
    """The index finds what trying every pattern everywhere finds."""
    from test_matching import test_index_finds_what_trying_everything_finds as law

    law.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]


def report(data: bytes) -> None:
    """Every format says what the diagnostics say, whatever words are in them."""
    import test_formats as formats
    from hypothesis import given
    from hypothesis import strategies as st

    def law(name: str, words: str, path: str, severity: str) -> None:
        formats.test_hostile_text_arrives_as_it_is.hypothesis.inner_test(name, words, path, severity)

    severities = st.sampled_from(["error", "warning", "info"])
    told = given(st.sampled_from(sorted(formats.READERS)), formats.hostile, formats.names, severities)(law)
    told.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]


_kept: dict[object, object] = {}


def _keep(make: Callable[[], Value]) -> Value:
    """What is made once for all inputs."""
    if make not in _kept:
        _kept[make] = make()
    return _kept[make]  # type: ignore[return-value]


def _make_linter() -> Linter:
    from linter.cache import Cache
    from linter.lint import Linter
    from linter.run import load_rules

    return Linter(load_rules((), Cache(None)))


ENDINGS = {
    "plain": "txt",
    "markdown": "md",
    "mdx": "mdx",
    "html": "html",
    "restructured": "rst",
    "asciidoc": "adoc",
}
PACKAGES = ("docx", "odt")
# What a byte below this closes; blanks in a tag are written "~".
_CLOSE = 8
WORD = """
    w:p w:r w:t w:p w:r w:t w:ins w:del w:delText w:tbl w:tr w:tc w:sdt w:sdtContent w:pPr w:rPr w:b w:tab w:br
    w:pStyle~w:val="Zitat" w:rStyle~w:val="Fett" w:hyperlink~r:id="rId100" w:fldSimple~w:instr="HYPERLINK~x" w:vanish
    w:footnoteReference~w:id="1" w:commentRangeStart~w:id="1" w:numPr w:strike w:moveFrom w:moveTo mc:AlternateContent
"""
OPEN = """
    text:p text:span text:h text:list text:list-item text:note text:note-body table:table table:table-row
    table:table-cell text:a text:s text:tab text:line-break text:tracked-changes text:deletion office:annotation
    text:section text:p~text:style-name="Quotations" text:bookmark
"""
TARGETS: dict[str, Target] = {
    **{name: partial(read_package, f"draft.{name}") for name in PACKAGES},
    **{name: partial(read_draft, f"draft.{ending}") for name, ending in ENDINGS.items()},
    **{kind: partial(read_yaml, kind) for kind in ("pack", "config", "baseline", "answers")},
    "lint": lint_draft,
    "match": match,
    "report": report,
}


# ---------------------------------------------------------------- running


def fuzz(name: str, minutes: float) -> None:
    """One target in this process, until its time is over or a promise is broken."""
    import atheris

    with atheris.instrument_imports(include=["linter"]):
        _import_all()
    fresh = HERE / "found" / name
    fresh.mkdir(parents=True, exist_ok=True)
    corpora = [str(fresh), *(str(one) for one in [HERE / "corpus" / name] if one.is_dir())]
    options = [
        f"-max_total_time={int(minutes * 60)}",
        f"-max_len={LONGEST}",
        f"-timeout={PATIENCE}",
        f"-artifact_prefix={HERE / 'found' / name}-",
    ]
    atheris.Setup([sys.argv[0], *options, *corpora], TARGETS[name])
    atheris.Fuzz()


def _import_all() -> None:
    for path in sorted((ROOT / "linter").rglob("*.py")):
        if path.name not in ("__main__.py", "__init__.py"):
            __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))


def run_target(name: str, minutes: float) -> bool:
    """One target in a process of its own; whether its promises held."""
    begun = time.monotonic()
    command = [sys.executable, str(Path(__file__)), name, "--alone", "--minutes", str(minutes)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    runs = _DONE.search(done.stderr)
    held = done.returncode == 0 and runs is not None
    said = f"{int(runs.group(1)):,} inputs" if runs else "no inputs counted"
    print(f"{name:13} {'held' if held else 'BROKEN':7} {said}, {time.monotonic() - begun:.0f} s", flush=True)
    if not held:
        print(_find_fault(done), file=sys.stderr)
    return held


def _find_fault(done: subprocess.CompletedProcess[str]) -> str:
    """What an output tells of the fault, without the fuzzer's account of its progress."""
    lines = f"{done.stdout}\n{done.stderr}".splitlines()
    return "\n".join(line for line in lines if not re.match(r"#\d+\t|INFO: ", line))[-4_000:]


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz the linter by coverage.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=5, help="for each target")
    parser.add_argument("--jobs", type=int, default=1, help="how many targets at a time")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="the target on this input alone")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.targets if name not in TARGETS]:
        parser.error(f"no target is called {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    return given


def main(arguments: Sequence[str]) -> int:
    given = read_arguments(arguments)
    names = given.targets or list(TARGETS)
    if given.replay:
        for name in names:
            TARGETS[name](given.replay.read_bytes())
        return 0
    if given.alone:
        fuzz(names[0], given.minutes)
        return 0
    with ThreadPoolExecutor(given.jobs) as pool:
        held: Iterator[bool] = pool.map(lambda name: run_target(name, given.minutes), names)
        return 0 if all(list(held)) else 1


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    sys.exit(main(sys.argv[1:]))
