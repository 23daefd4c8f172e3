"""Workflow and activity types: register, describe, deprecate, undeprecate, delete, list."""

from swfstore.core.values import (
    ActivityType,
    Arn,
    ChildPolicy,
    Description,
    DomainName,
    PageSize,
    PageToken,
    RegistrationStatus,
    TaskList,
    TaskPriority,
    Timeout,
    TypeName,
    TypeVersion,
    WorkflowType,
)
from swfstore.shapes.request import Request


class RegisterWorkflowTypeInput(Request):
    """A new workflow type and its defaults."""

    domain: DomainName
    name: TypeName
    version: TypeVersion
    description: Description | None = None
    default_task_start_to_close_timeout: Timeout | None = None
    default_execution_start_to_close_timeout: Timeout | None = None
    default_task_list: TaskList | None = None
    default_task_priority: TaskPriority | None = None
    default_child_policy: ChildPolicy | None = None
    default_lambda_role: Arn | None = None


class RegisterActivityTypeInput(Request):
    """A new activity type and its defaults."""

    domain: DomainName
    name: TypeName
    version: TypeVersion
    description: Description | None = None
    default_task_start_to_close_timeout: Timeout | None = None
    default_task_heartbeat_timeout: Timeout | None = None
    default_task_list: TaskList | None = None
    default_task_priority: TaskPriority | None = None
    default_task_schedule_to_start_timeout: Timeout | None = None
    default_task_schedule_to_close_timeout: Timeout | None = None


class DescribeWorkflowTypeInput(Request):
    """Which workflow type to describe."""

    domain: DomainName
    workflow_type: WorkflowType


class DescribeActivityTypeInput(Request):
    """Which activity type to describe."""

    domain: DomainName
    activity_type: ActivityType


class DeprecateWorkflowTypeInput(Request):
    """Which workflow type to deprecate."""

    domain: DomainName
    workflow_type: WorkflowType


class DeprecateActivityTypeInput(Request):
    """Which activity type to deprecate."""

    domain: DomainName
    activity_type: ActivityType


class UndeprecateWorkflowTypeInput(Request):
    """Which workflow type to make usable again."""

    domain: DomainName
    workflow_type: WorkflowType


class UndeprecateActivityTypeInput(Request):
    """Which activity type to make usable again."""

    domain: DomainName
    activity_type: ActivityType


class DeleteWorkflowTypeInput(Request):
    """Which deprecated workflow type to delete."""

    domain: DomainName
    workflow_type: WorkflowType


class DeleteActivityTypeInput(Request):
    """Which deprecated activity type to delete."""

    domain: DomainName
    activity_type: ActivityType


class ListWorkflowTypesInput(Request):
    """Which workflow types to list."""

    domain: DomainName
    name: TypeName | None = None
    registration_status: RegistrationStatus
    next_page_token: PageToken | None = None
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None


class ListActivityTypesInput(Request):
    """Which activity types to list."""

    domain: DomainName
    name: TypeName | None = None
    registration_status: RegistrationStatus
    next_page_token: PageToken | None = None
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None
