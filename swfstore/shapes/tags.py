"""The tags of domains, which are resources to AWS; the tags of executions are plain texts."""

from typing import Annotated

from swfstore.core.metadata import FromArray
from swfstore.core.values import Arn, ResourceTagKey, ResourceTagValue, structure
from swfstore.shapes.request import Request


@structure
class ResourceTag:
    """A key and perhaps a value."""

    key: ResourceTagKey
    value: ResourceTagValue | None = None


ResourceTagList = Annotated[tuple[ResourceTag, ...], FromArray]


class TagResourceInput(Request):
    """The tags to put on a domain."""

    resource_arn: Arn
    tags: ResourceTagList


class UntagResourceInput(Request):
    """The keys of the tags to take from a domain."""

    resource_arn: Arn
    tag_keys: Annotated[tuple[ResourceTagKey, ...], FromArray]


class ListTagsForResourceInput(Request):
    """The domain whose tags are asked for."""

    resource_arn: Arn
