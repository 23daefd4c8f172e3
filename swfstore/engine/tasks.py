"""The tokens of tasks: whose task it is, and which delivery of it."""

from collections.abc import Callable
from dataclasses import dataclass

from swfstore.core.ready import ACTIVITY, DECISION
from swfstore.engine.call import Call
from swfstore.errors import UnknownResourceFault, ValidationException
from swfstore.ids import INVALID
from swfstore.store import executions
from swfstore.store.database import Transaction
from swfstore.store.executions import Located, located


@dataclass(frozen=True, slots=True)
class Task:
    """A task that was given to somebody: its execution and the ids of its two events."""

    execution_id: int
    scheduled_event_id: int
    started_event_id: int
    domain: str


def seal_task(call: Call, kind: str, task: Task) -> str:
    """The token of a task that is given to the caller."""
    payload = [call.account, task.domain, task.execution_id, task.scheduled_event_id, task.started_event_id]
    return call.engine.tokens.seal(kind, payload)


def unseal_task(call: Call, kind: str, token: str) -> Task:
    """The task of a token; raises ValidationException for one that is forged, foreign or of another kind."""
    account, domain, execution_id, scheduled, started = call.engine.tokens.unseal(kind, token)
    if account != call.account:
        raise ValidationException(INVALID)
    return Task(int(str(execution_id)), int(str(scheduled)), int(str(started)), str(domain))


def find_task(task: Task) -> Callable[[Transaction], Located]:
    """A function that locks the task's execution; it raises UnknownResourceFault where that is gone."""

    def find(tx: Transaction) -> Located:
        row = tx.one(executions.LOCK_ID, {"id": task.execution_id})
        if row is None:
            raise UnknownResourceFault("Unknown execution: it was closed and has been purged")
        return located(row)

    return find


__all__ = ["ACTIVITY", "DECISION", "Task", "find_task", "seal_task", "unseal_task"]
