"""The texts of refused requests."""

import json
import uuid
from datetime import date

import pytest

from swfstore.core.metadata import NAME, TRIMMED_NAME
from swfstore.errors import SerializationException, UnknownOperationException, ValidationException
from swfstore.shapes import parse, parse_json
from swfstore.shapes.domains import RegisterDomainInput
from swfstore.shapes.tasks import PollForDecisionTaskInput

SIGNAL = {"domain": "D", "workflowId": "order-17", "signalName": "paid"}
TYPE = {"name": "ship", "version": "1"}


def refused(operation, **members):
    """The text of a ValidationException."""
    with pytest.raises(ValidationException) as caught:
        parse(operation, members)
    assert caught.value.operation_name == operation
    return caught.value.message


def unreadable(operation, **members):
    """The text of a SerializationException."""
    with pytest.raises(SerializationException) as caught:
        parse(operation, members)
    return caught.value.message


def one(problem):
    """The whole text for one broken constraint."""
    return f"1 validation error detected: {problem}"


def test_a_missing_member_is_null():
    """A required member that is not there is told as null."""
    assert refused("DescribeDomain") == one(
        "Value null at 'name' failed to satisfy constraint: Member must not be null"
    )


def test_a_null_member_is_a_missing_member():
    """AWS does not serialize nulls: for an optional member null says nothing, for a required one it is an error."""
    assert refused("DescribeDomain", name=None).startswith("1 validation error detected: Value null at 'name'")
    assert parse("SignalWorkflowExecution", {**SIGNAL, "input": None, "runId": None}) == parse(
        "SignalWorkflowExecution", SIGNAL
    )


def test_several_problems_stand_in_the_order_of_the_model():
    """The order in which the caller wrote the members does not matter."""
    assert refused("SignalWorkflowExecution", signalName="", workflowId="x" * 257) == (
        "3 validation errors detected: "
        "Value null at 'domain' failed to satisfy constraint: Member must not be null; "
        f"Value '{'x' * 257}' at 'workflowId' failed to satisfy constraint: "
        "Member must have length less than or equal to 256; "
        "Value '' at 'signalName' failed to satisfy constraint: Member must have length greater than or equal to 1"
    )


def test_a_value_outside_of_an_enumeration_is_told_the_set():
    """The set stands in the order of the model."""
    assert refused("ListDomains", registrationStatus="OPEN") == one(
        "Value 'OPEN' at 'registrationStatus' failed to satisfy constraint: "
        "Member must satisfy enum value set: [REGISTERED, DEPRECATED]"
    )


@pytest.mark.parametrize(
    ("size", "constraint"), [(1001, "less than or equal to 1000"), (-1, "greater than or equal to 0")]
)
def test_a_page_has_0_to_1000_entries(size, constraint):
    """As it was captured from the service."""
    assert refused("ListDomains", registrationStatus="REGISTERED", maximumPageSize=size) == one(
        f"Value '{size}' at 'maximumPageSize' failed to satisfy constraint: Member must have value {constraint}"
    )


@pytest.mark.parametrize("name", ["a:b", "a/b", "a|b", "a\x9f", "arn"])
def test_a_name_with_a_forbidden_character_breaks_a_pattern(name):
    """The rule is documented; the text is chosen."""
    assert refused("SignalWorkflowExecution", **{**SIGNAL, "workflowId": name}) == one(
        f"Value '{name}' at 'workflowId' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {NAME.says}"
    )


def test_domains_and_task_lists_of_activities_have_no_white_space_at_their_ends():
    """AWS documents it for domains, polls for activity tasks and child executions, and for nothing else."""
    pattern = f"Member must satisfy regular expression pattern: {TRIMMED_NAME.says}"
    told = one(f"Value ' x' at '%s' failed to satisfy constraint: {pattern}")
    assert refused("DescribeDomain", name=" x") == told % "name"
    assert refused("PollForActivityTask", domain="D", taskList={"name": " x"}) == told % "taskList.name"
    child = {"workflowType": TYPE, "workflowId": "W", "taskList": {"name": " x"}}
    decision = {"decisionType": "StartChildWorkflowExecution", "startChildWorkflowExecutionDecisionAttributes": child}
    where = "decisions.1.member.startChildWorkflowExecutionDecisionAttributes.taskList.name"
    assert refused("RespondDecisionTaskCompleted", taskToken="t", decisions=[decision]) == told % where
    poll = parse("PollForDecisionTask", {"domain": "D", "taskList": {"name": " x"}})
    assert isinstance(poll, PollForDecisionTaskInput)
    assert poll.task_list.name == " x"


def test_six_tags_are_too_many():
    """A list is printed as Java prints it, and its nulls are kept."""
    start = {"domain": "D", "workflowId": "W", "workflowType": TYPE}
    assert refused("StartWorkflowExecution", **start, tagList=["a", None] * 3) == one(
        "Value '[a, null, a, null, a, null]' at 'tagList' failed to satisfy constraint: "
        "Member must have length less than or equal to 5"
    )


def test_retention_is_90_days_at_most():
    """The limit is documented, the text is chosen."""
    assert refused("RegisterDomain", name="D", workflowExecutionRetentionPeriodInDays="91") == one(
        "Value '91' at 'workflowExecutionRetentionPeriodInDays' failed to satisfy constraint: "
        "Member must have value less than or equal to 90"
    )
    for days in ("90", "0", "NONE"):
        request = parse("RegisterDomain", {"name": "D", "workflowExecutionRetentionPeriodInDays": days})
        assert isinstance(request, RegisterDomainInput)
        assert request.workflow_execution_retention_period_in_days == days


def test_an_unknown_member_is_told_what_there_is():
    """In the words of boto3, which refuses it before the service could."""
    assert refused("SignalWorkflowExecution", **SIGNAL, Input="x") == (
        'Unknown parameter in input: "Input", must be one of: domain, workflowId, runId, signalName, input'
    )
    assert refused("PollForActivityTask", domain="D", taskList={"name": "T", "size": 1}) == (
        'Unknown parameter in taskList: "size", must be one of: name'
    )
    decision = {"decisionType": "CancelTimer", "cancelTimerDecisionAttributes": {"timerId": "T", "control": "x"}}
    assert refused("RespondDecisionTaskCompleted", taskToken="t", decisions=[decision]) == (
        'Unknown parameter in decisions[0].cancelTimerDecisionAttributes: "control", must be one of: timerId'
    )


@pytest.mark.parametrize(
    ("value", "java"),
    [
        (7, "java.lang.Short"),
        (-32768, "java.lang.Short"),
        (32768, "java.lang.Integer"),
        (2**31, "java.lang.Long"),
        (2**63, "java.math.BigInteger"),
        (1.5, "java.lang.Double"),
        (True, "java.lang.Boolean"),
        (["a"], "java.util.ArrayList"),
        ({"a": "b"}, "java.util.HashMap"),
        (b"a", "builtins.bytes"),
        (uuid.UUID(int=0), "uuid.UUID"),
    ],
)
def test_another_type_than_a_string_cannot_be_converted(value, java):
    """The text for a Short is recorded; the names of the other classes follow it."""
    assert unreadable("DescribeDomain", name=value) == f"class {java} can not be converted to an String"


def test_other_types_are_refused_likewise():
    """Nothing is converted: no texts to numbers or booleans, no objects to lists."""
    lists = {"registrationStatus": "REGISTERED"}
    string = "class java.lang.String can not be converted to an"
    assert unreadable("ListDomains", **lists, maximumPageSize="5") == f"{string} Integer"
    assert unreadable("ListDomains", **lists, reverseOrder="true") == f"{string} Boolean"
    assert unreadable("PollForActivityTask", domain="D", taskList="T") == f"{string} TaskList"
    assert unreadable("RespondDecisionTaskCompleted", taskToken="t", decisions="x") == f"{string} List"
    assert unreadable("RespondDecisionTaskCompleted", taskToken="t", decisions=["x"]) == f"{string} Decision"
    day = {"oldestDate": date(2024, 1, 1)}
    assert unreadable("CountOpenWorkflowExecutions", domain="D", startTimeFilter=day) == (
        "class datetime.date can not be converted to an Date"
    )


def test_a_wrong_type_is_told_before_broken_constraints():
    """A request that cannot be read is not looked at any further."""
    assert unreadable("SignalWorkflowExecution", signalName=1, other=2) == (
        "class java.lang.Short can not be converted to an String"
    )


def test_a_lone_surrogate_is_no_text():
    """It has no UTF-8 form, so it cannot have come over the wire."""
    assert "lone surrogate" in unreadable("DescribeDomain", name="\ud800")


def test_a_body_that_is_no_json_object_is_refused():
    """The wire's own troubles are SerializationExceptions too."""
    for body in (b"", b"{", b'"\\ud800"', b"[]", b"null"):
        with pytest.raises(SerializationException):
            parse_json("ListDomains", body)
    assert parse_json("DescribeDomain", json.dumps({"name": "D"}).encode()) == parse("DescribeDomain", {"name": "D"})


def test_an_unknown_operation_is_refused():
    """There are 39."""
    with pytest.raises(UnknownOperationException):
        parse("PauseWorkflowExecution", {})
