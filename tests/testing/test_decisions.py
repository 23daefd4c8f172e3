"""The helpers that build decisions: one for each of the 13, with every member that AWS knows."""

import inspect
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from swfstore.core.values import snake
from swfstore.shapes import parse
from swfstore.shapes.decisions import DECISIONS
from swfstore.testing import decisions

EXAMPLES = {
    "activity_type": ("Charge", "1"),
    "workflow_type": {"name": "Order", "version": "1"},
    "task_list": "workers",
    "task_priority": 5,
    "child_policy": "ABANDON",
    "tag_list": ("a", "b"),
    "lambda_role": "arn:aws:iam::123456789012:role/swf-lambda",
}
WIRE = {
    "activity_type": {"name": "Charge", "version": "1"},
    "task_list": {"name": "workers"},
    "task_priority": "5",
    "tag_list": ["a", "b"],
}


def example(name):
    """A value for a parameter."""
    return EXAMPLES.get(name, 30 if name.endswith("_timeout") else name)


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_helper_has_the_members_of_its_decision(kind):
    """Its parameters are AWS's members in snake case; the required ones are those that have no default."""
    parameters = inspect.signature(getattr(decisions, snake(kind))).parameters
    shape: Any = DECISIONS[kind]
    attributes = fields(shape)
    assert sorted(parameters) == sorted(field.name for field in attributes)
    required = {name for name, parameter in parameters.items() if parameter.default is parameter.empty}
    assert required == {field.name for field in attributes if field.default is not None}


@pytest.mark.parametrize("kind", DECISIONS)
def test_a_helper_makes_what_the_api_takes(kind):
    """With every argument given, the request is sound and says what was given."""
    helper = getattr(decisions, snake(kind))
    given = {name: example(name) for name in inspect.signature(helper).parameters}
    made = helper(**given)
    request: Any = parse("RespondDecisionTaskCompleted", {"taskToken": "x", "decisions": [made]})
    (attributes,) = [value for name, value in made.items() if name != "decisionType"]
    for name, value in given.items():
        assert attributes[inspect_camel(name)] == WIRE.get(name, str(value) if name.endswith("_timeout") else value)
    assert type(request.decisions[0]).__name__ == kind == made["decisionType"]


def inspect_camel(name):
    """The name on the wire."""
    head, *rest = name.split("_")
    return head + "".join(map(str.title, rest))


def test_what_is_not_given_is_not_there():
    """AWS's SDKs refuse members that are None."""
    assert decisions.complete_workflow_execution() == {
        "decisionType": "CompleteWorkflowExecution",
        "completeWorkflowExecutionDecisionAttributes": {},
    }
    assert decisions.schedule_lambda_function("tax-1", "tax", input="{}") == {
        "decisionType": "ScheduleLambdaFunction",
        "scheduleLambdaFunctionDecisionAttributes": {"id": "tax-1", "name": "tax", "input": "{}"},
    }


@pytest.mark.parametrize(
    ("given", "text"), [(30, "30"), ("NONE", "NONE"), (timedelta(days=30), "2592000"), (timedelta(0), "0")]
)
def test_a_time_is_seconds_a_text_or_a_timedelta(given, text):
    """SWF takes a number of seconds as a text."""
    made = decisions.start_timer("t", given)
    assert made["startTimerDecisionAttributes"]["startToFireTimeout"] == text


def test_a_time_has_whole_seconds():
    """A timer of half a second is not rounded behind anybody's back."""
    with pytest.raises(ValueError, match=r"start_to_fire_timeout is 0:00:00\.500000, SWF has whole seconds only"):
        decisions.start_timer("t", timedelta(seconds=0.5))
