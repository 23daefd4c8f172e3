"""boto3's client without a socket: everything that botocore does with an answer works as with Amazon."""

import threading
from datetime import UTC, datetime

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ParamValidationError

import swfstore
from swfstore.errors import FAULTS
from swfstore.testing import boto3_client, mocked_store
from swfstore.testing.faults import LostResponse
from tests.docs.orders import decision
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

pytestmark = pytest.mark.usefixtures("no_aws")

DECIDERS = {"domain": DOMAIN, "taskList": {"name": "deciders"}}
WORKERS = {"domain": DOMAIN, "taskList": {"name": "workers"}}


@pytest.fixture
def boto3_orders():
    """boto3's client inside a mock, with the domain and the types of the stories registered."""
    with swfstore.mock_swf():
        client = boto3.client("swf", config=Config(retries={"total_max_attempts": 1}))
        register(client)
        yield client


def start(client, workflow_id="order-42"):
    """Start an order; its execution."""
    run = client.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=ORDER)
    return {"workflowId": workflow_id, "runId": run["runId"]}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_the_error_of_botocore(name, boto3_orders, monkeypatch):
    """Its code, text, status and request id; a fault of the service model is caught by its own class."""

    def refuse(*_):
        raise FAULTS[name]("no" if name != "InternalFailure" else "")

    monkeypatch.setattr("swfstore.testing.botocore_bridge.invoke", refuse)
    with pytest.raises(ClientError) as raised:
        boto3_orders.describe_domain(name=DOMAIN)
    error = raised.value.response
    assert error["Error"] == {"Code": name, "Message": "no" if name != "InternalFailure" else ""}
    assert error["ResponseMetadata"]["HTTPStatusCode"] == FAULTS[name].status
    assert error["ResponseMetadata"]["RequestId"]
    modelled = {shape.name for shape in boto3_orders.meta.service_model.error_shapes}
    if name in modelled:
        assert isinstance(raised.value, getattr(boto3_orders.exceptions, name))


def test_refusals_of_the_store_are_caught_by_their_classes(boto3_orders):
    """What real calls are refused with: unknown, taken, deprecated, undefined, already started."""
    swf, refused = boto3_orders, boto3_orders.exceptions
    with pytest.raises(refused.UnknownResourceFault, match="Unknown domain: nowhere"):
        swf.describe_domain(name="nowhere")
    with pytest.raises(refused.DomainAlreadyExistsFault):
        swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="7")
    with pytest.raises(refused.TypeAlreadyExistsFault):
        swf.register_activity_type(domain=DOMAIN, **CHARGE)
    with pytest.raises(refused.TypeNotDeprecatedFault):
        swf.delete_activity_type(domain=DOMAIN, activityType=CHARGE)
    swf.register_workflow_type(domain=DOMAIN, name="Bare", version="1")
    with pytest.raises(refused.DefaultUndefinedFault):
        swf.start_workflow_execution(domain=DOMAIN, workflowId="b", workflowType={"name": "Bare", "version": "1"})
    start(swf)
    with pytest.raises(refused.WorkflowExecutionAlreadyStartedFault):
        start(swf)
    swf.deprecate_domain(name=DOMAIN)
    with pytest.raises(refused.DomainDeprecatedFault):
        swf.deprecate_domain(name=DOMAIN)
    with pytest.raises(ClientError, match="ValidationException"):
        swf.get_workflow_execution_history(
            domain=DOMAIN, execution={"workflowId": "b", "runId": "r"}, nextPageToken="no token"
        )


def test_botocore_checks_the_request_itself(boto3_orders):
    """What botocore refuses never gets to the store."""
    with pytest.raises(ParamValidationError):
        boto3_orders.describe_domain(nme=DOMAIN)


def test_paginators_follow_the_page_tokens(boto3_orders):
    """botocore's own paginators, of lists and of histories."""
    execution = start(boto3_orders)
    for number in range(7):
        boto3_orders.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName=f"s{number}")
    paginator = boto3_orders.get_paginator("get_workflow_execution_history")
    pages = list(paginator.paginate(domain=DOMAIN, execution=execution, PaginationConfig={"PageSize": 4}))
    assert [len(page["events"]) for page in pages] == [4, 4, 1]
    assert pages[0]["events"][0]["eventTimestamp"] == datetime(2030, 1, 1, tzinfo=UTC)
    tasks = boto3_orders.get_paginator("poll_for_decision_task").paginate(**DECIDERS, maximumPageSize=5)
    assert [event["eventId"] for page in tasks for event in page["events"]] == list(range(1, 11))


def test_a_poll_on_a_virtual_clock_answers_at_once(boto3_orders):
    """Nothing to do is an answer without a task token."""
    assert "taskToken" not in boto3_orders.poll_for_decision_task(**DECIDERS)
    assert "taskToken" not in boto3_orders.poll_for_activity_task(**WORKERS)


def test_a_poll_on_the_systems_clock_waits_for_a_task():
    """Another thread's start wakes it."""
    with swfstore.mock_swf(clock=swfstore.SystemClock(), long_poll_seconds=30):
        client = boto3.client("swf")
        register(client)
        found = []
        poller = threading.Thread(target=lambda: found.append(client.poll_for_decision_task(**DECIDERS)))
        poller.start()
        execution = start(boto3.client("swf"))
        poller.join(20)
    assert [task["workflowExecution"] for task in found] == [execution]


def test_two_threads_share_a_store(boto3_orders):
    """A decider and a worker, each with a client made in its own thread: every order is charged once."""
    orders = [f"order-{number}" for number in range(10)]
    for workflow_id in orders:
        start(boto3_orders, workflow_id)
    done, failures = threading.Event(), []

    def until_done(step):
        try:
            client = boto3.client("swf")
            while not done.is_set():
                step(client)
        except Exception as error:  # noqa: BLE001  # told to the test, which fails for it
            failures.append(error)
            done.set()

    threads = [threading.Thread(target=until_done, args=(step,)) for step in (decide, work)]
    for thread in threads:
        thread.start()
    since = {"oldestDate": datetime(2029, 1, 1, tzinfo=UTC)}
    while not done.wait(0.01):
        closed = boto3_orders.count_closed_workflow_executions(domain=DOMAIN, startTimeFilter=since)["count"]
        if closed == len(orders):
            break
    done.set()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert mocked_store().verify().ok


def decide(client):
    """Schedule Charge/1, and complete when that is done."""
    task = client.poll_for_decision_task(**DECIDERS)
    if "taskToken" not in task:
        return
    if any(event["eventType"] == "ActivityTaskCompleted" for event in task["events"]):
        decisions = [{"decisionType": "CompleteWorkflowExecution"}]
    else:
        decisions = [decision("ScheduleActivityTask", activityId="charge", activityType=CHARGE)]
    client.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decisions)


def work(client):
    """Complete an activity task."""
    task = client.poll_for_activity_task(**WORKERS)
    if "taskToken" in task:
        client.respond_activity_task_completed(taskToken=task["taskToken"], result="charged")


def test_a_client_for_one_store_ignores_the_mocks(tmp_path):
    """`boto3_client` talks to its store, whatever is mocked around it, and sees the domains of its account."""
    with swfstore.open(tmp_path / "x.db") as store, swfstore.mock_swf() as other:
        client = boto3_client(store)
        client.register_domain(name="here", workflowExecutionRetentionPeriodInDays="1")
        assert client.describe_domain(name="here")["domainInfo"]["status"] == "REGISTERED"
        everything = {"registrationStatus": "REGISTERED"}
        assert other.client().list_domains(**everything)["domainInfos"] == []
        assert boto3_client(store, account="210987654321").list_domains(**everything)["domainInfos"] == []


def test_a_response_that_is_lost_on_purpose_is_a_closed_connection(boto3_orders):
    """It is done all the same; a client that tries again, as boto3's does by default, meets what it did itself."""
    mocked_store().faults.add(LostResponse("StartWorkflowExecution", nth=1))
    with pytest.raises(ConnectionClosedError):
        start(boto3_orders)
    mocked_store().faults.clear()
    mocked_store().faults.add(LostResponse("StartWorkflowExecution", nth=1))
    eager = boto3.client("swf", config=Config(retries={"mode": "standard", "total_max_attempts": 2}))
    with pytest.raises(eager.exceptions.WorkflowExecutionAlreadyStartedFault):
        start(eager, "order-43")


def test_a_mistake_of_the_stores_own_is_raised_as_it_is(boto3_orders, monkeypatch):
    """In the same process nobody has to look for it in a log."""

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("swfstore.testing.botocore_bridge.invoke", fail)
    with pytest.raises(ZeroDivisionError):
        boto3_orders.describe_domain(name=DOMAIN)
