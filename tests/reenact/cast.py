"""Executions that the record mentions but does not show: parents, earlier runs, children, senders, targets."""

from collections.abc import Mapping
from typing import Any

from tests.reenact.decisions import Decision, decision
from tests.reenact.model import History, RecordedEvent
from tests.reenact.stage import DOMAIN, Stage

EXTRA_TYPE = {"name": "reenact-extra", "version": "1"}
EXTRA_LIST = "reenact-extras"
FIRST_DECIDED = 5
"""The first event that a decision of a fresh execution writes: after Started, Scheduled, Started, Completed."""


class Cast:
    """Plays the executions that have no record of their own."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._running: set[str] = set()

    def present(self, workflow_id: str) -> str:
        """See to it that an execution with that workflow id is open; its run id."""
        if not self.stage.is_open(workflow_id):
            self._running.add(workflow_id)
            return self.stage.start(workflow_id, EXTRA_TYPE, self._list(workflow_id))
        return str(self.stage.run_of(workflow_id))

    def act(self, workflow_id: str, decided: Decision, at_id: int) -> None:
        """Let the execution make a decision whose event has that id, as near as can be."""
        self.present(workflow_id)
        written = len(self.stage.history(workflow_id, str(self.stage.run_of(workflow_id))))
        if written > 2:
            self.stage.swf.signal_workflow_execution(domain=DOMAIN, workflowId=workflow_id, signalName="act")
            written += 2
        padding = [decision("RecordMarker", {"markerName": f"padding {n}"}) for n in range(at_id - written - 3)]
        self.stage.decide(workflow_id, self._list(workflow_id), [*padding, decided])

    def begin(self, history: History) -> None:
        """Bring about the start of an execution whose parent or earlier run is not on record."""
        event = history.started
        kept = {k: v for k, v in event.attributes.items() if k not in NOT_DECIDED}
        self.stage.has_workflow_type(event["workflowType"])
        kept["taskList"] = self.stage.list_for(history.workflow_id, event["taskList"]["name"])
        if "parentWorkflowExecution" in event.attributes:
            start = decision("StartChildWorkflowExecution", kept | {"workflowId": history.workflow_id})
            self.act(event["parentWorkflowExecution"]["workflowId"], start, event["parentInitiatedEventId"])
            self.stage.held.deliver(lambda: self.stage.is_open(history.workflow_id))
        else:
            del kept["workflowType"], kept["taskList"]
            self.stage.start(history.workflow_id, event["workflowType"], event["taskList"]["name"], **kept)
        if "continuedExecutionRunId" in event.attributes:
            again = {k: v for k, v in kept.items() if k != "workflowType"}
            again["taskList"] = self.stage.list_for(history.workflow_id, event["taskList"]["name"])
            again["workflowTypeVersion"] = event["workflowType"]["version"]
            continuing = decision("ContinueAsNewWorkflowExecution", again)
            self.stage.decide(history.workflow_id, event["taskList"]["name"], [continuing])

    def close_parent(self, event: RecordedEvent, workflow_id: str | None) -> None:
        """Close the parent, so that its child policy brings about the event in the child."""
        policy = "TERMINATE" if event.type == "WorkflowExecutionTerminated" else "REQUEST_CANCEL"
        if workflow_id is not None and self.stage.is_open(workflow_id):
            self.stage.swf.terminate_workflow_execution(domain=DOMAIN, workflowId=workflow_id, childPolicy=policy)

    def send(self, event: RecordedEvent, target: str) -> None:
        """Let another execution signal or cancel the target."""
        sender = event["externalWorkflowExecution"]["workflowId"]
        if event.type == "WorkflowExecutionSignaled":
            kept = {k: v for k, v in event.attributes.items() if k in ("signalName", "input")}
            sent = decision("SignalExternalWorkflowExecution", kept | {"workflowId": target})
        else:
            sent = decision("RequestCancelExternalWorkflowExecution", {"workflowId": target})
        self.act(sender, sent, event["externalInitiatedEventId"])

    def play_child(self, event: RecordedEvent, initiated: RecordedEvent, continued: bool) -> None:
        """Let a child without a record end as its parent's record says."""
        child, tasks = initiated["workflowId"], initiated["taskList"]["name"]
        if event.type == "ChildWorkflowExecutionTerminated":
            self.stage.swf.terminate_workflow_execution(domain=DOMAIN, workflowId=child, childPolicy="ABANDON")
            return
        if continued:
            again = _settings(initiated) | {"taskList": self.stage.list_for(child, tasks)}
            self.stage.decide(child, tasks, [decision("ContinueAsNewWorkflowExecution", again)])
        kind, members = CLOSES[event.type]
        kept = {k: v for k, v in event.attributes.items() if k in members}
        self.stage.decide(child, tasks, [decision(kind, kept)])

    def _list(self, workflow_id: str) -> str:
        return f"{EXTRA_LIST} {workflow_id}"[:256]


NOT_DECIDED = {"continuedExecutionRunId", "parentInitiatedEventId", "parentWorkflowExecution"}
CLOSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "ChildWorkflowExecutionCompleted": ("CompleteWorkflowExecution", ("result",)),
    "ChildWorkflowExecutionFailed": ("FailWorkflowExecution", ("reason", "details")),
    "ChildWorkflowExecutionCanceled": ("CancelWorkflowExecution", ("details",)),
}


def _settings(initiated: RecordedEvent) -> dict[str, Any]:
    left_out = {"control", "decisionTaskCompletedEventId", "workflowId", "workflowType"}
    return {k: v for k, v in initiated.attributes.items() if k not in left_out}
