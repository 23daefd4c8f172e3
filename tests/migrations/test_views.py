"""The views that people read: the same on both databases, times as text, in the shells that come with them."""

import shutil
import subprocess

import pytest
from sqlalchemy import text

from swfstore.store.database import Database
from swfstore.store.migrate import prepare
from tests.migrations.rows import fill


def _rows(connection, columns, view):
    return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {view}"))]


def test_history(connection):
    """Every event with its domain, execution and time, in order."""
    fill(connection)
    assert _rows(connection, "domain, workflow_id, run_id, event_id, time, event_type", "history")[1:3] == [
        ("orders", "order-1", "run-1", 2, "2030-01-01T00:00:00.123Z", "DecisionTaskScheduled"),
        ("orders", "order-2", "run-2", 1, "2030-01-01T00:00:00.123Z", "WorkflowExecutionStarted"),
    ]


def test_open_executions(connection):
    """What runs now, and whether a decision waits."""
    fill(connection)
    columns = "workflow_id, workflow_type, started, times_out, decision_task, cancel_requested, events, tags"
    assert _rows(connection, columns, "open_executions") == [
        ("order-1", "Order", "2030-01-01T00:00:00.123Z", "2030-01-01T01:00:00.123Z", "waiting", "no", 2, '["fast"]')
    ]


def test_closed_executions(connection):
    """How executions ended, and how long they took."""
    fill(connection)
    assert _rows(connection, "workflow_id, close_status, closed, seconds, events", "closed_executions") == [
        ("order-2", "COMPLETED", "2030-01-01T00:00:01.623Z", 1.5, 2)
    ]


def test_pending_tasks(connection):
    """What deciders, workers and functions have to do or are doing."""
    fill(connection)
    assert _rows(connection, "kind, task, task_list, priority, status, times_out", "pending_tasks ORDER BY kind") == [
        ("activity", "charge", "workers", 5, "waiting", "2030-01-01T00:01:00.123Z"),
        ("decision", None, "deciders", 5, "waiting", None),
        ("lambda", "resize", None, None, "running", "2030-01-01T00:00:20.123Z"),
    ]


def test_deadlines(connection):
    """What will happen by itself, the next thing first; nothing of closed executions."""
    fill(connection)
    assert _rows(connection, "due, kind, name, workflow_id", "deadlines") == [
        ("2030-01-01T00:00:10.123Z", "timer", "remind", "order-1"),
        ("2030-01-01T00:00:20.123Z", "lambda", "resize", "order-1"),
        ("2030-01-01T00:01:00.123Z", "activity", "charge", "order-1"),
        ("2030-01-01T01:00:00.123Z", "execution", None, "order-1"),
    ]


def test_the_views_have_the_same_columns_on_both_databases(connection):
    """A query for people is written once."""
    found = {
        view: list(connection.execute(text(f"SELECT * FROM {view}")).keys())
        for view in ("history", "open_executions", "closed_executions", "pending_tasks", "deadlines")
    }
    assert {view: len(columns) for view, columns in found.items()} == {
        "history": 8,
        "open_executions": 18,
        "closed_executions": 13,
        "pending_tasks": 13,
        "deadlines": 7,
    }


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="no sqlite3 shell")  # an optional tool
def test_the_views_work_in_the_sqlite3_shell(tmp_path):
    """No function of ours is needed to read them."""
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}")
    prepare(database, version="1")
    with database.engine.begin() as connection:
        fill(connection)
    database.close()
    query = "SELECT due, kind FROM deadlines LIMIT 1; SELECT count(*) FROM history;"
    done = subprocess.run(["sqlite3", path, query], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["2030-01-01T00:00:10.123Z|timer", "4"]
