"""The tags of domains: keys, each with a value or without."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, delete, func, insert, select

from swfstore.store.database import Transaction
from swfstore.store.rows import counted
from swfstore.store.statements import statement
from swfstore.store.tables import domain_tags

_t = domain_tags.c

_TAGS = statement(lambda: select(_t.key, _t.value).where(_t.domain_id == bindparam("domain_id")).order_by(_t.key))
_COUNT = statement(lambda: select(func.count()).select_from(domain_tags).where(_t.domain_id == bindparam("domain_id")))
_REMOVE = statement(
    lambda: delete(domain_tags).where(_t.domain_id == bindparam("of_domain"), _t.key == bindparam("of_key"))
)
_ADD = statement(
    lambda: insert(domain_tags).values(domain_id=bindparam("domain_id"), key=bindparam("key"), value=bindparam("value"))
)


def tags_of(tx: Transaction, domain_id: int) -> dict[str, str | None]:
    """The tags of a domain in the order of their keys."""
    return {str(key): None if value is None else str(value) for key, value in tx.all(_TAGS, {"domain_id": domain_id})}


def put_tags(tx: Transaction, domain_id: int, tags: Mapping[str, str | None]) -> int:
    """Add tags to a domain that is locked, or change their values; how many it has then."""
    remove_tags(tx, domain_id, tags)
    if tags:
        tx.many(_ADD, [{"domain_id": domain_id, "key": key, "value": value} for key, value in tags.items()])
    return counted(tx, _COUNT, domain_id=domain_id)


def remove_tags(tx: Transaction, domain_id: int, keys: Iterable[str]) -> None:
    """Take tags from a domain; a key that it does not have is no matter."""
    for key in keys:
        tx.run(_REMOVE, {"of_domain": domain_id, "of_key": key})
