"""Tables read along an index that is named.

SQLite keeps no statistics of a file that grows, and so does not know which of two indexes is the better one: it takes
the narrower, and reads the whole domain for one workflow id. Here the statement says which; where that index is not
there or cannot serve, SQLite refuses the statement. PostgreSQL has its statistics and chooses for itself.
"""

from collections.abc import Mapping

from sqlalchemy import Table, TableClause, column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class Indexed(TableClause):
    """The columns of a table, to be read along `index`."""

    inherit_cache = False

    def __init__(self, table: Table, index: str) -> None:
        super().__init__(table.name, *(column(c.name, c.type) for c in table.columns))
        self.index = index


def _table(element: Indexed, compiler: SQLCompiler, options: Mapping[str, object]) -> str:
    return str(compiler.visit_table(element, **options))  # type: ignore[no-untyped-call]  # SQLAlchemy has no types here


@compiles(Indexed)
def _plain(element: Indexed, compiler: SQLCompiler, **options: object) -> str:
    return _table(element, compiler, options)


@compiles(Indexed, "sqlite")
def _indexed_by(element: Indexed, compiler: SQLCompiler, **options: object) -> str:
    return f"{_table(element, compiler, options)} INDEXED BY {element.index}"
