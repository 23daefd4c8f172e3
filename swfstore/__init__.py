"""swfstore: Amazon Simple Workflow Service in a file.

store = swfstore.open("workflows.db")
swf = store.client()
swf.signal_workflow_execution(domain="orders", workflowId="order-42", signalName="approved")

A name is imported when it is first used: a program that imports swfstore and opens no store pays for nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swfstore.client.store import Store, open  # noqa: A004  # as gzip.open
    from swfstore.clock import SystemClock, VirtualClock
    from swfstore.config import VERSION as __version__  # noqa: N811  # the name that Python has for it
    from swfstore.core.limits import Limits
    from swfstore.engine.auto import AutoClock
    from swfstore.engine.lambdas import LambdaError, LambdaHangs
    from swfstore.engine.throttle import Throttle
    from swfstore.engine.verify import Report
    from swfstore.errors import Fault, SwfstoreError
    from swfstore.ids import RandomIds, SeededIds
    from swfstore.testing.mock import mock_swf

__all__ = [
    "AutoClock",
    "Fault",
    "LambdaError",
    "LambdaHangs",
    "Limits",
    "RandomIds",
    "Report",
    "SeededIds",
    "Store",
    "SwfstoreError",
    "SystemClock",
    "Throttle",
    "VirtualClock",
    "__version__",
    "mock_swf",
    "open",
]

_HOMES = {
    "AutoClock": "engine.auto",
    "Fault": "errors",
    "LambdaError": "engine.lambdas",
    "LambdaHangs": "engine.lambdas",
    "Limits": "core.limits",
    "RandomIds": "ids",
    "Report": "engine.verify",
    "SeededIds": "ids",
    "Store": "client.store",
    "SwfstoreError": "errors",
    "SystemClock": "clock",
    "Throttle": "engine.throttle",
    "VirtualClock": "clock",
    "mock_swf": "testing.mock",
    "open": "client.store",
}


def __getattr__(name: str) -> object:
    """The public thing of that name, from the module that has it; Python asks only for what is not here yet."""
    if name == "__version__":
        return import_module("swfstore.config").VERSION
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'swfstore' has no attribute {name!r}")
    found: object = getattr(import_module(f"swfstore.{home}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What is here already, and what can be had."""
    return sorted({*globals(), *__all__})
