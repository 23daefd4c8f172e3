"""How Lambda functions are invoked: a Python function per name, or anything that invokes.

An invoker returns the result, a JSON text; raises LambdaError for a failure that the history shows; raises
LambdaHangs for a function that never answers, so that it times out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import orjson


class LambdaError(Exception):
    """The function failed: `reason` (256 characters at the most) and `details` stand in LambdaFunctionFailed."""

    def __init__(self, reason: str, details: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class LambdaHangs(Exception):
    """The function never answers."""


class Invoker(Protocol):
    """Invokes Lambda functions by name."""

    def invoke(self, name: str, payload: str, role: str) -> str:
        """The result of the function as text; `payload` is its input, `{}` where the decision gave none."""


@dataclass(frozen=True, slots=True)
class LambdaTask:
    """One invocation as the history has it: in which domain, under which id, with which input and role."""

    domain: str
    lambda_id: str
    name: str
    payload: str
    role: str


@runtime_checkable
class TaskInvoker(Protocol):
    """An invoker that wants to know, besides, which domain and which id an invocation is for."""

    def invoke_task(self, task: LambdaTask) -> str:
        """The result of the function as text; raises as an Invoker does."""


def run_task(invoker: Invoker | TaskInvoker, task: LambdaTask) -> str:
    """Have an invoker of either kind do a task."""
    if isinstance(invoker, TaskInvoker):
        return invoker.invoke_task(task)
    return invoker.invoke(task.name, task.payload, task.role)


class PythonFunctions:
    """Lambda functions that are Python functions of their input text, by name."""

    def __init__(self, functions: Mapping[str, Callable[[str], str]]) -> None:
        self._functions = functions

    def invoke(self, name: str, payload: str, role: str) -> str:  # noqa: ARG002  # Python needs no role
        """Call the function; raises LambdaError if there is none, or if it raises."""
        function = self._functions.get(name)
        if function is None:
            raise LambdaError("ResourceNotFoundException", f"Function not found: {name}")
        try:
            return function(payload)
        except (LambdaError, LambdaHangs):
            raise
        except Exception as error:  # whatever a user's function raises is the failure of that function
            details = {"errorMessage": str(error), "errorType": type(error).__name__}
            raise LambdaError("UnhandledError", orjson.dumps(details).decode()) from error


def invoker_of(
    lambdas: Invoker | TaskInvoker | Mapping[str, Callable[[str], str]] | None,
) -> Invoker | TaskInvoker:
    """The invoker that a user means: their own, or the functions of a mapping; without one, no function is known."""
    if lambdas is None or isinstance(lambdas, Mapping):
        return PythonFunctions(lambdas or {})
    return lambdas
