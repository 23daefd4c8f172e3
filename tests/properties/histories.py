"""The histories of a database, read with SQL of their own: what the promises are checked against."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from swfstore.store.statements import statement

CLOSES = {
    "WorkflowExecutionCompleted",
    "WorkflowExecutionFailed",
    "WorkflowExecutionCanceled",
    "WorkflowExecutionTerminated",
    "WorkflowExecutionContinuedAsNew",
    "WorkflowExecutionTimedOut",
}

_EXECUTIONS = statement(
    lambda: text(
        "SELECT e.id, d.name, e.workflow_id, e.run_id, e.closed_at, e.close_status, e.next_event_id"
        " FROM executions e JOIN domains d ON d.id = e.domain_id ORDER BY e.id"
    )
)
_EVENTS = statement(
    lambda: text(
        "SELECT execution_id, event_id, event_timestamp, event_type, attributes FROM events"
        " ORDER BY execution_id, event_id"
    )
)


@dataclass(frozen=True)
class Event:
    """One event; `at` in milliseconds, the attributes by the wire's names."""

    id: int
    at: int
    type: str
    attributes: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.attributes[name]

    def __str__(self) -> str:
        return f"{self.id} {self.type}"


@dataclass(frozen=True)
class History:
    """One run and its events."""

    domain: str
    workflow_id: str
    run_id: str
    closed_at: int | None
    close_status: str | None
    next_event_id: int
    events: list[Event]

    @property
    def key(self) -> tuple[str, str]:
        """What tells runs apart."""
        return self.workflow_id, self.run_id

    @property
    def is_open(self) -> bool:
        """Whether the run goes on."""
        return self.closed_at is None

    def of(self, *types: str) -> list[Event]:
        """The events of these types."""
        return [event for event in self.events if event.type in types]

    def __str__(self) -> str:
        return f"{self.workflow_id} {self.run_id[:8]}"


def _history(row: Any) -> History:
    domain, workflow_id, run_id, closed_at, close_status, next_event_id = row
    return History(domain, workflow_id, run_id, closed_at, close_status, next_event_id, [])


def histories(store: Any) -> list[History]:
    """Every run of the database, in the order in which the runs began."""
    runs, events = store.engine.database.read(lambda tx: (tx.all(_EXECUTIONS, {}), tx.all(_EVENTS, {})))
    found: dict[Any, History] = {row[0]: _history(row[1:]) for row in runs}
    for execution_id, event_id, at, event_type, attributes in events:
        found[execution_id].events.append(Event(event_id, at, event_type, json.loads(attributes)))
    return list(found.values())


def rows(store: Any, question: str) -> list[tuple[Any, ...]]:
    """The answer to a question in SQL."""
    asked = statement(lambda: text(question))
    found: list[tuple[Any, ...]] = store.engine.database.read(lambda tx: tx.all(asked, {}))
    return found


def signal_inputs(found: list[History]) -> list[str]:
    """The inputs of all signals that came through the API, in no particular order."""
    signals = [event for history in found for event in history.of("WorkflowExecutionSignaled")]
    return [signal["input"] for signal in signals if not signal["externalInitiatedEventId"]]
