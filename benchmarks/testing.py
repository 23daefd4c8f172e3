"""What the tests of a workflow cost: one of them with its store, and a thousand executions in one store."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Effort, Result, at_most, turns
from benchmarks.places import DOMAIN, ORDER, register, start
from swfstore.engine.verify import verify
from swfstore.testing import run
from swfstore.testing.decisions import Decision, complete_workflow_execution, start_timer
from swfstore.testing.opening import open_for_test

BUDGET = 50
"""Milliseconds that a test may take with its store."""

MANY = 1000


def decide(task: dict[str, Any]) -> Sequence[Decision]:
    """When the order is approved, wait 30 days, and complete."""
    types = {event["eventType"] for event in task["events"]}
    if "TimerFired" in types:
        return [complete_workflow_execution("done")]
    if "WorkflowExecutionSignaled" in types and "TimerStarted" not in types:
        return [start_timer("delivery", timedelta(days=30))]
    return []


def story(orders: int) -> None:
    """What a test does and its fixture beside it: a new file, orders that are approved, 30 days, and the proof."""
    with tempfile.TemporaryDirectory(prefix="swfstore-") as directory:
        store = open_for_test(Path(directory) / "workflows.db", {})
        with store:
            swf = store.client()
            register(swf)
            for number in range(orders):
                start(swf, f"order-{number}", executionStartToCloseTimeout="31536000")
                swf.signal_workflow_execution(domain=DOMAIN, workflowId=f"order-{number}", signalName="approved")
            outcome = run(store, DOMAIN, deciders={(ORDER["name"], ORDER["version"]): decide})
            assert outcome.all_closed
            assert len(outcome) == orders
            assert verify(store.engine.database).ok


def testing(effort: Effort, quick: bool) -> Iterator[Result]:
    """A test that starts, signals, times out 30 days and completes, with its fixture; and 1,000 of those at once."""
    (one,) = turns(effort.of(1, 0.1), lambda: story(1))
    yield Result("a test of a 30-day timer, with its store, against 50 ms", one * 1e3, BUDGET, "ms", at_most(1))
    rounds = Effort(1 if quick else 3, 1)
    one, many = turns(rounds, lambda: story(1), lambda: story(MANY))
    yield Result(f"{MANY:,} such executions in one store, against one", many * 1e3, one * 1e3, "ms", at_most(100))
