"""Decisions as they come: a decisionType and, beside it, the attributes of this type.

A batch becomes a tuple of the core's decisions. The attributes of other types are checked too, and come before the
decisionType, as moto observed. Without its attributes a decision is read as with empty ones.
"""

from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from swfstore.core import decisions as core
from swfstore.core.metadata import FromArray

DECISIONS: Mapping[str, type[core.Decision]] = {
    cls.__name__: cls
    for cls in (
        core.ScheduleActivityTask,
        core.RequestCancelActivityTask,
        core.CompleteWorkflowExecution,
        core.FailWorkflowExecution,
        core.CancelWorkflowExecution,
        core.ContinueAsNewWorkflowExecution,
        core.RecordMarker,
        core.StartTimer,
        core.CancelTimer,
        core.SignalExternalWorkflowExecution,
        core.RequestCancelExternalWorkflowExecution,
        core.StartChildWorkflowExecution,
        core.ScheduleLambdaFunction,
    )
}
"""The core's classes by decisionType, in the order of the service model."""

ATTRIBUTES: Mapping[str, str] = {kind: f"{kind[0].lower()}{kind[1:]}DecisionAttributes" for kind in DECISIONS}
"""The member that has the attributes, by decisionType."""

DECISION_TYPES = (
    "CompleteWorkflowExecution",
    "StartTimer",
    "RequestCancelExternalWorkflowExecution",
    "SignalExternalWorkflowExecution",
    "CancelTimer",
    "RecordMarker",
    "ScheduleActivityTask",
    "ContinueAsNewWorkflowExecution",
    "ScheduleLambdaFunction",
    "FailWorkflowExecution",
    "RequestCancelActivityTask",
    "StartChildWorkflowExecution",
    "CancelWorkflowExecution",
)
"""The decisionTypes in the order in which the service's messages have them."""

CLOSING: Mapping[str, type[core.Decision]] = {
    cls.__name__: cls
    for cls in (
        core.CompleteWorkflowExecution,
        core.FailWorkflowExecution,
        core.CancelWorkflowExecution,
        core.ContinueAsNewWorkflowExecution,
    )
}
"""The decisions that close the execution; such a one must be the last."""

CLOSE_LAST = "Close must be last decision in list"


def _decision(value: object, check: Callable[[object], Mapping[str, core.Decision]]) -> core.Decision:
    """The decision of a JSON object that `check` finds sound."""
    if isinstance(value, dict):
        kind = value.get("decisionType")
        attributes = ATTRIBUTES.get(kind) if isinstance(kind, str) else None
        if attributes is not None:
            if value.get(attributes) is None:
                value = {**value, attributes: {}}
            return check(value)[attributes]
    check(value)
    raise AssertionError("a decision without a known decisionType is not sound")


class OnWire:
    """Metadata: the decision comes as an object of the wire."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """The schema of the object, and the step from there to the core's decision."""
        fields = {
            ATTRIBUTES[kind]: core_schema.typed_dict_field(
                core_schema.nullable_schema(handler.generate_schema(cls)), required=False
            )
            for kind, cls in DECISIONS.items()
        }
        fields["decisionType"] = core_schema.typed_dict_field(core_schema.literal_schema(list(DECISION_TYPES)))
        checked = core_schema.typed_dict_schema(fields, cls_name="Decision", strict=True, extra_behavior="forbid")
        return core_schema.no_info_wrap_validator_function(_decision, checked)


DecisionList = Annotated[tuple[Annotated[core.Decision, OnWire], ...], FromArray]
