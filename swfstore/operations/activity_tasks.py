"""Activity tasks: polled for, kept alive, and answered."""

from swfstore.core.command import Command
from swfstore.core.rules.working import (
    RecordActivityTaskHeartbeat,
    RespondActivityTaskCanceled,
    RespondActivityTaskCompleted,
    RespondActivityTaskFailed,
    StartActivityTask,
)
from swfstore.engine.call import Call
from swfstore.engine.moves import Moved
from swfstore.engine.polling import next_task, take_this
from swfstore.engine.tasks import ACTIVITY, Task, find_task, seal_task, unseal_task
from swfstore.shapes.responses import ActivityTask, ActivityTaskStatus
from swfstore.shapes.tasks import (
    PollForActivityTaskInput,
    RecordActivityTaskHeartbeatInput,
    RespondActivityTaskCanceledInput,
    RespondActivityTaskCompletedInput,
    RespondActivityTaskFailedInput,
)
from swfstore.store import dispatch


def poll_for_activity_task(call: Call, request: PollForActivityTaskInput) -> ActivityTask:
    """Take the next task of a list: highest priority first, then oldest; wait for one for a minute.

    A poll without a task answers without a task token. Raises UnknownResourceFault for the domain, LimitExceededFault
    for too many polls. Source: PollForActivityTask.
    """
    taken = next_task(
        call,
        ACTIVITY,
        request.domain,
        request.task_list.name,
        lambda scheduled: StartActivityTask(scheduled_event_id=scheduled, identity=request.identity),
    )
    return {"startedEventId": 0} if taken is None else _activity_task(call, request.domain, *taken)


def take_activity_task(
    call: Call, request: PollForActivityTaskInput, execution_id: int, scheduled_event_id: int
) -> ActivityTask | None:
    """Take this very task as a poll would; None where it cannot be had. No operation of the API: for workers inside."""
    taken = take_this(
        call,
        dispatch.THIS_ACTIVITY_TASK,
        execution_id,
        scheduled_event_id,
        lambda scheduled: StartActivityTask(scheduled_event_id=scheduled, identity=request.identity),
        lambda _, scheduled, moved: _activity_task(call, request.domain, scheduled, moved),
    )
    return None if taken is None else taken[1]


def _activity_task(call: Call, domain: str, scheduled_event_id: int, moved: Moved) -> ActivityTask:
    found = moved.found
    task, header = found.state.activity_tasks.get(scheduled_event_id), found.state.header
    assert task is not None, "it has just been started"
    assert task.started_event_id is not None, "it has just been started"
    given = Task(found.execution_id, scheduled_event_id, task.started_event_id, domain)
    response: ActivityTask = {
        "taskToken": seal_task(call, ACTIVITY, given),
        "activityId": task.activity_id,
        "startedEventId": task.started_event_id,
        "workflowExecution": {"workflowId": header.workflow_id, "runId": header.run_id},
        "activityType": {"name": task.activity_type_name, "version": task.activity_type_version},
    }
    if task.input is not None:
        response["input"] = task.input
    return response


def _perform(call: Call, task: Task, command: Command) -> Moved:
    return call.engine.perform(find_task(task), command)


def respond_activity_task_completed(call: Call, request: RespondActivityTaskCompletedInput) -> None:
    """Report that a task is done. Raises UnknownResourceFault. Source: RespondActivityTaskCompleted."""
    task = unseal_task(call, ACTIVITY, request.task_token)
    answer = RespondActivityTaskCompleted(
        scheduled_event_id=task.scheduled_event_id, started_event_id=task.started_event_id, result=request.result
    )
    _perform(call, task, answer)


def respond_activity_task_failed(call: Call, request: RespondActivityTaskFailedInput) -> None:
    """Report that a task has failed. Raises UnknownResourceFault. Source: RespondActivityTaskFailed."""
    task = unseal_task(call, ACTIVITY, request.task_token)
    answer = RespondActivityTaskFailed(
        scheduled_event_id=task.scheduled_event_id,
        started_event_id=task.started_event_id,
        reason=request.reason,
        details=request.details,
    )
    _perform(call, task, answer)


def respond_activity_task_canceled(call: Call, request: RespondActivityTaskCanceledInput) -> None:
    """Report that a task was given up. Raises UnknownResourceFault. Source: RespondActivityTaskCanceled."""
    task = unseal_task(call, ACTIVITY, request.task_token)
    answer = RespondActivityTaskCanceled(
        scheduled_event_id=task.scheduled_event_id, started_event_id=task.started_event_id, details=request.details
    )
    _perform(call, task, answer)


def record_activity_task_heartbeat(call: Call, request: RecordActivityTaskHeartbeatInput) -> ActivityTaskStatus:
    """Report that a task is being worked on; learn whether it should be canceled.

    Raises UnknownResourceFault. Source: RecordActivityTaskHeartbeat.
    """
    task = unseal_task(call, ACTIVITY, request.task_token)
    beat = RecordActivityTaskHeartbeat(
        scheduled_event_id=task.scheduled_event_id, started_event_id=task.started_event_id, details=request.details
    )
    held = _perform(call, task, beat).found.state.activity_tasks.get(task.scheduled_event_id)
    return {"cancelRequested": held is not None and held.cancel_requested_event_id is not None}
