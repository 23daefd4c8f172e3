"""Tokens are good for what they were given for, and nothing else; and an account sees nothing of another."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import swfstore
from swfstore.core.values import snake
from tests.conftest import open_store
from tests.properties.budget import budget
from tests.properties.requests import MODEL, OPERATIONS
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

INVALID = "Invalid token"
EXPIRED = "Specified token has exceeded its maximum lifetime"
STRANGER = "999999999999"


def start(swf: Any, workflow_id: str = "w") -> dict[str, str]:
    """Start an execution of Order/1."""
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=dict(ORDER))
    return {"workflowId": workflow_id, "runId": run["runId"]}


def decision_token(swf: Any) -> str:
    """The token of the next decision task."""
    return str(swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})["taskToken"])


def activity_token(swf: Any) -> str:
    """The token of an activity task that is scheduled for it."""
    attributes = {"activityId": "a", "activityType": dict(CHARGE)}
    decision = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": attributes}
    swf.respond_decision_task_completed(taskToken=decision_token(swf), decisions=[decision])
    return str(swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})["taskToken"])


def refused(call: Callable[..., Any], code: str, text: str, **members: Any) -> None:
    """Assert that the call is refused with this fault and text."""
    with pytest.raises(swfstore.Fault) as caught:
        call(**members)
    assert (caught.value.code, caught.value.message) == (code, text)


TASKS = [
    "respond_decision_task_completed",
    "respond_activity_task_completed",
    "respond_activity_task_failed",
    "respond_activity_task_canceled",
    "record_activity_task_heartbeat",
]


@pytest.mark.parametrize("operation", TASKS)
def test_a_token_with_another_byte_is_no_token(operation: str) -> None:
    """Whichever byte of a token is changed, left out or added, nobody takes it."""
    with open_store("sqlite://") as store:
        swf = store.client()
        register(swf)
        start(swf)
        start(swf, "v")
        token = decision_token(swf) if operation == TASKS[0] else activity_token(swf)
        raw = base64.b64decode(token)

        @budget(60)
        @given(st.integers(0, len(raw) - 1), st.integers(1, 255), st.sampled_from(["change", "cut", "add"]))
        def forge(position: int, byte: int, how: str) -> None:
            changed = bytes([raw[position] ^ byte])
            forged = {
                "change": raw[:position] + changed + raw[position + 1 :],
                "cut": raw[:position] + raw[position + 1 :],
                "add": raw[:position] + changed + raw[position:],
            }[how]
            text = base64.b64encode(forged).decode()
            refused(getattr(swf, operation), "ValidationException", INVALID, taskToken=text)

        forge()
        getattr(swf, operation)(taskToken=token)


@pytest.mark.parametrize("text", ["x", "AAAA", "not base64!", "\u00e4", "AAAAKgAAAAEAAAAA" * 4, "=" * 8])
def test_a_text_that_is_no_token_is_refused(swf: Any, text: str) -> None:
    """Whatever it is, it is refused in the same way."""
    for operation in TASKS:
        refused(getattr(swf, operation), "ValidationException", INVALID, taskToken=text)


def test_a_token_is_good_for_its_own_kind_of_task_only(swf: Any) -> None:
    """A decider's token completes no activity, and a worker's no decision task."""
    start(swf)
    start(swf, "v")
    worker, decider = activity_token(swf), decision_token(swf)
    refused(swf.respond_decision_task_completed, "ValidationException", INVALID, taskToken=worker)
    for operation in TASKS[1:]:
        refused(getattr(swf, operation), "ValidationException", INVALID, taskToken=decider)
    swf.respond_decision_task_completed(taskToken=decider)
    swf.respond_activity_task_completed(taskToken=worker)


def test_a_token_is_good_for_its_own_account_only(store: Any, swf: Any) -> None:
    """Another account that has come by a token can do nothing with it."""
    run = start(swf)
    worker = activity_token(swf)
    stranger = store.client(account=STRANGER)
    register(stranger)
    page = swf.get_workflow_execution_history(domain=DOMAIN, execution=run, maximumPageSize=1)["nextPageToken"]
    for operation in TASKS[1:]:
        refused(getattr(stranger, operation), "ValidationException", INVALID, taskToken=worker)
    theirs = start(stranger)
    history = {"domain": DOMAIN, "execution": theirs, "nextPageToken": page}
    refused(stranger.get_workflow_execution_history, "ValidationException", INVALID, **history)
    swf.respond_activity_task_completed(taskToken=worker)


def test_a_token_is_good_for_its_own_database_only(swf: Any) -> None:
    """Every database signs with a key of its own."""
    start(swf)
    with open_store("sqlite://", ids=swfstore.SeededIds(2)) as other:
        client = other.client()
        register(client)
        start(client)
        foreign = decision_token(client)
    refused(swf.respond_decision_task_completed, "ValidationException", INVALID, taskToken=foreign)


def test_a_token_survives_a_restart(tmp_path: Path) -> None:
    """The key is in the database: who holds a task may go on after a crash of the store."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    with open_store(url) as store:
        register(store.client())
        start(store.client())
        token = decision_token(store.client())
    with open_store(url, ids=swfstore.SeededIds(7)) as store:
        store.client().respond_decision_task_completed(taskToken=token)
        assert store.verify().ok


def test_the_token_of_an_ended_task_is_refused_by_its_number(swf: Any, clock: Any) -> None:
    """Answered or timed out: the fault names the task's scheduled event."""
    start(swf)
    worker = activity_token(swf)
    swf.respond_activity_task_failed(taskToken=worker)
    for operation in TASKS[1:]:
        text = "Unknown activity, scheduledEventId = 5"
        refused(getattr(swf, operation), "UnknownResourceFault", text, taskToken=worker)
    decider = decision_token(swf)
    clock.advance(minutes=5)
    text = "Unknown decision task, scheduledEventId = 8"
    refused(swf.respond_decision_task_completed, "UnknownResourceFault", text, taskToken=decider)


def test_the_token_of_a_task_of_a_closed_execution_is_refused_by_its_run(swf: Any) -> None:
    """The fault names the run, which is known no more."""
    run = start(swf)
    worker = activity_token(swf)
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="w", signalName="s")
    decider = decision_token(swf)
    swf.terminate_workflow_execution(domain=DOMAIN, workflowId="w")
    text = f"Unknown execution: WorkflowExecution=[workflowId=w, runId={run['runId']}]"
    for operation, token in [(TASKS[0], decider), *((operation, worker) for operation in TASKS[1:])]:
        refused(getattr(swf, operation), "UnknownResourceFault", text, taskToken=token)


def test_the_token_of_a_purged_execution_is_refused(swf: Any, clock: Any) -> None:
    """After the domain's days nothing is left of the execution, and the token is as unknown."""
    start(swf)
    worker = activity_token(swf)
    swf.terminate_workflow_execution(domain=DOMAIN, workflowId="w")
    clock.advance(days=8)
    for operation in TASKS[1:]:
        with pytest.raises(swf.exceptions.UnknownResourceFault):
            getattr(swf, operation)(taskToken=worker)


def test_a_page_token_is_good_for_its_own_query_and_time_only(swf: Any, clock: Any) -> None:
    """Another filter, order or operation refuses it; after 24 hours everyone does."""
    for number in range(3):
        start(swf, f"w{number}")
    query = {"domain": DOMAIN, "startTimeFilter": {"oldestDate": 0}, "maximumPageSize": 1}
    token = swf.list_open_workflow_executions(**query)["nextPageToken"]
    assert len(swf.list_open_workflow_executions(**query, nextPageToken=token)["executionInfos"]) == 1
    for other in (
        {"reverseOrder": True},
        {"tagFilter": {"tag": "red"}},
        {"startTimeFilter": {"oldestDate": 1}},
    ):
        asked = {**query, **other, "nextPageToken": token}
        refused(swf.list_open_workflow_executions, "ValidationException", INVALID, **asked)
    refused(swf.list_domains, "ValidationException", INVALID, registrationStatus="REGISTERED", nextPageToken=token)
    clock.advance(hours=24, milliseconds=1)
    refused(swf.list_open_workflow_executions, "ValidationException", EXPIRED, **query, nextPageToken=token)


def test_the_page_token_of_a_decision_task_lives_for_a_minute(swf: Any, clock: Any) -> None:
    """Within 60 seconds it gives the next page of the same task, and afterwards nothing."""
    start(swf)
    query = {"domain": DOMAIN, "taskList": {"name": "deciders"}, "maximumPageSize": 1}
    task = swf.poll_for_decision_task(**query)
    clock.advance(seconds=60)
    again = swf.poll_for_decision_task(**query, nextPageToken=task["nextPageToken"])
    assert again["taskToken"] == task["taskToken"]
    assert [event["eventId"] for event in again["events"]] == [2]
    clock.advance(milliseconds=1)
    token = task["nextPageToken"]
    refused(swf.poll_for_decision_task, "ValidationException", EXPIRED, **query, nextPageToken=token)


def test_an_account_sees_no_domain_of_another(store: Any, swf: Any) -> None:
    """Every operation that names a domain says that there is none; nothing is listed; the name is free."""
    run = start(swf)
    stranger = store.client(account=STRANGER)
    members: dict[str, Any] = {
        "domain": DOMAIN,
        "name": DOMAIN,
        "version": "9",
        "registrationStatus": "REGISTERED",
        "workflowType": dict(ORDER),
        "activityType": dict(CHARGE),
        "workflowId": "w",
        "execution": run,
        "signalName": "s",
        "taskList": {"name": "deciders"},
        "startTimeFilter": {"oldestDate": 0},
    }
    asked = 0
    for operation in OPERATIONS:
        shape = MODEL.operation_model(operation).input_shape
        names = set(shape.required_members) | ({"startTimeFilter"} & shape.members.keys())
        if "domain" in names or operation in ("DescribeDomain", "DeprecateDomain", "UndeprecateDomain"):
            call = getattr(stranger, snake(operation))
            text = f"Unknown domain: {DOMAIN}"
            refused(call, "UnknownResourceFault", text, **{name: members[name] for name in names})
            asked += 1
    assert asked == 29
    assert stranger.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
    register(stranger)
    theirs = start(stranger)
    assert swf.count_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})["count"] == 1
    with pytest.raises(swfstore.Fault, match="Unknown execution"):
        swf.describe_workflow_execution(domain=DOMAIN, execution=theirs)


def test_an_account_tags_no_domain_of_another(store: Any, swf: Any) -> None:
    """The ARN of another account's domain is not permitted."""
    stranger = store.client(account=STRANGER)
    arn = f"arn:aws:swf:us-east-1:123456789012:/domain/{DOMAIN}"
    for operation, members in (
        ("tag_resource", {"tags": [{"key": "a"}]}),
        ("untag_resource", {"tagKeys": ["a"]}),
        ("list_tags_for_resource", {}),
    ):
        with pytest.raises(stranger.exceptions.OperationNotPermittedFault):
            getattr(stranger, operation)(resourceArn=arn, **members)
