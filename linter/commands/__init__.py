"""The commands: each is a file with a COMMAND, loaded when it is called."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linter.command import Command

ABOUT = {
    "check": "Lint drafts",
    "review": "A copy of a Word document with a comment at each finding",
    "ledger": "Every claim of a draft, and what supports it",
    "profile": "What a draft has more or less of than published op-eds",
    "compare": "What a revision did for the claims of a draft",
    "explain": "What a rule looks for, why, and how to answer it",
    "rules": "The rules that there are",
    "new-pack": "A pack of your own to begin with",
    "test": "Run the examples of packs",
    "try": "What a rule or a pack finds in real drafts",
    "schema": "What editors complete and check packs by",
    "import-vale": "Turn a style of Vale into a pack",
    "scan": "What the rules have to say of an archive, as tables",
    "audit": "What rules say of an archive, over time and by section",
    "learn": "A house pack from an archive of one's own",
    "baseline": "List the findings known of old, so that they block nobody",
    "config": "What applies to a draft, and where it comes from",
    "server": "A language server, for findings in the editor",
}


def find_command(name: str) -> Command:
    """The COMMAND of the file that a command is named after; only that file is loaded."""
    found: Command = __import__(f"linter.commands.{name.replace('-', '_')}", fromlist=["COMMAND"]).COMMAND
    return found
