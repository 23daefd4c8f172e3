"""moto, the well-known imitation of AWS for tests: in the same process, through the same calls."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.config import Config
from moto import mock_aws

from benchmarks.crowds import copies, lengthen
from benchmarks.measure import Effort, Result, at_least, timed, turns, warmed
from benchmarks.places import DOMAIN, register, start, store
from benchmarks.signals import signaller

_FAKE = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}


def _client() -> Any:
    return boto3.client("swf", config=Config(parameter_validation=False), **_FAKE)


def _signal(swf: Any) -> Callable[[], object]:
    return lambda: swf.signal_workflow_execution(
        domain=DOMAIN, workflowId="order", signalName="approved", input="by Ann"
    )


def _page(swf: Any, run: str) -> Callable[[], object]:
    execution = {"workflowId": "order", "runId": run}
    return lambda: swf.get_workflow_execution_history(
        domain=DOMAIN, execution=execution, maximumPageSize=10, reverseOrder=True
    )


def moto(effort: Effort, quick: bool) -> Iterator[Result]:
    """A signal with many other executions, and a page of a long history, against moto through boto3."""
    crowd, length = (100, 500) if quick else (1_000, 5_000)
    with store("full") as opened, mock_aws():
        mine, other = opened.client(), _client()
        register(other)
        runs = [start(swf, "order", taskList={"name": "main"}) for swf in (mine, other)]
        for swf in (mine, other):
            _signal(swf)()
        lengthen(opened, "order", length)
        for _ in range(length - 3):
            _signal(other)()
        few = Effort(max(5, effort.rounds // 4), 2)
        pages = turns(few, _page(mine, runs[0]), _page(other, runs[1]))
        yield timed(f"page of 10 at {length:,} events, against moto", pages, at_least(100))
    with store("full") as opened, mock_aws():
        other = _client()
        register(other)
        start(opened.client(), "order")
        copies(opened, "order", crowd)
        start(other, "order")
        for number in range(crowd):
            start(other, f"order-{number}")
        taken = turns(few, warmed(signaller(opened, "order")), _signal(other))
        yield timed(f"signal with {crowd:,} other open executions, full, against moto", taken, at_least(30))
