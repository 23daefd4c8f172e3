"""`swfstore.testing.run`: functions that decide and functions that do activities, driven until nothing moves any more.

One thread, a fixed order, virtual time: everything that can be done now is done first, then time moves to the next
deadline. It stops where all executions are closed, and otherwise says why nothing can move.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from swfstore.client.store import Store
from swfstore.clock import VirtualClock
from swfstore.engine import waits
from swfstore.engine.call import ACCOUNT
from swfstore.errors import SwfstoreError
from swfstore.store import retention, standing
from swfstore.store.database import Transaction
from swfstore.store.open_tasks import ACTIVITY, DECISION, OpenTask, Wanted
from swfstore.testing.activities import NOBODY, Activity, Nobody
from swfstore.testing.mocks import Mocks, loaded
from swfstore.testing.outcome import OPEN, Outcome, Run, run_of
from swfstore.testing.workers import Decider, Workers

MOST_STEPS = 10_000
"""Tasks and deadlines of one `run`, unless it is told otherwise."""

ALL_CLOSED = "all executions are closed"
TIME_IS_UP = "the time is up"

Type: TypeAlias = tuple[str, str]
"""The name and the version of a workflow type or an activity type."""

_MS = timedelta(milliseconds=1)


class Endless(SwfstoreError):
    """A run has taken more steps than it was allowed to: something goes round and round."""


def run(
    store: Store[Any],
    domain: str,
    *,
    deciders: Mapping[Type, Decider | Nobody] | None = None,
    activities: Mapping[Type, Activity | Nobody] | None = None,
    mocks: Mocks | str | Path | None = None,
    duration: timedelta | None = None,
    execution_timeouts: bool = False,
    max_steps: int = MOST_STEPS,
    account: str = ACCOUNT,
) -> Outcome:
    """Drive the executions of a domain until all are closed or nothing can move; what became of them, and why it ended.

    `deciders` and `activities` are functions by workflow type and activity type; NOBODY in their place lets the tasks
    of that type wait, and time out. `mocks`, or the file with them, do what these do not. Time is skipped as long as
    something is due but for the timeouts of whole executions, which are skipped to with `execution_timeouts` only; it
    stops at `duration` from now, if that is given. Raises what deciders raise; Endless after `max_steps` tasks and
    deadlines; SwfstoreError where the store's clock is not virtual.
    """
    clock = store.clock
    if not isinstance(clock, VirtualClock):
        raise SwfstoreError("run() skips time: open the store with clock=swfstore.VirtualClock()")
    harness = _Harness(store, clock, account, domain, execution_timeouts, max_steps)
    mocked = loaded(mocks)
    mocked_deciders, mocked_activities = mocked.workers()
    mine = (_by(DECISION, deciders or {}), _by(ACTIVITY, activities or {}))
    harness.hire(mine[0] | _without(mocked_deciders, mine[0]), mine[1] | _without(mocked_activities, mine[1]))
    with ExitStack() as stack:
        stack.enter_context(mocked.lambdas_of(store.engine))
        until = None if duration is None else clock.now() + duration // _MS
        return harness.run(until)


def _by(kind: str, workers: Mapping[Type, Any]) -> dict[Wanted, Any]:
    keys: list[object] = list(workers)
    for of in keys:
        if not isinstance(of, tuple) or len(of) != 2:
            raise TypeError(f"{of!r} is not a pair of a type's name and version")
    return {Wanted(kind, name, version): worker for (name, version), worker in workers.items()}


def _without(mocked: Mapping[Wanted, Any], mine: Mapping[Wanted, Any]) -> dict[Wanted, Any]:
    """The mocks of tasks that the test does not do itself."""
    return {wanted: mock for wanted, mock in mocked.items() if wanted not in mine}


class _Harness:
    """One run of a domain."""

    def __init__(
        self,
        store: Store[Any],
        clock: VirtualClock,
        account: str,
        domain: str,
        execution_timeouts: bool,
        max_steps: int,
    ) -> None:
        self._client = store.client(account=account)
        self._engine = store.engine
        self._clock = clock
        self._domain = domain
        self._domain_id = self._engine.read(lambda tx: self._engine.domains.id(tx, account, domain))
        self._execution_timeouts = execution_timeouts
        self._max_steps = max_steps
        self._steps = 0
        self._began = clock.now()
        self._kept: dict[int, Run] = {}

    def hire(self, deciders: Mapping[Wanted, Decider | Nobody], activities: Mapping[Wanted, Activity | Nobody]) -> None:
        """Let these work."""
        self._nobody = {wanted for workers in (deciders, activities) for wanted, of in workers.items() if of is NOBODY}
        self._workers = Workers(
            self._engine,
            {wanted: decider for wanted, decider in deciders.items() if not isinstance(decider, Nobody)},
            {wanted: activity for wanted, activity in activities.items() if not isinstance(activity, Nobody)},
            self._domain_id,
            declined=self._nobody,
        )

    def run(self, until: int | None) -> Outcome:
        """Work and skip until the instant (milliseconds, UTC), if one is given, or until nothing moves."""
        why: list[str] = []
        while not why:
            self._engine.pump.pump()
            while self._workers.step():
                self._count()
            why = self._engine.database.read(self._stuck)
            if not why:
                why = self._skip(until)
        runs = {**dict(self._runs()), **self._kept}
        return Outcome([run for _, run in sorted(runs.items(), key=itemgetter(0))], why, self._steps)

    def _runs(self) -> Iterator[tuple[int, Run]]:
        for row in self._engine.database.read(lambda tx: standing.runs_since(tx, self._domain_id, self._began)):
            yield row.row_id, run_of(row, self._client, self._domain)

    def _keep(self, until: int) -> None:
        """Read the histories of what is closed, if the domain forgets any of it until then (milliseconds, UTC)."""
        forgets = self._engine.database.read(retention.next_purge)
        if forgets is not None and forgets <= until:
            for row_id, run in self._runs():
                if run.status != OPEN and row_id not in self._kept:
                    self._kept[row_id] = replace(run, kept=run.history)

    def _stuck(self, tx: Transaction) -> list[str]:
        """Why no time should pass: everything is closed, or tasks are nobody's."""
        if not standing.any_open(tx, self._domain_id):
            return [ALL_CLOSED]
        found = islice(waits.tasks_in_the_way(tx, self._domain_id, self._ignores), waits.MOST)
        return [waits.about_task(tx, task, _nobody_for(task)) for task in found]

    def _ignores(self, tx: Transaction, task: OpenTask) -> bool:
        del tx
        if any(workers.holds(task) for workers in (self._workers, *self._engine.pump.workers)):
            return True
        wanted = Wanted(task.kind, task.type_name, task.type_version)
        return task.started_event_id is None and wanted in self._nobody

    def _skip(self, until: int | None) -> list[str]:
        """Move to the next deadline and do what is due; or why that cannot be done."""
        due = self._engine.database.read(lambda tx: waits.next_deadline(tx, self._execution_timeouts))
        inside = (self._workers.next_due(), self._engine.pump.workers_due())
        due = min((at for at in (due, *inside) if at is not None), default=None)
        if until is not None and (due is None or due > until):
            self._keep(until)
            self._clock.advance_to(max(until, self._clock.now()))
            return [TIME_IS_UP, *self._waits()]
        if due is None:
            return self._waits()
        self._count()
        self._keep(due)
        self._clock.advance_to(max(due, self._clock.now()))
        return []

    def _waits(self) -> list[str]:
        return self._engine.database.read(lambda tx: waits.about_executions(tx, self._domain_id))

    def _count(self) -> None:
        self._steps += 1
        if self._steps > self._max_steps:
            passed = timedelta(milliseconds=self._clock.now() - self._began)
            raise Endless(
                f"after {self._max_steps} tasks and deadlines, and {passed} of virtual time, there is still something"
                " to do: does a decider start the same thing again and again? (max_steps and duration are the limits)"
            )


def _nobody_for(task: OpenTask) -> str:
    return f"has no {'decider' if task.kind == DECISION else 'worker'}: it waits in"
