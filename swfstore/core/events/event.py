"""What an event is: a frozen value, named as AWS names the type, written as AWS writes it.

The attributes of a class stand in the alphabetical order of their wire names, which is the order in which the service
writes them. An attribute without a value is left out, as the service leaves it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

import orjson

from swfstore.core.values import unwire, wire


class Event:
    """Any of the 54 event classes."""

    __slots__ = ()


_E = TypeVar("_E", bound=Event)


EVENTS: dict[str, type[Event]] = {}
"""The event classes by AWS's name of the type, filled by `event`."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(cls: type[_E]) -> type[_E]:
    """Make `cls` one of the event classes: frozen, with slots, built by keyword."""
    EVENTS[cls.__name__] = made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    return made


def attributes_json(recorded: Event) -> str:
    """The attributes as the compact JSON text that the database keeps and the API returns."""
    return orjson.dumps(wire(recorded)).decode()


def from_attributes(cls: type[_E], attributes: Mapping[str, object]) -> _E:
    """The event of class `cls` that has these attributes, by their wire names; other names are ignored."""
    return unwire(cls, attributes)
