"""The domains of an account.

A domain is found by account and name, and is never deleted: its row id stays good, and `Domains` remembers it, so that
the hot path does not ask for it again. Lists are in the byte order of the names, as the real service's are.
"""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Table, bindparam, select, update

from swfstore.core.facts import DEPRECATED, REGISTERED
from swfstore.errors import UnknownResourceFault
from swfstore.store.database import Transaction
from swfstore.store.rows import ONE, bounded, counted, made
from swfstore.store.statements import Statement, Value, insert_if_new, statement
from swfstore.store.tables import activity_types, domains, workflow_types

_d = domains.c


@dataclass(frozen=True, slots=True)
class Domain:
    """One row of `domains`; `retention_days` is the text that was given: `NONE`, or `0` to `90`."""

    id: int
    name: str
    status: str
    description: str | None
    retention_days: str


_COLUMNS = (_d.id, _d.name, _d.status, _d.description, _d.retention_days)
_NAMED = (_d.account == bindparam("account"), _d.name == bindparam("name"))
_FIND = statement(lambda: select(*_COLUMNS).where(*_NAMED))
_LOCK = statement(lambda: select(*_COLUMNS).where(*_NAMED).with_for_update(key_share=True))
_COUNT = statement(lambda: bounded(select(ONE).select_from(domains).where(_d.account == bindparam("account"))))

_INSERT = statement(
    lambda: insert_if_new(domains).values(
        account=bindparam("account"),
        name=bindparam("name"),
        description=bindparam("description"),
        retention_days=bindparam("retention_days"),
        status=REGISTERED,
        created_at=bindparam("now"),
        open_executions=0,
    )
)
_MARK = statement(
    lambda: (
        update(domains)
        .where(_d.id == bindparam("domain_id"))
        .values(status=bindparam("new_status"), deprecated_at=bindparam("deprecated_at"))
    )
)


def _deprecate_all(table: Table) -> Statement:
    registered = (table.c.domain_id == bindparam("of_domain"), table.c.status == REGISTERED)
    marked = {"status": DEPRECATED, "deprecated_at": bindparam("now")}
    return statement(lambda: update(table).where(*registered).values(marked))


_DEPRECATE_TYPES = (_deprecate_all(workflow_types), _deprecate_all(activity_types))


def domain_row(tx: Transaction, account: str, name: str) -> Domain | None:
    """The domain of that name, or None."""
    row = tx.one(_FIND, {"account": account, "name": name})
    return None if row is None else made(Domain, row)


def domain(tx: Transaction, account: str, name: str) -> Domain:
    """The domain of that name; raises UnknownResourceFault."""
    found = domain_row(tx, account, name)
    if found is None:
        raise UnknownResourceFault(f"Unknown domain: {name}")
    return found


def locked_domain(tx: Transaction, account: str, name: str) -> Domain:
    """The domain of that name, which nobody else changes before the transaction ends; raises UnknownResourceFault.

    What is registered in a domain, and its tags, change under this lock.
    """
    row = tx.one(_LOCK, {"account": account, "name": name})
    if row is None:
        raise UnknownResourceFault(f"Unknown domain: {name}")
    return made(Domain, row)


def count_domains(tx: Transaction, account: str, most: int) -> int:
    """How many domains the account has, deprecated ones included; `most` stands for that many or more."""
    return counted(tx, _COUNT, account=account, most=most)


def register_domain(
    tx: Transaction, account: str, name: str, description: str | None, retention_days: str, now: int
) -> bool:
    """Add a domain; False where the name is taken."""
    values: dict[str, Value] = {"account": account, "name": name, "description": description}
    return tx.run(_INSERT, {**values, "retention_days": retention_days, "now": now}) == 1


def deprecate_domain(tx: Transaction, domain_id: int, now: int) -> None:
    """Mark a domain as deprecated, and every type that is registered in it."""
    tx.run(_MARK, {"domain_id": domain_id, "new_status": DEPRECATED, "deprecated_at": now})
    for mark in _DEPRECATE_TYPES:
        tx.run(mark, {"of_domain": domain_id, "now": now})


def undeprecate_domain(tx: Transaction, domain_id: int) -> None:
    """Mark a domain as registered again; its types stay as they are."""
    tx.run(_MARK, {"domain_id": domain_id, "new_status": REGISTERED, "deprecated_at": None})


@cache
def _list(after: bool, reverse: bool) -> Statement:
    position = _d.name < bindparam("after") if reverse else _d.name > bindparam("after")
    listed = select(*_COLUMNS).where(_d.account == bindparam("account"), _d.status == bindparam("status"))
    paged = listed.where(position) if after else listed
    return statement(
        lambda: paged.order_by(_d.name.desc() if reverse else _d.name).limit(bindparam("most")),
    )


def list_domains(
    tx: Transaction, account: str, status: str, *, after: str | None, reverse: bool, most: int
) -> list[Domain]:
    """The domains with that status that come after a name, in the order of their names; `most` at the most."""
    values: dict[str, Value] = {"account": account, "status": status, "most": most}
    if after is not None:
        values["after"] = after
    return [made(Domain, row) for row in tx.all(_list(after is not None, reverse), values)]


class Domains:
    """Remembers the row ids of domains.

    A row that is found is a committed one, since no transaction looks for a domain after it has registered it; if a
    commit that several operations share can fail, `forget` what was remembered in it.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], int] = {}

    def id(self, tx: Transaction, account: str, name: str) -> int:
        """The row id of a domain; raises UnknownResourceFault."""
        found = self._ids.get((account, name))
        if found is None:
            found = self._ids[account, name] = domain(tx, account, name).id
        return found

    def known(self, account: str, name: str) -> int | None:
        """The row id of a domain that was asked for before, or None."""
        return self._ids.get((account, name))

    def forget(self) -> None:
        """Ask the database again."""
        self._ids.clear()
