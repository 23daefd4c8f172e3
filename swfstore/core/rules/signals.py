"""Signals and cancel requests, as the execution that receives them sees them.

They come through the API or from another execution; the other one is told the outcome by a message.
"""

from swfstore.core import events as e
from swfstore.core.command import Command, Message, command, performs, undeliverable
from swfstore.core.rules.scheduling import wake
from swfstore.core.step import Step
from swfstore.core.values import WorkflowExecution

UNKNOWN_EXTERNAL = "UNKNOWN_EXTERNAL_WORKFLOW_EXECUTION"


@command
class ReportExternalRequest(Command):
    """Tell the sender what came of its request: the execution that received it, or the cause why none did."""

    initiated_event_id: int
    workflow_execution: WorkflowExecution | None = None
    cause: str | None = None


@command
class SignalWorkflowExecution(Command):
    """Tell the execution something. Source: SignalWorkflowExecution, and the decision of that name."""

    signal_name: str
    input: str | None = None
    external_workflow_execution: WorkflowExecution | None = None
    external_initiated_event_id: int = 0


@performs(SignalWorkflowExecution)
def signal_workflow_execution(step: Step, signal: SignalWorkflowExecution) -> None:
    """Record WorkflowExecutionSignaled, wake the decider, and tell the sender if it is an execution."""
    wake(
        step,
        e.WorkflowExecutionSignaled(
            external_initiated_event_id=signal.external_initiated_event_id,
            external_workflow_execution=signal.external_workflow_execution,
            input=signal.input,
            signal_name=signal.signal_name,
        ),
    )
    if signal.external_workflow_execution is not None:
        step.send(_outcome(signal, step.state.header.execution, None))


@undeliverable(SignalWorkflowExecution)
def signal_not_delivered(signal: SignalWorkflowExecution) -> Message | None:
    """Tell the sender that there is no such open execution."""
    return _outcome(signal, None, UNKNOWN_EXTERNAL)


@command
class RequestCancelWorkflowExecution(Command):
    """Ask the execution to cancel itself. Source: RequestCancelWorkflowExecution, the decision, the child policy."""

    external_workflow_execution: WorkflowExecution | None = None
    external_initiated_event_id: int = 0
    cause: str | None = None


@performs(RequestCancelWorkflowExecution)
def request_cancel_workflow_execution(step: Step, request: RequestCancelWorkflowExecution) -> None:
    """Record WorkflowExecutionCancelRequested, wake the decider, and tell the sender if it waits for an answer."""
    wake(
        step,
        e.WorkflowExecutionCancelRequested(
            cause=request.cause,
            external_initiated_event_id=request.external_initiated_event_id,
            external_workflow_execution=request.external_workflow_execution,
        ),
    )
    if request.external_initiated_event_id:
        step.send(_outcome(request, step.state.header.execution, None))


@undeliverable(RequestCancelWorkflowExecution)
def cancel_request_not_delivered(request: RequestCancelWorkflowExecution) -> Message | None:
    """Tell the sender that there is no such open execution; a parent that applied its child policy is not told."""
    return _outcome(request, None, UNKNOWN_EXTERNAL) if request.external_initiated_event_id else None


def _outcome(
    request: SignalWorkflowExecution | RequestCancelWorkflowExecution,
    receiver: WorkflowExecution | None,
    cause: str | None,
) -> Message:
    sender = request.external_workflow_execution
    assert sender is not None, "only an execution initiates an external request"
    return Message(
        workflow_id=sender.workflow_id,
        run_id=sender.run_id,
        command=ReportExternalRequest(
            initiated_event_id=request.external_initiated_event_id, workflow_execution=receiver, cause=cause
        ),
    )
