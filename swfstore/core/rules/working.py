"""Activity tasks as the worker sees them: started, kept alive, answered, and timed out."""

from collections.abc import Iterator
from typing import Protocol

from swfstore.core import events as e
from swfstore.core.command import Command, Needs, command, performs
from swfstore.core.evolve import record_heartbeat
from swfstore.core.rules.scheduling import wake
from swfstore.core.state import ActivityTask
from swfstore.core.step import Step
from swfstore.core.values import seconds
from swfstore.errors import UnknownResourceFault


class _OfTask(Protocol):
    @property
    def scheduled_event_id(self) -> int: ...


def _task(command: _OfTask) -> Needs:
    return Needs(activity_tasks=(command.scheduled_event_id,))


@command
class StartActivityTask(Command):
    """Give the task to a worker. Source: PollForActivityTask."""

    scheduled_event_id: int
    identity: str | None = None


@performs(StartActivityTask, needs=_task)
def start_activity_task(step: Step, start: StartActivityTask) -> None:
    """Record ActivityTaskStarted, unless another worker was faster; nobody is woken by it."""
    task = step.state.activity_tasks.get(start.scheduled_event_id)
    if task is not None and task.started_event_id is None:
        step.record(e.ActivityTaskStarted(identity=start.identity, scheduled_event_id=task.scheduled_event_id))


def _held(step: Step, scheduled_event_id: int, started_event_id: int) -> ActivityTask:
    task = step.state.activity_tasks.get(scheduled_event_id)
    if task is None or task.started_event_id != started_event_id:
        raise UnknownResourceFault(f"Unknown activity, scheduledEventId = {scheduled_event_id}")
    return task


@command
class RespondActivityTaskCompleted(Command):
    """The worker has done it."""

    scheduled_event_id: int
    started_event_id: int
    result: str | None = None


@performs(RespondActivityTaskCompleted, needs=_task)
def respond_activity_task_completed(step: Step, answer: RespondActivityTaskCompleted) -> None:
    """Record ActivityTaskCompleted; raises UnknownResourceFault for a task that the worker does not hold."""
    _held(step, answer.scheduled_event_id, answer.started_event_id)
    wake(
        step,
        e.ActivityTaskCompleted(
            result=answer.result,
            scheduled_event_id=answer.scheduled_event_id,
            started_event_id=answer.started_event_id,
        ),
    )


@command
class RespondActivityTaskFailed(Command):
    """The worker could not do it."""

    scheduled_event_id: int
    started_event_id: int
    reason: str | None = None
    details: str | None = None


@performs(RespondActivityTaskFailed, needs=_task)
def respond_activity_task_failed(step: Step, answer: RespondActivityTaskFailed) -> None:
    """Record ActivityTaskFailed; raises UnknownResourceFault for a task that the worker does not hold."""
    _held(step, answer.scheduled_event_id, answer.started_event_id)
    wake(
        step,
        e.ActivityTaskFailed(
            details=answer.details,
            reason=answer.reason,
            scheduled_event_id=answer.scheduled_event_id,
            started_event_id=answer.started_event_id,
        ),
    )


@command
class RespondActivityTaskCanceled(Command):
    """The worker has stopped doing it."""

    scheduled_event_id: int
    started_event_id: int
    details: str | None = None


@performs(RespondActivityTaskCanceled, needs=_task)
def respond_activity_task_canceled(step: Step, answer: RespondActivityTaskCanceled) -> None:
    """Record ActivityTaskCanceled; raises UnknownResourceFault for a task that the worker does not hold."""
    task = _held(step, answer.scheduled_event_id, answer.started_event_id)
    wake(
        step,
        e.ActivityTaskCanceled(
            details=answer.details,
            latest_cancel_requested_event_id=task.cancel_requested_event_id,
            scheduled_event_id=answer.scheduled_event_id,
            started_event_id=answer.started_event_id,
        ),
    )


@command
class RecordActivityTaskHeartbeat(Command):
    """The worker is still at it."""

    scheduled_event_id: int
    started_event_id: int
    details: str | None = None


@performs(RecordActivityTaskHeartbeat, needs=_task)
def record_activity_task_heartbeat(step: Step, beat: RecordActivityTaskHeartbeat) -> None:
    """Put the heartbeat timeout off; no event says so. Raises UnknownResourceFault as the answers do."""
    task = _held(step, beat.scheduled_event_id, beat.started_event_id)
    record_heartbeat(step.state, task, step.now, beat.details)


@command
class ExpireActivityTask(Command):
    """One of the task's timeouts may have come."""

    scheduled_event_id: int


RANKS = ("HEARTBEAT", "START_TO_CLOSE", "SCHEDULE_TO_START", "SCHEDULE_TO_CLOSE")
"""The timeouts of an activity task, in the order in which they come when they are due at the same instant."""


def activity_deadline(task: ActivityTask) -> tuple[int, int] | None:
    """When the task's next timeout is due (milliseconds, UTC) and its position in RANKS, or None."""
    return min(_deadlines(task), default=None)


def _deadlines(task: ActivityTask) -> Iterator[tuple[int, int]]:
    if (allowed := seconds(task.schedule_to_close_timeout)) is not None:
        yield task.scheduled_at + allowed * 1000, 3
    if task.started_at is None:
        if (allowed := seconds(task.schedule_to_start_timeout)) is not None:
            yield task.scheduled_at + allowed * 1000, 2
        return
    if (allowed := seconds(task.start_to_close_timeout)) is not None:
        yield task.started_at + allowed * 1000, 1
    if (allowed := seconds(task.heartbeat_timeout)) is not None:
        yield (task.last_heartbeat_at or task.started_at) + allowed * 1000, 0


@performs(ExpireActivityTask, needs=_task)
def expire_activity_task(step: Step, expire: ExpireActivityTask) -> None:
    """Record ActivityTaskTimedOut if a timeout of the task is due."""
    task = step.state.activity_tasks.get(expire.scheduled_event_id)
    deadline = None if task is None else activity_deadline(task)
    if task is not None and deadline is not None and deadline[0] <= step.now:
        wake(
            step,
            e.ActivityTaskTimedOut(
                details=task.heartbeat_details,
                scheduled_event_id=task.scheduled_event_id,
                started_event_id=task.started_event_id or 0,
                timeout_type=RANKS[deadline[1]],
            ),
        )
