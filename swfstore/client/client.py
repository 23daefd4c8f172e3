"""A client with the methods, keyword arguments, dicts and faults of `boto3.client("swf")`, in the same process.

The methods are made from the registry of operations. Differences from boto3: an operation without output returns None,
and a response has no ResponseMetadata.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from swfstore.client.paginators import PAGINATED, Paginator
from swfstore.engine.call import Call
from swfstore.errors import FAULTS, Fault
from swfstore.operations.registry import OPERATIONS, Operation, invoke
from swfstore.shapes.responses import TIMESTAMPS
from swfstore.store.history import Events

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN = frozenset({str, int, bool})


class Client:
    """One caller of a store. Its methods are the operations of SWF in snake case, with AWS's members as keywords.

    Each raises the faults of the operation: classes of `exceptions`, with `e.response["Error"]["Code"]`.
    """

    exceptions = SimpleNamespace(ClientError=Fault, **FAULTS)
    """The fault classes by AWS's names, and ClientError for all of them."""

    def __init__(self, call: Call) -> None:
        self._call = call

    if TYPE_CHECKING:  # the operations are made below, from the registry

        def __getattr__(self, operation: str) -> Callable[..., Any]: ...

    def can_paginate(self, operation_name: str) -> bool:
        """Whether the method of that name has a paginator."""
        return operation_name in PAGINATED

    def get_paginator(self, operation_name: str) -> Paginator:
        """A paginator over the method of that name; raises ValueError where it has none."""
        if operation_name not in PAGINATED:
            raise ValueError(f"Operation cannot be paginated: {operation_name}")
        return Paginator(getattr(self, operation_name), PAGINATED[operation_name])

    def close(self) -> None:
        """Nothing: the store is closed by itself. boto3's clients have this method."""


def _method(operation: Operation) -> Callable[..., Any]:
    name = operation.name

    def method(self: Client, *args: object, **members: object) -> Any:
        if args:
            raise TypeError(f"{operation.method}() only accepts keyword arguments.")
        response = invoke(self._call, name, members)
        return None if response is None else with_datetimes(response)

    method.__name__ = operation.method
    method.__qualname__ = f"Client.{operation.method}"
    method.__doc__ = operation.function.__doc__
    return method


for _operation in OPERATIONS.values():
    setattr(Client, _operation.method, _method(_operation))


def with_datetimes(value: Any) -> Any:
    """The response with its timestamps, milliseconds until then, as datetimes in UTC."""
    if isinstance(value, dict):
        return {
            name: moment(member) if name in TIMESTAMPS else member if type(member) in _PLAIN else with_datetimes(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [with_datetimes(member) for member in value]
    if isinstance(value, Events):
        return value.members(moment)
    return value


def moment(milliseconds: int) -> datetime:
    """The instant as an aware datetime in UTC."""
    return _EPOCH + timedelta(0, 0, 0, milliseconds)  # by position: this is done for every event of a page
