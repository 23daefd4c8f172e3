"""The histories: events are appended and read in pages, never searched.

What is stored of an event is the JSON that the API returns, written once and not parsed again to be read out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select

from swfstore.core.events import EVENTS, Event, attributes_json, from_attributes
from swfstore.errors import InternalFailure
from swfstore.store.database import Transaction
from swfstore.store.statements import Row, Values, statement
from swfstore.store.tables import events

_COLUMNS = (events.c.event_timestamp, events.c.event_type, events.c.attributes)
_OF_EXECUTION = events.c.execution_id == bindparam("execution_id")
_id = events.c.event_id

APPEND = statement(lambda: insert(events))
_BETWEEN = _id.between(bindparam("first"), bindparam("last"))
FORWARD = statement(lambda: select(*_COLUMNS).where(_OF_EXECUTION, _BETWEEN).order_by(_id))
BACKWARD = statement(lambda: select(*_COLUMNS).where(_OF_EXECUTION, _BETWEEN).order_by(_id.desc()))
NUMBERED = statement(
    lambda: (
        select(_id, *_COLUMNS).where(_OF_EXECUTION, _id > bindparam("after_id")).order_by(_id).limit(bindparam("most"))
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


_NUMBERS = tuple(map(str, range(1001)))
"""Event ids as texts: most of what is read are first pages, and to write their ids takes a fifth of the time."""


def _texts_of(ids: range) -> Iterable[str]:
    return _NUMBERS[ids.start : ids.stop : ids.step] if max(ids.start, ids.stop) <= len(_NUMBERS) else map(str, ids)


class Events:
    """A page of a history: kept as it is stored, so that the JSON of its attributes is not parsed to be sent.

    `rows` are (timestamp in ms, type, attributes as JSON) of the events with these ids. Not a dataclass: orjson would
    write the rows of one, and never ask for `json`.
    """

    __slots__ = ("ids", "rows")

    def __init__(self, ids: range, rows: Sequence[Any]) -> None:  # of (int, str, str), the columns of `page`
        self.ids = ids
        self.rows = rows

    def texts(self) -> list[str]:
        """The HistoryEvents as the service writes them: compact, keys sorted, timestamps in seconds."""
        # orjson writes all the fractions at once: that takes a third of the time of as many f-strings.
        moments = orjson.dumps([row[0] / 1000 for row in self.rows])[1:-1].decode().split(",")
        return [
            f'{before}{attributes},"eventId":{event_id},"eventTimestamp":{moment}{after}'
            if before
            else f'{{"eventId":{event_id},"eventTimestamp":{moment}{after}{attributes}}}'
            for event_id, moment, (_, event_type, attributes) in zip(
                _texts_of(self.ids), moments, self.rows, strict=False
            )
            for before, after in [_PARTS[event_type]]
        ]

    def json(self) -> str:
        """The list of HistoryEvents as the service writes it."""
        return f"[{','.join(self.texts())}]"

    def members(self, moment: Callable[[int], object]) -> list[dict[str, object]]:
        """The HistoryEvents as dicts; `moment` makes the timestamps of milliseconds, UTC."""
        return [
            {
                "eventId": event_id,
                "eventTimestamp": moment(timestamp),
                "eventType": event_type,
                _MEMBERS[event_type]: orjson.loads(attributes),
            }
            for event_id, (timestamp, event_type, attributes) in zip(self.ids, self.rows, strict=True)
        ]


def page(tx: Transaction, execution_id: int, ids: range) -> Events:
    """The events with these ids, one or more, up or down; to read the ids too would cost a tenth more.

    Raises InternalFailure where one is missing.
    """
    found, first, last = (FORWARD, ids[0], ids[-1]) if ids.step > 0 else (BACKWARD, ids[-1], ids[0])
    rows = tx.all(found, {"execution_id": execution_id, "first": first, "last": last})
    if len(rows) != len(ids):
        raise InternalFailure("events are missing in a history; `swfstore verify` tells which")
    return Events(ids, rows)


def numbered(tx: Transaction, execution_id: int, after: int, most: int) -> list[Row]:
    """Rows of (event id, timestamp in ms, type, attributes as JSON) as they are found, whatever may be missing."""
    return tx.all(NUMBERED, {"execution_id": execution_id, "after_id": after, "most": most})


_CHUNK = 5000


def read_events(tx: Transaction, execution_id: int) -> Iterator[tuple[int, int, Event]]:
    """The whole history as (event id, timestamp in ms, event), for whoever rebuilds a state."""
    latest = 0
    while rows := numbered(tx, execution_id, latest, _CHUNK):
        for event_id, timestamp, event_type, attributes in rows:
            event = from_attributes(EVENTS[str(event_type)], orjson.loads(str(attributes)))
            yield int(event_id or 0), int(timestamp or 0), event
        if len(rows) < _CHUNK:
            return
        latest = int(rows[-1][0] or 0)
