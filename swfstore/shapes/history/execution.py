"""The attributes of history events: the beginning, the end and the messages of an execution."""

from typing import Required, TypedDict

from swfstore.shapes.structures import TaskList, WorkflowExecution, WorkflowType


class WorkflowExecutionStartedEventAttributes(TypedDict, total=False):
    """The run began, with its effective configuration."""

    childPolicy: Required[str]
    continuedExecutionRunId: str
    executionStartToCloseTimeout: str
    input: str
    lambdaRole: str
    parentInitiatedEventId: int
    parentWorkflowExecution: WorkflowExecution
    tagList: list[str | None]
    taskList: Required[TaskList]
    taskPriority: str
    taskStartToCloseTimeout: str
    workflowType: Required[WorkflowType]


class WorkflowExecutionSignaledEventAttributes(TypedDict, total=False):
    """A signal came, through the API or from another execution."""

    externalInitiatedEventId: int
    externalWorkflowExecution: WorkflowExecution
    input: str
    signalName: Required[str]


class WorkflowExecutionCancelRequestedEventAttributes(TypedDict, total=False):
    """Someone asked the run to cancel itself."""

    cause: str
    externalInitiatedEventId: int
    externalWorkflowExecution: WorkflowExecution


class WorkflowExecutionCompletedEventAttributes(TypedDict, total=False):
    """The decider closed the run as completed."""

    decisionTaskCompletedEventId: Required[int]
    result: str


class WorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The decider closed the run as failed."""

    decisionTaskCompletedEventId: Required[int]
    details: str
    reason: str


class WorkflowExecutionCanceledEventAttributes(TypedDict, total=False):
    """The decider closed the run as canceled."""

    decisionTaskCompletedEventId: Required[int]
    details: str


class WorkflowExecutionContinuedAsNewEventAttributes(TypedDict, total=False):
    """The decider closed the run and a new run of the same workflow id began."""

    childPolicy: Required[str]
    decisionTaskCompletedEventId: Required[int]
    executionStartToCloseTimeout: str
    input: str
    lambdaRole: str
    newExecutionRunId: Required[str]
    tagList: list[str | None]
    taskList: Required[TaskList]
    taskPriority: str
    taskStartToCloseTimeout: str
    workflowType: Required[WorkflowType]


class WorkflowExecutionTerminatedEventAttributes(TypedDict, total=False):
    """The run was closed from outside, by an operator, its parent or the event limit."""

    cause: str
    childPolicy: Required[str]
    details: str
    reason: str


class WorkflowExecutionTimedOutEventAttributes(TypedDict, total=False):
    """The run was open for longer than its start-to-close timeout."""

    childPolicy: Required[str]
    timeoutType: Required[str]


class CompleteWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The run could not be completed."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]


class FailWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The run could not be failed."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]


class CancelWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The run could not be canceled."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]


class ContinueAsNewWorkflowExecutionFailedEventAttributes(TypedDict, total=False):
    """The run could not be continued as a new one."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]
