"""One whole workflow told with the real AWS CLI, which knows nothing but the variables of `swfstore env`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wire.process import environment

AWS = Path(sys.executable).with_name("aws")
TYPE = "name=Order,version=1"
EXPECTED = [
    "WorkflowExecutionStarted",
    "DecisionTaskScheduled",
    "DecisionTaskStarted",
    "DecisionTaskCompleted",
    "ActivityTaskScheduled",
    "WorkflowExecutionSignaled",
    "DecisionTaskScheduled",
    "ActivityTaskStarted",
    "ActivityTaskCompleted",
    "DecisionTaskStarted",
    "DecisionTaskCompleted",
    "WorkflowExecutionCompleted",
]


@pytest.fixture
def aws(server, tmp_path):
    """Run a command of `aws swf` in the environment that `swfstore env` prints; its answer."""
    if not AWS.exists():
        pytest.skip("needs the AWS CLI, which the extra dev installs")  # some environments have only what tests import
    one = server("--poll-seconds", "2")
    printed = subprocess.run(
        [sys.executable, "-m", "swfstore", "env", "--port", str(one.port)],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    ).stdout
    variables = dict(line.removeprefix("export ").split("=", 1) for line in printed.splitlines())
    env = environment(**variables, AWS_CONFIG_FILE=str(tmp_path / "none"), AWS_PAGER="")

    def run(operation, *options, code=0):
        ended = subprocess.run(
            [str(AWS), "swf", operation, *options], capture_output=True, text=True, timeout=60, env=env, check=False
        )
        assert ended.returncode == code, ended.stderr
        return (json.loads(ended.stdout) if ended.stdout else None) if not code else ended.stderr

    return run


def test_the_aws_cli_tells_a_whole_workflow(aws):
    """Register, start, decide, work, signal, complete, and read the history."""
    aws("register-domain", "--name", "orders", "--workflow-execution-retention-period-in-days", "1")
    defaults = ["--default-task-list", "name=deciders", "--default-child-policy", "TERMINATE"]
    defaults += ["--default-task-start-to-close-timeout", "60"]
    named = ["--domain", "orders", "--name"]
    aws(
        *("register-workflow-type", *named, "Order", "--workflow-version", "1", *defaults),
        *("--default-execution-start-to-close-timeout", "3600"),
    )
    aws(
        *("register-activity-type", *named, "Charge", "--activity-version", "1", "--default-task-list", "name=workers"),
        *("--default-task-schedule-to-start-timeout", "60", "--default-task-schedule-to-close-timeout", "60"),
        *("--default-task-start-to-close-timeout", "60", "--default-task-heartbeat-timeout", "NONE"),
    )
    order = ["--domain", "orders", "--workflow-id", "order-42"]
    run = aws("start-workflow-execution", *order, "--workflow-type", TYPE, "--input", "two books")
    assert "AlreadyStartedFault" in aws("start-workflow-execution", *order, "--workflow-type", TYPE, code=255)
    deciders = ["poll-for-decision-task", "--domain", "orders", "--task-list", "name=deciders"]
    attributes = {"activityId": "charge", "activityType": {"name": "Charge", "version": "1"}}
    schedule = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": attributes}
    respond = ["respond-decision-task-completed", "--task-token"]
    aws(*respond, aws(*deciders)["taskToken"], "--decisions", json.dumps([schedule]))
    aws("signal-workflow-execution", *order, "--signal-name", "approved", "--input", "by Ann")
    task = aws("poll-for-activity-task", "--domain", "orders", "--task-list", "name=workers")
    assert task["activityId"] == "charge"
    aws("respond-activity-task-completed", "--task-token", task["taskToken"], "--result", "paid")
    complete = {"decisionType": "CompleteWorkflowExecution"}
    aws(*respond, aws(*deciders)["taskToken"], "--decisions", json.dumps([complete]))
    execution = f"workflowId=order-42,runId={run['runId']}"
    history = aws("get-workflow-execution-history", "--domain", "orders", "--execution", execution)
    assert [event["eventType"] for event in history["events"]] == EXPECTED
    closed = aws("list-closed-workflow-executions", "--domain", "orders", "--start-time-filter", "oldestDate=0")
    assert [info["closeStatus"] for info in closed["executionInfos"]] == ["COMPLETED"]
    assert aws(*deciders)["startedEventId"] == 0
