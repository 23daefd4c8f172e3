"""What an engine waits for, in sentences: the tasks that wait or are held, and the executions that have none.

All of it is what the database says at this moment.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from swfstore.core.rules.closing import ExpireWorkflowExecution
from swfstore.store import deadlines, open_tasks, standing
from swfstore.store.database import Transaction
from swfstore.store.open_tasks import ACTIVITY, DECISION, OpenTask

MOST = 20
"""Sentences at the most."""

_PAGE = 100

Ignores = Callable[[Transaction, OpenTask], bool]


def tasks_in_the_way(tx: Transaction, domain_id: int | None, ignores: Ignores) -> Iterator[OpenTask]:
    """The tasks that somebody holds or can poll for, decision tasks first, but for those that are ignored."""
    for kind in (DECISION, ACTIVITY):
        after = 0
        while page := open_tasks.page(tx, kind, domain_id, after, _PAGE):
            yield from (task for task in page if not ignores(tx, task))
            after = page[-1].row_id
            if len(page) < _PAGE:
                break


def next_deadline(tx: Transaction, execution_timeouts: bool) -> int | None:
    """When something is due (milliseconds, UTC); the timeouts of whole executions count only if that is said."""
    for deadline in deadlines.upcoming(tx):
        if execution_timeouts or not isinstance(deadline.command, ExpireWorkflowExecution):
            return deadline.due_at
    return None


def about_task(tx: Transaction, task: OpenTask, waiting: str = "waits for a poll of") -> str:
    """Where a task is; `waiting` says in which way one waits that nobody holds."""
    what = (
        f"the decision task of {task.workflow_id}"
        if task.activity_id is None
        else f"activity task {task.activity_id!r} of {task.workflow_id}"
    )
    what = f"{what} ({task.type_name} {task.type_version})"
    if task.started_event_id is None:
        return f"{what} {waiting} task list {task.task_list!r} since {moment(task.scheduled_at)}"
    identity = open_tasks.holder(tx, task)
    who = "a worker without an identity" if identity is None else f"worker {identity!r}"
    return f"{what} is held by {who} since {moment(task.started_at or 0)}"


def about_executions(tx: Transaction, domain_id: int | None) -> list[str]:
    """What the open executions wait for that have no task."""
    sentences = []
    for found in standing.without_tasks(tx, domain_id, MOST):
        reasons = []
        if found.timers:
            reasons.append("a timer")
        if found.children:
            reasons.append(f"its child {', '.join(standing.names_of_children(tx, found.execution_id))}")
        if found.lambda_functions:
            names = ", ".join(standing.names_of_lambda_functions(tx, found.execution_id))
            reasons.append(f"Lambda function {names}, which does not answer")
        if reasons:
            sentences.append(f"{found.workflow_id} waits for {' and for '.join(reasons)}")
        else:
            times_out = moment(found.due_at)
            sentences.append(
                f"{found.workflow_id} waits for a signal: nothing is scheduled until it times out at {times_out}"
            )
    return sentences


def moment(instant: int) -> str:
    """An instant (milliseconds, UTC) as people read it."""
    text = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)).isoformat()
    return text.replace("+00:00", "Z")
