"""One execution in full: its settings, what is open in it, and what it did last."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.stories import CHARGE, DOMAIN, LAMBDA_ROLE, ORDER

T0 = datetime(2030, 1, 1, tzinfo=UTC)
NOTHING_OPEN = {
    "openActivityTasks": 0,
    "openChildWorkflowExecutions": 0,
    "openDecisionTasks": 0,
    "openLambdaFunctions": 0,
    "openTimers": 0,
}
Start = Callable[..., dict[str, str]]
Decide = Callable[..., None]

CHARGE_IT = {
    "decisionType": "ScheduleActivityTask",
    "scheduleActivityTaskDecisionAttributes": {"activityType": dict(CHARGE), "activityId": "c"},
}
WAIT = {
    "decisionType": "StartTimer",
    "startTimerDecisionAttributes": {"timerId": "t", "startToFireTimeout": "60"},
}
START_CHILD = {
    "decisionType": "StartChildWorkflowExecution",
    "startChildWorkflowExecutionDecisionAttributes": {
        "workflowId": "child",
        "workflowType": dict(ORDER),
        "taskList": {"name": "children"},
    },
}
COMPLETE = {"decisionType": "CompleteWorkflowExecution"}


@pytest.fixture
def describe(swf: Any) -> Callable[[dict[str, str]], Any]:
    """Describe that run."""
    return lambda run: swf.describe_workflow_execution(domain=DOMAIN, execution=run)


def test_an_execution_that_has_just_started(start: Start, describe: Any) -> None:
    """All five counts are there; the decision task is scheduled and not yet started; the defaults are resolved."""
    run = start("a", taskPriority="7", tagList=["x", "y"])
    assert describe(run) == {
        "executionConfiguration": {
            "childPolicy": "TERMINATE",
            "executionStartToCloseTimeout": "86400",
            "lambdaRole": LAMBDA_ROLE,
            "taskList": {"name": "deciders"},
            "taskPriority": "7",
            "taskStartToCloseTimeout": "300",
        },
        "executionInfo": {
            "cancelRequested": False,
            "execution": run,
            "executionStatus": "OPEN",
            "startTimestamp": T0,
            "tagList": ["x", "y"],
            "workflowType": dict(ORDER),
        },
        "openCounts": {**NOTHING_OPEN, "openDecisionTasks": 1},
    }


def test_settings_that_nobody_gave_are_absent(swf: Any, describe: Any) -> None:
    """No priority, no role and no tags, where neither the start nor the type has any."""
    swf.register_workflow_type(domain=DOMAIN, name="Bare", version="1")
    settings = {
        "childPolicy": "ABANDON",
        "executionStartToCloseTimeout": "60",
        "taskList": {"name": "bare"},
        "taskStartToCloseTimeout": "NONE",
    }
    type_ = {"name": "Bare", "version": "1"}
    run = swf.start_workflow_execution(domain=DOMAIN, workflowId="a", workflowType=type_, **settings)
    described = describe({"workflowId": "a", "runId": run["runId"]})
    assert described["executionConfiguration"] == settings
    assert "tagList" not in described["executionInfo"]


def test_a_running_decision_task_is_not_counted(swf: Any, start: Start, describe: Any) -> None:
    """Recorded: 0 while the decider works, 1 when a signal has scheduled the next one meanwhile."""
    run = start("a")
    swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    assert describe(run)["openCounts"] == NOTHING_OPEN
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="a", signalName="s")
    assert describe(run)["openCounts"] == {**NOTHING_OPEN, "openDecisionTasks": 1}


def test_what_is_open_is_counted(swf: Any, start: Start, decide: Decide, describe: Any) -> None:
    """Activity tasks from their scheduling to their outcome, timers, children; a child names its parent."""
    run = start("a")
    decide(CHARGE_IT, WAIT, START_CHILD)
    expected = {"openActivityTasks": 1, "openTimers": 1, "openChildWorkflowExecutions": 1, "openDecisionTasks": 1}
    assert describe(run)["openCounts"] == {**NOTHING_OPEN, **expected}
    task = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    assert describe(run)["openCounts"] == {**NOTHING_OPEN, **expected}
    swf.respond_activity_task_completed(taskToken=task["taskToken"])
    assert describe(run)["openCounts"] == {**NOTHING_OPEN, **expected, "openActivityTasks": 0}
    child = swf.list_open_workflow_executions(
        domain=DOMAIN, startTimeFilter={"oldestDate": 0}, executionFilter={"workflowId": "child"}
    )["executionInfos"][0]
    assert child["parent"] == run
    assert describe(child["execution"])["executionInfo"]["parent"] == run


def test_the_latest_activity_timestamp_is_that_of_the_last_event(
    swf: Any, clock: Any, start: Start, decide: Decide, describe: Any
) -> None:
    """Recorded: absent before the first activity, then the time of the last event of any activity."""
    run = start("a")
    assert "latestActivityTaskTimestamp" not in describe(run)
    clock.advance(seconds=1)
    decide(CHARGE_IT)
    assert describe(run)["latestActivityTaskTimestamp"] == T0 + timedelta(seconds=1)
    clock.advance(seconds=1)
    task = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    assert describe(run)["latestActivityTaskTimestamp"] == T0 + timedelta(seconds=2)
    clock.advance(seconds=1)
    swf.respond_activity_task_completed(taskToken=task["taskToken"])
    assert describe(run)["latestActivityTaskTimestamp"] == T0 + timedelta(seconds=3)


def test_the_latest_execution_context_stays(swf: Any, start: Start, decide: Decide, describe: Any) -> None:
    """Recorded: absent if never set, kept when a later decision gives none, and an empty one is an empty one."""
    run = start("a")
    assert "latestExecutionContext" not in describe(run)
    for members, expected in (({"executionContext": "one"}, "one"), ({}, "one"), ({"executionContext": ""}, "")):
        decide(**members)
        assert describe(run)["latestExecutionContext"] == expected
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="a", signalName="s")


def test_a_closed_execution(swf: Any, clock: Any, start: Start, decide: Decide, describe: Any) -> None:
    """Recorded: counts keep what was open at the close, and cancelRequested is false."""
    run = start("a")
    swf.request_cancel_workflow_execution(domain=DOMAIN, workflowId="a")
    assert describe(run)["executionInfo"]["cancelRequested"] is True
    clock.advance(seconds=5)
    decide(CHARGE_IT, COMPLETE)
    described = describe(run)
    assert described["openCounts"] == {**NOTHING_OPEN, "openActivityTasks": 1}
    assert described["executionInfo"] == {
        "cancelRequested": False,
        "closeStatus": "COMPLETED",
        "closeTimestamp": T0 + timedelta(seconds=5),
        "execution": run,
        "executionStatus": "CLOSED",
        "startTimestamp": T0,
        "workflowType": dict(ORDER),
    }


def test_an_unknown_execution_is_refused(swf: Any, start: Start, describe: Any) -> None:
    """Neither another run id nor another workflow id will do; an unknown domain is told first."""
    run = start("a")
    for execution in ({**run, "runId": "x"}, {**run, "workflowId": "b"}):
        with pytest.raises(swf.exceptions.UnknownResourceFault) as caught:
            describe(execution)
        workflow_id, run_id = execution["workflowId"], execution["runId"]
        text = f"Unknown execution: WorkflowExecution=[workflowId={workflow_id}, runId={run_id}]"
        assert caught.value.response["Error"]["Message"] == text
    with pytest.raises(swf.exceptions.UnknownResourceFault) as caught:
        swf.describe_workflow_execution(domain="nobody", execution=run)
    assert caught.value.response["Error"]["Message"] == "Unknown domain: nobody"


def test_waiting_tasks_are_counted(swf: Any, start: Start, decide: Decide) -> None:
    """Tasks that are polled do not wait any more; a task list that nobody used has none."""

    def waiting(kind: str, task_list: str) -> Any:
        return getattr(swf, f"count_pending_{kind}_tasks")(domain=DOMAIN, taskList={"name": task_list})

    assert waiting("decision", "never used") == waiting("activity", "never used") == {"count": 0, "truncated": False}
    for workflow_id in "ab":
        start(workflow_id)
    assert waiting("decision", "deciders") == {"count": 2, "truncated": False}
    decide(CHARGE_IT)
    assert waiting("decision", "deciders") == {"count": 1, "truncated": False}
    assert waiting("activity", "workers") == {"count": 1, "truncated": False}
    swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": "workers"})
    assert waiting("activity", "workers") == {"count": 0, "truncated": False}
    for kind in ("decision", "activity"):
        with pytest.raises(swf.exceptions.UnknownResourceFault):
            getattr(swf, f"count_pending_{kind}_tasks")(domain="nobody", taskList={"name": "deciders"})
