"""`swfstore db`: the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from swfstore.cli.common import db_option, existing
from swfstore.client.store import database_url
from swfstore.config import VERSION
from swfstore.errors import SwfstoreError
from swfstore.store import check as checking
from swfstore.store import lineage, migrate
from swfstore.store.backup import backup as copy
from swfstore.store.database import Database


@contextmanager
def _database(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@click.group()
def db() -> None:
    """Make, upgrade, check and copy a database."""


@db.command()
@db_option
def upgrade(db: str) -> None:
    """Bring a database to this version's schema; make it if it is new.

    A SQLite file of an older version is copied first, to FILE.REVISION.bak beside it.
    """
    with _database(database_url(db)) as database:
        before = migrate.current(database).revision
        migrate.prepare(database, version=VERSION)
    if before == migrate.HEAD:
        click.echo(f"{migrate.HEAD} already")
    else:
        click.echo(f"upgraded from {before} to {migrate.HEAD}" if before else f"made, {migrate.HEAD}")


@db.command()
@db_option
def current(db: str) -> None:
    """Print the revision of a database's schema and which version of swfstore made it."""
    with _database(existing(db)) as database:
        found = migrate.current(database)
    if found.revision is None:
        raise SwfstoreError("the database is empty: `swfstore db upgrade` makes the schema")
    newest = "the newest" if found.revision == migrate.HEAD else f"this swfstore has {migrate.HEAD}"
    click.echo(f"{found.revision} ({newest}), written by swfstore {found.written_by or 'of unknown version'}")


@db.command()
@db_option
def check(db: str) -> None:
    """Check that a database is whole and has exactly this version's schema; exit code 1 if not.

    Whether histories and state agree is another question: `swfstore verify`.
    """
    with _database(existing(db)) as database:
        problems = checking.check(database)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SwfstoreError(f"the database is not as it should be: {problems[0]}")
    click.echo(f"{migrate.HEAD}: whole, and as swfstore {VERSION} makes it")


@db.command()
@db_option
@click.argument("target", type=click.Path(path_type=Path))
def backup(db: str, target: Path) -> None:
    """Copy a SQLite file to TARGET while others use it; TARGET must not be there yet."""
    with _database(existing(db)) as database:
        migrate.current(database)  # refuses what is no database of ours
        copy(database, target)
    click.echo(f"copied to {target}")


@db.command()
@click.option(
    "--dialect", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True, help="For which."
)
def sql(dialect: str) -> None:
    """Print the SQL of all migrations, for people who run it themselves."""
    click.echo(lineage.sql(dialect), nl=False)
