"""Domains: register, describe, deprecate, undeprecate, list."""

from swfstore.core.values import Description, DomainName, DurationInDays, PageSize, PageToken, RegistrationStatus
from swfstore.shapes.request import Request
from swfstore.shapes.tags import ResourceTagList


class RegisterDomainInput(Request):
    """A new domain; the retention is in days, `NONE` or `0` keep nothing, 90 is the longest."""

    name: DomainName
    description: Description | None = None
    workflow_execution_retention_period_in_days: DurationInDays
    tags: ResourceTagList | None = None


class DescribeDomainInput(Request):
    """Which domain to describe."""

    name: DomainName


class DeprecateDomainInput(Request):
    """Which domain to deprecate."""

    name: DomainName


class UndeprecateDomainInput(Request):
    """Which domain to make usable again."""

    name: DomainName


class ListDomainsInput(Request):
    """Which domains to list."""

    next_page_token: PageToken | None = None
    registration_status: RegistrationStatus
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None
