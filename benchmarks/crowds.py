"""Many executions, many events: copied by SQL from what swfstore itself has written, so that `verify` still holds."""

import sqlite3
from typing import Any

from benchmarks.places import by_hand

_PARTS = ("events", "decision_tasks", "activity_tasks", "timers", "execution_tags")
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
_MORE = """INSERT INTO events
SELECT e.execution_id, e.event_id + n.i, e.event_type, e.event_timestamp + 7 * n.i, e.attributes
FROM n CROSS JOIN events e WHERE e.execution_id = :source AND e.event_id = :last"""


def _copy(connection: sqlite3.Connection, table: str, source: int, new: dict[str, str], count: int) -> None:
    """Copy the rows of an execution `count` times; `new` are the expressions of the columns that are not copied."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    key = "id" if table == "executions" else "execution_id"
    columns = [name for name in names if name != "id" or name in new]
    values = ", ".join(new.get(name, f"t.{name}") for name in columns)
    rows = f"SELECT {values} FROM n CROSS JOIN {table} t WHERE t.{key} = :source"  # noqa: S608 - names of our own
    connection.execute(
        f"{_NUMBERS} INSERT INTO {table} ({', '.join(columns)}) {rows}", {"count": count, "source": source}
    )


def copies(opened: Any, workflow_id: str, count: int) -> None:
    """Copy the open run of the workflow id `count` times, with all that belongs to it, under new names."""
    with by_hand(opened, "off") as connection:
        connection.execute("BEGIN IMMEDIATE")
        (source,) = connection.execute("SELECT id FROM executions WHERE workflow_id = ?", (workflow_id,)).fetchone()
        (last,) = connection.execute("SELECT max(id) FROM executions").fetchone()
        own = {"id": f"{last} + n.i", "workflow_id": "t.workflow_id || '-' || n.i", "run_id": "t.run_id || n.i"}
        _copy(connection, "executions", source, own, count)
        for table in _PARTS:
            _copy(connection, table, source, {"execution_id": own["id"]}, count)
        connection.execute("UPDATE domains SET open_executions = open_executions + ?", (count,))
        connection.execute("COMMIT")


def lengthen(opened: Any, workflow_id: str, events: int) -> None:
    """Signal the run until its history has that many events: its last event, a signal, every 7 milliseconds."""
    with by_hand(opened, "off") as connection:
        connection.execute("BEGIN IMMEDIATE")
        source, next_id = connection.execute(
            "SELECT id, next_event_id FROM executions WHERE workflow_id = ?", (workflow_id,)
        ).fetchone()
        count = events - next_id + 1
        connection.execute(
            _NUMBERS + _MORE,
            {"count": count, "source": source, "last": next_id - 1},
        )
        connection.execute(
            "UPDATE executions SET next_event_id = ?, latest_event_at = latest_event_at + 7 * ? WHERE id = ?",
            (events + 1, count, source),
        )
        connection.execute("COMMIT")
