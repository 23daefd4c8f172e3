"""The task lists: which task a poller gets next, and whose execution that is.

Highest priority first, then oldest. The execution is locked, not the task: whoever else works on it is passed over
(PostgreSQL), and the header is locked before anything of it is written, as everywhere.
"""

from collections.abc import Mapping

from sqlalchemy import Select, Table, bindparam, literal, select, text

from swfstore.core.ready import ACTIVITY, DECISION
from swfstore.store.database import Transaction
from swfstore.store.executions import COLUMNS, Located, located
from swfstore.store.statements import Statement, statement
from swfstore.store.tables import activity_tasks, decision_tasks, executions


def _next(table: Table, waiting: str) -> Select[tuple[object, ...]]:
    return (
        select(table.c.scheduled_event_id, *COLUMNS)
        .join_from(table, executions, executions.c.id == table.c.execution_id)
        .where(
            table.c.domain_id == bindparam("domain_id"),
            table.c.task_list == bindparam("task_list"),
            text(waiting),
        )
        .order_by(table.c.priority.desc(), table.c.id)
        .limit(1)
        .with_for_update(of=executions, skip_locked=True)
    )


def _this(table: Table, waiting: str) -> Select[tuple[object, ...]]:
    return (
        select(table.c.scheduled_event_id, *COLUMNS)
        .join_from(table, executions, executions.c.id == table.c.execution_id)
        .where(
            table.c.execution_id == bindparam("execution_id"),
            table.c.scheduled_event_id == bindparam("scheduled_event_id"),
            text(waiting),
        )
        .with_for_update(of=executions, skip_locked=True)
    )


def _any(table: Table, waiting: str) -> Select[int]:
    return (
        select(literal(1))
        .select_from(table)
        .where(
            table.c.domain_id == bindparam("domain_id"),
            table.c.task_list == bindparam("task_list"),
            text(waiting),
        )
        .limit(1)
    )


_DECISION_WAITS = "decision_tasks.pollable = 1"
_ACTIVITY_WAITS = "activity_tasks.started_event_id IS NULL"

_NEXT: Mapping[str, Statement] = {
    DECISION: statement(lambda: _next(decision_tasks, _DECISION_WAITS)),
    ACTIVITY: statement(lambda: _next(activity_tasks, _ACTIVITY_WAITS)),
}
_ANY: Mapping[str, Statement] = {
    DECISION: statement(lambda: _any(decision_tasks, _DECISION_WAITS)),
    ACTIVITY: statement(lambda: _any(activity_tasks, _ACTIVITY_WAITS)),
}
THIS_DECISION_TASK = statement(lambda: _this(decision_tasks, _DECISION_WAITS))
THIS_ACTIVITY_TASK = statement(lambda: _this(activity_tasks, _ACTIVITY_WAITS))


def claim(tx: Transaction, kind: str, domain_id: int, task_list: str) -> tuple[int, Located] | None:
    """The scheduled event id of the next task of the list and its execution, locked; None if there is none to have."""
    row = tx.one(_NEXT[kind], {"domain_id": domain_id, "task_list": task_list})
    return None if row is None else (int(row[0] or 0), located(row[1:]))


def passed_over(tx: Transaction, kind: str, domain_id: int, task_list: str) -> bool:
    """Whether there is a task after all, where `claim` has given none: somebody else works on its execution."""
    return not tx.is_sqlite and tx.one(_ANY[kind], {"domain_id": domain_id, "task_list": task_list}) is not None


def claim_this(
    tx: Transaction, task: Statement, execution_id: int, scheduled_event_id: int
) -> tuple[int, Located] | None:
    """That task and its execution, locked, as `claim` gives them; None if it cannot be had."""
    row = tx.one(task, {"execution_id": execution_id, "scheduled_event_id": scheduled_event_id})
    return None if row is None else (int(row[0] or 0), located(row[1:]))
