"""The tags of domains."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.stories import DOMAIN

ARN = f"arn:aws:swf:us-east-1:123456789012:/domain/{DOMAIN}"


def tags_of(swf: Any, arn: str = ARN) -> list[dict[str, str]]:
    """The tags of a domain as they are listed."""
    listed: list[dict[str, str]] = swf.list_tags_for_resource(resourceArn=arn)["tags"]
    return listed


def test_a_domain_is_registered_with_tags(swf: Any) -> None:
    """They are listed in the order of their keys; a tag may have no value, or an empty one."""
    tags = [{"key": "team", "value": "a"}, {"key": "bare"}, {"key": "empty", "value": ""}]
    swf.register_domain(name="tagged", workflowExecutionRetentionPeriodInDays="1", tags=tags)
    arn = swf.describe_domain(name="tagged")["domainInfo"]["arn"]
    assert tags_of(swf, arn) == [{"key": "bare"}, {"key": "empty", "value": ""}, {"key": "team", "value": "a"}]
    assert tags_of(swf) == []


def test_tags_are_put_changed_and_taken_away(swf: Any) -> None:
    """A key that is there gets the new value; a key that is not there can be taken away."""
    assert swf.tag_resource(resourceArn=ARN, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]) is None
    swf.tag_resource(resourceArn=ARN, tags=[{"key": "b", "value": "3"}])
    assert tags_of(swf) == [{"key": "a", "value": "1"}, {"key": "b", "value": "3"}]
    assert swf.untag_resource(resourceArn=ARN, tagKeys=["a", "never there"]) is None
    assert tags_of(swf) == [{"key": "b", "value": "3"}]


def test_a_domain_has_so_many_tags(limited: Callable[..., Any]) -> None:
    """More tags than the limit are refused all together, at registration too; the same keys again are not more."""
    swf = limited(domain_tags=2)
    three = [{"key": key} for key in "abc"]
    with pytest.raises(swf.exceptions.TooManyTagsFault) as caught:
        swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="1", tags=three)
    assert caught.value.response["Error"]["Message"] == "The domain would have more than 2 tags"
    assert swf.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
    swf.register_domain(name=DOMAIN, workflowExecutionRetentionPeriodInDays="1", tags=three[:2])
    swf.tag_resource(resourceArn=ARN, tags=three[:2])
    with pytest.raises(swf.exceptions.TooManyTagsFault):
        swf.tag_resource(resourceArn=ARN, tags=three[2:])
    assert tags_of(swf) == three[:2]


def test_a_tag_has_certain_characters(swf: Any) -> None:
    """Letters of any script, digits, white space and _ . : / = + - @, and each violation is told by its place."""
    swf.tag_resource(resourceArn=ARN, tags=[{"key": "Grüße 1_.:/=+-@", "value": "値"}])
    with pytest.raises(swf.exceptions.ClientError) as caught:
        swf.tag_resource(resourceArn=ARN, tags=[{"key": "fine"}, {"key": "a*", "value": "b#"}])
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    text = caught.value.response["Error"]["Message"]
    assert text.startswith("2 validation errors detected: Value 'a*' at 'tags.2.member.key' failed to satisfy")
    assert "Value 'b#' at 'tags.2.member.value'" in text


@pytest.mark.parametrize(
    ("arn", "fault", "text"),
    [
        ("orders", "ValidationException", "Invalid ARN: orders"),
        (ARN.replace(DOMAIN, "nobody"), "UnknownResourceFault", "Unknown domain: nobody"),
        (ARN.replace("us-east-1", "eu-west-1"), "UnknownResourceFault", f"Unknown domain: {DOMAIN}"),
        (
            ARN.replace("123456789012", "999999999999"),
            "OperationNotPermittedFault",
            f"The resource belongs to another account: arn:aws:swf:us-east-1:999999999999:/domain/{DOMAIN}",
        ),
    ],
)
def test_only_the_callers_domains_have_tags_for_it(swf: Any, arn: str, fault: str, text: str) -> None:
    """The ARN of something else is refused by every operation, in the same words."""
    for refused in (
        lambda: swf.list_tags_for_resource(resourceArn=arn),
        lambda: swf.tag_resource(resourceArn=arn, tags=[{"key": "a"}]),
        lambda: swf.untag_resource(resourceArn=arn, tagKeys=["a"]),
    ):
        with pytest.raises(swf.exceptions.ClientError) as caught:
            refused()
        error = caught.value.response["Error"]
        assert (error["Code"], error["Message"]) == (fault, text)
