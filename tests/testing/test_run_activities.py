"""`swfstore.testing.run`: the ways in which a function of a test does an activity, and what becomes of it."""

from datetime import timedelta

import pytest

from swfstore.testing import NOBODY, Canceled, Failed, later, never
from swfstore.testing import decisions as d
from tests.testing.test_run import charge_once, happened, ordered, start


@pytest.fixture
def database_url(tmp_path):
    """A file is enough."""
    return f"sqlite:///{tmp_path / 'workflows.db'}"


def test_nobody_lets_a_task_time_out(store, swf):
    """A worker that is not there, on purpose: the schedule-to-start timeout comes."""
    start(swf)
    assert ordered(store, NOBODY)["order-42"].reason == "SCHEDULE_TO_START"


def test_an_activity_that_raises_has_failed(store, swf):
    """The exception's class is the reason and its text the details; `Failed` says both itself."""
    start(swf)

    def charge(task):
        raise ValueError("card declined")

    run_of = ordered(store, charge)["order-42"]
    assert (run_of.status, run_of.reason, run_of.details) == ("FAILED", "ValueError", "card declined")
    start(swf)

    def declined(task):
        raise Failed("DECLINED", "by the bank")

    assert ordered(store, declined)["order-42"].reason == "DECLINED"


def test_an_assertion_of_an_activity_fails_the_test(store, swf):
    """What a test asserts inside an activity is the test's, not the workflow's."""
    start(swf)

    def charge(task):
        assert task.input == "two books"

    with pytest.raises(AssertionError):
        ordered(store, charge)


def test_an_activity_returns_a_text(store, swf):
    """SWF's results are texts: anything else is said at once."""
    start(swf)
    with pytest.raises(TypeError, match="an activity returned 42"):
        ordered(store, lambda _: 42)


def test_an_activity_that_takes_time_answers_later(store, swf):
    """Others go on meanwhile, and the answer comes at its exact time."""
    start(swf, "order-1")
    start(swf, "order-2")
    moments = {}

    def charge(task):
        if task.workflow_id == "order-1":
            return later("slow", seconds=50)
        return "fast"

    def decide(task):
        moments[task["workflowExecution"]["workflowId"]] = store.clock.now()
        return charge_once(task)

    outcome = ordered(store, charge, decide)
    assert [of.result for of in outcome] == ["slow", "fast"]
    assert moments["order-1"] - moments["order-2"] == 50_000


def test_an_activity_that_never_answers_times_out(store, swf):
    """It is held by a worker of the test's own, so that time goes on."""
    start(swf)
    assert ordered(store, lambda _: never())["order-42"].reason == "HEARTBEAT"


def test_heartbeats_keep_a_task_alive(store, swf):
    """The type's heartbeat timeout is 60 seconds: a task of 9 minutes needs heartbeats."""
    start(swf)
    answer = later("done", minutes=9, heartbeat=timedelta(seconds=30))
    assert ordered(store, lambda _: answer)["order-42"].result == "done"


def test_an_activity_learns_that_it_should_cancel(store, swf):
    """Its heartbeat says so; `Canceled` gives up."""
    start(swf)

    def decide(task):
        if "TimerFired" in happened(task) and "ActivityTaskCancelRequested" not in happened(task):
            return [d.request_cancel_activity_task("charge")]
        if "TimerStarted" in happened(task):
            return charge_once(task)
        return [*charge_once(task), d.start_timer("patience", 100)]

    held = later("done", minutes=9, heartbeat=timedelta(seconds=30))
    outcome = ordered(store, lambda _: held, decide)
    assert "ActivityTaskCanceled" in outcome["order-42"].event_types
    start(swf)

    def charge(task):
        assert task.heartbeat("half done") is False
        raise Canceled("given up")

    assert ordered(store, charge)["order-42"].reason == "given up"


def test_an_answer_that_comes_too_late_is_dropped(store, swf):
    """The worker is told so by the service, and so is the activity's heartbeat; the workflow has gone on."""
    start(swf)

    def charge(task):
        store.clock.advance(minutes=20)
        return "too late"

    assert ordered(store, charge)["order-42"].reason == "HEARTBEAT"
