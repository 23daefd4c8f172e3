"""Whether SWF could have written a history: every event is judged by those before it.

What is opened closes once and is started once before; ids of tasks, timers and functions are not used twice at a time;
one decision task runs and one more waits at the most; nothing follows the close. Sources: the events' documentation,
and the histories of the real service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from swfstore.core import events as e
from swfstore.core.evolve import CLOSE_STATUS
from swfstore.histories.model import History, ImpossibleHistory, instant
from swfstore.histories.typed import typed

Recorded: TypeAlias = tuple[int, int, e.Event]


@dataclass(frozen=True, slots=True)
class Family:
    """Events about one thing: `opener` is the attribute with the id of the event that opened it."""

    opens: type[e.Event]
    opener: str
    starts: type[e.Event] | None
    ends: tuple[type[e.Event], ...]
    name: str = ""
    """The attribute with the id that no two open things may share."""


FAMILIES = (
    Family(
        e.DecisionTaskScheduled,
        "scheduled_event_id",
        e.DecisionTaskStarted,
        (e.DecisionTaskCompleted, e.DecisionTaskTimedOut),
    ),
    Family(
        e.ActivityTaskScheduled,
        "scheduled_event_id",
        e.ActivityTaskStarted,
        (e.ActivityTaskCompleted, e.ActivityTaskFailed, e.ActivityTaskTimedOut, e.ActivityTaskCanceled),
        "activity_id",
    ),
    Family(
        e.LambdaFunctionScheduled,
        "scheduled_event_id",
        e.LambdaFunctionStarted,
        (
            e.LambdaFunctionCompleted,
            e.LambdaFunctionFailed,
            e.LambdaFunctionTimedOut,
            e.StartLambdaFunctionFailed,
        ),
        "id",
    ),
    Family(e.TimerStarted, "started_event_id", None, (e.TimerFired, e.TimerCanceled), "timer_id"),
    Family(
        e.StartChildWorkflowExecutionInitiated,
        "initiated_event_id",
        e.ChildWorkflowExecutionStarted,
        (
            e.ChildWorkflowExecutionCompleted,
            e.ChildWorkflowExecutionFailed,
            e.ChildWorkflowExecutionCanceled,
            e.ChildWorkflowExecutionTimedOut,
            e.ChildWorkflowExecutionTerminated,
            e.StartChildWorkflowExecutionFailed,
        ),
    ),
    Family(
        e.SignalExternalWorkflowExecutionInitiated,
        "initiated_event_id",
        None,
        (e.ExternalWorkflowExecutionSignaled, e.SignalExternalWorkflowExecutionFailed),
    ),
    Family(
        e.RequestCancelExternalWorkflowExecutionInitiated,
        "initiated_event_id",
        None,
        (e.ExternalWorkflowExecutionCancelRequested, e.RequestCancelExternalWorkflowExecutionFailed),
    ),
)
_BY_CLASS: Mapping[type[e.Event], Family] = {
    cls: family
    for family in FAMILIES
    for cls in (family.opens, *((family.starts,) if family.starts else ()), *family.ends)
}
REFUSED_AT_ONCE = (
    e.StartChildWorkflowExecutionFailed,
    e.SignalExternalWorkflowExecutionFailed,
    e.RequestCancelExternalWorkflowExecutionFailed,
)
"""What may say 0 for the event that opened it: the decision was refused, and nothing was initiated."""

_UNSTARTED = (
    e.DecisionTaskTimedOut,
    e.ActivityTaskTimedOut,
    e.ActivityTaskCanceled,
    e.StartLambdaFunctionFailed,
    e.StartChildWorkflowExecutionFailed,
)
"""What may end a thing that has not started."""


@dataclass(slots=True)
class _Thing:
    """Something that is open: the event that opened it, and the id of the one that started it."""

    opened: e.Event
    family: Family
    started: int = 0


class _Judge:
    """Judges one event after the other; each method returns what is wrong, or None."""

    def __init__(self) -> None:
        self.seen: list[type[e.Event]] = []
        self.open: dict[int, _Thing] = {}
        self.names: dict[tuple[str, str], int] = {}
        self.closed_by = 0
        self.waiting = self.running = 0

    def judge(self, event_id: int, event: e.Event) -> str | None:
        """Take the event in; what is wrong with it, or None."""
        cls, kind = type(event), type(event).__name__
        if self.closed_by:
            return f"{kind} after the run has closed with event {self.closed_by}"
        if (cls is e.WorkflowExecutionStarted) != (event_id == 1):
            return f"{kind} is the first event" if event_id == 1 else f"{kind} is not the first event"
        wrong = self._decided(event) or self._of_family(event_id, event) or self._other(event)
        if wrong:
            return f"{kind} {wrong}"
        if cls in CLOSE_STATUS:
            self.closed_by = event_id
        self.seen.append(cls)
        return None

    def _decided(self, event: e.Event) -> str | None:
        completed = getattr(event, "decision_task_completed_event_id", None)
        if completed is None:
            return None
        if not 0 < completed <= len(self.seen) or self.seen[completed - 1] is not e.DecisionTaskCompleted:
            return f"comes from event {completed}, which is no DecisionTaskCompleted"
        if type(event) in CLOSE_STATUS and self.waiting:
            return f"closes the run while the decision task of event {self.waiting} waits"
        return None

    def _of_family(self, event_id: int, event: e.Event) -> str | None:
        cls = type(event)
        family = _BY_CLASS.get(cls)
        if family is None:
            return None
        if cls is family.opens:
            return self._opens(event_id, event, family)
        opener = getattr(event, family.opener)
        if not opener and cls in REFUSED_AT_ONCE:
            return None
        thing = self.open.get(opener)
        if thing is None or thing.family is not family:
            was = opener and opener <= len(self.seen) and self.seen[opener - 1] is family.opens
            return f"is about event {opener}, which " + ("is over" if was else f"is no {family.opens.__name__}")
        if cls is family.starts:
            return self._starts(event_id, event, thing, opener)
        return self._ends(event, thing, opener)

    def _opens(self, event_id: int, event: e.Event, family: Family) -> str | None:
        if family.opens is e.DecisionTaskScheduled:
            if self.waiting:
                return f"while the decision task of event {self.waiting} waits already"
            self.waiting = event_id
        if family.name:
            name = getattr(event, family.name)
            other = self.names.setdefault((family.name, name), event_id)
            if other != event_id:
                return f"has the {family.name} {name!r} of event {other}, which is still open"
        self.open[event_id] = _Thing(event, family)
        return None

    def _starts(self, event_id: int, event: e.Event, thing: _Thing, opener: int) -> str | None:
        if thing.started:
            return f"starts event {opener}, which event {thing.started} has started already"
        if isinstance(event, e.DecisionTaskStarted):
            if self.running:
                return f"while the decision task of event {self.running} runs"
            self.waiting, self.running = 0, opener
        thing.started = event_id
        return _of_another_child(event, thing)

    def _ends(self, event: e.Event, thing: _Thing, opener: int) -> str | None:
        if thing.family.starts is not None:
            started = getattr(event, "started_event_id", 0)
            if started != thing.started:
                return f"was started by event {started}, and by the history by event {thing.started}"
            if not started and type(event) not in _UNSTARTED:
                return f"ends event {opener}, which has not started"
        name = thing.family.name
        if name:
            mine = getattr(thing.opened, name)
            if getattr(event, name, mine) != mine:
                return f"has the {name} {getattr(event, name)!r}, and event {opener} has {mine!r}"
            del self.names[name, mine]
        if opener in (self.waiting, self.running):
            self.waiting = 0 if opener == self.waiting else self.waiting
            self.running = 0 if opener == self.running else self.running
        del self.open[opener]
        return _of_another_child(event, thing)

    def _other(self, event: e.Event) -> str | None:
        if isinstance(event, e.ActivityTaskCancelRequested) and ("activity_id", event.activity_id) not in self.names:
            return f"is about the activity {event.activity_id!r}, which is not open"
        return None


def _of_another_child(event: e.Event, thing: _Thing) -> str | None:
    """A child's news names the child that was asked for."""
    if not isinstance(thing.opened, e.StartChildWorkflowExecutionInitiated):
        return None
    execution = getattr(event, "workflow_execution", None)
    if execution is not None and execution.workflow_id != thing.opened.workflow_id:
        return f"is about the child {execution.workflow_id}, and {thing.opened.workflow_id} was initiated"
    return None


def check(history: History, at: int | None = None) -> list[Recorded]:
    """The events of the core with their ids and timestamps; raises ImpossibleHistory for the first that cannot be.

    An event without a timestamp has that of the one before; `at` (milliseconds, UTC) is the first one's, if it has
    none.
    """
    try:
        return _checked(history.events, at)
    except ImpossibleHistory as error:
        raise ImpossibleHistory(error.event_id, error.reason, history.name) from None


def _checked(events: Sequence[Mapping[str, object]], at: int | None) -> list[Recorded]:
    judge, recorded, latest = _Judge(), list[Recorded](), at
    if not events:
        raise ImpossibleHistory(1, "there is none")
    for position, each in enumerate(events, start=1):
        event_id, stamp = each["eventId"], each.get("eventTimestamp")
        if event_id != position or isinstance(event_id, bool):
            raise ImpossibleHistory(position, f"its place has the event id {event_id!r}")
        timestamp = latest if stamp is None else instant(stamp)  # type: ignore[arg-type]  # whoever read it made a datetime
        if timestamp is None:
            raise ImpossibleHistory(position, "it has no eventTimestamp, and no instant was given for those without")
        if stamp is not None and latest is not None and timestamp < latest and position > 1:
            raise ImpossibleHistory(position, "its time is before that of the event before it")
        latest = timestamp
        event = typed(each)
        wrong = judge.judge(position, event)
        if wrong:
            raise ImpossibleHistory(position, wrong)
        recorded.append((position, timestamp, event))
    return recorded
