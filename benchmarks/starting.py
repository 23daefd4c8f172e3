"""Starting executions; reported with its floor, without a target."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

from benchmarks.floor import Floor
from benchmarks.floor import start as start_by_hand
from benchmarks.measure import Effort, Result, compared
from benchmarks.places import by_hand, start, store


def starting(effort: Effort, _quick: bool) -> Iterator[Result]:
    """StartWorkflowExecution against the hand-written transaction."""
    for durability in ("full", "normal"):
        yield _started(effort, durability)


def _started(effort: Effort, durability: str) -> Result:
    with ExitStack() as stack:
        mine, other = (stack.enter_context(store(durability)) for _ in range(2))
        floor = Floor(stack.enter_context(by_hand(other, durability)))
        swf, numbers = mine.client(), count()

        def start_other() -> None:
            workflow_id = f"order-{next(numbers)}"
            start_by_hand(floor, workflow_id, f"{workflow_id}-1")

        what = f"start of an execution, {durability}"
        return compared(what, effort, lambda: start(swf, f"order-{next(numbers)}"), start_other)
