"""SQL that is written as SQLAlchemy Core, compiled once per dialect, and run as plain text with named values.

That is the whole trick behind the speed of the hot path: no statement is built or compiled in a call, and no result is
wrapped. Columns are integers and texts only, so nothing has to be converted on the way.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Dialect, Table
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert

Value: TypeAlias = int | str | None
Values: TypeAlias = Mapping[str, Value]
Row: TypeAlias = tuple[Value, ...]
Binder: TypeAlias = Callable[[Values], object]


class Statement:
    """A statement that is built when it is first needed."""

    __slots__ = ("_build", "_prepared")

    def __init__(self, build: Callable[[], ClauseElement]) -> None:
        self._build = build
        self._prepared: dict[str, tuple[str, Binder]] = {}

    def prepared(self, dialect: Dialect) -> tuple[str, Binder]:
        """The text for that dialect, and what makes the driver's parameters of the values by name."""
        found = self._prepared.get(dialect.name)
        if found is None:
            compiled = self._build().compile(dialect=dialect)
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            names = compiled.positiontup if isinstance(compiled, SQLCompiler) else None
            found = self._prepared[dialect.name] = (str(compiled), _binder(names, constants))
        return found


def _binder(names: Sequence[str] | None, constants: Values) -> Binder:
    """Add the values that stand in the statement itself; SQLite gets a tuple.

    SQLite finds the name of a parameter by going through all of them, so that named ones take the square of the time.
    """
    if names is None:
        return (lambda values: {**constants, **values}) if constants else (lambda values: values)
    if len(names) < 2:
        return lambda values: tuple({**constants, **values}[name] for name in names)
    pick = itemgetter(*names)
    return (lambda values: pick({**constants, **values})) if constants else pick


def statement(build: Callable[[], ClauseElement]) -> Statement:
    """Turn a function that builds a statement into a Statement."""
    return Statement(build)


def insert_if_new(table: Table) -> "Insert":
    """An INSERT ... ON CONFLICT DO NOTHING, in PostgreSQL's words; SQLite says the same in the same words.

    The dialect is imported when such a statement is built: it takes longer than opening a file.
    """
    from sqlalchemy.dialects.postgresql import insert

    return insert(table).on_conflict_do_nothing()
