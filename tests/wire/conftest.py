"""A server that the tests of a worker share, each in an account of its own, and servers of their own for the others."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import swfstore
from tests.support.stories import register
from tests.wire.process import Server

_accounts = count(100_000_000_001)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the system's clock; after the tests it stops well, and its database is verified."""
    server = Server(tmp_path_factory.mktemp("wire") / "shared.db", "--poll-seconds", "1", "--durability", "normal")
    yield server
    assert server.stop() == 0, server.errors()
    assert "Traceback" not in server.errors()
    verified(server)


@pytest.fixture
def account() -> str:
    """An account that no other test uses."""
    return str(next(_accounts))


@pytest.fixture
def swf(shared: Server, account: str) -> Any:
    """boto3's client of an account with the domain `orders` and the types Order/1 and Charge/1 registered."""
    client = shared.client(account)
    register(client)
    return client


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server of one's own with these options; it is stopped and its database verified after the test."""
    started: list[Server] = []

    def start(*options: str, db: str | Path | None = None, **more: Any) -> Server:
        path = tmp_path / "workflows.db" if db is None else db
        started.append(Server(path, "--durability", "normal", *options, **more))
        return started[-1]

    yield start
    for one in started:
        one.stop()
    for one in {one.db: one for one in started}.values():
        verified(one)


def verified(server: Server) -> None:
    """Prove that what a server has left behind is whole."""
    if server.db == ":memory:":
        return
    with swfstore.open(server.db) as store:
        report = store.verify()
    assert report.ok, "\n".join(map(str, report.differences))
