"""The attributes of history events: timers."""

from typing import Required, TypedDict


class TimerStartedEventAttributes(TypedDict, total=False):
    """A timer runs."""

    control: str
    decisionTaskCompletedEventId: Required[int]
    startToFireTimeout: Required[str]
    timerId: Required[str]


class StartTimerFailedEventAttributes(TypedDict, total=False):
    """The timer was not started."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]
    timerId: Required[str]


class TimerFiredEventAttributes(TypedDict, total=False):
    """The timer ran out."""

    startedEventId: Required[int]
    timerId: Required[str]


class TimerCanceledEventAttributes(TypedDict, total=False):
    """The decider stopped the timer."""

    decisionTaskCompletedEventId: Required[int]
    startedEventId: Required[int]
    timerId: Required[str]


class CancelTimerFailedEventAttributes(TypedDict, total=False):
    """There was no such timer to cancel."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]
    timerId: Required[str]
