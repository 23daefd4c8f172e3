"""Who acts: one recorded execution, and what its record says of what happens to it and to others."""

from typing import Any

from tests.reenact.derive import Step, derive, out_of_turn
from tests.reenact.model import History, RecordedEvent

FAILED = {"SignalExternalWorkflowExecutionFailed", "RequestCancelExternalWorkflowExecutionFailed"}
"""How a request to another execution ends that has not reached it."""


class Actor:
    """One recorded execution and how far its re-enactment has come."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.steps: list[Step] = derive(history)
        self.position = 0
        self.run_id: str | None = None
        self.tokens: dict[int, str] = {}
        self.own_lists = out_of_turn(history)
        self.describes: dict[int, dict[str, Any]] = {}
        self.stuck: str | None = None
        self.busy = False

    @property
    def next(self) -> Step | None:
        """The step to be done next; None at the end and after trouble."""
        return self.steps[self.position] if self.stuck is None and self.position < len(self.steps) else None

    def parent_id(self) -> str | None:
        """The workflow id of the recorded parent."""
        parent = self.history.started.get("parentWorkflowExecution")
        return str(parent["workflowId"]) if parent else None


CLOSES = ("Completed", "Failed", "Canceled", "Terminated", "TimedOut", "ContinuedAsNew")


def closes(step: Step) -> bool:
    """Whether the execution is closed after the step."""
    last = (step.batch or [step.event])[-1].type
    return last.startswith("WorkflowExecution") and last.endswith(CLOSES)


def policy_event(history: History) -> RecordedEvent | None:
    """The event in which the parent's child policy shows."""
    return next((e for e in history.events if e.get("cause") == "CHILD_POLICY_APPLIED"), None)


def outcome_of(history: History, initiated: RecordedEvent) -> RecordedEvent | None:
    """What came of a child, a signal or a cancel request."""
    return next((e for e in history.events if e.get("initiatedEventId") == initiated.id), None)


def arrival_of(target: History, sender: History, initiated: RecordedEvent) -> RecordedEvent | None:
    """The event that the request has left in the target's record."""
    if target.workflow_id != initiated["workflowId"]:
        return None
    for event in target.events:
        source = event.get("externalWorkflowExecution", {})
        if source.get("workflowId") == sender.workflow_id and event.get("externalInitiatedEventId") == initiated.id:
            return event
    return None


def activity_lists(history: History) -> set[str]:
    """The task lists of the activities."""
    return {e["taskList"]["name"] for e in history.events if e.type == "ActivityTaskScheduled"}
