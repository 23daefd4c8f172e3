"""Decision tasks: polled for with the history that they are about, and answered with decisions."""

from dataclasses import dataclass

from swfstore.core.rules.deciding import RespondDecisionTaskCompleted, StartDecisionTask
from swfstore.engine.call import Call
from swfstore.engine.facts import decision_facts
from swfstore.engine.moves import Moved
from swfstore.engine.pages import POLL_LIFETIME, page_size, seal_page, unseal_integers
from swfstore.engine.polling import next_task, take_this
from swfstore.engine.tasks import DECISION, Task, find_task, seal_task, unseal_task
from swfstore.errors import ValidationException
from swfstore.ids import INVALID
from swfstore.shapes.tasks import PollForDecisionTaskInput, RespondDecisionTaskCompletedInput
from swfstore.store import dispatch, executions, history
from swfstore.store.database import Transaction
from swfstore.store.executions import located


@dataclass(frozen=True, slots=True)
class _Given:
    """A decision task that a decider has, and which events come next."""

    task: Task
    workflow_id: str
    run_id: str
    type_name: str
    type_version: str
    previous_started_event_id: int
    ids: range


def poll_for_decision_task(call: Call, request: PollForDecisionTaskInput) -> dict[str, object]:
    """Take the next decision task of a list, with a page of its history; wait for one for a minute.

    With a page token: more of the history of the task that was taken. A poll without a task answers without a task
    token. Raises UnknownResourceFault for the domain, LimitExceededFault for too many polls. Source:
    PollForDecisionTask.
    """
    if request.next_page_token is not None:
        return _page(call, request, _given_before(call, request, request.next_page_token))
    taken = next_task(
        call,
        DECISION,
        request.domain,
        request.task_list.name,
        lambda scheduled: StartDecisionTask(scheduled_event_id=scheduled, identity=request.identity),
    )
    if taken is None:
        return {"previousStartedEventId": 0, "startedEventId": 0}
    return _page(call, request, _given_now(request, *taken))


def take_decision_task(
    call: Call, request: PollForDecisionTaskInput, execution_id: int, scheduled_event_id: int
) -> dict[str, object] | None:
    """Take this very task as a poll would; None where it cannot be had. No operation of the API: for workers inside."""
    taken = take_this(
        call,
        dispatch.THIS_DECISION_TASK,
        execution_id,
        scheduled_event_id,
        lambda scheduled: StartDecisionTask(scheduled_event_id=scheduled, identity=request.identity),
        lambda tx, scheduled, moved: _page(call, request, _given_now(request, scheduled, moved), tx),
    )
    return None if taken is None else taken[1]


def _given_now(request: PollForDecisionTaskInput, scheduled_event_id: int, moved: Moved) -> _Given:
    header = moved.found.state.header
    started = header.running_decision_started_event_id
    assert started is not None, "it has just been started"
    previous = header.previous_started_event_id
    return _Given(
        Task(moved.found.execution_id, scheduled_event_id, started, request.domain),
        header.workflow_id,
        header.run_id,
        header.workflow_type_name,
        header.workflow_type_version,
        previous,
        _ids(request, max(1, previous) if request.start_at_previous_started_event else 1, started),
    )


def _ids(request: PollForDecisionTaskInput, first: int, last: int) -> range:
    ids = range(first, last + 1)
    return ids[::-1] if request.reverse_order else ids


def _query(call: Call, request: PollForDecisionTaskInput) -> tuple[object, ...]:
    reverse, since_previous = bool(request.reverse_order), bool(request.start_at_previous_started_event)
    return ("decision task", call.account, request.domain, request.task_list.name, reverse, since_previous)


def _given_before(call: Call, request: PollForDecisionTaskInput, token: str) -> _Given:
    engine = call.engine
    position = unseal_integers(engine.tokens, engine.clock.now(), _query(call, request), token, POLL_LIFETIME)
    execution_id, scheduled, started, previous, first, last = position
    row = engine.read(lambda tx: tx.one(executions.FIND_ID, {"id": execution_id}))
    if row is None:
        raise ValidationException(INVALID)
    header = located(row).state.header
    return _Given(
        Task(execution_id, scheduled, started, request.domain),
        header.workflow_id,
        header.run_id,
        header.workflow_type_name,
        header.workflow_type_version,
        previous,
        _ids(request, first, last),
    )


def _page(
    call: Call, request: PollForDecisionTaskInput, given: _Given, inside: Transaction | None = None
) -> dict[str, object]:
    engine, task = call.engine, given.task
    size = page_size(request.maximum_page_size)
    ids, rest = given.ids[:size], given.ids[size:]

    def read(tx: Transaction) -> history.Events:
        return history.page(tx, task.execution_id, ids)

    page = engine.database.read(read) if inside is None else read(inside)
    response: dict[str, object] = {
        "taskToken": seal_task(call, DECISION, task),
        "startedEventId": task.started_event_id,
        "previousStartedEventId": given.previous_started_event_id,
        "workflowExecution": {"workflowId": given.workflow_id, "runId": given.run_id},
        "workflowType": {"name": given.type_name, "version": given.type_version},
        "events": page,
    }
    if rest:
        about = (task.execution_id, task.scheduled_event_id, task.started_event_id, given.previous_started_event_id)
        position = [*about, min(rest[0], rest[-1]), max(rest[0], rest[-1])]
        token = seal_page(engine.tokens, engine.clock.now(), _query(call, request), position)
        response["nextPageToken"] = token
    return response


def respond_decision_task_completed(call: Call, request: RespondDecisionTaskCompletedInput) -> None:
    """Answer a decision task: its decisions are carried out in order, each done or refused by an event.

    Raises UnknownResourceFault where the decider does not hold the task any more. Source:
    RespondDecisionTaskCompleted.
    """
    task = unseal_task(call, DECISION, request.task_token)
    answer = RespondDecisionTaskCompleted(
        scheduled_event_id=task.scheduled_event_id,
        started_event_id=task.started_event_id,
        decisions=request.decisions or (),
        execution_context=request.execution_context,
        task_list=request.task_list,
        task_list_schedule_to_start_timeout=request.task_list_schedule_to_start_timeout,
    )
    call.engine.perform(
        find_task(task), answer, lambda tx, found: decision_facts(tx, found, answer.decisions, call, task.domain)
    )
