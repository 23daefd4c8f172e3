"""Workflow types: register, deprecate, undeprecate, delete, describe, list; what they do is in `registering`."""

from typing import cast

from swfstore.engine.call import Call
from swfstore.operations import registering
from swfstore.operations.registering import WORKFLOW
from swfstore.shapes.responses import WorkflowTypeDetail, WorkflowTypeInfos
from swfstore.shapes.types import (
    DeleteWorkflowTypeInput,
    DeprecateWorkflowTypeInput,
    DescribeWorkflowTypeInput,
    ListWorkflowTypesInput,
    RegisterWorkflowTypeInput,
    UndeprecateWorkflowTypeInput,
)


def register_workflow_type(call: Call, request: RegisterWorkflowTypeInput) -> None:
    """Register a workflow type and its defaults."""
    registering.register(call, WORKFLOW, request)


def deprecate_workflow_type(call: Call, request: DeprecateWorkflowTypeInput) -> None:
    """No new executions of the type; those that are open go on."""
    registering.deprecate(call, WORKFLOW, request.domain, request.workflow_type)


def undeprecate_workflow_type(call: Call, request: UndeprecateWorkflowTypeInput) -> None:
    """The type can be used again."""
    registering.undeprecate(call, WORKFLOW, request.domain, request.workflow_type)


def delete_workflow_type(call: Call, request: DeleteWorkflowTypeInput) -> None:
    """The deprecated type is not registered any more; its name and version can be registered again."""
    registering.delete(call, WORKFLOW, request.domain, request.workflow_type)


def describe_workflow_type(call: Call, request: DescribeWorkflowTypeInput) -> WorkflowTypeDetail:
    """The status of the type and its defaults."""
    return cast("WorkflowTypeDetail", registering.describe(call, WORKFLOW, request.domain, request.workflow_type))


def list_workflow_types(call: Call, request: ListWorkflowTypesInput) -> WorkflowTypeInfos:
    """The types of one status, in the order of name and version."""
    return cast("WorkflowTypeInfos", registering.list_types(call, WORKFLOW, request))
