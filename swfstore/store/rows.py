"""What every reader of rows needs: a record from a row, and counts that stop."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select

from swfstore.store.database import Transaction
from swfstore.store.statements import Row, Statement, Value

_T = TypeVar("_T")

ONE: ColumnElement[int] = literal_column("1")
"""What a statement selects that only counts."""

NO_MORE = 2**63 - 1
"""Later than every instant, and after every row id."""


def made(make: Callable[..., _T], row: Row) -> _T:
    """What `make` makes of the columns of a row, by position."""
    return make(*row)


def bounded(rows: Select[int]) -> Select[int]:
    """Count the rows of a statement, but no more than the parameter `most`, and read no more than that."""
    return select(func.count()).select_from(rows.limit(bindparam("most")).subquery())


def counted(tx: Transaction, count: Statement, **values: Value) -> int:
    """The number that a statement which counts answers."""
    row = tx.one(count, values)
    if row is None or not isinstance(row[0], int):
        raise TypeError("a count answers one number")
    return row[0]
