"""The indexes of the tables: what every lock, list, poll and deadline is found by.

They stand apart from the tables because only who makes or compares a schema needs them: for the condition of a partial
index SQLAlchemy imports the dialect of PostgreSQL, and that takes as long as half of swfstore.
"""

from typing import Any

from sqlalchemy import ColumnElement, Index, TextClause, text

from swfstore.store.columns import metadata
from swfstore.store.tables import (
    activity_tasks,
    decision_tasks,
    execution_tags,
    executions,
    lambda_tasks,
    messages,
    timers,
)

__all__ = ["metadata"]

_OPEN = text("closed_at IS NULL")
_CLOSED = text("closed_at IS NOT NULL")
_WAITING = text("started_event_id IS NULL")
_RUNNING = text("started_event_id IS NOT NULL")
_DUE = text("due_at IS NOT NULL")


def _index(name: str, where: TextClause, *columns: ColumnElement[Any], unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_e = executions.c
_index("uq_executions_open", _OPEN, _e.domain_id, _e.workflow_id, unique=True)
Index("uq_executions_run", _e.domain_id, _e.workflow_id, _e.run_id, unique=True)
_index("ix_executions_due", _OPEN, _e.due_at, _e.id)
_index("ix_executions_open", _OPEN, _e.domain_id, _e.started_at, _e.id)
_index("ix_executions_open_type", _OPEN, _e.domain_id, _e.workflow_type_name, _e.started_at, _e.id)
_index("ix_executions_closed_start", _CLOSED, _e.domain_id, _e.started_at, _e.id)
_index("ix_executions_closed_start_type", _CLOSED, _e.domain_id, _e.workflow_type_name, _e.started_at, _e.id)
_index("ix_executions_closed_start_status", _CLOSED, _e.domain_id, _e.close_status, _e.started_at, _e.id)
_index("ix_executions_closed_close", _CLOSED, _e.domain_id, _e.closed_at, _e.id)
_index("ix_executions_closed_close_type", _CLOSED, _e.domain_id, _e.workflow_type_name, _e.closed_at, _e.id)
_index("ix_executions_closed_close_status", _CLOSED, _e.domain_id, _e.close_status, _e.closed_at, _e.id)
_index("ix_executions_closed_close_workflow", _CLOSED, _e.domain_id, _e.workflow_id, _e.closed_at, _e.id)
Index("ix_executions_workflow", _e.domain_id, _e.workflow_id, _e.started_at, _e.id)

_t = execution_tags.c
_index("ix_execution_tags_open", _OPEN, _t.domain_id, _t.tag, _t.started_at, _t.execution_id)
_index("ix_execution_tags_closed_start", _CLOSED, _t.domain_id, _t.tag, _t.started_at, _t.execution_id)
_index("ix_execution_tags_closed_close", _CLOSED, _t.domain_id, _t.tag, _t.closed_at, _t.execution_id)

_d = decision_tasks.c
_index("uq_decision_tasks_waiting", _WAITING, _d.execution_id, unique=True)
_index("uq_decision_tasks_running", _RUNNING, _d.execution_id, unique=True)
Index("uq_decision_tasks_scheduled", _d.execution_id, _d.scheduled_event_id, unique=True)
_index("ix_decision_tasks_poll", text("pollable = 1"), _d.domain_id, _d.task_list, _d.priority.desc(), _d.id)
_index("ix_decision_tasks_due", _DUE, _d.due_at, _d.id)

_a = activity_tasks.c
Index("uq_activity_tasks_scheduled", _a.execution_id, _a.scheduled_event_id, unique=True)
Index("uq_activity_tasks_activity", _a.execution_id, _a.activity_id, unique=True)
_index("ix_activity_tasks_poll", _WAITING, _a.domain_id, _a.task_list, _a.priority.desc(), _a.id)
_index("ix_activity_tasks_due", _DUE, _a.due_at, _a.due_rank, _a.id)

Index("ix_timers_due", timers.c.due_at, timers.c.id)

_l = lambda_tasks.c
_index("ix_lambda_tasks_waiting", _WAITING, _l.id)
_index("ix_lambda_tasks_due", _DUE, _l.due_at, _l.id)

Index("ix_messages_receiver", messages.c.domain_id, messages.c.workflow_id, messages.c.id)
