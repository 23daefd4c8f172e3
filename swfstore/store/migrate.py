"""Opening a database: it is made if it is new, upgraded if it is old, and refused if it is not for us.

Several processes may open the same new database at once: a lock beside the file, on PostgreSQL an advisory lock, lets
one of them work while the others wait. A database that is up to date is recognised by one row, without any lock.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from swfstore.errors import SwfstoreError
from swfstore.ids import Ids
from swfstore.store import lineage, template
from swfstore.store.backup import copy_before_upgrade
from swfstore.store.connecting import BUSY_SECONDS
from swfstore.store.database import Database, Transaction
from swfstore.store.filelock import locked
from swfstore.store.inspect import Found, glance, look_at_file, look_at_server, name_of, path_of, unreachable, usable
from swfstore.store.statements import statement

HEAD = "0001"
"""The newest revision: a database that has it needs nothing. A test says that this is what the migrations say."""

ADVISORY_LOCK = 0x7377_6673_746F_7265
"""The number of the lock under which a PostgreSQL database is migrated: the letters of "swfstore"."""

_ADD_SETTING = statement(
    lambda: text("INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")
)
_SETTING = statement(lambda: text("SELECT value FROM settings WHERE name = :name"))
KEY = "token_key"
"""The name of the setting that keeps the key of the tokens."""

_keys: WeakKeyDictionary[Database, str] = WeakKeyDictionary()  # what `prepare` has read along with the revision


def prepare(database: Database, *, migrate: bool = True, version: str, ids: Ids | None = None) -> None:
    """Make the database one of this version of swfstore, whatever it is now.

    A new one is made. One that an older version wrote is upgraded, on SQLite after a backup copy beside the file (on
    PostgreSQL the upgrade is one transaction, and copies are the business of whoever runs the server); with
    `migrate=False` it is refused instead. Raises SwfstoreError, and changes nothing, for what cannot be opened: a
    newer version's database, somebody else's, a damaged one, one that cannot be written or reached.

    With `ids` a new SQLite database is made with its signing key at once, which saves `signing_key` a transaction.
    """
    if database.is_memory:
        _create_in_memory(database, version, ids)
    elif database.is_sqlite:
        _prepare_file(database, path_of(database), migrate, version, ids)
    else:
        _prepare_server(database, migrate, version)


def current(database: Database) -> Found:
    """The revision of a database, and who wrote it; changes nothing, errors as `prepare`."""
    if database.is_memory:
        return Found()
    if database.is_sqlite:
        return look_at_file(path_of(database))
    try:
        with database.engine.connect() as connection:
            return look_at_server(database, connection)
    except OperationalError as error:
        raise unreachable(database, error) from error


def signing_key(database: Database, ids: Ids) -> bytes:
    """The key that signs the tokens of this database; made once, by whoever needs it first."""

    def stored(tx: Transaction) -> str | None:
        row = tx.one(_SETTING, {"name": KEY})
        return None if row is None else str(row[0])

    def made(tx: Transaction) -> str | None:
        tx.run(_ADD_SETTING, {"name": KEY, "value": ids.key().hex()})
        return stored(tx)

    key = _keys.get(database) or database.write(made)
    if key is None:
        raise SwfstoreError(f"{name_of(database)} does not keep its settings")
    return bytes.fromhex(key)


def _remember(database: Database, found: Found) -> None:
    if KEY in found.settings:
        _keys[database] = found.settings[KEY]


def _new(database: Database, version: str, ids: Ids | None) -> Mapping[str, str]:
    """The settings of a new database."""
    key = {} if ids is None else {KEY: ids.key().hex()}
    found = Found(HEAD, {"written_by": version} | key)
    _remember(database, found)
    return found.settings


def _create_in_memory(database: Database, version: str, ids: Ids | None) -> None:
    pooled = database.engine.raw_connection()
    try:
        connection = pooled.driver_connection
        if isinstance(connection, sqlite3.Connection):
            template.create(connection, _new(database, version, ids))
    finally:
        pooled.close()


def _prepare_file(database: Database, path: Path, migrate: bool, version: str, ids: Ids | None) -> None:
    usable(path)
    found = glance(path)
    if found.revision != HEAD:
        found = look_at_file(path)
    if found.revision == HEAD and found.ready:
        _remember(database, found)
        return
    with locked(path):
        found = look_at_file(path)  # somebody else may have been here while we waited
        if found.revision is None and not path.exists():
            _create_file(path, _new(database, version, ids))
            return
        if found.revision is not None and found.revision != HEAD:
            _refuse(database, found, migrate, version)
            copy = copy_before_upgrade(path, found.revision)
            _upgrade(database, version, f"; it is as it was, and {copy} is a copy")
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            # the busy timeout does not hold for this change: only one process may try it at a time
            connection.execute("PRAGMA journal_mode=WAL")
            if found.revision is None:
                template.create(connection, _new(database, version, ids))


def _create_file(path: Path, settings: Mapping[str, str]) -> None:
    """A file that nobody sees before it is whole and on the disk."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(template.image(settings))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SwfstoreError(f"{path} cannot be made: {error.strerror}") from error


def _prepare_server(database: Database, migrate: bool, version: str) -> None:
    found = current(database)
    if found.revision == HEAD:
        _remember(database, found)
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": ADVISORY_LOCK})
        try:
            found = look_at_server(database, connection)
            if found.revision != HEAD:
                if found.revision is not None:
                    _refuse(database, found, migrate, version)
                _upgrade(database, version, "; it is as it was")
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": ADVISORY_LOCK})


def _refuse(database: Database, found: Found, migrate: bool, version: str) -> None:
    writer = f"swfstore {found.written_by}" if found.written_by else "another swfstore"
    if found.revision not in lineage.revisions():
        raise SwfstoreError(
            f"{name_of(database)} was written by {writer}, which is newer than this one ({version}):"
            f" its schema {found.revision} is not known here; use that version or a newer one"
        )
    if not migrate:
        raise SwfstoreError(
            f"{name_of(database)} was written by {writer} and has the older schema {found.revision}:"
            " open it without migrate=False, or run `swfstore db upgrade`"
        )


def _upgrade(database: Database, version: str, assurance: str) -> None:
    try:
        lineage.upgrade(database, written_by=version)
    except (SQLAlchemyError, SwfstoreError) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
        raise SwfstoreError(f"{name_of(database)} could not be upgraded: {reason}{assurance}") from error
