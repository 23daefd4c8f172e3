"""The decider of an order, after a change of its code: since version 2 of the type, orders are checked for fraud first.

Orders of version 1 are still under way, some for weeks, and go on as they began: a decider remembers nothing, it finds
out from the history where an order stands, and the history of an old order has no check. The version of the type is in
every decision task, so it is what the two ways are told apart by.
"""

from typing import Any

import boto3

DOMAIN, DECIDERS = "shop", {"name": "deciders"}
CHECK, CHARGE, SHIP = (("CheckFraud", "1"), ("Charge", "1"), ("Ship", "1"))
STEPS = {"1": (CHARGE, SHIP), "2": (CHECK, CHARGE, SHIP)}
"""The activities of an order by the version of its type, one after the other."""


def decide(task: dict[str, Any]) -> list[dict[str, Any]]:
    """The next step of an order, or its end."""
    steps = STEPS[task["workflowType"]["version"]]
    done = [event for event in task["events"] if event["eventType"] == "ActivityTaskCompleted"]
    failed = [event for event in task["events"] if event["eventType"] == "ActivityTaskFailed"]
    if failed:
        return [decision("FailWorkflowExecution", reason=failed[0]["activityTaskFailedEventAttributes"]["reason"])]
    if len(done) == len(steps):
        return [decision("CompleteWorkflowExecution", result="shipped")]
    if task["previousStartedEventId"] and not _news(task):
        return []  # woken by something that does not concern us, as a signal
    name, version = steps[len(done)]
    order = task["events"][0]["workflowExecutionStartedEventAttributes"]["input"]
    activity_type = {"name": name, "version": version}
    return [decision("ScheduleActivityTask", activityType=activity_type, activityId=name.lower(), input=order)]


def _news(task: dict[str, Any]) -> bool:
    """Whether a step was done since the last decision."""
    new = task["events"][task["previousStartedEventId"] :]
    return any(event["eventType"] == "ActivityTaskCompleted" for event in new)


def decision(kind: str, **attributes: Any) -> dict[str, Any]:
    """A decision with its attributes."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def main() -> None:
    """Decide until the process is stopped."""
    swf = boto3.client("swf")
    while True:
        task = swf.poll_for_decision_task(domain=DOMAIN, taskList=DECIDERS)
        if "taskToken" in task:
            swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decide(task))


if __name__ == "__main__":
    main()
