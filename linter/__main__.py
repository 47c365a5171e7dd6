"""`python -m linter` is the command `copydesk`."""

from linter.cli import start

start()
