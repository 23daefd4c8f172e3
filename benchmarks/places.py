"""Stores to measure on, each in a directory of its own that goes away, and connections of the stdlib to their files."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import swfstore
from swfstore.core.limits import Limits

DOMAIN = "orders"
ORDER = {"name": "Order", "version": "1"}
CHARGE = {"name": "Charge", "version": "1"}
DECIDERS = "deciders"
WORKERS = "workers"

UNLIMITED = Limits(events=10**9, open_executions=10**9, open_activity_tasks=10**6)
"""No history ends and no domain is full while it is measured."""


@contextmanager
def store(durability: str = "full", memory: bool = False) -> Iterator[Any]:
    """An open store with the domain and the types registered."""
    with tempfile.TemporaryDirectory(prefix="swfstore-") as directory:
        where = ":memory:" if memory else str(Path(directory) / "workflows.db")
        with swfstore.open(where, durability=durability, limits=UNLIMITED) as opened:
            register(opened.client())
            yield opened


def register(swf: Any) -> None:
    """The domain, a workflow type and an activity type; `swf` may be boto3's client."""
    swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="7")
    swf.register_workflow_type(
        domain=DOMAIN,
        **ORDER,
        defaultTaskList={"name": DECIDERS},
        defaultChildPolicy="TERMINATE",
        defaultTaskStartToCloseTimeout="300",
        defaultExecutionStartToCloseTimeout="86400",
    )
    swf.register_activity_type(
        domain=DOMAIN,
        **CHARGE,
        defaultTaskList={"name": WORKERS},
        defaultTaskHeartbeatTimeout="NONE",
        defaultTaskScheduleToCloseTimeout="86400",
        defaultTaskScheduleToStartTimeout="86400",
        defaultTaskStartToCloseTimeout="3600",
    )


def start(swf: Any, workflow_id: str, **members: Any) -> str:
    """Start an Order; its run id."""
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=ORDER, **members)
    return str(run["runId"])


def schedule(number: object, task_list: str = WORKERS) -> dict[str, object]:
    """The decision to schedule an activity task."""
    attributes = {
        "activityType": CHARGE,
        "activityId": f"charge-{number}",
        "input": '{"amount":42}',
        "taskList": {"name": task_list},
    }
    return {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": attributes}


def decide(swf: Any, decisions: list[dict[str, object]], task_list: str = DECIDERS) -> None:
    """Take the next decision task of the list and answer it."""
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": task_list}, maximumPageSize=1)
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decisions)


def path_of(opened: Any) -> Path:
    """The file of a store."""
    return Path(opened.engine.database.url.database)


@contextmanager
def by_hand(opened: Any, durability: str = "full") -> Iterator[sqlite3.Connection]:
    """A connection of the stdlib to the store's file, at that durability; in memory, the store's own."""
    if opened.engine.database.is_memory:
        yield opened.engine.database.engine.raw_connection().driver_connection
        return
    with closing(sqlite3.connect(path_of(opened), isolation_level=None, cached_statements=512)) as connection:
        connection.execute(f"PRAGMA synchronous={durability}")
        connection.execute("PRAGMA foreign_keys=ON")
        yield connection
