"""A timeout that is forced: the time is moved to the deadline, so that the history stays one that can be."""

from typing import TYPE_CHECKING

from swfstore.clock import VirtualClock
from swfstore.errors import SwfstoreError, UnknownResourceFault
from swfstore.store import deadline_of
from swfstore.store.database import Transaction
from swfstore.store.rows import NO_MORE
from swfstore.store.statements import Row, Value

if TYPE_CHECKING:
    from swfstore.engine.engine import Engine


def force(
    engine: "Engine",
    account: str,
    domain: str,
    workflow_id: str,
    activity_id: str | None,
    timer_id: str | None,
    decision_task: bool,
) -> int:
    """What `Faults.force_timeout` does."""
    named = [kind is not None and kind is not False for kind in (activity_id, timer_id, decision_task)]
    if sum(named) > 1:
        raise SwfstoreError("name one thing that is to time out: an activity_id, a timer_id or the decision_task")
    clock = engine.clock
    if not isinstance(clock, VirtualClock):
        raise SwfstoreError("a timeout can be forced on a virtual clock only: nothing happens before it is due")

    def work(tx: Transaction) -> Row | None:
        values: dict[str, Value] = {"domain_id": engine.domains.id(tx, account, domain), "workflow_id": workflow_id}
        if activity_id is not None:
            return tx.one(deadline_of.ACTIVITY, {**values, "activity_id": activity_id})
        if timer_id is not None:
            return tx.one(deadline_of.TIMER, {**values, "timer_id": timer_id})
        return tx.one(deadline_of.DECISION if decision_task else deadline_of.EXECUTION, values)

    row = engine.read(work)
    what = activity_id or timer_id or ("decision task" if decision_task else "execution")
    if row is None:
        raise UnknownResourceFault(f"Nothing open to time out: {what}, workflowId = {workflow_id}")
    if row[0] is None or int(row[0]) >= NO_MORE:
        raise SwfstoreError(f"{what} of {workflow_id} has no deadline")
    due = max(int(row[0]), clock.now())
    clock.advance_to(due)
    return due
