"""The open executions of a database with their events as they are stored, for whoever asks why something hangs."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from swfstore.store import history
from swfstore.store.database import Transaction
from swfstore.store.rows import made
from swfstore.store.statements import statement
from swfstore.store.tables import domains, executions

_OPEN = statement(
    lambda: (
        select(
            executions.c.id,
            domains.c.name,
            executions.c.workflow_id,
            executions.c.run_id,
            executions.c.next_event_id,
        )
        .join_from(executions, domains, domains.c.id == executions.c.domain_id)
        .where(executions.c.closed_at.is_(None))
        .order_by(executions.c.id)
        .limit(bindparam("most"))
    )
)


@dataclass(frozen=True, slots=True)
class OpenExecution:
    """An open execution: its row id, the name of its domain, its ids, and the id that its next event will have."""

    row_id: int
    domain: str
    workflow_id: str
    run_id: str
    next_event_id: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is stored: its id, milliseconds since the epoch, its type, its attributes as JSON."""

    event_id: int
    timestamp: int
    event_type: str
    attributes: str


def open_executions(tx: Transaction, most: int) -> list[OpenExecution]:
    """The open executions of all accounts, `most` at the most, those that were started first."""
    return [made(OpenExecution, row) for row in tx.all(_OPEN, {"most": most})]


def latest_events(tx: Transaction, execution: OpenExecution, most: int) -> Iterator[StoredEvent]:
    """The last events of an execution, `most` at the most, in order."""
    for row in history.numbered(tx, execution.row_id, max(0, execution.next_event_id - 1 - most), most):
        yield made(StoredEvent, row)
