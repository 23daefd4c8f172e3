"""A poller that hangs up while its own poll is taking a task: the task is as if nobody had asked for it."""

import asyncio
import threading
from functools import partial
from operator import eq

import pytest

from swfstore.engine import moves, polling
from swfstore.engine.call import Call
from swfstore.operations.registry import invoke
from swfstore.server.metrics import Metrics
from swfstore.server.polls import ClientGone
from swfstore.server.service import Service
from tests.conftest import open_store
from tests.support.stories import CHARGE, DOMAIN, ORDER, register

POLL = {"domain": DOMAIN, "taskList": {"name": "deciders"}}


def start(swf, workflow_id="order-1"):
    """Start an Order."""
    swf.start_workflow_execution(domain=DOMAIN, workflowId=workflow_id, workflowType=dict(ORDER))


def types(swf, workflow_id="order-1"):
    """The types of the events of the latest run."""
    infos = swf.list_open_workflow_executions(
        domain=DOMAIN, startTimeFilter={"oldestDate": 0}, executionFilter={"workflowId": workflow_id}
    )["executionInfos"]
    events = swf.get_workflow_execution_history(domain=DOMAIN, execution=infos[0]["execution"])["events"]
    return [event["eventType"] for event in events]


def test_a_poller_that_is_gone_takes_no_task(store, swf):
    """Neither a decision task nor an activity task: nothing is recorded, and the next poller gets it."""
    call = Call(store.engine, gone=lambda: True)
    start(swf)
    assert "taskToken" not in invoke(call, "PollForDecisionTask", POLL)
    assert types(swf)[-1] == "DecisionTaskScheduled"
    task = swf.poll_for_decision_task(**POLL)
    charge = {"activityId": "charge", "activityType": dict(CHARGE)}
    decision = {"decisionType": "ScheduleActivityTask", "scheduleActivityTaskDecisionAttributes": charge}
    swf.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[decision])
    workers = {"domain": DOMAIN, "taskList": {"name": "workers"}}
    assert "taskToken" not in invoke(call, "PollForActivityTask", workers)
    assert types(swf)[-1] == "ActivityTaskScheduled"
    assert swf.poll_for_activity_task(**workers)["activityId"] == "charge"


def test_a_poller_that_is_still_there_takes_its_task(store, swf):
    """It is asked once, when all that the poll does is done."""
    answers = iter([False])
    start(swf)
    assert invoke(Call(store.engine, gone=lambda: next(answers)), "PollForDecisionTask", POLL)["taskToken"]
    assert list(answers) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_poller_of_a_batch_that_is_gone_leaves_the_task_to_the_others(tmp_path, place):
    """Wherever it stands in the batch: the others get the two tasks, and their commit has nothing of it."""
    with open_store(f"sqlite:///{tmp_path / 'workflows.db'}") as store:
        register(store.client())
        for number in range(2):
            start(store.client(), f"order-{number}")
        calls = [Call(store.engine, gone=partial(eq, number, place)) for number in range(3)]
        polls = store.engine.database.batch(lambda: [invoke(call, "PollForDecisionTask", POLL) for call in calls])
        given = [poll.get("workflowExecution", {}).get("workflowId") for poll in polls]
        assert given.pop(place) is None
        assert given == ["order-0", "order-1"]
        assert store.verify().ok


def test_a_client_that_hangs_up_while_its_poll_is_tried_gets_no_task(database_url, monkeypatch):
    """The server hears of it in the midst of the transaction, undoes it, and gives the task to the poll that waits."""
    with open_store(database_url, long_poll_seconds=0) as store:
        register(store.client())
        start(store.client())
        asyncio.run(_hang_up_in_the_midst(store, monkeypatch))


async def _hang_up_in_the_midst(store, monkeypatch):
    loop, move = asyncio.get_running_loop(), moves.move
    gone, stays = loop.create_future(), loop.create_future()

    def move_and_hang_up(*arguments):
        moved = move(*arguments)
        if not gone.done():
            heard = threading.Event()

            def hang_up():
                gone.set_result(None)
                heard.set()

            loop.call_soon_threadsafe(hang_up)
            assert heard.wait(10)
        return moved

    monkeypatch.setattr(polling, "move", move_and_hang_up)
    service, call = Service(store, 5, Metrics()), Call(store.engine)
    service.open()
    try:
        first = loop.create_task(service.answer(call, "PollForDecisionTask", POLL, gone))
        second = loop.create_task(service.answer(call, "PollForDecisionTask", POLL, stays))
        with pytest.raises(ClientGone):
            await first
        assert b'"taskToken"' in await second
        assert types(store.client()).count("DecisionTaskStarted") == 1
        assert store.verify().ok
    finally:
        await service.close()
