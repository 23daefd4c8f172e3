"""Where two histories part, in words."""

import json

import pytest

import swfstore
from swfstore.histories import diff
from swfstore.histories.exporting import history_of
from tests.histories.orders import AWS, registered, told
from tests.support.stories import DOMAIN


def _events():
    return json.loads(AWS.read_text())["events"]


def test_two_runs_of_the_same_story_are_equal(store, swf):
    """Another run id, another time: the same history; with the times they differ."""
    first = history_of(store, DOMAIN, told(swf))
    with registered() as other:
        other.clock.advance(hours=1)
        second = history_of(other, DOMAIN, told(other.client()))
    assert first.run_id != second.run_id
    assert diff(first, second) is None
    assert diff(first, second, times=True) is None
    found = diff(first, AWS, times=True, ignore=["input", "tagList", "identity"])
    assert found is not None
    assert (found.event_id, found.what) == (3, "0:00:00 after the first event, and 0:00:00.417000")


@pytest.mark.parametrize(
    ("change", "event_id", "what"),
    [
        (lambda events: events[10]["timerStartedEventAttributes"].update(timerId="t"), 11, "timerId: patience and t"),
        (
            lambda events: events[3]["decisionTaskCompletedEventAttributes"].update(executionContext="x"),
            4,
            "nothing and x",
        ),
        (lambda events: events.pop(), 17, "the left one goes on"),
        (lambda events: events.append(events[-1]), 18, "the right one goes on"),
        (lambda events: events[16].update(eventType="MarkerRecorded"), 17, "another event"),
    ],
)
def test_the_first_difference_is_told(change, event_id, what):
    """The event, what differs in it, both sides, and the events before it."""
    events = _events()
    change(events)
    found = diff(AWS, events)
    assert found is not None
    assert found.event_id == event_id
    assert what in found.what
    assert str(found).splitlines()[-3:] == [f"- {found.left}", f"+ {found.right}", found.what]
    assert len(found.before) == 3


def test_attributes_can_be_left_out():
    """As the identity of who polled, which is another one on each machine."""
    events = _events()
    events[2]["decisionTaskStartedEventAttributes"]["identity"] = "elsewhere"
    assert diff(AWS, events) is not None
    assert diff(AWS, events, ignore=["identity"]) is None


def test_the_same_run_id_stands_for_the_same_run():
    """Where one side names one child twice and the other names two, they differ."""

    def children(*runs):
        executions = [{"workflowId": "child", "runId": run} for run in runs]
        member = "childWorkflowExecutionStartedEventAttributes"
        return [
            {"eventId": n, "eventType": "ChildWorkflowExecutionStarted", member: {"workflowExecution": execution}}
            for n, execution in enumerate(executions, 1)
        ]

    assert diff(children("a", "b", "a"), children("x", "y", "x")) is None
    found = diff(children("a", "b", "a"), children("x", "y", "y"))
    assert found is not None
    assert found.event_id == 3


def test_one_history_is_compared_with_one(tmp_path):
    """A file with several is refused."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"events": _events()}, {"events": _events()}]))
    with pytest.raises(swfstore.SwfstoreError, match="has 2 histories: name one"):
        diff(str(path), AWS)
