"""When one open thing of an open execution is due: of an activity task, a timer, a decision task, or the whole."""

from sqlalchemy import Select, Table, bindparam, select

from swfstore.store.statements import statement
from swfstore.store.tables import activity_tasks, decision_tasks, executions, timers


def _due(table: Table, name: str | None = None) -> Select[tuple[object, ...]]:
    found = select(table.c.due_at).where(
        executions.c.domain_id == bindparam("domain_id"),
        executions.c.workflow_id == bindparam("workflow_id"),
        executions.c.closed_at.is_(None),
    )
    if table is not executions:
        found = found.join(executions, executions.c.id == table.c.execution_id)
    if name is not None:
        found = found.where(table.c[name] == bindparam(name))
    return found.order_by(table.c.due_at.is_(None), table.c.due_at).limit(1)


EXECUTION = statement(lambda: _due(executions))
ACTIVITY = statement(lambda: _due(activity_tasks, "activity_id"))
TIMER = statement(lambda: _due(timers, "timer_id"))
DECISION = statement(lambda: _due(decision_tasks))
