"""The file whose queries the README shows: three orders in three states."""

import json
from pathlib import Path
from typing import Any

import swfstore

ORDER = {"name": "Order", "version": "1"}
CHARGE = {"name": "ChargeCard", "version": "1"}


def decision(kind: str, **attributes: Any) -> dict[str, Any]:
    """A decision as the API takes it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def make(path: Path) -> None:
    """Write the file: order-42 is being charged, order-43 waits for its approval, order-44 for a decider."""
    clock = swfstore.VirtualClock()
    with swfstore.open(path, clock=clock, ids=swfstore.SeededIds(1)) as store:
        swf: Any = store.client()
        _register(swf)
        for number, what in ((42, "two books"), (43, "a teapot"), (44, "tea")):
            swf.start_workflow_execution(
                domain="orders", workflowId=f"order-{number}", workflowType=ORDER, input=json.dumps(what)
            )
            clock.advance(minutes=1)
            if number != 44:
                charge = decision("ScheduleActivityTask", activityId="charge", activityType=CHARGE)
                _decide(swf, *([charge] if number == 42 else []), context="charging" if number == 42 else "to approve")
        swf.signal_workflow_execution(domain="orders", workflowId="order-42", signalName="gift", input="wrap it")
        clock.advance(minutes=10)


def _register(swf: Any) -> None:
    swf.register_domain(name="orders", workflowExecutionRetentionPeriodInDays="30")
    swf.register_workflow_type(
        domain="orders",
        **ORDER,
        defaultTaskList={"name": "deciders"},
        defaultChildPolicy="TERMINATE",
        defaultTaskStartToCloseTimeout="60",
        defaultExecutionStartToCloseTimeout="86400",
    )
    swf.register_activity_type(
        domain="orders",
        **CHARGE,
        defaultTaskList={"name": "workers"},
        defaultTaskHeartbeatTimeout="NONE",
        defaultTaskScheduleToStartTimeout="3600",
        defaultTaskStartToCloseTimeout="600",
        defaultTaskScheduleToCloseTimeout="NONE",
    )


def _decide(swf: Any, *decisions: dict[str, Any], context: str) -> None:
    task = swf.poll_for_decision_task(domain="orders", taskList={"name": "deciders"}, identity="decider-1")
    swf.respond_decision_task_completed(
        taskToken=task["taskToken"], decisions=list(decisions), executionContext=context
    )
