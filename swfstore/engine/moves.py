"""One move of one execution inside a transaction: load what the command needs, perform it, save what came of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from swfstore.core import ready
from swfstore.core.command import NOTHING, Command
from swfstore.core.facts import Facts
from swfstore.core.rules import needs, perform
from swfstore.core.rules.closing import execution_deadline
from swfstore.core.rules.deciding import RespondDecisionTaskCompleted, decision_deadline
from swfstore.core.rules.lambdas import lambda_deadline
from swfstore.core.rules.working import activity_deadline
from swfstore.core.state import ActivityTask, State, Timer
from swfstore.core.step import Step
from swfstore.store import executions, mailbox, records
from swfstore.store.database import Transaction
from swfstore.store.executions import Located

NEVER = 2**63 - 1
"""An instant that does not come."""

_EVENTS_OF_A_COMMAND = 4
"""What a command records at the most, besides an event for each decision."""


class Moved(NamedTuple):
    """What a committed move means for the engine: the execution, and what is to be done next."""

    found: Located
    step: Step


def move(tx: Transaction, found: Located, command: Command, now: int, facts: Facts) -> Moved:
    """Perform the command on a locked, open execution and write the result; raises a Fault before writing anything."""
    state, expected = found.state, found.state.header.next_event_id
    wanted = needs(command)
    batch = len(command.decisions) if isinstance(command, RespondDecisionTaskCompleted) else 0
    if expected + batch + _EVENTS_OF_A_COMMAND > facts.limits.events:
        wanted = replace(wanted, all_child_executions=True)  # it may be terminated, and its children with it
    if wanted is not NOTHING:
        records.load(tx, found.execution_id, state, wanted)
    step = Step(state, now, facts)
    perform(step, command)
    if step.events or state.activity_tasks.changed:
        executions.save(tx, found, step, expected)
        if step.successor is not None:
            successor = executions.begin(tx, found.domain_id, step.successor, counted=True)
            assert successor is not None, "the run that it continues has just closed"
        if step.messages:
            mailbox.send(tx, found.domain_id, step.now, step.messages)
    return Moved(found, step)


def earliest_deadline(step: Step) -> int:
    """The earliest deadline among what the step has added or changed, or NEVER."""
    due = min(_deadlines(step.state), default=NEVER)
    if step.events and step.events[0][0] == 1:
        due = min(due, execution_deadline(step.state.header))
    return due if step.successor is None else min(due, earliest_deadline(step.successor))


def _deadlines(state: State) -> Iterator[int]:
    for name, collection in state.used():
        deadline = _DEADLINE.get(name)
        if deadline is not None:
            for record in (*collection.added.values(), *collection.changed.values()):
                due_at = deadline(record)
                if due_at is not None:
                    yield due_at


def _activity_due_at(task: ActivityTask) -> int | None:
    due = activity_deadline(task)
    return None if due is None else due[0]


def _timer_due_at(timer: Timer) -> int:
    return timer.due_at


_DEADLINE: Mapping[str, Callable[[Any], int | None]] = {  # each with the records of its own kind
    "decision_tasks": decision_deadline,
    "activity_tasks": _activity_due_at,
    "timers": _timer_due_at,
    "lambda_tasks": lambda_deadline,
}
"""When a record of what is open is due (milliseconds, UTC), by the kind; the other kinds never are."""


def ready_tasks(step: Step) -> Iterator[tuple[str, str]]:
    """The tasks that pollers can have since the step: DECISION or ACTIVITY, and the task list."""
    yield from ready.ready_tasks(step.state)
    if step.successor is not None:
        yield from ready_tasks(step.successor)
