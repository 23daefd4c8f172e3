"""When a decider is woken: one decision task runs at most, and one more waits at most.

A trigger schedules a decision task at once, even while another one runs; if one waits already, what happened is for
that one to see. Recorded: evidence of real histories in which events pile up before a waiting task.
"""

from swfstore.core import events as e
from swfstore.core.step import Step
from swfstore.core.values import NONE, TaskList


def schedule_decision_task(step: Step) -> None:
    """Record DecisionTaskScheduled, unless a decision task waits already or the execution has closed."""
    header = step.state.header
    if header.waiting_decision_event_id is not None or header.closed_at is not None:
        return
    step.record(
        e.DecisionTaskScheduled(
            schedule_to_start_timeout=header.override_schedule_to_start_timeout or NONE,
            start_to_close_timeout=header.task_start_to_close_timeout,
            task_list=TaskList(name=header.override_task_list or header.task_list),
            task_priority=header.task_priority,
        )
    )


def wake(step: Step, event: e.Event) -> int:
    """Record an event that the decider has to see; its id."""
    event_id = step.record(event)
    schedule_decision_task(step)
    return event_id
