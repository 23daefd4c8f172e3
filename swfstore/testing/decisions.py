"""The 13 decisions as dicts, for deciders: `schedule_activity_task(("Charge", "1"), "charge-1", input="42")`.

Each function returns what RespondDecisionTaskCompleted takes as a decision, of swfstore and of AWS. The parameters are
AWS's members in snake case, and what is None is left out. So that tests read well, a type may be a pair of name and
version, a task list its name, a priority a number, and a timeout a number of seconds or a timedelta.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from swfstore.core.values import camel

Decision: TypeAlias = dict[str, Any]
"""A decision as the API takes it: its decisionType and its attributes."""

Type: TypeAlias = tuple[str, str] | Mapping[str, str]
"""A type: its name and version, or AWS's dict of both."""

Timeout: TypeAlias = str | int | timedelta
"""Seconds as a text or a number, whole ones; `"NONE"` where AWS allows it; or a timedelta."""

TaskList: TypeAlias = str | Mapping[str, str]
"""The name of a task list, or AWS's dict with it."""


def schedule_activity_task(
    activity_type: Type,
    activity_id: str,
    *,
    control: str | None = None,
    input: str | None = None,  # noqa: A002  # AWS's name
    schedule_to_close_timeout: Timeout | None = None,
    task_list: TaskList | None = None,
    task_priority: str | int | None = None,
    schedule_to_start_timeout: Timeout | None = None,
    start_to_close_timeout: Timeout | None = None,
    heartbeat_timeout: Timeout | None = None,
) -> Decision:
    """Let a worker do something."""
    return _decision("ScheduleActivityTask", locals())


def request_cancel_activity_task(activity_id: str) -> Decision:
    """Ask an activity task to cancel itself; one without a worker is canceled at once."""
    return _decision("RequestCancelActivityTask", locals())


def complete_workflow_execution(result: str | None = None) -> Decision:
    """Close the run as completed."""
    return _decision("CompleteWorkflowExecution", locals())


def fail_workflow_execution(reason: str | None = None, details: str | None = None) -> Decision:
    """Close the run as failed."""
    return _decision("FailWorkflowExecution", locals())


def cancel_workflow_execution(details: str | None = None) -> Decision:
    """Close the run as canceled."""
    return _decision("CancelWorkflowExecution", locals())


def continue_as_new_workflow_execution(
    *,
    input: str | None = None,  # noqa: A002  # AWS's name
    execution_start_to_close_timeout: Timeout | None = None,
    task_list: TaskList | None = None,
    task_priority: str | int | None = None,
    task_start_to_close_timeout: Timeout | None = None,
    child_policy: str | None = None,
    tag_list: Sequence[str] | None = None,
    workflow_type_version: str | None = None,
    lambda_role: str | None = None,
) -> Decision:
    """Close the run and begin a new run of the same workflow id."""
    return _decision("ContinueAsNewWorkflowExecution", locals())


def record_marker(marker_name: str, details: str | None = None) -> Decision:
    """Leave a note in the history."""
    return _decision("RecordMarker", locals())


def start_timer(timer_id: str, start_to_fire_timeout: Timeout, *, control: str | None = None) -> Decision:
    """Be woken after a time."""
    return _decision("StartTimer", locals())


def cancel_timer(timer_id: str) -> Decision:
    """Stop a timer."""
    return _decision("CancelTimer", locals())


def signal_external_workflow_execution(
    workflow_id: str,
    signal_name: str,
    *,
    run_id: str | None = None,
    input: str | None = None,  # noqa: A002  # AWS's name
    control: str | None = None,
) -> Decision:
    """Signal another execution."""
    return _decision("SignalExternalWorkflowExecution", locals())


def request_cancel_external_workflow_execution(
    workflow_id: str, *, run_id: str | None = None, control: str | None = None
) -> Decision:
    """Ask another execution to cancel itself."""
    return _decision("RequestCancelExternalWorkflowExecution", locals())


def start_child_workflow_execution(
    workflow_type: Type,
    workflow_id: str,
    *,
    control: str | None = None,
    input: str | None = None,  # noqa: A002  # AWS's name
    execution_start_to_close_timeout: Timeout | None = None,
    task_list: TaskList | None = None,
    task_priority: str | int | None = None,
    task_start_to_close_timeout: Timeout | None = None,
    child_policy: str | None = None,
    tag_list: Sequence[str] | None = None,
    lambda_role: str | None = None,
) -> Decision:
    """Start a child execution."""
    return _decision("StartChildWorkflowExecution", locals())


def schedule_lambda_function(
    id: str,  # noqa: A002  # AWS's name
    name: str,
    *,
    control: str | None = None,
    input: str | None = None,  # noqa: A002  # AWS's name
    start_to_close_timeout: Timeout | None = None,
) -> Decision:
    """Invoke a Lambda function."""
    return _decision("ScheduleLambdaFunction", locals())


def _decision(kind: str, given: Mapping[str, object]) -> Decision:
    attributes = {camel(name): _member(name, value) for name, value in given.items() if value is not None}
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def _member(name: str, value: object) -> object:
    """A value as AWS wants it."""
    if name.endswith("_type") and isinstance(value, tuple):
        return {"name": value[0], "version": value[1]}
    if name == "task_list" and isinstance(value, str):
        return {"name": value}
    if name.endswith("_timeout"):
        return _seconds(name, value)
    if name == "task_priority":
        return str(value)
    return list(value) if name == "tag_list" and isinstance(value, Sequence) else value


def _seconds(name: str, value: object) -> str:
    if isinstance(value, timedelta):
        if value % timedelta(seconds=1):
            raise ValueError(f"{name} is {value}, SWF has whole seconds only")
        return str(value // timedelta(seconds=1))
    return str(value)


__all__ = [
    "Decision",
    "schedule_activity_task",
    "request_cancel_activity_task",
    "complete_workflow_execution",
    "fail_workflow_execution",
    "cancel_workflow_execution",
    "continue_as_new_workflow_execution",
    "record_marker",
    "start_timer",
    "cancel_timer",
    "signal_external_workflow_execution",
    "request_cancel_external_workflow_execution",
    "start_child_workflow_execution",
    "schedule_lambda_function",
]
