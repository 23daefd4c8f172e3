"""The executions' rows: found and locked, begun, and saved after a step.

`next_event_id` guards each save: it must still be what the step began with. Only the columns that have changed are
written; no column that stands in an index changes before the close, because SQLite would rewrite the index entries.
"""

from dataclasses import dataclass, fields
from functools import cache
from itertools import compress
from operator import attrgetter, ne
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, bindparam, insert, select, update

from swfstore.core.rules.closing import execution_deadline
from swfstore.core.state import Header, State
from swfstore.core.step import Step
from swfstore.errors import InternalFailure
from swfstore.store import history, records
from swfstore.store.database import Transaction
from swfstore.store.statements import Row, Statement, Value, Values, insert_if_new, statement
from swfstore.store.tables import domains, execution_tags, executions

_NAMES = tuple(f.name for f in fields(Header))
_TAG_LIST = _NAMES.index("tag_list")
_CANCEL_REQUESTED = _NAMES.index("cancel_requested")
COLUMNS = (executions.c.id, executions.c.domain_id, *(executions.c[name] for name in _NAMES))
"""What `located` reads: the id, the domain and the header."""

_FIRST_CHANGING = _NAMES.index("closed_at")
_CHANGING = _NAMES[_FIRST_CHANGING:]
_changing_values = attrgetter(*_CHANGING)
_all_values = attrgetter(*_NAMES)


@dataclass(slots=True)
class Located:
    """An execution that is locked for this transaction, with its state as far as it was loaded."""

    execution_id: int
    domain_id: int
    state: State
    before: Row = ()
    """What can change of the header, as it was when it was read."""


def located(row: Row) -> Located:
    """The execution of a row of COLUMNS."""
    values: list[Any] = list(row[2:])
    if values[_TAG_LIST] is not None:
        values[_TAG_LIST] = tuple(orjson.loads(str(values[_TAG_LIST])))
    values[_CANCEL_REQUESTED] = bool(values[_CANCEL_REQUESTED])
    return Located(int(row[0] or 0), int(row[1] or 0), State(Header(*values)), row[2 + _FIRST_CHANGING :])


def _where(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(*COLUMNS).where(*conditions)


_c = executions.c
_DOMAIN, _WORKFLOW = _c.domain_id == bindparam("domain_id"), _c.workflow_id == bindparam("workflow_id")
_IS_OPEN = _c.closed_at.is_(None)

FIND_OPEN = statement(lambda: _where(_DOMAIN, _WORKFLOW, _IS_OPEN))
FIND_RUN = statement(lambda: _where(_DOMAIN, _WORKFLOW, _c.run_id == bindparam("run_id")))
RUN_EVENTS = statement(
    lambda: select(_c.id, _c.next_event_id).where(_DOMAIN, _WORKFLOW, _c.run_id == bindparam("run_id"))
)
FIND_ID = statement(lambda: _where(_c.id == bindparam("id")))
LOCK_OPEN = statement(lambda: _where(_DOMAIN, _WORKFLOW, _IS_OPEN).with_for_update())
LOCK_RUN = statement(lambda: _where(_DOMAIN, _WORKFLOW, _c.run_id == bindparam("run_id")).with_for_update())
LOCK_ID = statement(lambda: _where(_c.id == bindparam("id")).with_for_update())
TRY_LOCK_ID = statement(lambda: _where(_c.id == bindparam("id")).with_for_update(skip_locked=True))


@cache
def _update(names: tuple[str, ...]) -> Statement:
    """The guarded update of these columns; the sets of columns that change together are few."""
    return statement(
        lambda: (
            update(executions)
            .where(_c.id == bindparam("id"), _c.next_event_id == bindparam("expected"))
            .values({name: bindparam(name) for name in names})
        )
    )


INSERT = statement(
    lambda: (
        insert_if_new(executions)
        .values({c.name: bindparam(c.name) for c in executions.c if c.name != "id"})
        .returning(executions.c.id)
    )
)
INSERT_TAG = statement(lambda: insert(execution_tags))
TAGS = statement(lambda: select(*execution_tags.c).where(execution_tags.c.execution_id == bindparam("id")))
CLOSE_TAGS = statement(
    lambda: (
        update(execution_tags)
        .where(execution_tags.c.execution_id == bindparam("id"))
        .values(closed_at=bindparam("closed_at"))
    )
)
COUNT_OPEN = statement(
    lambda: (
        update(domains)
        .where(domains.c.id == bindparam("domain_id"))
        .values(open_executions=domains.c.open_executions + bindparam("change"))
    )
)

OPEN_EXECUTIONS = statement(lambda: select(domains.c.open_executions).where(domains.c.id == bindparam("domain_id")))


def open_executions(tx: Transaction, domain_id: int) -> int:
    """How many executions of the domain are open."""
    row = tx.one(OPEN_EXECUTIONS, {"domain_id": domain_id})
    return 0 if row is None else int(row[0] or 0)


def _changed(found: Located) -> dict[str, Value]:
    """The columns that are not what they were, and always `next_event_id`."""
    now = _changing_values(found.state.header)
    values = dict(compress(zip(_CHANGING, now, strict=True), map(ne, now, found.before)))
    values["next_event_id"] = found.state.header.next_event_id
    if "cancel_requested" in values:
        values["cancel_requested"] = int(found.state.header.cancel_requested)
    return values


def save(tx: Transaction, found: Located, step: Step, expected: int) -> None:
    """Write what a step of an open execution has done; `expected` was its next event id when it was loaded."""
    header = step.state.header
    values = _changed(found)
    if tx.run(_update(tuple(values)), {**values, "id": found.execution_id, "expected": expected}) != 1:
        raise InternalFailure(f"execution {found.execution_id} was changed by someone else in the same moment")
    if step.events:
        history.append(tx, found.execution_id, step.now, step.events)
    if header.closed_at is None:
        records.save(tx, found.execution_id, found.domain_id, step.state)
        return
    records.delete_all(tx, found.execution_id)
    if header.tag_list:
        tx.run(CLOSE_TAGS, {"id": found.execution_id, "closed_at": header.closed_at})
    if step.successor is None:
        tx.run(COUNT_OPEN, {"domain_id": found.domain_id, "change": -1})


def begin(tx: Transaction, domain_id: int, step: Step, counted: bool = False) -> Located | None:
    """Write a new execution and its first step; None if its workflow id has an open run already.

    `counted` says that the domain's count of open executions includes it already: it continues another run.
    """
    execution_id = insert_run(tx, domain_id, step.state.header)
    if execution_id is None:
        return None
    found = Located(execution_id, domain_id, step.state)
    history.append(tx, found.execution_id, step.now, step.events)
    records.save(tx, found.execution_id, domain_id, step.state)
    if not counted:
        tx.run(COUNT_OPEN, {"domain_id": domain_id, "change": 1})
    return found


def insert_run(tx: Transaction, domain_id: int, header: Header) -> int | None:
    """Write the row and the tags of a run: its row id; None if the run is there, or its workflow id has an open run."""
    values: dict[str, Value] = dict(zip(_NAMES, _all_values(header), strict=True))
    values["cancel_requested"] = int(header.cancel_requested)
    values["tag_list"] = None if header.tag_list is None else orjson.dumps(header.tag_list).decode()
    row = tx.one(INSERT, {**values, "domain_id": domain_id, "due_at": execution_deadline(header)})
    if row is None:
        return None
    execution_id = int(row[0] or 0)
    tags = _tag_rows(execution_id, domain_id, header)
    if tags:
        tx.many(INSERT_TAG, tags)
    return execution_id


def _tag_rows(execution_id: int, domain_id: int, header: Header) -> list[Values]:
    common = {
        "execution_id": execution_id,
        "domain_id": domain_id,
        "started_at": header.started_at,
        "closed_at": header.closed_at,
    }
    return [{**common, "tag": tag} for tag in dict.fromkeys(header.tag_list or ()) if tag is not None]


def mistagged(tx: Transaction, found: Located) -> bool:
    """Whether the rows of an execution's tags are not what its header says."""
    should_be = _tag_rows(found.execution_id, found.domain_id, found.state.header)
    rows = tx.all(TAGS, {"id": found.execution_id})
    return set(rows) != {tuple(row[column.name] for column in execution_tags.c) for row in should_be}
