"""Long polls: take the next task, or wait for the commit that makes one.

A poll sleeps on the clock until something happens, the next deadline comes or its own time is up; where another
process may write to the same database it looks again ten times a second. On a virtual clock it answers at once, unless
the clock skips to the next deadline by itself; a poll that may not be held (`long_poll_seconds` 0) skips nothing.
"""

from collections.abc import Callable
from typing import TypeVar

from swfstore.clock import Stopwatch
from swfstore.core.command import Command
from swfstore.engine.call import Call
from swfstore.engine.engine import Engine
from swfstore.engine.moves import Moved, move
from swfstore.store import dispatch
from swfstore.store.database import Transaction
from swfstore.store.statements import Statement

LOOK_AGAIN = 100
"""Milliseconds between two looks for what another process has committed."""

_T = TypeVar("_T")


class _Gone(Exception):
    """Whoever polls is not there any more."""


def next_task(
    call: Call, kind: str, domain: str, task_list: str, start: Callable[[int], Command]
) -> tuple[int, Moved] | None:
    """Give the next task of a list to the caller by the command `start`: its scheduled event id and the move.

    `kind` is DECISION or ACTIVITY. None where no task came in time, or the caller has gone. Raises UnknownResourceFault
    for the domain, LimitExceededFault for too many polls.
    """
    engine = call.engine

    def work(tx: Transaction) -> tuple[int, Moved] | None:
        domain_id = engine.domains.id(tx, call.account, domain)
        claimed = dispatch.claim(tx, kind, domain_id, task_list)
        if claimed is None:
            if engine.on_passed_over is not None and dispatch.passed_over(tx, kind, domain_id, task_list):
                engine.on_passed_over(kind, domain_id, task_list)
            return None
        moved = move(tx, claimed[1], start(claimed[0]), engine.clock.now(), engine.facts)
        if call.gone is not None and call.gone():
            raise _Gone
        return claimed[0], moved

    def take() -> tuple[int, Moved] | None:
        # A task that another poller took in the same moment records nothing, and one whose start fills the history
        # terminates the execution: look for the next one.
        while (taken := _unless_gone(engine, work)) is not None:
            step = taken[1].step
            if step.events and step.state.is_open:
                return taken
            if step.events:
                engine.settle(taken[1])
        return None

    with engine.waiting.one_more((kind, call.account, domain, task_list), engine.limits.pollers):
        taken = long_poll(engine, take)
    if taken is not None:
        engine.settle(taken[1])
    return taken


def _unless_gone(engine: Engine, work: Callable[[Transaction], _T | None]) -> _T | None:
    try:
        return engine.database.write(work)
    except _Gone:
        return None  # the transaction is undone, and with it the start of the task


def take_this(
    call: Call,
    queue: Statement,
    execution_id: int,
    scheduled_event_id: int,
    start: Callable[[int], Command],
    read: Callable[[Transaction, int, Moved], _T],
) -> tuple[Moved, _T] | None:
    """Give this very task to the caller, whatever its list: the move, and what `read` reads in the same transaction.

    `read` is given the scheduled event id and the move. None where the task cannot be had.
    """
    engine = call.engine
    engine.pump.if_due()

    def work(tx: Transaction) -> tuple[Moved, _T | None] | None:
        claimed = dispatch.claim_this(tx, queue, execution_id, scheduled_event_id)
        if claimed is None:
            return None
        moved = move(tx, claimed[1], start(claimed[0]), engine.clock.now(), engine.facts)
        given = moved.step.events and moved.step.state.is_open
        return moved, read(tx, claimed[0], moved) if given else None

    taken = engine.database.write(work)
    if taken is None or not taken[0].step.events:
        return None
    engine.settle(taken[0])
    return None if taken[1] is None else (taken[0], taken[1])


def long_poll(engine: Engine, take: Callable[[], _T | None]) -> _T | None:
    """What `take` gives, as soon as it gives something; None when the poll's time is up."""
    clock = engine.clock
    until = clock.now() + round(engine.long_poll_seconds * 1000)
    watch = Stopwatch()
    shared = not engine.database.is_memory
    while True:
        seen = clock.changes()
        engine.pump.if_due()
        taken = take()
        now = clock.now()
        if taken is not None:
            return taken
        if clock.virtual and engine.long_poll_seconds > 0 and clock.skip(seen, watch):
            continue
        if clock.virtual or now >= until:
            return None
        wake_at = min(until, engine.pump.next_look)
        clock.wait(seen, min(wake_at, now + LOOK_AGAIN) if shared else wake_at)
