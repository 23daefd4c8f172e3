"""Executions: start, signal, request to cancel, terminate, describe, and their history."""

from swfstore.core.values import (
    Arn,
    ChildPolicy,
    Data,
    DomainName,
    PageSize,
    PageToken,
    RunIdOptional,
    SignalName,
    TagList,
    TaskList,
    TaskPriority,
    TerminateReason,
    Timeout,
    WorkflowExecution,
    WorkflowId,
    WorkflowType,
)
from swfstore.shapes.request import Request


class StartWorkflowExecutionInput(Request):
    """A new execution; what is not given comes from the defaults of its type."""

    domain: DomainName
    workflow_id: WorkflowId
    workflow_type: WorkflowType
    task_list: TaskList | None = None
    task_priority: TaskPriority | None = None
    input: Data | None = None
    execution_start_to_close_timeout: Timeout | None = None
    tag_list: TagList | None = None
    task_start_to_close_timeout: Timeout | None = None
    child_policy: ChildPolicy | None = None
    lambda_role: Arn | None = None


class SignalWorkflowExecutionInput(Request):
    """A signal; without a run id it goes to the open run of the workflow id."""

    domain: DomainName
    workflow_id: WorkflowId
    run_id: RunIdOptional | None = None
    signal_name: SignalName
    input: Data | None = None


class RequestCancelWorkflowExecutionInput(Request):
    """The execution that is asked to cancel itself."""

    domain: DomainName
    workflow_id: WorkflowId
    run_id: RunIdOptional | None = None


class TerminateWorkflowExecutionInput(Request):
    """The execution to end at once, and what becomes of its children."""

    domain: DomainName
    workflow_id: WorkflowId
    run_id: RunIdOptional | None = None
    reason: TerminateReason | None = None
    details: Data | None = None
    child_policy: ChildPolicy | None = None


class DescribeWorkflowExecutionInput(Request):
    """Which run to describe."""

    domain: DomainName
    execution: WorkflowExecution


class GetWorkflowExecutionHistoryInput(Request):
    """Which run's events to list."""

    domain: DomainName
    execution: WorkflowExecution
    next_page_token: PageToken | None = None
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None
