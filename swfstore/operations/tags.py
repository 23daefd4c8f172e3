"""The tags of domains: put, take away, list.

Source: TagResource and the quotas of the developer guide. A tag that is there gets the new value, of a key that comes
twice the last value counts, and a key that is not there can be taken away: chosen, as AWS's other services do.
"""

import re
from collections.abc import Mapping, Sequence

from swfstore.core.limits import Limits
from swfstore.engine.call import Call
from swfstore.errors import OperationNotPermittedFault, TooManyTagsFault, UnknownResourceFault, ValidationException
from swfstore.shapes.refusals import violation, violations
from swfstore.shapes.responses import ListTagsForResourceOutput
from swfstore.shapes.structures import ResourceTag as TagMember
from swfstore.shapes.tags import ListTagsForResourceInput, ResourceTag, TagResourceInput, UntagResourceInput
from swfstore.store import domain_tags, registry
from swfstore.store.database import Transaction

_ARN = re.compile(r"arn:aws[a-z-]*:swf:(?P<region>[^:/]*):(?P<account>[^:/]*):/domain/(?P<name>[^:/|]+)")
_CHARACTERS = re.compile(r"[\w\s.:/=+\-@]*")
_SAYS = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"
"""The characters that a tag may have, in the words of AWS's tagging."""


def tag_resource(call: Call, request: TagResourceInput) -> None:
    """Put tags on a domain; raises UnknownResourceFault, OperationNotPermittedFault, TooManyTagsFault."""
    tags = checked("TagResource", request.tags)
    name = _domain_name(call, request.resource_arn)

    def work(tx: Transaction) -> None:
        put(tx, call.engine.limits, registry.locked_domain(tx, call.account, name).id, tags)

    call.engine.write(work)


def untag_resource(call: Call, request: UntagResourceInput) -> None:
    """Take tags from a domain; raises UnknownResourceFault, OperationNotPermittedFault."""
    name = _domain_name(call, request.resource_arn)

    def work(tx: Transaction) -> None:
        domain_tags.remove_tags(tx, registry.locked_domain(tx, call.account, name).id, request.tag_keys)

    call.engine.write(work)


def list_tags_for_resource(call: Call, request: ListTagsForResourceInput) -> ListTagsForResourceOutput:
    """The tags of a domain in the order of their keys; raises UnknownResourceFault, OperationNotPermittedFault."""
    name = _domain_name(call, request.resource_arn)
    tags = call.engine.read(lambda tx: domain_tags.tags_of(tx, call.engine.domains.id(tx, call.account, name)))
    return {"tags": [_member(key, value) for key, value in tags.items()]}


def checked(operation: str, tags: Sequence[ResourceTag]) -> dict[str, str | None]:
    """The values of the tags by their keys; raises ValidationException for characters that a tag may not have."""
    told = [
        violation(text, ("tags", index, member), f"satisfy regular expression pattern: {_SAYS}")
        for index, tag in enumerate(tags)
        for member, text in (("key", tag.key), ("value", tag.value))
        if text is not None and not _CHARACTERS.fullmatch(text)
    ]
    if told:
        raise violations(operation, told)
    return {tag.key: tag.value for tag in tags}


def put(tx: Transaction, limits: Limits, domain_id: int, tags: Mapping[str, str | None]) -> None:
    """Put tags on a domain that is locked; raises TooManyTagsFault."""
    if domain_tags.put_tags(tx, domain_id, tags) > limits.domain_tags:
        raise TooManyTagsFault(f"The domain would have more than {limits.domain_tags} tags")


def _domain_name(call: Call, arn: str) -> str:
    """The name of the domain of an ARN; only the caller's own account and region have any for it."""
    parts = _ARN.fullmatch(arn)
    if parts is None:
        raise ValidationException(f"Invalid ARN: {arn}")
    if parts["account"] != call.account:
        raise OperationNotPermittedFault(f"The resource belongs to another account: {arn}")
    if parts["region"] != call.region:
        raise UnknownResourceFault(f"Unknown domain: {parts['name']}")
    return parts["name"]


def _member(key: str, value: str | None) -> TagMember:
    return {"key": key} if value is None else {"key": key, "value": value}
