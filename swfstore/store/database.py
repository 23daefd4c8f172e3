"""The one way to a transaction, on SQLite and PostgreSQL.

SQLAlchemy owns the dialects, the connections and their pool; a transaction runs prepared texts (`statements`) on the
driver's connection. On SQLite a process has one writer connection and every write begins with BEGIN IMMEDIATE: a read
that becomes a write would fail at once, whatever the busy timeout. Readers have connections of their own beside it; in
memory there is only the one. On PostgreSQL every transaction takes a connection from the pool, and what must not be
changed by others is locked with FOR UPDATE in the statements themselves.

A driver's error (a full disk, a locked or read-only file, a lost server) becomes InternalFailure, and nothing is
changed.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Protocol, TypeVar

from sqlalchemy import Dialect, Engine, PoolProxiedConnection
from sqlalchemy.engine import URL, make_url

from swfstore.errors import (
    Fault,
    InternalFailure,
    OperationNotPermittedFault,
    SwfstoreError,
    ValidationException,
)
from swfstore.store import connecting, notices
from swfstore.store.connecting import BUSY_SECONDS, SYNCHRONOUS
from swfstore.store.notices import Ready
from swfstore.store.statements import Row, Statement, Values

ONE_VIEW = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Lets a transaction of PostgreSQL see one view of the database, whatever others commit meanwhile."""

READ_ONLY = "The store is open read-only"
"""What is said to an operation that would write."""

_T = TypeVar("_T")


class Busy(Exception):
    """Somebody else writes right now, and the caller would not wait."""


class Transaction:
    """Statements that see and change the database together."""

    __slots__ = ("_dialect", "connection", "is_sqlite", "ready")

    def __init__(self, connection: Any, dialect: Dialect) -> None:  # the drivers' connections share no type
        self.connection = connection
        """The driver's."""
        self._dialect = dialect
        self.is_sqlite = dialect.name == "sqlite"
        """Whether this is SQLite, where a writer is alone anyway."""
        self.ready: list[Ready] = []
        """Of which tasks other processes are to be told after the commit, on PostgreSQL."""

    def all(self, statement: Statement, values: Values) -> list[Row]:
        """Every row."""
        text, bind = statement.prepared(self._dialect)
        rows: list[Row] = self.connection.execute(text, bind(values)).fetchall()
        return rows

    def one(self, statement: Statement, values: Values) -> Row | None:
        """The first row, or None."""
        text, bind = statement.prepared(self._dialect)
        row: Row | None = self.connection.execute(text, bind(values)).fetchone()
        return row

    def run(self, statement: Statement, values: Values) -> int:
        """Change rows; how many."""
        text, bind = statement.prepared(self._dialect)
        count: int = self.connection.execute(text, bind(values)).rowcount
        return count

    def many(self, statement: Statement, rows: Sequence[Values]) -> None:
        """Run the statement once for each of the rows."""
        text, bind = statement.prepared(self._dialect)
        self.connection.cursor().executemany(text, [bind(row) for row in rows])


class Watcher(Protocol):
    """Who is told of the writes of a database; what it raises before a commit undoes the transaction."""

    def watched(self, work: Callable[[Transaction], _T]) -> Callable[[Transaction], _T]:
        """The work to do instead of this."""

    def before_commit(self) -> None:
        """This thread is about to commit."""

    def after_commit(self) -> None:
        """What this thread has committed is durable."""


class Database:
    """An open database; `write` and `read` run a function in a transaction."""

    def __init__(self, url: URL | str, durability: str = "full", read_only: bool = False) -> None:
        if durability not in SYNCHRONOUS:
            raise SwfstoreError(f"durability is one of {', '.join(SYNCHRONOUS)}, not {durability!r}")
        self.url = make_url(url)
        self.read_only = read_only
        self._durability = durability
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.is_memory = self.is_sqlite and self.url.database in (None, "", ":memory:")
        driver: Any = sqlite3 if self.is_sqlite else self.engine.dialect.import_dbapi()
        self.errors: tuple[type[Exception], ...] = (driver.Error,)
        """What the driver raises."""
        self.listens_as = 0
        """By what number this process knows its own notices again, while it listens to those of others."""
        self._data_error: type[Exception] = driver.DataError
        self.closed = False
        self._lock = threading.Lock()
        self._writer: PoolProxiedConnection | None = None
        self._held: Transaction | None = None
        """On SQLite, the writer's connection; one thread has it at a time."""
        self._batching: int | None = None
        self._written = False
        self.watcher: Watcher | None = None
        """Who is told of writes and commits, where somebody wants that."""

    @cached_property
    def engine(self) -> Engine:
        """SQLAlchemy's engine; made when it is first needed: that takes as long as to open a file."""
        return connecting.create(self.url, self._durability, self.read_only)

    def write(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work` in a transaction of its own and commit it; roll back whatever it raises.

        Raises OperationNotPermittedFault where the database is open read-only.
        """
        if self.read_only:
            raise OperationNotPermittedFault(READ_ONLY)
        if self.watcher is not None:
            work = self.watcher.watched(work)
        return self._write_in_batch(work) if self.in_batch() else self._write(work)

    def _write(self, work: Callable[[Transaction], _T]) -> _T:
        return self._commit(lambda: work(self._hold())) if self.is_sqlite else self._with_server(work)

    def _commit(self, work: Callable[[], _T], patient: bool = True, batching: int | None = None) -> _T:
        if not self._lock.acquire(patient):
            raise Busy
        try:
            connection = self._hold().connection
            self._begin(connection, patient)
            self._batching, self._written = batching, False
            try:
                result = work()
                self._batching = None
                if self.watcher is not None:
                    self.watcher.before_commit()
                connection.execute("COMMIT")
                if self.watcher is not None:
                    self.watcher.after_commit()
            except BaseException:  # whatever it was, it is raised again
                self._batching = None
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result
        except self.errors as error:
            raise self._failure(error) from error
        finally:
            self._lock.release()

    def _begin(self, connection: Any, patient: bool) -> None:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except self.errors as error:
            if not patient:
                raise Busy from error
            connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
            try:
                connection.execute("BEGIN IMMEDIATE")
            finally:
                connection.execute("PRAGMA busy_timeout=0")

    def batch(self, work: Callable[[], _T], patient: bool = True) -> _T:
        """Run `work`, and let the writes that it makes on this thread share one commit; on SQLite only.

        A write that raises is undone by itself; if `work` raises, all are. None of them is durable before this has
        returned; if the commit fails, InternalFailure is raised and none of them has happened. Without patience, Busy
        is raised before `work` is run where anybody else writes right now.
        """
        if not self.is_sqlite:
            return work()
        return self._commit(work, patient, threading.get_ident())

    def in_batch(self) -> bool:
        """Whether this thread is in the midst of a batch, of which nothing is committed yet."""
        return self._batching == threading.get_ident()

    def _write_in_batch(self, work: Callable[[Transaction], _T]) -> _T:
        held = self._hold()
        connection = held.connection
        if not connection.in_transaction:
            # SQLite has rolled the whole batch back by itself, for a full disk: a savepoint would commit alone.
            raise InternalFailure("the commit that this was to be part of cannot be made")
        if self._written:
            connection.execute("SAVEPOINT one_of_batch")
        try:
            result = work(held)
        except BaseException as error:  # whatever it was, it is raised again
            if connection.in_transaction:
                self._undo_in_batch(connection)
            if isinstance(error, self.errors):
                raise self._failure(error) from error
            raise
        if self._written:
            connection.execute("RELEASE one_of_batch")
        self._written = True
        return result

    def _undo_in_batch(self, connection: Any) -> None:
        if self._written:
            connection.execute("ROLLBACK TO one_of_batch")
            connection.execute("RELEASE one_of_batch")
        else:
            # What comes first in a batch has no savepoint: that would cost every call that comes alone.
            connection.execute("ROLLBACK")
            with self._driver_errors():
                self._begin(connection, patient=True)

    def read(self, work: Callable[[Transaction], _T]) -> _T:
        """Run `work`, which changes nothing, on one consistent view of the database."""
        if self.in_batch():
            return self._write_in_batch(work)
        if self.is_memory:
            return self._write(work)
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
                transaction = Transaction(connection, self.engine.dialect)
                result = work(transaction)
                watcher = None if mode else self.watcher
                if watcher is not None:
                    watcher.before_commit()
                pooled.commit()
                if transaction.ready and not notices.send(connection, self.listens_as, transaction.ready, self.errors):
                    pooled.invalidate()
                if watcher is not None:
                    watcher.after_commit()
                return result
            except BaseException:  # whatever it was, it is raised again
                pooled.rollback()
                raise
            finally:
                pooled.close()

    def connection_apart(self, options: Mapping[str, int]) -> Any:
        """A psycopg connection beside the pool, without transactions; the options are those that the URL leaves out."""
        dialect = self.engine.dialect
        arguments, own = dialect.create_connect_args(self.url)
        connection: Any = dialect.connect(*arguments, **{**options, **own})
        connection.autocommit = True
        return connection

    def _hold(self) -> Transaction:
        if self._held is None:
            if self.closed:
                raise InternalFailure("the store is closed")
            self._writer = self.engine.raw_connection()
            self._held = Transaction(self._writer.driver_connection, self.engine.dialect)
            self._held.connection.execute("PRAGMA busy_timeout=0")  # `_begin` waits for others, if it should
        return self._held

    @contextmanager
    def held_writer(self) -> Iterator[Any]:
        """The sqlite3.Connection that writes, while nobody else has it; for copies of a database in memory."""
        with self._lock, self._driver_errors():
            yield self._hold().connection

    def changed_by_others(self) -> int:
        """A number that differs from the last one if another process has committed to the same SQLite file."""
        with self._lock, self._driver_errors():
            version: int = self._hold().connection.execute("PRAGMA data_version").fetchone()[0]
            return version

    @contextmanager
    def _driver_errors(self) -> Iterator[None]:
        try:
            yield
        except self.errors as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> Fault:
        if isinstance(error, self._data_error):
            return ValidationException(f"The database cannot keep this value: {error}")
        return InternalFailure(f"the database cannot do this: {error}")

    def close(self) -> None:
        """Give back every connection; a SQLite file is whole then, with no -wal file beside it."""
        with self._lock:
            self.closed = True
            if self._writer is not None:
                self._writer.close()
                self._writer = self._held = None
            if "engine" in vars(self):
                self.engine.pool.dispose()  # not the engine: it would make a new pool
