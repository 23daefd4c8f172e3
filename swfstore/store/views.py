"""The views that the migrations make for people, read for one execution: what is to be done, and what happens when."""

from dataclasses import dataclass

from sqlalchemy import text

from swfstore.store.database import Transaction
from swfstore.store.statements import statement

_PENDING = statement(
    lambda: text(
        "SELECT kind, coalesce(task, ''), coalesce(task_list, ''), status, coalesce(scheduled, ''),"
        " coalesce(started, ''), coalesce(times_out, '') FROM pending_tasks WHERE run_id = :run_id"
        " AND workflow_id = :workflow_id ORDER BY scheduled_event_id"
    )
)
_DEADLINES = statement(
    lambda: text(
        "SELECT due, kind, coalesce(name, '') FROM deadlines"
        " WHERE run_id = :run_id AND workflow_id = :workflow_id ORDER BY due, kind, name"
    )
)


@dataclass(frozen=True, slots=True)
class PendingTask:
    """A row of `pending_tasks`: times are readable, what does not apply is empty."""

    kind: str
    task: str
    task_list: str
    status: str
    scheduled: str
    started: str
    times_out: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A row of `deadlines`."""

    due: str
    kind: str
    name: str


def pending_tasks(tx: Transaction, workflow_id: str, run_id: str) -> list[PendingTask]:
    """The tasks of an execution that wait or run, in the order in which they were scheduled."""
    rows = tx.all(_PENDING, {"workflow_id": workflow_id, "run_id": run_id})
    return [PendingTask(*map(str, row)) for row in rows]


def deadlines(tx: Transaction, workflow_id: str, run_id: str) -> list[Deadline]:
    """What happens by itself in an execution, the next thing first."""
    return [Deadline(*map(str, row)) for row in tx.all(_DEADLINES, {"workflow_id": workflow_id, "run_id": run_id})]
