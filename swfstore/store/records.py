"""The rows of what is open: one table per kind, read into the records of a State and written from what a step changed.

A row is its record, plus what is derived from it for the task lists and the deadlines: the domain, and when it is due.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, delete, insert, select, update

from swfstore.core.command import Needs
from swfstore.core.rules.deciding import decision_deadline
from swfstore.core.rules.lambdas import lambda_deadline
from swfstore.core.rules.working import activity_deadline
from swfstore.core.state import (
    ActivityTask,
    ChildExecution,
    DecisionTask,
    ExternalRequest,
    LambdaTask,
    Open,
    State,
    Timer,
)
from swfstore.store import tables
from swfstore.store.database import Transaction
from swfstore.store.notices import ready
from swfstore.store.statements import Row, Value, statement


class Kind:
    """The statements of one kind of record, and how its rows are made."""

    def __init__(
        self,
        table: Table,
        record: type[Any],  # one of the six record classes
        key: str,
        named: str = "",
        derive: Callable[[Any], Mapping[str, Value]] = lambda _: {},
    ) -> None:
        self.name = table.name
        self.record: Callable[..., Any] = record
        self.derive = derive
        self._names = tuple(f.name for f in fields(record))
        self._values = attrgetter(*self._names)
        self._in_domain = "domain_id" in table.c
        columns = [table.c[name] for name in self._names]
        mine = table.c.execution_id == bindparam("execution_id")
        keyed = table.c[key] == bindparam("key")
        fixed = {"id", "execution_id", "domain_id", key}
        inserted: dict[str, BindParameter[Value]] = {c.name: bindparam(c.name) for c in table.c if c.name != "id"}
        changing = {name: value for name, value in inserted.items() if name not in fixed}
        self.select_all = statement(lambda: select(*columns).where(mine).order_by(table.c[key]))
        self.columns = tuple(inserted)
        self.select_row = statement(lambda: select(*(table.c[name] for name in inserted)).where(mine, keyed))
        self.select_one = statement(lambda: select(*columns).where(mine, keyed))
        self.select_named = statement(lambda: select(*columns).where(mine, table.c[named] == bindparam("name")))
        self.select_left_over = statement(
            lambda: (
                select(tables.executions.c.workflow_id, tables.executions.c.run_id)
                .join(table, table.c.execution_id == tables.executions.c.id)
                .where(tables.executions.c.closed_at.is_not(None))
            )
        )
        self.insert = statement(lambda: insert(table).values(inserted))
        self.update = statement(lambda: update(table).where(mine, keyed).values(changing))
        self.delete = statement(lambda: delete(table).where(mine, keyed))
        self.delete_all = statement(lambda: delete(table).where(mine))

    def values(self, record: Any) -> dict[str, Value]:
        """The members of the record and what is derived from them."""
        return {**dict(zip(self._names, self._values(record), strict=True)), **self.derive(record)}

    def row(self, execution_id: int, domain_id: int, record: Any) -> dict[str, Value]:
        """A whole new row."""
        row = self.values(record)
        row["execution_id"] = execution_id
        if self._in_domain:
            row["domain_id"] = domain_id
        return row


def _decision_due(task: DecisionTask) -> Mapping[str, Value]:
    return {"pollable": int(task.pollable), "due_at": decision_deadline(task)}


def _activity_due(task: ActivityTask) -> Mapping[str, Value]:
    due_at, rank = activity_deadline(task) or (None, 0)
    return {"due_at": due_at, "due_rank": rank}


def _lambda_due(task: LambdaTask) -> Mapping[str, Value]:
    return {"due_at": lambda_deadline(task)}


_POLLABLE = 6


def _decision_task(*row: Any) -> DecisionTask:
    values = list(row)
    values[_POLLABLE] = bool(values[_POLLABLE])
    return DecisionTask(*values)


DECISION_TASKS = Kind(tables.decision_tasks, DecisionTask, "scheduled_event_id", derive=_decision_due)
ACTIVITY_TASKS = Kind(tables.activity_tasks, ActivityTask, "scheduled_event_id", "activity_id", _activity_due)
TIMERS = Kind(tables.timers, Timer, "started_event_id", "timer_id")
CHILD_EXECUTIONS = Kind(tables.child_executions, ChildExecution, "initiated_event_id")
EXTERNAL_REQUESTS = Kind(tables.external_requests, ExternalRequest, "initiated_event_id")
LAMBDA_TASKS = Kind(tables.lambda_tasks, LambdaTask, "scheduled_event_id", "lambda_id", _lambda_due)
DECISION_TASKS.record = _decision_task  # the database has no booleans

KINDS = (DECISION_TASKS, ACTIVITY_TASKS, TIMERS, CHILD_EXECUTIONS, EXTERNAL_REQUESTS, LAMBDA_TASKS)
_BY_NAME = {kind.name: kind for kind in KINDS}


def load_all(tx: Transaction, kind: Kind, execution_id: int, collection: Open[Any]) -> None:
    """Load everything of that kind that is open."""
    for row in tx.all(kind.select_all, {"execution_id": execution_id}):
        collection.load(_key(row), kind.record(*row))
    collection.complete = True


def _key(row: Row) -> int:
    assert isinstance(row[0], int), "a record begins with the id of its event"
    return row[0]


def _load_some(tx: Transaction, kind: Kind, execution_id: int, collection: Open[Any], keys: Iterable[int]) -> None:
    for key in keys:
        row = tx.one(kind.select_one, {"execution_id": execution_id, "key": key})
        collection.load(key, None if row is None else kind.record(*row))


def _load_named(tx: Transaction, kind: Kind, execution_id: int, collection: Open[Any], names: Iterable[str]) -> None:
    for name in dict.fromkeys(names):
        row = tx.one(kind.select_named, {"execution_id": execution_id, "name": name})
        if row is None:
            collection.load_absent_name(name)
        else:
            collection.load(_key(row), kind.record(*row))


def load(tx: Transaction, execution_id: int, state: State, needs: Needs) -> None:
    """Load what a command needs into the state."""
    if needs.decision_tasks:
        load_all(tx, DECISION_TASKS, execution_id, state.decision_tasks)
    if needs.all_child_executions:
        load_all(tx, CHILD_EXECUTIONS, execution_id, state.child_executions)
    for kind, keys, names in (
        (ACTIVITY_TASKS, needs.activity_tasks, needs.activity_ids),
        (TIMERS, needs.timers, needs.timer_ids),
        (CHILD_EXECUTIONS, needs.child_executions, ()),
        (EXTERNAL_REQUESTS, needs.external_requests, ()),
        (LAMBDA_TASKS, needs.lambda_tasks, needs.lambda_ids),
    ):
        if keys or names:
            collection: Open[Any] = getattr(state, kind.name)
            _load_some(tx, kind, execution_id, collection, keys)
            _load_named(tx, kind, execution_id, collection, names)


def load_everything(tx: Transaction, execution_id: int, state: State) -> None:
    """Load all that is open, for whoever compares the state with its history."""
    for kind in KINDS:
        load_all(tx, kind, execution_id, getattr(state, kind.name))


def save(tx: Transaction, execution_id: int, domain_id: int, state: State) -> None:
    """Write what a step has added, changed and removed."""
    for name, collection in state.used():
        kind = _BY_NAME[name]
        if collection.removed:
            tx.many(kind.delete, [{"execution_id": execution_id, "key": key} for key in collection.removed])
        for key, record in collection.changed.items():
            tx.run(kind.update, {**kind.values(record), "execution_id": execution_id, "key": key})
        if collection.added:
            tx.many(kind.insert, [kind.row(execution_id, domain_id, record) for record in collection.added.values()])
    if not tx.is_sqlite:
        tx.ready += ready(domain_id, state)


def delete_all(tx: Transaction, execution_id: int) -> None:
    """Remove all that was open: the execution has closed."""
    for kind in KINDS:
        tx.run(kind.delete_all, {"execution_id": execution_id})


def left_over(tx: Transaction) -> list[str]:
    """The rows of executions that have closed: a close removes all of them."""
    return [
        f"{workflow_id} {run_id}: {kind.name} has a row of it, and it has closed"
        for kind in KINDS
        for workflow_id, run_id in tx.all(kind.select_left_over, {})
    ]


def misderived(tx: Transaction, execution_id: int, domain_id: int, state: State) -> Iterator[str]:
    """The rows whose derived columns are not what their records say."""
    for table, collection in state.used():
        kind = _BY_NAME[table]
        for event_id, record in collection.items():
            should_be = kind.row(execution_id, domain_id, record)
            row = tx.one(kind.select_row, {"execution_id": execution_id, "key": event_id}) or ()
            for name, value in zip(kind.columns, row, strict=True):
                if value != should_be[name]:
                    yield f"{kind.name} of event {event_id} has {name} {value!r} instead of {should_be[name]!r}"
