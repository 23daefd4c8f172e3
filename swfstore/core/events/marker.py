"""Markers."""

from swfstore.core.events.event import Event, event


@event
class MarkerRecorded(Event):
    """The decider left a note for itself."""

    decision_task_completed_event_id: int
    details: str | None = None
    marker_name: str


@event
class RecordMarkerFailed(Event):
    """The note was not recorded."""

    cause: str
    decision_task_completed_event_id: int
    marker_name: str
