"""Decision tasks: given to a decider, answered with a batch of decisions, timed out.

The events of a batch follow DecisionTaskCompleted in the order of the decisions, with its timestamp. Where a decision
was refused, one DecisionTaskScheduled stands after the last event of the batch, unless the batch closes the execution.
"""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.command import Command, Needs, command, performs
from swfstore.core.rules.carrying_out import carry_out
from swfstore.core.rules.closing import CLOSING_DECISIONS
from swfstore.core.rules.scheduling import schedule_decision_task
from swfstore.core.state import DecisionTask
from swfstore.core.step import Step
from swfstore.core.values import TaskList, seconds
from swfstore.errors import UnknownResourceFault

_DECISION_TASKS = Needs(decision_tasks=True)


@command
class StartDecisionTask(Command):
    """Give the task to a decider. Source: PollForDecisionTask."""

    scheduled_event_id: int
    identity: str | None = None


@performs(StartDecisionTask, needs=lambda _: _DECISION_TASKS)
def start_decision_task(step: Step, start: StartDecisionTask) -> None:
    """Record DecisionTaskStarted, unless another decider was faster."""
    header = step.state.header
    if header.waiting_decision_event_id == start.scheduled_event_id and header.running_decision_event_id is None:
        step.record(e.DecisionTaskStarted(identity=start.identity, scheduled_event_id=start.scheduled_event_id))


@command
class RespondDecisionTaskCompleted(Command):
    """The decider's answer. Source: RespondDecisionTaskCompleted."""

    scheduled_event_id: int
    started_event_id: int
    decisions: tuple[d.Decision, ...] = ()
    execution_context: str | None = None
    task_list: TaskList | None = None
    task_list_schedule_to_start_timeout: str | None = None


def _needs(answer: RespondDecisionTaskCompleted) -> Needs:
    of = answer.decisions
    return Needs(
        decision_tasks=True,
        activity_ids=tuple(
            x.activity_id for x in of if isinstance(x, d.ScheduleActivityTask | d.RequestCancelActivityTask)
        ),
        timer_ids=tuple(x.timer_id for x in of if isinstance(x, d.StartTimer | d.CancelTimer)),
        lambda_ids=tuple(x.id for x in of if isinstance(x, d.ScheduleLambdaFunction)),
        all_child_executions=bool(of) and isinstance(of[-1], CLOSING_DECISIONS),
    )


@performs(RespondDecisionTaskCompleted, needs=_needs)
def respond_decision_task_completed(step: Step, answer: RespondDecisionTaskCompleted) -> None:
    """Record DecisionTaskCompleted and carry the decisions out.

    Raises UnknownResourceFault where the decider does not hold the task any more.
    """
    header = step.state.header
    if (header.running_decision_event_id, header.running_decision_started_event_id) != (
        answer.scheduled_event_id,
        answer.started_event_id,
    ):
        raise UnknownResourceFault(f"Unknown decision task, scheduledEventId = {answer.scheduled_event_id}")
    completed = step.record(
        e.DecisionTaskCompleted(
            execution_context=answer.execution_context,
            scheduled_event_id=answer.scheduled_event_id,
            started_event_id=answer.started_event_id,
            task_list=answer.task_list,
            task_list_schedule_to_start_timeout=answer.task_list_schedule_to_start_timeout,
        )
    )
    for position, decision in enumerate(answer.decisions):
        carry_out(step, position, decision, completed)
    if step.decision_failed:
        schedule_decision_task(step)


@command
class ExpireDecisionTask(Command):
    """The task may have waited or run for longer than it may."""

    scheduled_event_id: int


def decision_deadline(task: DecisionTask) -> int | None:
    """When the task's timeout is due (milliseconds, UTC), or None."""
    if task.started_at is not None:
        allowed, since = seconds(task.start_to_close_timeout), task.started_at
    else:
        # A task that cannot be polled because another one runs does not lack a decider.
        allowed, since = seconds(task.schedule_to_start_timeout) if task.pollable else None, task.scheduled_at
    return None if allowed is None else since + allowed * 1000


@performs(ExpireDecisionTask, needs=lambda _: _DECISION_TASKS)
def expire_decision_task(step: Step, expire: ExpireDecisionTask) -> None:
    """Record DecisionTaskTimedOut if the task is overdue, and schedule another one."""
    header = step.state.header
    if expire.scheduled_event_id not in (header.running_decision_event_id, header.waiting_decision_event_id):
        return
    task = step.state.decision_tasks.get(expire.scheduled_event_id)
    due_at = None if task is None else decision_deadline(task)
    if task is None or due_at is None or due_at > step.now:
        return
    step.record(
        e.DecisionTaskTimedOut(
            scheduled_event_id=task.scheduled_event_id,
            started_event_id=task.started_event_id or 0,
            timeout_type="SCHEDULE_TO_START" if task.started_event_id is None else "START_TO_CLOSE",
        )
    )
    schedule_decision_task(step)
