"""The same signal through the SQLAlchemy ORM, as it is usually written: mapped classes, a session, a commit.

It is on the same tables, with the same engine and at the same durability; it checks nothing of the request.
"""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, registry

from benchmarks.floor import now
from benchmarks.places import DOMAIN
from swfstore.store import tables


class _Domain:
    """A row of `domains`."""

    name: Any
    id: Any


class _Execution:
    """A row of `executions`."""

    id: Any
    domain_id: Any
    workflow_id: Any
    closed_at: Any
    next_event_id: Any
    latest_event_at: Any


class _Event:
    """A row of `events`."""

    def __init__(self, **columns: object) -> None:
        for name, value in columns.items():
            setattr(self, name, value)


_mapper = registry()
_mapper.map_imperatively(_Domain, tables.domains)
_mapper.map_imperatively(_Execution, tables.executions)
_mapper.map_imperatively(_Event, tables.events)


def signal(opened: Any, workflow_id: str) -> None:
    """SignalWorkflowExecution of a run whose decision task waits already."""
    with Session(opened.engine.database.engine) as session, session.begin():
        execution = session.scalars(
            select(_Execution)
            .join(_Domain, _Domain.id == _Execution.domain_id)
            .where(_Domain.name == DOMAIN, _Execution.workflow_id == workflow_id, _Execution.closed_at.is_(None))
            .with_for_update()
        ).one()
        at = now()
        attributes = {"externalInitiatedEventId": 0, "input": "by Ann", "signalName": "approved"}
        session.add(
            _Event(
                execution_id=execution.id,
                event_id=execution.next_event_id,
                event_type="WorkflowExecutionSignaled",
                event_timestamp=at,
                attributes=json.dumps(attributes),
            )
        )
        execution.next_event_id += 1
        execution.latest_event_at = at
