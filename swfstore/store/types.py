"""Workflow types and activity types: the same rows, but for the defaults that they keep.

`WORKFLOW_TYPES` and `ACTIVITY_TYPES` are the two tables as the rest of the program sees them. Lists are in the byte
order of name and version.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Table, bindparam, delete, select, tuple_, update

from swfstore.core.facts import DEPRECATED, REGISTERED, RegisteredActivityType, RegisteredWorkflowType
from swfstore.store.database import Transaction
from swfstore.store.rows import ONE, bounded, counted, made
from swfstore.store.statements import Statement, Value, insert_if_new, statement
from swfstore.store.tables import activity_types, workflow_types

_F = TypeVar("_F", bound=RegisteredWorkflowType | RegisteredActivityType)


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What every type has: its name, its status, and when (milliseconds, UTC) it was registered and deprecated."""

    name: str
    version: str
    status: str
    description: str | None
    created_at: int
    deprecated_at: int | None


class Types(Generic[_F]):
    """One of the two tables of types; `fact` is what the rules see of a row: its status and its `defaults`."""

    def __init__(self, table: Table, fact: type[_F]) -> None:
        c = table.c
        self.table = table
        self.fact = fact
        self.defaults = tuple(field.name for field in fields(fact) if field.name != "status")
        self._info = tuple(c[field.name] for field in fields(TypeRow))
        facts = (c.status, *(c[name] for name in self.defaults))
        one = (c.domain_id == bindparam("domain_id"), c.name == bindparam("name"), c.version == bindparam("version"))
        that = (c.domain_id == bindparam("d"), c.name == bindparam("n"), c.version == bindparam("v"))
        added = ("domain_id", "name", "version", "description", "created_at", *self.defaults)
        self._fact = statement(lambda: select(*facts).where(*one))
        self._find = statement(lambda: select(*self._info).where(*one))
        self._lock = statement(lambda: select(*self._info).where(*one).with_for_update(key_share=True))
        self._count = statement(
            lambda: bounded(select(ONE).select_from(table).where(c.domain_id == bindparam("domain_id")))
        )
        self._insert = statement(
            lambda: insert_if_new(table).values(status=REGISTERED, **{name: bindparam(name) for name in added})
        )
        self._mark = statement(
            lambda: (
                update(table)
                .where(*that)
                .values(status=bindparam("new_status"), deprecated_at=bindparam("new_deprecated_at"))
            )
        )
        self._delete = statement(lambda: delete(table).where(*that))
        self._page = lru_cache(maxsize=None)(self._listing)

    def registered(self, tx: Transaction, domain_id: int, name: str, version: str) -> _F | None:
        """The status and defaults of a type, or None where it is not registered."""
        row = tx.one(self._fact, _key(domain_id, name, version))
        return None if row is None else made(self.fact, row)

    def find(self, tx: Transaction, domain_id: int, name: str, version: str) -> TypeRow | None:
        """A type, or None."""
        row = tx.one(self._find, _key(domain_id, name, version))
        return None if row is None else made(TypeRow, row)

    def lock(self, tx: Transaction, domain_id: int, name: str, version: str) -> TypeRow | None:
        """A type, which nobody else changes before the transaction ends, or None."""
        row = tx.one(self._lock, _key(domain_id, name, version))
        return None if row is None else made(TypeRow, row)

    def count(self, tx: Transaction, domain_id: int, most: int) -> int:
        """How many types the domain has, deprecated ones included; `most` stands for that many or more."""
        return counted(tx, self._count, domain_id=domain_id, most=most)

    def register(
        self,
        tx: Transaction,
        domain_id: int,
        name: str,
        version: str,
        description: str | None,
        defaults: Sequence[str | None],
        now: int,
    ) -> bool:
        """Add a type with these values of `self.defaults`; False where the name and version are taken."""
        values = {**_key(domain_id, name, version), "description": description, "created_at": now}
        return tx.run(self._insert, {**values, **dict(zip(self.defaults, defaults, strict=True))}) == 1

    def deprecate(self, tx: Transaction, domain_id: int, name: str, version: str, now: int) -> None:
        """Mark a type as deprecated."""
        self._set(tx, domain_id, name, version, DEPRECATED, now)

    def undeprecate(self, tx: Transaction, domain_id: int, name: str, version: str) -> None:
        """Mark a type as registered again."""
        self._set(tx, domain_id, name, version, REGISTERED, None)

    def _set(self, tx: Transaction, domain_id: int, name: str, version: str, status: str, at: int | None) -> None:
        marked: dict[str, Value] = {"new_status": status, "new_deprecated_at": at}
        tx.run(self._mark, {"d": domain_id, "n": name, "v": version, **marked})

    def delete(self, tx: Transaction, domain_id: int, name: str, version: str) -> None:
        """Delete a type; executions and tasks of it go on."""
        tx.run(self._delete, {"d": domain_id, "n": name, "v": version})

    def page(
        self,
        tx: Transaction,
        domain_id: int,
        status: str,
        *,
        name: str | None,
        after: tuple[str, str] | None,
        reverse: bool,
        most: int,
    ) -> list[TypeRow]:
        """The types with that status (and name) that come after a name and version, in that order."""
        values: dict[str, Value] = {"domain_id": domain_id, "status": status, "most": most}
        if name is not None:
            values["name"] = name
        if after is not None:
            values["after_name"], values["after_version"] = after
        listing = self._page(name is not None, after is not None, reverse)
        return [made(TypeRow, row) for row in tx.all(listing, values)]

    def _listing(self, named: bool, after: bool, reverse: bool) -> Statement:
        c = self.table.c
        where: list[ColumnElement[bool]] = [c.domain_id == bindparam("domain_id"), c.status == bindparam("status")]
        keys = (c.version,) if named else (c.name, c.version)
        if named:
            where.append(c.name == bindparam("name"))
        if after:
            here, there = tuple_(*keys), tuple_(*(bindparam(f"after_{key.name}") for key in keys))
            where.append(here < there if reverse else here > there)
        order = [key.desc() for key in keys] if reverse else keys
        return statement(lambda: select(*self._info).where(*where).order_by(*order).limit(bindparam("most")))


def _key(domain_id: int, name: str, version: str) -> dict[str, Value]:
    return {"domain_id": domain_id, "name": name, "version": version}


WORKFLOW_TYPES = Types(workflow_types, RegisteredWorkflowType)
ACTIVITY_TYPES = Types(activity_types, RegisteredActivityType)
