"""From an event of a batch back to the decision that wrote it."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.reenact.model import RecordedEvent

Decision = dict[str, Any]

ACTIVITY_SETTINGS = {
    "taskList": ("DEFAULT_TASK_LIST_UNDEFINED", {"name": "reenact-activities"}),
    "scheduleToCloseTimeout": ("DEFAULT_SCHEDULE_TO_CLOSE_TIMEOUT_UNDEFINED", "NONE"),
    "scheduleToStartTimeout": ("DEFAULT_SCHEDULE_TO_START_TIMEOUT_UNDEFINED", "NONE"),
    "startToCloseTimeout": ("DEFAULT_START_TO_CLOSE_TIMEOUT_UNDEFINED", "NONE"),
    "heartbeatTimeout": ("DEFAULT_HEARTBEAT_TIMEOUT_UNDEFINED", "NONE"),
}
WORKFLOW_SETTINGS = {
    "taskList": ("DEFAULT_TASK_LIST_UNDEFINED", {"name": "reenact-decisions"}),
    "executionStartToCloseTimeout": ("DEFAULT_EXECUTION_START_TO_CLOSE_TIMEOUT_UNDEFINED", "3600"),
    "taskStartToCloseTimeout": ("DEFAULT_TASK_START_TO_CLOSE_TIMEOUT_UNDEFINED", "3600"),
    "childPolicy": ("DEFAULT_CHILD_POLICY_UNDEFINED", "TERMINATE"),
}
FAILING_VERSION = "reenact-"
"""Versions of a workflow type that exist only to let a decision fail: the cause follows."""


def all_but(settings: Mapping[str, tuple[str, Any]], cause: str) -> dict[str, Any]:
    """Every setting but the one whose absence is the cause."""
    return {name: value for name, (missing, value) in settings.items() if missing != cause}


def _copy(
    kind: str, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> Callable[[RecordedEvent], Decision]:
    def build(event: RecordedEvent) -> Decision:
        left_out = {"decisionTaskCompletedEventId", *without}
        kept = {k: v for k, v in event.attributes.items() if (k in only if only else k not in left_out)}
        return decision(kind, kept)

    return build


def decision(kind: str, attributes: Mapping[str, Any]) -> Decision:
    """A decision as the API takes it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": dict(attributes)}


def _activity_failed(event: RecordedEvent) -> Decision:
    given = {name: event[name] for name in ("activityId", "activityType")}
    return decision("ScheduleActivityTask", given | all_but(ACTIVITY_SETTINGS, event["cause"]))


def _child_failed(event: RecordedEvent) -> Decision:
    given = {name: event[name] for name in ("workflowId", "workflowType", "control") if name in event.attributes}
    return decision("StartChildWorkflowExecution", given | all_but(WORKFLOW_SETTINGS, event["cause"]))


def _timer_failed(event: RecordedEvent) -> Decision:
    return decision("StartTimer", {"timerId": event["timerId"], "startToFireTimeout": "3600"})


def _continued(event: RecordedEvent) -> Decision:
    left_out = ("decisionTaskCompletedEventId", "newExecutionRunId", "workflowType")
    kept = {k: v for k, v in event.attributes.items() if k not in left_out}
    kept["workflowTypeVersion"] = event["workflowType"]["version"]
    return decision("ContinueAsNewWorkflowExecution", kept)


def _continue_failed(event: RecordedEvent) -> Decision:
    cause = event["cause"]
    given = all_but(WORKFLOW_SETTINGS, cause)
    if cause not in ("UNHANDLED_DECISION", "OPERATION_NOT_PERMITTED"):
        given["workflowTypeVersion"] = FAILING_VERSION + cause.lower()[:48]
    return decision("ContinueAsNewWorkflowExecution", given)


BUILDERS: Mapping[str, Callable[[RecordedEvent], Decision]] = {
    "ActivityTaskScheduled": _copy("ScheduleActivityTask"),
    "ScheduleActivityTaskFailed": _activity_failed,
    "ActivityTaskCancelRequested": _copy("RequestCancelActivityTask"),
    "RequestCancelActivityTaskFailed": _copy("RequestCancelActivityTask", only=("activityId",)),
    "TimerStarted": _copy("StartTimer"),
    "StartTimerFailed": _timer_failed,
    "TimerCanceled": _copy("CancelTimer", only=("timerId",)),
    "CancelTimerFailed": _copy("CancelTimer", only=("timerId",)),
    "MarkerRecorded": _copy("RecordMarker"),
    "RecordMarkerFailed": _copy("RecordMarker", only=("markerName",)),
    "SignalExternalWorkflowExecutionInitiated": _copy("SignalExternalWorkflowExecution"),
    "RequestCancelExternalWorkflowExecutionInitiated": _copy("RequestCancelExternalWorkflowExecution"),
    "StartChildWorkflowExecutionInitiated": _copy("StartChildWorkflowExecution"),
    "StartChildWorkflowExecutionFailed": _child_failed,
    "LambdaFunctionScheduled": _copy("ScheduleLambdaFunction"),
    "ScheduleLambdaFunctionFailed": _copy("ScheduleLambdaFunction", only=("id", "name")),
    "WorkflowExecutionCompleted": _copy("CompleteWorkflowExecution"),
    "CompleteWorkflowExecutionFailed": _copy("CompleteWorkflowExecution", only=("-",)),
    "WorkflowExecutionFailed": _copy("FailWorkflowExecution"),
    "FailWorkflowExecutionFailed": _copy("FailWorkflowExecution", only=("-",)),
    "WorkflowExecutionCanceled": _copy("CancelWorkflowExecution"),
    "CancelWorkflowExecutionFailed": _copy("CancelWorkflowExecution", only=("-",)),
    "WorkflowExecutionContinuedAsNew": _continued,
    "ContinueAsNewWorkflowExecutionFailed": _continue_failed,
    "SignalExternalWorkflowExecutionFailed": _copy(
        "SignalExternalWorkflowExecution", only=("workflowId", "runId", "control")
    ),
    "RequestCancelExternalWorkflowExecutionFailed": _copy(
        "RequestCancelExternalWorkflowExecution", only=("workflowId", "runId", "control")
    ),
}


def is_of_batch(event: RecordedEvent, completed_id: int) -> bool:
    """Whether a decision of that DecisionTaskCompleted wrote the event, and not a later outcome of one."""
    if event.get("decisionTaskCompletedEventId") != completed_id or event.type not in BUILDERS:
        return False
    return not event.type.endswith("Failed") or not event.get("initiatedEventId")


def decision_of(event: RecordedEvent) -> Decision:
    """The decision that writes such an event; KeyError for events that no decision writes."""
    built = BUILDERS[event.type](event)
    if event.type == "SignalExternalWorkflowExecutionFailed":
        built["signalExternalWorkflowExecutionDecisionAttributes"]["signalName"] = "reenact"
    return built
