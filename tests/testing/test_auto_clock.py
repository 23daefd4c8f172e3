"""The clock that skips by itself: when it jumps, how far, when it does not, and what it says then."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

import swfstore
from swfstore.testing import Mocks
from swfstore.testing import decisions as d
from tests.conftest import open_store
from tests.support.stories import DOMAIN, START_MS, register
from tests.testing.test_run import CHARGING, charge_once, happened, start

DECIDERS = {"domain": DOMAIN, "taskList": {"name": "deciders"}}
WORKERS = {"domain": DOMAIN, "taskList": {"name": "workers"}}
DAY_MS = 86_400_000


@pytest.fixture
def store(database_url):
    """A store on a clock that skips by itself, on each database."""
    with open_store(database_url, clock=swfstore.AutoClock(START_MS)) as opened:
        yield opened
        assert opened.verify().ok


def decide(swf, *decisions):
    """Take the next decision task and answer it."""
    task = swf.poll_for_decision_task(**DECIDERS)
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=list(decisions))
    return task


def passed(store):
    """The virtual time that has passed."""
    return timedelta(milliseconds=store.clock.now() - START_MS)


def test_a_poll_that_finds_nothing_skips_to_the_next_task(store, swf):
    """A timer of thirty days fires as soon as its decider polls."""
    start(swf)
    decide(swf, d.start_timer("approval", timedelta(days=30)))
    task = swf.poll_for_decision_task(**DECIDERS)
    assert happened(task)[-3:] == ["TimerFired", "DecisionTaskScheduled", "DecisionTaskStarted"]
    assert passed(store) == timedelta(days=30)


def test_several_deadlines_are_skipped_to_in_order(store, swf):
    """A poll of a list goes on from deadline to deadline until it gets a task."""
    start(swf)
    decide(swf, d.start_timer("a", 10), d.start_timer("b", 20))
    assert "TimerFired" in happened(decide(swf))
    assert passed(store) == timedelta(seconds=10)
    assert happened(decide(swf)).count("TimerFired") == 2
    assert passed(store) == timedelta(seconds=20)


def test_nothing_is_skipped_while_a_task_is_held(store, swf):
    """Whoever holds it is at work; `why` names the worker."""
    start(swf)
    decide(swf, d.start_timer("t", 10), *charge_started())
    held = swf.poll_for_activity_task(**WORKERS, identity="W")
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    assert passed(store) == timedelta()
    assert store.clock.why() == [
        "activity task 'charge' of order-42 (Charge 1) is held by worker 'W' since 2030-01-01T00:00:00Z"
    ]
    swf.record_activity_task_heartbeat(taskToken=held["taskToken"])
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    swf.respond_activity_task_completed(taskToken=held["taskToken"])
    assert "ActivityTaskCompleted" in happened(decide(swf))
    assert "TimerFired" in happened(decide(swf))


def charge_started():
    """The decision to charge."""
    return [d.schedule_activity_task(CHARGING, "charge")]


def test_nothing_is_skipped_while_a_task_can_be_polled(store, swf):
    """Its worker may be on the way, be it the same thread in its next line."""
    start(swf)
    decide(swf, *charge_started())
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    assert passed(store) == timedelta()
    assert store.clock.why() == [
        (
            "activity task 'charge' of order-42 (Charge 1) waits for a poll of task list 'workers'"
            " since 2030-01-01T00:00:00Z"
        ),
    ]
    assert "taskToken" in swf.poll_for_activity_task(**WORKERS)


def test_an_unattended_list_is_not_waited_for(store, swf):
    """The timeout of its tasks comes."""
    store.clock.unattended.add("workers")
    start(swf)
    decide(swf, *charge_started())
    assert "ActivityTaskTimedOut" in happened(decide(swf))
    assert passed(store) == timedelta(minutes=5)


def test_a_dead_worker_is_not_waited_for(store, swf):
    """What it holds times out."""
    store.clock.dead.add("W")
    start(swf)
    decide(swf, *charge_started())
    swf.poll_for_activity_task(**WORKERS, identity="W")
    assert "ActivityTaskTimedOut" in happened(decide(swf))
    assert passed(store) == timedelta(minutes=1)


def test_a_signal_is_waited_for(store, swf):
    """Time does not jump to the timeout of a whole execution, which only waits for somebody."""
    start(swf)
    decide(swf)
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    assert passed(store) == timedelta()
    assert store.clock.why() == [
        "order-42 waits for a signal: nothing is scheduled until it times out at 2031-01-01T00:00:00Z"
    ]
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName="approved")
    assert store.clock.why()[0].startswith("the decision task of order-42 (Order 1) waits for a poll")


def test_execution_timeouts_come_where_that_is_asked_for(store, swf):
    """For a test of just that."""
    store.clock.execution_timeouts = True
    start(swf)
    decide(swf)
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    assert passed(store) == timedelta(days=365)
    assert store.clock.why() == ["no execution is open"]


def test_a_paused_clock_stands_still(store, swf):
    """For a test that starts something, lets its deciders work and then signals it."""
    start(swf)
    with store.clock.paused():
        decide(swf, d.start_timer("approval", timedelta(days=30)))
        assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
        assert store.clock.why() == ["the clock is paused"]
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName="approved")
    assert "WorkflowExecutionSignaled" in happened(decide(swf))
    assert passed(store) == timedelta()
    store.clock.pause()
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    store.clock.resume()
    assert "TimerFired" in happened(decide(swf))


def test_it_can_be_moved_by_hand(store, swf):
    """It is a virtual clock; a pause stops only what it does by itself."""
    start(swf)
    store.clock.pause()
    store.clock.advance(minutes=5)
    assert store.clock.now() == START_MS + 300_000


def test_mock_workers_are_not_waited_for(store, swf):
    """They hold a task until its time has come: the clock skips to it."""
    Mocks.parse('[[activity]]\nname = "Charge"\ntakes = "50s"\nreturns = "X"').attach(store.engine)
    start(swf)
    decide(swf, *charge_started())
    assert "ActivityTaskCompleted" in happened(decide(swf))
    assert passed(store) == timedelta(seconds=50)


def test_a_clock_without_a_store_says_so():
    """It has nothing to look at."""
    clock = swfstore.AutoClock()
    assert clock.why() == ["no store has been opened with this clock"]
    assert not clock.skip_if_idle()
    assert datetime.fromtimestamp(clock.now() / 1000, UTC) == datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("orders", [1, 20])
def test_threads_that_poll_skip_together(database_url, orders):
    """Deciders and workers in threads of their own: a month passes, no timeout strikes, each order completes."""
    with open_store(database_url, clock=swfstore.AutoClock(START_MS)) as store:
        swf = store.client()
        register(swf)
        crew = Crew(store, orders)
        with store.clock.paused():  # the orders start at one instant
            crew.begin()
            for number in range(orders):
                start(swf, f"order-{number}")
        crew.end()
        closings = swf.list_closed_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})
        assert [info["closeStatus"] for info in closings["executionInfos"]] == ["COMPLETED"] * orders
        assert store.clock.now() - START_MS == 30 * DAY_MS
        assert store.verify().ok


class Crew:
    """Two deciders and two workers, each in a thread, until so many orders are completed."""

    def __init__(self, store, orders):
        self.store, self.orders, self.completed = store, orders, 0
        self.closed, self.lock = threading.Event(), threading.Lock()
        works = (self.decide, self.decide, self.work, self.work)
        self.threads = [threading.Thread(target=work, daemon=True) for work in works]

    def begin(self):
        """Start the threads."""
        for thread in self.threads:
            thread.start()

    def end(self):
        """Wait until they have done it."""
        for thread in self.threads:
            thread.join(30)
        assert self.closed.is_set(), self.store.clock.why()

    def decide(self):
        """Poll and decide."""
        client = self.store.client()
        while not self.closed.is_set():
            task = client.poll_for_decision_task(**DECIDERS, identity=threading.current_thread().name)
            if task.get("taskToken"):
                decisions = month_then_charge(task)
                client.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decisions)
                self.count(decisions)

    def count(self, decisions):
        """One more may be completed."""
        with self.lock:
            self.completed += any(of["decisionType"] == "CompleteWorkflowExecution" for of in decisions)
            if self.completed == self.orders:
                self.closed.set()

    def work(self):
        """Poll and charge."""
        client = self.store.client()
        while not self.closed.is_set():
            task = client.poll_for_activity_task(**WORKERS)
            if task.get("taskToken"):
                client.respond_activity_task_completed(taskToken=task["taskToken"], result="ok")


def month_then_charge(task):
    """A timer of thirty days, then the charge, then the close."""
    types = happened(task)
    assert not [kind for kind in types if kind.endswith("TimedOut")], types
    if "TimerStarted" not in types:
        return [d.start_timer("month", timedelta(days=30))]
    if "TimerFired" not in types:
        return []
    if "ActivityTaskScheduled" not in types:
        return charge_started()
    return [d.complete_workflow_execution()] if "ActivityTaskCompleted" in types else []


def test_a_poll_of_one_of_several_threads_waits_a_moment(tmp_path):
    """It is woken by what another thread does: nobody spins, and nobody sleeps longer than the patience."""
    with open_store(f"sqlite:///{tmp_path / 'x.db'}", clock=swfstore.AutoClock(START_MS, patience_seconds=20)) as store:
        swf = store.client()
        register(swf)
        found = []

        def poll():
            found.append(store.client().poll_for_decision_task(**DECIDERS))

        first = threading.Thread(target=poll)
        store.clock._pollers.add(threading.get_ident())  # as if this thread polled as well
        first.start()
        start(swf)
        first.join(15)
        assert found[0]["workflowExecution"]["workflowId"] == "order-42"
        assert charge_once(found[0])
