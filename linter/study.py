"""All that is known of one draft: its findings in the raw, its ledger, its voices."""

from __future__ import annotations

from linter.faults import BadFile, Fault, RuleOutOfTime
from linter.files import read_draft, unpack
from linter.ledger import keep_ledger
from linter.leverage import find_additions, group_rows
from linter.readers import read_document
from linter.rulebook import Verdict
from linter.run import STANDARD_INPUT, TOO_LARGE
from linter.text import Unreadable, lay_open
from linter.values import NamedTuple
from linter.voices import find_voices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.document import Document
    from linter.ledger import Row
    from linter.leverage import Addition
    from linter.lint import Linter
    from linter.rule import Reading
    from linter.run import Desk
    from linter.voices import Voice


class Study(NamedTuple):
    """A draft and what was made out about it. `groups` and `additions` name rows by their number."""

    document: Document
    reading: Reading
    rows: tuple[Row, ...]
    groups: tuple[tuple[int, ...], ...]
    additions: tuple[Addition, ...]
    voices: tuple[Voice, ...]


def study(linter: Linter, document: Document, verdict: Verdict) -> Study:
    """A draft studied: the ledger has the rules of the verdict, the reading has the findings of all.

    Raises RuleOutOfTime.
    """
    everything = Verdict(dict.fromkeys(linter.rules, "info"), verdict.terms)
    reading = linter.lay_out(document, everything)
    rows = keep_ledger(linter, reading, verdict)
    groups = group_rows(rows, reading, linter)
    voices = find_voices(reading, rows, linter.rulebook.evidence)
    return Study(document, reading, rows, groups, find_additions(rows, groups), voices)


def study_draft(desk: Desk, path: str, content: str | bytes | None = None) -> Study:
    """A draft studied under the config that applies to it; `-` is standard input. Raises BadFile.

    `content` is what it is to be read as, where that is neither what the desk holds nor what is on disk.
    """
    name = desk.options.stdin_filename or STANDARD_INPUT if path == "-" else path
    try:
        if content is None and path in desk.contents:
            content = unpack(desk.contents[path], name)
        config = desk.config_for(name)
        document = read_document(lay_open(name, read_draft(path, name) if content is None else content))
        return study(desk.linter_for(config), document, desk.verdict_for(config, name))
    except (Unreadable, RuleOutOfTime) as fault:
        raise BadFile([Fault(name, 1, 1, str(fault))]) from None
    except (RecursionError, MemoryError):
        raise BadFile([Fault(name, 1, 1, TOO_LARGE)]) from None
