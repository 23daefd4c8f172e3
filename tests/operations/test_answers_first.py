"""Who made a task is answered before the poll that waits for it is tried, and nobody hears of what is not committed."""

import asyncio
import threading

import pytest

from swfstore.engine.call import Call
from swfstore.errors import InternalFailure
from swfstore.server.metrics import Metrics
from swfstore.server.service import Service
from swfstore.server.writer import ALONE
from swfstore.store.database import Database
from tests.conftest import open_store
from tests.support.stories import DOMAIN, ORDER, register

POLL = {"domain": DOMAIN, "taskList": {"name": "deciders"}}
START = {"domain": DOMAIN, "workflowType": dict(ORDER)}


class Told:
    """A service on a store, with a poll that waits, and the order in which things are told."""

    def __init__(self, store, monkeypatch):
        self.service = Service(store, 30, Metrics())
        self.call = Call(store.engine)
        self.order: list[str] = []
        ready = self.service.polls.ready

        def woken(*key):
            self.order.append("poll woken")
            ready(*key)

        monkeypatch.setattr(self.service.polls, "ready", woken)
        self.service.open()

    async def start(self, workflow_id, **members):
        """Start an Order, and say when that is answered."""
        await self.service.answer(self.call, "StartWorkflowExecution", {**START, "workflowId": workflow_id, **members})
        self.order.append("answered")

    async def come_alone(self):
        """Start others, one after the other, until calls are carried out where they come in."""
        for number in range(2 * ALONE + 2):
            await self.start(f"aside-{number}", taskList={"name": "aside"})
            await asyncio.sleep(0)  # what a call leaves for the next turn is done
        self.order.clear()

    def poll(self):
        """A poll of the deciders."""
        gone = asyncio.get_running_loop().create_future()
        return asyncio.ensure_future(self.service.answer(self.call, "PollForDecisionTask", POLL, gone))


@pytest.fixture
def tell(tmp_path, monkeypatch):
    """Run a story on the event loop."""

    def run(story):
        with open_store(f"sqlite:///{tmp_path / 'workflows.db'}", long_poll_seconds=0) as store:
            register(store.client())

            async def told():
                one = Told(store, monkeypatch)
                try:
                    await story(one)
                finally:
                    await one.service.close()

            asyncio.run(told())

    return run


def test_a_call_that_comes_alone_is_answered_before_the_poll_is_woken(tell):
    """It is carried out on the event loop itself; the try of the poll would hold its answer up there."""

    async def story(told):
        await told.come_alone()
        poll = told.poll()
        await asyncio.sleep(0.01)
        told.order.clear()
        await told.start("order-1")
        assert told.order == ["answered"]
        assert b'"taskToken"' in await poll
        assert told.order == ["answered", "poll woken"]

    tell(story)


def test_calls_that_come_together_are_answered_before_the_poll_is_woken(tell):
    """They share a commit on the writer's thread, and what it makes is told of when all are answered."""

    async def story(told):
        poll = told.poll()
        await asyncio.sleep(0.01)
        told.order.clear()
        await asyncio.gather(*(told.start(f"order-{number}") for number in range(3)))
        assert b'"taskToken"' in await poll
        assert told.order[:3] == ["answered"] * 3
        assert told.order[3] == "poll woken"

    tell(story)


def test_a_poll_is_not_woken_for_a_batch_that_is_under_way(tell):
    """What a lone call has left for the next turn is its own: a poll that is woken too early would not be again."""

    async def story(told):
        poll = told.poll()
        await asyncio.sleep(0.01)
        told.order.clear()
        begun, seen = threading.Event(), threading.Event()

        def wait_before_the_commit():
            begun.set()
            assert seen.wait(10)

        batch = asyncio.gather(told.start("order-1"), told.service.write(wait_before_the_commit))
        assert await asyncio.to_thread(begun.wait, 10)
        told.service.writer._was_alone(0.0)
        await asyncio.sleep(0.05)
        assert told.order == []
        seen.set()
        await batch
        assert b'"taskToken"' in await asyncio.wait_for(poll, 5)
        assert told.order == ["answered", "poll woken"]

    tell(story)


def test_a_call_whose_commit_fails_is_told_so_and_the_poll_waits(tell, monkeypatch):
    """What it was to make is not there: the poll that is woken for it finds nothing."""

    async def story(told):
        await told.come_alone()
        poll = told.poll()
        await asyncio.sleep(0.01)
        commit = Database._commit

        def full(self, work, patient=True, batching=None):
            def fail():
                work()
                raise InternalFailure("the disk is full")

            monkeypatch.setattr(Database, "_commit", commit)
            return commit(self, fail, patient, batching)

        monkeypatch.setattr(Database, "_commit", full)
        with pytest.raises(InternalFailure):
            await told.start("order-1")
        done, _ = await asyncio.wait([poll], timeout=0.1)
        assert not done
        await told.start("order-2")
        assert b'"order-2"' in await poll

    tell(story)
