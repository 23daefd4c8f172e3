"""Faults on purpose over HTTP, with --allow-faults only: what boto3 sees of them, and that nothing is lost."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.support.stories import DOMAIN, ORDER, register


def signal(swf: Any, name: str) -> None:
    """Signal order-42."""
    swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-42", signalName=name)


def signals(swf: Any, run: str) -> list[str]:
    """The names of the signals in the history."""
    execution = {"workflowId": "order-42", "runId": run}
    events = swf.get_workflow_execution_history(domain=DOMAIN, execution=execution)["events"]
    found = "workflowExecutionSignaledEventAttributes"
    return [event[found]["signalName"] for event in events if found in event]


def begun(one: Any) -> tuple[Any, str]:
    """A client of the server, and the run of order-42 that it has started."""
    swf = one.client()
    register(swf)
    return swf, swf.start_workflow_execution(domain=DOMAIN, workflowId="order-42", workflowType=ORDER)["runId"]


def test_faults_have_to_be_allowed(server):
    """Without --allow-faults the path refuses everybody."""
    one = server()
    assert one.admin("/_swfstore/faults", {"kind": "Throttled"})[0] == 403
    assert one.admin("/_swfstore/faults")[0] == 403


def test_faults_on_the_wire(server):
    """Throttling, a lost response whose call has happened, latency, a worker that dies, a forced timeout."""
    one = server("--allow-faults", "--clock", "virtual", "--poll-seconds", "0")
    swf, run = begun(one)
    plans = [
        {"kind": "Throttled", "operation": "SignalWorkflowExecution", "nth": 1},
        {"kind": "LostResponse", "operation": "SignalWorkflowExecution", "nth": 1},
        {"kind": "WorkerDies", "taskList": "deciders", "nth": 1},
    ]
    status, told = one.admin("/_swfstore/faults", {"seed": 7, "plans": plans})
    assert (status, told["seed"], len(told["plans"])) == (200, 7, 3)
    with pytest.raises(ClientError, match="ThrottlingException"):
        signal(swf, "refused")
    with pytest.raises(ConnectionClosedError):
        signal(swf, "nobody was told")
    signal(swf, "acknowledged")
    assert signals(swf, run) == ["nobody was told", "acknowledged"]
    with pytest.raises(ConnectionClosedError):
        swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    assert [plan["happened"] for plan in one.admin("/_swfstore/faults")[1]["plans"]] == [1, 1, 1]
    named = {"domain": DOMAIN, "workflowId": "order-42", "decisionTask": True}
    before = one.admin("/_swfstore/clock")[1]["now"]
    assert one.admin("/_swfstore/faults/timeout", named)[1]["now"] == pytest.approx(before + 300)
    one.admin("/_swfstore/faults", {"kind": "Latency", "ms": 1000, "times": 1})
    before = one.admin("/_swfstore/clock")[1]["now"]
    assert "taskToken" in swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    assert one.admin("/_swfstore/clock")[1]["now"] == pytest.approx(before + 1)


def test_what_is_no_plan_is_refused(server):
    """The answer says what is wrong, and nothing is planned."""
    one = server("--allow-faults")
    for body in ({"kind": "Nothing"}, {"kind": "Latency"}, {"kind": "Throttled", "rate": 2}, {"plans": [1]}, 1):
        assert one.admin("/_swfstore/faults", body)[0] == 400
    assert one.admin("/_swfstore/faults/timeout", {"domain": DOMAIN})[0] == 400
    assert one.admin("/_swfstore/faults")[1]["plans"] == []


@pytest.mark.parametrize(("kind", "kept"), [("CrashBeforeCommit", 0), ("CrashAfterCommit", 1)])
def test_a_server_kills_itself_at_a_commit(server, kind, kept):
    """What was acknowledged is there when it runs again; the call that died has happened, or has not."""
    one = server("--allow-faults")
    swf, run = begun(one)
    one.admin("/_swfstore/faults", {"kind": kind, "operation": "Signal*", "nth": 2})
    signal(swf, "acknowledged")
    with pytest.raises(ConnectionClosedError):
        signal(swf, "died")
    assert one.process.wait(10) == -9
    again = server(db=one.db)
    assert signals(again.client(), run) == ["acknowledged", "died"][: 1 + kept]
