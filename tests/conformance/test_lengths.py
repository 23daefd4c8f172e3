"""The lengths and ranges of the service model, at every member of every request that has them."""

from typing import Any

import pytest

from swfstore.errors import ValidationException
from swfstore.shapes import parse
from tests.coverage.universe import lengths, model

DECISION = ("decisions", "[]")
VALUES = {"boolean": True, "integer": 1, "long": 1, "timestamp": 0, "string": "1"}


def minimal(shape: Any) -> Any:
    """The smallest value that a shape takes."""
    if shape.type_name == "structure":
        return {name: minimal(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return []
    return shape.enum[0] if getattr(shape, "enum", None) else VALUES[shape.type_name]


def put(shape: Any, path: tuple[str, ...], value: Any) -> Any:
    """The smallest value of the shape that has this value at the path."""
    if not path:
        return value
    if path[0] == "[]":
        return [put(shape.member, path[1:], value)]
    members = minimal(shape)
    members[path[0]] = put(shape.members[path[0]], path[1:], value)
    if "decisionType" in members and path[0] != "decisionType":
        members["decisionType"] = path[0][0].upper() + path[0].removesuffix("DecisionAttributes")[1:]
    return members


def request(operation: str, path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A request of the operation with this value at the path."""
    members: dict[str, Any] = put(model().operation_model(operation).input_shape, path, value)
    if operation in ("CountClosedWorkflowExecutions", "ListClosedWorkflowExecutions") and "Time" not in path[0]:
        members["startTimeFilter"] = {"oldestDate": 0}
    return members


def where(path: tuple[str, ...]) -> str:
    """The path as a text of SWF has it."""
    return ".".join(path).replace("[]", "1.member")


def beyond(shape: Any) -> list[tuple[Any, Any, str]]:
    """For each end of the range: a value inside, one outside, and the constraint that the latter breaks."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name == "integer":
        return [
            (least, least - 1, f"have value greater than or equal to {least}"),
            (most, most + 1, f"have value less than or equal to {most}"),
        ]
    one: Any = ["t"] if shape.type_name == "list" else "1"
    found = [(one * most, one * (most + 1), f"have length less than or equal to {most}")]
    if least:
        found.append((one * least, one * (least - 1), f"have length greater than or equal to {least}"))
    return found


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, id=name, marks=pytest.mark.covers(f"length {name}", evidence="documented"))
        for name in lengths()
    ],
)
def test_a_value_has_the_length_of_the_model(name: str) -> None:
    """What is one too long or too short is refused in SWF's words; what is just long enough is taken."""
    for operation, path in lengths()[name]:
        for inside, outside, constraint in beyond(model().shape_for(name)):
            with pytest.raises(ValidationException) as caught:
                parse(operation, request(operation, path, outside))
            assert f"at '{where(path)}' failed to satisfy constraint: Member must {constraint}" in caught.value.message
            accept(operation, path, inside)


def accept(operation: str, path: tuple[str, ...], value: Any) -> None:
    """Assert that no length is at fault; the characters may be, as in a number of days that is too great."""
    told = ""
    try:
        parse(operation, request(operation, path, value))
    except ValidationException as refusal:
        told = refusal.message
    assert "have length" not in told
    assert "have value" not in told or "Days" in where(path)
