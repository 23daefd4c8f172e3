"""The open executions as a person asks for them who wonders what they wait for."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select

from swfstore.store.database import Transaction
from swfstore.store.rows import made
from swfstore.store.statements import Statement, Value, statement
from swfstore.store.tables import child_executions, decision_tasks, executions, lambda_tasks

_c = executions.c


@dataclass(frozen=True, slots=True)
class Standing:
    """An open execution, how much is open in it, and when it times out (milliseconds, UTC)."""

    execution_id: int
    workflow_id: str
    run_id: str
    due_at: int
    activity_tasks: int
    timers: int
    children: int
    lambda_functions: int


@cache
def _open(any_domain: bool) -> Statement:
    def build() -> Select[tuple[object, ...]]:
        counts = (_c.open_activity_tasks, _c.open_timers, _c.open_child_executions, _c.open_lambda_functions)
        tasks = select(decision_tasks.c.id).where(decision_tasks.c.execution_id == _c.id)
        rows = select(_c.id, _c.workflow_id, _c.run_id, _c.due_at, *counts).where(
            _c.closed_at.is_(None), ~tasks.exists(), _c.open_activity_tasks == 0
        )
        if not any_domain:
            rows = rows.where(_c.domain_id == bindparam("domain_id"))
        return rows.order_by(_c.started_at, _c.id).limit(bindparam("most"))

    return statement(build)


def without_tasks(tx: Transaction, domain_id: int | None, most: int) -> list[Standing]:
    """Open executions that have neither a decision task nor an activity task, oldest first."""
    values: dict[str, Value] = {"most": most}
    if domain_id is not None:
        values["domain_id"] = domain_id
    return [made(Standing, row) for row in tx.all(_open(domain_id is None), values)]


_CHILDREN = statement(
    lambda: (
        select(child_executions.c.workflow_id)
        .where(child_executions.c.execution_id == bindparam("execution_id"))
        .order_by(child_executions.c.id)
        .limit(3)
    )
)
_LAMBDAS = statement(
    lambda: (
        select(lambda_tasks.c.lambda_id)
        .where(lambda_tasks.c.execution_id == bindparam("execution_id"))
        .order_by(lambda_tasks.c.id)
        .limit(3)
    )
)


def names_of_children(tx: Transaction, execution_id: int) -> list[str]:
    """The workflow ids of some open children of an execution."""
    return [str(row[0]) for row in tx.all(_CHILDREN, {"execution_id": execution_id})]


def names_of_lambda_functions(tx: Transaction, execution_id: int) -> list[str]:
    """The ids of some open Lambda functions of an execution."""
    return [str(row[0]) for row in tx.all(_LAMBDAS, {"execution_id": execution_id})]


_RUNS = statement(
    lambda: (
        select(_c.id, _c.workflow_id, _c.run_id, _c.workflow_type_name, _c.workflow_type_version, _c.close_status)
        .where(
            _c.domain_id == bindparam("domain_id"),
            (_c.closed_at.is_(None)) | (_c.closed_at >= bindparam("since")),
        )
        .order_by(_c.id)
    )
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run and how it closed; None while it is open."""

    row_id: int
    workflow_id: str
    run_id: str
    type_name: str
    type_version: str
    close_status: str | None


def runs_since(tx: Transaction, domain_id: int, since: int) -> list[RunRow]:
    """The runs of a domain that are open, or have closed at that instant (milliseconds, UTC) or later; oldest first."""
    return [made(RunRow, row) for row in tx.all(_RUNS, {"domain_id": domain_id, "since": since})]


_ANY_OPEN = statement(
    lambda: select(_c.id).where(_c.domain_id == bindparam("domain_id"), _c.closed_at.is_(None)).limit(1)
)


def any_open(tx: Transaction, domain_id: int) -> bool:
    """Whether an execution of the domain is open."""
    return tx.one(_ANY_OPEN, {"domain_id": domain_id}) is not None
