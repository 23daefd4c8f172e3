"""The end of closed executions: they go, with their histories, when their domain's days are over.

Source: RegisterDomain, `workflowExecutionRetentionPeriodInDays`: `NONE` and `0` keep nothing, an execution is deleted
as soon as it completes; otherwise it is not seen any more when the days have passed. The trigger on `events` lets
nothing be deleted but what is marked in `purging`, within the transaction of the purge.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, insert, select

from swfstore.core.values import NONE
from swfstore.store.database import Transaction
from swfstore.store.indexed import Indexed
from swfstore.store.rows import made
from swfstore.store.statements import Statement, statement
from swfstore.store.tables import domains, events, execution_tags, executions, purging

DAY = 24 * 60 * 60 * 1000
"""Milliseconds."""

EXECUTIONS = 100
"""How many executions one transaction purges, at the most."""

EVENTS = 10_000
"""How many events one transaction deletes before it takes no further execution."""

_closed = Indexed(executions, "ix_executions_closed_close")
_of_domain = (_closed.c.domain_id == domains.c.id, _closed.c.closed_at.is_not(None))
_FIRST = statement(
    lambda: select(
        domains.c.id,
        domains.c.retention_days,
        select(func.min(_closed.c.closed_at)).where(*_of_domain).correlate(domains).scalar_subquery(),
    )
)
_OVER = statement(
    lambda: (
        select(_closed.c.id)
        .where(
            _closed.c.domain_id == bindparam("domain_id"),
            _closed.c.closed_at.is_not(None),
            _closed.c.closed_at <= bindparam("latest"),
        )
        .order_by(_closed.c.closed_at, _closed.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
)
_MARK = statement(lambda: insert(purging).values(execution_id=bindparam("execution_id")))


def _delete(table: Table, execution_id: ColumnElement[int]) -> Statement:
    return statement(lambda: delete(table).where(execution_id == bindparam("execution_id")))


_DELETE_EVENTS = _delete(events, events.c.execution_id)
_DELETE_REST = (
    _delete(execution_tags, execution_tags.c.execution_id),
    _delete(purging, purging.c.execution_id),
    _delete(executions, executions.c.id),
)


_RETENTION = statement(lambda: select(domains.c.retention_days).where(domains.c.id == bindparam("domain_id")))


def _milliseconds(retention_days: str) -> int:
    return 0 if retention_days == NONE else int(retention_days) * DAY


@dataclass(frozen=True, slots=True)
class _Kept:
    """A domain, and when the first of its executions closed that are still there."""

    domain_id: int
    retention_days: str
    first_closed_at: int | None

    @property
    def keeps(self) -> int:
        """Milliseconds that the domain keeps a closed execution."""
        return _milliseconds(self.retention_days)

    @property
    def due_at(self) -> int | None:
        """When the first of them has to go."""
        return None if self.first_closed_at is None else self.first_closed_at + self.keeps


def _kept(tx: Transaction) -> list[_Kept]:
    return [made(_Kept, row) for row in tx.all(_FIRST, {})]


def keeps(tx: Transaction, domain_id: int) -> int:
    """Milliseconds that the domain keeps a closed execution."""
    row = tx.one(_RETENTION, {"domain_id": domain_id})
    return 0 if row is None else _milliseconds(str(row[0]))


def next_purge(tx: Transaction) -> int | None:
    """The instant (milliseconds, UTC) at which the next closed execution has to go, or None; reads a row per domain."""
    return min((kept.due_at for kept in _kept(tx) if kept.due_at is not None), default=None)


def purge(tx: Transaction, now: int) -> int:
    """Delete executions whose days are over, the earliest closed of each domain first; how many.

    A transaction takes a bounded number of them: call this until it answers 0. Executions that another process is at
    work on are left to it.
    """
    purged = deleted = 0
    for kept in _kept(tx):
        if kept.due_at is None or kept.due_at > now:
            continue
        over = {"domain_id": kept.domain_id, "latest": now - kept.keeps, "most": EXECUTIONS - purged}
        for (execution_id,) in tx.all(_OVER, over):
            deleted += _purge(tx, int(execution_id or 0))
            purged += 1
            if deleted >= EVENTS:
                return purged
        if purged >= EXECUTIONS:
            break
    return purged


def _purge(tx: Transaction, execution_id: int) -> int:
    """Delete a closed execution; how many events it had."""
    that = {"execution_id": execution_id}
    tx.run(_MARK, that)
    deleted = tx.run(_DELETE_EVENTS, that)
    for rest in _DELETE_REST:
        tx.run(rest, that)
    return deleted
