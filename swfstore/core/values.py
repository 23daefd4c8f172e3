"""The words that every part of SWF uses: names, references, timeouts, and the constraints of AWS's service model.

A constrained text is the plain `str` to Python and to the rules; its constraints are metadata that the request shapes
enforce. Timeouts stay the texts that AWS sends (`"300"`, `"NONE"`); `seconds` reads them. Instants are integer
milliseconds since the epoch, UTC, everywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Annotated, Literal, TypeVar, dataclass_transform, get_args, get_type_hints

from annotated_types import Ge, Le, Len, MaxLen

from swfstore.core.metadata import NAME, PRIORITY, SECONDS, TIMEOUT, TRIMMED_NAME, FromArray, from_object

NONE = "NONE"
"""The text of a timeout that never comes."""

ONE_YEAR = 31_536_000
"""Seconds: the longest time that an execution may be open."""


def seconds(timeout: str | None) -> int | None:
    """The seconds of a timeout text; None where it never comes."""
    return None if timeout is None or timeout == NONE else int(timeout)


@cache
def camel(name: str) -> str:
    """The name on the wire of one of our attributes: `timer_id` is `timerId`."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


@cache
def snake(name: str) -> str:
    """Our name of something on the wire: `timerId` is `timer_id`, `PollForActivityTask` is `poll_for_activity_task`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


ChildPolicy = Literal["TERMINATE", "REQUEST_CANCEL", "ABANDON"]

Data = Annotated[str, MaxLen(32768)]
FailureReason = Annotated[str, MaxLen(256)]
ActivityId = Annotated[str, Len(1, 256), NAME]
TimerId = Annotated[str, Len(1, 256), NAME]
WorkflowId = Annotated[str, Len(1, 256), NAME]
RunIdOptional = Annotated[str, MaxLen(64)]
TypeName = Annotated[str, Len(1, 256), NAME]
TypeVersion = Annotated[str, Len(1, 64), NAME]
TaskListName = Annotated[str, Len(1, 256), NAME]
MarkerName = Annotated[str, Len(1, 256)]
SignalName = Annotated[str, Len(1, 256)]
FunctionId = Annotated[str, Len(1, 256)]
FunctionName = Annotated[str, Len(1, 64)]
FunctionInput = Annotated[str, MaxLen(32768)]
Timeout = Annotated[str, MaxLen(8), TIMEOUT]
Seconds = Annotated[str, Len(1, 8), SECONDS]
TaskPriority = Annotated[str, PRIORITY]
Arn = Annotated[str, Len(1, 1600)]
Tag = Annotated[str, MaxLen(256)]
TagList = Annotated[tuple[Tag | None, ...], MaxLen(5), FromArray]

RegistrationStatus = Literal["REGISTERED", "DEPRECATED"]
CloseStatus = Literal["COMPLETED", "FAILED", "CANCELED", "TERMINATED", "CONTINUED_AS_NEW", "TIMED_OUT"]

DomainName = Annotated[str, Len(1, 256), TRIMMED_NAME]
Description = Annotated[str, MaxLen(1024)]
DurationInDays = Annotated[str, Len(1, 8), TIMEOUT]
Identity = Annotated[str, MaxLen(256)]
LimitedData = Annotated[str, MaxLen(2048)]
TerminateReason = Annotated[str, MaxLen(256)]
TypeVersionOptional = Annotated[str, MaxLen(64)]
ResourceTagKey = Annotated[str, Len(1, 128)]
ResourceTagValue = Annotated[str, MaxLen(256)]
TaskToken = Annotated[str, Len(1, 1024)]
PageToken = Annotated[str, MaxLen(2048)]
PageSize = Annotated[int, Ge(0), Le(1000)]


_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def structure(cls: type[_T]) -> type[_T]:
    """Make `cls` a frozen value with slots, built by keyword; the request shapes read it by the names of the wire."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__pydantic_config__ = {"alias_generator": camel, "extra": "forbid", "strict": True}  # type: ignore[attr-defined]  # pydantic reads it
    made.__get_pydantic_core_schema__ = staticmethod(from_object)  # type: ignore[attr-defined]  # pydantic calls it
    return made


@structure
class TaskList:
    """Where deciders and workers look for tasks."""

    name: TaskListName


@structure
class ActivityType:
    """The name and version under which an activity is registered."""

    name: TypeName
    version: TypeVersion


@structure
class WorkflowType:
    """The name and version under which a workflow is registered."""

    name: TypeName
    version: TypeVersion


@structure
class WorkflowExecution:
    """One run: the run id tells the runs of a workflow id apart."""

    workflow_id: WorkflowId
    run_id: Annotated[str, Len(1, 64)]


@cache
def wire_names(cls: type) -> tuple[tuple[str, str], ...]:
    """Our name and AWS's for each attribute of a value, in the order in which AWS writes them."""
    return tuple(sorted(((f.name, camel(f.name)) for f in fields(cls)), key=lambda pair: pair[1]))


_PLAIN = frozenset({str, int, bool, tuple})


def wire(value: object) -> dict[str, object]:
    """The JSON object of a value, keys sorted, without the members that have no value."""
    members: dict[str, object] = {}
    for attribute, name in wire_names(type(value)):  # type: ignore[arg-type]  # classes are hashable
        member = getattr(value, attribute)
        if member is not None:
            members[name] = member if type(member) in _PLAIN else wire(member)
    return members


@cache
def _nested(cls: type) -> Mapping[str, type]:
    hints = get_type_hints(cls)
    return {
        name: kind
        for name, hint in hints.items()
        for kind in (hint, *get_args(hint))
        if isinstance(kind, type) and is_dataclass(kind)
    }


def unwire(cls: type[_T], members: Mapping[str, object]) -> _T:
    """The value of class `cls` that has these members, by their wire names; other names are ignored."""
    nested = _nested(cls)  # type: ignore[arg-type]  # classes are hashable
    values: dict[str, object] = {}
    for attribute, name in wire_names(cls):  # type: ignore[arg-type]  # classes are hashable
        member = members.get(name)
        if member is None:
            continue
        if type(member) not in _PLAIN:
            if isinstance(member, Mapping):
                member = unwire(nested[attribute], member)
            elif isinstance(member, list):
                member = tuple(member)
        values[attribute] = member
    return cls(**values)
