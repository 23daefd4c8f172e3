"""Markers: what a decider writes into the history for itself."""

from swfstore.core import decisions as d
from swfstore.core import events as e
from swfstore.core.rules.carrying_out import carries_out, refuses
from swfstore.core.step import Step


@carries_out(d.RecordMarker)
def record_marker(step: Step, decision: d.RecordMarker, completed: int) -> str | None:
    """Record MarkerRecorded; nobody is woken by it."""
    step.record(
        e.MarkerRecorded(
            decision_task_completed_event_id=completed,
            details=decision.details,
            marker_name=decision.marker_name,
        )
    )
    return None


@refuses(d.RecordMarker)
def record_marker_refused(decision: d.RecordMarker, cause: str, completed: int) -> e.Event:
    """The failure of a RecordMarker decision."""
    return e.RecordMarkerFailed(
        cause=cause, decision_task_completed_event_id=completed, marker_name=decision.marker_name
    )
