"""Domains: register, deprecate, undeprecate, describe, list."""

from swfstore.core.facts import DEPRECATED, REGISTERED
from swfstore.engine.call import Call
from swfstore.errors import DomainAlreadyExistsFault, DomainDeprecatedFault, LimitExceededFault
from swfstore.operations.paging import Position, page
from swfstore.operations.tags import checked, put
from swfstore.shapes.domains import (
    DeprecateDomainInput,
    DescribeDomainInput,
    ListDomainsInput,
    RegisterDomainInput,
    UndeprecateDomainInput,
)
from swfstore.shapes.responses import DomainDetail, DomainInfo, DomainInfos
from swfstore.store import registry
from swfstore.store.database import Transaction
from swfstore.store.registry import Domain


def register_domain(call: Call, request: RegisterDomainInput) -> None:
    """Register a domain with its tags; raises DomainAlreadyExistsFault, LimitExceededFault, TooManyTagsFault."""
    engine, account, name = call.engine, call.account, request.name
    tags = checked("RegisterDomain", request.tags or ())

    def work(tx: Transaction) -> None:
        most = engine.limits.domains
        if registry.domain_row(tx, account, name) is None and registry.count_domains(tx, account, most) == most:
            raise LimitExceededFault(f"The account has {most} domains already")
        days = request.workflow_execution_retention_period_in_days
        if not registry.register_domain(tx, account, name, request.description, days, engine.clock.now()):
            raise DomainAlreadyExistsFault(name)
        if tags:
            put(tx, engine.limits, registry.domain(tx, account, name).id, tags)

    engine.write(work)


def deprecate_domain(call: Call, request: DeprecateDomainInput) -> None:
    """Deprecate a domain and all types in it; raises UnknownResourceFault, DomainDeprecatedFault."""

    def work(tx: Transaction) -> None:
        domain = registry.locked_domain(tx, call.account, request.name)
        if domain.status == DEPRECATED:
            raise DomainDeprecatedFault(request.name)
        registry.deprecate_domain(tx, domain.id, call.engine.clock.now())

    call.engine.write(work)


def undeprecate_domain(call: Call, request: UndeprecateDomainInput) -> None:
    """Make a domain usable again, its types stay deprecated; raises UnknownResourceFault, DomainAlreadyExistsFault."""

    def work(tx: Transaction) -> None:
        domain = registry.locked_domain(tx, call.account, request.name)
        if domain.status == REGISTERED:
            raise DomainAlreadyExistsFault(request.name)
        registry.undeprecate_domain(tx, domain.id)

    call.engine.write(work)


def describe_domain(call: Call, request: DescribeDomainInput) -> DomainDetail:
    """A domain and its retention; raises UnknownResourceFault."""
    domain = call.engine.read(lambda tx: registry.domain(tx, call.account, request.name))
    return {
        "configuration": {"workflowExecutionRetentionPeriodInDays": domain.retention_days},
        "domainInfo": _info(call, domain),
    }


def list_domains(call: Call, request: ListDomainsInput) -> DomainInfos:
    """The domains of one status in the order of their names; raises ValidationException for a bad token."""
    account, status, reverse = call.account, request.registration_status, bool(request.reverse_order)

    def read(after: Position | None, most: int) -> list[Domain]:
        name = None if after is None else after[0]
        return call.engine.read(
            lambda tx: registry.list_domains(tx, account, status, after=name, reverse=reverse, most=most)
        )

    query = ("ListDomains", account, status, reverse)
    token, size = request.next_page_token, request.maximum_page_size
    domains, next_token = page(call, query, token, size, read, lambda domain: (domain.name,))
    response: DomainInfos = {"domainInfos": [_info(call, domain) for domain in domains]}
    if next_token is not None:
        response["nextPageToken"] = next_token
    return response


def _info(call: Call, domain: Domain) -> DomainInfo:
    info: DomainInfo = {"arn": call.domain_arn(domain.name), "name": domain.name, "status": domain.status}
    if domain.description is not None:
        info["description"] = domain.description
    return info
