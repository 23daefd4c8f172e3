"""What a process tells the others that use the same PostgreSQL database: that tasks are ready to be polled.

A notice is sent by NOTIFY when the commit that has made the tasks is durable, on the same connection. In that commit it
would take a lock of the whole database server until the disk has answered, so that such commits would wait for one
another. A notice that is lost, because the process or its connection ends in that moment, is made up for by whoever
listens: it looks for itself from time to time.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from swfstore.core.ready import ready_tasks
from swfstore.core.state import State

CHANNEL = "swfstore"

LONGEST = 7_900
"""Bytes that PostgreSQL takes in a notice; it says 8,000."""

_SEND = "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload"

logger = logging.getLogger("swfstore")


class Ready(NamedTuple):
    """Tasks of a list that can be polled: their kind, the row id of their domain, the list, and how many there are."""

    kind: str
    domain_id: int
    task_list: str
    many: int


def ready(domain_id: int, state: State) -> list[Ready]:
    """What a step has made ready in the state of an execution."""
    counted = Counter(ready_tasks(state))
    return [Ready(kind, domain_id, task_list, many) for (kind, task_list), many in counted.items()]


def written(sender: int, tasks: Ready) -> str:
    """The text of a notice; an empty one, which may mean everything, where the task list has too long a name."""
    text = orjson.dumps([sender, *tasks])
    return text.decode() if len(text) <= LONGEST else ""


def understood(text: str) -> tuple[int, Ready | None]:
    """Who has sent a notice, and which tasks are ready; None where that may be any."""
    try:
        sender, kind, domain_id, task_list, many = orjson.loads(text)
        return int(sender), Ready(str(kind), int(domain_id), str(task_list), int(many))
    except (ValueError, TypeError):  # somebody else's, or of another version
        return 0, None


def first_line(error: Exception) -> str:
    """What a driver's error says first, for the log."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def send(connection: Any, sender: int, tasks: Iterable[Ready], errors: tuple[type[Exception], ...]) -> bool:
    """Tell the others on this psycopg connection, which has just committed; whether it can be used again.

    `sender` is the number by which the process knows its own notices again, 0 if it does not listen.
    """
    try:
        connection.autocommit = True
        connection.execute(_SEND, (CHANNEL, [written(sender, each) for each in tasks]))
        connection.autocommit = False
        return True
    except errors as error:  # what the call has done is committed all the same
        logger.warning("other processes are not told of a task: %s", first_line(error))
        return False
