"""Start the command with a file system that fails once: `failing.py FOLDER NUMBER HOW ARGUMENT...`.

Whatever the run does to files under FOLDER is counted, from 1; at that NUMBER the disk is full, or broken, the process
is killed, or the file has gone; then the run goes on as if nothing had been. Standard error says whether it came so
far.
"""

import errno
import os
import signal
import sys

from linter.cli import start

EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.scandir", "os.listdir", "os.chmod", "os.utime")
_FAULTS = {"full": errno.ENOSPC, "broken": errno.EIO, "refused": errno.EACCES}


def arm(folder: str, number: int, how: str) -> None:
    """From now on, count; and at that number, fail."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        path = arguments[0] if event in EVENTS and arguments else None
        if not isinstance(path, str) or not os.path.abspath(path).startswith(folder):
            return
        seen += 1
        if seen == number:
            os.write(2, f"at {event} {os.path.basename(path)}\n".encode())
            fail(path)

    def fail(path: str) -> None:
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how == "gone":
            if os.path.isfile(path):
                os.unlink(path)
        else:
            raise OSError(_FAULTS[how], os.strerror(_FAULTS[how]), path)

    sys.addaudithook(watch)


if __name__ == "__main__":
    folder, number, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    del sys.argv[1:4]
    arm(folder, number, how)
    start()
