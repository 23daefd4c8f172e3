"""What a server counts, for Prometheus: a few sums for each call, and a page when it is asked for.

prometheus-client's own counters take a lock per child and per label; here a request costs two lookups and two sums,
and its classes come in only when the page is made.
"""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from swfstore.config import VERSION
from swfstore.store.gauges import Pending

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
CALLS = (1, 2, 4, 8, 16, 32, 64, 128)

TaskList = tuple[str, str, str, str]
"""Kind of task, account, domain, task list: the labels of what is told by task list."""

_TASK_LIST = ("kind", "account", "domain", "task_list")


class Distribution:
    """How often a value was in which range."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """One more value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def add_to(self, family: HistogramMetricFamily, labels: Sequence[str]) -> None:
        """Put it into a family of Prometheus, which wants sums of counts."""
        total, buckets = 0, []
        for bound, count in zip((*map(str, self._bounds), "+Inf"), self._counts, strict=True):
            total += count
            buckets.append((bound, float(total)))
        family.add_metric(labels, buckets, self._sum)


class Metrics:
    """What a server has counted since it was started."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str]] = Counter()
        self._latency: dict[str, Distribution] = {}
        self._commits = Distribution(SECONDS)
        self._batches = Distribution(CALLS)
        self._lock = threading.Lock()

    def request(self, operation: str, code: str, seconds: float) -> None:
        """A request was answered, with a fault unless `code` is empty; on the event loop's thread only."""
        self._requests[operation, code] += 1
        latency = self._latency.get(operation)
        if latency is None:
            latency = self._latency[operation] = Distribution(SECONDS)
        latency.observe(seconds)

    def committed(self, calls: int, seconds: float) -> None:
        """So many calls were carried out and committed together; on any thread."""
        with self._lock:
            self._commits.observe(seconds)
            self._batches.observe(calls)

    def collected(self) -> Iterator[Metric]:
        """All of it, as families of Prometheus."""
        requests = CounterMetricFamily(
            "swfstore_requests", "Requests by operation and fault", labels=("operation", "fault")
        )
        for labels, count in list(self._requests.items()):
            requests.add_metric(labels, count)
        yield requests
        latency = HistogramMetricFamily(
            "swfstore_request_seconds", "From request to answer; polls wait for tasks", labels=("operation",)
        )
        for operation, distribution in list(self._latency.items()):
            distribution.add_to(latency, (operation,))
        yield latency
        for name, text, distribution in (
            ("swfstore_commit_seconds", "From the first call of a batch to the end of its commit", self._commits),
            ("swfstore_batch_calls", "Calls that shared a commit", self._batches),
        ):
            family = HistogramMetricFamily(name, text, labels=())
            distribution.add_to(family, ())
            yield family


class _Families(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        """What was given."""
        return self._families


def page(
    metrics: Metrics, waiting: Mapping[TaskList, int], pending: Sequence[Pending], expired: Mapping[str, int], now: int
) -> bytes:
    """The page in Prometheus's text format.

    `waiting` are the polls that wait, `pending` the tasks, `expired` the deadlines that have passed by the event that
    says so; `now` is the engine's time (milliseconds, UTC).
    """
    registry = CollectorRegistry()
    registry.register(_Families((*metrics.collected(), *_gauges(waiting, pending, expired, now))))
    ProcessCollector(namespace="swfstore", registry=registry)
    return generate_latest(registry)


def _gauges(
    waiting: Mapping[TaskList, int], pending: Sequence[Pending], expired: Mapping[str, int], now: int
) -> Iterator[Metric]:
    polls = GaugeMetricFamily("swfstore_waiting_polls", "Polls that wait for a task", labels=_TASK_LIST)
    for labels, count in waiting.items():
        polls.add_metric(labels, count)
    tasks = GaugeMetricFamily("swfstore_pending_tasks", "Tasks that wait for a poll", labels=_TASK_LIST)
    ages = GaugeMetricFamily("swfstore_oldest_pending_task_seconds", "How long the oldest waits", labels=_TASK_LIST)
    for task in pending:
        labels = (task.kind, task.account, task.domain, task.task_list)
        tasks.add_metric(labels, task.count)
        ages.add_metric(labels, max(0, now - task.oldest) / 1000)
    timeouts = CounterMetricFamily("swfstore_timeouts", "Timers and timeouts that have fired", labels=("event",))
    for event, count in list(expired.items()):
        timeouts.add_metric((event,), count)
    info = GaugeMetricFamily("swfstore_info", "Which version this is", labels=("version",))
    info.add_metric((VERSION,), 1)
    yield from (polls, tasks, ages, timeouts, info)
