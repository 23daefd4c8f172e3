"""All that there is to cover, read from AWS's service model: sections of items, each named as `covers:` names it."""

import dataclasses
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import botocore.session

from swfstore.core.limits import Limits
from swfstore.engine.throttle import OF_EXECUTION, TASKS

TASK_TIMEOUTS = ("WorkflowExecution", "DecisionTask", "ActivityTask", "LambdaFunction")
CAUSES = (
    "StartLambdaFunctionFailed",
    "WorkflowExecutionCancelRequested",
    "WorkflowExecutionTerminated",
)
"""The events with a cause of their own, besides the failures of decisions."""


@cache
def model() -> Any:
    """Botocore's model of the service."""
    return botocore.session.Session().get_service_model("swf")


def operations() -> list[str]:
    """The 39 operations."""
    return sorted(model().operation_names)


def decisions() -> list[str]:
    """The 13 decision types."""
    found: list[str] = sorted(model().shape_for("DecisionType").enum)
    return found


def events() -> list[str]:
    """The 54 event types."""
    found: list[str] = sorted(model().shape_for("EventType").enum)
    return found


def attributes(event: str) -> list[str]:
    """The attributes of an event type."""
    shape = model().shape_for("HistoryEvent").members[f"{event[0].lower()}{event[1:]}EventAttributes"]
    return sorted(shape.members)


def of_operations() -> Iterator[str]:
    """`operation StartTimer`."""
    yield from (f"operation {name}" for name in operations())


def of_faults() -> Iterator[str]:
    """`fault StartWorkflowExecution TypeDeprecatedFault`, of the faults that the model lists for the operation."""
    for name in operations():
        yield from sorted(f"fault {name} {shape.name}" for shape in model().operation_model(name).error_shapes)


def of_decisions() -> Iterator[str]:
    """`decision StartTimer`: it is carried out; `decision StartTimer CAUSE`: it is refused."""
    for name in decisions():
        yield f"decision {name}"
        yield from (f"decision {name} {cause}" for cause in sorted(causes(f"{name}Failed")))


def causes(event: str) -> list[str]:
    """The causes that an event may have."""
    shape = model().shape_for("HistoryEvent").members[f"{event[0].lower()}{event[1:]}EventAttributes"]
    found: list[str] = shape.members["cause"].enum
    return found


def of_events() -> Iterator[str]:
    """`event TimerStarted timerId`, and `cause WorkflowExecutionTerminated OPERATOR_INITIATED`."""
    for name in events():
        yield from (f"event {name} {attribute}" for attribute in attributes(name))
    for name in CAUSES:
        yield from (f"cause {name} {cause}" for cause in sorted(causes(name)))


def of_filters() -> Iterator[str]:
    """`filter ListDomains reverseOrder`: all that a list or count can be asked for, besides its domain."""
    for name in operations():
        shape = model().operation_model(name).input_shape
        if name.startswith(("List", "Count")) or "nextPageToken" in shape.members:
            left_out = {"domain", "resourceArn", "execution", "identity"}
            yield from (f"filter {name} {member}" for member in shape.members if member not in left_out)


def of_timeouts() -> Iterator[str]:
    """`timeout ActivityTask HEARTBEAT`."""
    for name in TASK_TIMEOUTS:
        yield from (f"timeout {name} {kind}" for kind in sorted(model().shape_for(f"{name}TimeoutType").enum))


def of_child_policies() -> Iterator[str]:
    """`child policy TERMINATE timed-out`: what happens to the children of a parent that closes in this way."""
    for policy in sorted(model().shape_for("ChildPolicy").enum):
        for status in sorted(model().shape_for("CloseStatus").enum):
            yield f"child policy {policy} {status.lower().replace('_', '-')}"


def of_limits() -> Iterator[str]:
    """`limit open_timers`: the fields of `swfstore.Limits`; `length WorkflowId`: the lengths and ranges of requests."""
    yield from (f"limit {field.name}" for field in dataclasses.fields(Limits))
    yield from (f"length {name}" for name in lengths())


def of_rates() -> Iterator[str]:
    """`rate StartWorkflowExecution`: the rates of the developer guide; those of decisions are causes."""
    yield from (f"rate {name}" for name in operations())
    yield from (f"rate execution {name}" for name in OF_EXECUTION)
    yield f"rate {TASKS}"


def lengths() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The shapes with a length or a range, each with the operations and the paths of members where requests have it."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for operation in operations():
        for path, shape in _walk(model().operation_model(operation).input_shape, ()):
            if shape.type_name != "structure" and {"min", "max"} & set(shape.metadata):
                found.setdefault(shape.name, []).append((operation, path))
    return dict(sorted(found.items()))


def _walk(shape: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, shape
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from _walk(member, (*path, name))
    elif shape.type_name == "list":
        yield from _walk(shape.member, (*path, "[]"))


SECTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "Operations": of_operations,
    "Faults of each operation": of_faults,
    "Decisions, carried out and refused": of_decisions,
    "Child policies": of_child_policies,
    "Timeouts": of_timeouts,
    "Filters and pages": of_filters,
    "Limits and lengths": of_limits,
    "Rates": of_rates,
    "Events and their attributes": of_events,
}
"""The sections of the page, in its order."""
