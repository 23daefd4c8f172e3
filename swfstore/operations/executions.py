"""Executions: start, signal, ask to cancel, terminate, and read what happened."""

from swfstore.core.facts import DEPRECATED
from swfstore.core.rules.closing import TerminateWorkflowExecution
from swfstore.core.rules.signals import RequestCancelWorkflowExecution, SignalWorkflowExecution
from swfstore.core.rules.starting import begin, effective_start
from swfstore.core.state import new_state
from swfstore.core.step import Step
from swfstore.engine.call import Call
from swfstore.engine.engine import unknown_execution
from swfstore.engine.moves import Moved
from swfstore.engine.pages import page_size, seal_page, unseal_integers
from swfstore.errors import (
    DefaultUndefinedFault,
    DomainDeprecatedFault,
    LimitExceededFault,
    TypeDeprecatedFault,
    UnknownResourceFault,
    WorkflowExecutionAlreadyStartedFault,
)
from swfstore.shapes.executions import (
    GetWorkflowExecutionHistoryInput,
    RequestCancelWorkflowExecutionInput,
    SignalWorkflowExecutionInput,
    StartWorkflowExecutionInput,
    TerminateWorkflowExecutionInput,
)
from swfstore.shapes.responses import Run
from swfstore.store import executions, history
from swfstore.store.database import Transaction
from swfstore.store.registry import domain
from swfstore.store.statements import Value
from swfstore.store.types import WORKFLOW_TYPES


def signal_workflow_execution(call: Call, request: SignalWorkflowExecutionInput) -> None:
    """Record a signal in an open run and wake its decider.

    Raises UnknownResourceFault where there is no such open run. Source: SignalWorkflowExecution.
    """
    engine = call.engine
    find = engine.open_run(call.account, request.domain, request.workflow_id, request.run_id)
    engine.perform(find, SignalWorkflowExecution(signal_name=request.signal_name, input=request.input))


def request_cancel_workflow_execution(call: Call, request: RequestCancelWorkflowExecutionInput) -> None:
    """Record in an open run that it is asked to cancel itself, and wake its decider.

    Raises UnknownResourceFault where there is no such open run. Source: RequestCancelWorkflowExecution.
    """
    engine = call.engine
    find = engine.open_run(call.account, request.domain, request.workflow_id, request.run_id)
    engine.perform(find, RequestCancelWorkflowExecution())


def terminate_workflow_execution(call: Call, request: TerminateWorkflowExecutionInput) -> None:
    """Close an open run at once, and apply the child policy: the request's, or the run's own.

    Raises UnknownResourceFault where there is no such open run. Source: TerminateWorkflowExecution.
    """
    engine = call.engine
    find = engine.open_run(call.account, request.domain, request.workflow_id, request.run_id)
    terminate = TerminateWorkflowExecution(
        reason=request.reason, details=request.details, child_policy=request.child_policy
    )
    engine.perform(find, terminate)


def start_workflow_execution(call: Call, request: StartWorkflowExecutionInput) -> Run:
    """Begin a run of a registered type.

    Raises UnknownResourceFault, DomainDeprecatedFault, TypeDeprecatedFault, DefaultUndefinedFault,
    WorkflowExecutionAlreadyStartedFault, LimitExceededFault. Source: StartWorkflowExecution.
    """
    engine = call.engine
    run_id = engine.ids.run_id()
    engine.settle(engine.write(lambda tx: _start(tx, call, request, run_id)))
    return {"runId": run_id}


def _start(tx: Transaction, call: Call, request: StartWorkflowExecutionInput, run_id: str) -> Moved:
    engine, workflow_type = call.engine, request.workflow_type
    in_domain = domain(tx, call.account, request.domain)
    if in_domain.status == DEPRECATED:
        raise DomainDeprecatedFault(request.domain)
    registered = WORKFLOW_TYPES.registered(tx, in_domain.id, workflow_type.name, workflow_type.version)
    described = f"WorkflowType=[name={workflow_type.name}, version={workflow_type.version}]"
    if registered is None:
        raise UnknownResourceFault(f"Unknown type: {described}")
    if registered.status == DEPRECATED:
        raise TypeDeprecatedFault(described)
    started = effective_start(request, workflow_type, registered)
    if isinstance(started, str):
        raise DefaultUndefinedFault(started)
    if executions.open_executions(tx, in_domain.id) >= engine.limits.open_executions:
        raise LimitExceededFault(f"The domain has {engine.limits.open_executions} open executions already")
    step = Step(new_state(request.workflow_id, run_id), engine.clock.now(), engine.facts)
    begin(step, started)
    found = executions.begin(tx, in_domain.id, step)
    if found is None:
        raise WorkflowExecutionAlreadyStartedFault
    return Moved(found, step)


def get_workflow_execution_history(call: Call, request: GetWorkflowExecutionHistoryInput) -> dict[str, object]:
    """The events of a run, open or closed, oldest first or newest first.

    Raises UnknownResourceFault. Source: GetWorkflowExecutionHistory.
    """
    page, token = history_page(call, request)
    response: dict[str, object] = {"events": page}
    if token is not None:
        response["nextPageToken"] = token
    return response


def history_page(call: Call, request: GetWorkflowExecutionHistoryInput) -> tuple[history.Events, str | None]:
    """A page of a history, and the token of the next page."""
    engine, execution = call.engine, request.execution
    size, reverse = page_size(request.maximum_page_size), bool(request.reverse_order)
    query = ("history", call.account, request.domain, execution.workflow_id, execution.run_id, reverse)
    now = engine.clock.now()
    begin: int | None = None
    if request.next_page_token is not None:
        (begin,) = unseal_integers(engine.tokens, now, query, request.next_page_token)

    def work(tx: Transaction) -> tuple[history.Events, range]:
        domain_id = engine.domains.id(tx, call.account, request.domain)
        values: dict[str, Value] = {
            "domain_id": domain_id,
            "workflow_id": execution.workflow_id,
            "run_id": execution.run_id,
        }
        row = tx.one(executions.RUN_EVENTS, values)
        if row is None:
            raise unknown_execution(execution.workflow_id, execution.run_id)
        execution_id, next_event_id = int(row[0] or 0), int(row[1] or 0)
        ids = range(begin or next_event_id - 1, 0, -1) if reverse else range(begin or 1, next_event_id)
        return history.page(tx, execution_id, ids[:size]), ids[size:]

    page, rest = engine.read(work)
    return page, seal_page(engine.tokens, now, query, [rest.start]) if rest else None
