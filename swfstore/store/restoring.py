"""A run written as a whole, with a history that happened elsewhere: imported, or forked from another store."""

from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import Table, bindparam, insert, select

from swfstore.core.events import Event, attributes_json
from swfstore.core.state import State
from swfstore.errors import SwfstoreError
from swfstore.store import executions, history, records
from swfstore.store.database import Transaction
from swfstore.store.statements import Row, Statement, Values, statement
from swfstore.store.tables import activity_types, domains, workflow_types

Recorded: TypeAlias = tuple[int, int, Event]
"""The id of an event, its timestamp (milliseconds, UTC), and the event."""


def restore(tx: Transaction, domain_id: int, state: State, recorded: Sequence[Recorded]) -> int | None:
    """Write a run and what is open in it: its row id; None if the run is there, or its workflow id has an open run.

    `state` is what a rebuild of `recorded` gives.
    """
    execution_id = executions.insert_run(tx, domain_id, state.header)
    if execution_id is None:
        return None
    rows: list[Values] = [
        {
            "execution_id": execution_id,
            "event_id": event_id,
            "event_type": type(event).__name__,
            "event_timestamp": timestamp,
            "attributes": attributes_json(event),
        }
        for event_id, timestamp, event in recorded
    ]
    tx.many(history.APPEND, rows)
    if state.is_open:
        records.save(tx, execution_id, domain_id, state)
        tx.run(executions.COUNT_OPEN, {"domain_id": domain_id, "change": 1})
    return execution_id


def _all_of(table: Table) -> Statement:
    return statement(lambda: select(*table.c).where(table.c.domain_id == bindparam("domain_id")))


def _add(table: Table) -> Statement:
    """Insert a row without its id: the database gives it one."""
    return statement(lambda: insert(table).values({c.name: bindparam(c.name) for c in table.c if c.name != "id"}))


_REGISTERED = (workflow_types, activity_types)
_OF_DOMAIN = tuple(map(_all_of, _REGISTERED))
_ADD_OF_DOMAIN = tuple(map(_add, _REGISTERED))
_DOMAIN = statement(lambda: select(*domains.c).where(domains.c.id == bindparam("domain_id")))
_ADD_DOMAIN = _add(domains)
_ANY_DOMAIN = statement(lambda: select(domains.c.id).limit(1))

Registry: TypeAlias = tuple[Values, Sequence[Sequence[Values]]]
"""The row of a domain, and the rows of its workflow types and of its activity types, by the names of the columns."""


def registry_of(tx: Transaction, domain_id: int) -> Registry:
    """What is registered: a domain and all of its types."""
    row = tx.one(_DOMAIN, {"domain_id": domain_id})
    assert row is not None, "whoever asks has found the domain"
    types = [
        [_by_name(table, values) for values in tx.all(find, {"domain_id": domain_id})]
        for table, find in zip(_REGISTERED, _OF_DOMAIN, strict=True)
    ]
    return _by_name(domains, row), types


def _by_name(table: Table, row: Row) -> Values:
    named = dict(zip((column.name for column in table.c), row, strict=True))
    del named["id"]
    return named


def register_all(tx: Transaction, registry: Registry) -> int:
    """Write a domain, without executions yet, and its types into an empty database: the domain's row id.

    Raises SwfstoreError for a database that has a domain.
    """
    if tx.one(_ANY_DOMAIN, {}) is not None:
        raise SwfstoreError("a fork needs a database of its own: this one has a domain already")
    domain, types = registry
    tx.run(_ADD_DOMAIN, {**domain, "open_executions": 0})
    (domain_id,) = tx.one(_ANY_DOMAIN, {}) or (0,)
    for add, rows in zip(_ADD_OF_DOMAIN, types, strict=True):
        if rows:
            tx.many(add, [{**row, "domain_id": domain_id} for row in rows])
    return int(domain_id or 0)
