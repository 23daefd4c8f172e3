"""What a decider decided, by the events that followed: each event of a batch and the decision that writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from swfstore.histories.model import HistoryEvent, attributes

Decision = Mapping[str, Any]

_TYPE_DEFAULTS = frozenset(
    {
        "taskList",
        "taskPriority",
        "taskStartToCloseTimeout",
        "executionStartToCloseTimeout",
        "childPolicy",
        "lambdaRole",
        "scheduleToCloseTimeout",
        "scheduleToStartTimeout",
        "startToCloseTimeout",
        "heartbeatTimeout",
        "workflowTypeVersion",
    }
)
"""What an event has although the decision did not say it: it came from the type, or from the run itself."""

_NOT_DECIDED = frozenset({"decisionTaskCompletedEventId", "cause", "initiatedEventId"})


@dataclass(frozen=True, slots=True)
class Written:
    """The decision behind a type of event; `only` are the attributes that the event keeps of it, None for all."""

    decision: str
    only: frozenset[str] | None = None

    def keeps(self, name: str) -> bool:
        """Whether the event has that attribute of the decision."""
        return self.only is None or name in self.only


def _kept(decision: str, *names: str) -> Written:
    return Written(decision, frozenset(names))


WRITTEN: Mapping[str, Written] = {
    "ActivityTaskScheduled": Written("ScheduleActivityTask"),
    "ScheduleActivityTaskFailed": _kept("ScheduleActivityTask", "activityId", "activityType"),
    "ActivityTaskCancelRequested": Written("RequestCancelActivityTask"),
    "RequestCancelActivityTaskFailed": _kept("RequestCancelActivityTask", "activityId"),
    "TimerStarted": Written("StartTimer"),
    "StartTimerFailed": _kept("StartTimer", "timerId"),
    "TimerCanceled": _kept("CancelTimer", "timerId"),
    "CancelTimerFailed": _kept("CancelTimer", "timerId"),
    "MarkerRecorded": Written("RecordMarker"),
    "RecordMarkerFailed": _kept("RecordMarker", "markerName"),
    "SignalExternalWorkflowExecutionInitiated": Written("SignalExternalWorkflowExecution"),
    "SignalExternalWorkflowExecutionFailed": _kept("SignalExternalWorkflowExecution", "workflowId", "runId", "control"),
    "RequestCancelExternalWorkflowExecutionInitiated": Written("RequestCancelExternalWorkflowExecution"),
    "RequestCancelExternalWorkflowExecutionFailed": _kept(
        "RequestCancelExternalWorkflowExecution", "workflowId", "runId", "control"
    ),
    "StartChildWorkflowExecutionInitiated": Written("StartChildWorkflowExecution"),
    "StartChildWorkflowExecutionFailed": _kept("StartChildWorkflowExecution", "workflowId", "workflowType", "control"),
    "LambdaFunctionScheduled": Written("ScheduleLambdaFunction"),
    "ScheduleLambdaFunctionFailed": _kept("ScheduleLambdaFunction", "id", "name"),
    "WorkflowExecutionCompleted": Written("CompleteWorkflowExecution"),
    "CompleteWorkflowExecutionFailed": _kept("CompleteWorkflowExecution"),
    "WorkflowExecutionFailed": Written("FailWorkflowExecution"),
    "FailWorkflowExecutionFailed": _kept("FailWorkflowExecution"),
    "WorkflowExecutionCanceled": Written("CancelWorkflowExecution"),
    "CancelWorkflowExecutionFailed": _kept("CancelWorkflowExecution"),
    "WorkflowExecutionContinuedAsNew": Written("ContinueAsNewWorkflowExecution"),
    "ContinueAsNewWorkflowExecutionFailed": _kept("ContinueAsNewWorkflowExecution"),
}
"""The events that a batch of decisions writes. A refused decision leaves only what its event has of it."""


def of_batch(event: HistoryEvent) -> int:
    """The id of the DecisionTaskCompleted whose decisions wrote the event; 0 for an event that no decision wrote."""
    event_type = event["eventType"]
    if event_type not in WRITTEN:
        return 0
    members = attributes(event)
    if event_type.endswith("Failed") and members.get("initiatedEventId"):
        return 0  # what came later of a child, a signal or a cancel request that was initiated
    completed: int = members.get("decisionTaskCompletedEventId") or 0
    return completed


def decided(event: HistoryEvent) -> Decision:
    """The decision that wrote the event, as far as the event keeps it, as boto3 takes it."""
    written = WRITTEN[event["eventType"]]
    return made(written.decision, kept_of(event, written))


def kept_of(event: HistoryEvent, written: Written) -> Mapping[str, Any]:
    """The attributes of the decision that the event has."""
    members = attributes(event)
    kept = {name: value for name, value in members.items() if name not in _NOT_DECIDED and written.keeps(name)}
    if "newExecutionRunId" in kept:
        kept["workflowTypeVersion"] = kept.pop("workflowType", {}).get("version")
        del kept["newExecutionRunId"]
    return kept


def made(decision: str, members: Mapping[str, Any]) -> Decision:
    """A decision as boto3 takes it."""
    return {"decisionType": decision, member_of(decision): dict(members)}


@cache
def member_of(decision: str) -> str:
    """The member that has the attributes of a decision."""
    return f"{decision[:1].lower()}{decision[1:]}DecisionAttributes"


def same(decision: object, event: HistoryEvent) -> bool:
    """Whether the decision writes the event, if it is carried out or refused as it was then.

    Defaults of the type count for what the decision does not say; of a refused decision only what its event has of it.
    """
    written = WRITTEN[event["eventType"]]
    if not isinstance(decision, Mapping) or decision.get("decisionType") != written.decision:
        return False
    then = kept_of(event, written)
    now: Mapping[str, Any] = decision.get(member_of(written.decision)) or {}
    for name, value in then.items():
        given = now.get(name)
        if given != value and not _agree(name, given, value):
            return False
    return all(name in then or _nothing(value) or not written.keeps(name) for name, value in now.items())


def _agree(name: str, now: object, then: object) -> bool:
    if now is None:
        return name in _TYPE_DEFAULTS or _nothing(then)
    return now == then or (_nothing(now) and _nothing(then)) or (isinstance(now, tuple) and list(now) == then)


def _nothing(value: object) -> bool:
    """Whether SWF writes no member for the value; an empty text is something, except for a run id."""
    return value is None or value == [] or value == ""
