"""What stands in the body of an answer: compact JSON, keys sorted, instants as seconds with milliseconds.

Source: captured traffic of the real service; a fault has `__type` first and its text second, if it has one.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from swfstore.errors import Fault, SerializationException
from swfstore.shapes.responses import TIMESTAMPS
from swfstore.store.history import Events


def response_body(response: Mapping[str, object] | None) -> bytes:
    """The body of a response whose instants are in milliseconds; an operation without output has an empty one."""
    if response is None:
        return b""
    return orjson.dumps(_in_seconds(response), default=_as_stored, option=orjson.OPT_SORT_KEYS)


def _in_seconds(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: member / 1000 if name in TIMESTAMPS else _in_seconds(member)
            for name, member in value.items()
            if member is not None
        }
    if isinstance(value, list):
        return [_in_seconds(member) for member in value]
    return value


def _as_stored(value: object) -> orjson.Fragment:
    if isinstance(value, Events):
        return orjson.Fragment(value.json())
    raise TypeError(f"{type(value).__name__} is not JSON")


def fault_body(fault: Fault) -> bytes:
    """The body of a fault."""
    members = {"__type": fault.type_}
    if fault.message:
        # The web service framework writes this one member of this one fault with a capital letter.
        members["Message" if isinstance(fault, SerializationException) else "message"] = fault.message
    return orjson.dumps(members)
