"""What alembic runs: the lineage, on the connection that swfstore gives, or on the database that a person names.

    alembic -x url=sqlite:///workflows.db upgrade head
    SWFSTORE_DB=workflows.db alembic current

An upgrade is one transaction on SQLite and on PostgreSQL: it happens entirely or not at all.
"""

import os
from typing import Any

from alembic import context
from sqlalchemy.engine import Connection

from swfstore.errors import SwfstoreError
from swfstore.store.database import Database
from swfstore.store.indexes import metadata


def given_url() -> str:
    """The database that was named with -x url=..., in SWFSTORE_DB or in alembic.ini."""
    named = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("SWFSTORE_DB")
    url = named or context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise SwfstoreError("name the database: alembic -x url=sqlite:///workflows.db ..., or SWFSTORE_DB=workflows.db")
    return url if "://" in url else f"sqlite:///{url}"


def migrate(**options: Any) -> None:
    """Run what alembic was asked for."""
    context.configure(target_metadata=metadata, transactional_ddl=True, render_as_batch=True, **options)
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    """Migrate a database; without a connection that was given, on one of its own."""
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection=connection)
        return
    database = Database(given_url())
    try:
        with database.engine.connect() as own:
            migrate(connection=own)
    finally:
        database.close()


if context.is_offline_mode():
    dialect = context.config.attributes.get("dialect")
    migrate(literal_binds=True, **({"dialect_name": dialect} if dialect else {"url": given_url()}))
else:
    online()
