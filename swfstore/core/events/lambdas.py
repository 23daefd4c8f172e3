"""Lambda functions."""

from swfstore.core.events.event import Event, event


@event
class LambdaFunctionScheduled(Event):
    """A Lambda function is to be invoked."""

    control: str | None = None
    decision_task_completed_event_id: int
    id: str
    input: str | None = None
    name: str
    start_to_close_timeout: str | None = None


@event
class ScheduleLambdaFunctionFailed(Event):
    """The Lambda function was not scheduled."""

    cause: str
    decision_task_completed_event_id: int
    id: str
    name: str


@event
class LambdaFunctionStarted(Event):
    """The Lambda function was invoked."""

    scheduled_event_id: int


@event
class StartLambdaFunctionFailed(Event):
    """The Lambda function could not be invoked."""

    cause: str | None = None
    message: str | None = None
    scheduled_event_id: int | None = None


@event
class LambdaFunctionCompleted(Event):
    """The Lambda function returned."""

    result: str | None = None
    scheduled_event_id: int
    started_event_id: int


@event
class LambdaFunctionFailed(Event):
    """The Lambda function raised."""

    details: str | None = None
    reason: str | None = None
    scheduled_event_id: int
    started_event_id: int


@event
class LambdaFunctionTimedOut(Event):
    """The Lambda function did not return in time."""

    scheduled_event_id: int
    started_event_id: int
    timeout_type: str | None = None
