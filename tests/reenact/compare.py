"""Compares what was recorded with what the store wrote."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from swfstore.core.events import EVENTS
from swfstore.core.values import camel
from tests.reenact.model import History, RecordedEvent
from tests.reenact.stage import ALIAS

IDS = {
    "scheduledEventId",
    "startedEventId",
    "initiatedEventId",
    "decisionTaskCompletedEventId",
    "latestCancelRequestedEventId",
}
SUBJECTS = {"scheduledEventId", "startedEventId", "initiatedEventId"}
RUNS = {"runId", "newExecutionRunId", "continuedExecutionRunId"}
COMES = (
    "DecisionTaskScheduled",
    "TimerFired",
    "ChildWorkflowExecution",
    "ExternalWorkflowExecution",
    "LambdaFunctionStarted",
    "LambdaFunctionCompleted",
    "LambdaFunctionFailed",
    "LambdaFunctionTimedOut",
    "StartLambdaFunctionFailed",
    "SignalExternalWorkflowExecutionFailed",
    "RequestCancelExternalWorkflowExecutionFailed",
    "WorkflowExecutionSignaled",
    "WorkflowExecutionCancelRequested",
    "ActivityTaskTimedOut",
    "ActivityTaskCanceled",
)
"""How the types of the events begin that come by themselves: their order among each other is not promised."""
UNDOCUMENTED = {"reopenGenerationId", "reopenable"}


@dataclass(frozen=True)
class Verdict:
    """EXACT, ORDER (the same events; those that come by themselves came in another order) or DIFFERENT."""

    word: str
    detail: str = ""


class Runs:
    """One to one: a recorded run id and ours."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}
        self._theirs: dict[str, str] = {}

    def match(self, theirs: str, ours: str) -> bool:
        """Whether the two can be the same run; binds what is new."""
        return self._ours.setdefault(theirs, ours) == ours and self._theirs.setdefault(ours, theirs) == theirs


def known(event: RecordedEvent) -> dict[str, Any]:
    """The attributes that the service model knows, without what we added to names."""
    cls = EVENTS.get(event.type)
    names = {camel(name) for name in getattr(cls, "__dataclass_fields__", ())}
    kept = {k: v for k, v in event.attributes.items() if k in names}
    if "taskList" in kept:
        kept["taskList"] = {"name": str(kept["taskList"]["name"]).split(ALIAS)[0]}
    return kept


def compare(history: History, ours: Sequence[RecordedEvent], runs: Runs) -> Verdict:
    """The verdict on one execution."""
    pairs = _aligned(history, ours)
    first = _first_difference(history, pairs, ours, runs)
    if first is None:
        return Verdict("EXACT")
    if _same_but_for_order(history, pairs):
        return Verdict("ORDER", first)
    return Verdict("DIFFERENT", first)


def _aligned(history: History, ours: Sequence[RecordedEvent]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    left = [_plain(e) for e in history.events]
    right = [_plain(e) for e in _cut(history, ours)]
    old = not any("scheduleToStartTimeout" in e for e in left if e["eventType"] == "DecisionTaskScheduled")
    for event in right:
        if old and event["eventType"] == "DecisionTaskScheduled" and event.get("scheduleToStartTimeout") == "NONE":
            del event["scheduleToStartTimeout"]
    length = max(len(left), len(right))
    return list(zip(left + [{}] * (length - len(left)), right + [{}] * (length - len(right)), strict=True))


def _cut(history: History, ours: Sequence[RecordedEvent]) -> Sequence[RecordedEvent]:
    """Leave out what came by itself after the last event of a record that was read before the execution closed."""
    written = list(ours)
    closed = history.events[-1].type.startswith("WorkflowExecution") and len(history.events) > 1
    while not closed and len(written) > len(history.events) and written[-1].type.startswith(COMES):
        written.pop()
    return written


def _plain(event: RecordedEvent) -> dict[str, Any]:
    return {"eventId": event.id, "eventType": event.type, **known(event)}


def _equal(theirs: Any, ours: Any, runs: Runs, name: str = "") -> bool:
    if name in RUNS and isinstance(theirs, str) and isinstance(ours, str):
        return runs.match(theirs, ours)
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        return theirs.keys() == ours.keys() and all(_equal(theirs[k], ours[k], runs, k) for k in theirs)
    return bool(theirs == ours)


def _first_difference(
    history: History, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]], ours: Sequence[RecordedEvent], runs: Runs
) -> str | None:
    for index, (left, right) in enumerate(pairs):
        if not _equal(left, right, runs):
            return f"recorded {_line(left)}\n      ours     {_line(right, left)}"
        if index and index < len(history.events) and history.timed:
            together = history.events[index].at == history.events[index - 1].at
            if together and ours[index].at != ours[index - 1].at:
                return f"{left['eventId']} {left['eventType']} has not the timestamp of the event before it"
    return None


def _line(event: Mapping[str, Any], other: Mapping[str, Any] | None = None) -> str:
    if not event:
        return "(nothing)"
    shown = {k: v for k, v in event.items() if k not in ("eventId", "eventType")}
    return f"{event['eventId']} {event['eventType']} {str(shown)[:600]}"


def _same_but_for_order(history: History, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> bool:
    left = [a for a, _ in pairs if a]
    right = [b for _, b in pairs if b]
    if len(left) != len(right) or Counter(_faces(left)) != Counter(_faces(right)):
        return False
    steady = [[face for face, e in zip(_faces(side), side, strict=True) if not _comes(e)] for side in (left, right)]
    return steady[0] == steady[1] and _ids_agree(left, right)


def _comes(event: Mapping[str, Any]) -> bool:
    return str(event["eventType"]).startswith(COMES)


def _faces(side: Sequence[Mapping[str, Any]]) -> list[str]:
    """What tells the events of a history apart, whatever their ids: what they say, and what they refer to."""
    by_id: dict[int, str] = {}
    for event in side:
        said = str(_bare(event))
        about = [by_id.get(event[name], "") for name in sorted(SUBJECTS & event.keys())]
        by_id[event["eventId"]] = said if event["eventType"].startswith("DecisionTask") else f"{said} {about}"
    return list(by_id.values())


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        left_out = RUNS | IDS | {"eventId", "externalInitiatedEventId"}
        return sorted((k, _bare(v)) for k, v in value.items() if k not in left_out)
    return value


def _ids_agree(left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]]) -> bool:
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for face, event in zip(_faces(right), right, strict=True):
        waiting.setdefault(face, []).append(event)
    to_ours = {0: 0}
    matched: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    for face, event in zip(_faces(left), left, strict=True):
        mine = waiting[face].pop(0)
        to_ours[event["eventId"]] = mine["eventId"]
        matched.append((event, mine))
    return all(to_ours.get(a[k]) == b.get(k) for a, b in matched for k in IDS & a.keys())


def compare_describe(
    recorded: Mapping[str, Any], ours: Mapping[str, Any], history: History, written: Sequence[RecordedEvent], runs: Runs
) -> str | None:
    """The first difference between two DescribeWorkflowExecution answers; None where there is none."""
    at = {e.at: mine.at for e, mine in zip(history.events, written, strict=False)}

    def walk(left: Any, right: Any, path: str) -> str | None:
        if hasattr(right, "timestamp"):
            mine, expected = round(right.timestamp() * 1000), at.get(round(float(left) * 1000))
            return None if expected in (None, mine) else f"{path}: recorded that of an event at {expected}, ours {mine}"
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            names = left.keys() - UNDOCUMENTED
            if names != right.keys():
                return f"{path}: recorded members {sorted(names)}, ours {sorted(right)}"
            return next((d for n in sorted(names) if (d := walk(left[n], right[n], f"{path}.{n}"))), None)
        same = runs.match(left, right) if path.endswith(".runId") else _unaliased(right) == left
        return None if same else f"{path}: recorded {left!r}, ours {right!r}"

    return walk(recorded, {k: v for k, v in ours.items() if k != "ResponseMetadata"}, "describe")


def _unaliased(value: Any) -> Any:
    return value.split(ALIAS)[0] if isinstance(value, str) else value
