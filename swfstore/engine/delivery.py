"""How a message reaches its receiver: in a transaction of its own, exactly once.

The receiver is locked first, then the message is taken out; both commit together with what the receiver makes of it. A
message for nobody is answered for the receiver, or dropped where nobody waits for an answer.
"""

from dataclasses import dataclass

from swfstore.core.command import UNDELIVERABLE, Message
from swfstore.core.facts import Facts
from swfstore.core.rules.children import StartChildWorkflowExecution, report_to_parent
from swfstore.core.rules.starting import begin
from swfstore.core.state import new_state
from swfstore.core.step import Step
from swfstore.core.values import WorkflowExecution
from swfstore.engine.moves import Moved, move
from swfstore.ids import Ids
from swfstore.store import executions, mailbox
from swfstore.store.database import Transaction
from swfstore.store.executions import located
from swfstore.store.mailbox import Letter
from swfstore.store.statements import Value

SOME = 16
"""How many receivers are looked at; the first that no other process works on gets its message."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that was delivered, and the move that it made, if any."""

    moved: Moved | None


def deliver_one(tx: Transaction, now: int, facts: Facts, ids: Ids) -> Delivered | None:
    """Deliver one message; None if there is none that can be delivered now."""
    for letter in mailbox.oldest(tx, SOME):
        if isinstance(letter.message.command, StartChildWorkflowExecution):
            if mailbox.take(tx, letter):
                return Delivered(_start_child(tx, letter, now, facts, ids))
            continue
        receiver = _receiver(tx, letter)
        if receiver is None:
            if mailbox.take(tx, letter):
                _return_to_sender(tx, letter, now)
                return Delivered(None)
            continue
        row = tx.one(executions.TRY_LOCK_ID, {"id": receiver})
        found = None if row is None else located(row)
        if found is None or not found.state.is_open:
            continue  # somebody works on it, or has just closed it: the next look decides
        if mailbox.take(tx, letter):
            return Delivered(move(tx, found, letter.message.command, now, facts))
    return None


def _receiver(tx: Transaction, letter: Letter) -> int | None:
    """The row id of the open execution that the message is for."""
    message = letter.message
    values: dict[str, Value] = {"domain_id": letter.domain_id, "workflow_id": message.workflow_id}
    if message.run_id:
        row = tx.one(executions.FIND_RUN, {**values, "run_id": message.run_id})
    else:
        row = tx.one(executions.FIND_OPEN, values)
    found = None if row is None else located(row)
    return found.execution_id if found is not None and found.state.is_open else None


def _return_to_sender(tx: Transaction, letter: Letter, now: int) -> None:
    command = letter.message.command
    answer = UNDELIVERABLE.get(type(command))
    message = None if answer is None else answer(command)
    if message is not None:
        mailbox.send(tx, letter.domain_id, now, [message])


def _start_child(tx: Transaction, letter: Letter, now: int, facts: Facts, ids: Ids) -> Moved | None:
    command = letter.message.command
    assert isinstance(command, StartChildWorkflowExecution), "the caller has looked"
    workflow_id, run_id = letter.message.workflow_id, ids.run_id()
    step = Step(new_state(workflow_id, run_id), now, facts)
    begin(step, command.started)
    found = executions.begin(tx, letter.domain_id, step)
    cause = None if found is not None else "WORKFLOW_ALREADY_RUNNING"
    child = None if found is None else WorkflowExecution(workflow_id=workflow_id, run_id=run_id)
    report = report_to_parent(command.started, child, cause)
    messages: list[Message] = [] if report is None else [report]
    mailbox.send(tx, letter.domain_id, now, messages)
    return None if found is None else Moved(found, step)
