"""Whether what an execution waits for from another one is still on its way: a message that is lost is never missed.

A request to another execution, a child that has not started and an activity task that is being cancelled are open
because of a message: the one that was sent, or the answer to it.
"""

from collections.abc import Iterator

from swfstore.core.command import Message
from swfstore.core.rules.activities import CancelUnstartedActivityTask
from swfstore.core.rules.children import ReportChildStarted, StartChildWorkflowExecution
from swfstore.core.rules.signals import (
    ReportExternalRequest,
    RequestCancelWorkflowExecution,
    SignalWorkflowExecution,
)
from swfstore.core.state import State
from swfstore.core.values import WorkflowExecution
from swfstore.store import mailbox
from swfstore.store.database import Transaction
from swfstore.store.executions import Located


def undelivered(tx: Transaction, found: Located) -> Iterator[str]:
    """The records of an execution, loaded whole, that wait for a message which is not there."""
    waiting = sorted(_waiting(found.state))
    if not waiting:
        return
    execution = found.state.header.execution
    served = {_served(message) for message in mailbox.all_of(tx, found.domain_id)}
    for event_id in waiting:
        if (execution, event_id) not in served:
            yield f"event {event_id} waits for a message, and none is on its way"


def _waiting(state: State) -> Iterator[int]:
    yield from dict(state.external_requests.items())
    for initiated, child in state.child_executions.items():
        if child.started_event_id is None:
            yield initiated
    for scheduled, task in state.activity_tasks.items():
        if task.cancel_requested_event_id is not None and task.started_event_id is None:
            yield scheduled


def _served(message: Message) -> tuple[WorkflowExecution | None, int]:
    """The run and the event whose record waits for that message."""
    command = message.command
    if isinstance(command, SignalWorkflowExecution | RequestCancelWorkflowExecution):
        return command.external_workflow_execution, command.external_initiated_event_id
    if isinstance(command, StartChildWorkflowExecution):
        return command.started.parent_workflow_execution, command.started.parent_initiated_event_id
    receiver = WorkflowExecution(workflow_id=message.workflow_id, run_id=message.run_id or "")
    if isinstance(command, ReportExternalRequest | ReportChildStarted):
        return receiver, command.initiated_event_id
    if isinstance(command, CancelUnstartedActivityTask):
        return receiver, command.scheduled_event_id
    return receiver, 0
