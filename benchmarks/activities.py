"""Activity tasks polled and completed, where there is much else in the history, the execution or the file."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

from benchmarks.crowds import copies, lengthen
from benchmarks.measure import Call, Effort, Result, at_most, timed, turns
from benchmarks.places import DECIDERS, DOMAIN, WORKERS, decide, schedule, start, store
from benchmarks.signals import open_activities, signaller


def worker(opened: Any) -> Call:
    """Polls for an activity task and completes it."""
    swf = opened.client()

    def work() -> None:
        task = swf.poll_for_activity_task(domain=DOMAIN, taskList={"name": WORKERS})
        swf.respond_activity_task_completed(taskToken=task["taskToken"], result='{"ok":true}')

    return work


def stock(opened: Any, tasks: int) -> None:
    """Give the workers so many tasks of one run, beside those that are open already."""
    swf = opened.client()
    numbers = count(1_000_000)
    for _ in range(-(-tasks // 100)):
        swf.signal_workflow_execution(domain=DOMAIN, workflowId="order", signalName="go on")
        decide(swf, [schedule(next(numbers)) for _ in range(100)], DECIDERS)


def scaling(effort: Effort, quick: bool) -> Iterator[Result]:
    """Poll and complete an activity where the history is long, many activities are open, or many executions are."""
    length, activities, crowd = (2_000, 100, 5_000) if quick else (20_000, 900, 100_000)
    with ExitStack() as stack:
        empty, long, busy, crowded = (stack.enter_context(store("normal")) for _ in range(4))
        for opened in (empty, long, busy, crowded):
            start(opened.client(), "crowd", taskList={"name": "elsewhere"})
            start(opened.client(), "order")
        signaller(long, "order")()
        lengthen(long, "order", length)
        open_activities(busy, activities)
        copies(crowded, "crowd", crowd)
        names = (
            f"activity at {length:,} events",
            f"activity with {activities + 100:,} open activities",
            f"activity with {crowd:,} other open executions",
        )
        times: list[list[float]] = [[], [], [], []]
        stores = (empty, long, busy, crowded)
        for _ in range(max(1, effort.rounds // 10)):
            for opened in stores:
                stock(opened, 100)
            found = turns(Effort(9, 10), *(worker(opened) for opened in stores))
            for taken, seconds in zip(times, found, strict=True):
                taken.append(seconds)
        base, *others = (sorted(taken)[len(taken) // 2] for taken in times)
        for name, seconds in zip(names, others, strict=True):
            yield timed(name, (seconds, base), at_most(1.15))
