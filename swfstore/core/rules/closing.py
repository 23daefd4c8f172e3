"""How an execution closes: by a decision, from outside, or because its time or its history is used up.

Open work does not keep an execution open. What is refused is a closing decision while another decision task waits:
something has happened that the decider has not seen (UNHANDLED_DECISION). A close applies the child policy to the open
children, in the order of their Initiated events, and tells the parent.
"""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Command, Message, Needs, command, performs
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.rules.children import ApplyChildPolicy, ReportChildClosed
from swfstore.core.rules.signals import RequestCancelWorkflowExecution, request_cancel_workflow_execution
from swfstore.core.rules.starting import UNDEFINED_CAUSES, begin, continue_from, effective_start, type_cause
from swfstore.core.state import Header, new_state
from swfstore.core.step import Step
from swfstore.core.values import ONE_YEAR, TaskList, WorkflowType, seconds

UNHANDLED = "UNHANDLED_DECISION"
START_TO_CLOSE = "START_TO_CLOSE"
CHILD_POLICY_APPLIED = "CHILD_POLICY_APPLIED"

CLOSING_DECISIONS: tuple[type[d.Decision], ...] = (
    d.CompleteWorkflowExecution,
    d.FailWorkflowExecution,
    d.CancelWorkflowExecution,
    d.ContinueAsNewWorkflowExecution,
)
"""The decisions that close; one of them can only be the last of a batch."""


def close(step: Step, event: e.Event, child_policy: str | None = None) -> None:
    """Record the closing event, apply the child policy, and tell the parent."""
    header = step.state.header
    children = list(step.state.child_executions.items()) if header.open_child_executions else []
    step.record(event)
    policy = child_policy or header.child_policy
    if policy != "ABANDON":
        for initiated_event_id, child in children:
            apply = ApplyChildPolicy(parent=header.execution, initiated_event_id=initiated_event_id, policy=policy)
            step.send(Message(workflow_id=child.workflow_id, command=apply))
    if header.parent is not None and step.successor is None:
        _tell_parent(step, header, event)


def _tell_parent(step: Step, header: Header, event: e.Event) -> None:
    parent = header.parent
    assert parent is not None, "only a child tells its parent"
    report = ReportChildClosed(
        initiated_event_id=header.parent_initiated_event_id,
        workflow_execution=header.execution,
        close_status=header.close_status or "",
        result=getattr(event, "result", None),
        reason=getattr(event, "reason", None),
        details=getattr(event, "details", None),
    )
    step.send(Message(workflow_id=parent.workflow_id, run_id=parent.run_id, command=report))


def _unhandled(step: Step) -> str | None:
    return None if step.state.header.waiting_decision_event_id is None else UNHANDLED


@carries_out(d.CompleteWorkflowExecution)
def complete_workflow_execution(step: Step, decision: d.CompleteWorkflowExecution, completed: int) -> str | None:
    """Close the run as completed."""
    if cause := _unhandled(step):
        return cause
    close(step, e.WorkflowExecutionCompleted(decision_task_completed_event_id=completed, result=decision.result))
    return None


@refuses(d.CompleteWorkflowExecution)
def complete_refused(_decision: d.CompleteWorkflowExecution, cause: str, completed: int) -> e.Event:
    """The failure of a CompleteWorkflowExecution decision."""
    return e.CompleteWorkflowExecutionFailed(cause=cause, decision_task_completed_event_id=completed)


@carries_out(d.FailWorkflowExecution)
def fail_workflow_execution(step: Step, decision: d.FailWorkflowExecution, completed: int) -> str | None:
    """Close the run as failed."""
    if cause := _unhandled(step):
        return cause
    close(
        step,
        e.WorkflowExecutionFailed(
            decision_task_completed_event_id=completed, details=decision.details, reason=decision.reason
        ),
    )
    return None


@refuses(d.FailWorkflowExecution)
def fail_refused(_decision: d.FailWorkflowExecution, cause: str, completed: int) -> e.Event:
    """The failure of a FailWorkflowExecution decision."""
    return e.FailWorkflowExecutionFailed(cause=cause, decision_task_completed_event_id=completed)


@carries_out(d.CancelWorkflowExecution)
def cancel_workflow_execution(step: Step, decision: d.CancelWorkflowExecution, completed: int) -> str | None:
    """Close the run as canceled."""
    if cause := _unhandled(step):
        return cause
    close(step, e.WorkflowExecutionCanceled(decision_task_completed_event_id=completed, details=decision.details))
    return None


@refuses(d.CancelWorkflowExecution)
def cancel_refused(_decision: d.CancelWorkflowExecution, cause: str, completed: int) -> e.Event:
    """The failure of a CancelWorkflowExecution decision."""
    return e.CancelWorkflowExecutionFailed(cause=cause, decision_task_completed_event_id=completed)


def continued_type(header: Header, decision: d.ContinueAsNewWorkflowExecution) -> WorkflowType:
    """The type of the new run: this run's, perhaps in another version."""
    return WorkflowType(
        name=header.workflow_type_name, version=decision.workflow_type_version or header.workflow_type_version
    )


@carries_out(d.ContinueAsNewWorkflowExecution)
def continue_as_new(step: Step, decision: d.ContinueAsNewWorkflowExecution, completed: int) -> str | None:
    """Close the run, and begin a new one of the same workflow id by the same commit."""
    header = step.state.header
    workflow_type = continued_type(header, decision)
    registered = step.facts.workflow_types.get(workflow_type)
    if cause := _unhandled(step) or type_cause(registered):
        return cause
    assert registered is not None, "a missing type is a cause"
    started = effective_start(decision, workflow_type, registered)
    if isinstance(started, str):
        return UNDEFINED_CAUSES[started]
    step.successor = Step(new_state(header.workflow_id, step.facts.new_run_id), step.now, step.facts)
    begin(step.successor, continue_from(step, started))
    close(
        step,
        e.WorkflowExecutionContinuedAsNew(
            child_policy=started.child_policy,
            decision_task_completed_event_id=completed,
            execution_start_to_close_timeout=started.execution_start_to_close_timeout,
            input=started.input,
            lambda_role=started.lambda_role,
            new_execution_run_id=step.facts.new_run_id,
            tag_list=started.tag_list,
            task_list=TaskList(name=started.task_list.name),
            task_priority=started.task_priority,
            task_start_to_close_timeout=started.task_start_to_close_timeout,
            workflow_type=workflow_type,
        ),
    )
    return None


@refuses(d.ContinueAsNewWorkflowExecution)
def continue_refused(_decision: d.ContinueAsNewWorkflowExecution, cause: str, completed: int) -> e.Event:
    """The failure of a ContinueAsNewWorkflowExecution decision."""
    return e.ContinueAsNewWorkflowExecutionFailed(cause=cause, decision_task_completed_event_id=completed)


_CHILDREN = Needs(all_child_executions=True)


@command
class TerminateWorkflowExecution(Command):
    """Close the execution from outside. Source: TerminateWorkflowExecution, the child policy."""

    reason: str | None = None
    details: str | None = None
    child_policy: str | None = None
    cause: str = "OPERATOR_INITIATED"


@performs(TerminateWorkflowExecution, needs=lambda _: _CHILDREN)
def terminate_workflow_execution(step: Step, terminate: TerminateWorkflowExecution) -> None:
    """Record WorkflowExecutionTerminated; the request's child policy, if any, replaces the execution's."""
    policy = terminate.child_policy or step.state.header.child_policy
    event = e.WorkflowExecutionTerminated(
        cause=terminate.cause, child_policy=policy, details=terminate.details, reason=terminate.reason
    )
    close(step, event, policy)


@performs(ApplyChildPolicy, needs=lambda _: _CHILDREN)
def apply_child_policy(step: Step, apply: ApplyChildPolicy) -> None:
    """Terminate the child, or ask it to cancel itself; only if it still is that parent's child."""
    header = step.state.header
    if header.parent != apply.parent or header.parent_initiated_event_id != apply.initiated_event_id:
        return
    if apply.policy == "TERMINATE":
        terminate_workflow_execution(step, TerminateWorkflowExecution(cause=CHILD_POLICY_APPLIED))
    else:
        request = RequestCancelWorkflowExecution(external_workflow_execution=apply.parent, cause=CHILD_POLICY_APPLIED)
        request_cancel_workflow_execution(step, request)


@command
class ExpireWorkflowExecution(Command):
    """The execution may have been open for as long as it may."""


def execution_deadline(header: Header) -> int:
    """When the execution times out (milliseconds, UTC): after a year at the latest."""
    allowed = seconds(header.execution_start_to_close_timeout)
    return header.started_at + min(ONE_YEAR if allowed is None else allowed, ONE_YEAR) * 1000


@performs(ExpireWorkflowExecution, needs=lambda _: _CHILDREN)
def expire_workflow_execution(step: Step, _expire: ExpireWorkflowExecution) -> None:
    """Record WorkflowExecutionTimedOut if the execution is overdue."""
    header = step.state.header
    if execution_deadline(header) <= step.now:
        close(step, e.WorkflowExecutionTimedOut(child_policy=header.child_policy, timeout_type=START_TO_CLOSE))


def enforce_event_limit(step: Step) -> None:
    """Terminate an execution whose history has as many events as it may have."""
    header = step.state.header
    if header.closed_at is None and header.next_event_id > step.facts.limits.events:
        close(step, e.WorkflowExecutionTerminated(cause="EVENT_LIMIT_EXCEEDED", child_policy=header.child_policy))
