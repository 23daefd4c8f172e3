"""One execution in full, and how many tasks wait in a task list."""

from dataclasses import dataclass

from sqlalchemy import Table, bindparam, literal_column, select

from swfstore.store.database import Transaction
from swfstore.store.rows import ONE, bounded, counted, made
from swfstore.store.statements import Statement, statement
from swfstore.store.tables import activity_tasks, decision_tasks, executions
from swfstore.store.visibility import Listed


@dataclass(frozen=True, slots=True)
class Configured:
    """The settings of an execution, its open counts, and what it did last; instants are in milliseconds, UTC."""

    task_list: str
    task_priority: str | None
    task_start_to_close_timeout: str
    execution_start_to_close_timeout: str
    child_policy: str
    lambda_role: str | None
    latest_execution_context: str | None
    latest_activity_task_at: int | None
    open_activity_tasks: int
    open_timers: int
    open_child_executions: int
    open_lambda_functions: int
    waiting_decision_event_id: int | None


_e = executions.c
_LISTED = len(Listed.__slots__)
_DESCRIBE = statement(
    lambda: select(*(_e[name] for name in (*Listed.__slots__, *Configured.__slots__))).where(
        _e.domain_id == bindparam("domain_id"),
        _e.workflow_id == bindparam("workflow_id"),
        _e.run_id == bindparam("run_id"),
    )
)


def describe_execution(
    tx: Transaction, domain_id: int, workflow_id: str, run_id: str
) -> tuple[Listed, Configured] | None:
    """A run, open or closed, or None."""
    row = tx.one(_DESCRIBE, {"domain_id": domain_id, "workflow_id": workflow_id, "run_id": run_id})
    return None if row is None else (made(Listed, row[:_LISTED]), made(Configured, row[_LISTED:]))


def _waiting(table: Table, condition: str) -> Statement:
    """Count along the index that the polls use, whose condition has to be in the statement word for word."""
    c = table.c
    here = (c.domain_id == bindparam("domain_id"), c.task_list == bindparam("task_list"))
    return statement(lambda: bounded(select(ONE).select_from(table).where(*here, literal_column(condition))))


_DECISIONS = _waiting(decision_tasks, "pollable = 1")
_ACTIVITIES = _waiting(activity_tasks, "started_event_id IS NULL")


def count_decision_tasks(tx: Transaction, domain_id: int, task_list: str, most: int) -> int:
    """How many decision tasks wait to be polled; `most` stands for that many or more."""
    return counted(tx, _DECISIONS, domain_id=domain_id, task_list=task_list, most=most)


def count_activity_tasks(tx: Transaction, domain_id: int, task_list: str, most: int) -> int:
    """How many activity tasks wait to be polled; `most` stands for that many or more."""
    return counted(tx, _ACTIVITIES, domain_id=domain_id, task_list=task_list, most=most)
