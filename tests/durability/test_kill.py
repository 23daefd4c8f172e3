"""kill -9 at any moment loses no acknowledged call and leaves nothing half done."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.properties.histories import History, histories, signal_inputs
from tests.properties.promises import broken
from tests.stress.crew import open_for_stress
from tests.stress.test_together import settled

TOP = Path(__file__).resolve().parents[2]
ROUNDS = 5
pytestmark = pytest.mark.stress


def victim(url: str, seed: int, hands: int, durability: str) -> "subprocess.Popen[str]":
    """A process that works until it is killed."""
    command = [sys.executable, "-m", "tests.durability.victim", url, str(seed), str(hands), durability]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=TOP, text=True, stdout=pipe, stderr=pipe)


def killed(process: "subprocess.Popen[str]", random: Random) -> list[tuple[str, Any]]:
    """Let the process get some dozens of answers, kill it at some moment, and read all that it said."""
    assert process.stdout is not None
    assert process.stderr is not None
    lines = [process.stdout.readline() for _ in range(random.randrange(2, 150))]
    time.sleep(random.random() / 100)
    process.send_signal(signal.SIGKILL)
    process.wait(60)
    # Not communicate(): it would not see what readline() has read ahead.
    with process.stdout, process.stderr:
        rest, errors = process.stdout.read(), process.stderr.read()
    assert (process.returncode, errors) == (-signal.SIGKILL, "")
    lines += [line + "\n" for line in rest.split("\n")[:-1]]
    return [(kind, fact) for kind, fact in map(json.loads, lines) if fact is not None]


def check(found: list[History], told: list[tuple[str, Any]], unheard: int) -> None:
    """What was acknowledged is there, once; what was not is there once at most, and only the last call of a hand."""
    facts = {
        kind: Counter(fact if kind == "signals" else tuple(fact) for k, fact in told if k == kind) for kind, _ in told
    }
    recorded: dict[str, Counter[Any]] = {
        "signals": Counter(signal_inputs(found)),
        "started": Counter(history.key for history in found),
    }
    for kind, answer in (("decided", "DecisionTaskCompleted"), ("worked", "ActivityTaskCompleted")):
        recorded[kind] = Counter((h.run_id, event["startedEventId"]) for h in found for event in h.of(answer))
    for kind, acknowledged in facts.items():
        assert acknowledged <= recorded[kind], kind
        assert max(recorded[kind].values()) == 1
        if kind != "started":  # children are started as well
            assert sum((recorded[kind] - acknowledged).values()) <= unheard


def kill_again_and_again(url: str, durability: str, hands: int, seed: int) -> None:
    """Kill one process after the other on the same database, and look at it each time."""
    random, told = Random(seed), list[tuple[str, Any]]()
    for number in range(ROUNDS):
        told += killed(victim(url, 1000 * number, hands, durability), random)
        with open_for_stress(url) as store:
            report = store.verify()
            assert report.ok, report
            check(histories(store), told, hands * (number + 1))
            settled(store, patience=0.2)
            # A function that ran when the process was killed times out: its outcome is not awaited here.
            assert broken(store, exact=False) == []
    assert len(told) > 20 * ROUNDS / 2


@pytest.mark.parametrize("durability", ["full", "normal"])
def test_a_killed_process_loses_nothing_of_a_file(tmp_path: Path, durability: str) -> None:
    """Five processes one after the other, with two threads each, killed at moments that a seed gives."""
    kill_again_and_again(f"sqlite:///{tmp_path / 'x.db'}", durability, 2, 1)


@pytest.mark.postgres
def test_a_killed_process_loses_nothing_of_a_postgresql_database(postgres_url: str) -> None:
    """The server rolls back what was under way, and releases its locks."""
    kill_again_and_again(postgres_url, "normal", 2, 2)


def test_a_process_killed_while_it_opens_a_file_does_no_harm(tmp_path: Path) -> None:
    """Wherever in importing, creating and registering it is killed: the next one opens the file."""
    random = Random(3)
    for number in range(6):
        path = tmp_path / f"{number}.db"
        url = f"sqlite:///{path}"
        process = victim(url, 1, 1, "full")
        while not any(tmp_path.glob(f"{number}.db*")) and process.poll() is None:
            time.sleep(0.001)  # until there is something of a file
        time.sleep(random.random() / 200)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        with open_for_stress(url) as store:
            assert store.verify().ok
