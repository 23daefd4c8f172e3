"""What policies allow, and which documents are refused."""

import json

import pytest

from swfstore.auth.policies import Policies
from swfstore.errors import SwfstoreError

ACCOUNT = "123456789012"
ORDERS = f"arn:aws:swf:us-east-1:{ACCOUNT}:/domain/orders"


def allow(action="*", resource="*", **more):
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action="*", resource="*", **more):
    """A statement that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def allows(*statements, action="swf:StartTimer", resource=ORDERS, context=None):
    """What a policy of these statements says."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return Policies.load([document]).allows(action, resource, context or {})


def test_nothing_is_allowed_by_default():
    """No policy, a policy without statements, and one that only denies allow nothing."""
    assert not Policies().allows("swf:StartTimer", ORDERS, {})
    assert not Policies.load([]).allows("swf:StartTimer", ORDERS, {})
    assert not allows()
    assert not allows(deny("swf:RecordMarker"))


@pytest.mark.parametrize(
    ("action", "result"),
    [
        ("*", True),
        ("swf:*", True),
        ("swf:StartTimer", True),
        ("SWF:starttimer", True),
        ("swf:Start*", True),
        ("swf:St?rtTimer", True),
        ("swf:Start", False),
        ("swf:StartTimers", False),
        ("s3:*", False),
        (["swf:RecordMarker", "swf:*Timer"], True),
    ],
)
def test_actions_have_wildcards_and_no_case(action, result):
    """An action matches in any case, whole or by wildcards; NotAction is the contrary."""
    assert allows(allow(action)) is result
    assert allows({"Effect": "Allow", "NotAction": action, "Resource": "*"}) is not result


@pytest.mark.parametrize(
    ("resource", "result"),
    [
        ("*", True),
        (ORDERS, True),
        (f"arn:aws:swf:*:{ACCOUNT}:/domain/*", True),
        (f"arn:aws:swf:us-*-?:{ACCOUNT}:/domain/ord*", True),
        (f"arn:aws:swf::{ACCOUNT}:domain/*", True),
        ("arn:aws:swf", True),
        (f"arn:aws:swf:*:{ACCOUNT}:/domain/Orders", False),
        ("arn:aws:swf:*:210987654321:/domain/*", False),
        ("arn:*:/domain/orders", False),
        (f"arn:aws:s3:us-east-1:{ACCOUNT}:/domain/orders", False),
        ([f"arn:aws:swf:*:{ACCOUNT}:/domain/other", ORDERS], True),
    ],
)
def test_resources_have_wildcards_in_each_part(resource, result):
    """A resource matches part by part, with its case; NotResource is the contrary."""
    assert allows(allow(resource=resource)) is result
    assert allows({"Effect": "Allow", "Action": "*", "NotResource": resource}) is not result


def test_a_variable_in_a_resource_stays_in_its_part():
    """A domain named after the user is the user's alone, whatever the user is called."""
    mine = allow(resource=f"arn:aws:swf:*:{ACCOUNT}:/domain/${{aws:username}}-*")
    assert allows(mine, resource=ORDERS + "-1", context={"aws:username": "orders"})
    assert not allows(mine, context={"aws:username": "*"})
    assert not allows(mine, resource=ORDERS + "-1")


def test_a_deny_wins_wherever_it_stands():
    """An explicit deny is stronger than every allow, before it, after it, and in another document."""
    assert not allows(allow(), deny("swf:StartTimer"))
    assert not allows(deny("swf:StartTimer"), allow())
    assert not Policies.load([{"Statement": allow()}, {"Statement": deny(resource=ORDERS)}]).allows("swf:A", ORDERS, {})
    assert allows(allow(), deny("swf:CancelTimer"))
    assert allows(allow(), deny(Condition={"StringEquals": {"swf:taskList.name": "a"}}))


def test_all_conditions_of_a_statement_must_hold():
    """Operators and keys are joined by and, values by or."""
    condition = {"StringEquals": {"swf:a": ["1", "2"], "swf:b": "3"}, "StringLike": {"swf:c": "4*"}}
    good = {"swf:a": "2", "swf:b": "3", "swf:c": "45"}
    assert allows(allow(Condition=condition), context=good)
    for key in good:
        assert not allows(allow(Condition=condition), context={**good, key: "x"})


def test_a_document_is_json_or_a_dict():
    """A policy may be loaded from JSON, from a dict, alone or in a list, with one statement or several."""
    document = {"Version": "2012-10-17", "Id": "mine", "Statement": allow(Sid="All")}
    for given in (document, json.dumps(document), [document], [json.dumps({**document, "Statement": [allow()]})]):
        assert Policies.load(given).allows("swf:StartTimer", ORDERS, {})


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{", "policy 1: it is not JSON"),
        ("[]", "policy 1: it is not an object with a Statement"),
        (3, "policy 1: int is neither JSON nor a dict"),
        ({}, "policy 1: it has no Statement"),
        ({"Version": "2013-01-01", "Statement": []}, "policy 1: Version is '2013-01-01'"),
        ({"Statements": []}, "policy 1: there is no element 'Statements' here"),
        ({"Statement": [allow(), 3]}, "policy 1, statement 2: it is not an object"),
        ({"Statement": {**allow(), "Effect": "allow"}}, "policy 1, statement 1: Effect is 'allow'"),
        ({"Statement": {"Action": "*", "Resource": "*"}}, "statement 1: Effect is None"),
        ({"Statement": {"Effect": "Allow", "Resource": "*"}}, "it needs Action or NotAction"),
        ({"Statement": {**allow(), "NotAction": "*"}}, "it needs Action or NotAction, and not both"),
        ({"Statement": {"Effect": "Allow", "Action": "*"}}, "it needs Resource or NotResource"),
        ({"Statement": allow("StartTimer")}, "Action 'StartTimer' does not name a service"),
        ({"Statement": allow([])}, "Action is empty"),
        ({"Statement": allow([3])}, "Action has 3, which is not a text"),
        ({"Statement": allow(resource="orders")}, "Resource 'orders' is not '*' or an ARN"),
        ({"Statement": allow(Principal="*")}, "names no Principal"),
        ({"Statement": allow(Conditions={})}, "there is no element 'Conditions' here"),
        ({"Statement": allow(Sid=3)}, "Sid is not a text"),
        ({"Statement": [allow(Sid="A"), deny(Sid="A")]}, "statement 2 (A): another statement has this Sid"),
        ({"Statement": allow(Sid="A", Condition=[])}, "statement 1 (A): Condition is not an object"),
        ({"Statement": allow(Condition={"StringIs": {"a": "b"}})}, "there is no condition operator 'StringIs'"),
        ({"Statement": allow(Condition={"ForNoValue:StringLike": {"a": "b"}})}, "there is no condition operator"),
        ({"Statement": allow(Condition={"NullIfExists": {"a": "true"}})}, "there is no condition operator"),
        ({"Statement": allow(Condition={"Bool": "true"})}, "Condition 'Bool' is not an object"),
        ({"Statement": allow(Condition={"Bool": {"a": "yes"}})}, "Bool of a: 'yes' is neither true nor false"),
        ({"Statement": allow(Condition={"Null": {"a": "b"}})}, "Null of a: 'b' is neither true nor false"),
        ({"Statement": allow(Condition={"NumericEquals": {"a": "x"}})}, "NumericEquals of a: 'x' is not a number"),
        ({"Statement": allow(Condition={"DateLessThan": {"a": "x"}})}, "DateLessThan of a: 'x' is not a date"),
        ({"Statement": allow(Condition={"IpAddress": {"a": "x"}})}, "'x' is not an IP address or a CIDR block"),
        ({"Statement": allow(Condition={"ArnLike": {"a": "x"}})}, "ArnLike of a: 'x' is not an ARN"),
        ({"Statement": allow(Condition={"StringLike": {"a": None}})}, "None is not a text, a number, true or false"),
        ('{"Statement": [], "Statement": []}', "'Statement' comes twice in one object"),
    ],
)
def test_a_bad_document_is_refused_in_a_sentence(document, told):
    """What is not a policy is refused when it is loaded, with the statement and what is wrong in it."""
    with pytest.raises(SwfstoreError) as refused:
        Policies.load([document])
    assert told in str(refused.value)
