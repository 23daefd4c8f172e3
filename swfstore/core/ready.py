"""Which tasks pollers can have since a step, as whoever wakes the pollers wants to know it."""

from collections.abc import Iterator

from swfstore.core.state import State

DECISION = "decision"
ACTIVITY = "activity"


def ready_tasks(state: State) -> Iterator[tuple[str, str]]:
    """The tasks that a step has made ready in this state: DECISION or ACTIVITY, and the task list."""
    used = {name for name, _ in state.used()}
    if "decision_tasks" in used:
        for decision in (*state.decision_tasks.added.values(), *state.decision_tasks.changed.values()):
            if decision.pollable:
                yield DECISION, decision.task_list
    if "activity_tasks" in used:
        for activity in state.activity_tasks.added.values():
            yield ACTIVITY, activity.task_list
