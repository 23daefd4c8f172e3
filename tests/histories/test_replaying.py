"""A decider is handed every decision task again as it was; the first decision that is another one is reported."""

from functools import partial
from typing import Any

import pytest

from swfstore.core import decisions as core
from swfstore.histories import export_run, import_history, replay
from swfstore.histories.deciding import WRITTEN
from swfstore.histories.exporting import history_of
from swfstore.histories.replaying import replay_all, tasks_of
from tests.histories.orders import AWS, a_store, decide, made, start, step, told, work
from tests.support.stories import CHARGE, DOMAIN


def test_a_history_of_the_real_service_is_replayed():
    """The decider decides as recorded in all four decision tasks but the one that it had to leave to the timer."""
    report = replay(AWS, decide)
    assert (report.ok, report.runs, report.tasks) == (True, 1, 3)
    assert str(report) == "1 run, 3 decision tasks: decided as recorded"


def test_each_task_is_exactly_what_the_poll_gave(store, swf):
    """Events up to the started one, the previous started event, the ids and the type; the token is a stand-in."""
    given: list[dict[str, Any]] = []

    def decider(task: dict[str, Any]) -> list[dict[str, Any]]:
        given.append(task)
        return decide(task)

    execution = start(swf)
    step(swf, decider)
    store.clock.advance(seconds=1)
    work(swf)
    swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    store.clock.advance(seconds=300)  # nobody answers it: the task times out, and the decider gets another one
    step(swf, decider)
    handed = [task for task, _ in tasks_of(history_of(store, DOMAIN, execution))]
    assert [task | {"taskToken": ""} for task in handed] == [task | {"taskToken": ""} for task in given]


def _changed(decision: int, **attributes: Any) -> Any:
    def decider(task: dict[str, Any]) -> list[dict[str, Any]]:
        decisions = decide(task)
        for found in decisions[decision : decision + 1]:
            kind = found["decisionType"]
            found[f"{kind[0].lower()}{kind[1:]}DecisionAttributes"].update(attributes)
        return decisions

    return decider


@pytest.mark.parametrize(
    ("decider", "started", "position", "recorded", "decided"),
    [
        (_changed(0, input="43"), 3, 1, "input=42", "input=43"),
        (_changed(0, control="x"), 3, 1, "ScheduleActivityTask activityId=charge", "control=x"),
        (_changed(0, heartbeatTimeout="30"), 3, 1, "heartbeatTimeout=60", "heartbeatTimeout=30"),
        (lambda task: decide(task)[:1], 14, 2, "CompleteWorkflowExecution result=shipped", "nothing more"),
        (lambda task: [*decide(task), made("RecordMarker", markerName="m")], 3, 2, "nothing more", "RecordMarker"),
        (lambda task: decide(task)[::-1], 14, 1, "CancelTimer timerId=patience", "CompleteWorkflowExecution"),
        (lambda _: ["CompleteWorkflowExecution"], 3, 1, "ScheduleActivityTask", "'CompleteWorkflowExecution'"),
        (lambda _: None, 3, 1, "ScheduleActivityTask", "nothing more"),
    ],
)
def test_the_first_difference_has_both_sides(decider, started, position, recorded, decided):
    """The task, the position among its decisions, what was recorded and what is decided now, in words."""
    (difference,) = replay(AWS, decider).differences
    assert (difference.started_event_id, difference.position) == (started, position)
    assert recorded in difference.recorded
    assert decided in difference.decided
    assert f"recorded: {difference.recorded}\n  decided:  {difference.decided}" in str(difference)


def test_an_exception_of_the_decider_is_a_difference():
    """It is reported at the task at which it was raised, and kept."""

    def broken(task: dict[str, Any]) -> list[dict[str, Any]]:
        return [task["shipped"]] if task["previousStartedEventId"] else decide(task)

    (difference,) = replay(AWS, broken).differences
    assert difference.started_event_id == 9
    assert difference.decided == "raised KeyError: 'shipped'"
    assert isinstance(difference.error, KeyError)


def test_defaults_of_the_type_need_not_be_decided():
    """A decision may say what its type says, or leave it out; it writes the same event."""

    def explicit(task: dict[str, Any]) -> list[dict[str, Any]]:
        said = _changed(0, taskList={"name": "workers"}, heartbeatTimeout="60")
        return list((decide if task["previousStartedEventId"] else said)(task))

    assert replay(AWS, explicit).ok


def test_the_execution_context_is_compared_if_the_decider_says_it(store, swf):
    """A decider may answer the arguments of the response."""
    execution = start(swf)
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    swf.respond_decision_task_completed(taskToken=task["taskToken"], executionContext="paid", decisions=[])
    history = history_of(store, DOMAIN, execution)
    assert replay(history, lambda _: {"decisions": [], "executionContext": "paid"}).ok
    assert replay(history, lambda _: {"decisions": []}).ok
    (difference,) = replay(history, lambda _: {"executionContext": None}).differences
    assert (difference.recorded, difference.decided) == ("executionContext 'paid'", "executionContext None")


CHILD = {"workflowType": {"name": "None", "version": "1"}, "workflowId": "child"}
REFUSED = [
    made("ScheduleActivityTask", activityType={"name": "None", "version": "1"}, activityId="a"),
    made("RequestCancelActivityTask", activityId="nobody"),
    made("StartTimer", timerId="t", startToFireTimeout="60"),
    made("StartTimer", timerId="t", startToFireTimeout="90"),
    made("CancelTimer", timerId="nobody"),
    made("StartChildWorkflowExecution", **CHILD),
    made("ScheduleLambdaFunction", id="l", name="f"),
    made("ScheduleLambdaFunction", id="l", name="f"),
    made("ContinueAsNewWorkflowExecution", workflowTypeVersion="none"),
]
CARRIED_OUT = [
    made("ScheduleActivityTask", activityType=CHARGE, activityId="a", control="c"),
    made("RequestCancelActivityTask", activityId="a"),
    made("StartTimer", timerId="t", startToFireTimeout="60", control="c"),
    made("CancelTimer", timerId="t"),
    made("RecordMarker", markerName="m", details="d"),
    made("SignalExternalWorkflowExecution", workflowId="other", signalName="s", input="", control="c"),
    made("RequestCancelExternalWorkflowExecution", workflowId="other", control="c"),
    made("StartChildWorkflowExecution", **CHILD | {"workflowType": {"name": "Order", "version": "1"}}),
    made("ScheduleLambdaFunction", id="l", name="f", input="i"),
    made("ContinueAsNewWorkflowExecution", input="i", tagList=["a"], workflowTypeVersion="1"),
]


def _always(decisions: list[dict[str, Any]], _task: dict[str, Any]) -> list[dict[str, Any]]:
    return decisions


@pytest.mark.parametrize("decisions", [REFUSED, CARRIED_OUT], ids=["refused", "carried out"])
def test_every_decision_is_recognised_by_its_event(store, swf, decisions):
    """Carried out or refused, in the order of the batch; what came of them later is not taken for a decision."""
    execution = start(swf)
    step(swf, lambda _: decisions)
    history = history_of(store, DOMAIN, execution)
    assert replay(history, lambda _: decisions).ok
    for position in range(len(decisions)):
        shorter = decisions[:position] + decisions[position + 1 :]
        (difference,) = replay(history, partial(_always, shorter)).differences
        assert difference.position == position + 1 or decisions[position] == decisions[position + 1]


def test_every_decision_has_its_events():
    """Each of the 13 decisions has one event when it is carried out and one when it is refused."""
    kinds = [written.decision for written in WRITTEN.values()]
    assert {kind: kinds.count(kind) for kind in kinds} == {cls.__name__: 2 for cls in core.Decision.__subclasses__()}


def test_every_run_of_a_store_is_replayed_by_type(store, swf):
    """All runs, open and closed, or those of a type; each run says its first difference."""
    told(swf)
    start(swf, "order-43")
    step(swf)
    report = replay_all(store, decide)
    assert (report.ok, report.runs, report.tasks) == (True, 2, 4)
    assert replay_all(store, decide, domain=DOMAIN, workflow_type="Order/1").runs == 2
    assert replay_all(store, decide, workflow_type="Other").runs == 0
    assert [difference.history[:8] for difference in replay_all(store, lambda _: []).differences] == [
        "order-42",
        "order-43",
    ]


def test_an_exported_run_is_replayed_as_it_is(store, swf):
    """From its JSON, and after it was imported elsewhere."""
    import orjson

    exported = orjson.loads(export_run(store, DOMAIN, told(swf)))
    assert replay(exported, decide).tasks == 3
    with a_store() as other:
        import_history(other, exported)
        assert replay_all(other, decide).ok
