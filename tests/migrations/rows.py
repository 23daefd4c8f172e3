"""A few rows, written without the engine: one open and one closed execution with two events each."""

from typing import Any

from sqlalchemy import Connection

from swfstore.store import tables as t

STARTED = 1_893_456_000_123
"""2030-01-01T00:00:00.123Z."""


def _execution(number: int, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {column.name: None for column in t.executions.columns}
    row |= {column.name: 0 for column in t.executions.columns if not column.nullable and str(column.type) != "TEXT"}
    row |= {column.name: "" for column in t.executions.columns if not column.nullable and str(column.type) == "TEXT"}
    row |= {"id": number, "domain_id": 1, "workflow_id": f"order-{number}", "run_id": f"run-{number}"}
    row |= {"workflow_type_name": "Order", "workflow_type_version": "1", "started_at": STARTED}
    row |= {"due_at": STARTED + 3_600_000, "next_event_id": 3, "task_list": "deciders", "tag_list": '["fast"]'}
    return row | changes


def fill(connection: Connection) -> None:
    """Write the rows: execution 1 is open, with a task and a deadline of every kind; execution 2 is closed."""
    domain = {"id": 1, "account": "123456789012", "name": "orders", "retention_days": "7", "status": "REGISTERED"}
    connection.execute(t.domains.insert(), domain | {"created_at": STARTED, "open_executions": 1})
    connection.execute(t.executions.insert(), _execution(1, waiting_decision_event_id=2))
    closed = {"closed_at": STARTED + 1500, "close_status": "COMPLETED"}
    connection.execute(t.executions.insert(), _execution(2, **closed))
    for execution in (1, 2):
        for event_id, event_type in enumerate(("WorkflowExecutionStarted", "DecisionTaskScheduled"), 1):
            event = {"event_id": event_id, "event_type": event_type, "event_timestamp": STARTED, "attributes": "{}"}
            connection.execute(t.events.insert(), event | {"execution_id": execution})
    _fill_tasks(connection)


def _fill_tasks(connection: Connection) -> None:
    task = {"execution_id": 1, "domain_id": 1, "scheduled_event_id": 2, "task_list": "deciders", "priority": 5}
    task |= {"scheduled_at": STARTED, "schedule_to_start_timeout": "NONE", "start_to_close_timeout": "300"}
    connection.execute(t.decision_tasks.insert(), task | {"pollable": 1})
    activity = {"activity_id": "charge", "activity_type_name": "Charge", "activity_type_version": "1", "due_rank": 0}
    activity |= {"schedule_to_close_timeout": "900", "heartbeat_timeout": "60", "due_at": STARTED + 60_000}
    connection.execute(t.activity_tasks.insert(), task | activity | {"task_list": "workers"})
    timer = {"execution_id": 1, "started_event_id": 2, "timer_id": "remind", "due_at": STARTED + 10_000}
    connection.execute(t.timers.insert(), timer)
    function = {"execution_id": 1, "scheduled_event_id": 2, "lambda_id": "resize", "name": "f"}
    connection.execute(t.lambda_tasks.insert(), function | {"started_at": STARTED, "due_at": STARTED + 20_000})
