"""The domain and the types of a history that is imported: found, or registered with what its events say of them."""

from collections.abc import Iterator, Sequence

from swfstore.core import events as e
from swfstore.core.values import ActivityType, WorkflowType
from swfstore.engine.engine import Engine
from swfstore.errors import SwfstoreError
from swfstore.histories.checking import Recorded
from swfstore.store.database import Transaction
from swfstore.store.registry import domain_row, register_domain
from swfstore.store.types import ACTIVITY_TYPES, WORKFLOW_TYPES

RETENTION = "36500"
"""Days, a hundred years, that a domain which is made for an import keeps closed runs: they may be old already."""

_ACTIVITY = {
    "default_task_list": "task_list",
    "default_task_priority": "task_priority",
    "default_task_start_to_close_timeout": "start_to_close_timeout",
    "default_task_heartbeat_timeout": "heartbeat_timeout",
    "default_task_schedule_to_start_timeout": "schedule_to_start_timeout",
    "default_task_schedule_to_close_timeout": "schedule_to_close_timeout",
}
_WORKFLOW = {
    "default_task_list": "task_list",
    "default_task_priority": "task_priority",
    "default_task_start_to_close_timeout": "task_start_to_close_timeout",
    "default_execution_start_to_close_timeout": "execution_start_to_close_timeout",
    "default_child_policy": "child_policy",
    "default_lambda_role": "lambda_role",
}
"""Which member of an event becomes which default of its type."""


def domain_for(tx: Transaction, engine: Engine, account: str, name: str, register: bool) -> int:
    """The row id of the domain; with `register` it is made where there is none, else SwfstoreError is raised."""
    found = domain_row(tx, account, name)
    if found is None and register:
        register_domain(tx, account, name, None, RETENTION, engine.clock.now())
        found = domain_row(tx, account, name)
    if found is None:
        raise SwfstoreError(f"there is no domain {name}: register it, or let the import do it")
    return found.id


def types_for(
    tx: Transaction, engine: Engine, domain_id: int, recorded: Sequence[Recorded], register: bool, name: str
) -> None:
    """See that the types that the events name are registered; errors as `domain_for`."""
    now = engine.clock.now()
    for type_, event in _named(recorded):
        table, members = (ACTIVITY_TYPES, _ACTIVITY) if isinstance(type_, ActivityType) else (WORKFLOW_TYPES, _WORKFLOW)
        if table.find(tx, domain_id, type_.name, type_.version) is not None:
            continue
        if not register:
            raise SwfstoreError(f"{name}: {type(type_).__name__} {type_.name}/{type_.version} is not registered")
        defaults = [_text(getattr(event, members[default])) for default in table.defaults]
        table.register(tx, domain_id, type_.name, type_.version, None, defaults, now)


def _named(recorded: Sequence[Recorded]) -> Iterator[tuple[ActivityType | WorkflowType, e.Event]]:
    """Each type, with the first event that says how a task or an execution of it is configured."""
    seen = set()
    for _, _, event in recorded:
        type_: ActivityType | WorkflowType
        if isinstance(event, e.ActivityTaskScheduled):
            type_ = event.activity_type
        elif isinstance(
            event,
            e.WorkflowExecutionStarted | e.StartChildWorkflowExecutionInitiated | e.WorkflowExecutionContinuedAsNew,
        ):
            type_ = event.workflow_type
        else:
            continue
        if type_ not in seen:
            seen.add(type_)
            yield type_, event


def _text(value: object) -> str | None:
    name = getattr(value, "name", value)
    return None if name is None else str(name)
