"""What was on its way when a run was cut off: sent again, so that the run goes on.

Work for workers and deciders lies in the run's own rows. What other executions would have brought is asked for again:
children that were initiated and have not started are started, signals and cancel requests without an outcome are sent,
a canceled activity task that no worker has is canceled.
"""

from collections.abc import Mapping

from swfstore.core import events as e
from swfstore.core.command import Command, Message
from swfstore.core.rules.activities import CancelUnstartedActivityTask
from swfstore.core.rules.children import StartChildWorkflowExecution
from swfstore.core.rules.signals import RequestCancelWorkflowExecution, SignalWorkflowExecution
from swfstore.core.state import State


def messages_of(state: State, events: Mapping[int, e.Event]) -> list[Message]:
    """The messages on their way from a run in this state; `events` are those of its history by their ids."""
    header = state.header
    messages = []
    for initiated, child in state.child_executions.items():
        if child.started_event_id is None:
            command = StartChildWorkflowExecution(started=started_child(state, initiated, events[initiated]))
            messages.append((initiated, Message(workflow_id=child.workflow_id, command=command)))
    for initiated, request in state.external_requests.items():
        sent = _request(state, initiated, events[initiated])
        to = Message(workflow_id=request.workflow_id, run_id=request.run_id or None, command=sent)
        messages.append((initiated, to))
    for scheduled, task in state.activity_tasks.items():
        if task.cancel_requested_event_id is not None and task.started_event_id is None:
            cancel = CancelUnstartedActivityTask(scheduled_event_id=scheduled)
            to = Message(workflow_id=header.workflow_id, run_id=header.run_id, command=cancel)
            messages.append((task.cancel_requested_event_id, to))
    return [message for _, message in sorted(messages, key=lambda pair: pair[0])]


def _request(state: State, initiated: int, event: e.Event) -> Command:
    if isinstance(event, e.SignalExternalWorkflowExecutionInitiated):
        return SignalWorkflowExecution(
            signal_name=event.signal_name,
            input=event.input,
            external_workflow_execution=state.header.execution,
            external_initiated_event_id=initiated,
        )
    return RequestCancelWorkflowExecution(
        external_workflow_execution=state.header.execution, external_initiated_event_id=initiated
    )


def started_child(state: State, initiated: int, event: e.Event) -> e.WorkflowExecutionStarted:
    """The first event of the child that an Initiated event asks for."""
    assert isinstance(event, e.StartChildWorkflowExecutionInitiated), "a child is opened by nothing else"
    return e.WorkflowExecutionStarted(
        child_policy=event.child_policy,
        execution_start_to_close_timeout=event.execution_start_to_close_timeout,
        input=event.input,
        lambda_role=event.lambda_role,
        parent_initiated_event_id=initiated,
        parent_workflow_execution=state.header.execution,
        tag_list=event.tag_list,
        task_list=event.task_list,
        task_priority=event.task_priority,
        task_start_to_close_timeout=event.task_start_to_close_timeout,
        workflow_type=event.workflow_type,
    )
