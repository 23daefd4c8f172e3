"""Replay in one line of a test: from files, directories, databases and open stores."""

import shutil

import pytest

from swfstore.testing import assert_replays, replay
from tests.histories.orders import AWS, RECORDED, decide, registered, start, step, told
from tests.support.stories import DOMAIN


def test_every_history_that_was_ever_recorded_replays():
    """A file, a pattern, a directory: the report says how much was replayed."""
    for histories in (AWS, str(AWS), str(RECORDED / "*.json"), RECORDED, [AWS, str(AWS)]):
        assert assert_replays(histories, decide).ok
    assert assert_replays([AWS, AWS], decide).runs == 2
    assert replay(AWS, decide).ok


def test_a_decider_that_decides_otherwise_fails_the_test():
    """The message has the first difference with both sides; an exception of the decider is its cause."""
    with pytest.raises(
        AssertionError, match=r"(?s)decision task of event 3.*recorded: Schedule.*decided:  nothing more"
    ):
        assert_replays(AWS, lambda _: [])

    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(AssertionError, match="raised ZeroDivisionError") as failed:
        assert_replays(AWS, broken)
    assert isinstance(failed.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("nothing", ["nowhere/*.json", "nowhere.json"])
def test_a_suite_of_nothing_fails(nothing):
    """It would prove nothing."""
    with pytest.raises(AssertionError, match="there is nothing to replay"):
        assert_replays(nothing, decide)


def test_every_run_of_a_database_replays(tmp_path):
    """A file or an open store; only one type or domain, if that is asked for. The file is only read."""
    path = tmp_path / "orders.db"
    with registered(f"sqlite:///{path}") as store:
        told(store.client())
        start(store.client(), "order-43")
        step(store.client())
        assert assert_replays(store, decide).runs == 2
    before = path.read_bytes()
    assert assert_replays(path, decide, workflow_type="Order/1", domain=DOMAIN).runs == 2
    assert assert_replays(f"sqlite:///{path}", decide, workflow_type="Order").tasks == 4
    with pytest.raises(AssertionError, match="there is nothing to replay"):
        assert_replays(path, decide, workflow_type="Order/2")
    with pytest.raises(AssertionError, match="there is nothing to replay"):
        assert_replays(AWS, decide, workflow_type="Order/2")
    assert path.read_bytes() == before
    shutil.copy(AWS, tmp_path)
    assert assert_replays(tmp_path, decide).runs == 3
