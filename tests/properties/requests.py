"""Requests made from botocore's model: mostly sound, with something broken in them now and then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import botocore.session
from hypothesis import strategies as st

MODEL = botocore.session.Session().get_service_model("swf")
OPERATIONS: Sequence[str] = MODEL.operation_names

Words = Mapping[str, Sequence[Any]]
"""Values that mean something in the database, by the name of a member."""


class Alien:
    """Something that no JSON has."""

    def __repr__(self) -> str:
        return "Alien()"


NUL, SURROGATE = "nul \x00", "half \ud800"
JUNK: Sequence[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    float("nan"),
    float("-inf"),
    2**70,
    "",
    "NONE",
    "arn",
    "a:b|c/d",
    "\x85",
    NUL,
    SURROGATE,
    " x ",
    "99999999",
    "x" * 300,
    "x" * 40_000,
    b"bytes",
    [],
    [None],
    [[]],
    ["x"] * 10,
    {},
    {"name": "Order"},
    {"name": "Order", "version": "1", "colour": "red"},
    {1: 2},
    {"a"},
    ("Order", "1"),
    datetime(2030, 1, 1, tzinfo=UTC),
    Alien(),
]
INSTANTS: Sequence[Any] = [0, 1.5e9, 4e9, -1, 1e300, datetime(2030, 1, 1, tzinfo=UTC), datetime(1, 1, 1), "2030-01-01"]  # noqa: DTZ001  # boto3 takes them


def _mostly(sound: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Sound, and once in a dozen times anything."""
    return st.integers(0, 11).flatmap(lambda dice: st.sampled_from(JUNK) if dice == 7 else sound)


def _text(shape: Any, sound: Sequence[str]) -> st.SearchStrategy[str]:
    longest = shape.metadata.get("max", 256)
    edges = ["x" * longest, "x" * (longest + 1), "x" * shape.metadata.get("min", 0)]
    free = st.text(max_size=12) | st.sampled_from(edges)
    return st.sampled_from(sound) | st.sampled_from(sound) | free if sound else free


def _value(shape: Any, name: str, words: Words) -> st.SearchStrategy[Any]:
    match shape.type_name:
        case "structure" if name == "decisions[]":
            return _mostly(_decision(shape, words))
        case "structure":
            return _mostly(_structure(shape, words))
        case "list":
            return _mostly(st.lists(_value(shape.member, f"{name}[]", words), max_size=3))
        case "string":
            return _mostly(_text(shape, shape.enum or words.get(name, ())))
        case "boolean":
            return _mostly(st.booleans())
        case "timestamp":
            return _mostly(st.sampled_from(INSTANTS))
        case _:
            return _mostly(st.sampled_from([0, 1, 2, 1000, 1001]))


def _members(shape: Any, words: Words, names: Sequence[str]) -> dict[str, st.SearchStrategy[Any]]:
    return {name: _value(shape.members[name], name, words) for name in names}


def _structure(shape: Any, words: Words) -> st.SearchStrategy[dict[Any, Any]]:
    required = [name for name in shape.members if name in shape.required_members]
    optional = [name for name in shape.members if name not in required]
    sound = st.fixed_dictionaries(_members(shape, words, required), optional=_members(shape, words, optional))

    def spoil(members: dict[str, Any], dice: int) -> dict[str, Any]:
        if dice == 3 and required:
            return {name: value for name, value in members.items() if name != required[0]}
        return {**members, "colour": "red"} if dice == 5 else members

    return st.builds(spoil, sound, st.integers(0, 19))


def _decision(shape: Any, words: Words) -> st.SearchStrategy[dict[str, Any]]:
    """A decision with the attributes of its own type, and sometimes of another."""

    def of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
        member = f"{kind[0].lower()}{kind[1:]}DecisionAttributes"
        attributes = _value(shape.members[member], member, words)
        others = {"startTimerDecisionAttributes", "recordMarkerDecisionAttributes"} - {member}
        optional: Any = {other: st.just({}) for other in sorted(others)}
        sound = st.fixed_dictionaries({"decisionType": st.just(kind), member: attributes})
        return sound | sound | sound | st.fixed_dictionaries({"decisionType": st.just(kind)}, optional=optional)

    kinds: Sequence[str] = shape.members["decisionType"].enum
    return st.sampled_from(kinds).flatmap(of)


def requests(operation: str, words: Words) -> st.SearchStrategy[dict[str, Any]]:
    """The members of a request for this operation."""
    return _structure(MODEL.operation_model(operation).input_shape, words)


BESIDES = {"StartWorkflowExecution", "RegisterWorkflowType", "RegisterActivityType"}
"""Operations that answer DomainDeprecatedFault although the model does not list it."""


def faults(operation: str) -> set[str]:
    """The codes that the operation may answer with."""
    listed = {shape.name for shape in MODEL.operation_model(operation).error_shapes}
    besides = {"DomainDeprecatedFault"} if operation in BESIDES else set()
    return listed | {"ValidationException", "SerializationException"} | besides


def mistakes(shape: Any, value: Any, where: str) -> list[str]:
    """What is wrong with a response, by the model."""
    if shape is None:
        return [] if value is None else [f"{where} should be nothing"]
    match shape.type_name:
        case "structure":
            if not isinstance(value, dict):
                return [f"{where} is no structure"]
            unknown = [f"{where}.{name} is unknown" for name in value.keys() - shape.members.keys()]
            deeper = [
                mistake
                for name in value.keys() & shape.members.keys()
                for mistake in mistakes(shape.members[name], value[name], f"{where}.{name}")
            ]
            return unknown + deeper
        case "list":
            return [mistake for item in value for mistake in mistakes(shape.member, item, f"{where}[]")]
        case "timestamp":
            return [] if isinstance(value, datetime) and value.tzinfo else [f"{where} is no instant: {value!r}"]
    python = {"string": str, "boolean": bool}.get(shape.type_name, int)
    if shape.type_name == "string" and shape.enum and value not in shape.enum:
        return [f"{where} is {value!r}"]
    return [] if type(value) is python or (value is None and where.endswith("tagList[]")) else [f"{where}: {value!r}"]
