"""Each filter, order and page member of each list, count, history and poll, by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import swfstore
from tests.conformance.requests import DECIDERS, IN_DOMAIN, ORDER_TYPE, SINCE, WORKERS, Members, decision
from tests.conftest import open_store
from tests.support.stories import CHARGE, ORDER, ORDER_DEFAULTS, register

START = datetime(2030, 1, 1, tzinfo=UTC)
NOW: Members = {"startTimeFilter": SINCE}
STATUSES = ("Open", "Closed")


def since(seconds: float) -> Members:
    """The time filter for what happened so many seconds after the start of the test, or later."""
    return {"oldestDate": START + timedelta(seconds=seconds)}


@pytest.fixture
def busy(swf: Any, clock: Any) -> Any:
    """The runs a (Order/1, red), b (Order/2, blue) and c (Order/1, untagged), a second apart; each twice.

    The first run of each is closed four seconds later: a and b are terminated, c completes.
    """
    swf.register_workflow_type(**IN_DOMAIN, name="Order", version="2", **ORDER_DEFAULTS)
    for _ in range(2):
        for name, version, tags in (("a", "1", ["red"]), ("b", "2", ["blue"]), ("c", "1", [])):
            type_ = {"name": "Order", "version": version}
            options = {"tagList": tags, "taskList": {"name": name}}
            swf.start_workflow_execution(**IN_DOMAIN, workflowId=name, workflowType=type_, **options)
            clock.advance(seconds=1)
        if swf.count_closed_workflow_executions(**IN_DOMAIN, **NOW)["count"] == 0:
            clock.advance(seconds=1)
            for name in "ab":
                swf.terminate_workflow_execution(**IN_DOMAIN, workflowId=name)
                clock.advance(seconds=1)
            task = swf.poll_for_decision_task(**IN_DOMAIN, taskList={"name": "c"})
            swf.respond_decision_task_completed(
                taskToken=task["taskToken"], decisions=[decision("CompleteWorkflowExecution")]
            )
    return swf


BY: list[tuple[str, Members, str]] = [
    ("executionFilter", {"workflowId": "b"}, "b"),
    ("typeFilter", {"name": "Order", "version": "1"}, "ca"),
    ("tagFilter", {"tag": "red"}, "a"),
]


def filtered() -> list[Any]:
    """For each filter of lists and counts: what of, its members, what is found, and what it covers."""
    found = []
    for of in STATUSES:
        late = "cb" if of == "Closed" else "cba"
        cases = [(name, {name: members, **NOW}, ids) for name, members, ids in BY]
        cases.append(("startTimeFilter", {"startTimeFilter": since(0.5)}, late))
        if of == "Closed":
            cases.append(("closeTimeFilter", {"closeTimeFilter": since(4.5)}, "cb"))
            cases.append(("closeStatusFilter", {"closeStatusFilter": {"status": "TERMINATED"}, **NOW}, "ba"))
        for name, members, ids in cases:
            items = [f"filter {verb}{of}WorkflowExecutions {name}" for verb in ("List", "Count")]
            mark = pytest.mark.covers(*items, evidence="documented")
            found.append(pytest.param(of, members, ids, id=f"{of}-{name}", marks=mark))
    return found


def ids_of(page: Members) -> str:
    """The workflow ids of a page, in order."""
    return "".join(info["execution"]["workflowId"] for info in page["executionInfos"])


@pytest.mark.parametrize(("of", "members", "ids"), filtered())
def test_executions_are_found_by_a_filter(busy: Any, of: str, members: Members, ids: str) -> None:
    """The list has those that pass, newest first, and the count is their number."""
    listed = getattr(busy, f"list_{of.lower()}_workflow_executions")
    counted = getattr(busy, f"count_{of.lower()}_workflow_executions")
    assert ids_of(listed(**IN_DOMAIN, **members)) == ids
    assert counted(**IN_DOMAIN, **members) == {"count": len(ids), "truncated": False}


@pytest.mark.parametrize("of", STATUSES)
def test_one_filter_at_a_time(busy: Any, of: str) -> None:
    """Two of the filters by workflow id, type, tag and close status are refused."""
    for verb in ("list", "count"):
        call = getattr(busy, f"{verb}_{of.lower()}_workflow_executions")
        with pytest.raises(busy.exceptions.ClientError) as caught:
            call(**IN_DOMAIN, **NOW, tagFilter={"tag": "red"}, executionFilter={"workflowId": "a"})
        assert caught.value.response["Error"] == {
            "Code": "ValidationException",
            "Message": "Cannot specify more than one exclusive filters in the same query: [executionFilter, tagFilter]",
        }


def pages(call: Callable[..., Members], items: str, name: Callable[[Members], str], **members: Any) -> list[str]:
    """The names of the items of each page."""
    found: list[str] = []
    token: Members = {}
    while True:
        page = call(**members, **token)
        found.append("".join(map(name, page[items])))
        if "nextPageToken" not in page:
            return found
        token = {"nextPageToken": page["nextPageToken"]}


def paged(operation: str, *others: str) -> pytest.MarkDecorator:
    """The mark of a test of the page members of an operation."""
    names = ("nextPageToken", "maximumPageSize", "reverseOrder", *others)
    return pytest.mark.covers(*(f"filter {operation} {name}" for name in names), evidence="documented")


@pytest.mark.parametrize("of", [pytest.param(of, id=of, marks=paged(f"List{of}WorkflowExecutions")) for of in STATUSES])
def test_executions_come_in_pages(busy: Any, of: str) -> None:
    """As many as were asked for on each page, in the other order where that is asked for."""
    listed = getattr(busy, f"list_{of.lower()}_workflow_executions")
    request: Members = {"items": "executionInfos", "name": lambda info: info["execution"]["workflowId"], **IN_DOMAIN}
    assert pages(listed, **request, **NOW, maximumPageSize=2) == ["cb", "a"]
    assert pages(listed, **request, **NOW, maximumPageSize=1, reverseOrder=True) == ["a", "b", "c"]


@paged("ListDomains", "registrationStatus")
def test_domains_come_in_pages(swf: Any) -> None:
    """In the order of their names, those of one status."""
    for name in "cab":
        swf.register_domain(name=name, workflowExecutionRetentionPeriodInDays="1")
    swf.deprecate_domain(name="orders")
    request: Members = {"items": "domainInfos", "name": lambda info: info["name"]}
    listed = swf.list_domains
    assert pages(listed, **request, registrationStatus="REGISTERED", maximumPageSize=2) == ["ab", "c"]
    assert pages(listed, **request, registrationStatus="REGISTERED", maximumPageSize=2, reverseOrder=True) == [
        "cb",
        "a",
    ]
    assert pages(listed, **request, registrationStatus="DEPRECATED") == ["orders"]


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, id=kind, marks=paged(f"List{kind}Types", "registrationStatus", "name"))
        for kind in ("Activity", "Workflow")
    ],
)
def test_types_come_in_pages(swf: Any, kind: str) -> None:
    """In the order of name and version, those of one status, of one name where that is asked for."""
    verb, member = kind.lower(), f"{kind.lower()}Type"
    for name, version in (("B", "1"), ("A", "2"), ("A", "1")):
        getattr(swf, f"register_{verb}_type")(**IN_DOMAIN, name=name, version=version)
    old = dict(ORDER if kind == "Workflow" else CHARGE)
    getattr(swf, f"deprecate_{verb}_type")(**IN_DOMAIN, **{member: old})
    listed = getattr(swf, f"list_{verb}_types")
    request: Members = {"items": "typeInfos", "name": lambda info: "".join(info[member].values()), **IN_DOMAIN}
    new = {**request, "registrationStatus": "REGISTERED"}
    assert pages(listed, **new, maximumPageSize=2) == ["A1A2", "B1"]
    assert pages(listed, **new, maximumPageSize=2, reverseOrder=True) == ["B1A2", "A1"]
    assert pages(listed, **{**new, "name": lambda info: info[member]["version"]}) == ["121"]
    assert len(listed(**IN_DOMAIN, registrationStatus="REGISTERED", name="A")["typeInfos"]) == 2
    assert pages(listed, **request, registrationStatus="DEPRECATED") == ["".join(old.values())]


def number(event: Members) -> str:
    """The id of an event."""
    return str(event["eventId"])


@paged("GetWorkflowExecutionHistory")
def test_a_history_comes_in_pages(swf: Any) -> None:
    """The whole history is turned round, and then cut into pages."""
    run = swf.start_workflow_execution(**ORDER_TYPE, workflowId="a")
    for _ in range(3):
        swf.signal_workflow_execution(**IN_DOMAIN, workflowId="a", signalName="s")
    request = {**IN_DOMAIN, "execution": {"workflowId": "a", "runId": run["runId"]}, "maximumPageSize": 2}
    listed = swf.get_workflow_execution_history
    assert pages(listed, "events", number, **request) == ["12", "34", "5"]
    assert pages(listed, "events", number, **request, reverseOrder=True) == ["54", "32", "1"]


@paged("PollForDecisionTask", "taskList", "startAtPreviousStartedEvent")
def test_the_history_of_a_decision_task_comes_in_pages(swf: Any) -> None:
    """The pages belong to the task that was taken; they may begin at the last decision task's start."""
    swf.start_workflow_execution(**ORDER_TYPE, workflowId="a")
    assert "taskToken" not in swf.poll_for_decision_task(**IN_DOMAIN, taskList={"name": "others"})
    assert pages(swf.poll_for_decision_task, "events", number, **DECIDERS, maximumPageSize=2) == ["12", "3"]
    swf.terminate_workflow_execution(**IN_DOMAIN, workflowId="a")
    swf.start_workflow_execution(**ORDER_TYPE, workflowId="b")
    first = swf.poll_for_decision_task(**DECIDERS)
    swf.signal_workflow_execution(**IN_DOMAIN, workflowId="b", signalName="s")
    swf.respond_decision_task_completed(taskToken=first["taskToken"])
    request = {**DECIDERS, "maximumPageSize": 3, "startAtPreviousStartedEvent": True, "reverseOrder": True}
    assert pages(swf.poll_for_decision_task, "events", number, **request) == ["765", "43"]


@pytest.mark.covers(
    "filter CountPendingActivityTasks taskList", "filter CountPendingDecisionTasks taskList", evidence="documented"
)
def test_pending_tasks_are_counted_by_task_list(swf: Any) -> None:
    """Those that wait in the task list, and no others; a task that somebody has does not wait."""
    for name in "ab":
        swf.start_workflow_execution(**ORDER_TYPE, workflowId=name)
    swf.start_workflow_execution(**ORDER_TYPE, workflowId="c", taskList={"name": "others"})
    assert swf.count_pending_decision_tasks(**DECIDERS)["count"] == 2
    task = swf.poll_for_decision_task(**DECIDERS)
    assert swf.count_pending_decision_tasks(**DECIDERS)["count"] == 1
    charges = [
        decision("ScheduleActivityTask", activityId=name, activityType=dict(CHARGE), **on)
        for name, on in (("1", {}), ("2", {}), ("3", {"taskList": {"name": "others"}}))
    ]
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=charges)
    assert swf.count_pending_activity_tasks(**WORKERS)["count"] == 2
    swf.poll_for_activity_task(**WORKERS)
    assert swf.count_pending_activity_tasks(**WORKERS)["count"] == 1


@pytest.mark.covers("limit counted", evidence="chosen")
def test_a_count_stops_at_a_limit(database_url: str) -> None:
    """More than the limit is reported as truncated. That there is a limit is documented; how much it is, is chosen."""
    with open_store(database_url, limits=swfstore.Limits(counted=2)) as store:
        swf = store.client()
        register(swf)
        for name in "abc":
            swf.start_workflow_execution(**ORDER_TYPE, workflowId=name)
        assert swf.count_open_workflow_executions(**IN_DOMAIN, **NOW) == {"count": 2, "truncated": True}
        assert swf.count_pending_decision_tasks(**DECIDERS) == {"count": 2, "truncated": True}
