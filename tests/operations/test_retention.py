"""Retention: closed executions go when the days of their domain are over, with all that belongs to them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from swfstore.store import retention
from tests.operations.conftest import ALL
from tests.support.stories import DOMAIN, ORDER, START_MS

DAY = 24 * 60 * 60 * 1000


def closed(swf: Any, domain: str = DOMAIN) -> str:
    """The workflow ids of the closed executions, newest first."""
    infos = swf.list_closed_workflow_executions(domain=domain, startTimeFilter=ALL)["executionInfos"]
    return "".join(info["execution"]["workflowId"] for info in infos)


def begin_and_end(swf: Any, *workflow_ids: str, domain: str = DOMAIN) -> None:
    """Executions with a tag and a signal that start and are terminated."""
    for workflow_id in workflow_ids:
        swf.start_workflow_execution(domain=domain, workflowId=workflow_id, workflowType=dict(ORDER), tagList=["t"])
        swf.signal_workflow_execution(domain=domain, workflowId=workflow_id, signalName="s")
        swf.terminate_workflow_execution(domain=domain, workflowId=workflow_id)


def rows(store: Any) -> dict[str, int]:
    """How many rows the tables of executions have."""
    with store.engine.database.engine.connect() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("executions", "execution_tags", "events", "purging")
        }


def domain_with(swf: Any, days: str) -> str:
    """A domain with that retention, and the type Order/1 in it; the answer is its name."""
    name = f"keeps {days}"
    swf.register_domain(name=name, workflowExecutionRetentionPeriodInDays=days)
    swf.register_workflow_type(
        domain=name,
        **ORDER,
        defaultTaskList={"name": "deciders"},
        defaultChildPolicy="TERMINATE",
        defaultTaskStartToCloseTimeout="NONE",
        defaultExecutionStartToCloseTimeout="86400",
    )
    return name


def test_an_execution_goes_when_its_days_are_over(store: Any, swf: Any, clock: Any) -> None:
    """Seven days after its close, to the millisecond, nothing of it is left; what closed later stays."""
    begin_and_end(swf, "a")
    clock.advance(hours=1)
    begin_and_end(swf, "b")
    clock.advance_to(START_MS + 7 * DAY - 1)
    assert closed(swf) == "ba"
    clock.advance(milliseconds=1)
    assert closed(swf) == "b"
    assert rows(store) == {"executions": 1, "execution_tags": 1, "events": 4, "purging": 0}
    clock.advance(hours=1)
    assert closed(swf) == ""
    assert rows(store) == {"executions": 0, "execution_tags": 0, "events": 0, "purging": 0}


@pytest.mark.parametrize("days", ["NONE", "0"])
def test_a_domain_may_keep_nothing(swf: Any, days: str) -> None:
    """The execution and its history go as soon as it closes, and its workflow id is free."""
    domain = domain_with(swf, days)
    for _ in range(2):
        run = swf.start_workflow_execution(domain=domain, workflowId="a", workflowType=dict(ORDER))
        execution = {"workflowId": "a", "runId": run["runId"]}
        swf.terminate_workflow_execution(domain=domain, workflowId="a")
        assert closed(swf, domain) == ""
        for operation in (swf.describe_workflow_execution, swf.get_workflow_execution_history):
            with pytest.raises(swf.exceptions.UnknownResourceFault):
                operation(domain=domain, execution=execution)


def test_each_domain_has_its_own_days(swf: Any, clock: Any) -> None:
    """A domain that keeps a day is purged before one that keeps a week, deprecated or not."""
    short = domain_with(swf, "1")
    begin_and_end(swf, "a")
    begin_and_end(swf, "a", domain=short)
    swf.deprecate_domain(name=short)
    clock.advance(days=1)
    assert closed(swf, short) == ""
    assert closed(swf) == "a"


def test_open_executions_stay(swf: Any, clock: Any) -> None:
    """However long ago it began, an open execution is not purged."""
    swf.start_workflow_execution(
        domain=DOMAIN, workflowId="a", workflowType=dict(ORDER), executionStartToCloseTimeout="NONE"
    )
    clock.advance(days=90)
    assert swf.count_open_workflow_executions(domain=DOMAIN, startTimeFilter=ALL)["count"] == 1


def test_a_transaction_purges_a_bounded_number(
    store: Any, swf: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earliest closed go first; the next purge is due when the earliest that is left has to go."""
    database = store.engine.database
    for workflow_id in "abcd":
        begin_and_end(swf, workflow_id)
        clock.advance(hours=1)
    monkeypatch.setattr(retention, "EXECUTIONS", 2)
    assert database.read(retention.next_purge) == START_MS + 7 * DAY
    now = START_MS + 8 * DAY
    assert database.write(lambda tx: retention.purge(tx, now)) == 2
    assert closed(swf) == "dc"
    assert database.read(retention.next_purge) == START_MS + 7 * DAY + 2 * 3600 * 1000
    monkeypatch.setattr(retention, "EVENTS", 1)
    assert [database.write(lambda tx: retention.purge(tx, now)) for _ in range(3)] == [1, 1, 0]
    assert database.read(retention.next_purge) is None


def test_nothing_is_due_where_nothing_has_closed(store: Any, swf: Any, start: Callable[..., dict[str, str]]) -> None:
    """Open executions make no purge due."""
    start("a")
    assert store.engine.database.read(retention.next_purge) is None
