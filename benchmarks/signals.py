"""Signals: against the floor and the ORM, and where there is much else in the history, the execution or the file."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from benchmarks import orm
from benchmarks.crowds import copies, lengthen
from benchmarks.floor import Floor
from benchmarks.measure import Call, Effort, Result, Target, at_least, at_most, compared, timed, turns, warmed
from benchmarks.places import DECIDERS, DOMAIN, by_hand, decide, schedule, start, store

_LIMITS = {"full": at_most(1.5), "normal": at_most(2.5), "memory": at_most(5)}


def signaller(opened: Any, workflow_id: str) -> Call:
    """Signals the open run of the workflow id through a client."""
    swf = opened.client()

    def signal() -> None:
        swf.signal_workflow_execution(domain=DOMAIN, workflowId=workflow_id, signalName="approved", input="by Ann")

    return signal


def signal(effort: Effort, _quick: bool) -> Iterator[Result]:
    """A signal against the hand-written transaction, and against the ORM."""
    for durability, limit in _LIMITS.items():
        yield _against_floor(effort.of(rounds=2), durability, limit)
        if durability != "memory":
            yield _against_orm(effort.of(calls=0.5), durability)


def _against_floor(effort: Effort, durability: str, limit: Target) -> Result:
    memory = durability == "memory"
    with ExitStack() as stack:
        mine, other = (stack.enter_context(store("full" if memory else durability, memory)) for _ in range(2))
        for opened in (mine, other):
            start(opened.client(), "order")
        floor = Floor(stack.enter_context(by_hand(other, durability)))
        return compared(f"signal, {durability}", effort, signaller(mine, "order"), lambda: floor.signal("order"), limit)


def _against_orm(effort: Effort, durability: str) -> Result:
    with store(durability) as mine, store(durability) as other:
        for opened in (mine, other):
            start(opened.client(), "order")
        what = f"signal, {durability}, against the ORM"
        through_orm = warmed(lambda: orm.signal(other, "order"))
        return compared(what, effort, warmed(signaller(mine, "order")), through_orm, at_least(3))


def scaling(effort: Effort, quick: bool) -> Iterator[Result]:
    """A signal where the history is long, many activities are open, or many executions are."""
    length, activities, crowd = (2_000, 100, 5_000) if quick else (20_000, 1_000, 100_000)
    with ExitStack() as stack:
        stores = [stack.enter_context(store("normal")) for _ in range(4)]
        for opened in stores:
            start(opened.client(), "order")
        _, long, busy, crowded = stores
        signaller(long, "order")()
        lengthen(long, "order", length)
        open_activities(busy, activities)
        copies(crowded, "order", crowd)
        names = (
            f"signal at {length:,} events",
            f"signal with {activities:,} open activities",
            f"signal with {crowd:,} other open executions",
        )
        base, *others = turns(effort.of(rounds=2), *(signaller(opened, "order") for opened in stores))
        for name, taken in zip(names, others, strict=True):
            yield timed(name, (taken, base), at_most(1.15))


def open_activities(opened: Any, count: int, task_list: str = "elsewhere") -> None:
    """Schedule that many activity tasks in the run whose decision task is the next; they wait in `task_list`."""
    swf = opened.client()
    batches = [range(first, min(first + 100, count)) for first in range(0, count, 100)]
    for batch in batches:
        decide(swf, [schedule(number, task_list) for number in batch], DECIDERS)
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order", signalName="go on")
