"""Lambda functions: scheduled by a decision, invoked by the pump, timed out like everything else.

Without a role the function is not invoked. An invocation that was under way when the process died is not repeated: it
times out, as it does when the function never returns.
"""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Command, Needs, command, performs
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.rules.scheduling import wake
from swfstore.core.state import LambdaTask
from swfstore.core.step import Step
from swfstore.core.values import seconds

DEFAULT_TIMEOUT = 300
"""Seconds that a function may take if the decision does not say; documented."""

NO_ROLE = "No IAM role is attached to the current workflow execution."


@carries_out(d.ScheduleLambdaFunction)
def schedule_lambda_function(step: Step, decision: d.ScheduleLambdaFunction, completed: int) -> str | None:
    """Record LambdaFunctionScheduled; its id must not be that of a function that is open."""
    if not step.facts.lambda_available:
        return "LAMBDA_SERVICE_NOT_AVAILABLE_IN_REGION"
    if step.state.lambda_tasks.named(decision.id) is not None:
        return "ID_ALREADY_IN_USE"
    if step.state.header.open_lambda_functions >= step.facts.limits.open_lambda_functions:
        return "OPEN_LAMBDA_FUNCTIONS_LIMIT_EXCEEDED"
    step.record(
        e.LambdaFunctionScheduled(
            control=decision.control,
            decision_task_completed_event_id=completed,
            id=decision.id,
            input=decision.input,
            name=decision.name,
            start_to_close_timeout=decision.start_to_close_timeout,
        )
    )
    return None


@refuses(d.ScheduleLambdaFunction)
def schedule_lambda_function_refused(decision: d.ScheduleLambdaFunction, cause: str, completed: int) -> e.Event:
    """The failure of a ScheduleLambdaFunction decision."""
    return e.ScheduleLambdaFunctionFailed(
        cause=cause, decision_task_completed_event_id=completed, id=decision.id, name=decision.name
    )


@command
class StartLambdaFunction(Command):
    """The pump is about to invoke the function."""

    scheduled_event_id: int


@performs(StartLambdaFunction, needs=lambda start: Needs(lambda_tasks=(start.scheduled_event_id,)))
def start_lambda_function(step: Step, start: StartLambdaFunction) -> None:
    """Record LambdaFunctionStarted, or StartLambdaFunctionFailed where the execution has no role to assume."""
    task = step.state.lambda_tasks.get(start.scheduled_event_id)
    if task is None or task.started_event_id is not None:
        return
    if step.state.header.lambda_role is not None:
        step.record(e.LambdaFunctionStarted(scheduled_event_id=task.scheduled_event_id))
        return
    wake(
        step,
        e.StartLambdaFunctionFailed(
            cause="ASSUME_ROLE_FAILED", message=NO_ROLE, scheduled_event_id=task.scheduled_event_id
        ),
    )


@command
class EndLambdaFunction(Command):
    """The function has returned a result, or failed for a reason."""

    scheduled_event_id: int
    result: str | None = None
    reason: str | None = None
    details: str | None = None


@performs(EndLambdaFunction, needs=lambda end: Needs(lambda_tasks=(end.scheduled_event_id,)))
def end_lambda_function(step: Step, end: EndLambdaFunction) -> None:
    """Record LambdaFunctionCompleted or LambdaFunctionFailed, unless the function has timed out before."""
    task = step.state.lambda_tasks.get(end.scheduled_event_id)
    if task is None or task.started_event_id is None:
        return
    if end.reason is None:
        event: e.Event = e.LambdaFunctionCompleted(
            result=end.result, scheduled_event_id=task.scheduled_event_id, started_event_id=task.started_event_id
        )
    else:
        event = e.LambdaFunctionFailed(
            details=end.details,
            reason=end.reason,
            scheduled_event_id=task.scheduled_event_id,
            started_event_id=task.started_event_id,
        )
    wake(step, event)


@command
class ExpireLambdaFunction(Command):
    """The function may have taken longer than it may."""

    scheduled_event_id: int


def lambda_deadline(task: LambdaTask) -> int | None:
    """When the function times out (milliseconds, UTC), or None before it was invoked."""
    if task.started_at is None:
        return None
    return task.started_at + (seconds(task.start_to_close_timeout) or DEFAULT_TIMEOUT) * 1000


@performs(ExpireLambdaFunction, needs=lambda expire: Needs(lambda_tasks=(expire.scheduled_event_id,)))
def expire_lambda_function(step: Step, expire: ExpireLambdaFunction) -> None:
    """Record LambdaFunctionTimedOut if the function is overdue."""
    task = step.state.lambda_tasks.get(expire.scheduled_event_id)
    due_at = None if task is None else lambda_deadline(task)
    if task is not None and task.started_event_id is not None and due_at is not None and due_at <= step.now:
        wake(
            step,
            e.LambdaFunctionTimedOut(
                scheduled_event_id=task.scheduled_event_id,
                started_event_id=task.started_event_id,
                timeout_type="START_TO_CLOSE",
            ),
        )
