"""The attributes of history events: lambda functions."""

from typing import Required, TypedDict


class LambdaFunctionScheduledEventAttributes(TypedDict, total=False):
    """A Lambda function is to be invoked."""

    control: str
    decisionTaskCompletedEventId: Required[int]
    id: Required[str]
    input: str
    name: Required[str]
    startToCloseTimeout: str


class ScheduleLambdaFunctionFailedEventAttributes(TypedDict, total=False):
    """The Lambda function was not scheduled."""

    cause: Required[str]
    decisionTaskCompletedEventId: Required[int]
    id: Required[str]
    name: Required[str]


class LambdaFunctionStartedEventAttributes(TypedDict, total=False):
    """The Lambda function was invoked."""

    scheduledEventId: Required[int]


class StartLambdaFunctionFailedEventAttributes(TypedDict, total=False):
    """The Lambda function could not be invoked."""

    cause: str
    message: str
    scheduledEventId: int


class LambdaFunctionCompletedEventAttributes(TypedDict, total=False):
    """The Lambda function returned."""

    result: str
    scheduledEventId: Required[int]
    startedEventId: Required[int]


class LambdaFunctionFailedEventAttributes(TypedDict, total=False):
    """The Lambda function raised."""

    details: str
    reason: str
    scheduledEventId: Required[int]
    startedEventId: Required[int]


class LambdaFunctionTimedOutEventAttributes(TypedDict, total=False):
    """The Lambda function did not return in time."""

    scheduledEventId: Required[int]
    startedEventId: Required[int]
    timeoutType: str
