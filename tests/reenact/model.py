"""A recorded history and its events, in the uniform form that the command line's file has."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Attributes = Mapping[str, Any]


@dataclass(frozen=True)
class RecordedEvent:
    """One event; `at` is in UTC milliseconds, None where the record has no timestamps."""

    id: int
    type: str
    attributes: Attributes
    at: int | None

    def __getitem__(self, name: str) -> Any:
        return self.attributes[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A member of the attributes."""
        return self.attributes.get(name, default)


def attributes_of(event: Mapping[str, Any]) -> Attributes:
    """The attributes of an event as GetWorkflowExecutionHistory returns it."""
    kind = str(event["eventType"])
    found: Attributes = event.get(f"{kind[0].lower()}{kind[1:]}EventAttributes", {})
    return found


def recorded(event: Mapping[str, Any]) -> RecordedEvent:
    """Read one event of the file."""
    stamp = event.get("eventTimestamp")
    at = None if stamp is None else round(float(stamp) * 1000)
    return RecordedEvent(int(event["eventId"]), str(event["eventType"]), attributes_of(event), at)


@dataclass(frozen=True)
class History:
    """One recorded execution with whatever else is known of it."""

    name: str
    story: str
    workflow_id: str
    events: Sequence[RecordedEvent]
    raw: Mapping[str, Any]

    @property
    def started(self) -> RecordedEvent:
        """The WorkflowExecutionStarted event."""
        return self.events[0]

    @property
    def timed(self) -> bool:
        """Whether every event has a timestamp."""
        return all(e.at is not None for e in self.events)

    @cached_property
    def ordinals(self) -> Mapping[int, int]:
        """For each event id: the how manieth event of its type it is, from 1."""
        seen: dict[str, int] = {}
        numbers: dict[int, int] = {}
        for e in self.events:
            seen[e.type] = seen.get(e.type, 0) + 1
            numbers[e.id] = seen[e.type]
        return numbers

    def event(self, event_id: int) -> RecordedEvent | None:
        """The event with that id, if it is in the record."""
        index = event_id - self.events[0].id
        return self.events[index] if 0 <= index < len(self.events) else None


def read(path: Path) -> list[History]:
    """Read a file of histories; ValueError where it is not in the uniform form."""
    loaded = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, list):
        raise ValueError(f"{path}: expected a list of histories")
    return [_history(each) for each in loaded]


def _history(each: Mapping[str, Any]) -> History:
    events = [recorded(e) for e in each["events"]]
    name = str(each["name"])
    if not events or events[0].type != "WorkflowExecutionStarted":
        raise ValueError(f"{name}: a history begins with WorkflowExecutionStarted")
    workflow_id = str(each.get("workflowId") or name)
    return History(name, str(each.get("story") or name), workflow_id, events, each)
