"""The attributes of history events: child executions, as their parent sees them."""

from typing import Required, TypedDict

from swfstore.shapes.structures import TaskList, WorkflowExecution, WorkflowType


class StartChildWorkflowExecutionInitiatedEventAttributes(TypedDict, total=False):
    """A child execution was asked for."""

    childPolicy: Required[str]
    control: str
    decisionTaskCompletedEventId: Required[int]
    executionStartToCloseTimeout: str
    input: str
    lambdaRole: str
    tagList: list[str | None]
    taskList: Required[TaskList]
    taskPriority: str
    taskStartToCloseTimeout: str
    workflowId: Required[str]
    workflowType: Required[WorkflowType]


class StartChildWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The child execution was not started."""

    cause: Required[str]
    control: str
    decisionTaskCompletedEventId: Required[int]
    initiatedEventId: Required[int]
    workflowId: Required[str]
    workflowType: Required[WorkflowType]


class ChildWorkflowExecutionStartedEventAttributes(TypedDict, total=False):
    """The child execution runs."""

    initiatedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]
    workflowType: Required[WorkflowType]


class ChildWorkflowExecutionCompletedEventAttributes(TypedDict, total=False):
    """The child execution completed."""

    initiatedEventId: Required[int]
    result: str
    startedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]
    workflowType: Required[WorkflowType]


class ChildWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The child execution failed."""

    details: str
    initiatedEventId: Required[int]
    reason: str
    startedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]
    workflowType: Required[WorkflowType]


class ChildWorkflowExecutionTimedOutEventAttributes(TypedDict, total=False):
    """The child execution timed out."""

    initiatedEventId: Required[int]
    startedEventId: Required[int]
    timeoutType: Required[str]
    workflowExecution: Required[WorkflowExecution]
    workflowType: Required[WorkflowType]


class ChildWorkflowExecutionCanceledEventAttributes(TypedDict, total=False):
    """The child execution was canceled."""

    details: str
    initiatedEventId: Required[int]
    startedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]
    workflowType: Required[WorkflowType]


class ChildWorkflowExecutionTerminatedEventAttributes(TypedDict, total=False):
    """The child execution was terminated."""

    initiatedEventId: Required[int]
    startedEventId: Required[int]
    workflowExecution: Required[WorkflowExecution]
    workflowType: Required[WorkflowType]
