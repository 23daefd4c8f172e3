"""Policies of a client: a refused call is a fault, a refused decision is an event."""

import pytest

from swfstore.errors import SwfstoreError
from swfstore.operations.registry import OPERATIONS
from tests.conformance.requests import REQUESTS
from tests.support.stories import CHARGE, DOMAIN, ORDER

ACCOUNT = "123456789012"
ARN = f"arn:aws:swf:us-east-1:{ACCOUNT}:/domain/"
EVERYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}

DECISIONS = {
    "ScheduleActivityTask": {"activityType": dict(CHARGE), "activityId": "a"},
    "RequestCancelActivityTask": {"activityId": "a"},
    "CompleteWorkflowExecution": {},
    "FailWorkflowExecution": {},
    "CancelWorkflowExecution": {},
    "ContinueAsNewWorkflowExecution": {},
    "RecordMarker": {"markerName": "m"},
    "StartTimer": {"timerId": "t", "startToFireTimeout": "1"},
    "CancelTimer": {"timerId": "t"},
    "SignalExternalWorkflowExecution": {"workflowId": "other", "signalName": "s"},
    "RequestCancelExternalWorkflowExecution": {"workflowId": "other"},
    "StartChildWorkflowExecution": {"workflowType": dict(ORDER), "workflowId": "child"},
}


def allow(*actions, resource="*", **condition):
    """A policy that allows these actions of SWF."""
    named = [f"swf:{action}" for action in actions]
    statement = {"Effect": "Allow", "Action": named, "Resource": resource, "Condition": condition}
    return {"Version": "2012-10-17", "Statement": [statement]}


def deny(*actions, **condition):
    """A policy that denies these actions of SWF."""
    named = [f"swf:{action}" for action in actions]
    return {"Statement": {"Effect": "Deny", "Action": named, "Resource": "*", "Condition": condition}}


def decide(client, *decisions):
    """Answer the next decision task with these decisions; the events that follow its completion."""
    task = client.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    answer = [
        {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": members} for kind, members in decisions
    ]
    client.respond_decision_task_completed(taskToken=task["taskToken"], decisions=answer)
    events = client.get_workflow_execution_history(domain=DOMAIN, execution=task["workflowExecution"])["events"]
    return events[task["startedEventId"] + 1 :]


def cause(event):
    """Why a decision failed."""
    attributes = f"{event['eventType'][0].lower()}{event['eventType'][1:]}EventAttributes"
    return event[attributes].get("cause")


def start(client, workflow_id="order-1", **members):
    """Start an execution of Order/1."""
    return client.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=dict(ORDER), **members)


def test_without_policies_everything_is_allowed(swf, store):
    """Nobody asks for what is not given; an empty list of policies allows nothing."""
    assert store.client().list_domains(registrationStatus="REGISTERED")["domainInfos"]
    nothing: list[list] = [[], [{"Statement": []}]]
    for policies in nothing:
        with pytest.raises(swf.exceptions.OperationNotPermittedFault):
            store.client(policies=policies).list_domains(registrationStatus="REGISTERED")


def test_a_refused_call_is_not_permitted(swf, store):
    """The fault is the one that the API reference names, and nothing has happened."""
    client = store.client(policies=[allow("DescribeDomain")])
    with pytest.raises(swf.exceptions.OperationNotPermittedFault) as refused:
        start(client)
    assert refused.value.response["Error"]["Code"] == "OperationNotPermittedFault"
    assert refused.value.operation_name == "StartWorkflowExecution"
    assert client.describe_domain(name=DOMAIN)
    assert swf.count_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})["count"] == 0


def test_a_refused_call_may_be_denied_as_the_real_service_does(swf, store):
    """With `denied` the answer is AccessDeniedException with the recorded text."""
    client = store.client(policies=[], user="ABC", denied="AccessDeniedException")
    with pytest.raises(swf.exceptions.AccessDeniedException) as refused:
        client.list_domains(registrationStatus="REGISTERED")
    assert refused.value.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/ABC is not authorized to perform: swf:ListDomains on resource: {ARN}*"
    )
    with pytest.raises(SwfstoreError, match="denied is 'Nothing', it can be OperationNotPermittedFault or Access"):
        store.client(denied="Nothing")


def test_a_bad_policy_is_refused_at_once(store):
    """A client is not made with what is not a policy."""
    with pytest.raises(SwfstoreError, match="policy 2, statement 1: Effect is 'Maybe'"):
        store.client(policies=[EVERYTHING, {"Statement": {"Effect": "Maybe"}}])


def test_a_call_is_judged_with_the_arn_of_its_domain(swf, store):
    """Whatever names the domain: a member, an ARN, however it is written, or a task token."""
    asked = []
    client = store.client(permits=lambda *question: asked.append(question[:2]))
    start(swf)
    token = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})["taskToken"]
    tagged = {"resourceArn": ARN + DOMAIN}
    for kwargs in (
        {"operation": "signal_workflow_execution", "domain": DOMAIN, "workflowId": "order-1", "signalName": "s"},
        {"operation": "describe_domain", "name": DOMAIN},
        {"operation": "list_tags_for_resource", **tagged},
        {"operation": "list_tags_for_resource", "resourceArn": f"arn:aws-cn:swf:eu-west-1:{ACCOUNT}:/domain/{DOMAIN}"},
        {"operation": "respond_decision_task_completed", "taskToken": token},
        {"operation": "list_domains", "registrationStatus": "REGISTERED"},
    ):
        with pytest.raises(swf.exceptions.OperationNotPermittedFault):
            getattr(client, kwargs.pop("operation"))(**kwargs)
    assert asked == [
        ("swf:SignalWorkflowExecution", ARN + DOMAIN),
        ("swf:DescribeDomain", ARN + DOMAIN),
        ("swf:ListTagsForResource", ARN + DOMAIN),
        ("swf:ListTagsForResource", ARN + DOMAIN),
        ("swf:RespondDecisionTaskCompleted", ARN + DOMAIN),
        ("swf:ListDomains", ARN + "*"),
    ]


def test_a_resource_is_a_domain(swf, store):
    """A policy for one domain says nothing of another."""
    swf.register_domain(name="other", workflowExecutionRetentionPeriodInDays="1")
    client = store.client(policies=allow("DescribeDomain", resource=ARN + "ord*"))
    assert client.describe_domain(name=DOMAIN)
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        client.describe_domain(name="other")


@pytest.mark.parametrize("resource", [f"arn:aws:swf:*:{ACCOUNT}:/domain/*", f"arn:aws:swf::{ACCOUNT}:domain/*", "*"])
def test_domains_are_listed_by_whom_all_of_them_are_open_to(swf, store, resource):
    """ListDomains is about all domains, in the form of today and in the older one of the API reference."""
    client = store.client(policies=allow("ListDomains", resource=resource))
    assert len(client.list_domains(registrationStatus="REGISTERED")["domainInfos"]) == 1
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        store.client(policies=allow("ListDomains", resource=ARN + DOMAIN)).list_domains(registrationStatus="REGISTERED")


def test_policies_and_permits_are_both_asked(swf, store):
    """With both, a call has to be allowed by both."""
    for policies, permits in (([], lambda *_: True), ([EVERYTHING], lambda *_: False)):
        with pytest.raises(swf.exceptions.OperationNotPermittedFault):
            store.client(policies=policies, permits=permits).describe_domain(name=DOMAIN)
    assert store.client(policies=[EVERYTHING], permits=lambda *_: True).describe_domain(name=DOMAIN)


def test_conditions_look_at_members(swf, store):
    """A poller may be held to its task list, a starter to its tags; a member that is absent denies."""
    poller = store.client(policies=allow("PollForActivityTask", StringEquals={"swf:taskList.name": "mine"}))
    assert "taskToken" not in poller.poll_for_activity_task(domain=DOMAIN, taskList={"name": "mine"})
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        poller.poll_for_activity_task(domain=DOMAIN, taskList={"name": "others"})
    starter = store.client(policies=allow("StartWorkflowExecution", StringLike={"swf:tagList.member.0": "team-*"}))
    start(starter, tagList=["team-a"])
    for tags in ({}, {"tagList": ["urgent", "team-a"]}):
        with pytest.raises(swf.exceptions.OperationNotPermittedFault):
            start(starter, "order-2", **tags)


def test_the_registered_task_list_counts_where_none_is_given(swf, store):
    """A start without a task list is judged by the default of its type, and refused where that has none."""
    wanted = {"swf:taskList.name": "deciders"}
    client = store.client(policies=allow("StartWorkflowExecution", StringEquals=wanted))
    start(client)
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        start(client, "order-2", taskList={"name": "others"})
    swf.register_workflow_type(domain=DOMAIN, name="Bare", version="1")
    for kind in ("Bare", "Unknown"):
        with pytest.raises(swf.exceptions.OperationNotPermittedFault):
            client.start_workflow_execution(domain=DOMAIN, workflowId="w", workflowType={"name": kind, "version": "1"})
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        client.start_workflow_execution(domain="nowhere", workflowId="w", workflowType=dict(ORDER))


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_refused_decision_is_its_failed_event(swf, store, kind):
    """A decision is judged as a call of its own; refused it fails with OPERATION_NOT_PERMITTED, no more."""
    start(swf)
    client = store.client(policies=[EVERYTHING, deny(kind)])
    failed, *rest = decide(client, (kind, DECISIONS[kind]))
    assert failed["eventType"] == f"{kind}Failed"
    assert cause(failed) == "OPERATION_NOT_PERMITTED"
    assert [event["eventType"] for event in rest] == ["DecisionTaskScheduled"]


def test_a_decision_needs_more_than_the_answer(swf, store):
    """Whoever may answer decision tasks may decide nothing by that."""
    start(swf)
    client = store.client(
        policies=[allow("PollForDecisionTask", "RespondDecisionTaskCompleted", "GetWorkflowExecutionHistory")]
    )
    failed, _ = decide(client, ("StartTimer", DECISIONS["StartTimer"]))
    assert (failed["eventType"], cause(failed)) == ("StartTimerFailed", "OPERATION_NOT_PERMITTED")


def test_a_lambda_function_is_never_refused(swf, store):
    """ScheduleLambdaFunction has no such cause: no policy stops it."""
    start(swf)
    client = store.client(policies=[EVERYTHING, deny("ScheduleLambdaFunction")])
    scheduled, *_ = decide(client, ("ScheduleLambdaFunction", {"id": "1", "name": "missing"}))
    assert scheduled["eventType"] == "LambdaFunctionScheduled"


@pytest.mark.parametrize(
    ("kind", "members", "default"),
    [
        ("ScheduleActivityTask", {"activityType": dict(CHARGE), "activityId": "a"}, "workers"),
        ("StartChildWorkflowExecution", {"workflowType": dict(ORDER), "workflowId": "child"}, "deciders"),
        ("ContinueAsNewWorkflowExecution", {}, "deciders"),
    ],
)
def test_a_decision_is_judged_by_the_task_list_it_would_have(swf, store, kind, members, default):
    """The task list of a decision, or else the default of its type, is what a condition looks at."""
    start(swf)
    held = deny(kind, StringNotEquals={"swf:taskList.name": default})
    refused, *_ = decide(store.client(policies=[EVERYTHING, held]), (kind, {**members, "taskList": {"name": "x"}}))
    assert cause(refused) == "OPERATION_NOT_PERMITTED"
    done, *_ = decide(store.client(policies=[EVERYTHING, held]), (kind, members))
    assert cause(done) is None


def test_where_a_request_came_from_is_no_key_of_a_decision(swf, store):
    """In the same process nothing is known of an address; the user and the account are known to decisions too."""
    start(swf)
    mine = {"StringEquals": {"aws:username": "decider", "aws:PrincipalAccount": ACCOUNT}}
    here = {"Null": {"aws:SourceIp": "true", "aws:UserAgent": "true"}, **mine}
    client = store.client(policies=allow("*", **here), user="decider")
    done, *_ = decide(client, ("RecordMarker", {"markerName": "m"}))
    assert done["eventType"] == "MarkerRecorded"
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        store.client(policies=allow("*", **here), user="another").describe_domain(name=DOMAIN)


def test_the_time_is_the_stores(swf, store, clock):
    """A policy that ends at a date ends when the store's clock says so."""
    client = store.client(policies=allow("*", DateLessThan={"aws:CurrentTime": "2030-01-02T00:00:00Z"}))
    assert client.describe_domain(name=DOMAIN)
    clock.advance(days=1)
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        client.describe_domain(name=DOMAIN)


def test_an_account_sees_its_own_domains_only(swf, store):
    """Whatever its policies allow, one account's domains are unknown to another."""
    stranger = store.client(account="210987654321", policies=[EVERYTHING])
    assert stranger.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
    with pytest.raises(swf.exceptions.UnknownResourceFault):
        stranger.describe_domain(name=DOMAIN)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_asks_for_its_action(swf, store, operation):
    """Each of the 39 operations is refused without its action, and carried out with it alone."""
    members = REQUESTS[operation](swf)
    method = OPERATIONS[operation].method
    with pytest.raises(swf.exceptions.OperationNotPermittedFault):
        getattr(store.client(policies=[EVERYTHING, deny(operation)]), method)(**members)
    resource = [ARN + DOMAIN, ARN + "*"] if operation in ("ListDomains", "RegisterDomain") else ARN + DOMAIN
    getattr(store.client(policies=[allow(operation, resource=resource)]), method)(**members)
