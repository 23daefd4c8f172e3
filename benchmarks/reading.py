"""Reading: a page of a history, and a list of executions by a tag."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from sqlite3 import Connection

from benchmarks.crowds import copies, lengthen
from benchmarks.measure import Effort, Result, at_most, compared
from benchmarks.places import DOMAIN, by_hand, start, store
from benchmarks.signals import signaller
from swfstore.engine.call import Call
from swfstore.operations.registry import invoke
from swfstore.server.encoding import response_body

_ROWS = """SELECT event_id, event_timestamp, event_type, attributes FROM events
WHERE execution_id = ? AND event_id >= 1 ORDER BY event_id LIMIT 1001"""
_TAGGED = """SELECT e.workflow_id, e.run_id, e.workflow_type_name, e.workflow_type_version, e.started_at,
e.cancel_requested, e.tag_list FROM execution_tags t JOIN executions e ON e.id = t.execution_id
WHERE t.domain_id = 1 AND t.tag = ? AND t.closed_at IS NULL ORDER BY t.started_at DESC, t.execution_id DESC LIMIT 101"""


def reading(effort: Effort, quick: bool) -> Iterator[Result]:
    """A page of 1,000 events to bytes, and a list by tag, against the bare fetch of the rows."""
    some = effort.of(calls=0.5)
    with ExitStack() as stack:
        opened = stack.enter_context(store("normal"))
        swf = opened.client()
        run = start(swf, "order")
        signaller(opened, "order")()
        lengthen(opened, "order", 2_000)
        connection = stack.enter_context(by_hand(opened))
        fetch = partial(_fetch, connection, _ROWS, 1)
        call = Call(opened.engine)
        members = {"domain": DOMAIN, "execution": {"workflowId": "order", "runId": run}, "maximumPageSize": 1000}

        def page_to_bytes() -> bytes:
            return response_body(invoke(call, "GetWorkflowExecutionHistory", members))

        yield compared("history page of 1,000 events to bytes", some, page_to_bytes, fetch, at_most(1.6))
        what = "history page of 1,000 events to dicts and datetimes"
        yield compared(what, some, lambda: swf.get_workflow_execution_history(**members), fetch)
        start(swf, "tagged", tagList=["berlin", "gold"])
        copies(opened, "tagged", 500 if quick else 10_000)
        tagged = partial(
            swf.list_open_workflow_executions,
            domain=DOMAIN,
            startTimeFilter={"oldestDate": 0},
            tagFilter={"tag": "gold"},
            maximumPageSize=100,
        )
        listed = partial(_fetch, connection, _TAGGED, "gold")
        yield compared("list of 100 open executions by tag", some, tagged, listed)


def _fetch(connection: Connection, sql: str, value: object) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = connection.execute(sql, (value,)).fetchall()
    return rows
