"""Whatever is sent, the answer is a model or one of the two refusals."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swfstore.errors import Fault, SerializationException, ValidationException
from swfstore.shapes import INPUTS, parse, parse_json
from swfstore.shapes.decisions import ATTRIBUTES, DECISIONS
from swfstore.shapes.members import members_of

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["REGISTERED", "FAILED", "TERMINATE", "NONE", "10", "a:b", "arn", "x" * 257, "\ud800", 10**400])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def sometimes_right(shape):
    """Objects with the members of a shape, some of them sound, some not, some others' too."""
    kinds = members_of(shape)
    if not kinds:
        return SCALARS | st.lists(SCALARS, max_size=7)
    values = {name: sometimes_right(kind) for name, kind in kinds.items()}
    objects = st.fixed_dictionaries({}, optional={**values, "other": JSON})
    return objects | st.lists(objects, max_size=3)


def decisions():
    """Decisions, many of them with the attributes of their type."""
    kinds = {kind: sometimes_right(cls) for kind, cls in DECISIONS.items()}
    right = st.sampled_from(sorted(kinds)).flatmap(
        lambda kind: st.fixed_dictionaries({"decisionType": st.just(kind), ATTRIBUTES[kind]: kinds[kind]})
    )
    return st.lists(right | JSON, max_size=3)


def answer(parser, operation, request):
    """The model, or the fault."""
    try:
        return parser(operation, request)
    except (ValidationException, SerializationException) as refusal:
        return refusal


def is_sound(answered, operation):
    """Whether an answer is a model of the operation or a fault with a text."""
    if isinstance(answered, Fault):
        return bool(answered.message) and answered.operation_name == operation
    return type(answered) is INPUTS[operation]


@pytest.mark.parametrize("operation", INPUTS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_members_of_any_kind_are_parsed_or_refused(operation, data):
    """Nothing but the two exceptions escapes, and what is accepted has the model's class."""
    shape = INPUTS[operation]
    members = data.draw(st.dictionaries(st.text(max_size=3), JSON, max_size=3) | sometimes_right(shape))
    if operation == "RespondDecisionTaskCompleted" and data.draw(st.booleans()):
        members = {"taskToken": "token", "decisions": data.draw(decisions())}
    if isinstance(members, dict):
        assert is_sound(answer(parse, operation, members), operation)


@settings(deadline=None)
@given(operation=st.sampled_from(sorted(INPUTS)), body=st.binary(max_size=20) | JSON.map(json.dumps).map(str.encode))
def test_bodies_of_any_kind_are_parsed_or_refused(operation, body):
    """A body that is no JSON object is refused like a member of the wrong type."""
    assert is_sound(answer(parse_json, operation, body), operation)
