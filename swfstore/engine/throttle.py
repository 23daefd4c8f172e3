"""The request rates of SWF: a bucket of tokens per account and operation, refilled every second.

Off by default; switched on to see what a client does about `Rate exceeded`. Source: the Amazon SWF Developer Guide,
"Amazon SWF quotas": bucket size / refill per second.
"""

import threading
from collections.abc import Mapping

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


class Throttle:
    """The buckets of all accounts; `rates` may be replaced by smaller ones in a test."""

    def __init__(self, rates: Mapping[str, tuple[int, int]] | None = None) -> None:
        self._rates = {**REQUESTS, **{f"decision {name}": rate for name, rate in DECISIONS.items()}, **(rates or {})}
        self._buckets: dict[tuple[str, str], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def take(self, account: str, name: str, now: int, count: int = 1) -> int:
        """Take up to `count` tokens at that time (milliseconds); how many there were."""
        rate = self._rates.get(name)
        if rate is None:
            return count
        size, refill = rate
        with self._lock:
            level, since = self._buckets.get((account, name), (float(size), now))
            level = min(size, level + max(0, now - since) * refill / 1000)
            taken = min(count, int(level))
            self._buckets[account, name] = (level - taken, max(now, since))
            return taken

    def request(self, account: str, operation: str, now: int) -> None:
        """Let a request pass; raises ThrottlingException where the account calls the operation too often."""
        if not self.take(account, operation, now):
            raise ThrottlingException("Rate exceeded")
