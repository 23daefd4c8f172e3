"""The migrations, run by alembic: the only module that imports it, and only once something has to be migrated."""

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from swfstore.errors import SwfstoreError
from swfstore.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

_WRITTEN_BY = text(
    "INSERT INTO settings (name, value) VALUES ('written_by', :version)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_PACKAGE = Path(__file__).resolve().parents[1]


def place() -> Path:
    """The directory with alembic.ini and migrations/: the package itself in a wheel, the repository's top otherwise."""
    for directory in (_PACKAGE, _PACKAGE.parent):
        if (directory / "alembic.ini").is_file() and (directory / "migrations" / "env.py").is_file():
            return directory
    raise SwfstoreError("swfstore is not installed completely: its migrations are missing")


def _config(**attributes: object) -> "Config":
    from alembic.config import Config

    config = Config(str(place() / "alembic.ini"))
    config.attributes.update(attributes)
    return config


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def revisions() -> list[str]:
    """Every revision, the first one first."""
    return [script.revision for script in reversed(list(_scripts().walk_revisions()))]


def upgrade(database: Database, to: str = "head", written_by: str | None = None) -> None:
    """Bring the database up to a revision in one transaction: entirely, or not at all.

    `written_by` is the version of swfstore that the database will say it was written by. Raises SwfstoreError, and
    changes nothing, if the data does not fit the new schema.
    """
    from alembic import command

    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise SwfstoreError("the connection to the database is gone")
        if database.is_sqlite:  # a table that is rebuilt is dropped for a moment
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                command.upgrade(_config(connection=connection), to)
                if written_by is not None:
                    connection.execute(_WRITTEN_BY, {"version": written_by})
                if database.is_sqlite and driver.execute("PRAGMA foreign_key_check").fetchone():
                    raise SwfstoreError("rows refer to rows that are not there")
        finally:
            if database.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def differences(database: Database) -> list[str]:
    """What differs between the database's tables and those of this version; empty where nothing does."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from swfstore.store.indexes import metadata

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, metadata)]


def sql(dialect: str) -> str:
    """The SQL of all migrations, for a person who runs it; `dialect` is sqlite or postgresql."""
    from alembic import command

    output = StringIO()
    config = _config(dialect=dialect)
    config.output_buffer = output
    command.upgrade(config, "head", sql=True)
    return output.getvalue()
