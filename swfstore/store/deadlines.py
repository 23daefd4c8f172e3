"""The deadlines: what is due next, in one total order.

Earliest first; at the same instant heartbeat, start-to-close, schedule-to-start and schedule-to-close of activity
tasks, then timers, decision tasks, Lambda functions, and an execution's own timeout last. Whatever is due is judged
again by its rule: a deadline that comes twice, late, or to two processes does no harm.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, Select, Table, literal_column, select, text, union_all

from swfstore.core.command import Command
from swfstore.core.rules.closing import ExpireWorkflowExecution
from swfstore.core.rules.deciding import ExpireDecisionTask
from swfstore.core.rules.lambdas import ExpireLambdaFunction
from swfstore.core.rules.timers import FireTimer
from swfstore.core.rules.working import RANKS, ExpireActivityTask
from swfstore.store.database import Transaction
from swfstore.store.statements import Row, statement
from swfstore.store.tables import activity_tasks, decision_tasks, executions, lambda_tasks, timers

_TIMER, _DECISION, _LAMBDA, _EXECUTION = range(len(RANKS), len(RANKS) + 4)

_COMMANDS: dict[int, Callable[[int], Command]] = {
    **dict.fromkeys(range(len(RANKS)), lambda event_id: ExpireActivityTask(scheduled_event_id=event_id)),
    _TIMER: lambda event_id: FireTimer(started_event_id=event_id),
    _DECISION: lambda event_id: ExpireDecisionTask(scheduled_event_id=event_id),
    _LAMBDA: lambda event_id: ExpireLambdaFunction(scheduled_event_id=event_id),
    _EXECUTION: lambda _: ExpireWorkflowExecution(),
}

SOME = 16
"""How many deadlines of each kind are looked at; the first that no other process works on is taken."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due at an instant (milliseconds, UTC) in an execution."""

    due_at: int
    execution_id: int
    command: Command


def _first(
    table: Table, rank: ColumnElement[int], execution: ColumnElement[int], event: ColumnElement[int], condition: str
) -> Select[tuple[object, ...]]:
    order = [table.c.due_at, rank, table.c.id] if table is activity_tasks else [table.c.due_at, table.c.id]
    columns = (
        table.c.due_at,
        rank.label("rank"),
        execution.label("execution_id"),
        event.label("event_id"),
        table.c.id.label("row_id"),
    )
    first = select(*columns).where(text(condition)).order_by(*order).limit(SOME)
    return select(first.subquery())


def _rank(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer)


NEXT = statement(
    lambda: union_all(
        *(
            _first(table, rank, table.c.execution_id, event, f"{table.name}.due_at IS NOT NULL")
            for table, rank, event in (
                (activity_tasks, activity_tasks.c.due_rank, activity_tasks.c.scheduled_event_id),
                (timers, _rank(_TIMER), timers.c.started_event_id),
                (decision_tasks, _rank(_DECISION), decision_tasks.c.scheduled_event_id),
                (lambda_tasks, _rank(_LAMBDA), lambda_tasks.c.scheduled_event_id),
            )
        ),
        _first(executions, _rank(_EXECUTION), executions.c.id, _rank(0), "executions.closed_at IS NULL"),
    ).order_by(text("due_at"), text("rank"), text("row_id"))
)


def upcoming(tx: Transaction) -> Iterator[Deadline]:
    """Some of what is due next, in order; read at once, made when it is asked for: mostly the first one is enough."""
    return map(_deadline, tx.all(NEXT, {}))


def _deadline(row: Row) -> Deadline:
    due_at, rank, execution_id, event_id, _ = row
    return Deadline(int(due_at or 0), int(execution_id or 0), _COMMANDS[int(rank or 0)](int(event_id or 0)))
