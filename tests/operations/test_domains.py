"""Domains: what registering, deprecating, describing and listing them does, and in which words it is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.stories import CHARGE, DOMAIN, ORDER

ARN = "arn:aws:swf:us-east-1:123456789012:/domain/"


def names(response: dict[str, Any]) -> list[str]:
    """The names of the listed domains."""
    return [info["name"] for info in response["domainInfos"]]


def register(swf: Any, *domains: str) -> None:
    """Register domains that keep executions for a day."""
    for name in domains:
        swf.register_domain(name=name, workflowExecutionRetentionPeriodInDays="1")


def test_a_domain_is_described_as_it_was_registered(swf: Any) -> None:
    """The retention comes back as the text that was given; there is an ARN, and no description where none was given."""
    assert swf.describe_domain(name=DOMAIN) == {
        "configuration": {"workflowExecutionRetentionPeriodInDays": "7"},
        "domainInfo": {"arn": ARN + DOMAIN, "name": DOMAIN, "status": "REGISTERED"},
    }


def test_an_empty_description_is_kept(swf: Any) -> None:
    """An empty text is not an absent one, as the real service's lists show."""
    assert swf.register_domain(name="d", description="", workflowExecutionRetentionPeriodInDays="NONE") is None
    described = swf.describe_domain(name="d")
    assert described["domainInfo"]["description"] == ""
    assert described["configuration"] == {"workflowExecutionRetentionPeriodInDays": "NONE"}


@pytest.mark.parametrize("deprecated", [False, True])
def test_a_name_is_registered_once(swf: Any, deprecated: bool) -> None:
    """The name of a domain, deprecated or not, cannot be registered again."""
    if deprecated:
        swf.deprecate_domain(name=DOMAIN)
    with pytest.raises(swf.exceptions.DomainAlreadyExistsFault) as caught:
        register(swf, DOMAIN)
    assert caught.value.response["Error"]["Message"] == DOMAIN


@pytest.mark.parametrize("days", ["91", "100"])
def test_the_longest_retention_is_90_days(swf: Any, days: str) -> None:
    """More than 90 days are refused, and nothing is registered."""
    with pytest.raises(swf.exceptions.ClientError) as caught:
        swf.register_domain(name="d", workflowExecutionRetentionPeriodInDays=days)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert names(swf.list_domains(registrationStatus="REGISTERED")) == [DOMAIN]
    swf.register_domain(name="d", workflowExecutionRetentionPeriodInDays="90")


@pytest.mark.parametrize("operation", ["describe_domain", "deprecate_domain", "undeprecate_domain"])
def test_an_unknown_domain_is_refused(swf: Any, operation: str) -> None:
    """The fault names the domain."""
    with pytest.raises(swf.exceptions.UnknownResourceFault) as caught:
        getattr(swf, operation)(name="nobody")
    assert caught.value.response["Error"]["Message"] == "Unknown domain: nobody"


def test_a_domain_is_deprecated_once(swf: Any) -> None:
    """A second deprecation is refused with the bare name."""
    assert swf.deprecate_domain(name=DOMAIN) is None
    assert swf.describe_domain(name=DOMAIN)["domainInfo"]["status"] == "DEPRECATED"
    with pytest.raises(swf.exceptions.DomainDeprecatedFault) as caught:
        swf.deprecate_domain(name=DOMAIN)
    assert caught.value.response["Error"]["Message"] == DOMAIN


def test_a_deprecated_domain_takes_nothing_new(swf: Any, start: Callable[..., dict[str, str]]) -> None:
    """No types are registered and no executions started in it; what was started goes on and is seen."""
    run = start("before")
    swf.deprecate_domain(name=DOMAIN)
    for refused in (
        lambda: swf.register_workflow_type(domain=DOMAIN, name="New", version="1"),
        lambda: swf.register_activity_type(domain=DOMAIN, name="New", version="1"),
        lambda: start("after"),
    ):
        with pytest.raises(swf.exceptions.DomainDeprecatedFault) as caught:
            refused()
        assert caught.value.response["Error"]["Message"] == DOMAIN
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="before", signalName="still there")
    described = swf.describe_workflow_execution(domain=DOMAIN, execution=run)
    assert described["executionInfo"]["executionStatus"] == "OPEN"


def test_deprecating_a_domain_deprecates_its_types(swf: Any, clock: Any) -> None:
    """Types are deprecated with their domain, as documented, and stay so when the domain comes back."""
    clock.advance(hours=1)
    swf.deprecate_domain(name=DOMAIN)
    swf.undeprecate_domain(name=DOMAIN)
    assert swf.describe_domain(name=DOMAIN)["domainInfo"]["status"] == "REGISTERED"
    for described in (
        swf.describe_workflow_type(domain=DOMAIN, workflowType=dict(ORDER)),
        swf.describe_activity_type(domain=DOMAIN, activityType=dict(CHARGE)),
    ):
        info = described["typeInfo"]
        assert info["status"] == "DEPRECATED"
        assert (info["deprecationDate"] - info["creationDate"]).total_seconds() == 3600


def test_only_a_deprecated_domain_is_undeprecated(swf: Any) -> None:
    """A registered domain exists already."""
    with pytest.raises(swf.exceptions.DomainAlreadyExistsFault) as caught:
        swf.undeprecate_domain(name=DOMAIN)
    assert caught.value.response["Error"]["Message"] == DOMAIN


def test_domains_are_listed_by_status_in_the_order_of_their_names(swf: Any) -> None:
    """The order is that of the bytes, capitals before small letters; reverseOrder turns it round."""
    register(swf, "demo", "Demo", "867530901")
    swf.deprecate_domain(name="demo")
    assert names(swf.list_domains(registrationStatus="REGISTERED")) == ["867530901", "Demo", DOMAIN]
    assert names(swf.list_domains(registrationStatus="REGISTERED", reverseOrder=True)) == [DOMAIN, "Demo", "867530901"]
    assert names(swf.list_domains(registrationStatus="DEPRECATED")) == ["demo"]


def test_accounts_do_not_see_each_other(store: Any, swf: Any) -> None:
    """Two accounts may have domains of the same name; each lists its own."""
    other = store.client(account="999999999999")
    assert names(other.list_domains(registrationStatus="REGISTERED")) == []
    with pytest.raises(swf.exceptions.UnknownResourceFault):
        other.describe_domain(name=DOMAIN)
    register(other, DOMAIN)
    arn = other.describe_domain(name=DOMAIN)["domainInfo"]["arn"]
    assert arn == f"arn:aws:swf:us-east-1:999999999999:/domain/{DOMAIN}"
    assert names(swf.list_domains(registrationStatus="REGISTERED")) == [DOMAIN]


def test_an_account_has_so_many_domains(limited: Callable[..., Any]) -> None:
    """Deprecated domains count; a name that is taken is told before the limit."""
    swf = limited(domains=2)
    register(swf, "a", "b")
    swf.deprecate_domain(name="a")
    with pytest.raises(swf.exceptions.LimitExceededFault) as caught:
        register(swf, "c")
    assert caught.value.response["Error"]["Message"] == "The account has 2 domains already"
    with pytest.raises(swf.exceptions.DomainAlreadyExistsFault):
        register(swf, "a")
