"""SQL that is written as SQLAlchemy Core, compiled once per dialect, and run as plain text with named parameters.

That is the whole trick behind the speed of the hot path: no statement is built or compiled in a call, and no result is
wrapped. Columns are integers and texts only, so nothing has to be converted on the way.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement

Value: TypeAlias = int | str | None
Values: TypeAlias = Mapping[str, Value]
Row: TypeAlias = tuple[Value, ...]


class Statement:
    """A statement that is built when it is first needed."""

    __slots__ = ("_build", "_compiled")

    def __init__(self, build: Callable[[], ClauseElement]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, dict[str, Value]]] = {}

    def compiled(self, dialect: Dialect) -> tuple[str, dict[str, Value]]:
        """The text for that dialect, and the values that stand in the statement itself."""
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._build().compile(dialect=dialect)
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            found = self._compiled[dialect.name] = (str(compiled), constants)
        return found


def statement(build: Callable[[], ClauseElement]) -> Statement:
    """Turn a function that builds a statement into a Statement."""
    return Statement(build)
