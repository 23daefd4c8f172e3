"""How events become State: one function per event type, total and free of choice.

`EVOLVE` is the only code that writes a State. A step applies it to each event as it is recorded, a rebuild to each
event as it is read; so what a command leaves behind and what its history says cannot differ. Each function receives the
state, the event's id, its timestamp and the event itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from swfstore.core import events as e
from swfstore.core.state import (
    ActivityTask,
    ChildExecution,
    DecisionTask,
    ExternalRequest,
    LambdaTask,
    State,
    Timer,
    new_state,
)
from swfstore.core.values import NONE

Evolver: TypeAlias = Callable[[State, int, int, "e.Event"], None]

EVOLVE: dict[type[e.Event], Evolver] = {}
"""The function for each of the 54 event classes."""


def _evolves(*classes: type[e.Event]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def register(function: Callable[..., None]) -> Callable[..., None]:
        EVOLVE.update(dict.fromkeys(classes, function))
        return function

    return register


def evolve(state: State, event_id: int, now: int, event: e.Event) -> None:
    """Make the state what it is after the event."""
    EVOLVE[type(event)](state, event_id, now, event)
    state.header.next_event_id = event_id + 1
    state.header.latest_event_at = now


def rebuild(workflow_id: str, run_id: str, history: Iterable[tuple[int, int, e.Event]]) -> State:
    """The state that a history of (event id, timestamp, event) leads to."""
    state = new_state(workflow_id, run_id)
    for event_id, timestamp, event in history:
        evolve(state, event_id, timestamp, event)
    return state


# The execution as a whole.


@_evolves(e.WorkflowExecutionStarted)
def _started(state: State, _id: int, now: int, event: e.WorkflowExecutionStarted) -> None:
    header, parent = state.header, event.parent_workflow_execution
    header.started_at = now
    header.workflow_type_name = event.workflow_type.name
    header.workflow_type_version = event.workflow_type.version
    header.task_list = event.task_list.name
    header.task_priority = event.task_priority
    header.task_start_to_close_timeout = event.task_start_to_close_timeout or NONE
    header.execution_start_to_close_timeout = event.execution_start_to_close_timeout or NONE
    header.child_policy = event.child_policy
    header.lambda_role = event.lambda_role
    header.tag_list = event.tag_list
    header.continued_execution_run_id = event.continued_execution_run_id
    header.parent_initiated_event_id = event.parent_initiated_event_id
    if parent is not None:
        header.parent_workflow_id, header.parent_run_id = parent.workflow_id, parent.run_id


@_evolves(e.WorkflowExecutionCancelRequested)
def _cancel_requested(state: State, _id: int, _now: int, _event: e.Event) -> None:
    state.header.cancel_requested = True


CLOSE_STATUS: Mapping[type[e.Event], str] = {
    e.WorkflowExecutionCompleted: "COMPLETED",
    e.WorkflowExecutionFailed: "FAILED",
    e.WorkflowExecutionCanceled: "CANCELED",
    e.WorkflowExecutionTerminated: "TERMINATED",
    e.WorkflowExecutionContinuedAsNew: "CONTINUED_AS_NEW",
    e.WorkflowExecutionTimedOut: "TIMED_OUT",
}


@_evolves(*CLOSE_STATUS)
def _closed(state: State, _id: int, now: int, event: e.Event) -> None:
    # The open counts keep what was open at the close: DescribeWorkflowExecution of the real service shows it.
    header = state.header
    header.closed_at = now
    header.close_status = CLOSE_STATUS[type(event)]
    header.waiting_decision_event_id = None
    header.running_decision_event_id = None
    header.running_decision_started_event_id = None
    state.close()


# Decision tasks.


@_evolves(e.DecisionTaskScheduled)
def _decision_scheduled(state: State, event_id: int, now: int, event: e.DecisionTaskScheduled) -> None:
    header = state.header
    header.waiting_decision_event_id = event_id
    state.decision_tasks.add(
        event_id,
        DecisionTask(
            scheduled_event_id=event_id,
            task_list=event.task_list.name,
            priority=int(event.task_priority or 0),
            scheduled_at=now,
            schedule_to_start_timeout=event.schedule_to_start_timeout or NONE,
            start_to_close_timeout=event.start_to_close_timeout or NONE,
            pollable=header.running_decision_event_id is None,
        ),
    )


@_evolves(e.DecisionTaskStarted)
def _decision_started(state: State, event_id: int, now: int, event: e.DecisionTaskStarted) -> None:
    header, task = state.header, state.decision_tasks.get(event.scheduled_event_id)
    header.waiting_decision_event_id = None
    header.running_decision_event_id = event.scheduled_event_id
    header.running_decision_started_event_id = event_id
    if task is not None:
        started = replace(task, started_event_id=event_id, started_at=now, pollable=False)
        state.decision_tasks.change(event.scheduled_event_id, started)


def _end_decision(state: State, scheduled_event_id: int) -> None:
    header = state.header
    state.decision_tasks.remove(scheduled_event_id)
    if header.waiting_decision_event_id == scheduled_event_id:
        header.waiting_decision_event_id = None
        return
    header.running_decision_event_id = None
    header.running_decision_started_event_id = None
    if header.waiting_decision_event_id is not None:
        waiting = state.decision_tasks.get(header.waiting_decision_event_id)
        if waiting is not None:
            state.decision_tasks.change(waiting.scheduled_event_id, replace(waiting, pollable=True))


@_evolves(e.DecisionTaskCompleted)
def _decision_completed(state: State, _id: int, _now: int, event: e.DecisionTaskCompleted) -> None:
    header = state.header
    _end_decision(state, event.scheduled_event_id)
    header.previous_started_event_id = event.started_event_id
    if event.execution_context is not None:
        header.latest_execution_context = event.execution_context
    if event.task_list is not None:
        header.override_task_list = event.task_list.name
        header.override_schedule_to_start_timeout = event.task_list_schedule_to_start_timeout


@_evolves(e.DecisionTaskTimedOut)
def _decision_timed_out(state: State, _id: int, _now: int, event: e.DecisionTaskTimedOut) -> None:
    header = state.header
    _end_decision(state, event.scheduled_event_id)
    if header.override_schedule_to_start_timeout is not None:
        # An override with a timeout holds only as long as someone serves its task list.
        header.override_task_list = header.override_schedule_to_start_timeout = None


# Activity tasks.


@_evolves(e.ActivityTaskScheduled)
def _activity_scheduled(state: State, event_id: int, now: int, event: e.ActivityTaskScheduled) -> None:
    state.header.open_activity_tasks += 1
    state.header.latest_activity_task_at = now
    state.activity_tasks.add(
        event_id,
        ActivityTask(
            scheduled_event_id=event_id,
            activity_id=event.activity_id,
            activity_type_name=event.activity_type.name,
            activity_type_version=event.activity_type.version,
            task_list=event.task_list.name,
            priority=int(event.task_priority or 0),
            input=event.input,
            scheduled_at=now,
            schedule_to_start_timeout=event.schedule_to_start_timeout or NONE,
            schedule_to_close_timeout=event.schedule_to_close_timeout or NONE,
            start_to_close_timeout=event.start_to_close_timeout or NONE,
            heartbeat_timeout=event.heartbeat_timeout or NONE,
        ),
    )


@_evolves(e.ActivityTaskStarted)
def _activity_started(state: State, event_id: int, now: int, event: e.ActivityTaskStarted) -> None:
    state.header.latest_activity_task_at = now
    task = state.activity_tasks.get(event.scheduled_event_id)
    if task is not None:
        started = replace(task, started_event_id=event_id, started_at=now)
        state.activity_tasks.change(event.scheduled_event_id, started)


@_evolves(e.ActivityTaskCompleted, e.ActivityTaskFailed, e.ActivityTaskTimedOut, e.ActivityTaskCanceled)
def _activity_ended(state: State, _id: int, now: int, event: e.ActivityTaskCompleted) -> None:
    state.header.open_activity_tasks -= 1
    state.header.latest_activity_task_at = now
    state.activity_tasks.remove(event.scheduled_event_id)


@_evolves(e.ActivityTaskCancelRequested)
def _activity_cancel_requested(state: State, event_id: int, _now: int, event: e.ActivityTaskCancelRequested) -> None:
    found = state.activity_tasks.named(event.activity_id)
    if found is not None:
        state.activity_tasks.change(found[0], replace(found[1], cancel_requested_event_id=event_id))


# Timers.


@_evolves(e.TimerStarted)
def _timer_started(state: State, event_id: int, now: int, event: e.TimerStarted) -> None:
    state.header.open_timers += 1
    due_at = now + int(event.start_to_fire_timeout) * 1000
    state.timers.add(event_id, Timer(started_event_id=event_id, timer_id=event.timer_id, due_at=due_at))


@_evolves(e.TimerFired, e.TimerCanceled)
def _timer_ended(state: State, _id: int, _now: int, event: e.TimerFired) -> None:
    state.header.open_timers -= 1
    state.timers.remove(event.started_event_id)


# Child executions.


@_evolves(e.StartChildWorkflowExecutionInitiated)
def _child_initiated(state: State, event_id: int, _now: int, event: e.StartChildWorkflowExecutionInitiated) -> None:
    state.header.open_child_executions += 1
    state.child_executions.add(
        event_id,
        ChildExecution(
            initiated_event_id=event_id,
            workflow_id=event.workflow_id,
            workflow_type_name=event.workflow_type.name,
            workflow_type_version=event.workflow_type.version,
            decision_task_completed_event_id=event.decision_task_completed_event_id,
            control=event.control,
        ),
    )


@_evolves(e.ChildWorkflowExecutionStarted)
def _child_started(state: State, event_id: int, _now: int, event: e.ChildWorkflowExecutionStarted) -> None:
    child = state.child_executions.get(event.initiated_event_id)
    if child is not None:
        started = replace(child, started_event_id=event_id, run_id=event.workflow_execution.run_id)
        state.child_executions.change(event.initiated_event_id, started)


@_evolves(
    e.ChildWorkflowExecutionCompleted,
    e.ChildWorkflowExecutionFailed,
    e.ChildWorkflowExecutionCanceled,
    e.ChildWorkflowExecutionTimedOut,
    e.ChildWorkflowExecutionTerminated,
)
def _child_ended(state: State, _id: int, _now: int, event: e.ChildWorkflowExecutionCompleted) -> None:
    state.header.open_child_executions -= 1
    state.child_executions.remove(event.initiated_event_id)


@_evolves(e.StartChildWorkflowExecutionFailed)
def _child_failed_to_start(state: State, _id: int, _now: int, event: e.StartChildWorkflowExecutionFailed) -> None:
    # Refused at the decision, nothing was initiated, and the event says 0.
    if event.initiated_event_id:
        state.header.open_child_executions -= 1
        state.child_executions.remove(event.initiated_event_id)


# Signals and cancel requests to other executions.


def _request(
    event: e.SignalExternalWorkflowExecutionInitiated | e.RequestCancelExternalWorkflowExecutionInitiated,
    event_id: int,
    kind: str,
) -> ExternalRequest:
    return ExternalRequest(
        initiated_event_id=event_id,
        kind=kind,
        workflow_id=event.workflow_id,
        run_id=event.run_id,
        decision_task_completed_event_id=event.decision_task_completed_event_id,
        control=event.control,
    )


@_evolves(e.SignalExternalWorkflowExecutionInitiated)
def _signal_initiated(
    state: State, event_id: int, _now: int, event: e.SignalExternalWorkflowExecutionInitiated
) -> None:
    state.external_requests.add(event_id, _request(event, event_id, "signal"))


@_evolves(e.RequestCancelExternalWorkflowExecutionInitiated)
def _cancel_initiated(
    state: State, event_id: int, _now: int, event: e.RequestCancelExternalWorkflowExecutionInitiated
) -> None:
    state.external_requests.add(event_id, _request(event, event_id, "cancel"))


@_evolves(
    e.ExternalWorkflowExecutionSignaled,
    e.SignalExternalWorkflowExecutionFailed,
    e.ExternalWorkflowExecutionCancelRequested,
    e.RequestCancelExternalWorkflowExecutionFailed,
)
def _request_ended(state: State, _id: int, _now: int, event: e.ExternalWorkflowExecutionSignaled) -> None:
    # A request that was refused at the decision was never initiated.
    if event.initiated_event_id:
        state.external_requests.remove(event.initiated_event_id)


# Lambda functions.


@_evolves(e.LambdaFunctionScheduled)
def _lambda_scheduled(state: State, event_id: int, _now: int, event: e.LambdaFunctionScheduled) -> None:
    state.header.open_lambda_functions += 1
    state.lambda_tasks.add(
        event_id,
        LambdaTask(
            scheduled_event_id=event_id,
            lambda_id=event.id,
            name=event.name,
            input=event.input,
            start_to_close_timeout=event.start_to_close_timeout,
        ),
    )


@_evolves(e.LambdaFunctionStarted)
def _lambda_started(state: State, event_id: int, now: int, event: e.LambdaFunctionStarted) -> None:
    task = state.lambda_tasks.get(event.scheduled_event_id)
    if task is not None:
        started = replace(task, started_event_id=event_id, started_at=now)
        state.lambda_tasks.change(event.scheduled_event_id, started)


@_evolves(e.LambdaFunctionCompleted, e.LambdaFunctionFailed, e.LambdaFunctionTimedOut, e.StartLambdaFunctionFailed)
def _lambda_ended(state: State, _id: int, _now: int, event: e.LambdaFunctionCompleted) -> None:
    state.header.open_lambda_functions -= 1
    state.lambda_tasks.remove(event.scheduled_event_id)


# What leaves no trace in the state.


@_evolves(
    e.WorkflowExecutionSignaled,
    e.MarkerRecorded,
    e.RecordMarkerFailed,
    e.CompleteWorkflowExecutionFailed,
    e.FailWorkflowExecutionFailed,
    e.CancelWorkflowExecutionFailed,
    e.ContinueAsNewWorkflowExecutionFailed,
    e.ScheduleActivityTaskFailed,
    e.RequestCancelActivityTaskFailed,
    e.StartTimerFailed,
    e.CancelTimerFailed,
    e.ScheduleLambdaFunctionFailed,
)
def _no_trace(_state: State, _id: int, _now: int, _event: e.Event) -> None:
    return


# The one thing that changes without an event.


def record_heartbeat(state: State, task: ActivityTask, now: int, details: str | None) -> None:
    """Remember a heartbeat in the two EPHEMERAL members: SWF records no event for it."""
    beaten = replace(
        task, last_heartbeat_at=now, heartbeat_details=task.heartbeat_details if details is None else details
    )
    state.activity_tasks.change(task.scheduled_event_id, beaten)
