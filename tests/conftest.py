"""The fixtures that every test may ask for: a store on each of the three databases, its client, its clock."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import PostgresServer
from tests.support.stories import START_MS, register

pytest_plugins = ["pytester", "swfstore.testing.plugin"]


def open_store(url: str, **options: Any) -> Any:
    """A store on the virtual clock of the tests, with seeded ids; `options` as `swfstore.open` has them."""
    import swfstore

    options.setdefault("clock", swfstore.VirtualClock(start_ms=START_MS))
    options.setdefault("durability", "off")
    if hasattr(swfstore, "SeededIds"):
        options.setdefault("ids", swfstore.SeededIds(1))
    return swfstore.open(url, **options)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test of this process asks for it."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database that has swfstore's tables."""
    with postgres_server.migrated_database(lambda url: open_store(url).close()) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database without any table."""
    with postgres_server.empty_database() as url:
        yield url


@pytest.fixture(params=["file", "memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh database: a SQLite file, SQLite in memory, and PostgreSQL, one after the other."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'workflows.db'}"
    if request.param == "memory":
        return "sqlite://"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(database_url: str) -> Iterator[Any]:
    """A store on each database; after the test, every history in it must equal the state beside it."""
    opened = open_store(database_url)
    yield opened
    try:
        report = opened.verify()
        assert report.ok, "\n".join(map(str, report.differences))
    finally:
        opened.close()


@pytest.fixture
def swf(store: Any) -> Any:
    """A client of the store, with the domain `orders` and the types Order/1 and Charge/1 registered."""
    client = store.client()
    register(client)
    return client


@pytest.fixture
def clock(store: Any) -> Any:
    """The store's virtual clock; it starts at 2030-01-01T00:00:00Z."""
    return store.clock
