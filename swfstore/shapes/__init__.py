"""The requests and responses of the 39 operations, and the refusal of requests that are not sound.

`parse` makes the model of a request; the classes of the responses are in `shapes.responses` and `shapes.history`.
"""

from swfstore.shapes.catalogue import INPUTS
from swfstore.shapes.parsing import parse, parse_json
from swfstore.shapes.request import Request

READS = frozenset(name for name in INPUTS if name.startswith(("Count", "Describe", "Get", "List")))
"""The operations that change nothing."""

__all__ = ["INPUTS", "READS", "Request", "parse", "parse_json"]
