"""Snapshots of a store, stores that are only read, and files that are fixtures."""

import os
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import swfstore
from tests.histories.orders import a_store, registered, start, step, told
from tests.support.stories import DOMAIN, register


@contextmanager
def _as_nobody():
    """Without the rights of an administrator, who may write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def _names(directory):
    return sorted(path.name for path in Path(directory).iterdir())


def test_a_snapshot_is_a_store_of_its_own(store, swf, tmp_path):
    """From a file, from memory and from PostgreSQL: the same runs, and tokens that are still good."""
    told(swf)
    start(swf, "order-43")
    task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
    path = tmp_path / "snapshot.db"
    store.snapshot(path)
    assert [name for name in _names(tmp_path) if name.startswith("snapshot")] == ["snapshot.db"]
    start(swf, "later")
    with swfstore.open(path, clock=swfstore.VirtualClock(store.clock.now())) as copy:
        client = copy.client()
        listed = client.list_open_workflow_executions(domain=DOMAIN, startTimeFilter={"oldestDate": 0})
        assert [info["execution"]["workflowId"] for info in listed["executionInfos"]] == ["order-43"]
        client.respond_decision_task_completed(taskToken=task["taskToken"], decisions=[])
        start(client, "another")
        assert copy.verify().ok
        assert copy.verify().executions == 3
    with pytest.raises(swfstore.SwfstoreError, match=r"snapshot\.db exists already"):
        store.snapshot(path)
    with pytest.raises(swfstore.SwfstoreError, match="there is no directory"):
        store.snapshot(tmp_path / "nowhere" / "x.db")


def test_a_snapshot_is_consistent_while_others_write(tmp_path):
    """Every snapshot of a busy store passes `verify`."""
    with registered(f"sqlite:///{tmp_path / 'x.db'}") as store:
        done = threading.Event()

        def busy():
            swf, number = store.client(), 0
            while not done.is_set():
                number += 1
                start(swf, f"order-{number}")
                step(swf)

        writer = threading.Thread(target=busy)
        writer.start()
        try:
            for number in range(5):
                store.snapshot(tmp_path / f"{number}.db")
        finally:
            done.set()
            writer.join()
        for number in range(5):
            with swfstore.open(tmp_path / f"{number}.db", read_only=True) as copy:
                assert copy.verify().ok


def test_a_closed_file_stands_alone_and_is_not_changed_by_reading(tmp_path):
    """No -wal file is left, so that a file can be committed to git; reading it changes not a byte of it."""
    path = tmp_path / "fixture.db"
    with registered(f"sqlite:///{path}") as store:
        told(store.client())
        store.verify()
    assert _names(tmp_path) == ["fixture.db"]
    before = path.read_bytes()
    with swfstore.open(path, read_only=True) as store:
        assert store.verify().ok
    assert _names(tmp_path) == ["fixture.db"]
    assert path.read_bytes() == before


WRITES: dict[str, dict[str, Any]] = {
    "register_domain": {"name": "d", "workflowExecutionRetentionPeriodInDays": "1"},
    "start_workflow_execution": {
        "domain": DOMAIN,
        "workflowId": "w",
        "workflowType": {"name": "Order", "version": "1"},
    },
    "signal_workflow_execution": {"domain": DOMAIN, "workflowId": "order-43", "signalName": "s"},
    "terminate_workflow_execution": {"domain": DOMAIN, "workflowId": "order-43"},
    "poll_for_decision_task": {"domain": DOMAIN, "taskList": {"name": "deciders"}},
    "poll_for_activity_task": {"domain": DOMAIN, "taskList": {"name": "workers"}},
    "deprecate_domain": {"name": DOMAIN},
    "deprecate_workflow_type": {"domain": DOMAIN, "workflowType": {"name": "Order", "version": "1"}},
}


def test_a_store_that_is_only_read_refuses_to_write(store, swf, database_url):
    """Every operation that would write says so at once; what is due does not happen, at whatever time."""
    start(swf, "order-43")
    if database_url == "sqlite://":
        with pytest.raises(swfstore.SwfstoreError, match="open it for writing"):
            swfstore.open(database_url, read_only=True)
        return
    later = swfstore.VirtualClock(store.clock.now())
    with swfstore.open(database_url, read_only=True, clock=later) as reader:
        client = reader.client()
        for operation, members in WRITES.items():
            with pytest.raises(client.exceptions.OperationNotPermittedFault, match="The store is open read-only"):
                getattr(client, operation)(**members)
        later.advance(days=400)
        query = {"domain": DOMAIN, "startTimeFilter": {"oldestDate": 0}}
        assert client.count_open_workflow_executions(**query)["count"] == 1
        assert reader.verify().ok
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order-43", signalName="seen")
        assert reader.verify().events == 3


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")  # Windows has others
@pytest.mark.parametrize("name", ["x.db", "x #1.db"])
def test_a_file_in_a_directory_that_may_not_be_written_can_be_read(name):
    """Nothing has to be written beside it."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, name)
        with a_store(str(path)) as store:
            register(store.client())
            told(store.client())
        path.chmod(0o444)
        Path(directory).chmod(0o555)
        try:
            with _as_nobody(), swfstore.open(path, read_only=True) as store:
                assert store.verify().executions == 1
        finally:
            Path(directory).chmod(0o755)


def test_what_cannot_be_read_is_told(tmp_path):
    """No file, another program's, an empty one: nothing is made of it."""
    with pytest.raises(swfstore.SwfstoreError, match="there is no database"):
        swfstore.open(tmp_path / "x.db", read_only=True)
    for text in ("", "nonsense" * 1000):
        (tmp_path / "x.db").write_text(text)
        with pytest.raises(swfstore.SwfstoreError, match="cannot be read as a database of swfstore"):
            swfstore.open(tmp_path / "x.db", read_only=True)
        assert (tmp_path / "x.db").read_text() == text
