"""The lists and counts of open and closed executions: each filter, both orders, pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.operations.conftest import ALL
from tests.support.stories import DOMAIN, ORDER, ORDER_DEFAULTS, register

T0 = datetime(2030, 1, 1, tzinfo=UTC)
Start = Callable[..., dict[str, str]]


def at(seconds: float) -> datetime:
    """An instant so many seconds after the start of the test."""
    return T0 + timedelta(seconds=seconds)


def ids(response: dict[str, Any]) -> str:
    """The workflow ids of a page, in order."""
    return "".join(info["execution"]["workflowId"] for info in response["executionInfos"])


class Lists:
    """Lists of one kind, each proved to be as long as the count of the same executions."""

    def __init__(self, swf: Any, status: str) -> None:
        self.list = getattr(swf, f"list_{status}_workflow_executions")
        self.count = getattr(swf, f"count_{status}_workflow_executions")

    def __call__(self, **members: Any) -> str:
        """The workflow ids that match."""
        if "closeTimeFilter" not in members:
            members.setdefault("startTimeFilter", ALL)
        found = ids(self.list(domain=DOMAIN, **members))
        members.pop("reverseOrder", None)
        assert self.count(domain=DOMAIN, **members) == {"count": len(found), "truncated": False}
        return found


@pytest.fixture
def world(swf: Any, clock: Any, start: Start, decide: Callable[..., None]) -> Any:
    """Five executions started a second apart from 1 to 5; of these c, a and d are closed at 6, 7 and 8 seconds.

    The types are Order/1 but for b (Order/2) and c (Other/1); the tags are red (a, b), blue (b, c), and none (d, e).
    """
    defaults = {**ORDER_DEFAULTS, "defaultTaskList": {"name": "other"}}
    for name, version in (("Order", "2"), ("Other", "1")):
        swf.register_workflow_type(domain=DOMAIN, name=name, version=version, **defaults)
    for workflow_id, type_, tags in (
        ("a", dict(ORDER), ["red"]),
        ("b", {"name": "Order", "version": "2"}, ["red", "blue", "red"]),
        ("c", {"name": "Other", "version": "1"}, ["blue"]),
        ("d", dict(ORDER), []),
        ("e", dict(ORDER), None),
    ):
        clock.advance(seconds=1)
        start(workflow_id, workflowType=type_, **({} if tags is None else {"tagList": tags}))
    clock.advance(seconds=1)
    swf.terminate_workflow_execution(domain=DOMAIN, workflowId="c")
    clock.advance(seconds=1)
    decide({"decisionType": "CompleteWorkflowExecution"})
    clock.advance(seconds=1)
    decide({"decisionType": "FailWorkflowExecution"})
    return swf


@pytest.fixture
def opened(world: Any) -> Lists:
    """The open executions b and e."""
    return Lists(world, "open")


@pytest.fixture
def closed(world: Any) -> Lists:
    """The closed executions c, a and d."""
    return Lists(world, "closed")


def test_open_executions_come_newest_first(opened: Lists) -> None:
    """The order is that of the start; reverseOrder turns it round."""
    assert opened() == "eb"
    assert opened(reverseOrder=True) == "be"


def test_closed_executions_come_in_the_order_of_the_filter(closed: Lists) -> None:
    """By start or by close, newest first; reverseOrder turns it round."""
    assert closed() == "dca"
    assert closed(reverseOrder=True) == "acd"
    assert closed(closeTimeFilter=ALL) == "dac"
    assert closed(closeTimeFilter=ALL, reverseOrder=True) == "cad"


@pytest.mark.parametrize("reverse", [False, True])
def test_both_ends_of_a_window_belong_to_it(opened: Lists, closed: Lists, reverse: bool) -> None:
    """An execution that started or closed at the very instant is in the list; a millisecond beside it is not."""

    def window(oldest: float, latest: float) -> dict[str, datetime]:
        return {"oldestDate": at(oldest), "latestDate": at(latest)}

    def same(found: str, expected: str) -> bool:
        return found == (expected[::-1] if reverse else expected)

    assert same(opened(startTimeFilter=window(2, 5), reverseOrder=reverse), "eb")
    assert same(opened(startTimeFilter=window(2.001, 5), reverseOrder=reverse), "e")
    assert same(opened(startTimeFilter=window(2, 4.999), reverseOrder=reverse), "b")
    assert same(opened(startTimeFilter={"oldestDate": at(5.001)}, reverseOrder=reverse), "")
    assert same(closed(startTimeFilter=window(1, 3), reverseOrder=reverse), "ca")
    assert same(closed(closeTimeFilter=window(6, 7), reverseOrder=reverse), "ac")
    assert same(closed(closeTimeFilter=window(6.001, 7.999), reverseOrder=reverse), "a")
    assert same(closed(closeTimeFilter=window(8, 6), reverseOrder=reverse), "")


def test_executions_are_found_by_type(opened: Lists, closed: Lists) -> None:
    """With a version only that one, without or with an empty one all versions."""
    assert opened(typeFilter={"name": "Order"}) == "eb"
    assert opened(typeFilter={"name": "Order", "version": ""}) == "eb"
    assert opened(typeFilter={"name": "Order", "version": "2"}) == "b"
    assert opened(typeFilter={"name": "Order", "version": "3"}) == ""
    assert closed(typeFilter={"name": "Order"}) == "da"
    assert closed(typeFilter={"name": "Order", "version": "1"}, closeTimeFilter=ALL, reverseOrder=True) == "ad"
    assert closed(typeFilter={"name": "Other"}, closeTimeFilter={"oldestDate": at(6), "latestDate": at(6)}) == "c"


def test_executions_are_found_by_tag(opened: Lists, closed: Lists) -> None:
    """One tag of several is enough, and a tag that an execution has twice counts once."""
    assert opened(tagFilter={"tag": "red"}) == "b"
    assert opened(tagFilter={"tag": "blue"}, startTimeFilter={"oldestDate": at(2.001)}) == ""
    assert closed(tagFilter={"tag": "red"}) == "a"
    assert closed(tagFilter={"tag": "blue"}, closeTimeFilter=ALL) == "c"
    assert closed(tagFilter={"tag": "green"}, closeTimeFilter=ALL) == ""


def test_executions_are_found_by_workflow_id(opened: Lists, closed: Lists, start: Start) -> None:
    """All runs of the workflow id, each in the list of its status."""
    start("a")
    assert opened(executionFilter={"workflowId": "a"}) == "a"
    assert closed(executionFilter={"workflowId": "a"}) == "a"
    assert closed(executionFilter={"workflowId": "a"}, closeTimeFilter=ALL) == "a"
    assert closed(executionFilter={"workflowId": "a"}, closeTimeFilter={"oldestDate": at(7.001)}) == ""
    assert opened(executionFilter={"workflowId": "c"}) == ""


def test_closed_executions_are_found_by_how_they_closed(closed: Lists) -> None:
    """By start and by close."""
    for status, expected in (("COMPLETED", "a"), ("TERMINATED", "c"), ("FAILED", "d"), ("TIMED_OUT", "")):
        assert closed(closeStatusFilter={"status": status}) == expected
        assert closed(closeStatusFilter={"status": status}, closeTimeFilter=ALL) == expected


def test_the_info_of_an_open_execution(world: Any, opened: Lists) -> None:
    """Nothing is there that is not so: no close, no parent, no tags where none were given."""
    info = opened.list(domain=DOMAIN, startTimeFilter=ALL)["executionInfos"][0]
    assert info.pop("execution")["workflowId"] == "e"
    assert info == {
        "cancelRequested": False,
        "executionStatus": "OPEN",
        "startTimestamp": at(5),
        "workflowType": dict(ORDER),
    }


def test_the_info_of_a_closed_execution(closed: Lists) -> None:
    """When and how it closed, and its tags as they were given."""
    info = closed.list(domain=DOMAIN, startTimeFilter=ALL)["executionInfos"][1]
    assert info.pop("execution")["workflowId"] == "c"
    assert info == {
        "cancelRequested": False,
        "closeStatus": "TERMINATED",
        "closeTimestamp": at(6),
        "executionStatus": "CLOSED",
        "startTimestamp": at(3),
        "tagList": ["blue"],
        "workflowType": {"name": "Other", "version": "1"},
    }


def test_tags_are_shown_as_they_were_given(world: Any) -> None:
    """A tag that was given twice is there twice."""
    by_id = {"executionFilter": {"workflowId": "b"}, "startTimeFilter": ALL}
    info = world.list_open_workflow_executions(domain=DOMAIN, **by_id)["executionInfos"][0]
    assert info["tagList"] == ["red", "blue", "red"]


def test_a_cancel_request_is_shown_until_the_close(world: Any) -> None:
    """Recorded: a closed execution says false, although it was asked to cancel itself."""
    by_id = {"executionFilter": {"workflowId": "e"}, "startTimeFilter": ALL}
    world.request_cancel_workflow_execution(domain=DOMAIN, workflowId="e")
    assert world.list_open_workflow_executions(domain=DOMAIN, **by_id)["executionInfos"][0]["cancelRequested"] is True
    world.terminate_workflow_execution(domain=DOMAIN, workflowId="e")
    closed = world.list_closed_workflow_executions(domain=DOMAIN, **by_id)["executionInfos"][0]
    assert closed["cancelRequested"] is False


BY = [{"startTimeFilter": ALL, **by} for by in ({}, {"typeFilter": {"name": "Order"}}, {"tagFilter": {"tag": "t"}})]


@pytest.mark.parametrize(
    ("status", "members"),
    [*(("open", by) for by in BY), *(("closed", by) for by in BY), ("closed", {"closeTimeFilter": ALL})],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_lists_come_in_pages(
    swf: Any, clock: Any, start: Start, status: str, members: dict[str, Any], reverse: bool
) -> None:
    """The pages put together are the whole list, also where several began at one instant, or something came between."""
    for workflow_id in "abcdefg":
        if workflow_id in "ae":
            clock.advance(seconds=1)
        start(workflow_id, tagList=["t"])
        if status == "closed":
            swf.terminate_workflow_execution(domain=DOMAIN, workflowId=workflow_id)
    listed = getattr(swf, f"list_{status}_workflow_executions")
    pages: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = listed(domain=DOMAIN, maximumPageSize=3, reverseOrder=reverse, **members, **token)
        pages.append(ids(page))
        if "nextPageToken" not in page:
            break
        token = {"nextPageToken": page["nextPageToken"]}
        if len(pages) == 1:
            start("1")
    assert pages[:2] == (["abc", "def"] if reverse else ["gfe", "dcb"])
    assert "".join(pages).removesuffix("1") == ("abcdefg" if reverse else "gfedcba")


def test_a_count_stops_at_a_limit(limited: Callable[..., Any]) -> None:
    """More than the limit is reported as truncated; exactly the limit is not."""
    swf = limited(counted=2)
    register(swf)
    for number, expected in enumerate(
        [{"count": 1, "truncated": False}, {"count": 2, "truncated": False}, {"count": 2, "truncated": True}]
    ):
        swf.start_workflow_execution(domain=DOMAIN, workflowId=str(number), workflowType=dict(ORDER), tagList=["t"])
        for by in ({}, {"tagFilter": {"tag": "t"}}):
            assert swf.count_open_workflow_executions(domain=DOMAIN, startTimeFilter=ALL, **by) == expected
        assert swf.count_pending_decision_tasks(domain=DOMAIN, taskList={"name": "deciders"}) == expected


@pytest.mark.parametrize("operation", ["list", "count"])
@pytest.mark.parametrize("status", ["open", "closed"])
def test_an_unknown_domain_is_refused(swf: Any, operation: str, status: str) -> None:
    """The fault names the domain."""
    with pytest.raises(swf.exceptions.UnknownResourceFault) as caught:
        getattr(swf, f"{operation}_{status}_workflow_executions")(domain="nobody", startTimeFilter=ALL)
    assert caught.value.response["Error"]["Message"] == "Unknown domain: nobody"
