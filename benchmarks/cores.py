"""Which core runs what.

A client and a server that take turns are moved from core to core by the scheduler, each move with its caches left
behind: the same calls are 5 to 20 % slower in one second than in the next, and the larger program suffers more. So
they are kept apart, on a core each, as they would be on two machines.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def one_core_each(servers: Collection[int]) -> Iterator[None]:
    """Keep this process on the first of its cores, and all threads of those processes on the last.

    Linux only; where it cannot be done, and where there is one core, they stay where they are.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    if len(cores) < 2:
        yield
        return
    _keep(os.getpid(), cores[:1])
    for server in servers:
        _keep(server, cores[-1:])
    try:
        yield
    finally:
        for process in (os.getpid(), *servers):
            _keep(process, cores)


def _keep(process: int, cores: Collection[int]) -> None:
    with suppress(FileNotFoundError):  # it has ended: there is nothing to keep
        for thread in Path(f"/proc/{process}/task").iterdir():
            os.sched_setaffinity(int(thread.name), cores)
