"""Replay: a decider is handed every decision task of a long history again, against reading that history."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Effort, Result, at_most, compared
from benchmarks.places import DECIDERS, DOMAIN, ORDER, schedule, store
from swfstore.histories.exporting import export_run, history_of
from swfstore.histories.importing import import_history
from swfstore.histories.reading import read
from swfstore.histories.replaying import replay

EVENTS = 10_000
_BEGIN_MS = 1_893_456_000_000
_TIMEOUTS = ("heartbeatTimeout", "scheduleToCloseTimeout", "scheduleToStartTimeout", "startToCloseTimeout")


def replaying(effort: Effort, _quick: bool) -> Iterator[Result]:
    """A history of 10,000 events and 1,667 decision tasks: from the store, and from a file."""
    some = effort.of(rounds=0.3, calls=0.05)
    with store("normal") as opened:
        run = {"workflowId": "order", "runId": "the-run"}
        import_history(opened, {"execution": run, "events": history(EVENTS)}, domain=DOMAIN)
        swf = opened.client()
        pages = swf.get_paginator("get_workflow_execution_history")

        def from_store() -> None:
            report = replay(history_of(opened, DOMAIN, run), decide)
            assert report.ok, str(report)

        def reading() -> list[Any]:
            return [event for page in pages.paginate(domain=DOMAIN, execution=run) for event in page["events"]]

        yield compared(f"replay of {EVENTS:,} events, against reading them", some, from_store, reading, at_most(3))
        path = Path(opened.engine.database.url.database).with_name("order.json")
        path.write_bytes(export_run(opened, DOMAIN, run))

        def from_file() -> None:
            assert replay(path, decide).ok

        what = f"replay of {EVENTS:,} events from a file, against reading it"
        yield compared(what, some, from_file, lambda: read(path), at_most(3))


def decide(task: dict[str, Any]) -> list[dict[str, object]]:
    """Charge once more whenever a charge is done: looks at what is new, as a decider for long histories does."""
    new = task["events"][task["previousStartedEventId"] :]
    done = [event for event in new if event["eventType"] in ("ActivityTaskCompleted", "WorkflowExecutionStarted")]
    return [schedule(task["startedEventId"]) for _ in done]


def history(count: int) -> list[dict[str, Any]]:
    """A run that charges again and again, as long as its history has fewer events."""
    events: list[dict[str, Any]] = []
    deciders, completed = {"name": DECIDERS}, 0
    settings = {"childPolicy": "TERMINATE", "taskList": deciders, "workflowType": ORDER, "parentInitiatedEventId": 0}
    none = dict.fromkeys(_TIMEOUTS, "NONE")

    def add(event_type: str, **attributes: Any) -> int:
        member = f"{event_type[0].lower()}{event_type[1:]}EventAttributes"
        at = (_BEGIN_MS + 7 * len(events)) / 1000
        events.append({"eventId": len(events) + 1, "eventType": event_type, "eventTimestamp": at, member: attributes})
        return len(events)

    add("WorkflowExecutionStarted", **settings, executionStartToCloseTimeout="NONE", taskStartToCloseTimeout="NONE")
    while len(events) < count - 6:
        scheduled = add("DecisionTaskScheduled", taskList=deciders, startToCloseTimeout="NONE")
        started = add("DecisionTaskStarted", scheduledEventId=scheduled)
        completed = add("DecisionTaskCompleted", scheduledEventId=scheduled, startedEventId=started)
        decision: Any = schedule(started)["scheduleActivityTaskDecisionAttributes"]
        task = add("ActivityTaskScheduled", **decision, **none, decisionTaskCompletedEventId=completed)
        at_work = add("ActivityTaskStarted", scheduledEventId=task)
        add("ActivityTaskCompleted", scheduledEventId=task, startedEventId=at_work, result="done")
    while len(events) < count:
        add("WorkflowExecutionSignaled", signalName="more", externalInitiatedEventId=0)
    return events
