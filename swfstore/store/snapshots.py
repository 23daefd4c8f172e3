"""Snapshots: one consistent view of a database, written to a new SQLite file while others write.

A file is copied by SQLite itself, page by page; so is a database in memory, which nobody can write to meanwhile. From
PostgreSQL all rows are read in one transaction and written into a new file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table, bindparam, delete, insert, select, tuple_

from swfstore.errors import SwfstoreError
from swfstore.store import migrate
from swfstore.store.backup import copy_file, room_for
from swfstore.store.columns import metadata
from swfstore.store.database import Database, Transaction
from swfstore.store.inspect import path_of
from swfstore.store.statements import Row, Value, statement
from swfstore.store.tables import purging

CHUNK = 5000
"""Rows that are read at once."""


def snapshot(database: Database, to: Path, version: str) -> None:
    """Write what the database holds now to a new SQLite file; a reader of the file sees all of it or none.

    Raises SwfstoreError where the file is there already or cannot be written.
    """
    if database.is_sqlite and not database.is_memory:
        copy_file(path_of(database), to)
        return
    room_for(to)
    part = to.with_name(to.name + ".part")
    try:
        if database.is_sqlite:
            _out_of_memory(database, part)
        else:
            _out_of_server(database, part, version)
        part.rename(to)
    except (sqlite3.Error, OSError) as error:
        raise SwfstoreError(f"the snapshot {to} could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def _out_of_memory(database: Database, to: Path) -> None:
    with database.held_writer() as held, closing(sqlite3.connect(to)) as new:
        held.backup(new)
        new.execute("PRAGMA journal_mode=WAL")


def _out_of_server(database: Database, to: Path, version: str) -> None:
    copy = Database(f"sqlite:///{to}", "off")
    try:
        migrate.prepare(copy, version=version)

        def work(tx: Transaction) -> None:
            copy.write(lambda file: _copy(tx, file))

        database.read(work)
    finally:
        copy.close()


def _copy(source: Transaction, target: Transaction) -> None:
    for table in metadata.sorted_tables:
        if table is purging:
            continue  # its rows live inside one transaction
        target.run(statement(lambda table=table: delete(table)), {})  # type: ignore[misc]  # a default binds the loop's table
        names = [column.name for column in table.c]
        add = statement(lambda table=table: insert(table))  # type: ignore[misc]  # a default binds the loop's table
        for rows in _chunks(source, table):
            target.many(add, [dict(zip(names, row, strict=True)) for row in rows])


def _chunks(source: Transaction, table: Table) -> Iterator[list[Row]]:
    """All rows, in the order of their keys."""
    keys = list(table.primary_key.columns)
    places = [list(table.c).index(key) for key in keys]
    ordered = select(*table.c).order_by(*keys).limit(CHUNK)
    rest = ordered.where(tuple_(*keys) > tuple_(*(bindparam(f"after_{key.name}", type_=key.type) for key in keys)))
    find, values = statement(lambda: ordered), dict[str, Value]()
    while rows := source.all(find, values):
        yield rows
        values = {f"after_{key.name}": rows[-1][place] for key, place in zip(keys, places, strict=True)}
        find = statement(lambda: rest)
