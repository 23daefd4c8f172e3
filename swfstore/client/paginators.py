"""Paginators, as boto3 has them: an iterator of pages that follows the page tokens."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PAGINATED: Mapping[str, str] = {
    "get_workflow_execution_history": "events",
    "list_activity_types": "typeInfos",
    "list_closed_workflow_executions": "executionInfos",
    "list_domains": "domainInfos",
    "list_open_workflow_executions": "executionInfos",
    "list_workflow_types": "typeInfos",
    "poll_for_decision_task": "events",
}
"""The methods that have pages, and the member of a page that holds its items."""


class Paginator:
    """Pages of one method."""

    def __init__(self, method: Callable[..., dict[str, Any]], items: str) -> None:
        self._method = method
        self._items = items

    def paginate(
        self,
        *,
        PaginationConfig: Mapping[str, Any] | None = None,  # noqa: N803  # boto3's name
        **members: Any,
    ) -> "PageIterator":
        """The pages of a request. `PaginationConfig` may have MaxItems, PageSize and StartingToken, as in boto3."""
        config = dict(PaginationConfig or {})
        if config.get("PageSize") is not None:
            members["maximumPageSize"] = int(config["PageSize"])
        most = config.get("MaxItems")
        return PageIterator(
            self._method, self._items, members, None if most is None else int(most), config.get("StartingToken")
        )


class PageIterator:
    """Iterates over the pages; `resume_token` tells where `MaxItems` has cut."""

    def __init__(
        self,
        method: Callable[..., dict[str, Any]],
        items: str,
        members: Mapping[str, Any],
        most: int | None,
        starting_token: str | None,
    ) -> None:
        self._method = method
        self._items = items
        self._members = members
        self._most = most
        self._starting_token = starting_token
        self.resume_token: str | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        token, skip, left = *_read(self._starting_token), self._most
        while True:
            page = self._method(**self._members, **({} if token is None else {"nextPageToken": token}))
            items = page.get(self._items, [])[skip:]
            if left is not None and len(items) > left:
                page[self._items] = items[:left]
                self.resume_token = _write(token, skip + left)
                yield page
                return
            page[self._items] = items
            yield page
            left = None if left is None else left - len(items)
            token, skip = page.get("nextPageToken"), 0
            if token is None:
                return
            if left == 0:
                self.resume_token = _write(token, 0)
                return

    def build_full_result(self) -> dict[str, Any]:
        """All the items of all pages in one response, with a NextToken where MaxItems has cut."""
        result: dict[str, Any] = {self._items: []}
        for page in self:
            result[self._items] += page[self._items]
        if self.resume_token is not None:
            result["NextToken"] = self.resume_token
        return result


def _write(token: str | None, skip: int) -> str:
    members: dict[str, Any] = {"nextPageToken": token}
    if skip:
        members["boto_truncate_amount"] = skip
    return base64.b64encode(json.dumps(members).encode()).decode()


def _read(token: str | None) -> tuple[str | None, int]:
    if token is None:
        return None, 0
    members = json.loads(base64.b64decode(token))
    return members["nextPageToken"], int(members.get("boto_truncate_amount", 0))
