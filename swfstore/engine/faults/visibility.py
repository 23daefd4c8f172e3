"""Lists and counts that are behind: what they show ends at an instant a little ago.

A list leaves out what is younger, so its pages may be shorter than asked for; a count asks for less.
"""

from collections.abc import Mapping
from typing import Any

from swfstore.shapes.visibility import (
    CountClosedWorkflowExecutionsInput,
    CountOpenWorkflowExecutionsInput,
    ExecutionTimeFilter,
)

_SINCE: Mapping[str, str] = {
    "ListOpenWorkflowExecutions": "startTimestamp",
    "ListClosedWorkflowExecutions": "closeTimestamp",
}


def asked(request: object, horizon: int | None) -> object:
    """The request that counts nothing after the horizon (milliseconds, UTC); any other request as it is."""
    if horizon is None or not isinstance(
        request, CountOpenWorkflowExecutionsInput | CountClosedWorkflowExecutionsInput
    ):
        return request
    windows = {}
    for name in ("start_time_filter", "close_time_filter"):
        window: ExecutionTimeFilter | None = getattr(request, name, None)
        if window is not None:
            latest = horizon if window.latest_date is None else min(window.latest_date, horizon)
            windows[name] = ExecutionTimeFilter(oldest_date=window.oldest_date, latest_date=latest)
    return request.model_copy(update=windows)


def seen(operation: str, response: Any, horizon: int | None) -> Any:
    """The response of a list without what happened after the horizon; any other response as it is."""
    since = _SINCE.get(operation)
    if horizon is None or since is None:
        return response
    infos = [info for info in response["executionInfos"] if info[since] <= horizon]
    return {**response, "executionInfos": infos}
