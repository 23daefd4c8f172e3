"""With throttling switched on, requests and decisions that come too fast are refused, and pass a moment later."""

from pathlib import Path
from typing import Any

import pytest

import swfstore
from swfstore.core.decisions import RecordMarker
from swfstore.core.rules.carrying_out import RATE_CAUSES
from swfstore.core.values import snake
from swfstore.engine.throttle import DECISIONS, OF_EXECUTION, REQUESTS, TASKS
from tests.conformance.requests import DECIDERS, ORDER_TYPE, decision
from tests.conformance.requests import REQUESTS as SOUND
from tests.conftest import open_store
from tests.support.history import events_of
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

DOCUMENTED = {"evidence": "documented"}
CHOICES: dict[str, dict[str, Any]] = {
    "ContinueAsNewWorkflowExecution": {},
    "RequestCancelExternalWorkflowExecution": {"workflowId": "other"},
    "ScheduleActivityTask": {"activityId": "a", "activityType": dict(CHARGE)},
    "ScheduleLambdaFunction": {"id": "l", "name": "resize"},
    "SignalExternalWorkflowExecution": {"workflowId": "other", "signalName": "hello"},
    "StartChildWorkflowExecution": {"workflowId": "child", "workflowType": dict(ORDER)},
    "StartTimer": {"timerId": "t", "startToFireTimeout": "60"},
}


def slowed(path: Path, **rates: tuple[int, int]) -> tuple[swfstore.Store[swfstore.VirtualClock], Any]:
    """A second store on the file of the first one, with these rates, and a client of it."""
    store = open_store(str(path), throttle=swfstore.Throttle(rates))
    return store, store.client()


def code(call: Any, request: dict[str, Any]) -> str:
    """The code of the fault with which a call is refused, `throttled` for that one; empty where it is not."""
    try:
        call(**request)
    except swfstore.Fault as fault:
        return fault.code if fault.message != "Rate exceeded" else "throttled"
    return ""


@pytest.mark.parametrize(
    "operation", [pytest.param(name, id=name, marks=pytest.mark.covers(f"rate {name}", **DOCUMENTED)) for name in SOUND]
)
def test_a_request_above_the_rate_is_refused(tmp_path: Path, operation: str) -> None:
    """The bucket of one request is empty after one, and has another one after a second."""
    with open_store(str(tmp_path / "x.db")) as quick:
        register(quick.client())
        request = SOUND[operation](quick.client())
    store, swf = slowed(tmp_path / "x.db", **{operation: (1, 1)})
    with store:
        call = getattr(swf, snake(operation))
        assert code(call, request) == ""
        assert code(call, request) == "throttled"
        assert code(getattr(store.client(account="999999999999"), snake(operation)), request) != "throttled"
        store.clock.advance(seconds=1)
        assert code(call, request) != "throttled"


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(name, id=name, marks=pytest.mark.covers(f"rate execution {name}", **DOCUMENTED))
        for name in OF_EXECUTION
    ],
)
def test_an_execution_has_a_rate_of_its_own(tmp_path: Path, operation: str) -> None:
    """What is refused for one execution passes for another one."""
    with open_store(str(tmp_path / "x.db")) as quick:
        register(quick.client())
        request = SOUND[operation](quick.client())
        quick.client().start_workflow_execution(**ORDER_TYPE, workflowId="order-2")
    store, swf = slowed(tmp_path / "x.db", **{f"execution {operation}": (1, 1)})
    with store:
        call = getattr(swf, snake(operation))
        assert code(call, request) == ""
        assert code(call, request) == "throttled"
        if "workflowId" in request:
            assert code(call, {**request, "workflowId": "order-2"}) == ""


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(
            cls.__name__, id=cls.__name__, marks=pytest.mark.covers(f"decision {cls.__name__} {cause}", **DOCUMENTED)
        )
        for cls, cause in RATE_CAUSES.items()
    ],
)
def test_a_decision_above_the_rate_fails_with_the_cause_of_its_kind(tmp_path: Path, kind: str) -> None:
    """The request succeeds; the decision fails by an event."""
    store, swf = slowed(tmp_path / "x.db", **{f"decision {kind}": (0, 0)})
    with store:
        register(swf)
        swf.start_workflow_execution(**ORDER_TYPE, workflowId="order-1")
        task = swf.poll_for_decision_task(**DECIDERS)
        swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[decision(kind, **CHOICES[kind])])
        failed = events_of(swf, DOMAIN, "order-1")[4]
        cause = next(cause for cls, cause in RATE_CAUSES.items() if cls.__name__ == kind)
        assert failed["eventType"] == f"{kind}Failed"
        assert failed[f"{kind[0].lower()}{kind[1:]}FailedEventAttributes"]["cause"] == cause


@pytest.mark.covers(f"rate {TASKS}", **DOCUMENTED)
def test_a_task_list_takes_so_many_activity_tasks_in_a_second(tmp_path: Path) -> None:
    """A task more than that fails with the cause of the rate, on another task list it is scheduled."""
    store, swf = slowed(tmp_path / "x.db", **{TASKS: (1, 1)})
    with store:
        register(swf)
        swf.start_workflow_execution(**ORDER_TYPE, workflowId="order-1")
        task = swf.poll_for_decision_task(**DECIDERS)
        charges = [
            decision("ScheduleActivityTask", activityId=name, activityType=dict(CHARGE), **on)
            for name, on in (("a", {}), ("b", {}), ("c", {"taskList": {"name": "others"}}))
        ]
        swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=charges)
        assert [event["eventType"] for event in events_of(swf, DOMAIN, "order-1")[4:7]] == [
            "ActivityTaskScheduled",
            "ScheduleActivityTaskFailed",
            "ActivityTaskScheduled",
        ]


def test_the_documented_rates_are_off_by_default(tmp_path: Path) -> None:
    """Every operation has a rate; without `throttle=True` nobody counts, and decisions without one are never slowed."""
    assert sorted(REQUESTS) == sorted(SOUND)
    assert RecordMarker.__name__ not in DECISIONS
    for throttle, expected in ((False, 0), (True, 20)):
        with swfstore.open(":memory:", clock=swfstore.VirtualClock(), throttle=throttle) as store:
            swf: Any = store.client()
            register(swf)
            refused = [code(swf.list_domains, {"registrationStatus": "REGISTERED"}) for _ in range(120)]
            assert refused.count("throttled") == expected
