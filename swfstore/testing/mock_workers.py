"""Scripts at work: an activity, a child workflow and Lambda functions that answer as they are told."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from swfstore.engine.lambdas import Invoker, LambdaError, LambdaHangs, LambdaTask, TaskInvoker, run_task
from swfstore.testing.activities import ActivityTask, Failed, Later
from swfstore.testing.decisions import (
    Decision,
    complete_workflow_execution,
    fail_workflow_execution,
    start_timer,
)
from swfstore.testing.mock_entries import Script

TIMER = "swfstore-mock"
"""The timer of a child workflow that takes some time."""


class MockActivity:
    """Answers activity tasks; its attempts are counted in each run by itself."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._attempts: Counter[str] = Counter()

    def __call__(self, task: ActivityTask) -> Later:
        """What becomes of the next attempt."""
        script, run = self._script, str(task["workflowExecution"]["runId"])
        self._attempts[run] += 1
        failure = script.failing(self._attempts[run])
        if failure is not None:
            return Later(Failed(failure.reason, failure.details), script.takes, script.heartbeat)
        return Later(script.returns, None if script.never else script.takes, script.heartbeat)


class MockChild:
    """Decides for child workflows; a parent's attempts, each of them a child of its own, are counted by itself."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._attempts: Counter[str] = Counter()
        self._numbers: dict[str, int] = {}

    def __call__(self, task: dict[str, Any]) -> Sequence[Decision]:
        """Close it, or set a timer first where it takes some time."""
        attempt, script, events = self._attempt(task), self._script, task["events"]
        failure = script.failing(attempt)
        if script.never and failure is None:
            return []
        waited = any(event["eventType"] == "TimerFired" for event in events)
        if script.takes and not waited:
            if any(event["eventType"] == "TimerStarted" for event in events):
                return []  # a signal, or something else that is not what it waits for
            return [start_timer(TIMER, -(-script.takes // timedelta(seconds=1)))]
        if failure is not None:
            return [fail_workflow_execution(failure.reason, failure.details)]
        return [complete_workflow_execution(script.returns)]

    def _attempt(self, task: dict[str, Any]) -> int:
        run = str(task["workflowExecution"]["runId"])
        if run not in self._numbers:
            started = task["events"][0]["workflowExecutionStartedEventAttributes"]
            parent = str(started["parentWorkflowExecution"]["runId"])
            self._attempts[parent] += 1
            self._numbers[run] = self._attempts[parent]
        return self._numbers[run]


class MockLambdas:
    """Answers for Lambda functions; those that nobody has mocked go to the invoker behind it."""

    def __init__(self, scripts: Sequence[Script], otherwise: Invoker | TaskInvoker) -> None:
        self._scripts = {script.name: script for script in reversed(scripts)}
        self._otherwise = otherwise
        self._attempts: Counter[tuple[str, str]] = Counter()

    def invoke_task(self, task: LambdaTask) -> str:
        """Answer; raises LambdaError and LambdaHangs. Attempts are counted by domain and function."""
        script = self._scripts.get(task.name)
        if script is None:
            return run_task(self._otherwise, task)
        self._attempts[task.domain, task.name] += 1
        failure = script.failing(self._attempts[task.domain, task.name])
        if failure is not None:
            raise LambdaError(failure.reason, failure.details)
        if script.never:
            raise LambdaHangs(task.name)
        return "null" if script.returns is None else script.returns
