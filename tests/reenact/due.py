"""Time: how long to wait for what comes by itself, and the heartbeats that are sent meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from swfstore.errors import UnknownResourceFault
from tests.reenact.model import History, RecordedEvent
from tests.reenact.stage import Stage

if TYPE_CHECKING:
    from tests.reenact.actor import Actor

ENDS = {"ActivityTaskCompleted", "ActivityTaskFailed", "ActivityTaskCanceled", "ActivityTaskTimedOut"}
LONGEST_WAIT = 40
"""How many deadlines to let pass for an outcome whose own deadline is not known."""


def _seconds(text: str | None) -> int | None:
    return None if text in (None, "NONE") else int(str(text))


def due_at(history: History, event: RecordedEvent, ours: Sequence[RecordedEvent]) -> int | None:
    """When the deadline that writes the event falls on our clock, UTC milliseconds; None where it has none."""

    def begun(event_id: int) -> int | None:
        theirs = history.event(event_id)
        same = [e for e in ours if theirs and e.type == theirs.type]
        return same[history.ordinals[event_id] - 1].at if theirs and len(same) >= history.ordinals[event_id] else None

    anchor, timeout = _deadline(history, event)
    start = begun(anchor) if anchor else None
    return None if start is None or timeout is None else start + timeout * 1000


def _deadline(history: History, event: RecordedEvent) -> tuple[int, int | None]:
    scheduled = history.event(event.get("scheduledEventId", 0))
    started = event.get("startedEventId", 0)
    if event.type == "TimerFired":
        timer = history.event(started)
        return started, _seconds(timer.get("startToFireTimeout")) if timer else None
    if event.type == "WorkflowExecutionTimedOut":
        return 1, _seconds(history.started.get("executionStartToCloseTimeout"))
    if event.type == "ActivityTaskTimedOut" and scheduled:
        name, from_start = TIMEOUTS[event["timeoutType"]]
        return started if from_start else scheduled.id, _seconds(scheduled.get(name))
    if event.type == "DecisionTaskTimedOut" and scheduled:
        waited = event["timeoutType"] == "SCHEDULE_TO_START"
        name = "scheduleToStartTimeout" if waited else "startToCloseTimeout"
        return scheduled.id if waited else started, _seconds(scheduled.get(name))
    if event.type == "LambdaFunctionTimedOut" and scheduled:
        return started, _seconds(scheduled.get("startToCloseTimeout", "300"))
    return 0, None


TIMEOUTS = {
    "START_TO_CLOSE": ("startToCloseTimeout", True),
    "SCHEDULE_TO_START": ("scheduleToStartTimeout", False),
    "SCHEDULE_TO_CLOSE": ("scheduleToCloseTimeout", False),
    "HEARTBEAT": ("heartbeatTimeout", True),
}


def wait_for(
    stage: Stage, actor: Actor, event: RecordedEvent, ours: Sequence[RecordedEvent], done: Callable[[], bool]
) -> None:
    """Let time pass until the event has come, or it is clear that it will not."""
    at = due_at(actor.history, event, ours)
    if at is not None:
        pass_time(stage, actor, at)
    for _ in range(LONGEST_WAIT):
        if done() or not _jump(stage):
            return


def _jump(stage: Stage) -> bool:
    before = stage.now()
    stage.clock.advance_to_next()
    return stage.now() > before


@dataclass(frozen=True)
class Pulse:
    """The heartbeats of an activity: every so often (milliseconds), with these details, until that instant."""

    token: str
    every: int
    details: str | None
    until: int | None


def pass_time(stage: Stage, actor: Actor, until: int) -> None:
    """Advance to that instant; meanwhile send the heartbeats without which the activities would not have lived."""
    while alive := list(_pulses(actor, stage.now())):
        at = min(min(stage.now() + pulse.every, pulse.until or until) for pulse in alive)
        if at >= until:
            break
        stage.advance_to(at)
        for pulse in alive:
            _beat(stage, pulse)
    stage.advance_to(until)


def _beat(stage: Stage, pulse: Pulse) -> None:
    details = {} if pulse.details is None else {"details": pulse.details}
    try:
        stage.swf.record_activity_task_heartbeat(taskToken=pulse.token, **details)
    except UnknownResourceFault:
        return  # the task has ended on our side; the comparison will say so


def _end_of(history: History, started_id: int) -> RecordedEvent | None:
    return next((e for e in history.events if e.type in ENDS and e["startedEventId"] == started_id), None)


def last_words(history: History, started_id: int) -> str | None:
    """The details of the last heartbeat of an activity, known if it has timed out."""
    end = _end_of(history, started_id)
    return end.get("details") if end is not None and end.type == "ActivityTaskTimedOut" else None


def _pulses(actor: Actor, now: int) -> Iterable[Pulse]:
    current = actor.steps[actor.position - 1].event.id
    for started_id, token in actor.tokens.items():
        started = actor.history.event(started_id)
        scheduled = actor.history.event(started["scheduledEventId"]) if started is not None else None
        if started is None or scheduled is None or started.type != "ActivityTaskStarted":
            continue
        end, seconds = _end_of(actor.history, started_id), _seconds(scheduled.get("heartbeatTimeout"))
        if not seconds or (end is not None and end.id < current):
            continue
        starved = end is not None and end.get("timeoutType") == "HEARTBEAT"
        last = end.at - seconds * 1000 if starved and end is not None and end.at is not None else None
        if not starved or (last is not None and now < last):
            yield Pulse(token, seconds * 500, last_words(actor.history, started_id), last)
