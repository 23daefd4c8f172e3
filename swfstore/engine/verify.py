"""The proof that history equals state: every execution is rebuilt from its events and compared with its rows.

Left out are the two members of an activity task that SWF has no event for (`state.EPHEMERAL`). What is derived - the
task lists, the deadlines, the domains' counts - is derived again and compared as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import bindparam, func, select, text

from swfstore.core.evolve import rebuild
from swfstore.core.rules.closing import execution_deadline
from swfstore.core.state import EPHEMERAL, ActivityTask, State
from swfstore.engine.undelivered import undelivered
from swfstore.store import executions, history, records
from swfstore.store.database import Database, Transaction
from swfstore.store.executions import Located, located
from swfstore.store.statements import Row, statement
from swfstore.store.tables import domains
from swfstore.store.tables import executions as table

TOGETHER = 20
"""How many executions are verified on one view of the database: a view that is kept long keeps others from tidying."""

_NEXT = statement(
    lambda: (
        select(*executions.COLUMNS, table.c.due_at)
        .where(table.c.id > bindparam("after"))
        .order_by(table.c.id)
        .limit(TOGETHER)
    )
)
_MISCOUNTED = statement(
    lambda: (
        select(domains.c.name, domains.c.open_executions, func.count(table.c.id))
        .select_from(domains.outerjoin(table, (table.c.domain_id == domains.c.id) & table.c.closed_at.is_(None)))
        .group_by(domains.c.id, domains.c.name, domains.c.open_executions)
        .having(domains.c.open_executions != func.count(table.c.id))
    )
)
_ORPHANS = statement(lambda: text("PRAGMA foreign_key_check"))
_NAMES = [column.name for column in executions.COLUMNS]
_WORKFLOW_ID, _RUN_ID = _NAMES.index("workflow_id"), _NAMES.index("run_id")


@dataclass
class Report:
    """What was compared, and every difference in a sentence."""

    executions: int = 0
    events: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether there is no difference."""
        return not self.differences

    def __str__(self) -> str:
        done = f"{counted(self.executions, 'execution')} with {counted(self.events, 'event')}"
        if self.ok:
            return f"{done}: history equals state"
        return f"{done}: {counted(len(self.differences), 'difference')}, the first: {self.differences[0]}"


def counted(count: int, thing: str) -> str:
    """The count with its noun: `1 event`, `2 events`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def verify(database: Database) -> Report:
    """Compare every execution of the database with its history."""
    report = Report()
    after: int | None = 0
    while after is not None:
        position = after
        after = database.read(lambda tx: _verify_some(tx, position, report))  # noqa: B023  # called at once
    for name, counted, real in database.read(lambda tx: tx.all(_MISCOUNTED, {})):
        report.differences.append(f"domain {name} counts {counted} open executions and has {real}")
    report.differences.extend(database.read(records.left_over))
    if database.is_sqlite:  # others never let such a row be
        for table, row, missing, _ in database.read(lambda tx: tx.all(_ORPHANS, {})):
            of = "a row" if row is None else f"row {row}"
            report.differences.append(f"{of} of {table} belongs to {missing} that are not there")
    return report


def _verify_some(tx: Transaction, after: int, report: Report) -> int | None:
    """Verify the next executions on one view of the database; the last one of them, or None where there are no more."""
    rows = tx.all(_NEXT, {"after": after})
    for row in rows:
        _verify_one(tx, row, report)
    return int(rows[-1][0] or 0) if rows else None


def _verify_one(tx: Transaction, row: Row, report: Report) -> None:
    report.executions += 1
    where = f"{row[_WORKFLOW_ID]} {row[_RUN_ID]}"
    try:
        for difference in _differences_of(tx, row, report):
            report.differences.append(f"{where}: {difference}")
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        # What is verified may be anything: what cannot even be read is not what we have written.
        report.differences.append(f"{where}: a value cannot be read, {type(error).__name__}: {error}")


def _differences_of(tx: Transaction, row: Row, report: Report) -> Iterator[str]:
    *columns, due_at = row
    found = located(tuple(columns))
    if found.state.is_open:
        records.load_everything(tx, found.execution_id, found.state)
    else:
        found.state.complete = True  # what has been left over is looked for in all of them at once
    yield from _differences(tx, found, report)
    yield from undelivered(tx, found)
    if executions.mistagged(tx, found):
        yield "the rows of its tags are not those of its history"
    if due_at != execution_deadline(found.state.header):
        yield f"due_at is {due_at}, not {execution_deadline(found.state.header)}"


def _differences(tx: Transaction, found: Located, report: Report) -> Iterator[str]:
    header, recorded = found.state.header, []
    latest = 0
    for position, (event_id, timestamp, event) in enumerate(history.read_events(tx, found.execution_id), start=1):
        if event_id != position:
            yield f"event {position} is missing, the next one is {event_id}"
            return
        if timestamp < latest:
            yield f"event {event_id} is from {timestamp}, before event {event_id - 1} from {latest}"
        latest = timestamp
        recorded.append((event_id, timestamp, event))
    report.events += len(recorded)
    if not recorded:
        yield "it has no events"
        return
    rebuilt = rebuild(header.workflow_id, header.run_id, recorded)
    yield from _compare_headers(rebuilt, found.state)
    yield from _compare_records(rebuilt, found.state)
    yield from records.misderived(tx, found.execution_id, found.domain_id, found.state)


def _compare_headers(rebuilt: State, stored: State) -> Iterator[str]:
    for member in fields(stored.header):
        is_, should_be = getattr(stored.header, member.name), getattr(rebuilt.header, member.name)
        if is_ != should_be:
            yield f"{member.name} is {is_!r} and by the history {should_be!r}"


def _compare_records(rebuilt: State, stored: State) -> Iterator[str]:
    for name in dict([*rebuilt.used(), *stored.used()]):
        expected = {event_id: _durable(record) for event_id, record in getattr(rebuilt, name).items()}
        actual = {event_id: _durable(record) for event_id, record in getattr(stored, name).items()}
        for event_id in sorted(expected.keys() | actual.keys()):
            if expected.get(event_id) != actual.get(event_id):
                yield (
                    f"{name} of event {event_id} is {actual.get(event_id)} and by the history {expected.get(event_id)}"
                )


def _durable(record: Any) -> Any:  # one of the six record classes
    if not isinstance(record, ActivityTask):
        return record
    forgotten: dict[str, Any] = dict.fromkeys(EPHEMERAL)
    return replace(record, **forgotten)
