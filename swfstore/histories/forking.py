"""A run as it stood after one of its events, in a store of its own, ready to go on.

The fork has the domain, all of its types, and the run with its history up to that event. Where the event is one that
wakes the decider, and no decision task waits, the DecisionTaskScheduled that SWF writes in the same moment follows it.
What was on its way to other executions is sent again. Children that were running begin again from their start, under
their own run ids: the history of their parent has all that they were started with. Other executions are not there. A
task that somebody held is held by nobody: it times out, or the fork is made at the event before it was given out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from swfstore.core import events as e
from swfstore.core.evolve import rebuild
from swfstore.core.rules.scheduling import schedule_decision_task
from swfstore.core.rules.starting import begin
from swfstore.core.state import State, new_state
from swfstore.core.step import Step
from swfstore.engine.engine import Engine, unknown_execution
from swfstore.errors import SwfstoreError
from swfstore.histories.resuming import messages_of, started_child
from swfstore.store import executions, history, mailbox
from swfstore.store.database import Transaction
from swfstore.store.registry import domain as domain_named
from swfstore.store.restoring import Recorded, Registry, register_all, registry_of, restore

SLEEPS: tuple[type[e.Event], ...] = (
    e.DecisionTaskScheduled,
    e.DecisionTaskStarted,
    e.DecisionTaskCompleted,
    e.ActivityTaskScheduled,
    e.ActivityTaskStarted,
    e.ActivityTaskCancelRequested,
    e.TimerStarted,
    e.TimerCanceled,
    e.MarkerRecorded,
    e.StartChildWorkflowExecutionInitiated,
    e.SignalExternalWorkflowExecutionInitiated,
    e.RequestCancelExternalWorkflowExecutionInitiated,
    e.LambdaFunctionScheduled,
    e.LambdaFunctionStarted,
)
"""The events after which no decision task is scheduled; after every other one there is one, or the run is closed."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a fork takes along: what is registered, and the run's history up to the event."""

    registry: Registry
    workflow_id: str
    run_id: str
    recorded: Sequence[Recorded]

    @property
    def at(self) -> int:
        """The instant of the last event (milliseconds, UTC)."""
        return self.recorded[-1][1]


def cut(engine: Engine, account: str, domain: str, execution: Mapping[str, str], at_event_id: int) -> Cut:
    """The run up to that event; raises UnknownResourceFault for the run, SwfstoreError for the event."""
    workflow_id, run_id = execution["workflowId"], execution["runId"]

    def work(tx: Transaction) -> Cut:
        domain_id = domain_named(tx, account, domain).id
        row = tx.one(executions.FIND_RUN, {"domain_id": domain_id, "workflow_id": workflow_id, "run_id": run_id})
        if row is None:
            raise unknown_execution(workflow_id, run_id)
        recorded = [each for each in history.read_events(tx, int(row[0] or 0)) if each[0] <= at_event_id]
        if not recorded or recorded[-1][0] != at_event_id:
            raise SwfstoreError(f"{workflow_id} has no event {at_event_id}")
        return Cut(registry_of(tx, domain_id), workflow_id, run_id, recorded)

    return engine.database.read(work)


def grow(engine: Engine, taken: Cut) -> None:
    """Write the fork into an empty store; raises SwfstoreError for one that is not."""
    state = rebuild(taken.workflow_id, taken.run_id, taken.recorded)
    step = Step(state, taken.at)
    if not isinstance(taken.recorded[-1][2], SLEEPS):
        schedule_decision_task(step)
    recorded = [*taken.recorded, *((event_id, step.now, event) for event_id, event in step.events)]
    events = {event_id: event for event_id, _, event in recorded}

    def work(tx: Transaction) -> None:
        domain_id = register_all(tx, taken.registry)
        restore(tx, domain_id, state, recorded)
        if state.is_open:
            _begin_children(tx, domain_id, state, events, step.now)
            mailbox.send(tx, domain_id, step.now, messages_of(state, events))

    engine.database.write(work)
    engine.pump.forget()


def _begin_children(tx: Transaction, domain_id: int, state: State, events: Mapping[int, e.Event], now: int) -> None:
    for initiated, child in state.child_executions.items():
        if child.run_id is not None:
            step = Step(new_state(child.workflow_id, child.run_id), now)
            begin(step, started_child(state, initiated, events[initiated]))
            executions.begin(tx, domain_id, step)
