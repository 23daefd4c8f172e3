"""Our shapes are AWS's: every operation and every member of the service model, and nothing else."""

import dataclasses
import types
import typing

import botocore.session
import pytest
from annotated_types import Ge, Le, Len, MaxLen

from swfstore.core.decisions import Decision
from swfstore.core.values import camel
from swfstore.shapes import INPUTS, responses
from swfstore.shapes.decisions import ATTRIBUTES, DECISION_TYPES, DECISIONS
from swfstore.shapes.history import event
from swfstore.shapes.request import Request

MODEL = botocore.session.Session().get_service_model("swf")
SCALARS = {"string": str, "integer": int, "long": int, "boolean": bool, "timestamp": int}
OUTPUT_SHAPES = [MODEL.operation_model(name).output_shape for name in MODEL.operation_names]
OUTPUTS = sorted({shape.name for shape in OUTPUT_SHAPES if shape is not None})
TASKS = ("ActivityTask", "DecisionTask")


def unwrap(hint):
    """A hint without Optional and Annotated, with what was annotated and whether None was among it."""
    metadata: list[object] = []
    optional = False
    while True:
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            optional = True
            (hint,) = [part for part in arguments if part is not type(None)]
        elif typing.get_origin(hint) is typing.Annotated:
            hint = arguments[0]
            metadata += arguments[1:]
        else:
            return hint, metadata, optional


def bounds(metadata):
    """The length or the range that the annotations allow."""
    low: object = None
    high: object = None
    for item in metadata:
        match item:
            case Len(least, most):
                low, high = least, most
            case MaxLen(most) | Le(most):
                high = most
            case Ge(least):
                low = least
    return low or 0, high


def members(cls):
    """The wire names of the members, each with its hint and whether it must be there."""
    hints = typing.get_type_hints(cls, include_extras=True)
    if issubclass(cls, Request):
        return {camel(name): (hints[name], field.is_required()) for name, field in cls.model_fields.items()}
    missing = dataclasses.MISSING
    return {camel(f.name): (hints[f.name], f.default is missing) for f in dataclasses.fields(cls)}


def compare(hint, shape, where):
    """Assert that a hint of a request says what the shape says."""
    plain, metadata, _ = unwrap(hint)
    if shape.type_name == "structure":
        compare_structure(plain, shape, where)
    elif shape.type_name == "list":
        assert typing.get_origin(plain) is tuple, where
        assert bounds(metadata)[1] == shape.metadata.get("max"), where
        compare(typing.get_args(plain)[0], shape.member, f"{where}[]")
    elif shape.type_name == "string" and shape.enum:
        assert list(typing.get_args(plain)) == shape.enum, where
    else:
        assert plain is SCALARS[shape.type_name], where
        assert bounds(metadata) == (shape.metadata.get("min", 0), shape.metadata.get("max")), where


def compare_structure(cls, shape, where):
    """Assert that a class has the members of the structure, in its order, required as there."""
    if cls is Decision:
        compare_decisions(shape, where)
        return
    ours = members(cls)
    assert list(ours) == list(shape.members), where
    assert [name for name, (_, required) in ours.items() if required] == [
        name for name in shape.members if name in shape.required_members
    ], where
    for name, (hint, required) in ours.items():
        assert unwrap(hint)[2] is not required, f"{where}.{name}"
        compare(hint, shape.members[name], f"{where}.{name}")


def compare_decisions(shape, where):
    """Assert that there is a class for the attributes of each decisionType."""
    assert list(DECISIONS) == shape.members["decisionType"].enum
    assert sorted(DECISION_TYPES) == sorted(DECISIONS)
    assert list(shape.members) == ["decisionType", *ATTRIBUTES.values()]
    for kind, cls in DECISIONS.items():
        compare_structure(cls, shape.members[ATTRIBUTES[kind]], f"{where}.{kind}")


def test_there_is_a_request_for_each_operation():
    """No operation is missing and none is invented."""
    assert sorted(INPUTS) == sorted(MODEL.operation_names)


@pytest.mark.parametrize("operation", MODEL.operation_names)
def test_a_request_has_the_members_of_the_model(operation):
    """Names, order, types, required members, lengths, ranges and enumerations are the model's."""
    shape = MODEL.operation_model(operation).input_shape
    assert INPUTS[operation].__name__ == shape.name
    compare_structure(INPUTS[operation], shape, operation)


def compare_response(hint, shape, where):
    """Assert that a hint of a response says what the shape says."""
    if shape.type_name == "list":
        assert typing.get_origin(hint) is list, where
        compare_response(unwrap(typing.get_args(hint)[0])[0], shape.member, f"{where}[]")
    elif shape.type_name != "structure":
        assert hint is SCALARS[shape.type_name], where
    else:
        assert hint.__name__ == shape.name, where
        hints = typing.get_type_hints(hint)
        assert set(hints) == set(shape.members), where
        always = set(shape.required_members)
        assert hint.__required_keys__ == (always & {"startedEventId"} if where in TASKS else always), where
        for name, part in hints.items():
            compare_response(part, shape.members[name], f"{where}.{name}")


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_response_has_the_members_of_the_model(name):
    """Names, types and required members are the model's; of a task only startedEventId is always there."""
    compare_response(getattr(responses, name), MODEL.shape_for(name), name)


def test_a_history_event_has_attributes_of_all_types():
    """The 54 types of events each have their member."""
    attributes = {name for name in event.HistoryEvent.__annotations__ if name.endswith("EventAttributes")}
    assert {name[0].upper() + name.removesuffix("EventAttributes")[1:] for name in attributes} == set(
        MODEL.shape_for("EventType").enum
    )


def test_the_timestamps_are_those_of_the_model():
    """`TIMESTAMPS` names every member of a response that is an instant, and nothing else has such a name."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for name in MODEL.shape_names:
        shape = MODEL.shape_for(name)
        if shape.type_name == "structure" and name != "ExecutionTimeFilter":
            for member, kind in shape.members.items():
                names[kind.type_name == "timestamp"].add(member)
    assert names[True] == responses.TIMESTAMPS
    assert not names[False] & responses.TIMESTAMPS
