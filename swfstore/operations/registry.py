"""The one list of operations that drives the client, the server and the command line.

An operation is invoked in the same way by all of them: its request is checked, its rate is counted, the caller's
policies are asked, and its function is called.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from swfstore.core.values import snake
from swfstore.engine.call import Call
from swfstore.engine.permission import require_permission
from swfstore.engine.tasks import ACTIVITY, unseal_task
from swfstore.engine.throttle import OF_EXECUTION, Throttle
from swfstore.errors import Fault, UnknownOperationException
from swfstore.operations import (
    activity_tasks,
    activity_types,
    decision_tasks,
    domains,
    executions,
    tags,
    visibility,
    workflow_types,
)
from swfstore.shapes import INPUTS, parse

_MODULES: tuple[ModuleType, ...] = (
    activity_tasks,
    activity_types,
    decision_tasks,
    domains,
    executions,
    tags,
    visibility,
    workflow_types,
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: AWS's name, our function's name, and the function of a call and a request."""

    name: str
    method: str
    function: Callable[[Call, Any], Any]  # each with the shapes of its own operation


def _function(method: str) -> Callable[[Call, Any], Any]:
    for module in _MODULES:
        function: Callable[[Call, Any], Any] | None = getattr(module, method, None)
        if function is not None:
            return function
    raise LookupError(f"no function {method}")


OPERATIONS: Mapping[str, Operation] = {
    name: Operation(name, snake(name), _function(snake(name))) for name in sorted(INPUTS)
}
"""The 39 operations by AWS's name."""


def invoke(call: Call, operation: str, members: Mapping[str, object]) -> Any:  # the response of that operation
    """Carry out an operation for a request with these members, as on the wire; timestamps of the response are in ms.

    Raises a Fault with the operation's name.
    """
    found = OPERATIONS.get(operation)
    if found is None:
        raise UnknownOperationException(operation_name=operation)
    try:
        request = parse(operation, members)
        if call.engine.throttle is not None:
            _throttle(call, call.engine.throttle, operation, members)
        if call.permits is not None:
            require_permission(call, operation, members)
        faults = call.engine.faults
        if faults is not None:
            return faults.around(call, operation, members, request, found.function)
        return found.function(call, request)
    except Fault as fault:
        fault.operation_name = operation
        raise


def _throttle(call: Call, throttle: Throttle, operation: str, members: Mapping[str, object]) -> None:
    """Count the request, for its account and its execution; raises ThrottlingException."""
    execution: Hashable = None
    if operation in OF_EXECUTION:
        if "taskToken" in members:
            execution = unseal_task(call, ACTIVITY, str(members["taskToken"])).execution_id
        else:
            of = members.get("execution", members)
            execution = (members["domain"], of["workflowId"], of.get("runId")) if isinstance(of, Mapping) else None
    throttle.request(call.account, operation, call.engine.clock.now(), execution)
