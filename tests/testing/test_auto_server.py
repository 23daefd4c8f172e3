"""A real server whose time skips by itself, with real programs that poll it, and mock workers from a file."""

import subprocess
import sys
from datetime import timedelta

import pytest

from swfstore.testing import decisions as d
from swfstore.testing.server_process import ServerProcess
from tests.support.stories import DOMAIN, ORDER, register
from tests.testing.test_run import CHARGING, happened, start

DECIDERS = {"domain": DOMAIN, "taskList": {"name": "deciders"}}
WORKERS = {"domain": DOMAIN, "taskList": {"name": "workers"}}

WORKER = """
import boto3
swf = boto3.client("swf")
while True:
    task = swf.poll_for_activity_task(domain="orders", taskList={"name": "workers"}, identity="real")
    if task.get("taskToken"):
        swf.respond_activity_task_completed(taskToken=task["taskToken"], result="charged")
"""

MOCKS = """
[[activity]]
name = "Charge"
takes = "50 seconds"
returns = "mocked"

[[lambda]]
name = "tax"
returns = { rate = 0.2 }
"""


@pytest.fixture
def server(tmp_path):
    """A server with `--clock auto` and mocks in a file."""
    (tmp_path / "mocks.toml").write_text("")
    running = ServerProcess(tmp_path / "server.db", ["--clock", "auto", "--mocks", str(tmp_path / "mocks.toml")])
    yield running
    running.stop()


def begun(server):
    """The server, started, and boto3's client with the domain and types."""
    server.start()
    swf = server.client()
    register(swf)
    return swf


def decide(swf, *decisions):
    """Poll, several times if need be, and answer."""
    for _ in range(20):
        task = swf.poll_for_decision_task(**DECIDERS, identity="decider")
        if task.get("taskToken"):
            swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=list(decisions))
            return task
    raise AssertionError("no decision task came")


def test_a_poll_that_waits_gets_the_timer_of_a_month(server):
    """A held poll is answered as soon as time has skipped to what it waits for."""
    swf = begun(server)
    start(swf)
    decide(swf, d.start_timer("approval", timedelta(days=30)))
    task = decide(swf, d.complete_workflow_execution())
    fired, started = task["events"][-3], task["events"][4]
    assert (fired["eventType"], started["eventType"]) == ("TimerFired", "TimerStarted")
    assert fired["eventTimestamp"] - started["eventTimestamp"] == timedelta(days=30)


def test_time_waits_for_a_worker_in_another_process(server):
    """While it holds a task or has one to take, no timeout strikes; then the timer fires."""
    swf = begun(server)
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env={**server.environment})
    try:
        start(swf)
        decide(swf, d.start_timer("t", timedelta(days=1)), d.schedule_activity_task(CHARGING, "charge"))
        assert happened(decide(swf))[-3] == "ActivityTaskCompleted"
        assert "TimerFired" in happened(decide(swf, d.complete_workflow_execution()))
    finally:
        worker.kill()
        worker.wait()


def test_it_says_why_it_does_not_skip(server):
    """At GET /_swfstore/clock: here because a worker holds a task."""
    swf = begun(server)
    start(swf)
    decide(swf, d.start_timer("t", timedelta(days=1)), d.schedule_activity_task(CHARGING, "charge"))
    held = swf.poll_for_activity_task(**WORKERS, identity="W")
    assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
    (why,) = server.clock.why()
    assert why.startswith("activity task 'charge' of order-42 (Charge 1) is held by worker 'W' since ")
    told = server.get("/_swfstore/clock")
    assert (told["mode"], told["paused"]) == ("auto", False)
    swf.respond_activity_task_completed(taskToken=held["taskToken"])
    assert "ActivityTaskCompleted" in happened(decide(swf))


def test_a_pause_gives_a_test_the_time_to_signal(server):
    """Between the two requests of a test real time passes: without a pause the timer might be first."""
    swf = begun(server)
    start(swf)
    with server.clock.paused():
        decide(swf, d.start_timer("approval", timedelta(days=30)))
        assert "taskToken" not in swf.poll_for_decision_task(**DECIDERS)
        assert "the clock is paused" in server.clock.why()
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName="approved")
    types = happened(decide(swf, d.complete_workflow_execution()))
    assert "WorkflowExecutionSignaled" in types
    assert "TimerFired" not in types


def test_only_a_clock_that_skips_can_be_paused(tmp_path):
    """The server says how to get one."""
    running = ServerProcess(tmp_path / "server.db")
    running.start()
    try:
        with pytest.raises(Exception, match=r"409 .*--clock auto"):
            running.clock.pause()
    finally:
        running.stop()


def test_mock_workers_work_in_the_server(server, tmp_path):
    """They take their tasks before any poll, take their time, and answer for Lambda functions."""
    (tmp_path / "mocks.toml").write_text(MOCKS)
    swf = begun(server)
    swf.start_workflow_execution(
        domain=DOMAIN,
        workflowId="order-42",
        workflowType=ORDER,
        lambdaRole="arn:aws:iam::123456789012:role/swf-lambda",
    )
    decide(swf, d.schedule_activity_task(CHARGING, "charge"), d.schedule_lambda_function("tax-1", "tax"))
    seen = happened(decide(swf)) + happened(decide(swf, d.complete_workflow_execution()))
    assert {"LambdaFunctionCompleted", "ActivityTaskCompleted"} <= set(seen)


def test_a_mistake_in_the_mocks_is_said_at_the_start(server, tmp_path):
    """The server does not start, and says which entry it is."""
    (tmp_path / "mocks.toml").write_text("[[activity]]\nname = 1")
    with pytest.raises(Exception, match=r"mocks\.toml: \[\[activity\]\] 1: name is 1"):
        server.start()
