"""Signals and cancel requests to other executions, as the sender sees them."""

from swfstore.core.events.event import Event, event
from swfstore.core.values import WorkflowExecution


@event
class SignalExternalWorkflowExecutionInitiated(Event):
    """A signal to another execution is on its way."""

    control: str | None = None
    decision_task_completed_event_id: int
    input: str | None = None
    run_id: str | None = None
    signal_name: str
    workflow_id: str


@event
class SignalExternalWorkflowExecutionFailed(Event):
    """The signal did not reach the other execution."""

    cause: str
    control: str | None = None
    decision_task_completed_event_id: int
    initiated_event_id: int
    run_id: str | None = None
    workflow_id: str


@event
class ExternalWorkflowExecutionSignaled(Event):
    """The signal reached the other execution."""

    initiated_event_id: int
    workflow_execution: WorkflowExecution


@event
class RequestCancelExternalWorkflowExecutionInitiated(Event):
    """A cancel request to another execution is on its way."""

    control: str | None = None
    decision_task_completed_event_id: int
    run_id: str | None = None
    workflow_id: str


@event
class RequestCancelExternalWorkflowExecutionFailed(Event):
    """The cancel request did not reach the other execution."""

    cause: str
    control: str | None = None
    decision_task_completed_event_id: int
    initiated_event_id: int
    run_id: str | None = None
    workflow_id: str


@event
class ExternalWorkflowExecutionCancelRequested(Event):
    """The cancel request reached the other execution."""

    initiated_event_id: int
    workflow_execution: WorkflowExecution
