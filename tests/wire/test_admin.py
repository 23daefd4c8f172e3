"""What is under /_swfstore/: probes, metrics, the virtual clock, scripted functions, and the end of all data."""

import asyncio
import json

import pytest

from swfstore.server.admin import Admin
from swfstore.server.metrics import Metrics
from swfstore.server.scripted import ScriptedFunctions
from tests.support.stories import DOMAIN, register
from tests.wire.process import exchange, request_bytes
from tests.wire.stories import WORKERS, charge, decide, decision, history, start, types

ADVANCE = "/_swfstore/clock/advance"
LAMBDA = "/_swfstore/lambda"


@pytest.fixture
def virtual(server):
    """A server with a virtual clock, and its client with what the stories need."""
    one = server("--clock", "virtual", "--poll-seconds", "0", "--allow-reset")
    one.swf = one.client()
    register(one.swf)
    return one


def test_a_server_says_that_it_lives_and_is_ready(shared):
    """For probes of this server, and for scripts that wait for LocalStack."""
    assert shared.admin("/_swfstore/health")[0] == 200
    status, ready = shared.admin("/_swfstore/ready")
    assert (status, ready["status"], ready["database"]) == (200, "ready", shared.db)
    assert shared.admin("/_localstack/health")[1]["services"] == {"swf": "running"}
    assert shared.admin("/_swfstore/nothing")[0] == 404


def test_a_server_is_not_ready_before_the_store_is_open():
    """While a database is migrated the process lives already, and everything else answers 503."""
    app = Admin(Metrics(), ScriptedFunctions(), "x.db").application()

    async def get(path):
        sent = []

        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            sent.append(message)

        await app({"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"])

    assert asyncio.run(get("/_swfstore/health"))[0] == 200
    assert asyncio.run(get("/_swfstore/ready")) == (503, {"message": "the database is being opened"})
    assert asyncio.run(get("/_swfstore/metrics"))[0] == 503
    assert asyncio.run(get("/_localstack/health"))[1]["services"] == {"swf": "starting"}


def test_metrics_count_what_happens(virtual):
    """Requests by operation and fault, latency, tasks and their age, timeouts, commits: in Prometheus's text format."""
    swf = virtual.swf
    with pytest.raises(swf.exceptions.UnknownResourceFault):
        swf.describe_domain(name="nope")
    start(swf)
    decide(swf, charge(scheduleToStartTimeout="300"), charge("two", scheduleToStartTimeout="30"))
    virtual.admin(ADVANCE, {"seconds": 60})
    page = virtual.admin("/_swfstore/metrics")[1]
    labels = f'account="123456789012",domain="{DOMAIN}",kind="activity",task_list="workers"'
    values = {}
    for line in page.splitlines():
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            values[name] = float(value)
    assert values['swfstore_requests_total{fault="",operation="StartWorkflowExecution"}'] == 1
    assert values['swfstore_requests_total{fault="UnknownResourceFault",operation="DescribeDomain"}'] == 1
    assert values['swfstore_request_seconds_count{operation="PollForDecisionTask"}'] == 1
    assert values['swfstore_timeouts_total{event="ActivityTaskTimedOut"}'] == 1
    assert values[f"swfstore_pending_tasks{{{labels}}}"] == 1
    assert values[f"swfstore_oldest_pending_task_seconds{{{labels}}}"] == 60
    assert values["swfstore_batch_calls_count"] == values["swfstore_commit_seconds_count"] > 5
    assert values["swfstore_process_resident_memory_bytes"] > 1e6


def test_the_virtual_clock_is_told_and_moved(virtual):
    """By seconds, to an instant, to the next deadline; each answer says what time it is then."""
    begin = virtual.admin("/_swfstore/clock")[1]
    assert (begin["mode"], begin["next_deadline"]) == ("virtual", None)
    run_id = start(virtual.swf)
    decide(virtual.swf, decision("StartTimer", timerId="tea", startToFireTimeout="100"))
    now = begin["now"]
    assert virtual.admin("/_swfstore/clock")[1] == {**begin, "next_deadline": round(now + 100, 3)}
    assert virtual.admin(ADVANCE, {"seconds": 10.5})[1]["now"] == round(now + 10.5, 3)
    assert virtual.admin(ADVANCE, {"next": True})[1]["now"] == round(now + 100, 3)
    assert types(history(virtual.swf, "order-1", run_id))[-2:] == ["TimerFired", "DecisionTaskScheduled"]
    assert virtual.admin(ADVANCE, {"to": now + 1000})[1]["now"] == round(now + 1000, 3)


@pytest.mark.parametrize(
    "body", [{}, [], {"seconds": "1"}, {"seconds": True}, {"next": False}, {"days": 1}, {"seconds": 1, "next": True}]
)
def test_a_wrong_advance_is_refused_with_a_reason(virtual, body):
    """Nothing moves; the answer says what there is."""
    before = virtual.admin("/_swfstore/clock")[1]
    status, answer = virtual.admin(ADVANCE, body)
    assert (status, "seconds since the epoch" in answer["message"]) == (400, True)
    assert virtual.admin("/_swfstore/clock")[1] == before


def test_time_does_not_go_back(virtual):
    """Neither by a negative number of seconds nor to an earlier instant."""
    assert virtual.admin(ADVANCE, {"seconds": -1})[0] == 400
    status, answer = virtual.admin(ADVANCE, {"to": 1000})
    assert status == 400
    assert answer["message"].startswith("time does not go back")


def test_the_systems_clock_is_not_moved(shared):
    """409, and how to get one that is."""
    status, answer = shared.admin(ADVANCE, {"seconds": 1})
    assert (status, "--clock virtual" in answer["message"]) == (409, True)
    assert shared.admin("/_swfstore/clock")[1]["mode"] == "system"


def test_a_virtual_clock_goes_on_where_it_was(virtual, server):
    """A restart does not take the time back behind what has happened."""
    virtual.admin(ADVANCE, {"seconds": 10**7})
    run_id = start(virtual.swf)
    now = virtual.admin("/_swfstore/clock")[1]["now"]
    virtual.stop()
    again = server("--clock", "virtual", db=virtual.db)
    assert again.admin("/_swfstore/clock")[1]["now"] == now
    assert types(history(again.client(), "order-1", run_id))[0] == "WorkflowExecutionStarted"


def _lambda(server, *, function="resize", lambda_id="l1", **more):
    """What becomes of a Lambda function: the events after it was scheduled."""
    run_id = start(server.swf, f"order-{lambda_id}")
    scheduled = decision("ScheduleLambdaFunction", id=lambda_id, name=function, startToCloseTimeout="60", **more)
    decide(server.swf, scheduled)
    events = history(server.swf, f"order-{lambda_id}", run_id)
    names = types(events)
    last = events[names.index("LambdaFunctionScheduled") + 2] if "LambdaFunctionStarted" in names[:-1] else events[-1]
    server.swf.terminate_workflow_execution(domain=DOMAIN, workflowId=f"order-{lambda_id}")
    kind = last["eventType"]
    attributes = last[f"{kind[0].lower()}{kind[1:]}EventAttributes"]
    return kind, {name: value for name, value in attributes.items() if not name.endswith("EventId")}


def test_scripted_functions_answer_as_was_said(virtual):
    """A result, an error, no answer at all; the one that names id or input wins; others are not known."""
    functions = [
        {"name": "resize", "result": "any"},
        {"name": "resize", "input": '"big"', "error": {"reason": "TooBig", "details": "9 GB"}},
        {"name": "resize", "id": "slow", "hang": True},
        {"name": "resize", "result": "small"},
    ]
    status, said = virtual.admin(LAMBDA, {"domain": DOMAIN, "functions": functions})
    assert (status, said["domains"][DOMAIN]) == (200, functions[1:])
    assert virtual.admin(LAMBDA)[1] == said
    assert _lambda(virtual) == ("LambdaFunctionCompleted", {"result": "small"})
    failed = _lambda(virtual, lambda_id="l2", input='"big"')
    assert failed == ("LambdaFunctionFailed", {"reason": "TooBig", "details": "9 GB"})
    assert _lambda(virtual, lambda_id="slow")[0] == "LambdaFunctionStarted"
    kind, attributes = _lambda(virtual, lambda_id="l3", function="rotate")
    assert (kind, attributes["reason"]) == ("LambdaFunctionFailed", "ResourceNotFoundException")
    assert virtual.admin(LAMBDA, method="DELETE") == (200, {"domains": {}})


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"domain": "d"},
        {"domain": "d", "functions": [{}]},
        {"domain": "d", "functions": [{"name": "n"}]},
        {"domain": "d", "functions": [{"name": "n", "result": 7}]},
        {"domain": "d", "functions": [{"name": "n", "hang": False}]},
        {"domain": "d", "functions": [{"name": "n", "result": "r", "hang": True}]},
        {"domain": "d", "functions": [{"name": "n", "error": {"details": "x"}}]},
        {"domain": "d", "functions": [{"name": "n", "result": "r", "input_": "x"}]},
    ],
)
def test_a_wrong_script_is_refused_with_a_reason(shared, body):
    """And nothing of it is remembered."""
    status, answer = shared.admin(LAMBDA, body)
    assert (status, bool(answer["message"])) == (400, True)
    assert "d" not in shared.admin(LAMBDA)[1]["domains"]


def test_a_reset_erases_everything_and_the_server_goes_on(virtual):
    """Domains, executions, histories, scripts: all gone; the same names can be used at once."""
    start(virtual.swf)
    decide(virtual.swf, charge())
    start(virtual.swf, "order-2")
    virtual.admin(LAMBDA, {"domain": DOMAIN, "functions": [{"name": "n", "result": "r"}]})
    assert virtual.admin("/_swfstore/reset", {})[0] == 200
    assert virtual.swf.list_domains(registrationStatus="REGISTERED")["domainInfos"] == []
    assert virtual.admin(LAMBDA)[1] == {"domains": {}}
    register(virtual.swf)
    run_id = start(virtual.swf)
    assert len(history(virtual.swf, "order-1", run_id)) == 2
    assert virtual.swf.poll_for_activity_task(domain=DOMAIN, taskList=WORKERS).get("taskToken") is None


def test_a_reset_has_to_be_allowed(shared):
    """A server that nobody started for it keeps its data."""
    status, answer = shared.admin("/_swfstore/reset", {})
    assert (status, "--allow-reset" in answer["message"]) == (403, True)


def test_a_web_page_cannot_change_anything(virtual):
    """A browser says where a request comes from; the page of another site must not erase a database."""
    request = request_bytes(b"", None, path="/_swfstore/reset", Origin="http://example.com")
    assert exchange(virtual, request).status == 403
    assert virtual.swf.describe_domain(name=DOMAIN)["domainInfo"]["status"] == "REGISTERED"
