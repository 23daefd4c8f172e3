"""No list, count or purge reads a table from end to end, or sorts: an index serves each, and pages cost the same."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import insert

from swfstore.store import details, domain_tags, registry, retention, visibility
from swfstore.store.database import Database, Transaction
from swfstore.store.indexes import metadata
from swfstore.store.statements import Row, Statement, Values
from swfstore.store.tables import domains, execution_tags, executions
from swfstore.store.types import ACTIVITY_TYPES, WORKFLOW_TYPES
from swfstore.store.visibility import Filter

MANY = 3000
FILTERS = {
    "none": {},
    "type": {"type": "Order"},
    "version": {"type": "Order", "version": "1"},
    "tag": {"tag": "t"},
    "workflow_id": {"workflow_id": "w"},
    "close_status": {"close_status": "FAILED"},
}
WANTED = [
    Filter(1, closed, time, 0, by=by, values=values)  # type: ignore[arg-type]  # a plain str for a literal
    for closed, time in ((False, "started_at"), (True, "started_at"), (True, "closed_at"))
    for by, values in FILTERS.items()
    if closed or by != "close_status"
]


class Explaining(Transaction):
    """A transaction that notes how SQLite would find the rows of each statement."""

    __slots__ = ("plans",)

    def __init__(self, connection: Any, dialect: Any) -> None:
        super().__init__(connection, dialect)
        self.plans: list[str] = []

    def _note(self, statement: Statement, values: Values) -> None:
        text, bind = statement.prepared(self._dialect)
        plan = self.connection.execute(f"EXPLAIN QUERY PLAN {text}", bind(values))
        self.plans += [row[3] for row in plan]

    def all(self, statement: Statement, values: Values) -> list[Row]:
        """Note the plan and answer the rows."""
        self._note(statement, values)
        return super().all(statement, values)

    def one(self, statement: Statement, values: Values) -> Row | None:
        """Note the plan and answer the row."""
        self._note(statement, values)
        return super().one(statement, values)

    def run(self, statement: Statement, values: Values) -> int:
        """Note the plan and change nothing."""
        self._note(statement, values)
        return 0


REQUIRED = [c for c in executions.c if not c.nullable and c.name != "id"]


def execution(number: int) -> dict[str, Any]:
    """A row of `executions`; from MANY on they are closed."""
    closed, rare = number > MANY, number % MANY == 1
    return {
        **{c.name: "" if c.type.python_type is str else 0 for c in REQUIRED},
        "id": number,
        "domain_id": 1,
        "workflow_id": "w" if rare else f"{number}",
        "run_id": f"{number}",
        "workflow_type_name": "Order" if rare else "Other",
        "workflow_type_version": "1",
        "started_at": number,
        "closed_at": number if closed else None,
        "close_status": ("FAILED" if rare else "COMPLETED") if closed else None,
    }


def tag(row: dict[str, Any]) -> dict[str, Any]:
    """The row of `execution_tags` that belongs to a row of `executions`."""
    name = "t" if row["workflow_id"] == "w" else "u"
    return {
        "execution_id": row["id"],
        "tag": name,
        **{key: row[key] for key in ("domain_id", "started_at", "closed_at")},
    }


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """Many executions, open and closed, of which one each has the workflow id `w`, the tag `t` and its own type."""
    opened = Database("sqlite://", durability="off")
    metadata.create_all(opened.engine)
    rows = [execution(number) for number in range(1, 2 * MANY + 1)]
    domain = {"id": 1, "account": "a", "name": "d", "retention_days": "9", "status": "REGISTERED"}
    with opened.engine.begin() as connection:
        connection.execute(insert(domains).values(**domain, created_at=0, open_executions=0))
        connection.execute(insert(executions), rows)
        connection.execute(insert(execution_tags), [tag(row) for row in rows])
    yield opened
    opened.close()


def plans(database: Database, work: Callable[[Transaction], object]) -> list[str]:
    """How SQLite finds the rows of the statements of `work`."""

    def explained(tx: Transaction) -> list[str]:
        explaining = Explaining(tx.connection, tx._dialect)
        work(explaining)
        return explaining.plans

    return database.read(explained)


def steps(database: Database, work: Callable[[Transaction], object]) -> int:
    """How many tens of its machine's instructions SQLite needs for `work`."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    def counted(tx: Transaction) -> None:
        tx.connection.set_progress_handler(tick, 10)
        try:
            work(tx)
        finally:
            tx.connection.set_progress_handler(None, 0)

    database.read(counted)
    return count


def assert_indexed(found: list[str]) -> None:
    """Every table is searched along an index; only the answer of a subquery may be scanned."""
    assert found
    for step in found:
        assert "TEMP B-TREE" not in step, found
        assert not step.startswith("SCAN") or step.startswith("SCAN anon"), found


def listing(wanted: Filter, reverse: bool, after: tuple[int, int] | None = None) -> Callable[[Transaction], object]:
    """Read a page of ten."""
    return lambda tx: visibility.list_executions(tx, wanted, after=after, reverse=reverse, most=10)


@pytest.mark.parametrize("wanted", WANTED, ids=lambda w: f"{'closed' if w.closed else 'open'}-{w.time}-{w.by}")
def test_lists_and_counts_are_searched_and_not_sorted(database: Database, wanted: Filter) -> None:
    """In both orders, and the number of executions of a count as well."""
    assert_indexed(plans(database, listing(wanted, reverse=False)))
    assert_indexed(plans(database, listing(wanted, reverse=True)))
    assert_indexed(plans(database, lambda tx: visibility.count_executions(tx, wanted, 1)))


@pytest.mark.parametrize("wanted", WANTED, ids=lambda w: f"{'closed' if w.closed else 'open'}-{w.time}-{w.by}")
@pytest.mark.parametrize("reverse", [False, True])
def test_a_page_costs_a_page(database: Database, wanted: Filter, reverse: bool) -> None:
    """The first and a far page of ten take no more work among thousands of executions than a few rows do."""
    middle = MANY // 2 + (MANY if wanted.closed else 0)
    for after in (None, (middle, middle)):
        work = steps(database, listing(wanted, reverse, after))
        assert work < 60, f"{work * 10} instructions"


WORK: list[Callable[[Transaction], object]] = [
    lambda tx: registry.domain_row(tx, "a", "d"),
    lambda tx: registry.count_domains(tx, "a", 1),
    lambda tx: registry.list_domains(tx, "a", "REGISTERED", after=None, reverse=False, most=1),
    lambda tx: registry.list_domains(tx, "a", "REGISTERED", after="x", reverse=True, most=1),
    lambda tx: registry.deprecate_domain(tx, 1, 1),
    lambda tx: domain_tags.tags_of(tx, 1),
    lambda tx: details.describe_execution(tx, 1, "w", "r"),
    lambda tx: details.count_decision_tasks(tx, 1, "t", 1),
    lambda tx: details.count_activity_tasks(tx, 1, "t", 1),
    lambda tx: WORKFLOW_TYPES.count(tx, 1, 1),
    lambda tx: WORKFLOW_TYPES.registered(tx, 1, "n", "v"),
    lambda tx: WORKFLOW_TYPES.delete(tx, 1, "n", "v"),
]


@pytest.mark.parametrize("work", WORK)
def test_the_registry_is_searched_and_not_sorted(database: Database, work: Callable[[Transaction], object]) -> None:
    """Domains, types, tags, one execution, and the tasks of a task list."""
    assert_indexed(plans(database, work))


@pytest.mark.parametrize("types", [WORKFLOW_TYPES, ACTIVITY_TYPES], ids=["workflow", "activity"])
@pytest.mark.parametrize("name", [None, "n"])
@pytest.mark.parametrize("after", [None, ("n", "v")])
@pytest.mark.parametrize("reverse", [False, True])
def test_types_are_searched_and_not_sorted(
    database: Database, types: Any, name: str | None, after: tuple[str, str] | None, reverse: bool
) -> None:
    """All of them and those of a name, from the beginning and from a later page on, in both orders."""
    options = {"name": name, "after": after, "reverse": reverse}
    assert_indexed(plans(database, lambda tx: types.page(tx, 1, "REGISTERED", most=1, **options)))


def test_the_purge_reads_one_row_per_domain(database: Database) -> None:
    """To know what is due, the domains are read, and along the index the first closed execution of each."""
    domains_first, *rest = plans(database, retention.next_purge)
    assert domains_first == "SCAN domains"
    assert_indexed([step for step in rest if not step.startswith("CORRELATED")])
    assert steps(database, retention.next_purge) < 10
