"""`swfstore demo`: an order that outlives the process that worked on it."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from swfstore.cli.common import execution_of
from swfstore.cli.demo_order import APPROVED, CHARGE, DECIDERS, DOMAIN, ORDER, RESERVE, WORKERS
from swfstore.cli.history import events_of, print_history
from swfstore.client.store import Store
from swfstore.client.store import open as open_store
from swfstore.clock import SystemClock
from swfstore.errors import FAULTS, SwfstoreError

BASKET = {
    "customer": "Ann",
    "items": [
        {"sku": "teapot-blue", "quantity": 1, "cents": 3490},
        {"sku": "tea-assam-250g", "quantity": 2, "cents": 890},
    ],
}
LIMIT = 60_000
"""Milliseconds after which the demo gives up on its own processes."""

LOOK_AGAIN = 20


@click.command()
@click.option("--db", metavar="FILE", type=click.Path(dir_okay=False), help="Where; by default a temporary file.")
def demo(db: str | None) -> None:
    """Run an order through a decider and a worker, kill them half-way, approve the order, and see it completed."""
    path = str(Path(db) if db else Path(tempfile.mkdtemp(prefix="swfstore-demo-")) / "orders.db")
    order = _start(path)
    _kill_half_way(path, order)
    _approve(path, order)
    _finish(path, order)
    query = f"SELECT time, event_type FROM history WHERE workflow_id = '{order}'"  # noqa: S608  # printed for a person
    click.echo(f'\nThe file is {path}. Look into it yourself:\n\n  sqlite3 {path} "{query}"')
    click.echo(f"  {sys.executable} -m swfstore list --closed --db {path}")


def _step(number: int, text: str) -> None:
    click.echo(f"{chr(10) if number > 1 else ''}{number}. {text}")


def _start(path: str) -> str:
    """Register what there is to register and start an order; its workflow id."""
    with open_store(path) as store:
        swf: Any = store.client()
        _register(swf)
        number = 42
        while True:
            try:
                order = f"order-{number}"
                swf.start_workflow_execution(
                    domain=DOMAIN, workflowId=order, workflowType=ORDER, input=json.dumps(BASKET), tagList=["demo"]
                )
            except FAULTS["WorkflowExecutionAlreadyStartedFault"]:
                number += 1
                continue
            _step(1, f"{order} is started: {json.dumps(BASKET)}")
            return order


def _register(swf: Any) -> None:
    timeouts = {"defaultTaskScheduleToStartTimeout": "NONE", "defaultTaskScheduleToCloseTimeout": "NONE"}
    timeouts |= {"defaultTaskStartToCloseTimeout": "60", "defaultTaskHeartbeatTimeout": "NONE"}
    order = {"defaultTaskList": DECIDERS, "defaultChildPolicy": "TERMINATE", "defaultTaskStartToCloseTimeout": "60"}
    order |= {"defaultExecutionStartToCloseTimeout": "86400"}
    try:
        swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="30")
        swf.register_workflow_type(domain=DOMAIN, **ORDER, **order)
        for activity_type in (RESERVE, CHARGE):
            swf.register_activity_type(domain=DOMAIN, **activity_type, **timeouts, defaultTaskList=WORKERS)
    except (FAULTS["DomainAlreadyExistsFault"], FAULTS["TypeAlreadyExistsFault"]):
        return  # the demo has been here before


def _program(path: str, order: str) -> "subprocess.Popen[str]":
    """The decider and the worker, in a process of their own."""
    command = [sys.executable, "-m", "swfstore.cli.demo_order", path, order]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _say(text: str) -> None:
    for line in text.splitlines():
        click.echo(f"   {line}")


def _kill_half_way(path: str, order: str) -> None:
    _step(2, "a decider and a worker, in a process of their own, take it up")
    program = _program(path, order)
    try:
        with open_store(path) as store:
            _wait_for(store, order, "TimerStarted", program)
    finally:
        program.kill()
        said, _ = program.communicate()
    _say(said)
    _step(3, f"that process is killed (kill -9, exit code {program.returncode}): nobody has {path} open now")


def _approve(path: str, order: str) -> None:
    with open_store(path) as store:
        report = store.verify()
        if not report.ok:
            raise SwfstoreError(str(report))
        swf: Any = store.client()
        swf.signal_workflow_execution(domain=DOMAIN, workflowId=order, signalName=APPROVED, input="by Ann")
    _step(4, f"the file is opened again ({report}), and the order is signalled: {APPROVED}, by Ann")


def _finish(path: str, order: str) -> None:
    _step(5, "another process takes up where the first one died")
    program = _program(path, order)
    try:
        said, complaint = program.communicate(timeout=LIMIT / 1000)
    except subprocess.TimeoutExpired:
        program.kill()
        raise SwfstoreError("the demo's process did not finish") from None
    _say(said)
    if program.returncode:
        raise SwfstoreError(f"the demo's process failed: {complaint.strip().splitlines()[-1]}")
    with open_store(path) as store:
        swf: Any = store.client()
        execution = execution_of(swf, DOMAIN, order, None)
        _step(6, f"the history of {order}")
        print_history(events_of(swf, {"domain": DOMAIN, "execution": execution}))


def _wait_for(store: Store[SystemClock], order: str, event_type: str, program: "subprocess.Popen[str]") -> None:
    """Wait until the order's history has such an event."""
    swf: Any = store.client()
    query = {"domain": DOMAIN, "execution": execution_of(swf, DOMAIN, order, None)}
    give_up = store.clock.now() + LIMIT
    while all(event["eventType"] != event_type for event in events_of(swf, query)):
        if program.poll() is not None or store.clock.now() > give_up:
            raise SwfstoreError("the demo's process did not get half-way")
        store.clock.wait(store.clock.changes(), store.clock.now() + LOOK_AGAIN)
