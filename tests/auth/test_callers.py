"""What a policy sees of a caller, in calls and in decisions."""

import pytest

from swfstore.auth.callers import PSEUDO_CALLS, Caller, permits
from swfstore.auth.policies import Policies
from tests.support.stories import START_MS

ARN = "arn:aws:swf:eu-west-1:123456789012:/domain/orders"
CALLER = Caller("123456789012", "eu-west-1", "worker", "203.0.113.7", "aws-cli/2", secure_transport=True)


def permitted(action, caller=CALLER, **condition):
    """Whether a policy with this condition allows the caller the action."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    return permits(Policies.load({"Statement": statement}), caller, lambda: START_MS + 1)(action, ARN, {})


REQUEST = [
    {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    {"StringLike": {"aws:UserAgent": "aws-cli/*"}},
    {"Bool": {"aws:SecureTransport": "true"}},
]
WHO = [
    {"StringEquals": {"aws:username": "worker"}},
    {"StringEquals": {"aws:PrincipalAccount": "123456789012"}},
    {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/worker"}},
    {"StringEquals": {"aws:PrincipalType": "User"}},
    {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    {"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
    {"NumericEquals": {"aws:EpochTime": START_MS // 1000}},
]


@pytest.mark.parametrize("condition", REQUEST)
def test_how_a_request_came_is_known_to_calls_alone(condition):
    """The address, the agent and the transport are no keys of the calls that decisions stand for."""
    assert permitted("swf:StartWorkflowExecution", **condition)
    assert not any(permitted(action, **condition) for action in PSEUDO_CALLS)
    unknown = Caller("123456789012", "eu-west-1", "worker")
    assert not permitted("swf:StartWorkflowExecution", unknown, **condition)


@pytest.mark.parametrize("condition", WHO)
def test_who_calls_and_when_is_known_to_decisions_too(condition):
    """The user, the account, the region and the time are keys of every call and of every decision."""
    assert all(permitted(action, **condition) for action in (*PSEUDO_CALLS, "swf:StartWorkflowExecution"))


def test_the_pseudo_calls_are_the_decisions():
    """There are 13 of them."""
    assert len(PSEUDO_CALLS) == 13
    assert "swf:StartTimer" in PSEUDO_CALLS
