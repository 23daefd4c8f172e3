"""Opening a file that is up to date, and making a new one, against what alembic does for the same."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import swfstore
from benchmarks.measure import Effort, Result, at_least, compared
from swfstore.store import lineage
from swfstore.store.database import Database


def opening(effort: Effort, _quick: bool) -> Iterator[Result]:
    """Opening and creating a file, against `alembic upgrade head`."""
    few = Effort(max(5, effort.rounds // 4), 1)
    with tempfile.TemporaryDirectory(prefix="swfstore-") as directory:
        path = Path(directory) / "workflows.db"
        swfstore.open(path).close()
        opened = compared(
            "opening an up-to-date file, against alembic", few, lambda: _open(path), lambda: _migrate(path), at_least(5)
        )
        yield opened
        numbers = count()

        def at_new_place(make: Callable[[Path], None]) -> None:
            make(Path(directory) / f"{next(numbers)}.db")

        created = (lambda: at_new_place(_open), lambda: at_new_place(_migrate))
        yield compared("creating a file, against migrating from scratch", few, *created, at_least(10))


def _open(path: Path) -> None:
    swfstore.open(path).close()


def _migrate(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    try:
        lineage.upgrade(database)
    finally:
        database.close()
