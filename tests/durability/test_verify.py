"""What `verify` promises: nothing in a file can be other than its histories say without being found out."""

import shutil
import sqlite3
from contextlib import closing
from itertools import starmap
from pathlib import Path
from typing import Any

import pytest

import swfstore
from swfstore.core.state import EPHEMERAL
from swfstore.store import tables
from tests.conftest import open_store
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

HELD = (
    tables.executions,
    tables.execution_tags,
    tables.decision_tasks,
    tables.activity_tasks,
    tables.timers,
    tables.child_executions,
    tables.external_requests,
    tables.lambda_tasks,
)
NOT_IN_A_HISTORY = {("executions", "workflow_id"), ("executions", "run_id")}
"""No event of an execution says what it is called itself."""

COLUMNS = [
    (table.name, column.name)
    for table in HELD
    for column in table.columns
    if column.name not in EPHEMERAL | {"id"} and (table.name, column.name) not in NOT_IN_A_HISTORY
]
DECISIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ScheduleActivityTask", {"activityType": dict(CHARGE), "activityId": "charge", "input": "42"}),
    ("ScheduleActivityTask", {"activityType": dict(CHARGE), "activityId": "refund"}),
    ("StartTimer", {"timerId": "patience", "startToFireTimeout": "60"}),
    ("ScheduleLambdaFunction", {"id": "mail", "name": "Mail", "input": "{}"}),
    ("StartChildWorkflowExecution", {"workflowId": "parcel", "workflowType": dict(ORDER), "control": "p"}),
    ("SignalExternalWorkflowExecution", {"workflowId": "stock", "signalName": "taken", "control": "s"}),
    ("RequestCancelExternalWorkflowExecution", {"workflowId": "stock", "runId": "earlier"}),
)


def _decision(kind: str, attributes: dict[str, Any]) -> dict[str, Any]:
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one of everything that can be open in an execution; nothing that was sent is delivered yet."""
    path = tmp_path_factory.mktemp("verify") / "workflows.db"
    with open_store(f"sqlite:///{path}") as store:
        swf = store.client()
        register(swf)
        for workflow_id in ("order-1", "order-2"):
            started = {"workflowType": dict(ORDER), "tagList": ["berlin", "gold"]}
            swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, **started)
        task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
        store.engine.pump.pump = lambda: 0
        decisions = list(starmap(_decision, DECISIONS))
        swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decisions, executionContext="paid")
        swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    return path


@pytest.fixture
def path(scene: Path, tmp_path: Path) -> Path:
    """A copy of that file, to be changed by hand."""
    return Path(shutil.copy(scene, tmp_path / "workflows.db"))


def differences(path: Path) -> list[str]:
    """What `verify` has to say of a file."""
    with swfstore.open(path, read_only=True) as store:
        return list(store.verify().differences)


def change(path: Path, statement: str, *values: object) -> bool:
    """Change the file by hand; False where the database itself refuses that."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER events_purge_only")
        try:
            return connection.execute(statement, values).rowcount > 0
        except sqlite3.IntegrityError:
            return False


def test_the_scene_is_whole(path):
    """Before anything is changed by hand, nothing differs."""
    assert differences(path) == []


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column(path, table, column):
    """Whichever column of what is open is changed by hand, the database refuses it or `verify` names it."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], f"nothing is in {table}"
    if change(path, f"UPDATE {table} SET {column} = CASE WHEN {column} IS NULL THEN 7 ELSE {column} || '1' END"):
        assert differences(path)


@pytest.mark.parametrize("table", [table.name for table in (*HELD, tables.events, tables.messages)])
def test_a_row(path, table):
    """Whichever row is deleted by hand, `verify` names what misses it: an event, a record, a message that is lost."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"SELECT * FROM {table}")
        names = [name for name, *_ in found.description]
        rows = found.fetchall()
    for row in rows:
        copy = Path(shutil.copy(path, path.with_name("copy.db")))
        assert change(copy, f"DELETE FROM {table} WHERE ({', '.join(names)}) IS ({', '.join('?' * len(row))})", *row)
        assert differences(copy), row


@pytest.mark.parametrize("table", ["timers", "decision_tasks", "execution_tags"])
def test_a_row_too_many(path, table):
    """A row of an execution that is not there is an orphan, and is named."""
    assert change(
        path, f"UPDATE {table} SET execution_id = 99 WHERE execution_id = (SELECT min(execution_id) FROM {table})"
    )
    assert any(f"of {table} belongs to executions that are not there" in each for each in differences(path))


def test_what_cannot_be_read_is_named_with_its_execution(path):
    """A value that is not even JSON is a difference like any other, and the other executions are verified."""
    assert change(path, "UPDATE executions SET tag_list = '[' WHERE workflow_id = 'order-1'")
    (difference, *others) = differences(path)
    assert difference.startswith("order-1 ")
    assert "a value cannot be read, JSONDecodeError" in difference
    assert others == []


def test_what_a_close_has_left_over(path):
    """An execution that has closed has nothing open; a row of it is named."""
    with open_store(f"sqlite:///{path}") as store:
        store.client().terminate_workflow_execution(domain=DOMAIN, workflowId="order-2")
    assert change(path, "UPDATE timers SET execution_id = 2")
    assert any(each.startswith("order-2 ") and "timers has a row of it" in each for each in differences(path))
