"""swfstore: Amazon Simple Workflow Service in a file.

store = swfstore.open("workflows.db")
swf = store.client()
swf.signal_workflow_execution(domain="orders", workflowId="order-42", signalName="approved")
"""

from swfstore.client.store import Store, open  # noqa: A004  # as gzip.open
from swfstore.clock import SystemClock, VirtualClock
from swfstore.config import VERSION as __version__  # noqa: N811  # the name that Python has for it
from swfstore.core.limits import Limits
from swfstore.engine.lambdas import LambdaError, LambdaHangs
from swfstore.engine.throttle import Throttle
from swfstore.engine.verify import Report
from swfstore.errors import Fault, SwfstoreError
from swfstore.ids import RandomIds, SeededIds

__all__ = [
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
    "open",
]
