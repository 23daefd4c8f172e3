"""The migrations make exactly what the tables say, and the template makes exactly what the migrations make."""

import sqlite3

import pytest
from sqlalchemy import Connection, text

from swfstore.store import check, lineage, migrate, template
from swfstore.store.database import Database
from swfstore.store.indexes import metadata

_PG_COLUMNS = """
    SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default, is_identity,
        identity_generation, col_description(table_name::regclass, ordinal_position)
    FROM information_schema.columns WHERE table_schema = current_schema()
"""
_PG_CONSTRAINTS = "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
_PG_COMMENTS = "SELECT relname, obj_description(oid) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"


def _sqlite_tables(connection):
    """Columns, keys, references, row ids and indexes of every table, the indexes with their predicates."""
    found: dict[object, object] = {}
    for _, name, kind, columns, without_rowid, strict in connection.execute("PRAGMA table_list").fetchall():
        if kind != "table" or name.startswith("sqlite_") or name == "alembic_version":
            continue
        found[name] = columns, without_rowid, strict
        found[name, "columns"] = connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
        references = connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()
        found[name, "references"] = sorted(row[2:] for row in references)
        for _, index, unique, origin, partial in connection.execute(f"PRAGMA index_list({name})").fetchall():
            parts = tuple(connection.execute(f"PRAGMA index_xinfo({index})").fetchall())
            sql = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [index]).fetchone()
            found[name, "index", index if origin == "c" else parts] = unique, origin, partial, parts, sql
    return found


def _constraints(connection):
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    lines = {
        name: [line.strip().rstrip(",") for line in sql.splitlines() if "CONSTRAINT" in line] for name, sql in rows
    }
    return {name: sorted(found) for name, found in lines.items() if name != "alembic_version"}


def _driver(database):
    return database.engine.raw_connection().driver_connection


def test_on_sqlite_the_migrations_make_what_the_tables_say():
    """Types, keys, defaults, references, WITHOUT ROWID, constraint names, indexes and their predicates are the same."""
    made, wanted = Database("sqlite://"), Database("sqlite://")
    lineage.upgrade(made)
    metadata.create_all(wanted.engine)
    assert _sqlite_tables(_driver(made)) == _sqlite_tables(_driver(wanted))
    assert _constraints(_driver(made)) == _constraints(_driver(wanted))
    assert len(_constraints(_driver(made))) == len(metadata.tables)


@pytest.mark.postgres
def test_on_postgresql_the_migrations_make_what_the_tables_say(postgres_server):
    """Types, identities, keys, references, constraint names, indexes, predicates and comments are the same."""

    def catalogue(connection: Connection):
        queries = [_PG_COLUMNS, _PG_CONSTRAINTS, _PG_COMMENTS]
        queries += ["SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"]
        tables = [*metadata.tables, "alembic_version"]
        views = {name for (name,) in connection.execute(text("SELECT viewname FROM pg_views"))}
        rows = [tuple(row) for query in queries for row in connection.execute(text(query))]
        return sorted((row for row in rows if row[0] not in views and tables and "alembic" not in str(row)), key=str)

    with postgres_server.empty_database() as one, postgres_server.empty_database() as other:
        made, wanted = Database(one), Database(other)
        lineage.upgrade(made)
        metadata.create_all(wanted.engine)
        with made.engine.connect() as left, wanted.engine.connect() as right:
            assert catalogue(left) == catalogue(right)
            assert len(catalogue(left)) > 200
        made.close()
        wanted.close()


def test_alembic_finds_no_difference(database):
    """What autogenerate would write as the next migration is nothing."""
    assert lineage.differences(database) == []


def test_a_new_database_passes_its_check(database):
    """`swfstore db check` has nothing to say."""
    assert check.check(database) == []


def test_the_check_names_what_somebody_changed(tmp_path):
    """A dropped index and a replaced view are named."""
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}")
    migrate.prepare(database, version="1")
    with sqlite3.connect(path) as other:
        other.execute("DROP INDEX ix_executions_due")
        other.execute("DROP VIEW history")
        other.execute("CREATE VIEW history AS SELECT 1")
    other.close()
    assert check.check(database) == ["ix_executions_due is missing", "history is not as swfstore makes it"]
    database.close()


def test_the_template_is_what_the_migrations_make():
    """After a new migration: python -m swfstore.store.template."""
    assert template.PATH.read_text(encoding="utf-8") == template.generate()


def test_the_lineage_is_one_line_that_ends_at_head():
    """No branches; the constant that tells an up-to-date file is the last revision."""
    revisions = lineage.revisions()
    assert revisions[-1] == migrate.HEAD
    assert revisions == sorted(set(revisions))


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_migrations_can_be_had_as_sql(dialect):
    """The text creates every table, the triggers and the views, and says its revision."""
    sql = lineage.sql(dialect)
    assert [name for name in metadata.tables if f"CREATE TABLE {name} (" not in sql] == []
    assert "CREATE VIEW deadlines" in sql
    assert f"VALUES ('{migrate.HEAD}')" in sql


def test_the_sql_of_the_migrations_runs_in_the_plain_shell(tmp_path):
    """Whoever runs the text by hand has the same database."""
    with sqlite3.connect(tmp_path / "x.db", isolation_level=None) as connection:
        connection.executescript(lineage.sql("sqlite"))
        by_hand = dict(template.objects(connection))
    connection.close()
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(template.script())
        assert by_hand == dict(template.objects(connection))
    connection.close()
