"""The request rates of SWF: a bucket of tokens per account and operation, refilled every second.

Off by default; switched on to see what a client does about `Rate exceeded`. Source: the Amazon SWF Developer Guide,
"Amazon SWF quotas": bucket size / refill per second.
"""

import threading
from collections.abc import Hashable, Mapping

from swfstore.errors import ThrottlingException


def _rates(text: str) -> dict[str, tuple[int, int]]:
    rates = {}
    for line in text.split("\n"):
        names, _, numbers = line.partition(":")
        for name in names.split():
            size, refill = numbers.split("/")
            rates[name] = (int(size), int(refill))
    return rates


REQUESTS: Mapping[str, tuple[int, int]] = _rates(
    """CountClosedWorkflowExecutions CountOpenWorkflowExecutions: 2000/6
CountPendingActivityTasks CountPendingDecisionTasks: 200/6
DeleteActivityType DeleteWorkflowType DeprecateActivityType DeprecateWorkflowType: 200/6
UndeprecateActivityType UndeprecateWorkflowType: 200/6
DeprecateDomain UndeprecateDomain RegisterDomain ListDomains: 100/6
DescribeActivityType DescribeWorkflowType DescribeWorkflowExecution: 2000/6
DescribeDomain: 200/6
GetWorkflowExecutionHistory: 2000/60
ListActivityTypes ListWorkflowTypes ListClosedWorkflowExecutions: 200/6
ListOpenWorkflowExecutions: 200/48
TagResource UntagResource ListTagsForResource: 50/30
PollForActivityTask PollForDecisionTask StartWorkflowExecution RespondDecisionTaskCompleted: 2000/200
RespondActivityTaskCanceled RespondActivityTaskCompleted RespondActivityTaskFailed: 2000/200
RecordActivityTaskHeartbeat: 2000/160
RegisterActivityType RegisterWorkflowType: 200/60
RequestCancelWorkflowExecution SignalWorkflowExecution: 2000/30
TerminateWorkflowExecution: 2000/60"""
)
"""Bucket size and refill per second of each operation, per account."""

DECISIONS: Mapping[str, tuple[int, int]] = _rates(
    """RequestCancelExternalWorkflowExecution SignalExternalWorkflowExecution: 1200/120
ScheduleActivityTask: 1000/200
StartChildWorkflowExecution: 500/12
StartTimer: 2000/200"""
)
"""The same for decisions; more of them fail with the cause of their kind."""

OF_EXECUTION: Mapping[str, tuple[int, int]] = _rates(
    """GetWorkflowExecutionHistory: 400/200
SignalWorkflowExecution RecordActivityTaskHeartbeat: 1000/1000
RequestCancelWorkflowExecution: 200/200"""
)
"""The same for the requests about one execution."""

TASKS = "tasks of a task list"
"""The name of the rate of activity tasks that are scheduled to one task list."""

_RATES: Mapping[str, tuple[int, int]] = {
    **REQUESTS,
    **{f"decision {name}": rate for name, rate in DECISIONS.items()},
    **{f"execution {name}": rate for name, rate in OF_EXECUTION.items()},
    TASKS: (2000, 2000),
}


class Throttle:
    """The buckets of all accounts.

    `rates` replaces documented rates by (bucket size, refill per second): of `SignalWorkflowExecution`, of `decision
    StartTimer`, of `execution SignalWorkflowExecution`, of `tasks of a task list`.
    """

    def __init__(self, rates: Mapping[str, tuple[int, int]] | None = None) -> None:
        self._rates = {**_RATES, **(rates or {})}
        self._buckets: dict[Hashable, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def take(self, account: str, name: str, now: int, of: Hashable = None) -> bool:
        """Take a token at that time (milliseconds), from the bucket `of` where there are several; False if empty."""
        rate = self._rates.get(name)
        if rate is None:
            return True
        size, refill = rate
        with self._lock:
            level, since = self._buckets.get((account, name, of), (float(size), now))
            level = min(size, level + max(0, now - since) * refill / 1000)
            self._buckets[account, name, of] = (level - 1 if level >= 1 else level, max(now, since))
            return level >= 1

    def request(self, account: str, operation: str, now: int, execution: Hashable) -> None:
        """Let a request pass; raises ThrottlingException where the account or the execution has too many of them."""
        passes = self.take(account, operation, now)
        if not passes or not self.take(account, f"execution {operation}", now, execution):
            raise ThrottlingException("Rate exceeded")
