"""The deciders: the parent, which starts a child for each file, and the child, which loads one."""

import json

import boto3

from fan_out.workflow import DECIDERS, DOMAIN, IMPORT, IMPORT_FILE, LOAD

AT_ONCE = 3
"""Children that are open at the same time."""

ATTEMPTS = 4
"""Children for one file, one after the other."""

FIRST_PAUSE = 60
"""Seconds before the second attempt; twice as many before each further one."""

FAILED = ("ChildWorkflowExecutionFailed", "ChildWorkflowExecutionTimedOut", "ChildWorkflowExecutionTerminated")


class Files:
    """What the history of the parent says of each file."""

    def __init__(self, events):
        self.attempts, self.pausing, self.open, self.rows = {}, set(), set(), {}
        self.names, self.ready = [], []
        for event in events:
            self.add(event["eventType"], attributes_of(event))

    def add(self, kind, attributes):
        """One more event."""
        if kind == "WorkflowExecutionStarted":
            self.names = json.loads(attributes["input"])
        elif kind == "StartChildWorkflowExecutionInitiated":
            name = attributes["control"]
            self.attempts[name] = self.attempts.get(name, 0) + 1
            self.open.add(name)
            if name in self.ready:
                self.ready.remove(name)
        elif kind == "ChildWorkflowExecutionCompleted":
            name = file_of(attributes)
            self.open.discard(name)
            self.rows[name] = int(attributes["result"])
        elif kind in FAILED:
            self.open.discard(file_of(attributes))
        elif kind == "TimerStarted":
            self.pausing.add(attributes["control"])
        elif kind == "TimerFired":
            name = attributes["timerId"].rpartition("#")[0]
            self.pausing.discard(name)
            self.ready.append(name)

    def decisions(self):
        """Start what may be started, pause before what is tried again, and close."""
        given_up = [n for n in self.names if self.is_down(n) and self.attempts[n] == ATTEMPTS]
        if given_up:
            return [decision("FailWorkflowExecution", reason="NOT_IMPORTED", details=", ".join(given_up))]
        if len(self.rows) == len(self.names):
            return [decision("CompleteWorkflowExecution", result=json.dumps(self.rows, sort_keys=True))]
        pauses = [self.pause(name) for name in self.names if self.is_down(name) and name not in self.ready]
        new = [name for name in self.names if name not in self.attempts]
        return pauses + [self.start(name) for name in [*self.ready, *new][: AT_ONCE - len(self.open)]]

    def is_down(self, name):
        """Whether its last child has failed, and no pause has begun."""
        tried = name in self.attempts and name not in self.open and name not in self.rows
        return tried and name not in self.pausing

    def pause(self, name):
        """Wait before the next attempt."""
        attempt = self.attempts[name]
        seconds = str(FIRST_PAUSE * 2 ** (attempt - 1))
        return decision("StartTimer", timerId=f"{name}#{attempt}", control=name, startToFireTimeout=seconds)

    def start(self, name):
        """Start a child for a file."""
        child = f"file-{name}-{self.attempts.get(name, 0) + 1}"
        return decision(
            "StartChildWorkflowExecution", workflowType=IMPORT_FILE, workflowId=child, control=name, input=name
        )


def import_files(task):
    """Decide for the parent."""
    return Files(task["events"]).decisions()


def import_file(task):
    """Decide for a child: load the file, and close as that closes."""
    last = [event for event in task["events"] if not event["eventType"].startswith("DecisionTask")][-1]
    kind, attributes = last["eventType"], attributes_of(last)
    if kind == "WorkflowExecutionStarted":
        return [decision("ScheduleActivityTask", activityType=LOAD, activityId="load", input=attributes["input"])]
    if kind == "ActivityTaskCompleted":
        return [decision("CompleteWorkflowExecution", result=attributes["result"])]
    if kind in ("ActivityTaskFailed", "ActivityTaskTimedOut"):
        return [decision("FailWorkflowExecution", reason=attributes.get("reason", "TIMED_OUT"))]
    return []


def file_of(attributes):
    """The file of an event of a child: its workflow id is file-NAME-ATTEMPT."""
    return attributes["workflowExecution"]["workflowId"].removeprefix("file-").rpartition("-")[0]


def decision(kind, **attributes):
    """A decision as the API wants it."""
    return {"decisionType": kind, f"{kind[0].lower()}{kind[1:]}DecisionAttributes": attributes}


def attributes_of(event):
    """The attributes of an event."""
    kind = event["eventType"]
    return event[f"{kind[0].lower()}{kind[1:]}EventAttributes"]


BY_TYPE = {IMPORT["name"]: import_files, IMPORT_FILE["name"]: import_file}


def decide_once(swf):
    """Wait for a decision task of either type and answer it; whether there was one."""
    task = None
    for page in swf.get_paginator("poll_for_decision_task").paginate(domain=DOMAIN, taskList=DECIDERS):
        if not page.get("taskToken"):
            return False
        if task is None:
            task = page
        else:
            task["events"] += page["events"]
    decisions = BY_TYPE[task["workflowType"]["name"]](task)
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=decisions)
    return True


def main():
    """Decide until the process is stopped."""
    swf = boto3.client("swf")
    while True:
        decide_once(swf)


if __name__ == "__main__":
    main()
