"""The 39 operations by AWS's names, each with its request."""

from collections.abc import Mapping

from swfstore.shapes import domains, executions, tags, tasks, types, visibility
from swfstore.shapes.request import Request

MODULES = (domains, executions, tags, tasks, types, visibility)

INPUTS: Mapping[str, type[Request]] = {
    name.removesuffix("Input"): cls
    for module in MODULES
    for name, cls in sorted(vars(module).items())
    if isinstance(cls, type) and issubclass(cls, Request) and cls is not Request
}
"""`INPUTS["SignalWorkflowExecution"]` is `SignalWorkflowExecutionInput`."""
