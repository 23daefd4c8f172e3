"""Executions and task lists as they are seen from outside: lists, counts, one execution in full.

Source: the API reference, and the recorded bodies of the evidence: what is absent, and that `cancelRequested` is false
in a closed execution. Lists are exact and up to date.
"""

from collections.abc import Callable

import orjson

from swfstore.engine.call import Call
from swfstore.engine.engine import unknown_execution
from swfstore.operations.filters import Counting, Listing, wanted
from swfstore.operations.paging import Position, page
from swfstore.shapes.executions import DescribeWorkflowExecutionInput
from swfstore.shapes.responses import (
    PendingTaskCount,
    WorkflowExecutionConfiguration,
    WorkflowExecutionCount,
    WorkflowExecutionDetail,
    WorkflowExecutionInfo,
    WorkflowExecutionInfos,
)
from swfstore.shapes.visibility import (
    CountClosedWorkflowExecutionsInput,
    CountOpenWorkflowExecutionsInput,
    CountPendingActivityTasksInput,
    CountPendingDecisionTasksInput,
    ListClosedWorkflowExecutionsInput,
    ListOpenWorkflowExecutionsInput,
)
from swfstore.store import details
from swfstore.store.database import Transaction
from swfstore.store.details import Configured
from swfstore.store.visibility import Listed, count_executions, list_executions


def list_open_workflow_executions(call: Call, request: ListOpenWorkflowExecutionsInput) -> WorkflowExecutionInfos:
    """Open executions, newest start first; raises UnknownResourceFault, ValidationException for a bad token."""
    return _list(call, request)


def list_closed_workflow_executions(call: Call, request: ListClosedWorkflowExecutionsInput) -> WorkflowExecutionInfos:
    """Closed executions, newest start or close first; raises UnknownResourceFault, ValidationException."""
    return _list(call, request)


def _list(call: Call, request: Listing) -> WorkflowExecutionInfos:
    engine = call.engine
    matching = wanted(engine.read(lambda tx: engine.domains.id(tx, call.account, request.domain)), request)
    reverse = bool(request.reverse_order)

    def read(after: Position | None, most: int) -> list[Listed]:
        return engine.read(lambda tx: list_executions(tx, matching, after=after, reverse=reverse, most=most))

    def position(row: Listed) -> tuple[int, int]:
        at = row.started_at if matching.time == "started_at" else row.closed_at
        return (at or 0, row.id)

    query = ("ListWorkflowExecutions", matching, reverse)
    rows, next_token = page(call, query, request.next_page_token, request.maximum_page_size, read, position)
    infos = [execution_info(row) for row in rows]
    return {"executionInfos": infos} if next_token is None else {"executionInfos": infos, "nextPageToken": next_token}


def count_open_workflow_executions(call: Call, request: CountOpenWorkflowExecutionsInput) -> WorkflowExecutionCount:
    """How many open executions match; raises UnknownResourceFault."""
    return _count_executions(call, request)


def count_closed_workflow_executions(call: Call, request: CountClosedWorkflowExecutionsInput) -> WorkflowExecutionCount:
    """How many closed executions match; raises UnknownResourceFault."""
    return _count_executions(call, request)


def _count_executions(call: Call, request: Counting) -> WorkflowExecutionCount:
    return _count(call, request.domain, lambda tx, id_, most: count_executions(tx, wanted(id_, request), most))


def count_pending_decision_tasks(call: Call, request: CountPendingDecisionTasksInput) -> PendingTaskCount:
    """How many decision tasks wait in a task list, 0 in one that nobody used; raises UnknownResourceFault."""
    name = request.task_list.name
    return _count(call, request.domain, lambda tx, id_, most: details.count_decision_tasks(tx, id_, name, most))


def count_pending_activity_tasks(call: Call, request: CountPendingActivityTasksInput) -> PendingTaskCount:
    """How many activity tasks wait in a task list, 0 in one that nobody used; raises UnknownResourceFault."""
    name = request.task_list.name
    return _count(call, request.domain, lambda tx, id_, most: details.count_activity_tasks(tx, id_, name, most))


def _count(call: Call, domain: str, count: Callable[[Transaction, int, int], int]) -> WorkflowExecutionCount:
    """Count to `Limits.counted`; more than that is truncated."""
    most = call.engine.limits.counted
    found = call.engine.read(lambda tx: count(tx, call.engine.domains.id(tx, call.account, domain), most + 1))
    return {"count": min(found, most), "truncated": found > most}


def describe_workflow_execution(call: Call, request: DescribeWorkflowExecutionInput) -> WorkflowExecutionDetail:
    """A run, open or closed; raises UnknownResourceFault."""
    workflow_id, run_id = request.execution.workflow_id, request.execution.run_id

    def work(tx: Transaction) -> tuple[Listed, Configured] | None:
        domain_id = call.engine.domains.id(tx, call.account, request.domain)
        return details.describe_execution(tx, domain_id, workflow_id, run_id)

    found = call.engine.read(work)
    if found is None:
        raise unknown_execution(workflow_id, run_id)
    row, configured = found
    detail: WorkflowExecutionDetail = {
        "executionConfiguration": _configuration(configured),
        "executionInfo": execution_info(row),
        "openCounts": {
            "openActivityTasks": configured.open_activity_tasks,
            "openChildWorkflowExecutions": configured.open_child_executions,
            "openDecisionTasks": int(configured.waiting_decision_event_id is not None),
            "openLambdaFunctions": configured.open_lambda_functions,
            "openTimers": configured.open_timers,
        },
    }
    if configured.latest_activity_task_at is not None:
        detail["latestActivityTaskTimestamp"] = configured.latest_activity_task_at
    if configured.latest_execution_context is not None:
        detail["latestExecutionContext"] = configured.latest_execution_context
    return detail


def execution_info(row: Listed) -> WorkflowExecutionInfo:
    """An execution as lists show it; instants are integer milliseconds."""
    info: WorkflowExecutionInfo = {
        "cancelRequested": bool(row.cancel_requested) and row.closed_at is None,
        "execution": {"runId": row.run_id, "workflowId": row.workflow_id},
        "executionStatus": "OPEN" if row.closed_at is None else "CLOSED",
        "startTimestamp": row.started_at,
        "workflowType": {"name": row.workflow_type_name, "version": row.workflow_type_version},
    }
    if row.closed_at is not None and row.close_status is not None:
        info["closeStatus"] = row.close_status
        info["closeTimestamp"] = row.closed_at
    if row.parent_workflow_id is not None and row.parent_run_id is not None:
        info["parent"] = {"runId": row.parent_run_id, "workflowId": row.parent_workflow_id}
    if row.tag_list is not None:
        info["tagList"] = orjson.loads(row.tag_list)
    return info


def _configuration(configured: Configured) -> WorkflowExecutionConfiguration:
    configuration: WorkflowExecutionConfiguration = {
        "childPolicy": configured.child_policy,
        "executionStartToCloseTimeout": configured.execution_start_to_close_timeout,
        "taskList": {"name": configured.task_list},
        "taskStartToCloseTimeout": configured.task_start_to_close_timeout,
    }
    if configured.lambda_role is not None:
        configuration["lambdaRole"] = configured.lambda_role
    if configured.task_priority is not None:
        configuration["taskPriority"] = configured.task_priority
    return configuration
