"""Start the command with a file system that fails once: `failing.py FOLDER NUMBER HOW ARGUMENT...`.

Whatever the run does to files under FOLDER is counted, from 1; at that NUMBER the disk is full (then only writing is
counted), access is refused, the process is killed, or the file has gone, is cut short or has grown. Then the run goes
on as if nothing had been. Standard error says whether it came so far.
"""

import errno
import io
import os
import signal
import sys

from linter.cli import start

EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.scandir", "os.listdir", "os.chmod", "os.utime")
READING = ("os.scandir", "os.listdir")
_FAULTS = {"full": errno.ENOSPC, "refused": errno.EACCES}


def cut(path: str) -> None:
    """Take away the second half of a file."""
    os.truncate(path, os.stat(path).st_size // 2)


def grow(path: str) -> None:
    """Write a file's last half once more, as somebody does who is about to save."""
    with io.FileIO(path, "r+") as file:
        whole = file.readall()
        file.write(whole[len(whole) // 2 :])


CHANGES = {"gone": os.unlink, "cut": cut, "grown": grow}


def arm(folder: str, number: int, how: str) -> None:
    """From now on, count; and at that number, fail."""
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        path = arguments[0] if event in EVENTS and arguments else None
        if not isinstance(path, str) or not os.path.abspath(path).startswith(folder):
            return
        if how == "full" and not is_writing(event, arguments):
            return
        seen += 1
        if seen == number:
            os.write(2, f"at {event} {os.path.basename(path)}\n".encode())
            fail(path)

    def fail(path: str) -> None:
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif how in CHANGES:
            if os.path.isfile(path):
                CHANGES[how](path)
        else:
            raise OSError(_FAULTS[how], os.strerror(_FAULTS[how]), path)

    sys.addaudithook(watch)


def is_writing(event: str, arguments: tuple[object, ...]) -> bool:
    """Whether an access needs room on the disk."""
    flags = arguments[2] if event == "open" else os.O_WRONLY
    return event not in READING and isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    folder, number, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    del sys.argv[1:4]
    arm(folder, number, how)
    start()
