"""Workers that live inside the engine: the pump lets them work as soon as there is something that they can do.

Mock workers are such ones; they get a task before any poller does that is outside.
"""

from typing import Protocol

from swfstore.store.open_tasks import OpenTask


class InsideWorker(Protocol):
    """Somebody who takes tasks and answers them, at once or later."""

    def step(self) -> bool:
        """Do one thing that can be done now; False where there is none, or where it is at work already."""

    def next_due(self) -> int | None:
        """When it will have something to do by itself (milliseconds, UTC), or None."""

    def holds(self, task: OpenTask) -> bool:
        """Whether it has taken that task, so that nobody has to wait for its answer."""
