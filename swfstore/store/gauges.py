"""What a person who watches a server asks the database: what waits where since when, and how far its time has come."""

from dataclasses import dataclass

from sqlalchemy import Select, Table, func, literal_column, select, text, union_all

from swfstore.store.database import Transaction
from swfstore.store.rows import made
from swfstore.store.statements import statement
from swfstore.store.tables import activity_tasks, decision_tasks, domains, executions


@dataclass(frozen=True, slots=True)
class Pending:
    """The tasks of a task list that wait for a poller; since when the oldest does (milliseconds, UTC)."""

    kind: str
    account: str
    domain: str
    task_list: str
    count: int
    oldest: int


def _waiting(kind: str, table: Table, condition: str) -> Select[tuple[object, ...]]:
    grouped = (domains.c.account, domains.c.name, table.c.task_list)
    return (
        select(literal_column(f"'{kind}'"), *grouped, func.count(), func.min(table.c.scheduled_at))
        .join_from(table, domains, domains.c.id == table.c.domain_id)
        .where(text(condition))
        .group_by(*grouped)
    )


_PENDING = statement(
    lambda: union_all(
        _waiting("decision", decision_tasks, "decision_tasks.pollable = 1"),
        _waiting("activity", activity_tasks, "activity_tasks.started_event_id IS NULL"),
    )
)
_DOMAINS = statement(lambda: select(domains.c.id, domains.c.account, domains.c.name))
_LATEST = statement(lambda: select(func.max(executions.c.latest_event_at)))


def pending(tx: Transaction) -> list[Pending]:
    """The task lists in which tasks wait."""
    return [made(Pending, row) for row in tx.all(_PENDING, {})]


def domain_names(tx: Transaction) -> dict[int, tuple[str, str]]:
    """The account and name of each domain, by its row id."""
    return {int(row_id or 0): (str(account), str(name)) for row_id, account, name in tx.all(_DOMAINS, {})}


def latest_event(tx: Transaction) -> int | None:
    """When anything happened last (milliseconds, UTC), or None where nothing has."""
    row = tx.one(_LATEST, {})
    return None if row is None or row[0] is None else int(row[0])
