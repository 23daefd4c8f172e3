"""A crash at a commit: the process ends, or SimulatedCrash is raised, just before the commit or just after it.

Which commit is a call's own is known by the thread: the first in which the call has done something. On a server that is
the commit of the batch that the call is part of.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from swfstore.engine.faults.errors import SimulatedCrash
from swfstore.engine.faults.plans import CrashBeforeCommit, Plan
from swfstore.store.database import Transaction

_T = TypeVar("_T")


class Crashes:
    """Watches the commits of one database. `plan_for` says which crash happens to an operation, if any."""

    def __init__(self, plan_for: Callable[[str, object], Plan | None], kill: Callable[[], object] | None) -> None:
        self.crashed = False
        self._plan_for = plan_for
        self._kill = kill
        self._calls: dict[int, str] = {}
        self._doomed: dict[int, Plan] = {}

    def refuse(self) -> None:
        """Raise SimulatedCrash once the process has died: nothing of it works any more."""
        if self.crashed:
            raise SimulatedCrash("the store has crashed on purpose: open it again")

    @contextmanager
    def watching(self, operation: str) -> Iterator[None]:
        """Watch the commits of a call of this thread."""
        thread = threading.get_ident()
        self._calls[thread] = operation
        try:
            yield
        finally:
            self._calls.pop(thread, None)

    def watched(self, work: Callable[[Transaction], _T]) -> Callable[[Transaction], _T]:
        """The work of a write; when it is done, it is known whether its commit is the one."""
        thread = threading.get_ident()
        operation = self._calls.get(thread)
        if operation is None:
            return work

        def watched(tx: Transaction) -> _T:
            result = work(tx)
            plan = self._plan_for(operation, result)
            if plan is not None:
                self._doomed[thread] = plan
            if plan is not None or result is not None:
                self._calls.pop(thread, None)  # what follows is not the call's own
            return result

        return watched

    def before_commit(self) -> None:
        """A commit of this thread comes."""
        if isinstance(self._doomed.get(threading.get_ident()), CrashBeforeCommit):
            self._die("before")

    def after_commit(self) -> None:
        """A commit of this thread is durable."""
        if threading.get_ident() in self._doomed:
            self._die("after")

    def _die(self, when: str) -> None:
        plan = self._doomed.pop(threading.get_ident())
        if self._kill is not None:
            self._kill()
        raise SimulatedCrash(f"the process dies {when} the commit on purpose, by {plan}")
