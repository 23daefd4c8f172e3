"""The database itself keeps histories as they are, whoever writes to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.migrations.rows import fill

OPEN, CLOSED = 1, 2


def _events(connection):
    return connection.execute(text("SELECT count(*) FROM events")).scalar_one()


def _refused(connection, sql):
    with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
        connection.execute(text(sql))


def test_an_event_is_never_changed(connection):
    """No UPDATE of events, not even to the same value, nor for a closed execution."""
    fill(connection)
    _refused(connection, "UPDATE events SET attributes = '[]'")
    _refused(connection, "UPDATE events SET event_id = event_id WHERE execution_id = 2")
    connection.execute(text("INSERT INTO purging (execution_id) VALUES (2)"))
    _refused(connection, "UPDATE events SET attributes = '[]' WHERE execution_id = 2")


def test_events_are_not_deleted(connection):
    """Not one, not all, and not those of a closed execution, unless it is being purged."""
    fill(connection)
    _refused(connection, "DELETE FROM events WHERE execution_id = 1 AND event_id = 2")
    _refused(connection, "DELETE FROM events WHERE execution_id = 2")
    _refused(connection, "DELETE FROM events")
    assert _events(connection) == 4


def test_the_purge_deletes_a_closed_execution_only(connection):
    """With its marker row the events of a closed execution go; those of an open one stay all the same."""
    fill(connection)
    connection.execute(text("INSERT INTO purging (execution_id) VALUES (1), (2)"))
    _refused(connection, "DELETE FROM events WHERE execution_id = 1")
    connection.execute(text("DELETE FROM events WHERE execution_id = 2"))
    assert _events(connection) == 2


def test_the_marker_cannot_outlive_the_purge(connection):
    """The purge takes its marker away before the execution: the database insists."""
    fill(connection)
    connection.execute(text("INSERT INTO purging (execution_id) VALUES (2)"))
    connection.execute(text("DELETE FROM events WHERE execution_id = 2"))
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text("DELETE FROM executions WHERE id = 2"))
    connection.execute(text("DELETE FROM purging WHERE execution_id = 2"))
    assert connection.execute(text("DELETE FROM executions WHERE id = 2")).rowcount == 1


def test_events_are_not_replaced(connection):
    """The ways to write over a row while seeming to insert are closed too, and so is emptying the table."""
    fill(connection)
    row = "INTO events (execution_id, event_id, event_type, event_timestamp, attributes) VALUES (1, 1, 'X', 0, '')"
    update = f"INSERT {row} ON CONFLICT (execution_id, event_id) DO UPDATE SET attributes = 'x'"
    _refused(connection, update)
    _refused(connection, f"REPLACE {row}" if connection.dialect.name == "sqlite" else "TRUNCATE events")
    assert connection.execute(text("SELECT event_type FROM events WHERE event_id = 1")).scalars().all() == (
        ["WorkflowExecutionStarted"] * 2
    )


def test_an_event_id_is_used_once(connection):
    """A second event with the same id is refused, whatever it says."""
    fill(connection)
    row = "INTO events (execution_id, event_id, event_type, event_timestamp, attributes) VALUES (1, 2, 'X', 0, '')"
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text(f"INSERT {row}"))
    assert _events(connection) == 4
