"""Batches of decisions: what they become, and the texts of refused ones."""

import pytest

from swfstore.core import decisions as core
from swfstore.core.values import ActivityType, TaskList
from swfstore.errors import ValidationException
from swfstore.shapes import parse
from swfstore.shapes.tasks import RespondDecisionTaskCompletedInput

COMPLETE = {"decisionType": "CompleteWorkflowExecution", "completeWorkflowExecutionDecisionAttributes": {"result": "3"}}
TIMER = {"decisionType": "StartTimer", "startTimerDecisionAttributes": {"timerId": "T", "startToFireTimeout": "5"}}
ENUM = (
    "[CompleteWorkflowExecution, StartTimer, RequestCancelExternalWorkflowExecution, SignalExternalWorkflowExecution, "
    "CancelTimer, RecordMarker, ScheduleActivityTask, ContinueAsNewWorkflowExecution, ScheduleLambdaFunction, "
    "FailWorkflowExecution, RequestCancelActivityTask, StartChildWorkflowExecution, CancelWorkflowExecution]"
)


def batch(*decisions):
    """The decisions of a sound batch."""
    request = parse("RespondDecisionTaskCompleted", {"taskToken": "t", "decisions": list(decisions)})
    assert isinstance(request, RespondDecisionTaskCompletedInput)
    return request.decisions


def refused(*decisions):
    """The text with which a batch is refused."""
    with pytest.raises(ValidationException) as caught:
        batch(*decisions)
    return caught.value.message


def test_a_batch_becomes_the_decisions_of_the_core():
    """In the order in which they were given."""
    attributes = {
        "activityType": {"name": "ship", "version": "1"},
        "activityId": "A",
        "taskList": {"name": "L"},
        "input": "",
    }
    schedule = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": attributes}
    assert batch(TIMER, schedule, COMPLETE) == (
        core.StartTimer(timer_id="T", start_to_fire_timeout="5"),
        core.ScheduleActivityTask(
            activity_type=ActivityType(name="ship", version="1"),
            activity_id="A",
            task_list=TaskList(name="L"),
            input="",
        ),
        core.CompleteWorkflowExecution(result="3"),
    )


def test_a_decider_may_decide_nothing():
    """No list and an empty list are sound."""
    assert batch() == ()
    assert getattr(parse("RespondDecisionTaskCompleted", {"taskToken": "t"}), "decisions", ()) is None


def test_null_attributes_of_other_types_are_absent():
    """Some clients send all 13 members."""
    assert batch({**TIMER, "cancelTimerDecisionAttributes": None}) == batch(TIMER)


def test_missing_attributes_are_empty_attributes():
    """Whatever they must have is then null; a decision that needs nothing is sound."""
    where = "decisions.1.member.startTimerDecisionAttributes"
    null = "failed to satisfy constraint: Member must not be null"
    assert refused({"decisionType": "StartTimer"}) == (
        f"2 validation errors detected: Value null at '{where}.timerId' {null}; "
        f"Value null at '{where}.startToFireTimeout' {null}"
    )
    assert batch({"decisionType": "CancelWorkflowExecution"}) == (core.CancelWorkflowExecution(),)


def test_an_unknown_decision_type_is_told_the_set_in_the_services_own_order():
    """The order is not the model's; it has been the same since 2015."""
    assert refused(TIMER, {"decisionType": "Sleep"}) == (
        "1 validation error detected: Value 'Sleep' at 'decisions.2.member.decisionType' failed to satisfy constraint: "
        f"Member must satisfy enum value set: {ENUM}"
    )


def test_attributes_of_other_types_are_checked_and_come_before_the_type():
    """As moto observed."""
    assert refused({"decisionType": "Sleep", "cancelTimerDecisionAttributes": {}}) == (
        "2 validation errors detected: Value null at 'decisions.1.member.cancelTimerDecisionAttributes.timerId' "
        "failed to satisfy constraint: Member must not be null; "
        "Value 'Sleep' at 'decisions.1.member.decisionType' failed to satisfy constraint: "
        f"Member must satisfy enum value set: {ENUM}"
    )
    assert "cancelTimerDecisionAttributes.timerId" in refused({**TIMER, "cancelTimerDecisionAttributes": {}})


def test_a_null_decision_is_told_its_place():
    """Places are counted from 1."""
    assert refused(TIMER, None) == (
        "1 validation error detected: Value null at 'decisions.2.member' failed to satisfy constraint: "
        "Member must not be null"
    )


@pytest.mark.parametrize(
    "kind",
    [
        "CompleteWorkflowExecution",
        "FailWorkflowExecution",
        "CancelWorkflowExecution",
        "ContinueAsNewWorkflowExecution",
    ],
)
def test_only_the_last_decision_closes(kind):
    """This is told before anything else about the decisions, as moto observed."""
    closing = {"decisionType": kind}
    assert refused(closing, TIMER) == "Close must be last decision in list"
    assert refused(closing, COMPLETE) == "Close must be last decision in list"
    assert refused(closing, {"decisionType": "Sleep"}) == "Close must be last decision in list"
    assert len(batch(TIMER, closing)) == 2
