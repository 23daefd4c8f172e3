"""A fork: a new store in which a run stands as it stood after one of its events, ready to go on."""

import pytest

import swfstore
from swfstore.core.events import EVENTS
from swfstore.histories.forking import SLEEPS
from tests.histories.orders import approve, decide, made, registered, start, step, told, work
from tests.support.history import events_of
from tests.support.stories import DOMAIN


def test_a_run_goes_another_way_from_an_event_on(store, swf):
    """An order that was approved is forked before the approval: in the fork nobody approves, and it fails."""
    execution = told(swf)
    with store.fork(execution, 12) as fork:
        assert fork.clock.now() == store.clock.now()
        fork.clock.advance(hours=23)
        assert fork.verify().ok
        client = fork.client()
        client.terminate_workflow_execution(domain=DOMAIN, workflowId="order-42")
        types = [event["eventType"] for event in events_of(client, DOMAIN, execution)]
        assert types[:12] == [event["eventType"] for event in events_of(swf, DOMAIN, execution)][:12]
        assert fork.verify().ok
    closed = swf.describe_workflow_execution(domain=DOMAIN, execution=execution)["executionInfo"]
    assert closed["closeStatus"] == "COMPLETED"


def test_a_fork_can_be_made_at_every_event(store, swf):
    """History equals state at each, and the run goes on until it closes."""
    execution = told(swf)
    for event_id in range(1, 18):
        with store.fork(execution, event_id) as fork:
            assert fork.verify().ok
            assert len(events_of(fork.client(), DOMAIN, execution)) in (event_id, event_id + 1)
            fork.clock.run_until_quiet()
            assert fork.verify().ok
            query = {"domain": DOMAIN, "startTimeFilter": {"oldestDate": 0}}
            assert fork.client().count_open_workflow_executions(**query)["count"] == 0


@pytest.mark.parametrize("event_id", [1, 7, 12])
def test_the_decision_task_that_belongs_to_an_event_comes_with_it(store, swf, event_id):
    """Forked at an event that wakes the decider, the run has its decision task, and the decider decides as before."""
    execution = told(swf)
    with store.fork(execution, event_id) as fork:
        task = step(fork.client())
        assert task["startedEventId"] == event_id + 2
        assert fork.verify().ok


def test_the_types_of_the_domain_come_along(store, swf):
    """All of them, deprecated ones as such; a run that continues finds what it needs."""
    execution = told(swf)
    swf.deprecate_activity_type(domain=DOMAIN, activityType={"name": "Charge", "version": "1"})
    with store.fork(execution, 2, where="sqlite://") as fork:
        client = fork.client()
        step(client)
        types = [event["eventType"] for event in events_of(client, DOMAIN, execution)]
        assert types[-2:] == ["ScheduleActivityTaskFailed", "DecisionTaskScheduled"]
        start(client, "another")
        described = client.describe_domain(name=DOMAIN)
        assert described["configuration"] == swf.describe_domain(name=DOMAIN)["configuration"]
        assert fork.verify().ok


CHILD = {"workflowType": {"name": "Order", "version": "1"}, "workflowId": "child", "input": "x", "tagList": ["t"]}


def test_children_that_were_running_begin_again(store, swf):
    """Under their own run ids, with what they were started with; what becomes of them their parent is told."""
    parent = start(swf, "parent")
    step(swf, lambda _: [made("StartChildWorkflowExecution", **CHILD)])
    child = events_of(swf, DOMAIN, "parent")[5]["childWorkflowExecutionStartedEventAttributes"]["workflowExecution"]
    step(swf)
    with store.fork(parent, 7) as fork:
        client = fork.client()
        begun, _ = events_of(client, DOMAIN, child)
        assert begun["workflowExecutionStartedEventAttributes"]["parentWorkflowExecution"] == parent
        assert begun["workflowExecutionStartedEventAttributes"]["tagList"] == ["t"]
        client.terminate_workflow_execution(domain=DOMAIN, workflowId="child")
        types = [event["eventType"] for event in events_of(client, DOMAIN, "parent")]
        assert types[7:] == ["ChildWorkflowExecutionTerminated"]
        assert fork.verify().ok


def test_what_was_on_its_way_is_sent_again(store, swf):
    """A child that had not started starts; a signal to an execution that the fork does not have cannot arrive."""
    start(swf, "other")
    parent = start(swf, "parent")
    signal = made("SignalExternalWorkflowExecution", workflowId="other", signalName="s")
    cancel = made("RequestCancelExternalWorkflowExecution", workflowId="other")

    def send(task):
        of_parent = task["workflowExecution"] == parent
        return [made("StartChildWorkflowExecution", **CHILD), signal, cancel] if of_parent else []

    step(swf, send)
    step(swf, send)
    with store.fork(parent, 7) as fork:
        fork.pump()
        types = [event["eventType"] for event in events_of(fork.client(), DOMAIN, "parent")]
        assert sorted(types[7:]) == [
            "ChildWorkflowExecutionStarted",
            "DecisionTaskScheduled",
            "RequestCancelExternalWorkflowExecutionFailed",
            "SignalExternalWorkflowExecutionFailed",
        ]
        assert fork.verify().ok


def test_a_task_that_was_held_times_out(store, swf):
    """Nobody holds it in the fork; after its timeout the decider gets another one."""
    execution = told(swf)
    with store.fork(execution, 3) as fork:
        client = fork.client()
        assert "taskToken" not in client.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
        fork.clock.advance(seconds=300)
        step(client)
        work(client)
        step(client)
        approve(client)
        step(client, decide)
        assert fork.verify().ok


def test_a_fork_has_a_database_of_its_own(store, swf, database_url, tmp_path):
    """A file, if that is wanted; what has a domain already, or an event that is not there, is refused."""
    execution = told(swf)
    store.fork("order-42", 5, where=tmp_path / "fork.db", ids=swfstore.SeededIds(3)).close()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("fork")] == ["fork.db"]
    with pytest.raises(swfstore.SwfstoreError, match="a fork needs a database of its own"):
        store.fork(execution, 5, where=tmp_path / "fork.db")
    for event_id in (0, 18):
        with pytest.raises(swfstore.SwfstoreError, match=f"order-42 has no event {event_id}"):
            store.fork(execution, event_id)
    with pytest.raises(swf.exceptions.UnknownResourceFault):
        store.fork(execution | {"runId": "x"}, 1)
    with pytest.raises(swfstore.SwfstoreError, match="has no execution with the workflow id nobody"):
        store.fork("nobody", 1)


def test_the_events_that_wake_nobody_are_those_of_tasks_and_batches():
    """Every other event is followed by a decision task, or closes the run."""
    assert {cls.__name__ for cls in SLEEPS} <= EVENTS.keys()
    assert len(SLEEPS) == 14


@pytest.mark.postgres
def test_a_run_of_a_file_is_forked_into_postgres(tmp_path, empty_postgres_url):
    """The fork may be in any database that is empty, and goes on there."""
    with registered(f"sqlite:///{tmp_path / 'x.db'}") as store:
        execution = told(store.client())
        with store.fork(execution, 7, where=empty_postgres_url) as fork:
            client = fork.client()
            step(client)
            start(client, "another")
            client.register_workflow_type(domain=DOMAIN, name="New", version="1")
            assert fork.verify().ok
