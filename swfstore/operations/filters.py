"""The filters of lists and counts as the store takes them. That they do not contradict each other is checked before."""

from typing import TypeAlias

from swfstore.shapes.visibility import (
    CountClosedWorkflowExecutionsInput,
    CountOpenWorkflowExecutionsInput,
    ExecutionTimeFilter,
    ListClosedWorkflowExecutionsInput,
    ListOpenWorkflowExecutionsInput,
)
from swfstore.store.rows import NO_MORE
from swfstore.store.visibility import By, Filter, Time

Listing: TypeAlias = ListOpenWorkflowExecutionsInput | ListClosedWorkflowExecutionsInput
Counting: TypeAlias = CountOpenWorkflowExecutionsInput | CountClosedWorkflowExecutionsInput


def wanted(domain_id: int, request: Listing | Counting) -> Filter:
    """The executions that a request asks for."""
    closed = isinstance(request, ListClosedWorkflowExecutionsInput | CountClosedWorkflowExecutionsInput)
    time, window = _window(request)
    by, values = _property(request)
    latest = NO_MORE if window.latest_date is None else window.latest_date
    return Filter(domain_id, closed, time, window.oldest_date, latest, by, values)


def _window(request: Listing | Counting) -> tuple[Time, ExecutionTimeFilter]:
    if request.start_time_filter is not None:
        return "started_at", request.start_time_filter
    if request.close_time_filter is not None:
        return "closed_at", request.close_time_filter
    raise AssertionError("a request without a time filter is refused before")


def _property(request: Listing | Counting) -> tuple[By, dict[str, str]]:
    """The one property that is asked for besides the window; an empty version stands for all versions."""
    if request.execution_filter is not None:
        return "workflow_id", {"workflow_id": request.execution_filter.workflow_id}
    if request.tag_filter is not None:
        return "tag", {"tag": request.tag_filter.tag}
    if request.type_filter is not None:
        name, version = request.type_filter.name, request.type_filter.version
        return ("version", {"type": name, "version": version}) if version else ("type", {"type": name})
    if isinstance(request, ListClosedWorkflowExecutionsInput | CountClosedWorkflowExecutionsInput):
        if request.close_status_filter is not None:
            return "close_status", {"close_status": request.close_status_filter.status}
    return "none", {}
