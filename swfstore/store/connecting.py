"""How the connections of a database are made: SQLAlchemy's engine, with what SQLite and PostgreSQL are told at first.

On SQLite a file has a write-ahead log, transactions begin where we say so, and what a durability means is said to each
connection; a file that is only read is opened so that nothing is written to it.
"""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

SYNCHRONOUS = {"full": "FULL", "normal": "NORMAL", "off": "OFF"}
"""What a durability means to SQLite; PostgreSQL commits synchronously at full only."""

BUSY_SECONDS = 10
"""How long a write waits for another process that writes to the same file."""

_EFFECTIVE = os.access in os.supports_effective_ids


def create(url: URL, durability: str, read_only: bool) -> Engine:
    """An engine whose connections are as a store wants them."""
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=20, max_overflow=40)
        if durability != "full":
            event.listen(engine, "connect", _commit_asynchronously)
        if read_only:
            event.listen(engine, "connect", _only_read)
        return engine
    memory = url.database in (None, "", ":memory:")
    if read_only and not memory:
        url = _to_be_read(url)
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {"pool_size": 8, "max_overflow": 24}
    engine = create_engine(
        url,
        paramstyle="qmark",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 512},
        **options,
    )
    synchronous = SYNCHRONOUS[durability]

    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin and end where we say so
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute(f"PRAGMA journal_mode={'MEMORY' if memory else 'WAL'}")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")

    def begin_immediate(connection: Any) -> None:
        connection.connection.driver_connection.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin_immediate)
    return engine


def _to_be_read(url: URL) -> URL:
    """How a file is opened that nothing is to be written to, not even beside it where that is not allowed.

    Where it is allowed SQLite keeps its two files beside the database while it is read, and takes them away again;
    that is the only way to read along with a writer. Elsewhere it needs those of a writer, or there is none.
    """
    path = Path(url.database or "")
    if os.access(path, os.W_OK, effective_ids=_EFFECTIVE) and os.access(path.parent, os.W_OK, effective_ids=_EFFECTIVE):
        return url
    mode = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    name, _, value = mode.partition("=")
    return url.set(database=path.absolute().as_uri(), query={name: value, "uri": "true"})


def _only_read(connection: Any, _record: object) -> None:
    connection.execute("SET default_transaction_read_only TO on")
    connection.commit()


def _commit_asynchronously(connection: Any, _record: object) -> None:
    connection.execute("SET synchronous_commit TO off")
    connection.commit()
