"""A history as it travels: the events of a run as boto3 returns them, and whose they are as far as that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Protocol, TypeAlias

from swfstore.engine.engine import Engine
from swfstore.errors import SwfstoreError

HistoryEvent: TypeAlias = Mapping[str, Any]
"""An event with eventId, eventType, eventTimestamp (an aware datetime) and the attributes of its type."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class HasEngine(Protocol):
    """An open store."""

    @property
    def engine(self) -> Engine: ...  # noqa: D102  # the store's own attribute


class ImpossibleHistory(SwfstoreError):
    """SWF could not have written this history; `event_id` is the first event that cannot be."""

    def __init__(self, event_id: int, reason: str, name: str = "") -> None:
        super().__init__(f"{name}{': ' if name else ''}event {event_id} cannot be: {reason}")
        self.event_id = event_id
        self.reason = reason


@dataclass(frozen=True, slots=True)
class History:
    """The events of one run; what a file does not say of it is None.

    `name` is how a person knows it: the file, or workflowId/runId. `describe` is DescribeWorkflowExecution's answer.
    """

    events: Sequence[HistoryEvent]
    name: str = ""
    domain: str | None = None
    workflow_id: str | None = None
    run_id: str | None = None
    describe: Mapping[str, Any] = field(default_factory=dict)

    @property
    def workflow_type(self) -> Mapping[str, str]:
        """The name and version of the type, as the first event has them; empty where that is not a Started event."""
        started = attributes(self.events[0]) if self.events else {}
        found: Mapping[str, str] = started.get("workflowType") or {}
        return found

    @property
    def execution(self) -> dict[str, str]:
        """The workflowId and runId, with a stand-in for what is not known."""
        return {"workflowId": self.workflow_id or self.name or "unknown", "runId": self.run_id or "unknown"}


@cache
def member_of(event_type: str) -> str:
    """The member of an event that has its attributes: `timerFiredEventAttributes`."""
    return f"{event_type[:1].lower()}{event_type[1:]}EventAttributes"


def attributes(event: HistoryEvent) -> Mapping[str, Any]:
    """The attributes of an event; none where it has none."""
    found: Mapping[str, Any] = event.get(member_of(str(event.get("eventType", "")))) or {}
    return found


def moment(milliseconds: int) -> datetime:
    """The instant as an aware datetime in UTC."""
    return _EPOCH + timedelta(0, 0, 0, milliseconds)


def instant(at: datetime) -> int:
    """Milliseconds since the epoch, UTC."""
    return (at - _EPOCH) // timedelta(milliseconds=1)
