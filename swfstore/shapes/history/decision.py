"""The attributes of history events: decision tasks, from scheduling to their outcome."""

from typing import Required, TypedDict

from swfstore.shapes.structures import TaskList


class DecisionTaskScheduledEventAttributes(TypedDict, total=False):
    """There is something to decide."""

    scheduleToStartTimeout: str
    startToCloseTimeout: str
    taskList: Required[TaskList]
    taskPriority: str


class DecisionTaskStartedEventAttributes(TypedDict, total=False):
    """A decider received the decision task."""

    identity: str
    scheduledEventId: Required[int]


class DecisionTaskCompletedEventAttributes(TypedDict, total=False):
    """The decider answered; the events of its decisions follow."""

    executionContext: str
    scheduledEventId: Required[int]
    startedEventId: Required[int]
    taskList: TaskList
    taskListScheduleToStartTimeout: str


class DecisionTaskTimedOutEventAttributes(TypedDict, total=False):
    """No decider came, or it did not answer, in time."""

    scheduledEventId: Required[int]
    startedEventId: Required[int]
    timeoutType: Required[str]
