"""Child executions, as their parent sees them."""

from swfstore.core.events.event import Event, event
from swfstore.core.values import TaskList, WorkflowExecution, WorkflowType


@event
class StartChildWorkflowExecutionInitiated(Event):
    """A child execution was asked for."""

    child_policy: str
    control: str | None = None
    decision_task_completed_event_id: int
    execution_start_to_close_timeout: str | None = None
    input: str | None = None
    lambda_role: str | None = None
    tag_list: tuple[str | None, ...] | None = None
    task_list: TaskList
    task_priority: str | None = None
    task_start_to_close_timeout: str | None = None
    workflow_id: str
    workflow_type: WorkflowType


@event
class StartChildWorkflowExecutionFailed(Event):
    """The child execution was not started."""

    cause: str
    control: str | None = None
    decision_task_completed_event_id: int
    initiated_event_id: int
    workflow_id: str
    workflow_type: WorkflowType


@event
class ChildWorkflowExecutionStarted(Event):
    """The child execution runs."""

    initiated_event_id: int
    workflow_execution: WorkflowExecution
    workflow_type: WorkflowType


@event
class ChildWorkflowExecutionCompleted(Event):
    """The child execution completed."""

    initiated_event_id: int
    result: str | None = None
    started_event_id: int
    workflow_execution: WorkflowExecution
    workflow_type: WorkflowType


@event
class ChildWorkflowExecutionFailed(Event):
    """The child execution failed."""

    details: str | None = None
    initiated_event_id: int
    reason: str | None = None
    started_event_id: int
    workflow_execution: WorkflowExecution
    workflow_type: WorkflowType


@event
class ChildWorkflowExecutionTimedOut(Event):
    """The child execution timed out."""

    initiated_event_id: int
    started_event_id: int
    timeout_type: str
    workflow_execution: WorkflowExecution
    workflow_type: WorkflowType


@event
class ChildWorkflowExecutionCanceled(Event):
    """The child execution was canceled."""

    details: str | None = None
    initiated_event_id: int
    started_event_id: int
    workflow_execution: WorkflowExecution
    workflow_type: WorkflowType


@event
class ChildWorkflowExecutionTerminated(Event):
    """The child execution was terminated."""

    initiated_event_id: int
    started_event_id: int
    workflow_execution: WorkflowExecution
    workflow_type: WorkflowType
