"""The newest schema as one SQL text, made by the migrations: what a new SQLite database is created with.

Running it is many times faster than migrating from the first revision. `python -m swfstore.store.template` writes it
again after a migration has been added; a test says if that was forgotten.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from swfstore.store import lineage
from swfstore.store.database import Database

PATH = Path(__file__).with_name("schema.sql")

_REVISION = (
    "SELECT 'INSERT INTO alembic_version (version_num) VALUES (' || quote(version_num) || ')' FROM alembic_version"
)
_SETTING = "INSERT INTO settings (name, value) VALUES (?, ?)"
_VERSIONS = slice(18, 20)
_WAL = bytes([2, 2])
"""The versions of the file format for writing and reading, in the header; 2 is a file with a write-ahead log.

Source: https://www.sqlite.org/fileformat2.html, 1.3.3.
"""

_HEAD = "-- Made by the migrations: python -m swfstore.store.template\n"


def script() -> str:
    """The SQL text that begins a transaction and makes the newest schema in it; whoever runs it commits."""
    return "BEGIN IMMEDIATE;\n" + PATH.read_text(encoding="utf-8")


def create(connection: sqlite3.Connection, settings: Mapping[str, str]) -> None:
    """Make the newest schema with these settings in an empty database, in one transaction."""
    connection.executescript(script())
    connection.executemany(_SETTING, settings.items())
    connection.execute("COMMIT")


def image(settings: Mapping[str, str]) -> bytes:
    """The bytes of a new database file with these settings; the schema is made once in a process, and copied."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(_empty())
        connection.executemany(_SETTING, settings.items())
        pages = bytearray(connection.serialize())
    pages[_VERSIONS] = _WAL
    return bytes(pages)


@cache
def _empty() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create(connection, {})
        return connection.serialize()


def objects(connection: Any) -> list[tuple[str, str]]:
    """Name and SQL of everything in a SQLite database, in the order in which it was made; blanks do not count."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    return [(name, _tidy(text)) for name, text in rows]


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\t", "    ").splitlines() if line.strip())


def generate() -> str:
    """The SQL text as the migrations make it now."""
    database = Database("sqlite://", durability="off")
    try:
        lineage.upgrade(database)
        connection: Any = database.engine.raw_connection().driver_connection
        texts = [text for _, text in objects(connection)]
        texts += [text for (text,) in connection.execute(_REVISION)]
    finally:
        database.close()
    return _HEAD + "".join(f"{text};\n" for text in texts)


if __name__ == "__main__":
    PATH.write_text(generate(), encoding="utf-8")
