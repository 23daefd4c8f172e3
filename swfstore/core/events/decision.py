"""The decision task: the only way in which an execution moves on."""

from swfstore.core.events.event import Event, event
from swfstore.core.values import TaskList


@event
class DecisionTaskScheduled(Event):
    """There is something to decide."""

    schedule_to_start_timeout: str | None = None
    start_to_close_timeout: str | None = None
    task_list: TaskList
    task_priority: str | None = None


@event
class DecisionTaskStarted(Event):
    """A decider received the decision task."""

    identity: str | None = None
    scheduled_event_id: int


@event
class DecisionTaskCompleted(Event):
    """The decider answered; the events of its decisions follow."""

    execution_context: str | None = None
    scheduled_event_id: int
    started_event_id: int
    task_list: TaskList | None = None
    task_list_schedule_to_start_timeout: str | None = None


@event
class DecisionTaskTimedOut(Event):
    """No decider came, or it did not answer, in time."""

    scheduled_event_id: int
    started_event_id: int
    timeout_type: str
