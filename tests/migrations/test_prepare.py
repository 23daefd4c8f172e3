"""Opening a database: made, upgraded after a copy, or refused in one sentence with nothing changed."""

import os
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from swfstore.errors import SwfstoreError
from swfstore.ids import SeededIds
from swfstore.store.backup import backup
from swfstore.store.database import Database
from swfstore.store.migrate import HEAD, current, prepare, signing_key
from tests.migrations.conftest import VERSION
from tests.migrations.lineages import NEXT, longer
from tests.migrations.rows import fill


def _refusal(path, **options):
    """The one sentence with which this file is refused; the file's bytes must be what they were."""
    before = path.read_bytes() if path.is_file() else None
    database = Database(f"sqlite:///{path}")
    with pytest.raises(SwfstoreError) as refused:
        prepare(database, version=VERSION, **options)
    database.close()
    assert (path.read_bytes() if path.is_file() else None) == before
    sentence = str(refused.value)
    assert sentence.startswith(str(path)) or str(path.parent) in sentence
    assert "\n" not in sentence
    return sentence.replace(str(path), "FILE")


def _execute(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _made(path):
    database = Database(f"sqlite:///{path}")
    prepare(database, version=VERSION)
    with database.engine.begin() as connection:
        fill(connection)
    database.close()


def test_a_new_database_is_made(database):
    """It has the newest schema and says who made it; nothing lies beside the file but SQLite's own."""
    found = current(database)
    assert (found.revision, found.written_by, found.ready) == (HEAD, VERSION, True)
    if database.is_sqlite:
        names = sorted(path.name for path in Path(database.url.database).parent.iterdir())
        assert set(names) <= {"x.db", "x.db-shm", "x.db-wal"}


def test_opening_again_changes_nothing(database):
    """Another version with the same schema opens it, and the database still says who made it."""
    prepare(database, version="99.0")
    assert current(database).written_by == VERSION


def test_a_database_in_memory_is_made():
    """It has the same tables."""
    database = Database("sqlite://")
    prepare(database, version=VERSION)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
    database.close()


def test_an_empty_file_is_a_new_database(tmp_path):
    """A file that somebody touched, or that was left by a process that died before the first commit."""
    (tmp_path / "x.db").touch()
    _made(tmp_path / "x.db")


def test_the_signing_key_is_made_once(database):
    """Two who ask get the same key, whatever ids they bring."""
    assert signing_key(database, SeededIds(1)) == signing_key(database, SeededIds(2)) == SeededIds(1).key()


@pytest.mark.parametrize("name", ["sqlite://", "sqlite:///{}/x.db"])
def test_a_new_database_can_be_made_with_its_signing_key(tmp_path, name):
    """In the same write; whoever opens it later finds that key."""
    url = name.format(tmp_path)
    database = Database(url)
    prepare(database, version=VERSION, ids=SeededIds(1))
    assert signing_key(database, SeededIds(2)) == SeededIds(1).key()
    with database.engine.connect() as connection:
        found = connection.execute(text("SELECT value FROM settings WHERE name = 'token_key'")).scalar_one()
    assert found == SeededIds(1).key().hex()
    database.close()


def test_an_older_file_is_upgraded_after_a_copy(tmp_path, monkeypatch):
    """The rows are still there, the copy beside the file has the old schema, and the file says who wrote it now."""
    path = tmp_path / "x.db"
    _made(path)
    longer(monkeypatch, tmp_path)
    database = Database(f"sqlite:///{path}")
    prepare(database, version="10.0")
    assert current(database).revision == NEXT
    assert current(database).written_by == "10.0"
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT name, owner FROM domains")).all() == [("orders", None)]
        assert connection.execute(text("SELECT count(*) FROM history")).scalar_one() == 4
    database.close()
    with closing(sqlite3.connect(tmp_path / f"x.db.{HEAD}.bak")) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
        assert copy.execute("SELECT count(*) FROM history").fetchall() == [(4,)]


@pytest.mark.postgres
def test_an_older_postgresql_database_is_upgraded(empty_postgres_url, tmp_path, monkeypatch):
    """In one transaction, and refused before where the caller asked for that."""
    database = Database(empty_postgres_url)
    prepare(database, version=VERSION)
    longer(monkeypatch, tmp_path)
    with pytest.raises(SwfstoreError, match=f"was written by swfstore {VERSION} and has the older schema {HEAD}"):
        prepare(database, migrate=False, version="10.0")
    prepare(database, version="10.0")
    assert (current(database).revision, current(database).written_by) == (NEXT, "10.0")
    database.close()


def test_a_second_copy_does_not_replace_the_first(tmp_path, monkeypatch):
    """Copies get numbers: an older one may be the only good one."""
    path = tmp_path / "x.db"
    _made(path)
    (tmp_path / f"x.db.{HEAD}.bak").write_text("precious")
    longer(monkeypatch, tmp_path)
    database = Database(f"sqlite:///{path}")
    prepare(database, version="10.0")
    database.close()
    assert (tmp_path / f"x.db.{HEAD}.bak").read_text() == "precious"
    assert (tmp_path / f"x.db.{HEAD}.2.bak").stat().st_size > 10_000


def test_an_older_file_is_refused_without_migrate(tmp_path, monkeypatch):
    """Nothing is copied or changed."""
    path = tmp_path / "x.db"
    _made(path)
    longer(monkeypatch, tmp_path)
    assert _refusal(path, migrate=False) == (
        f"FILE was written by swfstore {VERSION} and has the older schema {HEAD}:"
        " open it without migrate=False, or run `swfstore db upgrade`"
    )
    assert list(tmp_path.glob("*.bak")) == []


def test_a_failed_upgrade_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    """The whole upgrade is one transaction."""
    path = tmp_path / "x.db"
    _made(path)
    longer(monkeypatch, tmp_path, more='op.execute("INSERT INTO nowhere VALUES (1)")')
    assert "could not be upgraded: " in _refusal(path)
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(domains)")]
        assert "owner" not in columns
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_a_newer_file_is_refused(tmp_path):
    """The sentence says which version wrote it."""
    path = tmp_path / "x.db"
    _made(path)
    newer = (
        "UPDATE alembic_version SET version_num = '7777'",
        "UPDATE settings SET value = '12.0' WHERE name = 'written_by'",
    )
    _execute(path, *newer)
    assert _refusal(path) == (
        f"FILE was written by swfstore 12.0, which is newer than this one ({VERSION}):"
        " its schema 7777 is not known here; use that version or a newer one"
    )


@pytest.mark.postgres
def test_a_newer_postgresql_database_is_refused(empty_postgres_url):
    """The sentence says which version wrote it, and no password."""
    database = Database(empty_postgres_url)
    prepare(database, version="12.0")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '7777'"))
    with pytest.raises(SwfstoreError, match=f"was written by swfstore 12.0, which is newer than this one \\({VERSION}"):
        prepare(database, version=VERSION)
    database.close()


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE songs (id INTEGER)"],
        ["CREATE TABLE alembic_version (version_num TEXT)", f"INSERT INTO alembic_version VALUES ('{HEAD}')"],
    ],
)
def test_a_file_of_another_program_is_refused(tmp_path, statements):
    """Even if that program uses alembic, and calls its revision as we call ours."""
    _execute(tmp_path / "x.db", *statements)
    assert _refusal(tmp_path / "x.db") == (
        "FILE is a database of another program: it has tables, but not those of swfstore"
    )


@pytest.mark.postgres
def test_a_postgresql_database_of_another_program_is_refused(empty_postgres_url):
    """We do not mix our tables with others."""
    database = Database(empty_postgres_url)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE songs (id integer)"))
    with pytest.raises(SwfstoreError, match="is a database of another program"):
        prepare(database, version=VERSION)
    database.close()


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """A text, for example."""
    (tmp_path / "x.db").write_text("Dear diary, today I went to the market and bought " * 100)
    assert _refusal(tmp_path / "x.db") == "FILE is not a SQLite database"


def test_a_damaged_file_is_refused(tmp_path):
    """The first page is kept and the others are noise."""
    path = tmp_path / "x.db"
    _made(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert _refusal(path).startswith("FILE is damaged: ")


def test_a_directory_is_refused(tmp_path):
    """Neither the directory itself nor a file in one that is not there."""
    assert _refusal(tmp_path) == "FILE is a directory, not a database file"
    assert _refusal(tmp_path / "no" / "x.db") == f"there is no directory {tmp_path / 'no'} for the database file x.db"


@contextmanager
def _as_nobody():
    """Without the rights of an administrator, who may write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")  # Windows has others
@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_read_only_file_is_refused(mode):
    """Told before anything is tried."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "x.db")
        _made(path)
        path.parent.chmod(0o777)
        path.chmod(mode)
        with _as_nobody():
            database = Database(f"sqlite:///{path}")
            with pytest.raises(SwfstoreError, match=r"x\.db is read-only: swfstore must be able to write to"):
                prepare(database, version=VERSION)
            database.close()


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")  # Windows has others
def test_a_read_only_directory_is_refused():
    """SQLite needs to write beside the file."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o555)
        with _as_nobody():
            database = Database(f"sqlite:///{directory}/x.db")
            with pytest.raises(SwfstoreError, match="is read-only"):
                prepare(database, version=VERSION)
            database.close()
        Path(directory).chmod(0o755)


def test_a_server_that_is_not_there_is_named_without_the_password():
    """One sentence, with the driver's reason."""
    database = Database("postgresql+psycopg://ann:secret@127.0.0.1:1/orders")
    with pytest.raises(SwfstoreError) as refused:
        prepare(database, version=VERSION)
    assert str(refused.value).startswith("no connection to postgresql+psycopg://ann:***@127.0.0.1:1/orders: ")
    assert "\n" not in str(refused.value)


def test_a_backup_is_a_database_of_its_own(tmp_path):
    """Made while the file is open; it opens as the original does, and is never written over another file."""
    _made(tmp_path / "x.db")
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    prepare(database, version=VERSION)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE domains SET description = 'new'"))
    backup(database, tmp_path / "copy.db")
    with pytest.raises(SwfstoreError, match=r"copy\.db exists already"):
        backup(database, tmp_path / "copy.db")
    database.close()
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    prepare(copy, version=VERSION)
    with copy.engine.connect() as connection:
        assert connection.execute(text("SELECT description FROM domains")).scalar_one() == "new"
    copy.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "x.db"]
