"""`copydesk server`: a language server for editors, over standard input and output."""

from __future__ import annotations

from linter.arguments import Given
from linter.command import RULES, WRONG, Command, complain, read_options


def _serve(given: Given) -> int:
    options = read_options(given)
    try:
        from linter.server import serve
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("linter"):
            raise
        complain(f"copydesk server: “{missing.name}” is not installed: run “pip install 'copydesk[lsp]'”")
        return WRONG
    return serve(options)


COMMAND = Command(None, (RULES,), _serve)
