"""The server loses nothing: killed under load, with a full disk, with a file that somebody else has locked."""

import resource
import sqlite3
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.support.stories import DOMAIN, register
from tests.wire.stories import DECIDERS, Later, decide, history, start, types

CLIENTS = 8


def _signal_until_it_ends(client, name, acknowledged):
    """Signal an execution as fast as possible; remember what was acknowledged."""
    number = 0
    while True:
        try:
            client.signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName=f"{name}-{number}")
        except (BotoCoreError, ClientError):
            return
        acknowledged.append(f"{name}-{number}")
        number += 1


@pytest.mark.stress
def test_every_acknowledged_call_survives_a_kill(server):
    """kill -9 while eight clients signal; after a restart all that they were told is there, and verify is clean."""
    one = server("--durability", "full")
    swf = one.client()
    register(swf)
    run_id = start(swf)
    acknowledged: list[str] = []
    threads = [
        threading.Thread(target=_signal_until_it_ends, args=(one.client(), f"client{number}", acknowledged))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    one.kill()
    for thread in threads:
        thread.join(30)
    assert len(acknowledged) > CLIENTS
    again = server(db=one.db)
    events = history(again.client(), "order-1", run_id)
    signals = [
        event["workflowExecutionSignaledEventAttributes"]["signalName"]
        for event in events
        if event["eventType"] == "WorkflowExecutionSignaled"
    ]
    assert len(signals) == len(set(signals))
    assert set(acknowledged) <= set(signals)
    assert len(signals) - len(acknowledged) <= CLIENTS, "what was under way may or may not have happened"


def test_workers_go_on_after_a_restart(server, tmp_path):
    """A decider that waits is cut off, connects again by itself, and gets the task; an old token is still good."""
    one = server("--poll-seconds", "30")
    swf = one.client()
    register(swf)
    start(swf)
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList=DECIDERS)
    waiting = Later(
        one.client(retries={"mode": "standard", "max_attempts": 10}).poll_for_decision_task,
        domain=DOMAIN,
        taskList=DECIDERS,
    )
    time.sleep(0.5)
    one.kill()
    again = server("--port", str(one.port), "--poll-seconds", "30", db=one.db)
    assert again.port == one.port
    again.client().respond_decision_task_completed(taskToken=task["taskToken"])
    again.client().signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName="gift")
    assert waiting.result(60)["workflowExecution"]["workflowId"] == "order-1"


def test_a_full_disk_answers_internal_failure_and_recovers(server):
    """Calls that cannot be written fail with 500 and change nothing; reads go on; later everything works again."""
    one = server("--durability", "full")
    swf = one.client()
    register(swf)
    run_id = start(swf)
    before = types(history(swf, "order-1", run_id))
    _, hard = resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        for _ in range(3):
            with pytest.raises(ClientError) as failed:
                swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName="lost")
            assert failed.value.response["Error"]["Code"] == "InternalFailure"
            assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
        assert types(history(swf, "order-1", run_id)) == before
    finally:
        resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName="kept")
    assert types(history(swf, "order-1", run_id)) == [*before, "WorkflowExecutionSignaled"]
    assert "Traceback" not in one.errors()


@pytest.mark.stress
def test_a_locked_file_answers_internal_failure_and_recovers(server):
    """Somebody else writes for longer than we wait: 500 for the calls that are hit, reads go on, later all is well."""
    one = server()
    swf = one.client()
    register(swf)
    run_id = start(swf)
    other = sqlite3.connect(one.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        signal = Later(one.client().signal_workflow_execution, domain=DOMAIN, workflowId="order-1", signalName="lost")
        time.sleep(1.5)
        reading = Later(history, swf=swf, workflow_id="order-1", run_id=run_id)
        assert len(reading.result()) == 2
        assert reading.seconds < 1
        with pytest.raises(ClientError) as failed:
            signal.result(60)
        assert failed.value.response["Error"]["Code"] == "InternalFailure"
    finally:
        other.rollback()
        other.close()
    decide(swf)
    assert types(history(swf, "order-1", run_id))[-1] == "DecisionTaskCompleted"
