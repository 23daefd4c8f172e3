"""The filters of lists and counts: instants, and which filters go together."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from swfstore.core.values import camel
from swfstore.errors import ValidationException
from swfstore.shapes import parse
from swfstore.shapes.visibility import CountOpenWorkflowExecutionsInput

SINCE = {"oldestDate": 0}
CLOSED = ["CountClosedWorkflowExecutions", "ListClosedWorkflowExecutions"]
OPEN = ["CountOpenWorkflowExecutions", "ListOpenWorkflowExecutions"]
FILTERS = {
    "executionFilter": {"workflowId": "W"},
    "typeFilter": {"name": "N"},
    "tagFilter": {"tag": "T"},
    "closeStatusFilter": {"status": "FAILED"},
}


def refused(operation, **members):
    """The text of a ValidationException."""
    with pytest.raises(ValidationException) as caught:
        parse(operation, {"domain": "D", **members})
    return caught.value.message


def accepted(operation, **members):
    """Whether the request has all that was given."""
    given = parse(operation, {"domain": "D", **members}).model_fields_set
    return {camel(name) for name in given} == {"domain", *members}


def oldest(value):
    """The milliseconds that an oldestDate becomes."""
    request = parse("CountOpenWorkflowExecutions", {"domain": "D", "startTimeFilter": {"oldestDate": value}})
    assert isinstance(request, CountOpenWorkflowExecutionsInput)
    return request.start_time_filter.oldest_date


@pytest.mark.parametrize(
    "value",
    [
        1508259876.115,
        "1508259876.115",
        datetime(2017, 10, 17, 17, 4, 36, 115999, tzinfo=UTC),
        datetime(2017, 10, 17, 19, 4, 36, 115000, tzinfo=timezone(timedelta(hours=2))),
        datetime(2017, 10, 17, 17, 4, 36, 115000),  # noqa: DTZ001  a datetime without a zone is what this is about
        "2017-10-17T17:04:36.115Z",
        "2017-10-17T19:04:36.115+02:00",
        "2017-10-17 17:04:36.115",
    ],
)
def test_an_instant_is_whatever_boto3_accepts(value):
    """Epoch seconds, datetimes and ISO texts; without a zone they are UTC."""
    assert oldest(value) == 1_508_259_876_115


def test_whole_seconds_and_days_are_instants():
    """The oldest date of most callers is 0."""
    assert oldest(0) == 0
    assert oldest("1970-01-02") == 86_400_000


@pytest.mark.parametrize("value", [float("inf"), 10**400, 1e300, datetime.max.replace(tzinfo=UTC)])
def test_an_instant_beyond_the_calendar_is_its_end(value):
    """What is stored stays a 64-bit integer."""
    assert oldest(value) == 253_402_300_799_999


@pytest.mark.parametrize("operation", CLOSED)
def test_closed_executions_need_one_time_filter(operation):
    """By start or by close, but not by both."""
    assert refused(operation) == "Must specify time filter"
    assert refused(operation, startTimeFilter=SINCE, closeTimeFilter=SINCE) == (
        "Cannot specify both a startTimeFilter and a closeTimeFilter"
    )
    for name in ("startTimeFilter", "closeTimeFilter"):
        assert accepted(operation, **{name: SINCE})


@pytest.mark.parametrize("operation", OPEN)
def test_open_executions_need_a_start_time_filter(operation):
    """For them the model itself requires it."""
    assert refused(operation) == (
        "1 validation error detected: Value null at 'startTimeFilter' failed to satisfy constraint: "
        "Member must not be null"
    )


@pytest.mark.parametrize("operation", OPEN + CLOSED)
def test_two_filters_exclude_each_other(operation):
    """By workflow id, type or tag; closed executions by close status as well."""
    names = [name for name in FILTERS if operation in CLOSED or name != "closeStatusFilter"]
    for first in names:
        assert accepted(operation, startTimeFilter=SINCE, **{first: FILTERS[first]})
        for second in names[names.index(first) + 1 :]:
            two = {second: FILTERS[second], first: FILTERS[first]}
            assert refused(operation, startTimeFilter=SINCE, **two) == (
                f"Cannot specify more than one exclusive filters in the same query: [{first}, {second}]"
            )
