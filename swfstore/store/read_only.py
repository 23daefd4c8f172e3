"""Opening a database that is only to be read: nothing is made, upgraded or repaired, and no file is left beside it."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from swfstore.errors import SwfstoreError
from swfstore.ids import Ids
from swfstore.store.database import Database
from swfstore.store.inspect import Found, look_at_server, name_of, path_of, unreachable
from swfstore.store.migrate import HEAD, KEY

_SETTINGS = text("SELECT 'revision', version_num FROM alembic_version UNION ALL SELECT name, value FROM settings")


def prepare_reading(database: Database, version: str, ids: Ids) -> bytes:
    """The key of the tokens of a database of this version's schema; raises SwfstoreError for any other."""
    if database.is_memory:
        raise SwfstoreError("a database in memory is new, and there is nothing to read in it: open it for writing")
    found = _look(database)
    if found.revision != HEAD:
        has = f"has the schema {found.revision}" if found.revision else "is empty"
        raise SwfstoreError(
            f"{name_of(database)} {has}, swfstore {version} reads {HEAD}: open it once without read_only=True"
        )
    key = found.settings.get(KEY)
    return ids.key() if key is None else bytes.fromhex(key)


def _look(database: Database) -> Found:
    if not database.is_sqlite:
        try:
            with database.engine.connect() as connection:
                return look_at_server(database, connection)
        except OperationalError as error:
            raise unreachable(database, error) from error
    path = path_of(database)
    if not path.is_file():
        raise SwfstoreError(f"there is no database {path}")
    try:
        with database.engine.connect() as connection:
            return _settings(connection)
    except DBAPIError as error:
        raise SwfstoreError(f"{path} cannot be read as a database of swfstore: {error.orig}") from error


def _settings(connection: Connection) -> Found:
    values = {str(name): str(value) for name, value in connection.execute(_SETTINGS)}
    return Found(values.pop("revision", None), values)
