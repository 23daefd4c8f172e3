"""The Lambda functions that wait to be invoked, oldest first."""

from dataclasses import dataclass

from sqlalchemy import select, text

from swfstore.store.database import Transaction
from swfstore.store.statements import statement
from swfstore.store.tables import domains, executions, lambda_tasks

_c = lambda_tasks.c

WAITING = statement(
    lambda: (
        select(_c.execution_id, _c.scheduled_event_id, domains.c.name, _c.lambda_id, _c.name, _c.input)
        .join_from(lambda_tasks, executions, executions.c.id == _c.execution_id)
        .join(domains, domains.c.id == executions.c.domain_id)
        .where(text("lambda_tasks.started_event_id IS NULL"))
        .order_by(_c.id)
        .limit(16)
    )
)


@dataclass(frozen=True, slots=True)
class WaitingLambda:
    """A function that an execution of a domain wants invoked, and the id that the decider gave to that."""

    execution_id: int
    scheduled_event_id: int
    domain: str
    lambda_id: str
    name: str
    input: str | None


def waiting(tx: Transaction) -> list[WaitingLambda]:
    """Some of the functions that wait to be invoked."""
    return [
        WaitingLambda(
            int(execution_id or 0),
            int(event_id or 0),
            str(domain),
            str(lambda_id),
            str(name),
            None if given is None else str(given),
        )
        for execution_id, event_id, domain, lambda_id, name, given in tx.all(WAITING, {})
    ]
