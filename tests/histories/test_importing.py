"""Histories of the real service and of other stores come in as they are; what SWF could not have written does not."""

import copy
import json
from typing import Any

import pytest

import swfstore
from swfstore.core.events import EVENTS
from swfstore.histories import History, ImpossibleHistory, diff, export_domain, export_run, import_history, read
from tests.histories.orders import AWS, a_store, approve, made, registered, start, step, told, work
from tests.support.history import events_of
from tests.support.sources import TOP
from tests.support.stories import DOMAIN

RUN = "22Zx1234567890abcdefghijklmnopqrstuvwxyz+/ABCD="
NAMED: dict[str, Any] = {"domain": DOMAIN, "workflow_id": "order-42", "run_id": RUN}
THEN = 1_680_000_000_123


def _events() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(AWS.read_text())["events"]
    return found


def test_what_the_command_line_of_aws_prints_is_imported(database_url):
    """Event ids, timestamps and the run id stay; domain and types are registered; history equals state."""
    with a_store(database_url, clock=swfstore.VirtualClock(THEN)) as store:
        (run,) = import_history(store, AWS, **NAMED)
        assert (run.events, run.is_open) == (17, False)
        swf = store.client()
        events = events_of(swf, DOMAIN, {"workflowId": "order-42", "runId": RUN})
        assert [event["eventId"] for event in events] == list(range(1, 18))
        assert events[0]["eventTimestamp"].timestamp() == 1_680_000_000.123
        assert swf.describe_activity_type(domain=DOMAIN, activityType={"name": "Charge", "version": "1"})
        assert diff({"events": events}, AWS, times=True) is None
        assert store.verify().ok


def test_a_file_names_its_run_where_nothing_else_does(tmp_path):
    """The workflow id is the file's name, the run id a new one."""
    path = tmp_path / "order-7.json"
    path.write_text(AWS.read_text())
    with a_store(clock=swfstore.VirtualClock(THEN)) as store:
        (run,) = import_history(store, path, domain=DOMAIN)
        assert (run.workflow_id, len(run.run_id)) == ("order-7", 46)


@pytest.mark.parametrize(
    "change",
    [
        lambda events: {"events": events, "nextPageToken": "x"},
        lambda events: events,
        lambda events: {"events": events[::-1]},
        lambda events: [{"events": events}],
        lambda events: {"runs": [{"events": events}], "domain": "elsewhere"},
    ],
    ids=["page", "list", "reverse order", "list of histories", "domain"],
)
def test_every_form_of_a_history_is_read(tmp_path, change):
    """One page, a bare list, newest first, a list of histories, a whole domain: the events are the same."""
    path = tmp_path / "x.json"
    path.write_text(json.dumps(change(_events())))
    (history,) = read(path)
    assert diff(history, AWS, times=True) is None


def test_pages_that_were_appended_to_one_file_are_put_together(tmp_path):
    """As a loop over the page tokens writes them; the times may be in seconds since the epoch."""
    events = [event | {"eventTimestamp": 1_680_000_000.5 + event["eventId"]} for event in _events()]
    pages = [{"events": events[:7], "nextPageToken": "a"}, {"events": events[7:]}]
    path = tmp_path / "x.json"
    path.write_text("\n".join(json.dumps(page, indent=2) for page in pages))
    (history,) = read(path)
    assert len(history.events) == 17
    assert history.events[0]["eventTimestamp"].timestamp() == 1_680_000_001.5


def test_an_open_run_goes_on(database_url):
    """A run that is cut off when its activity task is scheduled is brought to its end by the same decider."""
    with a_store(database_url, clock=swfstore.VirtualClock(THEN)) as other:
        import_history(other, {"events": _events()[:5]}, **NAMED)
        client = other.client()
        work(client)
        step(client)
        approve(client)
        step(client)
        info = client.describe_workflow_execution(domain=DOMAIN, execution={"workflowId": "order-42", "runId": RUN})
        assert info["executionInfo"]["closeStatus"] == "COMPLETED"
        assert other.verify().ok


def test_what_was_due_in_the_meantime_happens_at_the_next_call():
    """An open order of 2023 times out at once, at the time of the store that it came to."""
    with a_store() as store:
        import_history(store, {"events": _events()[:6]}, **NAMED)
        assert store.pump() > 0
        closed = store.client().list_closed_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})
        assert [info["closeStatus"] for info in closed["executionInfos"]] == ["TIMED_OUT"]
        assert store.verify().ok


def test_events_without_timestamps_need_an_instant():
    """It is said for all of them; without it the first event is refused."""
    events = [{name: value for name, value in event.items() if name != "eventTimestamp"} for event in _events()]
    with a_store() as store:
        with pytest.raises(ImpossibleHistory, match="event 1 cannot be: it has no eventTimestamp"):
            import_history(store, events, **NAMED)
        import_history(store, events, **NAMED, at=THEN)
        assert store.verify().ok


def _without(event_id: int, name: str) -> Any:
    def change(events: list[dict[str, Any]]) -> None:
        _attributes(events, event_id).pop(name)

    return change


def _with(event_id: int, name: str, value: object) -> Any:
    def change(events: list[dict[str, Any]]) -> None:
        _attributes(events, event_id)[name] = value

    return change


def _attributes(events: list[dict[str, Any]], event_id: int) -> dict[str, Any]:
    event = events[event_id - 1]
    kind = event["eventType"]
    found: dict[str, Any] = event[f"{kind[0].lower()}{kind[1:]}EventAttributes"]
    return found


def _renumbered(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event | {"eventId": number} for number, event in enumerate(events, 1)]


IMPOSSIBLE = {
    "a gap": (lambda events: events.pop(3), 4, "its place has the event id 5"),
    "time goes back": (
        lambda events: events[4].update(eventTimestamp="2023-03-28T12:40:00+02:00"),
        5,
        "its time is before that of the event before it",
    ),
    "no start": (lambda events: events.pop(0), 1, "its place has the event id 2"),
    "unknown type": (lambda events: events[2].update(eventType="Nonsense"), 3, "there is no event type Nonsense"),
    "missing attribute": (_without(3, "scheduledEventId"), 3, "DecisionTaskStarted lacks scheduledEventId"),
    "attribute of another kind": (_with(3, "scheduledEventId", "2"), 3, "scheduledEventId is no event id: '2'"),
    "timeout in words": (_with(2, "startToCloseTimeout", "soon"), 2, "neither seconds nor NONE"),
    "unknown child policy": (_with(1, "childPolicy", "KEEP"), 1, "not one of TERMINATE"),
    "incomplete structure": (_with(1, "workflowType", {"name": "Order"}), 1, "workflowType lacks version"),
    "started without a schedule": (
        _with(6, "scheduledEventId", 2),
        6,
        "ActivityTaskStarted is about event 2, which is no ActivityTaskScheduled",
    ),
    "another start": (_with(7, "startedEventId", 3), 7, "was started by event 3, and by the history by event 6"),
    "a second decision task": (
        lambda events: (
            events.insert(2, copy.deepcopy(events[1])) or events.__setitem__(slice(None), _renumbered(events))
        ),
        3,
        "DecisionTaskScheduled while the decision task of event 2 waits already",
    ),
    "no such decision": (_with(5, "decisionTaskCompletedEventId", 3), 5, "which is no DecisionTaskCompleted"),
    "another timer": (_with(16, "timerId", "other"), 16, "has the timer_id 'other', and event 11 has 'patience'"),
    "after the close": (
        lambda events: events.append(events[12] | {"eventId": 18, "eventTimestamp": events[-1]["eventTimestamp"]}),
        18,
        "after the run has closed with event 17",
    ),
    "a close that nobody decided": (_with(17, "decisionTaskCompletedEventId", 0), 17, "comes from event 0"),
    "a timer that ended": (
        lambda events: (
            events.insert(16, copy.deepcopy(events[15])) or events.__setitem__(slice(None), _renumbered(events))
        ),
        17,
        "is about event 11, which is over",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_impossible_history_is_refused_with_its_first_offending_event(name):
    """The event and the reason are named, and nothing is written."""
    change, event_id, reason = IMPOSSIBLE[name]
    events = _events()
    change(events)
    with a_store() as store:
        with pytest.raises(ImpossibleHistory) as refused:
            import_history(store, {"events": events}, **NAMED)
        assert refused.value.event_id == event_id
        assert reason in refused.value.reason
        assert f"event {event_id} cannot be: " in str(refused.value)
        assert store.client().list_domains(registrationStatus="REGISTERED")["domainInfos"] == []


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_an_example_of_every_event_type_is_readable(event_type):
    """The golden example of each of the 54 types is what its type must have."""
    from swfstore.histories.typed import typed

    example = json.loads((TOP / "tests" / "core" / "golden" / f"{event_type}.json").read_text())
    member = f"{event_type[0].lower()}{event_type[1:]}EventAttributes"
    event = typed({"eventId": 1, "eventType": event_type, member: example})
    assert type(event).__name__ == event_type


def test_a_run_that_is_there_is_not_imported_again():
    """Neither the same run nor another open run of its workflow id; the whole file is refused then."""
    with a_store(clock=swfstore.VirtualClock(THEN)) as store:
        import_history(store, {"events": _events()[:6]}, **NAMED)
        with pytest.raises(swfstore.SwfstoreError, match=r"the run order-42 22Zx.* is in the domain orders already"):
            import_history(store, AWS, **NAMED)
        with pytest.raises(swfstore.SwfstoreError, match="order-42 has an open run in the domain orders already"):
            import_history(store, {"events": _events()[:6]}, domain=DOMAIN, workflow_id="order-42")


def test_types_and_domains_can_be_required():
    """Then what is missing is named, and nothing is registered."""
    with a_store() as store, pytest.raises(swfstore.SwfstoreError, match="there is no domain orders"):
        import_history(store, AWS, **NAMED, register=False)
    with registered() as store:
        store.client().deprecate_workflow_type(domain=DOMAIN, workflowType={"name": "Order", "version": "1"})
        store.client().delete_workflow_type(domain=DOMAIN, workflowType={"name": "Order", "version": "1"})
        with pytest.raises(swfstore.SwfstoreError, match="WorkflowType Order/1 is not registered"):
            import_history(store, {"events": _events()[:6]}, **NAMED, register=False)


def test_a_run_that_would_be_purged_at_once_is_refused():
    """The domain keeps closed runs for 7 days, and this one closed in 2023."""
    with registered() as store, pytest.raises(swfstore.SwfstoreError, match="it would be deleted at once"):
        import_history(store, AWS, **NAMED)


def test_a_whole_domain_goes_out_and_comes_in(store, swf):
    """Every run, closed and open, equal to what it was, ids and times included; `describe` says the same."""
    ended = told(swf)
    running = start(swf, "order-43", tagList=["berlin"])
    step(swf)
    text = json.loads(b"".join(export_domain(store, DOMAIN)))
    with a_store() as other:
        imported = import_history(other, text)
        assert [(run.workflow_id, run.is_open) for run in imported] == [("order-42", False), ("order-43", True)]
        for execution in (ended, running):
            again = json.loads(export_run(other, DOMAIN, execution))
            assert again == json.loads(export_run(store, DOMAIN, execution))
        assert other.verify().ok
        work(other.client())


def test_a_child_that_had_not_started_starts(store, swf):
    """What was on its way to other executions when the history ends is sent again."""
    child = {"workflowType": {"name": "Order", "version": "1"}, "workflowId": "child", "input": "x"}
    start(swf, "parent")
    step(swf, lambda _: [made("StartChildWorkflowExecution", **child)])
    events = [event for event in events_of(swf, DOMAIN, "parent") if event["eventId"] <= 5]
    assert events[-1]["eventType"] == "StartChildWorkflowExecutionInitiated"
    with a_store() as other:
        import_history(other, History(events, domain=DOMAIN, workflow_id="parent", run_id=RUN))
        other.pump()
        types = [event["eventType"] for event in events_of(other.client(), DOMAIN, "parent")]
        assert types[5:] == ["ChildWorkflowExecutionStarted", "DecisionTaskScheduled"]
        assert events_of(other.client(), DOMAIN, "child")[0]["workflowExecutionStartedEventAttributes"]["input"] == "x"
        assert other.verify().ok


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "x.json is empty"),
        ("{", "is not JSON"),
        ('{"a": 1}', "is not a history"),
        ('{"events": [{"a": 1}]}', "is not an event"),
        ('{"events": [{"eventId": 1, "eventType": "X", "eventTimestamp": "soon"}]}', "is not an instant"),
    ],
)
def test_a_file_that_is_no_history_is_told_in_a_sentence(tmp_path, text, complaint):
    """Whatever it is instead."""
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(swfstore.SwfstoreError, match=complaint):
        read(path)
    with pytest.raises(swfstore.SwfstoreError, match="cannot be read"):
        read(tmp_path / "nowhere.json")
