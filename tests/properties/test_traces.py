"""Random traces of calls keep the promises, on each database."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from swfstore.core.events import EVENTS
from tests.conftest import open_store
from tests.properties import actors, promises
from tests.properties.budget import FACTOR, budget
from tests.properties.histories import histories
from tests.properties.machine import Trace
from tests.properties.scene import FUNCTIONS, LIMITS
from tests.properties.walks import Walk

RUN: Any = run_state_machine_as_test  # which takes a function that makes a machine, although its type names a class


def _open(exits: ExitStack, url: str) -> Any:
    store = open_store(url, limits=LIMITS, lambdas=FUNCTIONS)
    exits.callback(store.close)
    return store


def test_random_traces_keep_the_promises_in_memory() -> None:
    """After every single step, everything is as `promises` says."""
    RUN(lambda: Trace(lambda exits: _open(exits, "sqlite://"), True), settings=budget(20))


def test_random_traces_keep_the_promises_in_a_file() -> None:
    """In the end, everything is as `promises` says."""

    def stage(exits: ExitStack) -> Any:
        directory = exits.enter_context(tempfile.TemporaryDirectory())
        return _open(exits, f"sqlite:///{Path(directory) / 'x.db'}")

    RUN(lambda: Trace(stage, False), settings=budget(20))


@pytest.mark.postgres
def test_random_traces_keep_the_promises_on_postgresql(postgres_server: Any) -> None:
    """In the end, everything is as `promises` says."""

    def stage(exits: ExitStack) -> Any:
        database = postgres_server.migrated_database(lambda url: open_store(url).close())
        return _open(exits, exits.enter_context(database))

    RUN(lambda: Trace(stage, False), settings=budget(10))


@pytest.mark.parametrize("seed", range(8 * FACTOR))
def test_long_walks_keep_the_promises(seed: int) -> None:
    """A few hundred steps in memory, for each seed others."""
    with ExitStack() as exits:
        Walk(_open(exits, "sqlite://"), seed).go(500)


def test_a_long_walk_keeps_the_promises_on_each_database(database_url: str) -> None:
    """The same steps on each of them."""
    with ExitStack() as exits:
        Walk(_open(exits, database_url), 1000).go(150)


def test_the_walks_see_every_type_of_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """The walks are worth something: all 54 types of events come about in some of them."""
    seen: set[str] = set()
    check: Callable[[Any], list[str]] = promises.broken

    def look(store: Any) -> list[str]:
        seen.update(event.type for history in histories(store) for event in history.events)
        return check(store)

    monkeypatch.setattr(actors, "broken", look)
    for seed in range(100, 120):
        with ExitStack() as exits:
            Walk(_open(exits, "sqlite://"), seed).go(500)
        if seen == EVENTS.keys():
            break
    assert sorted(EVENTS.keys() - seen) == []
