"""Long polls: held until a task comes, woken by the commit that makes it, given to those who are still there."""

import signal
import socket
import time

import pytest
from botocore.exceptions import ClientError

import swfstore
from tests.support.stories import DOMAIN, register
from tests.wire.process import ACCOUNT, read_answer, request_bytes
from tests.wire.stories import DECIDERS, WORKERS, Later, charge, decide, decision, start, until, waiting_polls

POLL = {"domain": DOMAIN, "taskList": DECIDERS}
TARGET = "SimpleWorkflowService.PollForDecisionTask"


@pytest.fixture
def held(server):
    """A server that holds polls for 30 seconds, with its client and what the stories need."""
    one = server("--poll-seconds", "30")
    one.swf = one.client()
    register(one.swf)
    return one


def _poll(server, **members):
    """A poll in a thread of its own, when the server holds it."""
    before = waiting_polls(server)
    later = Later(server.client().poll_for_decision_task, **{**POLL, **members})
    until(lambda: waiting_polls(server) > before)
    return later


def test_a_poll_without_a_task_is_held_and_answered_empty(swf):
    """As long as --poll-seconds says, and without a task token; a second on the server that the tests share."""
    for poll, empty in (
        (Later(swf.poll_for_decision_task, **POLL), {"startedEventId": 0, "previousStartedEventId": 0}),
        (Later(swf.poll_for_activity_task, domain=DOMAIN, taskList=WORKERS), {"startedEventId": 0}),
    ):
        answer = poll.result()
        answer.pop("ResponseMetadata")
        assert answer == empty
        assert 0.9 < poll.seconds < 4


def test_a_poll_is_woken_by_the_commit_that_makes_its_task(held):
    """A start wakes a decider, a decision wakes a worker, a signal wakes the decider again; each at once."""
    poll = _poll(held)
    started = time.monotonic()
    start(held.swf)
    task = poll.result()
    assert poll.ended_at - started < 1
    worker = Later(held.client().poll_for_activity_task, domain=DOMAIN, taskList=WORKERS)
    until(lambda: waiting_polls(held) == 1)
    held.swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[charge()])
    assert worker.result()["activityId"] == "charge"
    poll = _poll(held)
    held.swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName="gift")
    assert poll.result()["taskToken"]


def test_a_poll_is_woken_by_what_is_due(held):
    """A timer fires while nobody calls: the poll that waits is told within a fraction of a second."""
    start(held.swf)
    decide(held.swf, decision("StartTimer", timerId="tea", startToFireTimeout="1"))
    poll = _poll(held)
    events = poll.result()["events"]
    assert "TimerFired" in [event["eventType"] for event in events]
    assert poll.seconds < 3


def test_a_commit_of_another_process_is_noticed_within_100_ms(held):
    """Another program has the same file open and starts an execution; a tenth of a second later its task is given."""
    with swfstore.open(held.db) as store:
        client = store.client()
        poll = _poll(held)
        time.sleep(0.2)
        start(client)
        committed = time.monotonic()
        assert poll.result()["taskToken"]
    assert poll.ended_at - committed < 0.1 + 0.2, "a tenth of a second, and as much for a busy machine"


def test_all_tasks_of_another_processs_commits_are_given(held):
    """Five executions started elsewhere wake five polls, though the file says only that it has changed."""
    polls = [_poll(held) for _ in range(5)]
    with swfstore.open(held.db) as store:
        client = store.client()
        for number in range(5):
            start(client, f"order-{number}")
        tasks = [poll.result()["workflowExecution"]["workflowId"] for poll in polls]
    assert sorted(tasks) == [f"order-{number}" for number in range(5)]


def test_polls_are_served_in_the_order_in_which_they_came(held):
    """The oldest poll gets the task; and of two tasks the one with the higher priority goes first."""
    polls = [_poll(held, identity=str(number)) for number in range(3)]
    for number in range(3):
        start(held.swf, f"order-{number}", taskPriority=str(number))
        assert polls[number].result()["workflowExecution"]["workflowId"] == f"order-{number}"
    for priority in ("1", "7", "3"):
        start(held.swf, f"with-{priority}", taskPriority=priority)
    given = [held.swf.poll_for_decision_task(**POLL)["workflowExecution"]["workflowId"] for _ in range(3)]
    assert given == ["with-7", "with-3", "with-1"]


def test_a_poller_that_hung_up_never_gets_a_task(held):
    """Ten connections are cut; the task goes to the one that is still there, and no time is lost."""
    request = request_bytes(POLL, TARGET)
    connections = [held.connect() for _ in range(10)]
    for connection in connections:
        connection.sendall(request)
    until(lambda: waiting_polls(held) == 10)
    poll = _poll(held)
    for connection in connections[:5]:
        connection.close()
    for connection in connections[5:]:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, no goodbye
        connection.close()
    until(lambda: waiting_polls(held) == 1)
    start(held.swf)
    assert poll.result()["workflowExecution"]["workflowId"] == "order-1"
    info = held.swf.count_pending_decision_tasks(**POLL)
    assert info["count"] == 0


def test_pollers_that_hang_up_all_the_time_take_no_task_away(held):
    """Clients that give up after a moment, again and again, while executions are started: each task is done once."""
    clients = [held.connect() for _ in range(20)]
    for number in range(20):
        clients[number].sendall(request_bytes(POLL, TARGET))
        if number % 2:
            clients[number].close()
    until(lambda: waiting_polls(held) == 10)
    for number in range(10):
        start(held.swf, f"order-{number}")
    answers = [read_answer(clients[number]).json["workflowExecution"]["workflowId"] for number in range(0, 20, 2)]
    for client in clients:
        client.close()
    assert sorted(answers) == sorted(f"order-{number}" for number in range(10))


def test_a_task_list_has_a_limit_of_pollers(server):
    """One more than --limits allows is refused at once; another list has room, and so has this one afterwards."""
    one = server("--poll-seconds", "2", "--limits", "pollers=3")
    register(one.client())
    polls = [_poll(one) for _ in range(3)]
    with pytest.raises(ClientError) as refused:
        one.client().poll_for_decision_task(**POLL)
    assert refused.value.response["Error"] == {
        "Code": "LimitExceededFault",
        "Message": "Limit on maximum concurrent poll requests per task list reached",
    }
    one.client().poll_for_decision_task(domain=DOMAIN, taskList={"name": "another"})
    assert [poll.result().get("taskToken") for poll in polls] == [None] * 3
    one.client().poll_for_decision_task(**POLL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_stops_answers_the_polls_and_loses_nothing(held, server, number):
    """They get an empty answer, not a broken connection; what was acknowledged is there when it runs again."""
    polls = [_poll(held) for _ in range(5)]
    start(held.swf, "order-1", taskList={"name": "nobody"})
    assert held.stop(number) == 0
    assert [poll.result().get("taskToken") for poll in polls] == [None] * 5
    assert max(poll.seconds for poll in polls) < 20
    assert held.errors() == ""
    again = server(db=held.db)
    counted = again.client().count_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})
    assert counted["count"] == 1


def test_a_virtual_clock_wakes_polls_when_it_is_moved(server):
    """A poll waits in real time for what only happens when a test moves the other one."""
    one = server("--clock", "virtual", "--poll-seconds", "30")
    swf = one.client()
    register(swf)
    start(swf)
    decide(swf, decision("StartTimer", timerId="tea", startToFireTimeout="3600"))
    poll = _poll(one)
    assert one.admin("/_swfstore/clock/advance", {"seconds": 3600})[0] == 200
    assert [event["eventType"] for event in poll.result()["events"]][-3] == "TimerFired"


def test_polls_work_in_memory_too(server):
    """A database that is gone with its server serves all the same."""
    one = server(db=":memory:")
    swf = one.client(ACCOUNT)
    register(swf)
    poll = _poll(one)
    start(swf)
    assert poll.result()["taskToken"]


@pytest.mark.stress
def test_a_thousand_idle_polls_cost_little(server):
    """Their memory is counted in kilobytes each, and the processor has nothing to do."""
    one = server("--poll-seconds", "60")
    register(one.client())

    def used():
        page = one.admin("/_swfstore/metrics")[1].splitlines()
        values = dict(line.rsplit(" ", 1) for line in page if not line.startswith("#"))
        return float(values["swfstore_process_resident_memory_bytes"]), float(
            values["swfstore_process_cpu_seconds_total"]
        )

    before, _ = used()
    connections = [one.connect() for _ in range(900)]
    for connection in connections:
        connection.sendall(request_bytes(POLL, TARGET))
    until(lambda: waiting_polls(one) == 900, 30)
    after, spent = used()
    time.sleep(2)
    _, spent_then = used()
    for connection in connections:
        connection.close()
    assert (after - before) / 900 < 40_000
    assert spent_then - spent < 0.5
