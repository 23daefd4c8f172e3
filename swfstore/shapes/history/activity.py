"""The attributes of history events: activity tasks, from scheduling to their outcome."""

from typing import Required, TypedDict

from swfstore.shapes.structures import ActivityType, TaskList


class ActivityTaskScheduledEventAttributes(TypedDict, total=False):
    """An activity task waits for a worker."""

    activityId: Required[str]
    activityType: Required[ActivityType]
    control: str
    decisionTaskCompletedEventId: Required[int]
    heartbeatTimeout: str
    input: str
    scheduleToCloseTimeout: str
    scheduleToStartTimeout: str
    startToCloseTimeout: str
    taskList: Required[TaskList]
    taskPriority: str


class ScheduleActivityTaskFailedEventAttributes(TypedDict, total=False):
    """The activity task was not scheduled."""

    activityId: Required[str]
    activityType: Required[ActivityType]
    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]


class ActivityTaskStartedEventAttributes(TypedDict, total=False):
    """A worker received the activity task."""

    identity: str
    scheduledEventId: Required[int]


class ActivityTaskCompletedEventAttributes(TypedDict, total=False):
    """The worker answered with a result."""

    result: str
    scheduledEventId: Required[int]
    startedEventId: Required[int]


class ActivityTaskFailedEventAttributes(TypedDict, total=False):
    """The worker answered with a failure."""

    details: str
    reason: str
    scheduledEventId: Required[int]
    startedEventId: Required[int]


class ActivityTaskTimedOutEventAttributes(TypedDict, total=False):
    """The activity task missed one of its four timeouts."""

    details: str
    scheduledEventId: Required[int]
    startedEventId: Required[int]
    timeoutType: Required[str]


class ActivityTaskCanceledEventAttributes(TypedDict, total=False):
    """The activity task was canceled, by its worker or before it had one."""

    details: str
    latestCancelRequestedEventId: int
    scheduledEventId: Required[int]
    startedEventId: Required[int]


class ActivityTaskCancelRequestedEventAttributes(TypedDict, total=False):
    """The decider asked the activity task to cancel itself."""

    activityId: Required[str]
    decisionTaskCompletedEventId: Required[int]


class RequestCancelActivityTaskFailedEventAttributes(TypedDict, total=False):
    """There was no such activity task to cancel."""

    activityId: Required[str]
    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]
