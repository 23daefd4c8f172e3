"""What one execution has to say to another: written by the sender's commit, delivered in a transaction of the receiver.

Messages to one workflow id are delivered in the order in which they were sent. Whoever delivers one locks the receiver
first and then deletes the message by its id: if that deletes nothing, somebody else has delivered it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import bindparam, delete, exists, insert, select

from swfstore.core.command import COMMANDS, Message
from swfstore.core.values import unwire, wire
from swfstore.store.database import Transaction
from swfstore.store.statements import Row, statement
from swfstore.store.tables import messages

_earlier = messages.alias("earlier")
_c = messages.c

SEND = statement(lambda: insert(messages).values({c.name: bindparam(c.name) for c in _c if c.name != "id"}))
DELETE = statement(lambda: delete(messages).where(_c.id == bindparam("id")))
_LETTER = (_c.id, _c.domain_id, _c.workflow_id, _c.run_id, _c.kind, _c.body)
ALL_OF = statement(lambda: select(*_LETTER).where(_c.domain_id == bindparam("domain_id")).order_by(_c.id))
OLDEST = statement(
    lambda: (
        select(*_LETTER)
        .where(
            ~exists().where(
                _earlier.c.domain_id == _c.domain_id,
                _earlier.c.workflow_id == _c.workflow_id,
                _earlier.c.id < _c.id,
            )
        )
        .order_by(_c.id)
        .limit(bindparam("most"))
    )
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that waits: its id, the receiver's domain, and the message."""

    id: int
    domain_id: int
    message: Message


def send(tx: Transaction, domain_id: int, now: int, sent: Sequence[Message]) -> None:
    """Leave the messages for their receivers, in order."""
    for message in sent:
        tx.run(
            SEND,
            {
                "domain_id": domain_id,
                "workflow_id": message.workflow_id,
                "run_id": message.run_id,
                "kind": type(message.command).__name__,
                "body": orjson.dumps(wire(message.command)).decode(),
                "sent_at": now,
            },
        )


def oldest(tx: Transaction, most: int) -> list[Letter]:
    """The oldest message of each of some receivers."""
    return [_letter(row) for row in tx.all(OLDEST, {"most": most})]


def all_of(tx: Transaction, domain_id: int) -> list[Message]:
    """Every message that waits in a domain, for whoever looks whether one is missing."""
    return [_letter(row).message for row in tx.all(ALL_OF, {"domain_id": domain_id})]


def _letter(row: Row) -> Letter:
    letter_id, domain_id, workflow_id, run_id, kind, body = row
    command = unwire(COMMANDS[str(kind)], orjson.loads(str(body)))
    run = None if run_id is None else str(run_id)
    message = Message(workflow_id=str(workflow_id), run_id=run, command=command)
    return Letter(int(letter_id or 0), int(domain_id or 0), message)


def take(tx: Transaction, letter: Letter) -> bool:
    """Remove the message that is being delivered; False if somebody else has delivered it."""
    return tx.run(DELETE, {"id": letter.id}) == 1
