"""The open tasks of all task lists, one by one: those that wait for a poller, and those that somebody holds.

For whoever watches or drives a whole domain: the harness and the mock workers of `swfstore.testing`, and a clock that
skips by itself. Pollers have `dispatch`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select, text

from swfstore.store import history
from swfstore.store.database import Transaction
from swfstore.store.rows import made
from swfstore.store.statements import Statement, Value, statement
from swfstore.store.tables import activity_tasks, decision_tasks, domains, executions

DECISION = "decision"
ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task: of which execution, in which list, and since when it waits or is held (milliseconds, UTC).

    `activity_id` is None for a decision task; `started_event_id` and `started_at` are while it waits. The type is the
    activity's or the workflow's.
    """

    kind: str
    row_id: int
    priority: int
    account: str
    domain: str
    execution_id: int
    workflow_id: str
    run_id: str
    scheduled_event_id: int
    started_event_id: int | None
    task_list: str
    activity_id: str | None
    type_name: str
    type_version: str
    scheduled_at: int
    started_at: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Tasks of one type; of every version where that is None. `children_only`: of executions that have a parent."""

    kind: str
    type_name: str
    type_version: str | None = None
    children_only: bool = False


def _columns(kind: str) -> Select[Any]:
    table = decision_tasks if kind == DECISION else activity_tasks
    activity = kind == ACTIVITY
    columns: tuple[ColumnElement[Any], ...] = (
        literal_column(f"'{kind}'"),
        table.c.id,
        table.c.priority,
        domains.c.account,
        domains.c.name,
        table.c.execution_id,
        executions.c.workflow_id,
        executions.c.run_id,
        table.c.scheduled_event_id,
        table.c.started_event_id,
        table.c.task_list,
        activity_tasks.c.activity_id if activity else literal_column("NULL"),
        activity_tasks.c.activity_type_name if activity else executions.c.workflow_type_name,
        activity_tasks.c.activity_type_version if activity else executions.c.workflow_type_version,
        table.c.scheduled_at,
        table.c.started_at,
    )
    joined = table.join(executions, executions.c.id == table.c.execution_id)
    return select(*columns).select_from(joined.join(domains, domains.c.id == table.c.domain_id))


_WAITING = {DECISION: "decision_tasks.pollable = 1", ACTIVITY: "activity_tasks.started_event_id IS NULL"}


@cache
def _waiting(kind: str, any_version: bool, children_only: bool, any_domain: bool) -> Statement:
    def build() -> Select[Any]:
        table = decision_tasks if kind == DECISION else activity_tasks
        rows = _columns(kind).where(text(_WAITING[kind]))
        name, version = (
            (executions.c.workflow_type_name, executions.c.workflow_type_version)
            if kind == DECISION
            else (activity_tasks.c.activity_type_name, activity_tasks.c.activity_type_version)
        )
        rows = rows.where(name == bindparam("type_name"))
        if not any_version:
            rows = rows.where(version == bindparam("type_version"))
        if children_only:
            rows = rows.where(executions.c.parent_workflow_id.is_not(None))
        if not any_domain:
            rows = rows.where(table.c.domain_id == bindparam("domain_id"))
        return rows.order_by(table.c.priority.desc(), table.c.id).limit(bindparam("most"))

    return statement(build)


def waiting(tx: Transaction, wanted: Wanted, domain_id: int | None, most: int) -> list[OpenTask]:
    """Tasks of a type that can be polled, highest priority first, then oldest; of every domain where that is None."""
    found = _waiting(wanted.kind, wanted.type_version is None, wanted.children_only, domain_id is None)
    values: dict[str, Value] = {"type_name": wanted.type_name, "most": most}
    if wanted.type_version is not None:
        values["type_version"] = wanted.type_version
    if domain_id is not None:
        values["domain_id"] = domain_id
    return [made(OpenTask, row) for row in tx.all(found, values)]


@cache
def _all(kind: str, any_domain: bool) -> Statement:
    def build() -> Select[Any]:
        table = decision_tasks if kind == DECISION else activity_tasks
        rows = _columns(kind).where(table.c.id > bindparam("after"))
        if kind == DECISION:  # one that waits behind a running one concerns nobody
            rows = rows.where(text("(decision_tasks.pollable = 1 OR decision_tasks.started_event_id IS NOT NULL)"))
        if not any_domain:
            rows = rows.where(table.c.domain_id == bindparam("domain_id"))
        return rows.order_by(table.c.id).limit(bindparam("most"))

    return statement(build)


def page(tx: Transaction, kind: str, domain_id: int | None, after: int, most: int) -> list[OpenTask]:
    """Tasks of a kind that can be polled or are held, those with the next row ids; of every domain where it is None."""
    values: dict[str, Value] = {"after": after, "most": most}
    if domain_id is not None:
        values["domain_id"] = domain_id
    return [made(OpenTask, row) for row in tx.all(_all(kind, domain_id is None), values)]


_LOCK = statement(lambda: text("LOCK TABLE executions IN EXCLUSIVE MODE"))


def keep_others_out(tx: Transaction) -> None:
    """Let nobody else lock or change an execution before this transaction ends; on SQLite a writer is alone anyway."""
    if not tx.is_sqlite:
        tx.run(_LOCK, {})


def holder(tx: Transaction, task: OpenTask) -> str | None:
    """The identity that the poller of a held task has given, as its history has it."""
    if task.started_event_id is None:
        return None
    (started,) = history.numbered(tx, task.execution_id, task.started_event_id - 1, 1)
    identity = orjson.loads(str(started[3])).get("identity")
    return None if identity is None else str(identity)
