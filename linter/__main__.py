"""`python -m linter` is the command `copydesk`."""

from __future__ import annotations

from linter.cli import start

start()
