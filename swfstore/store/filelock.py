"""A lock between processes, beside a database file: one of them makes or migrates it, the others wait.

The lock is on a file of its own. It cannot be on the database itself: closing any descriptor of that file would drop
the locks that SQLite holds on it in this process.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            except OSError:  # it gives up after ten seconds
                continue
            return
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of this database file, and wait for it as long as it takes; a process that dies gives it back."""
    beside = path.with_name(path.name + ".lock")
    descriptor = _take(beside)
    try:
        yield
    finally:
        if sys.platform != "win32":
            beside.unlink(missing_ok=True)  # those who wait find out that theirs is not the file's any more
        os.close(descriptor)


def _take(beside: Path) -> int:
    while True:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
        _lock(descriptor)
        try:
            if os.path.samestat(os.fstat(descriptor), beside.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        os.close(descriptor)
