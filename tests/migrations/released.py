"""The kept database files, one of every released schema, and how the newest of them was made.

    python -m tests.migrations.released

It is run once for a revision, before that is released; from then on the file stays as it is.
"""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import swfstore
from swfstore.store.migrate import HEAD
from tests.support.stories import CHARGE, DOMAIN, ORDER, START_MS, register

FOLDER = Path(__file__).with_name("released")


def tell(store: swfstore.Store[swfstore.VirtualClock]) -> None:
    """A story that leaves rows in every table: one order is completed, one is open with everything that can be."""
    swf: Any = store.client()
    register(swf)
    swf.tag_resource(
        resourceArn=f"arn:aws:swf:us-east-1:123456789012:/domain/{DOMAIN}", tags=[{"key": "team", "value": "shop"}]
    )
    for workflow_id in ("done", "open"):
        swf.start_workflow_execution(
            domain=DOMAIN, workflowId=workflow_id, workflowType=ORDER, input="two books", tagList=["books"]
        )
    decide(swf, [("CompleteWorkflowExecution", {"result": "sent"})])
    activity = {"activityType": CHARGE, "activityId": "charge", "input": "12.50"}
    child = {"workflowType": ORDER, "workflowId": "child", "childPolicy": "TERMINATE"}
    opened: list[tuple[str, dict[str, Any]]] = [
        ("ScheduleActivityTask", activity),
        ("ScheduleActivityTask", activity | {"activityId": "later"}),
        ("StartTimer", {"timerId": "remind", "startToFireTimeout": "3600"}),
        ("StartChildWorkflowExecution", child),
        ("ScheduleLambdaFunction", {"id": "resize", "name": "resize"}),
        ("RecordMarker", {"markerName": "seen", "details": "by Ann"}),
    ]
    decide(swf, opened)
    store.clock.advance(seconds=5)
    task = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"}, identity="worker")
    swf.record_activity_task_heartbeat(taskToken=task["taskToken"], details="half")
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="open", signalName="approved", input="by Ann")


def decide(swf: Any, decisions: list[tuple[str, dict[str, Any]]]) -> None:
    """Poll for a decision task and answer it."""
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"}, identity="decider")
    members = [
        {"decisionType": name, name[0].lower() + name[1:] + "DecisionAttributes": attributes}
        for name, attributes in decisions
    ]
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=members)


def lambdas(text: str) -> str:
    """The function of the story: it never answers."""
    raise swfstore.LambdaHangs(text)


def make() -> Path:
    """Write the file of the newest revision, with small pages, and nothing beside it."""
    FOLDER.mkdir(exist_ok=True)
    target = FOLDER / f"{HEAD}.db"
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "x.db")
        clock = swfstore.VirtualClock(START_MS)
        with swfstore.open(path, clock=clock, ids=swfstore.SeededIds(1), lambdas={"resize": lambdas}) as store:
            tell(store)
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA page_size=1024")
            connection.execute("VACUUM INTO ?", [str(target)])
        connection.close()
    return target


if __name__ == "__main__":
    make()
