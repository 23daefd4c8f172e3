"""The attributes of history events: markers."""

from typing import Required, TypedDict


class MarkerRecordedEventAttributes(TypedDict, total=False):
    """The decider left a note for itself."""

    decisionTaskCompletedEventId: Required[int]
    details: str
    markerName: Required[str]


class RecordMarkerFailedEventAttributes(TypedDict, total=False):
    """The note was not recorded."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]
    markerName: Required[str]
