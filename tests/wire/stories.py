"""What the tests of the wire do again and again."""

import threading
import time
from collections.abc import Callable
from typing import Any

from tests.support.stories import CHARGE, DOMAIN, ORDER

DECIDERS = {"name": "deciders"}
WORKERS = {"name": "workers"}


def start(swf: Any, workflow_id: str = "order-1", **more: Any) -> str:
    """Start an Order; its run id."""
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=dict(ORDER), **more)
    return str(run["runId"])


def decide(swf: Any, *decisions: dict[str, Any]) -> Any:
    """Take the next decision task and answer it; the task."""
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList=DECIDERS)
    assert task.get("taskToken"), "there is no decision task"
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=list(decisions))
    return task


def decision(kind: str, **attributes: Any) -> dict[str, Any]:
    """A decision as the API takes it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def charge(activity_id: str = "charge", **more: Any) -> dict[str, Any]:
    """The decision to schedule the activity Charge."""
    return decision("ScheduleActivityTask", activityId=activity_id, activityType=dict(CHARGE), **more)


def history(swf: Any, workflow_id: str, run_id: str) -> list[dict[str, Any]]:
    """All events of a run."""
    execution = {"workflowId": workflow_id, "runId": run_id}
    pages = swf.get_paginator("get_workflow_execution_history").paginate(domain=DOMAIN, execution=execution)
    return [event for page in pages for event in page["events"]]


def types(events: list[dict[str, Any]]) -> list[str]:
    """The types of events."""
    return [event["eventType"] for event in events]


class Later:
    """A call in a thread of its own; `result` waits for what it gave or raised, `seconds` is how long it took."""

    def __init__(self, call: Callable[..., Any], **members: Any) -> None:
        self._outcome: Any = None
        self._error: BaseException | None = None
        self.seconds = 0.0
        self.ended_at = 0.0

        def run() -> None:
            since = time.monotonic()
            try:
                self._outcome = call(**members)
            except BaseException as error:  # noqa: BLE001  # raised again where the result is asked for
                self._error = error
            self.ended_at = time.monotonic()
            self.seconds = self.ended_at - since

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._thread.is_alive()

    def result(self, timeout: float = 30) -> Any:
        """What the call gave; raises what it raised."""
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the call has not ended in time"
        if self._error is not None:
            raise self._error
        return self._outcome


def waiting_polls(server: Any) -> int:
    """How many polls wait at a server, by its metrics."""
    page = server.admin("/_swfstore/metrics")[1]
    return int(sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith("swfstore_waiting_polls{")))


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it has not happened in time"
        time.sleep(0.01)
