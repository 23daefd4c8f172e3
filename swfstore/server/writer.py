"""Group commit: the calls that wait are run one after the other in one transaction, and share one fsync.

On SQLite one thread does this; a call is answered when the commit that it is part of has returned. A client that is
alone does not pay for the thread: its call is run at once where it came in, as long as nobody else writes and commits
are quick. On PostgreSQL there are several threads and each call has a transaction of its own. The same threads pump
when something is due.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from swfstore.clock import Stopwatch
from swfstore.engine.engine import Engine
from swfstore.engine.faults.errors import ResponseLost
from swfstore.errors import Fault, InternalFailure
from swfstore.store.database import Busy

LARGEST_BATCH = 128
"""Calls that share a commit at the most."""

IDLE_SECONDS = 0.05
"""How long a writer without work waits before it looks for what is due."""

POSTGRES_WRITERS = 8
"""Threads that write to PostgreSQL, where each call has a transaction of its own."""

ALONE = 2
"""Calls that have come by themselves, one after the other, before the next one is run where it came in."""

LOOK_ROUND = 8
"""How many calls are run like that before it is seen once more whether others come in the same turn."""

SLOW_SECONDS = 0.002
"""Where two commits in a row take longer, they do not hold the event loop up again soon."""

SLOW_CALLS = 100
"""How many calls that come by themselves go to the thread then."""

logger = logging.getLogger("swfstore")


@dataclass(slots=True)
class Job:
    """A call that waits for the writer: what to run, and who is told, on the event loop, that it was committed."""

    run: Callable[[], object]
    finish: Callable[["Job"], None]
    outcome: object = None
    fault: Fault | ResponseLost | None = None

    def carry_out(self) -> None:
        """Run it, and keep what it gives or what is wrong with it."""
        try:
            self.outcome = self.run()
        except (Fault, ResponseLost) as fault:
            self.fault = fault
        except Exception:  # a mistake of ours: this call fails, the others do not
            logger.exception("a call failed unexpectedly")
            self.fault = InternalFailure()

    def result(self) -> Any:  # whatever `run` gives
        """What running it has given; raises its fault."""
        if self.fault is not None:
            raise self.fault
        return self.outcome


@dataclass
class Writer:
    """The threads that write.

    `done` is told of the jobs of a batch after its commit, in order, and of none where the call was finished already;
    `measured` of their number and of the seconds from the first call to the end of the commit. `idle` is run when there
    has been no call for IDLE_SECONDS, and again as long as it says that it has done something and no call comes.
    """

    engine: Engine
    done: Callable[[list[Job]], None]
    measured: Callable[[int, float], None]
    threads: list[threading.Thread] = field(default_factory=list)
    idle: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        count = 1 if self.engine.database.is_sqlite else POSTGRES_WRITERS
        self.threads = [threading.Thread(target=self._work, name=f"swfstore-writer-{n}") for n in range(count)]
        self._loop = asyncio.get_running_loop()
        self._gathered: list[Job] = []
        self._came = 0
        """Calls that have come in this turn of the event loop."""
        self._alone = 0
        self._slow = False
        self._unseen = 0
        """Calls that were run where they came in since it was last seen whether others come with them."""
        self._one_writer = self.engine.database.is_sqlite
        self._at_work: set[int] = set()
        self._since = Stopwatch()

    def start(self) -> None:
        """Begin to work."""
        for thread in self.threads:
            thread.start()

    def submit(self, job: Job) -> None:
        """Have a job done; called on the event loop. What comes in one turn of it stays together."""
        if self.at_once(job):
            job.finish(job)
            return
        self._count()
        self._gathered.append(job)

    def _count(self) -> None:
        self._came += 1
        if self._came == 1:
            self._loop.call_soon(self._pass_on)

    def _pass_on(self) -> None:
        self._alone = self._alone + 1 if self._came == 1 else 0
        self._came = 0
        jobs, self._gathered = self._gathered, []
        for job in jobs:
            self._jobs.put(job)

    def at_once(self, job: Job) -> bool:
        """Do a job on the event loop, where it came in; False if it has not come alone or would have to wait."""
        if self._alone <= ALONE or self._came or self._at_work or not self._jobs.empty() or not self._one_writer:
            return False
        self._unseen += 1
        if self._unseen == LOOK_ROUND:
            self._unseen = 0
            self._count()
        watch = Stopwatch()
        try:
            self._share_commit(job.carry_out, [job], patient=False)
        except Busy:
            self._alone = 0  # the thread can wait for the other writer
            return False
        # The answer goes out at the end of this turn of the event loop, and what can wait is done after that.
        self._loop.call_soon(self._was_alone, watch.seconds())
        return True

    def _was_alone(self, seconds: float) -> None:
        self.done([])
        self._since = Stopwatch()
        if seconds <= SLOW_SECONDS:
            self._slow = False
        elif self._slow:
            self._alone = -SLOW_CALLS
        else:
            self._slow = True  # one alone may be a checkpoint of the write-ahead log
        self.measured(1, seconds)

    def stop(self) -> None:
        """Finish what was submitted, and end; not on the event loop."""
        for job in self._gathered:
            self._jobs.put(job)
        for _ in self.threads:
            self._jobs.put(None)
        for thread in self.threads:
            thread.join()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            batch, stopping = self._next_batch()
            if batch:
                self._run(batch)
            self._pump()
            if self.idle is not None and not batch and not stopping:
                self._idle(self.idle)

    def _idle(self, work: Callable[[], bool]) -> None:
        """Nothing came: run that, unless another thread of these has something to do or had until just now."""
        try:
            while self._jobs.empty() and not self._at_work and self._since.seconds() >= IDLE_SECONDS and work():
                pass
        except InternalFailure as failure:
            logger.warning("the time is not skipped: %s", failure.message)
        except Exception:  # a mistake of ours: the time stands still, the calls do not
            logger.exception("skipping the time failed unexpectedly")

    def _next_batch(self) -> tuple[list[Job], bool]:
        batch: list[Job] = []
        most = LARGEST_BATCH if self.engine.database.is_sqlite else 1
        try:
            job = self._jobs.get(timeout=IDLE_SECONDS)
            while job is not None:
                batch.append(job)
                if len(batch) == most:
                    return batch, False
                job = self._jobs.get_nowait()
            return batch, True
        except queue.Empty:
            return batch, False

    def _run(self, batch: list[Job]) -> None:
        watch = Stopwatch()
        self._at_work.add(threading.get_ident())
        if len(batch) == 1:
            batch[0].carry_out()
        else:
            self._share_commit(lambda: _carry_out(batch), batch)
        self.measured(len(batch), watch.seconds())
        self.done(batch)
        self._at_work.discard(threading.get_ident())
        self._since = Stopwatch()

    def _share_commit(self, run: Callable[[], object], batch: list[Job], patient: bool = True) -> None:
        try:
            self.engine.database.batch(run, patient)
        except InternalFailure as failure:
            for job in batch:  # the commit failed, and with it everything that it was to make durable
                job.fault = failure
            self.engine.domains.forget()

    def _pump(self) -> None:
        try:
            self.engine.pump.if_due()
        except InternalFailure as failure:
            logger.warning("what is due has to wait: %s", failure.message)
        except Exception:  # a mistake of ours: what is due waits for the next try, the calls do not
            logger.exception("what is due failed unexpectedly")


def _carry_out(batch: list[Job]) -> None:
    for job in batch:
        job.carry_out()
