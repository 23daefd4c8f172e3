"""The one way to a transaction, on SQLite and PostgreSQL.

SQLAlchemy owns the dialects, the connections and their pool; a transaction runs prepared texts (`statements`) on the
driver's connection. On SQLite a process has one writer connection and every write begins with BEGIN IMMEDIATE: a read
that becomes a write would fail at once, whatever the busy timeout. Readers have connections of their own beside it; in
memory there is only the one. On PostgreSQL every transaction takes a connection from the pool, and what must not be
changed by others is locked with FOR UPDATE in the statements themselves.

A driver's error (a full disk, a locked or read-only file, a lost server) becomes InternalFailure, and nothing is
changed.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Dialect, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool

from swfstore.errors import InternalFailure, SwfstoreError
from swfstore.store.statements import Row, Statement, Values

SYNCHRONOUS = {"full": "FULL", "normal": "NORMAL", "off": "OFF"}
"""What a durability means to SQLite; PostgreSQL commits synchronously at full only."""

BUSY_SECONDS = 10
"""How long a write waits for another process that writes to the same file."""

ONE_VIEW = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Lets a transaction of PostgreSQL see one view of the database, whatever others commit meanwhile."""

_T = TypeVar("_T")


class Transaction:
    """Statements that see and change the database together."""

    __slots__ = ("_connection", "_dialect")

    def __init__(self, connection: Any, dialect: Dialect) -> None:  # the drivers' connections share no type
        self._connection = connection
        self._dialect = dialect

    def _execute(self, statement: Statement, values: Values) -> Any:
        text, constants = statement.compiled(self._dialect)
        return self._connection.execute(text, {**constants, **values} if constants else values)

    def all(self, statement: Statement, values: Values) -> list[Row]:
        """Every row."""
        rows: list[Row] = self._execute(statement, values).fetchall()
        return rows

    def one(self, statement: Statement, values: Values) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._execute(statement, values).fetchone()
        return row

    def run(self, statement: Statement, values: Values) -> int:
        """Change rows; how many."""
        count: int = self._execute(statement, values).rowcount
        return count

    def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run the statement once for each of the rows."""
        text, constants = statement.compiled(self._dialect)
        values = [{**constants, **row} for row in rows] if constants else rows
        self._connection.cursor().executemany(text, values)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, where a writer is alone anyway."""
        return self._dialect.name == "sqlite"


class Database:
    """An open database; `write` and `read` run a function in a transaction."""

    def __init__(self, url: URL | str, durability: str = "full", read_only: bool = False) -> None:
        if durability not in SYNCHRONOUS:
            raise SwfstoreError(f"durability is one of {', '.join(SYNCHRONOUS)}, not {durability!r}")
        self.url = make_url(url)
        self.engine = _create_engine(self.url, durability, read_only)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.is_memory = self.is_sqlite and self.url.database in (None, "", ":memory:")
        self._errors: tuple[type[Exception], ...] = (self.engine.dialect.import_dbapi().Error,)
        self._lock = threading.Lock()
        self._writer: PoolProxiedConnection | None = None
        self._batching: int | None = None

    def write(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work` in a transaction of its own and commit it; roll back whatever it raises."""
        if not self.is_sqlite:
            return self._with_server(work)
        if self._batching == threading.get_ident():
            return self._write_in_batch(work)
        with self._writing() as connection:
            return work(Transaction(connection, self.engine.dialect))

    @contextmanager
    def _writing(self) -> Iterator[Any]:  # the writer's sqlite3.Connection
        with self._lock, self._driver_errors():
            connection = self._held_writer()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:  # whatever it was, it is raised again
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let the writes of this thread until the end of the block share one commit; on SQLite only.

        A write that raises is undone by itself. None of them is durable before the block has ended; if the commit
        fails, InternalFailure is raised there and none of them has happened.
        """
        if not self.is_sqlite:
            yield
            return
        with self._writing():
            self._batching = threading.get_ident()
            try:
                yield
            finally:
                self._batching = None

    def _write_in_batch(self, work: Callable[[Transaction], _T]) -> _T:
        connection = self._held_writer()
        connection.execute("SAVEPOINT one_of_batch")
        try:
            with self._driver_errors():
                result = work(Transaction(connection, self.engine.dialect))
        except BaseException:  # whatever it was, it is raised again
            if connection.in_transaction:
                connection.execute("ROLLBACK TO one_of_batch")
                connection.execute("RELEASE one_of_batch")
            raise
        connection.execute("RELEASE one_of_batch")
        return result

    def read(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work`, which changes nothing, on one consistent view of the database."""
        if self.is_memory or self._batching == threading.get_ident():
            return self.write(work)
        if not self.is_sqlite:
            return self._with_server(work, ONE_VIEW)
        with self._driver_errors():
            pooled = self.engine.raw_connection()
            try:
                connection: Any = pooled.driver_connection  # a sqlite3.Connection
                connection.execute("BEGIN")
                try:
                    return work(Transaction(connection, self.engine.dialect))
                finally:
                    connection.execute("ROLLBACK")
            finally:
                pooled.close()

    def _with_server(self, work: Callable[[Transaction], _T], mode: str = "") -> _T:
        with self._driver_errors():
            pooled = self.engine.raw_connection()
            connection: Any = pooled.driver_connection  # a psycopg.Connection
            try:
                if mode:
                    connection.execute(mode)
                result = work(Transaction(connection, self.engine.dialect))
                pooled.commit()
                return result
            except BaseException:  # whatever it was, it is raised again
                pooled.rollback()
                raise
            finally:
                pooled.close()

    def _held_writer(self) -> Any:  # a sqlite3.Connection behind the pool's proxy
        if self._writer is None:
            self._writer = self.engine.raw_connection()
        return self._writer.driver_connection

    def changed_by_others(self) -> int:
        """A number that differs from the last one if another process has committed to the same SQLite file."""
        with self._lock, self._driver_errors():
            version: int = self._held_writer().execute("PRAGMA data_version").fetchone()[0]
            return version

    @contextmanager
    def _driver_errors(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise InternalFailure(f"the database cannot do this: {error}") from error

    def close(self) -> None:
        """Give back every connection; a SQLite file is whole then, with no -wal file beside it."""
        with self._lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self.engine.dispose()


def _create_engine(url: URL, durability: str, read_only: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url, pool_size=20, max_overflow=40)
        if durability != "full":
            event.listen(engine, "connect", _commit_asynchronously)
        return engine
    memory = url.database in (None, "", ":memory:")
    if read_only and not memory:
        url = url.set(database=f"file:{url.database}", query={"mode": "ro", "uri": "true"})
    options: dict[str, Any] = {"poolclass": StaticPool} if memory else {"pool_size": 8, "max_overflow": 24}
    engine = create_engine(
        url,
        paramstyle="named",
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 512},
        **options,
    )
    synchronous = SYNCHRONOUS[durability]

    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin and end where we say so
        if not read_only:
            connection.execute(f"PRAGMA journal_mode={'MEMORY' if memory else 'WAL'}")
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")

    def begin_immediate(connection: Any) -> None:
        connection.connection.driver_connection.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin_immediate)
    return engine


def _commit_asynchronously(connection: Any, _record: object) -> None:
    connection.execute("SET synchronous_commit TO off")
    connection.commit()
