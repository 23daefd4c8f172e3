"""Child executions, as their parent sees them, and the child policy, as the child sees it.

A start that is refused at the decision was never initiated (initiatedEventId 0); one that finds the workflow id taken
was. Parent and child are two executions: whatever one has to say to the other is a message.
"""

from dataclasses import replace

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Command, Message, Needs, command, performs, undeliverable
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.rules.scheduling import wake
from swfstore.core.rules.starting import UNDEFINED_CAUSES, effective_start, type_cause
from swfstore.core.state import ChildExecution
from swfstore.core.step import Step
from swfstore.core.values import WorkflowExecution, WorkflowType


@command
class StartChildWorkflowExecution(Command):
    """Start the child. It is the one command for an execution that is not there yet: the shell begins it."""

    started: e.WorkflowExecutionStarted


@carries_out(d.StartChildWorkflowExecution)
def start_child_workflow_execution(step: Step, decision: d.StartChildWorkflowExecution, completed: int) -> str | None:
    """Record that the child was asked for, and ask for it."""
    registered = step.facts.workflow_types.get(decision.workflow_type)
    if cause := type_cause(registered):
        return cause
    assert registered is not None, "a missing type is a cause"
    started = effective_start(decision, decision.workflow_type, registered)
    if isinstance(started, str):
        return UNDEFINED_CAUSES[started]
    if step.state.header.open_child_executions >= step.facts.limits.open_child_executions:
        return "OPEN_CHILDREN_LIMIT_EXCEEDED"
    if step.facts.open_executions + len(step.state.child_executions.added) >= step.facts.limits.open_executions:
        return "OPEN_WORKFLOWS_LIMIT_EXCEEDED"
    initiated = step.record(
        e.StartChildWorkflowExecutionInitiated(
            child_policy=started.child_policy,
            control=decision.control,
            decision_task_completed_event_id=completed,
            execution_start_to_close_timeout=started.execution_start_to_close_timeout,
            input=started.input,
            lambda_role=started.lambda_role,
            tag_list=started.tag_list,
            task_list=started.task_list,
            task_priority=started.task_priority,
            task_start_to_close_timeout=started.task_start_to_close_timeout,
            workflow_id=decision.workflow_id,
            workflow_type=decision.workflow_type,
        )
    )
    child = StartChildWorkflowExecution(started=_child_of(step, started, initiated))
    step.send(Message(workflow_id=decision.workflow_id, command=child))
    return None


def _child_of(step: Step, started: e.WorkflowExecutionStarted, initiated: int) -> e.WorkflowExecutionStarted:
    return replace(started, parent_initiated_event_id=initiated, parent_workflow_execution=step.state.header.execution)


@refuses(d.StartChildWorkflowExecution)
def start_child_refused(decision: d.StartChildWorkflowExecution, cause: str, completed: int) -> e.Event:
    """The failure of a child that was never asked for."""
    return e.StartChildWorkflowExecutionFailed(
        cause=cause,
        control=decision.control,
        decision_task_completed_event_id=completed,
        initiated_event_id=0,
        workflow_id=decision.workflow_id,
        workflow_type=decision.workflow_type,
    )


@command
class ReportChildStarted(Command):
    """Tell the parent that its child runs, or the cause why it does not."""

    initiated_event_id: int
    workflow_execution: WorkflowExecution | None = None
    cause: str | None = None


def report_to_parent(
    started: e.WorkflowExecutionStarted, child: WorkflowExecution | None, cause: str | None = None
) -> Message | None:
    """The news for the parent that a Started event names: its child runs, or why not."""
    parent = started.parent_workflow_execution
    if parent is None:
        return None
    report = ReportChildStarted(
        initiated_event_id=started.parent_initiated_event_id, workflow_execution=child, cause=cause
    )
    return Message(workflow_id=parent.workflow_id, run_id=parent.run_id, command=report)


@performs(ReportChildStarted, needs=lambda report: Needs(child_executions=(report.initiated_event_id,)))
def report_child_started(step: Step, report: ReportChildStarted) -> None:
    """Record that the child started or could not, and wake the decider."""
    child = step.state.child_executions.get(report.initiated_event_id)
    if child is None:
        return
    if report.workflow_execution is None:
        wake(step, _not_started(child, report.cause or ""))
        return
    wake(
        step,
        e.ChildWorkflowExecutionStarted(
            initiated_event_id=child.initiated_event_id,
            workflow_execution=report.workflow_execution,
            workflow_type=_type(child),
        ),
    )


def _type(child: ChildExecution) -> WorkflowType:
    return WorkflowType(name=child.workflow_type_name, version=child.workflow_type_version)


def _not_started(child: ChildExecution, cause: str) -> e.Event:
    return e.StartChildWorkflowExecutionFailed(
        cause=cause,
        control=child.control,
        decision_task_completed_event_id=child.decision_task_completed_event_id,
        initiated_event_id=child.initiated_event_id,
        workflow_id=child.workflow_id,
        workflow_type=_type(child),
    )


@command
class ReportChildClosed(Command):
    """Tell the parent how its child has closed."""

    initiated_event_id: int
    workflow_execution: WorkflowExecution
    close_status: str
    result: str | None = None
    reason: str | None = None
    details: str | None = None


CLOSED: dict[str, type[e.Event]] = {
    "COMPLETED": e.ChildWorkflowExecutionCompleted,
    "FAILED": e.ChildWorkflowExecutionFailed,
    "CANCELED": e.ChildWorkflowExecutionCanceled,
    "TERMINATED": e.ChildWorkflowExecutionTerminated,
    "TIMED_OUT": e.ChildWorkflowExecutionTimedOut,
}
"""What the parent records for each way in which a child closes."""

_TELLS = {
    "COMPLETED": ("result",),
    "FAILED": ("reason", "details"),
    "CANCELED": ("details",),
    "TERMINATED": (),
    "TIMED_OUT": (),
}


@performs(ReportChildClosed, needs=lambda report: Needs(child_executions=(report.initiated_event_id,)))
def report_child_closed(step: Step, report: ReportChildClosed) -> None:
    """Record how the child closed, and wake the decider."""
    child = step.state.child_executions.get(report.initiated_event_id)
    if child is None:
        return
    told: dict[str, str | None] = {name: getattr(report, name) for name in _TELLS[report.close_status]}
    if report.close_status == "TIMED_OUT":
        told["timeout_type"] = "START_TO_CLOSE"
    members: dict[str, object] = {
        "initiated_event_id": child.initiated_event_id,
        "started_event_id": child.started_event_id,
        "workflow_execution": report.workflow_execution,
        "workflow_type": _type(child),
        **told,
    }
    wake(step, CLOSED[report.close_status](**members))


@command
class ApplyChildPolicy(Command):
    """Do to the child what its parent's policy says, now that the parent has closed."""

    parent: WorkflowExecution
    initiated_event_id: int
    policy: str


@undeliverable(ApplyChildPolicy)
def child_policy_not_applied(_apply: ApplyChildPolicy) -> Message | None:
    """The child has closed by itself: nobody waits for an answer."""
    return None
