"""What happens to an execution as a whole: start, signals, cancel requests, and its close."""

from swfstore.core.events.event import Event, event
from swfstore.core.values import TaskList, WorkflowExecution, WorkflowType


@event
class WorkflowExecutionStarted(Event):
    """The run began, with its effective configuration."""

    child_policy: str
    continued_execution_run_id: str | None = None
    execution_start_to_close_timeout: str | None = None
    input: str | None = None
    lambda_role: str | None = None
    parent_initiated_event_id: int = 0
    parent_workflow_execution: WorkflowExecution | None = None
    tag_list: tuple[str | None, ...] | None = None
    task_list: TaskList
    task_priority: str | None = None
    task_start_to_close_timeout: str | None = None
    workflow_type: WorkflowType


@event
class WorkflowExecutionSignaled(Event):
    """A signal came, through the API or from another execution."""

    external_initiated_event_id: int = 0
    external_workflow_execution: WorkflowExecution | None = None
    input: str | None = None
    signal_name: str


@event
class WorkflowExecutionCancelRequested(Event):
    """Someone asked the run to cancel itself."""

    cause: str | None = None
    external_initiated_event_id: int = 0
    external_workflow_execution: WorkflowExecution | None = None


@event
class WorkflowExecutionCompleted(Event):
    """The decider closed the run as completed."""

    decision_task_completed_event_id: int
    result: str | None = None


@event
class WorkflowExecutionFailed(Event):
    """The decider closed the run as failed."""

    decision_task_completed_event_id: int
    details: str | None = None
    reason: str | None = None


@event
class WorkflowExecutionCanceled(Event):
    """The decider closed the run as canceled."""

    decision_task_completed_event_id: int
    details: str | None = None


@event
class WorkflowExecutionContinuedAsNew(Event):
    """The decider closed the run and a new run of the same workflow id began."""

    child_policy: str
    decision_task_completed_event_id: int
    execution_start_to_close_timeout: str | None = None
    input: str | None = None
    lambda_role: str | None = None
    new_execution_run_id: str
    tag_list: tuple[str | None, ...] | None = None
    task_list: TaskList
    task_priority: str | None = None
    task_start_to_close_timeout: str | None = None
    workflow_type: WorkflowType


@event
class WorkflowExecutionTerminated(Event):
    """The run was closed from outside, by an operator, its parent or the event limit."""

    cause: str | None = None
    child_policy: str
    details: str | None = None
    reason: str | None = None


@event
class WorkflowExecutionTimedOut(Event):
    """The run was open for longer than its start-to-close timeout."""

    child_policy: str
    timeout_type: str


@event
class CompleteWorkflowExecutionFailed(Event):
    """The run could not be completed."""

    cause: str
    decision_task_completed_event_id: int


@event
class FailWorkflowExecutionFailed(Event):
    """The run could not be failed."""

    cause: str
    decision_task_completed_event_id: int


@event
class CancelWorkflowExecutionFailed(Event):
    """The run could not be canceled."""

    cause: str
    decision_task_completed_event_id: int


@event
class ContinueAsNewWorkflowExecutionFailed(Event):
    """The run could not be continued as a new one."""

    cause: str
    decision_task_completed_event_id: int
