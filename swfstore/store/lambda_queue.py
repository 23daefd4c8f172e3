"""The Lambda functions that wait to be invoked, oldest first."""

from dataclasses import dataclass

from sqlalchemy import select, text

from swfstore.store.database import Transaction
from swfstore.store.statements import statement
from swfstore.store.tables import lambda_tasks

_c = lambda_tasks.c

WAITING = statement(
    lambda: (
        select(_c.execution_id, _c.scheduled_event_id, _c.name, _c.input)
        .where(text("lambda_tasks.started_event_id IS NULL"))
        .order_by(_c.id)
        .limit(16)
    )
)


@dataclass(frozen=True, slots=True)
class WaitingLambda:
    """A function that an execution wants invoked."""

    execution_id: int
    scheduled_event_id: int
    name: str
    input: str | None


def waiting(tx: Transaction) -> list[WaitingLambda]:
    """Some of the functions that wait to be invoked."""
    return [
        WaitingLambda(int(execution_id or 0), int(event_id or 0), str(name), None if given is None else str(given))
        for execution_id, event_id, name, given in tx.all(WAITING, {})
    ]
