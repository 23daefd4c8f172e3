"""The decider of orders: waits for the approval, charges the card up to three times, gives up after 30 days."""

import boto3

from order_approval.workflow import CHARGE, DECIDERS, DOMAIN

DAYS_TO_APPROVE = 30
CHARGES = 3


def decide(task):
    """The decisions for a decision task with its whole history."""
    events = [(event["eventType"], attributes_of(event)) for event in task["events"]]
    news = events[task["previousStartedEventId"] :]  # the ids of events are 1, 2, 3, ...
    charges = sum(kind == "ActivityTaskScheduled" for kind, _ in events)
    decisions = []
    for kind, attributes in news:
        if kind == "WorkflowExecutionStarted":
            decisions.append(decision("StartTimer", timerId="approval", startToFireTimeout=days(DAYS_TO_APPROVE)))
        elif kind == "WorkflowExecutionCancelRequested":
            return [decision("CancelWorkflowExecution")]
        elif kind == "WorkflowExecutionSignaled" and attributes["signalName"] == "rejected":
            return [decision("FailWorkflowExecution", reason="REJECTED", details=attributes.get("input", ""))]
        elif kind == "WorkflowExecutionSignaled" and attributes["signalName"] == "approved" and not charges:
            decisions += [decision("CancelTimer", timerId="approval"), charge(1, events)]
            charges = 1
        elif kind == "TimerFired" and not charges:
            return [decision("FailWorkflowExecution", reason="EXPIRED")]
        elif kind == "ActivityTaskCompleted":
            return [decision("CompleteWorkflowExecution", result=attributes["result"])]
        elif kind in ("ActivityTaskFailed", "ActivityTaskTimedOut"):
            if charges == CHARGES:
                return [decision("FailWorkflowExecution", reason="NOT_CHARGED")]
            decisions.append(charge(charges + 1, events))
    return decisions


def charge(attempt, events):
    """Charge the card for the order, which is the input of the workflow."""
    order = events[0][1]["input"]
    return decision("ScheduleActivityTask", activityType=CHARGE, activityId=f"charge-{attempt}", input=order)


def decision(kind, **attributes):
    """A decision as the API wants it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def attributes_of(event):
    """The attributes of an event."""
    kind = event["eventType"]
    return event[f"{kind[0].lower()}{kind[1:]}EventAttributes"]


def days(number):
    """A number of days, in the seconds of SWF."""
    return str(number * 24 * 3600)


def decide_once(swf):
    """Wait for a decision task and answer it; whether there was one."""
    pages = swf.get_paginator("poll_for_decision_task").paginate(domain=DOMAIN, taskList=DECIDERS)
    task = None
    for page in pages:
        if not page.get("taskToken"):
            return False
        if task is None:
            task = page
        else:
            task["events"] += page["events"]
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decide(task))
    return True


def main():
    """Decide until the process is stopped."""
    swf = boto3.client("swf")
    while True:
        decide_once(swf)


if __name__ == "__main__":
    main()
