"""The attributes of history events: signals and cancel requests to other executions."""

from typing import Required, TypedDict

from swfstore.shapes.structures import WorkflowExecution


class SignalExternalWorkflowExecutionInitiatedEventAttributes(TypedDict, total=False):
    """A signal to another execution is on its way."""

    control: str
    decisionTaskCompletedEventId: Required[int]
    input: str
    runId: str
    signalName: Required[str]
    workflowId: Required[str]


class SignalExternalWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The signal did not reach the other execution."""

    cause: Required[str]
    control: str
    decisionTaskCompletedEventId: Required[int]
    initiatedEventId: Required[int]
    runId: str
    workflowId: Required[str]


class ExternalWorkflowExecutionSignaledEventAttributes(TypedDict, total=False):
    """The signal reached the other execution."""

    initiatedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]


class RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(TypedDict, total=False):
    """A cancel request to another execution is on its way."""

    control: str
    decisionTaskCompletedEventId: Required[int]
    runId: str
    workflowId: Required[str]


class RequestCancelExternalWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The cancel request did not reach the other execution."""

    cause: Required[str]
    control: str
    decisionTaskCompletedEventId: Required[int]
    initiatedEventId: Required[int]
    runId: str
    workflowId: Required[str]


class ExternalWorkflowExecutionCancelRequestedEventAttributes(TypedDict, total=False):
    """The cancel request reached the other execution."""

    initiatedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]
