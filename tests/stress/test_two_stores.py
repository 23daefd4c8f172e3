"""Two stores on one database, as two servers have it: what one of them does is the other's as well."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import swfstore
from tests.conftest import open_store
from tests.properties.histories import histories, rows
from tests.properties.promises import broken
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

DECIDERS = {"name": "deciders"}


@pytest.fixture(params=["file", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh database that several stores can open."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'x.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def pair(shared_url: str) -> Iterator[tuple[Any, Any]]:
    """Two stores that live at the same time."""
    first, second = open_store(shared_url), open_store(shared_url, ids=swfstore.SeededIds(2))
    register(first.client())
    yield first, second
    assert broken(second, exact=False) == []
    first.close()
    second.close()


def start(store: Any, workflow_id: str = "w") -> None:
    """Start an execution of Order/1."""
    store.client().start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=dict(ORDER))


def take(store: Any) -> Any:
    """Poll for a decision task."""
    return store.client().poll_for_decision_task(domain=DOMAIN, taskList=DECIDERS)


def types(store: Any) -> list[str]:
    """The types of the events of the first execution."""
    return [event.type for event in histories(store)[0].events]


def test_a_change_through_one_store_is_seen_by_the_other(pair: tuple[Any, Any]) -> None:
    """Domains and types, registered and deprecated: nobody remembers what was."""
    first, second = pair
    start(second)
    first.client().deprecate_workflow_type(domain=DOMAIN, workflowType=dict(ORDER))
    with pytest.raises(swfstore.Fault, match="TypeDeprecatedFault"):
        start(second, "v")
    first.client().undeprecate_workflow_type(domain=DOMAIN, workflowType=dict(ORDER))
    second.client().deprecate_domain(name=DOMAIN)
    with pytest.raises(swfstore.Fault, match="DomainDeprecatedFault"):
        start(first, "v")
    first.client().undeprecate_domain(name=DOMAIN)
    first.client().undeprecate_workflow_type(domain=DOMAIN, workflowType=dict(ORDER))  # it went with its domain
    start(second, "v")


def test_a_task_is_given_by_one_store_and_answered_through_the_other(pair: tuple[Any, Any]) -> None:
    """Tokens are good at both; a task that one has given the other does not give again."""
    first, second = pair
    start(first)
    task = take(first)
    assert "taskToken" not in take(second)
    charge = {"activityId": "a", "activityType": dict(CHARGE)}
    decision = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": charge}
    second.client().respond_decision_task_completed(taskToken=task["taskToken"], decisions=[decision])
    worker = second.client().poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    first.client().respond_activity_task_completed(taskToken=worker["taskToken"])
    with pytest.raises(swfstore.Fault, match="UnknownResourceFault"):
        second.client().respond_activity_task_failed(taskToken=worker["taskToken"])


def test_what_one_store_has_scheduled_expires_through_the_other(pair: tuple[Any, Any]) -> None:
    """A timer fires although the store that started it sleeps; and it fires once."""
    first, second = pair
    start(first)
    timer = {"timerId": "t", "startToFireTimeout": "60"}
    decision = {"decisionType": "StartTimer", "startTimerDecisionAttributes": timer}
    first.client().respond_decision_task_completed(taskToken=take(first)["taskToken"], decisions=[decision])
    second.clock.advance(minutes=1)
    first.clock.advance(minutes=1)
    assert types(first).count("TimerFired") == 1


def test_messages_of_a_store_that_died_are_delivered_by_the_other(
    pair: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call was committed, and the process ended before it delivered anything: the next pump does."""
    first, second = pair
    start(first)
    start(first, "v")
    monkeypatch.setattr(first.engine, "follow_up", lambda: None)
    signal = {"workflowId": "v", "signalName": "s"}
    decision = {
        "decisionType": "SignalExternalWorkflowExecution",
        "signalExternalWorkflowExecutionDecisionAttributes": signal,
    }
    first.client().respond_decision_task_completed(taskToken=take(first)["taskToken"], decisions=[decision])
    assert rows(second, "SELECT count(*) FROM messages") == [(1,)]
    second.pump()
    assert types(second)[-2:] == ["ExternalWorkflowExecutionSignaled", "DecisionTaskScheduled"]


def test_what_one_store_has_closed_is_purged_by_the_other(pair: tuple[Any, Any]) -> None:
    """A store that only pumps finds executions that others have closed, when their days are over."""
    first, second = pair
    second.pump()
    start(first)
    first.client().terminate_workflow_execution(domain=DOMAIN, workflowId="w")
    second.clock.advance(days=6)
    second.pump()
    assert rows(second, "SELECT count(*) FROM executions") == [(1,)]
    second.clock.advance(days=2)
    second.pump()
    assert rows(second, "SELECT count(*) FROM executions") == [(0,)]


def test_an_execution_is_open_once_whoever_starts_it(pair: tuple[Any, Any]) -> None:
    """The second start is refused, through whichever store; after the close it is not."""
    first, second = pair
    start(first)
    with pytest.raises(swfstore.Fault, match="WorkflowExecutionAlreadyStartedFault"):
        start(second)
    second.client().terminate_workflow_execution(domain=DOMAIN, workflowId="w")
    start(second)
    assert [history.is_open for history in histories(first)] == [False, True]
