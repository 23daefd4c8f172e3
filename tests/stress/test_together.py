"""Many hands on one database: every answer that somebody got is in the histories, once, and every promise is kept."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.properties.histories import History, histories, signal_inputs
from tests.properties.promises import broken
from tests.stress.crew import open_for_stress, work_together
from tests.support.stories import DOMAIN, ORDER, register

TOP = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.stress


def prepare(url: str) -> None:
    """A database with the domain and its types."""
    with open_for_stress(url) as store:
        register(store.client())


def processes(url: str, count: int, hands: int, steps: int, durability: str = "normal") -> dict[str, list[Any]]:
    """Run crews in processes of their own, all at once; what they were told, together."""
    command = [sys.executable, "-m", "tests.stress.crew", url]
    pipe = subprocess.PIPE
    crews = [
        subprocess.Popen(
            [*command, str(1000 * (number + 1)), str(hands), str(steps), durability],
            cwd=TOP, text=True, stdout=pipe, stderr=pipe,
        )
        for number in range(count)
    ]  # fmt: skip
    reports = [crew.communicate(timeout=120) for crew in crews]
    assert [(crew.returncode, errors) for crew, (_, errors) in zip(crews, reports, strict=True)] == [(0, "")] * count
    told = [json.loads(report) for report, _ in reports]
    return {name: [fact for each in told for fact in each[name]] for name in told[0]}


def settled(store: Any, patience: float = 2) -> list[History]:
    """The histories when all functions have returned and all messages are delivered."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        store.pump()
        found = histories(store)
        ends = {"LambdaFunctionCompleted", "LambdaFunctionFailed"}
        begun = sum(len(history.of("LambdaFunctionStarted")) for history in found if history.is_open)
        if begun == sum(len(history.of(*ends)) for history in found if history.is_open):
            return found
        time.sleep(0.05)
    return histories(store)


def check(url: str, told: dict[str, list[Any]]) -> None:
    """Everything that somebody was told is in the histories, once; and every promise is kept."""
    with open_for_stress(url) as store:
        found = settled(store)
        assert broken(store, exact=False) == []
    assert Counter(signal_inputs(found)) == Counter(told["signals"])
    assert Counter(map(tuple, told["started"])) <= Counter(history.key for history in found)
    for answers, answer in (("decided", "DecisionTaskCompleted"), ("worked", "ActivityTaskCompleted")):
        recorded = Counter(
            (history.run_id, event["startedEventId"]) for history in found for event in history.of(answer)
        )
        assert Counter(map(tuple, told[answers])) == recorded, answer
    assert min(len(told["signals"]), len(told["decided"]), len(told["worked"])) > 20, "there was little to go wrong"


def test_threads_share_a_store(database_url: str) -> None:
    """Six threads on one store, on each database."""
    if database_url == "sqlite://":
        with open_for_stress(database_url) as store:
            register(store.client())
            told = work_together([store], 1, 6, 150)
            found = settled(store)
            assert broken(store, exact=False) == []
            assert Counter(signal_inputs(found)) == Counter(told["signals"])
        return
    prepare(database_url)
    with open_for_stress(database_url) as store:
        told = work_together([store], 1, 6, 150)
    check(database_url, told)


@pytest.mark.postgres
def test_stores_share_a_postgresql_database(postgres_url: str) -> None:
    """Three stores with two threads each, in one process, at once."""
    prepare(postgres_url)
    stores = [open_for_stress(postgres_url) for _ in range(3)]
    told = work_together(stores, 2, 2, 150)
    for store in stores:
        store.close()
    check(postgres_url, told)


@pytest.mark.postgres
def test_processes_share_a_postgresql_database(postgres_url: str) -> None:
    """Three processes with two threads each: rows are locked in one order, and nobody deadlocks."""
    prepare(postgres_url)
    check(postgres_url, processes(postgres_url, 3, 2, 150))


@pytest.mark.parametrize("durability", ["full", "normal"])
def test_processes_share_a_file(tmp_path: Path, durability: str) -> None:
    """Three processes with a store each, on one file: they wait for one another, and no call fails for it."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    prepare(url)
    check(url, processes(url, 3, 1, 250, durability))


def test_a_poll_is_woken_by_a_commit(database_url: str) -> None:
    """A decider that waits gets the task as soon as an execution starts, by the same store."""
    with open_for_stress(database_url) as store:
        swf = store.client()
        register(swf)
        store.engine.long_poll_seconds = 30
        found: list[Any] = []

        def poll() -> None:
            found.append(swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"}))
            found.append(time.monotonic())

        decider = threading.Thread(target=poll)
        decider.start()
        time.sleep(0.3)
        assert not found
        began = time.monotonic()
        swf.start_workflow_execution(domain=DOMAIN, workflowId="w", workflowType=dict(ORDER))
        decider.join(20)
        assert "taskToken" in found[0]
        assert found[1] - began < 2


def test_polls_at_once_get_different_tasks(database_url: str) -> None:
    """Eight deciders wait for eight executions: each gets one task, and no task is given twice."""
    with open_for_stress(database_url) as store:
        swf = store.client()
        register(swf)
        store.engine.long_poll_seconds = 20
        found: list[str] = []

        def poll() -> None:
            task = swf.poll_for_decision_task(domain=DOMAIN, taskList={"name": "deciders"})
            found.append(task["workflowExecution"]["workflowId"])

        deciders = [threading.Thread(target=poll) for _ in range(8)]
        for decider in deciders:
            decider.start()
        for number in range(8):
            swf.start_workflow_execution(domain=DOMAIN, workflowId=f"w{number}", workflowType=dict(ORDER))
        for decider in deciders:
            decider.join(30)
        assert sorted(found) == [f"w{number}" for number in range(8)]
