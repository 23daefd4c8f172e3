"""The bytes of a file, against those of its events as the API writes them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from benchmarks.measure import Effort, Result, at_most
from benchmarks.places import DECIDERS, DOMAIN, WORKERS, decide, path_of, schedule, start, store
from swfstore.store.database import Transaction
from swfstore.store.history import page
from swfstore.store.statements import statement
from swfstore.store.tables import executions

_EXECUTIONS = statement(lambda: select(executions.c.id, executions.c.next_event_id))
_DONE: dict[str, object] = {
    "decisionType": "CompleteWorkflowExecution",
    "completeWorkflowExecutionDecisionAttributes": {"result": "ok"},
}


def _order(swf: Any, number: int) -> None:
    """One order: two payments, an approval; 18 events."""
    start(swf, f"order-{number}", input='{"customer":4711,"items":["a","b"]}', tagList=["berlin"])
    decide(swf, [schedule(1), schedule(2)])
    for _ in range(2):
        task = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": WORKERS}, identity="worker-1")
        swf.respond_activity_task_completed(taskToken=task["taskToken"], result='{"ok":true}')
    decide(swf, [])
    swf.signal_workflow_execution(domain=DOMAIN, workflowId=f"order-{number}", signalName="approved", input="by Ann")
    if number % 10:
        decide(swf, [_DONE], DECIDERS)
    else:
        decide(swf, [], DECIDERS)


def size(_effort: Effort, quick: bool) -> Iterator[Result]:
    """The file of many orders, nine of ten closed, against the JSON of their events."""
    orders = 200 if quick else 2_000
    with store("off") as opened:
        swf = opened.client()
        for number in range(orders):
            _order(swf, number)
        written = opened.engine.database.read(_written)
        opened.close()
        held = path_of(opened).stat().st_size
        yield Result(f"bytes of a file of {orders:,} orders, events' JSON", held, written, "B", at_most(1.6))


def _written(tx: Transaction) -> int:
    """The bytes of all events as the API writes them."""
    executions = [(int(row[0] or 0), int(row[1] or 0)) for row in tx.all(_EXECUTIONS, {})]
    return sum(len(page(tx, each, range(1, next_event_id)).json().encode()) for each, next_event_id in executions)
