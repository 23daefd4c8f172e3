"""Opening and making a file are much faster than alembic; ratios of medians, measured in turns in one process."""

import statistics
import time
from itertools import count

from alembic import command

from swfstore.store import lineage
from swfstore.store.database import Database
from swfstore.store.migrate import prepare

ROUNDS = 15


def _median(*works):
    """The median seconds of each, one after the other in every round; the first round does not count."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS + 1):
        for work, found in zip(works, seconds, strict=True):
            begun = time.perf_counter()
            work()
            found.append(time.perf_counter() - begun)
    return [statistics.median(found[1:]) for found in seconds]


def _with(url, work):
    database = Database(url)
    work(database)
    database.close()


def test_an_up_to_date_file_opens_faster_than_alembic_finds_nothing_to_do(tmp_path):
    """At least five times."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    _with(url, lambda database: prepare(database, version="1"))

    def alembic():
        config = lineage._config()
        config.set_main_option("sqlalchemy.url", url)
        command.upgrade(config, "head")

    ours, theirs = _median(lambda: _with(url, lambda database: prepare(database, version="1")), alembic)
    assert theirs > 5 * ours, (ours, theirs)


def test_a_file_is_made_faster_than_by_migrating(tmp_path):
    """At least ten times."""
    numbers = count()

    def fresh():
        return f"sqlite:///{tmp_path / f'{next(numbers)}.db'}"

    ours, theirs = _median(
        lambda: _with(fresh(), lambda database: prepare(database, version="1")),
        lambda: _with(fresh(), lineage.upgrade),
    )
    assert theirs > 10 * ours, (ours, theirs)
