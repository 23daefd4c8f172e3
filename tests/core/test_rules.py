"""A few rules by themselves, where a story on a database would say it less clearly."""

import dataclasses

import pytest

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.rules.activities import CancelUnstartedActivityTask
from swfstore.core.rules.deciding import RespondDecisionTaskCompleted, StartDecisionTask
from swfstore.core.rules.signals import SignalWorkflowExecution
from swfstore.core.rules.working import StartActivityTask
from swfstore.core.state import COLLECTIONS
from swfstore.errors import UnknownResourceFault
from tests.core.story import CHARGE, DECIDING, FACTS, ORDER, SCHEDULED, STARTED, given, then, when

SIGNAL = SignalWorkflowExecution(signal_name="s")
COMPLETE = d.CompleteWorkflowExecution()


def answer(*decisions: d.Decision) -> RespondDecisionTaskCompleted:
    """The decider's answer to the first decision task."""
    return RespondDecisionTaskCompleted(scheduled_event_id=2, started_event_id=3, decisions=decisions)


def test_signals_before_a_poll_share_one_decision_task() -> None:
    """Of several signals none schedules a second task while one waits."""
    state = given(STARTED, SCHEDULED)
    assert then(when(state, SIGNAL)) == ["WorkflowExecutionSignaled"]
    assert then(when(state, SIGNAL)) == ["WorkflowExecutionSignaled"]


def test_a_signal_while_a_decider_works_schedules_one_task_at_once() -> None:
    """One runs and one waits; there is never a third."""
    state = given(*DECIDING)
    assert then(when(state, SIGNAL)) == ["WorkflowExecutionSignaled", "DecisionTaskScheduled"]
    assert then(when(state, SIGNAL)) == ["WorkflowExecutionSignaled"]
    assert (state.header.running_decision_event_id, state.header.waiting_decision_event_id) == (2, 5)


def test_a_task_that_waits_behind_a_running_one_is_not_given_out() -> None:
    """Only when the decider has answered the next one may start."""
    state = given(*DECIDING)
    when(state, SIGNAL)
    start = StartDecisionTask(scheduled_event_id=5)
    assert then(when(state, start)) == []
    when(state, answer())
    assert then(when(state, start)) == ["DecisionTaskStarted"]


def test_a_task_is_given_out_once() -> None:
    """Who comes second gets nothing."""
    state = given(STARTED, SCHEDULED)
    start = StartDecisionTask(scheduled_event_id=2)
    assert then(when(state, start)) == ["DecisionTaskStarted"]
    assert then(when(state, start)) == []


@pytest.mark.parametrize(("scheduled", "started"), [(1, 3), (2, 2), (2, 4), (0, 0)])
def test_an_answer_to_another_task_is_refused_and_records_nothing(scheduled: int, started: int) -> None:
    """A fault, not an event; the task is still with its decider."""
    state = given(*DECIDING)
    late = dataclasses.replace(answer(COMPLETE), scheduled_event_id=scheduled, started_event_id=started)
    with pytest.raises(UnknownResourceFault, match=f"scheduledEventId = {scheduled}$"):
        when(state, late)
    assert state.header == given(*DECIDING).header
    assert then(when(state, answer(COMPLETE))) == ["DecisionTaskCompleted", "WorkflowExecutionCompleted"]


def test_a_close_is_unhandled_while_another_task_waits() -> None:
    """What the decider has not seen keeps the run open; its other decisions count."""
    state = given(*DECIDING)
    when(state, SIGNAL)
    step = when(state, answer(d.RecordMarker(marker_name="m"), COMPLETE))
    assert then(step) == ["DecisionTaskCompleted", "MarkerRecorded", "CompleteWorkflowExecutionFailed"]
    assert state.is_open
    assert state.header.waiting_decision_event_id == 5


def test_a_batch_fails_one_by_one() -> None:
    """Each refused decision has its event in its place, and one decision task follows after all."""
    timer = d.StartTimer(timer_id="t", start_to_fire_timeout="9")
    marker = d.RecordMarker(marker_name="m")
    step = when(given(*DECIDING), answer(timer, timer, marker, d.CancelTimer(timer_id="u")), facts=FACTS)
    assert then(step) == [
        "DecisionTaskCompleted",
        "TimerStarted",
        "StartTimerFailed",
        "MarkerRecorded",
        "CancelTimerFailed",
        "DecisionTaskScheduled",
    ]


def test_what_a_close_leaves_behind_is_not_there_any_more() -> None:
    """All collections are empty and both slots free; the counts still say what was open."""
    work = d.ScheduleActivityTask(activity_type=CHARGE, activity_id="a")
    timer = d.StartTimer(timer_id="t", start_to_fire_timeout="9")
    state = given(*DECIDING)
    when(state, answer(work, timer, COMPLETE), facts=FACTS)
    assert [list(getattr(state, name).items()) for name in COLLECTIONS] == [[]] * 6
    assert (state.header.open_activity_tasks, state.header.open_timers) == (1, 1)
    assert (state.header.running_decision_event_id, state.header.waiting_decision_event_id) == (None, None)
    assert state.header.close_status == "COMPLETED"


def test_continuing_begins_the_next_run_in_the_same_step() -> None:
    """The new run's first two events, with the old run's id; the old run's last names the new one."""
    step = when(given(*DECIDING), answer(d.ContinueAsNewWorkflowExecution(input="x")), facts=FACTS)
    assert then(step) == ["DecisionTaskCompleted", "WorkflowExecutionContinuedAsNew"]
    assert step.successor is not None
    assert then(step.successor) == ["WorkflowExecutionStarted", "DecisionTaskScheduled"]
    started = step.successor.events[0][1]
    assert isinstance(started, e.WorkflowExecutionStarted)
    assert (started.continued_execution_run_id, started.input) == ("run-1", "x")
    assert step.successor.state.header.run_id == "run-2"


def test_messages_leave_with_the_step_that_sends_them() -> None:
    """A signal to another execution, a child: initiated here, addressed there, in order."""
    signal = d.SignalExternalWorkflowExecution(workflow_id="v", signal_name="s")
    child = d.StartChildWorkflowExecution(workflow_id="c", workflow_type=ORDER)
    step = when(given(*DECIDING), answer(signal, child), facts=FACTS)
    assert [(message.workflow_id, type(message.command).__name__) for message in step.messages] == [
        ("v", "SignalWorkflowExecution"),
        ("c", "StartChildWorkflowExecution"),
    ]


def test_the_event_limit_ends_a_run_after_the_batch_that_reaches_it() -> None:
    """All of the batch is recorded, and then the termination."""
    markers = [d.RecordMarker(marker_name="m")] * 50
    state = given(*DECIDING)
    step = when(state, answer(*markers), facts=FACTS)
    assert then(step)[-1] == "WorkflowExecutionTerminated"
    assert then(step).count("MarkerRecorded") == 50
    assert getattr(step.events[-1][1], "cause", None) == "EVENT_LIMIT_EXCEEDED"
    assert not state.is_open


def test_a_worker_that_was_faster_keeps_its_task() -> None:
    """A cancellation of a task without a worker does nothing once a worker has it."""
    activity = d.ScheduleActivityTask(activity_type=CHARGE, activity_id="a")
    state = given(*DECIDING)
    when(state, answer(activity, d.RequestCancelActivityTask(activity_id="a")), facts=FACTS)
    when(state, StartActivityTask(scheduled_event_id=5))
    assert then(when(state, CancelUnstartedActivityTask(scheduled_event_id=5))) == []
