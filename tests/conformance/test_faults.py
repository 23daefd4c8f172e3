"""Every fault that the model lists for an operation, in the words that the evidence has for it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import swfstore
from swfstore.core.values import snake
from tests.conformance.requests import (
    ARN,
    CHARGE_TYPE,
    DECIDERS,
    IN_DOMAIN,
    ORDER_TYPE,
    REQUESTS,
    WORKERS,
    Members,
    activity_token,
    after,
    always,
    decision_token,
)
from tests.conftest import open_store
from tests.coverage.universe import model
from tests.support.stories import DOMAIN, ORDER, ORDER_DEFAULTS, register

CHARGED = "ActivityType=[name=Charge, version=1]"
ORDERED = "WorkflowType=[name=Order, version=1]"
CANNOT_DELETE = "The type is currently registered and cannot be deleted in its current state"
NOBODY = ARN.replace(DOMAIN, "nobody")
TAGS = [{"key": str(number)} for number in range(3)]


@dataclass(frozen=True)
class Case:
    """An operation, a request of it, the fault, its text if one is known, and the limits of the store."""

    operation: str
    request: Callable[[Any], Members]
    fault: str
    text: str | None
    evidence: str = "claimed"
    limits: dict[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """How the case is called in a report."""
        return f"{self.operation}-{self.fault}"


def twice(operation: str) -> Callable[[Any], Members]:
    """The sound request of an operation, after the same one."""

    def request(swf: Any) -> Members:
        members = REQUESTS[operation](swf)
        getattr(swf, snake(operation))(**members)
        return members

    return request


def start_of_bare_type(swf: Any) -> Members:
    """The start of a type without any default, which gives some values and not others."""
    swf.register_workflow_type(**IN_DOMAIN, name="Bare", version="1")
    return {**IN_DOMAIN, "workflowId": "w", "workflowType": {"name": "Bare", "version": "1"}, "childPolicy": "ABANDON"}


LIMIT = {"evidence": "documented"}
OTHER_TYPE = {**IN_DOMAIN, "name": "Other", "version": "1"}
CASES = [
    Case("DeleteActivityType", always(**CHARGE_TYPE), "TypeNotDeprecatedFault", CANNOT_DELETE),
    Case("DeleteWorkflowType", always(**ORDER_TYPE), "TypeNotDeprecatedFault", CANNOT_DELETE),
    Case("DeprecateActivityType", twice("DeprecateActivityType"), "TypeDeprecatedFault", CHARGED),
    Case("DeprecateWorkflowType", twice("DeprecateWorkflowType"), "TypeDeprecatedFault", ORDERED),
    Case("DeprecateDomain", twice("DeprecateDomain"), "DomainDeprecatedFault", DOMAIN),
    Case("UndeprecateActivityType", always(**CHARGE_TYPE), "TypeAlreadyExistsFault", CHARGED),
    Case("UndeprecateWorkflowType", always(**ORDER_TYPE), "TypeAlreadyExistsFault", ORDERED),
    Case("UndeprecateDomain", always(name=DOMAIN), "DomainAlreadyExistsFault", DOMAIN),
    Case(
        "RegisterActivityType",
        always(**IN_DOMAIN, name="Charge", version="1"),
        "TypeAlreadyExistsFault",
        CHARGED,
        "documented",
    ),
    Case("RegisterWorkflowType", always(**IN_DOMAIN, **ORDER), "TypeAlreadyExistsFault", ORDERED, "documented"),
    Case("RegisterDomain", twice("RegisterDomain"), "DomainAlreadyExistsFault", "other"),
    Case("RegisterActivityType", always(**OTHER_TYPE), "LimitExceededFault", None, "documented", {"activity_types": 1}),
    Case("RegisterWorkflowType", always(**OTHER_TYPE), "LimitExceededFault", None, "documented", {"workflow_types": 1}),
    Case("RegisterDomain", REQUESTS["RegisterDomain"], "LimitExceededFault", None, "documented", {"domains": 1}),
    Case(
        "RegisterDomain",
        always(name="other", workflowExecutionRetentionPeriodInDays="1", tags=TAGS),
        "TooManyTagsFault",
        None,
        "documented",
        {"domain_tags": 2},
    ),
    Case(
        "TagResource",
        always(resourceArn=ARN, tags=TAGS),
        "TooManyTagsFault",
        None,
        "documented",
        {"domain_tags": 2},
    ),
    Case("StartWorkflowExecution", start_of_bare_type, "DefaultUndefinedFault", "executionStartToCloseTimeout"),
    Case(
        "StartWorkflowExecution",
        lambda swf: after("deprecate_workflow_type", ORDER_TYPE)(swf) | {"workflowId": "order-1"},
        "TypeDeprecatedFault",
        ORDERED,
    ),
    Case(
        "StartWorkflowExecution",
        twice("StartWorkflowExecution"),
        "WorkflowExecutionAlreadyStartedFault",
        "",
    ),
    Case(
        "StartWorkflowExecution",
        lambda swf: {**twice("StartWorkflowExecution")(swf), "workflowId": "order-2"},
        "LimitExceededFault",
        None,
        "documented",
        {"open_executions": 1},
    ),
]


def limits_of(case: Case) -> list[str]:
    """The limits that a case is a test of."""
    return [f"limit {name}" for name in case.limits]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case.id,
            marks=pytest.mark.covers(f"fault {case.operation} {case.fault}", *limits_of(case), evidence=case.evidence),
        )
        for case in CASES
    ],
)
def test_a_fault_is_raised(database_url: str, case: Case) -> None:
    """The fault has its class, its code and its text, and the operation's name."""
    with open_store(database_url, limits=swfstore.Limits(**case.limits)) as store:
        swf = store.client()
        register(swf)
        request = case.request(swf)
        with pytest.raises(getattr(swf.exceptions, case.fault)) as caught:
            getattr(swf, snake(case.operation))(**request)
        assert caught.value.operation_name == case.operation
        assert caught.value.response["Error"]["Code"] == case.fault
        if case.text is not None:
            assert caught.value.response["Error"]["Message"] == case.text


def closed(token: Callable[[Any], Members]) -> Callable[[Any], Members]:
    """A token whose execution has been closed."""

    def request(swf: Any) -> Members:
        members = token(swf)
        swf.terminate_workflow_execution(**IN_DOMAIN, workflowId="order-1")
        return members

    return request


UNKNOWN: dict[str, Callable[[Any], Members]] = {
    **{name: closed(activity_token) for name in REQUESTS if name.startswith("RespondActivityTask")},
    "RecordActivityTaskHeartbeat": closed(activity_token),
    "RespondDecisionTaskCompleted": closed(decision_token),
    "ListTagsForResource": always(resourceArn=NOBODY),
    "TagResource": always(resourceArn=NOBODY, tags=TAGS),
    "UntagResource": always(resourceArn=NOBODY, tagKeys=["team"]),
    **{name: always(name="nobody") for name in ("DeprecateDomain", "DescribeDomain", "UndeprecateDomain")},
}
"""The requests of operations that do not name the domain of what they are about; the others name an unknown one."""


def knows(operation: str) -> bool:
    """Whether the model lists the fault for the operation."""
    return "UnknownResourceFault" in [shape.name for shape in model().operation_model(operation).error_shapes]


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(
            name, id=name, marks=pytest.mark.covers(f"fault {name} UnknownResourceFault", evidence="documented")
        )
        for name in REQUESTS
        if knows(name)
    ],
)
def test_what_is_not_there_is_unknown(swf: Any, operation: str) -> None:
    """The text names the domain that is unknown, or the run that is closed."""
    unknown = UNKNOWN.get(operation, lambda client: {**REQUESTS[operation](client), "domain": "nobody"})(swf)
    with pytest.raises(swf.exceptions.UnknownResourceFault) as caught:
        getattr(swf, snake(operation))(**unknown)
    text = caught.value.response["Error"]["Message"]
    if "taskToken" in unknown:
        assert text.startswith("Unknown execution: WorkflowExecution=[workflowId=order-1, runId=")
    else:
        assert text == "Unknown domain: nobody"


@pytest.mark.covers("limit pollers", evidence="documented")
@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        pytest.param(
            name, members, id=name, marks=pytest.mark.covers(f"fault {name} LimitExceededFault", evidence="documented")
        )
        for name, members in (("PollForActivityTask", WORKERS), ("PollForDecisionTask", DECIDERS))
    ],
)
def test_so_many_polls_wait_at_a_task_list(tmp_path: Path, operation: str, request_: Members) -> None:
    """Of two polls that wait at the same time where one may, one is refused; another task list is not concerned."""
    limits = swfstore.Limits(pollers=1)
    with swfstore.open(tmp_path / "x.db", limits=limits, long_poll_seconds=0.5) as store:
        swf = store.client()
        register(swf)
        refused: list[str] = []

        def poll(**members: Any) -> None:
            try:
                getattr(swf, snake(operation))(**members)
            except swf.exceptions.LimitExceededFault as fault:
                refused.append(fault.message)

        others = {**request_, "taskList": {"name": "others"}}
        threads = [threading.Thread(target=poll, kwargs=members) for members in (request_, request_, others)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert refused == ["Limit on maximum concurrent poll requests per task list reached"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "executionStartToCloseTimeout"),
        ({"executionStartToCloseTimeout": "60"}, "taskList"),
        ({"executionStartToCloseTimeout": "60", "taskList": {"name": "l"}}, "taskStartToCloseTimeout"),
        (
            {"executionStartToCloseTimeout": "60", "taskList": {"name": "l"}, "taskStartToCloseTimeout": "6"},
            "childPolicy",
        ),
    ],
)
def test_a_start_names_the_first_value_that_nobody_defines(swf: Any, given: Members, missing: str) -> None:
    """In the order that was tried on the service."""
    start = start_of_bare_type(swf)
    del start["childPolicy"]
    with pytest.raises(swf.exceptions.DefaultUndefinedFault) as caught:
        swf.start_workflow_execution(**start, **given)
    assert caught.value.response["Error"]["Message"] == missing
    assert "defaultChildPolicy" in ORDER_DEFAULTS  # and with all defaults it starts
    swf.start_workflow_execution(**ORDER_TYPE, workflowId="w")
