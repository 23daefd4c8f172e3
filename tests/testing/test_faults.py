"""Faults on purpose: each kind happens as planned, the same in each run, and what was acknowledged is never lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

import swfstore
from swfstore.errors import SwfstoreError, ThrottlingException, UnknownResourceFault
from swfstore.testing import decisions, run
from swfstore.testing import faults as f
from tests.support.stories import CHARGE, DOMAIN, ORDER, START_MS, register

Open = Callable[[], Any]


@pytest.fixture
def open_again(tmp_path: Path) -> Iterator[Open]:
    """Open the store of the test in its file, again and again; at the end its histories equal the state beside them."""
    opened: list[Any] = []

    def open_() -> Any:
        clock = swfstore.VirtualClock(start_ms=START_MS)
        opened.append(swfstore.open(tmp_path / "workflows.db", clock=clock, durability="off"))
        return opened[-1]

    yield open_
    report = opened[-1].verify()
    assert report.ok, report.differences
    for store in opened:
        store.close()


@pytest.fixture
def store(open_again: Open) -> Any:
    """A store with the domain and the types registered, and the execution order-42 started."""
    store = open_again()
    register(store.client())
    start(store.client())
    return store


def start(swf: Any, workflow_id: str = "order-42") -> str:
    """Start an order."""
    return str(swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=ORDER)["runId"])


def signal(swf: Any, name: str = "approved") -> None:
    """Signal order-42."""
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName=name)


def signals(store: Any, calls: int) -> list[bool]:
    """Signal so many times; which of the signals were throttled."""
    refused = []
    for number in range(calls):
        try:
            signal(store.client(), f"signal-{number}")
            refused.append(False)
        except ThrottlingException:
            refused.append(True)
    return refused


def events(store: Any) -> list[str]:
    """The types of the events of order-42."""
    [info] = listed(store)
    history = store.client().get_workflow_execution_history(domain=DOMAIN, execution=info["execution"])
    return [event["eventType"] for event in history["events"]]


def listed(store: Any, workflow_id: str = "order-42") -> list[Any]:
    """The open runs of a workflow id."""
    swf, by = store.client(), {"workflowId": workflow_id}
    found = swf.list_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0}, executionFilter=by)
    infos: list[Any] = found["executionInfos"]
    return infos


def schedule(swf: Any, *decisions: Any) -> None:
    """Answer the decision task with these decisions, by default one for the activity charge-1."""
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    attributes = {"activityType": CHARGE, "activityId": "charge-1"}
    charge = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": attributes}
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=list(decisions) or [charge])


def poll(swf: Any) -> Any:
    """Poll for an activity task."""
    return swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})


def test_nothing_is_looked_at_where_nothing_is_planned(store):
    """The engine has no faults until somebody asks for them, and none happens before a plan is added."""
    assert store.engine.faults is None
    assert store.faults is store.faults
    assert signals(store, 3) == [False] * 3
    assert (store.faults.plans, store.faults.happened) == ((), [])


def test_throttling_is_the_same_with_the_same_seed(store):
    """What is acknowledged is in the history, what is refused is not; another seed refuses others."""

    def refused(seed: int) -> list[bool]:
        store.faults.clear(seed)
        store.faults.add(f.Throttled("SignalWorkflowExecution", rate=0.3))
        return signals(store, 40)

    first, again, other = refused(7), refused(7), refused(8)
    assert first == again != other
    assert 0 < sum(first) < 40
    assert events(store).count("WorkflowExecutionSignaled") == 120 - sum(first + again + other)


def test_one_plan_more_does_not_change_what_is_drawn_for_the_others(store):
    """Each plan has its own chances."""
    store.faults.add(f.Throttled("Signal*", rate=0.5))
    first = signals(store, 20)
    store.faults.clear()
    store.faults.add(f.Throttled("Signal*", rate=0.5), f.LostResponse("Terminate*", rate=0.5), f.Latency(5, rate=0.5))
    assert signals(store, 20) == first


def test_an_error_is_answered_to_the_nth_call(store):
    """The fault has the operation's name and the message; nothing has changed, and the next call is well."""
    store.faults.add(f.ErrorAnswer("StartWorkflowExecution", "LimitExceededFault", "too many", nth=2))
    swf = store.client()
    start(swf, "a")
    with pytest.raises(swf.exceptions.ClientError, match=r"LimitExceededFault.*StartWorkflow.*too many") as caught:
        start(swf, "b")
    assert caught.value.response["Error"]["Code"] == "LimitExceededFault"
    assert listed(store, "b") == []
    start(swf, "b")
    assert [happened.operation for happened in store.faults.happened] == ["StartWorkflowExecution"]


def test_an_error_happens_so_many_times(store):
    """`times` counts what has happened; of two answers that are planned one is given."""
    store.faults.add(f.Throttled("Signal*", times=2), f.Throttled("*", times=1))
    assert signals(store, 5) == [True, True, True, False, False]


def test_latency_moves_a_virtual_clock(store):
    """What is due meanwhile happens: the call comes later, as it would."""
    swf = store.client()
    schedule(swf)
    store.faults.add(f.Latency(300_000, "Poll*", times=1))
    assert "taskToken" not in poll(swf)
    assert store.clock.now() == START_MS + 300_000
    assert "ActivityTaskTimedOut" in events(store)


def test_latency_sleeps_on_the_systems_clock(tmp_path):
    """The caller waits in real time."""
    with swfstore.open(tmp_path / "w.db") as store:
        store.faults.add(f.Latency(30))
        before = store.clock.now()
        store.client().list_domains(registrationStatus="REGISTERED")
        assert store.clock.now() >= before + 30


def test_a_lost_response_is_committed(store):
    """The caller gets a ConnectionError that is no ClientError; calling again does it once more."""
    store.faults.add(f.LostResponse("SignalWorkflowExecution", nth=1))
    with pytest.raises(ConnectionError) as caught:
        signal(store.client())
    assert not isinstance(caught.value, swfstore.Fault)
    signal(store.client())
    assert events(store).count("WorkflowExecutionSignaled") == 2


def test_boto3_loses_its_connection(swf_store, boto3_swf, swf_faults):
    """Its own error is raised, which its retries know."""
    register(boto3_swf)
    swf_faults.add(f.LostResponse("StartWorkflowExecution", nth=1))
    with pytest.raises(ConnectionClosedError):
        start(boto3_swf)
    with pytest.raises(boto3_swf.exceptions.WorkflowExecutionAlreadyStartedFault):
        start(boto3_swf)


def test_a_crash_before_the_commit_has_not_happened(store, open_again):
    """The store is dead then, for every call; opened again it is as it was."""
    signal(store.client(), "acknowledged")
    store.faults.add(f.CrashBeforeCommit("SignalWorkflowExecution", nth=2))
    signal(store.client(), "acknowledged, too")
    with pytest.raises(f.SimulatedCrash):
        signal(store.client(), "lost")
    with pytest.raises(f.SimulatedCrash, match="open it again"):
        events(store)
    again = open_again()
    assert again.verify().ok
    assert events(again).count("WorkflowExecutionSignaled") == 2


def test_a_crash_after_the_commit_has_happened(store, open_again):
    """The caller does not know it, and finds it there."""
    store.faults.add(f.CrashAfterCommit("Signal*"))
    with pytest.raises(f.SimulatedCrash):
        signal(store.client())
    assert events(open_again()).count("WorkflowExecutionSignaled") == 1


def test_messages_that_a_crash_has_left_are_delivered_later(store, open_again):
    """A child that was decided on and not started before the crash is started when the store is opened again."""
    attributes = {"workflowId": "child", "workflowType": ORDER}
    child = {"decisionType": "StartChildWorkflowExecution", "startChildWorkflowExecutionDecisionAttributes": attributes}
    store.faults.add(f.CrashAfterCommit("RespondDecisionTaskCompleted"))
    with pytest.raises(f.SimulatedCrash):
        schedule(store.client(), child)
    again = open_again()
    again.pump()
    assert "ChildWorkflowExecutionStarted" in events(again)
    assert len(listed(again, "child")) == 1


def test_a_poll_that_finds_nothing_is_no_commit(store):
    """Only the poll that takes a task crashes."""
    store.faults.add(f.CrashAfterCommit("PollForActivityTask"))
    assert "taskToken" not in poll(store.client())
    schedule(store.client())
    with pytest.raises(f.SimulatedCrash):
        poll(store.client())


def test_a_crash_can_be_at_each_commit_in_turn(store, open_again):
    """Whichever call it is, what was answered before is there."""
    for kind, kept in ((f.CrashBeforeCommit, 0), (f.CrashAfterCommit, 1)):
        for nth in (1, 2, 3):
            before = events(store).count("WorkflowExecutionSignaled")
            store.faults.add(kind("Signal*", nth=nth))
            for _ in range(nth - 1):
                signal(store.client())
            with pytest.raises(f.SimulatedCrash):
                signal(store.client())
            store = open_again()
            assert events(store).count("WorkflowExecutionSignaled") == before + nth - 1 + kept
            assert store.verify().ok


def test_a_worker_dies_with_its_task(store):
    """The task is started and nobody has it: it times out, and the decider hears of it."""
    swf = store.client()
    store.faults.add(f.WorkerDies(activity="Refund"), f.WorkerDies(task_list="workers", activity="Charge", times=1))
    assert "taskToken" not in poll(swf)
    schedule(swf)
    with pytest.raises(f.ResponseLost):
        poll(swf)
    assert "taskToken" not in poll(swf)
    store.clock.advance(seconds=60)
    assert events(store)[-3:] == ["ActivityTaskStarted", "ActivityTaskTimedOut", "DecisionTaskScheduled"]


def test_a_decider_dies_with_its_task(store):
    """The decision task is given to the next one after its timeout."""
    store.faults.add(f.WorkerDies(task_list="deciders", nth=1))
    with pytest.raises(f.ResponseLost):
        schedule(store.client())
    store.clock.advance(seconds=300)
    schedule(store.client())
    assert events(store).count("DecisionTaskTimedOut") == 1


def test_a_worker_of_the_harness_dies_and_another_one_goes_on(store):
    """The first task is lost with its worker; when it has timed out the decider has it done again."""
    store.faults.add(f.WorkerDies(activity="Charge", nth=1), f.WorkerDies(task_list="deciders", nth=1))
    store.faults.add(f.LostResponse("Respond*", nth=2))

    def decide(task: Any) -> list[Any]:
        if any(event["eventType"] == "ActivityTaskCompleted" for event in task["events"]):
            return [decisions.complete_workflow_execution(result="charged")]
        return [decisions.schedule_activity_task(CHARGE, "charge")]

    run(store, DOMAIN, deciders={("Order", "1"): decide}, activities={("Charge", "1"): lambda _: "done"})
    assert len(store.faults.happened) == 3
    [closed] = store.client().list_closed_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})[
        "executionInfos"
    ]
    assert closed["closeStatus"] == "COMPLETED"


def test_a_timeout_is_forced_at_its_instant(store):
    """Time is moved to the deadline of the activity task, the timer, the decision task or the execution."""
    swf = store.client()
    assert store.faults.force_timeout(DOMAIN, "order-42") == START_MS + 86_400_000
    assert listed(store) == []
    start(swf)
    timer = {"timerId": "t", "startToFireTimeout": "3600"}
    schedule(swf, {"decisionType": "StartTimer", "startTimerDecisionAttributes": timer})
    since = store.clock.now()
    assert store.faults.force_timeout(DOMAIN, "order-42", timer_id="t") == since + 3_600_000
    assert "TimerFired" in events(store)
    schedule(swf)
    since = store.clock.now()
    assert store.faults.force_timeout(DOMAIN, "order-42", activity_id="charge-1") == since + 300_000
    swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    store.faults.force_timeout(DOMAIN, "order-42", decision_task=True)
    assert "DecisionTaskTimedOut" in events(store)


def test_what_cannot_time_out_is_refused(store, tmp_path):
    """Something that is not open, two things at once, and a clock that nobody moves."""
    with pytest.raises(UnknownResourceFault, match="charge-1"):
        store.faults.force_timeout(DOMAIN, "order-42", activity_id="charge-1")
    with pytest.raises(SwfstoreError, match="one thing"):
        store.faults.force_timeout(DOMAIN, "order-42", activity_id="a", timer_id="t")
    with pytest.raises(SwfstoreError, match="no deadline"):
        store.faults.force_timeout(DOMAIN, "order-42", decision_task=True)
    with swfstore.open(tmp_path / "w.db") as real, pytest.raises(SwfstoreError, match="virtual"):
        real.faults.force_timeout(DOMAIN, "order-42")


def test_what_is_young_is_not_visible_yet(store):
    """Lists and counts are behind; describing is not."""
    swf, since = store.client(), {"domain": DOMAIN, "startTimeFilter": {"oldestDate": 0}}
    store.clock.advance(seconds=10)
    store.faults.add(f.DelayedVisibility(5000))
    run = start(swf, "young")
    assert listed(store, "young") == []
    assert swf.count_open_workflow_executions(**since)["count"] == 1
    assert swf.describe_workflow_execution(domain=DOMAIN, execution={"workflowId": "young", "runId": run})
    swf.terminate_workflow_execution(domain=DOMAIN, workflowId="order-42")
    assert swf.list_closed_workflow_executions(**since)["executionInfos"] == []
    closed = {"domain": DOMAIN, "closeTimeFilter": {"oldestDate": 0}}
    assert swf.count_closed_workflow_executions(**closed)["count"] == 0
    store.clock.advance(seconds=5)
    assert len(listed(store, "young")) == 1
    assert swf.count_closed_workflow_executions(**closed)["count"] == 1
    assert len(swf.list_closed_workflow_executions(**since)["executionInfos"]) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: f.Throttled("NoSuchOperation"),
        lambda: f.Throttled(rate=1.5),
        lambda: f.LostResponse(nth=0),
        lambda: f.ErrorAnswer("*", "NoSuchFault"),
        lambda: f.Latency(-1),
        lambda: f.CrashAfterCommit("List*"),
    ],
)
def test_a_plan_that_can_never_happen_is_refused(make):
    """The error says what is wrong with it."""
    with pytest.raises(SwfstoreError):
        make()


def test_a_store_in_memory_cannot_crash():
    """Nothing would be left of it."""
    with swfstore.open(":memory:") as store, pytest.raises(SwfstoreError, match="take a file"):
        store.faults.add(f.CrashAfterCommit())
