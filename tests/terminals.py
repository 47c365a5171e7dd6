"""Terminals for tests: a real process on a pseudo-terminal."""

import os
import select
from collections.abc import Mapping
from pathlib import Path

_PATIENCE = 60.0


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, folder: Path, environment: Mapping[str, str], *command: str) -> None:
        import pty  # not everywhere

        self.child, self.screen = pty.fork()
        if not self.child:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)

    def read_until(self, words: str) -> str:
        """What is shown up to some words. Whoever waits too long for them has waited in vain."""
        shown = ""
        while words not in shown:
            shown += self._read(shown).decode()
        return shown.replace("\r\n", "\n")

    def _read(self, shown: str) -> bytes:
        assert select.select([self.screen], [], [], _PATIENCE)[0], shown
        return os.read(self.screen, 4096)

    def type(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def end(self) -> int:
        """The exit status, once the command is over."""
        try:
            while self._read("the command does not end"):
                pass
        except OSError:  # Linux tells so that nobody writes any more
            pass
        os.close(self.screen)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
