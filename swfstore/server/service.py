"""The service: one AWS JSON request in, one answer out.

Calls that write wait for the writer, calls that read run on threads of their own, and polls that find nothing are held
until a commit makes a task. Everything here runs on one event loop.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from swfstore.client.store import Store
from swfstore.core.ready import ACTIVITY, DECISION
from swfstore.engine.auto import AutoClock
from swfstore.engine.call import Call
from swfstore.engine.moves import Moved
from swfstore.errors import InternalFailure
from swfstore.operations.registry import invoke
from swfstore.server import faulty
from swfstore.server.encoding import response_body
from swfstore.server.metrics import Metrics
from swfstore.server.polls import Key, Polls
from swfstore.server.writer import Job, Writer
from swfstore.shapes import READS
from swfstore.store.listening import Listener
from swfstore.store.notices import Ready

POLLS: Mapping[str, str] = {"PollForDecisionTask": DECISION, "PollForActivityTask": ACTIVITY}
"""The operations that are held until a task comes, and the kind of task."""

NO_TASK: Mapping[str, Mapping[str, object]] = {
    DECISION: {"previousStartedEventId": 0, "startedEventId": 0},
    ACTIVITY: {"startedEventId": 0},
}
"""What a poll is answered to which no task came."""

READERS = 4
"""Threads that read beside the writer."""

FILE_LOOK_SECONDS = 0.05
"""How often a SQLite file is asked whether another process has committed to it."""

SERVER_LOOK_SECONDS = 5
"""How often each task list is looked at on PostgreSQL, in case a notice of another process was lost."""

LOCKED_LOOK_SECONDS = 0.02
"""How soon a task is looked at again whose execution somebody else was working on."""

logger = logging.getLogger("swfstore")

_T = TypeVar("_T")


class Service:
    """Serves one store, whose engine must not hold polls itself, on the event loop that runs when this is made."""

    def __init__(self, store: Store[Any], poll_seconds: float, metrics: Metrics) -> None:
        self.store = store
        self.engine = store.engine
        self.poll_seconds = poll_seconds
        self.writer = Writer(self.engine, self._committed, metrics.committed)
        self.polls = Polls(self.writer.submit, self.engine.limits.pollers)
        clock = self.engine.clock
        if isinstance(clock, AutoClock):
            self.writer.idle = lambda: self.polls.all_wait() and clock.skip_if_idle()
        self._loop = asyncio.get_running_loop()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="swfstore-reader")
        self._moved: dict[int, list[Moved]] = {}
        """What the calls of a batch have done, by the thread that runs it: batches of two threads may overlap."""
        self._watcher: asyncio.Task[None] | None = None
        database = self.engine.database
        self._listener = None if database.is_sqlite else Listener(database, self._heard)

    def open(self) -> None:
        """Begin to work."""
        self.engine.look_after = self._look_after
        self.engine.on_ready.append(self._ready)
        self.engine.on_passed_over = self._passed_over
        self.engine.pumps_on_read = False  # a file that is locked for writing can be read all the same
        self.writer.start()
        self._watcher = self._loop.create_task(self._watch())
        if self._listener is not None:
            self._listener.start()

    def end_polls(self) -> None:
        """Answer the polls that wait, and those that still come, without a task."""
        self.polls.end_all()

    async def close(self) -> None:
        """Answer the polls that wait, finish what was begun, and close the store."""
        if self._watcher is not None:
            self._watcher.cancel()
        self.end_polls()
        if self._listener is not None:
            await self._loop.run_in_executor(None, self._listener.stop)
        await self._loop.run_in_executor(None, self.writer.stop)
        await self._loop.run_in_executor(None, self._readers.shutdown)
        self.store.close()

    async def answer(
        self, call: Call, operation: str, members: Mapping[str, object], gone: "asyncio.Future[Any] | None" = None
    ) -> bytes:
        """The body of the answer to a request; raises its Fault.

        A poll needs `gone`, and raises ClientGone when that is done before it is answered.
        """
        if self.engine.faults is not None:
            await self._be_late(self.engine.faults.before(operation))
        if gone is not None and members.get("nextPageToken") is None:
            return await self._poll(call, operation, members, gone)
        work = partial(_respond, call, operation, members)
        if operation in READS and not self.engine.database.is_memory:
            return await self._loop.run_in_executor(self._readers, work)
        job = Job(work, _tell_nobody)
        body: bytes = job.result() if self.writer.at_once(job) else await self.write(work)
        return body

    async def _be_late(self, milliseconds: int) -> None:
        """Let a call begin later on purpose."""
        if milliseconds and not await self.write(partial(faulty.move, self.engine, milliseconds)):
            await asyncio.sleep(milliseconds / 1000)

    async def write(self, work: Callable[[], Any]) -> Any:  # whatever `work` gives
        """Run `work`, here or on the writer's thread, and wait until it is committed; raises its Fault."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self.writer.submit(Job(work, partial(_tell, future)))
        return await future

    async def _poll(
        self, call: Call, operation: str, members: Mapping[str, object], gone: "asyncio.Future[Any]"
    ) -> bytes:
        kind = POLLS[operation]
        keys: list[Key] = []
        asking = replace(call, gone=gone.done)

        def attempt() -> Mapping[str, object]:
            found: Mapping[str, object] = invoke(asking, operation, members)
            # That has checked the members and asked for the domain.
            task_list: Any = members["taskList"]
            domain_id = self.engine.domains.known(call.account, str(members["domain"]))
            keys[:] = [(kind, domain_id, str(task_list["name"]))]
            return found

        response = await self.polls.hold(attempt, lambda: keys[0], self.poll_seconds, gone)
        return response_body(NO_TASK[kind] if response is None else response)

    async def look(self, work: Callable[[], _T]) -> _T:
        """Run `work`, which changes nothing, on a thread that may read."""
        if self.engine.database.is_memory:
            found: _T = await self.write(work)
            return found
        return await self._loop.run_in_executor(self._readers, work)

    def _look_after(self, moved: Moved) -> None:
        """Something has been done; in the midst of a batch it has not, before that is committed."""
        if self.engine.database.in_batch():
            self._moved.setdefault(threading.get_ident(), []).append(moved)
        else:
            self.engine.pump.look_after(moved)

    def _ready(self, kind: str, domain_id: int, task_list: str) -> None:
        """A task is there."""
        key = (kind, domain_id, task_list)
        # A try may run at once: the answers that go out in this turn of the event loop come before it.
        self._loop.call_soon_threadsafe(lambda: self._loop.call_soon(self.polls.ready, key))

    def _heard(self, tasks: Ready | None) -> None:
        """Another process has made tasks, or any may be there."""
        self._loop.call_soon_threadsafe(self._wake, tasks)

    def _wake(self, tasks: Ready | None) -> None:
        if tasks is None:
            self.polls.ready_all()
            return
        for _ in range(min(tasks.many, self.polls.most)):
            self.polls.ready((tasks.kind, tasks.domain_id, tasks.task_list))

    def _passed_over(self, kind: str, domain_id: int, task_list: str) -> None:
        """A poll has left a task whose execution is locked: its lock ends soon, and perhaps without another task."""
        wake = partial(self.polls.ready, (kind, domain_id, task_list))
        self._loop.call_soon_threadsafe(self._loop.call_later, LOCKED_LOOK_SECONDS, wake)

    def _committed(self, batch: list[Job]) -> None:
        """Have the event loop answer the calls of a batch that this thread ran, then look after what they have done."""
        if batch:
            self._loop.call_soon_threadsafe(_answer, batch)
        # Where the commit failed, what is due is looked for in vain.
        for moved in self._moved.pop(threading.get_ident(), ()):
            try:
                self.engine.pump.look_after(moved)
            except InternalFailure as failure:
                self.engine.pump.forget()
                logger.warning("what follows from a call has to wait: %s", failure.message)

    async def _watch(self) -> None:
        """Notice what other processes commit to the same database."""
        database = self.engine.database
        if database.is_memory:
            return
        seen: int | None = 0
        while True:
            await asyncio.sleep(FILE_LOOK_SECONDS if database.is_sqlite else SERVER_LOOK_SECONDS)
            if not len(self.polls):
                continue
            if database.is_sqlite:
                version = await self._loop.run_in_executor(self._readers, self._version)
                if version in (seen, None):
                    continue
                seen = version
            self.polls.ready_all()

    def _version(self) -> int | None:
        """A number that changes with what other processes commit; None where the file cannot be read just now."""
        try:
            return self.engine.database.changed_by_others()
        except InternalFailure as failure:
            logger.warning("what other processes commit is not seen: %s", failure.message)
            return None


def _respond(call: Call, operation: str, members: Mapping[str, object]) -> bytes:
    return response_body(invoke(call, operation, members))


def _answer(batch: list[Job]) -> None:
    for job in batch:
        job.finish(job)


def _tell_nobody(_job: Job) -> None:
    """Nobody waits."""


def _tell(future: "asyncio.Future[Any]", job: Job) -> None:
    if future.done():
        return  # the client has hung up
    if job.fault is not None:
        future.set_exception(job.fault)
    else:
        future.set_result(job.outcome)
