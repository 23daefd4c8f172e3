"""What a failed test shows of a store: the histories of its open executions as text, one event per line."""

import shlex
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from swfstore.store.open_histories import OpenExecution, StoredEvent, latest_events, open_executions

if TYPE_CHECKING:
    from swfstore.store.database import Database, Transaction

MOST_EXECUTIONS = 10
MOST_EVENTS = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def open_histories(database: "Database", executions: int = MOST_EXECUTIONS, events: int = MOST_EVENTS) -> str:
    """The histories of the open executions, the oldest first; of each its last events. Empty where none is open.

    Nothing happens by this in the store: what is due stays due.
    """

    def read(tx: "Transaction") -> str:
        found = open_executions(tx, executions + 1)
        told = [_told(tx, execution, events) for execution in found[:executions]]
        if len(found) > executions:
            told.append(f"and more: only the first {executions} open executions are shown")
        return "\n\n".join(told)

    return database.read(read)


def _told(tx: "Transaction", execution: OpenExecution, most: int) -> str:
    lines = [f"{execution.domain}/{execution.workflow_id} is open, run {execution.run_id}"]
    left_out = execution.next_event_id - 1 - most
    if left_out > 0:
        lines.append(f"      ... {left_out} earlier events")
    lines += map(line, latest_events(tx, execution, most))
    return "\n".join(lines)


def line(event: StoredEvent) -> str:
    """One event: its id, its time, its type, and its attributes as `name=value`, the ids of other events last."""
    attributes: Mapping[str, object] = orjson.loads(event.attributes)
    ordered = sorted(attributes.items(), key=lambda member: (member[0].endswith("EventId"), member[0]))
    words = [f"{name}={shlex.quote(short(value))}" for name, value in ordered]
    moment = _EPOCH + timedelta(milliseconds=event.timestamp)
    when = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return " ".join([f"{event.event_id:>5}  {when}  {event.event_type}", *words])


def short(value: object) -> str:
    """A value in few words, on one line: a task list by its name, a type as name/version, an execution by its ids."""
    match value:
        case str():
            return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in value)
        case {"workflowId": workflow_id, **rest}:
            return "/".join([str(workflow_id), *map(str, rest.values())])
        case {"name": name, **rest}:
            return "/".join([str(name), *map(str, rest.values())])
    return orjson.dumps(value).decode()
