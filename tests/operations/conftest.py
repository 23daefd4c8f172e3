"""What the tests of the operations share: stores with small limits, and executions that run and close."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from swfstore.core.limits import Limits
from tests.conftest import open_store
from tests.support.stories import DOMAIN, ORDER

ALL = {"oldestDate": 0}
"""The time filter that everything passes."""


@pytest.fixture
def limited(database_url: str) -> Iterator[Callable[..., Any]]:
    """A client of a store whose limits are those given; the domain `orders` is not registered."""
    opened: list[Any] = []

    def client(**limits: int) -> Any:
        opened.append(open_store(database_url, limits=Limits(**limits)))
        return opened[-1].client()

    yield client
    for store in opened:
        store.close()


@pytest.fixture
def start(swf: Any) -> Callable[..., dict[str, str]]:
    """Start an execution of Order/1 with that workflow id; the answer is the run, as other calls name it."""

    def started(workflow_id: str, **members: Any) -> dict[str, str]:
        members = {"workflowType": dict(ORDER), **members}
        run = swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, **members)
        return {"workflowId": workflow_id, "runId": run["runId"]}

    return started


@pytest.fixture
def decide(swf: Any) -> Callable[..., None]:
    """Answer the next decision task of the task list `deciders` with these decisions."""

    def decided(*decisions: dict[str, Any], **members: Any) -> None:
        task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
        swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=list(decisions), **members)

    return decided
