"""The 54 event classes are AWS's, and what was stored once can be read for ever."""

import dataclasses
import json
import typing
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from swfstore.core.events import EVENTS, Event, attributes_json, from_attributes
from swfstore.core.evolve import EVOLVE
from swfstore.core.values import camel

MODEL = botocore.session.Session().get_service_model("swf")
TYPES = MODEL.shape_for("EventType").enum
GOLDEN = sorted(Path(__file__).with_name("golden").glob("*.json"))


def _fields(cls: Any) -> tuple[Any, ...]:
    return dataclasses.fields(cls)


def _members(cls: type[Event]) -> dict[str, tuple[str, bool]]:
    """The wire name, the model's type and the need of each attribute of a class."""
    hints = typing.get_type_hints(cls)
    found = {}
    for field in _fields(cls):
        parts = set(typing.get_args(hints[field.name])) - {type(None)} or {hints[field.name]}
        hint = hints[field.name] if typing.get_origin(hints[field.name]) is tuple else parts.pop()
        if hint is str or hint is int:
            kind = "string" if hint is str else "long"
        else:
            kind = "structure" if dataclasses.is_dataclass(hint) else "list"
        found[camel(field.name)] = (kind, field.default is dataclasses.MISSING)
    return found


def test_there_is_a_class_for_each_type_of_event() -> None:
    """The table has AWS's 54 types and no other."""
    assert sorted(EVENTS) == sorted(TYPES)
    assert len(EVENTS) == 54
    assert all(cls.__name__ == name for name, cls in EVENTS.items())


@pytest.mark.parametrize("name", TYPES)
def test_an_event_has_the_attributes_of_the_model(name: str) -> None:
    """Names and types are the model's; what the model requires has no default but 0, and nothing else is asked for."""
    shape = MODEL.shape_for(f"{name}EventAttributes")
    ours = _members(EVENTS[name])
    assert {member: kind for member, (kind, _) in ours.items()} == {
        member: part.type_name for member, part in shape.members.items()
    }
    needed = {member for member, (_, must) in ours.items() if must}
    assert needed <= set(shape.required_members)


@pytest.mark.parametrize("name", TYPES)
def test_the_attributes_stand_in_the_order_in_which_the_service_writes_them(name: str) -> None:
    """Alphabetical by their wire names."""
    names = [camel(field.name) for field in _fields(EVENTS[name])]
    assert names == sorted(names)


def test_the_state_evolves_by_each_of_the_classes() -> None:
    """The keys of the evolve table are exactly the 54 classes."""
    assert set(EVOLVE) == set(EVENTS.values())


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_what_was_stored_once_is_read_and_written_again(path: Path) -> None:
    """The text becomes an event, and the event becomes the same text."""
    text = path.read_text(encoding="utf-8").removesuffix("\n")
    cls = EVENTS[path.name.partition(".")[0]]
    assert attributes_json(from_attributes(cls, json.loads(text))) == text


@pytest.mark.parametrize("name", TYPES)
def test_an_example_of_each_type_of_event_has_all_its_attributes(name: str) -> None:
    """The examples of a type together leave no attribute out."""
    examples = [json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN if path.name.startswith(f"{name}.")]
    assert examples
    assert {member for example in examples for member in example} == set(_members(EVENTS[name]))


@pytest.mark.parametrize("name", TYPES)
def test_an_event_is_written_without_what_it_lacks(name: str) -> None:
    """An attribute without a value is left out, and its absence is read as that; unknown ones are ignored."""
    cls = EVENTS[name]
    (path,) = [path for path in GOLDEN if path.name == f"{name}.json"]
    full = json.loads(path.read_text(encoding="utf-8"))
    must = {camel(f.name) for f in _fields(cls) if f.default is not None}
    least = {member: value for member, value in full.items() if member in must}
    assert json.loads(attributes_json(from_attributes(cls, {**least, "ofTomorrow": 1}))) == least


def test_an_event_cannot_be_changed() -> None:
    """What has happened has happened."""
    event = from_attributes(EVENTS["TimerFired"], {"startedEventId": 1, "timerId": "t"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.timer_id = "u"  # type: ignore[attr-defined]  # this is what must not work
