"""An order as the tests tell it, and a decider that would write its history."""

from pathlib import Path
from typing import Any

import swfstore
from tests.conftest import open_store
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

RECORDED = Path(__file__).with_name("recorded")
AWS = RECORDED / "aws-order.json"
"""What `aws swf get-workflow-execution-history` prints: ISO times of the terminal's zone, no ids of the execution."""


def decide(task: dict[str, Any]) -> list[dict[str, Any]]:
    """Charge the card, wait for the approval for 30 days, complete."""
    seen = [event["eventType"] for event in task["events"]]
    if "WorkflowExecutionSignaled" in seen:
        return [made("CancelTimer", timerId="patience"), made("CompleteWorkflowExecution", result="shipped")]
    if "TimerFired" in seen:
        return [made("FailWorkflowExecution", reason="nobody approved")]
    if "ActivityTaskCompleted" in seen:
        return [made("StartTimer", timerId="patience", startToFireTimeout="2592000")]
    return [made("ScheduleActivityTask", activityType=CHARGE, activityId="charge", input="42")]


def made(kind: str, **attributes: Any) -> dict[str, Any]:
    """A decision as boto3 takes it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def start(swf: Any, workflow_id: str = "order-42", **members: Any) -> dict[str, str]:
    """Start an order."""
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=ORDER, **members)
    return {"workflowId": workflow_id, "runId": run["runId"]}


def step(swf: Any, decider: Any = decide) -> dict[str, Any]:
    """Let the decider answer the next decision task; the task."""
    task: dict[str, Any] = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"}, identity="d")
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decider(task))
    return task


def work(swf: Any, result: str = "paid") -> None:
    """Do the next activity task."""
    task = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"}, identity="w")
    swf.respond_activity_task_completed(taskToken=task["taskToken"], result=result)


def approve(swf: Any, workflow_id: str = "order-42") -> None:
    """Signal the order."""
    swf.signal_workflow_execution(domain=DOMAIN, workflowId=workflow_id, signalName="approved", input="by Ann")


def told(swf: Any, **members: Any) -> dict[str, str]:
    """An order from its start to its end; its execution."""
    execution = start(swf, **members)
    step(swf)
    work(swf)
    step(swf)
    approve(swf, execution["workflowId"])
    step(swf)
    return execution


def a_store(url: str = "sqlite://", **options: Any) -> Any:
    """An open store of its own, without the domain."""
    return open_store(url, **options)


def registered(url: str = "sqlite://", **options: Any) -> Any:
    """An open store of its own, with the domain and its types."""
    store = open_store(url, ids=swfstore.SeededIds(7), **options)
    register(store.client())
    return store
