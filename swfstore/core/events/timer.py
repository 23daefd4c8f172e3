"""Timers."""

from swfstore.core.events.event import Event, event


@event
class TimerStarted(Event):
    """A timer runs."""

    control: str | None = None
    decision_task_completed_event_id: int
    start_to_fire_timeout: str
    timer_id: str


@event
class StartTimerFailed(Event):
    """The timer was not started."""

    cause: str
    decision_task_completed_event_id: int
    timer_id: str


@event
class TimerFired(Event):
    """The timer ran out."""

    started_event_id: int
    timer_id: str


@event
class TimerCanceled(Event):
    """The decider stopped the timer."""

    decision_task_completed_event_id: int
    started_event_id: int
    timer_id: str


@event
class CancelTimerFailed(Event):
    """There was no such timer to cancel."""

    cause: str
    decision_task_completed_event_id: int
    timer_id: str
