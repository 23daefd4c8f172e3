"""Activity tasks, from scheduling to their outcome."""

from swfstore.core.events.event import Event, event
from swfstore.core.values import ActivityType, TaskList


@event
class ActivityTaskScheduled(Event):
    """An activity task waits for a worker."""

    activity_id: str
    activity_type: ActivityType
    control: str | None = None
    decision_task_completed_event_id: int
    heartbeat_timeout: str | None = None
    input: str | None = None
    schedule_to_close_timeout: str | None = None
    schedule_to_start_timeout: str | None = None
    start_to_close_timeout: str | None = None
    task_list: TaskList
    task_priority: str | None = None


@event
class ScheduleActivityTaskFailed(Event):
    """The activity task was not scheduled."""

    activity_id: str
    activity_type: ActivityType
    cause: str
    decision_task_completed_event_id: int


@event
class ActivityTaskStarted(Event):
    """A worker received the activity task."""

    identity: str | None = None
    scheduled_event_id: int


@event
class ActivityTaskCompleted(Event):
    """The worker answered with a result."""

    result: str | None = None
    scheduled_event_id: int
    started_event_id: int


@event
class ActivityTaskFailed(Event):
    """The worker answered with a failure."""

    details: str | None = None
    reason: str | None = None
    scheduled_event_id: int
    started_event_id: int


@event
class ActivityTaskTimedOut(Event):
    """The activity task missed one of its four timeouts."""

    details: str | None = None
    scheduled_event_id: int
    started_event_id: int
    timeout_type: str


@event
class ActivityTaskCanceled(Event):
    """The activity task was canceled, by its worker or before it had one."""

    details: str | None = None
    latest_cancel_requested_event_id: int | None = None
    scheduled_event_id: int
    started_event_id: int


@event
class ActivityTaskCancelRequested(Event):
    """The decider asked the activity task to cancel itself."""

    activity_id: str
    decision_task_completed_event_id: int


@event
class RequestCancelActivityTaskFailed(Event):
    """There was no such activity task to cancel."""

    activity_id: str
    cause: str
    decision_task_completed_event_id: int
