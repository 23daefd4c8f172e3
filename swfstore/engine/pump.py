"""The pump: deliver the messages, then expire the earliest deadline, until nothing is due.

It turns due rows and waiting messages into commands and performs each in a transaction of its own. Callers are the
start of each call, a server's thread, and the virtual clock. What it remembers of the next deadline is a lower bound:
a call looks into the database only when something may be due, and once a second in case another process has written.
"""

import threading
from collections import Counter
from typing import TYPE_CHECKING

from swfstore.core.rules.lambdas import EndLambdaFunction, StartLambdaFunction
from swfstore.engine.delivery import deliver_one
from swfstore.engine.inside import InsideWorker
from swfstore.engine.lambdas import Invoker, LambdaError, LambdaHangs, LambdaTask, TaskInvoker, run_task
from swfstore.engine.moves import NEVER, Moved, earliest_deadline, move, ready_tasks
from swfstore.store import deadlines, executions, lambda_queue, retention
from swfstore.store.database import Transaction
from swfstore.store.executions import located
from swfstore.store.lambda_queue import WaitingLambda

if TYPE_CHECKING:
    from swfstore.engine.engine import Engine

LOOK_AGAIN = 1000
"""Milliseconds after which the database is asked again what is due, because another process may have written."""

PURGE_AGAIN = 60 * 60 * 1000
"""Milliseconds after which the database is asked again what is to be purged, for the same reason."""


class Pump:
    """Does what is due."""

    def __init__(self, engine: "Engine", invoker: Invoker | TaskInvoker) -> None:
        self.engine = engine
        self.invoker = invoker
        """Who invokes Lambda functions; may be replaced."""
        self.workers: list[InsideWorker] = []
        """Who works on tasks as part of this engine."""
        self.next_look = 0
        """When something may be due (milliseconds, UTC)."""
        self._next_purge = 0
        self._keeps: dict[int, int] = {}
        self.expired: Counter[str] = Counter()
        """How many deadlines have passed, by the type of the event that says so."""

    def expect(self, due_at: int) -> None:
        """Something is due at that instant (milliseconds, UTC), perhaps earlier than all that is known."""
        if due_at < self.next_look:
            self.next_look = due_at

    def forget(self) -> None:
        """Ask the database again for everything: it is not the one that is remembered here."""
        self._keeps.clear()
        self.next_look = self._next_purge = 0

    def look_after(self, moved: Moved) -> None:
        """A move has been committed: remember what it makes due, and wake whoever waits for it."""
        self.expect(earliest_deadline(moved.step))
        if not moved.step.state.is_open:
            self._expect_purge(moved.found.domain_id, moved.step.now)
        engine = self.engine
        for kind, task_list in ready_tasks(moved.step):
            for tell in engine.on_ready:
                tell(kind, moved.found.domain_id, task_list)
        engine.clock.notify()

    def _expect_purge(self, domain_id: int, closed_at: int) -> None:
        keeps = self._keeps.get(domain_id)
        if keeps is None:
            keeps = self.engine.database.read(lambda tx: retention.keeps(tx, domain_id))
            self._keeps[domain_id] = keeps  # a domain's retention period never changes
        self._next_purge = min(self._next_purge, closed_at + keeps)
        self.expect(self._next_purge)

    def if_due(self) -> None:
        """Pump if anything may be due; in a store that is only read nothing happens."""
        if not self.engine.database.read_only and self.next_look <= self.engine.clock.now():
            self.pump()

    def pump(self) -> int:
        """Do everything that is due now; how many commands that took."""
        count = 0
        while did := int(self._deliver() or self._invoke()) or self._expire_some() or int(self._help()):
            count += did
        now = self.engine.clock.now()
        if self._next_purge <= now:
            self.purge()
        self.next_look = now + LOOK_AGAIN  # before the database is asked: what others expect meanwhile is kept
        due = self.next_due()
        self.expect(min(NEVER if due is None else due, self._next_purge))
        return count

    def purge(self) -> int:
        """Delete the closed executions whose domain's retention period is over; how many those were."""
        database, now, count = self.engine.database, self.engine.clock.now(), 0
        while purged := database.write(lambda tx: retention.purge(tx, now)):
            count += purged
        due = database.read(retention.next_purge)
        self._next_purge = min(NEVER if due is None else due, now + PURGE_AGAIN)
        return count

    def next_due(self) -> int | None:
        """The earliest deadline in the database, or when a worker inside goes on (milliseconds, UTC), or None."""
        upcoming = next(self.engine.database.read(deadlines.upcoming), None)
        due = None if upcoming is None else upcoming.due_at
        inside = self.workers_due()
        return due if inside is None else inside if due is None else min(due, inside)

    def workers_due(self) -> int | None:
        """When the first of the workers inside goes on by itself (milliseconds, UTC), or None."""
        return min((due for worker in self.workers if (due := worker.next_due()) is not None), default=None)

    def can_help(self, moved: Moved) -> bool:
        """Whether a move has made tasks that workers inside may want."""
        return bool(self.workers) and any(ready_tasks(moved.step))

    def _help(self) -> bool:
        return any(worker.step() for worker in self.workers)

    def _deliver(self) -> bool:
        engine = self.engine
        delivered = engine.database.write(lambda tx: deliver_one(tx, engine.clock.now(), engine.facts, engine.ids))
        if delivered is None:
            return False
        if delivered.moved is not None:
            self.engine.look_after(delivered.moved)
        return True

    def _expire_some(self) -> int:
        """Expire deadlines until one makes something else to do, or none is due; how many those were."""
        count = 0
        while (moved := self._expire()) is not None:
            count += 1
            if moved.step.messages or self.workers:
                break
        return count

    def _expire(self) -> Moved | None:
        engine = self.engine
        now = engine.clock.now()

        def work(tx: Transaction) -> Moved | None:
            for deadline in deadlines.upcoming(tx):
                if deadline.due_at > now:
                    return None
                row = tx.one(executions.TRY_LOCK_ID, {"id": deadline.execution_id})
                if row is None:
                    continue  # another process works on it, and will see the deadline itself
                found = located(row)
                if found.state.is_open:
                    moved = move(tx, found, deadline.command, now, engine.facts)
                    if moved.step.events:
                        return moved
            return None

        moved = engine.database.write(work)
        if moved is not None:
            self.expired[type(moved.step.events[0][1]).__name__] += 1
            self.engine.look_after(moved)
        return moved

    def _invoke(self) -> bool:
        engine = self.engine

        def work(tx: Transaction) -> tuple[Moved, WaitingLambda] | None:
            for waiting in lambda_queue.waiting(tx):
                row = tx.one(executions.TRY_LOCK_ID, {"id": waiting.execution_id})
                if row is None:
                    continue  # another process works on it
                start = StartLambdaFunction(scheduled_event_id=waiting.scheduled_event_id)
                moved = move(tx, located(row), start, engine.clock.now(), engine.facts)
                if moved.step.events:
                    return moved, waiting
            return None

        started = engine.database.write(work)
        if started is None:
            return False
        moved, waiting = started
        self.engine.look_after(moved)
        role = moved.step.state.header.lambda_role
        if role is None:
            return True
        if engine.clock.virtual:
            self._run(waiting, role)
        else:
            threading.Thread(target=self._run, args=(waiting, role), daemon=True).start()
        return True

    def _run(self, waiting: WaitingLambda, role: str) -> None:
        event_id = waiting.scheduled_event_id
        try:
            task = LambdaTask(waiting.domain, waiting.lambda_id, waiting.name, waiting.input or "{}", role)
            result = run_task(self.invoker, task)
            end = EndLambdaFunction(scheduled_event_id=event_id, result=result)
        except LambdaError as error:
            end = EndLambdaFunction(scheduled_event_id=event_id, reason=error.reason[:256], details=error.details)
        except LambdaHangs:
            return
        engine = self.engine
        if engine.database.closed:
            return  # as if the process had died: the function times out

        def work(tx: Transaction) -> Moved | None:
            row = tx.one(executions.LOCK_ID, {"id": waiting.execution_id})
            found = None if row is None else located(row)
            if found is None or not found.state.is_open:
                return None  # nobody waits for the result any more
            return move(tx, found, end, engine.clock.now(), engine.facts)

        moved = engine.database.write(work)
        if moved is not None:
            self.engine.look_after(moved)
