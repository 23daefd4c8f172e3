"""Given, when, then: a state made of events, a command, and what it records."""

from collections.abc import Sequence

from swfstore.core import events as e
from swfstore.core.command import Command
from swfstore.core.evolve import rebuild
from swfstore.core.facts import NO_FACTS, Facts, RegisteredActivityType, RegisteredWorkflowType
from swfstore.core.limits import Limits
from swfstore.core.rules import perform
from swfstore.core.state import State
from swfstore.core.step import Step
from swfstore.core.values import ActivityType, TaskList, WorkflowType

RUN = "run-1"
ORDER = WorkflowType(name="Order", version="1")
CHARGE = ActivityType(name="Charge", version="1")
DECIDERS, WORKERS = TaskList(name="deciders"), TaskList(name="workers")
STARTED = e.WorkflowExecutionStarted(
    child_policy="TERMINATE",
    execution_start_to_close_timeout="3600",
    task_list=DECIDERS,
    task_start_to_close_timeout="60",
    workflow_type=ORDER,
)
SCHEDULED = e.DecisionTaskScheduled(start_to_close_timeout="60", task_list=DECIDERS)
DECIDING: tuple[e.Event, ...] = (STARTED, SCHEDULED, e.DecisionTaskStarted(scheduled_event_id=2))
"""A run whose first decision task (events 2 and 3) is with a decider."""

FACTS = Facts(
    limits=Limits(open_timers=2, open_activity_tasks=2, events=40),
    workflow_types={ORDER: RegisteredWorkflowType("REGISTERED", "deciders", None, "60", "3600", "TERMINATE")},
    activity_types={CHARGE: RegisteredActivityType("REGISTERED", "workers", None, "60", "NONE", "60", "120")},
    new_run_id="run-2",
)


def given(*events: e.Event, at: Sequence[int] = ()) -> State:
    """The state of the run `w` after these events; at 0 ms, or at these instants."""
    times = at or [0] * len(events)
    return rebuild("w", RUN, [(n, now, event) for n, (now, event) in enumerate(zip(times, events, strict=True), 1)])


def when(state: State, command: Command, now: int = 0, facts: Facts = NO_FACTS) -> Step:
    """The step that the command makes."""
    step = Step(state, now, facts)
    perform(step, command)
    return step


def then(step: Step) -> list[str]:
    """The types of the events that were recorded."""
    return [type(event).__name__ for _, event in step.events]
