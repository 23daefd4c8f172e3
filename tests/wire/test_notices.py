"""Two servers on one PostgreSQL database: what one of them commits wakes the polls that the other one holds."""

import logging
import time

import psycopg
import pytest

from swfstore.store import notices
from swfstore.store.notices import Ready, understood, written
from tests.conftest import open_store
from tests.support.stories import DOMAIN, register
from tests.wire.stories import DECIDERS, WORKERS, Later, charge, decide, history, start, types, until, waiting_polls

pytestmark = pytest.mark.postgres

POLL = {"domain": DOMAIN, "taskList": DECIDERS}
AT_ONCE = 0.4
"""Seconds: a busy machine may take that long for some milliseconds of work; the look for what was lost takes 5."""


@pytest.fixture
def pair(postgres_url, server, tmp_path):
    """Two servers on the same database, which hold polls for 30 seconds."""
    one, other = (server("--poll-seconds", "30", db=postgres_url, log_file=tmp_path / f"{n}.log") for n in range(2))
    register(one.client())
    until(lambda: len(_listeners(postgres_url)) == 2)
    return one, other


@pytest.fixture
def admin(postgres_url):
    """A connection of somebody else to the database."""
    with psycopg.connect(_plain(postgres_url), autocommit=True) as connection:
        yield connection


def _plain(url):
    return url.replace("+psycopg", "")


def _listeners(url):
    """The processes of PostgreSQL that serve the servers' listeners."""
    with psycopg.connect(_plain(url)) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        return {pid for (pid,) in found}


def _held(server, operation="poll_for_decision_task", **members):
    """A poll in a thread of its own, when the server holds it."""
    before = waiting_polls(server)
    later = Later(getattr(server.client(), operation), **{**POLL, **members})
    until(lambda: waiting_polls(server) > before)
    return later


def test_a_poll_is_woken_by_the_commit_of_another_server(pair):
    """A start, a decision and a signal through one server are given to polls of the other at once, again and again."""
    one, other = pair
    for number in range(5):
        poll = _held(one)
        start(other.client(), f"order-{number}")
        committed = time.monotonic()
        task = poll.result()
        assert task["workflowExecution"]["workflowId"] == f"order-{number}"
        assert poll.ended_at - committed < AT_ONCE
    worker = _held(one, "poll_for_activity_task", taskList=WORKERS)
    other.client().respond_decision_task_completed(taskToken=task["taskToken"], decisions=[charge()])
    committed = time.monotonic()
    assert worker.result()["activityId"] == "charge"
    assert worker.ended_at - committed < AT_ONCE
    poll = _held(one)
    other.client().signal_workflow_execution(domain=DOMAIN, workflowId="order-4", signalName="gift")
    committed = time.monotonic()
    assert poll.result()["taskToken"]
    assert poll.ended_at - committed < AT_ONCE


def test_all_tasks_of_one_commit_of_another_server_are_given(pair):
    """A decision that schedules five activities wakes five workers, though it sends one notice."""
    one, other = pair
    workers = [_held(one, "poll_for_activity_task", taskList=WORKERS) for _ in range(5)]
    start(other.client())
    decide(other.client(), *(charge(f"charge-{number}") for number in range(5)))
    committed = time.monotonic()
    assert sorted(worker.result()["activityId"] for worker in workers) == [f"charge-{number}" for number in range(5)]
    assert max(worker.ended_at for worker in workers) - committed < AT_ONCE


def test_a_task_of_another_program_wakes_a_server(pair, postgres_url):
    """A library store that has the database open tells servers, too."""
    one, _ = pair
    poll = _held(one)
    with open_store(postgres_url) as store:
        start(store.client())
        committed = time.monotonic()
        assert poll.result()["taskToken"]
    assert poll.ended_at - committed < AT_ONCE


def test_a_listener_that_is_cut_off_comes_back(pair, postgres_url, admin):
    """What was committed meanwhile is given when it has connected again, and later tasks at once as before."""
    one, other = pair
    poll = _held(one)
    cut = _listeners(postgres_url)
    assert [admin.execute("SELECT pg_terminate_backend(%s)", (pid,)).fetchone() for pid in cut] == [(True,)] * 2
    until(lambda: "tasks of other processes are not heard of" in one.errors())
    start(other.client(), "meanwhile")
    assert poll.result()["workflowExecution"]["workflowId"] == "meanwhile"
    assert poll.seconds < 4, "the look for what was lost comes after five seconds"
    until(lambda: len(_listeners(postgres_url) - cut) == 2)
    poll = _held(one)
    start(other.client(), "afterwards")
    committed = time.monotonic()
    assert poll.result()["workflowExecution"]["workflowId"] == "afterwards"
    assert poll.ended_at - committed < AT_ONCE
    assert "tasks of other processes are heard of again" in one.errors()
    assert "Traceback" not in one.errors()


def test_a_task_whose_execution_was_locked_is_given_when_it_is_not(pair, admin):
    """A poll does not wait for whoever works on the execution, and takes the task when they have done."""
    one, _ = pair
    start(one.client())
    admin.execute("BEGIN")
    admin.execute("SELECT id FROM executions FOR UPDATE")
    poll = _held(one)
    time.sleep(0.1)
    assert poll.running
    admin.execute("ROLLBACK")
    unlocked = time.monotonic()
    assert poll.result()["taskToken"]
    assert poll.ended_at - unlocked < AT_ONCE


def test_a_server_that_listens_stops_well(pair, postgres_url):
    """The listener ends with its server, whose polls are answered; the other server's goes on."""
    one, other = pair
    poll = _held(one)
    stopping = time.monotonic()
    assert one.stop() == 0
    assert time.monotonic() - stopping < 5
    assert "taskToken" not in poll.result()
    assert one.errors() == ""
    until(lambda: len(_listeners(postgres_url)) == 1)
    poll = _held(other)
    start(other.client())
    assert poll.result()["taskToken"]


def test_signals_that_make_no_task_send_no_notice(postgres_url, admin):
    """One notice tells of the decision task; the signals that come while it waits add nothing to tell."""
    admin.execute(f"LISTEN {notices.CHANNEL}")
    with open_store(postgres_url) as store:
        register(store.client())
        run_id = start(store.client())
        for _ in range(5):
            store.client().signal_workflow_execution(domain=DOMAIN, workflowId="order-1", signalName="gift")
        assert types(history(store.client(), "order-1", run_id)).count("WorkflowExecutionSignaled") == 5
    (notice,) = admin.notifies(timeout=0.2)
    sender, tasks = understood(notice.payload)
    assert (sender, tasks and (tasks.kind, tasks.task_list, tasks.many)) == (0, ("decision", "deciders", 1))


def test_a_notice_that_cannot_be_sent_fails_no_call(postgres_url, monkeypatch, caplog):
    """The start is committed and answered; the log says what the others are not told, and the next call is served."""
    with open_store(postgres_url) as store:
        register(store.client())
        monkeypatch.setattr(notices, "_SEND", "SELECT no_such_function(%s, %s)")
        with caplog.at_level(logging.WARNING, "swfstore"):
            start(store.client())
        assert "other processes are not told of a task" in caplog.text
        assert store.client().poll_for_decision_task(**POLL)["taskToken"]


@pytest.mark.parametrize("task_list", ["deciders", 'quo"ted ☃', "line\nbreak"])
def test_a_notice_says_what_is_ready(task_list):
    """Whatever the list is called."""
    tasks = Ready("decision", 3, task_list, 2)
    assert understood(written(7, tasks)) == (7, tasks)


@pytest.mark.parametrize("text", ["", "hello", "[1]", "{}", '["x", "decision", 1, "l", 1]', "null"])
def test_a_notice_that_is_not_understood_may_mean_anything(text):
    """Somebody else's, or one of another version: all polls look for themselves; and so for a name that is too long."""
    assert understood(text) == (0, None)
    assert written(7, Ready("decision", 3, "x" * 8000, 1)) == ""
