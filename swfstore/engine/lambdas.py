"""How Lambda functions are invoked: a Python function per name, or anything that invokes.

An invoker returns the result, a JSON text; raises LambdaError for a failure that the history shows; raises
LambdaHangs for a function that never answers, so that it times out.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

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


def invoker_of(lambdas: Invoker | Mapping[str, Callable[[str], str]] | None) -> Invoker:
    """The invoker that a user means: their own, or the functions of a mapping; without one, no function is known."""
    if lambdas is None or isinstance(lambdas, Mapping):
        return PythonFunctions(lambdas or {})
    return lambdas
