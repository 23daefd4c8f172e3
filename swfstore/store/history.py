"""The histories: events are appended and read in pages, never searched.

What is stored of an event is the JSON that the API returns, written once and not parsed again to be read out.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select

from swfstore.core.events import EVENTS, Event, attributes_json, from_attributes
from swfstore.store.database import Transaction
from swfstore.store.statements import Row, Values, statement
from swfstore.store.tables import events

_COLUMNS = (events.c.event_id, events.c.event_timestamp, events.c.event_type, events.c.attributes)
_OF_EXECUTION = events.c.execution_id == bindparam("execution_id")
_id = events.c.event_id

APPEND = statement(lambda: insert(events))
FORWARD = statement(
    lambda: select(*_COLUMNS).where(_OF_EXECUTION, _id >= bindparam("from_id")).order_by(_id).limit(bindparam("most"))
)
BACKWARD = statement(
    lambda: (
        select(*_COLUMNS)
        .where(_OF_EXECUTION, _id <= bindparam("from_id"))
        .order_by(_id.desc())
        .limit(bindparam("most"))
    )
)


def append(tx: Transaction, execution_id: int, now: int, recorded: Sequence[tuple[int, Event]]) -> None:
    """Write the events of a step, each under its id; a second event of the same id is refused by the primary key."""
    rows: list[Values] = [
        {
            "execution_id": execution_id,
            "event_id": event_id,
            "event_type": type(event).__name__,
            "event_timestamp": now,
            "attributes": attributes_json(event),
        }
        for event_id, event in recorded
    ]
    if len(rows) == 1:
        tx.run(APPEND, rows[0])
    else:
        tx.many(APPEND, rows)


def page(tx: Transaction, execution_id: int, first: int, last: int, most: int, reverse: bool = False) -> list[Row]:
    """At most `most` rows of (event id, timestamp in ms, type, attributes as JSON text) from `first` to `last`."""
    # A history has no gaps: that many rows do not go beyond the other end.
    most = max(0, min(most, last - first + 1))
    values = {"execution_id": execution_id, "from_id": last if reverse else first, "most": most}
    return tx.all(BACKWARD if reverse else FORWARD, values)


_MEMBERS = {kind: f"{kind[0].lower()}{kind[1:]}EventAttributes" for kind in EVENTS}
"""The member of a HistoryEvent that holds the attributes, by event type."""


def _parts(event_type: str) -> tuple[str, str]:
    # Keys are sorted as the service sorts them: the attributes stand before or after the event's id.
    member = _MEMBERS[event_type]
    if member < "eventId":
        return f'{{"{member}":', f',"eventType":"{event_type}"}}'
    return "", f',"eventType":"{event_type}","{member}":'


_PARTS = {event_type: _parts(event_type) for event_type in EVENTS}
"""What stands before the attributes where they come first, and what stands after the timestamp, by event type."""


class Events:
    """A page of a history: kept as it is stored, so that the JSON of its attributes is not parsed to be sent.

    Not a dataclass: orjson would write the rows of one, and never ask for `json`.
    """

    __slots__ = ("rows",)

    def __init__(self, rows: Sequence[Any]) -> None:  # of (int, int, str, str), the columns of `page`
        self.rows = rows

    def json(self) -> str:
        """The list of HistoryEvents as the service writes it: compact, keys sorted, timestamps in seconds."""
        if not self.rows:
            return "[]"
        # orjson writes all the fractions at once: that takes a third of the time of as many f-strings.
        moments = orjson.dumps([row[1] / 1000 for row in self.rows])[1:-1].decode().split(",")
        texts = [
            f'{before}{attributes},"eventId":{event_id},"eventTimestamp":{moment}{after}'
            if before
            else f'{{"eventId":{event_id},"eventTimestamp":{moment}{after}{attributes}}}'
            for (event_id, _, event_type, attributes), moment in zip(self.rows, moments, strict=False)
            for before, after in [_PARTS[event_type]]
        ]
        texts[0] = f"[{texts[0]}"
        texts[-1] += "]"
        return ",".join(texts)

    def members(self, moment: Callable[[int], object]) -> list[dict[str, object]]:
        """The HistoryEvents as dicts; `moment` makes the timestamps of milliseconds, UTC."""
        return [
            {
                "eventId": event_id,
                "eventTimestamp": moment(timestamp),
                "eventType": event_type,
                _MEMBERS[event_type]: orjson.loads(attributes),
            }
            for event_id, timestamp, event_type, attributes in self.rows
        ]


_CHUNK = 5000


def read_events(tx: Transaction, execution_id: int) -> Iterator[tuple[int, int, Event]]:
    """The whole history as (event id, timestamp in ms, event), for whoever rebuilds a state."""
    first = 1
    while rows := page(tx, execution_id, first, 2**31 - 1, _CHUNK):
        for event_id, timestamp, event_type, attributes in rows:
            event = from_attributes(EVENTS[str(event_type)], orjson.loads(str(attributes)))
            yield int(event_id or 0), int(timestamp or 0), event
        if len(rows) < _CHUNK:
            return
        first = int(rows[-1][0] or 0) + 1
