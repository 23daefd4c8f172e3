"""What can be done with registered types, workflow types and activity types alike.

Source: the API reference; the texts of the faults are those of the evidence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from swfstore.core.facts import DEPRECATED, REGISTERED, RegisteredActivityType, RegisteredWorkflowType
from swfstore.core.limits import Limits
from swfstore.core.values import ActivityType, TaskList, WorkflowType, camel
from swfstore.engine.call import Call
from swfstore.errors import (
    DomainDeprecatedFault,
    LimitExceededFault,
    TypeAlreadyExistsFault,
    TypeDeprecatedFault,
    TypeNotDeprecatedFault,
    UnknownResourceFault,
)
from swfstore.operations.paging import Position, page
from swfstore.shapes.types import (
    ListActivityTypesInput,
    ListWorkflowTypesInput,
    RegisterActivityTypeInput,
    RegisterWorkflowTypeInput,
)
from swfstore.store import registry
from swfstore.store.database import Transaction
from swfstore.store.types import ACTIVITY_TYPES, WORKFLOW_TYPES, TypeRow, Types

TypeName: TypeAlias = WorkflowType | ActivityType
Registration: TypeAlias = RegisterWorkflowTypeInput | RegisterActivityTypeInput
Listing: TypeAlias = ListWorkflowTypesInput | ListActivityTypesInput

CANNOT_DELETE = "The type is currently registered and cannot be deleted in its current state"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where workflow types and activity types differ: their names, their table, their quota."""

    word: str
    words: str
    types: Types[RegisteredWorkflowType] | Types[RegisteredActivityType]
    quota: Callable[[Limits], int]

    def text(self, name: str, version: str) -> str:
        """The type as the faults write it."""
        return f"{self.word}=[name={name}, version={version}]"


WORKFLOW = Kind("WorkflowType", "workflow types", WORKFLOW_TYPES, lambda limits: limits.workflow_types)
ACTIVITY = Kind("ActivityType", "activity types", ACTIVITY_TYPES, lambda limits: limits.activity_types)


def register(call: Call, kind: Kind, request: Registration) -> None:
    """Register a type; raises UnknownResource-, DomainDeprecated-, TypeAlreadyExists- and LimitExceededFault."""
    engine, name, version = call.engine, request.name, request.version
    defaults = [_default(getattr(request, default)) for default in kind.types.defaults]

    def work(tx: Transaction) -> None:
        domain = registry.locked_domain(tx, call.account, request.domain)
        if domain.status == DEPRECATED:
            raise DomainDeprecatedFault(request.domain)
        if kind.types.find(tx, domain.id, name, version) is not None:
            raise TypeAlreadyExistsFault(kind.text(name, version))
        most = kind.quota(engine.limits)
        if kind.types.count(tx, domain.id, most) == most:
            raise LimitExceededFault(f"The domain has {most} {kind.words} already")
        kind.types.register(tx, domain.id, name, version, request.description, defaults, engine.clock.now())

    engine.write(work)


def _default(value: TaskList | str | None) -> str | None:
    return value.name if isinstance(value, TaskList) else value


def deprecate(call: Call, kind: Kind, domain: str, type_: TypeName) -> None:
    """Deprecate a type; raises UnknownResourceFault, TypeDeprecatedFault."""

    def change(tx: Transaction, domain_id: int, row: TypeRow) -> None:
        if row.status == DEPRECATED:
            raise TypeDeprecatedFault(kind.text(row.name, row.version))
        kind.types.deprecate(tx, domain_id, row.name, row.version, call.engine.clock.now())

    _change(call, kind, domain, type_, change)


def undeprecate(call: Call, kind: Kind, domain: str, type_: TypeName) -> None:
    """Make a type usable again; raises UnknownResourceFault, TypeAlreadyExistsFault."""

    def change(tx: Transaction, domain_id: int, row: TypeRow) -> None:
        if row.status == REGISTERED:
            raise TypeAlreadyExistsFault(kind.text(row.name, row.version))
        kind.types.undeprecate(tx, domain_id, row.name, row.version)

    _change(call, kind, domain, type_, change)


def delete(call: Call, kind: Kind, domain: str, type_: TypeName) -> None:
    """Delete a deprecated type, executions of it go on; raises UnknownResourceFault, TypeNotDeprecatedFault."""

    def change(tx: Transaction, domain_id: int, row: TypeRow) -> None:
        if row.status == REGISTERED:
            raise TypeNotDeprecatedFault(CANNOT_DELETE)
        kind.types.delete(tx, domain_id, row.name, row.version)

    _change(call, kind, domain, type_, change)


def _change(
    call: Call, kind: Kind, domain: str, type_: TypeName, change: Callable[[Transaction, int, TypeRow], None]
) -> None:
    def work(tx: Transaction) -> None:
        domain_id = call.engine.domains.id(tx, call.account, domain)
        row = kind.types.lock(tx, domain_id, type_.name, type_.version)
        if row is None:
            raise _unknown(kind, type_)
        change(tx, domain_id, row)

    call.engine.write(work)


def _unknown(kind: Kind, type_: TypeName) -> UnknownResourceFault:
    return UnknownResourceFault(f"Unknown type: {kind.text(type_.name, type_.version)}")


def describe(call: Call, kind: Kind, domain: str, type_: TypeName) -> Mapping[str, object]:
    """The typeInfo and the configuration of a type; raises UnknownResourceFault."""
    name, version = type_.name, type_.version

    def work(tx: Transaction) -> Mapping[str, object]:
        domain_id = call.engine.domains.id(tx, call.account, domain)
        row = kind.types.find(tx, domain_id, name, version)
        registered = kind.types.registered(tx, domain_id, name, version)
        if row is None or registered is None:
            raise _unknown(kind, type_)
        return {"configuration": _configuration(kind, registered), "typeInfo": _info(kind, row)}

    return call.engine.read(work)


def _configuration(kind: Kind, registered: RegisteredWorkflowType | RegisteredActivityType) -> dict[str, object]:
    set_ = {name: getattr(registered, name) for name in sorted(kind.types.defaults)}
    return {
        camel(name): {"name": value} if name == "default_task_list" else value
        for name, value in set_.items()
        if value is not None
    }


def _info(kind: Kind, row: TypeRow) -> dict[str, object]:
    member = kind.word[0].lower() + kind.word[1:]
    info = {
        "creationDate": row.created_at,
        "deprecationDate": row.deprecated_at,
        "description": row.description,
        "status": row.status,
        member: {"name": row.name, "version": row.version},
    }
    return {name: info[name] for name in sorted(info) if info[name] is not None}


def list_types(call: Call, kind: Kind, request: Listing) -> Mapping[str, object]:
    """A page of the types of one status; raises UnknownResourceFault, ValidationException for a bad token."""
    engine = call.engine
    domain_id = engine.read(lambda tx: engine.domains.id(tx, call.account, request.domain))
    status, name, reverse = request.registration_status, request.name, bool(request.reverse_order)

    def read(after: Position | None, most: int) -> list[TypeRow]:
        return engine.read(
            lambda tx: kind.types.page(tx, domain_id, status, name=name, after=after, reverse=reverse, most=most)
        )

    query = (f"List{kind.word}s", domain_id, status, name, reverse)
    token, size = request.next_page_token, request.maximum_page_size
    rows, next_token = page(call, query, token, size, read, lambda row: (row.name, row.version))
    infos = [_info(kind, row) for row in rows]
    return {"typeInfos": infos} if next_token is None else {"nextPageToken": next_token, "typeInfos": infos}
