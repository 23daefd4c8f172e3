"""When things are due, and which of several comes first."""

from dataclasses import replace

import pytest
from hypothesis import given as hypothetically
from hypothesis import strategies as st

from swfstore.core import events as e
from swfstore.core.rules.closing import ExpireWorkflowExecution, execution_deadline
from swfstore.core.rules.deciding import ExpireDecisionTask, decision_deadline
from swfstore.core.rules.timers import FireTimer
from swfstore.core.rules.working import RANKS, ExpireActivityTask, activity_deadline
from swfstore.core.state import ActivityTask, Header
from swfstore.core.values import ONE_YEAR
from tests.core.story import CHARGE, DECIDING, SCHEDULED, STARTED, WORKERS, given, then, when

TIMEOUTS = st.sampled_from(["NONE", "0", "1", "5", "60"])
TASK = ActivityTask(
    scheduled_event_id=5,
    activity_id="a",
    activity_type_name="Charge",
    activity_type_version="1",
    task_list="workers",
    priority=0,
    input=None,
    scheduled_at=1000,
    schedule_to_start_timeout="NONE",
    schedule_to_close_timeout="NONE",
    start_to_close_timeout="NONE",
    heartbeat_timeout="NONE",
)
ACTIVITY = e.ActivityTaskScheduled(
    activity_id="a",
    activity_type=CHARGE,
    decision_task_completed_event_id=4,
    heartbeat_timeout="NONE",
    schedule_to_close_timeout="60",
    schedule_to_start_timeout="30",
    start_to_close_timeout="40",
    task_list=WORKERS,
)
WORKING = (*DECIDING, e.DecisionTaskCompleted(scheduled_event_id=2, started_event_id=3), ACTIVITY)


@hypothetically(
    st.tuples(TIMEOUTS, TIMEOUTS, TIMEOUTS, TIMEOUTS), st.none() | st.sampled_from([1000, 3000]), st.integers(0, 9)
)
def test_an_activity_is_due_at_its_earliest_timeout(
    timeouts: tuple[str, str, str, str], started_at: int | None, beat: int
) -> None:
    """Of those that count now: from the schedule, from the start, from the last heartbeat; ties go by rank."""
    to_start, to_close, start_to_close, heartbeat = timeouts
    last = None if started_at is None or not beat else started_at + beat
    task = replace(
        TASK,
        schedule_to_start_timeout=to_start,
        schedule_to_close_timeout=to_close,
        start_to_close_timeout=start_to_close,
        heartbeat_timeout=heartbeat,
        started_event_id=None if started_at is None else 6,
        started_at=started_at,
        last_heartbeat_at=last,
    )
    counted = [(to_close, 1000, "SCHEDULE_TO_CLOSE")]
    if started_at is None:
        counted.append((to_start, 1000, "SCHEDULE_TO_START"))
    else:
        counted += [(start_to_close, started_at, "START_TO_CLOSE"), (heartbeat, last or started_at, "HEARTBEAT")]
    due = [(since + int(text) * 1000, RANKS.index(kind)) for text, since, kind in counted if text != "NONE"]
    assert activity_deadline(task) == (min(due) if due else None)


def test_the_ranks_are_a_total_order() -> None:
    """Four timeouts of an activity, each with a place of its own: the tightest one first."""
    assert RANKS == ("HEARTBEAT", "START_TO_CLOSE", "SCHEDULE_TO_START", "SCHEDULE_TO_CLOSE")


@pytest.mark.parametrize(("timeout", "seconds"), [("60", 60), ("NONE", ONE_YEAR), ("99999999", ONE_YEAR), ("0", 0)])
def test_an_execution_ends_after_a_year_at_the_latest(timeout: str, seconds: int) -> None:
    """Whatever its timeout says."""
    assert execution_deadline(Header("w", "r", execution_start_to_close_timeout=timeout, started_at=5)) == (
        5 + seconds * 1000
    )


def test_nothing_expires_before_it_is_due() -> None:
    """A deadline that is judged a millisecond early records nothing; at its instant it does."""
    timer = e.TimerStarted(decision_task_completed_event_id=4, start_to_fire_timeout="20", timer_id="t")
    for command, due, recorded in (
        (FireTimer(started_event_id=6), 20_000, "TimerFired"),
        (ExpireActivityTask(scheduled_event_id=5), 30_000, "ActivityTaskTimedOut"),
        (ExpireWorkflowExecution(), 3_600_000, "WorkflowExecutionTimedOut"),
    ):
        assert then(when(given(*WORKING, timer), command, due - 1)) == []
        assert then(when(given(*WORKING, timer), command, due))[0] == recorded


def test_a_deadline_that_comes_twice_does_no_harm() -> None:
    """What has expired, ended or never been there expires no more."""
    state = given(*WORKING)
    expire = ExpireActivityTask(scheduled_event_id=5)
    assert then(when(state, expire, 30_000)) == ["ActivityTaskTimedOut", "DecisionTaskScheduled"]
    assert then(when(state, expire, 30_000)) == []
    assert then(when(state, ExpireDecisionTask(scheduled_event_id=2), 10**9)) == []
    state.timers.load(99, None)
    assert then(when(state, FireTimer(started_event_id=99), 10**9)) == []


def test_a_decision_task_is_due_by_where_it_is() -> None:
    """One that runs by its start-to-close timeout; one that cannot be polled for yet by none."""
    waiting = e.DecisionTaskScheduled(schedule_to_start_timeout="5", start_to_close_timeout="60", task_list=WORKERS)
    signaled = e.WorkflowExecutionSignaled(signal_name="s")
    state = given(*DECIDING, signaled, waiting, at=[0, 0, 1000, 2000, 2000])
    running, other = (state.decision_tasks.get(event_id) for event_id in (2, 5))
    assert running is not None
    assert other is not None
    assert decision_deadline(running) == 61_000
    assert decision_deadline(other) is None
    first = given(STARTED, replace(SCHEDULED, schedule_to_start_timeout="7")).decision_tasks.get(2)
    assert first is not None
    assert decision_deadline(first) == 7000


def test_time_does_not_go_back() -> None:
    """A step at an instant before the latest event gets that event's timestamp."""
    state = given(*WORKING, at=[0, 0, 0, 0, 50_000])
    assert when(state, ExpireActivityTask(scheduled_event_id=5), 10).now == 50_000
