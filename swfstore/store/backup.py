"""Copies of a SQLite file, made while others use it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from swfstore.errors import SwfstoreError
from swfstore.store.connecting import BUSY_SECONDS
from swfstore.store.database import Database
from swfstore.store.inspect import name_of, path_of


def backup(database: Database, to: Path) -> None:
    """Write a copy to a new file; a reader sees all of it or none. Raises SwfstoreError, and leaves no file behind."""
    if not database.is_sqlite or database.is_memory:
        raise SwfstoreError(f"only a SQLite file can be copied; for {name_of(database)} use the server's own tools")
    copy_file(path_of(database), to)


def copy_file(source: Path, to: Path) -> None:
    """Copy a SQLite file with everything that is committed in it; never over a file that is there."""
    room_for(to)
    part = to.with_name(to.name + ".part")
    try:
        with (
            closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as old,
            closing(sqlite3.connect(part, timeout=BUSY_SECONDS)) as new,
        ):
            old.backup(new)
        part.rename(to)
    except (sqlite3.Error, OSError) as error:
        raise SwfstoreError(f"{source} could not be copied to {to}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def room_for(to: Path) -> None:
    """Raise SwfstoreError unless a new file can have this name."""
    if to.exists():
        raise SwfstoreError(f"{to} exists already")
    if not to.parent.is_dir():
        raise SwfstoreError(f"there is no directory {to.parent} for the copy {to.name}")


def copy_before_upgrade(source: Path, revision: str) -> Path:
    """Copy a file beside itself, under a name that has its revision and is not taken: where the copy is."""
    to = source.with_name(f"{source.name}.{revision}.bak")
    number = 1
    while to.exists():
        number += 1
        to = source.with_name(f"{source.name}.{revision}.{number}.bak")
    copy_file(source, to)
    return to
