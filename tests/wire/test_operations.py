"""All operations with the real boto3: what it sends is understood, and what is answered it understands."""

import re
from datetime import UTC, datetime, timedelta

import botocore.session
import pytest
from botocore.exceptions import ClientError

from swfstore.core.values import snake
from tests.support.stories import CHARGE, DOMAIN, ORDER
from tests.wire.stories import DECIDERS, WORKERS, Later, charge, decide, decision, history, start, types

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
PENDING = {"domain": DOMAIN, "taskList": DECIDERS}


@pytest.fixture
def recorded(swf):
    """The names of the operations that a client has called, in a set."""
    called = set()
    swf.meta.events.register("before-call.swf", lambda model, **_: called.add(model.name))
    return called


def _whole_workflow(swf):
    """An order is charged in two activities, one of which fails, is asked to cancel, and completes."""
    run_id = start(swf, input="two books", tagList=["tea"])
    execution = {"workflowId": "order-1", "runId": run_id}
    counted = swf.count_pending_decision_tasks(**PENDING)
    assert (counted["count"], counted["truncated"]) == (1, False)
    decide(swf, charge("one", input="1"), charge("two"), charge("three"))
    assert swf.count_pending_activity_tasks(domain=DOMAIN, taskList=WORKERS)["count"] == 3
    one, two, three = (swf.poll_for_activity_task(domain=DOMAIN, taskList=WORKERS, identity="w") for _ in range(3))
    assert (one["activityId"], one["input"], one["activityType"]) == ("one", "1", CHARGE)
    assert swf.record_activity_task_heartbeat(taskToken=one["taskToken"])["cancelRequested"] is False
    swf.respond_activity_task_completed(taskToken=one["taskToken"], result="paid")
    swf.respond_activity_task_failed(taskToken=two["taskToken"], reason="declined")
    swf.respond_activity_task_canceled(taskToken=three["taskToken"], details="later")
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName="gift", input="wrap it")
    swf.request_cancel_workflow_execution(domain=DOMAIN, **execution)
    open_ones = swf.list_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": EPOCH})
    assert [info["execution"] for info in open_ones["executionInfos"]] == [execution]
    described = swf.describe_workflow_execution(domain=DOMAIN, execution=execution)["executionInfo"]
    assert abs(described["startTimestamp"] - datetime.now(UTC)) < timedelta(minutes=5)
    task = decide(swf, decision("CompleteWorkflowExecution", result="done"))
    assert (task["workflowExecution"], task["workflowType"]) == (execution, ORDER)
    assert types(history(swf, "order-1", run_id))[-1] == "WorkflowExecutionCompleted"


def _visibility(swf):
    started = {"startTimeFilter": {"oldestDate": EPOCH}}
    assert swf.count_open_workflow_executions(domain=DOMAIN, **started)["count"] == 0
    assert swf.count_closed_workflow_executions(domain=DOMAIN, **started)["count"] == 1
    found = swf.list_closed_workflow_executions(domain=DOMAIN, **started, tagFilter={"tag": "tea"})
    assert found["executionInfos"][0]["closeStatus"] == "COMPLETED"
    start(swf, "order-2")
    swf.terminate_workflow_execution(domain=DOMAIN, workflowId="order-2", reason="no more tea")


def _types(swf):
    for kind, known in (("workflow", ORDER), ("activity", CHARGE)):
        that = {"domain": DOMAIN, f"{kind}Type": dict(known)}

        def call(verb, kind=kind, that=that):
            return getattr(swf, f"{verb}_{kind}_type")(**that)

        listed = getattr(swf, f"list_{kind}_types")(domain=DOMAIN, registrationStatus="REGISTERED")
        assert [info[f"{kind}Type"] for info in listed["typeInfos"]] == [known]
        assert call("describe")["typeInfo"]["status"] == "REGISTERED"
        call("deprecate")
        call("undeprecate")
        call("deprecate")
        call("delete")


def _domains(swf):
    info = swf.describe_domain(name=DOMAIN)["domainInfo"]
    assert [found["name"] for found in swf.list_domains(registrationStatus="REGISTERED")["domainInfos"]] == [DOMAIN]
    swf.tag_resource(resourceArn=info["arn"], tags=[{"key": "team", "value": "tea"}])
    assert swf.list_tags_for_resource(resourceArn=info["arn"])["tags"] == [{"key": "team", "value": "tea"}]
    swf.untag_resource(resourceArn=info["arn"], tagKeys=["team"])
    swf.deprecate_domain(name=DOMAIN)
    swf.undeprecate_domain(name=DOMAIN)


def test_boto3_can_call_all_39_operations(shared, account, recorded, swf):
    """One story in which every operation of the service's model is called, and answers what it should."""
    model = botocore.session.get_session().get_service_model("swf")
    _whole_workflow(swf)
    _visibility(swf)
    _types(swf)
    _domains(swf)
    registering = {"RegisterDomain", "RegisterWorkflowType", "RegisterActivityType"}  # done by the fixture before
    assert recorded | registering == set(model.operation_names)
    assert len(model.operation_names) == 39


@pytest.mark.parametrize("version", [1, 3])
def test_paginators_go_on_where_a_page_ends(swf, version):
    """Pages of a few items, all of them found once, in order."""
    for number in range(5):
        swf.register_workflow_type(domain=DOMAIN, name=f"Type{number}", version="1")
        start(swf, f"order-{number}")
    paginator = swf.get_paginator("list_workflow_types")
    listed = paginator.paginate(
        domain=DOMAIN, registrationStatus="REGISTERED", PaginationConfig={"PageSize": version, "MaxItems": 5}
    ).build_full_result()
    assert [info["workflowType"]["name"] for info in listed["typeInfos"]] == ["Order", *(f"Type{n}" for n in range(4))]
    pages = swf.get_paginator("list_open_workflow_executions").paginate(
        domain=DOMAIN, startTimeFilter={"oldestDate": EPOCH}, PaginationConfig={"PageSize": version}
    )
    assert len([info for page in pages for info in page["executionInfos"]]) == 5


def test_the_history_of_a_polled_task_comes_in_pages(swf):
    """The poll's paginator reads all events of one task; the next page gives the same task, not another one."""
    start(swf)
    for number in range(25):
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName=str(number))
    pages = list(
        swf.get_paginator("poll_for_decision_task").paginate(
            domain=DOMAIN, taskList=DECIDERS, PaginationConfig={"PageSize": 10}
        )
    )
    assert [len(page["events"]) for page in pages] == [10, 10, 8]
    assert len({page["taskToken"] for page in pages}) == 1


def test_faults_are_boto3s_exceptions(swf):
    """Each by its class, with its code and its text; a fault without a text has an empty one."""
    with pytest.raises(swf.exceptions.UnknownResourceFault, match="Unknown domain: nope"):
        swf.describe_domain(name="nope")
    start(swf)
    with pytest.raises(swf.exceptions.WorkflowExecutionAlreadyStartedFault) as raised:
        start(swf)
    assert raised.value.response["Error"]["Message"] == ""
    with pytest.raises(ClientError) as invalid:
        swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "a:b"})
    assert invalid.value.response["Error"]["Code"] == "ValidationException"


def test_the_account_is_the_access_key_and_the_region_that_of_the_signature(shared, account, swf):
    """Domains of one account are invisible to another one; ARNs say both."""
    there = shared.client(account, region="eu-west-1").describe_domain(name=DOMAIN)["domainInfo"]["arn"]
    assert there == f"arn:aws:swf:eu-west-1:{account}:/domain/{DOMAIN}"
    others = shared.client(str(int(account) + 500_000_000_000))
    assert others.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
    default = shared.client("AKIAIOSFODNN7EXAMPLE")
    assert default.meta.region_name == "us-east-1"
    with pytest.raises(default.exceptions.UnknownResourceFault):
        default.describe_domain(name=DOMAIN)


def test_concurrent_pollers_get_each_task_once(swf, shared, account):
    """Eight workers on one list, forty tasks: nobody gets one twice, and none is left."""
    start(swf)
    decide(swf, *(charge(f"a{number}") for number in range(40)))

    def work():
        client, done = shared.client(account), []
        while (task := client.poll_for_activity_task(domain=DOMAIN, taskList=WORKERS)).get("taskToken"):
            client.respond_activity_task_completed(taskToken=task["taskToken"])
            done.append(task["activityId"])
        return done

    workers = [Later(work) for _ in range(8)]
    done = [activity for worker in workers for activity in worker.result()]
    assert sorted(done) == sorted(f"a{number}" for number in range(40))


def test_boto3_tries_again_when_it_is_throttled(server):
    """With --throttle the documented rates are refused, and the SDK's own retries get through."""
    one = server("--throttle")
    eager, patient = one.client(), one.client(retries={"mode": "standard", "max_attempts": 8})
    refused = 0
    for _ in range(120):
        try:
            eager.list_domains(registrationStatus="REGISTERED")
        except ClientError as error:
            assert error.response["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"}  # noqa: PT017  # which one of them is refused depends on the time
            refused += 1
    assert refused
    answer = patient.list_domains(registrationStatus="REGISTERED")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert answer["ResponseMetadata"]["RetryAttempts"] >= 0


def test_every_operation_is_named_as_boto3_names_it(swf):
    """Our names in snake case are those of boto3's methods."""
    model = botocore.session.get_session().get_service_model("swf")
    for name in model.operation_names:
        assert callable(getattr(swf, snake(name)))
        assert re.fullmatch("[a-z_]+", snake(name))
