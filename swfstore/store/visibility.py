"""The lists and counts of executions, each served by one index and read a page at a time.

A list is in the order of an instant (the start, or the close) and then of the row id, and goes on after the instant and
id of the last row that was read. The window of the caller's time filter is the ends of the same range, both included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, bindparam, select, tuple_

from swfstore.store.database import Transaction
from swfstore.store.indexed import Indexed
from swfstore.store.rows import NO_MORE, ONE, bounded, counted, made
from swfstore.store.statements import Statement, Value, statement
from swfstore.store.tables import execution_tags, executions

By: TypeAlias = Literal["none", "type", "version", "tag", "workflow_id", "close_status"]
Time: TypeAlias = Literal["started_at", "closed_at"]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows of an execution; `tag_list` is JSON text, instants are in milliseconds, UTC."""

    id: int
    workflow_id: str
    run_id: str
    workflow_type_name: str
    workflow_type_version: str
    started_at: int
    closed_at: int | None
    close_status: str | None
    cancel_requested: int
    tag_list: str | None
    parent_workflow_id: str | None
    parent_run_id: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which executions of a domain: open or closed ones, whose `time` is in a window, and one more property at most.

    The window is from `oldest` to `latest`, in milliseconds, UTC, both included. `values` are those of the property:
    `type` (and `version`), `tag`, `workflow_id` or `close_status`.
    """

    domain_id: int
    closed: bool
    time: Time
    oldest: int
    latest: int = NO_MORE
    by: By = "none"
    values: Mapping[str, str] = field(default_factory=dict)


_INDEXES: Mapping[tuple[bool, Time, By], str] = {
    (False, "started_at", "none"): "ix_executions_open",
    (False, "started_at", "type"): "ix_executions_open_type",
    (False, "started_at", "tag"): "ix_execution_tags_open",
    (False, "started_at", "workflow_id"): "ix_executions_workflow",
    (True, "started_at", "none"): "ix_executions_closed_start",
    (True, "started_at", "type"): "ix_executions_closed_start_type",
    (True, "started_at", "tag"): "ix_execution_tags_closed_start",
    (True, "started_at", "workflow_id"): "ix_executions_workflow",
    (True, "started_at", "close_status"): "ix_executions_closed_start_status",
    (True, "closed_at", "none"): "ix_executions_closed_close",
    (True, "closed_at", "type"): "ix_executions_closed_close_type",
    (True, "closed_at", "tag"): "ix_execution_tags_closed_close",
    (True, "closed_at", "workflow_id"): "ix_executions_closed_close_workflow",
    (True, "closed_at", "close_status"): "ix_executions_closed_close_status",
}
"""Along which index the open or closed executions are listed by start or by close; all versions of a type alike."""

_PROPERTIES: Mapping[By, tuple[tuple[str, str], ...]] = {
    "none": (),
    "type": (("workflow_type_name", "type"),),
    "version": (("workflow_type_name", "type"), ("workflow_type_version", "version")),
    "tag": (("tag", "tag"),),
    "workflow_id": (("workflow_id", "workflow_id"),),
    "close_status": (("close_status", "close_status"),),
}
"""The columns that a property is in, and the parameters that they are equal to."""


def _source(closed: bool, time: Time, by: By) -> tuple[Indexed, list[ColumnElement[bool]]]:
    """The table that is read, and what is true of its rows; a tag has the instants of its execution beside it."""
    index = _INDEXES[closed, time, "type" if by == "version" else by]
    source = Indexed(execution_tags if by == "tag" else executions, index)
    c = source.c
    state = c.closed_at.is_not(None) if closed else c.closed_at.is_(None)
    equal = [c[name] == bindparam(parameter) for name, parameter in _PROPERTIES[by]]
    return source, [c.domain_id == bindparam("domain_id"), state, *equal]


@cache
def _page(closed: bool, time: Time, by: By, reverse: bool) -> Statement:
    source, where = _source(closed, time, by)
    at, row_id = source.c[time], source.c["execution_id" if by == "tag" else "id"]
    here, there = tuple_(at, row_id), tuple_(bindparam("after"), bindparam("after_id"))
    # The place where the page begins is one end of the range, the far end of the window is the other.
    where += [here > there, at <= bindparam("end")] if reverse else [here < there, at >= bindparam("end")]
    listed = executions if by == "tag" else source
    rows = select(*(listed.c[name] for name in Listed.__slots__)).where(*where)
    if by == "tag":
        rows = rows.join_from(source, executions, row_id == executions.c.id)
    order = (at, row_id) if reverse else (at.desc(), row_id.desc())
    return statement(lambda: rows.order_by(*order).limit(bindparam("most")))


@cache
def _count(closed: bool, time: Time, by: By) -> Statement:
    source, where = _source(closed, time, by)
    window = source.c[time].between(bindparam("oldest"), bindparam("latest"))
    return statement(lambda: bounded(select(ONE).select_from(source).where(*where, window)))


def list_executions(
    tx: Transaction, wanted: Filter, *, after: tuple[int, int] | None, reverse: bool, most: int
) -> list[Listed]:
    """The executions after an instant and row id: newest first, with `reverse` oldest first; `most` at the most."""
    ends = (wanted.oldest, wanted.latest)
    at, row_id = after or ((wanted.oldest, 0) if reverse else (wanted.latest, NO_MORE))
    page: dict[str, Value] = {"after": at, "after_id": row_id, "end": ends[reverse], "most": most}
    listing = _page(wanted.closed, wanted.time, wanted.by, reverse)
    return [made(Listed, row) for row in tx.all(listing, {"domain_id": wanted.domain_id, **wanted.values, **page})]


def count_executions(tx: Transaction, wanted: Filter, most: int) -> int:
    """How many executions match; `most` stands for that many or more."""
    count = _count(wanted.closed, wanted.time, wanted.by)
    window = {"oldest": wanted.oldest, "latest": wanted.latest}
    return counted(tx, count, domain_id=wanted.domain_id, **wanted.values, **window, most=most)
