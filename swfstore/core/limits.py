"""The quotas of SWF, each a named setting with the documented value.

Source: the Amazon SWF Developer Guide, "Amazon SWF quotas". A limit of an execution shows in its history (a failed
decision, a termination); the others refuse a request with LimitExceededFault or TooManyTagsFault.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much there may be of everything; counts, not rates."""

    domains: int = 100
    """Per account, deprecated ones included."""
    workflow_types: int = 10_000
    """Per domain, deprecated ones included."""
    activity_types: int = 10_000
    """Per domain, deprecated ones included."""
    domain_tags: int = 50
    open_executions: int = 100_000
    """Per domain, children included."""
    events: int = 25_000
    """Of one history; an execution that has that many is terminated."""
    open_activity_tasks: int = 1_000
    """Per execution, scheduled or started."""
    open_timers: int = 1_000
    open_child_executions: int = 1_000
    open_lambda_functions: int = 1_000
    pollers: int = 1_000
    """Per task list, waiting at the same time."""
    counted: int = 10_000
    """Where a count of executions or pending tasks stops and is reported as truncated."""


DOCUMENTED = Limits()
"""The quotas of the real service."""
