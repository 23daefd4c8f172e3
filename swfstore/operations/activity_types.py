"""Activity types: register, deprecate, undeprecate, delete, describe, list; what they do is in `registering`."""

from typing import cast

from swfstore.engine.call import Call
from swfstore.operations import registering
from swfstore.operations.registering import ACTIVITY
from swfstore.shapes.responses import ActivityTypeDetail, ActivityTypeInfos
from swfstore.shapes.types import (
    DeleteActivityTypeInput,
    DeprecateActivityTypeInput,
    DescribeActivityTypeInput,
    ListActivityTypesInput,
    RegisterActivityTypeInput,
    UndeprecateActivityTypeInput,
)


def register_activity_type(call: Call, request: RegisterActivityTypeInput) -> None:
    """Register an activity type and its defaults."""
    registering.register(call, ACTIVITY, request)


def deprecate_activity_type(call: Call, request: DeprecateActivityTypeInput) -> None:
    """No new tasks of the type; those that are open go on."""
    registering.deprecate(call, ACTIVITY, request.domain, request.activity_type)


def undeprecate_activity_type(call: Call, request: UndeprecateActivityTypeInput) -> None:
    """The type can be used again."""
    registering.undeprecate(call, ACTIVITY, request.domain, request.activity_type)


def delete_activity_type(call: Call, request: DeleteActivityTypeInput) -> None:
    """The deprecated type is not registered any more; its name and version can be registered again."""
    registering.delete(call, ACTIVITY, request.domain, request.activity_type)


def describe_activity_type(call: Call, request: DescribeActivityTypeInput) -> ActivityTypeDetail:
    """The status of the type and its defaults."""
    return cast("ActivityTypeDetail", registering.describe(call, ACTIVITY, request.domain, request.activity_type))


def list_activity_types(call: Call, request: ListActivityTypesInput) -> ActivityTypeInfos:
    """The types of one status, in the order of name and version."""
    return cast("ActivityTypeInfos", registering.list_types(call, ACTIVITY, request))
