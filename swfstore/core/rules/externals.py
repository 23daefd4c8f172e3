"""Signals and cancel requests to other executions, as the sender sees them.

The decision records that the request is on its way; the receiver, in a transaction of its own, sends back what came of
it. Each request gets exactly one outcome, unless the sender closes first.
"""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Message, Needs, performs
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.rules.scheduling import wake
from swfstore.core.rules.signals import (
    ReportExternalRequest,
    RequestCancelWorkflowExecution,
    SignalWorkflowExecution,
)
from swfstore.core.state import ExternalRequest
from swfstore.core.step import Step


@carries_out(d.SignalExternalWorkflowExecution)
def signal_external_workflow_execution(
    step: Step, decision: d.SignalExternalWorkflowExecution, completed: int
) -> str | None:
    """Record that the signal is on its way, and send it."""
    initiated = step.record(
        e.SignalExternalWorkflowExecutionInitiated(
            control=decision.control,
            decision_task_completed_event_id=completed,
            input=decision.input,
            run_id=decision.run_id,
            signal_name=decision.signal_name,
            workflow_id=decision.workflow_id,
        )
    )
    signal = SignalWorkflowExecution(
        signal_name=decision.signal_name,
        input=decision.input,
        external_workflow_execution=step.state.header.execution,
        external_initiated_event_id=initiated,
    )
    step.send(Message(workflow_id=decision.workflow_id, run_id=decision.run_id, command=signal))
    return None


@refuses(d.SignalExternalWorkflowExecution)
def signal_external_refused(decision: d.SignalExternalWorkflowExecution, cause: str, completed: int) -> e.Event:
    """The failure of a signal that was never on its way."""
    return e.SignalExternalWorkflowExecutionFailed(
        cause=cause,
        control=decision.control,
        decision_task_completed_event_id=completed,
        initiated_event_id=0,
        run_id=decision.run_id,
        workflow_id=decision.workflow_id,
    )


@carries_out(d.RequestCancelExternalWorkflowExecution)
def request_cancel_external_workflow_execution(
    step: Step, decision: d.RequestCancelExternalWorkflowExecution, completed: int
) -> str | None:
    """Record that the cancel request is on its way, and send it."""
    initiated = step.record(
        e.RequestCancelExternalWorkflowExecutionInitiated(
            control=decision.control,
            decision_task_completed_event_id=completed,
            run_id=decision.run_id,
            workflow_id=decision.workflow_id,
        )
    )
    request = RequestCancelWorkflowExecution(
        external_workflow_execution=step.state.header.execution, external_initiated_event_id=initiated
    )
    step.send(Message(workflow_id=decision.workflow_id, run_id=decision.run_id, command=request))
    return None


@refuses(d.RequestCancelExternalWorkflowExecution)
def request_cancel_external_refused(
    decision: d.RequestCancelExternalWorkflowExecution, cause: str, completed: int
) -> e.Event:
    """The failure of a cancel request that was never on its way."""
    return e.RequestCancelExternalWorkflowExecutionFailed(
        cause=cause,
        control=decision.control,
        decision_task_completed_event_id=completed,
        initiated_event_id=0,
        run_id=decision.run_id,
        workflow_id=decision.workflow_id,
    )


@performs(ReportExternalRequest, needs=lambda report: Needs(external_requests=(report.initiated_event_id,)))
def report_external_request(step: Step, report: ReportExternalRequest) -> None:
    """Record the outcome of a request, and wake the decider."""
    request = step.state.external_requests.get(report.initiated_event_id)
    if request is not None:
        wake(step, _delivered(request, report) if report.cause is None else _failed(request, report.cause))


def _delivered(request: ExternalRequest, report: ReportExternalRequest) -> e.Event:
    assert report.workflow_execution is not None, "a request without a cause has reached an execution"
    event = (
        e.ExternalWorkflowExecutionSignaled if request.kind == "signal" else e.ExternalWorkflowExecutionCancelRequested
    )
    return event(initiated_event_id=request.initiated_event_id, workflow_execution=report.workflow_execution)


def _failed(request: ExternalRequest, cause: str) -> e.Event:
    event = (
        e.SignalExternalWorkflowExecutionFailed
        if request.kind == "signal"
        else e.RequestCancelExternalWorkflowExecutionFailed
    )
    return event(
        cause=cause,
        control=request.control,
        decision_task_completed_event_id=request.decision_task_completed_event_id,
        initiated_event_id=request.initiated_event_id,
        run_id=request.run_id,
        workflow_id=request.workflow_id,
    )
