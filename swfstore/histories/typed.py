"""From an event as JSON to the core's event: all that its type must have is there, and of the right kind."""

import re
from collections.abc import Mapping
from dataclasses import MISSING
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from swfstore.core.events import EVENTS, Event, from_attributes
from swfstore.core.values import wire_names
from swfstore.histories.model import HistoryEvent, ImpossibleHistory, attributes

_TIMEOUT = re.compile(r"NONE|\d{1,9}")
_NUMBER = re.compile(r"-?\d{1,10}")
CHILD_POLICIES = ("TERMINATE", "REQUEST_CANCEL", "ABANDON")


def typed(event: HistoryEvent) -> Event:
    """The event of the core; raises ImpossibleHistory for what SWF does not write. Unknown attributes are dropped."""
    event_id, event_type, members = int(event["eventId"]), str(event["eventType"]), attributes(event)
    cls = EVENTS.get(event_type)
    if cls is None:
        raise ImpossibleHistory(event_id, f"there is no event type {event_type}")
    for name, kind, required in _members(cls):  # type: ignore[arg-type]  # classes are hashable
        value = members.get(name)
        if value is None:
            if required:
                raise ImpossibleHistory(event_id, f"{event_type} lacks {name}")
            continue
        reason = _wrong(name, kind, value)
        if reason:
            raise ImpossibleHistory(event_id, f"{event_type}: {reason}")
    return from_attributes(cls, members)


@cache
def _members(cls: type) -> tuple[tuple[str, type, bool], ...]:
    """The wire name and the type of each member, and whether it must be there."""
    hints = get_type_hints(cls)
    fields: Mapping[str, Any] = cls.__dataclass_fields__  # type: ignore[attr-defined]  # events and structures are dataclasses
    return tuple(
        (name, _plain(hints[attribute]), fields[attribute].default is MISSING) for attribute, name in wire_names(cls)
    )


def _plain(hint: Any) -> type:
    """`str` of `str | None`, `tuple` of `tuple[str, ...]`, a structure as it is."""
    origin = get_origin(hint)
    if origin in (Union, UnionType, Annotated):
        return _plain(next(part for part in get_args(hint) if part is not type(None)))
    found: type = origin or hint
    return found


def _wrong(name: str, kind: type, value: object) -> str | None:
    """What is wrong with the value of a member, or None."""
    if kind is tuple:
        right = isinstance(value, list | tuple) and all(isinstance(each, str | None) for each in value)
        return None if right else f"{name} is no list of texts: {value!r}"
    if kind is int:
        right = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return None if right else f"{name} is no event id: {value!r}"
    if kind is str:
        return _wrong_text(name, value)
    if not isinstance(value, Mapping):
        return f"{name} is no structure: {value!r}"
    for member, _, _ in _members(kind):
        if not isinstance(value.get(member), str):
            return f"{name} lacks {member}"
    return None


def _wrong_text(name: str, value: object) -> str | None:
    if not isinstance(value, str):
        return f"{name} is no text: {value!r}"
    if name.endswith("Timeout") and not _TIMEOUT.fullmatch(value):
        return f"{name} is neither seconds nor NONE: {value!r}"
    if name == "startToFireTimeout" and value == "NONE":
        return f"{name} is NONE, and a timer fires"
    if name == "taskPriority" and not _NUMBER.fullmatch(value):
        return f"{name} is no number: {value!r}"
    if name == "childPolicy" and value not in CHILD_POLICIES:
        return f"{name} is {value!r}, and not one of {', '.join(CHILD_POLICIES)}"
    return None
