"""A virtual clock that skips by itself: while everybody waits, time jumps to the next deadline.

Who asks for a jump is a poll that finds nothing. Whether there is one is read from the database at that moment, in the
transaction in which the time moves: nobody holds a task, no task can be polled, and something is due. Nothing is
counted and nothing is locked, so there is nothing to forget to unlock: `why` reads the same rows and says what is in
the way.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from swfstore.clock import Driver, Stopwatch, VirtualClock
from swfstore.engine import waits
from swfstore.engine.pump import Pump
from swfstore.store import open_tasks
from swfstore.store.database import Transaction
from swfstore.store.open_tasks import OpenTask

if TYPE_CHECKING:
    from swfstore.engine.engine import Engine

START_MS = 1_893_456_000_000
"""2030-01-01T00:00:00Z, where virtual clocks start."""

PAUSED = "the clock is paused"


class AutoClock(VirtualClock):
    """A virtual clock that jumps to the next deadline when a poll finds nothing and nobody has anything to do.

    What keeps it from jumping: a task that somebody holds (a worker that sends heartbeats too: it is at work), a task
    that can be polled (whoever polls its list may only be on the way), and a pause. It never jumps to the timeout of a
    whole execution unless `execution_timeouts` is true: what waits for a signal only, waits. Two sets, which may be
    changed at any time, name what it does not wait for: `unattended` are task lists that nobody polls, so that the
    timeouts of their tasks come; `dead` are identities of workers that will not answer what they hold.

    Where several threads poll, a poll that finds nothing waits for the others, `patience_seconds` of real time at the
    most; where there is only one, it answers at once.
    """

    def __init__(
        self,
        start_ms: int = START_MS,
        *,
        unattended: Iterable[str] = (),
        dead: Iterable[str] = (),
        execution_timeouts: bool = False,
        patience_seconds: float = 0.2,
    ) -> None:
        super().__init__(start_ms)
        self.unattended = set(unattended)
        self.dead = set(dead)
        self.execution_timeouts = execution_timeouts
        self.patience_seconds = patience_seconds
        self._engine: Engine | None = None
        self.is_paused = False
        self._pollers: set[int] = set()
        self._one_at_a_time = threading.Lock()
        self._changed = threading.Condition()

    def attach(self, driver: Driver) -> None:
        """Move this engine along with the time; a clock moves one engine."""
        super().attach(driver)
        self._engine = driver.engine if isinstance(driver, Pump) else None

    def notify(self) -> None:
        """Wake the polls that wait for others."""
        with self._changed:
            super().notify()
            self._changed.notify_all()

    def pause(self) -> None:
        """Let no time be skipped until `resume`; moving it by hand works all the same."""
        self.is_paused = True

    def resume(self) -> None:
        """Skip again."""
        self.is_paused = False
        self.notify()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let no time be skipped in the block: for a test that starts something and signals it."""
        was, self.is_paused = self.is_paused, True
        try:
            yield
        finally:
            self.is_paused = was
            self.notify()

    def skip(self, seen: int, watch: Stopwatch) -> bool:
        """A poll has found nothing since the change `seen`: jump, or wait for others; whether it should look again."""
        if self.skip_if_idle():
            return True
        alive = {thread.ident for thread in threading.enumerate()}
        self._pollers = {thread for thread in self._pollers if thread in alive} | {threading.get_ident()}
        left = self.patience_seconds - watch.seconds()
        if len(self._pollers) == 1 or left <= 0:
            return False
        with self._changed:
            self._changed.wait_for(lambda: self.changes() != seen, left)
        return True

    def skip_if_idle(self) -> bool:
        """Jump to the next deadline and do what is due, if nothing is in the way; whether the time has moved."""
        engine = self._engine
        if self.is_paused or engine is None or not self._one_at_a_time.acquire(blocking=False):
            return False
        try:
            engine.pump.pump()
            if engine.database.read(self._idle_until) is None or not engine.database.write(self._jump):
                return False
            engine.pump.pump()
            self.notify()
            return True
        finally:
            self._one_at_a_time.release()

    def _jump(self, tx: Transaction) -> bool:
        """Move the time, in a transaction that keeps other writers out: nobody acts between the look and the jump."""
        open_tasks.keep_others_out(tx)
        due = self._idle_until(tx)
        if due is not None:
            self._now = due
        return due is not None

    def _idle_until(self, tx: Transaction) -> int | None:
        """When the next thing is due (milliseconds, UTC), if nothing is in the way of a jump to it."""
        due = self._target(tx)
        if due is None or due <= self._now or any(waits.tasks_in_the_way(tx, None, self._ignores)):
            return None
        return due

    def _target(self, tx: Transaction) -> int | None:
        assert self._engine is not None, "the callers have looked"
        due = waits.next_deadline(tx, self.execution_timeouts)
        inside = self._engine.pump.workers_due()
        return min((at for at in (due, inside) if at is not None), default=None)

    def _ignores(self, tx: Transaction, task: OpenTask) -> bool:
        if task.started_event_id is None:
            return task.task_list in self.unattended
        assert self._engine is not None, "the callers have looked"
        if any(worker.holds(task) for worker in self._engine.pump.workers):
            return True
        return bool(self.dead) and open_tasks.holder(tx, task) in self.dead

    def why(self) -> list[str]:
        """What keeps the time from being skipped, in sentences; empty where the next poll that finds nothing skips."""
        engine = self._engine
        if engine is None:
            return ["no store has been opened with this clock"]
        sentences = engine.database.read(self._reasons)
        return [PAUSED, *sentences] if self.is_paused else sentences

    def _reasons(self, tx: Transaction) -> list[str]:
        sentences = [
            waits.about_task(tx, task)
            for task, _ in zip(waits.tasks_in_the_way(tx, None, self._ignores), range(waits.MOST), strict=False)
        ]
        if sentences or self._target(tx) is not None:
            return sentences
        return waits.about_executions(tx, None) or ["no execution is open"]
