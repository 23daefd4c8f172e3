"""What a database is, before anything is changed in it: ours or not, and of which revision.

A SQLite file is looked at through a connection of its own that sets no pragma: a file that is refused stays as it was.
"""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from swfstore.errors import SwfstoreError
from swfstore.store.connecting import BUSY_SECONDS
from swfstore.store.database import Database

_SETTINGS = "SELECT 'revision', version_num FROM alembic_version UNION ALL SELECT name, value FROM settings"
_PERMISSIONS = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}


@dataclass(frozen=True, slots=True)
class Found:
    """What is there: the revision, and the settings; nothing in an empty database.

    `ready` says that the file is as it should be by itself: in SQLite's write-ahead mode.
    """

    revision: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    ready: bool = True

    @property
    def written_by(self) -> str | None:
        """The version of swfstore that made this schema."""
        return self.settings.get("written_by")


def name_of(database: Database) -> str:
    """How a person knows this database: the file's path, or the URL without its password."""
    if database.is_sqlite:
        return "the database in memory" if database.is_memory else str(path_of(database))
    return database.url.render_as_string(hide_password=True)


def path_of(database: Database) -> Path:
    """The file of a SQLite database; raises SwfstoreError for a URI filename, of which nobody knows the path."""
    name = database.url.database or ""
    if name.startswith("file:"):
        raise SwfstoreError(f"name the database file by its path, not as {name}")
    return Path(name)


def usable(path: Path) -> None:
    """Raise SwfstoreError unless this is a file, or can become one, that we may write beside."""
    if path.is_dir():
        raise SwfstoreError(f"{path} is a directory, not a database file")
    if not path.parent.is_dir():
        raise SwfstoreError(f"there is no directory {path.parent} for the database file {path.name}")
    effective = os.access in os.supports_effective_ids
    for place in (path, path.parent):
        if place.exists() and not os.access(place, os.W_OK, effective_ids=effective):
            raise SwfstoreError(f"{place} is read-only: swfstore must be able to write to {path}")


def glance(path: Path) -> Found:
    """What a file says that nobody is writing to; nothing where somebody may be, or where it cannot be read like this.

    Without the write-ahead log, which is there as long as anybody has the file open, nothing but the file itself
    matters, and SQLite need not lock it: that is half of what opening it costs.
    """
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
    if not path.exists() or any(log.exists() for log in beside):
        return Found()
    try:
        uri = f"{path.absolute().as_uri()}?immutable=1"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            return _found(connection.execute(_SETTINGS).fetchall())
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return Found()  # looking at it properly says why


def look_at_file(path: Path) -> Found:
    """What a SQLite file is; raises SwfstoreError where it is damaged, no database, or somebody else's."""
    if not path.exists():
        return Found()
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            return _look(connection, path)
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:  # SQLite's message quotes what is damaged
        raise SwfstoreError(f"{path} is damaged: {error}") from error


def _look(connection: sqlite3.Connection, path: Path) -> Found:
    try:
        rows = connection.execute(_SETTINGS).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # anything but: there is no such table
            raise
        rows = []
    ready = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    found = _found(rows, ready)
    if found.revision is None and connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
        raise _foreign(str(path))
    return found


def _found(rows: Sequence[tuple[str, str]], ready: bool = True) -> Found:
    settings = dict(rows)
    return Found(settings.pop("revision", None), settings, ready)


def look_at_server(database: Database, connection: Connection) -> Found:
    """What a PostgreSQL database is; raises SwfstoreError where it is somebody else's."""
    tables = connection.execute(text("SELECT to_regclass('alembic_version'), to_regclass('settings')")).one()
    found = Found()
    if None not in tables:
        found = _found([(str(name), str(value)) for name, value in connection.execute(text(_SETTINGS))])
    if found.revision is not None:
        return found
    used = connection.execute(text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema()")).first()
    if used is not None:
        raise _foreign(name_of(database))
    return Found()


def unreachable(database: Database, error: OperationalError) -> SwfstoreError:
    """The error for a server that does not answer, or not to us."""
    reason = str(error.orig).strip().splitlines()[0]
    return SwfstoreError(f"no connection to {name_of(database)}: {reason}")


def _foreign(name: str) -> SwfstoreError:
    return SwfstoreError(f"{name} is a database of another program: it has tables, but not those of swfstore")


def _unreadable(path: Path, error: sqlite3.DatabaseError) -> SwfstoreError:
    code = error.sqlite_errorcode & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return SwfstoreError(f"{path} is not a SQLite database")
    if code == sqlite3.SQLITE_CORRUPT:
        return SwfstoreError(f"{path} is damaged: {error}")
    if code in _PERMISSIONS:
        return SwfstoreError(f"{path} may not be read and written by this user: {error}")
    return SwfstoreError(f"{path} cannot be opened: {error}")
