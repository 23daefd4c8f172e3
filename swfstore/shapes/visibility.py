"""Lists and counts of executions, and counts of waiting tasks."""

from swfstore.core.values import (
    CloseStatus,
    DomainName,
    PageSize,
    PageToken,
    Tag,
    TaskList,
    TypeName,
    TypeVersionOptional,
    WorkflowId,
    structure,
)
from swfstore.shapes.instants import Instant
from swfstore.shapes.request import Request


@structure
class ExecutionTimeFilter:
    """A range of instants, both ends included, in milliseconds; without a latest date it is open."""

    oldest_date: Instant
    latest_date: Instant | None = None


@structure
class WorkflowExecutionFilter:
    """The runs of one workflow id."""

    workflow_id: WorkflowId


@structure
class WorkflowTypeFilter:
    """The executions of a type, of all its versions if none is given."""

    name: TypeName
    version: TypeVersionOptional | None = None


@structure
class TagFilter:
    """The executions that have a tag."""

    tag: Tag


@structure
class CloseStatusFilter:
    """The executions that closed in one way."""

    status: CloseStatus


class ListOpenWorkflowExecutionsInput(Request):
    """Which open executions to list."""

    domain: DomainName
    start_time_filter: ExecutionTimeFilter
    type_filter: WorkflowTypeFilter | None = None
    tag_filter: TagFilter | None = None
    next_page_token: PageToken | None = None
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None
    execution_filter: WorkflowExecutionFilter | None = None


class ListClosedWorkflowExecutionsInput(Request):
    """Which closed executions to list: by start time or by close time, and by one more property at most."""

    domain: DomainName
    start_time_filter: ExecutionTimeFilter | None = None
    close_time_filter: ExecutionTimeFilter | None = None
    execution_filter: WorkflowExecutionFilter | None = None
    close_status_filter: CloseStatusFilter | None = None
    type_filter: WorkflowTypeFilter | None = None
    tag_filter: TagFilter | None = None
    next_page_token: PageToken | None = None
    maximum_page_size: PageSize | None = None
    reverse_order: bool | None = None


class CountOpenWorkflowExecutionsInput(Request):
    """Which open executions to count."""

    domain: DomainName
    start_time_filter: ExecutionTimeFilter
    type_filter: WorkflowTypeFilter | None = None
    tag_filter: TagFilter | None = None
    execution_filter: WorkflowExecutionFilter | None = None


class CountClosedWorkflowExecutionsInput(Request):
    """Which closed executions to count: by start time or by close time, and by one more property at most."""

    domain: DomainName
    start_time_filter: ExecutionTimeFilter | None = None
    close_time_filter: ExecutionTimeFilter | None = None
    execution_filter: WorkflowExecutionFilter | None = None
    type_filter: WorkflowTypeFilter | None = None
    tag_filter: TagFilter | None = None
    close_status_filter: CloseStatusFilter | None = None


class CountPendingActivityTasksInput(Request):
    """The task list whose waiting activity tasks are counted."""

    domain: DomainName
    task_list: TaskList


class CountPendingDecisionTasksInput(Request):
    """The task list whose waiting decision tasks are counted."""

    domain: DomainName
    task_list: TaskList
