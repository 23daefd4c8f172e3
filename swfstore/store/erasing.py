"""Erasing a whole database: every domain with all that is in it, for tests that want an empty one.

The key that signs tokens stays. The trigger on `events` lets nothing be deleted but what is closed and marked in
`purging`, so everything is marked first; all of it in one transaction.
"""

from sqlalchemy import Table, delete, func, insert, select, update

from swfstore.store.columns import metadata
from swfstore.store.database import Transaction
from swfstore.store.statements import Statement, statement
from swfstore.store.tables import executions, purging, settings

_CLOSE = statement(
    lambda: update(executions).values(closed_at=func.coalesce(executions.c.closed_at, executions.c.latest_event_at))
)
_MARK = statement(lambda: insert(purging).from_select(["execution_id"], select(executions.c.id)))


def _delete(table: Table) -> Statement:
    return statement(lambda: delete(table))


def erase(tx: Transaction) -> None:
    """Delete all rows but the settings."""
    tx.run(_CLOSE, {})
    tx.run(_MARK, {})
    tables = [table for table in reversed(metadata.sorted_tables) if table is not settings]
    # `events` goes while the marks and the executions are still there, which its trigger asks for.
    for table in sorted(tables, key=lambda table: table.name != "events"):
        tx.run(_delete(table), {})
