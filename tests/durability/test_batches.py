"""Calls that share a commit: each stands or falls by itself, and none is durable before all are."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select

from swfstore.errors import InternalFailure
from swfstore.store.database import Busy, Database, Transaction
from swfstore.store.statements import statement
from swfstore.store.tables import settings
from tests.conftest import open_store

_WRITE = statement(lambda: insert(settings).values(name=bindparam("name"), value=""))
_NAMES = statement(lambda: select(settings.c.name).where(settings.c.name.like("call %")).order_by(settings.c.name))


class Refused(Exception):
    """The call is refused after it has written."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store's file."""
    path = tmp_path / "workflows.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """The database of that file."""
    opened = Database(f"sqlite:///{path}", durability="off")
    yield opened
    opened.close()


def written(database: Database) -> list[Any]:
    """The calls that have written, as everybody sees them."""
    return [name for (name,) in database.read(lambda tx: tx.all(_NAMES, {}))]


def call(database: Database, name: str, refused: bool = False) -> None:
    """Write a row in a transaction of its own, as far as the caller knows."""

    def work(tx: Transaction) -> None:
        tx.run(_WRITE, {"name": name})
        if refused:
            raise Refused

    if refused:
        with pytest.raises(Refused):
            database.write(work)
    else:
        database.write(work)


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        ((), ["call 1", "call 2", "call 3"]),
        ((1,), ["call 2", "call 3"]),
        ((1, 2), ["call 3"]),
        ((2,), ["call 1", "call 3"]),
        ((2, 3), ["call 1"]),
        ((1, 2, 3), []),
    ],
)
def test_a_call_that_is_refused_is_undone_by_itself(database, refused, left):
    """Whichever of a batch it is, the first one too: the others are committed."""

    def batch() -> str:
        for number in (1, 2, 3):
            call(database, f"call {number}", refused=number in refused)
        return "done"

    assert database.batch(batch) == "done"
    assert written(database) == left


def test_nothing_is_seen_before_the_end(database, path):
    """Others see none of the calls of a batch before its commit, and then all."""
    seen: list[int] = []

    def look() -> None:
        with closing(sqlite3.connect(path)) as other:
            seen.extend(other.execute("SELECT count(*) FROM settings WHERE name LIKE 'call %'").fetchone())

    def batch() -> None:
        call(database, "call 1", refused=True)
        call(database, "call 2")
        look()

    database.batch(batch)
    look()
    assert seen == [0, 1]


def test_a_batch_that_raises_has_not_happened(database):
    """A mistake in the midst of it undoes all of it."""

    def batch() -> None:
        call(database, "call 1")
        raise Refused

    with pytest.raises(Refused):
        database.batch(batch)
    assert written(database) == []


def test_whoever_has_no_patience_is_told_at_once(database, path):
    """Where another process writes, a batch without patience is not begun; one with patience waits."""
    ran: list[Callable[[], None]] = []
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            database.batch(lambda: ran.append(lambda: None), patient=False)
        assert not ran
        other.execute("ROLLBACK")
    database.batch(lambda: call(database, "call 1"), patient=False)
    assert written(database) == ["call 1"]


def test_a_mistake_of_the_database_is_the_failure_of_one_call(database):
    """What the database refuses is an InternalFailure for that call; the others are committed."""

    def batch() -> None:
        call(database, "call 1")
        with pytest.raises(InternalFailure, match="UNIQUE"):
            call(database, "call 1")
        call(database, "call 2")

    database.batch(batch)
    assert written(database) == ["call 1", "call 2"]
