"""`swfstore.testing.run`: what it drives, in which order, how time passes, and why it stops."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import swfstore
from swfstore.testing import Endless, Failed, later, run
from swfstore.testing import decisions as d
from tests.support.stories import CHARGE, CHARGE_DEFAULTS, DOMAIN, ORDER

DAY = timedelta(days=1)
CHARGING = ("Charge", "1")
ORDERING = ("Order", "1")


@pytest.fixture
def database_url(tmp_path):
    """These tests are about the driver, not about databases: a file is enough."""
    return f"sqlite:///{tmp_path / 'workflows.db'}"


def start(swf, workflow_id="order-42", **members):
    """Start an Order that may be open for a year."""
    members.setdefault("executionStartToCloseTimeout", "31536000")
    swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=ORDER, **members)


def happened(task):
    """The types of the events of a decision task."""
    return [event["eventType"] for event in task["events"]]


def new(task):
    """The events since the decision task before, as (type, attributes)."""
    for event in task["events"]:
        if event["eventId"] > task["previousStartedEventId"]:
            kind = event["eventType"]
            yield kind, event[f"{kind[0].lower()}{kind[1:]}EventAttributes"]


def charge_once(task):
    """Schedule the charge, and close as it ends."""
    for kind, attributes in new(task):
        if kind == "WorkflowExecutionStarted":
            return [d.schedule_activity_task(CHARGING, "charge", input=attributes.get("input"))]
        if kind == "ActivityTaskCompleted":
            return [d.complete_workflow_execution(attributes.get("result"))]
        if kind in ("ActivityTaskFailed", "ActivityTaskTimedOut", "ActivityTaskCanceled"):
            said = attributes.get("reason") or attributes.get("timeoutType") or attributes.get("details")
            return [d.fail_workflow_execution(said, attributes.get("details"))]
    return []


def ordered(store, activity, decider=charge_once, **options):
    """Run the orders of the domain with this activity."""
    return run(store, DOMAIN, deciders={ORDERING: decider}, activities={CHARGING: activity}, **options)


def test_an_execution_is_driven_to_its_close(store, swf):
    """The decider gets the task as boto3 would give it, the activity its input; the result is in the outcome."""
    start(swf, input="two books")
    seen = []

    def charge(task):
        seen.append((task["activityId"], task["activityType"], task.workflow_id))
        return f"charged {task.input}"

    outcome = ordered(store, charge)
    assert outcome.all_closed
    assert outcome.why == ["all executions are closed"]
    assert (outcome["order-42"].status, outcome["order-42"].result) == ("COMPLETED", "charged two books")
    assert seen == [("charge", CHARGE, "order-42")]
    assert outcome["order-42"].event_types[-1] == "WorkflowExecutionCompleted"
    assert outcome["order-42"].history[0]["eventTimestamp"] == datetime(2030, 1, 1, tzinfo=UTC)
    with pytest.raises(KeyError):
        outcome["order-43"]


def test_a_timer_of_thirty_days_is_skipped(store, swf):
    """Time moves when nothing else can, and exactly as far as it has to."""
    start(swf)

    def decide(task):
        if "TimerFired" in happened(task):
            return [d.complete_workflow_execution()]
        return [d.start_timer("approval", 30 * DAY)]

    before = store.clock.now()
    outcome = run(store, DOMAIN, deciders={ORDERING: decide})
    assert outcome.all_closed
    assert store.clock.now() - before == 30 * 86_400_000


def test_who_waits_for_a_signal_is_named(store, swf):
    """Only the timeout of the execution is due: time does not jump to it, and a signal lets the next run go on."""
    start(swf)

    def decide(task):
        return [d.complete_workflow_execution()] if "WorkflowExecutionSignaled" in happened(task) else []

    before = store.clock.now()
    outcome = run(store, DOMAIN, deciders={ORDERING: decide})
    assert outcome.why == [
        "order-42 waits for a signal: nothing is scheduled until it times out at 2031-01-01T00:00:00Z"
    ]
    assert not outcome.all_closed
    assert outcome["order-42"].status == "OPEN"
    assert outcome["order-42"].result is None
    assert store.clock.now() == before
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName="approved")
    assert run(store, DOMAIN, deciders={ORDERING: decide})["order-42"].status == "COMPLETED"


def test_an_execution_times_out_where_that_is_asked_for(store, swf):
    """With execution_timeouts time goes on to the end."""
    start(swf)
    outcome = run(store, DOMAIN, deciders={ORDERING: lambda _: []}, execution_timeouts=True)
    assert outcome["order-42"].status == "TIMED_OUT"


def test_time_stops_at_the_duration(store, swf):
    """For a test that does something on the third day; the run after it goes on from there."""
    start(swf)

    def decide(task):
        if "WorkflowExecutionSignaled" in happened(task):
            return [d.complete_workflow_execution("approved")]
        return [d.start_timer("approval", 30 * DAY)]

    before = store.clock.now()
    outcome = run(store, DOMAIN, deciders={ORDERING: decide}, duration=3 * DAY)
    assert outcome.why == ["the time is up", "order-42 waits for a timer"]
    assert store.clock.now() - before == 3 * 86_400_000
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName="approved")
    assert run(store, DOMAIN, deciders={ORDERING: decide})["order-42"].result == "approved"


def test_a_task_without_a_worker_is_named(store, swf):
    """It would time out in the end; a test wants to know at once."""
    start(swf)
    before = store.clock.now()
    outcome = run(store, DOMAIN, deciders={ORDERING: charge_once})
    assert outcome.why == [
        (
            "activity task 'charge' of order-42 (Charge 1) has no worker: it waits in task list 'workers'"
            " since 2030-01-01T00:00:00Z"
        ),
    ]
    assert store.clock.now() == before


def test_a_decision_task_without_a_decider_is_named(store, swf):
    """The same for deciders."""
    start(swf)
    (why,) = run(store, DOMAIN).why
    assert why.startswith("the decision task of order-42 (Order 1) has no decider: it waits in task list 'deciders'")


def test_a_task_that_somebody_else_holds_is_named(store, swf):
    """The test itself may have polled: time does not pass behind its back."""
    start(swf)
    swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"}, identity="W")
    assert run(store, DOMAIN).why == [
        "the decision task of order-42 (Order 1) is held by worker 'W' since 2030-01-01T00:00:00Z"
    ]


def test_what_a_decider_raises_is_raised_with_its_place(store, swf):
    """The note says which task of which run it was."""
    start(swf)

    def decide(task):
        raise LookupError("no such state")

    with pytest.raises(LookupError, match="no such state") as caught:
        run(store, DOMAIN, deciders={ORDERING: decide})
    assert caught.value.__notes__[0].startswith("while deciding a decision task of order-42 (run ")


@pytest.mark.parametrize("said", [None, "done", {"decisionType": "RecordMarker"}])
def test_a_decider_returns_a_list(store, swf, said):
    """Forgetting to return is a mistake, not an empty list of decisions."""
    start(swf)
    with pytest.raises(TypeError, match=r"the decider of Order 1 returned .*, it has to return a list of decisions"):
        run(store, DOMAIN, deciders={ORDERING: lambda _: said})


def test_a_decider_may_return_the_execution_context(store, swf):
    """As the second of a tuple."""
    start(swf)
    run(store, DOMAIN, deciders={ORDERING: lambda _: ([d.record_marker("m")], "charging")})
    run_id = swf.list_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})["executionInfos"][0]
    described = swf.describe_workflow_execution(domain=DOMAIN, execution=run_id["execution"])
    assert described["latestExecutionContext"] == "charging"


def test_what_goes_round_and_round_ends(store, swf):
    """The error says how far it came."""
    start(swf)
    with pytest.raises(Endless, match=r"after 100 tasks and deadlines, and .* of virtual time"):
        run(store, DOMAIN, deciders={ORDERING: lambda _: [d.start_timer("again", DAY)] * 1}, max_steps=100)


def test_a_child_and_its_parent_are_driven_together(store, swf):
    """Messages between executions are delivered on the way; a parent that waits for its child is named."""
    start(swf, "parent", input="parent")

    def decide(task):
        started = task["events"][0]["workflowExecutionStartedEventAttributes"]
        if started.get("input") == "parent":
            if "ChildWorkflowExecutionCompleted" in happened(task):
                return [d.complete_workflow_execution()]
            if "StartChildWorkflowExecutionInitiated" in happened(task):
                return []
            return [d.start_child_workflow_execution(ORDERING, "child", child_policy="ABANDON")]
        return [d.complete_workflow_execution()] if "WorkflowExecutionSignaled" in happened(task) else []

    outcome = run(store, DOMAIN, deciders={ORDERING: decide})
    assert outcome.why[0] == "parent waits for its child child"
    assert outcome.why[1].startswith("child waits for a signal")
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="child", signalName="go")
    assert [of.status for of in run(store, DOMAIN, deciders={ORDERING: decide})] == ["COMPLETED", "COMPLETED"]


def test_a_long_history_is_given_whole(store, swf):
    """More than a page of events."""
    start(swf)
    for number in range(1100):
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName=f"s{number}")

    def decide(task):
        assert "nextPageToken" not in task
        return [d.complete_workflow_execution(str(len(task["events"])))]

    assert run(store, DOMAIN, deciders={ORDERING: decide})["order-42"].result == "1103"


def test_what_its_domain_forgets_is_kept(store, swf):
    """The retention period of 7 days passes while another order waits: the outcome has both, with their histories."""
    start(swf, "order-1")
    start(swf, "order-2")

    def decide(task):
        slow = task["workflowExecution"]["workflowId"] == "order-2"
        if slow and "TimerFired" not in happened(task):
            return [d.start_timer("approval", 30 * DAY)]
        return [d.complete_workflow_execution("slow" if slow else "fast")]

    outcome = run(store, DOMAIN, deciders={ORDERING: decide})
    assert [of.result for of in outcome] == ["fast", "slow"]
    assert outcome["order-1"].event_types[-1] == "WorkflowExecutionCompleted"
    closed = swf.list_closed_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})
    assert [info["execution"]["workflowId"] for info in closed["executionInfos"]] == ["order-2"]


def test_the_same_story_gives_the_same_histories(tmp_path):
    """Two runs with the same seed: byte for byte."""
    assert story(tmp_path / "a.db") == story(tmp_path / "b.db")


def story(path):
    """The histories of some orders with activities that fail, take time and end."""
    with swfstore.open(path, clock=swfstore.VirtualClock(), ids=swfstore.SeededIds(1), durability="off") as store:
        swf = store.client()
        swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="7")
        swf.register_workflow_type(
            domain=DOMAIN,
            **ORDER,
            defaultTaskList={"name": "deciders"},
            defaultTaskStartToCloseTimeout="60",
            defaultChildPolicy="TERMINATE",
        )
        swf.register_activity_type(domain=DOMAIN, **CHARGE, **CHARGE_DEFAULTS)
        for number in range(20):
            start(swf, f"order-{number}", taskPriority=str(number % 3))

        def charge(task):
            if task.workflow_id.endswith("3"):
                raise Failed("NO")
            return later("ok", seconds=len(task.workflow_id)) if task.workflow_id.endswith("4") else "ok"

        return [(of.workflow_id, of.run_id, of.history) for of in ordered(store, charge)]


def test_the_clock_has_to_be_virtual(tmp_path):
    """On the system's clock nobody skips."""
    with swfstore.open(tmp_path / "x.db") as store, pytest.raises(swfstore.SwfstoreError, match="VirtualClock"):
        run(store, DOMAIN)


def test_a_type_is_a_pair(store, swf):
    """A name alone says too little."""
    deciders: Any = {"Order": charge_once}
    with pytest.raises(TypeError, match="'Order' is not a pair"):
        run(store, DOMAIN, deciders=deciders)
