"""The change of the decider is safe: every recorded order is decided as it was, and one that is under way goes on."""

from pathlib import Path
from typing import Any

import pytest

import swfstore
from replay_guard.decider import CHARGE, CHECK, DOMAIN, SHIP, decide
from swfstore.histories import import_history, read
from swfstore.testing import assert_replays, run

HISTORIES = Path(__file__).with_name("histories")


def test_every_recorded_order_is_decided_as_it_was() -> None:
    """The guard: one line, for whatever the AWS command line or `swfstore export` has written."""
    assert_replays(HISTORIES, decide)


def without_a_guard(task: dict[str, Any]) -> list[dict[str, Any]]:
    """The change as it was made at first: every order is checked, also those that began before."""
    return decide(task | {"workflowType": {"name": "Order", "version": "2"}})


def test_the_first_attempt_would_have_been_caught() -> None:
    """It asks for the check of an order that was charged already; the report says where, and both sides."""
    with pytest.raises(AssertionError) as caught:
        assert_replays(HISTORIES / "order-1001-shipped.json", without_a_guard)
    report = str(caught.value)
    assert "the decision task of event 3" in report
    assert "recorded: ScheduleActivityTask activityId=charge" in report
    assert "decided:  ScheduleActivityTask activityId=checkfraud" in report


def test_an_order_that_is_under_way_goes_on_with_the_new_code() -> None:
    """Its history is imported as it stands in production, in the time in which it stands, and runs to its end."""
    (history,) = read(HISTORIES / "order-1003-under-way.json")
    latest = history.events[-1]["eventTimestamp"].timestamp()
    clock = swfstore.VirtualClock(start_ms=round(latest * 1000))
    with swfstore.open(":memory:", clock=clock) as store:
        import_history(store, history)
        swf = store.client()
        workers = {CHECK: nothing, CHARGE: nothing, SHIP: nothing}
        run(store, DOMAIN, deciders={("Order", "1"): decide}, activities=workers)
        execution = {"workflowId": history.workflow_id, "runId": history.run_id}
        events = swf.get_workflow_execution_history(domain=DOMAIN, execution=execution)["events"]
        scheduled = [
            event["activityTaskScheduledEventAttributes"]["activityType"]["name"]
            for event in events
            if event["eventType"] == "ActivityTaskScheduled"
        ]
        assert scheduled == ["Charge", "Ship"]
        assert events[-1]["eventType"] == "WorkflowExecutionCompleted"


def nothing(_task: Any) -> str:
    """What the workers do here."""
    return "ok"
