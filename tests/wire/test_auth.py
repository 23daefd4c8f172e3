"""Signed requests and policies over the wire, with boto3's own signatures."""

import re
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from tests.support.stories import CHARGE, CHARGE_DEFAULTS, DOMAIN, register
from tests.wire.process import exchange, request_bytes
from tests.wire.stories import DECIDERS, charge, decide, history, start, types

SECRETS = {"AKIDADMIN": "admins-very-own-secret", "AKIDWORKER": "workers-secret", "AKIDOTHER": "others-secret"}
ACCOUNTS = f"""
[[keys]]
access_key = "AKIDADMIN"
secret = "{SECRETS["AKIDADMIN"]}"
account = "111111111111"
user = "admin"
policies = ['{{"Statement": [{{"Effect": "Allow", "Action": "swf:*", "Resource": "*"}}]}}']

[[keys]]
access_key = "AKIDWORKER"
secret = "{SECRETS["AKIDWORKER"]}"
account = "111111111111"
user = "worker"
policies = ["workers"]

[[keys]]
access_key = "AKIDOTHER"
secret = "{SECRETS["AKIDOTHER"]}"
account = "222222222222"
user = "other"
policies = ['{{"Statement": [{{"Effect": "Allow", "Action": "swf:*", "Resource": "*"}}]}}']

[policies.workers]
Version = "2012-10-17"
[[policies.workers.Statement]]
Effect = "Allow"
Action = ["swf:PollFor*", "swf:Respond*", "swf:GetWorkflowExecutionHistory"]
Resource = "arn:aws:swf:*:111111111111:/domain/orders"
Condition = {{ IpAddress = {{ "aws:SourceIp" = "127.0.0.0/8" }} }}
"""


@pytest.fixture
def guarded(server, tmp_path):
    """A server that knows three keys."""
    path = tmp_path / "keys.toml"
    path.write_text(ACCOUNTS)
    one = server("--auth", str(path), "--poll-seconds", "0", "--log-level", "debug")
    yield one
    one.stop()
    assert not [secret for secret in SECRETS.values() if secret in one.errors()]
    assert not re.search("Signature=[0-9a-f]", one.errors())


def _client(server, key, secret=None, **more):
    return server.client(key, secret=secret or SECRETS[key], **more)


def _refused(call, **members):
    with pytest.raises(ClientError) as raised:
        call(**members)
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]


def test_a_signed_request_is_answered_and_accounts_are_apart(guarded):
    """The account is that of the key; one account's domains are invisible to the other one's users."""
    admin, other = _client(guarded, "AKIDADMIN"), _client(guarded, "AKIDOTHER")
    register(admin)
    assert ":111111111111:" in admin.describe_domain(name=DOMAIN)["domainInfo"]["arn"]
    assert other.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
    register(other)
    start(other)
    counted = admin.count_open_workflow_executions(
        domain=DOMAIN, startTimeFilter={"oldestDate": datetime(2000, 1, 1, tzinfo=UTC)}
    )
    assert counted["count"] == 0


def test_what_is_not_signed_as_it_should_be_is_refused(guarded):
    """No signature, a wrong secret, an unknown key, a body that was changed; in AWS's words."""
    members = {"registrationStatus": "REGISTERED"}
    unsigned = exchange(guarded, request_bytes(members))
    assert (unsigned.status, unsigned.json["__type"].partition("#")[2]) == (400, "MissingAuthenticationToken")
    wrong = _refused(_client(guarded, "AKIDADMIN", "guessed").list_domains, **members)
    assert wrong[0] == "InvalidSignatureException"
    assert wrong[1].startswith("The request signature we calculated does not match")
    unknown = _refused(_client(guarded, "AKIDNOBODY", "x").list_domains, **members)
    assert unknown == ("UnrecognizedClientException", "The security token included in the request is invalid.")
    tampering = _client(guarded, "AKIDADMIN")
    tampering.meta.events.register("before-send.swf", _change)
    assert _refused(tampering.list_domains, **members)[0] == "InvalidSignatureException"


def _change(request, **_):
    request.body = request.body.replace(b"REGISTERED", b"DEPRECATED")


def test_policies_allow_and_refuse_calls(guarded):
    """A worker may work; what no policy allows is refused with the fault of the API reference, naming both."""
    register(_client(guarded, "AKIDADMIN"))
    start(_client(guarded, "AKIDADMIN"))
    worker = _client(guarded, "AKIDWORKER")
    assert worker.poll_for_decision_task(domain=DOMAIN, taskList=DECIDERS)["taskToken"]
    code, message = _refused(start, swf=worker, workflow_id="order-2")
    assert code == "OperationNotPermittedFault"
    assert message == (
        "User: arn:aws:iam::111111111111:user/worker is not authorized to perform: swf:StartWorkflowExecution "
        "on resource: arn:aws:swf:us-east-1:111111111111:/domain/orders"
    )
    assert _refused(worker.list_domains, registrationStatus="REGISTERED")[0] == "OperationNotPermittedFault"


def test_a_refused_decision_becomes_its_failed_event(guarded):
    """The worker may respond, but not schedule an activity: the call is fine, the decision is not."""
    admin, worker = _client(guarded, "AKIDADMIN"), _client(guarded, "AKIDWORKER")
    register(admin)
    admin.register_activity_type(domain=DOMAIN, name="Other", version="1", **CHARGE_DEFAULTS)
    run_id = start(admin)
    decide(worker, charge())
    events = history(worker, "order-1", run_id)
    failed = next(event for event in events if event["eventType"] == "ScheduleActivityTaskFailed")
    assert failed["scheduleActivityTaskFailedEventAttributes"]["cause"] == "OPERATION_NOT_PERMITTED"
    assert failed["scheduleActivityTaskFailedEventAttributes"]["activityType"] == CHARGE
    assert types(events)[-1] == "DecisionTaskScheduled"


def test_a_refused_call_can_answer_access_denied(server, tmp_path):
    """As the real service was seen to do; --denied chooses."""
    path = tmp_path / "keys.toml"
    path.write_text(ACCOUNTS)
    one = server("--auth", str(path), "--denied", "AccessDeniedException")
    worker = _client(one, "AKIDWORKER")
    assert _refused(worker.list_domains, registrationStatus="REGISTERED")[0] == "AccessDeniedException"
