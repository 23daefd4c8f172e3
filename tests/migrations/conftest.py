"""Databases as the migrations make them, without an engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from swfstore.store.database import Database
from swfstore.store.migrate import prepare

VERSION = "9.8.7"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A new SQLite file that is not there yet, and an empty PostgreSQL database."""
    sqlite = request.param == "sqlite"
    opened = Database(f"sqlite:///{tmp_path / 'x.db'}" if sqlite else request.getfixturevalue("empty_postgres_url"))
    yield opened
    opened.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    """The same with the newest schema, which `prepare` made."""
    prepare(empty_database, version=VERSION)
    return empty_database


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A connection to it, in a transaction that is rolled back."""
    with database.engine.connect() as connection:
        yield connection
