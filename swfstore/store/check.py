"""Whether a database is whole, and exactly of the schema that this version of swfstore makes."""

import sqlite3
from contextlib import closing

from swfstore.errors import SwfstoreError
from swfstore.store import lineage, template
from swfstore.store.database import Database
from swfstore.store.inspect import path_of
from swfstore.store.migrate import HEAD, current


def check(database: Database) -> list[str]:
    """What is wrong, a sentence each; empty where nothing is. Changes nothing, errors as `migrate.prepare`."""
    found = current(database)
    if found.revision is None:
        return ["it is empty: nothing has been opened here yet"]
    if found.revision != HEAD:
        return [f"its schema is {found.revision}, this swfstore has {HEAD}"]
    if database.is_sqlite:
        return _check_file(database)
    return [f"the schema differs: {difference}" for difference in lineage.differences(database)]


def _check_file(database: Database) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.executescript(template.script())
        wanted = dict(template.objects(empty))
    try:
        with closing(sqlite3.connect(path_of(database))) as connection:
            damage = [str(row[0]) for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]
            there = dict(template.objects(connection))
    except sqlite3.DatabaseError as error:
        raise SwfstoreError(f"{path_of(database)} cannot be read: {error}") from error
    problems = [f"it is damaged: {line}" for line in damage]
    problems += [f"{name} is missing" for name in wanted if name not in there]
    problems += [
        f"{name} is not as swfstore makes it" for name in wanted if there.get(name, "") not in ("", wanted[name])
    ]
    return problems
