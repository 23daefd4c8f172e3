"""The demo's program: a decider and a worker that see an order through, in a process of their own.

    python -m swfstore.cli.demo_order FILE ORDER

They reserve the goods, wait for the approval of a person - a signal - with a timer that would give up, charge the card
and complete the order. Nothing is remembered between two tasks but the history: the process may be killed at any
moment, and another one goes on.
"""

import json
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

import click

from swfstore.client.store import Store
from swfstore.client.store import open as open_store
from swfstore.clock import SystemClock

DOMAIN = "demo"
ORDER = {"name": "Order", "version": "1"}
RESERVE = {"name": "ReserveGoods", "version": "1"}
CHARGE = {"name": "ChargeCard", "version": "1"}
DECIDERS, WORKERS = {"name": "deciders"}, {"name": "workers"}
APPROVED = "approved"
PATIENCE = "3600"
"""Seconds until an order that nobody approves fails."""

Decision = dict[str, Any]


def decide(events: list[dict[str, Any]]) -> tuple[str, list[Decision]]:
    """What to do next about an order, by its history alone: in words, and as SWF's decisions."""
    done = [event["eventType"] for event in events]
    finished = done.count("ActivityTaskCompleted")
    order = events[0]["workflowExecutionStartedEventAttributes"]["input"]
    if "TimerFired" in done:
        failed = {"reason": "nobody approved the order"}
        return "fail the order", [_decision("FailWorkflowExecution", **failed)]
    if finished == 0:
        return "reserve the goods", [_activity("reserve", RESERVE, order)]
    if "WorkflowExecutionSignaled" not in done:
        if "TimerStarted" in done:
            return "wait", []
        timer = _decision("StartTimer", timerId="patience", startToFireTimeout=PATIENCE)
        return "wait for the approval, an hour at the most", [timer]
    if finished == 1:
        stop = _decision("CancelTimer", timerId="patience")
        return "stop the timer and charge the card", [stop, _activity("charge", CHARGE, order)]
    return "complete the order", [_decision("CompleteWorkflowExecution", result="delivered")]


def _activity(activity_id: str, activity_type: Mapping[str, str], order: str) -> Decision:
    return _decision("ScheduleActivityTask", activityId=activity_id, activityType=activity_type, input=order)


def _decision(decision_type: str, **attributes: Any) -> Decision:
    member = decision_type[0].lower() + decision_type[1:] + "DecisionAttributes"
    return {"decisionType": decision_type, member: attributes}


def work(activity: Mapping[str, str], order: Mapping[str, Any]) -> dict[str, Any]:
    """What the worker does: reserve each item, or charge what they cost together."""
    if activity == RESERVE:
        return {"reserved": {item["sku"]: item["quantity"] for item in order["items"]}}
    return {"charged": sum(item["quantity"] * item["cents"] for item in order["items"]), "currency": "EUR"}


class Program:
    """The decider's and the worker's loops, on one store, until this order is closed."""

    def __init__(self, store: Store[SystemClock], order: str, say: Callable[[str], None]) -> None:
        self._swf: Any = store.client()
        self._order = order
        self._say = say
        self._closed = threading.Event()

    def run(self) -> None:
        """Work on every order there is, until ours is closed."""
        worker = threading.Thread(target=self._work)
        worker.start()
        try:
            self._decide()
        finally:
            self._closed.set()
            worker.join()

    def _decide(self) -> None:
        while not self._closed.is_set():
            task = self._swf.poll_for_decision_task(domain=DOMAIN, taskList=DECIDERS, identity="decider")
            if "taskToken" not in task:
                continue
            words, decisions = decide(task["events"])
            self._say(f"decider: {words}")
            self._swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decisions)
            is_closed = any("WorkflowExecution" in decision["decisionType"] for decision in decisions)
            if is_closed and task["workflowExecution"]["workflowId"] == self._order:
                self._closed.set()

    def _work(self) -> None:
        while not self._closed.is_set():
            task = self._swf.poll_for_activity_task(domain=DOMAIN, taskList=WORKERS, identity="worker")
            if "taskToken" not in task:
                continue
            result = json.dumps(work(task["activityType"], json.loads(task["input"])))
            self._say(f"worker:  {task['activityType']['name']}: {result}")
            self._swf.respond_activity_task_completed(taskToken=task["taskToken"], result=result)


def main(path: str, order: str) -> None:
    """Open the file and work on the orders in it, until this one is closed."""
    with open_store(path, long_poll_seconds=0.5) as store:
        Program(store, order, lambda text: click.echo(text)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
