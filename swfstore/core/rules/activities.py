"""Activity tasks as the decider sees them: scheduled, and asked to cancel themselves."""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Command, Message, Needs, command, performs
from swfstore.core.facts import DEPRECATED
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.rules.scheduling import wake
from swfstore.core.step import Step
from swfstore.core.values import TaskList

DEFAULTS = (
    ("schedule_to_close_timeout", "default_task_schedule_to_close_timeout", "SCHEDULE_TO_CLOSE_TIMEOUT"),
    ("task_list", "default_task_list", "TASK_LIST"),
    ("schedule_to_start_timeout", "default_task_schedule_to_start_timeout", "SCHEDULE_TO_START_TIMEOUT"),
    ("start_to_close_timeout", "default_task_start_to_close_timeout", "START_TO_CLOSE_TIMEOUT"),
    ("heartbeat_timeout", "default_task_heartbeat_timeout", "HEARTBEAT_TIMEOUT"),
)
"""What a task must have from its decision or from its type: the attribute, the default, the word of the cause."""


@carries_out(d.ScheduleActivityTask)
def schedule_activity_task(step: Step, decision: d.ScheduleActivityTask, completed: int) -> str | None:
    """Record ActivityTaskScheduled, with the effective task list, priority and timeouts."""
    registered = step.facts.activity_types.get(decision.activity_type)
    if registered is None:
        return "ACTIVITY_TYPE_DOES_NOT_EXIST"
    if registered.status == DEPRECATED:
        return "ACTIVITY_TYPE_DEPRECATED"
    if step.state.activity_tasks.named(decision.activity_id) is not None:
        return "ACTIVITY_ID_ALREADY_IN_USE"
    effective: dict[str, str] = {}
    for attribute, default, word in DEFAULTS:
        chosen = getattr(decision, attribute)
        value = getattr(registered, default) if chosen is None else chosen
        if value is None:
            return f"DEFAULT_{word}_UNDEFINED"
        effective[attribute] = value.name if isinstance(value, TaskList) else value
    if step.state.header.open_activity_tasks >= step.facts.limits.open_activity_tasks:
        return "OPEN_ACTIVITIES_LIMIT_EXCEEDED"
    step.record(
        e.ActivityTaskScheduled(
            activity_id=decision.activity_id,
            activity_type=decision.activity_type,
            control=decision.control,
            decision_task_completed_event_id=completed,
            heartbeat_timeout=effective["heartbeat_timeout"],
            input=decision.input,
            schedule_to_close_timeout=effective["schedule_to_close_timeout"],
            schedule_to_start_timeout=effective["schedule_to_start_timeout"],
            start_to_close_timeout=effective["start_to_close_timeout"],
            task_list=TaskList(name=effective["task_list"]),
            task_priority=decision.task_priority or registered.default_task_priority,
        )
    )
    return None


@refuses(d.ScheduleActivityTask)
def schedule_activity_task_refused(decision: d.ScheduleActivityTask, cause: str, completed: int) -> e.Event:
    """The failure of a ScheduleActivityTask decision."""
    return e.ScheduleActivityTaskFailed(
        activity_id=decision.activity_id,
        activity_type=decision.activity_type,
        cause=cause,
        decision_task_completed_event_id=completed,
    )


@carries_out(d.RequestCancelActivityTask)
def request_cancel_activity_task(step: Step, decision: d.RequestCancelActivityTask, completed: int) -> str | None:
    """Record ActivityTaskCancelRequested; a task without a worker is canceled after the batch, not in it."""
    task = step.state.activity_tasks.named(decision.activity_id)
    if task is None:
        return "ACTIVITY_ID_UNKNOWN"
    step.record(
        e.ActivityTaskCancelRequested(activity_id=decision.activity_id, decision_task_completed_event_id=completed)
    )
    if task[1].started_event_id is None:
        header = step.state.header
        cancel = CancelUnstartedActivityTask(scheduled_event_id=task[0])
        step.send(Message(workflow_id=header.workflow_id, run_id=header.run_id, command=cancel))
    return None


@refuses(d.RequestCancelActivityTask)
def request_cancel_activity_task_refused(decision: d.RequestCancelActivityTask, cause: str, completed: int) -> e.Event:
    """The failure of a RequestCancelActivityTask decision."""
    return e.RequestCancelActivityTaskFailed(
        activity_id=decision.activity_id, cause=cause, decision_task_completed_event_id=completed
    )


@command
class CancelUnstartedActivityTask(Command):
    """Cancel the activity task, unless a worker has it by now."""

    scheduled_event_id: int


@performs(CancelUnstartedActivityTask, needs=lambda cancel: Needs(activity_tasks=(cancel.scheduled_event_id,)))
def cancel_unstarted_activity_task(step: Step, cancel: CancelUnstartedActivityTask) -> None:
    """Record ActivityTaskCanceled for a task that no worker has."""
    task = step.state.activity_tasks.get(cancel.scheduled_event_id)
    if task is not None and task.started_event_id is None:
        wake(
            step,
            e.ActivityTaskCanceled(
                latest_cancel_requested_event_id=task.cancel_requested_event_id,
                scheduled_event_id=task.scheduled_event_id,
                started_event_id=0,
            ),
        )
